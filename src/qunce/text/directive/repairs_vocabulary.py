"""The words behind the repairs, read once from the data files of this package.

``repairs_words.tsv``, one word of the genre a line, three columns::

    right word <TAB> what tools put in its place <TAB> the company the right word keeps

A replacement carries a rank: ``宽敞/r``.  ``n`` never stands in official prose at all; ``r`` is
rare there, and certain to be wrong in the right word's company; ``c`` is common, and only likely
to be wrong there; ``o`` is like ``c``, but no proof elsewhere speaks against it outside such
company; ``k`` is so common that nothing but company speaks against it.  A ``w`` behind
the rank reports the short company with the word (推动进展 rather than 进展), because the pair of
bare words would be no decision a reader could take for all places at once.
Company is written with ``~`` for the word: ``~{众}`` ``夯实~``.  ``!`` behind it says that rare and
common replacements are hardly ever right there, ``!!`` that none is (``科学~观!!``).

``repairs_genuine.tsv``: a replacement, and the company in which it is itself right.

``repairs_tables.tsv``: which swaps go together, because one tool makes them.  A document that
proves some of a table's swaps most likely holds the others too.

``repairs_phrases.txt``: fixed phrases, one a line, words separated by spaces, alternatives by
``/``.  A phrase with one word exchanged or misprinted is likely wrong even when no table lists it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product

MACROS: dict[str, str] = {
    "众": (
        "党员 干部 群众 职工 教师 师生 医务 青年 妇女 农民 居民 村民 市民 民众 人民 基层 农村 机关 "
        "企业 工会 团员 公务员 领导 官兵 科技 知识分子 工作者 志愿者 教职 学生 离退休 老年 老百姓 "
        "客户 用户 消费者 投资 纳税 劳动 员工 共产党员 民兵 少先队 家长 患者 渔民 牧民 业主 网民 "
        "网友 医护 文艺 社会 非公 青少年 女性 中小 商户 经营 考生 干警 民警 大众 百姓 读者 社员 "
        "代表 委员 农户 同志 旅客 乘客 参保 退役 在校 外来 流动 参学 共青团 中青年 统计 税务 驻村 "
        "一线 网格 社区 乡村 镇村 乡镇 村组 贫困 脱贫 毕业生 求职 务工"
    ),
    "级": "省 市 县 区 镇 乡 州 院 校 局 厅 部 街道 我县 我市 我区 我镇 我乡 我局 我校 我院 我省",
    "首": "， 。 ； ： 、 “ 》 ） \n",
    "尾": "， 。 ； ： 、 ” 《 （ \n",
}

CONFUSED = (
    "己已巳 末未 人入 日曰目 土士 干千于 大太犬 木本术 责贵贡 造选 合全台 服报 抓抚 "
    "落洛 砌彻 建健律 设没役 部陪 署暑薯 组祖阻 织识职 领颂 权杈 困因 问间 团因 力刀 "
    "方万 实买 体休 作件 况祝 情惰 标杯 治冶 理埋 群郡 众从 导异 主王 任仟 要耍 保堡 "
    "障嶂 深探 强弘 化比 会合 协胁 调凋 推椎 进迸 改攻 革草 创刨 新斩 活话 宣宜 传传 "
    "教救 育肓 政玫 策荣 党觉 员贝 员负 纪记 律津 监盐 督誉 检捡 查杳 整鳌 解觯 决诀 "
    "提堤 高亳 质盾 量童 环坏 境竟 规现 范苑 制判 度庶 措惜 施拖 措借 精清 神袖 贯惯 "
    "思恩 想相 认议 识织 真直 具贝 积织 极级 参叁 发友 展辰 观现 科料 以似 负员 紧繁 "
    "密蜜 联取 系糸 切功 基墓 础础 层尼 民氏 生牛 产户 安女 经轻 济挤 社杜 村材 乡多 "
    "镇填 区匹 学字 校佼 医匡 院完 卫正 项顶 目自 结给 构枸 式弍 优忧 势热 特持 色包 "
    "点占 成戍 效郊 果呆 示小 典曲 型刑 先失 锋峰 模摸 带常 头买 核该 心必"
)
"""Characters that scanning and retyping take for one another, in groups."""

RANKS = "nrcok"

_EVERYWHERE = (
    "工作 发展 建设 组织 加强 群众 服务 问题 领导 管理 教育 学习 活动 情况 实施 提高 "
    "开展 社会 落实 推进 党员 干部 单位 部门 解决 要求 安全 制度 责任 措施 意见 检查 "
    "重点 基层 思想 完成 安排 研究 重要 坚持 及时 认真 进行 作用 环境 政策 能力 生产 "
    "宣传 监督 主要 进一步 保障 根据 人民 基础"
)
EVERYWHERE = frozenset(_EVERYWHERE.split())
"""Words no directive of some length does without: a missing one was replaced."""


@dataclass(frozen=True, slots=True)
class Spin:
    """What a tool puts in the place of ``original``; rank and width as the module says."""

    seen: str
    original: str
    rank: str
    wide: bool


@dataclass(slots=True)
class Company:
    """The literal neighbours of a word; a value counts the ``!`` behind them."""

    lefts: dict[str, int] = field(default_factory=dict)
    rights: dict[str, int] = field(default_factory=dict)
    both: dict[str, dict[str, int]] = field(default_factory=dict)
    longest_left: int = 0
    longest_right: int = 0

    def add(self, pattern: str) -> None:
        """Take in one ``left~right`` pattern with its ``!``; ValueError when it is none."""
        bare = pattern.rstrip("!")
        fixed = len(pattern) - len(bare)
        left, tilde, right = bare.partition("~")
        if not tilde or not (left or right):
            raise ValueError(f"company needs a ~ and a neighbour: {pattern}")
        self.longest_left = max(self.longest_left, len(left))
        self.longest_right = max(self.longest_right, len(right))
        if left and right:
            self.both.setdefault(left, {})[right] = fixed
        elif left:
            self.lefts[left] = fixed
        else:
            self.rights[right] = fixed

    def around(self, text: str, start: int, end: int) -> tuple[int, int, int] | None:
        """Longest company of ``text[start:end]``: characters left, right, and its ``!``."""
        best: tuple[int, int, int] | None = None
        size = 0
        right_here = [
            text[end : end + length]
            for length in range(1, min(self.longest_right, len(text) - end) + 1)
        ]
        if self.rights:
            for right in right_here:
                if right in self.rights:
                    best, size = (0, len(right), self.rights[right]), len(right)
        for length in range(1, min(self.longest_left, start) + 1):
            left = text[start - length : start]
            if left in self.lefts and length > size:
                best, size = (length, 0, self.lefts[left]), length
            if left in self.both:
                for right in right_here:
                    if right in self.both[left] and length + len(right) > size:
                        best = (length, len(right), self.both[left][right])
                        size = length + len(right)
        return best


@dataclass(frozen=True, slots=True)
class Frame:
    """A fixed phrase with one word taken out: ``before`` and ``after`` it, and what may stand."""

    before: str
    after: str
    words: tuple[str, ...]


@dataclass(slots=True)
class Vocabulary:
    """Everything the data files say, indexed for the search."""

    spins: dict[str, list[Spin]] = field(default_factory=dict)
    company: dict[str, Company] = field(default_factory=dict)
    genuine: dict[str, Company] = field(default_factory=dict)
    tables: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    """Swaps ``(what stands there, right word)`` that one tool makes."""
    ordinary: frozenset[str] = frozenset()
    """Words of two characters that directives use anyway: no sign of an unlisted swap."""
    heads: dict[str, list[str]] = field(default_factory=dict)
    """First two characters of a replacement to the replacements, longest first."""
    frames_after: dict[str, list[Frame]] = field(default_factory=dict)
    """Two characters before the gap to the frames that end there."""
    frames_before: dict[str, list[Frame]] = field(default_factory=dict)
    """Two characters behind the gap to the frames that open with the gap."""


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read on first use and kept."""
    found = Vocabulary()
    for columns in _rows("repairs_words.tsv"):
        original, replacements, company = columns
        kept = found.company.setdefault(original, Company())
        for pattern in company.split():
            for spelled in _expanded(pattern):
                kept.add(spelled)
        for replacement in replacements.split():
            spin = _spin(original, replacement)
            found.spins.setdefault(spin.seen, []).append(spin)
    for seen, patterns in _rows("repairs_genuine.tsv"):
        known = found.genuine.setdefault(seen, Company())
        for pattern in patterns.split():
            for spelled in _expanded(pattern):
                known.add(spelled)
    _add_misprints(found)
    for _, swaps in _rows("repairs_tables.tsv"):
        told = (swap.partition("→") for swap in swaps.split())
        found.tables.append(frozenset((seen, original) for original, _, seen in told))
    for seen in sorted(found.spins, key=len, reverse=True):
        found.heads.setdefault(seen[:2], []).append(seen)
    _add_frames(found)
    found.ordinary = frozenset(_ordinary(found))
    return found


def _ordinary(found: Vocabulary) -> Iterator[str]:
    yield from found.company
    yield from found.genuine
    for company in found.company.values():
        yield from company.lefts
        yield from company.rights
        for left, rights in company.both.items():
            yield left
            yield from rights


def _spin(original: str, replacement: str) -> Spin:
    seen, slash, rank = replacement.partition("/")
    if not slash or rank[:1] not in RANKS or len(seen) < 2 or seen == original:
        raise ValueError(f"not a replacement with its rank: {original} {replacement}")
    return Spin(seen, original, rank[0], rank.endswith("w"))


def _expanded(pattern: str) -> Iterator[str]:
    before, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    name, _, after = rest.partition("}")
    for word, tail in product(MACROS[name].split(" "), _expanded(after)):
        yield before + word + tail


def _add_misprints(found: Vocabulary) -> None:
    """Words of the genre with one character taken for a similar one, wrong in their company."""
    similar: dict[str, set[str]] = {}
    for group in CONFUSED.split():
        for char in group:
            similar.setdefault(char, set()).update(set(group) - {char})
    taken = {*found.company, *found.spins, *found.genuine}
    for original in found.company:
        for place, char in enumerate(original):
            for other in sorted(similar.get(char, ())):
                seen = original[:place] + other + original[place + 1 :]
                if seen not in taken:
                    found.spins.setdefault(seen, []).append(Spin(seen, original, "o", False))


def _add_frames(found: Vocabulary) -> None:
    gathered: dict[tuple[str, str], list[str]] = {}
    for (line,) in _rows("repairs_phrases.txt"):
        slots = [slot.split("/") for slot in line.split()]
        for gap, words in enumerate(slots):
            for before in product(*slots[:gap]):
                for after in product(*slots[gap + 1 :]):
                    frame = "".join(before), "".join(after)
                    if len(frame[0]) + len(frame[1]) >= 4:
                        gathered.setdefault(frame, []).extend(words)
    for (before_gap, after_gap), words in gathered.items():
        made = Frame(before_gap, after_gap, tuple(dict.fromkeys(words)))
        if len(before_gap) >= 2:
            found.frames_after.setdefault(before_gap[-2:], []).append(made)
        elif len(after_gap) >= 2 and not before_gap:
            found.frames_before.setdefault(after_gap[:2], []).append(made)


def _rows(name: str) -> Iterator[list[str]]:
    content = files("qunce.text.directive").joinpath(name).read_text(encoding="utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")

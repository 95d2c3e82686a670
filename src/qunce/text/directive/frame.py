"""The frame of a directive: title, kind, issuing body, place, documents named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from qunce.text.directive.characters import HAN
from qunce.text.directive.mapped import Mapped
from qunce.text.directive.markers import marker_at
from qunce.text.directive.outline import Passage

_KIND_WORDS = (
    ("speech", "讲话|致辞|发言|讲话稿|讲稿|动员报告|开班辞|speech|address|remarks"),
    ("notice", "通知|通报|公告|通告|notice|circular"),
    ("opinion", "意见|opinions?|guidance"),
    (
        "plan",
        "方案|计划|安排|要点|规划|办法|细则|措施|任务分解|预案|plan|programme|program|campaign",
    ),
)
_TITLE_END = re.compile(
    "(?:"
    + "|".join(words for _, words in _KIND_WORDS)
    + "|决定|报告|倡议书|决议|函|规定|制度|纲要|批复|纪要)"
    + "(?: ?(?:19|20)\\d{2})?(?:[（(][^（）()]{1,20}[）)])?$",
    re.I,
)
_BODY_HINTS = (
    ("speech", re.compile("^(?:同志们|各位|尊敬的)", re.M)),
    ("notice", re.compile("通知如下|予以通报|有关事项通知")),
    ("opinion", re.compile("提出(?:如下|以下)(?:实施|指导)?意见|现?就.{2,40}提出.{0,4}意见")),
    ("plan", re.compile("制[定订](?:本|如下|以下|此)(?:实施|工作)?方案|特制[定订].{0,6}方案")),
)
_BODY = (
    "国务院|中共中央|办公厅|委员会|人民政府|政府办公室|政府|办公室|领导小组|指挥部|党委|"
    "县委|市委|省委|区委|工委|党组|党总支|"
    "党支部|组织部|宣传部|办事处|局|厅|医院|卫生院|学校|中学|小学|集团|公司|联合会|总工会|办"
)
_ISSUER_LINE = re.compile(rf"^(?:中共)?[{HAN}（）]{{2,38}}(?:{_BODY})$")
_HEAD_LINE = re.compile(rf"^((?:中共)?[{HAN}]{{2,38}}?(?:{_BODY}))文件$")
_TITLE_ISSUER = re.compile(
    rf"^((?:中共)?(?:国务院|中共中央|[{HAN}]{{1,36}}?(?:{_BODY}))(?:[ 　、]?[{HAN}]{{2,20}}(?"
    rf":人民政府|办公室))?)关于"
)
# 江城市第二人民医院“医疗质量提升年”活动方案: the issuer stands before the campaign's name.
_TITLE_OWNER = re.compile(
    rf"^((?:中共)?[{HAN}]{{2,30}}?(?:{_BODY}))(?=[“《]|\d{{4}}年|开展|深入开展)"
)
_TWO_ISSUERS = re.compile("(?<=[委组])(?=([一-鿿]{2,12}[省市县区镇乡街道旗州])人民政府)")
_POST_LINE = re.compile(
    f"^(?:中共)?(?P<whose>[{HAN}]{{0,20}}?)(?P<post>党委|党工委|党组|党总支|党支部|总支|县委|区委|市委|"
    "省委|镇长|乡长|县长|区长|市长|街道办事处主任|局长|校长|院长|董事长|总经理)"
    f"(?P<rest>(?:副?书记)?(?:、[{HAN}]{{2,10}}?)?[{HAN}]{{0,4}})$"
)
_POST_BODY = {
    "镇长": "人民政府",
    "乡长": "人民政府",
    "县长": "人民政府",
    "区长": "人民政府",
    "市长": "人民政府",
    "街道办事处主任": "街道办事处",
    "局长": "局",
    "院长": "院",
}
_DATE_LINE = re.compile(
    r"^[（(]?(?:\d{4}|[〇零○一二三四五六七八九X×]{4})年[\d一二三四五六七八九十X×]{1,3}月"
    r"(?:[\d一二三四五六七八九十X×]{1,3}日)?[）)]?$"
)
_PLACE_CHAIN = re.compile(
    rf"^(?:在|关于|中共|中国共产党)?((?:(?!委|党|政府|人民)[{HAN}]{{2,5}}?(?:省|自治区|市|自治州|州|盟|"
    rf"自治县|县|区|旗|镇|乡|街道))+)"
)
_NOT_A_NAME = re.compile(
    "贯彻|传达|代表|[全我各本该每个自治了和与及的等在于对把将让使从向到由以是给被乡城市县区镇村省街社片地小重大"
    "一二三四五六七八九十几两多]"
)
_KIND_OF_AREA = re.compile(
    "示范|直辖|开发|高新|保护|实验|功能|工业|产业|管理|生活|居住|校|园|城|新|老|景|病"
)
_DOCUMENT = re.compile(
    r"《[^《》\n]{2,80}》(?:[（(][^（）()\n]{2,40}[）)])?|[一-鿿]{1,8}〔\d{4}〕\d{1,4}号"
)
_LEVEL_BODY = (
    ("镇党委", "镇"),
    ("乡党委", "乡"),
    ("街道党工委", "街道"),
    ("县委", "县"),
    ("区委", "区"),
    ("市委", "市"),
)
_ENGLISH_BODY = re.compile(
    r"^[A-Z][A-Za-z&' -]{2,60}\b(?:Group|Hospitals?|Trust|Council|Authority|Department|Ministry|"
    r"Board|Office|Commission|Committee|Company|Centre|Center|School|University)$"
)
_NUMBER_LINE = re.compile(r"^.{1,12}[〔\[（(]\s?\d{4}\s?[〕\]）)]\s*\d{1,4}\s*号$")
_SALUTATION = re.compile(f"^[{HAN}、，（）()“”]{{2,120}}：$")


@dataclass(frozen=True, slots=True)
class Frame:
    """Title, kind, issuer and place; empty strings where the text does not say."""

    title: str
    kind: str
    issuer: str
    place: str
    body_start: int
    """Index in the reading text behind title and addressee."""
    body_end: int
    """Index in the reading text before the signature."""


def read_frame(reading: Mapped, wording: Mapped) -> Frame:
    """The frame, from the first lines, the last lines, and what the text says of itself."""
    text = reading.text
    lines = _lines(text)
    title_start, title_end = _title(text, lines)
    title = " ".join(wording.within(*reading.span(title_start, title_end)).split())
    title = re.sub(f"(?<=[{HAN}]) (?=[{HAN}])", "", title).lstrip("# ")
    repaired_title = text[title_start:title_end].replace("\n", "")
    kind = _kind(repaired_title, text)
    signature = _signature(text, lines)
    issuer = _issuer(text, lines, repaired_title, signature, title_start, kind)
    place = _place(text, repaired_title, issuer)
    if not issuer:
        issuer = _speaking_body(text, place)
    body_end = len(text)
    if signature and not _numbered_after(text, signature[1]):
        body_end = signature[1]
    return Frame(title, kind, issuer, place, title_end, body_end)


def documents_named(reading: Mapped, source: str, wording: Mapped) -> list[Passage]:
    """Documents the text names in 《》 or by number, each once, where it first stands."""
    seen: set[str] = set()
    found = []
    for m in _DOCUMENT.finditer(reading.text):
        if m.group() in seen:
            continue
        seen.add(m.group())
        start, end = reading.span(m.start(), m.end())
        found.append(Passage(source[start:end], start, end, wording.within(start, end)))
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    found = []
    place = 0
    for line in text.split("\n"):
        if line.strip(" 　"):
            found.append((place, place + len(line)))
        place += len(line) + 1
    return found


def _title(text: str, lines: list[tuple[int, int]]) -> tuple[int, int]:
    for index, (start, end) in enumerate(lines[:12]):
        line = text[start:end].strip(" 　")
        if _SALUTATION.match(line) or _NUMBER_LINE.match(line):
            continue
        if marker_at(line, 0):
            break
        if "。" in line:
            continue
        if len(line) <= 120 and _TITLE_END.search(line.rstrip("》")):
            while index and _continues_title(text[slice(*lines[index - 1])], line):
                index -= 1
                start = lines[index][0]
                line = text[slice(*lines[index])].strip(" 　")
            return start, end
    if not lines:
        return 0, 0
    start, end = lines[0]
    first = text[start:end].strip(" 　")
    if _SALUTATION.match(first) or _NUMBER_LINE.match(first):
        return start, start
    if len(first) <= 80 and not marker_at(first, 0):
        return (start, end) if "。" not in first else (start, start)
    return start, start


def _continues_title(before: str, line: str) -> bool:
    bare = before.strip(" 　")
    if not bare or len(bare) > 60 or bare.endswith(("文件", "号", "：", "。")) or "〔" in bare:
        return False
    if line.startswith(("关于", "中共")) and not bare.endswith("关于"):
        return _ISSUER_LINE.match(bare) is not None
    return bare.startswith(("关于", "中共")) or "关于" in bare or bare.endswith("》")


def _kind(title: str, text: str) -> str:
    for kind, words in _KIND_WORDS:
        if re.search(
            f"(?:{words})(?: ?(?:19|20)\\d{{2}})?(?:[（(][^（）()]{{1,20}}[）)])?$", title, re.I
        ):
            return kind
    for kind, hint in _BODY_HINTS:
        if hint.search(text[:3000]):
            return kind
    for kind, words in _KIND_WORDS:
        if re.search(words, title, re.I):
            return kind
    return "other"


def _signature(text: str, lines: list[tuple[int, int]]) -> tuple[str, int] | None:
    """The last signature line with a date beside it: its words and where it begins."""
    for index in range(len(lines) - 1, max(2, len(lines) - 60), -1):
        line = text[slice(*lines[index])].strip(" 　")
        if not _DATE_LINE.match(line):
            continue
        names: list[str] = []
        start = lines[index][0]
        for above in range(index - 1, max(index - 4, 0), -1):
            name = re.sub("[ 　]", "", text[slice(*lines[above])])
            if not _ISSUER_LINE.match(name):
                break
            names.insert(0, name)
            start = lines[above][0]
        if names:
            return "、".join(names), start
    return None


def _numbered_after(text: str, place: int) -> bool:
    """Whether the numbered text still follows: a notice signs before the plan it sends."""
    rest = text[place:]
    return any(marker_at(rest, m.end()) for m in re.finditer("\n[ 　]*", rest))


def _issuer(
    text: str,
    lines: list[tuple[int, int]],
    title: str,
    signature: tuple[str, int] | None,
    title_start: int,
    kind: str,
) -> str:
    if signature:
        return signature[0]
    for start, end in lines[:4]:
        head = _HEAD_LINE.match(text[start:end].strip(" 　"))
        if head:
            return head.group(1)
    named = _TITLE_ISSUER.match(title)
    if named:
        return _TWO_ISSUERS.sub("、", named.group(1), count=1)
    for start, end in lines[:4]:
        line = text[start:end].strip(" 　")
        if start < title_start and _ISSUER_LINE.match(line):
            return line
    owner = _TITLE_OWNER.match(title)
    if owner:
        return owner.group(1)
    spoken = _speaker_line(text, lines, title_start) if kind == "speech" else ""
    if spoken:
        return spoken
    first = text[slice(*lines[0])].strip() if lines and lines[0][0] < title_start else ""
    if _ENGLISH_BODY.search(first):
        return first
    english = re.search(r"^(?:Issued by|From):\s*(.{2,80})$", text, re.M)
    return english.group(1).strip() if english else ""


def _speaker_line(text: str, lines: list[tuple[int, int]], title_start: int) -> str:
    """The body whose post stands below a speech's title: 石桥镇镇长, 松溪镇党委书记 林建国."""
    for start, end in lines[:8]:
        line = re.sub("[ 　（）()]", "", text[start:end])
        if start <= title_start or len(line) > 26:
            continue
        m = _POST_LINE.match(line)
        if not m or (m.group("post").endswith(("委", "组", "部", "支")) and "书记" not in line):
            continue
        whose, post = m.group("whose"), m.group("post")
        if post[-1] == "长" and len(post) == 2 and post in _POST_BODY and whose[-1:] != post[0]:
            # 党委副书记、镇长: the place stands before the first post.
            continue
        if not whose and post in _POST_BODY:
            continue
        return whose + _POST_BODY.get(post, post if post[-1] != "长" and post != "总经理" else "")
    return ""


def _place(text: str, title: str, issuer: str) -> str:
    for words in (issuer, title):
        chain = _PLACE_CHAIN.match(words)
        if chain and not re.match("在?[代全我各本该]", chain.group(1)):
            return chain.group(1)
    counted: Counter[str] = Counter()
    for m in re.finditer("镇|乡|街道|县|区|市", text):
        name = text[max(0, m.start() - 2) : m.start()]
        if len(name) == 2 and all("一" <= c <= "鿿" for c in name) and not _NOT_A_NAME.search(name):
            own = text[max(0, m.start() - 5) : m.start() - 2].endswith(("我", "我们"))
            counted[name + m.group()] += 9 if own else 3 if m.group() in "镇乡街道" else 1
    for name, _ in counted.most_common(5):
        if _KIND_OF_AREA.match(name):
            continue
        if not re.search(f"{name}(?:[容貌级域村民直]|化)", text):
            return name
    return ""


def _speaking_body(text: str, place: str) -> str:
    counted = Counter(
        {
            body: text.count(body)
            for body, _ in _LEVEL_BODY
            if re.search(f"(?<![省市各级]){body}", text)
        }
    )
    if not counted:
        return ""
    for body, level in _LEVEL_BODY:
        if place.endswith(level) and counted.get(body):
            return place + body[len(level) :]
    return counted.most_common(1)[0][0]

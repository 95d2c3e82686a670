"""The numbered tree of an official document, also where its brackets were lost.

A heading begins a paragraph and runs to the first 。 or to the end of the paragraph.  Numbers
that do not continue a sequence are text, not headings (三等奖, 第一， in a sentence, 1.5万元).
一是/二是 and 一要/二要 count as headings when they begin a paragraph or follow a full stop and
the sequence is complete from 一; after ： or ； they are one sentence's enumeration and stay
with it.  A number without its mark (一开展…, brackets lost) counts when it begins a paragraph
and the sequence 一, 二 … is complete between two sure headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from qunce.kernel.refusals import gettext_noop
from qunce.text.directive.characters import HAN, NUMERALS
from qunce.text.directive.mapped import Mapped
from qunce.text.directive.markers import chinese_value, marker_at, only_counts, value
from qunce.text.directive.outline import Notice, Section

_SHI_YAO = re.compile(f"([{NUMERALS}])([是要])(?![的件素点])")
# Words that begin with a numeral and are words, not numbers: 一定, 一方面, 三农, 四个意识, 十八大.
_NOT_BARE = (
    "个些定般旦直切方致步起律系名项种级次年月日号时者大类届条批样再度线位只同齿味块段层期路向边半并"
    "概共举句口派审人户亩元万千百〇○零一二三四五六七八九十、.．,，。）)：:"
)
_BARE = re.compile(f"([{NUMERALS}])(?=[{HAN}])(?![{_NOT_BARE}])")
_BARE_DIGIT = re.compile(
    f"(\\d{{1,2}})(?=[{HAN}])(?![年月日号时个名人户亩元万千百亿份次项条家件处公米吨倍季层楼岁"
    f"分天周期位級级类套种批届所座辆台间村组楼])"
)
_ORDINAL = re.compile(f"(第[{NUMERALS}])[，,、：]")
_SENTENCE = re.compile("[。！？]”?")
_CONTENTS_LINE = re.compile(r"[.…·]{3,}\s*\d+$")
_WEAK_RANK = {"ordinal": 12, "shi": 13, "yao": 13, "bare": 4, "baredigit": 9}
_FLOATING = frozenset(("ordinal", "phase"))
_HEADING_STOP = re.compile("[。！？]|\\.(?= +[A-Z])")
_RUN_TOGETHER = 40
"""Behind a head word, so many characters without a stop are its body, run on without a mark."""
_KNOWN_HEAD = re.compile(
    "(?:指导思想|总体要求|总体目标|基本原则|工作原则|工作目标|目标任务|主要目标|主要任务|重点任务|"
    "工作任务|工作步骤|实施步骤|方法步骤|目标及步骤|时间安排|组织领导|组织机构|保障措施|"
    "工作要求|工作措施)"
    f"(?=[{HAN}])(?![和与及的])"
)
_BODY_NAME = re.compile(
    "(?:局|办|委|院|校|所|站|队|组|会|部|科|处|室|中心|公司|部门|单位|乡镇|街道|村|社区)$"
)
_DOES = re.compile("负责|牵头|承担|配合|主要|要|组织|做好")
_COLON_HEAD = re.compile("[^，。；：]{2,12}(?=：)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    """Where the number begins in the reading text."""
    number: str
    text_start: int
    """Where the heading's words begin."""
    style: str
    rank: float
    value: int
    heads_paragraph: bool
    doubtful: bool = False
    """Whether it may only count (一、二期工程); then it must continue its sequence."""


@dataclass(slots=True)
class _Open:
    style: str
    rank: float
    value: int
    section: Section
    place: int


def read_headings(
    reading: Mapped, wording: Mapped, text_end: int | None = None
) -> tuple[list[Section], list[Notice]]:
    """The tree of numbered sections, and warnings about gaps in the numbering.

    ``reading`` has one kind of punctuation, ``wording`` is the same text as it stands, from which
    numbers and headings are taken; ``text_end`` is the place in the source where the signature
    begins, which belongs to no section.  Repairs are left out: a doubtful one must move no
    heading.
    """
    strong = list(_strong(reading.text))
    loose = list(_weak(reading.text))
    weak = _complete_sequences(
        [c for c in loose if c.style != "ordinal"], [c for c in strong if c.rank <= 5]
    )
    # 第一，…… may head what has （一） below it.
    weak += _complete_sequences(
        [c for c in loose if c.style == "ordinal"], [c for c in strong if c.rank <= 3]
    )
    candidates = sorted([*strong, *weak], key=lambda c: c.place)
    return _tree(candidates, reading, wording, text_end)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for line in text.split("\n"):
        if line and not _CONTENTS_LINE.search(line):
            yield place, place + len(line)
        place += len(line) + 1


def _strong(text: str) -> Iterator[_Candidate]:
    enclosures = False
    for start, end in _paragraphs(text):
        # 附件：1.…… and the numbered lines below it name enclosures.
        line = text[start:end].lstrip()
        enclosures = (line.startswith("附件") and len(line) > 3) or (
            enclosures and line[:1].isdigit()
        )
        if enclosures:
            continue
        found = _strong_at(text, start, heads_paragraph=True)
        if found is None:
            continue
        yield found
        # 1.……。2.……。 run on in one paragraph: brothers of the number that heads it.
        expected = found.value + 1
        if found.style in ("decimal2", "decimal3", "english", "part", "chapter", "sect"):
            continue
        for stop in _SENTENCE.finditer(text, start, end):
            brother = _strong_at(text, stop.end(), heads_paragraph=False)
            if brother and brother.style == found.style and brother.value == expected:
                yield brother
                expected += 1


def _strong_at(text: str, place: int, *, heads_paragraph: bool) -> _Candidate | None:
    marker = marker_at(text, place)
    if marker is None:
        return None
    style, match = marker
    rest = text[match.end() : match.end() + 2].strip()
    if not rest or rest[0] in "，。；、：）)%~～-—":
        return None
    if (
        style.name == "digit"
        and not match.group(0).strip().endswith(("、", ".", "．"))
        and (match.group(1).isascii())
    ):
        return None
    return _Candidate(
        place,
        match.group(1),
        match.end(),
        style.name,
        style.rank,
        value(match.group(1)),
        heads_paragraph,
        # 第一阶段： may stand alone in a sentence; 第二阶段 behind it makes it a heading.
        style.name == "phase" or only_counts(text, match),
    )


def _weak(text: str) -> Iterator[_Candidate]:
    for start, end in _paragraphs(text):
        places = [start] + [m.end() for m in _SENTENCE.finditer(text, start, end)]
        for place in places:
            found = _weak_at(text, place, heads_paragraph=place == start)
            if found and place < end:
                yield found


def _weak_at(text: str, place: int, *, heads_paragraph: bool) -> _Candidate | None:
    match = _SHI_YAO.match(text, place)
    if match:
        number, word = match.groups()
        style = "shi" if word == "是" else "yao"
        # 一要强化… keeps its 要, the sentence's verb; 一是加强… does without 是.
        begins = match.end() if word == "是" else match.end() - 1
        return _Candidate(
            place, number, begins, style, _WEAK_RANK[style], chinese_value(number), heads_paragraph
        )
    if not heads_paragraph:
        return None
    for style, pattern in (("ordinal", _ORDINAL), ("bare", _BARE), ("baredigit", _BARE_DIGIT)):
        match = pattern.match(text, place)
        if match:
            return _Candidate(
                place,
                match.group(1),
                match.end(),
                style,
                _WEAK_RANK[style],
                value(match.group(1)),
                heads_paragraph,
            )
    return None


def _complete_sequences(weak: list[_Candidate], strong: list[_Candidate]) -> list[_Candidate]:
    """The weak candidates that count 1, 2, … without a gap between two sure headings."""
    kept: list[_Candidate] = []
    fences = iter([c.place for c in strong] + [1 << 62])
    fence = next(fences)
    region: list[_Candidate] = []
    for candidate in weak:
        while candidate.place > fence:
            kept += _sequences(region)
            region = []
            fence = next(fences)
        region.append(candidate)
    return kept + _sequences(region)


def _sequences(region: list[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    running: dict[str, list[_Candidate]] = {}
    families = {"shi": "shi", "yao": "lost", "bare": "lost"}

    def close(family: str) -> None:
        run = running.pop(family, [])
        if len(run) < 2:
            return
        lost = any(c.style == "bare" for c in run)
        if lost and not all(c.heads_paragraph for c in run):
            return
        style = "bare" if lost else run[0].style
        kept.extend(
            _Candidate(
                c.place,
                c.number,
                c.text_start,
                style,
                _WEAK_RANK[style],
                c.value,
                c.heads_paragraph,
            )
            for c in run
        )

    for candidate in region:
        family = families.get(candidate.style, candidate.style)
        run = running.get(family)
        if candidate.value == 1:
            close(family)
            running[family] = [candidate]
        elif run and candidate.value == run[-1].value + 1:
            run.append(candidate)
    for family in list(running):
        close(family)
    return kept


def _tree(
    candidates: list[_Candidate], reading: Mapped, wording: Mapped, text_end: int | None
) -> tuple[list[Section], list[Notice]]:
    roots: list[Section] = []
    stack: list[_Open] = []
    notices: list[Notice] = []
    last_of_style: dict[str, int] = {}
    # A number followed by nothing but the next number heads nothing.
    candidates = [
        one
        for one, following in zip_longest(candidates, candidates[1:])
        if following is None or one.text_start < following.place
    ]
    for index, candidate in enumerate(candidates):
        depth = _depth(stack, candidate, candidates[index + 1 : index + 200])
        if depth is None and last_of_style.get(candidate.style) == candidate.value - 1:
            # 第二部分 …… 4.: the numbers run on through the parts.
            depth = _place_by_rank(stack, candidate) if candidate.heads_paragraph else None
        if depth is None:
            continue
        end_place = reading.span(candidate.place, candidate.place)[0]
        for closed in stack[depth:]:
            closed.section.end = end_place
        before = stack[depth] if depth < len(stack) else None
        if before and before.style == candidate.style and candidate.value > before.value + 1:
            notices.append(_gap(before.section.number, candidate.number))
        del stack[depth:]
        last_of_style[candidate.style] = candidate.value
        section = _section(candidate, reading, wording)
        (stack[-1].section.children if stack else roots).append(section)
        stack.append(
            _Open(
                candidate.style,
                _rank_held(stack, candidate),
                candidate.value,
                section,
                candidate.place,
            )
        )
    last = reading.span(0, len(reading.text.rstrip()))[1]
    if text_end is not None and all(closed.section.start < text_end for closed in stack):
        last = min(last, text_end)
    for closed in stack:
        closed.section.end = max(last, closed.section.heading_end)
    _trim(roots, reading)
    return roots, notices


def _depth(stack: list[_Open], candidate: _Candidate, following: list[_Candidate]) -> int | None:
    """How many open sections stay open above the candidate; None when it is not a heading."""
    level = next(
        (i for i in range(len(stack) - 1, -1, -1) if stack[i].style == candidate.style), None
    )
    if candidate.style in ("decimal2", "decimal3"):
        return _decimal_depth(stack, candidate)
    if level is not None:
        step = candidate.value - stack[level].value
        if candidate.doubtful:
            return level if step == 1 else None
        if step == 1 or candidate.value == 1:
            return level
        if 2 <= step <= 3 and candidate.heads_paragraph:
            return level
        return None
    if candidate.doubtful and not any(
        c.style == candidate.style and c.value == candidate.value + 1 for c in following
    ):
        return None
    if candidate.value != 1:
        # The first numbers may be lost; a lone （二） at a line's head is a reference.
        return (
            _place_by_rank(stack, candidate)
            if candidate.value <= 3
            and any(
                c.style == candidate.style and c.value == candidate.value + 1 for c in following
            )
            else None
        )
    return _place_by_rank(stack, candidate)


def _rank_held(stack: list[_Open], candidate: _Candidate) -> float:
    """The rank a section takes below those that are open: 第一， and 第一阶段 stand right below
    whatever they were opened in, so that the next lower number belongs to them."""
    if candidate.style not in _FLOATING:
        return candidate.rank
    return (stack[-1].rank if stack else 2.0) + 0.5


def _place_by_rank(stack: list[_Open], candidate: _Candidate) -> int:
    depth = len(stack)
    if candidate.style in _FLOATING:
        return depth
    while depth and stack[depth - 1].rank > candidate.rank:
        depth -= 1
    return depth


def _decimal_depth(stack: list[_Open], candidate: _Candidate) -> int | None:
    """1.2 belongs under 1 or after 1.1; an amount or a date at a line's head does not."""
    parent, _, own = candidate.number.rpartition(".")
    for i in range(len(stack) - 1, -1, -1):
        number = stack[i].section.number.strip("（）()")
        if stack[i].style == candidate.style and number.rpartition(".")[0] == parent:
            return i if int(own) == stack[i].value + 1 else None
        if value(number) == value(parent) and number.count(".") == parent.count("."):
            return i + 1 if int(own) == 1 else None
    return None


def _section(candidate: _Candidate, reading: Mapped, wording: Mapped) -> Section:
    end = _heading_end(reading.text, candidate.text_start)
    start_at, end_at = reading.span(candidate.text_start, end)
    number_at = reading.span(candidate.place, candidate.place + len(candidate.number))
    return Section(
        number=wording.within(*number_at).replace(" ", ""),
        heading=wording.within(start_at, end_at).strip(" 　\n"),
        start=number_at[0],
        end=end_at,
        heading_start=start_at,
        heading_end=end_at,
    )


def _heading_end(text: str, start: int) -> int:
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    stop = _HEADING_STOP.search(text, start, line)
    end = stop.start() if stop else line
    if stop and text[stop.start()] in "！？":
        end = stop.end()
    known = _KNOWN_HEAD.match(text, start)
    if known and end - known.end() > _RUN_TOGETHER:
        return known.end()
    colon = _COLON_HEAD.match(text, start)
    # 指导思想：以…… has its body behind the colon; 第一阶段：动员部署 has not.
    if colon and (
        end - colon.end() > 40
        or (stop and _runs_in(text[start : colon.end()], text[colon.end() + 1 : end]))
    ):
        end = colon.end()
    if not stop and text[end - 1 : end] in ("：", ":", "；", ";", "."):
        end -= 1
    return max(end, min(start + 1, line))


def _runs_in(head: str, behind: str) -> bool:
    """Whether what follows a colon, up to its full stop, is the body: 县公安局：负责……，……。"""
    if len(behind) < 6:
        return False
    return _BODY_NAME.search(head) is not None and ("，" in behind or bool(_DOES.match(behind)))


def _trim(sections: list[Section], reading: Mapped) -> None:
    """Let a section end with its last word, not with the empty lines behind it."""
    for top in sections:
        for section in top.walk():
            index = reading.index(section.end)
            while index and reading.text[index - 1] in " 　\n":
                index -= 1
            section.end = max(reading.span(0, index)[1] if index else 0, section.heading_end)


def _gap(before: str, after: str) -> Notice:
    return Notice(
        "numbering_gap",
        gettext_noop(
            "After number %(before)s the text goes on with %(after)s. "
            "A heading may be missing; compare with the original."
        ),
        {"before": before, "after": after},
    )

"""Duties: which clauses of a directive oblige somebody to something.

A duty is a sentence, or a part between ；, that obliges (要, 必须, 负责), invites (鼓励, 可以) or
commands without a subject (抓好……), as directives mostly do.  Clauses that name a participation
gate are duties of their own.  Who owes it is decided in ``owing``.  Sections that explain why
(意义, 形势) or state principles and goals yield a duty only where a named unit must act.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from qunce.text.directive.actors import ACTORS, actors_in, unit_kinds
from qunce.text.directive.dates import read_due
from qunce.text.directive.gates import Gate
from qunce.text.directive.mapped import Mapped
from qunce.text.directive.modality import action_kind, is_imperative, modality, only_tells
from qunce.text.directive.outline import UNIT_KINDS, Duty, Section
from qunce.text.directive.owing import Speaker, owed_by, owed_to
from qunce.text.directive.subjects import named_subject

_EXPLAINING = re.compile(
    "意义|形势|背景|^为什么|重要性|必要性|现状|指导思想|总体要求|总体思路|基本原则|工作原则|"
    "原则$|目标$|目标任务$|存在的?问题|成绩|成效$|"
    "^参会人员|^参加人员|会议议程|会议时间|会议地点|"
    "[Bb]ackground|[Pp]rinciples|[Gg]oals|[Aa]ims?$|[Ww]hy"
)
_ENGLISH_SENTENCE = re.compile(r"[^.;\n!?]+(?:\.(?=\d|[a-z])[^.;\n!?]*)*")
_SENTENCE = re.compile("[^。！？\n]+")
# 对甲……，要……，对乙……，要……; ……，支部应……: a new clause begins where a new party does.
_NEXT_SUBJECT = re.compile(
    "，(?=对[^，；]{2,24}的?[^，；]{0,8}，?(?:要|应(?![用急对])|必须)|(?:由)?各(?!项|种|类|方)[^，；]{1,14}?(?:要|必须|应(?![用急对])|负责|[是为]第一责任)|鼓励|提倡"
    f"|(?:对[^，；]{{2,24}}，)?{ACTORS}(?:要(?!求)|必须|应(?![用急对])|负责|不得|可以))"
    # 沿河养殖户要……, a party no list holds.
    "|，(?=[一-鿿]{2,8}(?:户|站|所|公司|科|处|局|队|中心|人员)(?:要(?!求)|必须|应当|不得))"
)
# （责任单位：甲、乙） behind a task, or on a line of its own; （甲牵头，乙配合）.
_RESPONSIBLE = re.compile(
    "(?:责任|牵头|落实|实施|主办|承办)(?:单位|部门|科室|领导|人)[：:](?P<who>[^）)。；\n]{2,80})"
    "|[（(](?P<led>[^（）()\n。；]{2,60}?)(?:牵头|分别负责|按职责分工负责|按职责负责|负责)[^（）()\n]{0,60}[）)]"
)
_BODY_NAME = re.compile(
    "^[^，。：]*(?:局|办|委|院|校|所|站|队|组|会|部|科|处|室|中心|公司|部门|单位|乡镇|街道|村|社区|政府)$"
)
_CHARGES = ("负责", "牵头", "承担", "要", "主要负责", "具体负责", "配合")
_LISTS_UNITS = 3
"""A clause that names this many kinds of unit (农村、社区、学校……) is meant for all of them."""
_SHORTEST = 4
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    paragraph: int
    gate: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What the section a clause stands in says about it."""

    explains: bool
    due: str | None
    responsible: tuple[str, ...] = ()


def read_duties(
    reading: Mapped,
    source: str,
    wording: Mapped,
    sections: list[Section],
    gates: list[Gate],
    speaker: Speaker,
    body: tuple[int, int],
) -> list[Duty]:
    """The duties in reading order; ``body`` is the span of the reading text between title and
    signature."""
    text = reading.text
    places = _places(reading, sections, speaker.year)
    headings = _heading_spans(reading, sections, english=speaker.english)
    duties: list[Duty] = []
    inherited: tuple[str, ...] = ()
    paragraph = -1
    for clause in _clauses(text, body, gates, headings, english=speaker.english):
        words = text[clause.start : clause.end]
        if clause.paragraph != paragraph:
            paragraph, inherited = clause.paragraph, ()
        subject = named_subject(words, english=speaker.english)
        if subject:
            inherited = subject
        place = _place_of(places, clause.start)
        obliges = modality(words)
        if not clause.gate and not _is_duty(
            words, subject, obliges, place, in_speech=speaker.speech
        ):
            continue
        low, high = reading.span(clause.start, clause.end)
        owing = subject or place.responsible
        owing = owing or owed_by(words, subject, inherited, clause.gate, speaker)
        kinds = unit_kinds(" ".join(owing))
        listed = unit_kinds(words)
        if len(listed) >= _LISTS_UNITS:
            kinds = tuple(kind for kind in UNIT_KINDS if kind in kinds or kind in listed)
        duties.append(
            Duty(
                text=source[low:high],
                start=low,
                end=high,
                owed_by=owing,
                owed_to=owed_to(words, owing),
                modality=obliges or "must",
                action_kind=action_kind(words),
                unit_kinds=kinds,
                due=read_due(text, clause.start, clause.end, speaker.year) or place.due,
                wording=wording.within(low, high),
            )
        )
    return duties


def _is_duty(
    words: str,
    subject: tuple[str, ...],
    obliges: str | None,
    place: _Place,
    *,
    in_speech: bool,
) -> bool:
    if only_tells(words) or _RESPONSIBLE.match(words):
        return False
    if place.explains:
        return bool(subject and obliges)
    if subject:
        return True
    if in_speech and words.startswith("我们"):
        return False
    return bool(obliges) or is_imperative(words)


def _responsible(words: str) -> tuple[str, ...]:
    """Whom a section names as responsible for all of its tasks; empty when it names nobody."""
    m = _RESPONSIBLE.search(words)
    return tuple(actors_in(m.group("who") or m.group("led"))) if m else ()


def _charged(heading: str, own: str) -> tuple[str, ...]:
    """The party that is itself the heading of what it has to do: 县公安局：负责……"""
    behind = own[len(heading) :].lstrip("：: 　\n。")
    if len(heading) <= 30 and _BODY_NAME.search(heading) and behind.startswith(_CHARGES):
        return tuple(actors_in(heading))
    return ()


def _clauses(
    text: str,
    body: tuple[int, int],
    gates: list[Gate],
    headings: list[tuple[int, int, bool, int]],
    *,
    english: bool,
) -> Iterator[_Clause]:
    """Sentences cut at ； and before a new subject, without headings that have a body."""
    skipped = [(start, end, words_start) for start, end, has_body, words_start in headings]
    with_body = {start: has_body for start, _, has_body, _ in headings}
    starts = [start for start, _, _ in skipped]
    paragraph = 0
    place = body[0]
    pattern = _ENGLISH_SENTENCE if english else _SENTENCE
    for m in pattern.finditer(text, body[0], body[1]):
        paragraph += text.count("\n", place, m.start())
        place = m.start()
        at = bisect_right(starts, m.start()) - 1
        # A number may stand in the middle of the match (1. in English); look at its whole span.
        nxt = at + 1
        if nxt < len(starts) and starts[nxt] < m.end() and starts[nxt] - m.start() <= 2:
            at = nxt
        low = m.start()
        if at >= 0 and low < skipped[at][1] and skipped[at][0] < m.end():
            if with_body[skipped[at][0]]:
                if m.end() <= skipped[at][1] + 1:
                    continue
                low = skipped[at][1]
            else:
                low = max(low, skipped[at][2])
        yield from _parts(text, low, m.end(), gates, paragraph)


def _parts(text: str, start: int, end: int, gates: list[Gate], paragraph: int) -> Iterator[_Clause]:
    cuts = [start]
    for m in re.finditer("；|;", text[start:end]):
        cuts.append(start + m.end())
    for m in _NEXT_SUBJECT.finditer(text, start, end):
        cuts.append(m.end())
    cuts = [*sorted(set(cuts)), end]
    for low, high in itertools.pairwise(cuts):
        inside = _gates_between(gates, low, high)
        if inside:
            yield from _around_gates(text, low, high, inside, paragraph)
            continue
        a, b = _trimmed(text, low, high)
        if b - a >= _SHORTEST:
            yield _Clause(a, b, paragraph)


def _around_gates(
    text: str, start: int, end: int, gates: list[Gate], paragraph: int
) -> Iterator[_Clause]:
    """Each gate a clause of its own; what stands before the first belongs to the first when it is
    its document (起草……报告后，), and is dropped behind the last when it only says why."""
    if len(gates) == 1:
        a, b = _trimmed(text, start, end)
        yield _Clause(a, b, paragraph, gates[0].kind)
        return
    for index, gate in enumerate(gates):
        low = start if index == 0 else gates[index - 1].end
        a, b = _trimmed(text, low, gate.end)
        yield _Clause(a, b, paragraph, gate.kind)


def _gates_between(gates: list[Gate], start: int, end: int) -> list[Gate]:
    low = bisect_right(gates, start - 1, key=lambda gate: gate.start)
    found = []
    while low < len(gates) and gates[low].start < end:
        found.append(gates[low])
        low += 1
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　，；。：、,;:\n”）)—-·•●":
        start += 1
    while end > start and text[end - 1] in " 　，；。：、,;:.\n（(":
        end -= 1
    return start, end


def _heading_spans(
    reading: Mapped, sections: list[Section], *, english: bool
) -> list[tuple[int, int, bool, int]]:
    """Start, end, whether a body or a subsection follows, start of the words, in reading order."""
    found = []
    for top in sections:
        for section in top.walk():
            start = reading.index(section.start)
            end = reading.index(section.heading_end)
            rest = _RESPONSIBLE.sub("", reading.text[end : reading.index(section.end)])
            rest = rest.strip(" 　。；：，（()）\n")
            begins = reading.index(section.heading_start)
            words = reading.text[begins:end]
            # A sentence that tells a unit what to do is a duty even when more follows.
            tells = bool(modality(words) and named_subject(words, english=english))
            heads = bool(rest) and len(words) <= _LONGEST_HEADING and not tells
            found.append((start, end, heads, begins))
    return sorted(found)


def _places(reading: Mapped, sections: list[Section], year: int | None) -> list[tuple[int, _Place]]:
    """For every section its start and what its heading, or one above, says; sorted."""
    found: list[tuple[int, _Place]] = []

    def descend(section: Section, above: _Place) -> None:
        low, high = reading.index(section.heading_start), reading.index(section.heading_end)
        heading = reading.text[low:high]
        short = high - low <= 40
        own = reading.text[low : _own_end(reading, section)]
        named = _responsible(own) or _charged(heading, own)
        place = _Place(
            not named and (above.explains or bool(short and _EXPLAINING.search(heading))),
            (read_due(reading.text, low, high, year) if short else None) or above.due,
            named or above.responsible,
        )
        found.append((reading.index(section.start), place))
        for child in section.children:
            descend(child, place)
        found.append((reading.index(section.end) + 1, above))

    for top in sections:
        descend(top, _Place(False, None))
    found.sort(key=lambda item: item[0])
    return found


def _own_end(reading: Mapped, section: Section) -> int:
    """Where the section's own text ends: before its first subsection."""
    return reading.index(section.children[0].start if section.children else section.end)


def _place_of(places: list[tuple[int, _Place]], start: int) -> _Place:
    at = bisect_right(places, start, key=lambda item: item[0]) - 1
    return places[at][1] if at >= 0 else _Place(explains=True, due=None)

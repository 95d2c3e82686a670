"""What a campaign is for and how: requirements, principles, emphases and goals.

Directives name them in two ways: as a list hung on a key word in a sentence
(围绕“甲、乙、丙”的总体要求, 努力实现甲、乙的目标), or as a section of their own
(（二）基本原则。坚持……).
Quotation marks may be lost or single.  The first complete list of each sort is taken; what is
reported are the words of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qunce.text.directive.characters import HAN
from qunce.text.directive.mapped import Mapped
from qunce.text.directive.outline import Passage, Section

Span = tuple[int, int]

_OPENERS = (
    "紧紧围绕|围绕|按照|遵循|坚持|把握|落实|贯彻|体现|依照|本着|努力实现|全面实现|确保实现|"
    "实现|达到|"
    "突出|强化|做到|把准|聚焦|锚定|以"
)
_KEYS = {
    "requirements": "总体要求|总要求|总的要求|(?<=”的)要求",
    "principles": "(?:基本|工作|活动|指导)?原(?:则|那么)",
    "goals": "(?:总体|工作|活动|奋斗|主要|任务|整治|目标)?目标(?:任务)?|目标要求|目的",
}
_HEADS = {
    "requirements": "总体要求|总要求|Requirements?|Overall requirements?",
    "principles": "(?:基本|工作|活动|指导|整治|实施)?原(?:则|那么)|Principles?",
    "emphases": "[三四五六七]个(?:注重|突出)|Emphas[ei]s|Priorities",
    "goals": "(?:[\u4e00-\u9fff]{2,4})?目标(?:任务|要求)?|任务目标|Goals?|Objectives?|Aims?",
}
_PART_OF_FRAME = re.compile("指导思想|原则|目标|思路|总体要求")
"""总体要求 often holds these as its subsections; they are no requirements themselves."""
_INLINE = re.compile("[、，；]")
_LIST_STOP = re.compile("[。！？；\n]")
_PREFIX_REPEAT = re.compile(f"(更[加多][{HAN}]{{2}})(?=[{HAN}])")
_ITEM_NUMBER = re.compile(
    r"^(?:[—–-]{1,2}|[•●■◆·*▪]|[一二三四五六七八九十]是(?:要)?|[（(]?[\d一二三四五六七八九十]"
    r"{1,2}[）)、.．]|[①-⑳])\s*"
)
_MODAL = re.compile("^(?:[一-鿿]{0,6}?(?:要|应当|应|必须|须|需))?(?=坚持|突出|注重|强化|更加)")
_CIRCUMSTANCE = re.compile("在|到|对|以|通过|将|深入|按照|根据")
_ONLY_WHEN = re.compile(
    "(?:到|至|力争到?)?(?:\\d{4}年|今年|年)?年?(?:\\d{1,2}月)?[底末初]?(?:前|之前|以前)?"
)
_REACHES = re.compile("(?:努力|力争|确保|全面|基本)?(?:实现|做到|达到|确保)")
_BETTER = (
    "有新",
    "明显",
    "显著",
    "更加",
    "更",
    "全面",
    "不断",
    "大幅",
    "得到",
    "基本",
    "进一步",
    "持续",
)
_LONGEST = 45
"""An item of a list inside a sentence is at most this long; longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The four lists, as spans of the reading text."""

    requirements: list[Span]
    principles: list[Span]
    emphases: list[Span]
    goals: list[Span]


def read_lists(reading: Mapped, sections: list[Section]) -> Lists:
    """Requirements, principles, emphases and goals; an empty list where the text has none."""
    text = reading.text
    flat = [section for top in sections for section in top.walk()]
    return Lists(
        requirements=_hung(text, "requirements") or _sectioned(reading, flat, "requirements"),
        principles=_sectioned(reading, flat, "principles") or _hung(text, "principles"),
        emphases=_emphases(text) or _sectioned(reading, flat, "emphases"),
        goals=_hung(text, "goals")
        or _sectioned(reading, flat, "goals")
        or _announced(text, "goals"),
    )


def as_passages(
    spans: Iterable[Span], reading: Mapped, source: str, wording: Mapped
) -> list[Passage]:
    """The spans as words of the source."""
    passages = []
    for low, high in spans:
        start, end = reading.span(low, high)
        passages.append(Passage(source[start:end], start, end, wording.within(start, end)))
    return passages


def _hung(text: str, sort: str) -> list[Span]:
    """“甲、乙、丙”的总体要求, with one, both or no quotation mark; at least two items."""
    best: list[Span] = []
    for m in re.finditer(f'(?:[”"]?的?)({_KEYS[sort]})', text):
        if text[m.start() : m.start() + 1] not in '”"的':
            continue
        low = max(text.rfind(stop, max(0, m.start() - 240), m.start()) for stop in "。！？；\n") + 1
        low = max(low, m.start() - 240)
        span = _list_before(text, low, m.start())
        if span:
            items = _split(text, *span)
            # Any “甲、乙”的要求 is not the whole campaign's; three parts mostly are.
            least = 3 if m.group(1) == "要求" else 2
            if len(items) >= least and all(b - a <= _LONGEST for a, b in items):
                if len(items) > len(best):
                    best = items
                if len(best) >= 3:
                    return best
    for m in re.finditer(f'({_KEYS[sort]})(?:是|为|[：:])+[“"]?', text):
        high = _LIST_STOP.search(text, m.end())
        end = high.start() if high else len(text)
        items = _split(text, m.end(), min(end, m.end() + 300))
        if (
            len(items) > max(len(best), 1)
            and all(b - a <= _LONGEST for a, b in items)
            and not any(_CIRCUMSTANCE.match(text[a:b]) for a, b in items)
        ):
            best = items
    return best


def _list_before(text: str, low: int, end: int) -> Span | None:
    opening = max(text.rfind("“", low, end), text.rfind('"', low, end))
    if opening >= low and "”" not in text[opening + 1 : end]:
        return opening + 1, end
    # No quotation mark: the list begins behind the last verb that can carry it and that does
    # not itself begin an item (坚持…、坚持…的原则 keeps its 坚持).
    clause = text[low:end]
    verbs = list(
        re.finditer(
            f"(?:^|[，：要]|[{HAN}](?=努力|全面|确保))(?:努力|力争|确保|全面)?({_OPENERS})", clause
        )
    )
    for verb in reversed(verbs):
        begin = low + verb.end()
        if "、" in text[begin:end] and text[begin - 2 : begin] != "坚持":
            return begin, end
        if text[begin - 2 : begin] == "坚持":
            rest = text[begin:end]
            many = rest.count("坚持") + clause[: verb.start()].count("坚持")
            return (begin if not many else low + verb.start(1)), end
    return None


def _split(text: str, start: int, end: int) -> list[Span]:
    items = []
    place = start
    for m in [*_INLINE.finditer(text, start, end), None]:
        stop = m.start() if m else end
        item = _bare(text, place, stop)
        if item[1] - item[0] >= 2:
            items.append(item)
        place = m.end() if m else end
    return items


def _bare(text: str, start: int, end: int, *, keep_dashes: bool = False) -> Span:
    outside = " 　“”\"'：:。，；、\n" + ("" if keep_dashes else "—–-")
    while start < end and text[start] in outside:
        start += 1
    while end > start and text[end - 1] in " 　“”\"'：:，、；。.;,\n":
        end -= 1
    return start, end


def _emphases(text: str) -> list[Span]:
    """Three or more clauses of one sentence that begin alike: 更加注重甲，更加注重乙."""
    best: list[Span] = []
    for line in re.finditer("[^。！？\n]+", text):
        runs: list[Span] = []
        word = ""
        for m in re.finditer("[^，；：、“”]+", line.group()):
            # 做到更加注重……: the first item may stand behind the verb that carries the list.
            begins = _PREFIX_REPEAT.search(m.group()[:8])
            if begins and begins.group(1) == (word or begins.group(1)):
                word = begins.group(1)
                runs.append((line.start() + m.start() + begins.start(), line.start() + m.end()))
        if len(runs) >= 3 and len(runs) > len(best):
            best = runs
    if best:
        return best
    for m in re.finditer(
        f'[一二三四五六七八九十]个(?P<word>更加[{HAN}]{{2}}|[{HAN}]{{2}})[”"]?(?:[，：:])', text
    ):
        stop = _LIST_STOP.search(text, m.end())
        end = stop.start() if stop else len(text)
        items = [
            (a, b)
            for a, b in _split(text, m.end(), min(end, m.end() + 400))
            if text[a:b].startswith(m.group("word"))
        ]
        if len(items) >= 2:
            return items
    return []


def _announced(text: str, sort: str) -> list[Span]:
    """努力实现甲、乙、丙。 without the word 目标, from a sentence that only says this."""
    for m in re.finditer('(?:努力|力争|确保|全面)(?:实现|做到|达到)[“"]?', text):
        stop = re.compile("[。！？；\n]").search(text, m.end())
        end = stop.start() if stop else len(text)
        items = _split(text, m.end(), end)
        if (
            len(items) >= 3
            and all(b - a <= 24 for a, b in items)
            and "：" not in text[items[0][0] : items[-1][1]]
        ):
            return items
    return []


def _goals_of(text: str, start: int, end: int) -> list[Span]:
    """The goals one sentence strings together: its clauses, without the date that opens it, and
    the parts of a clause such as 甲有新提升、乙有新改善 or 实现环境整洁、管理有序."""
    found: list[Span] = []
    for m in re.finditer("[^，]+", text[start:end]):
        low, high = _bare(text, start + m.start(), start + m.end())
        if _ONLY_WHEN.fullmatch(text, low, high):
            continue
        verb = _REACHES.match(text, low, high)
        parts = _split(text, verb.end() if verb else low, high)
        words = [text[a:b] for a, b in parts]
        alike = any(all(mark in word for word in words) for mark in _BETTER)
        even = bool(verb) and all(3 <= len(word) <= 8 for word in words)
        found += parts if len(parts) >= 2 and (alike or even) else [(low, high)]
    return found


def _sectioned(reading: Mapped, sections: list[Section], sort: str) -> list[Span]:
    """The items under a heading such as 基本原则: its children, its lines, or its sentences."""
    for section in sections:
        low, high = reading.index(section.heading_start), reading.index(section.heading_end)
        heading = reading.text[low:high].strip(" ：:。")
        if not re.fullmatch(
            f"(?:{_HEADS[sort]})(?:[和与及、](?:{'|'.join(_HEADS.values())}))?", heading, re.I
        ):
            continue
        intro_end = reading.index(section.children[0].start) if section.children else high
        intro = _bare(reading.text, high, intro_end, keep_dashes=True)
        if section.children and "任务" in heading and intro[1] - intro[0] > 4:
            return _body_items(reading.text, intro, sort)
        if any(_PART_OF_FRAME.search(child.heading) for child in section.children):
            continue
        if section.children:
            return [
                _first_clause(
                    reading.text,
                    reading.index(child.heading_start),
                    reading.index(child.heading_end),
                )
                for child in section.children
            ]
        body = _bare(reading.text, high, reading.index(section.end), keep_dashes=True)
        items = _body_items(reading.text, body, sort)
        if items:
            return items
    return []


def _body_items(text: str, body: Span, sort: str) -> list[Span]:
    start, end = body
    lines = [(m.start(), m.end()) for m in re.finditer("[^\n]+", text[start:end])]
    if len(lines) >= 2:
        marked = [
            (start + a, start + b)
            for a, b in lines
            if _ITEM_NUMBER.match(text[start + a : start + b])
        ]
        if len(marked) >= 2:
            return [_first_clause(text, a, b) for a, b in marked]
    sentences = [
        _bare(text, start + m.start(), start + m.end())
        for m in re.finditer("[^。！？；;\n]+", text[start:end])
    ]
    sentences = [(a, b) for a, b in sentences if b - a >= 4]
    if sort == "principles":
        held = [
            (a, b) for a, b in sentences if _MODAL.match(text[a:b]) or _ITEM_NUMBER.match(text[a:b])
        ]
        if len(held) >= 2:
            return [_first_clause(text, a, b) for a, b in held]
        if sentences:
            listed = [
                item
                for a, b in sentences
                for item in _split(text, a, b)
                if _MODAL.match(text[item[0] : item[1]])
            ]
            if listed:
                return listed
    if sort == "requirements":
        quoted = re.search("“([^”\n]{6,200})”", text[start:end])
        if quoted:
            items = _split(text, start + quoted.start(1), start + quoted.end(1))
            if len(items) >= 2:
                return items
    if len(sentences) == 1:
        announced = [(a + start, b + start) for a, b in _announced(text[start:end], sort)]
        if sort == "goals" and not announced:
            return _goals_of(text, *sentences[0])
        return announced or sentences
    return sentences


def _first_clause(text: str, start: int, end: int) -> Span:
    """The item's own name: behind its number or dash, up to its first 。 ： or, if short, ，"""
    number = _ITEM_NUMBER.match(text[start:end])
    start += number.end() if number else 0
    stop = re.compile("[。；：:\n]").search(text, start, end)
    return _bare(text, start, stop.start() if stop else end)

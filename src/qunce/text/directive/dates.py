"""Dates of a directive: the campaign's window, and by when a duty falls due.

Dates are reported as the text gives them, ISO with a day or only to the month (上旬, 底 and the
like name the month).  A year that is not written is the document's year.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qunce.kernel.refusals import gettext_noop
from qunce.text.directive.markers import chinese_value, marker_at
from qunce.text.directive.outline import Notice, Window

_YEAR = r"(?P<year>\d{4}|[〇零○一二三四五六七八九]{4}|20[X×x*]{2}|今|本|当|次|翌|明)年"
_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?:{_YEAR})?(?P<month>{_NUMERAL})月份?(?:(?P<day>{_NUMERAL})[日号]|[上中下]旬|[底初末中])?"
    rf"|{_YEAR.replace('year', 'only')}(?P<edge>底|末|年底|初|上半年|下半年)?"
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d{2})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)")
_ENGLISH = re.compile(
    r"(?:(?P<day>\d{1,2}) )?(?P<month>January|February|March|April|May|June|July|August|September|"
    r"October|November|December)(?: (?P<day2>\d{1,2}),)? (?P<year>(?:19|20)\d{2})"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_JOINT = re.compile(
    r"(?:[^\d。！？\n]{0,12}?[，,]?\s*(?:至|到|—+|－|–|-|～|~|—)\s*)|"
    r"(?:开始|开头|启动|起)[^\d。！？；\n]{0,12}"
)
_ENGLISH_JOINT = re.compile(r" ?(?:to|until|–|-|through|and) ?")
_CAMPAIGN = re.compile(
    r"活动|行动|整治|教育|工作|时间|方案|攻坚|战役|campaign|programme|period", re.I
)
_WHOLE = re.compile(r"[\u4e00-\u9fff]{2}时间[：:\n]|时间安排|从.{0,10}开|为期|第.批|自")
_STAGE = re.compile(r"阶段|环节|第.步|\bphase\b|\bstage\b", re.I)
_DUE_AFTER = re.compile(
    r"(?:之|以)?前|[底末]?前|为止|内(?:完成|上报|报送)|完成|结束|\s*下班前|[，]?之前"
)
_DUE_BEFORE = re.compile(r"(?:截至|截止|不迟于|最迟|到|by )$")
_DIGITS = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the reading text; ``year`` is None when it is not written, "" when masked."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    next_year: bool = False

    def iso(self, year: int | None) -> str | None:
        """ISO month or day, with ``year`` where none is written; None without any year."""
        known = self.year or year
        if not known:
            return None
        if self.next_year:
            known += 1
        if self.day:
            return f"{known:04d}-{self.month:02d}-{self.day:02d}"
        return f"{known:04d}-{self.month:02d}"


def mentions(text: str, start: int = 0, end: int | None = None) -> Iterator[DateMention]:
    """The dates in ``text[start:end]``, in reading order; impossible ones are left out."""
    stop = len(text) if end is None else end
    found = [*_chinese(text, start, stop), *_others(text, start, stop)]
    yield from sorted(found, key=lambda mention: mention.start)


def _chinese(text: str, start: int, stop: int) -> Iterator[DateMention]:
    for m in _DATE.finditer(text, start, stop):
        if m.group("month"):
            month, day = _number(m.group("month")), _number(m.group("day") or "0")
            if not 1 <= month <= 12 or day > 31:
                continue
            word = m.group("year") or ""
            yield DateMention(
                m.start(), m.end(), _year(word), month, day or None, word in "次翌明" and bool(word)
            )
        elif m.group("edge") in ("底", "末", "年底", "下半年"):
            word = m.group("only")
            yield DateMention(
                m.start(), m.end(), _year(word), 12, None, word in "次翌明" and bool(word)
            )


def _others(text: str, start: int, stop: int) -> Iterator[DateMention]:
    for m in _ISO.finditer(text, start, stop):
        month, day = int(m.group("month")), int(m.group("day"))
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield DateMention(m.start(), m.end(), int(m.group("year")), month, day)
    for m in _ENGLISH.finditer(text, start, stop):
        number = m.group("day") or m.group("day2")
        yield DateMention(
            m.start(),
            m.end(),
            int(m.group("year")),
            _MONTHS.index(m.group("month")) + 1,
            int(number) if number else None,
        )


def document_year(text: str, title: str) -> int | None:
    """The year the document speaks of: of its title, its last line, or its first date."""
    for part in (title, text[-120:].replace("\n", " "), text):
        years = [int(y) for y in re.findall(r"((?:19|20)\d{2})年", part)]
        if years:
            return years[-1] if part is not text else years[0]
        written = re.search(r"([二一][〇零○九][〇零○一二三四五六七八九]{2})年", part)
        if written:
            return _year(written.group(1))
    return None


def read_window(text: str, year: int | None) -> tuple[Window, list[Notice]]:
    """The campaign's window and warnings about it.

    The best range of two dates joined by 至 or 从…开始，…结束 wins; without a range for the whole,
    the earliest beginning and the latest end of the stages are taken.
    """
    ranges = _ranges(text)
    scored = [(_score(text, a, b), a, b) for a, b in ranges]
    whole = [item for item in scored if item[0] > 0]
    if whole:
        _, first, last = max(whole, key=lambda item: (item[0], -item[1].start))
        window = _window(first, last, year)
    elif ranges:
        windows = [_window(a, b, year) for a, b in ranges]
        begins = [w.start for w in windows if w.start]
        ends = [w.end for w in windows if w.end]
        window = Window(min(begins, default=None), max(ends, default=None))
    else:
        return Window(_beginning(text, year)), []
    if window.start and window.end and window.end < window.start[: len(window.end)]:
        return window, [
            Notice(
                "window_impossible",
                gettext_noop(
                    "The campaign is said to begin in %(start)s and to end in %(end)s, before it "
                    "began. The years cannot be right; enter the true ones."
                ),
                {"start": window.start, "end": window.end},
            )
        ]
    return window, []


def read_due(text: str, start: int, end: int, year: int | None) -> str | None:
    """By when the clause ``text[start:end]`` is due: ISO date or month, or None."""
    found = list(mentions(text, start, end))
    for mention in found:
        ahead = text[mention.end : min(end, mention.end + 8)]
        behind = text[max(start, mention.start - 8) : mention.start]
        if _DUE_AFTER.match(ahead) or _DUE_BEFORE.search(behind):
            return mention.iso(year)
    for first, last in itertools.pairwise(found):
        if re.fullmatch(
            r"[^\d，。；]{0,4}?(?:至|到|—+|-|～|~| to )\s?", text[first.end : last.start]
        ):
            return _window(first, last, year).end
    return None


def _ranges(text: str) -> list[tuple[DateMention, DateMention]]:
    found = list(mentions(text))
    pairs = []
    for first, last in itertools.pairwise(found):
        between = text[first.end : last.start]
        if len(between) <= 24 and (_JOINT.fullmatch(between) or _ENGLISH_JOINT.fullmatch(between)):
            pairs.append((first, last))
    return pairs


def _beginning(text: str, year: int | None) -> str | None:
    """从2023年3月开始: a beginning whose end the text does not say."""
    for mention in mentions(text):
        before = text[max(0, mention.start - 2) : mention.start]
        after = text[mention.end : mention.end + 2]
        if before.endswith(("从", "自")) and after in ("开始", "开头", "起，", "启动"):
            return mention.iso(year)
    return None


def _score(text: str, first: DateMention, last: DateMention) -> int:
    low = max(text.rfind("\n", 0, first.start), text.rfind("。", 0, first.start)) + 1
    if not text[low : first.start].strip(" 　"):
        # The range stands alone under its heading: 一、检查时间.
        low = text.rfind("\n", 0, max(low - 1, 0)) + 1
    before = text[max(low, first.start - 60) : first.start]
    if before.endswith("（") and marker_at(before.lstrip(" 　"), 0):
        return 0
    after = text[last.end : last.end + 20].split("\n")[0]
    if _STAGE.search(before) or _STAGE.search(after.split("。")[0]):
        return 0
    score = 1 if _CAMPAIGN.search(before + after) else 0
    if score and _WHOLE.search(before[-30:] + text[first.start : last.end] + after):
        score += 2
    return score + (1 if score and first.year else 0)


def _window(first: DateMention, last: DateMention, year: int | None) -> Window:
    start = first.iso(last.year if not first.year and last.year else year)
    base = first.year or year
    if base and not last.year and not last.next_year and (last.month, 0) < (first.month, 0):
        base += 1
    return Window(start, last.iso(base))


def _year(word: str) -> int | None:
    if not word or word in "今本当次翌明":
        return None
    digits = "".join(_DIGITS.get(char, char) for char in word)
    return int(digits) if digits.isdigit() and 1900 <= int(digits) <= 2199 else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else chinese_value(word)

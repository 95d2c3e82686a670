"""Days as clerks write them: 2026.3.5, 2026年3月5日, 二〇二六年三月五日, 农历九月初三, 8月底.

A day that can be read in two ways is refused rather than guessed: nobody notices a wrong day in a
ledger of a thousand rows.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from lunar_python import LunarYear

from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.text.directive.markers import chinese_value

_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:(?P<year>(?:19|20)\d{2}|[一二][〇零○Ｏ一二三四五六七八九]{3}|今|本|当)年)?"
_POINTED = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_EIGHT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}")
_SOLAR = re.compile(rf"{_YEAR}(?P<month>{_NUMERAL})月(?:份)?(?P<day>{_NUMERAL})[日号]")
_POINTED_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})[-./](?P<month>\d{1,2})")
_MONTH = re.compile(rf"{_YEAR}(?P<month>{_NUMERAL})月(?:份)?(?P<part>[上中下]旬|[底末中初])?")
_YEARS_END = re.compile(r"(?P<year>(?:19|20)\d{2}|今|本|当)?年(?P<part>底|末|上半年|下半年)")
_LUNAR = re.compile(
    rf"{_YEAR}(?P<said>农历|阴历|旧历)?{_YEAR.replace('year', 'inner')}(?P<leap>闰)?"
    r"(?P<month>正|冬|腊|十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十|廿[一二三四五六七八九]?|"
    r"三十|卅|十)(?:日)?"
)
_TIME = re.compile(r"[T ]*\d{1,2}[:：时点]\d{0,2}(?:[:：分]\d{0,2}(?:\.\d+)?)?[秒分]?$")
_AROUND = re.compile(r"^(?:截至|截止到?|于|在|最迟|不迟于)|(?:之前|以前|前|止|为止|内|完成)+$")
_WEEKDAY = re.compile(r"[（(]?(?:星期|周)[一二三四五六日天][）)]?$")
_RANGE = re.compile(r"[至到~～—–]+")
_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_WIDE = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_FIRST, _LAST = date(1949, 1, 1), date(2099, 12, 31)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_PARTS = {"初": 5, "上旬": 10, "中": 15, "中旬": 20}


def read_day(
    cell: str | float | date | None, *, year: int | None, latest: bool = False, on: str = ""
) -> date | Refusal | None:
    """The day in a cell; None for an empty one, a Refusal for one that names no single day.

    ``year`` is taken where none is written; for a day of the lunar calendar it is the lunar year.
    With ``latest`` (deadlines) a month or a part of one means its last day, and of a span the end
    is taken.  Numbers are days of Excel (day 1 is 1900-01-01), or eight digits.
    """
    if cell is None or isinstance(cell, datetime | date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day if day is None or _FIRST <= day <= _LAST else _unreadable(str(day), on)
    if isinstance(cell, float) and not cell.is_integer():
        if 36_526 <= cell <= 73_050:  # a day with a time of day
            return _serial(int(cell))
        return _unreadable(str(cell), on)
    words = str(int(cell)) if isinstance(cell, int | float) else cell
    found = _read(words, year, latest)
    if isinstance(found, str):
        return _REFUSALS[found](words.strip()[:40], on)
    return found


@lru_cache(maxsize=20_000)
def _read(words: str, year: int | None, latest: bool) -> date | str | None:
    text = re.sub(r"\s+", " ", words).strip().translate(_WIDE)
    if not text:
        return None
    text = _TIME.sub("", text).strip() or text
    text = _AROUND.sub("", _WEEKDAY.sub("", text.replace(" ", ""))) or text
    if latest and len(pieces := _RANGE.split(text)) == 2 and pieces[1]:
        begins = _POINTED_YEAR.match(pieces[0])
        return _one(pieces[1], int(begins.group()) if begins else year, latest)
    return _one(text, year, latest)


_POINTED_YEAR = re.compile(r"(?:19|20)\d{2}")


def _one(text: str, year: int | None, latest: bool) -> date | str:
    if m := _POINTED.fullmatch(text):
        return _day(int(m[1]), int(m[3]), int(m[4]))
    if m := _EIGHT.fullmatch(text):
        return _day(int(m[1]), int(m[2]), int(m[3]))
    if _SERIAL.fullmatch(text) and 36_526 <= int(text) <= 73_050:
        return _serial(int(text))
    if m := _SOLAR.fullmatch(text):
        known = _year(m["year"], year)
        return _day(known, _number(m["month"]), _number(m["day"])) if known else "no_year"
    if (m := _LUNAR.fullmatch(text)) and (m["said"] or m["leap"] or _only_lunar(m)):
        return _lunar_day(m, year)
    if m := _POINTED_MONTH.fullmatch(text):
        return _month_end(int(m["year"]), int(m["month"]), None) if latest else "only_month"
    if m := _MONTH.fullmatch(text):
        if not latest:
            return "only_month"
        known = _year(m["year"], year)
        return _month_end(known, _number(m["month"]), m["part"]) if known else "no_year"
    if (m := _YEARS_END.fullmatch(text)) and latest:
        known = _year(m["year"], year)
        if not known:
            return "no_year"
        return date(known, 6, 30) if m["part"] == "上半年" else date(known, 12, 31)
    return "unreadable"


def _only_lunar(m: re.Match[str]) -> bool:
    return m["month"] in _LUNAR_MONTHS or m["day"][0] in "初廿卅"


def _lunar_day(m: re.Match[str], year: int | None) -> date | str:
    known = _year(m["year"] or m["inner"], year)
    if not known:
        return "no_year"
    month = _LUNAR_MONTHS.get(m["month"]) or chinese_value(m["month"])
    written = m["day"].removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    first, days = _lunar_months(known).get(-month if m["leap"] else month, (_FIRST, 0))
    day = chinese_value(written)
    return first + timedelta(days=day - 1) if 1 <= day <= days else "lunar"


@lru_cache(maxsize=200)  # a year is computed from sun and moon, which takes 8 ms
def _lunar_months(year: int) -> dict[int, tuple[date, int]]:
    """First day and length in days of each lunar month; a leap month is the negative one."""
    return {
        # A Julian day begins at noon; that of noon on 0001-01-01, day 1 of Python, is 1,721,426.
        month.getMonth(): (
            date.fromordinal(round(month.getFirstJulianDay()) - 1_721_425),
            month.getDayCount(),
        )
        for month in LunarYear.fromYear(year).getMonthsInYear()
    }


def _month_end(year: int, month: int, part: str | None) -> date | str:
    if not 1 <= month <= 12:
        return "unreadable"
    return date(year, month, _PARTS.get(part or "", calendar.monthrange(year, month)[1]))


def _year(written: str | None, year: int | None) -> int | None:
    if not written or written in "今本当":
        return year
    return int("".join(_DIGITS.get(sign, sign) for sign in written))


def _number(written: str) -> int:
    return int(written) if written.isdigit() else chinese_value(written)


def _day(year: int, month: int, day: int) -> date | str:
    try:
        found = date(year, month, day)
    except ValueError:
        return "unreadable"
    return found if _FIRST <= found <= _LAST else "unreadable"


def _serial(number: int) -> date:
    return date(1899, 12, 30) + timedelta(days=number)


def _unreadable(words: str, on: str) -> Refusal:
    return Refusal(
        "day_unreadable",
        gettext_noop(
            "“%(words)s” is not a day that can be read. Write it as 2026-03-05 or 2026年3月5日."
        ),
        {"words": words},
        on,
    )


def _no_year(words: str, on: str) -> Refusal:
    return Refusal(
        "day_without_year",
        gettext_noop("“%(words)s” has no year. Write it with the year, as 2026-03-05."),
        {"words": words},
        on,
    )


def _only_month(words: str, on: str) -> Refusal:
    return Refusal(
        "day_only_month",
        gettext_noop("“%(words)s” names a month, not a day. Write the day, as 2026-03-05."),
        {"words": words},
        on,
    )


def _lunar(words: str, on: str) -> Refusal:
    return Refusal(
        "day_not_in_lunar_calendar",
        gettext_noop(
            "“%(words)s” does not exist in the lunar calendar of that year. Write the day of the "
            "ordinary calendar, as 2026-03-05."
        ),
        {"words": words},
        on,
    )


_REFUSALS: dict[str, Callable[[str, str], Refusal]] = {
    "unreadable": _unreadable,
    "no_year": _no_year,
    "only_month": _only_month,
    "lunar": _lunar,
}

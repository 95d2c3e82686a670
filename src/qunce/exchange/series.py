"""Counts by day or week, place and category, out of a CSV file of any length.

Rows may stand in any order, twice (they are added up) and with gaps (nothing counted is none); a
place counts from the first row that names it.  Only the sums are kept, so that ten million rows
need no more room than the cells they fall into.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TextIO

import numpy as np

from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.statistics.detection.design import Floats

WEEK, DAY = "week", "day"
COLUMNS = {
    "date": ("date", "day", "日期", "时间"),
    "week": ("week", "周"),
    "place": ("place", "village", "unit", "地点", "村", "单位"),
    "category": ("category", "type", "类别", "类型"),
    "count": ("count", "cases", "number", "数量", "件数", "人数"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "经度"),
}
EVERYTHING = ""
"""The category of a file that names none."""
MOST_TIMES = 8_000
MOST_CELLS = 50_000_000
"""Places times categories times units of time."""
TOLD_EVERY = 500_000
"""Rows between two words of progress."""
MOST_COUNTED = 1e12
"""More in one row is a slip: nobody counts so many."""
LAST_YEAR = 9_998
"""The weeks of the year after it end beyond the calendar; 9999-12-31 means no day."""
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
WRITTEN_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([T ]\d{1,2}:\d{2}.*)?")


@dataclass(frozen=True, slots=True)
class SeriesRead:
    """Counts (P, C, T); the names of places and categories in the order they were met."""

    places: list[str]
    categories: list[str]
    first: date
    """The first day, or the Monday of the first week."""
    period: str
    counts: Floats
    coordinates: dict[int, tuple[float, float]]
    """Latitude and longitude of the places that have both."""
    rows: int

    def day(self, time: int) -> date:
        """The first day of the unit of time ``time``."""
        return self.first + timedelta(days=time * (7 if self.period == WEEK else 1))

    def last_day(self, time: int) -> date:
        return self.day(time) + timedelta(days=6 if self.period == WEEK else 0)


@dataclass(slots=True)
class _Sums:
    places: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    cells: dict[tuple[int, int, int], float] = field(default_factory=dict)
    begins: dict[int, int] = field(default_factory=dict)
    coordinates: dict[int, tuple[float, float]] = field(default_factory=dict)


def read_series(
    path: Path, *, period: str = WEEK, told: Callable[[int], None] | None = None
) -> SeriesRead:
    """The counts of the CSV file ``path``, summed by ``period``.

    ``told`` is called with the number of rows read, every :data:`TOLD_EVERY`.  Refuses a file
    without the columns (date or week, place, count; category may be missing), what is no day, week
    or count, counts below 0, quotation marks left open, and spans that no town has; each with its
    line.
    """
    sums = _Sums()
    with _opened(path) as lines:
        numbered = _rows(lines)
        columns = _columns(next(numbered, (1, []))[1])
        if period == DAY and "date" not in columns:
            raise Refused(
                Refusal(
                    "series_has_weeks_only",
                    gettext_noop("The file has weeks, not days. Leave out --by day."),
                )
            )
        rows = 0
        for line, row in numbered:
            if not any(cell.strip() for cell in row):
                continue
            rows += 1
            _take(sums, row, columns, period, line)
            if told is not None and rows % TOLD_EVERY == 0:
                told(rows)
    if not sums.begins:
        raise Refused(Refusal("series_is_empty", gettext_noop("There is no count in the file.")))
    return _table(sums, period, rows)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """As UTF-8, or as GB18030 where the first 64 KB are none."""
    with path.open("rb") as probe:
        head = probe.read(65_536)
    encoding = "utf-8-sig"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if wrong.start < len(head) - 3:
            encoding = "gb18030"
    with path.open(encoding=encoding, newline="", errors="replace") as lines:
        yield lines


def _rows(lines: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line; the last one, if it has several."""
    reader = csv.reader(lines, _dialect(lines))
    while True:
        begin = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _wrong(
                begin,
                "series_line_broken",
                gettext_noop(
                    "Line %(line)s cannot be read. Is a quotation mark left open in it, or is "
                    "one within a name not written twice?"
                ),
            ) from None
        yield reader.line_num, row


def _dialect(lines: TextIO) -> type[csv.Dialect]:
    sample = lines.readline()
    lines.seek(0)

    class Found(csv.excel):
        delimiter = max(",;\t", key=sample.count)
        strict = True
        """A quotation mark left open would swallow all rows after it."""

    return Found


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = cell.strip().lower()
        for name, words in COLUMNS.items():
            if word in words:
                found.setdefault(name, place)
    missing = [name for name in ("place", "count") if name not in found]
    if "date" not in found and "week" not in found:
        missing.insert(0, "date")
    if missing:
        raise Refused(
            Refusal(
                "series_columns_missing",
                gettext_noop(
                    "The first line names no column %(missing)s. Columns are: date or week, "
                    "place, category, count."
                ),
                {"missing": ", ".join(missing)},
            )
        )
    return found


def _take(sums: _Sums, row: Sequence[str], columns: dict[str, int], period: str, line: int) -> None:
    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    place = cell("place")
    if not place:
        raise _wrong(line, "series_place_missing", gettext_noop("Line %(line)s names no place."))
    count = _count(cell("count"), line)
    time = _time(cell("date"), cell("week"), period, line)
    where = sums.places.setdefault(place, len(sums.places))
    what = sums.categories.setdefault(cell("category") or EVERYTHING, len(sums.categories))
    sums.begins[where] = min(time, sums.begins.get(where, time))
    key = (where, what, time)
    if math.isnan(count):
        sums.cells.setdefault(key, math.nan)
    else:
        before = sums.cells.get(key, 0.0)
        sums.cells[key] = count + (0.0 if math.isnan(before) else before)
    if where not in sums.coordinates and cell("lat") and cell("lon"):
        sums.coordinates[where] = _spot(cell("lat"), cell("lon"), line)


def _count(text: str, line: int) -> float:
    """NaN where nothing was counted: an empty cell, NA, NaN."""
    if text.lower() in ("", "na", "nan", "-", "—"):
        return math.nan
    if "," in text and not THOUSANDS.fullmatch(text):
        raise _wrong(
            line,
            "series_comma_wrong",
            gettext_noop(
                "Line %(line)s: the comma in “%(text)s” divides no thousands. Write decimals with "
                "a point."
            ),
            text,
        )
    try:
        count = float(text.replace(",", ""))
    except ValueError:
        count = -1.0
    if not 0 <= count <= MOST_COUNTED:
        raise _wrong(
            line,
            "series_count_wrong",
            gettext_noop("Line %(line)s: “%(text)s” is no count. Write a number from 0 on."),
            text,
        )
    return count


def _time(day: str, week: str, period: str, line: int) -> int:
    """The number of the day, or of the week's Monday divided by seven."""
    if period == DAY and not day and week:
        raise _wrong(
            line,
            "series_week_among_days",
            gettext_noop("Line %(line)s: “%(text)s” is a week, not a day. Leave out --by day."),
            week,
        )
    try:
        number_of_day = _number_of_day(day, week)
    except ValueError:
        raise _wrong(
            line,
            "series_day_wrong",
            gettext_noop(
                "Line %(line)s: “%(text)s” is no day or week. Write days as 2026-03-05, weeks as "
                "2026-W10."
            ),
            day or week,
        ) from None
    return number_of_day if period == DAY else (number_of_day - 1) // 7


@lru_cache(maxsize=4096)
def _number_of_day(day: str, week: str) -> int:
    """Remembered, for the same days come again and again.  Raises ValueError."""
    if written := WRITTEN_DAY.fullmatch(day):
        found = date(int(written[1]), int(written[2]), int(written[3]))
    elif day:
        found = datetime.fromisoformat(day).date()
    else:
        year, _, number = week.upper().replace("W", "-").replace("--", "-").partition("-")
        found = date.fromisocalendar(int(year), int(number), 1)
    if found.year > LAST_YEAR:
        raise ValueError("a day that stands for none")
    return found.toordinal()


def _spot(lat: str, lon: str, line: int) -> tuple[float, float]:
    try:
        spot = float(lat), float(lon)
    except ValueError:
        spot = math.nan, math.nan
    if not (abs(spot[0]) <= 90 and abs(spot[1]) <= 180):
        raise _wrong(
            line,
            "series_coordinates_wrong",
            gettext_noop("Line %(line)s: “%(text)s” are no coordinates in degrees."),
            f"{lat} {lon}",
        )
    return spot


def _table(sums: _Sums, period: str, rows: int) -> SeriesRead:
    times = [key[2] for key in sums.cells]
    first, last = min(times), max(times)
    span = last - first + 1
    shape = (len(sums.places), len(sums.categories), span)
    if span > MOST_TIMES or math.prod(shape) > MOST_CELLS:
        raise Refused(
            Refusal(
                "series_too_wide",
                gettext_noop(
                    "%(places)s places, %(categories)s categories and %(times)s units of time "
                    "from %(first)s to %(last)s are more than can be watched. Is a day mistyped?"
                ),
                {
                    "places": shape[0],
                    "categories": shape[1],
                    "times": span,
                    "first": _day_of(first, period).isoformat(),
                    "last": _day_of(last, period).isoformat(),
                },
            )
        )
    counts = np.zeros(shape)
    for place, begin in sums.begins.items():
        counts[place, :, : begin - first] = np.nan
    for (place, category, time), count in sums.cells.items():
        counts[place, category, time - first] = count
    return SeriesRead(
        places=list(sums.places),
        categories=list(sums.categories),
        first=_day_of(first, period),
        period=period,
        counts=counts,
        coordinates=sums.coordinates,
        rows=rows,
    )


def _day_of(time: int, period: str) -> date:
    return date.fromordinal(time if period == DAY else time * 7 + 1)


def read_neighbours(path: Path, places: Sequence[str]) -> list[list[int]]:
    """For each of ``places`` the indices of its neighbours, out of lines ``place,neighbour``.

    Refuses a place that the counts do not name, with its line.
    """
    index = {name: number for number, name in enumerate(places)}
    found: list[set[int]] = [set() for _ in places]
    with _opened(path) as lines:
        for line, row in _rows(lines):
            names = [cell.strip() for cell in row[:2]]
            if not any(names) or (line == 1 and names[0].lower() in ("place", "地点")):
                continue
            for name in names:
                if name not in index:
                    raise _wrong(
                        line,
                        "series_neighbour_unknown",
                        gettext_noop("Line %(line)s: no count names the place “%(text)s”."),
                        name,
                    )
            one, other = index[names[0]], index[names[-1]]
            found[one].add(other)
            found[other].add(one)
    return [sorted(near - {place}) for place, near in enumerate(found)]


def _wrong(line: int, code: str, message: str, text: str = "") -> Refused:
    return Refused(Refusal(code, message, {"line": line, "text": text[:60]}, "file"))

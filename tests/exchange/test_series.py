"""Counts out of CSV files: as towns write them, and as they should not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qunce.exchange.series import DAY, SeriesRead, read_neighbours, read_series
from qunce.kernel.refusals import Refused

BROKEN = "series_line_broken"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "counts.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, period: str = "week") -> SeriesRead:
    return read_series(written(folder, text), period=period)


def test_rows_in_any_order_twice_and_with_gaps(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "date,place,category,count\n"
        "2026-03-17,上清村,用水,2\n"
        "2026-03-03,上清村,用水,1\n"
        "2026-03-05,上清村,用水,4\n"
        "2026-03-17,柳溪村,路灯,3\n",
    )
    assert found.places == ["上清村", "柳溪村"]
    assert found.categories == ["用水", "路灯"]
    assert found.first == date(2026, 3, 2), "the Monday"
    assert found.counts[0, 0].tolist() == [5, 0, 2]
    assert found.counts[0, 1].tolist() == [0, 0, 0]
    assert np.isnan(found.counts[1, :, :2]).all(), "a place counts from its first row"
    assert found.counts[1, 1, 2] == 3


@pytest.mark.parametrize("day", ["2026/3/5", "2026.03.05", "2026年3月5日", "2026/3/5 9:30"])
def test_single_days(tmp_path: Path, day: str) -> None:
    found = read(tmp_path, f"日期;村;件数\n2026-03-03;甲;1\n{day};甲;2\n", DAY)
    assert found.counts[0, 0].tolist() == [1, 0, 2]
    assert (found.day(2), found.last_day(2)) == (date(2026, 3, 5), date(2026, 3, 5))


@pytest.mark.parametrize("week", ["2026-W53", "2026W53", "2026-53", "2026-w53"])
def test_week_53_lies_before_week_1(tmp_path: Path, week: str) -> None:
    found = read(tmp_path, f"week,place,count\n{week},a,1\n2027-W01,a,2\n")
    assert found.first == date(2026, 12, 28)
    assert found.counts[0, 0].tolist() == [1, 2]


@pytest.mark.parametrize("instant", ["23:30:00+08:00", "23:30:00.123Z", "23:30"])
def test_an_instant_counts_on_its_own_day(tmp_path: Path, instant: str) -> None:
    found = read(tmp_path, f"date,place,count\n2026-03-08T{instant},a,1\n", DAY)
    assert found.first == date(2026, 3, 8)


@pytest.mark.parametrize("counts", [("NaN", "3"), ("3", "NaN"), ("1", "2")])
def test_a_row_without_a_count_takes_nothing_from_one_with(
    tmp_path: Path, counts: tuple[str, str]
) -> None:
    rows = "".join(f"2026-W10,a,{count}\n" for count in counts)
    assert read(tmp_path, f"week,place,count\n{rows}").counts.tolist() == [[[3.0]]]


def test_nothing_counted_is_not_nought(tmp_path: Path) -> None:
    found = read(
        tmp_path, "week,place,count\n2026-W10,a,1\n2026-W11,a,NaN\n2026-W12,a,\n2026-W13,a,0\n"
    )
    assert np.isnan(found.counts[0, 0, 1:3]).all()
    assert found.counts[0, 0, 3] == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_whatever_the_spreadsheet_wrote(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "周\t地点\t类别\t数量\n2026-W10\t上清村\t用水\t1,200\n", encoding)
    found = read_series(path)
    assert found.places == ["上清村"]
    assert found.counts.tolist() == [[[1200.0]]]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "series_columns_missing", None),
        ("date,where,count\n", "series_columns_missing", None),
        ("date,place,count\n", "series_is_empty", None),
        ("date,place,count\n2026-03-03,,1\n", "series_place_missing", 2),
        ("date,place,count\n2026-03-03,a,1\n2026-02-30,a,1\n", "series_day_wrong", 3),
        ("week,place,count\n2025-W53,a,1\n", "series_day_wrong", 2),
        ("date,place,count\n2026-03-03,a,-1\n", "series_count_wrong", 2),
        ("date,place,count\n2026-03-03,a,many\n", "series_count_wrong", 2),
        ("date,place,count\n2026-03-03,a,inf\n", "series_count_wrong", 2),
        ("date,place,count\n2026-03-03,a,1e300\n", "series_count_wrong", 2),
        ("date;place;count\n2026-03-03;a;1,5\n", "series_comma_wrong", 2),
        ("date,place,count\n9999-12-31,a,1\n", "series_day_wrong", 2),
        ("date,place,count\n2026-03-05x,a,1\n", "series_day_wrong", 2),
        ('date,place,count\n2026-03-03,a,1\n2026-03-03,"a,1\n2026-03-03,b,9\n', BROKEN, 3),
        ("date,place,count\n2026-03-03," + '"a\n' * 100_000, BROKEN, 2),
        ("date,place,count\n0001-01-01,a,1\n2026-01-01,a,1\n", "series_too_wide", None),
        ("date,place,count,lat,lon\n2026-03-03,a,1,95,10\n", "series_coordinates_wrong", 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    assert refused.value.codes == (code,)
    assert refused.value.refusals[0].params.get("line") == line


def test_weeks_are_no_days(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, "week,place,count\n2026-W10,a,1\n", DAY)
    assert refused.value.codes == ("series_has_weeks_only",)


def test_a_week_among_days_is_no_monday(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, "week,date,place,count\n,2026-03-03,a,1\n2026-W11,,a,1\n", DAY)
    assert refused.value.codes == ("series_week_among_days",)
    assert refused.value.refusals[0].params["line"] == 3


def test_a_long_file_is_read_in_passing(tmp_path: Path) -> None:
    told: list[int] = []
    path = tmp_path / "long.csv"
    with path.open("w") as lines:
        lines.write("date,place,count\n")
        lines.writelines("2026-03-03,a,1\n" for _ in range(1_000_500))
    found = read_series(path, told=told.append)
    assert found.counts.tolist() == [[[1_000_500.0]]]
    assert told == [500_000, 1_000_000]


def test_neighbours_hold_both_ways(tmp_path: Path) -> None:
    path = written(tmp_path, "place,neighbour\na,b\nb,c\nc,c\n")
    assert read_neighbours(path, ["a", "b", "c", "d"]) == [[1], [0, 2], [1], []]
    with pytest.raises(Refused) as refused:
        read_neighbours(path, ["a", "b"])
    assert refused.value.codes == ("series_neighbour_unknown",)

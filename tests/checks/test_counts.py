"""Daily numbers: of the unit that counts, for days that have come, corrected with both kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from builders import latest
from cast import NOW, TODAY, Cast
from checks_made import a_series
from qunce.domain.checks.actions import close_series, note_count
from qunce.domain.checks.models import DailyCount, Series
from qunce.domain.checks.queries import counted_days
from qunce.kernel.refusals import Refused
from qunce.kernel.workdays import china


def note(cast: Cast, series: Series, number: int = 3, on: date = TODAY) -> DailyCount:
    return note_count(series=series, on=on, number=number, actor=cast.teacher, now=NOW)


def refused(act: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()  # type: ignore[operator]
    return reasons.value.codes


def test_nought_is_a_number(cast: Cast) -> None:
    assert note(cast, a_series(cast), 0).number == 0


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (1, "day_to_come"),
        (0, ""),
        (-30, ""),
        (-31, "day_long_past"),
    ],
    ids=["tomorrow", "today", "the first day counted", "before the first day"],
)
def test_days_that_may_be_noted(cast: Cast, days: int, code: str) -> None:
    series = a_series(cast, starts_on=TODAY - timedelta(days=30))
    day = TODAY + timedelta(days=days)
    if code:
        assert refused(lambda: note(cast, series, on=day)) == (code,)
    else:
        assert note(cast, series, on=day).on == day


@pytest.mark.parametrize(("days", "may"), [(60, True), (61, False)])
def test_a_number_is_not_made_up_afterwards(cast: Cast, days: int, may: bool) -> None:
    series = a_series(cast, starts_on=TODAY - timedelta(days=200))
    day = TODAY - timedelta(days=days)
    if may:
        assert note(cast, series, on=day).number == 3
    else:
        assert refused(lambda: note(cast, series, on=day)) == ("day_long_past",)


@pytest.mark.parametrize(
    ("number", "may"), [(-1, False), (0, True), (100_000, True), (100_001, False)]
)
def test_a_number_is_believable(cast: Cast, number: int, may: bool) -> None:
    series = a_series(cast)
    if may:
        assert note(cast, series, number).number == number
    else:
        assert refused(lambda: note(cast, series, number)) == ("number_not_believable",)


def test_a_correction_keeps_both_on_the_record(cast: Cast) -> None:
    series = a_series(cast)
    note(cast, series, 3)
    corrected = note(cast, series, 5)
    assert (corrected.number, corrected.corrected) == (5, 1)
    entry = latest()
    assert entry.kind == "count.corrected"
    assert '"before":3' in entry.canonical
    assert '"number":5' in entry.canonical


def test_the_same_number_again_changes_nothing(cast: Cast) -> None:
    series = a_series(cast)
    note(cast, series, 3)
    before = latest().index
    assert note(cast, series, 3).corrected == 0
    assert latest().index == before


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer", "outsider", "leader"])
def test_only_the_unit_itself_counts(cast: Cast, who: str) -> None:
    series = a_series(cast)
    post = getattr(cast, who)
    assert refused(lambda: note_count(series=series, on=TODAY, number=1, actor=post, now=NOW)) == (
        "not_your_series",
    )


def test_an_ended_series_takes_no_number(cast: Cast) -> None:
    series = a_series(cast)
    close_series(series=series, actor=cast.clerk, now=NOW)
    assert refused(lambda: note(cast, series)) == ("series_closed",)
    assert refused(lambda: close_series(series=series, actor=cast.clerk, now=NOW)) == (
        "series_closed",
    )


def test_a_unit_counts_the_same_thing_once(cast: Cast) -> None:
    a_series(cast)
    assert refused(lambda: a_series(cast)) == ("series_name_taken",)
    assert refused(lambda: a_series(cast, name=" ")) == ("series_without_name",)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("teacher", True),
        ("clerk", True),
        ("viewer", True),
        ("secretary", False),
        ("outsider", False),
    ],
)
def test_who_sees_the_numbers(cast: Cast, who: str, sees: bool) -> None:
    series = a_series(cast)
    assert Series.objects.visible_to(getattr(cast, who)).filter(pk=series.pk).exists() is sees
    assert not Series.objects.visible_to(None).exists()


def test_a_missing_day_is_a_gap_and_a_day_off_is_not(cast: Cast) -> None:
    """28 February 2026 is a Saturday worked instead of the Spring Festival; 1 March is Sunday."""
    series = a_series(cast)
    note(cast, series, 4, on=date(2026, 2, 27))
    days = {one.on: one for one in counted_days(series, TODAY, china(), days=5)}
    assert days[date(2026, 2, 27)].number == 4
    assert not days[date(2026, 2, 27)].missing
    assert days[date(2026, 2, 28)].missing
    assert not days[date(2026, 3, 1)].missing
    assert days[TODAY].missing

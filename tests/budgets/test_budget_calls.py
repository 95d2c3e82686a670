"""Nobody comes to a unit more often in a month than the county allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from budgets_made import APRIL, a_call, a_limit, for_what, office_of
from builders import kinds_since, latest, meanwhile, statements
from cast import NOW, TODAY, Cast, build_cast
from jobs.real_processes import Town
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import call_on_all, move_call, set_call_limit, take_back
from qunce.domain.budgets.models import Call, CallLimit
from qunce.domain.budgets.queries import room_for
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


# --- the limit


def test_the_county_limits_what_comes_to_every_unit(cast: Cast, county_office: Post) -> None:
    a_limit(county_office)
    assert latest().kind == "call_limit.set"
    room = room_for([cast.village, cast.other_village], kind="visit", on=APRIL)
    assert {one.left for one in room.values()} == {2}


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "viewer", "outsider"])
def test_nobody_below_limits_calls(cast: Cast, who: str) -> None:
    post = cast.five[who]
    codes = refused(
        lambda: set_call_limit(unit=post.unit, visits=9, checks=9, since=TODAY, actor=post, now=NOW)
    )
    office = who in ("clerk", "outsider")
    assert codes == (("call_limit_belongs_to_the_top",) if office else ("not_campaign_office",))
    assert not CallLimit.objects.exists()


def test_an_office_limits_its_own_tree_only(cast: Cast, county_office: Post) -> None:
    codes = refused(lambda: a_limit(county_office, unit=cast.town))
    assert codes == ("not_your_unit",)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"visits": 31, "checks": 0}, ()),
        ({"visits": 32}, ("call_limit_not_believable",)),
        ({"checks": -1}, ("call_limit_not_believable",)),
        ({"since": TODAY - timedelta(days=1)}, ("call_limit_in_the_past",)),
    ],
)
def test_a_limit_is_believable(
    cast: Cast, county_office: Post, changes: dict[str, object], codes: tuple[str, ...]
) -> None:
    if codes:
        assert refused(lambda: a_limit(county_office, **changes)) == codes
    else:
        assert a_limit(county_office, **changes).visits == 31


def test_the_limit_of_the_day_of_the_call_holds(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=1)
    a_limit(county_office, visits=3, since=date(2026, 5, 1))
    a_call(cast, 1)
    assert refused(lambda: a_call(cast, 2)) == ("calls_at_the_limit",)
    for number in (2, 3, 4):
        a_call(cast, number, on=date(2026, 5, 4))


def test_the_later_word_of_a_day_holds_and_the_record_keeps_both(
    cast: Cast, county_office: Post
) -> None:
    size = Entry.objects.count()
    a_limit(county_office, visits=1)
    a_limit(county_office, visits=2)
    assert CallLimit.objects.get().visits == 2
    assert kinds_since(size) == ["call_limit.set", "call_limit.set"]


# --- calls


def test_without_a_limit_everybody_may_come_and_is_counted(cast: Cast) -> None:
    assert [a_call(cast, number).number for number in (1, 2, 3)] == [1, 2, 3]
    room = room_for([cast.village], kind="visit", on=APRIL)[cast.village.pk]
    assert (room.made, room.most, room.left) == (3, None, None)


def test_beyond_the_limit_nobody_comes(cast: Cast, county_office: Post) -> None:
    a_limit(county_office)
    a_call(cast, 1)
    a_call(cast, 2)
    size = Entry.objects.count()
    with pytest.raises(Refused) as reasons:
        a_call(cast, 3)
    [reason] = reasons.value.refusals
    assert reason.code == "calls_at_the_limit"
    assert reason.params == {
        "unit": cast.village.name,
        "month": "2026-04",
        "made": 2,
        "most": 2,
        "top": cast.county.name,
    }
    assert kinds_since(size) == []


def test_kinds_units_and_months_are_counted_apart(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=1, checks=1)
    a_call(cast, 1)
    a_call(cast, 2, kind="check")
    a_call(cast, 3, unit=cast.hill_village)
    a_call(cast, 4, on=date(2026, 5, 1))
    a_call(cast, 5, on=date(2026, 3, 31))
    assert refused(lambda: a_call(cast, 6, on=date(2026, 4, 30))) == ("calls_at_the_limit",)


def test_a_limit_of_nought_lets_nobody_come(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=0)
    assert refused(lambda: a_call(cast)) == ("calls_at_the_limit",)


def test_the_same_matter_comes_once(cast: Cast) -> None:
    a_call(cast, 1)
    assert refused(lambda: a_call(cast, 1)) == ("call_planned_already",)


def test_calling_off_frees_the_number(cast: Cast, county_office: Post) -> None:
    a_limit(county_office)
    first = a_call(cast, 1)
    a_call(cast, 2)
    take_back(call=first, actor=cast.clerk, now=NOW)
    assert latest().kind == "call.taken_back"
    assert a_call(cast, 3).number == 1
    assert refused(lambda: take_back(call=first, actor=cast.clerk, now=NOW)) == (
        "call_changed_meanwhile",
    )


def test_a_free_number_is_no_room_when_the_limit_was_lowered(
    cast: Cast, county_office: Post
) -> None:
    """Three stood when the county went down to two; one called off leaves two, and no room."""
    first = a_call(cast, 1)
    a_call(cast, 2)
    a_call(cast, 3)
    a_limit(county_office)
    take_back(call=first, actor=cast.clerk, now=NOW)
    assert refused(lambda: a_call(cast, 4)) == ("calls_at_the_limit",)


def test_all_units_are_called_on_or_none(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, checks=1)
    units = [cast.village, cast.hill_village, cast.school]

    def round_(number: int) -> object:
        return call_on_all(
            units=units, kind="check", on=APRIL, what=for_what(number), actor=cast.clerk, now=NOW
        )

    round_(1)
    with pytest.raises(Refused) as reasons:
        round_(2)
    assert {one.params["unit"] for one in reasons.value.refusals} == {one.name for one in units}
    assert Call.objects.count() == 3
    take_back(call=Call.objects.get(unit=cast.school), actor=cast.clerk, now=NOW)
    assert refused(lambda: round_(2)) == ("calls_at_the_limit", "calls_at_the_limit")
    assert not Call.objects.in_force().filter(unit=cast.school).exists()


# --- moving


def test_within_the_month_a_call_keeps_its_number(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=1)
    call = a_call(cast)
    moved = move_call(call=call, on=date(2026, 4, 20), actor=cast.clerk, now=NOW)
    assert (moved.pk, moved.number, moved.on) == (call.pk, 1, date(2026, 4, 20))
    assert latest().kind == "call.moved"


def test_in_another_month_a_call_counts_there(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=1)
    call = a_call(cast, 1)
    a_call(cast, 2, on=date(2026, 5, 8))
    assert refused(
        lambda: move_call(call=call, on=date(2026, 5, 9), actor=cast.clerk, now=NOW)
    ) == ("calls_at_the_limit",)
    moved = move_call(call=call, on=date(2026, 6, 1), actor=cast.clerk, now=NOW)
    assert (moved.month, moved.number) == (date(2026, 6, 1), 1)
    a_call(cast, 3)


def test_what_was_called_off_is_not_moved(cast: Cast) -> None:
    call = a_call(cast)
    take_back(call=call, now=NOW)
    assert refused(lambda: move_call(call=call, on=APRIL, actor=cast.clerk, now=NOW)) == (
        "call_changed_meanwhile",
    )


# --- at once


def test_of_two_who_plan_the_last_one_at_once_one_is_refused(
    cast: Cast, county_office: Post
) -> None:
    a_limit(county_office, visits=1)

    def other() -> None:
        a_call(cast, 2)

    with meanwhile("budgets_call", other), pytest.raises(Refused) as reasons:
        a_call(cast, 1)
    assert reasons.value.codes == ("calls_at_the_limit",)


def test_who_finds_the_number_taken_takes_the_next(cast: Cast, county_office: Post) -> None:
    a_limit(county_office, visits=2)
    with meanwhile("budgets_call", lambda: a_call(cast, 2)):
        assert a_call(cast, 1).number == 2


PLANNER = """
import os, sys, django
django.setup()
from budgets_made import for_what
from cast import NOW
from datetime import date
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import call_on
from qunce.domain.organisations.models import Unit
from qunce.kernel.refusals import Refused
unit, clerk = Unit.objects.get(code="shangqing"), Post.objects.get(code="qingquan-campaign_office")
print("ready", flush=True)
sys.stdin.readline()
made = 0
for number in range(20):
    try:
        call_on(unit=unit, kind="visit", on=date(2026, 4, 10), actor=clerk, now=NOW,
                what=for_what(1000 * os.getpid() + number))
        made += 1
    except Refused as no:
        assert set(no.codes) <= {"calls_at_the_limit", "calls_planned_at_once"}, no
print(made)
"""


def test_two_processes_that_plan_at_once_stay_within_the_limit(own_town: Town) -> None:
    cast = build_cast()
    a_limit(office_of(cast.county), visits=7)
    said = own_town.race(PLANNER)
    assert sum(map(int, said)) == Call.objects.in_force().count() == 7


# --- who sees them


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretary", True),
        ("clerk", True),
        ("leader", True),
        ("viewer", True),
        ("outsider", False),
        ("teacher", False),
    ],
)
def test_who_sees_a_call(cast: Cast, who: str, sees: bool) -> None:
    call = a_call(cast)
    seen = Call.objects.visible_to(getattr(cast, who), on=TODAY)
    assert seen.filter(pk=call.pk).exists() is sees
    assert not Call.objects.visible_to(None, on=TODAY).exists()


def test_room_costs_two_statements_whatever_the_units(cast: Cast, county_office: Post) -> None:
    a_limit(county_office)
    for units in ([cast.village], [cast.village, cast.hill_village, cast.school]):
        asked = statements(lambda units=units: room_for(units, kind="visit", on=APRIL))
        assert len(asked) == 2

"""One calendar of everything asked of a unit, and a word where two demands fall into one week."""

from __future__ import annotations

import pytest

import ballots_made
import checks_made
import consultations_made
import study_made
import supervision_made
from builders import statements
from cast import TODAY, Cast
from duties_made import DAY, a_campaign_of, move_aside, the_duty
from qunce.domain.duties.calendar import Clash, Demand, Kind, clashes, demands, monday_of
from qunce.domain.organisations.models import Unit

UNTIL = TODAY + 60 * DAY


def asked_of(*units: Unit) -> list[Demand]:
    return demands(units, TODAY, UNTIL)


def kinds(*units: Unit) -> list[str]:
    return [str(one.kind) for one in asked_of(*units)]


def test_everything_asked_of_a_unit_stands_in_one_calendar(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")
    move_aside(campaign)
    study_made.a_plan(cast, campaign=campaign)
    supervision_made.a_planned_visit(cast)
    checks_made.a_round(cast)
    consultations_made.started(cast, campaign=campaign)
    found = asked_of(cast.village)
    assert {str(one.kind) for one in found} == {"duty", "session", "visit", "check", "asking"}
    assert [one.on for one in found] == sorted(one.on for one in found)
    duty = next(one for one in found if one.kind == Kind.DUTY)
    assert (duty.movable, duty.pk) == (True, the_duty(campaign, cast.village).pk)
    assert not any(one.movable for one in found if one.kind != Kind.DUTY)


def test_what_is_done_is_not_asked_any_more(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")
    move_aside(campaign)
    assert kinds(cast.village) == ["duty"]
    study_made.hold_a_session(cast, campaign=campaign)
    assert kinds(cast.village) == []


def test_what_the_town_asks_of_everybody_falls_on_each_village(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_listed", due_on=TODAY + DAY)
    move_aside(campaign)
    assert clashes(asked_of(cast.village)) == []
    consultations_made.started(cast, campaign=campaign, opens_on=TODAY)
    (clash,) = clashes(asked_of(cast.village))
    assert (clash.unit, clash.week) == (cast.village, TODAY)
    assert {str(one.kind) for one in clash.demands} == {"duty", "asking"}
    assert [one.unit for one in clashes(asked_of(cast.village, cast.hill_village))] == [
        cast.hill_village,
        cast.village,
    ]
    assert clashes(asked_of(cast.other_village)) == []


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        pytest.param(7, 13, True, id="Monday and Sunday of one week"),
        pytest.param(13, 14, False, id="Sunday and the Monday after it"),
        pytest.param(7, 7, True, id="the same day"),
    ],
)
def test_two_demands_clash_when_they_fall_into_one_week(
    cast: Cast, first: int, second: int, *, together: bool
) -> None:
    one = a_campaign_of(cast, "problem_listed", due_on=TODAY + first * DAY)
    other = a_campaign_of(cast, "voice_heard", due_on=TODAY + second * DAY)
    move_aside(one)
    move_aside(other)
    assert bool(clashes(asked_of(cast.village))) is together
    assert monday_of(TODAY + 13 * DAY) == TODAY + 7 * DAY


def test_an_optional_action_clashes_with_nothing(cast: Cast) -> None:
    day = TODAY + 7 * DAY
    one = a_campaign_of(cast, "problem_listed", due_on=day)
    other = a_campaign_of(cast, "voice_heard", due_on=day, action_kind="optional")
    move_aside(one)
    move_aside(other)
    assert kinds(cast.village) == ["duty", "duty"]
    assert clashes(asked_of(cast.village)) == []


def test_a_unit_without_a_branch_clashes_with_the_branch_that_acts_for_it(cast: Cast) -> None:
    day = TODAY + 7 * DAY
    campaign = a_campaign_of(
        cast, "problem_listed", due_on=day, owed_by="各支部", unit_kinds=["village", "school"]
    )
    move_aside(campaign)
    assert clashes(asked_of(cast.village, cast.school)) == []
    Unit.objects.filter(pk=cast.school.pk).update(covered_by=cast.village)
    (clash,) = clashes(asked_of(cast.village, Unit.objects.get(pk=cast.school.pk)))
    assert isinstance(clash, Clash)
    assert clash.unit == cast.village


def test_the_calendar_costs_the_same_whatever_its_units(cast: Cast) -> None:
    a_campaign_of(cast, "session_held", "problem_listed", "voice_heard")
    units = [cast.village, cast.hill_village, cast.school]
    assert [len(statements(lambda n=n: asked_of(*units[:n]))) for n in (1, 3)] == [6, 6]


def test_a_ballot_stands_on_its_days(cast: Cast) -> None:
    town = ballots_made.opened(cast)
    found = [one for one in asked_of(cast.village) if one.kind == Kind.BALLOT]
    assert [(one.unit.pk, one.title) for one in found] == [(cast.town.pk, town.ballot.title)]

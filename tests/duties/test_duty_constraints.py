"""What must never be false of a completion, a move or an end is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import study_made
from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from duties_made import DAY, a_campaign_of, the_duty
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.duties.actions import complete_by_evidence, end_duties, move_duty, tell_done
from qunce.domain.duties.models import Completion, DutyEnd, DutyMove


def _shown(made: Campaign, *, lead: bool = False) -> Completion:
    return Completion.objects.get(campaign=made, evidence="session_led" if lead else "session_held")


def _told(made: Campaign) -> Completion:
    return Completion.objects.get(campaign=made, how="told")


def _other(made: Campaign, *, lead: bool = False) -> Duty:
    """A duty that nothing has completed."""
    return Duty.objects.filter(
        action__campaign=made, of_post=lead, completions__isnull=True, end__isnull=True
    )[0]


BREAKS: list[Break] = [
    ("completion_has_a_fact_or_a_teller", lambda made: changed(_told(made), post=None)),
    ("duty_is_done_once", lambda made: again(_told(made))),
    (
        "fact_is_used_once_by_a_unit",
        lambda made: again(_shown(made), duty_id=_other(made).pk),
    ),
    (
        "fact_is_used_once_by_a_lead",
        lambda made: again(_shown(made, lead=True), duty_id=_other(made, lead=True).pk),
    ),
    (
        "completion_taken_back_has_its_day",
        lambda made: changed(_told(made), undone_by=Post.objects.first()),
    ),
    ("duty_move_has_a_reason", lambda made: changed(_move(made), reason="")),
    ("duty_move_is_to_another_day", lambda made: changed(_move(made), to_on=_move(made).from_on)),
    ("duty_end_has_a_reason", lambda made: changed(_end(made), reason="")),
    ("duty_is_not_carried_to_itself", lambda made: changed(_end(made), carried_to=_end(made).duty)),
]


def _move(made: Campaign) -> DutyMove:
    return DutyMove.objects.get(duty__action__campaign=made)


def _end(made: Campaign) -> DutyEnd:
    return DutyEnd.objects.filter(duty__action__campaign=made)[0]


@pytest.fixture
def made(cast: Cast) -> Campaign:
    """One duty shown done, one lead, one told, one moved, one unit's ended."""
    campaign = a_campaign_of(cast, "session_held", "", "problem_listed")
    by_clerk: dict[str, Any] = {"actor": cast.clerk, "now": NOW}
    study_made.hold_a_session(cast, campaign=campaign, led_by=cast.leader)
    tell_done(duty=the_duty(campaign, cast.village, 2), actor=cast.secretary, now=NOW)
    moved = the_duty(campaign, cast.village, 3)
    move_duty(duty=moved, to=TODAY + 40 * DAY, reason="农忙", **by_clerk)
    end_duties(unit=cast.hill_village, reason="并村", **by_clerk)
    complete_by_evidence(now=NOW, limit=100)
    return campaign


@named(BREAKS)
def test_the_database_refuses(
    made: Campaign, name: str, breaks: Callable[[Campaign], object]
) -> None:
    assert_refuses("duties", name, lambda: breaks(made))


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": "a_photo"},
        {"evidence": "delivery_made"},
        {"ref_kind": ""},
        {"ref_id": ""},
        {"how": "guessed"},
    ],
)
def test_evidence_that_is_none_or_of_a_home_is_never_stored(
    made: Campaign, fields: dict[str, str]
) -> None:
    assert_refuses(
        "duties", "completion_has_a_fact_or_a_teller", lambda: changed(_shown(made), **fields)
    )


def test_no_constraint_of_duties_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("duties")

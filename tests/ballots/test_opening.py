"""When a ballot opens: people have all the days that the gate's rule promises them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ballots_made import CLOSES_ON, DAY, OPENS_ON, Town, committed
from cast import NOW, Cast
from qunce.domain.ballots import actions, rules
from qunce.domain.ballots.models import Ballot
from qunce.kernel.refusals import Refused


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as found:
        act()
    return found.value.codes


@pytest.fixture
def town(cast: Cast) -> Town:
    """Slips are made for ten days; the rule asks for as many as the gate says."""
    town = committed(cast)
    assert town.ballot.asking is not None
    assert 1 < town.ballot.asking.days_open <= 10
    return town


def rule_days(ballot: Ballot) -> int:
    assert ballot.asking is not None
    return ballot.asking.days_open


def opens(town: Town, late: int) -> Ballot:
    return actions.open_ballot(
        ballot=town.ballot, actor=town.cast.clerk, now=NOW + timedelta(days=late)
    )


def test_it_opens_on_the_first_day(town: Town) -> None:
    assert opens(town, 0).state == "open"


def test_it_opens_late_as_long_as_the_days_of_the_rule_are_left(town: Town) -> None:
    spare = 10 - rule_days(town.ballot)
    assert rules.why_not_open(town.ballot, OPENS_ON + spare * DAY) == []
    (reason,) = rules.why_not_open(town.ballot, OPENS_ON + (spare + 1) * DAY)
    assert reason.code == "ballot_opens_too_late"
    assert reason.params["left"] == rule_days(town.ballot) - 1
    assert reason.params["least"] == (CLOSES_ON + DAY).isoformat()


def test_a_day_too_late_needs_a_later_last_day(town: Town) -> None:
    """Days on which nobody could answer are none of the rule's days."""
    late = 11 - rule_days(town.ballot)
    assert refused(lambda: opens(town, late)) == ("ballot_opens_too_late",)
    actions.extend_ballot(
        ballot=town.ballot,
        closes_on=CLOSES_ON + DAY,
        actor=town.cast.clerk,
        now=NOW + timedelta(days=late),
    )
    assert opens(town, late).state == "open"


def test_after_the_last_day_people_are_asked_anew(town: Town) -> None:
    assert refused(lambda: opens(town, 10)) == ("ballot_missed_its_days",)

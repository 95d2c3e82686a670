"""The same question, asked by the same unit before: what changed by more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.queries import figures
from qunce.domain.ballots.states import BallotState
from qunce.statistics.intervals import Difference, Estimate, change
from qunce.web.public.ballots.told import Question, Share


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier ballot said of the same question, and the difference with its interval."""

    ballot: Ballot
    share: Share
    difference: Difference

    @property
    def went_up(self) -> bool | None:
        """None where it may be chance."""
        return self.difference.value > 0 if self.difference.shown else None

    @property
    def by(self) -> tuple[int, int]:
        """How many of a hundred at least and at most, where it went up or down."""
        ends = sorted(abs(round(end * 100)) for end in (self.difference.low, self.difference.high))
        return ends[0], ends[1]


def before(ballot: Ballot, questions: list[Question]) -> dict[int, Before]:
    """For each question by its place: the last earlier ballot that asked it on the same scale.

    Two statements.  From the published estimates, so nothing is told that is not public.
    """
    earlier = (
        Ballot.objects.filter(
            campaign__unit=ballot.campaign.unit_id,
            state=BallotState.PUBLISHED,
            closes_on__lt=ballot.opens_on,
            items__text__in=[one.text for one in questions],
        )
        .select_related("campaign")
        .order_by("-closes_on", "-pk")
        .distinct()[:1]
    )
    for one in earlier:
        shown = figures(one)
        if shown is None or _scale(one) != _scale(ballot):
            continue
        shares = {
            told["text"]: Share(**told["estimate"]) for told in shown["items"] if told["estimate"]
        }
        return {
            now.place: Before(one, shares[now.text], _difference(shares[now.text], now.share))
            for now in questions
            if now.share is not None and now.text in shares
        }
    return {}


def _scale(ballot: Ballot) -> Mapping[str, bool | None]:
    return {step["code"]: step["positive"] for step in ballot.steps}


def _difference(was: Share, now: Share) -> Difference:
    return change(_estimate(was), _estimate(now))


def _estimate(share: Share) -> Estimate:
    """As far as it was published; a difference takes the share and its interval alone."""
    return Estimate(p=share.share, se=0.0, low=share.low, high=share.high, n_eff=0.0, n=0)

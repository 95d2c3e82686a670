"""What all acts share: the ballot as it is now, one step on, and the entry in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.models import Ballot, Turnstile
from qunce.domain.ballots.states import STEPS
from qunce.domain.problems.queries import today_of
from qunce.domain.record.actions import append
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse


@dataclass
class Acting:
    """One post acts on one ballot, which nobody else changes until the transaction ends."""

    ballot: Ballot
    actor: Post
    now: datetime

    @property
    def today(self) -> date:
        return today_of(self.now)

    def move(self, to: str = "", **fields: Any) -> None:
        """The ballot is one step further, or has other fields; it was where it was read."""
        state = self.ballot.state
        if to:
            if to not in STEPS[state]:
                raise ValueError(f"no step leads from {state} to {to}")
            fields["state"] = to
        if Ballot.objects.filter(pk=self.ballot.pk, state=state).update(**fields) != 1:
            raise Refused(moved_meanwhile())
        for name, value in fields.items():
            setattr(self.ballot, name, value)

    def record(self, kind: str, **facts: JSON) -> None:
        append(kind=kind, actor=self.actor.ref, subject=self.ballot.ref, facts=facts, now=self.now)


def begin(*, ballot: Ballot, actor: Post, now: datetime, at: tuple[str, ...]) -> Acting:
    """The campaign office acts at one of the steps ``at``; refuses every other post and step."""
    current = locked(ballot=ballot)
    refuse(rules.why_not_run(current, actor) or rules.why_not_at(current, *at))
    return Acting(current, actor, now)


def locked(*, ballot: Ballot) -> Ballot:
    """The ballot as it stands; slips wait at the turnstile until the transaction ends."""
    # The turnstile first, as whoever casts does: two who lock in one order never wait for ever.
    list(Turnstile.objects.select_for_update().filter(pk=ballot.pk))
    return (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("campaign__unit", "gate", "asking")
        .get(pk=ballot.pk)
    )


def moved_meanwhile() -> Refusal:
    return Refusal(
        "ballot_moved_meanwhile",
        gettext_noop("Somebody else changed this ballot meanwhile. Look at it again."),
    )

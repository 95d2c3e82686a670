"""Giving a ballot up; and finding that its database was put back from a copy."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import keys, rules
from qunce.domain.ballots.actions.changing import (
    begin,
    locked,
)
from qunce.domain.ballots.models import Ballot, Batch, Keying, Urn
from qunce.domain.ballots.states import BEFORE_SLIPS, WITH_SLIPS, BallotState
from qunce.domain.gates.actions import break_off as break_off_asking
from qunce.domain.gates.states import AskingState
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import gettext_noop, refuse

register("ballot.interrupted", gettext_noop("Ballot interrupted: its database was put back"))
register("ballot.broken_off", gettext_noop("Ballot broken off"))

OLDER = gettext_noop("The database was put back from a copy while slips were out.")
SEALING = (keys.URNS, keys.PAPER, keys.CODES)
"""What opens urns, keyings and codes; gone when a ballot is counted or given up."""


@transaction.atomic
def interrupt(*, ballot: Ballot, now: datetime) -> None:
    """No slip is taken any more: database and keys do not belong together.

    Recorded as ``ballot.interrupted``.  The only way on is to break it off and ask anew.
    """
    current = locked(ballot=ballot)
    if current.state not in WITH_SLIPS:
        return
    Ballot.objects.filter(pk=current.pk, state=current.state).update(
        state=BallotState.INTERRUPTED, why=OLDER
    )
    append(
        kind="ballot.interrupted",
        actor=Ref("system", "ballots", "Qunce"),
        subject=current.ref,
        facts={"at": current.state},
        now=now,
    )


@transaction.atomic
def break_off(*, ballot: Ballot, reason: str, actor: Post, now: datetime) -> Ballot:
    """The ballot is given up; its slips are worth nothing, its urns are never opened.

    Recorded as ``ballot.broken_off``; the round at the gate is broken off with it.  Refused once
    it is counted.
    """
    acting = begin(
        ballot=ballot,
        actor=actor,
        now=now,
        at=(*BEFORE_SLIPS, *WITH_SLIPS, BallotState.INTERRUPTED),
    )
    refuse(rules.why_not_words(reason))
    before = acting.ballot.state
    acting.move(BallotState.BROKEN_OFF, why=reason.strip())
    empty_urns(ballot=acting.ballot)
    asking = acting.ballot.asking
    if asking is not None and asking.state == AskingState.OPEN:
        break_off_asking(asking=asking, reason=reason, actor=actor, now=now)
    acting.record("ballot.broken_off", at=before, reason=reason.strip())
    return acting.ballot


def empty_urns(*, ballot: Ballot) -> None:
    """Urns and keyings are gone, and after the commit the keys that could open a copy of them."""
    Urn.objects.filter(ballot=ballot).delete()
    Keying.objects.filter(batch__ballot=ballot).delete()
    Batch.objects.filter(ballot=ballot).update(words_nonce=b"", words_sealed=b"")
    transaction.on_commit(partial(keys.destroy, ballot.uid, *SEALING))


def watch_keys(*, now: datetime, limit: int) -> int:
    """Ballots put back from a copy are interrupted, and keys that a crash left are destroyed.

    Due work: answers how many ballots it dealt with.
    """
    done = 0
    for ballot in Ballot.objects.filter(state__in=WITH_SLIPS).select_related("turnstile"):
        if done < limit and not keys.fit(ballot.uid, ballot.turnstile.turns):
            interrupt(ballot=ballot, now=now)
            done += 1
    # Not those without slips: theirs are being made at this moment, in another transaction.
    over = Ballot.objects.exclude(state__in=(*BEFORE_SLIPS, *WITH_SLIPS))
    for uid in over.values_list("uid", flat=True):
        if done < limit and keys.present(uid, *SEALING):
            keys.destroy(uid, *SEALING)
            done += 1
    return done

"""Evidence completes duties by itself: what was worked out is stored and recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.actions.acting import as_it_is
from qunce.domain.duties.facts import Fact
from qunce.domain.duties.models import Completion, DutyEnd
from qunce.domain.duties.queries import SHOWN_AFTER, standing_of, today_of
from qunce.domain.duties.standings import Row
from qunce.domain.duties.states import How
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import gettext_noop

PROGRAM = Ref("system", "duties", "Qunce")
"""Who does it: nobody had to."""

register("duty.shown_done", gettext_noop("Duty done, shown by what happened"))
register("duty.open_again", gettext_noop("Duty open again, because what had shown it was undone"))


def complete_by_evidence(*, now: datetime, limit: int) -> int:
    """Store what pages show already: at most ``limit`` duties done, or open again; how many.

    Each in a transaction of its own, recorded as ``duty.shown_done`` or ``duty.open_again`` with
    the evidence's code.  Two workers at once store a thing once: the duty's row is locked, and the
    database lets a fact complete one duty and a duty be done once.
    """
    today = today_of(now)
    running = Campaign.objects.filter(ends_on__gte=today - SHOWN_AFTER).order_by("pk")
    done = 0
    for campaign in running:
        if done >= limit:
            break
        owed = Duty.objects.filter(action__campaign=campaign)
        rows = standing_of(owed, today, told_too=False)
        done += store(rows=rows, now=now, limit=limit - done)
    return done


def store(*, rows: Iterable[Row], now: datetime, limit: int | None = None) -> int:
    """Store what ``rows`` say of evidence; how many changed."""
    changed = 0
    for row in rows:
        if limit is not None and changed >= limit:
            break
        broken = row.broken is not None and _open_again(row.broken, now)
        completed = row.fact is not None and _complete(row.duty, row.fact, now)
        changed += bool(broken or completed)
    return changed


@transaction.atomic
def _open_again(completion: Completion, now: datetime) -> bool:
    duty = as_it_is(pk=completion.duty_id)
    undone = Completion.objects.filter(pk=completion.pk, undone_on__isnull=True).update(
        undone_on=today_of(now)
    )
    if undone != 1:
        return False
    append(
        kind="duty.open_again",
        actor=PROGRAM,
        subject=duty.ref,
        facts={"evidence": completion.evidence},
        now=now,
    )
    return True


def _complete(duty: Duty, fact: Fact, now: datetime) -> bool:
    if fact.evidence == Evidence.DELIVERY_MADE:  # never stored, see Completion
        return False
    try:
        with transaction.atomic():
            current = as_it_is(pk=duty.pk)
            if DutyEnd.objects.filter(duty=current).exists():
                return False
            Completion.objects.create(
                duty=current,
                campaign=current.action.campaign,
                unit=current.unit,
                lead=current.post if current.of_post else None,
                how=How.EVIDENCE,
                evidence=fact.evidence,
                ref_kind=fact.kind,
                ref_id=str(fact.id),
                ref_title=fact.title[:200],
                on=fact.on,
                made_at=now,
            )
            append(
                kind="duty.shown_done",
                actor=PROGRAM,
                subject=current.ref,
                facts={"evidence": fact.evidence, "on": fact.on.isoformat()},
                now=now,
            )
    except IntegrityError:  # another worker stored it, or gave the fact away, at this moment
        return False
    return True

"""Duties that nothing shows: told done in one touch, taken back in one."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.actions.acting import (
    row_as_it_is,
)
from qunce.domain.duties.models import Completion
from qunce.domain.duties.queries import today_of
from qunce.domain.duties.rules import duty_changed_meanwhile, why_not_take_back, why_not_tell
from qunce.domain.duties.states import How
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("duty.told_done", gettext_noop("Duty told done"))
register("duty.taken_back", gettext_noop("Telling a duty done taken back"))


@transaction.atomic
def tell_done(*, duty: Duty, actor: Post, now: datetime, words: str = "") -> Completion:
    """The duty is done, as the post that carries it says; ``words`` is at most one line.

    Recorded as ``duty.told_done`` without the words.  Refuses other posts, a duty that shows
    itself (nobody reports what is known), one that is done or no longer owed, and more than a line.
    """
    today = today_of(now)
    row = row_as_it_is(pk=duty.pk, today=today)
    words = words.strip()
    refuse(why_not_tell(row, actor, words))
    current = row.duty
    try:
        with transaction.atomic():
            completion = Completion.objects.create(
                duty=current,
                campaign=current.action.campaign,
                unit=current.unit,
                lead=current.post if current.of_post else None,
                how=How.TOLD,
                on=today,
                post=actor,
                words=words,
                made_at=now,
            )
    except IntegrityError as error:
        raise Refused(duty_changed_meanwhile()) from error
    append(kind="duty.told_done", actor=actor.ref, subject=current.ref, facts={}, now=now)
    return completion


@transaction.atomic
def take_back(*, completion: Completion, actor: Post, now: datetime) -> None:
    """The duty is open again: it was told by mistake.  Recorded as ``duty.taken_back``.

    Refuses other posts, and what was not told but shown by what happened.
    """
    today = today_of(now)
    row = row_as_it_is(pk=completion.duty_id, today=today)
    refuse(why_not_take_back(row, actor))
    taken = Completion.objects.filter(pk=completion.pk, undone_on__isnull=True, how=How.TOLD)
    if taken.update(undone_on=today, undone_by=actor) != 1:
        raise Refused(duty_changed_meanwhile())
    append(kind="duty.taken_back", actor=actor.ref, subject=row.duty.ref, facts={}, now=now)

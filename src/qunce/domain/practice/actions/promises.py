"""Promises are made, said to be kept by the promiser, and judged by somebody else."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.queries import holder
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice import notifying
from qunce.domain.practice.actions.acting import (
    move_promise,
    promise_as_it_is,
    tell,
    tell_of,
    today_of,
)
from qunce.domain.practice.models import Promise
from qunce.domain.practice.queries.standing import judging_office
from qunce.domain.practice.rules import (
    PromiseAsked,
    why_not_judge,
    why_not_promise,
    why_not_say_kept,
    why_not_withdraw,
)
from qunce.domain.practice.states import PromiseState, TurnKind
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refusal, gettext_noop, refuse

register("promise.made", gettext_noop("Public promise made"))
register("promise.said_kept", gettext_noop("Promise said to be kept"))
register("promise.judged", gettext_noop("Promise judged by a second party"))
register("promise.withdrawn", gettext_noop("Promise withdrawn"))

_UNJUDGED: dict[str, object] = {
    "judged_by": None,
    "judging_unit": None,
    "judge": None,
    "judged_from": "",
    "judgement": "",
    "judged_at": None,
}


@transaction.atomic
def promise(
    *,
    campaign: Campaign,
    unit: Unit,
    text: str,
    standard: str,
    due_on: date | None,
    actor: Post,
    now: datetime,
    aim: Aim | None = None,
) -> Promise:
    """The unit promises publicly, under the post that does; its words are never changed again.

    Refuses a promise without a standard or a day in the campaign.  Recorded ``promise.made`` with
    its words, so that nobody can say later that something else was promised.
    """
    unit = Unit.objects.select_related("parent", "successor", "covered_by").get(pk=unit.pk)
    asked = PromiseAsked(
        campaign=campaign,
        unit=unit,
        text=one_line(text),
        standard=cleaned(standard),
        due_on=due_on,
        aim=aim,
    )
    reasons = why_not_promise(asked, actor, today_of(now=now))
    if not reasons and _made_already(asked):
        reasons.append(
            Refusal(
                "promise_made_already",
                gettext_noop("%(unit)s has already promised this."),
                {"unit": unit.name},
                "text",
            )
        )
    refuse(reasons)
    assert due_on is not None  # noqa: S101  (the rules refuse it)
    made = Promise.objects.create(
        campaign=campaign,
        unit=unit,
        post=actor,
        aim=aim,
        text=asked.text,
        standard=asked.standard,
        due_on=due_on,
        made_at=now,
    )
    tell(about=made, kind=TurnKind.PROMISED, post=actor, now=now)
    append(
        kind="promise.made",
        actor=actor.ref,
        subject=made.ref,
        facts={
            "unit": unit.code,
            "text": made.text,
            "standard": made.standard,
            "due_on": due_on.isoformat(),
        },
        now=now,
    )
    return made


@transaction.atomic
def say_kept(*, promise: Promise, words: str, actor: Post, now: datetime) -> Promise:
    """The promiser says that it is kept and what was done; it waits to be judged by another.

    After “not kept” it can be said anew.  Recorded as ``promise.said_kept``.
    """
    today = today_of(now=now)
    current = promise_as_it_is(pk=promise.pk)
    said = cleaned(words)
    sayer = _holder(actor, today)
    refuse(why_not_say_kept(current, said, actor, sayer, today))
    move_promise(
        promise=current,
        state=PromiseState.SAID_KEPT,
        said_kept=said,
        said_by=actor,
        said_unit=actor.unit,
        sayer=sayer,
        said_at=now,
        **_UNJUDGED,
    )
    tell(about=current, kind=TurnKind.SAID_KEPT, post=actor, now=now, words=said)
    office = judging_office(current, today)
    tell_of(promise=current, posts=office, kind=notifying.SAID_KEPT, now=now)
    append(
        kind="promise.said_kept",
        actor=actor.ref,
        subject=current.ref,
        facts={"words": said},
        now=now,
    )
    return current


@transaction.atomic
def judge_promise(
    *, promise: Promise, kept: bool, basis: str, words: str, actor: Post, now: datetime
) -> Promise:
    """A second party judges by the standard: kept, or not kept; from what it judges is public.

    Refuses the promiser, their unit, and a person who holds a post there.  One whose day has
    passed without a word can be judged as not kept.  Recorded as ``promise.judged``.
    """
    today = today_of(now=now)
    current = promise_as_it_is(pk=promise.pk)
    found = cleaned(words)
    judge = _holder(actor, today)
    refuse(
        why_not_judge(
            current,
            actor,
            judge,
            today,
            kept=kept,
            basis=basis,
            words=found,
            views=current.views.count(),
        )
    )
    to = PromiseState.KEPT if kept else PromiseState.NOT_KEPT
    move_promise(
        promise=current,
        state=to,
        judged_by=actor,
        judging_unit=actor.unit,
        judge=judge,
        judged_from=basis,
        judgement=found,
        judged_at=now,
    )
    tell(
        about=current,
        kind=TurnKind.KEPT if kept else TurnKind.NOT_KEPT,
        post=actor,
        now=now,
        words=found,
    )
    news = notifying.KEPT if kept else notifying.NOT_KEPT
    tell_of(promise=current, posts=[current.post], kind=news, now=now)
    append(
        kind="promise.judged",
        actor=actor.ref,
        subject=current.ref,
        facts={"kept": kept, "basis": str(basis), "words": found},
        now=now,
    )
    return current


@transaction.atomic
def withdraw_promise(*, promise: Promise, reason: str, actor: Post, now: datetime) -> Promise:
    """The promise is withdrawn and stays to be read, with the reason.  ``promise.withdrawn``."""
    current = promise_as_it_is(pk=promise.pk)
    why = cleaned(reason)
    refuse(why_not_withdraw(current, why, actor, today_of(now=now)))
    move_promise(
        promise=current,
        state=PromiseState.WITHDRAWN,
        withdrawn_because=why,
        withdrawn_at=now,
    )
    tell(about=current, kind=TurnKind.WITHDRAWN, post=actor, now=now, words=why)
    append(
        kind="promise.withdrawn",
        actor=actor.ref,
        subject=current.ref,
        facts={"reason": why},
        now=now,
    )
    return current


def _made_already(asked: PromiseAsked) -> bool:
    made = Promise.objects.filter(campaign=asked.campaign, unit=asked.unit, text=asked.text)
    return made.exists()


def _holder(post: Post, today: date) -> User | None:
    found = holder(post, today)
    return None if found is None else found.user

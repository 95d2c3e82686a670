"""When a promise may be made, said to be kept, judged and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Promise
from qunce.domain.practice.rules.standing import (
    answering_unit,
    no_post,
    why_not_campaign,
    why_not_head,
    why_not_line,
    why_not_reason,
)
from qunce.domain.practice.states import FEWEST_SHOWN, PROMISE_STEPS, Basis, PromiseState
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class PromiseAsked:
    """A promise as it is handed in, its words cleaned; nothing is kept yet."""

    campaign: Campaign
    unit: Unit
    text: str
    standard: str
    due_on: date | None
    aim: Aim | None = None


def why_not_promise(asked: PromiseAsked, post: Post | None, today: date) -> list[Refusal]:
    """No promise without a standard anybody can check and a day in the campaign."""
    reasons = why_not_head(post, asked.unit, today)
    reasons += why_not_campaign(asked.campaign, asked.unit, asked.aim, today)
    reasons += why_not_line(
        asked.text,
        on="text",
        most=200,
        code="promise_without_words",
        message=gettext_noop("Say in one sentence what is promised."),
    )
    reasons += why_not_line(
        asked.standard,
        on="standard",
        most=500,
        code="promise_without_standard",
        message=gettext_noop("Say when it counts as kept, so that anybody can go and see."),
    )
    return reasons + _why_not_day(asked, today)


def _why_not_day(asked: PromiseAsked, today: date) -> list[Refusal]:
    campaign = asked.campaign
    if asked.due_on is None:
        return [
            Refusal(
                "promise_without_day",
                gettext_noop("Say by which day it is kept."),
                on="due_on",
            )
        ]
    if asked.due_on < today:
        return [
            Refusal(
                "promise_day_has_passed",
                gettext_noop("This day has passed. Promise something still to come."),
                on="due_on",
            )
        ]
    if not campaign.starts_on <= asked.due_on <= campaign.ends_on:
        return [
            Refusal(
                "promise_outside_campaign",
                gettext_noop("The campaign runs from %(from)s to %(to)s. Choose a day within it."),
                {"from": campaign.starts_on, "to": campaign.ends_on},
                "due_on",
            )
        ]
    return []


def why_not_step_to(promise: Promise, to: str) -> list[Refusal]:
    if to in PROMISE_STEPS[promise.state]:
        return []
    return [
        Refusal(
            "promise_step_not_allowed",
            gettext_noop("The promise is “%(state)s”; this cannot be done with it now."),
            {"state": PromiseState(promise.state).label},
        )
    ]


def _why_not_promiser(promise: Promise, post: Post | None, today: date) -> list[Refusal]:
    if post is not None and post.pk == promise.post_id and not promise.unit.is_closed(today):
        return []
    return why_not_head(post, promise.unit, today)


def why_not_say_kept(
    promise: Promise,
    words: str | None,
    post: Post | None,
    holder: User | None,
    today: date,
) -> list[Refusal]:
    """The promiser says it, or whoever answers for the unit now; ``words`` say what was done."""
    reasons = _why_not_promiser(promise, post, today)
    reasons += why_not_step_to(promise, PromiseState.SAID_KEPT)
    if post is not None and holder is None:
        reasons.append(no_holder())
    if words is None:
        return reasons
    return reasons + why_not_reason(
        words,
        on="words",
        code="promise_kept_without_words",
        message=gettext_noop("Say what was done, so that people can go and see."),
    )


def why_not_withdraw(
    promise: Promise, reason: str | None, post: Post | None, today: date
) -> list[Refusal]:
    reasons = _why_not_promiser(promise, post, today)
    reasons += why_not_step_to(promise, PromiseState.WITHDRAWN)
    if reason is None:
        return reasons
    return reasons + why_not_reason(
        reason,
        on="reason",
        code="promise_withdrawn_without_reason",
        message=gettext_noop("Say why it is withdrawn. Everybody can read it."),
    )


def why_not_be_second_party(
    promise: Promise, post: Post | None, holder: User | None, today: date
) -> list[Refusal]:
    """Whoever promised does not judge: neither post, nor person, nor unit.

    The person counts as well as the post: one person may hold two posts and is still one person.
    """
    if post is None:
        return [no_post()]
    if post.role == PostRole.VIEWER:
        return [
            Refusal(
                "promise_post_looks_on",
                gettext_noop("A viewer's post looks on and judges nothing."),
            )
        ]
    if holder is None:
        return [no_holder()]
    units = {promise.unit_id, answering_unit(promise.unit, today).pk, promise.said_unit_id}
    posts = {promise.post_id, promise.said_by_id}
    own = post.unit_id in units or post.pk in posts or holder.pk == promise.sayer_id
    if own or _holds_a_post_there(holder, units, today):
        return [
            Refusal(
                "promise_judged_by_promiser",
                gettext_noop(
                    "Whoever promised does not judge. Somebody of another unit has to do it."
                ),
            )
        ]
    return []


def _holds_a_post_there(holder: User, units: set[int | None], today: date) -> bool:
    known = [pk for pk in units if pk is not None]
    return Holding.objects.on(today).filter(user=holder, post__unit__in=known).exists()


def why_not_judge(
    promise: Promise,
    post: Post | None,
    holder: User | None,
    today: date,
    *,
    kept: bool | None = None,
    basis: str = "",
    words: str = "",
    views: int = 0,
) -> list[Refusal]:
    """Why ``post`` cannot judge; with ``kept`` also whether the judgement is whole.

    ``views``: how many residents said something here.
    """
    reasons = why_not_be_second_party(promise, post, holder, today)
    if promise.state == PromiseState.OPEN and promise.due_on >= today:
        return [
            *reasons,
            Refusal(
                "promise_not_yet_due",
                gettext_noop("Nobody has said yet that it is kept, and its day is still to come."),
            ),
        ]
    if kept is None:
        if not {PromiseState.KEPT, PromiseState.NOT_KEPT} & PROMISE_STEPS[promise.state]:
            reasons += why_not_step_to(promise, PromiseState.KEPT)
        return reasons
    reasons += why_not_step_to(promise, PromiseState.KEPT if kept else PromiseState.NOT_KEPT)
    if basis not in Basis.values:
        reasons.append(
            Refusal(
                "judgement_without_basis",
                gettext_noop("Say from what you judge."),
                on="basis",
            )
        )
    if basis == Basis.RESIDENTS and views < FEWEST_SHOWN:
        reasons.append(
            Refusal(
                "judgement_needs_more_views",
                gettext_noop(
                    "Fewer than %(fewest)s people have said something here. Ask on the"
                    " spot, or go and see."
                ),
                {"fewest": FEWEST_SHOWN},
                "basis",
            )
        )
    return reasons + why_not_reason(
        words,
        on="words",
        code="judgement_without_words",
        message=gettext_noop("Say what you found, measured by the standard."),
    )


def no_holder() -> Refusal:
    return Refusal(
        "post_without_holder",
        gettext_noop("Nobody holds this post at the moment, so nobody can act for it."),
    )

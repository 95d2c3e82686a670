"""The only writer of reorganisations: units close, merge, and are covered by another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from qunce.domain.accounts.actions import appoint, move_own_branches, vacate
from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.rules import why_not_set_up
from qunce.domain.duties.actions import carry_over, end_duties
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.matters.models import Dispatch
from qunce.domain.organisations.actions import end_unit, set_cover
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.reorganisations.matters import (
    has_a_head,
    open_matters,
    spoken_against,
    takeovers,
)
from qunce.domain.reorganisations.models import Reorganisation
from qunce.domain.reorganisations.rules import (
    why_not_close,
    why_not_concerned,
    why_not_cover,
    why_not_merge,
    why_not_on,
    why_not_reason,
    why_not_reorganise,
)
from qunce.domain.reorganisations.states import Kind
from qunce.domain.voices.querysets import codes_around
from qunce.domain.voices.words import cleaned
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("unit.closed", gettext_noop("Unit closed"))
register("unit.merged", gettext_noop("Unit merged into another"))
register("unit.covered", gettext_noop("Unit covered by the branch of another"))
register("unit.cover_ended", gettext_noop("Unit no longer covered by another"))


@transaction.atomic
def close_unit(*, unit: Unit, on: date, reason: str, actor: Post, now: datetime) -> Reorganisation:
    """``unit`` is no more from the day ``on``, and nobody goes on with it.  ``unit.closed``.

    Its duties end with the reason, its posts have no holder, its places lie in the unit above,
    whose office receives what is said there.  Refuses while anything is open at it, each kind of
    matter by its own reason.
    """
    today = day_of(now, settings.TIME_ZONE)
    current = _locked(unit)
    reasons = why_not_reorganise(current, actor)
    if not reasons:
        reasons = why_not_close(open_matters(current, today))
    refuse([*reasons, *why_not_reason(reason), *why_not_on(on, today)])
    above = current.parent
    if above is None:  # a top has no office above it, so the rules have refused it
        raise Refused(why_not_reorganise(current, None))
    places = end_unit(unit=current, successor=None, on=on, places_to=above)
    done = _note(Kind.CLOSING, current, None, on, reason, actor, now)
    posts = Post.objects.filter(unit=current)
    for post in posts:
        _leave(post, today, actor, now)
    duties = end_duties(unit=current, reason=done.reason, actor=actor, now=now)
    append(
        kind="unit.closed",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "on": on.isoformat(),
            "reason": done.reason,
            "places": places,
            "duties": duties,
        },
        now=now,
    )
    return done


@transaction.atomic
def merge_units(
    *, unit: Unit, successor: Unit, on: date, reason: str, actor: Post, now: datetime
) -> Reorganisation:
    """``unit`` is no more from the day ``on``; ``successor`` goes on with it.  ``unit.merged``.

    Each post of the old unit is handed to the holder of the same post of the successor, else of
    its head: its messages, problems, promises, projects and daily numbers go on where they are,
    in the hands of who is responsible now.  Duties that are not done become the successor's.
    Places, covered units, categories and own branches go to the successor.  Refuses what is bound
    to the old unit itself, a successor without anybody, what one of the two has in hand against
    the other, and whoever holds a post in one of them.
    """
    today = day_of(now, settings.TIME_ZONE)
    current, into = _locked_both(unit, successor)
    reasons = (
        why_not_reorganise(current, actor)
        or why_not_set_up(actor, into)
        or why_not_concerned(current, into, codes_around(actor, today))
    )
    if not reasons:
        reasons = why_not_merge(
            current,
            into,
            counts=open_matters(current, today),
            against=spoken_against(current, into),
            successor_has_a_head=has_a_head(into, today),
        )
    refuse([*reasons, *why_not_reason(reason), *why_not_on(on, today)])
    handed = 0
    for takeover in takeovers(current, into, today):
        if takeover.changes:
            appoint(
                post=takeover.post,
                user=takeover.holding.user,
                since=_first_day(_last(takeover.post), today),
                actor=actor.ref,
                now=now,
            )
            handed += 1
    lines = Dispatch.objects.filter(unit=current).select_related("town", "category")
    for line in lines:
        set_dispatch(town=line.town, category=line.category, unit=into, actor=actor.ref, now=now)
    move_own_branches(branch=current, to=into)
    places = end_unit(unit=current, successor=into, on=on, places_to=into)
    done = _note(Kind.MERGER, current, into, on, reason, actor, now)
    duties = carry_over(unit=current, successor=into, reason=done.reason, actor=actor, now=now)
    append(
        kind="unit.merged",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "on": on.isoformat(),
            "successor": into.code,
            "reason": done.reason,
            "places": places,
            "posts": handed,
            "duties": duties,
        },
        now=now,
    )
    return done


@transaction.atomic
def cover_unit(*, unit: Unit, by: Unit, actor: Post, now: datetime) -> None:
    """The branch of ``by`` acts for ``unit``, which has none of its own.  ``unit.covered``.

    Its duties show there.  Refuses a chain, a closed unit, and a unit where nobody holds a post.
    """
    today = day_of(now, settings.TIME_ZONE)
    current, branch = _locked_both(unit, by)
    reasons = why_not_reorganise(current, actor) or why_not_set_up(actor, branch)
    refuse(
        reasons
        or why_not_cover(
            current,
            branch,
            covers=Unit.objects.filter(covered_by=current).count(),
            has_a_head=has_a_head(branch, today),
        )
    )
    if not set_cover(unit=current, by=branch):
        raise Refused(
            Refusal(
                "cover_stands_already",
                gettext_noop("The branch of %(unit)s acts for it already."),
                {"unit": branch.name},
                "by",
            )
        )
    append(
        kind="unit.covered",
        actor=actor.ref,
        subject=current.ref,
        facts={"by": branch.code},
        now=now,
    )


@transaction.atomic
def stop_covering(*, unit: Unit, actor: Post, now: datetime) -> None:
    """``unit`` has a branch of its own from now on.  ``unit.cover_ended``."""
    current = _locked(unit)
    refuse(why_not_reorganise(current, actor))
    if not set_cover(unit=current, by=None):
        raise Refused(
            Refusal("cover_is_none", gettext_noop("No other unit covers %(unit)s."), _named(unit))
        )
    append(kind="unit.cover_ended", actor=actor.ref, subject=current.ref, facts={}, now=now)


def _named(unit: Unit) -> dict[str, object]:
    return {"unit": unit.name}


def _locked(unit: Unit) -> Unit:
    """The unit as it is now; whoever else reorganises it waits."""
    locked = Unit.objects.select_for_update(of=("self",)).select_related("parent")
    return locked.get(pk=unit.pk)


def _locked_both(unit: Unit, other: Unit) -> tuple[Unit, Unit]:
    """Both as they are now, locked in one order: of two who merge crosswise, one waits."""
    locked = Unit.objects.select_for_update(of=("self",)).select_related("parent")
    found = {one.pk: one for one in locked.filter(pk__in=[unit.pk, other.pk]).order_by("pk")}
    return found[unit.pk], found[other.pk]


def _note(
    kind: Kind,
    unit: Unit,
    successor: Unit | None,
    on: date,
    reason: str,
    actor: Post,
    now: datetime,
) -> Reorganisation:
    return Reorganisation.objects.create(
        kind=kind,
        unit=unit,
        successor=successor,
        on=on,
        reason=cleaned(reason),
        decided_by=actor,
        decided_at=now,
    )


def _first_day(held: Holding | None, today: date) -> date:
    """Today, or the first day on which a post that was taken today can be handed over."""
    return today if held is None or held.since < today else held.since + timedelta(days=1)


def _last(post: Post) -> Holding | None:
    return Holding.objects.filter(post=post, until__isnull=True).first()


def _leave(post: Post, today: date, actor: Post, now: datetime) -> None:
    held = _last(post)
    if held is not None:
        vacate(post=post, on=_first_day(held, today), actor=actor.ref, now=now)

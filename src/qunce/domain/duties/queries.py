"""Reads that pages, jobs and packages above share.  Each says how many statements it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.duties.facts import OF_STUDY, UNDOABLE, Fact, Scope, facts_of
from qunce.domain.duties.models import Completion, DutyMove
from qunce.domain.duties.standings import Row, standings
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.kernel.clock import day_of

SHOWN_AFTER = timedelta(days=90)
"""So long after a campaign's last day its duties are still shown."""


def today_of(now: datetime) -> date:
    """The day of ``now`` where this installation stands."""
    return day_of(now, settings.TIME_ZONE)


def duties_of(subject: Post | Unit, today: date) -> list[Row]:
    """What a unit or a post owes in campaigns of these days, and how each of it stands.

    Of a unit: its own duties and those of units its branch acts for.  Of a post that answers for
    its unit (a secretary): the same, and whatever else it carries.  Of any other post: what it
    carries, the leads first of all, and what of its unit nobody carries.  Five statements.
    """
    if isinstance(subject, Unit):
        acts = _numbers(acted_for(subject, today))
        wanted = Q(unit__in=acts, of_post=False)
    else:
        acts = _numbers(acted_for(subject.unit, today))
        wanted = Q(post=subject)
        if subject.role == PostRole.SECRETARY:
            wanted |= Q(unit__in=acts, of_post=False)
        else:
            wanted |= Q(unit=subject.unit_id, of_post=False, post__isnull=True)
    rows = standing_of(_of_these_days(Duty.objects.filter(wanted), today), today)
    if isinstance(subject, Unit):
        return [row for row in rows if row.duty.unit_id in acts and not row.duty.of_post]
    return [row for row in rows if _is_of(row.duty, subject, acts)]


def _is_of(duty: Duty, post: Post, acts: Sequence[int]) -> bool:
    if duty.post_id == post.pk:
        return True
    if duty.of_post:
        return False
    if post.role == PostRole.SECRETARY:
        return duty.unit_id in acts
    return duty.unit_id == post.unit_id and duty.post_id is None


def duties_within(top: Unit, today: date, *, campaign: Campaign | None = None) -> list[Row]:
    """What ``top`` and all units below it owe, leads among it.  Four statements."""
    duties = Duty.objects.filter(unit__in=Unit.objects.within(top).order_by().values("pk"))
    if campaign is not None:
        duties = duties.filter(action__campaign=campaign)
    return standing_of(_of_these_days(duties, today), today)


def duties_seen(post: Post, today: date) -> list[Row]:
    """What the units owe that a guidance post looks after: its area.  Four statements."""
    seen = Duty.objects.visible_to(post, on=today)
    rows = standing_of(_of_these_days(seen, today), today)
    area = post.area_id
    return [row for row in rows if row.duty.unit.area_id == area and area is not None]


def row_of(duty: Duty, today: date) -> Row:
    """How one duty stands, beside its unit's others of that campaign.  Four statements."""
    beside = Duty.objects.filter(unit=duty.unit_id, action__campaign=duty.action.campaign_id)
    return next(row for row in standing_of(beside, today) if row.duty.pk == duty.pk)


def standing_of(wanted: QuerySet[Duty], today: date, *, told_too: bool = True) -> list[Row]:
    """Rows of *all* duties of the units and campaigns that ``wanted`` names, due first first.

    All of them, because facts are given out in the order in which a unit's duties are due; without
    ``told_too`` only those that something shows.  Duties, completions, moves and facts: four
    statements.
    """
    units = wanted.order_by().values("unit_id")
    campaigns = wanted.order_by().values("action__campaign_id")
    found = Duty.objects.filter(unit__in=units, action__campaign__in=campaigns)
    if not told_too:
        found = found.exclude(action__evidence="")
    duties = list(
        found.select_related(
            "action__campaign__unit",
            "unit",
            "post__unit",
            "end__carried_to__unit",
        ).prefetch_related(
            Prefetch("completions", Completion.objects.select_related("post__unit")),
            Prefetch("moves", DutyMove.objects.select_related("post__unit")),
        )
    )
    return standings(duties, happened(duties, today), today)


def happened(duties: Iterable[Duty], today: date) -> list[Fact]:
    """The facts that may complete ``duties`` or hold their completions.  One statement."""
    asking = [duty for duty in duties if _asks(duty)]
    if not asking:
        return []
    since = min(duty.action.campaign.starts_on for duty in asking)
    of_units = [duty for duty in asking if not duty.of_post]
    leads = [duty for duty in asking if duty.of_post]
    units = {duty.unit_id for duty in of_units}
    for duty in of_units:
        if duty.action.evidence in OF_STUDY and duty.unit.covered_by_id is not None:
            units.add(duty.unit.covered_by_id)
    asked: list[tuple[Scope, set[str]]] = []
    if of_units:
        scope = Scope(sorted(units), since, today)
        asked.append((scope, {duty.action.evidence for duty in of_units}))
    if leads:
        posts = sorted({duty.post_id for duty in leads if duty.post_id is not None})
        asked.append((Scope(_anywhere(leads), since, today, posts), _codes(leads)))
    return facts_of(*asked)


def _codes(duties: Iterable[Duty]) -> set[str]:
    return {duty.action.evidence for duty in duties}


def _anywhere(leads: Sequence[Duty]) -> QuerySet[Unit, Any]:
    """Where leading officials lead: in the units of their campaigns, and in their own branches."""
    below = Q(pk__in={duty.unit_id for duty in leads})
    for path in {duty.action.campaign.unit.path for duty in leads}:
        below |= Q(path__startswith=path)
    return Unit.objects.filter(below).order_by().values("pk")


def _asks(duty: Duty) -> bool:
    """Facts have to be asked for it: it is open, or what it rests on may have been undone."""
    evidence = duty.action.evidence
    if not evidence or getattr(duty, "end", None) is not None:
        return False
    stored = any(one.undone_on is None for one in duty.completions.all())
    return evidence in UNDOABLE or not stored


def _of_these_days(duties: QuerySet[Duty], today: date) -> QuerySet[Duty]:
    return duties.filter(action__campaign__ends_on__gte=today - SHOWN_AFTER)


def _numbers(units: Iterable[Unit]) -> list[int]:
    return [unit.pk for unit in units]

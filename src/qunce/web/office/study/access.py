"""For which unit a post studies, in which campaign: asked in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.configurations import Template, template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.domain.study import queries
from qunce.domain.study.rules.standing import why_not_keep_members, why_not_study_for
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post


@dataclass(frozen=True, slots=True)
class Here:
    """The post, the unit it acts for on this page, and the campaign in which that unit studies."""

    post: Post
    unit: Unit
    units: list[Unit]
    """All it can act for: its own unit, those merged into it or covered by it."""
    campaign: Campaign | None
    today: date
    writes: bool
    """Whether it may write down sessions of the unit."""
    keeps: bool
    """Whether it may know how people of the unit prefer to study."""
    template: Template | None = field(default=None)

    @property
    def running(self) -> Campaign:
        """The campaign; without one there is nothing to write down."""
        if self.campaign is None:
            raise Http404
        return self.campaign


def today_of_page() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def find(request: HttpRequest, unit_pk: int | None = None) -> Here:
    """What this request is about; ``?unit=`` names another unit one acts for.

    Somebody without a post, and a unit that is not theirs to act for, look alike: 404.
    """
    post = acting_post(request)
    if post is None:
        raise Http404
    today = today_of_page()
    units = acted_for(post.unit, today)
    wanted = str(unit_pk or request.POST.get("unit") or request.GET.get("unit") or "")
    unit = post.unit
    if wanted and wanted != str(post.unit_id):
        unit = _other(post, units, wanted)
    campaign = queries.campaign_of(unit, today)
    return Here(
        post=post,
        unit=unit,
        units=units,
        campaign=campaign,
        today=today,
        writes=not why_not_study_for(post, unit, on=today),
        keeps=not why_not_keep_members(post, unit),
        template=template_called(campaign.template) if campaign else None,
    )


def writing(request: HttpRequest, unit_pk: int | None = None) -> Here:
    """The same, for pages on which something is written: only who may, and in a campaign."""
    here = find(request, unit_pk)
    if not here.writes or here.campaign is None:
        raise Http404
    return here


def keeping(request: HttpRequest, unit_pk: int | None = None) -> Here:
    """The same, for pages that show how people prefer to study: the unit's own posts alone."""
    here = find(request, unit_pk)
    if not here.keeps:
        raise Http404
    return here


def _other(post: Post, units: list[Unit], wanted: str) -> Unit:
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        raise Http404
    for unit in units:
        if str(unit.pk) == wanted:
            return unit
    below = Unit.objects.within(post.unit) if post.role == PostRole.CAMPAIGN_OFFICE else None
    found = below.filter(pk=wanted).first() if below is not None else None
    if found is None:
        raise Http404
    return found

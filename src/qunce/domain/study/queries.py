"""Reads that several pages share.  Each says how many statements it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.configurations import Named, Template, template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.campaigns.queries import campaigns
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.study.models import (
    Delivery,
    DeliveryRound,
    Material,
    Member,
    Plan,
    PlanStep,
    Session,
    SessionLine,
)
from qunce.domain.study.rules.session import LEADING
from qunce.domain.study.suggesting import forms_together


def town_of(*, unit: Unit, campaign: Campaign) -> Unit:
    """Whose office hears what people of ``unit`` say: its town, else the campaign's unit."""
    codes = [code for code in unit.path.split("/") if code]
    town = Unit.objects.filter(code__in=codes, kind=UnitKind.TOWN).first()
    return town or campaign.unit


def campaign_of(unit: Unit, today: date) -> Campaign | None:
    """The campaign in which ``unit`` studies: of those above it the latest begun; one statement.

    One that ended still counts when no other began since: a session may be written down late.
    """
    codes = [code for code in unit.path.split("/") if code]
    above = campaigns().filter(unit__code__in=codes)
    return above.filter(starts_on__lte=today).first() or above.last()


@dataclass(frozen=True, slots=True)
class Usual:
    """What a session's form begins with, so that an ordinary evening takes few touches."""

    form: str = ""
    place: str = ""


def usual(unit: Unit, campaign: Campaign) -> Usual:
    """Place and form of the unit's last session, else the handiest form of its kind."""
    last = Session.objects.filter(unit=unit, campaign=campaign).first()
    if last is not None:
        return Usual(last.form, last.place)
    forms = forms_together(template_called(campaign.template), unit.kind)
    return Usual(forms[0].code if forms else "")


def form_called(template: Template | None, code: str, language: str) -> str:
    """The name of a form of study; a code that the template no longer has stands for itself."""
    found = template.study_form(code) if template else None
    return found.label(language) if found else code


def need_called(template: Template | None, code: str, language: str) -> str:
    """How a preference is said in this campaign; empty where its template does not say."""
    found: Named | None = template.study_need(code) if template else None
    return found.label(language) if found else ""


def leading_posts(unit: Unit) -> QuerySet[Post]:
    """Leading posts that may have led a session of ``unit``."""
    codes = [code for code in unit.path.split("/") if code]
    return (
        Post.objects.filter(role__in=LEADING)
        .filter(Q(unit__code__in=codes) | Q(own_branch=unit))
        .select_related("unit")
    )


def materials_for(unit: Unit) -> QuerySet[Material]:
    """What ``unit`` may use: its own and that of units above, not withdrawn."""
    codes = [code for code in unit.path.split("/") if code]
    return Material.objects.in_use().filter(unit__code__in=codes).select_related("unit")


def steps_ahead(unit: Unit, campaign: Campaign) -> QuerySet[PlanStep]:
    """Steps of the unit's plan that were not held yet, the nearest first."""
    return PlanStep.objects.filter(
        plan__unit=unit, plan__campaign=campaign, session__isnull=True
    ).select_related("material", "plan__unit")


def sessions_shown(post: Post | None) -> QuerySet[Session]:
    """The sessions ``post`` sees, newest first, with their lines and what became of each."""
    lines = SessionLine.objects.select_related("problem", "project")
    return (
        Session.objects.visible_to(post)
        .select_related("unit", "campaign", "led_by__unit", "material")
        .prefetch_related(Prefetch("lines", lines))
    )


def rounds_shown(post: Post | None) -> QuerySet[DeliveryRound]:
    """The unit's own rounds, newest first; ``left``: something is still to be brought."""
    left = Delivery.objects.filter(round=OuterRef("pk"), done_on__isnull=True)
    return (
        DeliveryRound.objects.visible_to(post)
        .select_related("unit", "campaign", "material")
        .annotate(left=Exists(left))
    )


def deliveries_of(rounds: Sequence[DeliveryRound]) -> list[Delivery]:
    """Every member's part in ``rounds``; one statement."""
    return list(
        Delivery.objects.filter(round__in=[one.pk for one in rounds]).select_related(
            "member", "helper__unit", "round__material", "round__unit"
        )
    )


def to_bring(post: Post | None, until: date) -> list[Delivery]:
    """What is still to be brought by ``until``, for the unit's own posts alone; one statement.

    A page leads to ``office:delivery`` with the number of the *round*: an address never tells of
    whom (``models.home``).
    """
    return list(
        Delivery.objects.visible_to(post)
        .to_bring()
        .filter(round__due_on__lte=until)
        .select_related(
            "member", "helper__unit", "round__material", "round__unit", "round__campaign"
        )
        .order_by("round__due_on", "round", "member__called")
    )


def members_of(post: Post | None, units: Sequence[Unit]) -> list[Member]:
    """How people of ``units`` prefer to study, for their own posts alone; one statement."""
    return list(Member.objects.visible_to(post).filter(unit__in=units))


def rounds_brought(
    campaign: Campaign, since: date, until: date, units: Sequence[Unit] | None = None
) -> QuerySet[DeliveryRound]:
    """Rounds of which something was brought between the days: what a duty refers to.

    Never refer to a delivery: with the instant of the reference it would tell who was visited
    when a message came in.
    """
    found = DeliveryRound.objects.filter(campaign=campaign, brought_on__range=(since, until))
    return found if units is None else found.filter(unit__in=units)


def plans_shown(post: Post | None) -> QuerySet[Plan]:
    """The plans ``post`` sees with the number of their steps, newest first."""
    return (
        Plan.objects.visible_to(post)
        .select_related("unit", "campaign")
        .annotate(steps_all=Count("steps"))
    )

"""Every open matter of a unit: looked up once, judged by the rules, shown by the page.

One line for each kind of matter, with how much of it there is.  A kind that is missing here would
be lost when a unit ends, so a test walks the models for whatever names a unit and can be open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState
from qunce.domain.campaigns.models import Campaign, Draft
from qunce.domain.campaigns.states import DraftState
from qunce.domain.checks.models import CheckList, Series
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.states import ENDED as IMPORT_ENDED
from qunce.domain.matters.models import Dispatch
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.practice.states import OPEN_PROJECTS, OPEN_PROMISES
from qunce.domain.problems.models import Problem
from qunce.domain.reorganisations.states import Matter
from qunce.domain.study.models import Member
from qunce.domain.supervision.models import Visit
from qunce.domain.supervision.states import VisitState
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import OPEN, VoiceState

Counts = dict[Matter, int]


def open_matters(unit: Unit, on: date) -> Counts:
    """How much of each kind is open at ``unit`` on the day ``on``; one statement a kind."""
    counts = {kind: found.count() for kind, found in _lookups(unit, on).items()}
    counts[Matter.MEMBERS] = int(Member.objects.filter(unit=unit).exists())  # never how many
    return {kind: count for kind, count in counts.items() if count}


def _lookups(unit: Unit, on: date) -> dict[Matter, QuerySet[Any]]:
    posts = Post.objects.filter(unit=unit).order_by().values("pk")
    given = Q(responsible=unit) | Q(post__in=posts)
    carried = Q(lead_unit=unit) | Q(responsible__in=posts) | Q(leader__in=posts)
    return {
        Matter.UNITS_BELOW: Unit.objects.filter(parent=unit).in_being(on),
        Matter.CAMPAIGNS: Campaign.objects.filter(unit=unit, ends_on__gte=on),
        Matter.DRAFTS: Draft.objects.filter(unit=unit, state=DraftState.OPEN),
        Matter.RECEIVED: Voice.objects.open().filter(
            Q(receiver=unit) | Q(reviewer=unit, state__in=_IN_REVIEW)
        ),
        Matter.LISTED: Problem.objects.unfinished().filter(town=unit),
        Matter.CONSULTATIONS: Consultation.objects.filter(unit=unit).exclude(
            state=ConsultationState.ENDED
        ),
        Matter.BALLOTS: Ballot.objects.filter(campaign__unit=unit).exclude(state__in=_BALLOT_OVER),
        Matter.CHECK_LISTS: CheckList.objects.filter(town=unit, closed_at__isnull=True),
        Matter.IMPORTS: LedgerImport.objects.filter(town=unit).exclude(state__in=IMPORT_ENDED),
        Matter.GIVEN: Voice.objects.filter(given, state__in=OPEN),
        Matter.PROBLEMS: Problem.objects.unfinished().filter(carried),
        Matter.SERIES: Series.objects.filter(unit=unit, closed_at__isnull=True),
        Matter.DISPATCH: Dispatch.objects.filter(unit=unit, category__closed_at__isnull=True),
        Matter.COVERED: Unit.objects.filter(covered_by=unit),
        Matter.OWN_BRANCH: Post.objects.filter(own_branch=unit),
        Matter.PROMISES: Promise.objects.filter(
            Q(unit=unit) | Q(post__in=posts), state__in=OPEN_PROMISES
        ),
        Matter.PROJECTS: Project.objects.filter(
            Q(unit=unit) | Q(owner__in=posts), state__in=OPEN_PROJECTS
        ),
        Matter.VISITS: Visit.objects.filter(unit=unit, state=VisitState.PLANNED),
    }


_IN_REVIEW = (VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW)
_BALLOT_OVER = (BallotState.PUBLISHED, BallotState.BROKEN_OFF)


def spoken_against(unit: Unit, successor: Unit) -> int:
    """Open messages and problems at one of the two that speak against the other.

    After the merger one person holds posts in both, and whoever holds a post in the accused unit
    sees nothing of it (信访工作条例, art. 30(3)): nobody could go on with them.
    """
    against = Voice.objects.filter(state__in=OPEN).filter(
        Q(responsible=unit, accused=successor) | Q(responsible=successor, accused=unit)
    )
    hidden = Problem.objects.unfinished().filter(
        Q(lead_unit=unit, hidden_from=successor) | Q(lead_unit=successor, hidden_from=unit)
    )
    return against.count() + hidden.count()


def places_of(unit: Unit) -> int:
    """How many places in use go with the unit."""
    return Place.objects.in_use().filter(unit=unit).count()


# --- who goes on with it

HEADS = (
    PostRole.SECRETARY,
    PostRole.FIRST_RESPONSIBLE,
    PostRole.CAMPAIGN_OFFICE,
    PostRole.LEADER,
)
"""Who goes on with a merged unit's posts when nobody holds a post of the same role."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """A post of the merged unit, and the post of the successor whose holder takes it too."""

    post: Post
    held: Holding | None
    """Who holds it until then."""
    by: Post
    holding: Holding

    @property
    def changes(self) -> bool:
        """Whether somebody else holds it afterwards."""
        return self.held is None or self.held.user_id != self.holding.user_id


def takeovers(unit: Unit, successor: Unit, on: date) -> list[Takeover]:
    """Who takes each post of ``unit``; empty when ``successor`` has nobody.  Two statements.

    The holder of the post of the same role, else that of its head.  Nobody is made a head by it
    who was none: a post is only ever added to somebody's own.
    """
    posts = list(
        Post.objects.filter(unit__in=[unit.pk, successor.pk]).select_related("unit").order_by("pk")
    )
    held = {
        one.post_id: one
        for one in Holding.objects.on(on)
        .filter(post__in=[post.pk for post in posts])
        .select_related("user")
    }
    theirs = [post for post in posts if post.unit_id == successor.pk and post.pk in held]
    found = []
    for post in posts:
        if post.unit_id == unit.pk and (by := _counterpart(post, theirs)) is not None:
            found.append(Takeover(post, held.get(post.pk), by, held[by.pk]))
    return found


def has_a_head(successor: Unit, on: date) -> bool:
    """Whether somebody holds a post there who can go on with another unit's affairs."""
    held = Holding.objects.on(on).filter(post__unit=successor, post__role__in=HEADS)
    return held.exists()


def _counterpart(post: Post, theirs: Sequence[Post]) -> Post | None:
    for role in (post.role, *HEADS):
        for other in theirs:
            if other.role == role and other.role in (post.role, *HEADS):
                return other
    return None

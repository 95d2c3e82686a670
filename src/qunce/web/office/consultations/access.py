"""Whose consultation it is, asked in one place; not yours and not there look alike."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models import Consultation, Point
from qunce.domain.consultations.querysets import READING
from qunce.domain.consultations.rules import looks_after
from qunce.domain.consultations.rules.asking import LOOKING_ON
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.organisations.models import Unit, UnitQuerySet
from qunce.domain.organisations.states import UnitKind
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post

WITH = ("campaign", "gate__unit", "asking", "unit", "again_of", "made_by__unit")
"""What the pages show of a consultation, read in one statement."""


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def post_of(request: HttpRequest) -> Post:
    post = acting_post(request)
    if post is None:
        raise Http404
    return post


def seen(request: HttpRequest, pk: int) -> tuple[Consultation, Post]:
    """A consultation that the post acted for finds on its list."""
    post = post_of(request)
    visible = Consultation.objects.visible_to(post).select_related(*WITH)
    return get_object_or_404(visible, pk=pk), post


def looked_after(request: HttpRequest, pk: int) -> tuple[Consultation, Post]:
    """One that the post acted for runs: the campaign office of the unit that asks."""
    consultation, post = seen(request, pk)
    if not looks_after(consultation, post):
        raise Http404
    return consultation, post


def read(request: HttpRequest, pk: int) -> tuple[Consultation, Post]:
    """One whose words the post acted for may read before they were read through for names."""
    consultation, post = seen(request, pk)
    if not reads(consultation, post):
        raise Http404
    return consultation, post


def written_down(request: HttpRequest, pk: int) -> tuple[Consultation, Post]:
    """A begun one for which the post acted for writes down what was said, somewhere at least."""
    consultation, post = seen(request, pk)
    if not writes_down(consultation, post):
        raise Http404
    return consultation, post


def point_of(consultation: Consultation, post: Post, pk: int) -> Point:
    points = Point.objects.visible_to(post).filter(consultation=consultation)
    return get_object_or_404(
        points.select_related(
            "consultation__unit", "paragraph", "sheet__village", "meeting__unit", "grouping",
            "answer__post__unit", "checked_by__unit",
        ),
        pk=pk,
    )  # fmt: skip


def reads(consultation: Consultation, post: Post) -> bool:
    return post.role in READING and post.unit_id == consultation.unit_id


def writes_down(consultation: Consultation, post: Post) -> bool:
    begun = consultation.state != ConsultationState.DRAFT
    below = post.unit.path.startswith(consultation.unit.path)
    return begun and below and post.role not in LOOKING_ON


def everywhere(consultation: Consultation, post: Post) -> bool:
    """Whether ``post`` writes down for every unit of the town, and not for its own only."""
    return post.unit_id == consultation.unit_id or post.unit.kind == UnitKind.OFFICE


def units_for(consultation: Consultation, post: Post) -> UnitQuerySet:
    """The units for which ``post`` writes down what was said there."""
    top = consultation.unit if everywhere(consultation, post) else post.unit
    return Unit.objects.within(top)

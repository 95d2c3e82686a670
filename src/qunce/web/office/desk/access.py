"""Whose campaign, document, round or gate it is; not yours and not there look alike."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.campaigns.models import Campaign, Document, Stage
from qunce.domain.gates.models import Asking, Gate
from qunce.kernel import clock
from qunce.web.shell.acting import acting_post


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def office_of(request: HttpRequest) -> Post:
    """The post acted for, when it is one of a campaign office."""
    post = acting_post(request)
    if post is None or why_not_run_campaign(post):
        raise Http404
    return post


def own_campaign(request: HttpRequest, pk: int) -> tuple[Campaign, Post]:
    post = office_of(request)
    campaigns = Campaign.objects.filter(unit=post.unit_id).select_related("unit")
    return get_object_or_404(campaigns, pk=pk), post


def own_stage(request: HttpRequest, pk: int) -> tuple[Stage, Post]:
    post = office_of(request)
    stages = Stage.objects.filter(campaign__unit=post.unit_id).select_related("gate", "campaign")
    return get_object_or_404(stages, pk=pk), post


def own_document(request: HttpRequest, pk: int) -> tuple[Document, Post]:
    post = office_of(request)
    documents = Document.objects.filter(campaign__unit=post.unit_id)
    with_gate = documents.select_related("campaign", "gate__unit", "issued_by__unit")
    return get_object_or_404(with_gate, pk=pk), post


def own_asking(request: HttpRequest, pk: int) -> tuple[Asking, Post]:
    post = office_of(request)
    askings = Asking.objects.filter(gate__unit=post.unit_id).select_related("gate__unit")
    return get_object_or_404(askings, pk=pk), post


def asking_to_check(request: HttpRequest, pk: int) -> tuple[Asking, Post]:
    """A round about something that the post acted for checks and did not write."""
    post = _acting(request)
    askings = Asking.objects.to_check_by(post).select_related("gate__unit")
    return get_object_or_404(askings, pk=pk), post


def gate_below(request: HttpRequest, pk: int) -> tuple[Gate, Post]:
    """A gate that the post acted for may open without the people."""
    post = _acting(request)
    gates = Gate.objects.overridable_by(post).select_related("unit")
    return get_object_or_404(gates, pk=pk), post


def _acting(request: HttpRequest) -> Post:
    post = acting_post(request)
    if post is None:
        raise Http404
    return post

"""Facts of practice: projects and promises."""

from __future__ import annotations

from django.db.models import QuerySet

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.facts.reading import Rows, Scope, columns, day_of
from qunce.domain.practice.models import Project, Promise
from qunce.domain.practice.states import ProjectState, PromiseState


def promises_made(scope: Scope) -> list[Rows]:
    promises = Promise.objects.filter(scope.instants("made_at"), unit__in=scope.units).exclude(
        state=PromiseState.WITHDRAWN
    )
    return [_promise(promises, Evidence.PROMISE_MADE, "made_at")]


def promises_kept(scope: Scope) -> list[Rows]:
    kept = Promise.objects.filter(
        scope.instants("judged_at"), unit__in=scope.units, state=PromiseState.KEPT
    )
    return [_promise(kept, Evidence.PROMISE_KEPT, "judged_at")]


def _promise(query: QuerySet[Promise], evidence: Evidence, at: str) -> Rows:
    return columns(
        query,
        evidence,
        "promise",
        unit="unit_id",
        post="post_id",
        campaign="campaign_id",
        on=day_of(at),
        title="text",
    )


def projects_begun(scope: Scope) -> list[Rows]:
    """Put up, so that everybody sees what is meant to be done; given up it counts no more."""
    projects = Project.objects.filter(scope.instants("made_at"), unit__in=scope.units).exclude(
        state=ProjectState.GIVEN_UP
    )
    return [_project(projects, Evidence.PROJECT_BEGUN, "made_at")]


def projects_finished(scope: Scope) -> list[Rows]:
    finished = Project.objects.filter(
        scope.instants("ended_at"), unit__in=scope.units, state=ProjectState.FINISHED
    )
    return [_project(finished, Evidence.PROJECT_FINISHED, "ended_at")]


def _project(query: QuerySet[Project], evidence: Evidence, at: str) -> Rows:
    return columns(
        query,
        evidence,
        "project",
        unit="unit_id",
        post="owner_id",
        campaign="campaign_id",
        on=day_of(at),
        title="title",
    )

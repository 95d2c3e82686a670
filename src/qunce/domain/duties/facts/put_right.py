"""Facts of what is wrong: problems and messages.

Neither has a title here: what is hidden from a unit later on must not stand on its page, so a page
looks titles up in what its reader may see.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.facts.reading import Rows, Scope, columns, day_of
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceState


def _problems(**which: Any) -> QuerySet[Problem]:
    """Never one that is hidden from somebody: its number alone would tell."""
    return Problem.objects.filter(hidden_from__isnull=True, **which)


def problems_listed(scope: Scope) -> list[Rows]:
    listed = (
        _problems(unit__in=scope.units)
        .filter(scope.instants("made_at"))
        .exclude(state=ProblemState.FOUND)
    )
    return [
        columns(
            listed,
            Evidence.PROBLEM_LISTED,
            "problem",
            unit="unit_id",
            post=Coalesce("leader_id", "listed_by_id"),
            campaign="campaign_id",
            on=day_of("made_at"),
        )
    ]


_CONFIRMED = (ProblemState.CONFIRMED, ProblemState.CLOSED)


def problems_confirmed(scope: Scope) -> list[Rows]:
    """Of the unit that put it right, wherever it was."""
    confirmed = _problems(lead_unit__in=scope.units, state__in=_CONFIRMED)
    return [
        columns(
            confirmed.filter(scope.instants("confirmed_at")),
            Evidence.PROBLEM_CONFIRMED,
            "problem",
            unit="lead_unit_id",
            post="responsible_id",
            campaign="campaign_id",
            on=day_of("confirmed_at"),
        )
    ]


def problems_led(scope: Scope) -> list[Rows]:
    """Of the leading official in charge; the unit is where the problem was."""
    led = _problems(leader__isnull=False, unit__in=scope.units, state__in=_CONFIRMED)
    return [
        columns(
            led.filter(scope.instants("confirmed_at")),
            Evidence.PROBLEM_LED,
            "problem",
            unit="unit_id",
            post="leader_id",
            campaign="campaign_id",
            on=day_of("confirmed_at"),
        )
    ]


_GONE = (VoiceState.SET_ASIDE, VoiceState.MERGED, VoiceState.SPLIT)
_ANSWERED = (VoiceState.ANSWERED, VoiceState.ENDED)


def voices_heard(scope: Scope) -> list[Rows]:
    """Written down by somebody of the unit, or answered by it."""
    written = Voice.objects.filter(
        scope.instants("received_at"), accused__isnull=True, keyed_by__unit__in=scope.units
    ).exclude(state__in=_GONE)
    return [
        columns(
            written,
            Evidence.VOICE_HEARD,
            "voice",
            unit="keyed_by__unit_id",
            post="keyed_by_id",
            on=day_of("received_at"),
        ),
        _answered(scope, Evidence.VOICE_HEARD),
    ]


def voices_answered(scope: Scope) -> list[Rows]:
    return [_answered(scope, Evidence.VOICE_ANSWERED)]


def _answered(scope: Scope, evidence: Evidence) -> Rows:
    answered = Voice.objects.filter(
        scope.instants("answered_at"),
        accused__isnull=True,
        state__in=_ANSWERED,
        responsible__in=scope.units,
    )
    return columns(
        answered,
        evidence,
        "voice",
        unit="responsible_id",
        post="post_id",
        on=day_of("answered_at"),
    )

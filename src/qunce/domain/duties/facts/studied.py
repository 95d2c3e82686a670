"""Facts of study: plans, sessions, what was brought home."""

from __future__ import annotations

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.facts.reading import Rows, Scope, columns, day_of
from qunce.domain.study.models import DeliveryRound, Plan, Session


def sessions_held(scope: Scope) -> list[Rows]:
    held = Session.objects.filter(scope.days("held_on"), unit__in=scope.units)
    return [
        columns(
            held,
            Evidence.SESSION_HELD,
            "session",
            unit="unit_id",
            post="led_by_id",
            campaign="campaign_id",
            on="held_on",
            title="topic",
        )
    ]


def sessions_led(scope: Scope) -> list[Rows]:
    led = Session.objects.filter(scope.days("held_on"), led_by__isnull=False, unit__in=scope.units)
    return [
        columns(
            led,
            Evidence.SESSION_LED,
            "session",
            unit="unit_id",
            post="led_by_id",
            campaign="campaign_id",
            on="held_on",
            title="topic",
        )
    ]


def deliveries_made(scope: Scope) -> list[Rows]:
    """The round, as soon as the first of it was brought; never whom it was brought to."""
    rounds = DeliveryRound.objects.filter(scope.days("brought_on"), unit__in=scope.units)
    return [
        columns(
            rounds,
            Evidence.DELIVERY_MADE,
            "delivery_round",
            unit="unit_id",
            campaign="campaign_id",
            on="brought_on",
        )
    ]


def plans_made(scope: Scope) -> list[Rows]:
    plans = Plan.objects.filter(scope.instants("made_at"), unit__in=scope.units)
    return [
        columns(
            plans,
            Evidence.PLAN_MADE,
            "study_plan",
            unit="unit_id",
            campaign="campaign_id",
            on=day_of("made_at"),
        )
    ]

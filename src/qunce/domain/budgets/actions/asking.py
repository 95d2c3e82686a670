"""Setting budgets, asking for more, ending it, and counting what was saved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.estimates import step_of, week_of
from qunce.domain.budgets.loads import Load
from qunce.domain.budgets.models import Asked, FormBudget, FormUse
from qunce.domain.budgets.queries.asking import level_budget
from qunce.domain.budgets.rules.asking import why_not_ask, why_not_set_budget
from qunce.domain.budgets.states import LEVELS
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refused, gettext_noop

register("form_budget.set", gettext_noop("Form budget set"))
register("asked.added", gettext_noop("Something more is asked"))
register("asked.beyond", gettext_noop("Something more is asked, beyond the form budget"))
register("asked.ended", gettext_noop("Something is not asked any more"))

SELDOM = Decimal("0.01")
"""Once in two years: the least that is counted."""


@transaction.atomic
def set_budget(
    *,
    unit: Unit,
    level: str,
    fields: int,
    minutes: int,
    since: date,
    actor: Post,
    now: datetime,
) -> FormBudget:
    """From ``since`` on each unit of ``level`` within ``unit`` may be asked so much in a week.

    What is asked already stays, and stands as more than the budget.  Set again for the same day
    the later word holds, and the record keeps both.  ``form_budget.set``.  Refuses another office
    than that of ``unit``, a level nobody knows, and a day that is over.
    """
    reasons = why_not_set_budget(
        actor,
        unit,
        level=level,
        fields=fields,
        minutes=minutes,
        since=since,
        today=day_of(now, settings.TIME_ZONE),
    )
    if reasons:
        raise Refused(reasons)
    budget, _made = FormBudget.objects.update_or_create(
        unit=unit,
        level=level,
        since=since,
        defaults={"fields": fields, "minutes": minutes, "set_by": actor, "set_at": now},
    )
    append(
        kind="form_budget.set",
        actor=actor.ref,
        subject=unit.ref,
        facts={
            "level": level,
            "fields": fields,
            "minutes": minutes,
            "since": since.isoformat(),
        },
        now=now,
    )
    return budget


@transaction.atomic
def ask_more(
    *,
    asks: str,
    town: Unit,
    level: str,
    fields: int,
    times_per_week: Fraction | Decimal | int,
    subject: Ref,
    actor: Post | Ref,
    now: datetime,
    reason: str = "",
    unit: Unit | None = None,
    form: str = "",
    begins_on: date | None = None,
    until: date | None = None,
) -> Asked:
    """``level`` is asked for so many fields so often, because of ``subject``.

    ``unit``: the one unit that is asked, where it is not the level.  ``begins_on`` to ``until``
    (the first day without it): today and for good unless said.  Part of the act that adds it, in
    its transaction.  ``actor``: a post, or the program where a town is set up.  Refuses what goes
    beyond the budget without a ``reason``, which is public.
    Recorded as ``asked.added``, beyond the budget as ``asked.beyond``.
    """
    today = day_of(now, settings.TIME_ZONE)
    if level not in LEVELS:
        raise ValueError(f"{level!r} is no level")
    begins = max(begins_on or today, today)
    asked = Asked(
        asks=asks,
        form=form,
        town=town,
        level=level,
        unit=unit,
        fields=fields,
        times_per_week=_times(times_per_week),
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_name=subject.name,
        reason=reason.strip(),
        added_by=actor if isinstance(actor, Post) else None,
        added_on=today,
        begins_on=begins,
        ended_on=max(until, begins) if until is not None else None,
    )
    budget = level_budget(unit or town, level, today, on=begins)
    total = budget.with_more(asked)
    if reasons := why_not_ask(total, budget.allowed, reason=asked.reason):
        raise Refused(reasons)
    asked.beyond = not total.fits(budget.allowed)
    if not asked.beyond:
        asked.reason = ""  # a reason that nobody asked for is not published
    asked.save(force_insert=True)
    append(
        kind="asked.beyond" if asked.beyond else "asked.added",
        actor=actor.ref if isinstance(actor, Post) else actor,
        subject=subject,
        facts=_facts(asked, total),
        now=now,
    )
    return asked


@transaction.atomic
def ask_longer(*, subject: Ref, until: date) -> int:
    """What ``subject`` asks is asked up to the day before ``until``; the act itself records it."""
    return Asked.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, ended_on__isnull=False
    ).update(ended_on=Greatest(F("begins_on"), until))


@transaction.atomic
def end_asking(*, subject: Ref, actor: Ref, now: datetime) -> int:
    """What ``subject`` asked is not asked any more from today on, and the budget is free again.

    Answers how many levels were freed; nothing happens and nothing is recorded when none was.
    Recorded as ``asked.ended``.
    """
    today = day_of(now, settings.TIME_ZONE)
    asked = Asked.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    ended = asked.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)).update(
        ended_on=Greatest(F("begins_on"), today)
    )
    if ended:
        append(kind="asked.ended", actor=actor, subject=subject, facts={"levels": ended}, now=now)
    return ended


def count_saving(*, form: str, level: str, seconds: float | None, now: datetime) -> None:
    """``form`` was saved once more by ``level``, after so many seconds; nobody knows by whom.

    ``seconds``: None when not known; longer than an hour counts as not known.  One statement, whole
    without a transaction around it.  Not recorded: it is about no matter.
    """
    if level not in LEVELS:
        raise ValueError(f"{level!r} is no level")
    table = connection.ops.quote_name(FormUse._meta.db_table)
    week = week_of(day_of(now, settings.TIME_ZONE))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (form, level, week, step, saves)"  # noqa: S608  (its own name)
            " VALUES (%s, %s, %s, %s, 1)"
            " ON CONFLICT (form, level, week, step) DO UPDATE"
            f" SET saves = {table}.saves + 1",
            [form, level, connection.ops.adapt_datefield_value(week), step_of(seconds)],
        )


# --- parts


def _times(value: Fraction | Decimal | int) -> Decimal:
    exact = (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, Fraction)
        else Decimal(value)
    )
    return max(exact.quantize(SELDOM), SELDOM)


def _facts(asked: Asked, total: Load) -> dict[str, JSON]:
    facts: dict[str, JSON] = {
        "asks": asked.asks,
        "level": asked.level,
        "fields": asked.fields,
        "times_per_week": str(asked.times_per_week),
    }
    if asked.beyond:
        facts |= {
            "fields_then": round(total.fields),
            "minutes_then": round(total.minutes),
            "reason": asked.reason,
        }
    return facts

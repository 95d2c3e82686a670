"""The daily look at what each town counts; after new counts one more, ten minutes on or later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from qunce.domain.consultations.models import Consultation
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.queries import today_of
from qunce.domain.warning.actions.numbers import look_at_numbers
from qunce.domain.warning.actions.raising import (
    end_alert,
    raise_alert,
    update_alert,
    wake_alert,
)
from qunce.domain.warning.alarms import Found, Label
from qunce.domain.warning.cells import accused_instead, label_of, over_apart
from qunce.domain.warning.detecting import detect
from qunce.domain.warning.explaining import checks
from qunce.domain.warning.models import Alert, Look, ReportingChange
from qunce.domain.warning.queries import budget
from qunce.domain.warning.series import Watched, known_changes, watched
from qunce.domain.warning.states import FEWEST, AlertState, Change

REST = timedelta(minutes=10)
"""After new messages or numbers a town is looked at again, but not sooner."""


def look(*, now: datetime, limit: int) -> int:
    """Every town whose day or whose counts are new is looked at; how many were.

    Alerts are raised; those that go on are updated where somebody joined, open again where their
    date has come, and over where it is as usual again or fewer than three are left of them.  Each
    town is looked at in one transaction, claimed by an update that finds its last look as it was.
    Askings that began are noted first.  What fails in a town is raised when all others were looked
    at.
    """
    note_askings(now=now)
    done, wrong = 0, None
    for pk in list(_due(now).values_list("pk", flat=True)[:limit]):
        try:
            done += _look_at(pk, now)
        except Exception as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong
    return done


def note_askings(*, now: datetime) -> int:
    """Each asking that has begun is a change in reporting of its town, once; how many are new."""
    today = today_of(now)
    noted = ReportingChange.objects.filter(consultation__isnull=False).values("consultation")
    begun = Consultation.objects.public().filter(opens_on__lte=today).exclude(pk__in=noted)
    new = ReportingChange.objects.bulk_create(
        [
            ReportingChange(
                town=one.unit,
                what=Change.CAMPAIGN_ASKS,
                from_on=one.opens_on,
                words=one.title[:200],
                consultation=one,
                made_at=now,
            )
            for one in begun.select_related("unit")
            if one.opens_on is not None
        ],
        ignore_conflicts=True,
    )
    return len(new)


def _due(now: datetime) -> QuerySet[Look]:
    """Instants are not compared with each other: of two ticks one may be slow, and a clock that
    was ahead is set back."""
    another_day = Q(looked_on__isnull=True) | ~Q(looked_on=today_of(now))
    rested = Q(looked_at__lte=now - REST) | Q(looked_at__gt=now)
    return Look.objects.filter(another_day | Q(rested, counted_at__isnull=False)).order_by("pk")


@transaction.atomic
def _look_at(pk: int, now: datetime) -> bool:
    today = today_of(now)
    # Counts that come while this looks wait for its row, and are for the next look.
    claimed = {"looked_on": today, "looked_at": now, "counted_at": None}
    if _due(now).filter(pk=pk).order_by().update(**claimed) != 1:
        return False
    town = Look.objects.select_related("town").get(pk=pk).town
    every = list(_going_on(town))
    due = [alert for alert in every if alert.is_due(today)]
    for alert in due:
        wake_alert(alert=alert, now=now)
    if due:
        every = list(_going_on(town))  # as they are now
    going_on = [alert for alert in every if alert.series_id is None]
    per_month = budget(town)
    changes = list(ReportingChange.objects.of(town).select_related("unit"))
    seen = watched(town, today)
    labels = {alert.pk: label_of(alert) for alert in going_on}
    found = detect(
        seen.counts,
        seen.labels,
        today=today,
        changes=known_changes(changes, town, today),
        per_month=per_month,
        since={labels[alert.pk]: alert.first_on for alert in going_on},
        apart=over_apart(going_on),
        town=town.pk,
        around=seen.around,
    )
    if found.alarms or going_on:
        _act(town, going_on, labels, found, seen, changes, today, now)
    numbers = [alert for alert in every if alert.series_id is not None]
    look_at_numbers(town=town, going_on=numbers, per_month=per_month, changes=changes, now=now)
    return True


def _act(
    town: Unit,
    going_on: list[Alert],
    labels: dict[int, Label],
    found: Found,
    seen: Watched,
    changes: list[ReportingChange],
    today: date,
    now: datetime,
) -> None:
    for alert in going_on:
        label = labels[alert.pk]
        standing = found.standing.get(label)
        gone = not label.places and label not in seen.labels
        if _left_of(label, seen, town, (today - alert.first_on).days) < FEWEST:
            accused = None if alert.hidden_from_id else accused_instead(alert)
            end_alert(alert=alert, now=now, accused=accused)
        elif label in found.calm or gone:
            if alert.state == AlertState.OPEN and alert.not_over_before <= today:
                end_alert(alert=alert, now=now)
        elif standing is not None and standing.observed > alert.observed:
            checked = checks(town, standing, changes)
            update_alert(alert=alert, alarm=standing, checked=checked, now=now)
    # The whole town last: of what is told apart it is known then that it is.
    for alarm in sorted(found.alarms, key=lambda one: one.label.unit == town.pk):
        checked = checks(town, alarm, changes)
        raise_alert(town=town, alarm=alarm, checked=checked, now=now)


def _left_of(label: Label, seen: Watched, town: Unit, ago: int) -> int:
    """How many have spoken since, by what is known today: what was joined, sorted elsewhere or set
    aside is no longer among them."""
    whole = label.unit == town.pk and not label.places and label.accused is None
    rows = [
        row
        for row, one in enumerate(seen.labels)
        if one == label
        or (
            (whole or one.unit in label.places)
            and one.accused is None
            and one.category == label.category
        )
    ]
    return int(seen.counts[rows, max(seen.counts.shape[1] - 1 - ago, 0) :].sum())


def _going_on(town: Unit) -> QuerySet[Alert]:
    """As they are when nobody works on them any more: whoever does waits for no row after writing
    into the record, and neither must a look that ends several."""
    found: QuerySet[Alert] = Alert.objects.going_on().filter(town=town).order_by("pk")
    found = found.select_related("town", "unit", "category", "series").prefetch_related("places")
    return found.select_for_update(of=("self",))

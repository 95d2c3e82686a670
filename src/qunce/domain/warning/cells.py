"""Which counts an alert or a series adds up, and which messages are behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import goes_on_as
from qunce.domain.voices.models import Voice
from qunce.domain.warning.alarms import Label
from qunce.domain.warning.models import Alert, Counted, SpeakerCount
from qunce.domain.warning.states import AlertState


def label_of(alert: Alert) -> Label:
    """The series of ``alert``; of a unit that was merged, that of the one it is part of now.

    Of neighbouring places it asks for them, one statement unless they are there already.  Raises
    :class:`ValueError` for the alert of a daily number, of which nobody speaks.
    """
    if alert.category_id is None:
        raise ValueError("nobody speaks of a daily number")
    places = {goes_on_as(place) for place in alert.places.all()} if alert.of_neighbours else ()
    return Label(
        goes_on_as(alert.unit), alert.category_id, alert.hidden_from_id, tuple(sorted(places))
    )


def matter_of(label: Label) -> Q:
    """The cells of its matter, wherever they lie; accusations are counted apart."""
    return Q(category=label.category, accused__isnull=label.accused is None)


def places_of(label: Label, town: int) -> Q:
    """The cells of its places, whatever their matter: those of the whole town where it is the
    town's, and otherwise those of units that were merged into its own too.  No statement."""
    if label.accused is not None:
        return Q(accused=label.accused)
    everywhere = Q(accused__isnull=True)
    if not label.places and label.unit == town:
        return everywhere
    own = label.places or (label.unit,)
    units = Unit.objects.filter(Q(pk__in=own) | Q(successor__in=own))
    return everywhere & Q(unit__in=units.order_by().values("pk"))


def told_apart(label: Label, town: int, first: date, last: date) -> Q:
    """The cells that the whole town's ``label`` leaves out: of units with an alert of their own of
    this matter in these days, so that one excess is told once.  No statement."""
    if label.accused is not None or label.places or label.unit != town:
        return Q(pk__in=[])
    alone = Alert.objects.filter(
        town=town,
        category=label.category,
        hidden_from__isnull=True,
        first_on__lte=last,
        last_on__gte=first,
    ).exclude(unit=town)
    told = alone.order_by().values("unit")
    units = Unit.objects.filter(Q(pk__in=told) | Q(successor__in=told))
    return Q(unit__in=units.order_by().values("pk"))


def over_apart(alerts: Iterable[Alert]) -> set[Label]:
    """The series that the whole town's among ``alerts``, which go on, leave out although their own
    alert is over: nobody new has spoken by that.  One statement, where there is such an alert."""
    whole = [alert for alert in alerts if alert.of_whole_town]
    if not whole:
        return set()
    over = Alert.objects.filter(
        town=whole[0].town_id,
        state=AlertState.ENDED,
        category__in=[alert.category_id for alert in whole],
        hidden_from__isnull=True,
        last_on__gte=min(alert.first_on for alert in whole),
    ).exclude(unit=whole[0].town_id)
    return {
        label_of(one)
        for one in over.select_related("unit")
        for alert in whole
        if one.category_id == alert.category_id
        and one.first_on <= alert.last_on
        and one.last_on >= alert.first_on
    }


def cells_of(label: Label, town: int, first: date, last: date) -> QuerySet[SpeakerCount]:
    """The cells that ``label`` adds up in these days."""
    which = matter_of(label) & places_of(label, town) & ~told_apart(label, town, first, last)
    return SpeakerCount.objects.filter(which, town=town, day__range=(first, last))


def accused_instead(alert: Alert) -> int | None:
    """Whom the messages of its place, matter and days accuse by now, the place itself before
    others; None where they accuse nobody.  One statement."""
    accusing = SpeakerCount.objects.filter(
        town=alert.town_id,
        category=alert.category_id,
        day__range=(alert.first_on, alert.last_on),
        accused__isnull=False,
    )
    if alert.unit_id != alert.town_id:
        accusing = accusing.filter(counted__voice__village=alert.unit_id)
    found = set(accusing.filter(messages__gte=1).values_list("accused", flat=True))
    return alert.unit_id if alert.unit_id in found else min(found, default=None)


def voices_in(cells: QuerySet[SpeakerCount]) -> QuerySet[Voice]:
    """The messages that are counted in ``cells``, joined ones too."""
    return Voice.objects.filter(
        pk__in=Counted.objects.filter(cell__in=cells.order_by().values("pk")).values("voice")
    )

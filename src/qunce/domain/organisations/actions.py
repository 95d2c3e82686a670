"""The only writer of units, areas and places."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.organisations.models import Area, Place, Unit
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("unit.added", gettext_noop("Unit added"))
register("area.added", gettext_noop("Area added"))
register("place.added", gettext_noop("Place added"))
register("place.closed", gettext_noop("Place taken off the list"))
register("place.reopened", gettext_noop("Place taken back onto the list"))


@transaction.atomic
def add_area(*, code: str, name: str, actor: Ref, now: datetime) -> Area:
    """An area of units exists; recorded as ``area.added``."""
    area = Area.objects.create(code=code, name=name)
    append(
        kind="area.added",
        actor=actor,
        subject=Ref("area", str(area.pk), area.name),
        facts={"code": code},
        now=now,
    )
    return area


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    actor: Ref,
    now: datetime,
    area: Area | None = None,
    place: int = 0,
) -> Unit:
    """A unit stands in the tree; recorded as ``unit.added``.

    Refuses a kind the product does not know, and a unit without a parent that is not a top.
    """
    if kind not in UnitKind.values:
        raise Refused(
            Refusal(
                "unit_kind_unknown",
                gettext_noop("There is no kind of unit called “%(kind)s”."),
                {"kind": kind},
                "kind",
            )
        )
    if parent is None and kind not in TOPS:
        raise Refused(
            Refusal(
                "unit_needs_parent",
                gettext_noop("Say which unit “%(name)s” belongs to."),
                {"name": name},
                "parent",
            )
        )
    unit = Unit.objects.create(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        area=area,
        place=place,
        path=f"{parent.path if parent else ''}{code}/",
    )
    append(
        kind="unit.added",
        actor=actor,
        subject=unit.ref,
        facts={"code": code, "unit_kind": kind, "parent": parent.code if parent else None},
        now=now,
    )
    return unit


@transaction.atomic
def add_place(
    *,
    unit: Unit,
    code: str,
    name: str,
    actor: Ref,
    now: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Place:
    """A place people know stands in ``unit``; recorded as ``place.added``.

    Refuses a name that is already used in the unit: people could not tell the two apart.
    """
    taken = Refusal(
        "place_name_taken",
        gettext_noop("%(unit)s already has a place called “%(name)s”."),
        {"unit": unit.name, "name": name},
        "name",
    )
    if Place.objects.filter(unit=unit, name=name).exists():
        raise Refused(taken)
    try:
        with transaction.atomic():
            place = Place.objects.create(
                unit=unit, code=code, name=name, latitude=latitude, longitude=longitude
            )
    except IntegrityError as at_once:  # two people, the same moment
        raise Refused(taken) from at_once
    append(
        kind="place.added",
        actor=actor,
        subject=place.ref,
        facts={"code": code, "unit": unit.code},
        now=now,
    )
    return place


@transaction.atomic
def close_place(*, place: Place, actor: Ref, now: datetime) -> None:
    """Nobody can choose the place any more; what names it keeps it.  ``place.closed``.

    Its code in print leads to the unit it lies in.  Refuses a place that is closed already.
    """
    closed = Place.objects.filter(pk=place.pk, in_use=True).update(in_use=False)
    if closed != 1:
        raise Refused(
            Refusal("place_is_closed", gettext_noop("This place is already off the list."))
        )
    append(kind="place.closed", actor=actor, subject=place.ref, facts={"code": place.code}, now=now)


@transaction.atomic
def reopen_place(*, place: Place, actor: Ref, now: datetime) -> None:
    """The place can be chosen again, under the code already in print.  ``place.reopened``.

    Refuses a place that is in use.
    """
    reopened = Place.objects.filter(pk=place.pk, in_use=False).update(in_use=True)
    if reopened != 1:
        raise Refused(Refusal("place_is_in_use", gettext_noop("This place is on the list.")))
    append(
        kind="place.reopened", actor=actor, subject=place.ref, facts={"code": place.code}, now=now
    )

"""Units in a tree, areas of units, places, and which units lie side by side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.record import Ref


class Area(models.Model):
    """A part of a town (片区) that one guidance group looks after."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    def within(self, top: Unit) -> Self:
        """``top`` itself and everything below it.

        SQLite's LIKE takes A for a, so the beginning of the path is compared once more as it is.
        """
        beginning = Left("path", len(top.path))
        return self.alias(_top=beginning).filter(path__startswith=top.path, _top=top.path)

    def of_kinds(self, kinds: list[str]) -> Self:
        return self.filter(kind__in=kinds)

    def in_being(self, on: date) -> Self:
        """Those that are not closed on the day ``on``."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def to_choose(self, kept: int | None = None) -> Self:
        """Those a list offers: not closed, and ``kept``, which what is edited names already.

        A closing is entered on its day at the earliest, so no day is asked for.
        """
        return self.filter(Q(closed_on__isnull=True) | Q(pk=kept))


class Unit(models.Model):
    """One organisation: a county, a town, a village, a school, a ward.

    ``path`` is the chain of codes from the top, each ended by ``/``; it is set once by the
    action that makes the unit, so "everything below" is one prefix search.
    """

    if TYPE_CHECKING:
        parent_id: int | None
        successor_id: int | None
        covered_by_id: int | None

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=400, unique=True)
    place = models.PositiveIntegerField(default=0)
    """Order among its siblings, as the office lists them."""
    closed_on = models.DateField(null=True, blank=True)
    """The first day on which it is no more; what names it keeps it."""
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    """The unit that goes on with its affairs since it was merged; moved on when that one merges."""
    covered_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    """The unit whose branch acts for it while it has no branch of its own."""

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values), name="unit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind__in=TOPS),
                name="unit_below_the_top_has_a_parent",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="unit_is_not_its_own_parent",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_a_name"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False),
                name="unit_with_a_successor_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="unit_is_not_its_own_successor",
            ),
            models.CheckConstraint(
                condition=Q(covered_by__isnull=True) | ~Q(covered_by=F("id")),
                name="unit_does_not_cover_itself",
            ),
            models.CheckConstraint(
                condition=Q(covered_by__isnull=True) | Q(closed_on__isnull=True),
                name="unit_that_is_closed_is_not_covered",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("unit", str(self.pk), self.name)

    def is_closed(self, on: date) -> bool:
        return self.closed_on is not None and self.closed_on <= on


class PlaceQuerySet(models.QuerySet["Place"]):
    def in_use(self) -> Self:
        return self.filter(in_use=True)


class Place(models.Model):
    """A spot people know by name (村口, 三组水塘, 卫生院门前); a code in print leads to it."""

    if TYPE_CHECKING:
        unit_id: int
        came_from_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    """The village, community, school … it lies in."""
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    """Degrees, WGS 84; of the place, never of a person."""
    in_use = models.BooleanField(default=True)
    came_from = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The unit it lay in until that one ended; what hangs at the place still says so."""

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path", "name")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="place_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Said of both: of a missing one a range is neither true nor false, and passes.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90.0, 90.0),
                    longitude__range=(-180.0, 180.0),
                ),
                name="place_has_both_coordinates_or_none",
            ),
            models.UniqueConstraint(
                fields=("unit", "name"), name="place_is_named_once_in_its_unit"
            ),
            models.CheckConstraint(
                condition=Q(came_from__isnull=True) | ~Q(came_from=F("unit")),
                name="place_has_come_from_another_unit",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("place", str(self.pk), self.name)


class Neighbours(models.Model):
    """Two units that lie side by side, as somebody who knows the ground says; stored once."""

    if TYPE_CHECKING:
        first_id: int
        second_id: int

    first = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("first", "second")
        constraints = (
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="neighbours_are_two_in_the_order_of_their_numbers",
            ),
            models.UniqueConstraint(fields=("first", "second"), name="neighbours_are_stored_once"),
        )

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}"

"""Units in a tree, and areas of units."""

from __future__ import annotations

from typing import Self

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


class Unit(models.Model):
    """One organisation: a county, a town, a village, a school, a ward.

    ``path`` is the chain of codes from the top, each ended by ``/``; it is set once by the
    action that makes the unit, so "everything below" is one prefix search.
    """

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
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("unit", str(self.pk), self.name)

"""Categories, their questions, and the dispatch list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from qunce.domain.matters.states import WITH_VALUES, Datatype
from qunce.domain.organisations.models import Unit


class CategoryQuerySet(models.QuerySet["Category"]):
    def open(self) -> Self:
        """Those that may still be chosen."""
        return self.filter(closed_at__isnull=True)


class Category(models.Model):
    """A matter one can name: roads, street lights, water, wages …  Of things, never of people."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=60, blank=True)
    group_en = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=300, blank=True)
    description_en = models.CharField(max_length=300, blank=True)
    keywords = models.CharField(max_length=300, blank=True)
    """Words people use for it, comma-separated."""
    offered = models.BooleanField(default=True)
    """Whether other programs may choose it through Open311."""
    place = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ("place", "code")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="category_has_a_name"),
            models.CheckConstraint(condition=~Q(code=""), name="category_has_a_code"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, as far as it has one."""
        return self.name_en if self.name_en and _english() else self.name


class Question(models.Model):
    """What has to be known beyond the free words, for one category (an Open311 attribute)."""

    if TYPE_CHECKING:
        category_id: int

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=40)
    datatype = models.CharField(max_length=20, choices=Datatype.choices)
    required = models.BooleanField(default=False)
    description = models.CharField(max_length=200)
    description_en = models.CharField(max_length=200, blank=True)
    hint = models.CharField(max_length=200, blank=True)
    """What to write (Open311: datatype_description)."""
    values = models.JSONField(default=list, blank=True)
    """For lists: ``[{"key": "one", "name": "一盏", "name_en": "One"}]``."""
    place = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("category", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "code"), name="question_is_asked_once_in_its_category"
            ),
            models.UniqueConstraint(
                fields=("category", "place"), name="question_has_a_place_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(datatype__in=Datatype.values), name="question_datatype_is_known"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1), name="question_place_is_counted_from_one"
            ),
            models.CheckConstraint(
                condition=Q(datatype__in=WITH_VALUES) | Q(values=[]),
                name="question_with_values_is_a_list",
            ),
        )

    def __str__(self) -> str:
        return self.description


class Dispatch(models.Model):
    """One line of the dispatch list: in this town, this unit answers for this category."""

    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("town", "category"), name="dispatch_names_one_unit_for_a_category"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category_id} → {self.unit_id}"


def _english() -> bool:
    return (get_language() or "").startswith("en")

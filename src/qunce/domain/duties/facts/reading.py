"""One shape for every fact: the eight columns in which all readers answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Expression,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, TruncDate

from qunce.domain.campaigns.states import Evidence
from qunce.domain.organisations.models import Unit

COLUMNS = (
    "f_evidence",
    "f_unit",
    "f_post",
    "f_campaign",
    "f_on",
    "f_kind",
    "f_id",
    "f_title",
)

UNDOABLE = frozenset(
    {
        Evidence.PROMISE_MADE,
        Evidence.PROMISE_KEPT,
        Evidence.PROJECT_BEGUN,
        Evidence.PROBLEM_CONFIRMED,
        Evidence.PROBLEM_LED,
        Evidence.VOICE_HEARD,
        Evidence.VOICE_ANSWERED,
        Evidence.GATE_ASKED,
    }
)
"""Evidence whose facts can be undone: withdrawn, not kept, given up, opened again, broken off.
A session that was held or a visit that was made stays so."""

OF_STUDY = frozenset({Evidence.SESSION_HELD, Evidence.PLAN_MADE, Evidence.DELIVERY_MADE})
"""What the branch that covers a unit does for both of them at once."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened in ``unit`` on a day, by ``post`` where that is known."""

    evidence: str
    unit: int
    post: int | None
    campaign: int | None
    """``None``: of no campaign, so it counts in each that runs."""
    on: date
    kind: str
    id: int
    title: str

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, str(self.id))


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which units and since when facts are asked."""

    units: Sequence[int] | QuerySet[Unit, Any]
    """Numbers of units, or a query that gives them."""
    since: date
    today: date
    posts: Sequence[int] | None = None
    """Only what these posts did; ``None``: whoever did it."""

    def days(self, at: str) -> Q:
        """Of a column of days: from ``since`` to today."""
        return Q(**{f"{at}__gte": self.since, f"{at}__lte": self.today})

    def instants(self, at: str) -> Q:
        """Of a column of instants: on the days from ``since`` to today."""
        return Q(**{f"{at}__date__gte": self.since, f"{at}__date__lte": self.today})


Rows = QuerySet[Any, Any]
Reader = Callable[[Scope], list[Rows]]


def columns(
    query: QuerySet[Any],
    evidence: Evidence,
    kind: str,
    *,
    unit: str,
    on: str | Expression,
    post: str | Expression | None = None,
    campaign: str | None = None,
    ref: str = "pk",
    title: str | None = None,
) -> Rows:
    """``query`` as rows of the eight columns, each of one type in every query."""
    whole, words = BigIntegerField(), CharField(max_length=200)
    nobody = Cast(Value(None), whole)
    rows: Rows = (
        query.order_by()
        .annotate(
            f_evidence=Value(str(evidence), output_field=words),
            f_unit=Cast(F(unit), whole),
            f_post=nobody if post is None else Cast(post, whole),
            f_campaign=nobody if campaign is None else Cast(F(campaign), whole),
            f_on=F(on) if isinstance(on, str) else on,
            f_kind=Value(kind, output_field=words),
            f_id=Cast(F(ref), whole),
            f_title=Value("", output_field=words) if title is None else Cast(F(title), words),
        )
        .values_list(*COLUMNS)
    )
    return rows


def day_of(at: str) -> TruncDate:
    """The day of an instant, in the installation's time zone."""
    return TruncDate(at, output_field=DateField())

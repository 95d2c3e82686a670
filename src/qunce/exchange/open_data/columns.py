"""What a column and a dataset are, and the columns that several share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.conf import settings

from qunce.kernel.clock import day_of
from qunce.kernel.refusals import gettext_noop

Value: TypeAlias = str | int | bool | date | None
Row: TypeAlias = Mapping[str, Value]
Address: TypeAlias = Callable[..., str]
"""The whole address of a public page, by its name and arguments; empty where there is none."""

AT_ONCE = 500
"""Rows read in one go."""
SINCE = date(2026, 11, 26)
"""From when on the tables have had the shape they have."""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is a type of Table Schema; ``unit`` says what a number counts."""

    name: str
    kind: str
    title: str
    description: str
    unit: str = ""
    of_people: bool = False
    """A number under ten, or one by which such a number could be worked out, is empty."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """``key`` names the columns that no two rows share."""

    code: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Address], Iterator[Row]]
    since: date
    """From when on this table has had this shape."""


def day_on(at: datetime | None) -> date | None:
    return None if at is None else day_of(at, settings.TIME_ZONE)


ADDRESS = Column(
    "address",
    "string",
    gettext_noop("Page"),
    gettext_noop("The public page on which this row can be looked up."),
)
UNIT = Column(
    "unit", "string", gettext_noop("Unit"), gettext_noop("Where it is: the name of the unit.")
)
CAMPAIGN = Column(
    "campaign", "string", gettext_noop("Campaign"), gettext_noop("Title of the campaign.")
)


def figure(name: str, title: str, description: str, unit: str, of_people: bool = False) -> Column:
    return Column(name, "integer", title, description, unit, of_people)

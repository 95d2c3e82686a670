"""What may not be said of a unit.  Pure."""

from __future__ import annotations

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.kernel.refusals import Refusal, gettext_noop


def closed_unit(unit: Unit, *, on: str = "unit") -> Refusal:
    """A unit that has ended is given nothing new."""
    return Refusal(
        "unit_is_closed",
        gettext_noop("%(unit)s is closed. Choose another unit."),
        {"unit": unit.name},
        on,
    )


def why_not_in_being(unit: Unit, *, on: str = "unit") -> list[Refusal]:
    """A unit is closed from the day it was entered at the latest, so no day is asked for."""
    return [] if unit.closed_on is None else [closed_unit(unit, on=on)]


def why_not_add_unit(*, name: str, kind: str, parent: Unit | None) -> list[Refusal]:
    """Why such a unit cannot stand below ``parent``."""
    if kind not in UnitKind.values:
        return [
            Refusal(
                "unit_kind_unknown",
                gettext_noop("There is no kind of unit called “%(kind)s”."),
                {"kind": kind},
                "kind",
            )
        ]
    if parent is None and kind not in TOPS:
        return [
            Refusal(
                "unit_needs_parent",
                gettext_noop("Say which unit “%(name)s” belongs to."),
                {"name": name},
                "parent",
            )
        ]
    return [] if parent is None else why_not_in_being(parent, on="parent")

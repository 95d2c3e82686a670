"""What may not be said of a unit.  Pure."""

from __future__ import annotations

from collections.abc import Iterable

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


def why_not_beside(unit: Unit, beside: Iterable[Unit]) -> list[Refusal]:
    """Why ``beside`` cannot be the neighbours of ``unit``."""
    reasons = why_not_in_being(unit)
    for other in beside:
        if other.pk == unit.pk:
            reasons.append(
                Refusal(
                    "neighbour_of_itself",
                    gettext_noop("%(unit)s does not lie beside itself. Leave it out."),
                    {"unit": unit.name},
                    "beside",
                )
            )
        elif other.closed_on is not None:
            reasons.append(closed_unit(other, on="beside"))
        elif not same_surroundings(unit, other):
            reasons.append(
                Refusal(
                    "neighbour_elsewhere",
                    gettext_noop("%(other)s and %(unit)s do not stand below the same unit."),
                    {"other": other.name, "unit": unit.name},
                    "beside",
                )
            )
    return reasons


def same_surroundings(unit: Unit, other: Unit) -> bool:
    """Whether both stand below one town or hospital, or right below the same unit.

    Towns and hospitals are what stands right below a top, so the first two codes of a path tell.
    """
    ours, theirs = (one.path.split("/")[:2] for one in (unit, other))
    return ours == theirs or unit.parent_id == other.parent_id

"""The forms there are, each with its number of fields, as the pages register them.

The domain has no forms; it is told of them once, when the program starts::

    sizes.register("office:series", fields=2, asks="series")

``asks`` names what makes somebody fill the form in, where that is something the office added: such
a form is counted by what was added, and its use is not counted a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qunce.domain.budgets.states import Asks

_CODE = re.compile(r"[a-z0-9_:/-]{1,80}")


@dataclass(frozen=True, slots=True)
class Size:
    """Fields of a form that somebody fills in, and what the office added that asks for it."""

    fields: int
    asks: str = ""


_sizes: dict[str, Size] = {}
registered: Mapping[str, Size] = MappingProxyType(_sizes)
"""Every form known to this program, by its code."""


def register(code: str, *, fields: int, asks: str = "") -> Size:
    """``code`` is a form with so many fields; registering the same again changes nothing."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no code of a form: write e.g. 'office:series'")
    if fields < 0 or (asks and asks not in Asks.values):
        raise ValueError(f"{code}: {fields} fields, asked by {asks!r}")
    size = Size(fields, asks)
    if _sizes.setdefault(code, size) != size:
        raise ValueError(f"{code} is already registered as {_sizes[code]}")
    return size

"""Names in cells and the units, places, posts and categories they mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Generic, TypeVar
from unicodedata import normalize

from qunce.kernel.refusals import Refusal, gettext_noop

Thing = TypeVar("Thing")

_LEAVE = re.compile(r"[\s　“”\"'()（）\[\]【】《》]+")
_TAILS = re.compile(
    r"(?:党总支部?|党支部|支部委员会|支部|党委|党组|村两委|两委|村民委员会|村委会?|居民委员会"
    r"|居委会?|委员会|人民政府|政府)$"
)
_BETWEEN = re.compile(r"[、,，;；/／\n]+")
NEAR = 3
LIKE = 0.5
"""How much of a name must agree to be offered as a near one (difflib's ratio)."""


def plain(words: str) -> str:
    """A name as it is compared: full-width signs narrow, no spaces, quotes or brackets."""
    return _LEAVE.sub("", normalize("NFKC", words)).casefold()


def several(words: str) -> list[str]:
    """The names in a cell that holds more than one."""
    return [part for part in map(str.strip, _BETWEEN.split(words)) if part]


class Names(Generic[Thing]):
    """Finds a thing by its name: exactly; without what every unit's name carries (the town in
    front, 党支部, 村委会 behind); or by a part that stands in one name only.

    A part that stands in two names finds neither.
    """

    def __init__(self, named: Iterable[tuple[str, Thing]], *, fronts: Iterable[str] = ()) -> None:
        self._fronts = tuple(sorted((plain(front) for front in fronts), key=len, reverse=True))
        self._exact: dict[str, list[Thing]] = {}
        self._short: dict[str, list[Thing]] = {}
        self._shown: dict[str, str] = {}
        self._found: dict[str, Thing | None] = {}
        for name, thing in named:
            full = plain(name)
            self._shown.setdefault(full, name)
            self._exact.setdefault(full, []).append(thing)
            self._short.setdefault(self._shortened(full), []).append(thing)

    def find(self, words: str) -> Thing | None:
        if words not in self._found:
            self._found[words] = self._find(plain(words))
        return self._found[words]

    def near(self, words: str) -> str:
        """The names that are like it, for a person to choose from; empty when none is."""
        wanted = plain(words)
        close = difflib.get_close_matches(wanted, self._shown, n=NEAR, cutoff=LIKE)
        parts = [name for name in self._shown if len(wanted) >= 2 and wanted in name]
        return "、".join(self._shown[name] for name in dict.fromkeys([*parts, *close][:NEAR]))

    def _find(self, wanted: str) -> Thing | None:
        if not wanted:
            return None
        short = self._shortened(wanted)
        for table, name in ((self._exact, wanted), (self._short, short)):
            things = table.get(name)
            if things is not None:
                return things[0] if len(things) == 1 else None
        if len(short) < 2:
            return None
        holding = [thing for name in self._exact if short in name for thing in self._exact[name]]
        return holding[0] if len(holding) == 1 else None

    def _shortened(self, name: str) -> str:
        for front in self._fronts:
            if name.startswith(front) and len(name) > len(front):
                name = name.removeprefix(front)
                break
        short = _TAILS.sub("", name)
        return short if len(short) >= 2 else name


def not_found(words: str, near: str, *, on: str) -> Refusal:
    """Which name was not found, and which are near."""
    if near:
        return Refusal(
            "import_name_not_found",
            gettext_noop("“%(name)s” is not known here. Near: %(near)s."),
            {"name": words[:40], "near": near[:120]},
            on,
        )
    return Refusal(
        "import_name_unknown",
        gettext_noop("“%(name)s” is not known here, and nothing is near it."),
        {"name": words[:40]},
        on,
    )

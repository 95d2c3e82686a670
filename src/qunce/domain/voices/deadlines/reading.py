"""Clocks are read from TOML and checked whole: every fault is told, none is guessed around.

A file holds a list of tables ``[[clock]]``.  The shipped sets are ``regulation`` and ``hotline``;
a county or a campaign adds its own file, or the tables it keeps elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from qunce.domain.voices.deadlines.clocks import ClockRule, Extension, RuleSet
from qunce.domain.voices.deadlines.words import CLOCK_LABELS, Event, Holder, Stay, Unit
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

SHIPPED = ("regulation", "hotline")

LONGEST = 3650
"""Ten years; a longer time limit is a slip of the pen."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SOURCES = ("law", "article", "source")
_ENTRIES = frozenset(
    {"code", *_SOURCES, "number", "unit", "starts_from", "held_by"}
    | {"label", "extension", "stands_for"}
)
_EXTENSION_ENTRIES = frozenset({"days", "times", "approved_by_head", "reason_told"})

Word = TypeVar("Word", bound=StrEnum)


def rule_set(*sets: str | Path | Mapping[str, Any]) -> RuleSet:
    """One set of clocks out of several: shipped names, files, or tables already read.

    Raises :class:`Refused` with every fault of every set.  A code that appears twice is refused:
    a county may add a clock of its own, and cannot change one that the law has set.
    """
    faults: list[Refusal] = []
    clocks: dict[str, ClockRule] = {}
    for one in sets:
        try:
            tables = _tables(one)
        except Refused as refused:
            faults += refused.refusals
            continue
        for number, table in enumerate(tables, start=1):
            reader = _Reader(table, f"clock.{number}")
            clock = reader.clock()
            faults += reader.faults
            if clock.code and clock.code in clocks:
                faults.append(reader.fault("code", "clock_code_doubled", _DOUBLED))
            clocks.setdefault(clock.code, clock)
    if faults:
        raise Refused(faults)
    return RuleSet(clocks.values())


_DOUBLED = gettext_noop("Two clocks are called %(clock)s. Give one of them another code.")


def _tables(one: str | Path | Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if isinstance(one, str):
        where, data = one, _shipped(one)
    elif isinstance(one, Path):
        where, data = one.name, _file(one)
    else:
        where, data = "", one
    tables = data.get("clock")
    known = set(data) <= {"clock"}
    if not known or not isinstance(tables, list) or not tables:
        raise Refused(
            Refusal(
                "clock_set_shape",
                gettext_noop("A set of clocks is a list of tables [[clock]] and nothing else."),
                {"name": where},
            )
        )
    return tables


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    if name not in SHIPPED:
        raise Refused(
            Refusal(
                "clock_set_unknown",
                gettext_noop("There is no set of clocks called %(name)s. There are: %(names)s."),
                {"name": name, "names": ", ".join(SHIPPED)},
            )
        )
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _file(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refused(
            Refusal(
                "clock_set_unreadable",
                gettext_noop("%(name)s cannot be read as TOML in UTF-8: %(problem)s"),
                {"name": path.name, "problem": str(problem)},
            )
        ) from problem


class _Reader:
    """Reads one table; what is wrong gathers in ``faults``, under the entry it concerns."""

    def __init__(self, table: object, place: str) -> None:
        self.faults: list[Refusal] = []
        self.place = place
        self.table: Mapping[str, Any] = {}
        if isinstance(table, Mapping):
            self.table = table
        else:
            self.faults.append(self.fault("", "clock_not_a_table", _NOT_A_TABLE))
        self.name = self._name()

    def _name(self) -> str:
        code = self.table.get("code")
        return code if isinstance(code, str) and code else self.place

    def fault(self, entry: str, code: str, message: str, **gaps: object) -> Refusal:
        on = f"{self.place}.{entry}" if entry else self.place
        name = getattr(self, "name", self.place)
        return Refusal(code, message, {"clock": name, "entry": entry, **gaps}, on)

    def wrong(self, entry: str, code: str, message: str, **gaps: object) -> None:
        self.faults.append(self.fault(entry, code, message, **gaps))

    def clock(self) -> ClockRule:
        """The clock as far as it can be read; usable only when ``faults`` stays empty."""
        code = self.text("code")
        if not _CODE.fullmatch(code):
            self.wrong("code", "clock_code_wrong", _CODE_WRONG)
        law, article, source = map(self.text, _SOURCES)
        if not law or not (article or source):
            self.wrong("article" if law else "law", "clock_without_source", _WITHOUT_SOURCE)
        label = self.text("label") or CLOCK_LABELS.get(code, "")
        if not label:
            self.wrong("label", "clock_without_label", _WITHOUT_LABEL)
        for entry in sorted(map(str, self.table.keys() - _ENTRIES)):
            self.wrong(entry, "clock_entry_unknown", _ENTRY_UNKNOWN)
        return ClockRule(
            code=code,
            law=law,
            article=article,
            source=source,
            number=self.whole(self.table.get("number"), "number"),
            unit=self.word("unit", self.table.get("unit"), Unit),
            starts_from=self.word("starts_from", self.table.get("starts_from"), Event),
            held_by=self.word("held_by", self.table.get("held_by"), Holder),
            label=label,
            extension=self.extension(),
            stands_for=tuple(self.stays()),
        )

    def text(self, entry: str) -> str:
        value = self.table.get(entry, "")
        if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
            self.wrong(entry, "clock_text_wrong", _TEXT_WRONG)
            return ""
        return value.strip()

    def whole(self, value: object, entry: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST:
            self.wrong(entry, "clock_number_wrong", _NUMBER_WRONG, longest=LONGEST)
            return 1
        return value

    def word(self, entry: str, value: object, words: type[Word]) -> Word:
        if isinstance(value, str) and value in set(words):
            return words(value)
        self.wrong(
            entry, f"clock_{entry}_unknown", _WORD_UNKNOWN, value=value, words=", ".join(words)
        )
        return next(iter(words))

    def stays(self) -> Iterator[Stay]:
        value = self.table.get("stands_for", [])
        for one in value if isinstance(value, list) else [value]:
            yield self.word("stands_for", one, Stay)

    def extension(self) -> Extension | None:
        value = self.table.get("extension")
        if value is None:
            return None
        flags = ("approved_by_head", "reason_told")
        if (
            not isinstance(value, Mapping)
            or set(value) != _EXTENSION_ENTRIES
            or not all(isinstance(value[flag], bool) for flag in flags)
        ):
            self.wrong("extension", "clock_extension_wrong", _EXTENSION_WRONG)
            return None
        return Extension(
            days=self.whole(value["days"], "extension.days"),
            times=self.whole(value["times"], "extension.times"),
            approved_by_head=value["approved_by_head"],
            reason_told=value["reason_told"],
        )


_NOT_A_TABLE = gettext_noop("%(clock)s is not a table of entries.")
_CODE_WRONG = gettext_noop(
    "%(clock)s needs a code of small Latin letters, digits and _, at most 40 characters."
)
_WITHOUT_SOURCE = gettext_noop(
    "%(clock)s must name the rule it comes from, and its article or where its text stands."
)
_WITHOUT_LABEL = gettext_noop("%(clock)s must say in its label what is to be done.")
_ENTRY_UNKNOWN = gettext_noop("%(clock)s has an entry %(entry)s that a clock does not have.")
_TEXT_WRONG = gettext_noop("%(entry)s of %(clock)s must be one line of at most 200 characters.")
_NUMBER_WRONG = gettext_noop("%(entry)s of %(clock)s must be a whole number from 1 to %(longest)s.")
_WORD_UNKNOWN = gettext_noop(
    "%(clock)s: %(value)s is not known as %(entry)s. It can be one of: %(words)s."
)
_EXTENSION_WRONG = gettext_noop(
    "The extension of %(clock)s needs days, times, approved_by_head and reason_told."
)

"""Which fact each field of each form creates: nothing is entered twice.

The files beside this one name every form class and each of its fields, with one of six words:

* ``creates voices.Voice.text``: the fact (package, model, field) that this form writes down;
* ``corrects …``: the same fact, put right later by who may;
* ``chooses …``, ``finds …``: something that is there already;
* ``confirms …``: that something is so;
* ``carries …``: a hidden field, filled in by nobody.

A fact may carry in brackets the act that makes it a different one, as the reason of each step of a
story is another reason.  The keys with ``@`` speak of the form: ``@saved`` names the addresses at
which it is saved, under which it is measured; ``@channel`` through whom the facts come, where the
same fact also comes another way; ``@asks`` what the office added that asks for the form.

A test walks every form of the pages and holds these files against them and against the models;
docs/form-fields.md is made of them by ``tools/form_fields.py``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files

from qunce.domain.budgets import sizes

CREATES, CORRECTS, CHOOSES = "creates", "corrects", "chooses"
FINDS, CONFIRMS, CARRIES = "finds", "confirms", "carries"
DEEDS = (CREATES, CORRECTS, CHOOSES, FINDS, CONFIRMS, CARRIES)
_SAID = re.compile(rf"({'|'.join(DEEDS)}) (.+)")
_FACT = re.compile(r"([a-z_0-9]+)\.(\w+)(?:\.(\w+)(?:\.\w+)?)?(?: ?\[([^\]]+)\])?")
_ABOUT_THE_FORM = {"@saved", "@channel", "@asks"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a model; ``act`` where the same field holds a different fact for each act."""

    package: str
    model: str
    field: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field of a form: its name, or a pattern of names, and what becomes of it."""

    name: str
    deed: str
    of: str

    @property
    def fact(self) -> Fact | None:
        found = _FACT.fullmatch(self.of)
        return Fact(found[1], found[2], found[3] or "", found[4] or "") if found else None

    @property
    def filled_in(self) -> bool:
        return self.deed != CARRIES


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A form class below ``qunce.web``, and what its fields are."""

    name: str
    fields: tuple[AskedField, ...]
    saved: tuple[str, ...] = ()
    channel: str = ""
    asks: str = ""

    @property
    def size(self) -> int:
        """Fields that somebody fills in; a pattern counts as one."""
        return sum(1 for one in self.fields if one.filled_in)

    def field(self, name: str) -> AskedField | None:
        """The entry of the field ``name``: its own, or the first pattern that fits."""
        own = (one for one in self.fields if one.name == name)
        fitting = (one for one in self.fields if fnmatchcase(name, one.name))
        return next(own, None) or next(fitting, None)


@lru_cache(maxsize=1)
def asked_forms() -> Mapping[str, AskedForm]:
    """Every form by its name, such as ``office.checks.forms.SeriesForm``.

    Raises ``ValueError`` for an entry that cannot be read: a programmer's mistake.
    """
    found: dict[str, AskedForm] = {}
    for form in _read():
        if form.name in found:
            raise ValueError(f"{form.name} stands there twice")
        found[form.name] = form
    return found


def register_sizes() -> None:
    """Tell the budget of every form that is saved at an address; once, when the program starts."""
    for form in asked_forms().values():
        for code in form.saved:
            sizes.register(code, fields=form.size, asks=form.asks)


def _read() -> Iterator[AskedForm]:
    folder = files("qunce.web.shell.asked_fields")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".toml"):
            continue
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            unknown = {key for key in entry if key.startswith("@")} - _ABOUT_THE_FORM
            if unknown:
                raise ValueError(f"{name}: {sorted(unknown)} says nothing of a form")
            yield AskedForm(
                name=name,
                fields=tuple(
                    _field(name, key, said)
                    for key, said in entry.items()
                    if not key.startswith("@")
                ),
                saved=tuple(entry.get("@saved", ())),
                channel=entry.get("@channel", ""),
                asks=entry.get("@asks", ""),
            )


def _field(form: str, name: str, said: str) -> AskedField:
    found = _SAID.fullmatch(said)
    if found is None:
        raise ValueError(f"{form} {name}: write e.g. “creates voices.Voice.text”, not {said!r}")
    return AskedField(name, found[1], found[2])

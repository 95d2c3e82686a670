"""What a row of a ledger becomes, and why not; the same at the preview and at the taking over.

Reads the town's units, places, posts, categories and campaigns once, then nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Campaign
from qunce.domain.imports.keys import key_of
from qunce.domain.imports.names import Names, Thing, not_found, several
from qunce.domain.imports.reading import Row
from qunce.domain.imports.states import LedgerKind
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.actions.taking_over import (
    LONGEST_MEASURE,
    FoundInLedger,
    why_not_list_at_once,
    why_not_take_over,
)
from qunce.domain.problems.states import Mode
from qunce.domain.voices.actions.taking_over import SaidInLedger
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TITLE = 60
_FIRST = re.compile(r"[。；;\n！？!?]")


@dataclass(slots=True)
class Verdict:
    """What was understood of a row.  ``becomes`` is ``None`` exactly when ``reasons`` say why."""

    key: str
    extract: str = ""
    unit: Unit | None = None
    becomes: FoundInLedger | SaidInLedger | None = None
    listed: bool = False
    reasons: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    """What could not be understood although the row is taken over."""


class Town:
    """The names of one town as ledgers write them."""

    def __init__(
        self, *, town: Unit, actor: Post, today: date, headings: Mapping[str, str]
    ) -> None:
        self.town, self.actor, self.today = town, actor, today
        self.headings = headings
        """What the ledger itself calls a column, by code."""

    @cached_property
    def _below(self) -> list[Unit]:
        return list(Unit.objects.within(self.town).select_related("area"))

    @cached_property
    def units(self) -> Names[Unit]:
        return Names(
            [(unit.name, unit) for unit in self._below],
            fronts=[self.town.name, *([self.town.parent.name] if self.town.parent else [])],
        )

    @cached_property
    def places(self) -> Names[Place]:
        found = Place.objects.in_use().filter(unit__in=self._below).select_related("unit")
        return Names([(place.name, place) for place in found])

    @cached_property
    def categories(self) -> Names[Category]:
        return Names(
            [
                (name, category)
                for category in Category.objects.open()
                for name in dict.fromkeys(filter(None, (category.name, category.name_en)))
            ]
        )

    @cached_property
    def campaigns(self) -> Names[Campaign]:
        return Names([(one.title, one) for one in Campaign.objects.filter(unit=self.town)])

    @cached_property
    def _posts(self) -> list[Post]:
        return list(Post.objects.filter(unit__in=self._below).select_related("unit"))

    @cached_property
    def _holders(self) -> dict[int, str]:
        held = Holding.objects.on(self.today).filter(post__in=self._posts)
        return dict(held.values_list("post_id", "user__name"))

    def posts_of(self, unit: Unit) -> Names[Post]:
        """The posts of ``unit`` by title, and by the name of who holds them today."""
        if unit.pk not in self._by_unit:
            self._by_unit[unit.pk] = self._named(
                [post for post in self._posts if post.unit_id == unit.pk]
            )
        return self._by_unit[unit.pk]

    @cached_property
    def _by_unit(self) -> dict[int, Names[Post]]:
        return {}

    @cached_property
    def leaders(self) -> Names[Post]:
        leading = (PostRole.LEADER, PostRole.FIRST_RESPONSIBLE)
        return self._named(
            [post for post in self._posts if post.unit_id == self.town.pk and post.role in leading]
        )

    def _named(self, posts: list[Post]) -> Names[Post]:
        named = [(post.title, post) for post in posts]
        named += [(self._holders[post.pk], post) for post in posts if post.pk in self._holders]
        return Names(named)

    def in_its_words(self, row: Row, codes: tuple[str, ...]) -> str:
        """What the ledger says in these columns, a line for each, under its own headings."""
        lines = [
            f"{self.headings.get(code) or code}：{row.values[code]}"
            for code in codes
            if row.values.get(code)
        ]
        return "\n".join(lines)

    def where(self, row: Row, code: str) -> tuple[Unit | None, Place | None]:
        """Unit and place that the words of the column name; ``None`` where they name none."""
        words = row.values.get(code, "")
        place = self.places.find(words) if words else None
        if place is not None:
            return place.unit, place
        return (self.units.find(words) if words else None), None


def extract_of(words: str) -> str:
    """How the matter begins."""
    line = one_line(words)
    return line if len(line) <= 60 else line[:59] + "…"


_KEPT = (
    *("number", "area", "source", "measures", "progress", "check_unit", "checked_on"),
    *("people_confirm", "closed", "closed_on", "close_basis", "unfinished_reason", "remarks"),
)
"""Columns told in the story under their own headings.  Not those that name persons."""


class ProblemJudge:
    """Rows of a problem ledger."""

    kind = LedgerKind.PROBLEMS

    def __init__(self, town: Town) -> None:
        self.town = town

    def judge(self, row: Row) -> Verdict:
        town = self.town
        statement = cleaned(row.values.get("statement", ""))
        verdict = Verdict(
            key=key_of(row, kind=self.kind, town=town.town.code),
            extract=extract_of(statement),
            reasons=list(row.problems),
        )
        unit, place = self._where(row, verdict)
        verdict.unit = unit
        lead_unit = self._unit(row, "lead_unit", verdict)
        category = self._known(row, "category", town.categories, verdict)
        closed = row.choices.get("closed") == "yes"
        measures = one_line(row.values.get("measures", ""))
        found = FoundInLedger(
            ref=verdict.key,
            unit=unit or town.town,
            title=_title(statement),
            statement=statement,
            found_on=row.days.get("found_on") or town.today,
            place=place,
            spot=row.values.get("spot", ""),
            category=category if category is not None and category.closed_at is None else None,
            campaign=self._known(row, "campaign", town.campaigns, verdict),
            mode=row.choices.get("mode", Mode.CHECKING),
            standard=row.values.get("standard", ""),
            lead_unit=lead_unit,
            responsible=self._responsible(row, lead_unit, verdict),
            leader=self._known(row, "leader", town.leaders, verdict),
            assisting=self._assisting(row, lead_unit, verdict),
            due_on=row.days.get("due_on"),
            measures=measures if len(measures) <= LONGEST_MEASURE else "",
            institution=row.values.get("institution", ""),
            words=town.in_its_words(row, _KEPT),
            closed_there=closed,
            params={"row": row.row_number, "closed_there": int(closed)},
        )
        if not verdict.reasons:
            verdict.reasons += why_not_take_over(
                row=found, town=town.town, actor=town.actor, today=town.today
            )
        if not verdict.reasons:
            verdict.becomes = found
            why_not = why_not_list_at_once(row=found, town=town.town, today=town.today)
            verdict.listed = why_not == []
            verdict.notes += why_not or []
            if closed:
                verdict.notes.append(_closed_there())
        return verdict

    def _where(self, row: Row, verdict: Verdict) -> tuple[Unit | None, Place | None]:
        """By the unit's name, else by the spot; without either the town."""
        unit = self._unit(row, "branch", verdict)
        _there, place = self.town.where(row, "spot")
        if place is not None and unit is None and not row.values.get("branch"):
            unit = place.unit
        if place is not None and (unit is None or place.unit_id != unit.pk):
            place = None
        if unit is None and not row.values.get("branch"):
            unit = self.town.town
        return unit, place

    def _unit(self, row: Row, code: str, verdict: Verdict) -> Unit | None:
        """A unit that is named and not found sets the row aside: it would land elsewhere."""
        words = row.values.get(code, "")
        unit = self.town.units.find(words) if words else None
        if words and unit is None:
            verdict.reasons.append(not_found(words, self.town.units.near(words), on=code))
        return unit

    def _known(self, row: Row, code: str, names: Names[Thing], verdict: Verdict) -> Thing | None:
        """A name beside the point: the row comes without it, and says so."""
        words = row.values.get(code, "")
        thing = names.find(words) if words else None
        if words and thing is None:
            verdict.notes.append(not_found(words, names.near(words), on=code))
        return thing

    def _responsible(self, row: Row, lead_unit: Unit | None, verdict: Verdict) -> Post | None:
        if lead_unit is None:
            return None
        return self._known(row, "responsible", self.town.posts_of(lead_unit), verdict)

    def _assisting(self, row: Row, lead_unit: Unit | None, verdict: Verdict) -> tuple[Unit, ...]:
        units = []
        for name in several(row.values.get("assisting_units", "")):
            unit = self.town.units.find(name)
            if unit is None:
                near = self.town.units.near(name)
                verdict.notes.append(not_found(name, near, on="assisting_units"))
            elif unit != lead_unit:
                units.append(unit)
        return tuple(dict.fromkeys(units))


def _title(statement: str) -> str:
    """The first sentence; a long one is cut."""
    first = one_line(_FIRST.split(statement, maxsplit=1)[0]) or one_line(statement)
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def _closed_there() -> Refusal:
    return Refusal(
        "import_closed_in_ledger",
        gettext_noop(
            "Closed in the ledger. It comes as found, because nobody checked it here; its story "
            "says that it was closed."
        ),
        on="closed",
    )

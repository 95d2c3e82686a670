"""A ballot for everybody: before, what is promised; after, the result and how sure it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from qunce.domain.ballots import queries
from qunce.domain.ballots.models import Ballot, LowItem
from qunce.domain.ballots.states import FEWEST, BallotState, Purpose
from qunce.domain.gates.states import WITHOUT_PHONE, Way
from qunce.domain.record.models import Entry
from qunce.kernel.digits import six_groups
from qunce.web.public.ballots.earlier import Before, before
from qunce.web.public.ballots.pictures import FunnelPicture, Line
from qunce.web.public.ballots.told import Question, Row, Table, Told, told

KEPT_FOR = 30 * 24 * 3_600
"""Seconds: working the published figures out takes scipy, and they never change."""
WORDS_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of a table with its words, and its dot and interval where a share is shown."""

    name: str
    row: Row
    line: Line | None
    joined: list[str]
    """Which places it is, where several are counted together."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    columns: list[str]
    rows: list[ShownRow]
    table: Table

    @property
    def by_column(self) -> list[tuple[str, list[int | None], int | None]]:
        """Each step with its counts down the rows, and together."""
        return [
            (label, [one.row.cells[at] for one in self.rows], self.table.totals[at])
            for at, label in enumerate(self.columns)
        ]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    question: Question
    line: Line | None
    places: ShownTable
    helped: ShownTable
    before: Before | None


@dataclass(frozen=True, slots=True)
class Recounted:
    """What was counted again in public."""

    share: int
    dice: str
    batches: int
    drawn: int
    again: int
    gap: int


def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, of whom, under which rule, and what was promised; then what people said."""
    found = get_object_or_404(_shown(), pk=pk)
    figures = queries.figures(found)
    entries = list(Entry.objects.about("ballot", str(pk)).of_kind(*_TOLD).order_by("index"))
    context: dict[str, Any] = {
        "ballot": found,
        "items": list(found.items.all()),
        "strata": list(found.strata.select_related("joined_into")),
        "rule": _rule(found),
        "codes_digits": six_groups(found.codes_root) if found.codes_root else "",
        "frame_digits": six_groups(found.frame_root) if found.frame_root else "",
        "entries": [(entry, _(entry.label)) for entry in entries],
        "fewest": FEWEST,
        "review": found.purpose == Purpose.REVIEW,
    }
    if figures is None:
        return render(request, "public/ballots/before.html", context)
    result = _told(found, figures)
    steps = _words_of(found)
    earlier = before(found, result.questions)
    words = queries.words_shown(found)
    low = list(
        LowItem.objects.filter(item__ballot=found)
        .select_related("item", "stratum", "problem")
        .order_by("item__place", "stratum__place")
    )
    context |= {
        "told": result,
        "questions": [
            ShownQuestion(
                question=one,
                line=Line.of(one.share) if one.share else None,
                places=_table(one.places, steps),
                helped=_table(one.helped, steps),
                before=earlier.get(one.place),
            )
            for one in result.questions
        ],
        "funnel": FunnelPicture.of(result.funnel) if result.funnel else None,
        "page": Paginator(words, WORDS_ON_A_PAGE).get_page(request.GET.get("page")),
        "low": low,
        "waiting": _waiting(found, result, low),
        "recount": _recounted(found),
        "files": list(
            found.files.annotate(size=Length("content")).values("name", "size", "sha256")
        ),
    }
    shown: list[ShownQuestion] = context["questions"]
    context |= {
        "overall": next((one for one in shown if one.question.overall), None),
        "changes": any(one.before for one in shown),
    }
    return render(request, "public/ballots/result.html", context)


_TOLD = (
    "ballot.framed",
    "ballot.drawn",
    "ballot.committed",
    "ballot.reprinted",
    "ballot.opened",
    "ballot.closed",
    "ballot.batches_drawn",
    "ballot.recounted",
    "ballot.published",
    "ballot.interrupted",
    "ballot.broken_off",
)


def _shown() -> QuerySet[Ballot]:
    """From the commitment on; one that was broken off before it had slips promised nothing."""
    return (
        Ballot.objects.public()
        .exclude(Q(state=BallotState.BROKEN_OFF) & Q(codes_root=""))
        .select_related("campaign__unit", "gate", "asking")
    )


def _rule(found: Ballot) -> Mapping[str, Any]:
    """The rule as it was fixed when the slips were made, with its ways in words."""
    rule = found.asking.rule if found.asking else {}
    ways = [way for way in Way if way in rule.get("ways", ())]
    return {
        **rule,
        "by": [str(way.label) for way in ways],
        "without_phone": [str(way.label) for way in ways if way in WITHOUT_PHONE],
    }


def _told(found: Ballot, figures: Mapping[str, Any]) -> Told:
    """Worked out once for the same published figures."""
    same = sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
    key = f"ballot-told:{found.pk}:{same}"
    kept = cache.get(key)
    if isinstance(kept, Told):
        return kept
    result = told(figures)
    cache.set(key, result, KEPT_FOR)
    return result


def _words_of(found: Ballot) -> dict[str, str]:
    """Columns and rows in words; the steps of the scale as they were printed."""
    review = found.purpose == Purpose.REVIEW
    return {
        **{step["code"]: step["label"] for step in found.steps},
        "no_mark": _("No mark"),
        "content": _("It is so, all steps together")
        if review
        else _("Content, all steps together"),
        "discontent": _("It is not so, all steps together")
        if review
        else _("Not content, all steps together"),
        "no_judgement": _("No judgement"),
        "helped": _("With a helper"),
        "unhelped": _("Without a helper"),
    }


def _table(table: Table, words: Mapping[str, str]) -> ShownTable:
    return ShownTable(
        columns=[words.get(code, code) for code in table.columns],
        rows=[
            ShownRow(
                name=_("Other places together") if row.is_other else words.get(row.name, row.name),
                row=row,
                line=Line.of(row.share) if row.share else None,
                joined=table.merged if row.is_other else [],
            )
            for row in table.rows
        ],
        table=table,
    )


def _waiting(found: Ballot, result: Told, low: list[LowItem]) -> list[tuple[Question, str]]:
    """What was judged low and is not on the problem list yet."""
    taken_up = {(one.item.place, one.stratum.name if one.stratum else "") for one in low}
    return [
        (question, name)
        for question, name in (result.low(found.low_line) if found.low_line else [])
        # A place that is counted for others as well is published under all their names.
        if (question.place, name.partition(" + ")[0]) not in taken_up
    ]


def _recounted(found: Ballot) -> Recounted | None:
    """From the published file; None where nothing came on paper."""
    kept = found.files.filter(name="recount.json").first()
    read = json.loads(bytes(kept.content)) if kept else {}
    batches = read.get("batches", [])
    if not batches:
        return None
    again = [one for one in batches if one["gap"] is not None]
    return Recounted(
        share=read["share"],
        dice="".join(map(str, read["dice"])),
        batches=len(batches),
        drawn=sum(1 for one in batches if one["drawn"]),
        again=len(again),
        gap=sum(one["gap"] for one in again),
    )

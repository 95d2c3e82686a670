"""Gates, and what people said at them."""

from __future__ import annotations

from collections.abc import Iterator

from qunce.domain.campaigns.models import Document
from qunce.domain.consultations.models import Point
from qunce.domain.gates.models import Passage
from qunce.domain.gates.states import PassageKind
from qunce.exchange.open_data.columns import (
    ADDRESS,
    AT_ONCE,
    CAMPAIGN,
    SINCE,
    UNIT,
    Address,
    Column,
    Dataset,
    Row,
    day_on,
    figure,
)
from qunce.kernel.refusals import gettext_noop
from qunce.statistics.release import MINIMUM


def _gates(address: Address) -> Iterator[Row]:
    guarded = Document.objects.select_related("campaign", "gate__unit", "gate__passage").order_by(
        "campaign_id", "gate_id", "pk"
    )
    before = None
    for document in guarded.iterator(chunk_size=AT_ONCE):
        gate = document.gate
        if gate.pk == before:
            continue
        before = gate.pk
        passage: Passage | None = getattr(gate, "passage", None)
        heard = passage is not None and passage.kind == PassageKind.EVIDENCE
        yield {
            "number": gate.pk,
            "campaign": document.campaign.title,
            "unit": gate.unit.name,
            "gate": gate.kind,
            "asks": gate.asks,
            "at_least": gate.at_least,
            "days_open": gate.days_open,
            "state": gate.state,
            "opened_on": day_on(passage.at) if passage else None,
            "opened_by": passage.kind if passage else "",
            "answers": _enough(passage.answered) if passage and heard else None,
            "points": passage.points if passage and heard else None,
            "points_answered": passage.points_answered if passage and heard else None,
            "address": address("public:gate", document.campaign_id, gate.kind),
        }


def _enough(people: int) -> int | None:
    return people if people >= MINIMUM else None


def _points(address: Address) -> Iterator[Row]:
    found = (
        Point.objects.public()
        .filter(consultation__told_at__isnull=False)
        .select_related("consultation__campaign", "consultation__unit", "answer")
        .order_by("consultation_id", "pk")
    )
    for one in found.iterator(chunk_size=AT_ONCE):
        yield {
            "number": one.pk,
            "campaign": one.consultation.campaign.title,
            "unit": one.consultation.unit.name,
            "consultation": one.consultation.title,
            "gate": one.consultation.kind,
            "said": one.said or "",
            "outcome": one.answer.outcome if one.answer else "",
            "reason": one.answer.reason if one.answer else "",
            "address": address("public:asked", one.consultation_id),
        }


GATES = Dataset(
    "gates",
    gettext_noop("Gates"),
    gettext_noop(
        "Gates before documents and stages: the rule fixed beforehand, and how it passed."
    ),
    (
        figure("number", gettext_noop("Number"), gettext_noop("Of the gate."), ""),
        CAMPAIGN,
        UNIT,
        Column(
            "gate",
            "string",
            gettext_noop("Gate"),
            gettext_noop("plan, problems, report, remedy or verdict."),
            required=True,
        ),
        Column(
            "asks",
            "string",
            gettext_noop("Who is asked"),
            gettext_noop("In the words of the rule."),
        ),
        figure(
            "at_least",
            gettext_noop("Answers needed"),
            gettext_noop("How many answers the rule asks for."),
            gettext_noop("answers"),
        ),
        figure(
            "days_open",
            gettext_noop("Days open"),
            gettext_noop("For how many days the rule says people can answer."),
            gettext_noop("days"),
        ),
        Column(
            "state",
            "string",
            gettext_noop("State"),
            gettext_noop("waiting, asking, passed, not_passed or overridden."),
            required=True,
        ),
        Column(
            "opened_on",
            "date",
            gettext_noop("Opened on"),
            gettext_noop("The day on which it was opened."),
        ),
        Column(
            "opened_by",
            "string",
            gettext_noop("Opened by"),
            gettext_noop("evidence (the people were heard) or override (a higher post)."),
        ),
        figure(
            "answers",
            gettext_noop("Answers"),
            gettext_noop("How many answers there were."),
            gettext_noop("people"),
            True,
        ),
        figure(
            "points",
            gettext_noop("Points"),
            gettext_noop("How many points people made."),
            gettext_noop("points"),
        ),
        figure(
            "points_answered",
            gettext_noop("Points with an answer"),
            gettext_noop("How many of them have an answer with a reason."),
            gettext_noop("points"),
        ),
        ADDRESS,
    ),
    ("number",),
    _gates,
    SINCE,
)


POINTS = Dataset(
    "points",
    gettext_noop("Points from people"),
    gettext_noop(
        "What people said when they were asked, as it was read through for names, and "
        "what came of it."
    ),
    (
        figure("number", gettext_noop("Number"), gettext_noop("Of the point."), ""),
        CAMPAIGN,
        UNIT,
        Column(
            "consultation",
            "string",
            gettext_noop("Consultation"),
            gettext_noop("Title of what people were asked."),
        ),
        Column(
            "gate",
            "string",
            gettext_noop("Gate"),
            gettext_noop("plan, problems, report or remedy."),
        ),
        Column(
            "said",
            "string",
            gettext_noop("What was said"),
            gettext_noop("In people's own words; names are made unreadable."),
            required=True,
        ),
        Column(
            "outcome",
            "string",
            gettext_noop("What came of it"),
            gettext_noop("adopted, partly or not."),
        ),
        Column("reason", "string", gettext_noop("Reason"), gettext_noop("Why, or how.")),
        ADDRESS,
    ),
    ("number",),
    _points,
    SINCE,
)

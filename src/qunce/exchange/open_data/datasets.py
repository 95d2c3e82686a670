"""The datasets: what each row is, what each column means, and where rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from qunce.domain.campaigns.models import Campaign, Document
from qunce.domain.checks.models import Round
from qunce.domain.consultations.models import Point
from qunce.domain.gates.models import Passage
from qunce.domain.gates.states import PassageKind
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.models import MessageMonth, Publication
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import gettext_noop
from qunce.statistics.release import MINIMUM, OTHER_ROWS

Value: TypeAlias = str | int | bool | date | None
Row: TypeAlias = Mapping[str, Value]
Address: TypeAlias = Callable[..., str]
"""The whole address of a public page, by its name and arguments; empty where there is none."""

NO_CATEGORY = "none"
AT_ONCE = 500
"""Rows read in one go."""


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


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at, settings.TIME_ZONE)


_ADDRESS = Column(
    "address",
    "string",
    gettext_noop("Page"),
    gettext_noop("The public page on which this row can be looked up."),
)
_UNIT = Column(
    "unit", "string", gettext_noop("Unit"), gettext_noop("Where it is: the name of the unit.")
)
_CAMPAIGN = Column(
    "campaign", "string", gettext_noop("Campaign"), gettext_noop("Title of the campaign.")
)


def _number(name: str, title: str, description: str, unit: str, of_people: bool = False) -> Column:
    return Column(name, "integer", title, description, unit, of_people)


def _problems(address: Address) -> Iterator[Row]:
    found = Publication.objects.public().select_related(
        "problem__unit", "problem__town", "problem__category", "problem__responsible__unit"
    )
    for one in found.order_by("pk").iterator(chunk_size=AT_ONCE):
        problem = one.problem
        put_off = problem.state == ProblemState.NOT_NOW
        yield {
            "number": problem.number,
            "title": one.title,
            "statement": one.statement,
            "unit": problem.unit.name,
            "town": problem.town.name,
            "category": problem.category.code if problem.category else "",
            "found_on": problem.found_on,
            "state": problem.state,
            "responsible_post": str(problem.responsible) if problem.responsible else "",
            "due_on": problem.due_on,
            "not_now_reason": one.reason if put_off else "",
            "next_look_on": problem.not_now_until if put_off else None,
            "outcome": one.outcome,
            "confirmed_by": problem.confirmation,
            "confirmed_on": _day(problem.confirmed_at),
            "closed_on": _day(problem.closed_at),
            "times_reopened": problem.reopened_times,
            "public_since": _day(one.since),
            "address": address("public:problem", one.pk),
        }


def _promises(address: Address) -> Iterator[Row]:
    found = Promise.objects.select_related("campaign", "unit", "post__unit").order_by("pk")
    for one in found.iterator(chunk_size=AT_ONCE):
        yield {
            "number": one.pk,
            "campaign": one.campaign.title,
            "unit": one.unit.name,
            "post": str(one.post),
            "promise": one.text,
            "standard": one.standard,
            "due_on": one.due_on,
            "state": one.state,
            "judged_from": one.judged_from,
            "judged_on": _day(one.judged_at),
            "made_on": _day(one.made_at),
            "address": address("public:promise", one.pk),
        }


def _projects(address: Address) -> Iterator[Row]:
    found = Project.objects.select_related("campaign", "unit", "owner__unit").order_by("pk")
    for one in found.iterator(chunk_size=AT_ONCE):
        yield {
            "number": one.pk,
            "campaign": one.campaign.title,
            "unit": one.unit.name,
            "post": str(one.owner),
            "title": one.title,
            "what_for": one.what_for,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "state": one.state,
            "result": one.result,
            "address": address("public:project", one.pk),
        }


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
            "opened_on": _day(passage.at) if passage else None,
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


def _campaigns_by_unit() -> list[tuple[str, int]]:
    """Paths of units with the number of their newest campaign, the deepest first."""
    rows = Campaign.objects.order_by("starts_on", "pk").values_list("unit__path", "pk")
    return sorted(dict(rows).items(), key=lambda row: (-len(row[0]), row[0]))


def _page_of(path: str, campaigns: list[tuple[str, int]], code: str, address: Address) -> str:
    """The page that tells what ``code`` counts in the campaign a unit takes part in."""
    for top, campaign in campaigns:
        if path.startswith(top):
            return address("public:counted", campaign, code)
    return ""


def _messages(address: Address) -> Iterator[Row]:
    campaigns = _campaigns_by_unit()
    towns = {code: (name, path) for code, name, path in _towns()}
    for month in MessageMonth.objects.order_by("month").iterator(chunk_size=AT_ONCE):
        for town, cells in sorted(month.table["cells"].items()):
            name, path = towns.get(town, ("", ""))
            page = _page_of(path, campaigns, "messages", address) if path else ""
            for category, number in sorted(cells.items()):
                yield {
                    "month": f"{month.month:%Y-%m}",
                    "town": OTHER_ROWS if town == OTHER_ROWS else name or town,
                    "category": category or NO_CATEGORY,
                    "messages": number,
                    "withheld": number is None,
                    "address": page or address("public:open_data"),
                }


def _towns() -> QuerySet[Unit, tuple[str, str, str]]:
    return Unit.objects.filter(kind="town").order_by().values_list("code", "name", "path")


def _checks(address: Address) -> Iterator[Row]:
    campaigns = _campaigns_by_unit()
    rounds = (
        Round.objects.select_related("check_list__town")
        .annotate(
            places=Count("stops", distinct=True),
            looked=Count("stops", filter=Q(stops__looked_at__isnull=False), distinct=True),
            wrong=Count(
                "stops__findings",
                filter=Q(stops__findings__in_order=False)
                & (
                    Q(stops__findings__problem__isnull=True)
                    | Q(stops__findings__problem__hidden_from__isnull=True)
                ),
                distinct=True,
            ),
        )
        .order_by("pk")
    )
    for one in rounds.iterator(chunk_size=AT_ONCE):
        town = one.check_list.town
        yield {
            "number": one.pk,
            "town": town.name,
            "check_list": one.check_list.name,
            "starts_on": one.starts_on,
            "due_on": one.due_on,
            "places": one.places,
            "places_looked_at": one.looked,
            "not_in_order": one.wrong,
            "address": _page_of(town.path, campaigns, "places_looked_at", address)
            or address("public:open_data"),
        }


_SINCE = date(2026, 11, 26)

DATASETS: Mapping[str, Dataset] = {
    one.code: one
    for one in (
        Dataset(
            "problems",
            gettext_noop("Problems"),
            gettext_noop(
                "Problems on the public list, in the wording that was read through for names. "
                "Problems in which somebody is accused are not in it."
            ),
            (
                Column(
                    "number",
                    "string",
                    gettext_noop("Number"),
                    gettext_noop("By which the office knows the problem."),
                    required=True,
                ),
                Column(
                    "title",
                    "string",
                    gettext_noop("Title"),
                    gettext_noop("What is wrong, in a few words."),
                    required=True,
                ),
                Column(
                    "statement",
                    "string",
                    gettext_noop("What is wrong"),
                    gettext_noop("In plain words; never who said so."),
                    required=True,
                ),
                _UNIT,
                Column(
                    "town",
                    "string",
                    gettext_noop("On whose list"),
                    gettext_noop("The unit whose list it is on."),
                ),
                Column(
                    "category",
                    "string",
                    gettext_noop("Category"),
                    gettext_noop("Code of the matter; empty where it has none."),
                ),
                Column(
                    "found_on",
                    "date",
                    gettext_noop("Found on"),
                    gettext_noop("The day on which it was found."),
                    required=True,
                ),
                Column(
                    "state",
                    "string",
                    gettext_noop("State"),
                    gettext_noop(
                        "listed, in_hand, claimed (said to be fixed), checked, confirmed, closed, "
                        "not_now (cannot be solved for now) or reopened."
                    ),
                    required=True,
                ),
                Column(
                    "responsible_post",
                    "string",
                    gettext_noop("Who answers for it"),
                    gettext_noop("A post, never a person."),
                ),
                Column(
                    "due_on",
                    "date",
                    gettext_noop("Due on"),
                    gettext_noop("The day by which it is to be put right."),
                ),
                Column(
                    "not_now_reason",
                    "string",
                    gettext_noop("Why not now"),
                    gettext_noop("Why it cannot be solved for now, where that is its state."),
                ),
                Column(
                    "next_look_on",
                    "date",
                    gettext_noop("Looked at again on"),
                    gettext_noop("Of what cannot be solved for now: the next date."),
                ),
                Column(
                    "outcome",
                    "string",
                    gettext_noop("What was done"),
                    gettext_noop("In public words; empty until somebody read them through."),
                ),
                Column(
                    "confirmed_by",
                    "string",
                    gettext_noop("Confirmed by"),
                    gettext_noop(
                        "speakers (those who had spoken of it) or neighbours (drawn by lot)."
                    ),
                ),
                Column(
                    "confirmed_on",
                    "date",
                    gettext_noop("Confirmed on"),
                    gettext_noop("The day on which those concerned had confirmed it."),
                ),
                Column(
                    "closed_on",
                    "date",
                    gettext_noop("Closed on"),
                    gettext_noop("The day on which it was closed."),
                ),
                _number(
                    "times_reopened",
                    gettext_noop("Taken up again"),
                    gettext_noop("How often somebody said that it was not put right."),
                    "1",
                ),
                Column(
                    "public_since",
                    "date",
                    gettext_noop("Public since"),
                    gettext_noop("The day from which everybody could read it."),
                    required=True,
                ),
                _ADDRESS,
            ),
            ("number",),
            _problems,
            _SINCE,
        ),
        Dataset(
            "promises",
            gettext_noop("Promises"),
            gettext_noop("Public promises, and how somebody else judged them."),
            (
                _number("number", gettext_noop("Number"), gettext_noop("Of the promise."), ""),
                _CAMPAIGN,
                _UNIT,
                Column(
                    "post",
                    "string",
                    gettext_noop("Who promised"),
                    gettext_noop("A post, never a person."),
                ),
                Column(
                    "promise",
                    "string",
                    gettext_noop("Promise"),
                    gettext_noop("What was promised."),
                    required=True,
                ),
                Column(
                    "standard",
                    "string",
                    gettext_noop("Standard"),
                    gettext_noop("When it counts as kept, fixed beforehand."),
                ),
                Column(
                    "due_on",
                    "date",
                    gettext_noop("Due on"),
                    gettext_noop("The day by which it is to be kept."),
                ),
                Column(
                    "state",
                    "string",
                    gettext_noop("State"),
                    gettext_noop("open, said_kept, kept, not_kept or withdrawn."),
                    required=True,
                ),
                Column(
                    "judged_from",
                    "string",
                    gettext_noop("Judged from"),
                    gettext_noop("residents, asked (on the spot) or seen."),
                ),
                Column(
                    "judged_on",
                    "date",
                    gettext_noop("Judged on"),
                    gettext_noop("The day on which somebody else judged it."),
                ),
                Column(
                    "made_on",
                    "date",
                    gettext_noop("Made on"),
                    gettext_noop("The day on which it was made."),
                ),
                _ADDRESS,
            ),
            ("number",),
            _promises,
            _SINCE,
        ),
        Dataset(
            "projects",
            gettext_noop("Practice projects"),
            gettext_noop("What units set up that fits their place, and what came of it."),
            (
                _number("number", gettext_noop("Number"), gettext_noop("Of the project."), ""),
                _CAMPAIGN,
                _UNIT,
                Column(
                    "post",
                    "string",
                    gettext_noop("Who answers for it"),
                    gettext_noop("A post, never a person."),
                ),
                Column(
                    "title",
                    "string",
                    gettext_noop("Title"),
                    gettext_noop("What it is called."),
                    required=True,
                ),
                Column(
                    "what_for",
                    "string",
                    gettext_noop("What for"),
                    gettext_noop("What it is good for, in plain words."),
                ),
                Column(
                    "starts_on", "date", gettext_noop("Begins on"), gettext_noop("Its first day.")
                ),
                Column("ends_on", "date", gettext_noop("Ends on"), gettext_noop("Its last day.")),
                Column(
                    "state",
                    "string",
                    gettext_noop("State"),
                    gettext_noop("planned, going, finished or given_up."),
                    required=True,
                ),
                Column(
                    "result",
                    "string",
                    gettext_noop("Result"),
                    gettext_noop("What came of it; of one given up, why."),
                ),
                _ADDRESS,
            ),
            ("number",),
            _projects,
            _SINCE,
        ),
        Dataset(
            "gates",
            gettext_noop("Gates"),
            gettext_noop(
                "Gates before documents and stages: the rule fixed beforehand, and how it passed."
            ),
            (
                _number("number", gettext_noop("Number"), gettext_noop("Of the gate."), ""),
                _CAMPAIGN,
                _UNIT,
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
                _number(
                    "at_least",
                    gettext_noop("Answers needed"),
                    gettext_noop("How many answers the rule asks for."),
                    gettext_noop("answers"),
                ),
                _number(
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
                _number(
                    "answers",
                    gettext_noop("Answers"),
                    gettext_noop("How many answers there were."),
                    gettext_noop("people"),
                    True,
                ),
                _number(
                    "points",
                    gettext_noop("Points"),
                    gettext_noop("How many points people made."),
                    gettext_noop("points"),
                ),
                _number(
                    "points_answered",
                    gettext_noop("Points with an answer"),
                    gettext_noop("How many of them have an answer with a reason."),
                    gettext_noop("points"),
                ),
                _ADDRESS,
            ),
            ("number",),
            _gates,
            _SINCE,
        ),
        Dataset(
            "points",
            gettext_noop("Points from people"),
            gettext_noop(
                "What people said when they were asked, as it was read through for names, and "
                "what came of it."
            ),
            (
                _number("number", gettext_noop("Number"), gettext_noop("Of the point."), ""),
                _CAMPAIGN,
                _UNIT,
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
                _ADDRESS,
            ),
            ("number",),
            _points,
            _SINCE,
        ),
        Dataset(
            "messages",
            gettext_noop("Messages by month, town and category"),
            gettext_noop(
                "How many messages came. A number under ten is withheld, and so are as many others "
                "as it takes that none of these can be worked out. Released once for each month "
                "that is over. Accusations are not in it."
            ),
            (
                Column(
                    "month",
                    "yearmonth",
                    gettext_noop("Month"),
                    gettext_noop("Year and month in which they came."),
                    required=True,
                ),
                Column(
                    "town",
                    "string",
                    gettext_noop("Town"),
                    gettext_noop("Name of the unit; *other stands for small ones put together."),
                    required=True,
                ),
                Column(
                    "category",
                    "string",
                    gettext_noop("Category"),
                    gettext_noop("Code of the matter; none where it has no category."),
                ),
                _number(
                    "messages",
                    gettext_noop("Messages"),
                    gettext_noop("How many came; empty where withheld."),
                    gettext_noop("messages"),
                    True,
                ),
                Column(
                    "withheld",
                    "boolean",
                    gettext_noop("Withheld"),
                    gettext_noop("Whether the number is withheld."),
                    required=True,
                ),
                _ADDRESS,
            ),
            ("month", "town", "category"),
            _messages,
            _SINCE,
        ),
        Dataset(
            "checks",
            gettext_noop("Rounds of checks"),
            gettext_noop("Places looked at with a list, and what was not in order."),
            (
                _number("number", gettext_noop("Number"), gettext_noop("Of the round."), ""),
                Column(
                    "town", "string", gettext_noop("Town"), gettext_noop("Whose check list it is.")
                ),
                Column(
                    "check_list",
                    "string",
                    gettext_noop("Check list"),
                    gettext_noop("What was looked at."),
                ),
                Column(
                    "starts_on", "date", gettext_noop("Begins on"), gettext_noop("Its first day.")
                ),
                Column("due_on", "date", gettext_noop("Ends on"), gettext_noop("Its last day.")),
                _number(
                    "places",
                    gettext_noop("Places"),
                    gettext_noop("How many places belong to it."),
                    gettext_noop("places"),
                ),
                _number(
                    "places_looked_at",
                    gettext_noop("Places looked at"),
                    gettext_noop("How many of them were looked at."),
                    gettext_noop("places"),
                ),
                _number(
                    "not_in_order",
                    gettext_noop("Not in order"),
                    gettext_noop("How many things were found not in order."),
                    gettext_noop("things"),
                ),
                _ADDRESS,
            ),
            ("number",),
            _checks,
            _SINCE,
        ),
    )
}
"""Every dataset by its code."""

"""Problems, as they stand on the public list."""

from __future__ import annotations

from collections.abc import Iterator

from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.models import Publication
from qunce.exchange.open_data.columns import (
    ADDRESS,
    AT_ONCE,
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
            "list_of": problem.town.name,
            "category": problem.category.code if problem.category else "",
            "found_on": problem.found_on,
            "state": problem.state,
            "responsible_post": str(problem.responsible) if problem.responsible else "",
            "due_on": problem.due_on,
            "not_now_reason": one.reason if put_off else "",
            "next_look_on": problem.not_now_until if put_off else None,
            "outcome": one.outcome,
            "confirmed_by": problem.confirmation,
            "confirmed_on": day_on(problem.confirmed_at),
            "closed_on": day_on(problem.closed_at),
            "times_reopened": problem.reopened_times,
            "public_since": day_on(one.since),
            "address": address("public:problem", one.pk),
        }


PROBLEMS = Dataset(
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
        UNIT,
        Column(
            "list_of",
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
            gettext_noop("speakers (those who had spoken of it) or neighbours (drawn by lot)."),
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
        figure(
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
        ADDRESS,
    ),
    ("number",),
    _problems,
    SINCE,
)

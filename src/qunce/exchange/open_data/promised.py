"""Promises and practice projects."""

from __future__ import annotations

from collections.abc import Iterator

from qunce.domain.practice.models import Project, Promise
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
            "judged_on": day_on(one.judged_at),
            "made_on": day_on(one.made_at),
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


PROMISES = Dataset(
    "promises",
    gettext_noop("Promises"),
    gettext_noop("Public promises, and how somebody else judged them."),
    (
        figure("number", gettext_noop("Number"), gettext_noop("Of the promise."), ""),
        CAMPAIGN,
        UNIT,
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
        ADDRESS,
    ),
    ("number",),
    _promises,
    SINCE,
)


PROJECTS = Dataset(
    "projects",
    gettext_noop("Practice projects"),
    gettext_noop("What units set up that fits their place, and what came of it."),
    (
        figure("number", gettext_noop("Number"), gettext_noop("Of the project."), ""),
        CAMPAIGN,
        UNIT,
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
        Column("starts_on", "date", gettext_noop("Begins on"), gettext_noop("Its first day.")),
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
        ADDRESS,
    ),
    ("number",),
    _projects,
    SINCE,
)

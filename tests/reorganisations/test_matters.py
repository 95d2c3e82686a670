"""Whatever can be open at a unit is found, so that nothing is lost when it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import ballots_made
import checks_made
import consultations_made
import practice_made
import problems_made
import study_made
import supervision_made
import voices_made
from builders import a_campaign, a_draft
from cast import NOW, SYSTEM, TODAY, Cast
from imports import ledgers_made
from qunce.domain.accounts.actions import set_own_branch
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.organisations.actions import add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.reorganisations.actions import cover_unit
from qunce.domain.reorganisations.matters import open_matters
from qunce.domain.reorganisations.states import Matter


def _dispatched(cast: Cast) -> object:
    return set_dispatch(
        town=cast.town,
        category=voices_made.a_category(),
        unit=cast.village,
        actor=SYSTEM,
        now=NOW,
    )


def _covered(cast: Cast) -> object:
    return cover_unit(unit=cast.hill_village, by=cast.village, actor=cast.clerk, now=NOW)


def _below(cast: Cast) -> object:
    return add_unit(
        code="room", name="卫生室", kind="clinic", parent=cast.village, actor=SYSTEM, now=NOW
    )


def _branch(cast: Cast) -> object:
    return set_own_branch(post=cast.leader, branch=cast.village, actor=SYSTEM, now=NOW)


OF_THE_VILLAGE: dict[Matter, Callable[[Cast], object]] = {
    Matter.UNITS_BELOW: _below,
    Matter.GIVEN: voices_made.registered,
    Matter.PROBLEMS: problems_made.listed,
    Matter.SERIES: lambda cast: checks_made.a_series(cast, unit=cast.village),
    Matter.DISPATCH: _dispatched,
    Matter.COVERED: _covered,
    Matter.OWN_BRANCH: _branch,
    Matter.PROMISES: practice_made.a_promise,
    Matter.PROJECTS: practice_made.a_project,
    Matter.VISITS: supervision_made.a_planned_visit,
    Matter.MEMBERS: study_made.a_member,
}
OF_THE_TOWN: dict[Matter, Callable[[Cast], object]] = {
    Matter.CAMPAIGNS: a_campaign,
    Matter.DRAFTS: a_draft,
    Matter.RECEIVED: voices_made.a_voice,
    Matter.LISTED: problems_made.listed,
    Matter.CONSULTATIONS: consultations_made.a_consultation,
    Matter.BALLOTS: ballots_made.a_ballot,
    Matter.CHECK_LISTS: checks_made.a_check_list,
    Matter.IMPORTS: lambda cast: ledgers_made.uploaded(cast, ledgers_made.problems({})),
}


LOOKED_UP = {
    "organisations.Unit.parent": Matter.UNITS_BELOW,
    "organisations.Unit.covered_by": Matter.COVERED,
    "accounts.Post.own_branch": Matter.OWN_BRANCH,
    "matters.Dispatch.unit": Matter.DISPATCH,
    "campaigns.Draft.unit": Matter.DRAFTS,
    "campaigns.Campaign.unit": Matter.CAMPAIGNS,
    "voices.Voice.receiver": Matter.RECEIVED,
    "voices.Voice.reviewer": Matter.RECEIVED,
    "voices.Voice.responsible": Matter.GIVEN,
    "problems.Problem.town": Matter.LISTED,
    "problems.Problem.lead_unit": Matter.PROBLEMS,
    "consultations.Consultation.unit": Matter.CONSULTATIONS,
    "checks.CheckList.town": Matter.CHECK_LISTS,
    "checks.Series.unit": Matter.SERIES,
    "imports.LedgerImport.town": Matter.IMPORTS,
    "practice.Project.unit": Matter.PROJECTS,
    "practice.Promise.unit": Matter.PROMISES,
    "study.Member.unit": Matter.MEMBERS,
    "supervision.Visit.unit": Matter.VISITS,
}
"""By which field each kind is found; ballots are found by the unit of their campaign."""
GOES_ALONG = {
    "organisations.Place.unit": "places go to the successor, or to the unit above",
    "accounts.Post.unit": "posts are handed over, or have no holder any more",
    **dict.fromkeys(
        ("organisations.Neighbours.first", "organisations.Neighbours.second"),
        "what lay beside it lies beside the successor; of a closed unit it is not read",
    ),
    "campaigns.Duty.unit": "duties are carried over, or end with the reason",
}
STAYS = {
    # what happened and is over, or only names the unit: it stays readable under the old name
    "organisations.Unit.successor": "earlier mergers are moved on",
    "organisations.Place.came_from": "says where the place lay",
    **dict.fromkeys(
        ("budgets.FormBudget.unit", "budgets.CallLimit.unit", "partners.PartnerKey.county"),
        "of a town or county, which ends last",
    ),
    **dict.fromkeys(
        ("budgets.Asked.town", "budgets.Asked.unit", "budgets.Call.unit"),
        "what was asked of it counts for its own weeks and months",
    ),
    **dict.fromkeys(
        ("matters.Dispatch.town", "gates.Gate.unit", "supervision.Group.town"),
        "of a town; its campaigns and messages have to end first",
    ),
    **dict.fromkeys(
        ("complaints.Complaint.county", "complaints.Complaint.unit"),
        "answered by the county, whoever said it",
    ),
    **dict.fromkeys(
        (
            *(f"voices.Voice.{name}" for name in ("town", "village", "accused")),
            *("voices.Answer.unit", "voices.Objection.unit", "voices.Objection.suggests"),
            *("voices.Interest.unit", "voices.Clock.unit"),
            *(f"problems.Problem.{name}" for name in ("unit", "hidden_from", "assisting")),
        ),
        "where it is, whom it is about, who said what; who must act stands in LOOKED_UP",
    ),
    **dict.fromkeys(
        (
            *("consultations.Handout.unit", "consultations.Meeting.unit"),
            *("consultations.Sheet.village", "ballots.Stratum.unit", "imports.ImportRow.unit"),
        ),
        "where people were asked; the asking is the town's",
    ),
    **dict.fromkeys(
        ("practice.Promise.said_unit", "practice.Promise.judging_unit", "practice.Target.unit"),
        "who said, judged, or was to reach something",
    ),
    **dict.fromkeys(
        (
            *("study.Material.unit", "study.DeliveryRound.unit", "study.Plan.unit"),
            *("study.Session.unit", "duties.Completion.unit", "publicity.Story.unit"),
        ),
        "what was done there; rounds end with the notes on people",
    ),
    **dict.fromkeys(
        (
            *("warning.SpeakerCount.town", "warning.SpeakerCount.unit"),
            *("warning.SpeakerCount.accused", "warning.Alert.town", "warning.Alert.unit"),
            *("warning.Alert.places", "warning.Alert.hidden_from", "warning.Alert.asked_unit"),
        ),
        "how many spoke there; counts and alerts go on under the successor",
    ),
    **dict.fromkeys(
        (
            *("warning.ReportingChange.town", "warning.ReportingChange.unit"),
            *("warning.AlarmBudget.town", "warning.Look.town"),
        ),
        "of a town, which ends last; or since when more spoke somewhere",
    ),
    **dict.fromkeys(
        ("reorganisations.Reorganisation.unit", "reorganisations.Reorganisation.successor"),
        "the ending itself",
    ),
}


def test_of_everything_that_names_a_unit_somebody_decided_what_becomes_of_it() -> None:
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model is Unit
    }
    assert named == {*LOOKED_UP, *GOES_ALONG, *STAYS}
    assert {*LOOKED_UP.values(), Matter.BALLOTS} == set(Matter)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.PRIVATE_FILES = tmp_path / "private"


def test_the_two_tables_know_every_kind_of_matter() -> None:
    assert {*OF_THE_VILLAGE, *OF_THE_TOWN} == set(Matter)


@pytest.mark.parametrize("kind", OF_THE_VILLAGE)
def test_what_is_open_at_a_village_is_found(cast: Cast, kind: Matter) -> None:
    assert open_matters(cast.village, TODAY) == {}
    OF_THE_VILLAGE[kind](cast)
    assert open_matters(cast.village, TODAY).get(kind) == 1
    assert kind not in open_matters(cast.school, TODAY)


@pytest.mark.parametrize("kind", OF_THE_TOWN)
def test_what_is_open_at_a_town_is_found(cast: Cast, kind: Matter) -> None:
    assert set(open_matters(cast.town, TODAY)) == {Matter.UNITS_BELOW}
    OF_THE_TOWN[kind](cast)
    assert open_matters(cast.town, TODAY).get(kind) == 1
    assert kind not in open_matters(cast.other_town, TODAY)


def test_how_many_people_study_in_which_way_is_not_looked_up(cast: Cast) -> None:
    for called in ("一号", "二号", "三号"):
        study_made.a_member(cast, called)
    assert open_matters(cast.village, TODAY)[Matter.MEMBERS] == 1


def test_a_unit_that_has_ended_is_not_open_above_it(cast: Cast) -> None:
    Unit.objects.filter(parent=cast.town).update(closed_on=TODAY)
    assert open_matters(cast.town, TODAY) == {}

"""What happened completes a duty by itself: each evidence by the thing that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import checks_made
import consultations_made
import gates_made
import practice_made
import problems_made
import study_made
import supervision_made
import voices_made
from builders import statements
from cast import NOW, TODAY, Cast
from duties_made import DAY, a_campaign_of, rows, standing
from qunce.domain.campaigns.actions import issue, write_document
from qunce.domain.campaigns.models import Campaign
from qunce.domain.campaigns.states import Evidence
from qunce.domain.checks.actions import note_look
from qunce.domain.duties.facts import READERS, Scope, facts_of
from qunce.domain.gates.models import Gate
from qunce.domain.practice.actions import give_up
from qunce.domain.study.actions import make_delivery
from qunce.domain.voices.actions import say_result


def test_every_evidence_has_its_reader_and_all_are_asked_in_one_statement(cast: Cast) -> None:
    assert set(READERS) == set(Evidence)
    scope = Scope([cast.village.pk], TODAY - timedelta(days=30), TODAY)
    sent = statements(lambda: facts_of((scope, Evidence.values)))
    assert len(sent) == 1
    assert facts_of((scope, [])) == []


# --- one thing that happens, one duty done


def _session(cast: Cast, campaign: Campaign) -> None:
    study_made.hold_a_session(cast, campaign=campaign)


def _plan(cast: Cast, campaign: Campaign) -> None:
    study_made.a_plan(cast, campaign=campaign)


def _delivery(cast: Cast, campaign: Campaign) -> None:
    brought = study_made.a_delivery(cast, campaign=campaign)
    make_delivery(
        delivery=brought, done_on=TODAY, way="visit", said="", actor=cast.secretary, now=NOW
    )


def _promise(cast: Cast, campaign: Campaign) -> None:
    practice_made.a_promise(cast, campaign=campaign)


def _kept(cast: Cast, campaign: Campaign) -> None:
    practice_made.judged(
        cast, practice_made.said_kept(cast, practice_made.a_promise(cast, campaign=campaign))
    )


def _project(cast: Cast, campaign: Campaign) -> None:
    practice_made.a_project(cast, campaign=campaign)


def _finished(cast: Cast, campaign: Campaign) -> None:
    practice_made.a_finished_project(cast, project=practice_made.a_project(cast, campaign=campaign))


def _listed(cast: Cast, _campaign: Campaign) -> None:
    problems_made.listed(cast)


def _confirmed(cast: Cast, _campaign: Campaign) -> None:
    problems_made.confirmed(cast)


def _heard(cast: Cast, _campaign: Campaign) -> None:
    voices_made.a_voice(cast, channel="visit", keyed_by=cast.secretary)


def _answered(cast: Cast, _campaign: Campaign) -> None:
    voices_made.answered(cast)


def _asked_at_a_meeting(cast: Cast, campaign: Campaign) -> None:
    asked = consultations_made.started(cast, campaign=campaign)
    consultations_made.a_meeting(cast, asked)


def _checked(cast: Cast, _campaign: Campaign) -> None:
    stop = checks_made.a_stop(cast)
    note_look(stop=stop, answers=checks_made.answers(stop, "", ""), actor=cast.secretary, now=NOW)


OF_A_VILLAGE = [
    ("session_held", _session),
    ("plan_made", _plan),
    ("delivery_made", _delivery),
    ("promise_made", _promise),
    ("promise_kept", _kept),
    ("project_begun", _project),
    ("project_finished", _finished),
    ("problem_listed", _listed),
    ("problem_confirmed", _confirmed),
    ("voice_heard", _heard),
    ("voice_answered", _answered),
    ("voice_heard", _answered),
    ("gate_asked", _asked_at_a_meeting),
    ("check_made", _checked),
]


@pytest.mark.parametrize(
    ("evidence", "happens"), OF_A_VILLAGE, ids=[f"{e}-{h.__name__}" for e, h in OF_A_VILLAGE]
)
def test_what_happens_in_a_village_completes_its_duty_and_no_others(
    cast: Cast, evidence: str, happens: Callable[[Cast, Campaign], None]
) -> None:
    campaign = a_campaign_of(cast, evidence)
    assert standing(cast.village, campaign) == ["open"]
    happens(cast, campaign)
    (row,) = rows(cast.village, campaign)
    assert row.standing == "done"
    assert row.done is not None
    assert row.done.evidence == evidence
    assert row.done.on <= TODAY
    assert standing(cast.hill_village, campaign) == ["open"]
    assert standing(cast.secretary, campaign) == ["done"]


def _town_asks(cast: Cast, campaign: Campaign) -> None:
    consultations_made.started(cast, campaign=campaign)


def _visit(cast: Cast, _campaign: Campaign) -> None:
    supervision_made.a_made_visit(cast)


def _document(cast: Cast, campaign: Campaign) -> None:
    document = campaign.documents.get(kind="plan")
    gates_made.overridden(cast, Gate.objects.get(pk=document.gate_id))
    written = write_document(
        document=document, text="方案", seen_version=0, actor=cast.clerk, now=NOW
    )
    issue(document=written, actor=cast.clerk, now=NOW)


OF_THE_TOWN = [("gate_asked", _town_asks), ("visit_made", _visit), ("document_issued", _document)]


@pytest.mark.parametrize(("evidence", "happens"), OF_THE_TOWN, ids=[one[0] for one in OF_THE_TOWN])
def test_what_the_town_does_completes_the_towns_duty(
    cast: Cast, evidence: str, happens: Callable[[Cast, Campaign], None]
) -> None:
    campaign = a_campaign_of(cast, evidence, owed_by="镇党委")
    assert standing(cast.town, campaign) == ["open"]
    happens(cast, campaign)
    assert standing(cast.town, campaign) == ["done"]
    assert standing(cast.first, campaign) == ["done"]


# --- which fact for which duty


def test_the_second_duty_of_one_kind_waits_for_the_second_fact(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", "session_held", "session_held")
    study_made.hold_a_session(cast, campaign=campaign)
    assert standing(cast.village, campaign) == ["done", "open", "open"]
    study_made.hold_a_session(cast, campaign=campaign, held_on=TODAY - DAY)
    assert standing(cast.village, campaign) == ["done", "done", "open"]
    first, second, _third = rows(cast.village, campaign)
    assert first.done is not None
    assert second.done is not None
    assert first.done.on == TODAY - DAY
    assert second.done.on == TODAY


def test_what_happened_before_the_campaign_began_does_not_count(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")
    before = campaign.starts_on - DAY
    study_made.hold_a_session(cast, campaign=campaign, held_on=campaign.starts_on)
    assert standing(cast.village, campaign) == ["done"]
    type(campaign).objects.filter(pk=campaign.pk).update(starts_on=campaign.starts_on + DAY)
    assert before < campaign.starts_on
    assert standing(cast.village, campaign) == ["open"]


def test_a_session_of_another_campaign_does_not_count(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")
    other = a_campaign_of(cast, "session_held")
    study_made.hold_a_session(cast, campaign=other)
    assert standing(cast.village, campaign) == ["open"]
    assert standing(cast.village, other) == ["done"]


def test_a_problem_of_no_campaign_counts_in_each(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_listed")
    other = a_campaign_of(cast, "problem_listed")
    problems_made.listed(cast)
    assert standing(cast.village, campaign) == standing(cast.village, other) == ["done"]
    Campaign.objects.filter(pk=other.pk).update(starts_on=TODAY + DAY)  # it begins tomorrow
    assert standing(cast.village, campaign) == ["done"]
    assert standing(cast.village, other) == ["open"]


def test_standing_follows_the_day(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")  # due in 21 days
    by_day = {days: standing(cast.village, campaign, TODAY + days * DAY) for days in (6, 7, 21, 22)}
    assert by_day == {6: ["open"], 7: ["due"], 21: ["due"], 22: ["late"]}


# --- what is kept from a unit is kept from here


def test_a_problem_made_from_an_accusation_is_no_evidence(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_listed", "voice_heard")
    problem = problems_made.listed(cast, lead_unit=cast.town, responsible=cast.clerk)
    assert standing(cast.village, campaign)[0] == "done"
    type(problem).objects.filter(pk=problem.pk).update(hidden_from=cast.village)
    assert standing(cast.village, campaign)[0] == "open"


def test_a_message_shows_no_number_and_a_delivery_nobody(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "voice_heard", "delivery_made")
    _heard(cast, campaign)
    _delivery(cast, campaign)
    heard, brought = rows(cast.village, campaign)
    assert heard.done is not None
    assert brought.done is not None
    assert (heard.done.title, brought.done.title) == ("", "")
    assert brought.done.kind == "delivery_round"


# --- a fact that is undone


def test_a_problem_that_opens_again_opens_the_duty_again(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_confirmed")
    problem = problems_made.closed(cast)
    assert standing(cast.village, campaign) == ["done"]
    problems_made.reopened(cast, problem)
    assert standing(cast.village, campaign) == ["open"]


def test_a_promise_that_was_not_kept_after_all_opens_the_duty_again(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "promise_kept")
    promise = practice_made.judged(
        cast, practice_made.said_kept(cast, practice_made.a_promise(cast, campaign=campaign))
    )
    assert standing(cast.village, campaign) == ["done"]
    practice_made.judged(cast, promise, kept=False, actor=cast.clerk)
    assert standing(cast.village, campaign) == ["open"]


def test_a_project_given_up_opens_the_duty_again(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "project_begun")
    project = practice_made.a_project(cast, campaign=campaign)
    assert standing(cast.village, campaign) == ["done"]
    give_up(project=project, reason="水源没了", actor=cast.secretary, now=NOW)
    assert standing(cast.village, campaign) == ["open"]


def test_an_answer_that_settled_nothing_opens_the_duty_again(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "voice_answered")
    voice = voices_made.answered(cast)
    assert standing(cast.village, campaign) == ["done"]
    say_result(voice=voice, says="not_fixed", words="还是不亮", now=NOW)
    assert standing(cast.village, campaign) == ["open"]

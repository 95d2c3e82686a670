"""What pages show is stored by a job: once, however many do it, and undone when the fact is."""

from __future__ import annotations

from typing import Any

import practice_made
import problems_made
import study_made
from builders import kinds_since, latest, statements
from cast import NOW, TODAY, Cast, build_cast
from duties_made import DAY, a_campaign_of, rows, standing, the_duty
from jobs.real_processes import Town
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.actions import complete_by_evidence
from qunce.domain.duties.models import Completion
from qunce.domain.duties.queries import duties_of
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.domain.study.actions import make_delivery


def test_the_job_stores_and_records_what_pages_showed_at_once(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held")
    study_made.hold_a_session(cast, campaign=campaign)
    (before,) = rows(cast.village, campaign)
    assert (before.standing, before.done is not None and before.done.stored) == ("done", None)
    size = Entry.objects.count()
    assert complete_by_evidence(now=NOW, limit=100) == 1
    assert kinds_since(size) == ["duty.shown_done"]
    assert latest().facts == {"evidence": "session_held", "on": TODAY.isoformat()}
    stored = Completion.objects.get()
    assert (stored.how, stored.post, stored.on) == ("evidence", None, TODAY)
    assert complete_by_evidence(now=NOW, limit=100) == 0
    assert standing(cast.village, campaign) == ["done"]


def test_a_fact_completes_one_duty_only(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", "session_held")
    study_made.hold_a_session(cast, campaign=campaign)
    assert complete_by_evidence(now=NOW, limit=100) == 1
    assert standing(cast.village, campaign) == ["done", "open"]
    # the order of days changes afterwards; what was completed stays so
    second = the_duty(campaign, cast.village, 2)
    Duty.objects.filter(pk=second.pk).update(due_on=TODAY)
    assert standing(cast.village, campaign) == ["due", "done"]
    assert complete_by_evidence(now=NOW, limit=100) == 0


def test_no_more_than_the_limit_is_done(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", "problem_listed")
    study_made.hold_a_session(cast, campaign=campaign)
    problems_made.listed(cast)
    assert [complete_by_evidence(now=NOW, limit=1) for _ in range(3)] == [1, 1, 0]


def test_an_undone_fact_opens_the_duty_again_and_says_what_it_was(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_confirmed")
    problem = problems_made.closed(cast)
    complete_by_evidence(now=NOW, limit=100)
    problems_made.reopened(cast, problem)
    (row,) = rows(cast.village, campaign)
    assert (row.standing, row.done) == ("open", None)
    assert row.undone is not None
    assert (row.undone.ref_kind, row.undone.ref_id) == ("problem", str(problem.pk))
    assert row.undone.ref_title == ""
    size = Entry.objects.count()
    assert complete_by_evidence(now=NOW, limit=100) == 1
    assert kinds_since(size) == ["duty.open_again"]
    (row,) = rows(cast.village, campaign)
    assert (row.standing, row.broken) == ("open", None)
    assert row.undone is not None
    assert row.undone.undone_on == TODAY
    assert complete_by_evidence(now=NOW, limit=100) == 0


def test_another_fact_takes_the_place_of_one_that_was_undone(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "promise_made")
    first = practice_made.a_promise(cast, campaign=campaign)
    complete_by_evidence(now=NOW, limit=100)
    practice_made.a_promise(cast, campaign=campaign, text="路灯当月修好")
    practice_made.withdrawn(cast, first)
    (row,) = rows(cast.village, campaign)
    assert row.standing == "done"
    assert row.undone is None
    assert row.done is not None
    assert row.done.title == "路灯当月修好"
    assert complete_by_evidence(now=NOW, limit=100) == 1
    assert Completion.objects.filter(undone_on__isnull=True).count() == 1


def test_that_something_was_brought_home_is_shown_and_never_stored(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "delivery_made")
    brought = study_made.a_delivery(cast, campaign=campaign)
    make_delivery(
        delivery=brought, done_on=TODAY, way="visit", said="", actor=cast.secretary, now=NOW
    )
    size = Entry.objects.count()
    assert standing(cast.village, campaign) == ["done"]
    assert complete_by_evidence(now=NOW, limit=100) == 0
    assert (Completion.objects.count(), Entry.objects.count()) == (0, size)


# --- leads


def led(cast: Cast, **changes: Any) -> None:
    study_made.hold_a_session(cast, led_by=cast.leader, **changes)


def the_leads(cast: Cast, unit: Unit) -> dict[str, str]:
    return {
        row.duty.action.evidence: str(row.standing)
        for row in duties_of(cast.leader, TODAY)
        if row.duty.of_post and row.duty.unit == unit
    }


def test_a_lead_is_done_by_what_its_own_post_did_where_it_is_owed(cast: Cast) -> None:
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    campaign = a_campaign_of(cast, "")
    assert the_leads(cast, cast.town)["session_led"] == "open"
    assert the_leads(cast, cast.village)["session_led"] == "open"
    led(cast, campaign=campaign)  # in the own branch: counts there and not in the group
    assert the_leads(cast, cast.village)["session_led"] == "done"
    assert the_leads(cast, cast.town)["session_led"] == "open"
    led(cast, campaign=campaign, unit=cast.school, actor=cast.teacher)
    assert the_leads(cast, cast.town)["session_led"] == "done"
    complete_by_evidence(now=NOW, limit=100)
    assert Completion.objects.filter(lead=cast.leader).count() == 2
    first = [
        row for row in duties_of(cast.first, TODAY) if row.duty.action.evidence == "session_led"
    ]
    assert [str(row.standing) for row in first] == ["open"]


# --- a new organisation without a branch of its own


def covered(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)


def test_a_session_of_the_branch_that_acts_for_it_is_one_of_both(cast: Cast) -> None:
    covered(cast)
    campaign = a_campaign_of(cast, "session_held", "problem_listed", owed_by="各支部")
    clinic = Unit.objects.get(pk=cast.clinic.pk)
    study_made.hold_a_session(cast, campaign=campaign)
    problems_made.listed(cast)
    own = [row for row in rows(clinic, campaign) if row.duty.unit == clinic]
    assert [str(row.standing) for row in own] == ["done", "open"]
    assert complete_by_evidence(now=NOW, limit=100) == 3
    seen_by_secretary = {row.duty.unit for row in rows(cast.secretary, campaign)}
    assert seen_by_secretary == {cast.village, clinic}


def test_it_stays_done_when_it_gets_a_branch_of_its_own(cast: Cast) -> None:
    covered(cast)
    campaign = a_campaign_of(cast, "session_held", owed_by="各支部")
    study_made.hold_a_session(cast, campaign=campaign)
    complete_by_evidence(now=NOW, limit=100)
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=None)
    assert standing(cast.clinic, campaign) == ["done"]


# --- cost


def test_what_a_town_owes_costs_the_same_whatever_its_duties(cast: Cast) -> None:
    three = ["session_held", "problem_listed", "gate_asked"]
    costs = []
    for number in (1, 3):
        a_campaign_of(cast, *three[:number])
        Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
        costs.append(
            [
                len(statements(lambda: duties_of(cast.secretary, TODAY))),
                len(statements(lambda: duties_of(cast.leader, TODAY))),
                len(statements(lambda: duties_of(cast.village, TODAY))),
            ]
        )
    assert costs == [[5, 5, 5], [5, 5, 5]]


# --- at the same moment

WORKER = """
import sys, django
django.setup()
from cast import NOW
from qunce.domain.duties.actions import complete_by_evidence
print("ready", flush=True)
sys.stdin.readline()
print(complete_by_evidence(now=NOW, limit=500))
"""


def test_two_workers_at_once_store_each_fact_once(own_town: Town) -> None:
    cast = build_cast()
    campaign = a_campaign_of(cast, *["session_held"] * 6)
    for number in range(6):
        study_made.hold_a_session(cast, campaign=campaign, held_on=TODAY - (number % 2) * DAY)
    said = own_town.race(WORKER)
    assert sum(map(int, said)) == 6 == Completion.objects.count()
    assert Entry.objects.filter(kind="duty.shown_done").count() == 6
    assert standing(cast.village, campaign) == ["done"] * 6

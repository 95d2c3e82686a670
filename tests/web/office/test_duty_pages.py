"""Duties as pages: what a post reads, what it tells in one touch, what the office moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

import practice_made
import problems_made
import study_made
import supervision_made
from builders import a_draft, a_line, settled, statements
from cast import NOW, SYSTEM, TODAY, Cast
from duties_made import DAY, a_campaign_of, move_aside, the_duty
from qunce.domain.accounts.actions import add_post
from qunce.domain.accounts.models import Holding, Post
from qunce.domain.campaigns.actions import adopt
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.duties.actions import complete_by_evidence, end_duties
from qunce.domain.duties.models import Completion, DutyMove
from qunce.domain.organisations.actions import add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.study.actions import make_delivery

DUTIES = "/office/duties/"
CALENDAR = f"{DUTIES}calendar/"
UNITS = f"{DUTIES}units/"
FORBIDDEN = re.compile(
    r"\d+ ?%|rank|score|points|积分|打卡|签到|排名|完成率|得分|评分|学时", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def as_(cast: Cast, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def text(client: Client, address: str = DUTIES, **asked: Any) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(duty: Duty) -> str:
    return f"{DUTIES}{duty.pk}/"


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """Its first duty is told by hand, its second shows itself."""
    campaign = a_campaign_of(cast, "", "problem_listed")
    move_aside(campaign)
    return campaign


@pytest.fixture
def by_hand(cast: Cast, campaign: Campaign) -> Duty:
    return the_duty(campaign, cast.village)


# --- a secretary


def test_a_secretary_reads_what_is_due_and_how_it_gets_done(cast: Cast, campaign: Campaign) -> None:
    said = text(as_(cast, "secretary"))
    assert "办好第1件事" in said
    assert "Nothing shows it by itself: say so when it is done." in said
    assert "It is done as soon as a problem is put on the list." in said
    assert not FORBIDDEN.search(said)


def test_what_nothing_shows_is_told_in_one_touch_and_taken_back(cast: Cast, by_hand: Duty) -> None:
    secretary = as_(cast, "secretary")
    told = secretary.post(f"{page(by_hand)}done/", {"back": f"{DUTIES}#duty-{by_hand.pk}"})
    assert told["Location"] == f"{DUTIES}#duty-{by_hand.pk}"
    assert Completion.objects.get().words == ""
    assert "Take it back" in text(secretary, page(by_hand))
    secretary.post(f"{page(by_hand)}done/back/")
    assert Completion.objects.get().undone_on == TODAY
    secretary.post(f"{page(by_hand)}done/", {"words": "都走到了"})
    assert "都走到了" in text(secretary, page(by_hand))


def test_what_happened_stands_there_at_once_with_its_page(cast: Cast, campaign: Campaign) -> None:
    problem = problems_made.listed(cast)
    response = as_(cast, "secretary").get(DUTIES)
    assert f'href="/office/problems/{problem.pk}/"' in response.content.decode()
    assert problem.title in response.content.decode()
    assert not Completion.objects.exists()


def test_what_was_undone_says_so(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_confirmed")
    problem = problems_made.closed(cast)
    complete_by_evidence(now=NOW, limit=100)
    problems_made.reopened(cast, problem)
    for address in (DUTIES, page(the_duty(campaign, cast.village))):
        assert "The problem was opened again, so this is open again." in text(
            as_(cast, "secretary"), address
        )


def test_a_delivery_shows_no_day_and_nobody(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "delivery_made")
    brought = study_made.a_delivery(cast, "九号", campaign=campaign)
    make_delivery(
        delivery=brought, done_on=TODAY, way="visit", said="", actor=cast.secretary, now=NOW
    )
    for who in ("secretary", "clerk", "leader"):
        said = text(as_(cast, who), page(the_duty(campaign, cast.village)))
        how = said[said.index("How it was done") : said.index("Why it is owed")]
        assert "Material was brought home" in how
        assert "九号" not in said
        assert not re.search(r"\d", how)


def test_a_duty_says_its_sentence_of_the_directive(cast: Cast) -> None:
    directive = "清泉镇关于开展活动的通知\n\n二、主要任务\n各村要建立问题清单，逐项整改。\n"
    draft = settled(cast, a_draft(cast, text=directive))
    a_line(cast, draft)
    adopt(draft=draft, actor=cast.clerk, now=NOW)
    duty = Duty.objects.get(unit=cast.village, action__start__isnull=False)
    secretary = as_(cast, "secretary")
    assert "As the directive says" in text(secretary, page(duty))
    assert f"#s-{duty.action.start}" in secretary.get(page(duty)).content.decode()
    own = Duty.objects.filter(unit=cast.village, action__start__isnull=True, of_post=False)[0]
    assert "This kind of campaign asks it of everybody" in text(secretary, page(own))


# --- a leader


def test_a_leader_reads_the_leads_of_the_group_and_of_the_own_branch(cast: Cast) -> None:
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    a_campaign_of(cast, "")
    said = text(as_(cast, "leader"))
    group = said.index("Going first, in the leading group")
    branch = said.index("Going first, where I take part like everybody else")
    assert said[group:branch].count("带头") == 5
    assert said[branch:].count("带头") == 5
    assert "上清村" in said[branch:]
    lead = Duty.objects.filter(post=cast.leader, unit=cast.village)[0]
    assert "Leading officials go first" in text(as_(cast, "leader"), page(lead))


# --- the office


def test_the_office_reads_where_duties_are_stuck_in_the_usual_order(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "problem_listed", "", due_on=TODAY)
    Duty.objects.filter(action__campaign=campaign).update(due_on=TODAY + 50 * DAY)
    the_duty(campaign, cast.village)
    for unit, number in ((cast.village, 1), (cast.village, 2), (cast.hill_village, 1)):
        duty = the_duty(campaign, unit, number)
        Duty.objects.filter(pk=duty.pk).update(due_on=TODAY - DAY)
    said = text(as_(cast, "clerk"), UNITS)
    stuck, others = said.split("Nothing has passed its day here")
    assert stuck.index("东岭村") < stuck.index("上清村")  # by code, not by how much is late
    assert "waits until a problem is put on the list" in stuck
    assert "not told yet" in stuck
    assert "Nobody holds a post that answers for some of it." in stuck
    assert "清泉镇中心学校" in others
    assert not FORBIDDEN.search(said)


def test_a_unit_without_a_post_a_closed_and_a_merged_one_make_sense(
    cast: Cast, campaign: Campaign
) -> None:
    clerk = as_(cast, "clerk")
    assert "nobody holds a post that answers for it" in text(clerk, f"{UNITS}dongling/")
    end_duties(unit=cast.hill_village, reason="整村搬迁", actor=cast.clerk, now=NOW)
    Unit.objects.filter(pk=cast.hill_village.pk).update(closed_on=TODAY)
    said = text(clerk, f"{UNITS}dongling/")
    assert "This unit was closed." in said
    assert "整村搬迁" in said
    Unit.objects.filter(pk=cast.hill_village.pk).update(successor=cast.village)
    assert "上清村 goes on with what was not done" in text(clerk, f"{UNITS}dongling/")
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    assert "that of 上清村 acts for it" in text(clerk, f"{UNITS}weishengyuan/")


def test_the_office_moves_a_duty_for_one_unit_and_for_all(cast: Cast, by_hand: Duty) -> None:
    clerk = as_(cast, "clerk")
    asked = {
        "to_on": (TODAY + 40 * DAY).isoformat(),
        "reason": "农忙",
        "seen_on": by_hand.due_on.isoformat(),
    }
    clerk.post(f"{page(by_hand)}move/", asked)
    assert DutyMove.objects.count() == 1
    assert "农忙" in text(as_(cast, "secretary"), page(by_hand))
    other = the_duty(by_hand.action.campaign, cast.hill_village)
    again = {**asked, "to_on": (TODAY + 41 * DAY).isoformat(), "for_all": "on"}
    clerk.post(f"{page(other)}move/", again)
    moved = Duty.objects.filter(due_on=TODAY + 41 * DAY)
    assert {duty.unit for duty in moved} == {cast.hill_village}  # the village has its own day


def test_a_duty_moved_for_all_moves_for_everybody_who_still_owes_it(
    cast: Cast, by_hand: Duty
) -> None:
    as_(cast, "secretary").post(f"{page(by_hand)}done/")
    other = the_duty(by_hand.action.campaign, cast.hill_village)
    asked = {
        "to_on": (TODAY + 41 * DAY).isoformat(),
        "reason": "农忙",
        "for_all": "on",
        "seen_on": other.due_on.isoformat(),
    }
    as_(cast, "clerk").post(f"{page(other)}move/", asked)
    assert list(DutyMove.objects.values_list("duty", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "move_needs_a_day"),
        ({"to_on": "2026-13-45", "reason": "农忙"}, "invalid"),
        ({"to_on": "soon", "reason": "农忙"}, "invalid"),
        ({"to_on": "0001-01-01", "reason": "农忙"}, "duty_day_outside_the_campaign"),
        ({"to_on": "2026-04-20"}, "reason_needed"),
        ({"to_on": "2026-04-20", "reason": "一\x00二"}, "reason_needed"),
        ({"to_on": "2026-04-20", "reason": "x", "seen_on": "2026-99-99"}, ""),
        ({"to_on": "2026-04-20", "reason": "x", "seen_on": "2026-01-01"}, "duty_changed_meanwhile"),
    ],
)
def test_a_bad_day_gives_a_sentence_and_keeps_what_was_typed(
    cast: Cast, by_hand: Duty, sent: dict[str, str], code: str
) -> None:
    response = as_(cast, "clerk").post(f"{page(by_hand)}move/", sent)
    if not code:
        assert response.status_code == 302
        return
    assert response.status_code == 200
    errors = response.context["move"].errors.as_data()
    assert code in {error.code for some in errors.values() for error in some}


# --- the calendar


def test_the_calendar_says_in_words_where_two_things_fall_together(cast: Cast) -> None:
    day = TODAY + 7 * DAY
    move_aside(a_campaign_of(cast, "problem_listed", due_on=day))
    move_aside(a_campaign_of(cast, "voice_heard", due_on=day + DAY))
    said = text(as_(cast, "clerk"), CALENDAR)
    assert "2 things fall on 东岭村 in this week, and the same on one more unit." in said
    assert "Move it" in said
    alone = text(as_(cast, "secretary"), CALENDAR)
    assert "2 things fall on 上清村 in this week." in alone
    assert "Move it" not in alone
    assert "东岭村" not in alone
    assert "2 things fall" not in text(as_(cast, "clerk"), CALENDAR, unit="xuexiao")


def test_everything_asked_stands_on_its_day(cast: Cast, campaign: Campaign) -> None:
    supervision_made.a_planned_visit(cast, about="看看路灯")
    study_made.a_plan(cast, campaign=campaign)
    said = text(as_(cast, "clerk"), CALENDAR)
    for part in ("看看路灯", "Explaining", "办好第1件事"):
        assert part in said, part


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "yesterday"},
        {"from": "2026-99-99"},
        {"from": "9999-12-31"},
        {"from": "0001-01-01"},
        {"from": "\x00"},
        {"from": ["2026-03-02", "x"]},
    ],
)
def test_a_bad_day_shows_this_week(cast: Cast, campaign: Campaign, asked: dict[str, Any]) -> None:
    response = as_(cast, "clerk").get(CALENDAR, asked)
    assert response.status_code == 200
    assert response.context["first"] == TODAY


def test_a_unit_of_another_town_has_no_calendar_here(cast: Cast, campaign: Campaign) -> None:
    for code in ("baishi", "nowhere", "\x00"):
        assert as_(cast, "clerk").get(CALENDAR, {"unit": code}).status_code == 404


# --- who sees what


@pytest.mark.parametrize(
    ("who", "duty", "unit", "units"),
    [
        ("secretary", 200, 200, 404),
        ("clerk", 200, 200, 200),
        ("leader", 200, 200, 200),
        ("viewer", 200, 200, 200),
        ("teacher", 404, 404, 404),
        ("outsider", 404, 404, 200),
    ],
)
def test_who_reads_which_page(
    cast: Cast, by_hand: Duty, who: str, duty: int, unit: int, units: int
) -> None:
    client = as_(cast, who)
    assert client.get(page(by_hand)).status_code == duty
    assert client.get(f"{UNITS}shangqing/").status_code == unit
    assert client.get(UNITS).status_code == units
    assert "上清村" not in text(as_(cast, "outsider"), UNITS)
    assert client.get(DUTIES).status_code == client.get(CALENDAR).status_code == 200


@pytest.mark.parametrize("who", ["outsider", "teacher"])
@pytest.mark.parametrize("act", ["done/", "done/back/", "move/"])
def test_an_outsider_does_nothing_here(cast: Cast, by_hand: Duty, who: str, act: str) -> None:
    assert as_(cast, who).post(f"{page(by_hand)}{act}").status_code == 404
    assert not Completion.objects.exists()


def test_who_sees_it_without_carrying_it_neither_tells_nor_moves(cast: Cast, by_hand: Duty) -> None:
    for who in ("viewer", "leader"):
        client = as_(cast, who)
        client.post(f"{page(by_hand)}done/")
        client.post(f"{page(by_hand)}move/", {"to_on": "2026-04-20", "reason": "x"})
        assert "It is done" not in text(client, page(by_hand)).replace("It is done as soon", "")
        assert "Give it another day" not in text(client, page(by_hand))
    assert not Completion.objects.exists()
    assert not DutyMove.objects.exists()


def test_a_guidance_post_sees_its_area_and_no_more(cast: Cast, campaign: Campaign) -> None:
    supervision_made.a_guide(cast)
    guide = as_(cast, "guide")
    said = text(guide, UNITS)
    assert "上清村" in said
    assert "清泉镇中心学校" not in said
    assert guide.get(f"{UNITS}shangqing/").status_code == 200
    assert guide.get(f"{UNITS}xuexiao/").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast, by_hand: Duty) -> None:
    for address in (DUTIES, UNITS, CALENDAR, page(by_hand), f"{UNITS}shangqing/"):
        assert Client().get(address).status_code == 302


def test_somebody_without_a_post_is_told_so(cast: Cast, campaign: Campaign) -> None:
    secretary = as_(cast, "secretary")
    Holding.objects.filter(post=cast.secretary).update(until=TODAY)
    assert "You hold no post at the moment." in text(secretary)
    assert secretary.get(CALENDAR).status_code == 404


def test_the_accused_unit_reads_nothing_of_a_problem_that_is_hidden_later(
    cast: Cast, campaign: Campaign
) -> None:
    problem = problems_made.listed(cast, lead_unit=cast.town, responsible=cast.clerk)
    complete_by_evidence(now=NOW, limit=100)
    duty = the_duty(campaign, cast.village, 2)
    secretary = as_(cast, "secretary")
    assert problem.title in text(secretary, page(duty))
    type(problem).objects.filter(pk=problem.pk).update(hidden_from=cast.village)
    for address in (DUTIES, page(duty), f"{UNITS}shangqing/", CALENDAR):
        body = secretary.get(address).content.decode()
        assert problem.title not in body
        assert f"problems/{problem.pk}/" not in body
        assert problem.number not in body


# --- a hospital, in English


def test_a_hospitals_pages_show_no_chinese(cast: Cast) -> None:
    made = {"actor": SYSTEM, "now": NOW}
    group = add_unit(code="group", name="Lakeside", kind="group", parent=None, **made)
    ward = add_unit(code="ward-3", name="Ward 3", kind="ward", parent=group, **made)
    office = add_post(unit=group, code="o", title="Safety office", role="campaign_office", **made)
    nurse = add_post(unit=ward, code="n", title="Nurse in charge", role="secretary", **made)
    boss = add_post(unit=group, code="b", title="Chair", role="first_responsible", **made)
    draft = settled(
        cast,
        a_draft(
            cast,
            unit=group,
            actor=office,
            text="Each ward must list its hazards.",
            template="safety-campaign",
        ),
        title="Safe hands",
        actor=office,
    )
    a_line(cast, draft, "No patient falls unseen", actor=office)
    adopt(draft=draft, actor=office, now=NOW)
    for post, who in ((nurse, "secretary"), (office, "clerk"), (boss, "leader")):
        user = cast.person(who)
        type(user).objects.filter(pk=user.pk).update(name="Ann")
        Holding.objects.filter(user=user).update(until=TODAY)
        Holding.objects.create(post=post, user=user, since=TODAY)
        client = as_(cast, who)
        for address in (DUTIES, CALENDAR, f"{UNITS}ward-3/"):
            said = re.sub(r"中文|简体|群策", "", text(client, address))
            assert not re.search(r"[\u4e00-\u9fff]", said), (who, address)
            assert "village" not in said.lower()
    assert "Lead a team huddle" in text(as_(cast, "leader"))


# --- cost


def test_a_page_costs_the_same_whatever_its_rows(cast: Cast) -> None:
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    costs = []
    for number in (1, 3):
        campaign = a_campaign_of(cast, *["problem_listed", "session_held", ""][:number])
        practice_made.a_promise(cast, campaign=campaign)
        if number == 1:
            problems_made.listed(cast)
        duty = the_duty(campaign, cast.village)
        clerk, secretary, leader = (as_(cast, who) for who in ("clerk", "secretary", "leader"))
        costs.append(
            {
                "a secretary's duties": len(statements(lambda c=secretary: c.get(DUTIES))),
                "a leader's": len(statements(lambda c=leader: c.get(DUTIES))),
                "a unit's": len(statements(lambda c=clerk: c.get(f"{UNITS}shangqing/"))),
                "where they are stuck": len(statements(lambda c=clerk: c.get(UNITS))),
                "one": len(statements(lambda c=clerk, d=duty: c.get(page(d)))),
                "the calendar": len(statements(lambda c=clerk: c.get(CALENDAR))),
            }
        )
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= 12, costs

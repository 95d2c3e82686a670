"""A unit's calendar for everybody: what is in it, what is not, and how it is fetched again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar, Event

import ballots_made
import consultations_made
import study_made
import supervision_made
from builders import statements
from cast import NOW, PEOPLE, TODAY, Cast
from duties_made import DAY, a_campaign_of, move_aside, the_duty
from qunce.domain.campaigns.models import Campaign
from qunce.domain.duties.actions import end_duties, move_duty
from qunce.domain.study.actions import move_step
from qunce.domain.supervision.actions import call_off


@pytest.fixture(autouse=True)
def on_that_day(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    campaign = a_campaign_of(cast, "session_held")
    move_aside(campaign)
    return campaign


def address(code: str = "shangqing") -> str:
    return f"/calendar/{code}.ics"


def fetched(client: Client, code: str = "shangqing") -> list[Event]:
    response = client.get(address(code))
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def titles(client: Client, code: str = "shangqing") -> list[str]:
    return [str(event["SUMMARY"]) for event in fetched(client, code)]


def mine(client: Client, part: str) -> Event:
    (found,) = [event for event in fetched(client) if part in str(event["SUMMARY"])]
    return found


def test_everything_public_on_the_units_days_is_in_it(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    study_made.a_plan(cast, campaign=campaign)
    study_made.hold_a_session(cast, campaign=campaign, form="tutoring")
    supervision_made.a_planned_visit(cast)
    consultations_made.started(cast, campaign=campaign)
    found = titles(client)
    for part in ("办好第1件事", "讲解", "活动方案征求意见", "总结报告"):
        assert any(part in one for one in found), part
    assert titles(client, "dongling") != found
    session = mine(client, "辅导")
    assert session["LOCATION"] == "村党群服务中心"
    assert session["DTSTART"].dt == TODAY
    duty = mine(client, "办好第1件事")
    assert str(duty["URL"]).endswith(f"/campaigns/{campaign.pk}/units/shangqing/")


def test_nobodys_name_no_topic_and_no_count_is_in_it(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    study_made.a_member(cast, "九号")
    study_made.a_round(cast, campaign=campaign)
    study_made.a_plan(cast, study_made.a_step(topic="秘密话题"), campaign=campaign)
    study_made.hold_a_session(
        cast, campaign=campaign, topic="秘密话题", led_by=cast.leader, present=4711
    )
    supervision_made.a_planned_visit(cast, about="秘密来意")
    said = client.get(address()).content.replace(b"\r\n ", b"").decode()
    assert "讲解" in said
    assert "Guidance" in said or "走访" in said or "指导" in said
    for hidden in (*PEOPLE.values(), "秘密", "九号", "4711", "党委副书记", "送学上门"):
        assert hidden not in said, hidden


def test_a_moved_day_keeps_its_name_and_a_called_off_visit_is_cancelled(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    visit = supervision_made.a_planned_visit(cast)
    before = mine(client, "办好第1件事")
    duty = the_duty(campaign, cast.village)
    move_duty(duty=duty, to=TODAY + 40 * DAY, reason="农忙", actor=cast.clerk, now=NOW)
    call_off(visit=visit, reason="下雨", actor=cast.leader, now=NOW)
    after = mine(client, "办好第1件事")
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == TODAY + 40 * DAY
    off = [event for event in fetched(client) if event["STATUS"] == "CANCELLED"]
    assert len(off) == 1
    assert not any("农忙" in str(one) or "下雨" in str(one) for one in fetched(client))


def test_a_planned_session_keeps_its_name_when_it_is_moved_and_held(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    plan = study_made.a_plan(cast, campaign=campaign)
    step = plan.steps.get()
    before = mine(client, "讲解")
    move_step(step=step, on=step.on + DAY, actor=cast.secretary, now=NOW)
    moved = mine(client, "讲解")
    study_made.hold_a_session(cast, campaign=campaign, plan_step=step)
    held = mine(client, "讲解")
    assert before["UID"] == moved["UID"] == held["UID"]
    assert [one["SEQUENCE"] for one in (before, moved, held)] == [0, 1, 2]


def test_what_is_no_longer_owed_is_cancelled(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    end_duties(unit=cast.village, reason="并村", actor=cast.clerk, now=NOW)
    assert mine(client, "办好第1件事")["STATUS"] == "CANCELLED"


def test_a_ballot_stands_on_its_days(client: Client, cast: Cast) -> None:
    ballot = ballots_made.opened(cast).ballot
    event = mine(client, ballot.title)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (ballot.opens_on, ballot.closes_on + DAY)


def test_a_hospitals_calendar_speaks_english(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    study_made.a_plan(cast, campaign=campaign)
    Campaign.objects.update(language="en")
    body = client.get(address()).content.replace(b"\r\n ", b"").decode()
    assert "Study session: Explaining" in body
    assert "SUMMARY;LANGUAGE=en:Due: " in body
    Campaign.objects.update(language="zh-hans")
    assert "LANGUAGE=zh-Hans" in client.get(address()).content.replace(b"\r\n ", b"").decode()


# --- fetched again


def test_fetched_again_only_what_changed_is_sent(
    client: Client, cast: Cast, campaign: Campaign
) -> None:
    first = client.get(address())
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    same = client.get(address(), headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(address(), headers={"if-modified-since": first["Last-Modified"]}).status_code
    later = NOW + DAY
    move_duty(
        duty=the_duty(campaign, cast.village),
        to=TODAY + 40 * DAY,
        reason="农忙",
        actor=cast.clerk,
        now=later,
    )
    changed = client.get(address(), headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    again = client.get(address(), headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert client.head(address()).status_code == 200


@pytest.mark.parametrize("code", ["nowhere", "SHANGQING", "x" * 200])
def test_a_unit_there_is_not_has_no_calendar(client: Client, cast: Cast, code: str) -> None:
    assert client.get(address(code)).status_code == 404
    assert client.post(address()).status_code == 405


def test_it_costs_the_same_whatever_is_in_it(client: Client, cast: Cast) -> None:
    costs = []
    for number in (1, 3):
        campaign = a_campaign_of(cast, *["session_held"] * number)
        for _ in range(number):
            study_made.hold_a_session(cast, campaign=campaign)
        costs.append(len(statements(lambda: client.get(address()))))
    assert costs == [11, 11]

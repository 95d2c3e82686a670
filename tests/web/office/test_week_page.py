"""A branch's week as a page: its lines, recording them there, once each; who gets at what."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

import study_made
import voices_made
from builders import statements
from cast import NOW, TODAY, Cast
from duties_made import a_campaign_of, move_aside, the_duty
from problems_made import a_problem, asked, checked, fresh, in_hand, listed
from qunce.domain.accounts.actions import vacate
from qunce.domain.duties.models import Completion
from qunce.domain.limits.models import Spent
from qunce.domain.problems.models import ProblemStep
from qunce.domain.study.models import Session
from qunce.domain.voices.models import Voice

WEEK = "/office/week/"
DAY = timedelta(days=1)
LINE = 'class="week-line"'


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    """It is five minutes after the cast's instant; a password is enough."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def as_(cast: Cast, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def take(client: Client, line: str, act: str, **said: Any) -> Any:
    """The step ``act`` on the line ``kind/number``, with a number of its own."""
    return client.post(f"{WEEK}{line}/{act}/", {"once": uuid.uuid4().hex, **said})


def seen(client: Client) -> str:
    answer = client.get(WEEK)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def soon(cast: Cast, **changes: Any) -> Any:
    """A problem in hand that is due this week."""
    return in_hand(cast, listed(cast, due_on=TODAY + 3 * DAY, **changes))


def test_nothing_to_do_is_said_as_good_news(cast: Cast) -> None:
    page = seen(as_(cast, "secretary"))
    assert "Nothing has to be done this week." in page
    assert LINE not in page


def test_the_home_of_a_secretary_is_the_week_and_of_the_office_it_is_not(cast: Cast) -> None:
    listed(cast)
    home = as_(cast, "secretary").get("/office/").content.decode()
    assert LINE in home
    office = as_(cast, "clerk").get("/office/").content.decode()
    assert LINE not in office


def test_a_message_is_taken_on_and_answered_where_it_stands(cast: Cast) -> None:
    voice = voices_made.registered(cast)
    secretary = as_(cast, "secretary")
    assert f'id="line-voice-{voice.pk}"' in seen(secretary)
    line = f"voice/{voice.pk}"
    answer = take(secretary, line, "accept", route="handling", words="三天内去看。")
    assert (answer.status_code, answer["Location"]) == (302, WEEK)
    answer = take(
        secretary, line, "answer", outcome="support", facts="灯泡烧坏。", opinion="已经换了。"
    )
    assert answer.status_code == 302
    assert Voice.objects.get(pk=voice.pk).state == "answered"
    assert f'id="line-voice-{voice.pk}"' not in seen(secretary), "the line has left"


def test_a_problem_is_moved_on_where_it_stands(cast: Cast) -> None:
    new, begun = listed(cast), soon(cast)
    secretary = as_(cast, "secretary")
    assert take(secretary, f"problem/{new.pk}", "take-in-hand").status_code == 302
    told = take(secretary, f"problem/{begun.pk}", "progress", words="灯泡已买。")
    assert told.status_code == 302
    assert LINE not in seen(secretary), "both are in hand and told of this week"
    assert take(secretary, f"problem/{begun.pk}", "claim", done="换了灯泡。").status_code == 302
    assert (fresh(new).state, fresh(begun).state) == ("in_hand", "claimed")


def test_who_was_asked_is_asked_by_somebody_who_did_not_do_the_work(cast: Cast) -> None:
    (asking,) = asked(checked(cast))
    line = f'id="line-asking-{asking.pk}"'
    assert line in seen(as_(cast, "clerk"))
    assert line not in seen(as_(cast, "secretary")), "who did it does not ask"
    said = {f"asking-{asking.pk}-says": "fixed", f"asking-{asking.pk}-words": "亮了"}
    assert take(as_(cast, "clerk"), f"asking/{asking.pk}", "note", **said).status_code == 302
    asking.refresh_from_db()
    assert (asking.says, asking.noted_by) == ("fixed", cast.clerk)
    assert line not in seen(as_(cast, "clerk"))
    assert "亮了" not in seen(as_(cast, "outsider"))


def test_what_is_sent_twice_is_recorded_once(cast: Cast) -> None:
    problem = soon(cast)
    secretary = as_(cast, "secretary")
    number = uuid.uuid4().hex
    for _ in range(2):
        answer = take(
            secretary, f"problem/{problem.pk}", "progress", words="灯泡已买。", once=number
        )
        assert answer.status_code == 302
    progress = ProblemStep.objects.filter(problem=problem, kind="progress")
    assert progress.count() == 1
    take(secretary, f"problem/{problem.pk}", "progress", words="线也接好了。")
    assert progress.count() == 2, "another form is another sending"


def test_a_number_is_used_up_only_by_what_was_recorded(cast: Cast) -> None:
    problem = soon(cast)
    secretary = as_(cast, "secretary")
    number = uuid.uuid4().hex
    refused = take(secretary, f"problem/{problem.pk}", "claim", done="", once=number)
    assert refused.status_code == 200
    assert f'value="{number}"' in refused.content.decode()
    take(secretary, f"problem/{problem.pk}", "claim", done="换了灯泡。", once=number)
    assert fresh(problem).state == "claimed"


def test_what_was_typed_stays_when_it_may_not_be(cast: Cast) -> None:
    problem = soon(cast)
    page = take(as_(cast, "secretary"), f"problem/{problem.pk}", "progress", words="?" * 5_000)
    text = page.content.decode()
    assert page.status_code == 200
    assert "?" * 5_000 in text
    assert "error-summary" in text
    assert " open>" in text, "the fold stands open"


def test_somebody_was_faster_and_nothing_typed_is_lost(cast: Cast) -> None:
    problem = soon(cast)
    secretary = as_(cast, "secretary")
    take(secretary, f"problem/{problem.pk}", "claim", done="换了灯泡。")
    page = take(secretary, f"problem/{problem.pk}", "progress", words="还在等灯泡。")
    assert page.status_code == 200
    assert "还在等灯泡。" in page.content.decode()


def test_in_the_background_only_the_line_comes_back(cast: Cast) -> None:
    problem = soon(cast)
    secretary = as_(cast, "secretary")
    line = f"{WEEK}problem/{problem.pk}/progress/"
    headers = {"HX-Request": "true"}
    wrong = secretary.post(line, {"words": ""}, headers=headers).content.decode()
    assert wrong.lstrip().startswith("<li")
    assert "error-summary" in wrong
    done = secretary.post(line, {"words": "灯泡已买。"}, headers=headers).content.decode()
    assert done.lstrip().startswith("<li")
    assert "week-recorded" in done


def test_signing_in_again_leads_back_to_the_line(cast: Cast) -> None:
    problem = soon(cast)
    address = f"{WEEK}problem/{problem.pk}/claim/"
    away = Client().post(address, {"done": "换了灯泡。"})
    assert away.status_code == 302
    assert "login" in away["Location"]
    back = as_(cast, "secretary").get(address)
    assert back["Location"] == f"{WEEK}?open=problem-{problem.pk}-claim#line-problem-{problem.pk}"
    page = as_(cast, "secretary").get(back["Location"].partition("#")[0]).content.decode()
    assert 'name="week-line" open>' in page
    assert 'name="week-step" open>' in page


@pytest.mark.parametrize("who", ["outsider", "viewer", "teacher"])
def test_others_get_at_no_line(cast: Cast, who: str) -> None:
    problem, voice = soon(cast), voices_made.registered(cast)
    client = as_(cast, who)
    assert f"line-problem-{problem.pk}" not in seen(client)
    assert f"line-voice-{voice.pk}" not in seen(client)
    assert "三组路灯" in seen(as_(cast, "secretary")), "there is something to leak"
    if who != "viewer":  # the county's viewer sees the town's list, and decides nothing
        answer = take(client, f"problem/{problem.pk}", "claim", done="换了。")
        assert answer.status_code == 404
    take(client, f"problem/{problem.pk}", "claim", done="换了。")
    assert take(client, f"voice/{voice.pk}", "accept").status_code == 404
    assert fresh(problem).state == "in_hand"


@pytest.mark.parametrize(
    "path", ["nothing/1/claim/", "problem/1/fly/", "voice/1/register/", "problem/999999/claim/"]
)
def test_what_is_not_offered_is_not_there(cast: Cast, path: str) -> None:
    soon(cast)
    voices_made.registered(cast)
    assert as_(cast, "secretary").post(f"{WEEK}{path}").status_code == 404


def test_a_duty_is_told_and_taken_back(cast: Cast) -> None:
    duty = the_duty(a_campaign_of(cast, "", due_on=TODAY + 5 * DAY), cast.village)
    secretary = as_(cast, "secretary")
    assert f'id="line-duty-{duty.pk}"' in seen(secretary)
    assert take(secretary, f"duty/{duty.pk}", "tell").status_code == 302
    page = seen(secretary)
    assert "Done this week" in page
    assert f"/office/week/duty/{duty.pk}/take-back/" in page
    assert take(secretary, f"duty/{duty.pk}", "take-back").status_code == 302
    assert f"/office/week/duty/{duty.pk}/tell/" in seen(secretary)
    assert [one.undone_by for one in Completion.objects.all()] == [cast.secretary]


def test_what_was_undone_in_the_background_stands_there_again(cast: Cast) -> None:
    duty = the_duty(a_campaign_of(cast, "", due_on=TODAY + 5 * DAY), cast.village)
    secretary = as_(cast, "secretary")
    headers = {"HX-Request": "true"}
    told = secretary.post(f"{WEEK}duty/{duty.pk}/tell/", headers=headers).content.decode()
    assert f"{WEEK}duty/{duty.pk}/take-back/" in told
    back = secretary.post(f"{WEEK}duty/{duty.pk}/take-back/", headers=headers).content.decode()
    assert LINE in back
    assert f"{WEEK}duty/{duty.pk}/tell/" in back


def test_a_session_is_held_and_completes_its_duty_on_the_same_page(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", due_on=TODAY + 5 * DAY)
    move_aside(campaign)
    study_made.hold_a_session(cast, campaign=campaign)  # completes what the campaign itself asks
    duty = the_duty(campaign, cast.village)
    secretary = as_(cast, "secretary")
    said = {
        "held_on": TODAY.isoformat(),
        "form": "explaining",
        "place": "村委会",
        "present": "14",
        "lines": "路灯三天内有人去看",
        "submission": uuid.uuid4().hex,
    }
    answer = secretary.post(f"{WEEK}duty/{duty.pk}/hold/", said, headers={"HX-Request": "true"})
    assert "week-recorded" in answer.content.decode()
    session = Session.objects.get(present=14)
    assert [line.words for line in session.lines.all()] == ["路灯三天内有人去看"]
    assert f'class="week-line" id="line-duty-{duty.pk}"' not in seen(secretary)


def test_only_one_line_offers_to_hold_a_session(cast: Cast) -> None:
    campaign = a_campaign_of(cast, "session_held", "session_held", due_on=TODAY + 5 * DAY)
    move_aside(campaign)
    study_made.a_plan(cast, study_made.a_step(on=TODAY + 3 * DAY), campaign=campaign)
    page = seen(as_(cast, "secretary"))
    assert page.count("/hold/") == 1
    assert "/office/week/step/" in page, "the step of the plan comes first"


def test_bringing_something_home_names_nobody_in_an_address(cast: Cast) -> None:
    others = [study_made.a_member(cast, f"{number}号") for number in range(4)]
    delivery = study_made.a_delivery(cast, "八号")
    study_made.a_round(cast, members=others)
    assert delivery.pk != delivery.round_id or delivery.member_id != delivery.round_id
    secretary = as_(cast, "secretary")
    page = seen(secretary)
    assert "八号" in page
    assert f"{WEEK}round/{delivery.round_id}/bring/" in page
    said = {
        "delivery": delivery.pk,
        "way": "visit",
        "week": "0",
        "said": "路口太黑了。",
        "submission": uuid.uuid4().hex,
    }
    assert (
        take(as_(cast, "outsider"), f"round/{delivery.round_id}", "bring", **said).status_code
        == 404
    )
    assert (
        take(as_(cast, "clerk"), f"round/{delivery.round_id}", "bring", **said).status_code == 404
    )
    assert take(secretary, f"round/{delivery.round_id}", "bring", **said).status_code == 302
    delivery.refresh_from_db()
    assert delivery.done_on is not None
    assert Voice.objects.get(text="路口太黑了。").identity is None
    assert "八号" not in seen(secretary)
    kept = Spent.objects.get()
    assert (kept.until.hour, kept.until.minute, kept.until.second) == (0, 0, 0)


def test_a_post_that_was_just_left_has_nothing_to_do(cast: Cast) -> None:
    listed(cast)
    secretary = as_(cast, "secretary")
    vacate(post=cast.secretary, on=TODAY, actor=cast.clerk.ref, now=NOW)
    page = seen(secretary)
    assert "You hold no post at the moment" in page
    assert LINE not in page


STATEMENTS = 29


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_line_and_for_three(cast: Cast, rows: int) -> None:
    campaign = a_campaign_of(cast, *["", "session_held"] * rows, due_on=TODAY + 5 * DAY)
    members = [study_made.a_member(cast, f"{number}号") for number in range(rows)]
    study_made.a_round(cast, campaign=campaign, members=members)
    for number in range(rows):
        soon(cast, problem=a_problem(cast, title=f"第{number}件"))
        listed(cast)
        voices_made.registered(cast)
    secretary = as_(cast, "secretary")
    seen(secretary)
    sent = statements(lambda: seen(secretary))
    assert len(sent) == STATEMENTS, [one[:90] for one in sent]

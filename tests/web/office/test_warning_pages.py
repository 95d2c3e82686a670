"""Alerts: what is more than usual, the card of one, what is done about it, and who sees none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from architecture.tree import PACKAGE
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Problem
from qunce.domain.voices.models import Voice
from qunce.domain.warning import actions
from qunce.domain.warning.models import AlarmBudget, Alert, ReportingChange, Verdict
from qunce.domain.warning.states import MOST_BUDGET
from qunce.kernel import clock
from qunce.web.office.warning import words
from voices_made import a_category, a_post
from warning_made import DAY, a_sorted_message, an_alert, as_now, past_speakers
from web.office.unit_pages import a_unit

SignIn = Callable[[str], Client]
BASE = "/office/warnings/"
SAID = ("石粉飘到灶台上。", "拉石料的车不盖篷布。", "菜叶上一层白灰。")


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask the clock; here it stands at the morning of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(alert: Alert) -> str:
    return f"{BASE}{alert.pk}/"


def do(browser: Client, alert: Alert, step: str, **typed: Any) -> Any:
    return browser.post(f"{address(alert)}{step}/", typed)


def codes(form: Any) -> set[str]:
    return {error.code for errors in form.errors.as_data().values() for error in errors}


def sprouting(cast: Cast) -> Alert:
    """Three households of Shangqing spoke of dust, and the alert of it."""
    for number, said in enumerate(SAID):
        a_sorted_message(cast, said, category=a_category("pollution"), on=TODAY - number * DAY)
    actions.count_new(now=NOW, limit=100)
    return an_alert(cast, category=a_category("pollution"))


# --- the list


def test_the_list_says_what_is_more_than_usual_and_where(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    for who in ("clerk", "leader", "first", "viewer", "secretary"):
        page = as_(who).get(BASE)
        assert [row.alert for row in page.context["open"]] == [alert]
        assert f'href="{address(alert)}"' in text(page)


def test_the_longest_unanswered_stands_first(as_: SignIn, cast: Cast) -> None:
    answered = an_alert(cast, now=NOW - 9 * DAY)
    late = an_alert(cast, unit=cast.school, now=NOW - DAY)
    early = an_alert(cast, unit=cast.clinic, now=NOW - 3 * DAY)
    actions.judge(alert=as_now(answered), says="known", actor=cast.clerk, now=NOW)
    rows = as_("clerk").get(BASE).context["open"]
    assert [row.alert for row in rows] == [early, late, answered]


def test_what_rests_and_what_is_over_stand_apart(as_: SignIn, cast: Cast) -> None:
    resting = an_alert(cast)
    over = an_alert(cast, unit=cast.school)
    actions.let_rest(alert=as_now(resting), until=TODAY + 9 * DAY, actor=cast.clerk, now=NOW)
    assert actions.raising.end_alert(alert=as_now(over), now=NOW)
    page = as_("clerk").get(BASE)
    assert page.context["open"] == []
    assert [row.alert for row in page.context["resting"]] == [resting]
    assert [row.alert for row in page.context["over"]] == [over]


def test_under_three_and_nobody_look_the_same(as_: SignIn, cast: Cast) -> None:
    water, road = a_category("water"), a_category("road")
    past_speakers(cast, cast.village, water, [TODAY - 2 * DAY], speakers=2)
    page = as_("clerk").get(BASE)
    assert page.context["cells"].rows == []
    past_speakers(cast, cast.village, water, [TODAY - DAY])
    past_speakers(cast, cast.school, road, [TODAY - DAY], speakers=7)
    past_speakers(cast, cast.school, water, [TODAY - DAY], speakers=2)
    cells = as_("clerk").get(BASE).context["cells"]
    assert {category.code: dict(row) for category, row in cells.rows} == {
        "water": {cast.village: 3, cast.school: None},
        "road": {cast.village: None, cast.school: 7},
    }


def test_the_table_has_merged_villages_in_one_and_every_other_unit_too(
    as_: SignIn, cast: Cast
) -> None:
    road = a_category("road")
    firm = a_unit("shichang", "采石场", "enterprise", cast.town)
    past_speakers(cast, firm, road, [TODAY - DAY], speakers=4)
    past_speakers(cast, cast.hill_village, road, [TODAY - DAY], speakers=2)
    past_speakers(cast, cast.village, road, [TODAY - 2 * DAY], speakers=2)
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(
        closed_on=TODAY, successor=cast.village
    )
    ((_category, row),) = as_("clerk").get(BASE).context["cells"].rows
    assert dict(row) == {cast.village: 4, firm: 4}
    ((_category, row),) = as_("secretary").get(BASE).context["cells"].rows
    assert dict(row) == {cast.village: 4}


def test_from_day_to_day_the_table_tells_of_nobody_new(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = a_category("road")
    for ago in (1, 26, 28, 29, 35):
        past_speakers(cast, cast.village, road, [TODAY - ago * DAY], speakers=3)
    told = []
    for day in range(8):
        past_speakers(cast, cast.village, road, [TODAY + day * DAY])
        monkeypatch.setattr(clock, "now", lambda day=day: NOW + day * DAY)
        ((_category, ((_unit, speakers),)),) = as_("secretary").get(BASE).context["cells"].rows
        told.append(speakers)
    assert told == [9] * 7 + [10]


def test_the_days_that_are_added_up_stand_on_a_line_of_their_own(as_: SignIn, cast: Cast) -> None:
    """A point between them and the sentence would be one of neither language."""
    counted = text(as_("clerk").get(BASE)).split('id="counted"')[1].split("</section>")[0]
    assert re.search(r"–\s*<time[^>]*>[^<]*</time></p>\s*<p class=\"hint\">", counted)


def test_a_secretary_sees_no_other_unit_and_the_guidance_group_its_area(
    as_: SignIn, cast: Cast
) -> None:
    for unit in (cast.village, cast.school):
        past_speakers(cast, unit, a_category("road"), [TODAY - DAY], speakers=5)
    other = an_alert(cast, unit=cast.school)
    page = as_("secretary").get(BASE)
    assert page.context["cells"].places == [cast.village]
    assert page.context["map"] is None
    assert page.context["open"] == []
    assert as_("secretary").get(address(other)).status_code == 404


def test_a_county_chooses_the_town(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    page = as_("viewer").get(f"{BASE}?town=qingquan")
    assert [row.alert for row in page.context["open"]] == [alert]
    page = as_("viewer").get(f"{BASE}?town=baishi")
    assert page.context["open"] == []
    page = as_("viewer").get(BASE)
    assert [row.alert for row in page.context["open"]] == [alert]
    assert (page.context["town"], page.context["map"]) == (None, None)
    for wrong in ("x", "%00", "shangqing", "9" * 400):
        assert as_("viewer").get(f"{BASE}?town={wrong}").status_code == 404
    assert as_("clerk").get(f"{BASE}?town=baishi").status_code == 404


def count(browser: Client, where: str) -> int:
    browser.get(where)
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(where).status_code == 200
    return len(sent)


def test_the_list_and_the_card_cost_the_same_for_one_and_for_three(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    past_speakers(cast, cast.village, a_category("road"), [TODAY - DAY], speakers=5)
    clerk = as_("clerk")
    assert (count(clerk, BASE), count(clerk, address(alert))) == LIST_AND_CARD
    for unit in (cast.school, cast.clinic):
        past_speakers(cast, unit, a_category("road"), [TODAY - DAY], speakers=5)
        more = an_alert(cast, unit=unit)
        actions.judge(alert=as_now(more), says="real", actor=cast.clerk, now=NOW)
    for number in range(2):
        actions.judge(alert=as_now(alert), says="unclear", actor=cast.leader, now=NOW)
        a_sorted_message(cast, f"又一家：{number}", category=a_category("pollution"))
    actions.count_new(now=NOW, limit=100)
    assert (count(clerk, BASE), count(clerk, address(alert))) == LIST_AND_CARD


LIST_AND_CARD = (11, 13)
"""Statements of the list and of the card, whatever the rows."""


# --- the card


def test_the_card_says_what_where_since_when_and_how_unusual(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    page = as_("clerk").get(address(alert), headers={"accept-language": "en"})
    said = text(page)
    assert "3 people, usually at most 1." in said
    assert "about once in 26 weeks, across everything that is watched" in said
    assert "上清村" in said
    assert said.count("<title") == 2, "the page's and the chart's"
    assert '<desc id="chart-desc">' in said
    assert [voice.text for voice in page.context["behind"]] == list(reversed(SAID))
    for code in ("real", "known", "not_real", "unclear"):
        assert f'name="says" value="{code}"' in said
    for line in ("As it always is there", "More everywhere at the moment"):
        assert line in said


def test_the_chart_and_its_table_show_the_same_weeks(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    past_speakers(cast, cast.village, a_category("pollution"), [TODAY - 30 * DAY], speakers=2)
    past_speakers(cast, cast.village, a_category("pollution"), [TODAY - 40 * DAY], speakers=6)
    chart = as_("clerk").get(address(alert)).context["chart"]
    shown = [(column.until, column.speakers) for column in chart.columns if column.speakers]
    assert shown == [(TODAY - 35 * DAY, 6), (TODAY, 3)]
    assert all(chart.top <= column.y <= chart.floor for column in chart.columns)
    assert chart.top <= chart.dot < chart.band_top, "more than usual lies higher"


@pytest.mark.parametrize(
    ("weeks", "says"),
    [
        (0.2, "about once in 1 week,"),
        (25.6, "about once in 26 weeks,"),
        (110.0, "about once in 2 years,"),
        (519.0, "about once in 9 years,"),
        (5_200.0, "less than once in ten years,"),
    ],
)
def test_how_unusual_is_said_in_weeks_or_years(weeks: float, says: str) -> None:
    with override("en"):
        assert says in words.unusual(weeks)


def test_what_is_usual_is_said_as_people_say_it() -> None:
    with override("en"):
        said = [words.usual(*span) for span in ((0, 0), (0, 1), (3, 6), (2, 2))]
    assert said == ["usually nobody", "usually at most 1", "usually 3 to 6", "usually 2"]


def test_other_explanations_stand_there_those_that_fit_first(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    alert.checked = [
        {"code": "repeating", "found": False, "messages": 3, "speakers": 3},
        {"code": "campaign_asks", "found": True, "from_on": "2026-02-27", "words": "问计"},
        {"code": "of a later version", "found": True},
        "nonsense",
        {"code": "new_channel", "found": True, "from_on": "not a day"},
    ]
    alert.save()
    looked = as_("clerk").get(address(alert)).context["looked_at"]
    assert [one.found for one in looked] == [True, True, False]
    assert "问计" in looked[0].says


def test_a_verdict_is_one_touch_and_can_be_another_later(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    for who, says in (("clerk", "unclear"), ("leader", "real")):
        assert do(as_(who), alert, "judge", says=says, words="").status_code == 302
    assert [one.says for one in Verdict.objects.all()] == ["unclear", "real"]
    page = as_("clerk").get(address(alert), headers={"accept-language": "en"})
    assert page.context["became"].startswith("Found right: 1 of 1 alert here.")
    answer = do(as_("clerk"), alert, "judge", says="gone")
    assert answer.status_code == 200
    assert codes(answer.context["steps"]["judge"]) == {"invalid_choice"}


def test_a_problem_is_opened_with_what_is_filled_in(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    clerk = as_("clerk")
    filled = clerk.get(address(alert)).context["steps"]["problem"].initial
    assert do(clerk, alert, "problem", **filled).status_code == 302
    problem = Problem.objects.get()
    assert as_now(alert).problem == problem
    assert f"/office/problems/{problem.pk}/" in text(clerk.get(address(alert)))
    again = do(clerk, alert, "problem", **filled)
    assert codes(again.context["left"][0]) == {"alert_has_a_problem"}


def test_the_unit_is_asked_and_answers_on_the_card(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    clerk, secretary = as_("clerk"), as_("secretary")
    assert "answer" not in secretary.get(address(alert)).context["steps"]
    filled = clerk.get(address(alert)).context["steps"]["ask"].initial
    assert do(clerk, alert, "ask", **filled).status_code == 302
    notice = Notice.objects.get(kind="alert.asked")
    page = secretary.get(notice.path)
    assert set(page.context["steps"]) == {"answer"}
    assert "answer_words_empty" not in text(page)
    assert do(secretary, alert, "answer", answer=" ").status_code == 200
    assert do(secretary, alert, "answer", answer="采石场换了新车队。").status_code == 302
    assert "采石场换了新车队。" in text(clerk.get(address(alert)))
    assert "ask" not in clerk.get(address(alert)).context["steps"]


def headings(page: Any) -> list[str]:
    """The parts of the page, one below the other."""
    return re.findall(r'<section aria-labelledby="([a-z-]+)"', text(page))


def test_a_question_stands_above_what_it_is_about_and_the_answer_above_the_verdict(
    as_: SignIn, cast: Cast
) -> None:
    alert = sprouting(cast)
    actions.ask_village(alert=as_now(alert), question="有什么情况？", actor=cast.clerk, now=NOW)
    page = as_("secretary").get(address(alert))
    assert headings(page)[0] == "answer", "whom it asks finds it first"
    assert text(page).index('id="answer"') < text(page).index('<dl class="facts">')
    actions.answer_question(alert=as_now(alert), answer="换了车队。", actor=cast.secretary, now=NOW)
    actions.judge(alert=as_now(alert), says="real", actor=cast.clerk, now=NOW)
    found = headings(as_("clerk").get(address(alert)))
    assert found[:5] == ["asked", "behind", "judge", "verdicts", "do"]


def test_a_problem_that_was_opened_is_said_at_the_head(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    clerk = as_("clerk")
    filled = clerk.get(address(alert)).context["steps"]["problem"].initial
    do(clerk, alert, "problem", **filled)
    said = text(clerk.get(address(alert)))
    assert said.index('<p class="notice good">') < said.index('<dl class="facts">')


def test_the_question_that_is_filled_in_is_seen_as_a_whole(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    said = text(as_("clerk").get(address(alert)))
    assert re.search(r'<textarea name="question"[^>]*rows="3"', said)


def test_each_reason_wraps_beside_its_word(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    alert.checked = [{"code": "new_channel", "found": False}, {"code": "new_category", "found": 1}]
    alert.save()
    page = as_("clerk").get(address(alert), headers={"accept-language": "en"})
    reasons = text(page).split('id="looked-at"')[1].split("</section>")[0]
    assert reasons.count('<li><p class="row-next">') == 2
    assert "Not the reason" in reasons


def test_in_large_print_the_numbers_beside_a_chart_have_more_room(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    clerk = as_("clerk")
    assert 'viewBox="0 0 640 214"' in text(clerk.get(address(alert)))
    clerk.cookies["large_print"] = "1"
    found = re.search(r'viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"', text(clerk.get(address(alert))))
    assert found is not None
    left, top, wide, high = map(int, found.groups())
    sheet = (PACKAGE / "static/qunce/warning.css").read_text(encoding="utf-8")
    large = re.search(
        r"max-width: 30rem\) {[^}]*\.alert-chart :is\(text[^}]*font-size: (\d+)px", sheet
    )
    assert large is not None
    height = int(large.group(1))
    assert height * 316 / wide > 20, "px, on a telephone whose picture is 316 px wide"
    three_digits = 3 * 0.6 * height
    chart = clerk.get(address(alert)).context["chart"]
    assert left <= 46 - three_digits, "of the scale"
    assert chart.at + 16 + three_digits <= left + wide, "of the dot"
    assert top <= chart.top + 9 - height * 0.8
    assert chart.floor + 9 <= top + high


def test_it_rests_until_a_day(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    clerk = as_("clerk")
    for wrong in ("", "soon", "2026-02-30", "0000-01-01"):
        assert codes(do(clerk, alert, "rest", until=wrong).context["steps"]["rest"])
    past = do(clerk, alert, "rest", until="2026-03-02")
    assert codes(past.context["steps"]["rest"]) == {"alert_rests_too_long"}
    quick = clerk.post(f"{address(alert)}rest/", {"until": ["", "2026-03-09"]})
    assert quick.status_code == 302
    assert as_now(alert).rests_until == date(2026, 3, 9)
    for page in (clerk.get(BASE), clerk.get(address(alert))):
        assert "<span><time" in text(page).split('<p class="row-next">')[1], "one piece of a line"


def test_bad_addresses_and_bad_input_are_no_errors(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    clerk = as_("clerk")
    assert do(clerk, alert, "nonsense").status_code == 404
    assert clerk.get(f"{address(alert)}judge/").status_code == 302
    assert clerk.get(f"{BASE}{10**18}/").status_code == 404
    for step in ("judge", "problem", "ask", "answer", "rest"):
        sent = do(clerk, alert, step, says="\x00", words="\x00", title="\x00", question="\x00")
        assert sent.status_code == 200
    assert not Problem.objects.exists()


# --- who sees it


def test_another_town_and_nobody_find_nothing(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    outsider = as_("outsider")
    page = outsider.get(BASE)
    assert page.context["open"] == []
    assert "上清村" not in text(page)
    assert outsider.get(address(alert)).status_code == 404
    for step in ("judge", "problem", "ask", "answer", "rest"):
        assert do(outsider, alert, step, says="real").status_code == 404
    assert as_("teacher").get(address(alert)).status_code == 404
    for where in (BASE, address(alert), f"{BASE}budget/", f"{BASE}changes/"):
        assert as_("").get(where).status_code == 302


def test_who_looks_on_is_offered_nothing(as_: SignIn, cast: Cast) -> None:
    alert = sprouting(cast)
    for who in ("viewer", "secretary"):
        browser = as_(who)
        assert browser.get(address(alert)).context["steps"] == {}
        sent = do(browser, alert, "judge", says="real")
        assert codes(sent.context["left"][0]) == {"alert_of_another_office"}
    assert as_("viewer").get(address(alert)).context["behind"] == []
    assert not Verdict.objects.exists()


def test_whom_the_messages_accuse_sees_nothing(as_: SignIn, cast: Cast) -> None:
    against = an_alert(cast, accused=cast.village, category=a_category("accounts"))
    accused = as_("secretary")
    assert accused.get(address(against)).status_code == 404
    page = accused.get(BASE)
    assert (page.context["open"], page.context["cells"].rows) == ([], [])
    clerk = as_("clerk").get(address(against))
    assert set(clerk.context["steps"]) == {"judge", "problem", "rest"}
    assert "上清村" not in text(clerk), "whom they accuse stands in the messages alone"
    refused = do(as_("clerk"), against, "problem", title="账目", statement="账目不清。")
    assert codes(refused.context["steps"]["problem"]) == {"alert_messages_not_yours"}


def test_an_alert_against_the_town_is_not_the_towns(as_: SignIn, cast: Cast) -> None:
    against = an_alert(cast, accused=cast.town, category=a_category("accounts"))
    for who in ("clerk", "leader", "first", "secretary"):
        assert as_(who).get(address(against)).status_code == 404
        assert as_(who).get(BASE).context["open"] == []
        if who != "secretary":
            assert as_(who).get("/office/").context["alerts_waiting"] == []


# --- what the town decides


def test_the_office_chooses_its_budget(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    assert clerk.get(f"{BASE}budget/").context["form"].initial == {"per_month": 1}
    for wrong in ("0", "11", "-1", "many", "", "9" * 30):
        sent = clerk.post(f"{BASE}budget/", {"per_month": wrong})
        assert sent.status_code == 200
        assert codes(sent.context["form"])
    assert clerk.post(f"{BASE}budget/", {"per_month": "3"}).status_code == 302
    assert AlarmBudget.objects.get().per_month == 3
    for who in ("secretary", "viewer", "teacher"):
        assert as_(who).get(f"{BASE}budget/").status_code == 404
        assert as_(who).post(f"{BASE}budget/", {"per_month": "5"}).status_code == 404


def test_changes_in_reporting_are_written_down(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    where = f"{BASE}changes/"
    typed = {"what": "new_channel", "from_on": "2026-02-20", "words": "村口贴了二维码"}
    assert clerk.post(where, typed).status_code == 302
    assert ReportingChange.objects.get().words == "村口贴了二维码"
    assert "村口贴了二维码" in text(clerk.get(where))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({**typed, "what": "other", "words": ""}, "words"),
        ({**typed, "what": "new_category"}, "category"),
        ({**typed, "from_on": "2027-01-01"}, "from_on"),
        ({**typed, "unit": str(cast.other_village.pk)}, "unit"),
        ({**typed, "what": "weather"}, "what"),
    ]
    for sent, on in wrong:
        assert set(clerk.post(where, sent).context["form"].errors) == {on}
    assert ReportingChange.objects.count() == 1
    for who in ("secretary", "viewer"):
        assert as_(who).get(where).status_code == 404


def test_a_change_in_all_units_is_chosen_not_left_empty_and_the_form_is_not_printed(
    as_: SignIn, cast: Cast
) -> None:
    said = text(as_("clerk").get(f"{BASE}changes/", headers={"accept-language": "en"}))
    assert said.count("(may be left empty)") == 1, "only of the words"
    assert '<section aria-labelledby="new" class="no-print">' in said


def test_the_budget_says_from_what_to_what_one_may_choose(as_: SignIn, cast: Cast) -> None:
    said = text(as_("clerk").get(f"{BASE}budget/", headers={"accept-language": "en"}))
    assert f"From 1 to {MOST_BUDGET}, over everything" in said


def test_the_office_is_led_there_from_its_home(as_: SignIn, cast: Cast) -> None:
    assert BASE in text(as_("clerk").get("/office/"))
    alert = an_alert(cast)
    assert address(alert) in text(as_("leader").get("/office/"))
    actions.judge(alert=as_now(alert), says="known", actor=cast.clerk, now=NOW)
    assert as_("clerk").get("/office/").context["alerts_waiting"] == []
    assert "alerts_waiting" not in (as_("secretary").get("/office/").context or {})


def test_a_ward_finds_its_alert_on_the_list_and_writes_down_for_its_hospital(
    cast: Cast, as_: SignIn
) -> None:
    group = a_unit("yijituan", "青禾医疗集团", "group", None)
    hospital = a_unit("yiyuan", "青禾县医院", "hospital", group)
    ward = a_unit("bingqu", "内科病区", "ward", hospital)
    alert = an_alert(cast, town=hospital, unit=ward)
    a_post(cast, ward, "secretary", "ward")
    browser = as_("ward")
    assert address(alert) in text(browser.get(BASE))
    written = {
        "kind": "problem",
        "channel": "visit",
        "text": "呼叫铃不响。",
        "village": ward.pk,
        "said_on": TODAY.isoformat(),
        "submission": "a" * 32,
    }
    assert browser.post("/office/voices/write/", written).status_code == 302
    voice = Voice.objects.get()
    assert (voice.town, voice.village, voice.receiver) == (hospital, ward, hospital)


def test_a_problem_that_is_hidden_from_the_unit_is_not_named_on_its_alert(
    cast: Cast, as_: SignIn
) -> None:
    alert = sprouting(cast)
    problem = actions.open_problem(
        alert=alert, title="石粉", statement="石粉太大。", actor=cast.clerk, now=NOW
    )
    assert as_("secretary").get(address(alert)).context["problem"] == problem
    Problem.objects.update(hidden_from=cast.village)
    page = as_("secretary").get(address(alert))
    assert (page.status_code, page.context["problem"]) == (200, None)
    assert problem.number not in text(page)


def test_a_change_is_taken_back_by_one_touch(as_: SignIn, cast: Cast) -> None:
    change = actions.register_change(
        town=cast.town, what="other", words="旱情", from_on=TODAY, actor=cast.clerk, now=NOW
    )
    clerk, changes = as_("clerk"), "/office/warnings/changes/"
    back = f"{changes}{change.pk}/take-back/"
    assert back in text(clerk.get(changes))
    assert clerk.get(back).status_code == 405
    for _time in range(2):
        assert clerk.post(back).url == changes
    assert "旱情" not in text(clerk.get(changes))
    for who in ("secretary", "outsider", "viewer"):
        assert as_(who).post(back).status_code == 404
    assert as_("clerk").post(f"{changes}{change.pk + 1}/take-back/").status_code == 404

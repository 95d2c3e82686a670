"""Alerts of daily numbers beside those of matters: list, card, map, the page of the series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast
from numbers_made import DAY, a_number_alert, an_excess, counted, past_numbers
from qunce.domain.checks.actions import close_series
from qunce.domain.problems.models import Problem
from qunce.domain.warning.actions import judge
from qunce.domain.warning.actions.raising import end_alert, update_alert
from qunce.domain.warning.models import Alert
from qunce.kernel import clock
from warning_made import an_alert, as_now

SignIn = Callable[[str], Client]
BASE = "/office/warnings/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask the clock; here it stands at the morning of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def address(alert: Alert) -> str:
    return f"{BASE}{alert.pk}/"


def absent(cast: Cast) -> Alert:
    """Twenty are absent today, and the alert of it."""
    series = counted(cast)
    past_numbers(cast, series, TODAY, [20])
    return a_number_alert(cast, series)


def test_both_kinds_stand_on_one_list_and_map(as_: SignIn, cast: Cast) -> None:
    number, matter = absent(cast), an_alert(cast)
    page = as_("clerk").get(BASE, headers=ENGLISH)
    assert {row.alert for row in page.context["open"]} == {number, matter}
    said = text(page)
    assert "清泉镇中心学校: 缺课人数" in said
    assert "20 人, usually 1 to 7" in said
    tiles = {tile.unit: tile.alerts for tile in page.context["map"].tiles}
    assert tiles[cast.school] == (number,)
    home = as_("clerk").get("/office/", headers=ENGLISH)
    assert "清泉镇中心学校: 缺课人数" in text(home)
    end_alert(alert=as_now(number), now=NOW)
    page = as_("clerk").get(BASE)
    assert [row.alert for row in page.context["over"]] == [number]


def test_the_card_says_what_was_counted_and_on_which_days(as_: SignIn, cast: Cast) -> None:
    alert = absent(cast)
    page = as_("clerk").get(address(alert), headers=ENGLISH)
    said = text(page)
    assert "清泉镇中心学校: 缺课人数 more than usual" in said
    assert "20 人, usually 1 to 7." in said
    assert f'href="/office/checks/series/{alert.series_id}/"' in said
    (behind,) = page.context["behind_days"]
    assert (behind.on, behind.number) == (TODAY, 20)
    assert behind.high < 12
    assert '<div class="table-wrap"><table class="behind-days">' in said, "it may be too wide"
    chart = page.context["chart"]
    assert [column.number for column in chart.columns if column.told] == [20]
    assert len(chart.columns) == 56
    assert all(chart.top <= column.y <= chart.floor for column in chart.columns)
    assert "spoke" not in said.split("<main")[1].split("</main")[0]


def test_the_card_of_seven_days_shows_seven(as_: SignIn, cast: Cast) -> None:
    series = counted(cast)
    alert = a_number_alert(
        cast, series, method="daily-7", first_on=TODAY - 7 * DAY, last_on=TODAY - DAY, observed=60
    )
    page = as_("clerk").get(address(alert), headers=ENGLISH)
    assert "In seven days 60 人, usually 1 to 7." in text(page)
    assert len(page.context["behind_days"]) == 7
    filled = page.context["steps"]["problem"].initial
    assert "seven days" in filled["statement"]


def test_it_rose_since(as_: SignIn, cast: Cast) -> None:
    alert = absent(cast)
    assert alert.series is not None
    update_alert(alert=alert, alarm=an_excess(alert.series, observed=26), now=NOW)
    assert "6 more than was told before: 26" in text(
        as_("clerk").get(address(alert), headers=ENGLISH)
    )


def test_a_problem_is_opened_and_the_school_asked(as_: SignIn, cast: Cast) -> None:
    alert = absent(cast)
    clerk = as_("clerk")
    steps = clerk.get(address(alert), headers=ENGLISH).context["steps"]
    for step in ("problem", "ask"):
        assert clerk.post(f"{address(alert)}{step}/", steps[step].initial).status_code == 302
    problem = Problem.objects.get()
    assert (problem.unit, problem.source) == (cast.school, "warning")
    assert "20 人" in problem.statement
    principal = as_("teacher")
    answer = principal.post(f"{address(alert)}answer/", {"answer": "三年级流感，已通知家长。"})
    assert answer.status_code == 302
    assert clerk.post(f"{address(alert)}judge/", {"says": "real"}).status_code == 302
    until = (TODAY + 7 * DAY).isoformat()
    assert clerk.post(f"{address(alert)}rest/", {"until": until}).status_code == 302
    assert as_now(alert).state == "resting"


@pytest.mark.parametrize("who", ["secretary", "outsider"])
def test_others_find_nothing(as_: SignIn, cast: Cast, who: str) -> None:
    alert = absent(cast)
    assert as_(who).get(address(alert)).status_code == 404
    assert as_(who).get(BASE).context["open"] == []


def test_what_was_looked_at_is_said_in_sentences(as_: SignIn, cast: Cast) -> None:
    alert = absent(cast)
    alert.checked = [
        {"code": "missing", "found": True, "days": 2},
        {"code": "corrected", "found": True, "from_on": TODAY.isoformat()},
        {"code": "begun", "found": False, "from_on": "nonsense"},
        {"code": "change", "found": True, "from_on": TODAY.isoformat(), "words": "改为点名"},
    ]
    alert.save()
    looked = as_("clerk").get(address(alert), headers=ENGLISH).context["looked_at"]
    assert [one.found for one in looked] == [True, True, True, False]
    assert looked[0].says.startswith("2 days just before or among these have no number")
    assert "改为点名" in looked[2].says


def test_the_page_of_the_series_says_what_is_usual_and_leads_to_the_alert(
    as_: SignIn, cast: Cast
) -> None:
    series = counted(cast)
    where = f"/office/checks/series/{series.pk}/"
    page = as_("clerk").get(where, headers=ENGLISH)
    assert "On such a day" in text(page)
    assert page.context["alert"] is None
    alert = a_number_alert(cast, series)
    for who in ("clerk", "teacher"):
        assert f'href="{address(alert)}"' in text(as_(who).get(where))
    close_series(series=series, actor=cast.clerk, now=NOW)
    assert "On such a day" not in text(as_("clerk").get(where, headers=ENGLISH))


@pytest.mark.parametrize("days", [0, 1, 27])
def test_of_a_series_that_is_new_nothing_is_said(as_: SignIn, cast: Cast, days: int) -> None:
    series = counted(cast, days=days)
    page = as_("clerk").get(f"/office/checks/series/{series.pk}/")
    assert page.status_code == 200
    assert page.context["usual"] == ""
    alert = a_number_alert(cast, series)
    assert as_("clerk").get(address(alert)).status_code == 200


def count(browser: Client, where: str) -> int:
    browser.get(where)
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(where).status_code == 200
    return len(sent)


def test_the_list_and_the_card_cost_the_same_for_one_and_for_three(as_: SignIn, cast: Cast) -> None:
    alert = absent(cast)
    clerk = as_("clerk")
    assert (count(clerk, BASE), count(clerk, address(alert))) == LIST_AND_CARD
    for name in ("迟到人数", "发热人数"):
        more = a_number_alert(cast, counted(cast, name=name))
        judge(alert=as_now(more), says="real", actor=cast.clerk, now=NOW)
    judge(alert=as_now(alert), says="unclear", actor=cast.leader, now=NOW)
    assert (count(clerk, BASE), count(clerk, address(alert))) == LIST_AND_CARD


LIST_AND_CARD = (10, 9)
"""Statements of the list and of the card, whatever the rows."""

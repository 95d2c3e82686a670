"""Everybody reads what may be asked, and why something is asked beyond it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from budgets_made import a_budget, a_limit, about, an_ask, office_of
from builders import statements
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.budgets.actions import end_asking
from qunce.kernel import clock

PAGE = "/budget/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page(client: Client) -> str:
    client.cookies["django_language"] = "en"
    response = client.get(PAGE)
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_empty_board_is_good_news(cast: Cast, client: Client) -> None:
    shown = page(client)
    assert "Nothing is asked beyond the budget." in shown
    assert "No budget is set yet." in shown
    assert "No limit is set yet." in shown


def test_a_reason_beyond_the_budget_stands_there_and_stays(cast: Cast, client: Client) -> None:
    a_budget(cast, fields=10)
    an_ask(cast, 1)
    an_ask(cast, 2, reason="防汛期间每天要知道水位")
    shown = page(client)
    assert "防汛期间每天要知道水位" in shown
    assert "第2项数字" in shown
    assert "第1项数字" not in shown
    assert "10 fields, 10 minutes" in shown
    end_asking(subject=about(2), actor=SYSTEM, now=NOW)
    assert "防汛期间每天要知道水位" in page(client)


def test_the_limit_on_calls_stands_there(cast: Cast, client: Client) -> None:
    a_limit(office_of(cast.county))
    assert "for each unit 2 visits, 1 check" in page(client)


def test_what_holds_later_is_not_there_yet(cast: Cast, client: Client) -> None:
    a_budget(cast, since=TODAY + timedelta(days=1))
    assert "No budget is set yet." in page(client)


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_however_much_stands_there(
    cast: Cast, client: Client, number: int
) -> None:
    a_budget(cast, fields=1)
    for one in range(number):
        an_ask(cast, one, reason="上级要的")
    assert len(statements(lambda: client.get(PAGE))) == 4


@pytest.mark.parametrize("number", ["0", "x", "99", "-1"])
def test_any_page_number_is_answered(cast: Cast, client: Client, number: str) -> None:
    assert client.get(PAGE, {"page": number}).status_code == 200

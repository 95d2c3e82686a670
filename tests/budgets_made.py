"""Limits, calls and budgets as offices make them, through the actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import ask_more, call_on, set_budget, set_call_limit
from qunce.domain.budgets.models import Asked, Call, CallLimit, FormBudget
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref

APRIL = date(2026, 4, 1)


def office_of(unit: Unit, code: str = "county-office") -> Post:
    """The campaign office of ``unit`` with somebody in it."""
    post = add_post(
        unit=unit, code=code, title="活动办公室", role="campaign_office", actor=SYSTEM, now=NOW
    )
    user = add_staff(username=f"log-in-{code}", name="高县办", password=None, now=NOW)
    appoint(post=post, user=user, since=TODAY - timedelta(days=30), actor=SYSTEM, now=NOW)
    return post


@pytest.fixture
def county_office(cast: Cast) -> Post:
    return office_of(cast.county)


def a_limit(office: Post, **changes: Any) -> CallLimit:
    given: dict[str, Any] = {"unit": office.unit, "visits": 2, "checks": 1, "since": TODAY}
    return set_call_limit(actor=office, now=NOW, **{**given, **changes})


def for_what(number: int = 1) -> Ref:
    return Ref("visit", str(number), f"第{number}次走访")


def a_call(cast: Cast, number: int = 1, **changes: Any) -> Call:
    """A visit to the village on the 10th of April, of the matter ``number``."""
    given: dict[str, Any] = {
        "unit": cast.village,
        "kind": "visit",
        "on": date(2026, 4, 10),
        "what": for_what(number),
    }
    return call_on(actor=cast.clerk, now=NOW, **{**given, **changes})


def a_budget(cast: Cast, **changes: Any) -> FormBudget:
    """The town lets a village be asked 20 fields and 10 minutes a week."""
    given: dict[str, Any] = {
        "unit": cast.town,
        "level": "village",
        "fields": 20,
        "minutes": 10,
        "since": TODAY,
        "actor": cast.clerk,
    }
    return set_budget(now=NOW, **{**given, **changes})


def about(number: int = 1) -> Ref:
    return Ref("series", str(number), f"第{number}项数字")


def an_ask(cast: Cast, number: int = 1, **changes: Any) -> Asked:
    """Every village is asked two fields, five times a week: ten fields and 2.5 minutes."""
    given: dict[str, Any] = {
        "asks": "series",
        "town": cast.town,
        "level": "village",
        "fields": 2,
        "times_per_week": 5,
        "subject": about(number),
        "actor": cast.clerk,
    }
    return ask_more(now=NOW, **{**given, **changes})

"""Who is asked about an alert finds the question in the week, and answers it there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from builders import statements
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.warning.actions import ask_village
from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import questions_to
from voices_made import a_category
from warning_made import an_alert

SignIn = Callable[[str], Client]
WEEK = "/office/week/"
QUESTION = "村里知道路灯为什么不亮吗？"
ANSWER = "线路老化，供电所下周来换。"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def a_question(cast: Cast, **changes: Any) -> Alert:
    alert = an_alert(cast, **changes)
    ask_village(alert=alert, question=QUESTION, actor=cast.clerk, now=NOW)
    alert.refresh_from_db()
    return alert


def answered(client: Client, alert: Alert, **said: Any) -> Any:
    sent = {"once": uuid.uuid4().hex, **said}
    return client.post(
        f"{WEEK}question/{alert.pk}/answer/", sent, headers={"accept-language": "en"}
    )


def seen(client: Client) -> str:
    return str(client.get(WEEK, headers={"accept-language": "en"}).content.decode())


def test_the_question_stands_in_the_week_though_nothing_else_is_to_be_done(
    cast: Cast, as_: SignIn
) -> None:
    alert = a_question(cast)
    page = seen(as_("secretary"))
    assert QUESTION in page
    assert f'id="line-question-{alert.pk}"' in page
    assert "Nothing has to be done this week." not in page


def test_it_is_answered_there_once_and_the_office_is_told(cast: Cast, as_: SignIn) -> None:
    alert, secretary = a_question(cast), as_("secretary")
    once = uuid.uuid4().hex
    for _time in range(2):
        told = answered(secretary, alert, answer=ANSWER, once=once)
        assert told.url == WEEK
    alert.refresh_from_db()
    assert (alert.answer, alert.answered_by) == (ANSWER, cast.secretary)
    assert Notice.objects.filter(kind="alert.answered", post=cast.clerk).count() == 1
    assert f"line-question-{alert.pk}" not in seen(secretary)


def test_without_words_it_is_not_answered_and_what_was_typed_stays(cast: Cast, as_: SignIn) -> None:
    alert, secretary = a_question(cast), as_("secretary")
    assert "Write" in answered(secretary, alert, answer=" ").content.decode()
    long = "线" * 5000
    assert long in answered(secretary, alert, answer=long).content.decode()
    alert.refresh_from_db()
    assert alert.answer == ""


def test_nobody_else_is_asked(cast: Cast, as_: SignIn) -> None:
    alert = a_question(cast)
    elsewhere = an_alert(cast, unit=cast.hill_village, category=a_category("road"))
    for who in ("clerk", "leader", "viewer"):
        client = as_(who)
        assert QUESTION not in seen(client)
        answered(client, alert, answer=ANSWER)
    secretary = as_("secretary")
    assert answered(secretary, elsewhere, answer=ANSWER).status_code == 404
    assert client.post(f"{WEEK}question/{alert.pk}/judge/").status_code == 404
    assert not Alert.objects.exclude(answer="").exists()


def test_what_is_over_or_was_answered_is_asked_no_more(cast: Cast) -> None:
    alert = a_question(cast)
    assert list(questions_to(cast.secretary, TODAY)) == [alert]
    Alert.objects.filter(pk=alert.pk).update(state="ended", ended_at=NOW)
    assert not questions_to(cast.secretary, TODAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_one_question_costs_as_much_as_three(cast: Cast, as_: SignIn, rows: int) -> None:
    for code in ("street-light", "road", "water")[:rows]:
        a_question(cast, category=a_category(code))
    secretary = as_("secretary")
    seen(secretary)
    sent = statements(lambda: seen(secretary))
    assert len(sent) == 20, [one[:90] for one in sent]

"""The problem list as pages: the whole way by forms, who sees what, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from builders import statements
from cast import NOW, SYSTEM, TODAY, Cast
from problems_made import (
    MESSAGE,
    a_draw,
    a_message,
    a_problem,
    asked,
    checked,
    claimed,
    closed,
    confirmed,
    fresh,
    in_hand,
    listed,
)
from qunce.domain.organisations.actions import add_place
from qunce.domain.problems import actions
from qunce.domain.problems.models import Problem

LIST = "/office/problems/"


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


def take(client: Client, problem: Problem, act: str, **said: Any) -> Any:
    return client.post(f"{LIST}{problem.pk}/{act}/", said)


def test_the_whole_way_is_gone_by_forms(cast: Cast) -> None:
    clerk, secretary, leader = (as_(cast, who) for who in ("clerk", "secretary", "leader"))
    voice = a_message(cast)
    answer = clerk.post(
        f"{LIST}new/?voice={voice.pk}",
        {
            "title": "三组路灯不亮",
            "statement": "三组十二号路灯损坏。",
            "unit": cast.village.pk,
            "found_on": TODAY.isoformat(),
            "mode": "checking",
        },
    )
    assert answer.status_code == 302
    problem = Problem.objects.get()
    steps: list[tuple[Client, str, dict[str, Any]]] = [
        (
            clerk,
            "list",
            {
                "lead_unit": cast.village.pk,
                "responsible": cast.secretary.pk,
                "due_on": (TODAY + timedelta(days=20)).isoformat(),
                "standard": "路灯夜间常亮",
                "mode": "checking",
                "level": "village",
                "seen_version": problem.version,
            },
        ),
        (secretary, "take-in-hand", {}),
        (
            secretary,
            "measure",
            {"text": "换灯泡", "due_on": (TODAY + timedelta(days=3)).isoformat()},
        ),
        (secretary, "progress", {"words": "灯泡已买"}),
        (secretary, "claim", {"done": "换了灯泡和线路"}),
        (leader, "check", {"passed": "yes", "finding": "夜间到现场看过，灯亮"}),
    ]
    for client, act, said in steps:
        assert take(client, problem, act, **said).status_code == 302, act
    actions.hear_speaker(voice=voice, says="fixed", words="亮了", now=NOW + timedelta(minutes=6))
    assert take(clerk, problem, "close", outcome="三组路灯恢复照明").status_code == 302
    assert fresh(problem).state == "closed"
    page = clerk.get(f"{LIST}{problem.pk}/").content.decode()
    for word in ("三组路灯恢复照明", "换了灯泡和线路", "亮了", "换灯泡"):
        assert word in page


@pytest.mark.parametrize("who", ["secretary"])
def test_the_doer_is_shown_why_they_do_not_close(cast: Cast, who: str) -> None:
    problem = confirmed(cast)
    client = as_(cast, who)
    assert (
        f'action="/office/problems/{problem.pk}/close/"'
        not in client.get(f"{LIST}{problem.pk}/").content.decode()
    )
    answer = take(client, problem, "close", outcome="我自己办结")
    assert answer.status_code == 200
    assert "我自己办结" in answer.content.decode()  # nothing typed is lost
    assert fresh(problem).state == "confirmed"


def test_what_was_typed_stays_and_the_reason_is_told(cast: Cast) -> None:
    problem = in_hand(cast)
    answer = take(
        as_(cast, "secretary"), problem, "more-time", until=TODAY.isoformat(), reason="还要几天时间"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "还要几天时间" in page
    assert "error-summary" in page


def test_a_neighbour_s_answer_is_written_down(cast: Cast) -> None:
    problem = checked(cast, claimed(cast, in_hand(cast, listed(cast, a_problem(cast, voices=[])))))
    a_draw(cast, problem)
    (first, *_rest) = asked(problem)
    client = as_(cast, "clerk")
    page = client.get(f"{LIST}{problem.pk}/").content.decode()
    assert f"/office/problems/askings/{first.pk}/note/" in page
    answer = client.post(f"{LIST}askings/{first.pk}/note/", {f"asking-{first.pk}-says": "fixed"})
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.says == "fixed"


def test_an_answer_without_a_choice_is_not_written_down(cast: Cast) -> None:
    problem = checked(cast)
    (asking,) = asked(problem)
    client = as_(cast, "clerk")
    client.post(f"{LIST}askings/{asking.pk}/note/", {f"asking-{asking.pk}-says": "perhaps"})
    asking.refresh_from_db()
    assert asking.says == ""


# --- who sees what


PAGES = ("", "{pk}/", "{pk}/claim/", "ledger/csv/?words=", "levels/")


def test_there_is_something_to_leak(cast: Cast) -> None:
    problem = in_hand(cast)
    client = as_(cast, "clerk")
    assert problem.title in client.get(LIST).content.decode()
    assert "三组十二号路灯损坏" in client.get(f"{LIST}{problem.pk}/").content.decode()
    assert "三组十二号路灯损坏" in client.get(f"{LIST}ledger/csv/").content.decode("utf-8-sig")


@pytest.mark.parametrize("who", ["outsider", "teacher"])
@pytest.mark.parametrize("page", PAGES)
def test_others_see_nothing_of_it(cast: Cast, who: str, page: str) -> None:
    problem = in_hand(cast)
    answer = as_(cast, who).get(LIST + page.format(pk=problem.pk), follow=True)
    text = b"".join(answer) if answer.streaming else answer.content
    assert problem.title not in text.decode()
    if "{pk}" in page:
        assert answer.status_code == 404


@pytest.mark.parametrize("who", ["outsider", "teacher"])
def test_not_yours_and_not_there_look_alike(cast: Cast, who: str) -> None:
    problem = in_hand(cast)
    client = as_(cast, who)
    for act in ("take-in-hand", "claim", "close", "not-now", "edit", "picture"):
        there = take(client, problem, act, done="x")
        nowhere = client.post(f"{LIST}999999/{act}/", {"done": "x"})
        assert (there.status_code, nowhere.status_code) == (404, 404)
    assert fresh(problem).state == "in_hand"


@pytest.mark.parametrize("who", ["viewer"])
def test_the_county_s_viewer_looks_and_does_not_touch(cast: Cast, who: str) -> None:
    problem = in_hand(cast)
    client = as_(cast, who)
    page = client.get(f"{LIST}{problem.pk}/").content.decode()
    assert problem.title in page
    assert '<form method="post" action="/office/problems/' not in page
    for act in ("take-in-hand", "claim", "close", "not-now", "edit"):
        take(client, problem, act, done="x", outcome="x", reason="x", title="y", statement="y")
    assert fresh(problem).version == problem.version


def test_the_accused_unit_sees_neither_problem_nor_message(cast: Cast) -> None:
    voice = a_message(cast, "上清村村干部克扣补助款，" + MESSAGE, accused=cast.village)
    problem = a_problem(
        cast,
        voices=[voice],
        title="补助发放不清",
        statement="补助发放名册与账目需要核对。",
    )
    assert problem.title in as_(cast, "clerk").get(LIST).content.decode()
    secretary = as_(cast, "secretary")
    assert problem.title not in secretary.get(LIST).content.decode()
    assert secretary.get(f"{LIST}{problem.pk}/").status_code == 404


def test_who_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    problem = in_hand(cast)
    for page in PAGES:
        answer = Client().get(LIST + page.format(pk=problem.pk))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["location"]


# --- bad input


@pytest.mark.parametrize(
    "query",
    ["?unit=x", "?unit=999999", "?state=sideways", "?page=x", "?words=%00%27%22*", "?level=moon"],
)
def test_a_filter_that_cannot_be_read_shows_the_list(cast: Cast, query: str) -> None:
    in_hand(cast)
    for page in ("", "ledger/csv/"):
        assert as_(cast, "clerk").get(LIST + page + query).status_code == 200


def test_the_list_is_narrowed_by_place(cast: Cast) -> None:
    gate, pond = (
        add_place(unit=cast.village, code=code, name=name, actor=SYSTEM, now=NOW)
        for code, name in (("gate", "村口"), ("pond", "水塘"))
    )
    a_problem(cast, title="村口路灯不亮", place=gate)
    a_problem(cast, title="水塘护栏断了", place=pond)
    page = as_(cast, "clerk").get(f"{LIST}?place={gate.pk}").content.decode()
    assert "村口路灯不亮" in page
    assert "水塘护栏断了" not in page


@pytest.mark.parametrize(
    "address", ["new/?voice=x", "new/?voice=999999", "0/", "1/fly/", "ledger/pdf/"]
)
def test_what_is_not_there_is_not_found(cast: Cast, address: str) -> None:
    assert as_(cast, "clerk").get(LIST + address).status_code == 404


def test_an_old_version_is_told_and_changes_nothing(cast: Cast) -> None:
    problem = a_problem(cast)
    seen = problem.version
    clerk = as_(cast, "clerk")
    said = {"title": "甲的说法", "statement": "路灯坏了三盏。", "seen_version": seen}
    assert take(clerk, problem, "edit", **said).status_code == 302
    late = take(clerk, problem, "edit", **{**said, "title": "乙的说法"})
    assert late.status_code == 200
    assert "乙的说法" in late.content.decode()
    assert fresh(problem).title == "甲的说法"


# --- downloads


def test_the_ledger_has_one_row_for_each_problem(cast: Cast) -> None:
    in_hand(cast)
    a_problem(cast, title="=HYPERLINK(1)", statement="单元格里像公式的话。", voices=[])
    text = as_(cast, "clerk").get(f"{LIST}ledger/csv/").content.decode("utf-8-sig")
    assert "三组十二号路灯损坏" in text
    assert not re.search(r'(^|,)"?=', text, re.MULTILINE)
    answer = as_(cast, "clerk").get(f"{LIST}ledger/xlsx/")
    assert answer.content.startswith(b"PK")
    assert answer["Cache-Control"] == "no-store"


# --- what it costs


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(cast: Cast, rows: int) -> None:
    for _ in range(rows):
        in_hand(cast)
    client = as_(cast, "clerk")
    client.get(LIST)
    assert len(statements(lambda: client.get(LIST))) == 11


@pytest.mark.parametrize("rows", [1, 3])
def test_a_problem_costs_the_same_for_one_and_three_messages(cast: Cast, rows: int) -> None:
    problem = closed(
        cast,
        confirmed(
            cast,
            checked(
                cast,
                claimed(
                    cast,
                    in_hand(
                        cast,
                        listed(
                            cast, a_problem(cast, voices=[a_message(cast) for _ in range(rows)])
                        ),
                    ),
                ),
            ),
        ),
    )
    client = as_(cast, "clerk")
    client.get(f"{LIST}{problem.pk}/")
    first = len(statements(lambda: client.get(f"{LIST}{problem.pk}/")))
    assert first <= 40

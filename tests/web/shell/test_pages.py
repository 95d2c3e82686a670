"""Every page: its language, its print, what browsers are told, and what it says when it fails."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from qunce.web.shell import errors
from web.shell.pages import LOGIN, STAFF_PAGES, confirm, inline_code, sign_in


@pytest.mark.parametrize(("asked", "said"), [("zh-CN,zh;q=0.9", "zh-CN"), ("en", "en")])
def test_a_page_says_its_language(client: Client, db: None, asked: str, said: str) -> None:
    page = client.get(LOGIN, headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{said}">' in page


def test_chinese_is_spoken_when_nothing_is_asked(client: Client, db: None) -> None:
    assert '<html lang="zh-CN">' in client.get(LOGIN).content.decode()


def test_switching_the_language_keeps_the_page(client: Client, db: None) -> None:
    answer = client.post(
        "/i18n/setlang/", {"language": "en", "next": "/accounts/login/?next=/office/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/office/")
    assert '<html lang="en">' in client.get(LOGIN).content.decode()


def test_large_print_is_remembered_for_a_year_and_can_be_left(client: Client, db: None) -> None:
    answer = client.post("/large-print/", {"large_print": "1", "next": LOGIN})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert answer.cookies["large_print"]["max-age"] == 365 * 24 * 60 * 60
    assert 'class="large-print"' in client.get(LOGIN).content.decode()
    client.post("/large-print/", {"large_print": "0", "next": LOGIN})
    assert 'class="large-print"' not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:1", ""]
)
def test_a_switch_never_leads_to_another_site(client: Client, db: None, elsewhere: str) -> None:
    answer = client.post("/large-print/", {"large_print": "1", "next": elsewhere})
    assert answer["Location"] == "/"


def test_switches_do_not_answer_a_plain_visit(client: Client, db: None) -> None:
    assert client.get("/large-print/").status_code == 405
    assert client.get("/act/").status_code in {302, 405}


def test_switches_need_the_forms_own_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post("/large-print/", {"large_print": "1"})
    assert answer.status_code == 403
    assert "This page had been open too long" in answer.content.decode()
    assert "large_print" not in answer.cookies


def test_browsers_are_told_to_run_nothing_inline(client: Client, db: None) -> None:
    policy = client.get(LOGIN)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if rule.strip())
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/no-such-page/", LOGIN, "/accounts/signup/"])
def test_open_pages_hold_no_inline_code(client: Client, db: None, address: str) -> None:
    assert inline_code(client.get(address).content.decode()) == []


def test_pages_for_staff_hold_no_inline_code(
    client: Client, town: object, no_second_factor: None
) -> None:
    sign_in(client, "leader")
    confirm(client)
    for address in STAFF_PAGES:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert inline_code(answer.content.decode()) == [], address


def test_a_page_has_one_title_one_main_and_a_way_past_the_head(client: Client, db: None) -> None:
    page = client.get(LOGIN).content.decode()
    assert page.count("<h1") == page.count("<main") == 1
    assert page.index('href="#main"') < page.index("<header")
    assert re.search(r"<title>\s*\S", page)


def test_a_missing_page_says_what_to_do(english: Client, db: None) -> None:
    answer = english.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert "Nothing was lost" in answer.content.decode()


@pytest.mark.parametrize(
    ("handler", "status", "words"),
    [
        (errors.bad_request, 400, "Nothing was changed"),
        (errors.forbidden, 403, "Nothing was changed"),
        (errors.not_found, 404, "Nothing was lost"),
    ],
)
def test_error_pages_say_that_nothing_was_lost(
    rf: RequestFactory, handler: object, status: int, words: str
) -> None:
    with translation.override("en"):
        answer = handler(rf.get("/x/"), Exception())  # type: ignore[operator]
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_breakdown_answers_without_the_database(rf: RequestFactory) -> None:
    # No database fixture: a query here would fail the test.
    with translation.override("en"):
        answer = errors.server_error(rf.get("/x/"))
    assert answer.status_code == 500
    assert "this last step was not saved" in answer.content.decode()


def test_a_breakdown_is_answered_by_that_page(
    english: Client, db: None, more_addresses: None
) -> None:
    english.raise_request_exception = False
    answer = english.get("/breaks/")
    assert answer.status_code == 500
    assert "It is not your fault" in answer.content.decode()


def test_an_anonymous_visitor_costs_no_query(
    client: Client, db: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/no-such-page/")

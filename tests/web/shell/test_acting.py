"""Staff act for a post they hold today, and for no other."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from qunce.domain.accounts.actions import add_staff, appoint
from qunce.domain.record import Ref
from web.shell.conftest import Town
from web.shell.pages import LOGIN, sign_in

PAGE = "/accounts/second-step/"


def acts_for(client: Client) -> str:
    page = client.get(PAGE).content.decode()
    found = re.search(r'class="acting".*?<summary>(.*?)</summary>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""


@pytest.fixture
def leader(english: Client, town: Town, no_second_factor: None) -> Client:
    sign_in(english, "leader")
    return english


def test_the_first_post_acts_until_another_is_chosen(leader: Client, town: Town) -> None:
    assert str(town.first) in acts_for(leader)
    answer = leader.post("/act/", {"post": town.deputy.pk, "next": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert str(town.deputy) in acts_for(leader)


@pytest.mark.parametrize("wanted", ["another's", "0", "", "text"])
def test_a_post_one_does_not_hold_is_not_there(leader: Client, town: Town, wanted: str) -> None:
    post = str(town.branch.pk) if wanted == "another's" else wanted
    assert leader.post("/act/", {"post": post}).status_code == 404
    assert str(town.first) in acts_for(leader)


def test_a_post_that_was_handed_over_no_longer_acts(
    leader: Client, town: Town, now: datetime
) -> None:
    leader.post("/act/", {"post": town.deputy.pk})
    successor = add_staff(username="successor", name="Successor", password=None, now=now)
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - the page asks the real clock
    appoint(
        post=town.deputy, user=successor, since=yesterday, actor=Ref("system", "t", "t"), now=now
    )
    assert str(town.first) in acts_for(leader)
    assert leader.post("/act/", {"post": town.deputy.pk}).status_code == 404


def test_staff_without_a_post_are_told_whom_to_ask(
    english: Client, town: Town, no_second_factor: None
) -> None:
    sign_in(english, "outsider")
    assert "You hold no post at the moment" in acts_for(english)
    assert english.post("/act/", {"post": town.first.pk}).status_code == 404


def test_a_visitor_acts_for_nobody(english: Client, town: Town) -> None:
    answer = english.post("/act/", {"post": town.first.pk})
    assert answer["Location"].startswith(LOGIN)
    assert 'class="acting"' not in english.get(LOGIN).content.decode()


@pytest.mark.parametrize("name", ["leader", "secretary"])
def test_a_page_for_staff_costs_the_same_for_one_post_and_for_two(
    english: Client,
    town: Town,
    more_addresses: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    TOTP.activate(getattr(town, name), "A" * 32)
    english.force_login(getattr(town, name))
    with django_assert_num_queries(4) as asked:
        english.get("/desk/")
    tables = ["django_session", "accounts_user", "accounts_post", "mfa_authenticator"]
    for table, one in zip(tables, asked.captured_queries, strict=True):
        assert f'FROM "{table}"' in one["sql"]

"""One-click log-ins are part of the demo and of nothing else."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, clear_url_caches, reverse
from pytest_django import Settings

from qunce.config import urls
from qunce.domain.accounts.actions import add_staff
from qunce.web.shell import demo
from web.shell.conftest import Town


@pytest.fixture
def in_the_demo(settings: Settings) -> Iterator[None]:
    """The addresses as they are made when the demo is on."""
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.parametrize("address", ["/demo/", "/demo/enter/leader/"])
def test_outside_the_demo_the_addresses_do_not_exist(
    client: Client, town: Town, address: str
) -> None:
    assert client.get(address).status_code == 404
    assert "_auth_user_id" not in client.session
    for name, given in (("demo", []), ("demo_enter", ["leader"])):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=given)


def test_outside_the_demo_the_views_refuse_even_when_reached(
    rf: RequestFactory, town: Town
) -> None:
    with pytest.raises(Http404):
        demo.enter(rf.get("/"), "leader")
    with pytest.raises(Http404):
        demo.roles(rf.get("/"))


def test_in_the_demo_one_touch_signs_in(client: Client, town: Town, in_the_demo: None) -> None:
    answer = client.get("/demo/enter/secretary/")
    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    assert client.session["_auth_user_id"] == str(town.secretary.pk)


def test_the_list_says_who_holds_what_and_leaves_out_who_holds_nothing(
    english: Client, town: Town, in_the_demo: None
) -> None:
    page = english.get("/demo/").content.decode()
    assert str(town.first) in page
    assert str(town.deputy) in page
    assert "/demo/enter/leader/" in page
    assert "/demo/enter/outsider/" not in page
    assert page.index("/demo/enter/leader/") < page.index("/demo/enter/secretary/")


def test_a_name_that_is_not_there_signs_nobody_in(
    client: Client, town: Town, in_the_demo: None
) -> None:
    assert client.get("/demo/enter/nobody/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_list_costs_one_query(
    client: Client, town: Town, in_the_demo: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/demo/")


def test_staff_of_the_demo_have_no_password_to_change(
    english: Client, town: Town, in_the_demo: None, now: datetime
) -> None:
    visitor = add_staff(username="visitor", name="Visitor", password=None, now=now)
    english.force_login(visitor)
    assert "/accounts/password/" not in english.get("/accounts/second-step/").content.decode()
    assert english.get("/accounts/password/").status_code == 404
    assert english.get("/accounts/second-step/totp/activate/").status_code == 200

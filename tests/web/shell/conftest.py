"""A small town whose staff sign in: a leader with two posts, a secretary, one without a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post, User
from qunce.domain.organisations.actions import add_unit
from qunce.domain.record import Ref
from web.shell.pages import PASSWORD, MoreAddresses

LONG_AGO = date(2020, 1, 1)


@dataclass
class Town:
    leader: User
    secretary: User
    outsider: User
    first: Post
    deputy: Post
    branch: Post


@pytest.fixture
def town(db: None, now: datetime) -> Town:
    actor = Ref("system", "test", "test")
    county = add_unit(
        code="county", name="Qinghe County", kind="county", parent=None, actor=actor, now=now
    )
    town = add_unit(
        code="town", name="Longhe Town", kind="town", parent=county, actor=actor, now=now
    )
    village = add_unit(
        code="village", name="Shanjiao Village", kind="village", parent=town, actor=actor, now=now
    )
    people = [
        add_staff(username=name, name=name.title(), password=PASSWORD, now=now)
        for name in ("leader", "secretary", "outsider")
    ]
    posts = [
        add_post(unit=unit, code=code, title=title, role=role, actor=actor, now=now)
        for unit, code, title, role in (
            (town, "a-first", "Secretary of the committee", "first_responsible"),
            (town, "b-deputy", "Deputy secretary", "leader"),
            (village, "c-branch", "Branch secretary", "secretary"),
        )
    ]
    for post, user in zip(posts, (people[0], people[0], people[1]), strict=True):
        appoint(post=post, user=user, since=LONG_AGO, actor=actor, now=now)
    return Town(*people, *posts)


@pytest.fixture
def english(client: Client) -> Client:
    """A visitor whose browser asks for English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def no_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def more_addresses(settings: Settings) -> None:
    """``/desk/`` is an empty page of the office, ``/breaks/`` breaks."""
    settings.ROOT_URLCONF = MoreAddresses

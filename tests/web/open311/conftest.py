"""The cast, a county that gives keys, two services, and a program that has a key."""

from __future__ import annotations

import pytest

from cast import Cast, cast
from partners.county_office import a_county_office, a_key
from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from web.open311.programs import TEST, Program, road, street_light

__all__ = ["cast"]


@pytest.fixture(params=["xml", "json"])
def form(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it is made in both formats."""
    return str(request.param)


@pytest.fixture
def office(cast: Cast) -> Post:
    return a_county_office(cast)


@pytest.fixture
def lamp(cast: Cast) -> Category:
    return street_light()


@pytest.fixture
def way(cast: Cast) -> Category:
    return road()


@pytest.fixture
def key(office: Post) -> str:
    return a_key(office)[1]


@pytest.fixture
def program(key: str, lamp: Category, way: Category) -> Program:
    """Talks to production."""
    return Program(key)


@pytest.fixture
def rehearsal(key: str, lamp: Category, way: Category) -> Program:
    """Talks to the test endpoint."""
    return Program(key, TEST)

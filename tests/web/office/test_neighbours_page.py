"""The page on which the office says who lies beside whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from breaking import changed
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.organisations.actions import add_unit, set_neighbours
from qunce.domain.organisations.models import Neighbours, Unit
from qunce.domain.organisations.queries import neighbours_of
from qunce.domain.record.models import Entry
from voices_made import county_clerk

SignIn = Callable[[str], Client]
PAGE = "/office/setup/neighbours/"
STATEMENTS = 5


def text(answer: Any) -> str:
    return str(answer.content.decode())


def save(browser: Client, unit: Unit, *codes: str) -> Any:
    return browser.post(f"{PAGE}{unit.code}/", {"beside": codes})


def beside(page: Any) -> dict[str, list[str]]:
    return {row.unit.code: [one.code for one in row.beside] for row in page.context["rows"]}


def errors(page: Any) -> list[str]:
    return [one.code for one in page.context["form"].errors.as_data()["beside"]]


def test_every_unit_where_people_are_stands_there_and_why_it_is_asked(
    as_: SignIn, cast: Cast
) -> None:
    page = as_("clerk").get(PAGE, headers={"accept-language": "en"})
    assert beside(page) == {
        one.code: [] for one in (cast.hill_village, cast.village, cast.clinic, cast.school)
    }
    said = text(page)
    assert "a matter that several neighbours share is noticed" in said
    assert '<div class="field no-print"><label for="filter">' in said
    assert said.count('<a class="button quiet no-print"') == 4, "of paper nothing is changed"
    assert f'href="{PAGE}"' in text(as_("clerk").get("/office/setup/"))


def test_what_is_ticked_is_kept_and_known_of_both(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    opened = clerk.get(f"{PAGE}?unit=shangqing")
    assert 'value="shangqing"' not in text(opened), "nobody lies beside itself"
    assert " checked" not in text(opened)
    answer = save(clerk, cast.village, "dongling", "xuexiao")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}#unit-shangqing")
    assert beside(clerk.get(PAGE)) == {
        "dongling": ["shangqing"],
        "shangqing": ["dongling", "xuexiao"],
        "xuexiao": ["shangqing"],
        "weishengyuan": [],
    }
    form = clerk.get(f"{PAGE}?unit=xuexiao").context["form"]
    assert form["beside"].value() == ["shangqing"]
    entries = Entry.objects.filter(kind="neighbours.set")
    assert [entry.actor for entry in entries] == [cast.clerk.ref]
    save(clerk, cast.village, "dongling", "xuexiao")
    assert entries.count() == 1, "twice is once"
    save(clerk, cast.village)
    assert not Neighbours.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["baishi-xiacun", "shangqing", "qinghe", "9" * 30, "\0", "x" * 5_000, "村", "-1"]
)
def test_what_cannot_be_chosen_is_said_and_what_was_ticked_stays(
    as_: SignIn, cast: Cast, wrong: str
) -> None:
    page = save(as_("clerk"), cast.village, "dongling", wrong, "xuexiao")
    assert page.status_code == 200
    assert errors(page) == ["invalid_choice"]
    said = text(page)
    assert said.count(" checked") == 2
    assert 'href="#id_shangqing_beside_group"' in said
    assert 'id="id_shangqing_beside_group"' in said
    assert not Neighbours.objects.exists()


@pytest.mark.parametrize("wrong", ["nowhere", "%00", "9" * 400, "baishi-xiacun", "qingquan"])
def test_units_that_are_not_there_are_not_asked_about(as_: SignIn, cast: Cast, wrong: str) -> None:
    assert as_("clerk").get(f"{PAGE}?unit={wrong}").status_code == 404
    assert as_("clerk").post(f"{PAGE}{wrong}/", {"beside": "shangqing"}).status_code == 404


def test_coming_back_to_where_it_is_kept_one_finds_the_form(as_: SignIn, cast: Cast) -> None:
    answer = as_("clerk").get(f"{PAGE}shangqing/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?unit=shangqing")


def test_each_office_says_it_of_its_own_units_only(as_: SignIn, cast: Cast) -> None:
    outsider = as_("outsider")
    assert "上清村" not in text(outsider.get(PAGE))
    assert save(outsider, cast.village, "baishi-xiacun").status_code == 404
    county_clerk(cast)
    county = as_("county-clerk")
    assert errors(save(county, cast.village, "baishi-xiacun")) == ["invalid_choice"]
    assert save(county, cast.village, "xuexiao").status_code == 302
    assert len(neighbours_of([cast.village, cast.school])) == 1


def test_a_unit_that_closed_meanwhile_is_not_there_any_more(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    set_neighbours(unit=cast.village, beside=[cast.school], actor=SYSTEM, now=NOW)
    changed(cast.school, closed_on=TODAY)
    assert beside(clerk.get(PAGE))["shangqing"] == []
    assert errors(save(clerk, cast.village, "xuexiao", "dongling")) == ["invalid_choice"]
    assert save(clerk, cast.school, "dongling").status_code == 404


def test_an_office_without_two_such_units_is_told_so(as_: SignIn, cast: Cast) -> None:
    Unit.objects.filter(parent=cast.town).exclude(pk=cast.village.pk).update(closed_on=TODAY)
    page = as_("clerk").get(PAGE)
    assert page.context["alone"]
    assert PAGE + "shangqing/" not in text(page)


def test_the_page_of_a_long_list_is_the_one_with_the_unit(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.web.office.setup.neighbours.PER_PAGE", 2)
    clerk = as_("clerk")
    assert list(beside(clerk.get(f"{PAGE}?page=2"))) == ["weishengyuan", "xuexiao"]
    assert "xuexiao" in beside(clerk.get(f"{PAGE}?unit=xuexiao"))
    answer = save(clerk, cast.school, "shangqing")
    assert answer.headers["Location"] == f"{PAGE}?page=2#unit-xuexiao"
    for wrong in ("x", "9" * 30, "-1", "%00"):
        assert clerk.get(f"{PAGE}?page={wrong}").status_code == 200


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize("query", ["", "?unit=shangqing"])
def test_the_page_costs_the_same_whatever_it_lists(
    as_: SignIn, cast: Cast, query: str, more: int
) -> None:
    added = [
        add_unit(
            code=f"v-{n}", name=f"{n}村", kind="village", parent=cast.town, actor=SYSTEM, now=NOW
        )
        for n in range(more)
    ]
    set_neighbours(unit=cast.village, beside=added, actor=SYSTEM, now=NOW)
    clerk = as_("clerk")
    with CaptureQueriesContext(connection) as asked:
        clerk.get(PAGE + query)
    assert len(asked) == STATEMENTS, [one["sql"] for one in asked]

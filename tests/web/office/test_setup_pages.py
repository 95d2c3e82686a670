"""Setting up: places with their posters, categories, and who answers for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, Cast
from qunce.domain.matters.actions import add_category
from qunce.domain.matters.models import Category, Dispatch
from qunce.domain.organisations.actions import add_place
from qunce.domain.organisations.models import Place
from qunce.domain.record.models import Entry
from qunce.kernel import clock
from voices_made import county_clerk

SignIn = Callable[[str], Client]

SETUP = "/office/setup/"
OTHERS = ("", "secretary", "leader", "first", "viewer", "teacher")
"""Everybody but the two campaign offices; the first is not signed in."""


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def place(cast: Cast) -> Place:
    return add_place(
        unit=cast.village, code="shangqing-gate", name="村口", actor=cast.clerk.ref, now=NOW
    )


@pytest.fixture
def category(cast: Cast) -> Category:
    return add_category(code="street-light", name="路灯", actor=cast.clerk.ref, now=NOW)


READS = (
    "",
    "places/",
    "places/new/",
    "posters/",
    "posters/?unit=shangqing",
    "posters/?place=shangqing-gate",
    "categories/",
    "categories/new/",
    "dispatch/",
    "neighbours/",
    "neighbours/?unit=shangqing",
)
WRITES = (
    "places/new/",
    "places/shangqing-gate/close/",
    "places/shangqing-gate/reopen/",
    "categories/usual/",
    "categories/new/",
    "categories/street-light/close/",
    "dispatch/",
    "neighbours/shangqing/",
)


@pytest.mark.parametrize("who", OTHERS)
def test_only_a_campaign_office_sets_up(
    as_: SignIn, cast: Cast, place: Place, category: Category, who: str
) -> None:
    entries = Entry.objects.count()
    typed = {
        "unit": cast.village.pk,
        "name": "别人加的",
        f"category_{category.pk}": cast.school.pk,
        "beside": cast.school.code,
    }
    for address in READS:
        assert as_("clerk").get(SETUP + address).status_code == 200, address
        assert as_(who).get(SETUP + address).status_code == (404 if who else 302), address
    for address in WRITES:
        assert as_(who).post(SETUP + address, typed).status_code == (404 if who else 302), address
    assert Entry.objects.count() == entries


def test_another_town_s_places_are_not_there(as_: SignIn, cast: Cast, place: Place) -> None:
    assert "村口" in text(as_("clerk").get(f"{SETUP}places/"))
    outsider = as_("outsider")
    assert "村口" not in text(outsider.get(f"{SETUP}places/"))
    assert outsider.post(f"{SETUP}places/{place.code}/close/").status_code == 404
    for query in (f"place={place.code}", f"unit={cast.village.code}"):
        assert outsider.get(f"{SETUP}posters/?{query}").status_code == 404
    typed = {"unit": cast.village.pk, "name": "外乡人的地方"}
    assert outsider.post(f"{SETUP}places/new/", typed).context["form"].errors.keys() == {"unit"}
    assert Place.objects.get().in_use


def test_a_place_is_added_closed_and_taken_back(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    typed = {"unit": cast.village.pk, "name": " 三组\x07 水塘 "}
    assert clerk.post(f"{SETUP}places/new/", typed).status_code == 302
    place = Place.objects.get()
    assert place.name == "三组 水塘"
    again = clerk.post(f"{SETUP}places/new/", typed)
    assert [one.code for one in again.context["form"].errors.as_data()["name"]] == [
        "place_name_taken"
    ]
    address = f"{SETUP}places/{place.code}/"
    assert clerk.get(f"{address}close/").status_code == 405
    for act, in_use, kind in (("close", False, "place.closed"), ("reopen", True, "place.reopened")):
        for _ in range(2):
            assert clerk.post(f"{address}{act}/").status_code == 302
        place.refresh_from_db()
        assert place.in_use is in_use
        assert Entry.objects.filter(kind=kind).count() == 1, "twice is once"
    assert clerk.post(f"{SETUP}places/nowhere/close/").status_code == 404


def test_posters_carry_the_address_of_their_place(as_: SignIn, cast: Cast, place: Place) -> None:
    closed = add_place(
        unit=cast.village, code="shangqing-old", name="老桥", actor=cast.clerk.ref, now=NOW
    )
    as_("clerk").post(f"{SETUP}places/{closed.code}/close/")
    page = as_("clerk").get(f"{SETUP}posters/?unit=shangqing", headers={"host": "localhost"})
    posters = page.context["posters"]
    assert [(one.unit, one.place) for one in posters] == [("上清村", ""), ("上清村", "村口")]
    assert [one.address for one in posters] == [
        "localhost/say/in/shangqing/",
        "localhost/say/at/shangqing-gate/",
    ]
    assert text(page).count("<svg") == 2
    assert "老桥" not in text(page)
    alone = as_("clerk").get(f"{SETUP}posters/?place=shangqing-gate")
    assert len(alone.context["posters"]) == 1


@pytest.mark.parametrize("query", ["unit=%00", "unit=nowhere", "place=%00", "place=" + "x" * 5_000])
def test_posters_of_what_is_not_there(as_: SignIn, cast: Cast, query: str) -> None:
    assert as_("clerk").get(f"{SETUP}posters/?{query}").status_code == 404


def test_the_usual_categories_come_once(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    for _ in range(2):
        assert clerk.post(f"{SETUP}categories/usual/").status_code == 302
    count = Category.objects.count()
    assert count >= 10
    assert Entry.objects.filter(kind="category.added").count() == count


def test_a_category_is_added_last_and_closed(as_: SignIn, cast: Cast, category: Category) -> None:
    clerk = as_("clerk")
    typed = {"name": "渡船", "name_en": "Ferries", "code": "", "offered": "on"}
    assert clerk.post(f"{SETUP}categories/new/", typed).status_code == 302
    added = Category.objects.get(name="渡船")
    assert added.place > category.place
    assert added.offered
    taken = clerk.post(f"{SETUP}categories/new/", {**typed, "code": "street-light"})
    assert taken.context["form"].errors.as_data()["code"][0].code == "category_code_taken"
    for wrong in ("Not-small", "两个字", "a b", "-a", "a--b", "x" * 41):
        answer = clerk.post(f"{SETUP}categories/new/", {**typed, "code": wrong})
        assert list(answer.context["form"].errors) == ["code"], wrong
    assert clerk.post(f"{SETUP}categories/nothing/close/").status_code == 404


def test_only_the_office_at_the_top_closes_what_every_town_chooses_from(
    as_: SignIn, cast: Cast, category: Category
) -> None:
    county_clerk(cast)
    clerk, county = as_("clerk"), as_("county-clerk")
    close = f"{SETUP}categories/{category.code}/close/"
    assert close not in text(clerk.get(f"{SETUP}categories/"))
    told = clerk.post(close, follow=True)
    assert [one.extra_tags for one in told.context["messages"]] == ["categories_belong_to_all"]
    assert Category.objects.open().count() == 1
    assert close in text(county.get(f"{SETUP}categories/"))
    for _ in range(2):
        assert county.post(close).status_code == 302
    assert Entry.objects.filter(kind="category.closed").count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\0", "\u200b", "名" * 61])
def test_a_category_has_a_name_one_can_read(as_: SignIn, cast: Cast, name: str) -> None:
    answer = as_("clerk").post(f"{SETUP}categories/new/", {"name": name})
    assert list(answer.context["form"].errors) == ["name"]
    assert not Category.objects.exists()


def test_the_dispatch_list_writes_only_what_is_new(
    as_: SignIn, cast: Cast, category: Category
) -> None:
    clerk, field = as_("clerk"), f"category_{category.pk}"
    for unit in (cast.school, cast.school, cast.clinic):
        assert clerk.post(f"{SETUP}dispatch/", {field: unit.pk}).status_code == 302
    assert Dispatch.objects.get().unit == cast.clinic
    assert Entry.objects.filter(kind="dispatch.set").count() == 2
    for wrong in (cast.other_village.pk, "9" * 40, "x", "\0"):
        answer = clerk.post(f"{SETUP}dispatch/", {field: wrong})
        assert list(answer.context["form"].errors) == [field]
    assert clerk.post(f"{SETUP}dispatch/", {}).status_code == 302
    assert Dispatch.objects.get().unit == cast.clinic


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "statements"),
    [("", 6), ("places/", 5), ("posters/?unit=shangqing", 5), ("categories/", 4), ("dispatch/", 6)],
)
def test_a_page_of_the_setup_costs_the_same_whatever_it_lists(
    as_: SignIn, cast: Cast, address: str, statements: int, count: int
) -> None:
    for number in range(count):
        add_place(
            unit=cast.village, code=f"p-{number}", name=f"地{number}", actor=cast.clerk.ref, now=NOW
        )
        add_category(code=f"c-{number}", name=f"事{number}", actor=cast.clerk.ref, now=clock.now())
    client = as_("clerk")
    with CaptureQueriesContext(connection) as asked:
        client.get(SETUP + address)
    assert len(asked) == statements, [one["sql"] for one in asked]

"""The county's office makes and withdraws keys; nobody else sees that there are any."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from builders import statements
from cast import Cast
from partners.county_office import a_county_office, a_key
from qunce.domain.accounts.models import Post
from qunce.domain.partners.models import PartnerKey
from qunce.domain.partners.queries import key_for
from qunce.domain.record.models import Entry

SignIn = Callable[[str], Client]
KEYS = "/office/keys/"


@pytest.fixture
def office(cast: Cast) -> Post:
    return a_county_office(cast)


def test_a_key_is_made_shown_once_and_opens(as_: SignIn, office: Post) -> None:
    county = as_("county")
    assert county.get(KEYS).status_code == 200
    answer = county.post(KEYS, {"name": "县政务小程序"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    (text,) = re.findall(r"<code>([0-9a-f]{40})</code>", answer.content.decode())
    key = key_for(text)
    assert key is not None
    assert (key.name, key.county, key.made_by) == ("县政务小程序", office.unit, office)
    again = county.get(KEYS).content.decode()
    assert text not in again
    assert key.beginning in again


@pytest.mark.parametrize("name", ["", "  ", "长" * 81])
def test_a_name_that_says_nothing_is_refused_in_words(as_: SignIn, office: Post, name: str) -> None:
    answer = as_("county").post(KEYS, {"name": name})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not PartnerKey.objects.exists()


def test_a_key_is_withdrawn_and_opens_nothing(as_: SignIn, office: Post) -> None:
    key, text = a_key(office)
    county = as_("county")
    assert county.post(f"{KEYS}{key.pk}/withdraw/").status_code == 302
    assert key_for(text) is None
    county.get(KEYS)  # what the first time said was read
    page = county.post(f"{KEYS}{key.pk}/withdraw/", follow=True)
    (message,) = page.context["messages"]
    assert message.extra_tags == "partner_key_withdrawn"


@pytest.mark.parametrize("who", ["", "outsider", "clerk", "secretary", "viewer", "leader"])
def test_nobody_else_sees_or_touches_keys(as_: SignIn, office: Post, who: str) -> None:
    key, text = a_key(office)
    size = Entry.objects.count()
    client = as_(who)
    answers = [
        client.get(KEYS),
        client.post(KEYS, {"name": "别人的"}),
        client.post(f"{KEYS}{key.pk}/withdraw/"),
        client.post(f"{KEYS}999999/withdraw/"),
    ]
    assert {answer.status_code for answer in answers} == {404 if who else 302}
    assert [key.beginning in answer.content.decode() for answer in answers] == [False] * 4
    assert key_for(text) == key
    assert Entry.objects.count() == size
    assert PartnerKey.objects.count() == 1


def test_a_key_is_not_withdrawn_by_looking(as_: SignIn, office: Post) -> None:
    key, text = a_key(office)
    assert as_("county").get(f"{KEYS}{key.pk}/withdraw/").status_code == 405
    assert key_for(text) == key


def test_what_was_typed_is_shown_as_text(as_: SignIn, office: Post) -> None:
    a_key(office, "<script>alert(1)</script>")
    page = as_("county").get(KEYS).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_page_costs_the_same_whatever_the_number_of_keys(as_: SignIn, office: Post) -> None:
    county = as_("county")

    def cost() -> int:
        return len(statements(lambda: county.get(KEYS)))

    a_key(office)
    before = cost()
    for number in range(4):
        a_key(office, f"程序{number}")
    assert cost() == before <= 12

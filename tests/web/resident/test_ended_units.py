"""A village that is no more: its address and the codes in print lead to whoever goes on with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

import voices_made
from builders import a_campaign
from cast import NOW, TODAY, Cast
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.voices.models import Voice
from reorganisations_made import closed, hill_secretary, merged
from voices_made import TEXT
from web.resident.forms_filled import send


def _text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def _lists(page: str, unit: Unit) -> bool:
    return f"/say/in/{unit.code}/" in page


@pytest.fixture
def one_village(cast: Cast, place: Place) -> None:
    hill_secretary(cast)
    merged(cast)


@pytest.mark.usefixtures("one_village")
@pytest.mark.parametrize("address", ["/say/in/shangqing/", "/say/at/cunkou/"])
def test_a_merged_village_leads_to_its_successor_and_says_so(phone: Client, address: str) -> None:
    page = _text(phone.get(address))
    assert page.count('data-ended="shangqing"') == 1
    assert "上清村" in page
    assert "东岭村" in page


@pytest.mark.usefixtures("one_village")
@pytest.mark.parametrize("address", ["/say/in/shangqing/", "/say/at/cunkou/"])
def test_what_is_said_there_is_about_the_successor(phone: Client, cast: Cast, address: str) -> None:
    send(phone, address, text=TEXT)
    assert Voice.objects.get().village == cast.hill_village


def test_a_closed_village_leads_to_the_town(phone: Client, cast: Cast) -> None:
    closed(cast)
    for address in ("/say/in/shangqing/", "/say/at/cunkou/"):
        page = _text(phone.get(address))
        assert 'data-ended="shangqing"' in page
        assert "清泉镇" in page
    send(phone, "/say/at/cunkou/", text=TEXT)
    voice = Voice.objects.get()
    assert (voice.town, voice.village) == (cast.town, None)


def test_a_closed_village_is_not_offered(phone: Client, cast: Cast) -> None:
    assert _lists(_text(phone.get("/say/")), cast.village)
    closed(cast)
    page = _text(phone.get("/say/"))
    assert not _lists(page, cast.village)
    assert _lists(page, cast.hill_village)


def test_a_village_in_being_says_nothing_of_the_kind(phone: Client, place: Place) -> None:
    assert "data-ended" not in _text(phone.get("/say/in/shangqing/"))
    assert "data-ended" not in _text(phone.get("/say/at/cunkou/"))


def test_the_public_page_of_a_closed_unit_opens_and_says_since_when_and_where_to_go(
    phone: Client, cast: Cast
) -> None:
    campaign = a_campaign(cast)
    hill_secretary(cast)
    merged(cast)
    page = _text(phone.get(f"/campaigns/{campaign.pk}/units/shangqing/"))
    assert 'data-ended="shangqing"' in page
    assert "/say/in/dongling/" in page
    assert TODAY.isoformat() in page


def test_who_spoke_of_the_old_village_follows_the_message_as_before(
    phone: Client, cast: Cast, place: Place
) -> None:
    received = voices_made.received(cast, place=place)
    hill_secretary(cast)
    voices_made.registered(cast, received.voice)
    merged(cast)
    phone.post("/follow/", {"code": received.code})
    assert TEXT in _text(phone.get(f"/follow/{received.voice.pk}/"))
    assert received.voice.received_at == NOW

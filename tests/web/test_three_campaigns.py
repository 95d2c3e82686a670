"""Each kind of campaign that is shipped runs through every page, by configuration alone.

Somebody of each role follows every link of the office and of the public site, as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from campaigns_of_each_kind import World, build
from cast import NOW
from qunce.domain.campaigns.configurations import all_templates

pytestmark = pytest.mark.words
ROLES = ("secretary", "office", "leader", "guide", "county", "")
MOST = 160
"""Pages of one role; more would mean that an address makes ever new ones."""
LEAVES = re.compile(
    r"^/(accounts|i18n|large-print|act|demo|static|record|open311|follow|say|vote)/|\.(pdf|xlsx|csv|json|ics|xml|zip|docx|png|svg)\b|/promises/\d+/say"
)
"""What is no page of the campaign: signing in, files, the record, a resident's own way."""
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
OF_A_TOWN = re.compile(
    r"\b(party|village\w*|township\w*|town\w*|cadre\w*|comrade\w*|commune\w*)\b", re.IGNORECASE
)
ENGLISH = re.compile(r"\b(?!Creative Commons)[A-Za-z]{3,}(?:[ ,']+[A-Za-z]+){2,}")
"""Three English words in a row: a sentence that nobody put into Chinese (but a licence's name)."""


@pytest.fixture(autouse=True)
def today(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.KEYS = tmp_path / "keys"
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def client_of(world: World, role: str, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    if role:
        client.force_login(world.people[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def pages(client: Client, begin: str) -> dict[str, str]:
    """Each page that links lead to, and what stands in its main part; every link leads on."""
    found: dict[str, str] = {}
    waiting = {begin: ""}
    dead = []
    while waiting:
        address, linked_from = waiting.popitem()
        response = client.get(address)
        found[address] = ""
        onward = []
        if response.status_code in (301, 302):
            onward = [response["Location"]]
        elif response.status_code != 200:
            dead.append((linked_from, address, response.status_code))
        elif response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            found[address] = main_of(html)
            onward = re.findall(r'href="([^"#?]+)[^"]*"', html)
        assert len(found) <= MOST, sorted(found)
        for link in onward:
            if link.startswith("/") and not LEAVES.search(link) and link not in found:
                waiting.setdefault(link, address)
    assert not dead, f"links that lead nowhere (from, to, status): {dead}"
    return {address: told for address, told in found.items() if told}


def main_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return unescape(
        " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", main, flags=re.S).split())
    )


def said_around(what: re.Pattern[str], told: str) -> list[str]:
    """Each place where ``what`` stands, with some words around it."""
    return [told[max(0, m.start() - 30) : m.end() + 30] for m in what.finditer(told)][:5]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_hospital_reads_no_word_of_another_world(role: str) -> None:
    world = build("safety-campaign")
    read = pages(client_of(world, role, "en"), "/office/" if role else "/")
    assert len(read) >= 10, sorted(read)
    assert not {
        address: around
        for address, told in read.items()
        if (around := [*said_around(CHINESE, told), *said_around(OF_A_TOWN, told)])
    }


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["three-stage-2009", "learn-check-fix"])
@pytest.mark.parametrize("role", ROLES)
def test_a_town_reads_everything_in_chinese(code: str, role: str) -> None:
    world = build(code)
    read = pages(client_of(world, role, "zh-hans"), "/office/" if role else "/")
    assert len(read) >= 10, sorted(read)
    assert not {
        address: around for address, told in read.items() if (around := said_around(ENGLISH, told))
    }


def test_every_kind_that_is_shipped_is_tried() -> None:
    tried = {"safety-campaign", "three-stage-2009", "learn-check-fix"}
    assert {template.code for template in all_templates()} == tried


def test_a_planted_word_is_found() -> None:
    assert CHINESE.search("Ward 3 学习")
    assert OF_A_TOWN.search("Say it in your Village")
    assert ENGLISH.search("本周 Nothing is due this week")
    assert not ENGLISH.search("PDF 文件，Qunce 与 CSV")

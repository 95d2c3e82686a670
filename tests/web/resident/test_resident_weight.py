"""A resident's first view on an old telephone: small, with scripts that only help."""

from __future__ import annotations

import pytest
from django.test import Client

from cast import NOW, SYSTEM, Cast
from qunce.domain.organisations.actions import add_unit
from web.resident.forms_filled import FORM, sent
from web.shell.test_weight import LIMIT, weight


@pytest.mark.parametrize("address", ["/", "/say/", FORM, "/say/at/cunkou/", "/follow/"])
def test_the_first_view_is_light(phone: Client, address: str) -> None:
    parts = weight(phone.get(address).content.decode())
    assert sum(parts.values()) < LIMIT, parts


def test_the_list_of_a_hundred_villages_is_light(phone: Client, cast: Cast) -> None:
    for number in range(140):
        add_unit(
            code=f"cun-{number}", name=f"第{number}行政村", kind="village", parent=cast.town,
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
    parts = weight(phone.get("/say/").content.decode())
    assert sum(parts.values()) < LIMIT, parts


def test_the_receipt_and_the_story_are_light(phone: Client) -> None:
    voice = sent(phone)
    for address in ("/say/receipt/", f"/follow/{voice.pk}/"):
        parts = weight(phone.get(address).content.decode())
        assert sum(parts.values()) < LIMIT, parts


def test_scripts_are_few(phone: Client) -> None:
    parts = weight(phone.get(FORM).content.decode())
    scripts = {name: size for name, size in parts.items() if name.endswith(".js")}
    assert sorted(scripts) == ["qunce/qunce.js", "qunce/resident.js"]
    assert sum(scripts.values()) <= 8_000

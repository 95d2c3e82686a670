"""A first visit stays small: a phone at the edge of the village is the measure."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from web.shell.pages import LOGIN

LIMIT = 60_000


def weight(page: str) -> dict[str, int]:
    """Bytes of the page and of each of our files it names, uncompressed."""
    parts = {"page": len(page.encode())}
    for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page):
        found = finders.find(name)
        assert found, name
        with open(found, "rb") as file:
            parts[name] = len(file.read())
    return parts


@pytest.mark.parametrize("address", ["/no-such-page/", LOGIN])
def test_a_first_visit_is_light(client: Client, db: None, address: str) -> None:
    parts = weight(client.get(address).content.decode())
    assert len(parts) >= 4
    assert sum(parts.values()) < LIMIT, parts


def test_open_pages_carry_little_script(client: Client, db: None) -> None:
    parts = weight(client.get("/no-such-page/").content.decode())
    scripts = {name: size for name, size in parts.items() if name.endswith(".js")}
    assert list(scripts) == ["qunce/qunce.js"]
    assert sum(scripts.values()) <= 4_000

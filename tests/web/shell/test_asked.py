"""Which pages belong to what people are asked about."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.states import GateKind
from qunce.web.shell.asked import (
    BEGINS,
    CONSULT,
    JUDGE,
    PAGES,
    WITHOUT_NUMBER,
    Links,
    consult_at,
    judge_at,
    shown_links,
)


@pytest.mark.parametrize(
    "name", [*(name for names in PAGES.values() for name in names), CONSULT, JUDGE]
)
def test_every_page_named_is_there(name: str) -> None:
    assert reverse(name, args=[] if name in WITHOUT_NUMBER else [7])


@pytest.mark.parametrize("kind", PAGES)
def test_a_round_leads_to_the_three_pages_of_its_kind(kind: str) -> None:
    links = shown_links(Asking(what_kind=kind, what_id="7"))
    assert links.answer
    assert links.work.endswith("/7/")


@pytest.mark.parametrize(("kind", "id"), [("assembly", "7"), ("consultation", "seven"), ("", "")])
def test_what_has_no_page_has_no_link(kind: str, id: str) -> None:
    assert shown_links(Asking(what_kind=kind, what_id=id)) == Links()


@pytest.mark.parametrize(
    ("kind", "consults", "judges"),
    [
        ("plan", True, False),
        ("problems", True, False),
        ("report", True, True),
        ("remedy", True, False),
        ("verdict", False, True),
    ],
)
def test_how_the_office_begins_to_ask_at_each_gate(kind: str, consults: bool, judges: bool) -> None:
    gate = Gate(pk=7, kind=kind)
    assert bool(consult_at(gate)) is consults
    assert bool(judge_at(gate)) is judges
    assert set(BEGINS) == set(GateKind)

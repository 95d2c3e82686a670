"""What must never be false of a text that can be found is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from qunce.domain.searching.actions import index_text
from qunce.domain.searching.models import SearchText

BREAKS: list[Break] = [
    ("search_text_stands_once_for_its_subject", lambda row: again(row)),
    ("search_text_has_a_kind", lambda row: changed(row, kind="")),
    ("search_text_names_its_subject", lambda row: changed(row, subject_id=0)),
]


@pytest.mark.django_db
@named(BREAKS)
def test_the_database_refuses(name: str, breaks: Callable[[SearchText], object]) -> None:
    index_text(kind="voice", subject_id=1, text="路灯")
    row = SearchText.objects.get()
    assert_refuses("searching", name, lambda: breaks(row))


def test_no_constraint_of_searching_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("searching")

"""A day that went by without the deed is not called done."""

from __future__ import annotations

from datetime import date

import pytest

from qunce.domain.campaigns.queries import Event


@pytest.mark.parametrize(
    ("waits", "today", "said"),
    [
        (True, date(2026, 3, 9), "ahead"),
        (True, date(2026, 3, 10), "now"),
        (True, date(2026, 3, 11), "late"),
        (False, date(2026, 3, 10), "now"),
        (False, date(2026, 3, 11), "past"),
    ],
)
def test_a_document_not_issued_by_its_day_is_late(waits: bool, today: date, said: str) -> None:
    assert Event("document", date(2026, 3, 10), waits=waits).when(today) == said


@pytest.mark.parametrize(
    ("waits", "today", "said"),
    [
        (True, date(2026, 3, 12), "now"),
        (True, date(2026, 3, 21), "late"),
        (False, date(2026, 3, 21), "past"),
    ],
)
def test_a_gate_where_nobody_was_asked_is_late(waits: bool, today: date, said: str) -> None:
    event = Event("ask", date(2026, 3, 10), date(2026, 3, 20), waits=waits)
    assert event.when(today) == said

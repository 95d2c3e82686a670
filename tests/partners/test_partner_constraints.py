"""What must never be false of a key and of a trial is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, Cast
from partners.county_office import a_county_office, a_key
from qunce.domain.partners.actions import record_trial

BREAKS: list[Break] = [
    ("partner_key_has_a_name", lambda made: changed(made["key"], name="")),
    (
        "partner_key_is_withdrawn_after_it_was_made",
        lambda made: changed(made["key"], withdrawn_at=NOW - timedelta(seconds=1)),
    ),
    ("partner_key_is_its_own", lambda made: again(made["key"])),
    ("trial_names_a_service", lambda made: changed(made["trial"], service_code="")),
    ("trial_is_sent_once", lambda made: again(made["trial"])),
]


@pytest.fixture
def made(cast: Cast) -> dict[str, Any]:
    key, _text = a_key(a_county_office(cast))
    trial = record_trial(key=key, submission="s" * 32, service_code="road", now=NOW)
    return {"key": key, "trial": trial}


@named(BREAKS)
def test_the_database_refuses(
    made: dict[str, Any], name: str, breaks: Callable[[Any], object]
) -> None:
    assert_refuses("partners", name, lambda: breaks(made))


def test_no_constraint_of_partners_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("partners")

"""What happened completes a duty by itself: each evidence by the thing that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cast import TODAY, Cast
from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.facts import READERS, Scope, facts_of


def test_every_evidence_has_its_reader_and_all_are_asked_in_one_statement(
    cast: Cast, django_assert_num_queries: Callable[[int], object]
) -> None:
    assert set(READERS) == set(Evidence)
    scope = Scope([cast.village.pk], TODAY - timedelta(days=30), TODAY)
    with django_assert_num_queries(1):
        assert facts_of((scope, Evidence.values)) == []

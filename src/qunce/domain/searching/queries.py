"""Which subjects a query finds."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex

from qunce.domain.searching.models import HasTokens, SearchText
from qunce.text import grams


def matching(kind: str, query: str) -> QuerySet[SearchText, Any] | None:
    """The numbers of the subjects of this kind in whose text every part of the query stands.

    To be filtered by: ``Voice.objects.filter(pk__in=found)``; who may see what was found is the
    caller's own filter.  ``None`` when the query asks nothing (empty, or punctuation only): then
    there is nothing to filter by.  Never raises, whatever was typed; parts after the first
    ``grams.MOST_PARTS`` do not count.
    """
    asked = grams.parts(query)
    if not asked:
        return None
    found = SearchText.objects.filter(HasTokens(grams.tokens(asked)), kind=kind)
    for number, part in enumerate(part for part in asked if len(part) > 2):
        name = f"place_{number}"
        found = found.alias(**{name: StrIndex("grams", Value(grams.phrase(part)))}).filter(
            **{f"{name}__gt": 0}
        )
    return found.values("subject_id")

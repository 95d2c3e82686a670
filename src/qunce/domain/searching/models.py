"""One row for each text that may be found.

Beside the table stands an index of its engine, made in the second migration: on SQLite a
full-text table kept in step by triggers, on PostgreSQL an index over the tokens.  Only
``HasTokens`` knows the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler


class SearchText(models.Model):
    """What can be found of one subject, under an opaque kind and number.

    ``grams`` are the tokens of the text (``qunce.text.grams``).  They can be read back into most
    of its words: whoever may read this table has read the texts.
    """

    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    grams = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject_id"), name="search_text_stands_once_for_its_subject"
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="search_text_has_a_kind"),
            models.CheckConstraint(
                condition=Q(subject_id__gte=1), name="search_text_names_its_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class HasTokens(models.Func):
    """True of the rows of ``SearchText`` that have all these tokens; asked of the index.

    The tokens come from ``qunce.text.grams.tokens``: no sign in them means anything to an engine.
    """

    output_field = models.BooleanField()

    def __init__(self, tokens: Sequence[str]) -> None:
        super().__init__("pk", "grams")
        self.tokens = tuple(tokens)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        number, _none = compiler.compile(self.get_source_expressions()[0])
        asked = " AND ".join(f'"{token}"' for token in self.tokens)
        return (
            f"{number} IN (SELECT rowid FROM searching_index WHERE searching_index MATCH %s)",  # noqa: S608  # a column's name
            (asked,),
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        grams, _none = compiler.compile(self.get_source_expressions()[1])
        return (
            f'searching_tokens({grams}) COLLATE "C" @> %s::text[] COLLATE "C"',
            [list(self.tokens)],
        )

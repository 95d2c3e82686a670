"""The only writer of what can be found.

Nothing here is recorded: these rows repeat, in another form, what the caller has just written
and recorded, and can be made again from it.  Call inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from qunce.domain.searching.models import SearchText
from qunce.text.grams import grams


def index_text(*, kind: str, subject_id: int, text: str) -> None:
    """The subject is found by this text, and no longer by an earlier one.  One statement."""
    index_many(kind=kind, texts=[(subject_id, text)])


def index_many(*, kind: str, texts: Iterable[tuple[int, str]]) -> None:
    """Each subject is found by its text, and no longer by an earlier one.

    Pairs of number and text; of a number given twice the last text counts.  One statement for
    each few hundred texts.
    """
    latest = dict(texts)
    SearchText.objects.bulk_create(
        [
            SearchText(kind=kind, subject_id=subject_id, grams=grams(text))
            for subject_id, text in latest.items()
        ],
        batch_size=300,
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["grams"],
    )


def forget_text(*, kind: str, subject_id: int) -> None:
    """The subject is found by nothing; nothing happens when it never was.

    Its words are out of the table and of every answer at once.  The engine's files may still hold
    fragments until it next tidies them, as with every deleted row.
    """
    SearchText.objects.filter(kind=kind, subject_id=subject_id).delete()

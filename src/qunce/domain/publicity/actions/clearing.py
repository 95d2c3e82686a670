"""What every text goes through before it is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from qunce.domain.accounts.models import Post
from qunce.domain.publicity.models import NotAPerson
from qunce.domain.publicity.queries.names import staff_names
from qunce.domain.publicity.wording import why_not_these_words
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_clear(*, texts: Sequence[str], not_people: Mapping[str, str]) -> list[Refusal]:
    """One statement, for the names of staff."""
    return why_not_these_words(texts, staff_names(), not_people)


def keep_cleared(
    *,
    not_people: Mapping[str, str],
    before: Mapping[str, str],
    actor: Post,
    now: datetime,
    **owner: Any,
) -> None:
    """Keeps what was newly said to mean no person; what was said before stays."""
    NotAPerson.objects.bulk_create(
        NotAPerson(words=words[:80], reason=reason.strip()[:300], by=actor, at=now, **owner)
        for words, reason in not_people.items()
        if words not in before
    )


def hash_of(*, texts: Sequence[str]) -> str:
    """Stands in the record for the wording, which may be withdrawn while the record stays."""
    return sha256(canonical(list(texts))).hexdigest()


JUST_CHANGED = Refusal(
    "changed_meanwhile",
    gettext_noop("Somebody else changed this meanwhile. Look at it again."),
)

"""What a row says, in 64 hex digits, so that it is taken over once however often it is uploaded.

An HMAC with a key outside the database, not a bare hash: of a message whose words are known, a
hash over words and telephone number would give the number away to whoever tries them all.
"""

from __future__ import annotations

import hmac
from unicodedata import normalize

from django.conf import settings

from qunce.domain.imports.reading import Row
from qunce.domain.imports.states import LedgerKind
from qunce.kernel.canonical import canonical

SAYS = {
    LedgerKind.PROBLEMS: ("statement", "branch", "spot", "found_on"),
    LedgerKind.MESSAGES: ("title", "text", "place", "said_on", "name", "phone", "address"),
}
"""Columns that make a row what it is.  Not its number, which moves with every inserted row, and
not progress or dates of working on it, which change until the ledger is uploaded again."""


def key_of(row: Row, *, kind: str, town: str) -> str:
    """The same for two rows of one town exactly when they say the same (spaces do not count)."""
    said = {code: _plain(row, code) for code in SAYS[LedgerKind(kind)]}
    told = canonical({"kind": str(kind), "says": dict(said), "town": town})
    key: str = settings.VOICE_CODE_KEY
    return hmac.digest(key.encode(), b"qunce.import.row.v1\0" + told, "sha256").hex()


def _plain(row: Row, code: str) -> str:
    day = row.days.get(code)
    if day is not None:
        return day.isoformat()
    words = normalize("NFKC", row.values.get(code, ""))
    plain = "".join(words.split()).casefold()
    return plain.encode("utf-8", "replace").decode()

"""The code on a sheet's receipt, the token of a reader's browser, and the receipt itself.

As with messages (``voices.codes``), made and looked up under names of their own: the code of a
sheet opens no message, and the other way round.
"""

from __future__ import annotations

import hmac

from qunce.domain.consultations.models import Consultation, Sheet
from qunce.domain.consultations.said import text_of
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt
from qunce.domain.voices import codes
from qunce.kernel.canonical import JSON
from qunce.kernel.signs import grouped

SHEET = "sheet"


def code_of(sheet: Sheet) -> str:
    """``XXXX-XXXX-XXXX`` of whoever wanted a code; empty for others."""
    return grouped(codes.code_for(sheet.uid, of=SHEET)) if sheet.wants_answer else ""


def code_hash(uid: str) -> str:
    return codes.hash_of(codes.code_for(uid, of=SHEET), of=SHEET)


def find_sheet(text: str) -> Sheet | None:
    """The sheet to which ``text`` is the code, however it was typed; ``None`` for other texts."""
    wanted = codes.hash_of(codes.read(text) or "", of=SHEET)
    found = Sheet.objects.filter(code_hash=wanted).select_related("consultation__unit").first()
    if found is None or not hmac.compare_digest(found.code_hash or "", wanted):
        return None
    return found


def voter_of(consultation: Consultation, token: str) -> str:
    """The reader as the votes of this consultation know them; another one in each."""
    return codes.hash_of(f"{consultation.pk}:{token}", of="reader")


def public_receipt(sheet: Sheet) -> dict[str, JSON]:
    """The record's receipt with salt and words: with them the person can show what they said.

    For whoever sent the sheet only.  ``words_sha256`` of the entry is SHA-256 of salt and words,
    in UTF-8.
    """
    entry = Entry.objects.about("sheet", str(sheet.pk)).order_by("index")[:1].get()
    points = list(sheet.points.select_related("paragraph").order_by("id"))
    chosen = dict(sheet.choices.values_list("question__number", "option"))
    return {**receipt(entry), "salt": sheet.salt, "words": text_of(points, chosen)}

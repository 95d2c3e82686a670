"""The code on a receipt: sixty bits that open one message, and nothing else.

A code is twelve signs of Crockford's base32, in threes of four.  It is made from the message's
random ``uid`` with a key that does not lie in the database (HMAC-SHA256), so that a copy of the
database opens nothing.  What is stored to find the message by is another HMAC of the code.

Packages above give out codes in the same way for things of their own: ``of`` names which, so that
the code of one kind of thing never opens another.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings

from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt
from qunce.domain.voices.models import Voice
from qunce.kernel.canonical import JSON
from qunce.kernel.signs import SIGNS, grouped, plain, written

LENGTH = 12


def code_of(voice: Voice) -> str:
    """``XXXX-XXXX-XXXX``; the same for ever, as long as the key is."""
    return grouped(code_for(voice.uid))


def code_for(uid: str, *, of: str = "voice") -> str:
    """The twelve signs that belong to ``uid``."""
    drawn = int.from_bytes(_hmac(of, "code", uid)[:8], "big") >> 4
    return written(drawn, LENGTH)


def hash_of(signs: str, *, of: str = "voice") -> str:
    """By what a message is looked up; tells nothing about the code without the key."""
    return _hmac(of, "lookup", signs).hex()


def find_by_code(text: str) -> Voice | None:
    """The message to which ``text`` is the code; ``None`` for every other text.

    Takes what people type: small letters, spaces or none, O for 0, I and L for 1, full-width
    signs.  Of a joined or split message its own row; ``queries.story`` leads on from there.
    """
    # What is no code at all costs the same look-up, and finds nothing: codes have twelve signs.
    wanted = hash_of(read(text) or "")
    found = Voice.objects.filter(code_hash=wanted).select_related("town", "merged_into").first()
    # The index compared HMACs of what was typed; nobody can come nearer to one step by step.
    return found if found is not None and hmac.compare_digest(found.code_hash, wanted) else None


def words_sha256(salt: str, text: str) -> str:
    """The record's fingerprint of a message's words; the salt is only on the receipt."""
    return sha256((salt + text).encode()).hexdigest()


def public_receipt(voice: Voice) -> dict[str, JSON]:
    """The record's receipt with the salt: with them the speaker can show what was said.

    For the speaker only.  ``words_sha256`` of the entry is SHA-256 of salt and text, in UTF-8.
    """
    entry = Entry.objects.about("voice", str(voice.pk)).order_by("index")[:1].get()
    return {**receipt(entry), "salt": voice.salt, "words": voice.text}


def read(text: str) -> str | None:
    """The twelve signs in what somebody typed; ``None`` when it is no code."""
    if len(text) > 64:
        return None
    signs = plain(text)
    return signs if len(signs) == LENGTH and all(sign in SIGNS for sign in signs) else None


def _hmac(of: str, purpose: str, text: str) -> bytes:
    key: str = settings.VOICE_CODE_KEY
    return hmac.digest(key.encode(), f"qunce.{of}.{purpose}.v1\0{text}".encode(), "sha256")

"""Slips in an urn: a sorted multiset, padded to one length, sealed with AES-256-GCM.

Two urns of one kind have ciphertexts of one length, however many slips are in them and whatever
is on them.  The ballot, the place and the number of slips are authenticated with the content.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qunce.domain.ballots.keys import Stale
from qunce.domain.voices.words import cleaned
from qunce.kernel.canonical import canonical

NONCE = 12
WORDS_BYTES = 600
"""Two hundred Chinese characters; room for each set of own words, used or not."""


class Sealed(NamedTuple):
    """What the database keeps; PostgreSQL's driver gives it back as a view of memory."""

    nonce: bytes | memoryview
    ciphertext: bytes | memoryview


def seal(plain: bytes, *, key: bytes, bound: bytes) -> Sealed:
    nonce = secrets.token_bytes(NONCE)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, plain, bound))


def unseal(sealed: Sealed, *, key: bytes, bound: bytes) -> bytes:
    """What :func:`seal` sealed under this very key and place; :class:`Stale` for anything else."""
    try:
        return AESGCM(key).decrypt(bytes(sealed.nonce), bytes(sealed.ciphertext), bound)
    except (InvalidTag, ValueError):
        pass
    raise Stale("what is sealed here was sealed elsewhere, or altered")


def bound_to_urn(uid: str, slot: int, version: int) -> bytes:
    return canonical({"ballot": uid, "slot": slot, "type": "qunce.urn.v1", "version": version})


def bound_to_paper(uid: str, batch: int, number: int) -> bytes:
    """``number`` 0 for the own words of a batch, 1 and 2 for its keyings."""
    return canonical({"ballot": uid, "batch": batch, "number": number, "type": "qunce.keying.v1"})


# --- slips


def pack_marks(slips: Iterable[bytes], *, size: int, capacity: int) -> bytes:
    """``slips`` of ``size`` bytes each, sorted, as one text of fixed length."""
    ordered = sorted(slips)
    if len(ordered) > capacity or any(len(slip) != size for slip in ordered):
        raise ValueError("the slips do not fit")
    packed = len(ordered).to_bytes(2) + b"".join(ordered)
    return packed.ljust(2 + size * capacity, b"\0")


def unpack_marks(packed: bytes, *, size: int) -> list[bytes]:
    count = int.from_bytes(packed[:2])
    return [packed[2 + size * at : 2 + size * (at + 1)] for at in range(count)]


def pack_words(texts: Iterable[str], *, capacity: int) -> bytes:
    """Own words, sorted, each padded to :data:`WORDS_BYTES`, as one text of fixed length."""
    return pack_marks(
        (_padded(text.encode()) for text in texts), size=2 + WORDS_BYTES, capacity=capacity
    )


def unpack_words(packed: bytes) -> list[str]:
    return [
        slip[2 : 2 + int.from_bytes(slip[:2])].decode()
        for slip in unpack_marks(packed, size=2 + WORDS_BYTES)
    ]


def own_words(text: str) -> str:
    """What somebody wrote, on lines of one kind, without what no file can hold."""
    return cleaned(text).encode("utf-8", "ignore").decode()


def fits(text: str) -> bool:
    return len(text.encode()) <= WORDS_BYTES


def _padded(text: bytes) -> bytes:
    if len(text) > WORDS_BYTES:
        raise ValueError("the words are too long to be padded")
    return len(text).to_bytes(2) + text.ljust(WORDS_BYTES, b"\0")


def slip_of(marks: Sequence[str], *, codes: Sequence[str], helped: bool) -> bytes:
    """One byte whether a helper filled it in, then one for each question: 0 is no mark."""
    places = {"": 0, **{code: at for at, code in enumerate(codes, 1)}}
    return bytes([int(helped), *(places[mark] for mark in marks)])

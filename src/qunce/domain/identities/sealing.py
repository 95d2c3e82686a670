"""AES-256-GCM: one person to one ciphertext, bound to its row and its key (NIST SP 800-38D).

Each sealing draws a fresh 96-bit nonce; up to 2**32 sealings under one key keep the chance that
two are equal below 2**-32, which a county does not reach.  The row's token and the key's id are
authenticated with it, so that what is moved to another row does not open there.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from qunce.domain.identities.contents import Person, from_bytes, to_bytes
from qunce.domain.identities.keys import Ring, key_path
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

NONCE_LENGTH, TAG_LENGTH = 12, 16


class Sealed(NamedTuple):
    """What the database keeps of a person."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


def seal_person(person: Person, *, token: str, ring: Ring) -> Sealed:
    """``person`` sealed under the current key of ``ring``, for the row with ``token``."""
    return _seal_bytes(to_bytes(person), token, ring)


def unseal_person(sealed: Sealed, *, token: str, ring: Ring) -> Person:
    """Whom :func:`seal_person` sealed for this very row.

    Refuses with ``identity_key_missing`` when the key is not at hand, and with
    ``identity_altered`` when a single bit of the row is not the one that was sealed.
    """
    return from_bytes(_unseal_bytes(sealed, token, ring))


def reseal(sealed: Sealed, *, token: str, ring: Ring) -> Sealed:
    """The same content under the current key with a fresh nonce; refuses as unsealing does."""
    return _seal_bytes(_unseal_bytes(sealed, token, ring), token, ring)


def _seal_bytes(plain: bytes, token: str, ring: Ring) -> Sealed:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    cipher = ring.ciphers[ring.current]
    return Sealed(ring.current, nonce, cipher.encrypt(nonce, plain, _bound(token, ring.current)))


def _unseal_bytes(sealed: Sealed, token: str, ring: Ring) -> bytes:
    cipher = ring.ciphers.get(sealed.key_id)
    if cipher is None:
        raise Refused(
            Refusal(
                "identity_key_missing",
                gettext_noop(
                    "This identity was sealed with the key %(key)s, which is not in %(path)s. "
                    "Put the key back from your backup."
                ),
                {"key": sealed.key_id, "path": str(key_path())},
            )
        )
    try:
        return cipher.decrypt(sealed.nonce, sealed.ciphertext, _bound(token, sealed.key_id))
    except (InvalidTag, ValueError):  # ValueError: a nonce of another length
        pass
    raise Refused(
        Refusal(
            "identity_altered",
            gettext_noop(
                "What is sealed here was altered or damaged and cannot be opened. "
                "Look for it in your backup."
            ),
        )
    )


def _bound(token: str, key_id: str) -> bytes:
    return canonical({"key": key_id, "token": token, "type": "qunce.identity.v1"})

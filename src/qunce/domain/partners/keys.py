"""What a key is made of.  Knows no database."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 20
"""160 bits, of which :data:`SHOWN` characters are kept readable: 128 bits stay unknown."""
SHOWN = 8
"""How many characters people tell keys apart by."""
LONGEST = 200
"""Nothing longer is looked at."""


def new_key() -> str:
    """Forty hexadecimal digits: no character that a form or an address would have to encode."""
    return secrets.token_hex(BYTES)


def hash_of(key: str) -> str:
    """SHA-256 in hex.  A slow hash is for words people choose; these are random."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

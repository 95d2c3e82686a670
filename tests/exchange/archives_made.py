"""Archives that say more of themselves than they hold."""

from __future__ import annotations

import io
import zipfile

_LISTED = b"PK\x01\x02"


def declaring(data: bytes, name: str, size: int) -> bytes:
    """The archive, saying that its part ``name`` unpacks to ``size`` bytes.

    The part itself cannot be unpacked: its first byte names a kind of block that Deflate does
    not have (RFC 1951, 3.2.3).  So what is said of the archive shows whether anybody tried: it
    is damaged for whoever unpacks, and too large for whoever reads what it declares first.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(name).header_offset
    made = bytearray(data)
    lengths = (made[start + 26 : start + 28], made[start + 28 : start + 30])
    made[start + 30 + sum(int.from_bytes(one, "little") for one in lengths)] = 0xFF
    listed = made.index(_LISTED)
    while made[listed + 46 : listed + 46 + len(name)] != name.encode():
        listed = made.index(_LISTED, listed + 4)
    made[listed + 24 : listed + 28] = size.to_bytes(4, "little")
    return bytes(made)

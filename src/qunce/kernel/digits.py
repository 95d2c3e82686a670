"""A hash in digits that two people can compare aloud."""

import re

GROUPS = 6
_HASH = re.compile(r"[0-9a-fA-F]{64}")


def six_groups(root_hex: str) -> str:
    """The last 24 decimal digits of a SHA-256, in six groups of four: ``0413 9920 …``.

    The 64 hex digits are read as one number, written in decimal, and its last 24 digits taken.
    By hand, in any shell::

        python3 -c "print(str(int('<root>', 16)).zfill(24)[-24:])"
        echo "ibase=16; <ROOT IN CAPITALS>" | BC_LINE_LENGTH=0 bc

    24 digits are 79.7 bits: nobody finds another record with the digits of a printed one, but
    who makes both could look for two with the same digits (2**40 tries).  Where that matters
    the whole root is compared; posters print it too.  Raises ValueError for anything that is
    not a SHA-256 in hex.
    """
    if not _HASH.fullmatch(root_hex):
        raise ValueError("a root is 64 hexadecimal digits")
    digits = str(int(root_hex, 16)).zfill(4 * GROUPS)[-4 * GROUPS :]
    return " ".join(digits[at : at + 4] for at in range(0, 4 * GROUPS, 4))

"""The root of a record in digits for a notice board."""

from hashlib import sha256

import pytest

from qunce.kernel.digits import six_groups


def test_the_digits_are_the_last_twenty_four_of_the_number():
    # sha256(b"") written in decimal ends in these; bc says so too.
    root = sha256(b"").hexdigest()
    assert six_groups(root) == "9933 7939 7001 1156 6508 6549"


def test_capitals_make_no_difference_and_small_numbers_keep_their_noughts():
    root = sha256(b"qunce").hexdigest()
    assert six_groups(root.upper()) == six_groups(root)
    assert six_groups("0" * 62 + "2a") == "0000 0000 0000 0000 0000 0042"


@pytest.mark.parametrize("odd", ["", "12", "g" * 64, "0" * 63 + "\n", "0x" + "0" * 62, "٣" * 64])
def test_what_is_no_root_is_refused(odd):
    with pytest.raises(ValueError, match="64 hexadecimal"):
        six_groups(odd)

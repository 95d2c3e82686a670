"""A code on a page: what it holds, what it says to those who cannot see it, nothing else."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import segno

from qunce.exchange.qr import TEXT_LIMIT, svg
from qunce.kernel.refusals import Refused

ADDRESS = "https://qunce.example/r/7K4M-9Q2P-XT5W"


def squares(drawn):
    """The dark squares of the drawing, as (line, place)."""
    path = ElementTree.fromstring(drawn).findall("path")[1].get("d")  # noqa: S314, our own
    found = set()
    for start, line, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        found |= {(int(line) - 4, int(start) - 4 + step) for step in range(int(length))}
    return found


def test_the_drawing_is_the_code():
    code = segno.make_qr(ADDRESS, error="m")
    dark = {
        (line, place)
        for line, row in enumerate(code.matrix)
        for place, square in enumerate(row)
        if square
    }
    assert squares(svg(ADDRESS, title="Receipt")) == dark


def test_the_title_is_said_and_cannot_break_out():
    drawn = svg(ADDRESS, title="柳溪村 <script>alert(1)</script>")
    root = ElementTree.fromstring(drawn)  # noqa: S314, our own
    assert root.get("role") == "img"
    assert root[0].tag == "title"
    assert root[0].text == "柳溪村 <script>alert(1)</script>"
    assert "<script" not in drawn
    assert " style=" not in drawn
    assert " on" not in drawn


@pytest.mark.parametrize("text", ["", "a" * (TEXT_LIMIT + 1)])
def test_what_does_not_fit_is_refused(text):
    with pytest.raises(Refused) as caught:
        svg(text, title="x")
    assert caught.value.codes == ("qr_too_long",)


def test_chinese_fits_up_to_the_limit():
    assert squares(svg("柳" * TEXT_LIMIT, title="x"))

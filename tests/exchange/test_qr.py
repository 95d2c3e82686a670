"""A code on a page: what it holds, what it says to those who cannot see it, nothing else."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import segno

from qunce.exchange.qr import TEXT_LIMIT, drawing, drawings, svg
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import draw_code

ADDRESS = "https://qunce.example/r/7K4M-9Q2P-XT5W"


def squares(drawn):
    """The dark squares of the drawing, as (line, place)."""
    path = ElementTree.fromstring(drawn).findall("path")[1].get("d")  # noqa: S314, our own
    found = set()
    for start, line, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        found |= {(int(line) - 4, int(start) - 4 + step) for step in range(int(length))}
    return found


def test_the_drawing_is_the_code():
    dark = dark_in(segno.make_qr(ADDRESS, error="m"))
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


def test_many_codes_drawn_by_exclusive_or_are_those_drawn_one_by_one():
    endings = [draw_code() for _ in range(40)]
    for ending, drawn in zip(endings, drawings(f"{ADDRESS}#", endings), strict=True):
        text = f"{ADDRESS}#{ending}"
        own = [segno.make_qr(text, error="m", mode="byte", mask=mask) for mask in range(8)]
        assert dark_of(drawn) in [dark_in(code) for code in own]


def test_endings_of_several_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        list(drawings(ADDRESS, ["12", "123"]))
    with pytest.raises(ValueError, match="ASCII"):
        list(drawings(ADDRESS, ["12", "1二"]))
    assert list(drawings(ADDRESS, [])) == []


def test_a_code_for_paper_is_a_file_of_its_own():
    assert dark_of(drawing(ADDRESS)) == dark_in(segno.make_qr(ADDRESS, error="m"))


def dark_in(code):
    return {
        (line, place)
        for line, row in enumerate(code.matrix)
        for place, square in enumerate(row)
        if square
    }


def dark_of(drawn):
    (path,) = re.findall(r' d="([^"]+)"', drawn)
    return {
        (int(line) - 4, int(start) - 4 + step)
        for start, line, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(length))
    }

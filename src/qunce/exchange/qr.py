"""Codes to be photographed (QR, ISO/IEC 18004), drawn as SVG inside the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from math import isqrt

import segno
from django.utils.html import format_html

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

TEXT_LIMIT = 500
"""Characters; longer ones give squares too small for a cheap telephone and a paper slip."""
_MARGIN = 4
"""Squares left free on each side; the standard asks for four."""
_RUN = re.compile("1+")
_SINGLE_BITS = tuple(1 << bit for bit in range(7))


def svg(text: str, *, title: str) -> str:
    """An ``<svg>`` to be put into a page as it is; ``title`` says in words what the code holds.

    Without scripts and styles; its size is given by the class ``qr``.  Raises Refused with
    ``qr_too_long``.
    """
    code = _code(text)
    side = len(code.matrix) + 2 * _MARGIN
    return format_html(
        '<svg class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        side=side,
        title=title,
        path=_path(_squares(code)),
    )


def drawing(text: str) -> str:
    """The same as a file of its own, for paper; what it holds must be said beside it."""
    return _file(_squares(_code(text)))


def drawings(beginning: str, endings: Sequence[str]) -> Iterator[str]:
    """:func:`drawing` of ``beginning`` with each ending, quickly; the endings have one length.

    Texts of one length get their squares by exclusive-or: the bits of a text, the Reed-Solomon
    check of them and the mask are sums modulo 2, so that each bit turns over the same squares
    whatever the others are.  Only ASCII.  All get the mask that is the best for most of the
    first; any mask is readable.  The last is made the long way too, and must be the same.
    """
    if not endings:
        return
    some = Counter(_code(beginning + ending, byte=True).mask for ending in endings[:16])
    mask = some.most_common(1)[0][0]
    zeros = "0" * len(endings[0])
    first = _squares(_code(beginning + zeros, byte=True, mask=mask))
    base, size = int(first, 2), len(first)

    @cache
    def turned(at: int, letter: str) -> int:
        bits, squares = ord(letter) ^ ord("0"), 0
        if bits in _SINGLE_BITS:
            text = beginning + zeros[:at] + letter + zeros[at + 1 :]
            return base ^ int(_squares(_code(text, byte=True, mask=mask)), 2)
        for bit in _SINGLE_BITS:
            if bits & bit:
                squares ^= turned(at, chr(ord("0") ^ bit))
        return squares

    squares = first
    for ending in endings:
        if len(ending) != len(zeros) or not ending.isascii():
            raise ValueError("the endings are not of one length in ASCII")
        dark = base
        for at, letter in enumerate(ending):
            dark ^= turned(at, letter)
        squares = format(dark, f"0{size}b")
        yield _file(squares)
    if squares != _squares(_code(beginning + endings[-1], byte=True, mask=mask)):
        raise ValueError("the codes drawn are not those of the texts")


def _code(text: str, *, byte: bool = False, mask: int | None = None) -> segno.QRCode:
    if len(text) > TEXT_LIMIT or not text:
        raise Refused(_too_long())
    try:
        return segno.make_qr(text, error="m", mode="byte" if byte else None, mask=mask)
    except segno.DataOverflowError as error:
        raise Refused(_too_long()) from error


def _squares(code: segno.QRCode) -> str:
    """Line after line, 1 for a dark square."""
    return "".join("1" if square else "0" for line in code.matrix for square in line)


def _path(squares: str) -> str:
    side = isqrt(len(squares))
    return "".join(
        f"M{run.start() + _MARGIN} {line + _MARGIN}h{len(run[0])}v1h-{len(run[0])}z"
        for line in range(side)
        for run in _RUN.finditer(squares[line * side : (line + 1) * side])
    )


def _file(squares: str) -> str:
    side = isqrt(len(squares)) + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path d="{_path(squares)}"/></svg>'
    )


def _too_long() -> Refusal:
    return Refusal(
        "qr_too_long",
        gettext_noop("Between 1 and %(limit)s characters fit into a code."),
        {"limit": TEXT_LIMIT},
    )

"""Codes to be photographed (QR, ISO/IEC 18004), drawn as SVG inside the page."""

from __future__ import annotations

import segno
from django.utils.html import format_html

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

TEXT_LIMIT = 500
"""Characters; longer ones give squares too small for a cheap telephone and a paper slip."""
_MARGIN = 4
"""Squares left free on each side; the standard asks for four."""


def svg(text: str, *, title: str) -> str:
    """An ``<svg>`` to be put into a page as it is; ``title`` says in words what the code holds.

    Without scripts and styles; its size is given by the class ``qr``.  Raises Refused with
    ``qr_too_long``.
    """
    if len(text) > TEXT_LIMIT or not text:
        raise Refused(_too_long())
    try:
        code = segno.make_qr(text, error="m")
    except segno.DataOverflowError as error:
        raise Refused(_too_long()) from error
    side = len(code.matrix) + 2 * _MARGIN
    path = "".join(
        f"M{start} {line + _MARGIN}h{length}v1h-{length}z"
        for line, squares in enumerate(code.matrix)
        for start, length in _runs(squares)
    )
    return format_html(
        '<svg class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        side=side,
        title=title,
        path=path,
    )


def _runs(squares: bytearray) -> list[tuple[int, int]]:
    """Where dark squares begin in a line, and how many follow one another."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(squares, start=_MARGIN):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _too_long() -> Refusal:
    return Refusal(
        "qr_too_long",
        gettext_noop("Between 1 and %(limit)s characters fit into a code."),
        {"limit": TEXT_LIMIT},
    )

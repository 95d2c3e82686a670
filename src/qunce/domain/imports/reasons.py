"""Refusals as they are kept beside an import, and back: code, sentence with gaps, what fills them.

The sentence is kept with the code, because most come from the reader of files, which this package
does not know; it is translated where it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qunce.kernel.refusals import Refusal

LONGEST_GAP = 80


def kept(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [
        {
            "code": refusal.code,
            "message": refusal.message,
            "params": {name: _short(value) for name, value in refusal.params.items()},
            "on": refusal.on,
        }
        for refusal in refusals
    ]


def told(reasons: Iterable[Mapping[str, Any]]) -> list[Refusal]:
    return [Refusal(one["code"], one["message"], one["params"], one["on"]) for one in reasons]


def _short(value: object) -> str | int:
    if isinstance(value, int):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_GAP else text[: LONGEST_GAP - 1] + "…"

"""What a search step reports before it is a repair: a wording, its ground, the exchanged word."""

from __future__ import annotations

from dataclasses import dataclass

CERTAIN, STRONG, LIKELY, CONSISTENT = 0, 1, 2, 3
"""Grounds of a finding, surest first; see ``repairs``."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Half-open span of the text searched, what is suggested there, and on which ground.

    ``seen`` and ``original`` are the exchanged word without its company: what a tool is
    consistent about.  ``learnt`` marks an exchange that no table of ours lists.
    """

    start: int
    end: int
    suggested: str
    ground: int
    seen: str
    original: str
    learnt: bool = False

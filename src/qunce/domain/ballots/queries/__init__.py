"""Reads that several pages share, split by what they speak of."""

from qunce.domain.ballots.queries.codes import ballot_of, code_state, find_slip, read_code
from qunce.domain.ballots.queries.drawing import drawn_tags, frozen_roll, names_of_drawn
from qunce.domain.ballots.queries.paper import both_keyings, differences_of, returns
from qunce.domain.ballots.queries.publishing import published_files
from qunce.domain.ballots.queries.results import (
    Low,
    evidence,
    figures,
    low_items,
    words_shown,
)

__all__ = [
    "Low",
    "ballot_of",
    "both_keyings",
    "code_state",
    "differences_of",
    "drawn_tags",
    "evidence",
    "figures",
    "find_slip",
    "frozen_roll",
    "low_items",
    "names_of_drawn",
    "published_files",
    "read_code",
    "returns",
    "words_shown",
]

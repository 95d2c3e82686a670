"""Ballots with their questions and strata; slips as tags and urns; paper; the result."""

from qunce.domain.ballots.models.ballot import Ballot, Item, Stratum
from qunce.domain.ballots.models.paper import Batch, Keying, Recount
from qunce.domain.ballots.models.result import LowItem, PublishedFile, SlipWords, Tally
from qunce.domain.ballots.models.slips import CodeTag, FrameTag, Turnstile, Urn

__all__ = [
    "Ballot",
    "Batch",
    "CodeTag",
    "FrameTag",
    "Item",
    "Keying",
    "LowItem",
    "PublishedFile",
    "Recount",
    "SlipWords",
    "Stratum",
    "Tally",
    "Turnstile",
    "Urn",
]

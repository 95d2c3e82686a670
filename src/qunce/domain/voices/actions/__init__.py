"""The only writer of messages and everything that belongs to them.

Split by what happens: receiving and speaking (the resident), sorting, joining, deciding,
answering, extending, keeping out (the staff), timing and due (the clocks).
"""

from qunce.domain.voices.actions.answering import answer, end_voice, give_review
from qunce.domain.voices.actions.deciding import accept, decide_objection, object_to
from qunce.domain.voices.actions.due import raise_due
from qunce.domain.voices.actions.extending import ask_extension, decide_extension
from qunce.domain.voices.actions.joining import merge, split
from qunce.domain.voices.actions.keeping_out import (
    end_interest,
    forget_identity,
    open_identity,
    state_interest,
)
from qunce.domain.voices.actions.receiving import receive
from qunce.domain.voices.actions.sorting import (
    note,
    register_voice,
    reroute,
    restore,
    send_on,
    set_aside,
)
from qunce.domain.voices.actions.speaking import (
    add_words,
    ask_review,
    note_saying,
    say_result,
    tell_speaker,
)
from qunce.domain.voices.actions.timing import pause_clock, resume_clock

__all__ = [
    "accept",
    "add_words",
    "answer",
    "ask_extension",
    "ask_review",
    "decide_extension",
    "decide_objection",
    "end_interest",
    "end_voice",
    "forget_identity",
    "give_review",
    "merge",
    "note",
    "note_saying",
    "object_to",
    "open_identity",
    "pause_clock",
    "raise_due",
    "receive",
    "register_voice",
    "reroute",
    "restore",
    "resume_clock",
    "say_result",
    "send_on",
    "set_aside",
    "split",
    "state_interest",
    "tell_speaker",
]

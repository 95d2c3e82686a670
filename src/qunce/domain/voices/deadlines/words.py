"""The words a clock may use, and the sentences that say them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from qunce.kernel.refusals import gettext_noop


class Unit(StrEnum):
    """What a clock counts."""

    DAYS = "days"
    WORKDAYS = "workdays"


class Event(StrEnum):
    """What sets a clock going; the day of the event is its first day."""

    RECEIVED_BY_OFFICE = "received_by_office"
    RECEIVED_BY_UNIT = "received_by_unit"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    ANSWER_RECEIVED = "answer_received"
    REVIEW_ASKED = "review_asked"
    REVIEW_ANSWER_RECEIVED = "review_answer_received"
    RE_REVIEW_ASKED = "re_review_asked"


class Holder(StrEnum):
    """Who must act, or may act, while the clock runs."""

    OFFICE = "office"
    UNIT = "unit"
    REVIEWER = "reviewer"
    RE_REVIEWER = "re_reviewer"
    SPEAKER = "speaker"
    """Not a duty: when this clock has run out, a right to ask has ended and nobody is late."""


class Stay(StrEnum):
    """Why a clock may stand."""

    HEARING = "hearing"
    SUPPLEMENT = "supplement"


UNIT_LABELS: Mapping[str, str] = {
    Unit.DAYS: gettext_noop("days"),
    Unit.WORKDAYS: gettext_noop("work days"),
}

EVENT_LABELS: Mapping[str, str] = {
    Event.RECEIVED_BY_OFFICE: gettext_noop("the petition office received it"),
    Event.RECEIVED_BY_UNIT: gettext_noop("the unit received it from the speaker"),
    Event.HANDED_OVER: gettext_noop("the unit received it from the petition office or from above"),
    Event.ACCEPTED: gettext_noop("the unit accepted it"),
    Event.ANSWER_RECEIVED: gettext_noop("the speaker received the written answer"),
    Event.REVIEW_ASKED: gettext_noop("the higher unit received the request for review"),
    Event.REVIEW_ANSWER_RECEIVED: gettext_noop("the speaker received the review opinion"),
    Event.RE_REVIEW_ASKED: gettext_noop("the higher unit received the request for a second review"),
}

HOLDER_LABELS: Mapping[str, str] = {
    Holder.OFFICE: gettext_noop("petition office"),
    Holder.UNIT: gettext_noop("unit in charge"),
    Holder.REVIEWER: gettext_noop("reviewing unit"),
    Holder.RE_REVIEWER: gettext_noop("unit of the second review"),
    Holder.SPEAKER: gettext_noop("the speaker"),
}

STAY_LABELS: Mapping[str, str] = {
    Stay.HEARING: gettext_noop("a hearing is held"),
    Stay.SUPPLEMENT: gettext_noop("the speaker was asked for more"),
}

CLOCK_LABELS: Mapping[str, str] = {
    "register": gettext_noop("Register the message, and send it on, hand it over or report it"),
    "tell": gettext_noop("Tell the speaker in writing that it arrived and what happens now"),
    "tell_handed_over": gettext_noop("Tell the speaker in writing who has it now and how it goes"),
    "object": gettext_noop("Object, with reasons, that another unit is responsible"),
    "handle": gettext_noop("Settle the claim and give the written opinion"),
    "ask_review": gettext_noop("The speaker may ask the next higher unit for a review"),
    "review": gettext_noop("Give the review opinion in writing"),
    "ask_re_review": gettext_noop("The speaker may ask for a second review"),
    "re_review": gettext_noop("Give the opinion of the second review"),
    "hotline_reply": gettext_noop("Settle the hotline's matter and reply to the caller"),
    "hotline_return": gettext_noop("Return the hotline's matter, with reasons, as not ours"),
}
"""What is to be done, for the clocks that are shipped; another clock brings its own sentence."""

CITATION = gettext_noop("%(law)s, art. %(article)s")
"""How a page cites a clock; ``article`` is written ``23(3)``: article 23, paragraph 3."""

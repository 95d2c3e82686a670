"""The words that always stand on printed papers, in the language that is active when asked.

Each layout gets its words as data, so a paper is in one language however it is made, and a
program without translations (the press) can make it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext


@dataclass(frozen=True, slots=True)
class SlipWords:
    keep: str
    stub: str
    answers: str
    cut_keep: str
    cut_stub: str
    fold: str
    qr: str
    dont_know: str
    own_words: str
    helped: str
    next_sheet: str
    limits_title: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttendanceWords:
    received: str
    how: str
    people: str
    missing: str
    witness: str


@dataclass(frozen=True, slots=True)
class PosterWords:
    digits: str
    how: str
    root: str
    entries: str
    day: str
    key: str
    group: str
    issued: str
    returned: str
    spoiled: str
    unreturned: str
    total: str
    files: str
    qr: str


@dataclass(frozen=True, slots=True)
class FormWords:
    how: str
    beside: str
    questions: str
    in_general: str
    helped: str
    hand_in: str
    until: str
    privacy: str
    tick_one: str
    tick_several: str


@dataclass(frozen=True, slots=True)
class NoticeWords:
    said: str
    did: str
    times: str
    """With a gap ``%(people)s``."""
    qr: str


def slip_words() -> SlipWords:
    return SlipWords(
        keep=gettext("Keep this part"),
        stub=gettext("Hand this part in"),
        answers=gettext("Your answers"),
        cut_keep=gettext("Tear off here and keep the part above"),
        cut_stub=gettext("Fold the part below inwards; it is cut off here when you hand it in"),
        fold=gettext("One tick for each. Then fold this part inwards."),
        qr=gettext("The code above, to be photographed"),
        dont_know=pgettext("answer on a slip", "Don't know"),
        own_words=gettext("In your own words, if you like:"),
        helped=gettext("Somebody helped me read or write"),
        next_sheet=gettext("Second sheet of the same slip: fold it together with the first"),
        limits_title=gettext(
            "Your answer is kept apart from your name and this code. But know this:"
        ),
        limits=(
            gettext(
                "Who stands beside you or photographs the slip sees what you tick. Fill it in "
                "alone."
            ),
            gettext(
                "Whoever holds slips nobody used could fill them in. That is why the numbers "
                "issued and returned are posted, and anybody may watch the count."
            ),
            gettext("Handwriting, and words only you would say, can give you away."),
        ),
    )


def attendance_words() -> AttendanceWords:
    return AttendanceWords(
        received=pgettext("on a list of names", "Received"),
        how=gettext(
            "Each person draws an envelope from the box themselves; then the square beside the "
            "name is ticked. No number of a slip or an envelope is written here."
        ),
        people=gettext("%(people)s people"),
        missing=gettext(
            "〓 stands for a character the printer's font does not have. Write it in by hand."
        ),
        witness=gettext("Handed out by, watched by, day:"),
    )


def poster_words() -> PosterWords:
    return PosterWords(
        digits=gettext("Check digits of the record"),
        how=gettext(
            "Write these digits down, or photograph this page. If the record is ever changed, the "
            "digits no longer fit. They are the last 24 digits of the number below, written in "
            "tens."
        ),
        root=gettext("Whole number, in sixteens"),
        entries=gettext("Entries in the record"),
        day=gettext("Day"),
        key=gettext("Fingerprint of the key"),
        group=pgettext("on a poster of a count", "Group"),
        issued=pgettext("on a poster of a count", "Issued"),
        returned=pgettext("on a poster of a count", "Returned"),
        spoiled=pgettext("on a poster of a count", "Spoiled"),
        unreturned=pgettext("on a poster of a count", "Not returned"),
        total=pgettext("on a poster of a count", "Together"),
        files=gettext("Where the files are"),
        qr=gettext("The address where the record is checked, to be photographed"),
    )


def form_words() -> FormWords:
    return FormWords(
        how=gettext(
            "Write on the lines what you think. Leave empty what you have nothing to say to."
        ),
        beside=gettext("To paragraph %(number)s:"),
        questions=pgettext("on a paper form", "Questions"),
        in_general=pgettext("on a paper form", "Anything else:"),
        helped=gettext("Somebody helped me read or write"),
        hand_in=pgettext("on a paper form", "Hand in:"),
        until=pgettext("on a paper form", "Until:"),
        privacy=gettext(
            "You need not give your name. What you write may be posted word for word, without a "
            "name; leave out what should stay with you."
        ),
        tick_one=gettext("Tick one."),
        tick_several=gettext("Tick as many as you like."),
    )


def notice_words() -> NoticeWords:
    return NoticeWords(
        said=gettext("You said"),
        did=gettext("We did"),
        times=gettext("said by %(people)s"),
        qr=gettext("The address where all points and answers stand, to be photographed"),
    )

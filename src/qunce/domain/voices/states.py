"""Kinds, channels and states of a message, and the table of allowed steps."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VoiceKind(TextChoices):
    PROBLEM = "problem", _("Problem")
    OPINION = "opinion", _("Opinion")
    SUGGESTION = "suggestion", _("Suggestion")
    PETITION = "petition", _("Petition claim")
    THANKS = "thanks", _("Thanks")
    URGENT = "urgent", _("Urgent danger")


class Channel(TextChoices):
    WEB = "web", _("Web page")
    QR = "qr", _("Code at a place")
    PAPER = "paper", _("Paper slip")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("Visit")
    LETTER = "letter", _("Letter")
    IMPORT = "import", _("Ledger")
    OPEN311 = "open311", _("Another program (Open311)")


WRITTEN_DOWN = (Channel.PAPER, Channel.PHONE, Channel.VISIT, Channel.LETTER)
"""Channels through which somebody of the staff, or a helper, writes down what was said."""


class VoiceState(TextChoices):
    RECEIVED = "received", _("Received")
    REGISTERED = "registered", _("Registered")
    OBJECTED = "objected", _("Objected to")
    ACCEPTED = "accepted", _("Accepted")
    ANSWERED = "answered", _("Answered")
    IN_REVIEW = "in_review", _("In review")
    IN_RE_REVIEW = "in_re_review", _("In re-review")
    ENDED = "ended", _("Ended")
    MERGED = "merged", _("Joined to another")
    SPLIT = "split", _("Split")
    SET_ASIDE = "set_aside", _("Set aside")


_S = VoiceState

STEPS: Mapping[str, frozenset[str]] = {
    # back to RECEIVED, here and below: found to accuse a unit, and passed above it
    _S.RECEIVED: frozenset({_S.REGISTERED, _S.ANSWERED, _S.MERGED, _S.SPLIT, _S.SET_ASIDE}),
    _S.REGISTERED: frozenset(
        # to REGISTERED again: sent on to another unit
        {_S.REGISTERED, _S.OBJECTED, _S.ACCEPTED, _S.ANSWERED, _S.MERGED, _S.SPLIT, _S.SET_ASIDE}
        | {_S.RECEIVED}
    ),
    _S.OBJECTED: frozenset({_S.REGISTERED, _S.MERGED, _S.SPLIT, _S.RECEIVED}),
    _S.ACCEPTED: frozenset({_S.ANSWERED, _S.REGISTERED, _S.MERGED, _S.SPLIT, _S.RECEIVED}),
    # from ANSWERED back to ACCEPTED: the speaker says that it is not put right
    _S.ANSWERED: frozenset({_S.ENDED, _S.ACCEPTED, _S.IN_REVIEW, _S.IN_RE_REVIEW, _S.RECEIVED}),
    _S.IN_REVIEW: frozenset({_S.ANSWERED, _S.RECEIVED}),
    _S.IN_RE_REVIEW: frozenset({_S.ANSWERED, _S.RECEIVED}),
    # review may be asked while its 30 days run, even where staff ended the message before
    _S.ENDED: frozenset({_S.ACCEPTED, _S.IN_REVIEW, _S.IN_RE_REVIEW, _S.RECEIVED}),
    _S.MERGED: frozenset({_S.RECEIVED}),
    _S.SPLIT: frozenset(),
    _S.SET_ASIDE: frozenset({_S.RECEIVED}),
}
"""Everything that is not in this table is refused.  A message has no way out of the table."""

ACTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "register": (
        frozenset({_S.RECEIVED, _S.REGISTERED}),
        frozenset({_S.REGISTERED}),
    ),
    "send_on": (frozenset({_S.REGISTERED, _S.ACCEPTED}), frozenset({_S.REGISTERED})),
    "set_aside": (frozenset({_S.RECEIVED, _S.REGISTERED}), frozenset({_S.SET_ASIDE})),
    "restore": (frozenset({_S.SET_ASIDE, _S.MERGED}), frozenset({_S.RECEIVED})),
    "merge": (
        frozenset({_S.RECEIVED, _S.REGISTERED, _S.OBJECTED, _S.ACCEPTED}),
        frozenset({_S.MERGED}),
    ),
    "split": (
        frozenset({_S.RECEIVED, _S.REGISTERED, _S.OBJECTED, _S.ACCEPTED}),
        frozenset({_S.SPLIT}),
    ),
    "reroute": (
        frozenset(
            {_S.RECEIVED, _S.REGISTERED, _S.OBJECTED, _S.ACCEPTED, _S.ANSWERED}
            | {_S.IN_REVIEW, _S.IN_RE_REVIEW, _S.ENDED}
        ),
        frozenset({_S.RECEIVED}),
    ),
    "accept": (frozenset({_S.REGISTERED}), frozenset({_S.ACCEPTED})),
    "object": (frozenset({_S.REGISTERED}), frozenset({_S.OBJECTED})),
    "decide_objection": (frozenset({_S.OBJECTED}), frozenset({_S.REGISTERED})),
    "answer": (
        frozenset({_S.RECEIVED, _S.REGISTERED, _S.ACCEPTED}),
        frozenset({_S.ANSWERED}),
    ),
    "give_review": (frozenset({_S.IN_REVIEW, _S.IN_RE_REVIEW}), frozenset({_S.ANSWERED})),
    "ask_review": (
        frozenset({_S.ANSWERED, _S.ENDED}),
        frozenset({_S.IN_REVIEW, _S.IN_RE_REVIEW}),
    ),
    "say_result": (frozenset({_S.ANSWERED, _S.ENDED}), frozenset({_S.ACCEPTED})),
    "end": (frozenset({_S.ANSWERED}), frozenset({_S.ENDED})),
}
"""Each act: the states in which it may be done, and those to which it can lead."""

OPEN = (
    _S.RECEIVED,
    _S.REGISTERED,
    _S.OBJECTED,
    _S.ACCEPTED,
    _S.IN_REVIEW,
    _S.IN_RE_REVIEW,
)
"""States in which somebody owes the next step."""


class StepKind(TextChoices):
    """What happened, on the story a speaker reads; the words for it are the label."""

    RECEIVED = "received", _("Your message arrived")
    ADDED = "added", _("You added something")
    REGISTERED = "registered", _("Registered and given to the responsible unit")
    SENT_ON = "sent_on", _("Sent on to another unit")
    OBJECTED = "objected", _("The unit says that it is not responsible")
    OBJECTION_DECIDED = "objection_decided", _("Decided who is responsible")
    ACCEPTED = "accepted", _("Accepted")
    EXTENSION_ASKED = "extension_asked", _("More time asked for")
    EXTENDED = "extended", _("More time allowed")
    EXTENSION_REFUSED = "extension_refused", _("More time not allowed")
    PAUSED = "paused", _("The clock stands still")
    RESUMED = "resumed", _("The clock runs again")
    ANSWERED = "answered", _("Answered")
    SAID = "said", _("You said how it is now")
    REVIEW_ASKED = "review_asked", _("You asked for a review")
    RE_REVIEW_ASKED = "re_review_asked", _("You asked for a re-review")
    REVIEWED = "reviewed", _("Result of the review")
    RE_REVIEWED = "re_reviewed", _("Result of the re-review")
    REOPENED = "reopened", _("Taken up again")
    ENDED = "ended", _("Ended")
    MERGED = "merged", _("Joined to another message on the same matter")
    JOINED = "joined", _("Another message on the same matter was joined to this one")
    SPLIT = "split", _("Split into several matters")
    SPLIT_FROM = "split_from", _("Made from a message that spoke of several matters")
    SET_ASIDE = "set_aside", _("Set aside")
    RESTORED = "restored", _("Taken back into the queue")
    REROUTED = "rerouted", _("Passed to a unit above the one it speaks of")
    IDENTITY_OPENED = "identity_opened", _("Your contact was opened")
    IDENTITY_ERASED = "identity_erased", _("Your contact was erased")
    PROBLEM = "problem", _("On the problem list")
    NOTE = "note", _("Note for the staff")


STAFF_ONLY = (StepKind.NOTE,)
"""Steps that the speaker does not see."""


SPEAKERS = (
    StepKind.RECEIVED,
    StepKind.ADDED,
    StepKind.SAID,
    StepKind.REVIEW_ASKED,
    StepKind.RE_REVIEW_ASKED,
    StepKind.IDENTITY_OPENED,
    StepKind.IDENTITY_ERASED,
)
"""Steps that are one speaker's own; who joined them on the same matter does not see them."""


class AnswerKind(TextChoices):
    REPLY = "reply", _("Reply")
    REVIEW = "review", _("Review opinion")
    RE_REVIEW = "re_review", _("Re-review opinion")


class Outcome(TextChoices):
    """What an answer says of the claim (信访工作条例, art. 32; suggestions: art. 29)."""

    SUPPORT = "support", _("Supported")
    EXPLAIN = "explain", _("Explained")
    NOT_SUPPORT = "not_support", _("Not supported")
    ADOPTED = "adopted", _("Adopted")
    PARTLY_ADOPTED = "partly_adopted", _("Adopted in part")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    LED_ELSEWHERE = "led_elsewhere", _("Led into another procedure")
    NOTED = "noted", _("Noted with thanks")


_O = Outcome
OUTCOMES: Mapping[str, tuple[Outcome, ...]] = {
    VoiceKind.PROBLEM: (_O.SUPPORT, _O.EXPLAIN, _O.NOT_SUPPORT, _O.LED_ELSEWHERE),
    VoiceKind.PETITION: (_O.SUPPORT, _O.EXPLAIN, _O.NOT_SUPPORT, _O.LED_ELSEWHERE),
    VoiceKind.URGENT: (_O.SUPPORT, _O.EXPLAIN, _O.NOT_SUPPORT, _O.LED_ELSEWHERE),
    VoiceKind.SUGGESTION: (_O.ADOPTED, _O.PARTLY_ADOPTED, _O.NOT_ADOPTED, _O.EXPLAIN),
    VoiceKind.OPINION: (_O.ADOPTED, _O.PARTLY_ADOPTED, _O.NOT_ADOPTED, _O.EXPLAIN, _O.NOTED),
    VoiceKind.THANKS: (_O.NOTED,),
}
"""What an answer can say to each kind (art. 29: suggestions; art. 32: claims)."""

ANSWERED_AT_ONCE = (VoiceKind.THANKS, VoiceKind.OPINION)
"""Kinds that the office may answer without giving them to a unit first."""


class Route(TextChoices):
    """The six routes of art. 31; only the last has the 60-day clock of art. 34."""

    LITIGATION = "litigation", _("Court, arbitration by law (31(1))")
    ARBITRATION = "arbitration", _("Arbitration (31(2))")
    PARTY = "party", _("Party appeal (31(3))")
    ADMINISTRATIVE = "administrative", _("Administrative procedure (31(4))")
    DUTY = "duty", _("Duty of an authority to act (31(5))")
    HANDLING = "handling", _("Handling as a petition (31(6))")


class Says(TextChoices):
    """What a speaker says of the result."""

    FIXED = "fixed", _("Fixed")
    PARTLY = "partly", _("Partly fixed")
    NOT_FIXED = "not_fixed", _("Not fixed")


class ClockState(TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Standing still")
    MET = "met", _("Done in time")
    MET_LATE = "met_late", _("Done late")
    DROPPED = "dropped", _("No longer applies")

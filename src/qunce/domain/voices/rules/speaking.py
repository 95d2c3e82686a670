"""Why something cannot be said: by the message as it comes in, or later by its speaker.  Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from qunce.domain.organisations.models import Place, Unit
from qunce.domain.voices.models import Answer, Clock, Voice
from qunce.domain.voices.models.voice import LONGEST
from qunce.domain.voices.rules.parties import why_not_state
from qunce.domain.voices.rules.sorting import kind_unknown, nobody_above
from qunce.domain.voices.said import Said
from qunce.domain.voices.states import AnswerKind, Channel, Says, VoiceKind, VoiceState
from qunce.domain.voices.words import cleaned, one_line, says_something, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_PICTURES = 10
MOST_DETAILS = 40
_SUBMISSION = re.compile(r"[A-Za-z0-9:_-]{16,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def why_not_receive(
    said: Said, *, today: date, around: Sequence[str] | None = None
) -> list[Refusal]:
    """Why this message cannot be taken as it is; each reason is on its field.

    ``around``: ``querysets.codes_around`` the post that writes it down; left out, only that
    post's own unit is looked at.
    """
    reasons = why_not_words(cleaned(said.text), on="text", most=LONGEST)
    if said.kind not in VoiceKind.values:
        reasons.append(kind_unknown())
    if said.channel not in Channel.values:
        reasons.append(
            Refusal("voice_channel_unknown", gettext_noop("Say how the message came in."))
        )
    if not _SUBMISSION.fullmatch(said.submission):
        reasons.append(
            Refusal(
                "voice_submission_unknown",
                gettext_noop("The form is incomplete. Load the page again, then send it."),
            )
        )
    if said.said_on is not None and said.said_on > today:
        reasons.append(
            Refusal(
                "voice_said_in_future",
                gettext_noop("The day on which it was said lies in the future."),
                on="said_on",
            )
        )
    return reasons + _by_the_accused(said, around or ()) + _where(said) + _with_it(said)


def _by_the_accused(said: Said, around: Sequence[str]) -> list[Refusal]:
    """Whoever writes it down sees the code on the receipt, and could follow it (art. 30(3))."""
    if said.keyed_by is None or said.accused is None:
        return []
    if said.accused.code not in {*around, *said.keyed_by.unit.path.split("/")}:
        return []
    return [
        Refusal(
            "accusation_written_down_by_the_accused",
            gettext_noop(
                "Let somebody of another unit write it down, or let the speaker write it "
                "themselves."
            ),
            on="accused",
        )
    ]


def place_is_elsewhere(town: Unit, village: Unit | None, place: Place | None) -> list[Refusal]:
    """Why the message cannot be about this place: it lies outside the town."""
    outside = village is not None and not village.path.startswith(town.path)
    wrong_place = place is not None and not place.unit.path.startswith(town.path)
    if not (outside or wrong_place):
        return []
    return [
        Refusal(
            "voice_place_is_elsewhere",
            gettext_noop("The place does not lie in %(town)s. Choose another."),
            {"town": town.name},
            "place" if wrong_place else "village",
        )
    ]


def _where(said: Said) -> list[Refusal]:
    reasons = place_is_elsewhere(said.town, said.village, said.place)
    spot = one_line(said.spot)
    if spot:
        reasons += why_not_words(spot, on="spot", most=120)
    at = (said.latitude, said.longitude)
    given = [one for one in at if one is not None]
    if given and not (
        len(given) == 2
        and all(math.isfinite(one) for one in given)
        and abs(given[0]) <= 90
        and abs(given[1]) <= 180
    ):
        reasons.append(
            Refusal(
                "voice_coordinates_wrong",
                gettext_noop("Give both coordinates, in degrees, or none."),
                on="spot",
            )
        )
    return reasons


def _with_it(said: Said) -> list[Refusal]:
    reasons = why_not_pictures(said.pictures)
    if not _LANGUAGE.fullmatch(said.language) or len(said.language) > 10:
        reasons.append(
            Refusal("voice_language_unknown", gettext_noop("The language is written wrongly."))
        )
    values = [value for found in said.details.values() for value in found]
    if (
        len(said.details) > MOST_DETAILS
        or len(values) > MOST_DETAILS
        or any(len(code) > 40 for code in said.details)
        or any(
            why_not_words(cleaned(value), on="details", most=1000)
            for value in values
            if says_something(value)
        )
    ):
        reasons.append(
            Refusal(
                "voice_details_wrong",
                gettext_noop("One of the answers is too long or cannot be read."),
                on="details",
            )
        )
    if said.category is not None and said.category.closed_at is not None:
        reasons.append(
            Refusal(
                "category_closed",
                gettext_noop("This category is closed. Choose another."),
                on="category",
            )
        )
    return reasons


def why_not_pictures(pictures: Sequence[tuple[bytes, bytes]], *, there: int = 0) -> list[Refusal]:
    if len(pictures) + there <= MOST_PICTURES:
        return []
    return [
        Refusal(
            "voice_too_many_pictures",
            gettext_noop("At most %(most)s pictures belong to a message. Choose the clearest."),
            {"most": MOST_PICTURES},
            "pictures",
        )
    ]


def receiver_for(town: Unit, accused: Unit | None, above: Sequence[Unit]) -> Unit | Refusal:
    """The unit whose office sorts the message.

    ``above``: the units above ``town``, the nearest first.  The town, unless it is accused or
    lies in the accused unit; then the next unit above that is not (art. 30(3)).
    """
    for unit in (town, *above):
        if accused is None or not unit.path.startswith(accused.path):
            return unit
    return nobody_above(accused or town)


def why_not_add_words(voice: Voice, *, words: str) -> list[Refusal]:
    return why_not_words(cleaned(words), on="words", most=LONGEST)


def why_not_say_result(voice: Voice, *, says: str | None = None, words: str = "") -> list[Refusal]:
    """``voice`` is the message that is followed."""
    if voice.state == VoiceState.SPLIT:
        return [
            Refusal(
                "voice_split_say_which",
                gettext_noop("Your message was split. Say it of each part by itself."),
            )
        ]
    reasons = why_not_state(voice, "say_result")
    if says is not None and says not in Says.values:
        reasons = [
            *reasons,
            Refusal(
                "verdict_unknown",
                gettext_noop("Choose one of the three: fixed, partly, not fixed."),
                on="says",
            ),
        ]
    if cleaned(words):
        reasons = reasons + why_not_words(cleaned(words), on="words", most=LONGEST)
    return reasons


def why_not_ask_review(
    voice: Voice,
    *,
    last: Answer | None,
    clock: Clock | None,
    today: date,
    words: str | None = None,
) -> list[Refusal]:
    """``last``: the last answer; ``clock``: the thirty days in which review may be asked."""
    reasons = why_not_state(voice, "ask_review")
    if reasons:
        return reasons
    if last is not None and last.kind == AnswerKind.RE_REVIEW:
        reasons = [
            Refusal(
                "review_is_final",
                gettext_noop(
                    "The re-review is the last step (art. 36). With new facts, write a new message."
                ),
            )
        ]
    elif last is None or clock is None:
        reasons = [
            Refusal(
                "review_not_for_this",
                gettext_noop(
                    "There is no review of this answer. You can add words, or say that it is "
                    "not put right."
                ),
            )
        ]
    elif today > clock.due_on:
        reasons = [
            Refusal(
                "review_too_late",
                gettext_noop(
                    "A review could be asked for until %(day)s (thirty days, art. 35 and 36). "
                    "You can still say that it is not put right."
                ),
                {"day": clock.due_on.isoformat()},
            )
        ]
    elif last.unit.parent_id is None:
        reasons = [
            Refusal(
                "review_has_no_unit_above",
                gettext_noop(
                    "No unit here stands above %(unit)s. Ask its superior authority for the review."
                ),
                {"unit": last.unit.name},
            )
        ]
    if words is not None:
        reasons = reasons + why_not_words(cleaned(words), on="words", most=LONGEST)
    return reasons

"""What somebody says: on a sheet, at a meeting, of what others said."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.models import Consultation, Point, Question
from qunce.domain.consultations.rules.asking import (
    LOOKING_ON,
    why_not_in,
)
from qunce.domain.consultations.said import MeetingHeld, PointSaid, SheetSaid
from qunce.domain.consultations.states import PUBLIC, TAKING, ConsultationState, Says
from qunce.domain.consultations.words import LONGEST, spoken
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_POINTS = 40
"""Points of one sheet."""
MOST_POINTS_OF_A_MEETING = 200
MOST_CAME = 10_000
MOST_INVITED = 100_000
_SUBMISSION = re.compile(r"[A-Za-z0-9:_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What people are asked, as the rules need to know it."""

    paragraphs: Collection[int]
    """Numbers (``pk``) of the paragraphs."""
    questions: Sequence[Question]
    ways: Collection[str]
    """Codes of the ways that the round's rule offers."""


def why_not_speak_now(consultation: Consultation, *, today: date) -> list[Refusal]:
    """Why nobody can send an answer by themselves today."""
    opens_on, closes_on = consultation.opens_on, consultation.closes_on
    if opens_on is not None and closes_on is not None:
        if consultation.state == ConsultationState.OPEN and opens_on <= today <= closes_on:
            return []
        if consultation.state == ConsultationState.OPEN and today < opens_on:
            return [
                Refusal(
                    "consultation_not_yet_open",
                    gettext_noop("You can answer from %(day)s on."),
                    {"day": opens_on.isoformat()},
                )
            ]
    return [
        Refusal(
            "consultation_is_over",
            gettext_noop(
                "The last day for answers is over. You can still send a message to the office."
            ),
        )
    ]


def why_not_send(said: SheetSaid, *, today: date, asked: Asked) -> list[Refusal]:
    """Why this sheet cannot be taken from the person, or a helper, on the web page."""
    reasons = why_not_speak_now(said.consultation, today=today)
    if said.channel != Way.WEB or Way.WEB not in asked.ways:
        reasons.append(
            Refusal(
                "consultation_not_on_the_web",
                gettext_noop("Answers are not taken here. Answer on paper or at a meeting."),
            )
        )
    return reasons + _sheet(said, asked)


def why_not_key(said: SheetSaid, post: Post | None, *, today: date, asked: Asked) -> list[Refusal]:
    """Why ``post`` cannot enter this sheet; what came in time can be entered after the last day."""
    reasons = why_not_write_down(said.consultation, post, unit=said.village, on="village")
    if said.channel not in Way.values or said.channel == Way.WEB:
        reasons.append(
            Refusal(
                "sheet_way_unknown",
                gettext_noop("Say how it came: on paper, at a meeting, at a visit, by telephone."),
                on="channel",
            )
        )
    reasons += _in_time(said.consultation, said.said_on, today, "said_on")
    if said.meeting is not None and said.meeting.consultation_id != said.consultation.pk:
        reasons.append(
            Refusal(
                "meeting_of_another_consultation",
                gettext_noop("This meeting was about something else."),
                on="meeting",
            )
        )
    return reasons + _sheet(said, asked)


def why_not_write_down(
    consultation: Consultation, post: Post | None, *, unit: Unit | None, on: str
) -> list[Refusal]:
    """Why ``post`` cannot enter what was said in ``unit`` (none: somewhere in the town).

    Posts of the unit that asks, and of its offices, for everywhere; others for their own unit and
    what is below it.
    """
    reasons = why_not_in(consultation, TAKING)
    asks = consultation.unit
    if post is None or post.role in LOOKING_ON or not post.unit.path.startswith(asks.path):
        return [
            *reasons,
            Refusal(
                "consultation_not_yours_to_write_down",
                gettext_noop("Only posts of %(unit)s enter what was said here."),
                {"unit": asks.name},
            ),
        ]
    everywhere = post.unit_id == asks.pk or post.unit.kind == UnitKind.OFFICE
    if not everywhere and (unit is None or not unit.path.startswith(post.unit.path)):
        reasons.append(
            Refusal(
                "consultation_other_unit_to_write_down",
                gettext_noop("Your post enters only what was said in %(unit)s."),
                {"unit": post.unit.name},
                on,
            )
        )
    return reasons


def why_not_write_meeting(
    held: MeetingHeld, post: Post | None, *, today: date, asked: Asked
) -> list[Refusal]:
    """Why this meeting cannot be written down as it is."""
    reasons = why_not_write_down(held.consultation, post, unit=held.unit, on="unit")
    reasons += _within(held.consultation, held.unit, "unit")
    reasons += _in_time(held.consultation, held.on, today, "on")
    reasons += why_not_words(spoken(held.place), on="place", most=120)
    reasons += _submission(held.submission)
    invited_wrong = held.invited is not None and not 1 <= held.invited <= MOST_INVITED
    if not 1 <= held.came <= MOST_CAME or invited_wrong:
        reasons.append(
            Refusal(
                "meeting_size_impossible",
                gettext_noop("Say how many came, from 1 to %(most)s."),
                {"most": MOST_CAME},
                "invited" if invited_wrong else "came",
            )
        )
    if not 0 <= held.spoke <= held.came:
        reasons.append(
            Refusal(
                "meeting_more_spoke_than_came",
                gettext_noop("No more people can have spoken than came."),
                on="spoke",
            )
        )
    if held.points and held.spoke < 1:
        reasons.append(
            Refusal(
                "meeting_points_without_speakers",
                gettext_noop("Something was said, so say how many people spoke."),
                on="spoke",
            )
        )
    reasons += _points(held.points, asked, most=MOST_POINTS_OF_A_MEETING)
    return reasons + _hands(held, asked)


def why_not_note_forms(
    consultation: Consultation, post: Post | None, *, unit: Unit, forms: int
) -> list[Refusal]:
    """Why ``post`` cannot say how many paper forms were handed out in ``unit``."""
    reasons = why_not_write_down(consultation, post, unit=unit, on="unit")
    reasons += _within(consultation, unit, "unit")
    if not 1 <= forms <= MOST_INVITED:
        reasons.append(
            Refusal(
                "handout_size_impossible",
                gettext_noop("Say how many forms were handed out, from 1 to %(most)s."),
                {"most": MOST_INVITED},
                "forms",
            )
        )
    return reasons


def why_not_support(
    point: Point, *, today: date, says: str | None = None, voter: str | None = None
) -> list[Refusal]:
    """Why a reader cannot say what they think of ``point``.  Reads ``consultation``."""
    if point.state not in PUBLIC:
        return [Refusal("point_not_there", gettext_noop("There is no such point."))]
    reasons = why_not_speak_now(point.consultation, today=today)
    if says is not None and says not in Says.values:
        reasons.append(
            Refusal(
                "support_unknown",
                gettext_noop("Choose one of the three: you think so too, not so, or cannot say."),
                on="says",
            )
        )
    if voter is not None:
        reasons += _submission(voter)
    return reasons


# --- parts


def _sheet(said: SheetSaid, asked: Asked) -> list[Refusal]:
    reasons = _points(said.points, asked, most=MOST_POINTS) + _submission(said.submission)
    if said.village is not None:
        reasons += _within(said.consultation, said.village, "village")
    if not said.points and not said.choices:
        reasons.append(
            Refusal(
                "sheet_is_empty",
                gettext_noop("Say something, or answer a question."),
                on="words",
            )
        )
    scales = {one.pk: {option.code for option in one.scale} for one in asked.questions}
    if any(code not in scales.get(pk, ()) for pk, code in said.choices.items()):
        reasons.append(_option_unknown())
    return reasons


def _points(points: Sequence[PointSaid], asked: Asked, *, most: int) -> list[Refusal]:
    if len(points) > most:
        return [
            Refusal(
                "sheet_says_too_much",
                gettext_noop("At most %(most)s things at once. Send the rest by itself."),
                {"most": most},
                "words",
            )
        ]
    reasons: list[Refusal] = []
    for point in points:
        reasons = reasons or why_not_words(spoken(point.words), on="words", most=LONGEST)
    if any(one.paragraph and one.paragraph.pk not in asked.paragraphs for one in points):
        reasons.append(
            Refusal(
                "paragraph_of_another_consultation",
                gettext_noop("This paragraph does not stand in what is asked about here."),
                on="paragraph",
            )
        )
    return reasons


def _hands(held: MeetingHeld, asked: Asked) -> list[Refusal]:
    scales: Mapping[int, Collection[str]] = {
        one.pk: {option.code for option in one.scale} for one in asked.questions
    }
    for pk, counts in held.hands.items():
        if any(code not in scales.get(pk, ()) for code in counts):
            return [_option_unknown()]
        if any(count < 0 for count in counts.values()) or sum(counts.values()) > held.came:
            return [
                Refusal(
                    "meeting_more_hands_than_people",
                    gettext_noop("More hands than people who came. Count one hand of each."),
                    on="hands",
                )
            ]
    return []


def _option_unknown() -> Refusal:
    return Refusal(
        "question_option_unknown",
        gettext_noop("Choose one of the options of the question."),
        on="choices",
    )


def is_submission(text: str) -> bool:
    """Whether ``text`` names a sending, or a reader's browser."""
    return _SUBMISSION.fullmatch(text) is not None


def _submission(submission: str) -> list[Refusal]:
    if is_submission(submission):
        return []
    return [
        Refusal(
            "consultation_submission_unknown",
            gettext_noop("The form is incomplete. Load the page again, then send it."),
        )
    ]


def _within(consultation: Consultation, unit: Unit, on: str) -> list[Refusal]:
    if unit.path.startswith(consultation.unit.path):
        return []
    return [
        Refusal(
            "consultation_unit_is_elsewhere",
            gettext_noop("%(unit)s does not belong to %(town)s. Choose another."),
            {"unit": unit.name, "town": consultation.unit.name},
            on,
        )
    ]


def _in_time(
    consultation: Consultation, said_on: date | None, today: date, on: str
) -> list[Refusal]:
    opens_on, closes_on = consultation.opens_on, consultation.closes_on
    if opens_on is None or closes_on is None:
        return []
    if said_on is not None and opens_on <= said_on <= min(closes_on, today):
        return []
    return [
        Refusal(
            "consultation_said_outside_its_days",
            gettext_noop("Give the day on which it was said, from %(first)s to %(last)s."),
            {"first": opens_on.isoformat(), "last": min(closes_on, today).isoformat()},
            on,
        )
    ]

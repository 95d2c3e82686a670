"""What people say comes in: sheets, meetings, paper forms handed out, support."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.consultations import codes
from qunce.domain.consultations.actions.acting import (
    SPEAKER,
    as_it_is,
    today_of,
)
from qunce.domain.consultations.models import (
    Choice,
    Consultation,
    Handout,
    Hands,
    Meeting,
    Point,
    Sheet,
    Support,
)
from qunce.domain.consultations.rules import (
    Asked,
    why_not_key,
    why_not_note_forms,
    why_not_send,
    why_not_support,
    why_not_write_meeting,
)
from qunce.domain.consultations.rules.saying import is_submission
from qunce.domain.consultations.said import (
    MeetingHeld,
    PointSaid,
    SheetSaid,
    SheetSent,
    numbered,
    text_of,
)
from qunce.domain.consultations.words import spoken
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.codes import words_sha256
from qunce.domain.voices.words import one_line
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import gettext_noop, refuse

register("consultation.sheet_received", gettext_noop("Answer to a consultation received"))
register("consultation.meeting_written", gettext_noop("Meeting of a consultation written down"))
register("consultation.forms_handed_out", gettext_noop("Paper forms handed out"))


def send_sheet(*, said: SheetSaid, now: datetime) -> SheetSent:
    """What somebody answers on the web page stands in the consultation; a code opens it again.

    The same ``submission`` a second time, or twice at once, gives the same sheet and code.
    Recorded as ``consultation.sheet_received``: way, village, counts, and the SHA-256 of salt and
    words (``said.text_of``); never a word of it.  Refuses before the first and after the last day,
    an empty sheet, and what belongs to another consultation.
    """
    return _take(said, None, now)


def key_sheet(*, said: SheetSaid, actor: Post, now: datetime) -> SheetSent:
    """A sheet from paper, a meeting, a visit or the telephone is entered by ``actor``.

    In time is the day on which it was said; it may be entered until the answers are published.
    Otherwise as with :func:`send_sheet`.
    """
    return _take(said, actor, now)


def _take(said: SheetSaid, actor: Post | None, now: datetime) -> SheetSent:
    try:
        with transaction.atomic():
            # Looked up under the lock: of two at once the second finds the first.
            current = as_it_is(pk=said.consultation.pk)
            return _earlier_sheet(said) or _new_sheet(said, current, actor, now)
    except IntegrityError:
        earlier = _earlier_sheet(said)
        if earlier is None:
            raise
        return earlier


def _earlier_sheet(said: SheetSaid) -> SheetSent | None:
    if not is_submission(said.submission):
        return None  # no database takes every sign; the rule says what is wrong
    found = Sheet.objects.filter(submission=said.submission, consultation=said.consultation)
    sheet = found.first()
    return None if sheet is None else SheetSent(sheet, codes.code_of(sheet), new=False)


def _new_sheet(
    said: SheetSaid, current: Consultation, actor: Post | None, now: datetime
) -> SheetSent:
    today, asked = today_of(now=now), _asked(current)
    said = replace(said, consultation=current)
    refuse(
        why_not_send(said, today=today, asked=asked)
        if actor is None
        else why_not_key(said, actor, today=today, asked=asked)
    )
    uid = secrets.token_hex(16)
    sheet = Sheet.objects.create(
        consultation=current,
        channel=said.channel,
        village=said.village,
        helped=said.helped,
        keyed_by=actor,
        meeting=said.meeting,
        said_on=said.said_on if actor is not None and said.said_on else today,
        submission=said.submission,
        uid=uid,
        code_hash=codes.code_hash(uid) if said.wants_answer else None,
        salt=secrets.token_hex(16),
        wants_answer=said.wants_answer,
        submitted_at=now,
    )
    points = _write_points(said.points, current, sheet=sheet)
    Choice.objects.bulk_create(
        Choice(sheet=sheet, question=question, option=said.choices[question.pk])
        for question in asked.questions
        if question.pk in said.choices
    )
    facts: dict[str, JSON] = {
        "consultation": str(current.pk),
        "way": str(sheet.channel),
        "helped": sheet.helped,
        "points": len(points),
        "choices": len(said.choices),
        "words_sha256": words_sha256(
            sheet.salt, text_of(points, numbered(said.choices, asked.questions))
        ),
    }
    if sheet.village is not None:
        facts["village"] = sheet.village.code
    append(
        kind="consultation.sheet_received",
        actor=SPEAKER if actor is None else actor.ref,
        subject=sheet.ref,
        facts=facts,
        now=now,
    )
    return SheetSent(sheet, codes.code_of(sheet))


def write_meeting(*, held: MeetingHeld, actor: Post, now: datetime) -> Meeting:
    """A meeting is written down: how many came and spoke, what was said, hands per question.

    Whoever came counts as asked, whoever spoke as one answer.  The same ``submission`` again gives
    the same meeting.  Recorded as ``consultation.meeting_written``: counts and the unit.
    """
    try:
        with transaction.atomic():
            current = as_it_is(pk=held.consultation.pk)
            return _earlier_meeting(held) or _new_meeting(held, current, actor, now)
    except IntegrityError:
        earlier = _earlier_meeting(held)
        if earlier is None:
            raise
        return earlier


def _earlier_meeting(held: MeetingHeld) -> Meeting | None:
    if not is_submission(held.submission):
        return None
    found = Meeting.objects.filter(submission=held.submission, consultation=held.consultation)
    return found.first()


def _new_meeting(held: MeetingHeld, current: Consultation, actor: Post, now: datetime) -> Meeting:
    asked = _asked(current)
    held = replace(held, consultation=current)
    refuse(why_not_write_meeting(held, actor, today=today_of(now=now), asked=asked))
    meeting = Meeting.objects.create(
        consultation=current,
        unit=held.unit,
        on=held.on,
        place=one_line(spoken(held.place)),
        invited=held.invited,
        came=held.came,
        spoke=held.spoke,
        submission=held.submission,
        written_by=actor,
        written_at=now,
    )
    points = _write_points(held.points, current, meeting=meeting)
    Hands.objects.bulk_create(
        Hands(meeting=meeting, question=question, option=option, count=count)
        for question in asked.questions
        for option, count in held.hands.get(question.pk, {}).items()
        if count
    )
    append(
        kind="consultation.meeting_written",
        actor=actor.ref,
        subject=meeting.ref,
        facts={
            "consultation": str(current.pk),
            "unit": held.unit.code,
            "on": held.on.isoformat(),
            "invited": held.invited,
            "came": held.came,
            "spoke": held.spoke,
            "points": len(points),
        },
        now=now,
    )
    return meeting


@transaction.atomic
def note_forms(
    *, consultation: Consultation, unit: Unit, forms: int, actor: Post, now: datetime
) -> Handout:
    """So many paper forms were handed out in ``unit``; noted again it is corrected.

    Recorded as ``consultation.forms_handed_out``, a correction with the number before.
    """
    current = as_it_is(pk=consultation.pk)
    refuse(why_not_note_forms(current, actor, unit=unit, forms=forms))
    earlier = Handout.objects.filter(consultation=current, unit=unit).first()
    noted, _new = Handout.objects.update_or_create(
        consultation=current,
        unit=unit,
        defaults={"forms": forms, "noted_by": actor, "noted_at": now},
    )
    facts: dict[str, JSON] = {"unit": unit.code, "forms": forms}
    if earlier is not None:
        facts["before"] = earlier.forms
    append(
        kind="consultation.forms_handed_out",
        actor=actor.ref,
        subject=current.ref,
        facts=facts,
        now=now,
    )
    return noted


def add_support(*, point: Point, voter: str, says: str, now: datetime) -> Support:
    """A reader says of a shown point that they think so too, not so, or cannot say.

    ``voter`` is a random token of the reader's browser; said again it counts as the last word.
    Not recorded one by one: the record would tell when which thought was liked; closing records
    how many there were.
    """
    read = Point.objects.select_related("consultation").get(pk=point.pk)
    refuse(why_not_support(read, today=today_of(now=now), says=says, voter=voter))
    said, _new = Support.objects.update_or_create(
        point=read, voter=codes.voter_of(read.consultation, voter), defaults={"says": says}
    )
    return said


# --- parts


def _asked(current: Consultation) -> Asked:
    return Asked(
        paragraphs=frozenset(current.paragraphs.values_list("pk", flat=True)),
        questions=list(current.questions.all()),
        ways=frozenset(current.asking.rule["ways"] if current.asking else ()),
    )


def _write_points(
    said: Sequence[PointSaid],
    current: Consultation,
    *,
    sheet: Sheet | None = None,
    meeting: Meeting | None = None,
) -> list[Point]:
    return Point.objects.bulk_create(
        Point(
            consultation=current,
            sheet=sheet,
            meeting=meeting,
            paragraph=one.paragraph,
            words=spoken(one.words),
        )
        for one in said
    )

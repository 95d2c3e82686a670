"""What the speaker does afterwards: adds words, says how it is, asks for a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.record.kinds import register
from qunce.domain.searching.actions import index_text
from qunce.domain.voices import owed, sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_it_is,
    change,
    day,
    keep,
    move,
)
from qunce.domain.voices.actions.receiving import store_pictures
from qunce.domain.voices.actions.telling import (
    NOT_FIXED,
    REVIEW,
    SAID,
    WORDS_ADDED,
    office_of,
    tell_those_who_see,
    who_answers,
)
from qunce.domain.voices.actions.timing import drop_clocks, meet_clocks, start_clocks
from qunce.domain.voices.deadlines import Event
from qunce.domain.voices.models import Step, Verdict, Voice
from qunce.domain.voices.queries import (
    SEARCH_KIND,
    followed,
    last_answer,
    parts_of,
    running_clocks,
)
from qunce.domain.voices.rules import why_not_add_words, why_not_ask_review, why_not_say_result
from qunce.domain.voices.rules.speaking import why_not_pictures
from qunce.domain.voices.said import Picture
from qunce.domain.voices.states import AnswerKind, Route, Says, StepKind, VoiceState
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import gettext_noop, refuse

register("voice.words_added", gettext_noop("Words added to a message"))
register("voice.result_said", gettext_noop("The speaker said how it is now"))
register("voice.review_asked", gettext_noop("Review asked for"))


@transaction.atomic
def add_words(
    *, voice: Voice, words: str, now: datetime, pictures: Sequence[Picture] = ()
) -> list[Step]:
    """The speaker's further words stand in the story; who handles the matter is told.

    Of a joined message they stand on the one that is followed, of a split one on each part, and
    are seen by nobody among the other speakers.  Taken in every state, ended ones too: nobody is
    told to be silent.  Recorded as ``voice.words_added``, without a word.
    """
    own = as_it_is(voice=voice)
    refuse(
        why_not_add_words(own, words=words)
        + why_not_pictures(pictures, there=own.pictures.count() if pictures else 0)
    )
    words = cleaned(words)
    steps = []
    for part in parts_of(own) or [own]:
        case = followed(as_it_is(voice=part))
        change(voice=case, now=now)
        steps.append(
            add_step(
                voice=case,
                kind=StepKind.ADDED,
                now=now,
                words=words,
                spoken_in=own if own.pk != case.pk else None,
            )
        )
        _index_more(case)
        tell_those_who_see(
            voice=case,
            posts=who_answers(voice=case) or office_of(unit=case.receiver),
            kind=WORDS_ADDED,
            key=f"words:{steps[-1].pk}",
            now=now,
        )
    store_pictures(voice=own, pictures=pictures, now=now)
    keep(kind="voice.words_added", voice=own, now=now)
    return steps


def _index_more(case: Voice) -> None:
    added = case.steps.filter(kind=StepKind.ADDED).order_by("id").values_list("words", flat=True)
    text = "\n".join((case.text, case.spot, case.number, *added))
    index_text(kind=SEARCH_KIND, subject_id=case.pk, text=text)


@transaction.atomic
def say_result(*, voice: Voice, says: str, words: str, now: datetime) -> Verdict:
    """What the speaker says of the result: fixed, partly, not fixed.

    Not fixed: the message is taken up again by the unit that answered, which is told, as is the
    office; the sixty days of art. 34 run anew.  The others change no state.  Of a joined message
    it counts for the one that is followed.  Recorded as ``voice.result_said``.
    """
    own = as_it_is(voice=voice)
    case = followed(own)
    refuse(why_not_say_result(case, says=says, words=words))
    verdict = Verdict.objects.create(voice=own, says=says, words=cleaned(words), at=now)
    before, after = case.state, case.state
    if says == Says.NOT_FIXED:
        take_up(voice=case, now=now)
        after = case.state
    else:
        change(voice=case, now=now)
    add_step(
        voice=case,
        kind=StepKind.SAID,
        now=now,
        words=cleaned(words),
        sentence=sentences.SAYS[says],
        before=before,
        after=after,
        spoken_in=own if own.pk != case.pk else None,
    )
    if says == Says.NOT_FIXED:
        add_step(voice=case, kind=StepKind.REOPENED, now=now, sentence=sentences.TAKEN_UP)
    tell_those_who_see(
        voice=case,
        posts=[*who_answers(voice=case), *office_of(unit=case.receiver)]
        if says == Says.NOT_FIXED
        else who_answers(voice=case),
        kind=NOT_FIXED if says == Says.NOT_FIXED else SAID,
        key=f"said:{verdict.pk}",
        now=now,
    )
    keep(kind="voice.result_said", voice=own, facts={"says": str(says)}, now=now)
    return verdict


def note_saying(*, voice: Voice, says: str, words: str, now: datetime) -> Step:
    """One line of the story: what the speaker said before the message itself was answered.

    For packages above, which record the act; the message stays as it is.
    """
    case = followed(voice)
    return add_step(
        voice=case,
        kind=StepKind.SAID,
        now=now,
        words=cleaned(words),
        sentence=sentences.SAYS[says],
        spoken_in=voice if voice.pk != case.pk else None,
    )


def take_up(*, voice: Voice, now: datetime) -> None:
    """An answered or ended message is in hand again, with a new clock; part of another act."""
    today = day(now=now)
    drop_clocks(voice=voice, on=today)
    move(
        voice=voice,
        to=VoiceState.ACCEPTED,
        now=now,
        route=voice.route or (Route.HANDLING if voice.kind in owed.CLAIMS else ""),
        accepted_at=now,
        ended_at=None,
        reviewer=None,
        responsible=voice.responsible or voice.receiver,
    )
    start_clocks(voice=voice, event=Event.ACCEPTED, starts_on=today, unit=voice.responsible)


REVIEWS = {
    AnswerKind.REPLY: (
        VoiceState.IN_REVIEW,
        StepKind.REVIEW_ASKED,
        Event.REVIEW_ASKED,
        "ask_review",
    ),
    AnswerKind.REVIEW: (
        VoiceState.IN_RE_REVIEW,
        StepKind.RE_REVIEW_ASKED,
        Event.RE_REVIEW_ASKED,
        "ask_re_review",
    ),
}
"""What asking leads to after each answer (art. 35 and 36)."""


@transaction.atomic
def ask_review(*, voice: Voice, words: str, now: datetime) -> Voice:
    """The next higher unit reviews the last answer; after its opinion, the one above re-reviews.

    Possible within thirty days (art. 35, 36), even where staff ended the message meanwhile.
    The reviewing office is told.  Recorded as ``voice.review_asked``.
    """
    today = day(now=now)
    own = as_it_is(voice=voice)
    case = followed(own)
    last = last_answer(case)
    clocks = running_clocks(case, owed.met_by("ask"))
    clock = clocks[0] if clocks else None
    refuse(why_not_ask_review(case, last=last, clock=clock, today=today, words=words))
    assert last is not None  # noqa: S101  (refused above)
    to, kind, event, right = REVIEWS[AnswerKind(last.kind)]
    reviewer: Unit | None = last.unit.parent
    meet_clocks(voice=case, rules=[right], on=today)
    before = move(voice=case, to=to, now=now, reviewer=reviewer, ended_at=None)
    start_clocks(voice=case, event=event, starts_on=today, unit=reviewer)
    add_step(
        voice=case,
        kind=kind,
        now=now,
        words=cleaned(words),
        sentence=sentences.REVIEWED_BY,
        params={"unit": reviewer.name if reviewer else ""},
        before=before,
        after=case.state,
        spoken_in=own if own.pk != case.pk else None,
    )
    tell_those_who_see(
        voice=case,
        posts=office_of(unit=reviewer),
        kind=REVIEW,
        key=f"review:{last.pk}",
        now=now,
    )
    keep(
        kind="voice.review_asked",
        voice=case,
        facts={"of": str(last.kind), "reviewer": reviewer.code if reviewer else ""},
        now=now,
    )
    return case


@transaction.atomic
def tell_speaker(
    *,
    voice: Voice,
    kind: StepKind,
    sentence: str,
    params: Mapping[str, object],
    now: datetime,
    post: Post | None = None,
    words: str = "",
) -> Step:
    """One line of the story, for packages above; who joined the message reads it as well.

    ``sentence`` was registered with ``voices.sentences``.  Not recorded: the act is, which the
    package above does in the same transaction.
    """
    if not sentences.is_known(sentence):
        raise ValueError(f"{sentence!r} is no registered sentence of a story")
    sentences.filled(sentence, params)
    case = followed(voice)
    return add_step(
        voice=case,
        kind=kind,
        now=now,
        post=post,
        words=words,
        sentence=sentence,
        params=params,
    )

"""What residents and leading officials say of projects and promises."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.words import spoken
from qunce.domain.practice.actions.acting import (
    SPEAKER,
    changed_meanwhile,
    project_as_it_is,
    promise_as_it_is,
    today_of,
)
from qunce.domain.practice.models import LeaderComment, Project, Promise, ResidentView
from qunce.domain.practice.rules import (
    Heard,
    is_submission,
    why_not_comment,
    why_not_hear,
    why_not_read_through,
)
from qunce.domain.practice.states import WordsState
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("practice.heard", gettext_noop("Somebody said what they think of it"))
register("practice.read_through", gettext_noop("Somebody's words read through for names"))
register("practice.commented", gettext_noop("A leading official commented"))


def hear_view(
    *, heard: Heard, now: datetime, actor: Post | None = None
) -> tuple[ResidentView, bool]:
    """One resident's view is kept, without a name; the same form sent twice is one view.

    ``actor`` wrote it down, from paper or by word of mouth; nobody on the web page.  Answers the
    view, and whether it is new.  Recorded as ``practice.heard`` with a fingerprint and the
    channel, never with the answer: single answers stay unreadable until there are ten.
    """
    known = _known(heard)
    if known is not None:
        return known, False
    try:
        return _hear(heard=heard, now=now, actor=actor), True
    except IntegrityError:
        # Somebody sent the same form at the same instant.
        known = _known(heard)
        if known is None:
            raise
        return known, False


def _known(heard: Heard) -> ResidentView | None:
    if not is_submission(heard.submission):
        return None
    return ResidentView.objects.filter(submission=heard.submission).first()


@transaction.atomic
def _hear(*, heard: Heard, now: datetime, actor: Post | None) -> ResidentView:
    about = _as_it_is(about=heard.about)
    heard = replace(heard, about=about, words=spoken(heard.words))
    refuse(why_not_hear(heard, actor, today_of(now=now)))
    named = {"promise": about} if isinstance(about, Promise) else {"project": about}
    view = ResidentView.objects.create(
        says=heard.says,
        words=heard.words,
        channel=heard.channel,
        submission=heard.submission,
        noted_by=actor,
        at=now,
        words_state=WordsState.WAITING if heard.words else WordsState.NONE,
        **named,
    )
    append(
        kind="practice.heard",
        actor=SPEAKER if actor is None else actor.ref,
        subject=about.ref,
        facts={"channel": str(heard.channel), "fingerprint": fingerprint(view=view)},
        now=now,
    )
    return view


def fingerprint(*, view: ResidentView) -> str:
    """SHA-256 over the sending's random name, the answer and the words.

    The name keeps whoever has only the record from trying the four answers out.
    """
    named = f"{view.submission}\0{view.says}\0{view.words}".encode()
    return hashlib.sha256(named).hexdigest()


@transaction.atomic
def read_through(
    *,
    view: ResidentView,
    decision: str,
    actor: Post,
    now: datetime,
    public_words: str = "",
    reason: str = "",
) -> ResidentView:
    """It is decided what everybody reads: the words, a masked wording, or that they are withheld.

    ``decision`` is a :class:`~..states.WordsState`; ``public_words`` belongs to masked words,
    ``reason`` to withheld ones.  Can be decided anew at any time.  Recorded as
    ``practice.read_through`` with the decision, never the words.
    """
    current = ResidentView.objects.select_related("promise__unit", "project__unit").get(pk=view.pk)
    masked = spoken(public_words) if decision == WordsState.MASKED else ""
    why = spoken(reason) if decision == WordsState.WITHHELD else ""
    refuse(why_not_read_through(current, actor, decision=decision, public_words=masked, reason=why))
    seen = ResidentView.objects.filter(
        pk=current.pk, words_state=current.words_state, checked_at=current.checked_at
    )
    changed = seen.exclude(words="").update(
        words_state=decision,
        public_words=current.words if decision == WordsState.SHOWN else masked,
        withheld_because=why,
        checked_by=actor,
        checked_at=now,
    )
    if changed != 1:
        raise Refused(changed_meanwhile())
    about = current.promise or current.project
    assert about is not None  # noqa: S101  (the database holds it)
    append(
        kind="practice.read_through",
        actor=actor.ref,
        subject=about.ref,
        facts={"view": str(current.pk), "decision": str(decision)},
        now=now,
    )
    current.refresh_from_db()
    return current


@transaction.atomic
def comment(*, about: Project | Promise, words: str, actor: Post, now: datetime) -> LeaderComment:
    """A leading official of a unit above says publicly what they think of it.

    Recorded as ``practice.commented`` with the words.
    """
    current = _as_it_is(about=about)
    said = cleaned(words)
    refuse(why_not_comment(current, actor, said))
    named = {"promise": current} if isinstance(current, Promise) else {"project": current}
    made = LeaderComment.objects.create(post=actor, words=said, at=now, **named)
    append(
        kind="practice.commented",
        actor=actor.ref,
        subject=current.ref,
        facts={"words": said},
        now=now,
    )
    return made


def _as_it_is(*, about: Project | Promise) -> Project | Promise:
    if isinstance(about, Promise):
        return promise_as_it_is(pk=about.pk)
    return project_as_it_is(pk=about.pk)

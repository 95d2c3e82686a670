"""Posts with a direct interest keep out (art. 28(3)); the contact is opened or erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.identities.actions import forget
from qunce.domain.identities.actions import open_identity as open_sealed
from qunce.domain.identities.contents import Person
from qunce.domain.identities.rules import why_not_open
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices import sentences
from qunce.domain.voices.actions.moving import (
    add_step,
    as_it_is,
    as_seen,
    change,
)
from qunce.domain.voices.actions.telling import RECUSED, office_of, tell_those_who_see
from qunce.domain.voices.models import Interest, Voice
from qunce.domain.voices.queries import followed, identity_of
from qunce.domain.voices.rules import why_not_open_identity
from qunce.domain.voices.said import HANDLER, SPEAKER
from qunce.domain.voices.states import StepKind
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("interest.stated", gettext_noop("A post keeps out of a matter"))
register("interest.ended", gettext_noop("A post no longer keeps out of a matter"))


@transaction.atomic
def state_interest(
    *, post: Post, now: datetime, voice: Voice | None = None, unit: Unit | None = None
) -> Interest:
    """``post`` has a direct interest and sees nothing of it any more (art. 28(3)).

    Of one message, or of every message about a unit.  Where the post itself had to answer the
    message, any other of its unit may now, and the office is told.  ``interest.stated``.
    """
    if (voice is None) == (unit is None):
        raise ValueError("an interest is in a message or in a unit")
    if voice is not None:
        voice = as_seen(voice=voice, actor=post, now=now)
    if Interest.objects.filter(post=post, voice=voice, unit=unit, ended_at__isnull=True).exists():
        raise Refused(
            Refusal("interest_is_stated", gettext_noop("Your post keeps out of this already."))
        )
    interest = Interest.objects.create(post=post, voice=voice, unit=unit, stated_at=now)
    if voice is not None and voice.post_id == post.pk:
        change(voice=voice, now=now, post=None)
        add_step(
            voice=voice, kind=StepKind.SENT_ON, now=now, post=post, sentence=sentences.OTHER_POST
        )
    if voice is not None:
        tell_those_who_see(
            voice=voice,
            posts=office_of(unit=voice.receiver),
            kind=RECUSED,
            key=f"recused:{interest.pk}",
            now=now,
        )
    subject = voice.ref if voice is not None else unit.ref if unit is not None else post.ref
    actor = HANDLER if voice is not None and voice.accused_id is not None else post.ref
    append(kind="interest.stated", actor=actor, subject=subject, facts={}, now=now)
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, now: datetime) -> None:
    """The post sees it again.  Recorded as ``interest.ended``."""
    interest = Interest.objects.select_related("post", "voice", "unit").get(pk=interest.pk)
    ended = Interest.objects.filter(pk=interest.pk, ended_at__isnull=True).update(ended_at=now)
    if ended != 1:
        raise Refused(
            Refusal("interest_is_ended", gettext_noop("Your post does not keep out any more."))
        )
    voice, unit = interest.voice, interest.unit
    subject = voice.ref if voice is not None else unit.ref if unit is not None else None
    assert subject is not None  # noqa: S101  (a constraint says so)
    actor = HANDLER if voice is not None and voice.accused_id is not None else interest.post.ref
    append(kind="interest.ended", actor=actor, subject=subject, facts={}, now=now)


def open_identity(*, voice: Voice, purpose: str, reason: str, actor: Post, now: datetime) -> Person:
    """Who spoke, for the post that must answer; the speaker reads who opened it and what for.

    The opening is committed before the person is shown (``identities.actions.open_identity``),
    then the line in the story; an opening whose line is missing still stands in
    ``queries.openings_of``.  Of an accusation the public record does not name the post; the
    opening does.  Refuses without purpose and reason, and every other post.
    """
    voice = as_seen(voice=voice, actor=actor, now=now)
    identity = identity_of(voice)
    refuse(
        why_not_open_identity(followed(voice), actor, known=identity is not None)
        or (why_not_open(identity, purpose=purpose, reason=reason) if identity else [])
    )
    assert identity is not None  # noqa: S101  (refused above)
    person = open_sealed(
        identity=identity,
        post=actor,
        about=voice.ref,
        purpose=purpose,
        reason=reason,
        now=now,
        actor=HANDLER if voice.accused_id is not None else None,
    )
    with transaction.atomic():
        add_step(
            voice=voice,
            kind=StepKind.IDENTITY_OPENED,
            now=now,
            post=actor,
            words=reason.strip(),
        )
    return person


@transaction.atomic
def forget_identity(*, voice: Voice, now: datetime) -> None:
    """The speaker has the contact erased; the message stays, and is answered by the code.

    Refuses where none was left.  Recorded by ``identities`` as ``identity.forgotten``.
    """
    own = as_it_is(voice=voice)
    identity = identity_of(own)
    if identity is None:
        raise Refused(
            Refusal("identity_not_given", gettext_noop("No contact was left with this message."))
        )
    add_step(voice=own, kind=StepKind.IDENTITY_ERASED, now=now)
    forget(identity=identity, actor=SPEAKER, about=own.ref, now=now)

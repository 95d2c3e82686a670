"""Making a problem public, changing its public wording, withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.problems.models import Problem
from qunce.domain.publicity.actions.clearing import (
    JUST_CHANGED,
    hash_of,
    keep_cleared,
    why_not_clear,
)
from qunce.domain.publicity.models import Publication
from qunce.domain.publicity.queries.names import cleared_before
from qunce.domain.publicity.queries.preparing import why_not_publish
from qunce.domain.publicity.rules import (
    already_public,
    why_not_change,
    why_not_lengths,
    why_not_look_after,
    why_not_public,
    why_not_same_version,
    why_not_why,
    why_not_wording,
)
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("publication.made", gettext_noop("Problem made public"))
register("publication.changed", gettext_noop("Public wording of a problem changed"))
register("publication.withdrawn", gettext_noop("Public wording of a problem withdrawn"))


@transaction.atomic
def publish_problem(
    *,
    problem: Problem,
    title: str,
    statement: str,
    outcome: str = "",
    reason: str = "",
    not_people: Mapping[str, str] | None = None,
    actor: Post,
    now: datetime,
) -> Publication:
    """Everybody reads the problem in these words, with its state as it is.  ``publication.made``.

    ``not_people`` gives words that look like a person and mean none, each with the reason.
    Refuses while somebody is accused in it, before it is listed, while words look like a person,
    and when it is public already.
    """
    title, statement, outcome, reason = (
        part.strip() for part in (title, statement, outcome, reason)
    )
    cleared = not_people or {}
    current = Problem.objects.select_related("town").get(pk=problem.pk)
    refuse(why_not_publish(current, (title, statement, outcome, reason), cleared, actor))
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                problem=current,
                title=title[:120],
                statement=statement,
                outcome=outcome,
                reason=reason,
                made_by=actor,
                since=now,
                changed_at=now,
            )
    except IntegrityError as error:  # another was faster
        raise Refused(already_public(current)) from error
    keep_cleared(not_people=cleared, before={}, actor=actor, now=now, publication=made)
    append(
        kind="publication.made",
        actor=actor.ref,
        subject=made.ref,
        facts={
            "problem": current.number,
            "sha256": hash_of(
                texts=(
                    made.title,
                    statement,
                    outcome,
                    reason,
                )
            ),
            "not_people": len(cleared),
        },
        now=now,
    )
    return made


@transaction.atomic
def reword_publication(
    *,
    publication: Publication,
    title: str,
    statement: str,
    outcome: str = "",
    reason: str = "",
    not_people: Mapping[str, str] | None = None,
    seen_version: int,
    actor: Post,
    now: datetime,
) -> Publication:
    """The public wording is another one from now on.  ``publication.changed``."""
    title, statement, outcome, reason = (
        part.strip() for part in (title, statement, outcome, reason)
    )
    current = Publication.objects.select_related("problem__town").get(pk=publication.pk)
    before = cleared_before(publication=current)
    cleared = {**before, **(not_people or {})}
    refuse(
        why_not_look_after(actor, current.problem.town)
        + why_not_change(current)
        + why_not_public(current.problem)
        + why_not_same_version(seen_version, current.version)
        + why_not_wording(title, statement)
        + why_not_lengths(outcome, reason)
        + why_not_clear(texts=(title, statement, outcome, reason), not_people=cleared)
    )
    changed = Publication.objects.filter(
        pk=current.pk, version=seen_version, withdrawn_at__isnull=True
    ).update(
        title=title[:120],
        statement=statement,
        outcome=outcome,
        reason=reason,
        version=seen_version + 1,
        changed_at=now,
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    keep_cleared(
        not_people=not_people or {}, before=before, actor=actor, now=now, publication=current
    )
    append(
        kind="publication.changed",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "problem": current.problem.number,
            "version": seen_version + 1,
            "sha256": hash_of(
                texts=(
                    title[:120],
                    statement,
                    outcome,
                    reason,
                )
            ),
        },
        now=now,
    )
    return Publication.objects.get(pk=current.pk)


@transaction.atomic
def withdraw_publication(*, publication: Publication, why: str, actor: Post, now: datetime) -> None:
    """Nobody outside reads it any more, on any page or in any file.  ``publication.withdrawn``.

    ``why`` stays with the office: it may name what should not have been public.
    """
    current = Publication.objects.select_related("problem__town").get(pk=publication.pk)
    refuse(why_not_look_after(actor, current.problem.town) + why_not_why(why))
    withdrawn = Publication.objects.filter(pk=current.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=actor, withdrawn_why=why.strip()[:300]
    )
    if withdrawn != 1:
        raise Refused(
            Refusal("already_withdrawn", gettext_noop("This has been withdrawn already."))
        )
    append(
        kind="publication.withdrawn",
        actor=actor.ref,
        subject=current.ref,
        facts={"problem": current.problem.number},
        now=now,
    )

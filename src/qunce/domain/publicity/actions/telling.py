"""Writing a story, looking at it, making it public, withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from qunce.domain.accounts.models import Post, User
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise
from qunce.domain.problems.models import Problem
from qunce.domain.problems.queries import holder_of
from qunce.domain.publicity.actions.clearing import (
    JUST_CHANGED,
    hash_of,
    keep_cleared,
    why_not_clear,
)
from qunce.domain.publicity.models import Story
from qunce.domain.publicity.queries.names import cleared_before
from qunce.domain.publicity.rules import (
    why_not_change_story,
    why_not_look_after,
    why_not_public,
    why_not_same_version,
    why_not_show,
    why_not_tell,
    why_not_why,
    why_not_write,
)
from qunce.domain.publicity.states import StoryState
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("story.written", gettext_noop("Story written"))
register("story.public", gettext_noop("Story made public"))
register("story.withdrawn", gettext_noop("Story withdrawn"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a story says: its text, and what somebody it concerns says of it."""

    title: str
    body: str
    residents_view: str = ""
    agreed_on: date | None = None
    agreed_how: str = ""
    problem: Problem | None = None
    project: Project | None = None
    promise: Promise | None = None

    @property
    def texts(self) -> tuple[str, str, str]:
        """What everybody reads."""
        return (self.title.strip()[:120], self.body.strip(), self.residents_view.strip())


@transaction.atomic
def write_story(
    *,
    campaign: Campaign,
    unit: Unit,
    told: Told,
    not_people: Mapping[str, str] | None = None,
    actor: Post,
    now: datetime,
) -> Story:
    """A draft that nobody outside reads.  ``story.written``.

    Words that look like a person are refused now, so that nobody sees a name who need not.
    """
    refuse(
        why_not_write(actor, campaign, unit)
        + _why_not_about(told)
        + why_not_tell(told.title, told.body, told.residents_view, told.agreed_on, told.agreed_how)
        + why_not_clear(texts=told.texts, not_people=not_people or {})
    )
    title, body, view = told.texts
    made = Story.objects.create(
        campaign=campaign,
        unit=unit,
        problem=told.problem,
        project=told.project,
        promise=told.promise,
        title=title,
        body=body,
        residents_view=view,
        agreed_on=told.agreed_on if view else None,
        agreed_how=told.agreed_how.strip()[:200] if view else "",
        written_by=actor,
        writer=_person(actor, now),
        written_at=now,
        changed_at=now,
    )
    keep_cleared(not_people=not_people or {}, before={}, actor=actor, now=now, story=made)
    append(
        kind="story.written",
        actor=actor.ref,
        subject=made.ref,
        facts={
            "campaign": campaign.pk,
            "unit": unit.code,
            "sha256": hash_of(
                texts=(
                    title,
                    body,
                    view,
                )
            ),
        },
        now=now,
    )
    return made


@transaction.atomic
def change_story(
    *,
    story: Story,
    told: Told,
    not_people: Mapping[str, str] | None = None,
    seen_version: int,
    actor: Post,
    now: datetime,
) -> Story:
    """The draft says this from now on; who changed it does not look it through.

    ``story.written`` once more, with the new version.
    """
    current = Story.objects.select_related("campaign__unit", "unit").get(pk=story.pk)
    before = cleared_before(story=current)
    refuse(
        why_not_write(actor, current.campaign, current.unit)
        + why_not_change_story(current)
        + why_not_same_version(seen_version, current.version)
        + why_not_tell(told.title, told.body, told.residents_view, told.agreed_on, told.agreed_how)
        + why_not_clear(texts=told.texts, not_people={**before, **(not_people or {})})
    )
    title, body, view = told.texts
    changed = Story.objects.filter(
        pk=current.pk, state=StoryState.DRAFT, version=seen_version
    ).update(
        title=title,
        body=body,
        residents_view=view,
        agreed_on=told.agreed_on if view else None,
        agreed_how=told.agreed_how.strip()[:200] if view else "",
        written_by=actor,
        writer=_person(actor, now),
        version=seen_version + 1,
        changed_at=now,
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    keep_cleared(not_people=not_people or {}, before=before, actor=actor, now=now, story=current)
    append(
        kind="story.written",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "campaign": current.campaign_id,
            "unit": current.unit.code,
            "version": seen_version + 1,
            "sha256": hash_of(
                texts=(
                    title,
                    body,
                    view,
                )
            ),
        },
        now=now,
    )
    return Story.objects.get(pk=current.pk)


@transaction.atomic
def show_story(*, story: Story, seen_version: int, actor: Post, now: datetime) -> None:
    """Everybody reads it; ``actor`` looked at this version and did not write it.  ``story.public``.

    Looked through for names once more, because staff may have joined since it was written.
    """
    current = Story.objects.select_related("campaign__unit", "problem").get(pk=story.pk)
    person = holder_of(actor, day_of(now, settings.TIME_ZONE))
    refuse(
        why_not_show(current, actor, person)
        + why_not_same_version(seen_version, current.version)
        + (why_not_public(current.problem) if current.problem is not None else [])
        + why_not_clear(
            texts=(current.title, current.body, current.residents_view),
            not_people=cleared_before(story=current),
        )
    )
    shown = Story.objects.filter(
        pk=current.pk, state=StoryState.DRAFT, version=seen_version
    ).update(state=StoryState.PUBLIC, looked_by=actor, looker=person, public_at=now, changed_at=now)
    if shown != 1:
        raise Refused(JUST_CHANGED)
    append(
        kind="story.public",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "campaign": current.campaign_id,
            "version": seen_version,
            "sha256": hash_of(
                texts=(
                    current.title,
                    current.body,
                    current.residents_view,
                )
            ),
        },
        now=now,
    )


@transaction.atomic
def withdraw_story(*, story: Story, why: str, actor: Post, now: datetime) -> None:
    """Nobody outside reads it any more; a draft is dropped the same way.  ``story.withdrawn``."""
    current = Story.objects.select_related("campaign__unit").get(pk=story.pk)
    reasons = why_not_why(why)
    if not (actor.pk == current.written_by_id and current.state == StoryState.DRAFT):
        reasons = why_not_look_after(actor, current.campaign.unit) + reasons
    refuse(reasons)
    withdrawn = (
        Story.objects.filter(pk=current.pk)
        .exclude(state=StoryState.WITHDRAWN)
        .update(
            state=StoryState.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_by=actor,
            withdrawn_why=why.strip()[:300],
        )
    )
    if withdrawn != 1:
        raise Refused(
            Refusal("already_withdrawn", gettext_noop("This has been withdrawn already."))
        )
    append(kind="story.withdrawn", actor=actor.ref, subject=current.ref, facts={}, now=now)


def _why_not_about(told: Told) -> list[Refusal]:
    about = [one for one in (told.problem, told.project, told.promise) if one is not None]
    if len(about) > 1:
        return [
            Refusal(
                "story_about_several",
                gettext_noop("A story tells of one problem, one project or one promise."),
            )
        ]
    return why_not_public(told.problem) if told.problem is not None else []


def _person(post: Post, now: datetime) -> User:
    person = holder_of(post, day_of(now, settings.TIME_ZONE))
    if person is None:
        raise Refused(
            Refusal("post_is_vacant", gettext_noop("Nobody holds this post at the moment."))
        )
    return person

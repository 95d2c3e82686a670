"""What every act does: look again, refuse with all reasons, move once, tell the story, record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.notices.actions import tell_posts
from qunce.domain.practice.models import Project, Promise, Turn
from qunce.domain.practice.states import TurnKind
from qunce.domain.record import Ref
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

SPEAKER = Ref("resident", "", "居民")
"""How the record names whoever says something: never more than that."""

READ_WITH = ("campaign__unit", "unit__parent", "unit__successor", "unit__covered_by")


def today_of(*, now: datetime) -> date:
    return day_of(now, settings.TIME_ZONE)


def project_as_it_is(*, pk: int) -> Project:
    """The row as it is now, locked until the transaction ends where the engine locks rows."""
    found = Project.objects.select_for_update(of=("self",)).select_related("owner", *READ_WITH)
    return found.get(pk=pk)


def promise_as_it_is(*, pk: int) -> Promise:
    """The row as it is now, locked until the transaction ends where the engine locks rows."""
    found = Promise.objects.select_for_update(of=("self",)).select_related("post", *READ_WITH)
    return found.get(pk=pk)


def move_project(*, project: Project, **fields: object) -> None:
    """The project has these fields; refuses when it left its state since it was read."""
    moved = Project.objects.filter(pk=project.pk, state=project.state)
    if moved.update(**fields) != 1:
        raise Refused(changed_meanwhile())
    for name, value in fields.items():
        setattr(project, name, value)


def move_promise(*, promise: Promise, **fields: object) -> None:
    """The promise has these fields; refuses when it left its state since it was read."""
    moved = Promise.objects.filter(pk=promise.pk, state=promise.state)
    if moved.update(**fields) != 1:
        raise Refused(changed_meanwhile())
    for name, value in fields.items():
        setattr(promise, name, value)


def tell(
    *, about: Project | Promise, kind: TurnKind, post: Post, now: datetime, words: str = ""
) -> None:
    """One turn of the story."""
    named = {"promise": about} if isinstance(about, Promise) else {"project": about}
    Turn.objects.create(kind=kind, post=post, words=words, at=now, **named)


def tell_of(*, promise: Promise, posts: Iterable[Post], kind: str, now: datetime) -> None:
    """Posts are told of the promise: by its unit and day, never in anybody's words."""
    tell_posts(
        posts=posts,
        kind=kind,
        key=f"{kind}:{promise.pk}:{now.isoformat()}",
        about=promise.ref,
        params={"unit": promise.unit.name, "day": promise.due_on.isoformat()},
        path=f"/office/practice/promises/{promise.pk}/",
        now=now,
        due_on=promise.due_on,
    )


def changed_meanwhile() -> Refusal:
    return Refusal(
        "practice_changed_meanwhile",
        gettext_noop("Somebody else changed this meanwhile. Look at it again."),
    )

"""The only writer of users, posts, holdings, and what a browser's session holds."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("post.added", gettext_noop("Post added"))
register("post.handed_over", gettext_noop("Post handed over"))


@transaction.atomic
def add_staff(*, username: str, name: str, password: str | None, now: datetime) -> User:
    """A member of staff can sign in (with ``password=None``: not before one is set).

    Not recorded: a person is not a matter.  What is recorded is the post they take.
    """
    if User.objects.filter(username=username).exists():
        raise Refused(
            Refusal(
                "username_taken",
                gettext_noop("The log-in name “%(username)s” is taken. Choose another."),
                {"username": username},
                "username",
            )
        )
    return User.objects.create(
        username=username, name=name, password=make_password(password), joined_at=now
    )


@transaction.atomic
def add_post(
    *,
    unit: Unit,
    code: str,
    title: str,
    role: str,
    actor: Ref,
    now: datetime,
    area: Area | None = None,
) -> Post:
    """A post exists in ``unit``; recorded as ``post.added``."""
    post = Post.objects.create(unit=unit, code=code, title=title, role=role, area=area)
    append(
        kind="post.added",
        actor=actor,
        subject=post.ref,
        facts={"code": code, "role": role, "unit": unit.code},
        now=now,
    )
    return post


@transaction.atomic
def appoint(*, post: Post, user: User, since: date, actor: Ref, now: datetime) -> Holding:
    """``user`` holds ``post`` from ``since``; whoever held it no longer does.

    Everything the post owes stays with the post.  The record says that the post was handed
    over and when, not to whom.
    """
    Post.objects.select_for_update().get(pk=post.pk)  # two hand-overs come one after the other
    held = Holding.objects.filter(post=post, until__isnull=True).first()
    if held is not None and held.since >= since:
        raise Refused(
            Refusal(
                "handover_too_early",
                gettext_noop("The post was taken on %(since)s; hand it over on a later day."),
                {"since": held.since.isoformat()},
                "since",
            )
        )
    if held is not None:
        Holding.objects.filter(pk=held.pk, until__isnull=True).update(until=since)
    holding = Holding.objects.create(post=post, user=user, since=since)
    append(
        kind="post.handed_over",
        actor=actor,
        subject=post.ref,
        facts={"since": since.isoformat(), "first": held is None},
        now=now,
    )
    return holding


def keep_session(*, session: AbstractBaseSession, new: bool) -> bool:
    """What the session holds is kept; False when ``new`` has a key that is taken, or it is gone.

    One statement, whole without a transaction around it.  Not recorded: it is about no matter.
    """
    if new:
        try:
            session.save(force_insert=True)
        except IntegrityError:
            return False
        return True
    kept = type(session)._base_manager.filter(pk=session.pk)
    return kept.update(session_data=session.session_data, expire_date=session.expire_date) == 1

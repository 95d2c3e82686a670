"""The only writer of users, posts, holdings, and what a browser's session holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.rules import (
    entry_word_wrong,
    is_running,
    why_not_appoint,
    why_not_own_branch,
)
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.organisations.rules import why_not_in_being
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel import slipcodes
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("post.added", gettext_noop("Post added"))
register("post.handed_over", gettext_noop("Post handed over"))
register("post.vacated", gettext_noop("Post left without a holder"))
register("post.own_branch_set", gettext_noop("Own branch of a leading official named"))
register("post.entry_word_given", gettext_noop("Word for a first password given"))

ENTRY_WORD_DAYS = 7
"""How long the word opens the page on which one chooses a password."""


@transaction.atomic
def add_staff(*, username: str, name: str, password: str | None, now: datetime) -> User:
    """A member of staff can sign in (with ``password=None``: not before one is set).

    Not recorded: a person is not a matter.  What is recorded is the post they take.
    """
    taken = Refusal(
        "username_taken",
        gettext_noop("The log-in name “%(username)s” is taken. Choose another."),
        {"username": username},
        "username",
    )
    if User.objects.filter(username=username).exists():
        raise Refused(taken)
    try:
        with transaction.atomic():
            return User.objects.create(
                username=username, name=name, password=make_password(password), joined_at=now
            )
    except IntegrityError as at_once:  # two people, the same moment
        raise Refused(taken) from at_once


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
    """A post exists in ``unit``; recorded as ``post.added``.

    Refuses a closed unit.
    """
    if reasons := why_not_in_being(unit):
        raise Refused(reasons)
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
    over and when, not to whom.  Refuses a post of a closed unit with which nobody goes on.
    """
    locked = Post.objects.select_for_update(of=("self",)).select_related("unit")
    if reasons := why_not_appoint(locked.get(pk=post.pk)):  # two come one after the other
        raise Refused(reasons)
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


@transaction.atomic
def appoint_newcomer(
    *, post: Post, username: str, name: str, since: date, actor: Ref, now: datetime
) -> tuple[Holding, str]:
    """Somebody new holds ``post`` from ``since``; with them the word for their first password.

    All of it or nothing; refuses as :func:`add_staff` and :func:`appoint` do.
    """
    user = add_staff(username=username, name=name, password=None, now=now)
    holding = appoint(post=post, user=user, since=since, actor=actor, now=now)
    return holding, give_entry_word(user=user, post=post, actor=actor, now=now)


@transaction.atomic
def vacate(*, post: Post, on: date, actor: Ref, now: datetime) -> None:
    """Nobody holds ``post`` from the day ``on``; recorded as ``post.vacated``.

    What the post owes and what waits there stays with it.  Refuses a post that nobody holds, and
    a day that is not after the one on which it was taken.
    """
    Post.objects.select_for_update().get(pk=post.pk)
    held = Holding.objects.filter(post=post, until__isnull=True).first()
    if held is None:
        raise Refused(
            Refusal("post_is_vacant", gettext_noop("Nobody holds this post at the moment."))
        )
    if held.since >= on:
        raise Refused(
            Refusal(
                "handover_too_early",
                gettext_noop("The post was taken on %(since)s; hand it over on a later day."),
                {"since": held.since.isoformat()},
                "since",
            )
        )
    Holding.objects.filter(pk=held.pk, until__isnull=True).update(until=on)
    append(
        kind="post.vacated", actor=actor, subject=post.ref, facts={"on": on.isoformat()}, now=now
    )


@transaction.atomic
def set_own_branch(*, post: Post, branch: Unit | None, actor: Ref, now: datetime) -> None:
    """The holder of ``post`` takes part in the branch of ``branch``.  ``post.own_branch_set``.

    Refuses a post that does not lead, and a closed unit.
    """
    if reasons := why_not_own_branch(post, branch):
        raise Refused(reasons)
    Post.objects.filter(pk=post.pk).update(own_branch=branch)
    append(
        kind="post.own_branch_set",
        actor=actor,
        subject=post.ref,
        facts={"unit": branch.code if branch else None},
        now=now,
    )


def move_own_branches(*, branch: Unit, to: Unit) -> int:
    """Whoever took part in ``branch`` takes part in ``to``; how many posts.

    Not recorded here: ``reorganisations`` records that the branch ended.
    """
    return Post.objects.filter(own_branch=branch).update(own_branch=to)


# --- the first password


@transaction.atomic
def give_entry_word(*, user: User, post: Post, actor: Ref, now: datetime) -> str:
    """The word with which ``user`` chooses a password, once, within seven days.

    Only its hash is kept; an earlier word opens nothing any more, the password in use still does.
    Recorded of the post that ``user`` holds, as ``post.entry_word_given``: whoever gives a word
    could have become that person, and that must be seen.
    """
    word = slipcodes.draw_code()
    User.objects.filter(pk=user.pk).update(
        entry_word=make_password(word), entry_word_until=now + timedelta(days=ENTRY_WORD_DAYS)
    )
    append(kind="post.entry_word_given", actor=actor, subject=post.ref, facts={}, now=now)
    return slipcodes.printed(word)


@transaction.atomic
def choose_first_password(*, username: str, word: str, password: str, now: datetime) -> User:
    """The password is ``password``, and the word is used up; other sessions end with the old one.

    ``word`` as a person types it.  Refuses with one sentence whatever does not fit, and takes the
    same time for a name that is not there.  Not recorded: a person is not a matter.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    typed = slipcodes.read(word).code
    kept = user.entry_word if user is not None else ""
    fits = check_password(typed or "-", kept or make_password("nobody's word"))
    if user is None or not kept or typed is None or not fits or not is_running(user, now):
        raise Refused(entry_word_wrong())
    used = User.objects.filter(pk=user.pk, entry_word=kept).update(
        password=make_password(password), entry_word="", entry_word_until=None
    )
    if used != 1:  # twice at once
        raise Refused(entry_word_wrong())
    return user


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

"""A post is told something once, and says that it has read it.

Nothing here enters the record.  What is told follows from what the record already holds, and
when a person read a line is nobody's business but theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from qunce.domain.accounts.models import Post
from qunce.domain.notices import kinds
from qunce.domain.notices.models import Notice
from qunce.domain.notices.rules import NotANotice, Params, check_notice
from qunce.domain.record import Ref


def tell(
    *,
    post: Post | int,
    kind: str,
    key: str,
    about: Ref,
    params: Params,
    path: str,
    now: datetime,
    due_on: date | None = None,
) -> bool:
    """``post`` was told ``key``; True if it is new, False if it had been told before.

    Of several that tell the same at once, on SQLite and on PostgreSQL, exactly one is told True.
    Raises :class:`~qunce.domain.notices.rules.NotANotice` for an unknown kind, unfilled gaps,
    and values too long to be names.
    """
    return bool(
        tell_posts(
            posts=[post],
            kind=kind,
            key=key,
            about=about,
            params=params,
            path=path,
            now=now,
            due_on=due_on,
        )
    )


def tell_posts(
    *,
    posts: Iterable[Post | int],
    kind: str,
    key: str,
    about: Ref,
    params: Params,
    path: str,
    now: datetime,
    due_on: date | None = None,
) -> set[int]:
    """Each of ``posts`` (posts or their numbers) was told ``key``; the numbers of those to whom
    it is new.

    Two statements, however many posts (SQLite takes 80 rows at a time).  Works inside the
    caller's transaction, and then holds or falls with it.  Refuses as :func:`tell`.
    """
    if kind not in kinds.registered:
        raise NotANotice(f"{kind} is no registered kind of notice")
    check_notice(sentence=kinds.sentence(kind), key=key, params=params, path=path)
    numbers = dict.fromkeys(post if isinstance(post, int) else post.pk for post in posts)
    notices = [
        Notice(
            post_id=number,
            kind=kind,
            key=key,
            about_kind=about.kind,
            about_id=about.id,
            params=dict(params),
            path=path,
            due_on=due_on,
            made_at=now,
        )
        for number in numbers
    ]
    if not notices:
        return set()
    # Insert or pass over, then look which of one's own numbers are there: the database decides,
    # so two tellers need no lock, and neither has its transaction broken by a refused insert.
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    mine = [notice.pk for notice in notices]
    return set(Notice.objects.filter(pk__in=mine).values_list("post_id", flat=True))


def read_notice(*, notice: Notice, now: datetime) -> bool:
    """The notice is read; False if it was read before, whose instant is kept."""
    return Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now) == 1


def read_all(*, post: Post, now: datetime, until: datetime | None = None) -> int:
    """Everything ``post`` was told up to ``until`` is read; how many there were.

    ``until`` is the moment at which the reader saw the list: what came later stays unread.
    """
    return (
        Notice.objects.of(post)
        .unread()
        .filter(made_at__lte=now if until is None else until)
        .update(read_at=now)
    )

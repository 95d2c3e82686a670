"""What a post has to know."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.notices.models import MailAddress, Notice


def unread_for(post: Post) -> QuerySet[Notice]:
    """What ``post`` has not read, what is due first standing first."""
    return Notice.objects.of(post).unread().by_urgency()


def read_for(post: Post) -> QuerySet[Notice]:
    """What ``post`` has read, the latest first."""
    return Notice.objects.of(post).filter(read_at__isnull=False).order_by("-read_at", "pk")


def for_printing(post: Post) -> QuerySet[Notice]:
    """What goes on the printed list of ``post``: all that is unread, in the order of the page."""
    return unread_for(post)


def mail_address_of(post: Post) -> MailAddress | None:
    return MailAddress.objects.filter(post=post).first()


def addresses_due(*, now: datetime, today: date) -> QuerySet[MailAddress]:
    """Addresses whose post has something unread that was not mailed, and may get a mail now.

    A person's own address counts only while they hold the post.
    """
    waiting = Notice.objects.unread().filter(
        post=OuterRef("post"), mailed_at__isnull=True, made_at__gte=OuterRef("since")
    )
    still = Holding.objects.on(today).filter(post=OuterRef("post"), user=OuterRef("user"))
    return MailAddress.objects.filter(
        Q(quiet_until__isnull=True) | Q(quiet_until__lte=now),
        Q(user__isnull=True) | Exists(still),
        Exists(waiting),
        wants=True,
    ).order_by("failures", "pk")

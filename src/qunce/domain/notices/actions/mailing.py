"""Mails: one to a post for all it has not read, holding only what and where.

At least once (decision 0013): the address is claimed for :data:`LEASE`, the mail goes out, then
the notices are marked.  Who dies in between leaves them unmarked, and after the lease another
sends them again.  A reminder that comes twice does no harm; one that never comes does.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPServerDisconnected
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext, override

from qunce.domain.accounts.models import Post, User
from qunce.domain.notices.models import MailAddress, Notice
from qunce.domain.notices.queries import addresses_due, unread_for
from qunce.domain.notices.rules import why_not_mail_to
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refused, gettext_noop

logger = logging.getLogger(__name__)

register("post.mail_set", gettext_noop("Mails to a post changed"))

LEASE = timedelta(minutes=10)
"""Longer than sending can take: the connection gives up after half a minute of silence."""
LONGEST_ROUND = 240.0
"""Seconds after which the rest is left to the next tick: no claim may outlive its lease."""
FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(days=1)
MOST_LINES = 50
"""How many notices one mail lists; of the others it says how many there are."""


@transaction.atomic
def set_mail_address(
    *,
    post: Post,
    address: str,
    wants: bool,
    user: User | None,
    actor: Ref,
    now: datetime,
) -> MailAddress:
    """Mails to ``post`` go to ``address`` if ``wants``; recorded as ``post.mail_set``.

    ``user`` is the person whose own address it is, ``None`` for the mailbox of an office.
    The record says whether mails are wanted, never where they go.  What was told before
    mails were wanted is not mailed afterwards.  Refuses what is no address.
    """
    address = address.strip()
    if reasons := why_not_mail_to(address, wants=wants):
        raise Refused(reasons)
    before = MailAddress.objects.filter(post=post, wants=True).first()
    entered, _ = MailAddress.objects.update_or_create(
        post=post,
        defaults={
            "address": address,
            "wants": wants,
            "user": user,
            "since": now if before is None else before.since,
            "quiet_until": None,
            "failures": 0,
        },
    )
    append(kind="post.mail_set", actor=actor, subject=post.ref, facts={"wants": wants}, now=now)
    return entered


def send_mails(*, now: datetime, limit: int) -> int:
    """Up to ``limit`` posts got a mail with all they have not read; how many did.

    Does nothing where no mail server is set.  A server that cannot be reached is tried again by
    the next tick; an address that is refused rests, longer each time, up to a day.  Not recorded:
    a mail is a copy of what stands on the page.
    """
    if not settings.EMAIL_HOST:
        return 0
    due = addresses_due(now=now, today=day_of(now, settings.TIME_ZONE))
    numbers = list(due.values_list("pk", flat=True)[: max(2 * limit, 1)])
    if not numbers:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:  # nothing is claimed, so nothing has to rest
        logger.warning("The mail server cannot be reached: %s", type(error).__name__)
        return 0
    sent, enough = 0, monotonic() + LONGEST_ROUND
    try:
        for number in numbers:
            if sent >= limit or monotonic() > enough:
                break
            claimed = _claim(number, now)
            if claimed is None:
                continue
            notices = list(
                unread_for(claimed.post).filter(mailed_at=None, made_at__gte=claimed.since)
            )
            if not notices:  # read, or sent by another, in this moment
                _release(claimed, failures=claimed.failures)
                continue
            try:
                _mail(claimed, notices, connection).send()
            except (OSError, SMTPException) as error:
                _rest(claimed, now, error)
                if _ends_all(error):
                    break
                continue
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
            _release(claimed, failures=0)
            sent += 1
    finally:
        connection.close()
    return sent


def _ends_all(error: Exception) -> bool:
    """Whether the connection is gone, and not only this mail refused."""
    return isinstance(error, SMTPServerDisconnected) or not isinstance(error, SMTPException)


def _claim(number: int, now: datetime) -> MailAddress | None:
    """The address, if it is this sender's for the length of the lease."""
    due = addresses_due(now=now, today=day_of(now, settings.TIME_ZONE))
    if due.filter(pk=number).order_by().update(quiet_until=now + LEASE) != 1:
        return None
    return MailAddress.objects.select_related("post").get(pk=number)


def _release(claimed: MailAddress, *, failures: int) -> None:
    _if_still_mine(claimed).update(quiet_until=None, failures=failures)


def _rest(claimed: MailAddress, now: datetime, error: Exception) -> None:
    """Not before a while; its failures are counted, and the post's page says so."""
    # The class only: a mail server quotes the address in its answer.
    logger.warning("A mail to post %s failed: %s", claimed.post_id, type(error).__name__)
    rest = min(FIRST_REST * 2 ** min(claimed.failures, 20), LONGEST_REST)
    _if_still_mine(claimed).update(quiet_until=now + rest, failures=claimed.failures + 1)


def _if_still_mine(claimed: MailAddress) -> QuerySet[MailAddress]:
    return MailAddress.objects.filter(pk=claimed.pk, quiet_until=claimed.quiet_until)


def _mail(
    claimed: MailAddress, notices: Sequence[Notice], connection: BaseEmailBackend
) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        count = len(notices)
        subject = ngettext(
            "Qunce: %(count)s notice for %(post)s", "Qunce: %(count)s notices for %(post)s", count
        ) % {"count": count, "post": claimed.post}
        lines = [gettext("To be known or done by %(post)s:") % {"post": claimed.post}, ""]
        for notice in notices[:MOST_LINES]:
            lines.append(f"- {notice.said}")
            if notice.due_on:
                lines.append("  " + gettext("Due on %(day)s") % {"day": notice.due_on.isoformat()})
            lines.append(f"  {site_address()}{notice.path}")
        if count > MOST_LINES:
            lines.append(gettext("… and %(count)s more notices.") % {"count": count - MOST_LINES})
    return EmailMessage(
        # A unit's name is not trusted to be one line: Django refuses a subject of two.
        subject=" ".join(subject.split()),
        body="\n".join(lines) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[claimed.address],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def site_address() -> str:
    """Where the site is reached from outside, without a slash at the end."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
    return f"{'https' if settings.HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0].lstrip('.')}"

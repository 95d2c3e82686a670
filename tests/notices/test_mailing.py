"""One mail to a post, at least once, with what and where and nothing else; by a real connection."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from cast import NOW, TODAY, Cast
from notices.telling import due, notice
from qunce.domain.accounts.actions import add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.notices.actions import mailing, read_notice, send_mails, set_mail_address
from qunce.domain.notices.models import MailAddress, Notice
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


class _Talk(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for one sender."""

    server: Office

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "RCPT" and any(bad in line for bad in self.server.refused):
                self._say("550 no such person")
            elif word == "RCPT" and any(bad in line for bad in self.server.hangs_up):
                return
            elif word == "DATA":
                time.sleep(self.server.takes)
                self._say("354 go on")
                self.server.mails.append(self._letter())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 goodbye")
                return
            else:
                self._say("250 well")

    def _letter(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Office(socketserver.ThreadingTCPServer):
    """A mail server on this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[bytes] = []
        self.takes = 0.0
        """Seconds until a mail is taken."""
        self.refused: set[str] = set()
        self.hangs_up: set[str] = set()

    def letters(self) -> list[Any]:
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]


@pytest.fixture
def office(settings: Any) -> Iterator[Office]:
    with Office() as office:
        thread = threading.Thread(target=office.serve_forever, args=(0.01,))
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
        settings.CSRF_TRUSTED_ORIGINS = ["https://qunce.example.org"]
        yield office
        office.shutdown()
        thread.join()


def mail_to(post: Post, address: str = "", **changes: Any) -> MailAddress:
    wanted: dict[str, Any] = {"wants": True, "user": None, "now": NOW}
    return set_mail_address(
        post=post,
        address=address or f"post-{post.pk}@example.org",
        actor=post.ref,
        **{**wanted, **changes},
    )


def test_without_a_mail_server_nothing_is_sent_and_nothing_claimed(cast: Cast) -> None:
    mail_to(cast.clerk)
    notice(cast.clerk)
    assert send_mails(now=NOW, limit=9) == 0
    assert MailAddress.objects.get().quiet_until is None
    assert not Notice.objects.filter(mailed_at__isnull=False).exists()


def test_a_post_gets_one_mail_with_all_it_has_not_read(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk)
    notice(cast.clerk, "one", **due(9))
    notice(cast.clerk, "two", path="/office/two/")
    read_notice(notice=notice(cast.clerk, "read"), now=NOW)
    notice(cast.leader, "nobody wants mails there")
    assert send_mails(now=NOW, limit=9) == 1
    assert send_mails(now=NOW, limit=9) == 0
    (letter,) = office.letters()
    assert letter["To"] == f"post-{cast.clerk.pk}@example.org"
    assert "2" in letter["Subject"]
    assert str(cast.clerk) in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_content()
    assert body.count("https://qunce.example.org/office/") == 2
    assert "2026-03-09" in body
    assert body.count("上清村") == 2
    mailed = Notice.objects.filter(mailed_at=NOW)
    assert sorted(mailed.values_list("key", flat=True)) == ["one", "two"]


def test_a_new_notice_is_mailed_alone(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk)
    notice(cast.clerk, "one")
    send_mails(now=NOW, limit=9)
    notice(cast.clerk, "two", now=NOW + timedelta(hours=1))
    assert send_mails(now=NOW + timedelta(hours=1), limit=9) == 1
    assert office.letters()[1].get_content().count("- ") == 1


def test_what_was_told_before_mails_were_wanted_is_not_mailed(cast: Cast, office: Office) -> None:
    notice(cast.clerk, "old", now=NOW - timedelta(days=1))
    mail_to(cast.clerk)
    assert send_mails(now=NOW, limit=9) == 0


def test_nobody_is_mailed_who_does_not_want_it(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk, wants=False)
    notice(cast.clerk)
    assert send_mails(now=NOW, limit=9) == 0
    assert office.mails == []


def test_a_long_list_is_cut_and_says_so(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk)
    for number in range(mailing.MOST_LINES + 3):
        notice(cast.clerk, str(number))
    send_mails(now=NOW, limit=9)
    body = office.letters()[0].get_content()
    assert body.count("- ") == mailing.MOST_LINES
    assert "3" in body.splitlines()[-1]


def test_a_person_s_own_address_gets_nothing_once_another_holds_the_post(
    cast: Cast, office: Office
) -> None:
    mail_to(cast.clerk, user=cast.person("clerk"))
    notice(cast.clerk, "one")
    assert send_mails(now=NOW, limit=9) == 1
    after = add_staff(username="after", name="后任", password=None, now=NOW)
    appoint(post=cast.clerk, user=after, since=TODAY, actor=cast.clerk.ref, now=NOW)
    notice(cast.clerk, "two")
    assert send_mails(now=NOW, limit=9) == 0
    mail_to(cast.clerk, user=None)
    assert send_mails(now=NOW, limit=9) == 1


def test_a_refused_address_rests_longer_each_time_and_holds_up_nobody(
    cast: Cast, office: Office
) -> None:
    mail_to(cast.clerk)
    mail_to(cast.leader)
    notice(cast.clerk)
    notice(cast.leader)
    office.refused = {f"post-{cast.clerk.pk}@"}
    now = NOW
    assert send_mails(now=now, limit=1) == 1, "the leader's is sent in spite of the clerk's"
    rests = []
    for count in range(1, 13):
        bad = MailAddress.objects.get(post=cast.clerk)
        assert bad.failures == count
        assert bad.quiet_until is not None
        rests.append(bad.quiet_until - now)
        assert send_mails(now=bad.quiet_until - timedelta(seconds=1), limit=9) == 0
        assert MailAddress.objects.get(post=cast.clerk).failures == count
        now = bad.quiet_until
        assert send_mails(now=now, limit=9) == 0
    assert rests[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert rests[-1] == timedelta(days=1)
    office.refused = set()
    assert send_mails(now=now + timedelta(days=2), limit=9) == 1
    assert MailAddress.objects.get(post=cast.clerk).failures == 0
    assert len(office.mails) == 2


def test_a_server_that_cannot_be_reached_leaves_everything_as_it_was(
    cast: Cast, office: Office, settings: Any
) -> None:
    mail_to(cast.clerk)
    notice(cast.clerk)
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    assert send_mails(now=NOW, limit=9) == 0
    address = MailAddress.objects.get()
    assert (address.quiet_until, address.failures) == (None, 0)
    settings.EMAIL_PORT = port
    assert send_mails(now=NOW, limit=9) == 1


def test_a_server_that_hangs_up_ends_the_round_only(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk)
    mail_to(cast.leader)
    notice(cast.clerk)
    notice(cast.leader)
    office.hangs_up = {f"post-{cast.clerk.pk}@"}
    assert send_mails(now=NOW, limit=9) == 0
    assert send_mails(now=NOW, limit=9) == 1, "the one that failed rests, the other is sent"


def test_who_dies_between_claim_and_sending_loses_nothing(cast: Cast, office: Office) -> None:
    mail_to(cast.clerk)
    notice(cast.clerk)
    number = MailAddress.objects.get().pk
    assert mailing._claim(number, NOW) is not None  # and here the power fails
    assert mailing._claim(number, NOW) is None
    before = NOW + mailing.LEASE - timedelta(seconds=1)
    assert send_mails(now=before, limit=9) == 0
    assert send_mails(now=NOW + mailing.LEASE, limit=9) == 1
    assert len(office.mails) == 1


@pytest.mark.parametrize(
    ("address", "wants", "code"),
    [
        ("", True, "mail_address_missing"),
        ("office", True, "mail_address_not_valid"),
        ("a@example.org\nBcc: b@example.org", True, "mail_address_not_valid"),
        ("office@" + "a" * 250 + ".org", False, "mail_address_not_valid"),
    ],
)
def test_what_is_no_address_is_refused(cast: Cast, address: str, wants: bool, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_mail_address(
            post=cast.clerk,
            address=address,
            wants=wants,
            user=None,
            actor=cast.clerk.ref,
            now=NOW,
        )
    assert refused.value.codes == (code,)
    assert not MailAddress.objects.exists()


def test_the_record_says_that_mails_are_wanted_and_not_where_they_go(cast: Cast) -> None:
    mail_to(cast.clerk, "someone@example.org")
    entry = Entry.objects.get(kind="post.mail_set")
    assert entry.facts == {"wants": True}
    assert "someone@" not in entry.canonical
    mail_to(cast.clerk, "", wants=False)
    assert MailAddress.objects.count() == 1


def test_a_mail_goes_to_the_post_of_the_day(cast: Cast, office: Office) -> None:
    """Who takes the post tomorrow gets no mail today."""
    tomorrow = date(2026, 3, 3)
    after = add_staff(username="after", name="后任", password=None, now=NOW)
    appoint(post=cast.clerk, user=after, since=tomorrow, actor=cast.clerk.ref, now=NOW)
    mail_to(cast.clerk, user=after)
    notice(cast.clerk)
    assert send_mails(now=NOW, limit=9) == 0
    assert send_mails(now=NOW + timedelta(days=1), limit=9) == 1

"""The notices of a post on its page and on paper: its own, read by one's own act, and no others."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from notices.telling import PLAIN, due, notice
from qunce.domain.notices.models import MailAddress, Notice
from qunce.domain.notices.queries import unread_for
from qunce.kernel import clock

SignIn = Callable[[str], Client]

NOTICES = "/office/notices/"
PRINTED = "/office/notices/print/"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("address", [NOTICES, PRINTED])
def test_a_post_sees_its_own_notices_and_no_others(as_: SignIn, cast: Cast, address: str) -> None:
    notice(cast.clerk, params={"number": 12, "place": "上清村"})
    assert "上清村" in text(as_("clerk").get(address))
    for who in ("outsider", "secretary", "viewer", "leader"):
        shown = text(as_(who).get(address)).partition('id="main"')[2]
        assert "message 12" not in shown
        assert Notice.objects.get().said not in shown
    sent_away = as_("").get(address)
    assert sent_away.status_code == 302
    assert sent_away["Location"].startswith("/accounts/login/")


def test_reading_is_one_s_own_act_and_looking_changes_nothing(as_: SignIn, cast: Cast) -> None:
    one = notice(cast.clerk, path="/office/?from=notice")
    reading = f"/office/notices/{one.pk}/read/"
    as_("clerk").get(NOTICES)
    assert as_("clerk").get(reading).status_code == 405
    assert as_("outsider").post(reading).status_code == 404
    assert as_("").post(reading).status_code == 302
    assert unread_for(cast.clerk).count() == 1
    went = as_("clerk").post(reading, {"go": "1"})
    assert went["Location"] == "/office/?from=notice"
    assert not unread_for(cast.clerk).exists()
    assert as_("clerk").post(reading)["Location"] == NOTICES
    assert one.said in text(as_("clerk").get(NOTICES)), "what was read is still found"
    not_there = f"/office/notices/{uuid.uuid4()}/read/"
    assert as_("clerk").post(not_there).status_code == 404


def test_all_read_means_all_that_was_shown(as_: SignIn, cast: Cast) -> None:
    shown_at = clock.now()
    notice(cast.clerk, "shown", now=shown_at - timedelta(minutes=1))
    notice(cast.clerk, "came later", now=shown_at + timedelta(minutes=1))
    notice(cast.leader, "another's")
    for wrong in ("", "yesterday", "2026-99-01T00:00:00+00:00", "2026-03-01T00:00:00"):
        as_("clerk").post("/office/notices/read/", {"seen": wrong})
        assert unread_for(cast.clerk).count() == 2
    as_("outsider").post("/office/notices/read/", {"seen": shown_at.isoformat()})
    assert unread_for(cast.clerk).count() == 2
    as_("clerk").post("/office/notices/read/", {"seen": shown_at.isoformat()})
    assert [one.key for one in unread_for(cast.clerk)] == ["came later"]
    assert unread_for(cast.leader).count() == 1


def test_what_is_due_first_stands_first_on_both(as_: SignIn, cast: Cast) -> None:
    notice(cast.clerk, "b", params={"number": 2, "place": "乙村"}, **due(10))
    notice(cast.clerk, "a", params={"number": 1, "place": "甲村"}, **due(9))
    for address in (NOTICES, PRINTED):
        page = text(as_("clerk").get(address))
        assert 0 < page.index("甲村") < page.index("乙村")
        assert "2026-03-09" in page


@pytest.mark.parametrize("address", [NOTICES, PRINTED])
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_few_statements_whatever_the_number(
    as_: SignIn, cast: Cast, address: str, count: int
) -> None:
    from django.db import connection

    for number in range(count):
        notice(cast.clerk, str(number), kind=PLAIN)
    client = as_("clerk")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= (7 if address == NOTICES else 5), [one["sql"] for one in asked]


def test_a_name_with_signs_of_html_is_shown_as_it_is(as_: SignIn, cast: Cast) -> None:
    notice(cast.clerk, params={"number": 1, "place": "<script>alert(1)</script>"})
    for address in (NOTICES, PRINTED):
        assert "<script>alert" not in text(as_("clerk").get(address))


def test_a_post_says_where_mails_go(as_: SignIn, cast: Cast) -> None:
    typed = {"address": " clerk@example.org ", "wants": "on"}
    assert as_("clerk").post(NOTICES, typed).status_code == 302
    mail = MailAddress.objects.get()
    assert (mail.post, mail.address, mail.wants) == (cast.clerk, "clerk@example.org", True)
    assert mail.user == cast.person("clerk")
    as_("clerk").post(NOTICES, {**typed, "shared": "on"})
    assert MailAddress.objects.get().user is None
    assert "clerk@example.org" in text(as_("clerk").get(NOTICES))
    assert "clerk@example.org" not in text(as_("leader").get(NOTICES))
    as_("clerk").post(NOTICES, {"address": ""})
    assert MailAddress.objects.get().wants is False


def test_what_is_no_address_is_told_beside_the_field(as_: SignIn, cast: Cast) -> None:
    answer = as_("clerk").post(NOTICES, {"address": "nowhere", "wants": "on"})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors.as_data()["address"][0].code == "mail_address_not_valid"
    assert not MailAddress.objects.exists()


def test_a_mail_that_failed_is_told(as_: SignIn, cast: Cast) -> None:
    as_("clerk").post(NOTICES, {"address": "clerk@example.org", "wants": "on"})
    assert "notice late" not in text(as_("clerk").get(NOTICES))
    MailAddress.objects.update(failures=1)
    assert "notice late" in text(as_("clerk").get(NOTICES))

"""Slips as files: private, for the post that made them, for a short time; and made anew."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as given
from django.urls import reverse

from ballots_made import ITEMS, a_ballot, committed, drawn, opened
from cast import NOW, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.ballots.models import Ballot, CodeTag
from qunce.exchange import slip_files
from qunce.exchange.slip_files import Making
from qunce.web.office.ballots.papers import slip_ballot
from qunce.web.office.ballots.work import make, make_anew
from web.office.ballot_pages import SignIn, page_of, shown, told

ADDRESS = "http://testserver/vote/"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield tmp_path


def made(cast: Cast, as_: SignIn, ballot: Ballot | None = None) -> Ballot:
    """Asked for on the page, then done by the worker."""
    ballot = ballot or drawn(cast)
    strata = list(ballot.strata.all())
    as_("clerk").post(page_of(ballot, "slips/"), {f"reserve_{one.pk}": 0 for one in strata})
    make.func(ballot.pk, cast.clerk.pk, {}, ADDRESS)
    ballot.refresh_from_db()
    return ballot


def test_only_the_owner_of_the_process_reads_the_files(cast: Cast, as_: SignIn, data: Path) -> None:
    ballot = made(cast, as_)
    files = list(data.rglob("*.pdf"))
    assert len(files) == 2
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    folder = stat.S_IMODE(slip_files.pages(ballot.uid).stat().st_mode)
    assert folder == 0o700


def test_another_post_of_the_same_office_cannot_fetch_them(cast: Cast, as_: SignIn) -> None:
    ballot = made(cast, as_)
    name = slip_files.names(ballot.uid)[0][0]
    address = reverse("office:ballot_slip_file", args=[ballot.pk, name])
    fetched = as_("clerk").get(address)
    assert fetched["Cache-Control"] == "private, no-store"
    assert b"".join(fetched.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    second = add_post(
        unit=cast.town,
        code="second",
        title="副主任",
        role="campaign_office",
        actor=cast.clerk.ref,
        now=NOW,
    )
    user = add_staff(username="log-in-second", name="某人", password=None, now=NOW)
    appoint(post=second, user=user, since=NOW.date(), actor=cast.clerk.ref, now=NOW)
    other = as_("")
    other.force_login(user, backend=given.AUTHENTICATION_BACKENDS[0])
    assert name not in shown(other, page_of(ballot, "slips/"))
    assert other.get(address).status_code == 404
    assert other.post(page_of(ballot, "slips/printed/")).status_code == 404
    assert slip_files.names(ballot.uid)


@pytest.mark.parametrize("name", ["..", "state.json", "nothing.pdf", "%2e%2e%2fstate.json"])
def test_nothing_else_is_fetched_from_the_folder(cast: Cast, as_: SignIn, name: str) -> None:
    ballot = made(cast, as_)
    assert as_("clerk").get(page_of(ballot, f"slips/files/{name}")).status_code in (301, 404)


def test_a_day_later_the_files_are_gone(cast: Cast, as_: SignIn, data: Path) -> None:
    made(cast, as_)
    assert slip_files.drop_old(now=NOW + timedelta(hours=23), limit=10) == 0
    assert slip_files.drop_old(now=NOW + timedelta(hours=25), limit=10) == 1
    assert not any(data.rglob("*.pdf"))


def test_without_a_worker_the_page_says_so(cast: Cast, as_: SignIn) -> None:
    ballot = drawn(cast)
    clerk = as_("clerk")
    clerk.cookies["django_language"] = "en"
    reserve = {f"reserve_{one.pk}": 1 for one in ballot.strata.all()}
    clerk.post(page_of(ballot, "slips/"), reserve)
    assert "No worker is running" in shown(clerk, page_of(ballot, "slips/"))
    clerk.post(page_of(ballot, "slips/"), reserve)  # a double tap
    part = clerk.get(page_of(ballot, "slips/"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content


def test_a_making_that_was_stopped_is_thrown_away(cast: Cast, as_: SignIn) -> None:
    """The worker died after the codes were drawn: nobody knows them any more."""
    town = committed(cast)
    ballot = town.ballot
    slip_files.ask(ballot.uid, post=cast.clerk.pk, job="", now=NOW)
    slip_files.note(ballot.uid, state=Making.PRINTING, total=50, done=20)
    make.func(ballot.pk, cast.clerk.pk, {}, ADDRESS)
    clerk = as_("clerk")
    assert page_of(ballot, "slips/anew/") in shown(clerk, page_of(ballot, "slips/"))
    clerk.post(page_of(ballot, "slips/anew/"), {"reason": "打印机卡纸，重新印制"})
    make_anew.func(ballot.pk, cast.clerk.pk, "打印机卡纸，重新印制", ADDRESS)
    ballot.refresh_from_db()
    assert ballot.printings == 2
    assert CodeTag.objects.filter(state="void").count() == 50
    assert len(slip_files.names(ballot.uid)) == 2


def test_a_job_that_comes_twice_does_not_spoil_what_the_first_made(cast: Cast, as_: SignIn) -> None:
    ballot = made(cast, as_)
    make.func(ballot.pk, cast.clerk.pk, {}, ADDRESS)
    kept = slip_files.found(ballot.uid)
    assert kept is not None
    assert kept.state == Making.READY


def test_slips_are_not_made_anew_once_the_ballot_is_open(cast: Cast, as_: SignIn) -> None:
    town = opened(cast)
    answer = as_("clerk").post(
        page_of(town.ballot, "slips/anew/"), {"reason": "还想再印一次"}, follow=True
    )
    assert told(answer) == ["ballot_at_another_step"]


def test_a_question_is_not_edited_after_printing(cast: Cast, as_: SignIn) -> None:
    ballot = made(cast, as_)
    clerk = as_("clerk")
    answer = clerk.post(page_of(ballot, "questions/"), {"title": "换个问法"}, follow=True)
    assert told(answer) == ["ballot_at_another_step"]
    ballot.refresh_from_db()
    assert ballot.title != "换个问法"
    assert page_of(ballot, "questions/") not in shown(clerk, page_of(ballot))


def test_no_slips_for_a_first_day_that_is_over(cast: Cast, as_: SignIn) -> None:
    ballot = drawn(cast)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        clerk = as_("clerk")
        page = clerk.get(page_of(ballot, "slips/"))
        assert [one.code for one in page.context["reasons"]] == ["ballot_opens_in_the_past"]
        reserve = {f"reserve_{one.pk}": 0 for one in ballot.strata.all()}
        assert clerk.post(page_of(ballot, "slips/"), reserve).status_code == 200
    assert slip_files.found(ballot.uid) is None


def test_breaking_off_deletes_the_files(cast: Cast, as_: SignIn, data: Path) -> None:
    ballot = made(cast, as_)
    clerk = as_("clerk")
    clerk.post(page_of(ballot, "steps/break-off/"), {"break-off-reason": "问题问错了，重新来过"})
    assert not any(data.rglob("*.pdf"))
    clerk.cookies["django_language"] = "en"
    assert "was broken off" in shown(clerk, page_of(ballot))


def test_what_is_printed_is_what_was_promised(cast: Cast) -> None:
    ballot = a_ballot(cast)
    slip = slip_ballot(ballot, "https://qunce.example/vote/")
    assert [*slip.items[0].options, slip.words.dont_know] == [one["label"] for one in ballot.steps]
    assert [item.text for item in slip.items] == list(ITEMS)
    assert "qunce.example/vote" in slip.look_up, "whoever cannot photograph a code types it"


def test_a_specimen_is_looked_at_before(cast: Cast, as_: SignIn) -> None:
    answer = as_("clerk").get(page_of(a_ballot(cast), "slips/specimen.pdf"))
    assert answer.content[:5] == b"%PDF-"

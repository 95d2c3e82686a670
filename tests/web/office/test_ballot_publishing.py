"""The result is worked out and published beside the pages: left, returned to, pressed twice."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_tasks_db.models import DBTaskResult

from ballots_made import AFTER, EAST, FAIR, GOOD, WEST, Town, opened
from cast import Cast
from qunce.domain.ballots.models import Ballot, SlipWords
from qunce.domain.record.models import Entry
from qunce.exchange import result_files
from qunce.exchange.result_files import Working
from qunce.web.office.ballots.result_work import ask_for, bring_out
from web.office.ballot_pages import SignIn, bring_out_result, page_of, shown

PROGRESS = 'id="working-out"'


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    with time_machine.travel(AFTER, tick=False):
        yield tmp_path


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    """Counted, on the web alone."""
    return closed(opened(cast))


def closed(town: Town, **more: str) -> Ballot:
    for number in range(14):
        town.cast_web(EAST, number, **more)
        town.cast_web(WEST, number, GOOD, FAIR, FAIR)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    return town.close()


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def jobs() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="bring_out").count()


def state_of(ballot: Ballot) -> str:
    return Ballot.objects.get(pk=ballot.pk).state


def test_publishing_goes_on_when_the_page_is_left(ballot: Ballot, as_: SignIn, data: Path) -> None:
    clerk = as_("clerk")
    answer = clerk.post(page_of(ballot, "steps/publish/"))
    assert answer.url == page_of(ballot, "result/")  # type: ignore[attr-defined]
    assert state_of(ballot) == "closed"
    assert PROGRESS in shown(clerk, page_of(ballot, "result/"))
    step = clerk.get(page_of(ballot)).context["first"][0]
    assert [reason.code for reason in step.reasons] == ["result_is_being_published"]
    bring_out_result(ballot)
    assert state_of(ballot) == "published"
    assert PROGRESS not in shown(clerk, page_of(ballot, "result/"))
    assert page_of(ballot, "steps/settle/") in shown(clerk, page_of(ballot))
    assert not list((data / "results").iterdir()), "it stands in the database now"


def test_pressed_twice_it_is_one_job_and_one_entry(cast: Cast, ballot: Ballot, as_: SignIn) -> None:
    clerk = as_("clerk")
    for _ in range(2):
        answer = clerk.post(page_of(ballot, "steps/publish/"))
        assert answer.status_code == 302
    ask_for(ballot, cast.clerk, publish=True, now=AFTER)  # by somebody whose page was older
    assert jobs() == 1
    asked = result_files.asked(ballot.uid)
    assert asked is not None
    bring_out_result(ballot)
    bring_out.func(ballot.pk, asked.name)  # the worker died before it had told that it was done
    assert Entry.objects.filter(kind="ballot.published").count() == 1


def test_the_office_sees_how_far_it_is_and_then_the_result(
    ballot: Ballot, as_: SignIn, data: Path
) -> None:
    clerk = in_english(as_("clerk"))
    address = page_of(ballot, "result/")
    assert "No worker is running" in shown(clerk, address)
    shown(clerk, address)
    assert jobs() == 1, "looking twice asks once"
    part = clerk.get(address, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    asked = result_files.asked(ballot.uid)
    assert asked is not None
    result_files.note(ballot.uid, asked.name, Working.AT_WORK, 1, 3)
    assert "1 of 3 questions" in shown(clerk, address)
    bring_out_result(ballot)
    done = clerk.get(address, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert done.context["figures"]
    assert jobs() == 1
    files = list((data / "results" / ballot.uid).iterdir())
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


def test_what_the_office_saw_is_what_is_published(ballot: Ballot, as_: SignIn) -> None:
    clerk = as_("clerk")
    address = page_of(ballot, "result/")
    clerk.get(address)
    bring_out_result(ballot)
    before = clerk.get(address).context["told"]
    clerk.post(page_of(ballot, "steps/publish/"))
    bring_out_result(ballot)
    assert clerk.get(address).context["told"] == before


def test_publishing_overtakes_what_was_only_to_be_looked_at(ballot: Ballot, as_: SignIn) -> None:
    clerk = as_("clerk")
    clerk.get(page_of(ballot, "result/"))
    looking = result_files.asked(ballot.uid)
    assert looking is not None
    clerk.post(page_of(ballot, "steps/publish/"))
    bring_out.func(ballot.pk, looking.name)
    assert result_files.progress(ballot.uid, looking.name).state == Working.ASKED, "it stopped"
    bring_out_result(ballot)
    assert state_of(ballot) == "published"


def test_a_job_that_died_is_shown_and_asked_for_again(ballot: Ballot, as_: SignIn) -> None:
    clerk = in_english(as_("clerk"))
    clerk.post(page_of(ballot, "steps/publish/"))
    DBTaskResult.objects.update(status="FAILED")
    assert "Publishing stopped" in shown(clerk, page_of(ballot))
    assert "Publishing stopped" in shown(clerk, page_of(ballot, "result/"))
    assert jobs() == 1, "looking does not ask again by itself"
    clerk.post(page_of(ballot, "steps/publish/"))
    assert jobs() == 2
    bring_out_result(ballot)
    assert state_of(ballot) == "published"


def test_working_out_that_stopped_is_asked_for_by_a_press(ballot: Ballot, as_: SignIn) -> None:
    clerk = in_english(as_("clerk"))
    address = page_of(ballot, "result/")
    clerk.get(address)
    asked = result_files.asked(ballot.uid)
    assert asked is not None
    result_files.note(ballot.uid, asked.name, Working.FAILED)
    assert "Working out the result stopped" in shown(clerk, address)
    clerk.post(address)
    assert PROGRESS in shown(clerk, address)
    bring_out_result(ballot)
    assert clerk.get(address).context["figures"]


def test_what_is_missing_is_said_before_anything_is_worked_out(cast: Cast, as_: SignIn) -> None:
    ballot = closed(opened(cast), words="修得好")
    answer = as_("clerk").post(page_of(ballot, "steps/publish/"))
    step = answer.context["first"][0]
    assert [error.code for own in step.form.errors.as_data().values() for error in own] == [
        "words_not_checked"
    ]
    assert jobs() == 0


def test_what_goes_missing_meanwhile_is_told(cast: Cast, as_: SignIn) -> None:
    """Nothing is published that the rules refuse when the job comes to it."""
    ballot = closed(opened(cast))
    clerk = in_english(as_("clerk"))
    clerk.post(page_of(ballot, "steps/publish/"))
    SlipWords.objects.create(ballot=ballot, text="还没人看过")
    bring_out_result(ballot)
    assert state_of(ballot) == "closed"
    assert "was not published" in shown(clerk, page_of(ballot, "result/"))


def test_files_that_cannot_be_read_are_made_again(ballot: Ballot, as_: SignIn, data: Path) -> None:
    clerk = as_("clerk")
    address = page_of(ballot, "result/")
    clerk.get(address)
    bring_out_result(ballot)
    for one in (data / "results" / ballot.uid).iterdir():
        one.write_text("[]")
    assert PROGRESS in shown(clerk, address)
    bring_out_result(ballot)
    assert clerk.get(address).context["figures"]

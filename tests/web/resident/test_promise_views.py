"""One question with four answers, on somebody's telephone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

import practice_made as made
from cast import NOW, Cast
from qunce.domain.practice.actions import give_up
from qunce.domain.practice.models import ResidentView
from qunce.web.resident.practice import views
from qunce.web.shell.limits import Limit, Window
from web.shell.pages import inline_code
from web.shell.test_weight import LIMIT, weight


def sending(**changes: Any) -> dict[str, Any]:
    return {"submission": uuid.uuid4().hex, "says": "done", "words": "", **changes}


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/promises/promise/{made.a_promise(cast).pk}/say/"


def test_the_first_view_is_light_and_carries_no_code(phone: Client, address: str) -> None:
    page = phone.get(address).content.decode()
    assert made.STANDARD in page
    parts = weight(page)
    assert sum(parts.values()) < LIMIT, parts
    assert inline_code(page) == []


def test_an_answer_is_taken_without_a_name(phone: Client, address: str) -> None:
    answer = phone.post(address, sending(says="partly", words="二月没贴"))
    assert answer.status_code == 302
    view = ResidentView.objects.get()
    assert (view.says, view.words, view.channel, view.noted_by) == (
        "partly",
        "二月没贴",
        "web",
        None,
    )
    assert view.words_state == "waiting"
    thanks = phone.get(answer.headers["Location"]).content.decode()
    assert "二月没贴" not in thanks
    assert inline_code(thanks) == []


def test_a_double_touch_counts_once(phone: Client, address: str) -> None:
    sent = sending()
    phone.post(address, sent)
    phone.post(address, {**sent, "says": "not"})
    assert [view.says for view in ResidentView.objects.all()] == ["done"]


def test_the_form_that_comes_has_a_sending_of_its_own(phone: Client, address: str) -> None:
    first, second = (phone.get(address).context["form"].initial["submission"] for _n in "ab")
    assert first != second


def test_a_project_can_be_answered_too(cast: Cast, phone: Client) -> None:
    project = made.a_project(cast)
    address = f"/promises/project/{project.pk}/say/"
    assert project.what_for in phone.get(address).content.decode()
    assert phone.post(address, sending(says="cannot_tell")).status_code == 302
    assert project.views.get().says == "cannot_tell"


@pytest.mark.parametrize(
    "sent",
    [
        {"says": ""},
        {"says": "excellent"},
        {"says": "done", "words": "长" * 501},
        {"says": "done\x00"},
        {"words": "没有选"},
    ],
)
def test_a_bad_answer_comes_back_with_its_words(
    phone: Client, address: str, sent: dict[str, str]
) -> None:
    answer = phone.post(address, {"submission": uuid.uuid4().hex, **sent})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    if sent.get("words"):
        assert sent["words"][:300] in answer.content.decode()
    assert not ResidentView.objects.exists()


@pytest.mark.parametrize("submission", ["", "x", "Z" * 32, "断"])
def test_a_form_without_a_sound_sending_is_taken_all_the_same(
    phone: Client, address: str, submission: str
) -> None:
    assert phone.post(address, sending(submission=submission)).status_code == 302
    assert ResidentView.objects.count() == 1


def test_what_cannot_be_answered_says_why(cast: Cast, phone: Client) -> None:
    promise, project = made.withdrawn(cast), made.a_project(cast)
    give_up(project=project, reason="缺水", actor=cast.secretary, now=NOW)
    for address in (f"promise/{promise.pk}", f"project/{project.pk}"):
        page = phone.get(f"/promises/{address}/say/")
        assert "<textarea" not in page.content.decode()
        assert [one.code for one in page.context["reasons"]] != []
        assert phone.post(f"/promises/{address}/say/", sending()).status_code == 200
    assert not ResidentView.objects.exists()


@pytest.mark.parametrize(
    "address", ["promise/999/say/", "project/999/say/", "dream/1/say/", "promise/999/said/"]
)
def test_what_is_not_there(phone: Client, address: str) -> None:
    assert phone.get(f"/promises/{address}").status_code == 404


def test_too_many_of_one_network_are_asked_to_wait(
    phone: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SAYING", Limit("promise", (Window(2, 3_600),)))
    for _n in range(2):
        assert phone.post(address, sending()).status_code == 302
    answer = phone.post(address, sending(words="第三句"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "第三句" in answer.content.decode()
    assert ResidentView.objects.count() == 2


def test_a_lost_seal_gives_everything_back(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address, sending(words="写了很久的话"))
    assert answer.status_code == 403
    assert "写了很久的话" in answer.content.decode()
    assert not ResidentView.objects.exists()

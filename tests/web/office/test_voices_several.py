"""Several messages at once: shown first, done once, undone for ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import voices_made as made
from cast import Cast
from qunce.domain.voices.models import Voice
from qunce.kernel import clock
from qunce.kernel.canonical import instant
from web.office.messages_sent import dispatched, fresh, given
from web.office.test_voices_contact import text

SignIn = Callable[[str], Client]

SEVERAL = "/office/voices/several/"
DO = "/office/voices/several/do/"
UNDO = "/office/voices/several/undo/"


def chosen(*voices: Voice, **more: Any) -> dict[str, Any]:
    versions = {f"version_{voice.pk}": voice.version for voice in voices}
    return {"voice": [voice.pk for voice in voices], **versions, **more}


def test_nothing_happens_before_it_was_shown(as_: SignIn, cast: Cast) -> None:
    one, two = fresh(cast), fresh(cast)
    other = given(cast)
    clerk = as_("clerk")
    assert len(clerk.post(SEVERAL, chosen(one, two)).context["chosen"]) == 2
    typed = chosen(one, two, other, what="register", category=dispatched(cast).pk)
    shown = clerk.post(DO, typed)
    assert shown.context["sure"] is True
    assert shown.context["possible"] == 3
    assert {made.as_now(voice).state for voice in (one, two)} == {"received"}
    done = clerk.post(DO, {**typed, "sure": "1"})
    assert done["Location"] == "/office/voices/"
    assert {made.as_now(voice).responsible_id for voice in (one, two, other)} == {cast.school.pk}


def test_what_may_not_be_is_named_and_left(as_: SignIn, cast: Cast) -> None:
    one = fresh(cast)
    taken = made.accepted(cast, given(cast), now=clock.now())
    clerk = as_("clerk")
    typed = chosen(one, taken, what="set_aside", reason="与前信重复，已答复。")
    shown = clerk.post(DO, typed)
    assert shown.context["possible"] == 1
    assert [row.reasons[0].code for row in shown.context["chosen"] if row.reasons] == [
        "voice_not_in_this_state"
    ]
    clerk.post(DO, {**typed, "sure": "1"})
    assert (made.as_now(one).state, made.as_now(taken).state) == ("set_aside", "accepted")


def test_what_changed_since_it_was_chosen_is_left(as_: SignIn, cast: Cast) -> None:
    one = fresh(cast)
    typed = chosen(one, what="set_aside", reason="与前信重复。")
    given(cast, one)
    clerk = as_("clerk")
    assert clerk.post(DO, typed).context["chosen"][0].changed
    clerk.post(DO, {**typed, "sure": "1"})
    assert made.as_now(one).state == "registered"


def test_setting_aside_is_undone(as_: SignIn, cast: Cast) -> None:
    one, two = fresh(cast), fresh(cast)
    clerk = as_("clerk")
    typed = chosen(one, two, what="set_aside", reason="与前信重复。", sure="1")
    for _ in range(2):
        clerk.post(DO, typed)
    assert one.steps.filter(kind="set_aside").count() == 1, "a double tap sets aside once"
    page = clerk.get("/office/voices/")
    assert page.context["undo"] == 2
    assert UNDO in text(page)
    assert as_("first").get("/office/voices/").context["undo"] == 0, "only who did it undoes it"
    assert clerk.get(UNDO).status_code == 405
    clerk.post(UNDO)
    assert {made.as_now(voice).state for voice in (one, two)} == {"received"}
    assert one.steps.filter(kind="restored").count() == 1
    clerk.post(UNDO)
    assert one.steps.filter(kind="restored").count() == 1


def test_after_ten_minutes_it_is_not_offered_any_more(as_: SignIn, cast: Cast) -> None:
    one = fresh(cast)
    clerk = as_("clerk")
    clerk.post(DO, chosen(one, what="set_aside", reason="与前信重复。", sure="1"))
    session = clerk.session
    then = clock.now() - timedelta(minutes=10, seconds=1)
    session["voices_set_aside"] = {"at": instant(then), "pks": [one.pk]}
    session.save()
    assert clerk.get("/office/voices/").context["undo"] == 0
    clerk.post(UNDO)
    assert made.as_now(one).state == "set_aside"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"what": "register"}, "category"),
        ({"what": "set_aside"}, "reason"),
        ({"what": "set_aside", "reason": "  "}, "reason"),
        ({"what": "delete"}, "what"),
        ({"what": "register", "category": "9" * 40}, "category"),
    ],
)
def test_half_a_decision_comes_back(
    as_: SignIn, cast: Cast, typed: dict[str, str], wrong: str
) -> None:
    one = fresh(cast)
    answer = as_("clerk").post(DO, chosen(one, **typed, sure="1"))
    assert list(answer.context["form"].errors) == [wrong]
    assert made.as_now(one).state == "received"


@pytest.mark.parametrize("voice", [[], ["0"], ["-1", "x", "9" * 30, "9" * 5_000, "\0", "１"]])
def test_nothing_chosen_is_said(as_: SignIn, cast: Cast, voice: list[str]) -> None:
    for address in (SEVERAL, DO):
        assert as_("clerk").post(address, {"voice": voice})["Location"] == "/office/voices/"

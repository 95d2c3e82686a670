"""The queue and one message as pages: what they cost, what they say, what they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import voices_made as made
from cast import Cast
from qunce.domain.voices import actions
from qunce.domain.voices.codes import code_of
from qunce.domain.voices.models import Step, Voice
from qunce.kernel import clock
from web.office.messages_sent import a_picture, dispatched, fresh, given, sorting, taken

SignIn = Callable[[str], Client]

QUEUE = "/office/voices/"
NUL = "\0"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def asked(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in queries]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    as_: SignIn, cast: Cast, count: int
) -> None:
    for _ in range(count):
        made.a_voice(cast, pictures=[a_picture()], category=made.a_category(), now=clock.now())
    queries = asked(as_("clerk"), QUEUE)
    assert len(queries) == 11, queries
    # session, user, posts; three for what it may see; counts, numbers, rows; two choices


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_for_one_and_for_three(as_: SignIn, cast: Cast, count: int) -> None:
    for _ in range(count):
        fresh(cast)
    queries = asked(as_("clerk"), "/office/")
    assert len(queries) == 18, queries
    # session, user, posts; three for the messages it may see, two of the problems, two of the
    # alerts; seven lists, the duties among them in two, the last of them documents that wait for
    # their four checks


@pytest.mark.parametrize("count", [1, 3])
def test_a_message_costs_the_same_with_one_and_with_three_of_everything(
    as_: SignIn, cast: Cast, count: int
) -> None:
    voice = fresh(cast, pictures=[a_picture()] * count, person=made.a_person())
    for number in range(count):
        fresh(cast)
        actions.note(voice=voice, words=f"第{number}次去看过", actor=cast.clerk, now=clock.now())
        actions.add_words(voice=voice, words="还有一盏。", now=clock.now())
    queries = asked(as_("clerk"), f"{QUEUE}{voice.pk}/")
    assert len(queries) == 25, queries


def test_each_next_step_is_on_the_page_of_who_takes_it(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    assert as_("clerk").get(f"{QUEUE}{voice.pk}/").context["main"].offer.code == "register"
    voice = given(cast, voice)
    page = as_("secretary").get(f"{QUEUE}{voice.pk}/")
    assert page.context["main"].offer.code == "accept"
    assert "object" in [one.offer.code for one in page.context["more"]]
    asked_for = as_("secretary").get(f"{QUEUE}{voice.pk}/?step=object")
    assert asked_for.context["main"].offer.code == "object"
    waits = as_("clerk").get(f"{QUEUE}{voice.pk}/")
    assert waits.context["main"] is None
    assert [one.offer.code for one in waits.context["grey"]] == ["accept", "object"]
    refused = waits.context["grey"][0].reasons[0].code
    assert refused == "voice_answered_by_another_unit"


def test_clocks_that_cannot_stand_or_grow_are_not_offered(as_: SignIn, cast: Cast) -> None:
    voice = given(cast)
    offered = {one.offer.code for one in _page(as_, "secretary", voice).context["more"]}
    assert not offered & {"extend", "pause", "resume", "decide-extension"}
    taken(cast, voice)
    offered = {one.offer.code for one in _page(as_, "secretary", voice).context["more"]}
    assert "extend" in offered
    assert not offered & {"pause", "resume"}


def _page(as_: SignIn, who: str, voice: Voice) -> Any:
    return as_(who).get(f"{QUEUE}{voice.pk}/")


def test_danger_stands_first_then_what_is_due_first(as_: SignIn, cast: Cast) -> None:
    late = fresh(cast, channel="letter", said_on=clock.now().date() - 9 * made.DAY)
    thanks = fresh(cast, kind="thanks")
    plain = fresh(cast)
    danger = fresh(cast, kind="urgent")
    for address in (QUEUE, "/office/"):
        page = as_("clerk").get(address)
        rows = page.context["rows" if address == QUEUE else "messages_waiting"]
        order = [row["voice"].pk for row in rows]
        assert order == [danger.pk, late.pk, plain.pk, thanks.pk]


# --- sorting, the dispatch list, two at once


def test_without_a_unit_the_dispatch_list_decides(as_: SignIn, cast: Cast) -> None:
    voice, category = fresh(cast), dispatched(cast)
    answer = as_("clerk").post(f"{QUEUE}{voice.pk}/register/", sorting(voice, category))
    assert answer.status_code == 302
    assert made.as_now(voice).responsible == cast.school


def test_a_category_nobody_answers_for_asks_for_a_unit(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    answer = as_("clerk").post(f"{QUEUE}{voice.pk}/register/", sorting(voice, made.a_category()))
    assert list(answer.context["main"].form.errors) == ["unit"]
    assert made.as_now(voice).state == "received"


def test_the_list_of_units_comes_with_the_one_that_answers(as_: SignIn, cast: Cast) -> None:
    voice, category = fresh(cast), dispatched(cast)
    address = f"{QUEUE}{voice.pk}/unit/"
    shown = text(as_("clerk").get(address, {"category": category.pk}))
    assert f'<option value="{cast.school.pk}" selected>' in shown
    for wrong in ("", "x", "-1", "9" * 30, "9" * 5_000, NUL):
        assert "selected>" in text(as_("clerk").get(address, {"category": wrong}))


def test_who_was_slower_is_told_and_loses_nothing(as_: SignIn, cast: Cast) -> None:
    voice, category = fresh(cast), dispatched(cast)
    typed = sorting(voice, category, cast.clinic, kind="suggestion")
    made.registered(cast, voice, now=clock.now(), actor=cast.first)
    clerk = as_("clerk")
    answer = clerk.post(f"{QUEUE}{voice.pk}/register/", typed)
    form = answer.context["main"].form
    assert [one.code for one in form.non_field_errors().as_data()] == ["voice_changed_meanwhile"]
    assert made.as_now(voice).responsible == cast.village, "the first one's choice stands"
    assert (form["unit"].value(), form["kind"].value()) == (str(cast.clinic.pk), "suggestion")
    assert cast.first.title in text(answer), "what the other did is shown"
    again = {**typed, "seen_version": form["seen_version"].value()}
    assert clerk.post(f"{QUEUE}{voice.pk}/register/", again).status_code == 302
    assert made.as_now(voice).responsible == cast.clinic


def test_the_same_step_twice_happens_once(as_: SignIn, cast: Cast) -> None:
    voice, category = fresh(cast), dispatched(cast)
    typed = sorting(voice, category)
    clerk = as_("clerk")
    assert clerk.post(f"{QUEUE}{voice.pk}/register/", typed).status_code == 302
    assert clerk.post(f"{QUEUE}{voice.pk}/register/", typed).status_code == 200
    assert Step.objects.filter(voice=voice, kind="registered").count() == 1


# --- bad input


@pytest.mark.parametrize(
    "query",
    [
        "view=nonsense&page=-3",
        "page=" + "9" * 5_000,
        "village=" + "9" * 40,
        "village=abc&category=%00&kind=nothing",
        "words=" + "字" * 101,
        "words=%00",
        "words=%22%28%29%2A%20OR%20NEAR",
        "words=%F0%9F%98%80&view=all",
        "words='%3B DROP TABLE voices_voice",
        "category=1e9&village=-1&view=late",
    ],
)
def test_hostile_filters_give_a_page(as_: SignIn, cast: Cast, query: str) -> None:
    fresh(cast)
    assert as_("clerk").get(f"{QUEUE}?{query}").status_code == 200


@pytest.mark.parametrize("pk", ["0", "99999999", "9223372036854775808", "9" * 60, "9" * 5_000])
def test_numbers_that_are_no_message_are_not_there(as_: SignIn, cast: Cast, pk: str) -> None:
    clerk = as_("clerk")
    for address in ("", "contact/", "unit/", "answer/"):
        assert clerk.get(f"{QUEUE}{pk}/{address}").status_code == 404
    assert clerk.get(f"{QUEUE}pictures/{pk}/large/").status_code == 404
    assert clerk.post(f"{QUEUE}{pk}/note/", {"words": "有人吗"}).status_code == 404


def test_an_act_nobody_knows_is_not_there(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    assert as_("clerk").get(f"{QUEUE}{voice.pk}/delete/").status_code == 404
    assert as_("clerk").post(f"{QUEUE}{voice.pk}/delete/").status_code == 404


@pytest.mark.parametrize("step", ["register", "merge", "split", "reroute", "send", "note"])
@pytest.mark.parametrize("typed", ["", "0", "-1", "9" * 60, "x", NUL, "😀", "' OR 1=1 --"])
def test_nonsense_in_every_field_is_refused_in_words(
    as_: SignIn, cast: Cast, step: str, typed: str
) -> None:
    voice = fresh(cast)
    names = ("category", "unit", "kind", "village", "place", "post", "seen_version")
    names += ("into", "accused", "part_1", "part_2")
    answer = as_("clerk").post(f"{QUEUE}{voice.pk}/{step}/", dict.fromkeys(names, typed))
    if answer.status_code == 302:
        assert (step, typed) in {
            ("split", one) for one in ("0", "-1", "9" * 60, "x", "😀", "' OR 1=1 --")
        }
        return
    assert answer.status_code == 200
    assert answer.context["main"].form.errors


@pytest.mark.parametrize(("length", "refused"), [(4_000, False), (4_001, True)])
def test_an_answer_of_four_thousand_characters_and_one_more(
    as_: SignIn, cast: Cast, length: int, refused: bool
) -> None:
    voice = taken(cast)
    typed = {"outcome": "support", "facts": "因" * length, "opinion": "已修好"}
    answer = as_("secretary").post(f"{QUEUE}{voice.pk}/answer/", typed)
    assert answer.status_code == (200 if refused else 302)
    if refused:
        form = answer.context["main"].form
        assert form.errors.as_data()["facts"][0].code == "words_too_long"
        assert form["facts"].value() == "因" * length, "nothing typed is cut or lost"


def test_what_nobody_can_see_is_left_out_and_nothing_else(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    typed = {"words": f"已看{NUL}\x07\x1b过 <b>灯</b>\r\n👩‍🔧𠮷"}
    assert as_("clerk").post(f"{QUEUE}{voice.pk}/note/", typed).status_code == 302
    assert Step.objects.get(kind="note").words == "已看过 <b>灯</b>\n👩‍🔧𠮷"
    assert "<b>灯" not in text(_page(as_, "clerk", voice))


# --- written down by staff


def written(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "channel": "paper",
        "said_on": clock.now().date().isoformat(),
        "text": "井盖松了，走上去会响。",
        "kind": "problem",
        "village": cast.village.pk,
        "submission": "5f" * 16,
        **more,
    }


def test_a_slip_is_written_down_once_and_gets_its_receipt(as_: SignIn, cast: Cast) -> None:
    secretary = as_("secretary")
    for _ in range(2):
        answer = secretary.post(f"{QUEUE}write/", written(cast, phone="13955550199"))
        assert answer["Location"] == f"{QUEUE}write/receipt/"
    voice = Voice.objects.get()
    assert (voice.channel, voice.keyed_by, voice.receiver) == ("paper", cast.secretary, cast.town)
    slip = secretary.get(f"{QUEUE}write/receipt/")
    assert code_of(voice) in text(slip)
    assert slip["Cache-Control"] == "no-store"
    assert "13955550199" not in text(slip)
    assert as_("clerk").get(f"{QUEUE}write/receipt/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "\u200b"}, "text"),
        ({"text": "字" * 4_001}, "text"),
        ({"said_on": "2999-01-01"}, "said_on"),
        ({"said_on": "腊月初八"}, "said_on"),
        ({"channel": "web"}, "channel"),
        ({"kind": "gossip"}, "kind"),
        ({"village": "9" * 40}, "village"),
        ({"spot": "路" * 121}, "spot"),
        ({"phone": NUL}, "phone"),
    ],
)
def test_a_wrong_slip_comes_back_as_it_was(
    as_: SignIn, cast: Cast, wrong: dict[str, str], field: str
) -> None:
    answer = as_("clerk").post(f"{QUEUE}write/", written(cast, **wrong))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "no-store" in answer["Cache-Control"]
    assert not Voice.objects.exists()


def test_four_thousand_characters_are_taken(as_: SignIn, cast: Cast) -> None:
    answer = as_("clerk").post(f"{QUEUE}write/", written(cast, text="字" * 4_000))
    assert answer.status_code == 302
    assert len(Voice.objects.get().text) == 4_000


def test_the_accused_does_not_write_it_down_and_nothing_typed_is_lost(
    as_: SignIn, cast: Cast
) -> None:
    slip = written(cast, accused=cast.village.pk, phone="13955550199")
    answer = as_("secretary").post(f"{QUEUE}write/", slip)
    assert answer.status_code == 200
    errors = answer.context["form"].errors.as_data()
    assert [one.code for one in errors["accused"]] == ["accusation_written_down_by_the_accused"]
    page = text(answer)
    assert "井盖松了，走上去会响。" in page
    assert "13955550199" in page
    assert f'value="{cast.village.pk}" selected' in page
    assert not Voice.objects.exists()
    assert as_("clerk").post(f"{QUEUE}write/", slip).status_code == 302, "another unit may"

"""Being asked, from the list to the answer under one's code, without script and without account."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

import consultations_made as made
from builders import statements
from cast import Cast
from qunce.domain.consultations.models import Consultation, Sheet, Support
from qunce.domain.record.models import Entry
from qunce.web.shell.limits import Limit, Window
from web.resident.forms_filled import code_on, errors
from web.resident.sheets_filled import WORDS, answer_to, answered_to
from web.shell.pages import inline_code
from web.shell.test_weight import LIMIT, weight


@pytest.fixture
def asked(cast: Cast) -> Consultation:
    return made.started(cast)


@pytest.fixture
def reviewed(cast: Cast) -> Consultation:
    return made.a_review(cast)


def page_of(phone: Client, address: str, status: int = 200) -> str:
    answer = phone.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def boxes(page: str) -> list[str]:
    """Names of the boxes to the paragraphs."""
    return re.findall(r'<textarea[^>]*name="(say_\d+)"', page)


def chosen(consultation: Consultation, code: str = "good") -> dict[str, str]:
    return {f"q_{one.pk}": code for one in consultation.questions.all()}


# --- from the list to the answer


def test_from_the_list_to_the_answer_under_the_code(
    phone: Client, cast: Cast, asked: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f'href="/ask/{asked.pk}/"' in page_of(phone, "/ask/")
    page = page_of(phone, f"/ask/{asked.pk}/")
    first, second = boxes(page)
    sent = answered_to(phone, asked, **{first: "这条好。", "village": "shangqing"})
    assert [(point.words, point.paragraph_id) for point in sent.points.order_by("pk")] == [
        ("这条好。", asked.paragraphs.get(number=1).pk),
        (WORDS, None),
    ]
    assert (sent.channel, sent.helped, sent.village, sent.wants_answer) == (
        *("web", False, cast.village),
        True,
    )
    assert second != first
    code = code_on(page_of(phone, "/ask/receipt/"))

    for point in asked.points.all():
        made.shown(cast, point)
    made.a_keyed_sheet(cast, asked)
    told = made.told(cast, asked)
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: made.AFTER)
    other = Client()
    assert other.post("/ask/follow/", {"code": code.lower()})["location"] == (
        f"/ask/follow/{sent.pk}/"
    )
    story = page_of(other, f"/ask/follow/{sent.pk}/")
    for part in ("这条好。", WORDS, made.REASON):
        assert part in story
    assert told.told_at is not None


def test_a_helper_answers_for_somebody_else(phone: Client, asked: Consultation) -> None:
    assert answered_to(phone, asked, helped="on").helped


def test_who_wants_no_code_gets_none(phone: Client, asked: Consultation) -> None:
    sheet = answered_to(phone, asked, told="no")
    assert (sheet.wants_answer, sheet.code_hash) == (False, None)
    receipt = page_of(phone, "/ask/receipt/")
    assert 'class="code"' not in receipt
    assert sheet.number in receipt


def test_the_questions_are_answered_by_themselves(phone: Client, reviewed: Consultation) -> None:
    page = page_of(phone, f"/ask/{reviewed.pk}/?part=9")
    assert page.count('value="dont_know"') == 5, "each question can be left with “don't know”"
    sheet = answered_to(phone, reviewed, text="", **chosen(reviewed, "dont_know"))
    assert set(sheet.choices.values_list("option", flat=True)) == {"dont_know"}


def test_nothing_alone_is_required(phone: Client, reviewed: Consultation) -> None:
    assert "required" not in page_of(phone, f"/ask/{reviewed.pk}/")
    empty = answer_to(phone, reviewed, text="")
    assert errors(empty)
    assert list(empty.context["form"].errors) == ["text"]
    assert Sheet.objects.count() == 0


def test_the_village_chosen_before_is_chosen_again(phone: Client, asked: Consultation) -> None:
    answered_to(phone, asked, village="shangqing")
    page = page_of(phone, f"/ask/{asked.pk}/")
    assert re.search(r'<option value="shangqing"\s+selected', page)


def test_a_double_tap_is_one_sheet_and_changed_words_are_another(
    phone: Client, asked: Consultation
) -> None:
    name = "f" * 32
    answered_to(phone, asked, submission=name)
    answered_to(phone, asked, submission=name)
    assert Sheet.objects.count() == 1
    answered_to(phone, asked, submission=name, text=WORDS + "还有一条。")
    assert Sheet.objects.count() == 2


def test_the_proof_opens_the_entry_of_the_record(phone: Client, asked: Consultation) -> None:
    sheet = answered_to(phone, asked)
    proof = json.loads(phone.get(f"/ask/follow/{sheet.pk}/proof.json").content)
    assert WORDS in proof["words"]
    assert proof["salt"] == sheet.salt
    entry = Entry.objects.about("sheet", str(sheet.pk)).get()
    assert WORDS not in json.dumps(entry.facts, ensure_ascii=False)


def test_ways_without_a_phone_are_named(phone: Client, cast: Cast, asked: Consultation) -> None:
    made.actions.note_forms(
        consultation=asked, unit=cast.hill_village, forms=30, actor=cast.clerk, now=made.NOW
    )
    made.a_meeting(cast, asked)
    ways = page_of(phone, f"/ask/{asked.pk}/").partition('id="ways"')[2]
    assert "东岭村" in ways, "where paper lies"
    assert "上清村祠堂" in ways, "where people met"


# --- parts of a long text


LONG = "\n\n".join(f"第{number}条，" + "把群众反映的事一件一件办好。" * 30 for number in range(40))


def test_a_long_text_is_read_in_parts_and_what_was_typed_goes_along(
    phone: Client, cast: Cast
) -> None:
    long = made.started(cast, text=LONG)
    page = page_of(phone, f"/ask/{long.pk}/")
    mine = boxes(page)[0]
    assert 'name="go" value="2"' in page
    given = {mine: "第一条要细一些。", "village": "dongling", "told": "no"}
    second = answer_to(phone, long, text="", go="2", **given)
    assert mine not in boxes(second.content.decode())
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', second.content.decode())
    )
    assert hidden[mine] == "第一条要细一些。"
    assert (hidden["village"], hidden["told"]) == ("dongling", "no")
    assert not errors(second), "nothing was sent, so nothing is wrong"
    assert Sheet.objects.count() == 0
    hidden.pop("csrfmiddlewaretoken", None)
    phone.post(f"/ask/{long.pk}/", hidden)
    sheet = Sheet.objects.get()
    assert (sheet.points.get().words, sheet.village) == ("第一条要细一些。", cast.hill_village)


@pytest.mark.parametrize("part", ["", "0", "-1", "²", "9" * 50, "x", "999"])
def test_every_part_that_is_asked_for_is_some_part(
    phone: Client, reviewed: Consultation, part: str
) -> None:
    page_of(phone, f"/ask/{reviewed.pk}/?part={part}")
    assert answer_to(phone, reviewed, go=part, step=part).status_code == 200


# --- what others said


def test_what_others_said_is_supported_and_the_last_word_counts(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    point = made.a_shown_point(cast, asked)
    address = f"/ask/{asked.pk}/others/"
    assert made.WORDS in page_of(phone, address)
    for says in ("agree", "pass", "disagree"):
        answer = phone.post(address, {"point": point.pk, "says": says, "page": "1"})
        assert answer["location"] == f"{address}?page=1#point-{point.pk}"
    assert [one.says for one in Support.objects.all()] == ["disagree"]
    assert 'aria-pressed="true"' in page_of(phone, address)
    Client().post(address, {"point": point.pk, "says": "agree"})
    assert Support.objects.count() == 2, "another browser, another voice"


def test_reading_alone_leaves_no_cookie(cast: Cast, asked: Consultation, at_nine: None) -> None:
    made.a_shown_point(cast, asked)
    reader = Client()
    for address in ("/ask/", f"/ask/{asked.pk}/others/", f"/asked/{asked.pk}/"):
        page_of(reader, address)
    assert "sessionid" not in reader.cookies


@pytest.mark.parametrize("point", ["", "0", "x", "9" * 30, "²", "1\x00"])
def test_points_that_are_not_there(
    phone: Client, cast: Cast, asked: Consultation, point: str
) -> None:
    answer = phone.post(f"/ask/{asked.pk}/others/", {"point": point, "says": "agree"})
    assert answer.status_code == 200
    assert Support.objects.count() == 0


def test_a_point_nobody_read_through_cannot_be_supported(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    point = made.a_point(cast, asked)
    phone.post(f"/ask/{asked.pk}/others/", {"point": point.pk, "says": "agree"})
    assert Support.objects.count() == 0


@pytest.mark.parametrize("says", ["", "love", "agree\x00"])
def test_only_the_three_can_be_said_of_a_point(
    phone: Client, cast: Cast, asked: Consultation, says: str
) -> None:
    point = made.a_shown_point(cast, asked)
    answer = phone.post(f"/ask/{asked.pk}/others/", {"point": point.pk, "says": says})
    assert answer.status_code == 200
    assert answer.context["wrong"]
    assert Support.objects.count() == 0


# --- the code


def test_wrong_codes_are_held_back(phone: Client, cast: Cast, asked: Consultation) -> None:
    sheet = made.a_sheet(cast, asked)
    for number in range(10):
        wrong = phone.post("/ask/follow/", {"code": f"{number:012}"})
        assert errors(wrong)
    held = phone.post("/ask/follow/", {"code": sheet.code})
    assert held.status_code == 429
    assert 0 < int(held["Retry-After"]) <= 60
    assert sheet.code in held.content.decode(), "what was typed is still there"


def test_a_code_opens_one_sheet_and_no_other(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    mine, theirs = made.a_sheet(cast, asked), made.a_sheet(cast, asked, "别人说的话")
    phone.post("/ask/follow/", {"code": mine.code})
    for what in ("", "receipt/", "proof.json"):
        page_of(phone, f"/ask/follow/{mine.sheet.pk}/{what}")
        page_of(phone, f"/ask/follow/{theirs.sheet.pk}/{what}", 404)
    phone.post("/ask/follow/leave/")
    page_of(phone, f"/ask/follow/{mine.sheet.pk}/", 404)


def test_the_code_of_a_sheet_opens_no_message(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    sheet = made.a_sheet(cast, asked)
    assert errors(phone.post("/follow/", {"code": sheet.code}))


def test_before_people_are_told_nobody_reads_an_answer(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    sent = answered_to(phone, asked)
    made.answered(cast, made.shown(cast, sent.points.get()))
    for address in (f"/ask/follow/{sent.pk}/", f"/asked/{asked.pk}/"):
        assert made.REASON not in page_of(phone, address)


# --- limits, weight, statements


def test_a_network_sends_only_so_many_and_loses_nothing(
    phone: Client, asked: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "qunce.web.resident.asking.answering.ANSWERING", Limit("ask", (Window(2, 60),))
    )
    for name in ("e", "e", "d"):  # a double tap is given back
        answered_to(phone, asked, submission=name * 32)
    held = answer_to(phone, asked, text="这句还在")
    assert held.status_code == 429
    assert "这句还在" in held.content.decode()
    assert 0 < int(held["Retry-After"]) <= 60
    assert Sheet.objects.count() == 2


def test_a_network_supports_only_so_much(
    phone: Client, cast: Cast, asked: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "qunce.web.resident.asking.others.SAYING_SO", Limit("support", (Window(1, 60),))
    )
    point = made.a_shown_point(cast, asked)
    sent = {"point": point.pk, "says": "agree"}
    address = f"/ask/{asked.pk}/others/"
    assert [phone.post(address, sent).status_code for _time in "12"] == [302, 429]


def test_the_first_views_are_light(phone: Client, cast: Cast) -> None:
    long = made.a_consultation(cast, "report", text=LONG, introduction="说" * 1_300)
    made.actions.use_preset(consultation=long, name="review", actor=cast.clerk, now=made.NOW)
    long = made.started(cast, long)
    for _number in range(12):
        made.a_shown_point(cast, long)
    sheet = answered_to(phone, long, village="shangqing", **chosen(long))
    parts = range(1, 40)
    for address in (
        *("/ask/", "/ask/follow/", "/ask/receipt/", f"/ask/{long.pk}/others/"),
        *(f"/ask/{long.pk}/?part={part}" for part in parts),
        f"/ask/follow/{sheet.pk}/",
    ):
        page = page_of(phone, address)
        assert sum(weight(page).values()) < LIMIT, (address, weight(page))
        assert inline_code(page) == []


def test_statements_do_not_grow_with_points(phone: Client, cast: Cast) -> None:
    asked = made.started(cast)
    sent = answered_to(phone, asked)
    addresses = (
        *("/ask/", f"/ask/{asked.pk}/", f"/ask/{asked.pk}/others/", "/ask/receipt/"),
        *("/ask/follow/", f"/ask/follow/{sent.pk}/"),
    )

    def counted() -> dict[str, int]:
        return {one: len(statements(lambda one=one: phone.get(one))) for one in addresses}  # type: ignore[misc]

    made.shown(cast, sent.points.get())
    one = counted()
    for _time in range(2):
        made.a_shown_point(cast, asked)
    assert counted() == one
    assert max(one.values()) <= 12, one


def test_sending_costs_as_much_for_three_points_as_for_one(phone: Client, cast: Cast) -> None:
    asked = made.started(cast)
    first, second = boxes(page_of(phone, f"/ask/{asked.pk}/"))
    answered_to(phone, asked)
    one = statements(lambda: answer_to(phone, asked))
    three = statements(lambda: answer_to(phone, asked, **{first: "一", second: "二"}))
    assert len(three) == len(one)
    assert len(one) <= 22, len(one)


# --- both languages


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_both_languages(cast: Cast, asked: Consultation, at_nine: None, language: str) -> None:
    browser = Client(headers={"accept-language": language})
    made.a_shown_point(cast, asked)
    for address in ("/ask/", f"/ask/{asked.pk}/", f"/ask/{asked.pk}/others/", "/ask/follow/"):
        page = page_of(browser, address)
        assert f'<html lang="{language}"' in page
    assert asked.title in page_of(browser, f"/ask/{asked.pk}/")


@pytest.mark.parametrize("what", ["", "others/"])
def test_a_draft_is_not_there(phone: Client, cast: Cast, what: str) -> None:
    draft = made.a_consultation(cast)
    page_of(phone, f"/ask/{draft.pk}/{what}", 404)
    assert draft.title not in page_of(phone, "/ask/")


def test_large_print_and_reading_aloud_are_at_hand(phone: Client, asked: Consultation) -> None:
    phone.post("/large-print/", {"large_print": "1", "next": "/"})
    page = page_of(phone, f"/ask/{asked.pk}/")
    assert 'class="large-print"' in page
    assert 'id="read-aloud"' in page


def test_when_nothing_is_asked_it_is_said_kindly(phone: Client, cast: Cast) -> None:
    answer: Any = phone.get("/ask/")
    assert (answer.context["open"], answer.context["soon"], answer.context["over"]) == ([], [], [])
    assert 'class="empty"' in answer.content.decode()

"""What people, and programs, send by mistake: a sentence comes back, and every word with it."""

from __future__ import annotations

import html
import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

import consultations_made as made
from cast import Cast
from qunce.domain.consultations.models import Consultation, Point, Sheet
from qunce.domain.record.models import Entry
from web.resident.forms_filled import errors
from web.resident.sheets_filled import WORDS, answer_to, answered_to, sheet_filled


@pytest.fixture
def asked(cast: Cast) -> Consultation:
    return made.started(cast)


def codes_of(answer: Any) -> set[str]:
    found = answer.context["form"].errors.as_data()
    return {one.code for some in found.values() for one in some}


def test_four_thousand_characters_come_back(phone: Client, asked: Consultation) -> None:
    words = "灯" * 4_000
    answer = answer_to(phone, asked, text=words)
    assert (answer.status_code, codes_of(answer)) == (200, {"words_too_long"})
    assert words in answer.content.decode()
    assert Sheet.objects.count() == 0


def test_the_box_that_is_too_long_is_the_one_named(phone: Client, asked: Consultation) -> None:
    name = f"say_{asked.paragraphs.get(number=2).pk}"
    answer = answer_to(phone, asked, **{name: "路" * 2_001})
    assert list(answer.context["form"].errors) == [name]
    assert WORDS in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("修好它💡👵🏽🇨🇳", "修好它💡👵🏽🇨🇳"),
        ("好\x00的", "好的"),
        ("先\u202e修灯\u202c后修路", "先修灯后修路"),
        ("  一\r\n二  ", "一\n二"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("𠮷野家门口", "𠮷野家门口"),
    ],
)
def test_unusual_words_are_taken_as_they_are_meant(
    phone: Client, cast: Cast, asked: Consultation, typed: str, kept: str
) -> None:
    sheet = answered_to(phone, asked, text=typed)
    point = sheet.points.get()
    assert point.words == kept
    made.shown(cast, point)
    for address in (f"/ask/{asked.pk}/others/", f"/asked/{asked.pk}/", f"/ask/follow/{sheet.pk}/"):
        page = phone.get(address).content.decode()
        assert "<script>alert" not in page
        assert html.escape(kept).partition("\n")[0] in page


@pytest.mark.parametrize("typed", ["\x00", "\u3000 \n", "\u200b", "\u202e\u202c"])
def test_what_cannot_be_seen_says_nothing(phone: Client, asked: Consultation, typed: str) -> None:
    answer = answer_to(phone, asked, text=typed)
    assert answer.status_code == 200
    assert errors(answer)
    assert Point.objects.count() == 0


def test_words_to_a_paragraph_of_another_asking_are_not_lost_and_not_taken(
    phone: Client, cast: Cast, asked: Consultation
) -> None:
    other = made.a_review(cast, campaign=asked.campaign)
    foreign = f"say_{other.paragraphs.get(number=1).pk}"
    for name in (foreign, "say_999999", "say_x"):
        answer = answer_to(phone, asked, **{name: "写错了地方的话"})
        assert codes_of(answer) == {"paragraph_of_another_consultation"}
        page = answer.content.decode()
        assert "写错了地方的话" in page
        assert WORDS in page
    assert Sheet.objects.count() == 0


@pytest.mark.parametrize("name", ["village", "told"])
@pytest.mark.parametrize("value", ["baishi-xiacun", "x" * 5_000, "\x00", "no\x00"])
def test_choices_that_were_not_offered(
    phone: Client, asked: Consultation, name: str, value: str
) -> None:
    answer = answer_to(phone, asked, **{name: value})
    assert answer.status_code == 200
    assert name in answer.context["form"].errors
    assert WORDS in answer.content.decode()


def test_an_option_that_does_not_exist(phone: Client, cast: Cast) -> None:
    review = made.a_review(cast)
    name = f"q_{review.questions.get(number=1).pk}"
    answer = answer_to(phone, review, **{name: "excellent"})
    assert name in answer.context["form"].errors
    assert answer_to(phone, review, q_99999="good").status_code == 302, "not asked here"


@pytest.mark.parametrize("name", ["", "x", "0" * 31, "\x00" * 32, "F" * 32])
def test_a_sending_without_a_sound_name_gets_one(
    phone: Client, asked: Consultation, name: str
) -> None:
    answered_to(phone, asked, submission=name)


def test_after_the_last_day_the_words_stay_in_sight(
    phone: Client, asked: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: made.AFTER)
    answer = answer_to(phone, asked, told="no")
    assert (answer.status_code, codes_of(answer)) == (200, {"consultation_is_over"})
    page = answer.content.decode()
    assert WORDS in page
    assert 'href="/say/"' in page, "and another way to say it"
    assert 'class="button primary' not in page
    assert Sheet.objects.count() == 0
    assert "<textarea" not in phone.get(f"/ask/{asked.pk}/").content.decode()


def test_before_the_first_day_nothing_is_taken(phone: Client, cast: Cast) -> None:
    soon = made.started(cast, opens_on=made.TODAY + made.DAY, closes_on=made.TODAY + 20 * made.DAY)
    answer = answer_to(phone, soon)
    assert codes_of(answer) == {"consultation_not_yet_open"}
    assert WORDS in answer.content.decode()
    assert soon in phone.get("/ask/").context["soon"]


def test_where_the_web_is_no_way_the_page_names_the_others(phone: Client, cast: Cast) -> None:
    paper = made.started(cast, rule={"ways": ("paper", "meeting")})
    page = phone.get(f"/ask/{paper.pk}/").content.decode()
    assert "<textarea" not in page
    assert 'id="ways"' in page
    assert codes_of(answer_to(phone, paper)) == {"consultation_not_on_the_web"}


def test_a_lost_seal_loses_no_word(cast: Cast, asked: Consultation, at_nine: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    made.a_shown_point(cast, asked)
    answer = strict.post(f"/ask/{asked.pk}/", sheet_filled(village="shangqing", helped="on"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert 'value="shangqing" selected' in page
    assert "checked" in page.partition('name="helped"')[2].partition(">")[0]
    again = strict.post(f"/ask/{asked.pk}/others/", {"point": "1", "says": "agree"})
    assert again.status_code == 403
    assert made.WORDS in again.content.decode()


# --- nothing of what was said where it does not belong

NAME = "刘大有"
SECRET = f"{NAME}家的事藏在这里"


def test_no_word_in_addresses_logs_record_or_session(
    phone: Client, cast: Cast, asked: Consultation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(logging.WARNING)
        sheet = answered_to(phone, asked, text=SECRET, village="shangqing")
        answer_to(phone, asked, text=SECRET, village="nowhere")
        answer_to(phone, asked, text=SECRET, go="1")
        for address in ("/ask/receipt/", f"/ask/follow/{sheet.pk}/"):
            phone.get(address)
    assert SECRET not in caplog.text
    for entry in Entry.objects.all():
        assert NAME not in str(entry.facts)
    for session in Session.objects.all():
        assert NAME not in str(session.get_decoded())


@pytest.mark.parametrize("decision", ["waiting", "masked", "withheld"])
def test_a_planted_name_is_read_by_nobody_else(
    phone: Client, cast: Cast, asked: Consultation, decision: str
) -> None:
    point = made.a_point(cast, asked, SECRET)
    if decision == "masked":
        made.shown(cast, point, decision="masked", public_text="〇〇〇家的事")
    if decision == "withheld":
        made.shown(cast, point, decision="withheld", reason="别人的家事")
    for address in (
        *("/ask/", f"/ask/{asked.pk}/", f"/ask/{asked.pk}/others/"),
        *(f"/asked/{asked.pk}/", f"/asked/{asked.pk}/opinions/"),
    ):
        page = phone.get(address).content.decode()
        assert NAME not in page
        assert ("〇〇〇家的事" in page) <= (decision == "masked")
    shown = phone.get(f"/ask/{asked.pk}/others/").content.decode()
    assert ("〇〇〇家的事" in shown) == (decision == "masked")

"""What people and programs send by mistake or on purpose: words come back, never a broken page."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import SYSTEM, Cast
from qunce.domain.organisations.actions import add_unit
from qunce.domain.voices.models import Voice
from qunce.exchange.pictures import FILE_LIMIT
from qunce.web.resident.uploads import BODY_LIMIT
from voices_made import a_voice
from web.resident.forms_filled import FORM, WORDS, a_photo, errors, filled, send, sent


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("灯", "灯"),
        ("灯" * 4000, "灯" * 4000),
        ("a\r\nb", "a\nb"),
        ("灯" * 3998 + "\r\n" + "灯", "灯" * 3998 + "\n" + "灯"),
        ("👩‍👩‍👧 路灯🔦坏了 ✊🏽", "👩‍👩‍👧 路灯🔦坏了 ✊🏽"),
        ("བོད་ཡིག ئۇيغۇرچە ᠮᠣᠩᠭᠣᠯ", "བོད་ཡིག ئۇيغۇرچە ᠮᠣᠩᠭᠣᠯ"),
        ("路灯\x00不亮\x1b[31m", "路灯不亮[31m"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("{{ 7 }}{% now 'Y' %}%s%(x)s", "{{ 7 }}{% now 'Y' %}%s%(x)s"),
    ],
    ids=["one", "4000", "line end", "4000 with a line end", "emoji", "scripts", "controls",
         "markup", "formula", "template"],
)  # fmt: skip
def test_what_is_typed_is_kept_and_shown_as_it_is(phone: Client, typed: str, kept: str) -> None:
    voice = sent(phone, text=typed)
    assert voice.text == kept
    page = phone.get(f"/follow/{voice.pk}/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("typed", ["灯" * 4001, "", "\x00\x01", "\u200b"])
def test_what_cannot_be_taken_comes_back_with_the_reason(phone: Client, typed: str) -> None:
    page = send(phone, text=typed)
    assert errors(page)
    assert Voice.objects.count() == 0


def test_half_a_character_breaks_nothing(phone: Client) -> None:
    """A browser cannot send one; a program can, and gets a replacement sign or a refusal."""
    body = b"contact=no&submission=" + uuid.uuid4().hex.encode() + b"&text=%ED%A0%BD%E7%81%AF"
    answer = phone.post(FORM, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 302)
    assert phone.post(FORM, b"\xff\xfe", content_type="text/plain").status_code == 200


@pytest.mark.parametrize("submission", ["", "1", "x" * 32, "A" * 32, "' OR 1=1", "\x00", "e" * 500])
def test_a_wrong_form_name_asks_to_send_again_and_then_works(
    phone: Client, submission: str
) -> None:
    page = send(phone, submission=submission)
    assert page.status_code == 200
    assert WORDS in page.content.decode()
    assert errors(page)
    fresh = page.context["form"]["submission"].value()
    sent(phone, submission=fresh)


@pytest.mark.parametrize(
    "address",
    [
        "/say/in/nowhere/",
        "/say/at/nowhere/",
        "/say/in/qinghe/",
        "/follow/1/",
        "/follow/99999999999999999999999/",
        "/follow/1/pictures/1/large/",
        "/follow/1/receipt/",
        "/follow/1/proof.json",
    ],
)
def test_what_is_not_there_and_not_yours_looks_alike(
    phone: Client, cast: Cast, address: str
) -> None:
    a_voice(cast)
    assert phone.get(address).status_code == 404
    sent(phone)
    assert phone.get(address.replace("/1/", "/999/")).status_code == 404
    assert phone.post(address, {"words": "x"}).status_code == 404


def test_a_unit_of_another_town_is_not_on_the_list_of_the_accused(phone: Client) -> None:
    assert list(send(phone, accused="baishi").context["form"].errors) == ["accused"]


@pytest.mark.parametrize("place", ["nowhere", "99999999999999999999", "\x00", "村口"])
def test_an_unknown_spot_is_refused_in_words(phone: Client, place: str) -> None:
    page = send(phone, place=place)
    assert list(page.context["form"].errors) == ["place"]
    assert WORDS in page.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head"])
@pytest.mark.parametrize("address", ["/say/", FORM, "/say/receipt/", "/follow/"])
def test_other_methods_break_nothing(phone: Client, address: str, method: str) -> None:
    assert getattr(phone, method)(address).status_code < 500


# --- photos


def test_thirty_photos_are_refused_in_words_and_nothing_typed_is_lost(phone: Client) -> None:
    page = send(phone, pictures=[a_photo(side=20) for _number in range(30)])
    (error,) = page.context["form"].errors["pictures"]
    assert "30" in error
    assert "6" in error
    assert WORDS in page.content.decode()
    assert page.context["photos_again"] is True
    assert Voice.objects.count() == 0


def test_six_photos_are_taken(phone: Client) -> None:
    assert sent(phone, pictures=[a_photo(side=20) for _ in range(6)]).pictures.count() == 6


def test_a_photo_too_large_is_refused_in_words(phone: Client) -> None:
    huge = SimpleUploadedFile("huge.jpg", b"\xff\xd8\xff" + bytes(FILE_LIMIT), "image/jpeg")
    page = send(phone, pictures=[huge])
    assert "40" in page.context["form"].errors["pictures"][0]
    assert WORDS in page.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b""),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("../../etc/passwd", b"root:x:0:0"),
        ("a.exe", b"MZ" + bytes(100)),
        ("\x00.jpg", b"PK\x03\x04"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(phone: Client, name: str, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = name
    page = send(phone, pictures=[file])
    if page.status_code == 302:
        assert not content, "browsers send an empty file where none was chosen"
        return
    assert page.context["form"].errors["pictures"]
    assert WORDS in page.content.decode()


def test_of_several_photos_the_wrong_one_is_named(phone: Client) -> None:
    bad = SimpleUploadedFile("b.jpg", b"MZ" * 50, "image/jpeg")
    page = send(phone, pictures=[a_photo(), bad, a_photo()])
    (error,) = page.context["form"].errors["pictures"]
    assert "2" in error


def test_files_under_other_names_are_not_taken(phone: Client) -> None:
    voice = sent(phone, text="有一张", spot=a_photo())
    assert voice.pictures.count() == 0


@pytest.mark.parametrize("length", [BODY_LIMIT + 1, 10**20])
def test_a_sending_that_is_too_large_is_answered_before_it_is_read(
    phone: Client, length: int
) -> None:
    answer = phone.generic(
        "POST", FORM, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length
    )
    assert answer.status_code == 413
    assert "/say/" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"x" * 100, "multipart/form-data; boundary=" + "y" * 300),
        (json.dumps({"text": "x"}).encode(), "application/json"),
    ],
)
def test_a_broken_body_is_no_server_error(phone: Client, body: bytes, kind: str) -> None:
    assert phone.post(FORM, body, content_type=kind).status_code in (200, 400)
    assert Voice.objects.count() == 0


def test_a_hundred_and_one_files_and_a_flood_of_words_are_no_server_error(
    phone: Client, settings: Any
) -> None:
    many = phone.post(FORM, filled(pictures=[a_photo(side=2) for _ in range(101)]))
    assert many.status_code == 400
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000
    assert send(phone, text="灯" * 60_000).status_code == 400


def test_a_village_whose_name_is_markup_stays_words(phone: Client, cast: Cast, now: Any) -> None:
    add_unit(
        code="odd", name='<b onclick="x">村</b>', kind="village", parent=cast.town, actor=SYSTEM,
        now=now,
    )  # fmt: skip
    for address in ("/say/", "/say/in/odd/"):
        page = phone.get(address).content.decode()
        assert "<b onclick" not in page


def test_the_same_words_from_two_people_are_two_messages(phone: Client) -> None:
    sent(phone)
    sent(Client())
    assert Voice.objects.count() == 2

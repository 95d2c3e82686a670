"""Nothing of who spoke, and no word or code, in an address, a log, the record or the session."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from cast import Cast
from identities.sealed_people import NEIGHBOUR
from qunce.domain.record.models import Entry
from qunce.domain.voices.codes import code_of
from web.resident.forms_filled import FORM, a_photo, filled, send, sent
from web.shell.pages import inline_code

TEXT = "藏在这里的一句话没有别处"
SPOT = "老槐树底下第三块石板"
MARKERS = (TEXT, SPOT, NEIGHBOUR.name, NEIGHBOUR.phone, "家门口", "GPS-MARK")


def visit(phone: Client) -> tuple[str, list[str]]:
    """Everything a resident does; returns the code and every address that was asked or given."""
    asked: list[str] = []

    def go(answer: Any) -> str:
        asked.append(answer.request["PATH_INFO"] + "?" + answer.request.get("QUERY_STRING", ""))
        asked.append(answer.headers.get("location", ""))
        assert answer.status_code < 500
        if not answer.streaming:
            page = str(answer.content.decode())
            assert inline_code(page) == []
            asked.extend(part.split('"')[0] for part in page.split('href="')[1:])
            asked.extend(part.split('"')[0] for part in page.split('action="')[1:])
            asked.extend(part.split('"')[0] for part in page.split('src="')[1:])
            return page
        assert b"".join(answer.streaming_content)  # the client closes the file behind it
        return ""

    person = {"name": NEIGHBOUR.name, "phone": NEIGHBOUR.phone}
    go(phone.get("/say/"))
    go(phone.get(FORM))
    given = {"text": TEXT, "spot": SPOT, "contact": "yes", **person}
    go(send(phone, **given, accused="wrong", pictures=[a_photo()]))
    strict = Client(enforce_csrf_checks=True)
    go(strict.post(FORM, filled(**given)))
    voice = sent(phone, **given, pictures=[a_photo()])
    code = code_of(voice)
    base = f"/follow/{voice.pk}/"
    go(phone.get("/say/receipt/"))
    for address in ("", "receipt/", "proof.json"):
        go(phone.get(base + address))
    go(phone.get(f"{base}pictures/{voice.pictures.get().pk}/small/"))
    go(phone.post("/follow/", {"code": code.lower()}))
    go(phone.post("/follow/", {"code": code[:-1]}))
    go(phone.post(f"{base}add/", {"words": TEXT}))
    go(phone.post(f"{base}result/", {"says": "fixed", "result_words": TEXT}))
    go(phone.post(f"{base}review/", {"review_words": TEXT}))
    go(phone.post(f"{base}erase/"))
    go(phone.get(base))
    go(phone.get("/follow/"))
    return code, asked


def test_the_markers_are_there_to_be_found(phone: Client) -> None:
    voice = sent(phone, text=TEXT, spot=SPOT)
    page = phone.get(f"/follow/{voice.pk}/").content.decode()
    assert TEXT in page
    assert SPOT in page


def test_no_word_no_name_and_no_code_in_addresses_logs_record_or_session(
    phone: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        logging.getLogger("django.db.backends").setLevel(logging.WARNING)
        code, asked = visit(phone)
    logging.getLogger("django.db.backends").setLevel(logging.NOTSET)
    bare = code.replace("-", "")
    everywhere = {
        "addresses": "\n".join(asked),
        "logs": "\n".join(
            [record.getMessage() + str(record.exc_info or "") for record in caplog.records]
        ),
        "record": "\n".join(Entry.objects.values_list("canonical", flat=True)),
        "sessions": "\n".join(str(one.get_decoded()) for one in Session.objects.all()),
    }
    for place, text in everywhere.items():
        assert text, f"nothing was gathered from {place}"
        for marker in (*MARKERS, code, bare, code.lower(), bare.lower()):
            assert marker not in text, f"{marker} in {place}"


def test_what_the_session_holds(phone: Client) -> None:
    voice = sent(phone, contact="yes", name=NEIGHBOUR.name, address="上清村三组")
    phone.get("/say/receipt/")
    held = Session.objects.get().get_decoded()
    assert held == {
        "resident_voices": [voice.pk],
        "resident_receipt": voice.pk,
        "resident_village": "shangqing",
    }


def test_a_session_laid_into_a_browser_beforehand_gains_nothing(phone: Client, cast: Cast) -> None:
    voice = sent(phone)
    code = code_of(voice)
    victim = Client()
    victim.session.save()
    session = victim.session
    session["x"] = 1
    session.save()
    planted = session.session_key
    victim.cookies["sessionid"] = planted
    victim.post("/follow/", {"code": code})
    assert victim.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get(f"/follow/{voice.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/say/receipt/", "/follow/", "/follow/{pk}/"])
def test_what_is_personal_is_kept_by_no_cache(phone: Client, address: str) -> None:
    voice = sent(phone)
    answer = phone.get(address.format(pk=voice.pk))
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_limits_keep_no_address(phone: Client) -> None:
    phone.defaults["REMOTE_ADDR"] = "203.0.113.77"
    sent(phone)
    phone.post("/follow/", {"code": "0000-0000-0000"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM limits_spent")
        rows = cursor.fetchall()
    assert len(rows) >= 3
    assert "203.0.113" not in str(rows)

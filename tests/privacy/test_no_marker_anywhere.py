"""Nothing of who spoke stands anywhere outside its seal, whatever happens to the message.

One story of a town through the pages, from the message to the closed problem, with words planted
in the contact and in a photo; then everything that the program keeps, writes or says is searched.
"""

from __future__ import annotations

import base64
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as given
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from PIL import Image

import voices_made as made
from cast import NOW, TODAY, Cast
from imports.ledgers_made import messages
from partners.county_office import a_county_office, a_key
from privacy.planted import (
    ABOUT,
    ADDRESS,
    CAMERA,
    MAIL,
    MARKERS,
    NAME,
    NOTE,
    PHONE,
    Heard,
    Listener,
    a_photo,
    all_rows,
    files_in,
    found,
)
from qunce.cli.tick import do_due_work
from qunce.domain.identities.contents import Person
from qunce.domain.imports.actions import look_through, take_over
from qunce.domain.imports.models import LedgerImport
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.voices.codes import code_of
from qunce.domain.voices.models import Voice
from qunce.web.office.imports.work import LedgerFiles
from web.open311.programs import FORM, street_light

TEXT = "村口三盏路灯都不亮，晚上走路看不见。"
REASON = "约时间上门看灯"
CONTACT = {"contact": "yes", "name": NAME, "phone": PHONE, "address": ADDRESS}


@dataclass
class Town:
    """The town in which the story happens, and everything that was heard of it."""

    cast: Cast
    heard: Heard = field(default_factory=Heard)

    def somebody(self) -> Listener:
        return Listener(self.heard, headers={"accept-language": "zh-CN"})

    def as_(self, who: str) -> Listener:
        client = self.somebody()
        client.force_login(self.cast.person(who), backend=given.AUTHENTICATION_BACKENDS[0])
        return client


def sent(answer: Any, to: str = "") -> None:
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(to)


def says_it(town: Town) -> Voice:
    """On the page, first with a fault, then well; followed with the code on another day."""
    phone = town.somebody()
    form = "/say/in/shangqing/"
    phone.get(form)
    typed = {"submission": uuid.uuid4().hex, "text": TEXT, "spot": "老井边", **CONTACT}
    wrong = phone.privately("post", form, {**typed, "accused": "none", "pictures": [photo()]})
    assert set(found(wrong.body)) == {NAME, PHONE, ADDRESS}, "typed words come back to who typed"
    sent(phone.post(form, {**typed, "pictures": [photo()]}), "/say/receipt/")
    voice = Voice.objects.get(channel="web")
    phone.get("/say/receipt/")
    other = town.somebody()
    other.post("/follow/", {"code": "0000-0000-0000"})
    sent(other.post("/follow/", {"code": code_of(voice)}), f"/follow/{voice.pk}/")
    for more in ("", "receipt/", "proof.json"):
        other.get(f"/follow/{voice.pk}/{more}")
    shown = other.get(f"/follow/{voice.pk}/pictures/{voice.pictures.get().pk}/large/")
    with Image.open(BytesIO(shown.body)) as picture:
        assert dict(picture.getexif()) == {}
        assert "comment" not in picture.info
    sent(other.post(f"/follow/{voice.pk}/add/", {"words": "昨晚又黑了", "pictures": [photo()]}))
    return voice


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{NAME}家门口.jpg", a_photo(), content_type="image/jpeg")


def is_written_down(town: Town) -> None:
    """By the village's secretary, from the telephone."""
    secretary = town.as_("secretary")
    secretary.get("/office/voices/write/")
    typed = {
        "channel": "phone",
        "said_on": TODAY.isoformat(),
        "text": "水渠堵了。",
        "kind": "problem",
        "village": town.cast.village.pk,
        "submission": uuid.uuid4().hex,
        "name": NAME,
        "phone": PHONE,
        "address": ADDRESS,
    }
    sent(secretary.post("/office/voices/write/", typed), "/office/voices/write/receipt/")
    secretary.get("/office/voices/write/receipt/")


def comes_by_program(town: Town) -> None:
    """Through Open311, with everything a program may send along; and to the test endpoint."""
    street_light()
    _key, key = a_key(a_county_office(town.cast))
    program = town.somebody()
    report = {
        "api_key": key,
        "service_code": "street-light",
        "address_string": "上清村村口",
        "description": "路灯两个月不亮",
        "attribute[lamps]": "one",
        "first_name": NAME[1:],
        "last_name": NAME[:1],
        "phone": PHONE,
        "email": MAIL,
        "device_id": f"device-{PHONE}",
        "account_id": MAIL,
    }
    for point in ("/open311/v2", "/open311/test/v2"):
        for form in ("xml", "json"):
            for changes in ({}, {"service_code": "none"}, {"phone": f"{PHONE}，晚上打"}):
                body = urlencode({**report, **changes})
                program.post(f"{point}/requests.{form}", body, content_type=FORM)
            program.get(f"{point}/requests.{form}")
    assert Voice.objects.filter(channel="open311", identity__isnull=False).exists()


def comes_as_ledger(town: Town) -> None:
    """A clerk's ledger with names and numbers, one row of which cannot be taken over."""
    clerk = town.as_("clerk")
    contact = {"反映人": NAME, "联系电话": PHONE, "住址": ADDRESS}
    data = messages(contact, {**contact, "诉求内容": ""})
    typed = {
        "file": SimpleUploadedFile(f"{NAME}台账.csv", data),
        "kind": "messages",
        "label": "",
        "year": "",
        "submission": uuid.uuid4().hex,
    }
    sent(clerk.post("/office/imports/", typed), "/office/imports/")
    ledger = LedgerImport.objects.get()
    address = f"/office/imports/{ledger.pk}/"
    assert set(found(files_in(given.MEDIA_ROOT))) == {NAME, PHONE, ADDRESS}, "the search sees it"
    clerk.get(address)
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    clerk.get(address)
    clerk.get("/office/imports/")
    version = LedgerImport.objects.get().version
    sent(clerk.post(f"{address}take/", {"seen_version": version}), address)
    take_over(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    clerk.get(address)
    own = clerk.privately("get", f"{address}rejected.xlsx")
    assert NAME in found(own.body), "the clerk's own rows come back to the clerk"
    sent(clerk.post(f"{address}forget/"), address)
    assert LedgerImport.objects.get().rows_taken == 1
    assert Voice.objects.filter(channel="import", identity__isnull=False).count() == 1


def says_of_themselves(town: Town) -> None:
    """What somebody says of themselves beside the contact is sealed with it."""
    made.actions.receive(
        said=made.Said(
            kind="petition",
            channel="letter",
            text="来信一封。",
            town=town.cast.town,
            submission=uuid.uuid4().hex,
            person=Person(name=NAME, address=MAIL, words=ABOUT),
        ),
        now=NOW,
    )


def is_answered_and_put_right(town: Town, voice: Voice) -> Problem:
    """Sorted, opened, accepted, made a problem of, fixed, checked, confirmed, closed, ended."""
    clerk, secretary, leader = (town.as_(who) for who in ("clerk", "secretary", "leader"))
    office, cast = f"/office/voices/{voice.pk}/", town.cast
    for query in ("", "?view=all", f"?view=all&words={TEXT[:2]}"):
        clerk.get(f"/office/voices/{query}")
    clerk.get(f"{office}?step=register")
    sorting = {
        "category": made.a_category().pk,
        "unit": cast.village.pk,
        "kind": "problem",
        "seen_version": Voice.objects.get(pk=voice.pk).version,
    }
    sent(clerk.post(f"{office}register/", sorting))
    secretary.get(f"{office}contact/")
    secretary.post(f"{office}contact/", {"purpose": "call_back", "reason": ""})
    opened = secretary.privately(
        "post", f"{office}contact/", {"purpose": "call_back", "reason": REASON}
    )
    assert set(found(opened.body)) == {NAME, PHONE, ADDRESS}, "there is something to leak"
    assert REASON in secretary.get(office).content.decode()
    sent(secretary.post(f"{office}accept/", {"route": "handling", "words": "三天内去看。"}))
    sent(secretary.post(f"{office}note/", {"words": "已打电话约好。"}))
    found_so = {
        "title": "三组路灯不亮",
        "statement": "路灯损坏。",
        "unit": cast.village.pk,
        "found_on": TODAY.isoformat(),
        "mode": "checking",
    }
    clerk.get(f"/office/problems/new/?voice={voice.pk}")
    sent(clerk.post(f"/office/problems/new/?voice={voice.pk}", found_so))
    problem = Problem.objects.get()
    listed = f"/office/problems/{problem.pk}/"
    on_list = {
        "lead_unit": cast.village.pk,
        "responsible": cast.secretary.pk,
        "due_on": (TODAY + timedelta(days=20)).isoformat(),
        "standard": "夜间常亮",
        "mode": "checking",
        "level": "village",
        "seen_version": problem.version,
    }
    sent(clerk.post(f"{listed}list/", on_list))
    sent(secretary.post(f"{listed}take-in-hand/"))
    sent(secretary.post(f"{listed}picture/", {"picture": photo(), "after": "yes"}))
    sent(secretary.post(f"{listed}claim/", {"done": "换了灯泡和线路"}))
    answer = {"outcome": "support", "facts": "灯泡烧坏。", "opinion": "已换。"}
    sent(secretary.post(f"{office}answer/", answer))
    sent(leader.post(f"{listed}check/", {"passed": "yes", "finding": "夜间看过，灯亮"}))
    phone = town.somebody()
    phone.post("/follow/", {"code": code_of(voice)})
    sent(phone.post(f"/follow/{voice.pk}/result/", {"says": "fixed", "result_words": "亮了"}))
    sent(clerk.post(f"{listed}close/", {"outcome": "三组路灯恢复照明"}))
    sent(clerk.post(f"{office}end/", {"words": "灯亮了，办结。"}))
    assert Problem.objects.get().state == "closed"
    phone.get(f"/follow/{voice.pk}/")
    return problem


def is_told_and_shown(town: Town, voice: Voice, problem: Problem) -> None:
    """Notices, mails, what is due a month later, every list, export, entry and public page."""
    for who in ("secretary", "clerk", "leader"):
        client = town.as_(who)
        wanted = {"address": f"{who}@town.example", "wants": "on"}
        sent(client.post("/office/notices/", wanted), "/office/notices/")
    for days in (0, 16, 31, 70):
        do_due_work(NOW + timedelta(days=days, hours=1))
    for who in ("clerk", "secretary", "leader", "viewer", "outsider", "first"):
        client = town.as_(who)
        for page in (
            *("", "voices/?view=all", "voices/?view=late", f"voices/{voice.pk}/", "notices/"),
            *("problems/", f"problems/{problem.pk}/", "problems/ledger/csv/", "notices/print/"),
            *("problems/ledger/xlsx/", "problems/levels/", "imports/", "setup/"),
        ):
            client.get(f"/office/{page}")
    anybody = town.somebody()
    for form in ("xml", "json"):
        anybody.get(f"/open311/v2/requests.{form}")
        for one in Voice.objects.all():
            anybody.get(f"/open311/v2/requests/{one.number}.{form}")
    for page in ("", "record/", "record/head.json"):
        anybody.get(f"/{page}")
    for entry in Entry.objects.all():
        anybody.get(f"/record/{entry.index}/")
        anybody.get(f"/record/{entry.index}/receipt.json")


@contextmanager
def every_statement_logged() -> Iterator[None]:
    """The log says every statement with its values, as at the noisiest setting there is."""
    usual = connections["default"].force_debug_cursor
    connections["default"].force_debug_cursor = True
    try:
        yield
    finally:
        connections["default"].force_debug_cursor = usual


def test_the_search_finds_what_is_there_in_every_form(cast: Cast) -> None:
    for marker in MARKERS:
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            raw = marker.encode(coding)
            for one in (raw, raw.hex().encode(), base64.b64encode(b"x" + raw)):
                assert found(b"..." + one + b"...") == [marker], (marker, coding)
        for text in (quote(marker), quote(marker).lower(), json.dumps({"a": marker})):
            assert found(f"...{text}...") == [marker], (marker, text)
    assert {CAMERA, NOTE} <= set(found(a_photo())), "the photo tells of itself"
    assert found("nothing of anybody") == []
    made.a_voice(cast, text=f"我是{NAME}，电话{PHONE}")
    assert set(found(all_rows()["voices_voice"])) == {NAME, PHONE}
    Session.objects.create(
        session_key="x" * 32,
        session_data=Session.get_session_store_class()().encode({"name": NAME}),
        expire_date=NOW,
    )
    assert found(str(Session.objects.get().get_decoded())) == [NAME]


def test_one_story_leaves_nothing_of_who_spoke_anywhere(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "django.db.backends")
    town = Town(cast)
    with every_statement_logged():
        voice = says_it(town)
        is_written_down(town)
        comes_by_program(town)
        comes_as_ledger(town)
        says_of_themselves(town)
        problem = is_answered_and_put_right(town, voice)
        earlier = all_rows()  # a tick clears away what is over
        is_told_and_shown(town, voice, problem)

    rows = all_rows()
    heard = town.heard
    kept: dict[str, bytes | list[bytes]] = {
        "sessions": str([one.get_decoded() for one in Session.objects.all()]).encode(),
        "record": "\n".join(Entry.objects.values_list("canonical", flat=True)).encode(),
        "addresses, redirections, cookies": heard.addresses,
        "log": [(one.getMessage() + str(one.exc_info or "")).encode() for one in caplog.records],
        "screen": "".join(capfd.readouterr()).encode(),
        "uploads": files_in(settings.MEDIA_ROOT),
        "keys": files_in(settings.KEYS),
        "mails": [one.message().as_bytes() for one in mail.outbox],
        "mails as read": [f"{one.subject}\n{one.body}".encode() for one in mail.outbox],
        "notices": [f"{one.said} {one.params} {one.path}".encode() for one in Notice.objects.all()],
        **{f"answer {n} to {asked}": body for n, (asked, body) in enumerate(heard.bodies)},
        **{f"table {name}": told for name, told in rows.items()},
        **{f"table {name} before the ticks": told for name, told in earlier.items()},
    }
    _assert_told_enough(kept, rows)
    assert any(earlier[name] for name in rows if "limit" in name or "cache" in name)
    leaks = {
        place: marks
        for place, told in kept.items()
        if (marks := found(told if isinstance(told, bytes) else b"\n".join(told)))
    }
    assert leaks == {}


def _assert_told_enough(kept: dict[str, Any], rows: dict[str, bytes]) -> None:
    """Each place was really looked into: something of the story that may stand there does."""
    assert TEXT.encode() in rows["voices_voice"]
    assert REASON.encode() in rows["identities_opening"]
    assert len(rows["identities_identity"]) > 5 * 512, "five people are sealed"
    assert b"look_through" in rows["django_tasks_database_dbtaskresult"]
    assert "resident_voices" in kept["sessions"].decode()
    assert "identity.opened" in kept["record"].decode()
    assert any(b"INSERT INTO" in line and TEXT.encode() in line for line in kept["log"])
    assert b"\xff\xd8" in kept["uploads"]
    assert len(kept["mails"]) >= 2
    assert len(kept["notices"]) >= 3
    assert any(told[:2] == b"PK" for told in kept.values()), "a workbook was exported"

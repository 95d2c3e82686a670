"""Who spoke: opened for a purpose, shown once, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as given_settings
from django.contrib.sessions.models import Session
from django.test import Client

import voices_made as made
from cast import Cast
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Voice
from web.office.messages_sent import against_the_village, fresh, given

SignIn = Callable[[str], Client]

MARKS = {"name": "鲍菊仙", "phone": "13712349876", "address": "上清村七组竹林后"}
"""Planted: they stand in one contact, and must stand in one answer only."""
PURPOSE = {"purpose": "ask_more", "reason": "约时间上门看"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def voice(cast: Cast) -> Voice:
    return fresh(cast, person=made.a_person(**MARKS))


def marks_in(shown: str) -> list[str]:
    return [mark for mark in MARKS.values() if mark in shown]


def test_the_contact_is_in_that_answer_and_in_no_other(
    as_: SignIn, voice: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    clerk, address = as_("clerk"), f"/office/voices/{voice.pk}/contact/"
    caplog.set_level(logging.DEBUG)
    assert marks_in(text(clerk.get(address))) == []
    opened = clerk.post(address, PURPOSE)
    assert marks_in(text(opened)) == list(MARKS.values()), "there is something to leak"
    assert opened["Cache-Control"] == "no-store"
    assert opened.status_code == 200, "no address that could be opened again"

    for again in (address, f"/office/voices/{voice.pk}/", "/office/voices/?view=all", "/office/"):
        shown = clerk.get(again)
        assert marks_in(text(shown)) == [], again
    assert PURPOSE["reason"] in text(clerk.get(f"/office/voices/{voice.pk}/"))
    assert marks_in(caplog.text) == []
    assert marks_in(str([one.get_decoded() for one in Session.objects.all()])) == []
    assert marks_in(str([(one.kind, one.facts) for one in Entry.objects.all()])) == []
    assert marks_in(str([cookie.OutputString() for cookie in clerk.cookies.values()])) == []


def test_no_table_holds_it_in_the_open(as_: SignIn, voice: Voice) -> None:
    as_("clerk").post(f"/office/voices/{voice.pk}/contact/", PURPOSE)
    seen = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            seen += [str(row) for row in model._default_manager.values_list()]
    assert any(PURPOSE["reason"] in row for row in seen), "the search reads the tables"
    assert [row for row in seen if marks_in(row)] == []
    for file in Path(given_settings.DATA).rglob("*.log"):
        assert marks_in(file.read_text()) == []


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"purpose": "call_back"},
        {"reason": "想知道"},
        {"purpose": "curiosity", "reason": "想知道"},
        {"purpose": "call_back", "reason": "   "},
        {"purpose": "call_back", "reason": "\u200b\u200b"},
        {"purpose": "call_back", "reason": "因" * 201},
        {"purpose": "call_back", "reason": "\0"},
    ],
)
def test_without_a_purpose_and_a_reason_it_stays_sealed(
    as_: SignIn, voice: Voice, typed: dict[str, str]
) -> None:
    answer = as_("clerk").post(f"/office/voices/{voice.pk}/contact/", typed)
    assert answer.status_code == 200
    assert marks_in(text(answer)) == []
    assert answer.context["form"].errors
    assert not Entry.objects.filter(kind="identity.opened").exists()


def test_each_opening_is_an_entry_and_a_line_the_speaker_reads(as_: SignIn, voice: Voice) -> None:
    for _ in range(2):
        as_("clerk").post(f"/office/voices/{voice.pk}/contact/", PURPOSE)
    assert Entry.objects.filter(kind="identity.opened").count() == 2
    assert voice.steps.filter(kind="identity_opened").count() == 2


def test_only_who_must_answer_opens_it(as_: SignIn, cast: Cast, voice: Voice) -> None:
    voice = given(cast, voice)
    address = f"/office/voices/{voice.pk}/contact/"
    sorted_out = as_("clerk").post(address, PURPOSE)
    assert marks_in(text(sorted_out)) == []
    assert [one.code for one in sorted_out.context["reasons"]] == ["identity_not_yours_to_open"]
    assert marks_in(text(as_("secretary").post(address, PURPOSE))) == list(MARKS.values())
    for who in ("teacher", "outsider", "viewer"):
        assert as_(who).post(address, PURPOSE).status_code == 404


def test_the_accused_never_opens_it(as_: SignIn, cast: Cast) -> None:
    voice = against_the_village(cast)
    address = f"/office/voices/{voice.pk}/contact/"
    assert as_("secretary").get(address).status_code == 404
    assert as_("secretary").post(address, PURPOSE).status_code == 404
    assert marks_in(text(as_("clerk").post(address, PURPOSE))) == []
    assert "罗阿婆" in text(as_("clerk").post(address, PURPOSE)), "it was there to be seen"


def test_where_none_was_left_nothing_can_be_opened(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    answer = as_("clerk").post(f"/office/voices/{voice.pk}/contact/", PURPOSE)
    assert [one.code for one in answer.context["reasons"]] == ["identity_not_given"]

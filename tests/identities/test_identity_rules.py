"""What may be sealed, and what an opening must say."""

from __future__ import annotations

from typing import Any

import pytest

from cast import NOW, Cast
from identities.sealed_people import a_sealed, opened
from qunce.domain.identities import actions
from qunce.domain.identities.contents import Person
from qunce.domain.identities.models import Identity, Opening
from qunce.domain.identities.rules import why_not_open, why_not_seal
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

PHONE = "13905718823"


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"phone": PHONE}, []),
        ({"address": "槐树底下"}, []),
        ({}, ["identity_cannot_be_reached"]),
        ({"name": "钱阿婆"}, ["identity_cannot_be_reached"]),
        ({"phone": "  ", "address": "\n"}, ["identity_cannot_be_reached"]),
        ({"phone": "1234"}, ["identity_phone_is_none"]),
        ({"phone": "12345"}, []),
        ({"phone": "１２３４５"}, []),
        ({"phone": "+86 571-8823 4567"}, []),
        ({"phone": "1" * 20}, []),
        ({"phone": "1" * 21}, ["identity_phone_is_none"]),
        ({"phone": "-----"}, ["identity_phone_is_none"]),
        ({"phone": "一三九零五七一"}, ["identity_phone_is_none"]),
        ({"phone": "١٢٣٤٥"}, ["identity_phone_is_none"]),
        ({"phone": "13905718823 转 2"}, ["identity_phone_is_none"]),
        ({"phone": PHONE, "name": "钱" * 60}, []),
        ({"phone": PHONE, "name": "钱" * 61}, ["identity_name_too_long"]),
        ({"phone": PHONE, "address": "村" * 200}, []),
        ({"phone": PHONE, "address": "村" * 201}, ["identity_address_too_long"]),
        ({"phone": PHONE, "words": "话" * 1000}, []),
        ({"phone": PHONE, "words": "话" * 1001}, ["identity_words_too_long"]),
        ({"phone": PHONE, "words": "一行\n又一行\t完"}, []),
        ({"phone": PHONE, "name": "\x00"}, ["identity_has_control_characters"]),
        ({"phone": PHONE, "words": "\ud83d"}, ["identity_has_control_characters"]),
        ({"phone": PHONE, "address": "\x1b[2J"}, ["identity_has_control_characters"]),
        ({"phone": "1", "name": "钱" * 61}, ["identity_phone_is_none", "identity_name_too_long"]),
    ],
)
def test_what_may_be_sealed(fields: dict[str, str], codes: list[str]) -> None:
    assert [refusal.code for refusal in why_not_seal(Person(**fields))] == codes


def test_nothing_is_sealed_of_what_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.seal(person=Person(name="钱阿婆"), now=NOW)
    assert refused.value.codes == ("identity_cannot_be_reached",)
    assert Identity.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, []),
        ({"purpose": ""}, ["opening_has_no_purpose"]),
        ({"purpose": "curiosity"}, ["opening_has_no_purpose"]),
        ({"purpose": "Call back to answer"}, ["opening_has_no_purpose"]),
        ({"reason": ""}, ["opening_has_no_reason"]),
        ({"reason": "回电话"}, ["opening_has_no_reason"]),
        ({"reason": "  回电话  "}, ["opening_has_no_reason"]),
        ({"reason": "电话回复"}, []),
        ({"reason": "说" * 200}, []),
        ({"reason": "说" * 201}, ["opening_reason_too_long"]),
        ({"reason": "电话\x00回复"}, ["opening_has_no_reason"]),
        ({"purpose": "", "reason": ""}, ["opening_has_no_purpose", "opening_has_no_reason"]),
    ],
)
def test_what_an_opening_must_say(cast: Cast, asked: dict[str, Any], codes: list[str]) -> None:
    row = a_sealed()
    said = {"purpose": "ask_more", "reason": "问清楚是哪一盏灯", **asked}
    assert [refusal.code for refusal in why_not_open(row, **said)] == codes
    entries = Entry.objects.count()
    if not codes:
        opened(row, cast.clerk, **said)
        return
    with pytest.raises(Refused) as refused:
        opened(row, cast.clerk, **said)
    assert list(refused.value.codes) == codes
    assert Opening.objects.count() == 0
    assert Entry.objects.count() == entries

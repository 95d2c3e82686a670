"""A resident says something: three decisions, a receipt, no account, no script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from builders import statements
from cast import NOW, SYSTEM, Cast
from qunce.domain.identities.models import Identity
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.organisations.models import Place
from qunce.domain.record.receipts import verify_receipt
from qunce.domain.voices.actions import open_identity
from qunce.domain.voices.codes import code_of, words_sha256
from qunce.domain.voices.models import Voice
from qunce.web.shell.limits import Limit, Window
from voices_made import accepted, registered
from web.resident.forms_filled import FORM, WORDS, a_photo, code_on, errors, filled, send, sent


def test_from_the_notice_board_to_the_receipt_as_plain_pages(phone: Client) -> None:
    board = phone.get("/").content.decode()
    assert board.index('href="/say/"') < board.index("<h1>")
    villages = phone.get("/say/").content.decode()
    assert f'href="{FORM}"' in villages
    form = phone.get(FORM).content.decode()
    submission = re.search(r'name="submission" value="([0-9a-f]{32})"', form)
    assert submission
    answer = phone.post(FORM, filled(submission=submission.group(1), place="cunkou"))
    receipt = phone.get(answer["location"]).content.decode()
    voice = Voice.objects.get()
    assert code_on(receipt) == code_of(voice)
    assert voice.number in receipt
    assert "3月17日 星期二" in receipt, "registered by the fifteenth day, art. 22"
    assert (voice.text, voice.kind, voice.channel) == (WORDS, "problem", "web")
    assert (voice.village_id, voice.place_id) == (
        Place.objects.get().unit_id,
        Place.objects.get().pk,
    )
    assert voice.identity is None


def test_at_most_three_things_have_to_be_given(phone: Client) -> None:
    page = phone.get(FORM).content.decode()
    named = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"[^>]* required', page))
    assert named == {"text", "contact"}, "and the village, chosen before"
    assert " checked" not in page.replace('value="problem" id="id_kind_0" checked', "")


def test_a_code_at_a_place_knows_where_it_is(phone: Client, place: Place) -> None:
    page = phone.get("/say/at/cunkou/").content.decode()
    assert re.search(r'value="cunkou"[^>]* checked', page)
    send(phone, "/say/at/cunkou/", place="cunkou")
    voice = Voice.objects.get()
    assert (voice.channel, voice.place) == ("qr", place)


def test_a_place_that_is_closed_does_not_lead_nowhere(phone: Client, place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(in_use=False)
    page = phone.get("/say/at/cunkou/")
    assert page.status_code == 200
    assert "村口" in page.content.decode()
    assert Voice.objects.count() == 0
    wrong = send(phone, place="cunkou")
    assert "id_place" in errors(wrong) or "place" in wrong.context["form"].errors
    assert WORDS in wrong.content.decode()


def test_the_town_as_a_whole_has_no_village(phone: Client, cast: Cast) -> None:
    send(phone, "/say/in/qingquan/")
    voice = Voice.objects.get()
    assert (voice.town, voice.village) == (cast.town, None)


def test_the_village_is_remembered(phone: Client) -> None:
    sent(phone)
    page = phone.get("/say/").content.decode()
    assert page.index('class="again" href="/say/in/shangqing/"') < page.index("<section")


def test_a_county_of_many_villages_asks_for_the_town_first(phone: Client, cast: Cast) -> None:
    for number in range(150):
        add_unit(
            code=f"v{number}", name=f"{number}村", kind="village", parent=cast.other_town,
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
    assert 'href="?town=baishi"' in phone.get("/say/").content.decode()
    assert "/say/in/v149/" in phone.get("/say/?town=baishi").content.decode()
    assert phone.get("/say/?town=nowhere").status_code == 404


def test_contact_is_sealed_only_when_it_is_allowed(phone: Client, cast: Cast) -> None:
    sent(phone, contact="no", phone="13955550199", name="罗阿婆")
    assert Identity.objects.count() == 0
    voice = sent(phone, contact="yes", phone="１３９ ５５５５ ０１９９", name="罗阿婆")
    accepted(cast, registered(cast, voice))
    person = open_identity(
        voice=voice, purpose="call_back", reason="核对地点", actor=cast.secretary, now=NOW
    )
    assert (person.name, person.phone) == ("罗阿婆", "139 5555 0199")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"contact": "yes"}, "phone"),
        ({"contact": "yes", "phone": "打给我"}, "phone"),
        ({"contact": None}, "contact"),
        ({"text": ""}, "text"),
        ({"text": " \n\u200b "}, "text"),
        ({"text": "灯" * 4001}, "text"),
        ({"spot": "槐树" * 80}, "spot"),
        ({"kind": "rumour"}, "kind"),
        ({"accused": "nobody"}, "accused"),
        ({"accused": "qinghe"}, "accused"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(
    phone: Client, given: dict[str, Any], field: str
) -> None:
    typed = {"spot": "槐树底下", "name": "罗阿婆", "text": WORDS, **given}
    page = send(phone, **typed)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert errors(page)
    html = page.content.decode()
    for value in ("槐树底下", "罗阿婆", WORDS):
        assert value in html or value not in typed.values()
    assert Voice.objects.count() == 0


def test_everything_that_is_wrong_is_said_at_once(phone: Client) -> None:
    page = send(phone, text="灯" * 4001, contact="yes", phone="打给我", spot="槐树" * 80)
    assert sorted(page.context["form"].errors) == ["phone", "spot", "text"]


def test_with_a_wrong_field_the_photos_have_to_be_chosen_again_and_it_says_so(
    phone: Client,
) -> None:
    page = send(phone, contact=None, pictures=[a_photo()])
    assert page.context["photos_again"] is True
    assert 'type="file"' in page.content.decode()


def test_a_double_tap_is_one_message_with_one_receipt(phone: Client) -> None:
    form = filled()
    first, second = phone.post(FORM, form), phone.post(FORM, form)
    assert first["location"] == second["location"] == "/say/receipt/"
    assert Voice.objects.count() == 1


def test_words_changed_after_going_back_are_not_lost(phone: Client) -> None:
    form = filled()
    phone.post(FORM, form)
    phone.post(FORM, form | {"text": "村口四盏路灯都不亮。"})
    assert sorted(Voice.objects.values_list("text", flat=True)) == sorted(
        [WORDS, "村口四盏路灯都不亮。"]
    )


def test_an_accusation_goes_past_the_accused(phone: Client, cast: Cast) -> None:
    voice = sent(phone, accused="qingquan")
    assert (voice.receiver, voice.accused) == (cast.county, cast.town)
    receipt = phone.get("/say/receipt/").content.decode()
    assert "青禾县" in receipt
    unreachable = send(phone, accused="qinghe")
    assert "12388" in errors(unreachable)


@pytest.mark.parametrize(
    ("given", "urgent"),
    [
        ({"kind": "urgent"}, True),
        ({"text": "村口的电线掉下来了"}, True),
        ({"text": "A live wire is on the road"}, True),
        ({}, False),
    ],
)
def test_danger_is_told_whom_to_telephone(
    phone: Client, settings: Any, given: dict[str, str], urgent: bool
) -> None:
    settings.DUTY_PHONE = "0571-12345678"
    assert 'href="tel:0571-12345678"' in phone.get(FORM).content.decode()
    sent(phone, **given)
    assert ('href="tel:119"' in phone.get("/say/receipt/").content.decode()) is urgent


def test_the_proof_shows_what_was_said(phone: Client) -> None:
    voice = sent(phone)
    answer = phone.get(f"/follow/{voice.pk}/proof.json")
    assert f"qunce-{voice.number}.json" in answer["Content-Disposition"]
    proof = json.loads(answer.content)
    assert verify_receipt(proof) == []
    entry = json.loads(proof["entry"])
    assert entry["facts"]["words_sha256"] == words_sha256(proof["salt"], proof["words"])


def test_no_receipt_without_a_message(phone: Client) -> None:
    assert phone.get("/say/receipt/")["location"] == "/follow/"


def test_the_receipt_leads_to_the_code_behind_the_hash(phone: Client) -> None:
    sent(phone)
    receipt = phone.get("/say/receipt/")
    page = receipt.content.decode()
    assert 'role="img"' in page
    assert "http://testserver/follow/" in page
    assert code_on(page) not in re.sub(r"<p class=\"code\".*?</p>|<title>.*?</title>", "", page)
    assert "no-store" in receipt["Cache-Control"]


# --- limits


def test_the_limit_loses_nothing(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.web.resident.say.SAYING", Limit("say", (Window(2, 3_600),)))
    form = filled(text="第三条")
    sent(phone, text="第一条")
    sent(phone, text="第二条")
    held = phone.post(FORM, form)
    assert held.status_code == 429
    assert int(held["Retry-After"]) <= 3_600
    assert "第三条" in held.content.decode()
    assert Voice.objects.count() == 2
    other = Client(REMOTE_ADDR="10.0.0.2")
    assert other.post(FORM, form).status_code == 302, "another network is not held back"


def test_a_seal_that_is_lost_loses_no_word(phone: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = filled(contact="yes", phone="13955550199", name="罗阿婆")
    page = strict.post(FORM, form)
    assert page.status_code == 403
    html = page.content.decode()
    assert all(one in html for one in (WORDS, "13955550199", "罗阿婆", form["submission"]))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token
    again = strict.post(FORM, form | {"csrfmiddlewaretoken": token.group(1)})
    assert again["location"] == "/say/receipt/"


# --- cost


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "cost"),
    [
        ("/say/", 3),  # towns, how many units, the units
        (FORM, 3),  # unit with those above, its places, units that may be accused
        ("/say/at/cunkou/", 3),
    ],
)
def test_pages_cost_the_same_for_one_and_three_places(
    phone: Client, cast: Cast, address: str, cost: int, count: int
) -> None:
    for number in range(count):
        add_place(unit=cast.village, code=f"p{number}", name=f"{number}组", actor=SYSTEM, now=NOW)
    sent_to = statements(lambda: phone.get(address))
    assert len(sent_to) == cost, "\n".join(sent_to)


@pytest.mark.parametrize("first", [True, False], ids=["first of a browser", "one more"])
@pytest.mark.parametrize(
    ("given", "cost"),
    [
        ({}, 14),
        ({"place": "cunkou"}, 14),
        ({"contact": "yes", "phone": "13955550199"}, 15),
        ({"place": "cunkou", "to_": "/say/at/cunkou/"}, 14),
    ],
    ids=["words", "spot", "contact", "from a poster"],
)
def test_sending_costs_fifteen_statements_at_most(
    phone: Client, cast: Cast, given: dict[str, str], cost: int, first: bool
) -> None:
    """All of them: session, where it is, the limit, and ten of the message itself with its
    begin and commit (here a savepoint and its release)."""
    # Keys are made and the record has its first entry.
    sent(Client(REMOTE_ADDR="10.0.0.2"), contact="yes", phone="13955550199")
    if not first:
        sent(phone)
    acted = statements(lambda: send(phone, **given))
    assert len(acted) == cost, "\n".join(acted)
    assert cost <= 15


def test_what_is_not_taken_does_not_count(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.web.resident.say.SAYING", Limit("say", (Window(2, 3_600),)))
    form = filled(text="第一条")
    phone.post(FORM, form)
    phone.post(FORM, form)
    assert send(phone, text="灯" * 4001).status_code == 200
    assert send(phone, accused="qinghe").status_code == 200, "nobody stands above the county"
    sent(phone, text="第二条")
    assert send(phone, text="第三条").status_code == 429


def test_a_list_of_many_spots_is_folded_and_keeps_the_chosen_one(phone: Client, cast: Cast) -> None:
    for number in range(13):
        add_place(unit=cast.village, code=f"p{number}", name=f"{number}组", actor=SYSTEM, now=NOW)
    assert '<select name="place"' in phone.get(FORM).content.decode()
    again = send(phone, place="p7", contact=None).content.decode()
    assert '<option value="p7" selected>' in again
    assert again.count("<option") >= 14
    assert sent(phone, place="p7").place == Place.objects.get(code="p7")

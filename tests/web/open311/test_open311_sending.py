"""Handing a report in: what is needed, what is refused, and where it arrives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cast import NOW, SYSTEM, Cast
from partners.county_office import a_key
from qunce.domain.accounts.models import Post
from qunce.domain.identities.sealing import unseal_person
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.partners.actions import withdraw_key
from qunce.domain.partners.models import PartnerKey
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import StepKind
from qunce.kernel import clock
from web.open311.conformance import read_accepted, read_errors, read_requests
from web.open311.programs import LAMP, PERSON, Program

TODAY = clock.day_of(clock.now(), "Asia/Shanghai")


def only() -> Voice:
    return Voice.objects.get()


def said_of(answer: Any, form: str, status: int = 400) -> str:
    return " ".join(one["description"] for one in read_errors(answer, form, status))


# --- it arrives


def test_a_report_is_a_message_in_the_queue_of_its_town(
    program: Program, cast: Cast, form: str
) -> None:
    found = read_accepted(program.post(form=form), form)
    voice = only()
    assert found["service_request_id"] == voice.number
    assert "清泉镇" in found["service_notice"]
    assert (voice.kind, voice.channel, voice.state) == ("problem", "open311", "received")
    assert (voice.town, voice.receiver, voice.village) == (cast.town, cast.town, cast.village)
    assert voice.text == "路灯两个月不亮"
    assert voice.spot == "上清村村口"
    assert voice.category is not None
    assert voice.category.code == "street-light"
    assert voice.details == {"lamps": ["one"]}
    assert list(Voice.objects.visible_to(cast.clerk, on=TODAY)) == [voice]
    assert not Voice.objects.visible_to(cast.outsider, on=TODAY).exists()
    assert not Voice.objects.visible_to(cast.viewer, on=TODAY).exists()


def test_the_notice_carries_the_code_of_the_message(program: Program, form: str) -> None:
    from qunce.domain.voices.codes import code_of

    found = read_accepted(program.post(form=form), form)
    assert code_of(only()) in found["service_notice"]


def test_contact_data_is_sealed_and_opens_for_whoever_must_answer(
    program: Program, form: str
) -> None:
    from qunce.domain.identities.keys import load_ring

    read_accepted(program.post({**LAMP, **PERSON}, form), form)
    identity = only().identity
    assert identity is not None
    ring = load_ring()
    assert ring is not None
    person = unseal_person(identity.sealed, token=identity.token, ring=ring)
    assert (person.name, person.phone) == ("标标记名", "13911112222")
    assert person.address == "marker-mail@example.org"


@pytest.mark.parametrize(
    ("sent", "name", "phone"),
    [
        ({"first_name": "Ana", "last_name": "Lee", "phone": "+86 139 0000"}, "Ana Lee", ""),
        ({"phone": "（0571）8888.0000"}, "", "0571 8888 0000"),
        ({"last_name": "王", "email": "a@example.org"}, "王", ""),
    ],
)
def test_names_and_numbers_are_taken_as_people_write_them(
    program: Program, form: str, sent: dict[str, str], name: str, phone: str
) -> None:
    from qunce.domain.identities.keys import load_ring

    read_accepted(program.post({**LAMP, **sent}, form), form)
    identity, ring = only().identity, load_ring()
    assert identity
    assert ring
    person = unseal_person(identity.sealed, token=identity.token, ring=ring)
    assert person.name == name
    assert phone in person.phone


def test_a_report_without_contact_data_has_no_identity(program: Program, form: str) -> None:
    read_accepted(program.post(form=form), form)
    assert only().identity is None


def test_a_name_alone_reaches_nobody_and_is_not_kept(program: Program, form: str) -> None:
    read_accepted(program.post({**LAMP, "first_name": "标记名"}, form), form)
    assert only().identity is None


def test_a_telephone_number_that_is_none_is_refused(program: Program, form: str) -> None:
    read_errors(program.post({**LAMP, "phone": "没有"}, form), form, 400)
    assert not Voice.objects.exists()


def test_a_report_without_description_says_which_service(program: Program, form: str) -> None:
    for text in (None, "", "  ", "\u200b"):
        sent = {**LAMP, "description": text, "address_string": f"村口{text!r}"}
        read_accepted(program.post(sent, form), form)
    assert set(Voice.objects.values_list("text", flat=True)) == {"路灯"}


def test_a_picture_is_named_to_the_staff_and_never_fetched(program: Program, form: str) -> None:
    address = "http://127.0.0.1:9/picture.jpg"
    read_accepted(program.post({**LAMP, "media_url": address}, form), form)
    (step,) = only().steps.filter(kind=StepKind.NOTE)
    assert step.params == {"address": address}
    assert address not in program.get(f"requests/{only().number}.{form}").body.decode()


# --- the key


@pytest.mark.parametrize("sent", [None, "", "  "])
def test_without_a_key_nothing_is_taken(program: Program, form: str, sent: str | None) -> None:
    program.key = ""
    read_errors(program.post({**LAMP, "api_key": sent}, form), form, 403)
    assert not Voice.objects.exists()


def test_an_empty_body_lacks_the_key_first(program: Program, form: str) -> None:
    read_errors(program.call("POST", f"requests.{form}"), form, 403)


@pytest.mark.parametrize("wrong", ["0" * 40, "x", "键", "' OR 1=1 --", "a" * 5000])
def test_with_a_wrong_key_nothing_is_taken(program: Program, form: str, wrong: str) -> None:
    errors = read_errors(program.post({**LAMP, "api_key": wrong}, form), form, 403)
    assert wrong not in str(errors)
    assert not Voice.objects.exists()


def test_with_a_withdrawn_key_nothing_is_taken(program: Program, office: Post, form: str) -> None:
    withdraw_key(key=PartnerKey.objects.get(), actor=office, now=clock.now())
    read_errors(program.post(form=form), form, 403)
    assert not Voice.objects.exists()


def test_a_key_in_the_address_is_taken_too(program: Program, form: str) -> None:
    key, program.key = program.key, ""
    answer = program.call(
        "POST",
        f"requests.{form}",
        query={"api_key": key, "jurisdiction_id": ""},
        body=b"service_code=road&lat=30.1&long=120.1",
        type="application/x-www-form-urlencoded",
    )
    read_accepted(answer, form)


def test_many_wrong_keys_are_told_to_wait_and_the_right_one_still_works(
    program: Program, form: str
) -> None:
    from qunce.web.open311.limits import WRONG_KEYS

    for _ in range(WRONG_KEYS):
        assert program.post(api_key="wrong", form=form).status == 403
    read_errors(program.post(api_key="wrong", form=form), form, 429)
    read_accepted(program.post(form=form), form)


def test_a_flood_with_one_key_is_told_to_wait(
    program: Program, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.web.open311.limits.REPORTS_AN_HOUR", 2)
    for text in ("一", "二"):
        read_accepted(program.post({**LAMP, "description": text}, form), form)
    read_errors(program.post({**LAMP, "description": "三"}, form), form, 429)
    read_accepted(program.post({**LAMP, "description": "二"}, form), form)


# --- the service and where


def test_without_a_service_code_400(program: Program, form: str) -> None:
    for code in (None, "", " "):
        assert "service_code" in said_of(program.post({**LAMP, "service_code": code}, form), form)


def test_with_an_unknown_service_code_404(program: Program, form: str) -> None:
    read_errors(program.post({**LAMP, "service_code": "no-such"}, form), form, 404)


def test_without_a_location_400(program: Program, form: str) -> None:
    for address in (None, "", " "):
        read_errors(program.post({**LAMP, "address_string": address}, form), form, 400)


@pytest.mark.parametrize(
    "at",
    [
        {"lat": "30.1"},
        {"long": "120.1"},
        {"lat": "30.1", "long": ""},
        {"lat": "north", "long": "120.1"},
        {"lat": "91", "long": "120.1"},
        {"lat": "30.1", "long": "-180.5"},
        {"lat": "nan", "long": "nan"},
        {"lat": "inf", "long": "1"},
        {"lat": "1e400", "long": "1"},
        {"lat": "３０", "long": "120"},
    ],
)
def test_half_a_pair_of_coordinates_or_a_wrong_one_400(
    program: Program, form: str, at: dict[str, str]
) -> None:
    for sent in ({"service_code": "road", **at}, {**LAMP, **at}):
        read_errors(program.post(sent, form), form, 400)
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        {"lat": "30.123456", "long": "120.1"},
        {"lat": "-0.0", "long": "0"},
        {"address_string": "村口"},
        {"address_id": "village-gate"},
        {"lat": "30.123456", "long": "120.1", "address_string": "村口", "address_id": "no-such"},
    ],
)
def test_each_kind_of_location_is_enough(
    program: Program, cast: Cast, form: str, where: dict[str, str]
) -> None:
    add_place(unit=cast.village, code="village-gate", name="村口", actor=SYSTEM, now=NOW)
    read_accepted(program.post({"service_code": "road", **where}, form), form)
    (shown,) = read_requests(program.get(f"requests/{only().number}.{form}"), form)
    if "lat" in where:
        assert shown["lat"] == float(where["lat"])
    if where == {"address_id": "village-gate"}:
        assert shown["address_id"] == "village-gate"
        assert [name in shown["address"] for name in ("村口", "上清村", "清泉镇")] == [True] * 3


def test_an_unknown_address_id_alone_400(program: Program, form: str) -> None:
    assert "no-such" in said_of(
        program.post({"service_code": "road", "address_id": "no-such"}, form), form
    )


def test_several_faults_are_told_at_once(program: Program, form: str) -> None:
    answer = program.post({"description": "长" * 4001, "lat": "1"}, form)
    errors = read_errors(answer, form, 400)
    assert len(errors) >= 3


# --- which town


def test_the_jurisdiction_decides_the_town(program: Program, cast: Cast, form: str) -> None:
    read_accepted(program.post({**LAMP, "jurisdiction_id": "baishi"}, form), form)
    assert only().town == cast.other_town


def test_the_place_decides_the_town(program: Program, cast: Cast, form: str) -> None:
    add_place(unit=cast.other_village, code="xiacun-gate", name="村口", actor=SYSTEM, now=NOW)
    sent = {"service_code": "road", "address_id": "xiacun-gate"}
    read_accepted(program.post(sent, form), form)
    voice = only()
    assert (voice.town, voice.village) == (cast.other_town, cast.other_village)
    assert voice.place is not None
    assert voice.place.code == "xiacun-gate"


@pytest.mark.parametrize(
    ("lat", "town", "place"),
    [
        ("30.2001", "baishi", "xiacun-gate"),
        ("30.2100", "baishi", None),
        ("30.0001", "qingquan", "village-gate"),
        ("35.0", None, None),
    ],
    ids=["at a place", "a kilometre from it", "at another place", "far from everything"],
)
def test_the_nearest_place_decides_the_town(
    program: Program, cast: Cast, form: str, lat: str, town: str | None, place: str | None
) -> None:
    add_place(
        unit=cast.village, code="village-gate", name="村口", latitude=30.0, longitude=120.0,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    add_place(
        unit=cast.other_village, code="xiacun-gate", name="村口", latitude=30.2, longitude=120.0,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    read_accepted(program.post({"service_code": "road", "lat": lat, "long": "120.0"}, form), form)
    voice = only()
    assert voice.town.code == (town or _first_town(cast))
    assert (voice.place.code if voice.place else None) == place


def _first_town(cast: Cast) -> str:
    """Both have the same place among their siblings; then the path decides."""
    return min(cast.town, cast.other_town, key=lambda town: town.path).code


def test_the_address_decides_the_town(program: Program, cast: Cast, form: str) -> None:
    sent = {**LAMP, "address_string": "青禾县清泉镇东岭村口大树下"}
    read_accepted(program.post(sent, form), form)
    voice = only()
    assert (voice.town, voice.village) == (cast.town, cast.hill_village)


def test_an_address_that_tells_nothing_goes_to_the_first_town(
    program: Program, cast: Cast, form: str
) -> None:
    read_accepted(program.post({**LAMP, "address_string": "大树下"}, form), form)
    assert only().town.code == _first_town(cast)


def test_a_key_of_another_county_reaches_nothing_here(
    program: Program, cast: Cast, office: Post, form: str
) -> None:
    add_unit(code="linxian", name="邻县", kind="county", parent=None, actor=SYSTEM, now=NOW)
    read_errors(program.post({**LAMP, "jurisdiction_id": "linxian"}, form), form, 403)


# --- the service's own questions


def test_a_required_attribute_is_required(program: Program, form: str) -> None:
    for value in (None, "", " "):
        answer = program.post({**LAMP, "attribute[lamps]": value}, form)
        assert "attribute[lamps]" in said_of(answer, form)


def test_a_value_outside_the_list_is_refused(program: Program, form: str) -> None:
    answer = program.post({**LAMP, "attribute[lamps]": "一盏"}, form)
    assert "one, all" in said_of(answer, form)
    answer = program.post({**LAMP, "attribute[signs][]": ["dark", "gone"]}, form)
    assert "attribute[signs]" in said_of(answer, form)


@pytest.mark.parametrize("name", ["attribute[signs][]", "attribute[signs]"])
def test_several_values_of_a_list_are_kept(program: Program, form: str, name: str) -> None:
    read_accepted(program.post({**LAMP, name: ["dark", "wire", "dark"]}, form), form)
    assert only().details == {"lamps": ["one"], "signs": ["dark", "wire"]}


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("height", "6.5", True),
        ("height", "六米", False),
        ("since", "2026-03-02T01:30:00Z", True),
        ("since", "2026-03-02", False),
        ("since", "昨天", False),
        ("pole", "A-012", True),
        ("pole", "长" * 1001, False),
    ],
)
def test_answers_are_of_their_datatype(
    program: Program, form: str, name: str, value: str, fits: bool
) -> None:
    answer = program.post({**LAMP, f"attribute[{name}]": value}, form)
    if fits:
        read_accepted(answer, form)
        assert only().details[name] == [value]
    else:
        assert f"attribute[{name}]" in said_of(answer, form)


def test_foreign_attributes_are_ignored(program: Program, form: str) -> None:
    read_accepted(program.post({**LAMP, "attribute[easting]": "1"}, form), form)
    assert only().details == {"lamps": ["one"]}


# --- the same once more


def test_the_same_report_twice_is_one_message(program: Program, form: str) -> None:
    first, again = (read_accepted(program.post(form=form), form) for _ in range(2))
    assert first["service_request_id"] == again["service_request_id"]
    assert Voice.objects.count() == 1


def test_another_word_or_another_key_is_another_message(
    program: Program, office: Post, form: str
) -> None:
    program.post(form=form)
    program.post({**LAMP, "description": "路灯两个月不亮了"}, form)
    program.post({**LAMP, "phone": "13900000001"}, form)
    Program(a_key(office)[1]).post(form=form)
    assert Voice.objects.count() == 4


def test_the_same_report_an_hour_later_is_another_message(
    program: Program, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = set()
    for minute in (0, 9, 58, 59):
        now = datetime(2026, 11, 2, 8, minute, 30, tzinfo=UTC)
        monkeypatch.setattr("qunce.kernel.clock.now", lambda now=now: now)
        numbers.add(read_accepted(program.post(form=form), form)["service_request_id"])
    assert len(numbers) == 2


def test_what_names_a_sending_cannot_be_tried_out_by_whoever_reads_the_database(
    program: Program, form: str, settings: Any
) -> None:
    program.post({**LAMP, "phone": "13900000001"}, form)
    first = only().submission
    settings.SECRET_KEY = "another key, outside the database as well"
    program.post({**LAMP, "phone": "13900000001"}, form)
    assert Voice.objects.exclude(submission=first).count() == 1

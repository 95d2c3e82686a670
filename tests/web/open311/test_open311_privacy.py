"""What must never appear: private messages, accusations, contact data, numbers in a description.

Each test first proves that there is something to leak.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cast import SYSTEM, Cast
from qunce.domain.matters.actions import add_category
from qunce.domain.matters.models import Category
from qunce.domain.record.models import Entry
from qunce.domain.voices.actions import merge, note, reroute, set_aside, split
from qunce.domain.voices.models import Step, Voice
from qunce.kernel import clock
from qunce.web.open311.masking import masked
from web.open311.conformance import read_accepted, read_errors, read_requests
from web.open311.programs import LAMP, MARKERS, PERSON, Program, a_voice
from web.open311.test_open311_reading import LATELY, public, registered

Act = Callable[[Cast, Voice], object]


def everything(program: Program, voice: Voice) -> str:
    """Every answer in which a message could stand, in both formats."""
    said = []
    for form in ("xml", "json"):
        for address, query in (
            (f"requests/{voice.number}.{form}", {}),
            (f"requests.{form}", {}),
            (f"requests.{form}", {"service_request_id": voice.number}),
            (f"requests.{form}", {"status": "open,closed", "service_code": "street-light,road"}),
            (f"services.{form}", {}),
            (f"/open311/discovery.{form}", {}),
            (f"/open311/test/v2/requests.{form}", {}),
            (f"/open311/test/v2/requests/{voice.number}.{form}", {}),
        ):
            said.append(program.get(address, **query).body.decode())
    return "\n".join(said)


def is_shown(program: Program, voice: Voice, form: str) -> bool:
    one = program.get(f"requests/{voice.number}.{form}")
    several = program.get(f"requests.{form}", service_request_id=voice.number)
    lately = program.get(f"requests.{form}")
    found = [
        voice.number in [row["service_request_id"] for row in read_requests(answer, form)]
        for answer in (several, lately)
    ]
    if one.status == 404:
        read_errors(one, form, 404)
    assert found == [one.status == 200] * 2, "three ways of asking, one answer"
    return one.status == 200


def test_contact_data_appears_nowhere(
    program: Program, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    read_accepted(program.post({**LAMP, **PERSON}), "xml")
    voice = Voice.objects.get()
    assert voice.identity is not None, "there is something to leak"
    said = everything(program, voice)
    assert voice.number in said
    assert [marker for marker in MARKERS if marker in said] == []
    kept = str(list(Voice.objects.values())) + str(list(Step.objects.values()))
    kept += "".join(Entry.objects.values_list("canonical", flat=True)) + caplog.text
    assert [marker for marker in MARKERS if marker in kept] == []


def test_no_table_holds_contact_data_in_the_clear(program: Program) -> None:
    program.post({**LAMP, **PERSON})
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (our own tables)
            said.append(str(cursor.fetchall()))
    whole = "\n".join(said)
    assert "路灯两个月不亮" in whole, "the search sees what there is"
    assert [marker for marker in MARKERS if marker in whole] == []


def test_a_key_stands_in_no_answer_and_no_table(program: Program) -> None:
    program.post()
    voice = Voice.objects.get()
    assert program.key not in everything(program, voice)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (our own tables)
            assert program.key not in str(cursor.fetchall()), table


@pytest.mark.parametrize("kind", ["petition", "thanks", "opinion", "suggestion"])
def test_only_problems_are_shown(
    program: Program, cast: Cast, lamp: Category, form: str, kind: str
) -> None:
    voice = a_voice(cast, lamp, kind=kind, channel="open311", now=LATELY)
    assert not is_shown(program, voice, form)


@pytest.mark.parametrize("kind", ["problem", "urgent"])
def test_problems_and_dangers_are_shown(
    program: Program, cast: Cast, lamp: Category, form: str, kind: str
) -> None:
    assert is_shown(program, public(cast, lamp, kind=kind), form)


@pytest.mark.parametrize("channel", ["web", "qr", "paper", "phone", "visit", "letter", "import"])
def test_what_nobody_has_sorted_is_not_shown(
    program: Program, cast: Cast, lamp: Category, form: str, channel: str
) -> None:
    voice = a_voice(cast, lamp, channel=channel, now=LATELY)
    assert not is_shown(program, voice, form)
    registered(cast, voice)
    assert is_shown(program, voice, form)
    assert "村口路灯不亮" not in everything(program, voice)


def test_a_message_without_category_is_not_shown(program: Program, cast: Cast, form: str) -> None:
    assert not is_shown(program, a_voice(cast, None, channel="open311", now=LATELY), form)


def test_a_category_that_is_not_offered_is_not_shown(
    program: Program, cast: Cast, form: str
) -> None:
    wages = add_category(code="wages", name="欠薪", offered=False, actor=SYSTEM, now=LATELY)
    assert not is_shown(program, public(cast, wages), form)


def test_an_accusation_is_never_shown(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = a_voice(cast, lamp, channel="open311", accused=cast.village, now=LATELY)
    assert not is_shown(program, voice, form)


def _rerouted(cast: Cast, voice: Voice) -> None:
    reroute(voice=voice, accused=cast.village, actor=cast.clerk, now=clock.now())


def _set_aside(cast: Cast, voice: Voice) -> None:
    set_aside(voice=voice, reason="内容无法辨认", actor=cast.clerk, now=clock.now())


@pytest.mark.parametrize("act", [_rerouted, _set_aside], ids=["accusing", "set aside"])
def test_a_report_disappears_when_it_is_found_to_be(
    program: Program, cast: Cast, form: str, act: Act
) -> None:
    program.post()
    voice = Voice.objects.get()
    assert is_shown(program, voice, form)
    act(cast, voice)
    assert not is_shown(program, voice, form)
    assert "路灯两个月不亮" not in everything(program, voice)


@pytest.mark.parametrize("act", [_rerouted, _set_aside], ids=["accusing", "set aside"])
def test_what_was_joined_to_it_disappears_with_it(
    program: Program, cast: Cast, lamp: Category, form: str, act: Act
) -> None:
    one, other = public(cast, lamp), public(cast, lamp)
    merge(voice=one, into=other, actor=cast.clerk, now=clock.now())
    assert is_shown(program, one, form)
    other.refresh_from_db()
    Voice.objects.filter(pk=other.pk).update(state="received")  # as it came in, once more
    other.refresh_from_db()
    act(cast, other)
    assert not is_shown(program, one, form)


def test_words_are_shown_only_of_reports_that_came_this_way(
    program: Program, cast: Cast, lamp: Category
) -> None:
    program.post({**LAMP, "description": "公开的话", "address_string": "公开的地方"})
    theirs = Voice.objects.get()
    ours = public(cast, lamp, text="私下的话", spot="私下的地方")
    assert "公开的话" in everything(program, theirs)
    assert "公开的地方" in everything(program, theirs)
    said = everything(program, ours)
    assert ours.number in said
    assert "私下" not in said


def test_coordinates_of_a_resident_s_phone_are_not_shown(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = public(cast, lamp, latitude=30.54321, longitude=120.98765)
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert "lat" not in found
    assert "54321" not in everything(program, voice)


def test_what_the_staff_writes_is_not_shown(program: Program, cast: Cast) -> None:
    program.post()
    voice = Voice.objects.get()
    note(voice=voice, words="内部备注", actor=cast.clerk, now=clock.now())
    parts = split(voice=voice, texts=["另起一段", "再起一段"], actor=cast.clerk, now=clock.now())
    for one in (voice, *parts):
        said = everything(program, one)
        assert "内部备注" not in said
        assert "起一段" not in said


def test_numbers_in_a_description_are_covered(program: Program, form: str) -> None:
    text = "灯杆 012345 不亮，我是 330102199003071234，电话 139-0000-1234，邮箱 a.b@example.org"
    program.post({**LAMP, "description": text, "address_string": "老王家 13900001234"}, form)
    voice = Voice.objects.get()
    assert voice.text == text, "the office reads what was written"
    (found,) = read_requests(program.get(f"requests.{form}"), form)
    assert found["description"] == "灯杆 012345 不亮，我是 ***，电话 ***，邮箱 ***"
    assert "1390000" not in everything(program, voice)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-23 起不亮", "2026-11-23 起不亮"),
        ("第 110233 号灯杆", "第 110233 号灯杆"),
        ("13900001234", "***"),
        ("＋８６１３９００００１２３４", "＋***"),
        ("139 0000 1234", "***"),
        ("139.0000.1234", "***"),
        ("一三九〇〇〇〇一二三四", "***"),
        ("33010219900307123X", "***"),
        ("0571-88880000转1", "***转1"),
        ("找 zhang.san+1@mail.example.cn。", "找 ***。"),
        ("微信 zhangsan_66", "微信 ***"),
        ("QQ：12345", "QQ：***"),
        ("没有数字", "没有数字"),
        ("", ""),
    ],
)
def test_what_is_covered_and_what_is_not(text: str, read: str) -> None:
    assert masked(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1-" * 2000, "***-"),
        ("1 " * 2000 + "x", "*** x"),
        ("QQ" * 2000, "QQ***"),
        ("a@" * 2000, "a@" * 2000),
        ("@" * 4000, "@" * 4000),
        ("a" * 4000, "a" * 4000),
        ("123456 " * 600, "***" + " "),
    ],
)
def test_a_long_text_is_covered_like_a_short_one(text: str, read: str) -> None:
    assert masked(text) == read


# --- the test endpoint


def test_a_trial_reaches_no_office_and_keeps_no_contact(
    rehearsal: Program, cast: Cast, form: str
) -> None:
    size = Entry.objects.count()
    found = read_accepted(rehearsal.post({**LAMP, **PERSON}, form), form)
    assert found["service_request_id"].startswith("T")
    assert not Voice.objects.exists()
    assert Entry.objects.count() == size
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (our own tables)
            rows = str(cursor.fetchall())
            assert [marker for marker in MARKERS if marker in rows] == [], table


def test_the_test_endpoint_shows_trials_and_production_does_not(
    rehearsal: Program, program: Program, form: str
) -> None:
    trial = read_accepted(rehearsal.post(form=form), form)["service_request_id"]
    real = read_accepted(program.post(form=form), form)["service_request_id"]
    for one, theirs, foreign in ((rehearsal, trial, real), (program, real, trial)):
        (found,) = read_requests(one.get(f"requests.{form}"), form)
        assert found["service_request_id"] == theirs
        assert found["description"] == "路灯两个月不亮"
        assert (found["service_code"], found["service_name"]) == ("street-light", "路灯")
        (again,) = read_requests(one.get(f"requests/{theirs}.{form}"), form)
        assert again == found
        read_errors(one.get(f"requests/{foreign}.{form}"), form, 404)
        both = f"{theirs},{foreign}"
        assert len(read_requests(one.get(f"requests.{form}", service_request_id=both), form)) == 1


def test_trials_are_filtered_like_reports(rehearsal: Program, form: str) -> None:
    rehearsal.post(form=form)
    for query, count in (
        ({"status": "open"}, 1),
        ({"status": "closed"}, 0),
        ({"service_code": "road"}, 0),
        ({"service_code": "road,street-light"}, 1),
        ({"end_date": "2026-01-01T00:00:00Z"}, 0),
    ):
        assert len(read_requests(rehearsal.get(f"requests.{form}", **query), form)) == count, query


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"service_code": None}, 400),
        ({"service_code": "no-such"}, 404),
        ({"address_string": None}, 400),
        ({"lat": "1"}, 400),
        ({"attribute[lamps]": None}, 400),
        ({"description": "长" * 4001}, 400),
        ({"phone": "没有"}, 400),
        ({"api_key": "wrong"}, 403),
    ],
)
def test_a_trial_is_refused_for_the_same_reasons(
    rehearsal: Program, program: Program, form: str, changes: dict[str, Any], status: int
) -> None:
    sent = {**LAMP, **changes}
    trial = read_errors(rehearsal.post(sent, form), form, status)
    assert trial == read_errors(program.post(sent, form), form, status)


def test_the_same_trial_twice_is_one(rehearsal: Program, form: str) -> None:
    first, again = (read_accepted(rehearsal.post(form=form), form) for _ in range(2))
    assert first == again


def test_trials_are_covered_too(rehearsal: Program, form: str) -> None:
    rehearsal.post({**LAMP, "description": "打 13900001234"}, form)
    (found,) = read_requests(rehearsal.get(f"requests.{form}"), form)
    assert found["description"] == "打 ***"


def test_a_list_of_trials_costs_the_same_whatever_its_length(rehearsal: Program, form: str) -> None:
    from builders import statements

    def cost() -> int:
        return len(statements(lambda: rehearsal.get(f"requests.{form}")))

    rehearsal.post(form=form)
    before = cost()
    for number in range(5):
        rehearsal.post({**LAMP, "description": str(number)}, form)
    assert cost() == before == 2

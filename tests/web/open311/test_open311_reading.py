"""Reading requests: one, several, by service, by time, by status, and never more than allowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders import statements
from cast import Cast
from qunce.domain.matters.models import Category
from qunce.domain.voices.actions import accept, answer, end_voice, merge, register_voice, split
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import StepKind
from qunce.kernel import clock
from web.open311.conformance import Answer, read_errors, read_requests
from web.open311.programs import Program, a_voice

LATELY = clock.now().replace(microsecond=0) - timedelta(days=2)


def numbers(found: Answer, form: str) -> list[str]:
    return [one["service_request_id"] for one in read_requests(found, form)]


def registered(cast: Cast, voice: Voice, now: datetime = LATELY) -> Voice:
    voice.refresh_from_db()
    register_voice(
        voice=voice,
        category=voice.category,
        unit=cast.village,
        actor=cast.clerk,
        now=now,
        village=cast.village,
        seen_version=voice.version,
    )
    voice.refresh_from_db()
    return voice


def public(cast: Cast, category: Category, **changes: Any) -> Voice:
    """A message from a resident's page that an office has registered."""
    changes.setdefault("now", LATELY)
    return registered(cast, a_voice(cast, category, **changes), changes["now"])


def answered(cast: Cast, voice: Voice, now: datetime) -> Voice:
    accept(voice=voice, route="handling", words="受理", actor=cast.secretary, now=now)
    voice.refresh_from_db()
    answer(
        voice=voice,
        outcome="support",
        facts="线路老化",
        opinion="已经换好",
        actor=cast.secretary,
        now=now,
    )
    voice.refresh_from_db()
    return voice


# --- one, and what it says


def test_a_registered_message_is_shown_without_its_words(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = public(cast, lamp, text="王二家门口路灯不亮", spot="王二家")
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert found["service_request_id"] == voice.number
    assert found["status"] == "open"
    assert found["status_notes"] == str(StepKind.REGISTERED.label)
    assert (found["service_code"], found["service_name"]) == ("street-light", "路灯")
    assert found["agency_responsible"] == "上清村"
    assert "description" not in found
    assert "王二" not in str(found)
    assert found["requested_datetime"] == LATELY
    assert set(found) >= {"service_notice", "address", "updated_datetime"}


def test_both_formats_show_the_same(program: Program, cast: Cast, lamp: Category) -> None:
    public(cast, lamp)
    program.post()
    one, two = (read_requests(program.get(f"requests.{form}"), form) for form in ("xml", "json"))
    assert one == two
    assert len(one) == 2


def test_the_clock_of_handling_is_the_expected_day(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = public(cast, lamp)
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert "expected_datetime" not in found
    accept(voice=voice, route="handling", words="受理", actor=cast.secretary, now=LATELY)
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    due = voice.clocks.get(rule="handle").due_on
    assert found["expected_datetime"] == datetime(
        due.year, due.month, due.day, 15, 59, 59, tzinfo=UTC
    )


def test_answered_is_closed_on_the_day_of_the_answer(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    later = LATELY + timedelta(hours=5)
    voice = answered(cast, public(cast, lamp), later)
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert found["status"] == "closed"
    assert found["updated_datetime"] == later
    assert "expected_datetime" not in found
    end_voice(voice=voice, words="办结", actor=cast.secretary, now=later + timedelta(hours=1))
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert found["status"] == "closed"
    assert found["updated_datetime"] == later + timedelta(hours=1)


def test_not_fixed_opens_it_again(program: Program, cast: Cast, lamp: Category, form: str) -> None:
    from qunce.domain.voices.actions import say_result

    voice = answered(cast, public(cast, lamp), LATELY)
    say_result(voice=voice, says="not_fixed", words="还是不亮", now=LATELY + timedelta(hours=1))
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert found["status"] == "open"
    assert "还是不亮" not in str(found)


def test_a_joined_report_is_open_as_long_as_the_other(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    one, other = public(cast, lamp), public(cast, lamp)
    merge(voice=one, into=other, actor=cast.clerk, now=LATELY)
    (found,) = read_requests(program.get(f"requests/{one.number}.{form}"), form)
    assert found["status"] == "open"
    other.refresh_from_db()
    answered(cast, other, LATELY + timedelta(hours=1))
    (found,) = read_requests(program.get(f"requests/{one.number}.{form}"), form)
    assert found["status"] == "closed"
    assert numbers(program.get(f"requests.{form}", status="open"), form) == []


def test_a_split_report_is_open_as_long_as_one_part_is(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    program.post()
    voice = Voice.objects.get()
    parts = split(voice=voice, texts=["灯不亮", "路也坏了"], actor=cast.clerk, now=clock.now())
    assert len(parts) == 2
    (found,) = read_requests(program.get(f"requests/{voice.number}.{form}"), form)
    assert found["status"] == "open"
    assert found["description"] == voice.text
    assert "路也坏了" not in program.get(f"requests.{form}").body.decode()


def test_an_unknown_number_is_not_there(program: Program, form: str) -> None:
    for number in ("2026-999999", "1", "x", "T000001", "2026-000001x", "２０２６-000001"):
        read_errors(program.get(f"requests/{number}.{form}"), form, 404)


def test_a_number_of_another_year_is_not_there(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = public(cast, lamp)
    read_errors(program.get(f"requests/1999-{voice.pk:06d}.{form}"), form, 404)


def test_there_are_no_tokens(program: Program, form: str) -> None:
    read_errors(program.get(f"tokens/123.{form}"), form, 404)


# --- filters


def test_an_empty_list_is_a_list(program: Program, form: str) -> None:
    assert read_requests(program.get(f"requests.{form}"), form) == []


def test_the_newest_stand_first(program: Program, cast: Cast, lamp: Category, form: str) -> None:
    made = [public(cast, lamp, now=LATELY + timedelta(minutes=at)) for at in (5, 1, 9)]
    assert numbers(program.get(f"requests.{form}"), form) == [
        made[2].number,
        made[0].number,
        made[1].number,
    ]


def test_numbers_override_every_other_filter(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    one, two = public(cast, lamp), public(cast, lamp, now=LATELY - timedelta(days=200))
    found = program.get(
        f"requests.{form}",
        service_request_id=f"{one.number}, {two.number},2026-999999,x",
        service_code="road",
        status="bogus",
        start_date="never",
    )
    assert set(numbers(found, form)) == {one.number, two.number}


def test_services_filter(
    program: Program, cast: Cast, lamp: Category, way: Category, form: str
) -> None:
    one, two = public(cast, lamp), public(cast, way)
    for asked, expected in {
        "road": {two.number},
        "road,street-light": {one.number, two.number},
        "no-such": set(),
        "road, no-such": {two.number},
        "": {one.number, two.number},
    }.items():
        found = program.get(f"requests.{form}", service_code=asked)
        assert set(numbers(found, form)) == expected, asked


def test_status_filters(program: Program, cast: Cast, lamp: Category, form: str) -> None:
    one, two = public(cast, lamp), answered(cast, public(cast, lamp), LATELY)
    for asked, expected in {
        "open": {one.number},
        "closed": {two.number},
        "open,closed": {one.number, two.number},
        "closed,open": {one.number, two.number},
        "": {one.number, two.number},
    }.items():
        found = program.get(f"requests.{form}", status=asked)
        assert set(numbers(found, form)) == expected, asked


@pytest.mark.parametrize("status", ["bogus", "open,bogus", "OPEN", "0"])
def test_an_unknown_status_400(program: Program, form: str, status: str) -> None:
    read_errors(program.get(f"requests.{form}", status=status), form, 400)


def test_dates_filter_on_when_it_was_requested(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    start = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
    days = [public(cast, lamp, now=start + timedelta(days=at)) for at in (0, 30, 90, 91)]

    def between(**query: str) -> list[int]:
        found = set(numbers(program.get(f"requests.{form}", **query), form))
        return [at for at, voice in enumerate(days) if voice.number in found]

    end = "2026-07-30T00:00:00Z"
    assert between(start_date="2026-05-01T00:00:00Z", end_date=end) == [0, 1, 2]
    assert between(start_date="2026-05-01T00:00:01Z", end_date=end) == [1, 2]
    assert between(start_date="2026-05-01T08:00:00+08:00", end_date=end) == [0, 1, 2]
    assert between(start_date="2026-05-01T08:00:00 08:00", end_date=end) == [0, 1, 2]
    assert between(start_date="2026-05-01T00:00:00Z") == [0, 1, 2]
    assert between(end_date="2026-07-31T00:00:00Z") == [1, 2, 3]
    assert between(end_date=end) == [0, 1, 2]


def test_without_dates_the_last_ninety_days_are_meant(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    now = clock.now()
    inside = public(cast, lamp, now=now - timedelta(days=89, hours=23))
    public(cast, lamp, now=now - timedelta(days=90, minutes=5))
    assert numbers(program.get(f"requests.{form}"), form) == [inside.number]


def test_more_than_ninety_days_400(program: Program, form: str) -> None:
    span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}
    assert program.get(f"requests.{form}", **span).status == 200
    span["end_date"] = "2026-04-01T00:00:01Z"
    read_errors(program.get(f"requests.{form}", **span), form, 400)


@pytest.mark.parametrize(
    "day",
    [
        "yesterday",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "01/02/2026",
        "1700000000",
        "2026-01-01T25:00:00Z",
        "0000-01-01T00:00:00Z",
        "２０２６-01-01T00:00:00Z",
        "2026-01-01T00:00:00+99:00",
    ],
)
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_a_bad_date_400(program: Program, form: str, name: str, day: str) -> None:
    (error,) = read_errors(program.get(f"requests.{form}", **{name: day}), form, 400)
    assert name in error["description"]


def test_an_end_before_the_start_400(program: Program, form: str) -> None:
    span = {"start_date": "2026-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}
    read_errors(program.get(f"requests.{form}", **span), form, 400)


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_the_ends_of_the_calendar_break_nothing(
    program: Program, form: str, name: str, day: str
) -> None:
    assert read_requests(program.get(f"requests.{form}", **{name: day}), form) == []


def test_a_jurisdiction_shows_its_own(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    voice = public(cast, lamp)
    for code, expected in {
        "qingquan": [voice.number],
        "qinghe": [voice.number],
        "baishi": [],
    }.items():
        assert numbers(program.get(f"requests.{form}", jurisdiction_id=code), form) == expected


# --- how many


def _many(cast: Cast, category: Category, count: int) -> None:
    """Copies of one registered message, made past the actions: only their number matters."""
    first = public(cast, category)
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Voice._meta.concrete_fields
        if not field.primary_key
    }
    Voice.objects.bulk_create(
        Voice(
            **{
                **fields,
                "uid": f"{number:032x}",
                "code_hash": f"{number:064x}",
                "submission": f"{number:064x}",
            }
        )
        for number in range(count - 1)
    )


def test_of_a_thousand_and_one_a_thousand_are_shown(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    _many(cast, lamp, 1001)
    found = read_requests(program.get(f"requests.{form}"), form)
    assert len(found) == 1000
    assert found[0]["service_request_id"] == Voice.objects.order_by("-pk")[0].number
    asked = ",".join(voice.number for voice in Voice.objects.all())
    assert len(read_requests(program.get(f"requests.{form}", service_request_id=asked), form)) == (
        1000
    )


def test_a_list_costs_the_same_whatever_its_length(
    program: Program, cast: Cast, lamp: Category, form: str
) -> None:
    def cost() -> int:
        return len(statements(lambda: program.get(f"requests.{form}", jurisdiction_id="qinghe")))

    public(cast, lamp)
    before = cost()
    _many(cast, lamp, 100)
    assert len(read_requests(program.get(f"requests.{form}"), form)) == 101
    assert cost() == before == 3


def test_a_report_costs_at_most_fifteen_statements(program: Program, form: str) -> None:
    from web.open311.programs import LAMP, PERSON

    read_requests(program.get(f"requests.{form}"), form)
    program.post({**LAMP, **PERSON, "description": "先来一次"}, form)
    sent = statements(lambda: program.post({**LAMP, **PERSON}, form))
    assert len(sent) <= 15, "\n".join(sent)

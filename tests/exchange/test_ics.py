"""A calendar file is what RFC 5545 says, to the octet, and a real parser reads what we put in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from qunce.exchange.ics import Day, calendar, uid

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LONG = "到群众中走一遍，听他们说哪里不满意，原话记下来；" * 6
AWKWARD = 'Tea, cake; a back\\slash, "quoted"\nand a second line\x07'


def a_day(**changes: object) -> Day:
    given: dict[str, object] = {
        "key": "qinghe/qingquan/shangqing/duty-1",
        "on": date(2026, 3, 10),
        "until": None,
        "changed_at": AT,
        "title": "到期：办好一件事",
    }
    return Day(**{**given, **changes})  # type: ignore[arg-type]


def written(*days: Day, language: str = "zh-Hans") -> bytes:
    return calendar(days, title="上清村的日历", language=language)


def events(*days: Day) -> list[dict[str, object]]:
    """What a real parser reads from it."""
    read = Calendar.from_ical(written(*days))
    return [{name: event.get(name) for name in event} for event in read.walk("VEVENT")]


# --- the octets


@pytest.mark.parametrize("title", ["短", LONG, AWKWARD, "x" * 300, "四字词语" * 40, "😀" * 60])
def test_lines_end_with_cr_lf_and_have_at_most_75_octets(title: str) -> None:
    body = written(a_day(title=title, place=title, text=title))
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")[:-1]
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b"END:VCALENDAR"


def test_a_folded_line_goes_on_with_one_space() -> None:
    body = written(a_day(title=LONG)).decode()
    unfolded = body.replace("\r\n ", "")
    assert f"SUMMARY;LANGUAGE=zh-Hans:{LONG}\r\n" in unfolded
    assert "\r\n " in body


def test_commas_semicolons_and_backslashes_are_escaped_and_lines_joined() -> None:
    unfolded = written(a_day(title=AWKWARD)).decode().replace("\r\n ", "")
    assert (
        r'SUMMARY;LANGUAGE=zh-Hans:Tea\, cake\; a back\\slash\, "quoted" and a second line'
        "\r\n" in unfolded
    )
    assert events(a_day(title=AWKWARD))[0]["SUMMARY"] == (
        'Tea, cake; a back\\slash, "quoted" and a second line'
    )


def test_a_title_cannot_begin_a_line_of_its_own() -> None:
    body = written(a_day(title="x\r\nATTENDEE:mailto:somebody@example.org"))
    assert b"\r\nATTENDEE" not in body.replace(b"\r\n ", b"")


def test_the_same_days_give_the_same_octets() -> None:
    assert written(a_day()) == written(a_day())


# --- what it says


def test_whole_days_without_a_time() -> None:
    body = written(a_day(until=date(2026, 3, 12)))
    assert b"DTSTART;VALUE=DATE:20260310\r\n" in body
    assert b"DTEND;VALUE=DATE:20260313\r\n" in body  # the first day after it
    assert b"DTSTAMP:20260302T013000Z\r\n" in body
    (event,) = events(a_day())
    assert event["DTSTART"].dt == date(2026, 3, 10)  # type: ignore[attr-defined]
    assert event["DTEND"].dt == date(2026, 3, 11)  # type: ignore[attr-defined]


def test_what_a_program_needs_to_know_of_the_file() -> None:
    body = written(a_day()).decode()
    for line in (
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=zh-Hans:上清村的日历",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ):
        assert f"{line}\r\n" in body
    assert "LANGUAGE" not in written(a_day(), language="").decode()


def test_a_thing_keeps_its_name_when_its_day_changes() -> None:
    (before,) = events(a_day())
    (after,) = events(a_day(on=date(2026, 4, 1), changes=1))
    assert before["UID"] == after["UID"] == uid("qinghe/qingquan/shangqing/duty-1")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert uid("a") != uid("b")


def test_what_was_called_off_stays_as_cancelled() -> None:
    assert [one["STATUS"] for one in events(a_day(), a_day(key="b", called_off=True))] == [
        "CONFIRMED",
        "CANCELLED",
    ]


def test_an_empty_calendar_is_one_too() -> None:
    assert events() == []

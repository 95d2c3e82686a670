"""Policy tables: what a case officer finds on a given day, clock by clock.

Each row: article | clock | day of the event | what happens | today | what is true today.
The dates were counted by hand on a wall calendar with the State Council's schedule of the year:
in 2026 off were 1-3 January, 15-23 February, 4-6 April, 1-5 May, 19-21 June, 25-27 September and
1-7 October; worked were 4 January, 14 and 28 February, 9 May, 20 September and 10 October.

What happens is one or more of: ``extended N``, ``hearing FROM UNTIL``, ``asked FROM UNTIL`` (the
speaker was asked for more), where UNTIL is the first day after it, or ``open``; and the switches
``first day counts`` and ``end stays``.
"""

from __future__ import annotations

from datetime import date

import pytest

from qunce.domain.voices.deadlines import (
    REGULATION,
    ClockRule,
    Counting,
    Due,
    Pause,
    State,
    Stay,
    due_on,
    rule_set,
    standing,
)
from qunce.kernel.workdays import weekdays

CLOCKS = rule_set("regulation", "hotline")

EACH_CLOCK = """
22      | register         | 2026-03-03 |  | 2026-03-17 | 1 left
22      | register         | 2026-03-03 |  | 2026-03-18 | due today
22      | register         | 2026-03-03 |  | 2026-03-19 | 1 late
23(2)   | tell             | 2026-03-09 |  | 2026-03-23 | 1 left
23(2)   | tell             | 2026-03-09 |  | 2026-03-24 | due today
23(2)   | tell             | 2026-03-09 |  | 2026-03-25 | 1 late
23(3)   | tell_handed_over | 2026-06-02 |  | 2026-06-16 | 1 left
23(3)   | tell_handed_over | 2026-06-02 |  | 2026-06-17 | due today
23(3)   | tell_handed_over | 2026-06-02 |  | 2026-06-18 | 1 late
23(3)   | object           | 2026-03-02 |  | 2026-03-08 | 1 left
23(3)   | object           | 2026-03-02 |  | 2026-03-09 | due today
23(3)   | object           | 2026-03-02 |  | 2026-03-10 | 1 late
34      | handle           | 2026-06-01 |  | 2026-07-30 | 1 left
34      | handle           | 2026-06-01 |  | 2026-07-31 | due today
34      | handle           | 2026-06-01 |  | 2026-08-01 | 1 late
35      | ask_review       | 2026-06-01 |  | 2026-06-30 | 1 left
35      | ask_review       | 2026-06-01 |  | 2026-07-01 | due today
35      | ask_review       | 2026-06-01 |  | 2026-07-02 | 1 late
35      | review           | 2026-06-02 |  | 2026-07-01 | 1 left
35      | review           | 2026-06-02 |  | 2026-07-02 | due today
35      | review           | 2026-06-02 |  | 2026-07-03 | 1 late
36(1)   | ask_re_review    | 2026-06-03 |  | 2026-07-02 | 1 left
36(1)   | ask_re_review    | 2026-06-03 |  | 2026-07-03 | due today
36(1)   | ask_re_review    | 2026-06-03 |  | 2026-07-04 | 1 late
36(1)   | re_review        | 2026-06-08 |  | 2026-07-07 | 1 left
36(1)   | re_review        | 2026-06-08 |  | 2026-07-08 | due today
36(1)   | re_review        | 2026-06-08 |  | 2026-07-09 | 1 late
hotline | hotline_reply    | 2026-06-01 |  | 2026-06-07 | 1 left
hotline | hotline_reply    | 2026-06-01 |  | 2026-06-08 | due today
hotline | hotline_reply    | 2026-06-01 |  | 2026-06-09 | 1 late
hotline | hotline_return   | 2026-06-01 |  | 2026-06-02 | 1 left
hotline | hotline_return   | 2026-06-01 |  | 2026-06-03 | due today
hotline | hotline_return   | 2026-06-01 |  | 2026-06-04 | 1 late
"""

THE_DAY_ITSELF = """
22    | register | 2026-03-03 |  | 2026-03-03 | 15 left
23(3) | object   | 2026-03-02 |  | 2026-03-02 | 7 left
34    | handle   | 2026-06-01 |  | 2026-06-01 | 60 left
34    | handle   | 2026-06-01 |  | 2026-12-31 | 153 late
"""

HOLIDAYS = """
22      | register         | 2026-02-02 |           | 2026-02-16 | 8 left
22      | register         | 2026-02-02 |           | 2026-02-17 | 7 left
22      | register         | 2026-02-02 |           | 2026-02-23 | 1 left
22      | register         | 2026-02-02 |           | 2026-02-24 | due today, moved from 2026-02-17
22      | register         | 2026-02-02 |           | 2026-02-25 | 1 late
22      | register         | 2026-02-02 | end stays | 2026-02-16 | 1 left
22      | register         | 2026-02-02 | end stays | 2026-02-17 | due today
22      | register         | 2026-02-02 | end stays | 2026-02-18 | 1 late
22      | register         | 2026-01-30 |           | 2026-02-14 | due today
22      | register         | 2026-01-30 |           | 2026-02-15 | 1 late
22      | register         | 2026-02-13 |           | 2026-02-28 | due today
22      | register         | 2026-02-13 |           | 2026-03-01 | 1 late
22      | register         | 2026-02-20 |           | 2026-03-07 | 2 left
22      | register         | 2026-02-20 |           | 2026-03-09 | due today, moved from 2026-03-07
22      | register         | 2026-02-20 |           | 2026-03-10 | 1 late
23(3)   | object           | 2026-02-12 |           | 2026-02-25 | 1 left
23(3)   | object           | 2026-02-12 |           | 2026-02-26 | due today
23(3)   | object           | 2026-02-12 |           | 2026-02-27 | 1 late
23(3)   | object           | 2026-02-24 |           | 2026-03-02 | due today
23(3)   | object           | 2026-02-18 |           | 2026-02-28 | due today
23(3)   | object           | 2026-02-12 | end stays | 2026-02-26 | due today
23(2)   | tell             | 2026-09-16 |           | 2026-10-01 | 7 left
23(2)   | tell             | 2026-09-16 |           | 2026-10-07 | 1 left
23(2)   | tell             | 2026-09-16 |           | 2026-10-08 | due today, moved from 2026-10-01
23(2)   | tell             | 2026-09-16 |           | 2026-10-09 | 1 late
23(2)   | tell             | 2026-09-16 | end stays | 2026-10-01 | due today
23(2)   | tell             | 2026-09-16 | end stays | 2026-10-02 | 1 late
23(3)   | tell_handed_over | 2026-09-25 |           | 2026-10-10 | due today
23(3)   | tell_handed_over | 2026-09-25 |           | 2026-10-11 | 1 late
23(3)   | object           | 2026-09-29 |           | 2026-10-12 | due today
23(3)   | object           | 2026-09-17 |           | 2026-09-23 | due today
34      | handle           | 2026-07-29 |           | 2026-09-28 | due today, moved from 2026-09-27
34      | handle           | 2026-03-03 |           | 2026-05-06 | due today, moved from 2026-05-02
34      | handle           | 2026-03-03 |           | 2026-05-07 | 1 late
34      | handle           | 2026-03-03 | end stays | 2026-05-03 | 1 late
35      | ask_review       | 2026-09-02 |           | 2026-10-08 | due today, moved from 2026-10-02
35      | review           | 2026-01-19 |           | 2026-02-24 | due today, moved from 2026-02-18
36(1)   | ask_re_review    | 2026-04-10 |           | 2026-05-11 | due today, moved from 2026-05-10
36(1)   | ask_re_review    | 2026-04-09 |           | 2026-05-09 | due today
36(1)   | re_review        | 2026-05-20 |           | 2026-06-22 | due today, moved from 2026-06-19
hotline | hotline_reply    | 2026-09-30 |           | 2026-10-13 | due today
hotline | hotline_return   | 2026-04-30 |           | 2026-05-07 | due today
"""

LEAP_DAYS_AND_YEAR_ENDS = """
35    | ask_review | 2024-01-30 |           | 2024-02-29 | due today
35    | ask_review | 2024-01-30 |           | 2024-03-01 | 1 late
35    | ask_review | 2023-01-30 |           | 2023-03-01 | due today
22    | register   | 2024-02-29 |           | 2024-03-15 | due today
34    | handle     | 2024-01-01 |           | 2024-03-01 | due today
22    | register   | 2025-12-17 |           | 2026-01-03 | 1 left
22    | register   | 2025-12-17 |           | 2026-01-04 | due today, moved from 2026-01-01
22    | register   | 2025-12-17 |           | 2026-01-05 | 1 late
23(3) | object     | 2025-12-29 |           | 2026-01-06 | due today
22    | register   | 2026-12-09 |           | 2026-12-24 | due today
22    | register   | 2026-12-10 |           | 2026-12-25 | due today, unsettled
22    | register   | 2026-12-17 |           | 2027-01-01 | due today, unsettled
22    | register   | 2026-12-18 |           | 2027-01-04 | due today, moved from 2027-01-02, unsettled
22    | register   | 2026-12-18 |           | 2027-01-05 | 1 late, unsettled
22    | register   | 2026-12-18 | end stays | 2027-01-02 | due today
23(3) | object     | 2026-12-17 |           | 2026-12-24 | due today
23(3) | object     | 2026-12-18 |           | 2026-12-25 | due today, unsettled
23(3) | object     | 2026-12-29 |           | 2027-01-05 | due today, unsettled
34    | handle     | 2026-11-23 |           | 2027-01-22 | due today, unsettled
34    | handle     | 2026-11-23 | end stays | 2027-01-22 | due today
"""  # noqa: E501

THE_FIRST_DAY = """
22      | register      | 2026-03-03 | first day counts            | 2026-03-17 | due today
22      | register      | 2026-03-03 | first day counts            | 2026-03-18 | 1 late
23(2)   | tell          | 2026-03-09 | first day counts            | 2026-03-23 | due today
23(3)   | object        | 2026-03-02 | first day counts            | 2026-03-05 | 1 left
23(3)   | object        | 2026-03-02 | first day counts            | 2026-03-06 | due today
23(3)   | object        | 2026-03-02 | first day counts            | 2026-03-07 | 1 late
23(3)   | object        | 2026-03-08 | first day counts            | 2026-03-13 | due today
23(3)   | object        | 2026-03-08 |                             | 2026-03-13 | due today
34      | handle        | 2026-03-03 | first day counts            | 2026-05-06 | due today, moved from 2026-05-01
34      | handle        | 2026-03-03 | first day counts, end stays | 2026-05-01 | due today
34      | handle        | 2026-03-03 | first day counts, end stays | 2026-05-02 | 1 late
35      | ask_review    | 2026-06-01 | first day counts            | 2026-06-30 | due today
35      | review        | 2026-06-02 | first day counts            | 2026-07-01 | due today
36(1)   | ask_re_review | 2026-06-03 | first day counts            | 2026-07-02 | due today
36(1)   | re_review     | 2026-06-08 | first day counts            | 2026-07-07 | due today
hotline | hotline_reply | 2026-06-01 | first day counts            | 2026-06-05 | due today
"""  # noqa: E501

EXTENSIONS = """
34      | handle        | 2026-06-01 | extended 30            | 2026-08-30 | 1 left
34      | handle        | 2026-06-01 | extended 30            | 2026-08-31 | due today, moved from 2026-08-30
34      | handle        | 2026-06-01 | extended 30            | 2026-09-01 | 1 late
34      | handle        | 2026-06-01 | extended 30, end stays | 2026-08-30 | due today
34      | handle        | 2026-06-01 | extended 30, end stays | 2026-08-31 | 1 late
34      | handle        | 2026-06-01 | extended 15            | 2026-08-17 | due today, moved from 2026-08-15
34      | handle        | 2026-06-01 | extended 3             | 2026-08-03 | due today
34      | handle        | 2026-03-03 | extended 30            | 2026-06-01 | due today
34      | handle        | 2026-03-03 | extended 30            | 2026-06-02 | 1 late
hotline | hotline_reply | 2026-06-01 | extended 10            | 2026-06-22 | 1 left
hotline | hotline_reply | 2026-06-01 | extended 10            | 2026-06-23 | due today
hotline | hotline_reply | 2026-06-01 | extended 10            | 2026-06-24 | 1 late
"""  # noqa: E501

HEARINGS = """
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-23 | 2026-07-08 | 1 left
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-23 | 2026-07-09 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-23 | 2026-07-10 | 1 late
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-22 | 2026-07-08 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-25 | 2026-07-13 | due today, moved from 2026-07-11
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-25, end stays | 2026-07-11 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-24, hearing 2026-06-29 2026-06-30, hearing 2026-07-01 2026-07-02 | 2026-07-13 | due today, moved from 2026-07-12
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 2026-06-25, hearing 2026-06-23 2026-06-24 | 2026-07-13 | due today, moved from 2026-07-11
36(2) | re_review | 2026-06-08 | hearing 2026-06-01 2026-06-05 | 2026-07-08 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-06-05 2026-06-10 | 2026-07-09 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-07-08 2026-07-10 | 2026-07-10 | due today
36(2) | re_review | 2026-06-08 | hearing 2026-07-09 2026-07-20 | 2026-07-09 | 1 late
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 open       | 2026-06-21 | end not known
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 open       | 2026-06-22 | standing with 17 to run
36(2) | re_review | 2026-06-08 | hearing 2026-06-22 open       | 2026-09-30 | standing with 17 to run
36(2) | re_review | 2026-06-08 | hearing 2026-06-01 open       | 2026-06-09 | standing with 30 to run
36(2) | re_review | 2026-06-08 | hearing 2026-07-09 open       | 2026-07-09 | 1 late
36(2) | re_review | 2026-05-28 |                               | 2026-06-29 | due today, moved from 2026-06-27
36(2) | re_review | 2026-05-28 | hearing 2026-06-28 2026-06-29 | 2026-06-29 | due today, moved from 2026-06-27
36(2) | re_review | 2026-05-28 | hearing 2026-06-29 2026-07-01 | 2026-07-01 | due today, moved from 2026-06-27
36(2) | re_review | 2026-05-28 | hearing 2026-06-29 open       | 2026-06-29 | standing with 0 to run
36(2) | re_review | 2026-06-08 | asked 2026-06-22 2026-06-25   | 2026-07-08 | due today
36(2) | re_review | 2026-06-08 | asked 2026-06-22 open         | 2026-07-08 | due today
34    | handle    | 2026-06-01 | hearing 2026-06-22 2026-06-25 | 2026-07-31 | due today
34    | handle    | 2026-06-01 | hearing 2026-06-22 open       | 2026-08-01 | 1 late
34    | handle    | 2026-06-01 | asked 2026-06-22 2026-06-25   | 2026-07-31 | due today
35    | review    | 2026-06-02 | hearing 2026-06-22 2026-06-25 | 2026-07-02 | due today
"""  # noqa: E501

PAUSED_WORK_DAYS = """
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-03 2026-06-05              | 2026-06-09 | 1 left
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-03 2026-06-05              | 2026-06-10 | due today
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-03 2026-06-05              | 2026-06-11 | 1 late
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-05 2026-06-08              | 2026-06-09 | due today
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-06 2026-06-08              | 2026-06-08 | due today
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-03 open                    | 2026-06-04 | standing with 4 to run
hotline | hotline_reply  | 2026-06-01 | asked 2026-06-03 2026-06-05, extended 10 | 2026-06-25 | due today
hotline | hotline_reply  | 2026-06-01 | hearing 2026-06-03 2026-06-05            | 2026-06-08 | due today
hotline | hotline_return | 2026-06-01 | asked 2026-06-02 open                    | 2026-06-03 | due today
23(3)   | object         | 2026-03-02 | asked 2026-03-03 open                    | 2026-03-09 | due today
"""  # noqa: E501

TABLES = [
    EACH_CLOCK,
    THE_DAY_ITSELF,
    HOLIDAYS,
    LEAP_DAYS_AND_YEAR_ENDS,
    THE_FIRST_DAY,
    EXTENSIONS,
    HEARINGS,
    PAUSED_WORK_DAYS,
]


ROWS = [
    [cell.strip() for cell in line.split("|")]
    for table in TABLES
    for line in table.strip().splitlines()
]


def _due(clock: ClockRule, event: str, happens: str) -> Due:
    switches = {"first day counts": False, "end stays": False}
    extra, pauses = 0, []
    for happening in filter(None, happens.split(", ")):
        if happening in switches:
            switches[happening] = True
            continue
        word, *values = happening.split()
        if word == "extended":
            extra = int(values[0])
            continue
        why = {"hearing": Stay.HEARING, "asked": Stay.SUPPLEMENT}[word]
        begins, ends = values
        until = None if ends == "open" else date.fromisoformat(ends)
        pauses.append(Pause(date.fromisoformat(begins), until, why))
    counting = Counting(
        first_day_counted=switches["first day counts"],
        end_moves_off_holiday=not switches["end stays"],
    )
    return due_on(clock, date.fromisoformat(event), counting, extra_days=extra, pauses=pauses)


def _told(due: Due, today: date) -> str:
    """What is true on ``today`` in the words of the tables; where it was moved from is told on
    the last day only, so that the rows stay short."""
    where = standing(due, today)
    told = {
        State.RUNNING: f"{where.days_left} left" if due.on else "end not known",
        State.DUE_TODAY: "due today",
        State.LATE: f"{where.days_late} late",
        State.STANDING: f"standing with {due.left} to run",
    }[where.state]
    if due.moved_from and where.state == State.DUE_TODAY:
        told += f", moved from {due.moved_from}"
    return told if due.settled else told + ", unsettled"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(filter(None, row)))
def test_the_policy(row: list[str]) -> None:
    _article, clock, event, happens, today, expected = row
    assert _told(_due(CLOCKS[clock], event, happens), date.fromisoformat(today)) == expected


def test_each_row_names_the_article_of_its_clock() -> None:
    assert len(ROWS) > 100
    for article, clock, *_rest in ROWS:
        # 36(2) takes the hearing out of the clock of 36(1); the hotline's example has no articles.
        assert article.replace("36(2)", "36(1)") == (CLOCKS[clock].article or "hotline")


def test_every_clock_has_its_day_before_its_day_and_its_day_after() -> None:
    plain = ROWS[: len(EACH_CLOCK.strip().splitlines())]
    assert {(row[1], row[5]) for row in plain} == {
        (clock, word) for clock in CLOCKS for word in ("1 left", "due today", "1 late")
    }


def test_an_installation_elsewhere_counts_monday_to_friday() -> None:
    counting = Counting(calendar=weekdays())
    assert due_on(REGULATION["register"], date(2026, 2, 2), counting) == Due(date(2026, 2, 17))
    assert due_on(REGULATION["object"], date(2026, 12, 29), counting) == Due(date(2027, 1, 5))

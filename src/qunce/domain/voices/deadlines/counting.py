"""Counting a clock: from the day of the event to the last day on which the act is in time.

Days only.  Whoever calls has turned instants into days of the installation's zone.

How a period is counted (民法典, applied to the Regulation by analogy; both switches are the
installation's):

* The day of the event is not counted; the first day of the period is the day after (art. 201).
  With ``first_day_counted`` the day of the event is the first day.
* The period ends with its last day; an act on that day is in time until midnight (art. 203).
* When the last day of a period in days is a day off, the first work day after it is the last day
  (art. 203).  A worked Saturday is no day off; a holiday on a Wednesday is one.  Days off in the
  middle count like any other.  A period in work days always ends on one.

An extension lengthens this one period: 60 days and 30 more are 90 days from the event.  They do
not begin where a holiday moved the first end to; that would give away days that no article gives.

How a pause counts.  A pause is ``[from_on, until_on)``: the clock stands on ``from_on``, and
``until_on`` is the first day that counts again.  A hearing on one day is therefore one day.

* Days in a pause are left out of the count, so the end moves by as many days as the pause took
  from the period: in a clock of work days, only the work days in it.
* Days are left out once, however many pauses overlap; a pause before the period or after its end
  takes nothing from it and changes nothing: a clock that has run out does not start again.
* The last day cannot lie in a pause.  If a holiday moved the end to Monday and the hearing is on
  Monday, the end is the first work day after the hearing.
* A clock knows what it may stand for.  Any other pause does not stop it: the Regulation takes out
  the hearing of a second review (art. 36) and nothing else.
* A pause that has not ended leaves no due day to be known: the clock stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from qunce.domain.voices.deadlines.clocks import ClockRule
from qunce.domain.voices.deadlines.words import Stay, Unit
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.kernel.workdays import ONE_DAY, Calendar, china


@dataclass(frozen=True, slots=True)
class Counting:
    """How an installation counts; the defaults are the civil code's."""

    first_day_counted: bool = False
    end_moves_off_holiday: bool = True
    calendar: Calendar = field(default_factory=china)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands on the days from ``from_on`` until before ``until_on``; open when None."""

    from_on: date
    until_on: date | None
    why: Stay

    def __post_init__(self) -> None:
        _day(self.from_on)
        Stay(self.why)
        if self.until_on is not None and _day(self.until_on) < self.from_on:
            raise ValueError(f"a pause from {self.from_on} cannot end on {self.until_on}")

    def holds(self, day: date) -> bool:
        """Whether the clock stands on ``day``."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a clock, as far as it can be known."""

    on: date | None
    """The last day in time; ``None`` while the clock stands without a known end."""
    moved_from: date | None = None
    """The day off on which the period would have ended."""
    settled: bool = True
    """Whether every day that decided the end is announced; else count again when it is."""
    stands_since: date | None = None
    """The first day not counted because of a pause without an end."""
    left: int | None = None
    """What is still to run when the clock goes on, in its unit; only while it stands."""


class State(StrEnum):
    RUNNING = "running"
    DUE_TODAY = "due_today"
    LATE = "late"
    STANDING = "standing"


STATE_LABELS = {
    State.RUNNING: gettext_noop("in time"),
    State.DUE_TODAY: gettext_noop("due today"),
    State.LATE: gettext_noop("past its date"),
    State.STANDING: gettext_noop("the clock stands"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a clock stands on one day; counted in calendar days whatever its unit."""

    state: State
    days_left: int | None
    """0 on the last day and after it; ``None`` while the end is not known."""
    days_late: int = 0


def due_on(
    rule: ClockRule,
    starts_on: date,
    counting: Counting,
    *,
    extra_days: int = 0,
    pauses: Sequence[Pause] = (),
) -> Due:
    """The last day in time of ``rule`` after the event on ``starts_on``; see the module.

    ``extra_days`` are extensions already given, in the unit of the rule; whether one may be given
    is :func:`why_not_extend`, so that a rule made stricter later takes back nothing.
    Raises ``ValueError`` for an instant in place of a day and for negative ``extra_days``.
    """
    if extra_days < 0:
        raise ValueError(f"an extension adds days, not {extra_days}")
    calendar = counting.calendar
    in_workdays = rule.unit is Unit.WORKDAYS
    moves = counting.end_moves_off_holiday  # no matter to work days: they end on one
    stays = [pause for pause in pauses if pause.why in rule.stands_for]
    left = rule.number + extra_days
    ends: date | None = None  # the day on which the count is full
    settled = True
    day = _day(starts_on) if counting.first_day_counted else _day(starts_on) + ONE_DAY
    while True:
        holding = [stay for stay in stays if stay.holds(day)]
        if any(stay.until_on is None for stay in holding):
            return Due(None, None, settled, stands_since=day, left=left)
        if ends is None and not holding:
            if in_workdays:
                settled = settled and calendar.is_settled(day)
                left -= calendar.is_workday(day)
            else:
                left -= 1
            ends = day if left == 0 else None
        if ends is not None:
            settled = settled and (not moves or calendar.is_settled(day))
            if not moves or (not holding and calendar.is_workday(day)):
                return Due(day, ends if ends != day else None, settled)
        day += ONE_DAY


def standing(due: Due, today: date) -> Standing:
    """How ``due`` looks on ``today``: the last day itself is in time, the day after it is late."""
    _day(today)
    if due.on is None:
        begun = due.stands_since is None or today >= due.stands_since
        return Standing(State.STANDING if begun else State.RUNNING, None)
    left = (due.on - today).days
    if left > 0:
        return Standing(State.RUNNING, left)
    return Standing(State.LATE, 0, -left) if left else Standing(State.DUE_TODAY, 0)


def latest_extension(rule: ClockRule, due: Due) -> date | None:
    """The last day on which an extension can be asked and decided: the due day itself.

    ``None`` when the rule knows no extension, or the end is not known because the clock stands.
    What has run out cannot be lengthened.
    """
    return due.on if rule.extension else None


def why_not_extend(
    rule: ClockRule, due: Due, today: date, *, days: int, given: Sequence[int] = ()
) -> list[Refusal]:
    """Why ``rule`` may not be lengthened by ``days`` on ``today``; ``given`` are those before.

    ``today`` is the day of the decision, not only of the request (信访工作条例, art. 34: approved
    by the head of the unit, 30 days at most).  That somebody approved and that the reason is told
    is for the caller to see, from ``rule.extension``.
    """
    extension = rule.extension
    if extension is None:
        return [
            Refusal("clock_cannot_be_extended", gettext_noop("This time limit has no extension."))
        ]
    wrong = []
    if days < 1:
        wrong.append(
            Refusal(
                "clock_extension_of_no_days",
                gettext_noop("Say by how many days, at least one."),
                on="days",
            )
        )
    if len(given) >= extension.times:
        wrong.append(
            Refusal("clock_extended_already", gettext_noop("It cannot be extended once more."))
        )
    if sum(given) + days > extension.days:
        wrong.append(
            Refusal(
                "clock_extension_too_long", _TOO_LONG[rule.unit], {"days": extension.days}, "days"
            )
        )
    latest = latest_extension(rule, due)
    if latest is not None and _day(today) > latest:
        wrong.append(
            Refusal(
                "clock_has_run_out",
                gettext_noop(
                    "The time ran out on %(day)s. An extension is asked and decided by that day."
                ),
                {"day": latest.isoformat()},
            )
        )
    return wrong


_TOO_LONG = {
    Unit.DAYS: gettext_noop("All extensions together are at most %(days)s days."),
    Unit.WORKDAYS: gettext_noop("All extensions together are at most %(days)s work days."),
}


def _day(day: date) -> date:
    """``day``; an instant is refused, because which day it is depends on the place."""
    if isinstance(day, datetime):
        raise ValueError(f"{day.isoformat()} is an instant; a clock counts days")
    return day

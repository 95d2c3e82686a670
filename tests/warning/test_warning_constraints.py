"""What must never be false of counts and alerts is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from consultations_made import started
from numbers_made import a_number_alert
from qunce.domain.warning.actions import (
    answer_question,
    ask_village,
    count_new,
    judge,
    let_rest,
    look,
    register_change,
    set_budget,
)
from qunce.domain.warning.actions.raising import end_alert, update_alert
from qunce.domain.warning.models import (
    AlarmBudget,
    Alert,
    AlertUpdate,
    Counting,
    Look,
    ReportingChange,
    SpeakerCount,
    Verdict,
)
from voices_made import a_category
from warning_made import DAY, a_sorted_message, an_alarm, an_alert, as_now


@dataclass
class Made:
    cast: Cast
    cell: SpeakerCount
    accusing: SpeakerCount
    counting: Counting
    change: ReportingChange
    budget: AlarmBudget
    look: Look
    open: Alert
    resting: Alert
    ended: Alert
    hidden: Alert
    number: Alert
    update: AlertUpdate
    verdict: Verdict


def made(cast: Cast) -> Made:
    a_sorted_message(cast)
    count_new(now=NOW, limit=9)
    accusing = SpeakerCount.objects.create(
        town=cast.town,
        unit=cast.town,
        category=a_category(),
        day=TODAY,
        accused=cast.village,
        speakers=1,
        messages=1,
    )
    started(cast)
    budget = set_budget(town=cast.town, per_month=2, actor=cast.clerk, now=NOW)
    change = register_change(
        town=cast.town, what="other", words="旱情", from_on=TODAY, actor=cast.clerk, now=NOW
    )
    look(now=NOW, limit=9)
    alert = an_alert(cast)
    update_alert(alert=alert, alarm=an_alarm(cast, observed=4), now=NOW)
    ask_village(alert=alert, question="水管修过吗？", actor=cast.clerk, now=NOW)
    answer_question(alert=alert, answer="前天修过。", actor=cast.secretary, now=NOW)
    verdict = judge(alert=alert, says="real", actor=cast.clerk, now=NOW)
    resting = an_alert(cast, category=a_category("road"))
    let_rest(alert=resting, until=TODAY + DAY, actor=cast.clerk, now=NOW)
    ended = an_alert(cast, category=a_category("water"))
    end_alert(alert=ended, now=NOW)
    return Made(
        cast,
        SpeakerCount.objects.get(accused=None),
        accusing,
        Counting.objects.get(),
        change,
        budget,
        Look.objects.get(),
        as_now(alert),
        as_now(resting),
        as_now(ended),
        an_alert(cast, accused=cast.village),
        a_number_alert(cast),
        AlertUpdate.objects.get(),
        verdict,
    )


BREAKS: list[Break] = [
    ("speakers_are_counted_in_one_cell", lambda it: again(it.cell)),
    ("accusing_speakers_are_counted_in_one_cell", lambda it: again(it.accusing)),
    (
        "accusing_speakers_count_in_the_town_alone",
        lambda it: changed(it.accusing, unit=it.cast.village),
    ),
    ("speakers_are_at_most_their_messages", lambda it: changed(it.cell, speakers=2)),
    ("counting_is_one_row", lambda it: changed(it.counting, only=False)),
    ("reporting_change_is_known", lambda it: changed(it.change, what="gone")),
    (
        "reporting_change_of_another_kind_says_which",
        lambda it: changed(it.change, words=""),
    ),
    (
        "reporting_change_by_a_category_names_it",
        lambda it: changed(it.change, what="new_category"),
    ),
    (
        "reporting_change_is_told_or_read_off_an_asking",
        lambda it: changed(it.change, by=None),
    ),
    (
        "reporting_change_says_by_whom_and_when_it_was_taken_back",
        lambda it: changed(it.change, taken_back_at=NOW),
    ),
    (
        "reporting_change_by_an_asking_is_not_taken_back",
        lambda it: changed(
            ReportingChange.objects.get(by__isnull=True),
            taken_back_at=NOW,
            taken_back_by=it.cast.clerk,
        ),
    ),
    ("alarm_budget_is_one_to_ten_a_month", lambda it: changed(it.budget, per_month=0)),
    ("look_has_its_day_and_instant", lambda it: changed(it.look, looked_on=None)),
    ("alert_state_is_known", lambda it: changed(it.open, state="gone")),
    ("alert_goes_on_once_for_a_matter_and_place", lambda it: again(it.open)),
    ("alert_of_accusations_goes_on_once", lambda it: again(it.hidden)),
    ("alert_of_a_daily_number_goes_on_once", lambda it: again(it.number)),
    ("alert_is_of_a_matter_or_of_a_daily_number", lambda it: changed(it.number, series=None)),
    (
        "alert_of_a_daily_number_is_hidden_from_nobody",
        lambda it: changed(it.number, hidden_from=it.cast.village, unit=it.cast.town),
    ),
    ("alert_ends_after_it_begins", lambda it: changed(it.open, last_on=TODAY - 9 * DAY)),
    ("alert_has_three_speakers_or_more", lambda it: changed(it.open, observed=2)),
    ("alert_range_is_from_low_to_high", lambda it: changed(it.open, low=9)),
    ("alert_figures_are_possible", lambda it: changed(it.open, p=1.5)),
    (
        "alert_of_accusations_is_the_towns",
        lambda it: changed(it.hidden, unit=it.cast.hill_village),
    ),
    ("alert_that_rests_has_a_date", lambda it: changed(it.resting, rests_until=None)),
    ("alert_that_is_over_has_an_instant", lambda it: changed(it.ended, ended_at=None)),
    (
        "alert_question_says_whom_by_whom_and_when",
        lambda it: changed(it.open, asked_unit=None),
    ),
    ("alert_answer_says_by_whom_and_when", lambda it: changed(it.open, answered_by=None)),
    (
        "alert_answer_has_a_question",
        lambda it: changed(it.open, question="", asked_unit=None, asked_by=None, asked_at=None),
    ),
    ("alert_update_is_brought_by_somebody", lambda it: changed(it.update, joined=0)),
    ("alert_update_is_told_once_for_a_number", lambda it: again(it.update)),
    ("verdict_on_an_alert_is_one_of_four", lambda it: changed(it.verdict, says="gone")),
]


def test_every_constraint_has_its_test() -> None:
    assert sorted(name for name, _breaks in BREAKS) == sorted(constraints_of("warning"))


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert_refuses("warning", name, lambda: breaks(it))

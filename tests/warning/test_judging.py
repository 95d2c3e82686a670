"""What the office does with an alert: who may, what is refused, and what it teaches the town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from builders import kinds_since, latest, meanwhile, statements
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Problem, ProblemVoice
from qunce.domain.record.models import Entry
from qunce.domain.warning.actions import (
    answer_question,
    ask_village,
    count_new,
    judge,
    let_rest,
    open_problem,
    register_change,
    set_budget,
)
from qunce.domain.warning.actions.raising import end_alert
from qunce.domain.warning.models import Alert, ReportingChange, Verdict
from qunce.domain.warning.queries import alert_list, budget, messages_behind, precision, weeks_of
from qunce.domain.warning.states import STEPS, AlertState
from qunce.kernel.refusals import Refused
from voices_made import a_category, county_clerk
from warning_made import DAY, a_sorted_message, an_alert, as_now, past_speakers

TITLE, STATEMENT = "三组路灯不亮", "三组多户说路灯坏了，线路待查。"


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as reasons:
        act()
    return [reason.code for reason in reasons.value.refusals]


WORKS = {
    "clerk": True,
    "leader": True,
    "first": True,
    "viewer": False,
    "secretary": False,
    "outsider": False,
    "teacher": False,
}


@pytest.mark.parametrize("who", WORKS)
def test_only_the_office_and_leading_officials_work_on_it(cast: Cast, who: str) -> None:
    alert = an_alert(cast)
    post = {**cast.five, "first": cast.first, "teacher": cast.teacher}[who]
    acts: list[Callable[[], Any]] = [
        lambda: judge(alert=alert, says="real", actor=post, now=NOW),
        lambda: ask_village(alert=alert, question="修过吗？", actor=post, now=NOW),
        lambda: let_rest(alert=alert, until=TODAY + DAY, actor=post, now=NOW),
        lambda: set_budget(town=cast.town, per_month=2, actor=post, now=NOW),
        lambda: register_change(
            town=cast.town, what="new_channel", from_on=TODAY, actor=post, now=NOW
        ),
        lambda: open_problem(alert=alert, title=TITLE, statement=STATEMENT, actor=post, now=NOW),
    ]
    for act in acts:
        if WORKS[who]:
            act()
        else:
            assert set(refused(act)) <= {
                "alert_of_another_office",
                "alert_not_there",
                "warning_of_another_office",
            }
    if not WORKS[who]:
        assert as_now(alert).version == alert.version
        assert not Verdict.objects.exists()


def test_who_is_spoken_against_finds_nothing_and_those_above_work_on_it(cast: Cast) -> None:
    alert = an_alert(cast, accused=cast.town)
    assert refused(lambda: judge(alert=alert, says="real", actor=cast.first, now=NOW)) == [
        "alert_not_there"
    ]
    judge(alert=alert, says="real", actor=county_clerk(cast), now=NOW)
    assert Verdict.objects.count() == 1


def test_the_record_does_not_say_who_works_on_what_is_hidden(cast: Cast) -> None:
    above = county_clerk(cast)
    hidden, open_to_all = an_alert(cast, accused=cast.town), an_alert(cast)
    judge(alert=hidden, says="real", actor=above, now=NOW)
    let_rest(alert=hidden, until=TODAY + DAY, actor=above, now=NOW)
    judge(alert=open_to_all, says="real", actor=cast.clerk, now=NOW)
    said = {
        (entry.subject_id, entry.actor_kind, entry.actor_id)
        for entry in Entry.objects.filter(kind__in=("alert.judged", "alert.rests"))
    }
    assert said == {
        (str(hidden.pk), "post", ""),
        (str(open_to_all.pk), "post", str(cast.clerk.pk)),
    }


def test_the_county_leaves_a_towns_alert_to_the_town(cast: Cast) -> None:
    alert = an_alert(cast)
    above = county_clerk(cast)
    assert refused(lambda: judge(alert=alert, says="real", actor=above, now=NOW)) == [
        "alert_of_another_office"
    ]


def test_a_verdict_is_one_of_four_and_the_last_counts(cast: Cast) -> None:
    alert = an_alert(cast)
    assert refused(lambda: judge(alert=alert, says="maybe", actor=cast.clerk, now=NOW)) == [
        "verdict_unknown"
    ]
    assert refused(
        lambda: judge(alert=alert, says="real", words="长" * 301, actor=cast.clerk, now=NOW)
    )
    judge(alert=alert, says="unclear", actor=cast.clerk, now=NOW)
    judge(alert=alert, says="real", words="水管破了", actor=cast.leader, now=NOW + DAY)
    (shown,) = alert_list(cast.clerk, TODAY)
    assert shown.said == "real"
    said = precision(cast.town)
    assert (said.right, said.judged, said.unclear) == (1, 1, 0)
    assert "水管" not in latest().canonical


def test_of_two_who_act_at_once_one_is_told_so(cast: Cast) -> None:
    alert = an_alert(cast)

    def another() -> None:
        Alert.objects.filter(pk=alert.pk).update(version=9)

    with meanwhile("warning_alert", another):
        assert refused(lambda: judge(alert=alert, says="real", actor=cast.clerk, now=NOW)) == [
            "alert_changed_meanwhile"
        ]
    assert not Verdict.objects.exists()


def judged(cast: Cast, *verdicts: str) -> None:
    for number, says in enumerate(verdicts):
        alert = an_alert(cast, category=a_category(f"matter-{number}"))
        judge(alert=alert, says=says, actor=cast.clerk, now=NOW + number * DAY)


def test_the_towns_own_precision_has_its_interval(cast: Cast) -> None:
    assert precision(cast.town).interval is None
    judged(cast, "real", "known", "not_real", "unclear")
    found = precision(cast.town)
    assert (found.right, found.judged, found.unclear) == (2, 3, 1)
    assert found.interval is not None
    # Wilson's for 2 of 3, by hand: (p + z²/2n ± z √(pq/n + z²/4n²)) / (1 + z²/n)
    assert found.interval.low == pytest.approx(0.2077, abs=1e-4)
    assert found.interval.high == pytest.approx(0.9385, abs=1e-4)
    assert precision(cast.other_town).judged == 0
    assert len(statements(lambda: precision(cast.town))) == 1


def test_precision_looks_at_the_last_twenty_and_at_none_that_is_hidden(cast: Cast) -> None:
    judged(cast, "not_real", *["real"] * 20)
    hidden = an_alert(cast, accused=cast.village)
    judge(alert=hidden, says="not_real", actor=cast.clerk, now=NOW + 30 * DAY)
    found = precision(cast.town)
    assert (found.right, found.judged) == (20, 20)


def test_a_problem_is_opened_once_with_the_messages_behind_it(cast: Cast) -> None:
    for _ in range(3):
        a_sorted_message(cast)
    a_sorted_message(cast, category=a_category("road"))
    count_new(now=NOW, limit=99)
    alert = an_alert(cast)
    problem = open_problem(alert=alert, title=TITLE, statement=STATEMENT, actor=cast.clerk, now=NOW)
    assert as_now(alert).problem == problem
    assert (problem.source, problem.source_ref) == ("warning", f"alert:{alert.pk}")
    assert problem.unit == cast.village
    assert problem.category == a_category()
    assert len(list(messages_behind(alert, cast.clerk, TODAY))) == 3
    assert ProblemVoice.objects.filter(problem=problem).count() == 3
    assert refused(
        lambda: open_problem(
            alert=alert, title=TITLE, statement=STATEMENT, actor=cast.clerk, now=NOW
        )
    ) == ["alert_has_a_problem"]
    assert Problem.objects.count() == 1


def test_a_problem_of_accusations_stays_hidden_from_the_accused(cast: Cast) -> None:
    alert = an_alert(cast, accused=cast.village)
    act = lambda: open_problem(  # noqa: E731
        alert=alert, title=TITLE, statement=STATEMENT, actor=cast.clerk, now=NOW
    )
    assert refused(act) == ["alert_messages_not_yours"]
    assert not Problem.objects.exists()
    a_sorted_message(cast, "有人不修灯。", unit=cast.town, accused=cast.village)
    count_new(now=NOW, limit=99)
    problem = act()
    assert problem.hidden_from == cast.village
    assert not Problem.objects.visible_to(cast.secretary, on=TODAY).exists()


def test_messages_are_for_those_who_may_read_them(cast: Cast) -> None:
    a_sorted_message(cast)
    a_sorted_message(cast, unit=cast.town, village=cast.village)
    a_sorted_message(cast, on=TODAY - 20 * DAY)
    count_new(now=NOW, limit=99)
    alert = an_alert(cast)
    assert len(messages_behind(alert, cast.clerk, TODAY)) == 2
    assert len(messages_behind(alert, cast.secretary, TODAY)) == 1
    assert len(messages_behind(alert, cast.viewer, TODAY)) == 0
    assert len(messages_behind(alert, cast.outsider, TODAY)) == 0


def test_the_secretary_is_asked_once_and_answers_once(cast: Cast) -> None:
    alert = an_alert(cast)
    assert refused(
        lambda: answer_question(alert=alert, answer="不知道。", actor=cast.secretary, now=NOW)
    ) == ["alert_not_asked_of_you"]
    ask_village(alert=alert, question="线路最近动过吗？", actor=cast.clerk, now=NOW)
    assert "线路" not in latest().canonical
    (told,) = Notice.objects.filter(kind="alert.asked")
    assert told.post == cast.secretary
    assert "线路" not in told.said
    assert refused(
        lambda: ask_village(alert=alert, question="再问。", actor=cast.clerk, now=NOW)
    ) == ["alert_was_asked_about"]
    assert refused(
        lambda: answer_question(alert=alert, answer="动过。", actor=cast.clerk, now=NOW)
    ) == ["alert_not_asked_of_you"]
    answer_question(alert=alert, answer="上周换过变压器。", actor=cast.secretary, now=NOW)
    assert as_now(alert).answer == "上周换过变压器。"
    assert Notice.objects.filter(kind="alert.answered", post=cast.clerk).count() == 1
    assert refused(
        lambda: answer_question(alert=alert, answer="又想起。", actor=cast.secretary, now=NOW)
    ) == ["alert_was_answered"]


def test_where_nobody_answers_nobody_is_asked(cast: Cast) -> None:
    for alert, code in (
        (an_alert(cast, unit=cast.hill_village), "alert_unit_has_no_secretary"),
        (an_alert(cast, unit=cast.town), "alert_has_nobody_to_ask"),
        (an_alert(cast, accused=cast.village), "alert_has_nobody_to_ask"),
    ):
        assert code in refused(
            lambda alert=alert: ask_village(  # type: ignore[misc]
                alert=alert, question="怎么了？", actor=cast.clerk, now=NOW
            )
        )


def test_a_branch_that_acts_for_another_unit_is_asked_for_it(cast: Cast) -> None:
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(covered_by=cast.village)
    alert = an_alert(cast, unit=cast.hill_village)
    ask_village(alert=alert, question="怎么了？", actor=cast.clerk, now=NOW)
    answer_question(alert=alert, answer="没事。", actor=cast.secretary, now=NOW)
    assert as_now(alert).answered_by == cast.secretary


def test_it_rests_up_to_a_day_within_a_quarter(cast: Cast) -> None:
    alert = an_alert(cast)
    for until in (TODAY, TODAY + 93 * DAY):
        assert refused(
            lambda until=until: let_rest(  # type: ignore[misc]
                alert=alert, until=until, actor=cast.clerk, now=NOW
            )
        ) == ["alert_rests_too_long"]
    before = Entry.objects.count()
    let_rest(alert=alert, until=TODAY + 92 * DAY, actor=cast.clerk, now=NOW)
    let_rest(alert=alert, until=TODAY + 30 * DAY, actor=cast.clerk, now=NOW)
    assert kinds_since(before) == ["alert.rests", "alert.rests"]
    end_alert(alert=as_now(alert), now=NOW)
    assert refused(lambda: let_rest(alert=alert, until=TODAY + DAY, actor=cast.clerk, now=NOW)) == [
        "alert_is_over"
    ]
    judge(alert=alert, says="not_real", actor=cast.clerk, now=NOW)


def test_every_state_is_in_the_table_and_what_ended_stays_so() -> None:
    assert set(STEPS) == set(AlertState.values)
    assert STEPS[AlertState.ENDED] == frozenset()
    assert {one for to in STEPS.values() for one in to} <= set(AlertState.values)


def test_the_budget_is_one_until_the_town_chooses(cast: Cast) -> None:
    assert budget(cast.town) == 1
    for wrong in (0, 11):
        assert refused(
            lambda wrong=wrong: set_budget(  # type: ignore[misc]
                town=cast.town, per_month=wrong, actor=cast.clerk, now=NOW
            )
        ) == ["alarm_budget_out_of_range"]
    set_budget(town=cast.town, per_month=3, actor=cast.clerk, now=NOW)
    set_budget(town=cast.town, per_month=2, actor=cast.leader, now=NOW)
    assert budget(cast.town) == 2
    assert budget(cast.other_town) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what": "weather"}, "reporting_change_unknown"),
        ({"from_on": TODAY + DAY}, "reporting_change_to_come"),
        ({"what": "new_category"}, "reporting_change_needs_a_category"),
        ({"what": "other"}, "words_missing"),
        ({"elsewhere": True}, "reporting_change_elsewhere"),
    ],
)
def test_a_change_says_what_where_and_since_when(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    given: dict[str, Any] = {"what": "new_channel", "from_on": TODAY, **changes}
    if given.pop("elsewhere", False):
        given["unit"] = cast.other_village
    found = refused(lambda: register_change(town=cast.town, actor=cast.clerk, now=NOW, **given))
    assert len(found) == 1
    assert code == "words_missing" or found == [code]
    assert not ReportingChange.objects.exists()


def test_a_change_is_written_down_once(cast: Cast) -> None:
    def tell(**changes: Any) -> object:
        given = {"what": "new_channel", "from_on": TODAY, **changes}
        return register_change(town=cast.town, actor=cast.clerk, now=NOW, **given)

    tell()
    assert refused(lambda: tell(words="还是那一条")) == ["reporting_change_is_known"]
    tell(unit=cast.village)
    tell(from_on=TODAY - DAY)
    tell(what="other", words="换了值班电话")
    tell(what="other", words="赶集日改了")
    assert refused(lambda: tell(what="other", words="赶集日改了")) == ["reporting_change_is_known"]
    assert ReportingChange.objects.count() == 5


def test_weeks_of_fewer_than_three_are_not_told_from_empty_ones(cast: Cast) -> None:
    alert = an_alert(cast)
    past_speakers(cast, cast.village, a_category(), [TODAY - n * DAY for n in range(3)])
    past_speakers(cast, cast.village, a_category(), [TODAY - 10 * DAY])
    weeks = weeks_of(alert, TODAY)
    assert (weeks[-1].until, weeks[-1].speakers) == (TODAY, 3)
    assert {week.speakers for week in weeks[:-1]} == {None}
    assert len(weeks) == 26


def test_a_list_costs_the_same_for_one_row_and_for_three(cast: Cast) -> None:
    an_alert(cast)

    def read() -> list[object]:
        return [
            (one.unit.name, one.category.name, one.town.name, one.said, one.problem)
            for one in alert_list(cast.clerk, TODAY)
        ]

    assert len(statements(read)) == 2
    for code in ("road", "water"):
        an_alert(cast, category=a_category(code))
    assert len(statements(read)) == 2

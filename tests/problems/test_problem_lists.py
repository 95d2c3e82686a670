"""Lists, ledgers, levels, wording: what they hold and what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import problems_made as made
from builders import a_campaign, codes, kinds_since, latest, statements
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim
from qunce.domain.matters.actions import add_category
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.problems import actions, queries
from qunce.domain.problems.models import Problem
from qunce.domain.problems.queries import LEDGER, Filters
from qunce.domain.problems.rules import why_not_hand_down, why_not_pass_up
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

DAY = timedelta(days=1)

LIST_COSTS = 2
"""The units of the holder's posts, the list."""
LEDGER_COSTS = 5
"""The same, and the assisting units, the measures, the progress."""


def rows(problems: Any) -> list[str]:
    """What a row of the page shows, of every row."""
    return [
        f"{one.number} {one.title} {one.unit.name} {one.place} {one.category} {one.lead_unit} "
        f"{one.responsible} {one.leader} {one.get_state_display()} {one.due_on} {one.town}"
        for one in problems
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_whatever_its_length(cast: Cast, count: int) -> None:
    _several(cast, count)
    sent = statements(lambda: rows(queries.problem_list(cast.clerk, TODAY)))
    assert len(sent) == LIST_COSTS, sent
    sent = statements(lambda: list(queries.list_as_ledger(cast.clerk, TODAY)))
    assert len(sent) == LEDGER_COSTS, sent


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_in_the_list_costs_no_statement_more(cast: Cast, count: int) -> None:
    _several(cast, count)
    found: list[str] = []
    sent = statements(
        lambda: found.extend(rows(queries.problem_list(cast.clerk, TODAY, {"words": "路灯"})))
    )
    assert (len(sent), len(found)) == (LIST_COSTS, count)


def test_a_list_is_narrowed_by_each_filter(cast: Cast) -> None:
    light = add_category(code="light", name="路灯", actor=SYSTEM, now=NOW)
    place = add_place(unit=cast.village, code="p1", name="村口", actor=SYSTEM, now=NOW)
    campaign = a_campaign(cast)
    aim = Aim.objects.filter(campaign=campaign)[0]
    here = made.listed(
        cast,
        made.a_problem(
            cast,
            voices=[],
            category=light,
            place=place,
            campaign=campaign,
            aim=aim,
            mode="learning",
            title="村口路灯",
        ),
        mode="learning",
        level="village",
        due_on=TODAY,
    )
    school = made.a_problem(cast, voices=[], unit=cast.school, title="围墙裂缝")
    later = TODAY + DAY
    for narrowed, found in (
        ({}, [school, here]),
        ({"state": "found"}, [school]),
        ({"state": "listed"}, [here]),
        ({"unit": cast.school}, [school]),
        ({"unit": cast.village.pk}, [here]),
        ({"place": place}, [here]),
        ({"category": light}, [here]),
        ({"aim": aim}, [here]),
        ({"campaign": campaign}, [here]),
        ({"level": "village"}, [here]),
        ({"mode": "learning"}, [here]),
        ({"late": True}, [here]),
        ({"unfinished": True}, [school, here]),
        ({"words": "裂缝"}, [school]),
        ({"words": "缝"}, [school]),
        ({"words": here.number}, [here]),
        ({"words": "没有这样的"}, []),
        ({"words": "  "}, [school, here]),
        ({"words": "路灯", "late": True, "unit": cast.village}, [here]),
    ):
        assert list(queries.problem_list(cast.clerk, later, narrowed)) == found, narrowed
        assert list(queries.problem_list(cast.clerk, later, Filters(**narrowed))) == found
    assert list(queries.problem_list(cast.clerk, TODAY, Filters(late=True))) == []
    assert queries.state_counts(cast.clerk, TODAY) == {"found": 1, "listed": 1}
    assert list(queries.problem_list(None, TODAY)) == []


def test_the_ledger_has_the_columns_offices_keep(cast: Cast) -> None:
    problem = made.listed(cast, leader=cast.leader, assisting=[cast.school])
    problem = made.in_hand(cast, problem)
    actions.add_measure(
        problem=problem, text="换灯泡", due_on=TODAY + DAY, actor=cast.secretary, now=NOW
    )
    for words in ("已报修", "已更换"):
        actions.report_progress(problem=problem, words=words, actor=cast.secretary, now=NOW)
    problem = made.checked(cast, made.claimed(cast, problem), actor=cast.first)
    problem = made.confirmed(cast, problem)
    made.closed(cast, problem, institution="每月夜查一次")
    (row,) = queries.list_as_ledger(cast.clerk, TODAY)
    assert tuple(row) == LEDGER
    assert row == {
        "number": problem.number,
        "campaign": "",
        "branch": "上清村",
        "area": "东片区",
        "spot": "",
        "source": "voice",
        "category": "",
        "statement": "三组十二号路灯损坏。",
        "found_on": TODAY,
        "mode": "checking",
        "standard": "路灯夜间常亮",
        "measures": ["换灯泡"],
        "leader": "清泉镇 党委副书记、镇长",
        "lead_unit": "上清村",
        "assisting_units": ["清泉镇中心学校"],
        "responsible": "上清村 党支部书记",
        "due_on": made.DUE_ON,
        "progress": "已更换",
        "checked_by": "党委书记",
        "check_unit": "清泉镇",
        "checked_on": TODAY,
        "people_confirm": "speakers",
        "closed_on": TODAY,
        "close_basis": "三组路灯恢复照明",
        "unfinished_reason": "",
        "institution": "每月夜查一次",
        "remarks": "",
    }


def test_what_cannot_be_solved_for_now_says_why_in_the_ledger(cast: Cast) -> None:
    made.not_now(cast)
    (row,) = queries.list_as_ledger(cast.clerk, TODAY)
    assert row["unfinished_reason"] == "线路改造资金下半年到位"


# --- levels


def county_post(cast: Cast) -> Post:
    agency = add_unit(
        code="dianli", name="县电力局", kind="agency", parent=cast.county, actor=SYSTEM, now=NOW
    )
    post = add_post(unit=agency, code="dianli-1", title="主任", role="staff", actor=SYSTEM, now=NOW)
    user = add_staff(username="dianli", name="电力", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def test_up_and_down_go_one_level_with_a_reason(cast: Cast) -> None:
    post = county_post(cast)
    problem = made.in_hand(cast, made.listed(cast, level="village"))
    town = {"lead_unit": cast.town, "responsible": cast.leader, "now": NOW}
    with pytest.raises(Refused) as refused:
        actions.pass_up(problem=problem, reason=" ", actor=cast.secretary, **town)
    assert refused.value.codes == ("problem_needs_reason",)
    assert codes(why_not_hand_down(problem, cast.clerk)) == ["problem_no_such_level"]
    size = Entry.objects.count()
    actions.pass_up(problem=problem, reason="线路归镇里管", actor=cast.secretary, **town)
    problem = made.fresh(problem)
    assert (problem.state, problem.level, problem.responsible) == ("listed", "town", cast.leader)
    assert kinds_since(size) == ["problem.passed_up"]
    step = problem.steps.get(kind="passed_up")
    assert (step.words, step.params["before"]["level"]) == ("线路归镇里管", "village")
    actions.pass_up(
        problem=problem,
        reason="变压器归县里管",
        actor=cast.clerk,
        lead_unit=post.unit,
        responsible=post,
        now=NOW,
    )
    problem = made.fresh(problem)
    assert problem.level == "county"
    assert codes(why_not_pass_up(problem, cast.clerk)) == ["problem_no_such_level"]
    assert made.in_hand(cast, problem, actor=post).state == "in_hand"
    actions.hand_down(problem=problem, reason="变压器已换", actor=cast.clerk, **town)
    assert made.fresh(problem).level == "town"


def test_a_town_level_problem_is_not_given_outside_the_town(cast: Cast) -> None:
    problem = made.a_problem(cast)
    with pytest.raises(Refused) as refused:
        made.listed(cast, problem, lead_unit=cast.other_town, responsible=cast.outsider)
    assert refused.value.codes == ("problem_unit_out_of_reach",)
    with pytest.raises(Refused) as refused:
        made.listed(cast, problem, lead_unit=cast.village, responsible=cast.teacher)
    assert refused.value.codes == ("problem_responsible_of_another_unit",)
    with pytest.raises(Refused) as refused:
        made.listed(cast, problem, lead_unit=cast.county, responsible=cast.viewer, level="county")
    assert refused.value.codes == ("problem_responsible_looks_on",)


def test_only_who_works_or_keeps_the_list_passes_it_up(cast: Cast) -> None:
    problem = made.in_hand(cast, made.listed(cast, level="village"))
    for post in (cast.teacher, cast.viewer, cast.outsider):
        with pytest.raises(Refused):
            actions.pass_up(
                problem=problem,
                reason="x",
                actor=post,
                lead_unit=cast.town,
                responsible=cast.leader,
                now=NOW,
            )


def test_how_much_was_solved_at_which_level_has_its_denominator(cast: Cast) -> None:
    for level, closed in (("village", True), ("village", True), ("town", True), ("town", False)):
        problem = made.listed(cast, made.a_problem(cast), level=level)
        if closed:
            problem = made.claimed(cast, made.in_hand(cast, problem))
            made.closed(cast, made.confirmed(cast, made.checked(cast, problem)))
    found: list[queries.AtLevel] = []
    sent = statements(lambda: found.extend(queries.solved_at_levels(cast.town, TODAY)))
    assert len(sent) == 1
    assert [(str(one.level), one.solved, one.of, one.open) for one in found] == [
        ("village", 2, 3, 0),
        ("town", 1, 3, 1),
        ("county", 0, 3, 0),
    ]
    assert [one.of for one in queries.solved_at_levels(cast.county, TODAY)] == [3, 3, 3]
    assert [one.of for one in queries.solved_at_levels(cast.other_town, TODAY)] == [0, 0, 0]
    assert [one.of for one in queries.solved_at_levels(cast.town, TODAY + DAY)] == [0, 0, 0]


# --- wording, measures, pictures


def test_wording_changes_are_told_by_field_and_the_old_standard_is_kept(cast: Cast) -> None:
    problem = made.in_hand(cast)
    actions.edit_problem(
        problem=problem,
        title="三组路灯整排不亮",
        standard="整排夜间常亮",
        actor=cast.clerk,
        now=NOW,
        seen_version=problem.version,
    )
    problem = made.fresh(problem)
    assert (problem.title, problem.standard) == ("三组路灯整排不亮", "整排夜间常亮")
    step = problem.steps.get(kind="edited")
    assert step.params == {"fields": ["standard", "title"], "standard": "路灯夜间常亮"}
    assert latest().facts == {"fields": ["standard", "title"]}
    assert list(queries.problem_list(cast.clerk, TODAY, {"words": "整排"})) == [problem]


@pytest.mark.parametrize("state", ["claimed", "checked", "confirmed", "closed"])
def test_what_was_promised_is_not_reworded_once_it_is_claimed(cast: Cast, state: str) -> None:
    from problems.test_problem_states import MADE

    problem = MADE[state](cast)
    with pytest.raises(Refused) as refused:
        actions.edit_problem(
            problem=problem,
            standard="差不多就行",
            actor=cast.clerk,
            now=NOW,
            seen_version=problem.version,
        )
    assert refused.value.codes == ("problem_step_not_allowed",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "problem_needs_title"),
        ({"title": "题" * 121}, "problem_title_too_long"),
        ({"statement": "\u200b\n"}, "problem_needs_statement"),
        ({"statement": "字" * 4001}, "problem_words_too_long"),
        ({"statement": "\ud800"}, "words_broken"),
        ({"source": "rumour"}, "problem_source_unknown"),
        ({"mode": "someday"}, "problem_mode_unknown"),
        ({"level": "moon"}, "problem_level_unknown"),
        ({"found_on": TODAY + DAY}, "problem_found_in_the_future"),
    ],
)
def test_what_is_no_problem(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        made.a_problem(cast, voices=[], **changes)
    assert refused.value.codes == (code,)
    assert Problem.objects.count() == 0


def test_a_place_elsewhere_a_closed_category_another_town(cast: Cast) -> None:
    place = add_place(unit=cast.school, code="p1", name="校门", actor=SYSTEM, now=NOW)
    aim = Aim.objects.filter(campaign=a_campaign(cast))[0]
    for changes, code in (
        ({"place": place}, "problem_place_elsewhere"),
        ({"unit": cast.other_village}, "problem_outside_town"),
        ({"aim": aim}, "problem_aim_of_another_campaign"),
        (
            {"voices": [made.a_message(cast, town=cast.other_town, village=None)]},
            "problem_voice_not_there",
        ),
    ):
        with pytest.raises(Refused) as refused:
            made.a_problem(cast, **{"voices": [], **changes})
        assert code in refused.value.codes


def test_no_second_problem_comes_from_the_same_source(cast: Cast) -> None:
    made.a_problem(cast, voices=[], source_ref="visit-7")
    with pytest.raises(Refused) as refused:
        made.a_problem(cast, voices=[], source_ref="visit-7")
    assert refused.value.codes == ("problem_from_this_source_exists",)


def test_words_with_control_characters_are_kept_without_them(cast: Cast) -> None:
    problem = made.a_problem(cast, voices=[], title="路\x00灯\x07", statement="不亮\r\n两盏")
    assert (problem.title, problem.statement) == ("路灯", "不亮\n两盏")


def test_a_measure_is_added_and_carried_out_once(cast: Cast) -> None:
    problem = made.in_hand(cast)
    for changes, code in (
        ({"text": ""}, "problem_measure_needs_words"),
        ({"text": "换" * 501}, "problem_measure_too_long"),
        ({"due_on": TODAY - DAY}, "problem_day_has_passed"),
        ({"due_on": made.DUE_ON + DAY}, "problem_measure_after_its_day"),
    ):
        given: dict[str, Any] = {"text": "换灯泡", "due_on": TODAY, **changes}
        with pytest.raises(Refused) as refused:
            actions.add_measure(problem=problem, actor=cast.secretary, now=NOW, **given)
        assert refused.value.codes == (code,)
    measure = actions.add_measure(
        problem=problem, text="换灯泡", due_on=made.DUE_ON, actor=cast.clerk, now=NOW
    )
    with pytest.raises(Refused):
        actions.finish_measure(measure=measure, actor=cast.clerk, now=NOW)
    actions.finish_measure(measure=measure, actor=cast.secretary, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.finish_measure(measure=measure, actor=cast.secretary, now=NOW)
    assert refused.value.codes == ("problem_measure_done",)
    measure.refresh_from_db()
    assert measure.done_on == TODAY


def test_pictures_before_and_after_have_names_nobody_can_guess(cast: Cast) -> None:
    problem = made.in_hand(cast)
    actions.add_picture(
        problem=problem, jpeg=b"a", small=b"b", after=False, actor=cast.secretary, now=NOW
    )
    problem = made.claimed(cast, problem, pictures=[(b"c", b"d")])
    before, after = problem.pictures.all()
    assert (before.after, after.after) == (False, True)
    with after.picture.open() as kept:
        assert kept.read() == b"c"
    assert len(after.picture.name) > 36
    assert problem.number not in after.picture.name
    with pytest.raises(Refused):
        actions.add_picture(
            problem=made.closed(cast),
            jpeg=b"a",
            small=b"b",
            after=True,
            actor=cast.secretary,
            now=NOW,
        )


def _several(cast: Cast, count: int) -> None:
    for number in range(count):
        problem = made.listed(
            cast,
            made.a_problem(cast, title=f"路灯{number}"),
            leader=cast.leader,
            assisting=[cast.school],
        )
        problem = made.in_hand(cast, problem)
        actions.add_measure(
            problem=problem, text="换灯泡", due_on=TODAY, actor=cast.secretary, now=NOW
        )
        actions.report_progress(problem=problem, words="已报修", actor=cast.secretary, now=NOW)

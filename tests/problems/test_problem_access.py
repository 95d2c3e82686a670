"""Who sees and touches a problem, and what a problem made from an accusation gives away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import problems_made as made
from builders import latest
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from problems.test_problem_doer import second_post
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.notices.models import Notice
from qunce.domain.problems import actions, queries
from qunce.domain.problems.models import Problem
from qunce.domain.problems.rules import may_read_words
from qunce.domain.record.models import Entry
from qunce.domain.searching.queries import matching
from qunce.domain.voices.actions import state_interest
from qunce.domain.voices.models import Voice
from qunce.kernel.refusals import Refused

MARK = "鎏金账本"
"""Stands in the accusing message and nowhere else."""
ACCUSING = f"上清村村委会把修路灯的钱记在{MARK}上，没有公开过，村民问了几次都没有人回答。"


def sees(post: Post, problem: Problem) -> bool:
    return Problem.objects.visible_to(post, on=TODAY).filter(pk=problem.pk).exists()


def accused_problem(cast: Cast, **changes: Any) -> Problem:
    """The village is accused; the town's office keeps the problem, the leader puts it right."""
    voice = made.a_message(cast, text=ACCUSING, accused=cast.village)
    problem = made.a_problem(
        cast, voices=[voice], title="路灯经费未公开", statement="经费使用情况没有公示。", **changes
    )
    return made.listed(cast, problem, lead_unit=cast.town, responsible=cast.leader)


# --- the list


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clerk", True),
        ("leader", True),
        ("first", True),
        ("secretary", True),
        ("viewer", True),
        ("teacher", False),
        ("outsider", False),
    ],
)
def test_who_sees_an_ordinary_problem_of_the_village(cast: Cast, who: str, seen: bool) -> None:
    assert sees(getattr(cast, who), made.listed(cast)) is seen


def test_without_a_post_one_sees_nothing(cast: Cast) -> None:
    made.listed(cast)
    assert list(Problem.objects.visible_to(None, on=TODAY)) == []


def test_another_village_and_a_guidance_group_of_another_area_see_nothing(cast: Cast) -> None:
    problem = made.listed(cast)
    neighbour = _post(cast, cast.hill_village, "secretary")
    assert not sees(neighbour, problem)
    east = _post(cast, cast.town, "guidance", area=cast.east)
    assert sees(east, problem)
    assert not sees(east, made.listed(cast, made.a_problem(cast, unit=cast.school, voices=[])))


def test_an_assisting_unit_and_a_leader_of_another_unit_see_it(cast: Cast) -> None:
    problem = made.listed(cast, assisting=[cast.school])
    assert sees(cast.teacher, problem)


def test_not_yours_and_not_there_are_refused_alike(cast: Cast) -> None:
    problem = made.listed(cast)
    for act in (
        lambda: made.in_hand(cast, problem, actor=cast.outsider),
        lambda: made.not_now(cast, problem, actor=cast.outsider),
        lambda: actions.report_progress(problem=problem, words="x", actor=cast.outsider, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ("problem_not_there",)


@pytest.mark.parametrize(
    "act",
    [
        lambda cast, problem: made.listed(cast, problem, actor=cast.viewer),
        lambda cast, problem: made.not_now(cast, problem, actor=cast.viewer),
        lambda cast, problem: made.checked(cast, problem, actor=cast.viewer),
        lambda cast, problem: made.closed(cast, problem, actor=cast.viewer),
        lambda cast, problem: made.in_hand(cast, problem, actor=cast.viewer),
        lambda cast, problem: made.a_problem(cast, actor=cast.viewer, voices=[]),
    ],
    ids=["list", "not now", "check", "close", "in hand", "find"],
)
def test_a_viewer_looks_and_does_not_touch(
    cast: Cast, act: Callable[[Cast, Problem], object]
) -> None:
    problem = made.listed(cast)
    size = Entry.objects.count()
    with pytest.raises(Refused):
        act(cast, problem)
    assert Entry.objects.count() == size


# --- who may find


@pytest.mark.parametrize(
    ("who", "where", "may"),
    [
        ("clerk", "village", True),
        ("leader", "school", True),
        ("secretary", "village", True),
        ("secretary", "school", False),
        ("teacher", "school", True),
        ("teacher", "village", False),
        ("outsider", "village", False),
        ("viewer", "village", False),
    ],
)
def test_who_finds_a_problem_where(cast: Cast, who: str, where: str, may: bool) -> None:
    given: dict[str, Any] = {
        "actor": getattr(cast, who),
        "unit": getattr(cast, where),
        "voices": [],
    }
    if may:
        assert made.a_problem(cast, **given).state == "found"
        return
    with pytest.raises(Refused) as refused:
        made.a_problem(cast, **given)
    assert refused.value.codes == ("problem_in_another_unit",)


def test_a_message_one_may_not_read_is_not_there(cast: Cast) -> None:
    """The county viewer sees problems, not messages; the accused unit not its accusation."""
    voice = made.a_message(cast, text=ACCUSING, accused=cast.village)
    for post in (cast.secretary, cast.outsider, cast.viewer):
        with pytest.raises(Refused) as refused:
            made.a_problem(cast, actor=post, voices=[voice])
        assert refused.value.codes == ("problem_voice_not_there",)
        with pytest.raises(Refused):
            actions.join_voice(problem=made.listed(cast), voice=voice, actor=post, now=NOW)


# --- what accuses


def test_there_is_something_to_leak_and_the_office_has_it(cast: Cast) -> None:
    problem = accused_problem(cast)
    (voice,) = queries.sources(problem, cast.clerk, TODAY)
    assert MARK in voice.text
    assert sees(cast.clerk, problem)
    assert sees(cast.leader, problem)


def test_the_accused_unit_never_sees_it(cast: Cast) -> None:
    problem = accused_problem(cast)
    assert problem.hidden_from == cast.village
    assert not sees(cast.secretary, problem)
    assert queries.sources(problem, cast.secretary, TODAY) == []
    assert list(queries.problem_list(cast.secretary, TODAY)) == []
    assert list(queries.list_as_ledger(cast.secretary, TODAY)) == []
    assert queries.state_counts(cast.secretary, TODAY) == {}


def test_nor_does_somebody_of_the_office_who_also_holds_a_post_there(cast: Cast) -> None:
    problem = accused_problem(cast)
    assert not sees(second_post(cast, "secretary"), problem)


def test_nor_a_unit_below_the_accused_one(cast: Cast) -> None:
    voice = made.a_message(cast, text=ACCUSING, accused=cast.town)
    county = _post(cast, cast.county, "campaign_office")
    problem = made.a_problem(cast, voices=[voice], actor=county, title="经费", statement="未公示")
    assert problem.hidden_from == cast.town
    for post in (cast.clerk, cast.leader, cast.first, cast.secretary, cast.teacher):
        assert not sees(post, problem)
    assert sees(county, problem)


def test_the_viewer_sees_the_problem_and_neither_message_nor_words(cast: Cast) -> None:
    problem = accused_problem(cast)
    assert sees(cast.viewer, problem)
    assert queries.sources(problem, cast.viewer, TODAY) == []
    assert not may_read_words(problem, cast.viewer)
    assert may_read_words(problem, cast.clerk)
    assert may_read_words(problem, cast.leader)
    county_accused = made.a_message(cast, text=ACCUSING, town=cast.town, accused=cast.town)
    hidden = made.a_problem(
        cast,
        voices=[county_accused],
        actor=_post(cast, cast.county, "campaign_office"),
        title="经费",
        statement="未公示",
    )
    Problem.objects.filter(pk=hidden.pk).update(hidden_from=cast.county)
    assert not sees(cast.viewer, hidden)


@pytest.mark.parametrize("as_what", ["lead", "assist", "responsible with two posts", "leader"])
def test_the_accused_never_leads_nor_helps(cast: Cast, as_what: str) -> None:
    voice = made.a_message(cast, text=ACCUSING, accused=cast.village)
    problem = made.a_problem(cast, voices=[voice], title="经费", statement="没有公示")
    town = {"lead_unit": cast.town, "responsible": cast.leader}
    given: dict[str, Any] = {
        "lead": dict,
        "assist": lambda: {**town, "assisting": [cast.village]},
        "responsible with two posts": lambda: {
            "lead_unit": cast.town,
            "responsible": second_post(cast, "secretary"),
        },
        "leader": lambda: {**town, "leader": cast.secretary},
    }[as_what]()
    with pytest.raises(Refused) as refused:
        made.listed(cast, problem, **given)
    assert "problem_led_by_the_accused" in refused.value.codes


def test_nobody_of_the_accused_unit_has_a_notice(cast: Cast) -> None:
    """Told step by step, opened again, late: the village hears nothing of it."""
    double = second_post(cast, "secretary")
    problem = accused_problem(cast)
    problem = made.claimed(cast, made.in_hand(cast, problem))
    problem = made.checked(cast, problem, actor=cast.first)
    made.say(problem, "not_fixed")
    actions.raise_due(**made.after(60), limit=100)
    about = Notice.objects.filter(about_kind="problem", about_id=str(problem.pk))
    assert {notice.post_id for notice in about} == {cast.clerk.pk, cast.leader.pk}
    assert double.pk not in {notice.post_id for notice in about}


def test_the_record_says_neither_who_works_on_it_nor_where(cast: Cast) -> None:
    size = Entry.objects.count()
    problem = accused_problem(cast)
    problem = made.claimed(cast, made.in_hand(cast, problem))
    made.closed(cast, made.confirmed(cast, made.checked(cast, problem, actor=cast.first)))
    ours = [entry for entry in Entry.objects.since(size) if entry.kind.startswith("problem.")]
    assert len(ours) == 8
    for entry in ours:
        for name in (cast.village.code, cast.village.name, MARK, cast.leader.title, "clerk"):
            assert name not in entry.canonical, entry.kind


def test_no_entry_of_an_ordinary_problem_quotes_anybody(cast: Cast) -> None:
    size = Entry.objects.count()
    problem = made.closed(cast)
    made.say(problem, "not_fixed", words="隐私标记甲乙丙")
    for entry in Entry.objects.since(size):
        for words in ("隐私标记甲乙丙", made.MESSAGE[:12], "换了灯泡", "三组路灯恢复照明"):
            assert words not in entry.canonical
    for notice in Notice.objects.all():
        assert "隐私标记甲乙丙" not in str(notice.params)


# --- no copying of an accusation

RUN = ACCUSING[5:35]


@pytest.mark.parametrize(
    ("statement", "copied"),
    [
        (f"群众反映：{RUN}", True),
        (f"群众反映：{RUN[:29]}", False),
        (ACCUSING.replace("，", " "), True),
        ("路灯维修经费没有向村民公开。", False),
        (ACCUSING, True),
    ],
    ids=["thirty in a row", "twenty-nine", "without its commas", "own words", "whole"],
)
def test_the_statement_does_not_repeat_an_accusation(
    cast: Cast, statement: str, copied: bool
) -> None:
    voice = made.a_message(cast, text=ACCUSING, accused=cast.village)
    if not copied:
        assert made.a_problem(cast, voices=[voice], statement=statement).statement == statement
        return
    with pytest.raises(Refused) as refused:
        made.a_problem(cast, voices=[voice], statement=statement)
    assert refused.value.codes == ("problem_copies_an_accusation",)


def test_nor_after_rewording_nor_by_joining_afterwards(cast: Cast) -> None:
    voice = made.a_message(cast, text=ACCUSING, accused=cast.village)
    problem = made.a_problem(cast, voices=[voice], title="经费", statement="没有公示")
    with pytest.raises(Refused) as refused:
        actions.edit_problem(
            problem=problem, statement=RUN, actor=cast.clerk, now=NOW, seen_version=problem.version
        )
    assert refused.value.codes == ("problem_copies_an_accusation",)
    other = made.a_problem(cast, voices=[], statement=RUN)
    with pytest.raises(Refused) as refused:
        actions.join_voice(problem=other, voice=voice, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("problem_copies_an_accusation",)


def test_an_ordinary_message_may_be_quoted(cast: Cast) -> None:
    assert made.a_problem(cast, statement=made.MESSAGE).statement == made.MESSAGE


def test_joining_an_accusation_hides_the_problem_or_is_refused(cast: Cast) -> None:
    accusing = made.a_message(cast, text=ACCUSING, accused=cast.village)
    led_by_the_village = made.listed(cast)
    with pytest.raises(Refused) as refused:
        actions.join_voice(problem=led_by_the_village, voice=accusing, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("problem_led_by_the_accused",)
    problem = made.listed(cast, made.a_problem(cast), lead_unit=cast.town, responsible=cast.leader)
    assert sees(cast.secretary, problem)
    actions.join_voice(problem=problem, voice=accusing, actor=cast.clerk, now=NOW)
    assert not sees(cast.secretary, problem)
    other = made.a_message(cast, text="学校食堂的账也没有公开", accused=cast.school)
    with pytest.raises(Refused) as refused:
        actions.join_voice(problem=problem, voice=other, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("problem_voices_accuse_two_units",)


def test_two_accusations_of_units_apart_are_two_problems(cast: Cast) -> None:
    voices = [
        made.a_message(cast, text=ACCUSING, accused=cast.village),
        made.a_message(cast, text="学校食堂的账没有公开", accused=cast.school),
    ]
    with pytest.raises(Refused) as refused:
        made.a_problem(cast, voices=voices, title="账", statement="未公示")
    assert refused.value.codes == ("problem_voices_accuse_two_units",)


def test_who_stated_an_interest_keeps_out_of_deciding(cast: Cast) -> None:
    problem = made.confirmed(cast)
    state_interest(post=cast.clerk, unit=cast.village, now=NOW)
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem)
    assert refused.value.codes == ("problem_of_interest",)
    assert made.closed(cast, problem, actor=cast.first).state == "closed"


def test_search_finds_only_what_one_may_see(cast: Cast) -> None:
    problem = accused_problem(cast)
    assert matching("problem", "经费") is not None
    wanted = {"words": "经费"}
    assert list(queries.problem_list(cast.clerk, TODAY, wanted)) == [problem]
    assert list(queries.problem_list(cast.secretary, TODAY, wanted)) == []
    assert list(queries.problem_list(cast.clerk, TODAY, {"words": MARK})) == []


def test_what_a_problem_shows_holds_no_word_of_the_message(cast: Cast) -> None:
    problem = accused_problem(cast)
    row = next(iter(queries.list_as_ledger(cast.viewer, TODAY)))
    shown = [str(row), *(f"{step.words}{step.params}" for step in queries.story(problem))]
    assert not any(MARK in text for text in shown)
    assert latest().kind == "problem.listed"
    assert Voice.objects.filter(text__contains=MARK).exists()


def _post(cast: Cast, unit: Any, role: str, **more: Any) -> Post:
    code = f"{unit.code}-{role}-2"
    post = add_post(
        unit=unit, code=code, title="另一岗位", role=role, actor=SYSTEM, now=NOW, **more
    )
    user = add_staff(username=code, name="某人", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    assert post.holdings.get().since < TODAY + timedelta(days=1)
    return post

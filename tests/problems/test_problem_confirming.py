"""Nothing is closed before those concerned confirm; silence is never a yes."""

from __future__ import annotations

import pytest

import problems_made as made
from builders import kinds_since, latest
from cast import NOW, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.problems import actions, queries
from qunce.domain.problems.lots import drawn_numbers
from qunce.domain.problems.models import Problem
from qunce.domain.problems.rules import (
    Confirmed,
    confirmed_by_neighbours,
    confirmed_by_speakers,
)
from qunce.domain.record.models import Entry
from qunce.domain.record.queries import latest_head
from qunce.kernel.refusals import Refused

F, P, N = "fixed", "partly", "not_fixed"
YES, NO, NOT_YET = Confirmed.YES, Confirmed.NOT_FIXED, Confirmed.NOT_YET
WAITING, NOBODY = Confirmed.WAITING, Confirmed.NOBODY


@pytest.mark.parametrize(
    ("says", "asked", "over", "made_of_it"),
    [
        # the days still run
        ([], 3, False, WAITING),
        ([F], 3, False, WAITING),
        ([F, P], 3, False, WAITING),
        ([N], 3, False, NO),
        ([F, F, N], 3, False, NO),
        # everybody has answered
        ([F], 1, False, YES),
        ([P], 1, False, NOT_YET),
        ([F, P], 2, False, YES),
        ([F, P, P], 3, False, NOT_YET),
        ([F, F, P], 3, False, YES),
        # the days are over
        ([], 3, True, NOBODY),
        ([F], 3, True, YES),
        ([F, P], 3, True, YES),
        ([P], 3, True, NOT_YET),
        ([N], 3, True, NO),
    ],
)
def test_what_those_who_spoke_make_of_it(
    says: list[str], asked: int, over: bool, made_of_it: Confirmed
) -> None:
    assert confirmed_by_speakers(says, asked=asked, over=over) == made_of_it


@pytest.mark.parametrize(
    ("says", "drawn", "over", "made_of_it"),
    [
        ([], 5, False, WAITING),
        ([F, F, F], 5, False, WAITING),
        ([F, N], 5, False, NO),
        ([F, F, F, P, P], 5, False, YES),
        ([F, F, P, P, P], 5, False, NOT_YET),
        ([F, F, F], 3, False, YES),
        # of a lot those who could not be reached still count
        ([F, F, F], 5, True, YES),
        ([F, F], 5, True, NOBODY),
        ([F, F], 4, True, YES),
        ([], 5, True, NOBODY),
    ],
)
def test_what_neighbours_drawn_by_lot_make_of_it(
    says: list[str], drawn: int, over: bool, made_of_it: Confirmed
) -> None:
    assert confirmed_by_neighbours(says, drawn=drawn, over=over) == made_of_it


def test_who_spoke_confirms_and_then_it_can_be_closed(cast: Cast) -> None:
    problem = made.checked(cast)
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem)
    assert refused.value.codes == ("problem_not_confirmed",)
    made.say(problem, "fixed", words="亮了")
    problem = made.fresh(problem)
    assert (problem.state, problem.confirmation) == ("confirmed", "speakers")
    assert problem.confirmed_at == NOW
    assert made.closed(cast, problem).state == "closed"
    assert latest().facts == {"confirmed_by": "speakers"}


def test_one_not_fixed_opens_it_again_and_the_responsible_post_is_told(cast: Cast) -> None:
    problem = made.checked(cast, _of_three(cast))
    first, second, _third = [link.voice for link in problem.sources.all()]
    actions.hear_speaker(voice=first, says="fixed", words="", now=NOW)
    size = Entry.objects.count()
    actions.hear_speaker(voice=second, says="not_fixed", words="一盏都不亮", now=NOW)
    problem = made.fresh(problem)
    assert (problem.state, problem.reopened_times) == ("reopened", 1)
    assert kinds_since(size) == ["problem.said", "problem.reopened"]
    told = Notice.objects.get(post=cast.secretary, kind="problem.reopened")
    assert told.path == f"/office/problems/{problem.pk}/"
    assert "一盏都不亮" not in str(told.params)
    assert made.asked(problem, says="not_fixed")[0].words == "一盏都不亮"


def test_what_was_claimed_and_checked_goes_into_the_story(cast: Cast) -> None:
    problem = made.reopened(cast)
    assert [
        problem.claimed_by, problem.doer, problem.claimed_at, problem.done,
        problem.checked_by, problem.checker, problem.checked_at, problem.finding,
        problem.confirmation, problem.confirmed_at,
        problem.closed_by, problem.closer, problem.closed_at, problem.outcome,
    ] == [None, None, None, "", None, None, None, "", "", None, None, None, None, ""]  # fmt: skip
    before = problem.steps.get(kind="reopened").params["before"]
    assert before["done"] == "换了灯泡和线路"
    assert before["finding"] == "夜间到现场看过，灯亮"
    assert before["outcome"] == "三组路灯恢复照明"
    assert before["claimed_by"] == str(cast.secretary)
    assert before["checked_by"] == str(cast.leader)
    assert before["closed_by"] == str(cast.clerk)
    assert problem.due_on == made.DUE_ON  # later than the fifteen days
    assert made.steps(problem)[:5] == ["found", "listed", "in_hand", "claimed", "checked"]


def test_the_second_time_it_goes_the_whole_way_again(cast: Cast) -> None:
    problem = made.claimed(cast, made.in_hand(cast, made.reopened(cast)))
    problem = made.checked(cast, problem)
    assert [one.round for one in made.asked(problem, kind="confirmation")] == [0, 1]
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem)
    assert refused.value.codes == ("problem_not_confirmed",)
    made.say(problem, "fixed")
    assert made.closed(cast, made.fresh(problem)).reopened_times == 1


def test_only_partly_goes_back_to_the_work(cast: Cast) -> None:
    problem = made.checked(cast)
    made.say(problem, "partly", words="还差一盏")
    problem = made.fresh(problem)
    assert problem.state == "reopened"
    assert problem.steps.get(kind="reopened").params["partly"] is True
    assert Notice.objects.filter(post=cast.secretary, kind="problem.partly").count() == 1


def test_some_days_without_an_answer_and_half_of_the_answers_fixed(cast: Cast) -> None:
    problem = made.checked(cast, _of_three(cast))
    first = problem.sources.all()[0].voice
    actions.hear_speaker(voice=first, says="fixed", words="", now=NOW)
    actions.raise_due(**made.after(15), limit=100)
    assert made.fresh(problem).state == "checked"  # the fifteenth day is still theirs
    actions.raise_due(**made.after(16), limit=100)
    problem = made.fresh(problem)
    assert (problem.state, problem.confirmation) == ("confirmed", "speakers")


def test_nobody_answers_so_neighbours_are_drawn_and_nothing_is_confirmed_by_silence(
    cast: Cast,
) -> None:
    problem = made.checked(cast)
    with pytest.raises(Refused) as refused:
        made.a_draw(cast, problem, **made.after(15))
    assert refused.value.codes == ("problem_is_being_asked",)
    actions.raise_due(**made.after(16), limit=100)
    assert made.fresh(problem).state == "checked"
    assert Notice.objects.filter(post=cast.clerk, kind="problem.draw").count() == 1
    with pytest.raises(Refused) as refused:
        made.closed(cast, problem, **made.after(400))
    assert refused.value.codes == ("problem_not_confirmed",)
    draw = made.a_draw(cast, problem, **made.after(17))
    for asking in draw.askings.all():
        actions.note_neighbour(
            asking=asking, says="fixed", words="", actor=cast.clerk, **made.after(18)
        )
    problem = made.fresh(problem)
    assert (problem.state, problem.confirmation) == ("confirmed", "neighbours")


def test_who_spoke_may_still_answer_after_the_days(cast: Cast) -> None:
    problem = made.checked(cast)
    actions.raise_due(**made.after(16), limit=100)
    made.say(problem, "fixed", **made.after(20))
    assert made.fresh(problem).confirmation == "speakers"


def test_where_nobody_spoke_the_office_is_told_at_once_to_draw(cast: Cast) -> None:
    problem = _checked_quiet(cast)
    assert made.asked(problem) == []
    assert Notice.objects.filter(post=cast.clerk, kind="problem.draw").count() == 1


def test_a_household_that_says_not_fixed_opens_it_again(cast: Cast) -> None:
    problem = _checked_quiet(cast)
    asking = made.a_draw(cast, problem).askings.all()[0]
    actions.note_neighbour(
        asking=asking, says="not_fixed", words="不亮", actor=cast.leader, now=NOW
    )
    problem = made.fresh(problem)
    assert problem.state == "reopened"
    assert all(one.dropped_at == NOW for one in made.asked(problem, answered_at=None))
    with pytest.raises(Refused) as refused:  # the lot of this round is over
        actions.note_neighbour(
            asking=made.asked(problem)[-1], says="fixed", words="", actor=cast.leader, now=NOW
        )
    assert refused.value.codes == ("problem_step_not_allowed",)


def test_a_lot_that_reached_too_few_is_drawn_again(cast: Cast) -> None:
    problem = _checked_quiet(cast)
    draw = made.a_draw(cast, problem)
    for asking in draw.askings.all()[:2]:
        actions.note_neighbour(asking=asking, says="fixed", words="", actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        made.a_draw(cast, problem, **made.after(3))
    assert refused.value.codes == ("problem_is_being_asked",)
    actions.raise_due(**made.after(16), limit=100)
    assert made.fresh(problem).state == "checked"
    assert Notice.objects.filter(post=cast.clerk, kind="problem.draw").count() == 2
    again = made.a_draw(cast, problem, **made.after(16))
    assert again.seed != draw.seed
    for asking in again.askings.all()[:3]:
        actions.note_neighbour(
            asking=asking, says="fixed", words="", actor=cast.clerk, **made.after(17)
        )
    actions.raise_due(**made.after(40), limit=100)
    assert made.fresh(problem).state == "confirmed"


def test_anybody_can_draw_again(cast: Cast) -> None:
    problem = _checked_quiet(cast)
    head = latest_head()
    assert head is not None
    draw = made.a_draw(cast, problem, households=40)
    assert draw.seed == head.head.root
    assert latest().facts["seed"] == draw.seed
    assert latest().facts["numbers"] == draw.numbers
    assert len(set(draw.numbers)) == 5
    assert queries.redraw(draw)
    draw.numbers = draw.numbers[::-1]
    assert not queries.redraw(draw)
    draw.numbers = drawn_numbers(seed="0" * 64, about=problem.number, households=40)
    assert not queries.redraw(draw)


def test_a_lot_of_the_documented_steps_by_hand() -> None:
    """The five steps of ``lots`` once more, written differently."""
    from hashlib import sha256

    drawn: list[int] = []
    for counter in range(100):
        value = int(sha256(f"ab:2026-00012:{counter}".encode("ascii")).hexdigest()[:16], 16)
        if value < (2**64 // 7) * 7 and value % 7 + 1 not in drawn and len(drawn) < 5:
            drawn.append(value % 7 + 1)
    assert drawn_numbers(seed="ab", about="2026-00012", households=7) == drawn


@pytest.mark.parametrize("households", [1, 2, 3, 4, 5, 6, 1000])
def test_a_lot_draws_five_doors_or_all(households: int) -> None:
    drawn = drawn_numbers(seed="cd", about="2026-00001", households=households)
    assert len(drawn) == len(set(drawn)) == min(5, households)
    assert all(1 <= door <= households for door in drawn)


def test_every_door_comes_up_about_as_often() -> None:
    counts = dict.fromkeys(range(1, 11), 0)
    for number in range(2000):
        for door in drawn_numbers(seed=f"{number:x}", about="x", households=10):
            counts[door] += 1
    assert all(900 < count < 1100 for count in counts.values()), counts


@pytest.mark.parametrize(("households", "code"), [(2, "problem_draw_from_too_few"), (0, None)])
def test_a_lot_among_two_is_a_finger(cast: Cast, households: int, code: str | None) -> None:
    with pytest.raises(Refused) as refused:
        made.a_draw(cast, _checked_quiet(cast), households=households)
    assert refused.value.codes == (code or "problem_draw_from_too_few",)


def test_no_lot_once_those_who_spoke_have_answered(cast: Cast) -> None:
    problem = made.checked(cast, _of_three(cast))
    first = problem.sources.all()[0].voice
    actions.hear_speaker(voice=first, says="fixed", words="", now=NOW)
    with pytest.raises(Refused) as refused:
        made.a_draw(cast, problem, **made.after(16))
    assert refused.value.codes == ("problem_speakers_answered",)


def test_a_helper_writes_down_what_somebody_says_and_it_counts_once(cast: Cast) -> None:
    problem = made.checked(cast)
    (asking,) = made.asked(problem)
    actions.note_speaker(
        asking=asking, says="fixed", words="电话里说好了", actor=cast.clerk, now=NOW
    )
    asking.refresh_from_db()
    assert asking.noted_by == cast.clerk
    assert made.fresh(problem).state == "confirmed"
    with pytest.raises(Refused) as refused:
        actions.note_speaker(asking=asking, says="fixed", words="", actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("problem_answered_already",)


@pytest.mark.parametrize("says", ["", "maybe", "FIXED"])
def test_there_are_three_answers(cast: Cast, says: str) -> None:
    problem = made.checked(cast)
    with pytest.raises(Refused) as refused:
        actions.note_speaker(
            asking=made.asked(problem)[0], says=says, words="", actor=cast.clerk, now=NOW
        )
    assert refused.value.codes == ("problem_says_unknown",)


def test_who_joins_after_the_check_is_asked_too(cast: Cast) -> None:
    problem = made.checked(cast)
    late = made.a_message(cast, text="我家门口那盏也不亮")
    actions.join_voice(problem=problem, voice=late, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused):
        actions.ask_those_concerned(problem=problem, actor=cast.secretary, now=NOW)
    assert actions.ask_those_concerned(problem=problem, actor=cast.clerk, now=NOW) == 1
    assert actions.ask_those_concerned(problem=problem, actor=cast.clerk, now=NOW) == 0
    assert {one.voice_id for one in made.asked(problem)} == {
        link.voice_id for link in problem.sources.all()
    }


def _of_three(cast: Cast) -> Problem:
    voices = [made.a_message(cast, text=f"第{number}盏路灯不亮") for number in (1, 2, 3)]
    problem = made.listed(cast, made.a_problem(cast, voices=voices))
    return made.claimed(cast, made.in_hand(cast, problem))


def _checked_quiet(cast: Cast) -> Problem:
    problem = made.listed(cast, made.a_problem(cast, voices=[]))
    return made.checked(cast, made.claimed(cast, made.in_hand(cast, problem)))

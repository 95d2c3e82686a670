"""What a speaker says always finds its place: asked or not, closed or not, joined or split."""

from __future__ import annotations

from typing import Any

import pytest

import problems_made as made
from builders import kinds_since
from cast import NOW, Cast
from problems.test_problem_states import MADE
from qunce.domain.notices.models import Notice
from qunce.domain.problems import actions, queries
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.voices.actions import accept, answer, merge, register_voice, split
from qunce.domain.voices.models import Verdict, Voice
from qunce.domain.voices.states import STAFF_ONLY, VoiceState
from qunce.kernel.refusals import Refused


def hear(voice: Voice, says: str, words: str = "", **changes: Any) -> None:
    actions.hear_speaker(voice=voice, says=says, words=words, **{"now": NOW, **changes})


@pytest.mark.parametrize("state", ["found", "listed", "in_hand", "claimed", "not_now", "reopened"])
@pytest.mark.parametrize("says", ["fixed", "partly", "not_fixed"])
def test_before_the_check_it_is_written_down_and_not_fixed_reaches_the_post(
    cast: Cast, state: str, says: str
) -> None:
    problem = MADE[state](cast)
    before = len(made.asked(problem))
    hear(problem.sources.get().voice, says, "今晚看过")
    assert made.fresh(problem).state == state
    said = made.asked(problem)[before:]
    assert [(one.kind, one.says, one.words) for one in said] == [("unasked", says, "今晚看过")]
    told = Notice.objects.filter(kind="problem.not_fixed", about_id=str(problem.pk))
    assert told.filter(post=cast.clerk).exists() is (says == "not_fixed")
    if problem.responsible:
        assert told.filter(post=cast.secretary).exists() is (says == "not_fixed")


def test_what_was_said_before_the_check_does_not_undo_it(cast: Cast) -> None:
    problem = made.claimed(cast)
    hear(problem.sources.get().voice, "not_fixed")
    problem = made.checked(cast, problem, **made.after(1))
    assert problem.state == "checked"
    hear(problem.sources.get().voice, "fixed", **made.after(2))
    assert made.fresh(problem).state == "confirmed"


@pytest.mark.parametrize(
    ("state", "says", "then"),
    [
        ("checked", "fixed", "confirmed"),
        ("checked", "partly", "reopened"),
        ("checked", "not_fixed", "reopened"),
        ("confirmed", "fixed", "confirmed"),
        ("confirmed", "partly", "confirmed"),
        ("confirmed", "not_fixed", "reopened"),
        ("closed", "fixed", "closed"),
        ("closed", "partly", "closed"),
        ("closed", "not_fixed", "reopened"),
    ],
)
def test_after_the_check(cast: Cast, state: str, says: str, then: str) -> None:
    problem = MADE[state](cast)
    size = Entry.objects.count()
    hear(problem.sources.get().voice, says)
    assert made.fresh(problem).state == then
    assert kinds_since(size)[0] == "problem.said"
    assert ("problem.reopened" in kinds_since(size)) is (then == "reopened")


def test_the_verdict_on_an_answered_message_is_the_same_word(cast: Cast) -> None:
    problem = made.closed(cast)
    voice = _answered(cast, problem.sources.get().voice)
    hear(voice, "not_fixed", "又坏了", **made.after(40))
    voice.refresh_from_db()
    assert voice.state == VoiceState.ACCEPTED
    assert Verdict.objects.get(voice=voice).words == "又坏了"
    assert made.fresh(problem).state == "reopened"


def test_a_message_without_a_problem_takes_the_verdict_alone(cast: Cast) -> None:
    voice = made.a_message(cast)
    with pytest.raises(Refused):
        hear(voice, "fixed")
    voice = _answered(cast, voice)
    hear(voice, "fixed")
    assert Verdict.objects.get(voice=voice).says == "fixed"


@pytest.mark.parametrize("says", ["", "vielleicht"])
def test_there_are_three_things_to_say(cast: Cast, says: str) -> None:
    problem = made.checked(cast)
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        hear(problem.sources.get().voice, says)
    assert "problem_says_unknown" in refused.value.codes
    assert Entry.objects.count() == size


def test_too_many_words_are_refused_and_control_characters_left_out(cast: Cast) -> None:
    problem = made.checked(cast)
    voice = problem.sources.get().voice
    with pytest.raises(Refused) as refused:
        hear(voice, "fixed", "亮" * 4001)
    assert "problem_words_too_long" in refused.value.codes
    hear(voice, "fixed", "亮了\x00\x07💡")
    assert made.asked(problem, says="fixed")[0].words == "亮了💡"


def test_each_of_several_problems_hears_it(cast: Cast) -> None:
    """One message spoke of two things; “not fixed” opens both."""
    voice = made.a_message(cast)
    problems = []
    for title in ("路灯", "水沟"):
        problem = made.listed(cast, made.a_problem(cast, voices=[voice], title=title))
        problems.append(made.checked(cast, made.claimed(cast, made.in_hand(cast, problem))))
    assert len(queries.open_askings(voice)) == 2
    hear(voice, "not_fixed")
    assert [made.fresh(problem).state for problem in problems] == ["reopened", "reopened"]


def test_who_was_joined_speaks_with_their_own_code(cast: Cast) -> None:
    """The second message was joined to the first, which stands behind the problem."""
    first, second = made.a_message(cast), made.a_message(cast, text="三组的灯坏了")
    for voice in (first, second):
        _registered(cast, voice)
    merge(voice=second, into=first, actor=cast.clerk, now=NOW)
    problem = _checked(cast, [first])
    second.refresh_from_db()
    assert {one.voice_id for one in made.asked(problem)} == {first.pk, second.pk}
    assert [one.voice_id for one in queries.open_askings(second)] == [second.pk]
    hear(second, "not_fixed", "我这边不亮")
    assert made.fresh(problem).state == "reopened"
    assert made.asked(problem, says="not_fixed")[0].voice == second


def test_who_is_joined_after_the_asking_counts_as_well(cast: Cast) -> None:
    first, second = made.a_message(cast), made.a_message(cast, text="三组的灯坏了")
    for voice in (first, second):
        _registered(cast, voice)
    problem = _checked(cast, [first])
    merge(voice=second, into=first, actor=cast.clerk, now=NOW)
    second.refresh_from_db()
    hear(second, "fixed")
    assert made.fresh(problem).state == "checked"  # the first has not answered
    hear(first, "fixed")
    assert made.fresh(problem).state == "confirmed"


def test_when_the_message_behind_it_was_joined_to_another_both_are_heard(cast: Cast) -> None:
    first, second = made.a_message(cast), made.a_message(cast, text="三组的灯坏了")
    for voice in (first, second):
        _registered(cast, voice)
    merge(voice=first, into=second, actor=cast.clerk, now=NOW)
    first.refresh_from_db()
    problem = _closed(cast, made.a_problem(cast, voices=[second]))
    assert [found.pk for found in queries.problems_of(first)] == [problem.pk]
    hear(first, "not_fixed")
    assert made.fresh(problem).state == "reopened"


def test_a_part_of_a_split_message_answers_what_the_whole_was_asked(cast: Cast) -> None:
    voice = made.a_message(cast)
    _registered(cast, voice)
    problem = _checked(cast, [voice])
    voice.refresh_from_db()
    parts = split(voice=voice, texts=["路灯坏了", "水沟堵了"], actor=cast.clerk, now=NOW)
    assert len(queries.open_askings(parts[0])) == 1
    hear(parts[0], "not_fixed")
    assert made.fresh(problem).state == "reopened"


def test_what_the_speakers_read_from_finding_to_reopening(cast: Cast) -> None:
    problem = made.closed(cast, institution="每月夜查一次")
    voice = problem.sources.get().voice
    made.say(problem, "not_fixed")
    made.not_now(cast, made.in_hand(cast, made.fresh(problem)))
    told = voice.steps.filter(kind="problem").exclude(kind__in=STAFF_ONLY)
    read = [step.sentence % step.params for step in told]
    assert [one.split(".")[0][:38] for one in read] == [
        "What you told us is on the list of thi",
        "What you told us is on the list of thi",
        "上清村 has begun to put it right",
        "We were told that it is put right, and",
        "It is closed as put right",
        "Somebody it concerns says that it is n",
        "上清村 has begun to put it right",
        "It cannot be put right for now",
    ]
    for sentence in read:
        for word in (
            "state",
            "reopened",
            "claimed",
            "found",
            "round",
            "asking",
            "林晓禾",
            "李广田",
        ):
            assert word not in sentence


def test_who_was_joined_reads_each_step_once(cast: Cast) -> None:
    from qunce.domain.voices.queries import story

    first, second = made.a_message(cast), made.a_message(cast, text="三组的灯坏了")
    for voice in (first, second):
        _registered(cast, voice)
    merge(voice=second, into=first, actor=cast.clerk, now=NOW)
    made.listed(cast, made.a_problem(cast, voices=[first]))
    for voice in (first, second):
        voice.refresh_from_db()
        assert [step.kind for step in story(voice)].count("problem") == 2


def test_closing_ends_no_message_and_says_who_still_owes_an_answer(cast: Cast) -> None:
    voice = made.a_message(cast)
    _accepted(cast, voice)
    problem = _closed(cast, made.a_problem(cast, voices=[voice]))
    voice.refresh_from_db()
    assert voice.state == VoiceState.ACCEPTED
    told = Notice.objects.get(kind="problem.answer")
    assert (told.post, told.params["voice"]) == (cast.secretary, voice.number)
    assert problem.state == "closed"


def _registered(cast: Cast, voice: Voice) -> None:
    voice.refresh_from_db()
    register_voice(
        voice=voice,
        category=None,
        unit=cast.village,
        actor=cast.clerk,
        now=NOW,
        seen_version=voice.version,
    )
    voice.refresh_from_db()


def _accepted(cast: Cast, voice: Voice) -> None:
    _registered(cast, voice)
    accept(voice=voice, route="handling", words="我们来修", actor=cast.secretary, now=NOW)
    voice.refresh_from_db()


def _answered(cast: Cast, voice: Voice) -> Voice:
    _accepted(cast, voice)
    answer(
        voice=voice,
        outcome="support",
        facts="路灯损坏属实",
        opinion="已更换",
        basis="信访工作条例第三十二条",
        claims="修路灯",
        actor=cast.secretary,
        now=NOW,
    )
    voice.refresh_from_db()
    assert voice.state == VoiceState.ANSWERED
    return voice


def _checked(cast: Cast, voices: list[Voice]) -> Problem:
    problem = made.listed(cast, made.a_problem(cast, voices=voices))
    return made.checked(cast, made.claimed(cast, made.in_hand(cast, problem)))


def _closed(cast: Cast, problem: Problem) -> Problem:
    problem = made.claimed(cast, made.in_hand(cast, made.listed(cast, problem)))
    return made.closed(cast, made.confirmed(cast, made.checked(cast, problem)))

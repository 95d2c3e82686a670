"""The same matter twice is followed once, and nobody's words are lost or shown to the others."""

from __future__ import annotations

import pytest

from builders import latest
from cast import NOW, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions, codes
from qunce.domain.voices.models import Verdict, Voice
from qunce.domain.voices.queries import followed, identity_of, openings_of, parts_of, story
from qunce.kernel.refusals import Refused
from voices_made import (
    DAY,
    a_person,
    a_voice,
    accepted,
    answered,
    as_now,
    ended,
    received,
    registered,
    reply,
)

LATER = NOW + DAY


def _join(cast: Cast, voice: Voice, into: Voice) -> Voice:
    actions.merge(voice=voice, into=into, actor=cast.clerk, now=NOW)
    return as_now(voice)


def _words(voice: Voice) -> list[str]:
    return [step.words for step in story(as_now(voice)) if step.words]


def test_both_speakers_read_that_it_was_joined(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    other = _join(cast, other, case)
    assert (other.state, other.merged_into) == ("merged", case)
    assert story(other)[-1].params == {"number": case.number}
    assert [step.kind for step in story(as_now(case))][-1] == "joined"
    assert latest().kind == "voice.merged"


def test_later_words_stand_on_the_case_and_its_unit_is_told(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    other = _join(cast, other, case)
    steps = actions.add_words(voice=other, words="我家门口那盏也是。", now=LATER)
    assert [step.voice for step in steps] == [case]
    told = Notice.objects.filter(post=cast.secretary, kind="voice.words_added")
    assert told.filter(about_id=str(case.pk)).exists()
    assert "我家门口那盏也是。" in _words(other)


def test_speakers_of_one_matter_do_not_read_each_others_words(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    actions.add_words(voice=case, words="甲说在先。", now=NOW)
    other = _join(cast, other, case)
    actions.add_words(voice=case, words="甲说的话。", now=LATER)
    actions.add_words(voice=other, words="乙说的话。", now=LATER)
    assert {"甲说在先。", "甲说的话。"} <= set(_words(case))
    assert "乙说的话。" not in _words(case)
    assert "乙说的话。" in _words(other)
    assert not {"甲说在先。", "甲说的话。"} & set(_words(other))


def test_both_read_the_answer(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    other = _join(cast, other, case)
    reply(cast, as_now(case), opinion="都换了新灯。", now=LATER)
    for voice in (case, other):
        assert "都换了新灯。" in _words(voice)


def test_who_is_joined_after_the_answer_reads_it_too(cast: Cast) -> None:
    case, other = answered(cast, opinion="都换了新灯。"), a_voice(cast)
    assert "都换了新灯。" in _words(_join(cast, other, case))


@pytest.mark.parametrize("state", ["answered", "ended"])
def test_joining_to_what_was_finished_takes_it_up_again(cast: Cast, state: str) -> None:
    case = answered(cast) if state == "answered" else ended(cast)
    _join(cast, a_voice(cast), case)
    case = as_now(case)
    assert (case.state, case.ended_at) == ("accepted", None)
    assert story(case)[-1].kind == "reopened"
    assert Notice.objects.filter(post=cast.secretary, kind="voice.taken_up").exists()
    assert case.clocks.filter(rule="handle", state="running").exists()


def test_the_joined_ones_code_still_opens_it(cast: Cast) -> None:
    got, case = received(cast), accepted(cast)
    _join(cast, got.voice, case)
    found = codes.find_by_code(got.code)
    assert found == got.voice
    assert followed(found) == case


def test_what_was_joined_to_a_message_goes_with_it(cast: Cast) -> None:
    first, second, third = a_voice(cast), a_voice(cast), accepted(cast)
    _join(cast, first, second)
    _join(cast, second, third)
    assert as_now(first).merged_into == third
    assert story(as_now(first))[-1].params == {"number": third.number}


@pytest.mark.parametrize("state", ["merged", "split", "set_aside"])
def test_nothing_is_joined_to_what_is_not_followed(cast: Cast, state: str) -> None:
    from voices_made import moved_aside

    target = moved_aside(cast)[state]
    with pytest.raises(Refused) as refused:
        _join(cast, a_voice(cast), target)
    assert refused.value.codes == ("voice_joined_to_what_is_not_followed",)


def test_nothing_is_joined_to_itself(cast: Cast) -> None:
    voice = a_voice(cast)
    with pytest.raises(Refused) as refused:
        _join(cast, voice, voice)
    assert refused.value.codes == ("voice_joined_to_itself",)


def test_joined_by_mistake_it_is_taken_back_into_the_queue(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    other = _join(cast, other, case)
    actions.restore(voice=other, reason="不是一回事。", actor=cast.clerk, now=LATER)
    other = as_now(other)
    assert (other.state, other.merged_into) == ("received", None)
    assert "不是一回事。" in _words(other)


def test_set_aside_and_taken_back_it_has_the_clock_of_its_receipt(cast: Cast) -> None:
    voice = a_voice(cast)
    due = voice.clocks.get().due_on
    actions.set_aside(voice=voice, reason="重复。", actor=cast.clerk, now=NOW)
    assert _words(voice) == ["重复。"]
    actions.restore(voice=voice, reason="不重复。", actor=cast.clerk, now=NOW + 9 * DAY)
    assert voice.clocks.get(state="running").due_on == due


# --- not fixed comes back


@pytest.mark.parametrize("state", ["answered", "ended"])
def test_not_fixed_comes_back_to_the_unit_with_a_notice(cast: Cast, state: str) -> None:
    voice = answered(cast) if state == "answered" else ended(cast)
    actions.say_result(voice=voice, says="not_fixed", words="一晚上又灭了。", now=LATER)
    voice = as_now(voice)
    assert (voice.state, voice.responsible) == ("accepted", cast.village)
    assert voice.clocks.get(rule="handle", state="running").starts_on == LATER.date()
    told = Notice.objects.filter(kind="voice.not_fixed")
    assert {notice.post for notice in told} == {cast.secretary, cast.clerk, cast.first}
    kinds = [step.kind for step in story(voice)]
    assert kinds[-2:] == ["said", "reopened"]


@pytest.mark.parametrize("says", ["fixed", "partly"])
def test_fixed_and_partly_are_heard_and_change_no_state(cast: Cast, says: str) -> None:
    voice = answered(cast)
    actions.say_result(voice=voice, says=says, words="", now=LATER)
    assert (as_now(voice).state, Verdict.objects.get().says) == ("answered", says)
    assert Notice.objects.filter(post=cast.secretary, kind="voice.said").exists()


def test_a_joined_speakers_not_fixed_counts_for_the_case(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    other = _join(cast, other, case)
    reply(cast, as_now(case))
    actions.say_result(voice=other, says="not_fixed", words="我这盏没换。", now=LATER)
    assert as_now(case).state == "accepted"
    assert Verdict.objects.get().voice == other
    assert "我这盏没换。" in _words(other)
    assert "我这盏没换。" not in _words(case)


def test_what_nobody_knows_is_no_verdict(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.say_result(voice=answered(cast), says="perhaps", words="", now=NOW)
    assert refused.value.codes == ("verdict_unknown",)


# --- several matters in one


def test_each_matter_is_a_message_and_one_code_opens_all(cast: Cast) -> None:
    got = received(cast, person=a_person())
    parts = actions.split(
        voice=got.voice, texts=["灯不亮。", "路不平。"], actor=cast.clerk, now=LATER
    )
    whole = codes.find_by_code(got.code)
    assert whole is not None
    assert parts_of(whole) == parts
    assert [part.text for part in parts] == ["灯不亮。", "路不平。"]
    assert {part.received_at for part in parts} == {got.voice.received_at}
    assert {part.clocks.get().due_on for part in parts} == {got.voice.clocks.get().due_on}
    for part in parts:
        done = answered(cast, accepted(cast, registered(cast, part)), opinion=f"办了{part.pk}")
        assert f"办了{done.pk}" in _words(whole)
        assert identity_of(part) == got.voice.identity


def test_the_record_names_each_part_without_its_words(cast: Cast) -> None:
    voice = a_voice(cast)
    size = Entry.objects.count()
    parts = actions.split(voice=voice, texts=["灯不亮。", "路不平。"], actor=cast.clerk, now=NOW)
    entries = list(Entry.objects.since(size))
    assert [entry.kind for entry in entries] == ["voice.part_made"] * 2 + ["voice.split"]
    for entry, part in zip(entries, parts, strict=False):
        assert entry.facts["from"] == voice.number
        assert entry.facts["words_sha256"] == codes.words_sha256(part.salt, part.text)
        assert part.text not in entry.canonical


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["只有一件"], "voice_split_into_two_to_nine"),
        (["件"] * 10, "voice_split_into_two_to_nine"),
        (["一件", "  "], "words_missing"),
        (["一件", "长" * 4001], "words_too_long"),
    ],
    ids=["one", "ten", "an empty one", "one too long"],
)
def test_two_to_nine_matters(cast: Cast, texts: list[str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.split(voice=a_voice(cast), texts=texts, actor=cast.clerk, now=NOW)
    assert refused.value.codes == (code,)


def test_what_others_were_joined_to_is_not_split(cast: Cast) -> None:
    case = a_voice(cast)
    _join(cast, a_voice(cast), case)
    with pytest.raises(Refused) as refused:
        actions.split(voice=case, texts=["一", "二"], actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("voice_has_others_joined",)


def test_of_a_split_message_the_result_is_said_of_each_part(cast: Cast) -> None:
    voice = a_voice(cast)
    actions.split(voice=voice, texts=["一", "二"], actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.say_result(voice=voice, says="fixed", words="", now=NOW)
    assert refused.value.codes == ("voice_split_say_which",)
    assert openings_of(as_now(voice)) == []

"""Every ordered pair of states, and every act from every state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from breaking import changed
from builders import meanwhile
from cast import NOW, TODAY, Cast
from qunce.domain.voices import actions
from qunce.domain.voices.actions.moving import as_seen, move
from qunce.domain.voices.models import Answer, Clock, Objection, Voice
from qunce.domain.voices.states import ACTS, STEPS, VoiceState
from qunce.kernel.refusals import Refused
from voices_made import (
    FACTS,
    OPINION,
    WORDS,
    a_category,
    a_voice,
    as_now,
    county_clerk,
    moved_aside,
    registered,
)

STATES = list(VoiceState.values)


def _able(cast: Cast) -> dict[str, Any]:
    """A message to which nothing is lacking but the right state; put together raw."""
    voice = registered(cast)
    for rule in ("ask_review",):
        Clock.objects.create(
            voice=voice, rule=rule, law="条例", article="35", label="x", starts_on=TODAY,
            due_on=TODAY,
        )  # fmt: skip
    Answer.objects.create(
        voice=voice, kind="reply", outcome="support", facts=FACTS, opinion=OPINION,
        post=cast.secretary, unit=cast.village, at=NOW,
    )  # fmt: skip
    Objection.objects.create(
        voice=voice, unit=cast.village, post=cast.secretary, reason="不归我管", at=NOW
    )
    return {"voice": voice, "other": a_voice(cast), "county": county_clerk(cast)}


def _in_state(it: dict[str, Any], cast: Cast, state: str) -> Voice:
    voice = it["voice"]
    reviewer = cast.county if state in ("in_review", "in_re_review") else None
    changed(
        voice,
        state=state,
        merged_into=it["other"] if state == "merged" else None,
        reviewer=reviewer,
        answered_at=NOW,
        ended_at=NOW,
    )
    # Only an open objection is one to object to: with it nobody could object once more.
    Objection.objects.filter(voice=voice).update(
        decided_at=None if state == "objected" else NOW,
        agreed=None if state == "objected" else False,
        decided_by=None if state == "objected" else cast.clerk,
    )
    return as_now(voice)


Act = Callable[[Voice, Cast, dict[str, Any]], object]

DOING: dict[str, Act] = {
    "register": lambda voice, cast, it: actions.register_voice(
        voice=voice, category=a_category(), unit=cast.village, actor=cast.clerk, now=NOW,
        seen_version=voice.version,
    ),
    "send_on": lambda voice, cast, it: actions.send_on(
        voice=voice, unit=cast.school, reason="归学校管", actor=cast.clerk, now=NOW
    ),
    "set_aside": lambda voice, cast, it: actions.set_aside(
        voice=voice, reason="重复", actor=cast.clerk, now=NOW
    ),
    "restore": lambda voice, cast, it: actions.restore(
        voice=voice, reason="并错了", actor=cast.clerk, now=NOW
    ),
    "merge": lambda voice, cast, it: actions.merge(
        voice=voice, into=it["other"], actor=cast.clerk, now=NOW
    ),
    "split": lambda voice, cast, it: actions.split(
        voice=voice, texts=["灯不亮", "路不平"], actor=cast.clerk, now=NOW
    ),
    "reroute": lambda voice, cast, it: actions.reroute(
        voice=voice,
        accused=cast.village,
        # once it is with the village, the office above still sees that it accuses the village
        actor=cast.clerk,
        now=NOW,
    ),
    "accept": lambda voice, cast, it: actions.accept(
        voice=voice, route="handling", words=WORDS, actor=cast.secretary, now=NOW
    ),
    "object": lambda voice, cast, it: actions.object_to(
        voice=voice, reason="归供电所管", actor=cast.secretary, now=NOW
    ),
    "decide_objection": lambda voice, cast, it: actions.decide_objection(
        voice=voice, agreed=True, unit=cast.school, reason="属实", actor=cast.clerk, now=NOW
    ),
    "answer": lambda voice, cast, it: actions.answer(
        voice=voice, outcome="adopted", facts=FACTS, opinion=OPINION,
        actor=cast.clerk if voice.state == "received" else cast.secretary, now=NOW,
    ),
    "give_review": lambda voice, cast, it: actions.give_review(
        voice=voice, outcome="explain", facts=FACTS, opinion=OPINION,
        actor=it["county"] if voice.reviewer_id else cast.clerk, now=NOW,
    ),
    "ask_review": lambda voice, cast, it: actions.ask_review(voice=voice, words="不服", now=NOW),
    "say_result": lambda voice, cast, it: actions.say_result(
        voice=voice, says="not_fixed", words="还是不亮", now=NOW
    ),
    "end": lambda voice, cast, it: actions.end_voice(
        voice=voice, words="办结", actor=cast.clerk, now=NOW
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_each_act_happens_in_its_states_and_is_refused_in_all_others(cast: Cast, act: str) -> None:
    it = _able(cast)
    if act == "answer":  # the office answers only opinions and thanks by itself
        changed(it["voice"], kind="opinion")
    may_begin, may_lead_to = ACTS[act]
    seen: dict[str, tuple[str, ...] | str] = {}
    for state in STATES:
        with transaction.atomic():
            voice = _in_state(it, cast, state)
            steps = voice.steps.count()
            try:
                with transaction.atomic():
                    DOING[act](voice, cast, it)
            except Refused as refused:
                assert voice.steps.count() == steps
                assert as_now(voice).state == state
                seen[state] = refused.codes
            else:
                seen[state] = as_now(voice).state
                assert voice.steps.count() > steps, f"{act} from {state} told the speaker nothing"
            transaction.set_rollback(True)
    for state in STATES:
        if state in may_begin:
            staying = {"received"} if act == "reroute" else set()
            assert seen[state] in may_lead_to | staying, (act, state, seen[state])
        else:
            assert isinstance(seen[state], tuple), (act, state, seen[state])


@pytest.mark.parametrize("before", STATES)
def test_every_pair_of_states_is_in_the_table_or_refused(cast: Cast, before: str) -> None:
    it = _able(cast)
    happened, refused_with = set(), set()
    for after in STATES:
        with transaction.atomic():
            voice = _in_state(it, cast, before)
            fields: dict[str, Any] = {"merged_into": it["other"] if after == "merged" else None}
            if after in ("in_review", "in_re_review"):
                fields["reviewer"] = cast.county
            try:
                move(voice=voice, to=after, now=NOW, **fields)
            except Refused as refused:
                refused_with.add(refused.codes)
            else:
                happened.add(after)
            transaction.set_rollback(True)
    assert happened == STEPS[before]
    assert refused_with == {("voice_not_in_this_state",)}


def test_the_acts_together_are_the_table_and_nothing_more() -> None:
    walked = {
        (before, after) for begin, end in ACTS.values() for before in begin for after in end
    } - {("received", "received")}
    allowed = {(before, after) for before, afters in STEPS.items() for after in afters}
    assert walked == allowed


def test_no_state_but_a_split_one_is_without_a_way_on() -> None:
    assert [state for state in STATES if not STEPS[state]] == ["split"]


def test_one_message_in_each_state_can_be_made_by_acting(cast: Cast) -> None:
    made = moved_aside(cast)
    assert {state: voice.state for state, voice in made.items()} == {s: s for s in made}
    assert set(made) == set(STATES) - {"in_re_review"}


def test_of_two_who_act_at_once_the_second_is_told(cast: Cast) -> None:
    voice = registered(cast)

    def other() -> None:
        changed(voice, version=voice.version + 1)

    with meanwhile("voices_voice", other), pytest.raises(Refused) as refused:
        actions.set_aside(voice=voice, reason="重复", actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("voice_changed_meanwhile",)
    assert as_now(voice).state == "registered"


def test_who_registers_must_have_seen_what_was_added_meanwhile(cast: Cast) -> None:
    voice = a_voice(cast)
    actions.add_words(voice=voice, words="第四盏也不亮了。", now=NOW)
    with pytest.raises(Refused) as refused:
        registered(cast, voice, seen_version=voice.version)
    assert refused.value.codes == ("voice_changed_meanwhile",)
    assert registered(cast, as_now(voice)).state == "registered"


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer", "outsider", "teacher"])
def test_only_the_office_that_received_it_registers(cast: Cast, who: str) -> None:
    voice = a_voice(cast)
    with pytest.raises(Refused) as refused:
        registered(cast, voice, actor=getattr(cast, who))
    assert refused.value.codes == ("voice_not_yours",)


@pytest.mark.parametrize("who", ["clerk", "first"])
def test_the_office_does_not_accept_for_the_village(cast: Cast, who: str) -> None:
    voice = registered(cast)
    with pytest.raises(Refused) as refused:
        actions.accept(
            voice=voice, route="handling", words=WORDS, actor=getattr(cast, who), now=NOW
        )
    assert refused.value.codes == ("voice_answered_by_another_unit",)


def test_nothing_is_ended_without_words(cast: Cast) -> None:
    voice = moved_aside(cast)["answered"]
    for words in ("", "  ", "\u200b"):
        with pytest.raises(Refused) as refused:
            actions.end_voice(voice=voice, words=words, actor=cast.clerk, now=NOW)
        assert refused.value.codes == ("words_missing",)
    assert as_seen(voice=voice, actor=cast.clerk, now=NOW).state == "answered"

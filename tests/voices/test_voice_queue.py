"""The office's queue: what waits, what is late, what stands beside it, at the same cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import codes, statements
from cast import NOW, TODAY, Cast
from qunce.domain.voices import actions, rules, sentences
from qunce.domain.voices.models import Clock, Step
from qunce.domain.voices.owed import rights
from qunce.domain.voices.queries import (
    VIEWS,
    candidates,
    clocks_of,
    page_of,
    queue,
    story,
    waiting_counts,
)
from qunce.domain.voices.states import StepKind
from qunce.kernel.refusals import gettext_noop
from voices_made import (
    DAY,
    TEXT,
    a_category,
    a_voice,
    accepted,
    answered,
    as_now,
    ended,
    in_review,
    registered,
)


def test_what_waits_for_whom(cast: Cast) -> None:
    new, given, taken = a_voice(cast), registered(cast), accepted(cast)
    over = ended(cast)
    assert set(queue(cast.clerk, TODAY)) == {new}
    assert set(queue(cast.secretary, TODAY)) == {given}
    assert set(queue(cast.secretary, TODAY, view="mine")) == {given, taken}
    assert set(queue(cast.clerk, TODAY, view="all")) == {new, given, taken, over}
    assert set(queue(cast.secretary, TODAY, view="all")) == {given, taken, over}
    assert not queue(None, TODAY, view="all").exists()


def test_late_is_a_duty_whose_day_has_passed(cast: Cast) -> None:
    voice = a_voice(cast)
    assert not queue(cast.clerk, TODAY + 15 * DAY, view="late").exists()
    assert voice in queue(cast.clerk, TODAY + 16 * DAY, view="late")


def test_what_is_due_first_stands_first(cast: Cast) -> None:
    later = a_voice(cast, now=NOW + 5 * DAY)
    sooner = a_voice(cast, channel="letter", said_on=TODAY - DAY, now=NOW + 5 * DAY)
    found = list(queue(cast.clerk, TODAY + 5 * DAY))
    assert found == [sooner, later]
    assert found[0].next_due_on == sooner.clocks.get().due_on


def test_it_is_narrowed_by_category_village_and_words(cast: Cast) -> None:
    light = registered(cast)
    road = a_voice(cast, text="桥头路面塌了一块", village=cast.hill_village, spot="老桥东头")
    assert list(queue(cast.clerk, TODAY, view="all", category=a_category())) == [light]
    assert list(queue(cast.clerk, TODAY, view="all", village=cast.hill_village)) == [road]
    for words in ("塌", "路面", "老桥东头", road.number):
        assert list(queue(cast.clerk, TODAY, view="all", words=words)) == [road], words
    assert list(queue(cast.clerk, TODAY, view="all", words="路灯")) == [light]
    assert set(queue(cast.clerk, TODAY, view="all", words=" ，")) == {light, road}


def test_words_added_later_are_found_too(cast: Cast) -> None:
    voice = a_voice(cast)
    actions.add_words(voice=voice, words="变压器也响。", now=NOW)
    assert list(queue(cast.clerk, TODAY, words="变压器")) == [voice]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("view", VIEWS)
def test_the_queue_costs_the_same_for_one_and_for_three(cast: Cast, view: str, rows: int) -> None:
    for _ in range(rows):
        registered(cast)
        a_voice(cast)

    def shown() -> None:
        found = queue(cast.clerk, TODAY + 20 * DAY, view=view, words="路灯")
        for voice in page_of(found, 1).rows:
            assert voice.number
            assert str(voice.town) + str(voice.village) + str(voice.category)
            assert str(voice.responsible) + str(voice.post) + str(voice.receiver)

    # interests, the holder's posts and their units; then the numbers, then the rows if any
    assert len(statements(shown)) == (4 if view == "mine" else 5)


@pytest.mark.parametrize("rows", [1, 3])
def test_counts_candidates_story_and_clocks_cost_the_same(cast: Cast, rows: int) -> None:
    voice = registered(cast)
    for _ in range(rows):
        registered(cast)
        actions.note(voice=voice, words="记一笔", actor=cast.clerk, now=NOW)
    voice = as_now(voice)
    assert len(statements(lambda: waiting_counts(cast.clerk, TODAY))) == 4
    assert len(statements(lambda: candidates(voice, cast.clerk, TODAY))) == 5
    assert len(statements(lambda: [str(step.post) for step in story(voice)])) == 1
    assert len(statements(lambda: [str(one.clock.unit) for one in clocks_of(voice, TODAY)])) == 2


def test_counts_say_what_the_views_hold(cast: Cast) -> None:
    a_voice(cast), registered(cast), accepted(cast)
    for post in (cast.clerk, cast.secretary, cast.outsider, cast.viewer):
        on = TODAY + timedelta(days=17)
        counted = waiting_counts(post, on)
        assert counted == {view: queue(post, on, view=view).count() for view in VIEWS}


# --- the same matter beside it


def test_the_likeliest_stands_first_and_ended_ones_are_looked_through(cast: Cast) -> None:
    over = ended(cast)
    road = a_voice(cast, text="桥头路面塌了一块，车过不去", village=cast.hill_village)
    voice = a_voice(cast, text="村口的路灯又不亮了，老人晚上走路看不见")
    found = candidates(voice, cast.clerk, TODAY)
    assert [one.voice for one in found] == [over]
    assert found[0].same_village
    assert found[0].common >= 4
    assert [one.voice for one in candidates(road, cast.clerk, TODAY)] == []


def test_what_is_half_a_year_old_is_not_the_same_matter(cast: Cast) -> None:
    a_voice(cast)
    voice = a_voice(cast, now=NOW + 181 * DAY)
    assert candidates(voice, cast.clerk, TODAY + 181 * DAY) == []


def test_at_most_five_are_shown(cast: Cast) -> None:
    for _ in range(7):
        a_voice(cast)
    assert len(candidates(a_voice(cast), cast.clerk, TODAY)) == 5


def test_another_towns_message_is_no_candidate(cast: Cast) -> None:
    a_voice(cast, town=cast.other_town, village=cast.other_village)
    assert candidates(a_voice(cast), cast.clerk, TODAY) == []


# --- the story


SHOWN = sentences.register(gettext_noop("On the list as %(number)s."))


def test_packages_above_add_a_line_with_a_sentence_of_theirs(cast: Cast) -> None:
    case, other = accepted(cast), a_voice(cast)
    actions.merge(voice=other, into=case, actor=cast.clerk, now=NOW)
    step = actions.tell_speaker(
        voice=as_now(other),
        kind=StepKind.PROBLEM,
        sentence=SHOWN,
        params={"number": "7"},
        now=NOW,
    )
    assert (step.voice, sentences.shown(step)) == (case, "On the list as 7.")
    for voice in (case, other):
        assert step in story(as_now(voice))
    with pytest.raises(ValueError, match="registered"):
        actions.tell_speaker(
            voice=case, kind=StepKind.PROBLEM, sentence="Unknown.", params={}, now=NOW
        )


def test_a_sentence_whose_gaps_are_gone_is_still_shown() -> None:
    assert (
        sentences.shown(Step(sentence=SHOWN, params={"other": 1})) == "On the list as %(number)s."
    )
    assert sentences.shown(Step()) == ""


def test_the_speaker_does_not_read_the_staffs_notes(cast: Cast) -> None:
    voice = a_voice(cast)
    actions.note(voice=voice, words="核对电话。", actor=cast.clerk, now=NOW)
    assert voice.steps.count() == 2
    assert [step.kind for step in story(voice)] == ["received"]


# --- what pages ask beforehand


def test_a_page_asks_what_may_be_done_before_anything_is_typed(cast: Cast) -> None:
    voice = a_voice(cast)
    assert rules.why_not_register_voice(voice, cast.clerk) == []
    assert codes(rules.why_not_register_voice(voice, cast.secretary)) == [
        "voice_sorted_by_another_office"
    ]
    assert codes(rules.why_not_accept(voice, cast.clerk)) == ["voice_not_in_this_state"]
    assert codes(rules.why_not_answer(voice, cast.clerk)) == ["voice_needs_a_unit_first"]
    thanks = a_voice(cast, kind="thanks", text=TEXT)
    assert rules.why_not_answer(thanks, cast.clerk) == []


@pytest.mark.parametrize(("missing"), ["claims", "basis"])
def test_the_reply_to_a_petition_claim_names_claims_and_legal_basis(
    cast: Cast, missing: str
) -> None:
    voice = accepted(cast, registered(cast, a_voice(cast, kind="petition")))
    paper = {"claims": "要求补发", "basis": "办法第五条"}
    found = rules.why_not_answer(
        voice, cast.secretary, outcome="support", facts="属实", opinion="补发",
        **{**paper, missing: ""},
    )  # fmt: skip
    assert codes(found) == [f"answer_needs_{missing}"]


def test_a_suggestion_is_adopted_or_not_and_a_claim_supported_or_not(cast: Cast) -> None:
    for kind, outcome, fits in (
        ("suggestion", "adopted", True),
        ("suggestion", "support", False),
        ("problem", "support", True),
        ("problem", "adopted", False),
        ("thanks", "noted", True),
    ):
        voice = registered(cast, a_voice(cast, kind=kind))
        found = rules.why_not_answer(
            voice, cast.secretary, outcome=outcome, facts="属实", opinion="照办"
        )
        assert (found == []) == fits, (kind, outcome)


def test_thanks_are_answered_by_the_office_at_once(cast: Cast) -> None:
    voice = a_voice(cast, kind="thanks")
    actions.answer(
        voice=voice, outcome="noted", facts="收到", opinion="谢谢", actor=cast.clerk, now=NOW
    )
    assert (as_now(voice).state, as_now(voice).responsible) == ("answered", cast.town)


def test_a_page_knows_whether_there_is_another(cast: Cast) -> None:
    voices = [a_voice(cast) for _ in range(3)]
    found = queue(cast.clerk, TODAY, view="all")
    first, second = page_of(found, 1, size=2), page_of(found, 2, size=2)
    assert [one.pk for one in first.rows + second.rows] == [one.pk for one in reversed(voices)]
    assert (first.more, second.more) == (True, False)
    assert page_of(found, 9, size=2).rows == []
    assert page_of(found, -1, size=2).number == 1


def test_urgent_danger_stands_first(cast: Cast) -> None:
    a_voice(cast)
    urgent = a_voice(cast, kind="urgent")
    assert next(iter(queue(cast.clerk, TODAY))) == urgent


WAYS = {
    "received": a_voice,
    "registered": registered,
    "accepted": accepted,
    "answered": answered,
    "in review": in_review,
    "ended": ended,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_day_of_the_queue_is_that_of_the_clocks(cast: Cast, way: str) -> None:
    voice = as_now(WAYS[way](cast))
    duties = Clock.objects.filter(voice=voice, state="running", unit__isnull=False)
    owed = sorted(clock.due_on for clock in duties.exclude(rule__in=rights()))
    assert voice.next_due_on == (owed[0] if owed else None)


def test_more_time_moves_the_day_of_the_queue(cast: Cast) -> None:
    voice = accepted(cast)
    before = as_now(voice).next_due_on
    extension = actions.ask_extension(
        voice=as_now(voice), days=10, reason="要请专业队伍来看", actor=cast.secretary, now=NOW
    )
    actions.decide_extension(
        extension=extension, granted=True, words="情况属实，同意", actor=cast.first, now=NOW
    )
    after = as_now(voice).next_due_on
    assert before is not None
    assert after is not None
    assert after > before

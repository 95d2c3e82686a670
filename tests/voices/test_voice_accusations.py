"""What accuses a unit never reaches it (信访工作条例, art. 30(3)), by no way there is.

First it is shown that there is something to leak: the same words, accusing nobody, are seen.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cast import NOW, TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.notices.models import Notice
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import candidates, queue, waiting_counts
from qunce.kernel.refusals import Refused
from voices_made import (
    DAY,
    a_category,
    a_post,
    a_voice,
    as_now,
    county_clerk,
    ended,
    registered,
)

MARK = "村干部克扣补贴四百元"


def _accused(cast: Cast, name: str) -> Unit:
    unit: Unit = getattr(cast, name)
    return unit


def _posts(cast: Cast) -> dict[str, Post]:
    """Everybody who might see too much; the first ones sort for town and county."""
    return {
        "town clerk": cast.clerk,
        "first of the town": cast.first,
        "county clerk": county_clerk(cast),
        "secretary of the village": cast.secretary,
        "staff of the village": a_post(cast, cast.village, "staff", "village-staff"),
        "staff of the town who holds a post in the village too": a_post(
            cast, cast.town, "staff", "two-posts", also="secretary"
        ),
        "leader of the town": cast.leader,
        "teacher of the school": cast.teacher,
        "county viewer": cast.viewer,
        "guidance": a_post(cast, cast.county, "guidance", "guidance"),
        "another town": cast.outsider,
        "another village": a_post(cast, cast.hill_village, "secretary", "hill"),
    }


SORTS_IN_TOWN = {"town clerk", "first of the town"}
TWO_POSTS = "staff of the town who holds a post in the village too"

SEES = {
    # accusing nobody: the town's office, also by its staff who have a post elsewhere
    "": SORTS_IN_TOWN | {TWO_POSTS},
    # accusing the village: the town's office, without who is of the village as well
    "village": SORTS_IN_TOWN,
    # accusing the town: the county's office alone
    "town": {"county clerk"},
}

Look = Callable[[Post, Voice], bool]

WAYS: dict[str, Look] = {
    "visible_to": lambda post, voice: (
        Voice.objects.visible_to(post, on=TODAY).filter(pk=voice.pk).exists()
    ),
    "new": lambda post, voice: voice in queue(post, TODAY, view="new"),
    "all": lambda post, voice: voice in queue(post, TODAY, view="all"),
    "search": lambda post, voice: voice in queue(post, TODAY, view="all", words="克扣补贴"),
    "number": lambda post, voice: voice in queue(post, TODAY, view="all", words=voice.number),
    "counts": lambda post, voice: waiting_counts(post, TODAY)["all"] > 0,
    "waiting": lambda post, voice: waiting_counts(post, TODAY)["new"] > 0,
}


@pytest.mark.parametrize("accused", SEES)
def test_who_sees_it_by_every_way_of_looking(cast: Cast, accused: str) -> None:
    posts = _posts(cast)
    unit = _accused(cast, accused) if accused else None
    voice = a_voice(cast, text=MARK, accused=unit)
    for way, look in WAYS.items():
        seeing = {name for name, post in posts.items() if look(post, voice)}
        assert seeing == SEES[accused], way


@pytest.mark.parametrize("accused", SEES)
def test_who_is_told_of_it(cast: Cast, accused: str) -> None:
    posts = _posts(cast)
    unit = _accused(cast, accused) if accused else None
    a_voice(cast, text=MARK, accused=unit, kind="urgent")
    actions.raise_due(now=NOW, limit=100)
    told = {name for name, post in posts.items() if Notice.objects.filter(post=post).exists()}
    assert told == SEES[accused]


@pytest.mark.parametrize("accused", SEES)
def test_who_finds_it_beside_another(cast: Cast, accused: str) -> None:
    posts = _posts(cast)
    unit = _accused(cast, accused) if accused else None
    a_voice(cast, text=MARK, accused=unit)
    other = a_voice(cast, text=MARK)
    for name, post in posts.items():
        found = candidates(other, post, TODAY)
        # what accuses somebody stands beside nothing that does not
        assert bool(found) == (not accused and name in SEES[""]), name


def test_an_accusation_stands_beside_another_of_the_same_unit(cast: Cast) -> None:
    one, two = (a_voice(cast, text=MARK, accused=cast.village) for _ in range(2))
    assert [found.voice for found in candidates(one, cast.clerk, TODAY)] == [two]
    assert candidates(one, cast.secretary, TODAY) == []


@pytest.mark.parametrize(
    ("accused", "receiver"),
    [("village", "town"), ("school", "town"), ("town", "county"), ("other_town", "town")],
)
def test_the_receiver_stands_above_the_accused(cast: Cast, accused: str, receiver: str) -> None:
    voice = a_voice(cast, accused=_accused(cast, accused))
    assert voice.receiver == _accused(cast, receiver)
    assert voice.clocks.get().unit == voice.receiver


def test_nobody_stands_above_the_county_and_the_speaker_is_told_whom_to_turn_to(
    cast: Cast,
) -> None:
    with pytest.raises(Refused) as refused:
        a_voice(cast, accused=cast.county)
    assert refused.value.codes == ("accused_has_no_unit_above",)
    assert "12388" in str(refused.value)
    assert not Voice.objects.exists()


@pytest.mark.parametrize("target", ["town", "village", "school", "hill_village"])
def test_it_cannot_be_registered_for_the_accused_town_or_anything_below(
    cast: Cast, target: str
) -> None:
    county = county_clerk(cast)
    voice = a_voice(cast, accused=cast.town)
    with pytest.raises(Refused) as refused:
        registered(cast, voice, actor=county, unit=_accused(cast, target))
    assert refused.value.codes == ("voice_accuses_this_unit",)
    assert registered(cast, voice, actor=county, unit=cast.county).state == "registered"


def test_it_cannot_be_sent_on_to_the_accused(cast: Cast) -> None:
    voice = registered(cast, a_voice(cast, accused=cast.village), unit=cast.school)
    with pytest.raises(Refused) as refused:
        actions.send_on(
            voice=voice, unit=cast.village, reason="归村里管", actor=cast.clerk, now=NOW
        )
    assert refused.value.codes == ("voice_accuses_this_unit",)
    assert as_now(voice).responsible == cast.school


def test_an_objection_cannot_push_it_to_the_accused(cast: Cast) -> None:
    voice = registered(cast, a_voice(cast, accused=cast.village), unit=cast.school)
    actions.object_to(
        voice=voice, reason="归村里管", suggests=cast.village, actor=cast.teacher, now=NOW
    )
    with pytest.raises(Refused) as refused:
        actions.decide_objection(voice=voice, agreed=True, reason="同意", actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("voice_accuses_this_unit",)


@pytest.mark.parametrize(
    ("first", "second"), [("village", ""), ("", "village"), ("village", "school")]
)
def test_it_is_joined_only_to_what_accuses_the_same(cast: Cast, first: str, second: str) -> None:
    one, two = (
        a_voice(cast, text=MARK, accused=_accused(cast, name) if name else None)
        for name in (first, second)
    )
    with pytest.raises(Refused) as refused:
        actions.merge(voice=one, into=two, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("voice_accuses_another_unit",)
    assert as_now(one).state == "received"


def test_its_parts_accuse_whom_it_accused(cast: Cast) -> None:
    voice = a_voice(cast, accused=cast.village)
    parts = actions.split(voice=voice, texts=[MARK, "路不平"], actor=cast.clerk, now=NOW)
    assert {part.accused for part in parts} == {cast.village}
    assert not set(parts) & set(Voice.objects.visible_to(cast.secretary, on=TODAY))


# --- found to accuse a unit only later


@pytest.mark.parametrize("state", ["registered", "accepted", "answered", "ended"])
def test_found_later_it_is_taken_from_the_accused_and_passed_above(cast: Cast, state: str) -> None:
    import voices_made

    voice = getattr(voices_made, state)(cast)
    assert voice in Voice.objects.visible_to(cast.secretary, on=TODAY)
    actions.reroute(voice=voice, accused=cast.village, actor=cast.clerk, now=NOW)
    voice = as_now(voice)
    assert (voice.state, voice.receiver, voice.responsible) == ("received", cast.town, None)
    assert voice not in Voice.objects.visible_to(cast.secretary, on=TODAY)
    assert voice in queue(cast.clerk, TODAY)


def test_the_towns_clerk_passes_up_what_accuses_the_town_and_sees_it_no_more(cast: Cast) -> None:
    county = county_clerk(cast)
    voice = a_voice(cast, text=MARK)
    actions.reroute(voice=voice, accused=cast.town, actor=cast.clerk, now=NOW)
    assert as_now(voice).receiver == cast.county
    assert voice not in Voice.objects.visible_to(cast.clerk, on=TODAY)
    assert voice in queue(county, TODAY)
    assert voice.clocks.get().unit == cast.county
    assert Notice.objects.filter(post=county, kind="voice.given").exists()


def test_the_county_cannot_be_passed_over(cast: Cast) -> None:
    voice = a_voice(cast)
    with pytest.raises(Refused) as refused:
        actions.reroute(voice=voice, accused=cast.county, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("accused_has_no_unit_above",)


def test_an_accusation_is_not_turned_to_another_unit_so_that_the_first_sees_it(
    cast: Cast,
) -> None:
    voice = a_voice(cast, accused=cast.village)
    with pytest.raises(Refused) as refused:
        actions.reroute(voice=voice, accused=cast.school, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("voice_would_reach_the_accused",)


def test_what_was_joined_goes_up_with_it(cast: Cast) -> None:
    case, other = registered(cast), a_voice(cast)
    actions.merge(voice=other, into=case, actor=cast.clerk, now=NOW)
    assert other in Voice.objects.visible_to(cast.secretary, on=TODAY)
    actions.reroute(voice=case, accused=cast.village, actor=cast.clerk, now=NOW)
    assert not Voice.objects.visible_to(cast.secretary, on=TODAY).exists()


# --- the public record


def test_the_record_of_an_accusation_names_neither_unit_nor_post(cast: Cast) -> None:
    county = county_clerk(cast)
    a_category()
    size = Entry.objects.count()
    voice = a_voice(cast, text=MARK, accused=cast.town, village=cast.village)
    voice = registered(cast, voice, actor=county, unit=cast.county, category=None)
    actions.note(voice=voice, words="已核。", actor=county, now=NOW)
    actions.accept(voice=voice, route="handling", words="已受理。", actor=county, now=NOW)
    actions.answer(
        voice=voice, outcome="support", facts="属实", opinion="退还", actor=county, now=NOW
    )
    actions.end_voice(voice=voice, words="已退还。", actor=county, now=NOW)
    entries = list(Entry.objects.since(size))
    assert len(entries) == 6
    for entry in entries:
        told = entry.canonical
        for unit in (cast.county, cast.town, cast.village):
            assert unit.name not in told
            assert unit.code not in told
        assert MARK[:6] not in told
        assert entry.actor_id == ""


def test_the_record_of_any_other_message_names_the_post(cast: Cast) -> None:
    size = Entry.objects.count()
    a_category()
    ended(cast)
    actors = {entry.actor.name for entry in Entry.objects.since(size) if entry.actor_id}
    assert {str(cast.clerk), str(cast.secretary)} <= actors


# --- recusal (art. 28(3))


@pytest.mark.parametrize("of", ["message", "unit"])
def test_a_post_that_stated_an_interest_sees_nothing_of_it(cast: Cast, of: str) -> None:
    voice = registered(cast, a_voice(cast, text=MARK))
    assert voice in queue(cast.secretary, TODAY, view="all")
    about = {"voice": voice} if of == "message" else {"unit": cast.village}
    interest = actions.state_interest(post=cast.secretary, now=NOW, **about)
    for way, look in WAYS.items():
        assert not look(cast.secretary, voice), way
    with pytest.raises(Refused) as refused:
        actions.accept(voice=voice, route="handling", words="收到", actor=cast.secretary, now=NOW)
    assert refused.value.codes == ("voice_not_yours",)
    actions.end_interest(interest=interest, now=NOW + DAY)
    assert voice in queue(cast.secretary, TODAY, view="all")


def test_an_interest_reaches_the_parts_and_what_was_joined(cast: Cast) -> None:
    whole, case = a_voice(cast), a_voice(cast)
    for voice in (whole, case):
        actions.state_interest(post=cast.first, voice=voice, now=NOW)
    parts = actions.split(voice=whole, texts=["一", "二"], actor=cast.clerk, now=NOW)
    other = a_voice(cast)
    actions.merge(voice=other, into=case, actor=cast.clerk, now=NOW)
    seen = set(Voice.objects.visible_to(cast.first, on=TODAY))
    assert not seen & {whole, case, other, *parts}
    assert {whole, case, other, *parts} <= set(Voice.objects.visible_to(cast.clerk, on=TODAY))


def test_the_named_post_that_keeps_out_is_relieved_and_the_office_told(cast: Cast) -> None:
    staff = a_post(cast, cast.village, "staff", "village-staff")
    voice = registered(cast, post=staff)
    actions.state_interest(post=staff, voice=voice, now=NOW)
    assert as_now(voice).post is None
    assert Notice.objects.filter(post=cast.clerk, kind="voice.recused").exists()


def test_an_interest_is_stated_once_and_ended_once(cast: Cast) -> None:
    interest = actions.state_interest(post=cast.clerk, unit=cast.village, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.state_interest(post=cast.clerk, unit=cast.village, now=NOW)
    assert refused.value.codes == ("interest_is_stated",)
    actions.end_interest(interest=interest, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.end_interest(interest=interest, now=NOW)
    assert refused.value.codes == ("interest_is_ended",)

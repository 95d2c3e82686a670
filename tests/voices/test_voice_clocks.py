"""Which clocks run for whom, what meets them, and who may lengthen or stop them.

A policy table: each row names its article of 信访工作条例.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cast import NOW, TODAY, Cast
from qunce.domain.accounts.actions import appoint
from qunce.domain.voices import actions, owed
from qunce.domain.voices.deadlines import REGULATION
from qunce.domain.voices.models import Clock, Extension, Voice
from qunce.domain.voices.queries import clocks_of, running_clocks, story
from qunce.domain.voices.states import Route, VoiceKind
from qunce.kernel.refusals import Refused
from voices_made import (
    DAY,
    a_post,
    a_voice,
    accepted,
    answered,
    as_now,
    county_clerk,
    ended,
    in_review,
    registered,
    reply,
)


def running(voice: Voice) -> dict[str, tuple[str, date]]:
    return {clock.rule: (clock.article, clock.due_on) for clock in running_clocks(voice)}


def at(day: date) -> datetime:
    return NOW + timedelta(days=(day - TODAY).days)


# NOW is Monday, 2 March 2026; the first day is not counted, an end on a day off moves on.
AFTER = [
    # what happened, for which kind, which clocks run then: article and last day
    ("received", "problem", {"register": ("22", date(2026, 3, 17))}),
    ("received", "opinion", {"register": ("22", date(2026, 3, 17))}),
    ("received", "suggestion", {"register": ("22", date(2026, 3, 17))}),
    ("received", "petition", {"register": ("22", date(2026, 3, 17))}),
    ("received", "urgent", {"register": ("22", date(2026, 3, 17))}),
    ("received", "thanks", {}),
    (
        "registered",
        "problem",
        {"object": ("23(3)", date(2026, 3, 9)), "tell_handed_over": ("23(3)", date(2026, 3, 17))},
    ),
    (
        "registered",
        "suggestion",
        {"object": ("23(3)", date(2026, 3, 9)), "tell_handed_over": ("23(3)", date(2026, 3, 17))},
    ),
    ("registered", "thanks", {}),
    # 1 May 2026 is a holiday until 5 May: sixty days end on the first, the 6th is the last day
    ("accepted", "problem", {"handle": ("34", date(2026, 5, 6))}),
    ("accepted", "petition", {"handle": ("34", date(2026, 5, 6))}),
    ("accepted", "suggestion", {}),
    ("accepted", "opinion", {}),
    ("answered", "problem", {"ask_review": ("35", date(2026, 4, 1))}),
    ("answered", "suggestion", {}),
    ("in_review", "problem", {"review": ("35", date(2026, 4, 1))}),
]


def _brought(cast: Cast, happened: str, kind: str) -> Voice:
    voice = a_voice(cast, kind=kind)
    if happened == "received":
        return voice
    voice = registered(cast, voice)
    if happened == "registered":
        return voice
    voice = accepted(cast, voice)
    if happened == "accepted":
        return voice
    outcome = "support" if kind in owed.CLAIMS else "adopted"
    voice = answered(cast, voice, outcome=outcome)
    return voice if happened == "answered" else in_review(cast, voice)


@pytest.mark.parametrize(
    ("happened", "kind", "clocks"), AFTER, ids=[f"{row[1]} {row[0]}" for row in AFTER]
)
def test_these_clocks_run(
    cast: Cast, happened: str, kind: str, clocks: dict[str, tuple[str, date]]
) -> None:
    assert running(_brought(cast, happened, kind)) == clocks


@pytest.mark.parametrize("route", Route.values)
def test_only_a_petition_to_be_handled_has_sixty_days(cast: Cast, route: str) -> None:
    voice = accepted(cast, route=route)
    assert ("handle" in running(voice)) == (route == "handling")


def test_the_office_that_keeps_it_tells_within_fifteen_days_of_receipt(cast: Cast) -> None:
    voice = registered(cast, a_voice(cast), unit=cast.town, now=at(TODAY + 3 * DAY))
    assert running(voice) == {"tell": ("23(2)", date(2026, 3, 17))}


def test_registering_again_for_the_same_unit_starts_nothing_anew(cast: Cast) -> None:
    voice = registered(cast)
    before = running(voice)
    again = registered(cast, voice, now=at(TODAY + 4 * DAY), category=None)
    assert running(again) == before


def test_sending_on_starts_the_clocks_of_the_other_unit(cast: Cast) -> None:
    voice = registered(cast)
    actions.send_on(
        voice=voice, unit=cast.school, reason="归学校", actor=cast.clerk, now=at(TODAY + DAY)
    )
    assert {clock.unit for clock in running_clocks(voice)} == {cast.school}
    assert running(voice)["object"] == ("23(3)", date(2026, 3, 10))
    assert voice.clocks.filter(unit=cast.village, state="dropped").count() == 2


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 3, 16), "met"),
        (date(2026, 3, 17), "met"),
        (date(2026, 3, 18), "met_late"),
    ],
    ids=["the day before", "the last day", "the day after"],
)
def test_registered_in_time_or_late(cast: Cast, day: date, state: str) -> None:
    voice = registered(cast, a_voice(cast), now=at(day))
    clock = voice.clocks.get(rule="register")
    assert (clock.state, clock.met_on) == (state, day)


def test_an_act_late_in_the_evening_belongs_to_the_day_in_the_town(cast: Cast) -> None:
    late = datetime.fromisoformat("2026-03-17T23:59:59+08:00")
    midnight = datetime.fromisoformat("2026-03-18T00:00:00+08:00")
    for now, state in ((late, "met"), (midnight, "met_late")):
        voice = registered(cast, a_voice(cast), now=now)
        assert voice.clocks.get(rule="register").state == state


def test_the_rule_is_copied_so_that_a_later_one_changes_nothing(cast: Cast) -> None:
    clock = a_voice(cast).clocks.get()
    rule = REGULATION["register"]
    assert (clock.law, clock.article, clock.label) == (rule.law, rule.article, rule.label)


def test_each_line_of_the_table_names_the_article_of_its_clock() -> None:
    for line in owed.OWED:
        if line.rule in REGULATION:
            assert line.article == REGULATION[line.rule].article
    assert {line.rule for line in owed.OWED} >= set(REGULATION)
    assert all(set(line.kinds) <= set(VoiceKind.values) for line in owed.OWED)


# --- the switches and a county's own clocks


def test_with_the_first_day_counted_the_end_is_a_day_earlier(cast: Cast, settings: Any) -> None:
    settings.CLOCKS_FIRST_DAY_COUNTED = True
    assert running(a_voice(cast))["register"][1] == date(2026, 3, 16)


def test_without_moving_the_end_stays_on_the_holiday(cast: Cast, settings: Any) -> None:
    settings.CLOCKS_MOVE_OFF_HOLIDAYS = False
    assert running(accepted(cast))["handle"][1] == date(2026, 5, 1)


def test_a_county_may_add_its_hotlines_clock(cast: Cast, settings: Any) -> None:
    settings.CLOCKS = ["hotline"]
    voice = registered(cast)
    assert running(voice)["hotline_reply"][1] == date(2026, 3, 9)
    reply(cast, accepted(cast, voice))
    assert voice.clocks.get(rule="hotline_reply").state == "met"
    assert voice.clocks.get(rule="hotline_return").state == "dropped"


def test_a_county_may_add_a_file(cast: Cast, settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "county.toml"
    file.write_text(
        '[[clock]]\ncode = "county_look"\nlaw = "县办法"\nsource = "2026-01-01"\nnumber = 3\n'
        'unit = "workdays"\nstarts_from = "accepted"\nheld_by = "unit"\nlabel = "到现场看"\n'
    )
    settings.CLOCKS = [str(file)]
    voice = accepted(cast)
    assert running(voice)["county_look"] == ("2026-01-01", date(2026, 3, 5))


# --- objection (art. 23(3))


@pytest.mark.parametrize(
    ("day", "possible"),
    [(date(2026, 3, 6), True), (date(2026, 3, 9), True), (date(2026, 3, 10), False)],
    ids=["the work day before", "the fifth work day", "the day after"],
)
def test_a_unit_objects_within_five_work_days(cast: Cast, day: date, possible: bool) -> None:
    voice = registered(cast)
    if possible:
        actions.object_to(voice=voice, reason="归电站", actor=cast.secretary, now=at(day))
        assert as_now(voice).state == "objected"
        return
    with pytest.raises(Refused) as refused:
        actions.object_to(voice=voice, reason="归电站", actor=cast.secretary, now=at(day))
    assert refused.value.codes == ("objection_too_late",)


def test_one_objects_once(cast: Cast) -> None:
    voice = registered(cast)
    actions.object_to(voice=voice, reason="归电站", actor=cast.secretary, now=NOW)
    actions.decide_objection(voice=voice, agreed=False, reason="归你们", actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.object_to(voice=voice, reason="归电站", actor=cast.secretary, now=NOW)
    assert refused.value.codes == ("objection_already_decided",)
    assert "tell_handed_over" in running(voice)


# --- more time (art. 34)


def _asked(cast: Cast, voice: Voice, **changes: Any) -> Extension:
    given: dict[str, Any] = {
        "days": 30,
        "reason": "连续下雨，路挖不开。",
        "actor": cast.secretary,
        "now": NOW,
    }
    return actions.ask_extension(voice=voice, **{**given, **changes})


def _decided(cast: Cast, extension: Extension, **changes: Any) -> Extension:
    given: dict[str, Any] = {
        "granted": True,
        "words": "属实，同意。",
        "actor": cast.first,
        "now": NOW,
    }
    return actions.decide_extension(extension=extension, **{**given, **changes})


def test_granted_the_last_day_moves_and_the_speaker_reads_why(cast: Cast) -> None:
    voice = accepted(cast)
    _decided(cast, _asked(cast, voice))
    # ninety days from 2 March: Sunday, 31 May; Monday is the last
    assert running(voice)["handle"] == ("34", date(2026, 6, 1))
    told = {step.kind: step.words for step in story(voice)}
    assert told["extension_asked"] == "连续下雨，路挖不开。"
    assert told["extended"] == "属实，同意。"


def test_refused_nothing_moves_and_the_speaker_reads_that_too(cast: Cast) -> None:
    voice = accepted(cast)
    _decided(cast, _asked(cast, voice), granted=False, words="雨停了。")
    assert running(voice)["handle"][1] == date(2026, 5, 6)
    assert story(voice)[-1].words == "雨停了。"


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "clock_extension_of_no_days"), (31, "clock_extension_too_long")],
)
def test_one_to_thirty_days(cast: Cast, days: int, code: str) -> None:
    voice = accepted(cast)
    with pytest.raises(Refused) as refused:
        _asked(cast, voice, days=days)
    assert code in refused.value.codes


@pytest.mark.parametrize(
    ("day", "possible"),
    [(date(2026, 5, 5), True), (date(2026, 5, 6), True), (date(2026, 5, 7), False)],
    ids=["the day before", "the last day", "the day after"],
)
def test_asked_and_given_before_the_time_has_run_out(cast: Cast, day: date, possible: bool) -> None:
    voice = accepted(cast)
    if possible:
        _decided(cast, _asked(cast, voice, now=at(day)), now=at(day))
        assert running(voice)["handle"][1] == date(2026, 6, 1)
    else:
        with pytest.raises(Refused) as refused:
            _asked(cast, voice, now=at(day))
        assert refused.value.codes == ("clock_has_run_out",)


def test_asked_in_time_but_not_decided_it_has_run_out(cast: Cast) -> None:
    voice = accepted(cast)
    asked = _asked(cast, voice, now=at(date(2026, 5, 6)))
    with pytest.raises(Refused) as refused:
        _decided(cast, asked, now=at(date(2026, 5, 7)))
    assert refused.value.codes == ("clock_has_run_out",)
    _decided(cast, asked, granted=False, now=at(date(2026, 5, 7)))


def test_one_extension_and_no_second(cast: Cast) -> None:
    voice = accepted(cast)
    asked = _asked(cast, voice, days=10)
    with pytest.raises(Refused) as refused:
        _asked(cast, voice, days=10)
    assert refused.value.codes == ("extension_is_asked_already",)
    _decided(cast, asked)
    with pytest.raises(Refused) as refused:
        _decided(cast, asked)
    assert "extension_is_decided" in refused.value.codes
    with pytest.raises(Refused) as refused:
        _asked(cast, voice, days=10)
    assert refused.value.codes == ("clock_extended_already",)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("secretary", "decided_by_who_asked"),
        ("staff", "extension_approved_by_head"),
        ("outsider", "voice_not_yours"),
        ("teacher", "voice_not_yours"),
    ],
)
def test_who_does_not_decide(cast: Cast, who: str, code: str) -> None:
    voice = accepted(cast)
    asked = _asked(cast, voice)
    actor = (
        a_post(cast, cast.village, "staff", "village-staff")
        if who == "staff"
        else getattr(cast, who)
    )
    with pytest.raises(Refused) as refused:
        _decided(cast, asked, actor=actor)
    assert code in refused.value.codes


@pytest.mark.parametrize("who", ["first", "clerk"])
def test_the_unit_above_decides(cast: Cast, who: str) -> None:
    assert _decided(cast, _asked(cast, accepted(cast)), actor=getattr(cast, who)).granted


def test_the_head_decides_what_the_staff_asked(cast: Cast) -> None:
    staff = a_post(cast, cast.village, "staff", "village-staff")
    voice = accepted(cast)
    assert _decided(cast, _asked(cast, voice, actor=staff), actor=cast.secretary).granted


def test_one_person_in_two_posts_is_one_person(cast: Cast) -> None:
    staff = a_post(cast, cast.village, "staff", "village-staff", also="secretary")
    with pytest.raises(Refused) as refused:
        _decided(cast, _asked(cast, accepted(cast), actor=staff), actor=cast.secretary)
    assert refused.value.codes == ("decided_by_who_asked",)


def test_a_post_that_was_handed_over_meanwhile_may_decide(cast: Cast) -> None:
    """Who asked has left; the successor is another person in the head's post."""
    staff = a_post(cast, cast.village, "staff", "village-staff", also="secretary")
    asked = _asked(cast, accepted(cast), actor=staff)
    appoint(
        post=cast.secretary,
        user=cast.person("teacher"),
        since=TODAY + DAY,
        actor=cast.clerk.ref,
        now=NOW,
    )
    assert _decided(cast, asked, actor=cast.secretary, now=at(TODAY + DAY)).granted


# --- review and re-review (art. 35, 36)


@pytest.mark.parametrize(
    ("day", "possible"),
    [(date(2026, 3, 31), True), (date(2026, 4, 1), True), (date(2026, 4, 2), False)],
    ids=["the day before", "the last day", "the day after"],
)
@pytest.mark.parametrize("state", ["answered", "ended"])
def test_a_review_is_asked_within_thirty_days(
    cast: Cast, day: date, possible: bool, state: str
) -> None:
    voice = answered(cast) if state == "answered" else ended(cast)
    if not possible:
        with pytest.raises(Refused) as refused:
            in_review(cast, voice, now=at(day))
        assert refused.value.codes == ("review_too_late",)
        return
    voice = in_review(cast, voice, now=at(day))
    assert (voice.state, voice.reviewer) == ("in_review", cast.town)
    assert voice.clocks.get(rule="ask_review").state == "met"


def _opinion(voice: Voice, actor: Any, now: datetime = NOW) -> None:
    actions.give_review(
        voice=voice, outcome="explain", facts="已查", opinion="维持", actor=actor, now=now
    )


def test_reviewed_by_the_town_re_reviewed_by_the_county_and_then_no_more(cast: Cast) -> None:
    county = county_clerk(cast)
    voice = in_review(cast)
    _opinion(voice, cast.clerk)
    assert running(voice) == {"ask_re_review": ("36(1)", date(2026, 4, 1))}
    voice = in_review(cast, as_now(voice))
    assert (voice.state, voice.reviewer) == ("in_re_review", cast.county)
    assert running(voice) == {"re_review": ("36(1)", date(2026, 4, 1))}
    _opinion(voice, county)
    assert running(voice) == {}
    with pytest.raises(Refused) as refused:
        in_review(cast, as_now(voice))
    assert refused.value.codes == ("review_is_final",)
    kinds = [step.kind for step in story(as_now(voice))]
    assert kinds[-4:] == ["review_asked", "reviewed", "re_review_asked", "re_reviewed"]


def test_who_answered_does_not_review(cast: Cast) -> None:
    voice = in_review(cast)
    with pytest.raises(Refused) as refused:
        _opinion(voice, cast.secretary)
    assert refused.value.codes == ("review_by_another_unit",)


def test_an_answer_to_a_suggestion_has_no_review(cast: Cast) -> None:
    voice = _brought(cast, "answered", "suggestion")
    with pytest.raises(Refused) as refused:
        in_review(cast, voice)
    assert refused.value.codes == ("review_not_for_this",)


def test_what_the_county_answered_nobody_here_reviews(cast: Cast) -> None:
    county = county_clerk(cast)
    voice = registered(cast, a_voice(cast, accused=cast.town), unit=cast.county, actor=county)
    voice = answered(cast, voice, actor=county)
    with pytest.raises(Refused) as refused:
        in_review(cast, voice)
    assert refused.value.codes == ("review_has_no_unit_above",)


# --- a clock that stands (art. 36(2))


def test_only_the_re_review_stands_for_a_hearing(cast: Cast) -> None:
    for voice in (accepted(cast), registered(cast)):
        with pytest.raises(Refused) as refused:
            actions.pause_clock(voice=voice, reason="听证", actor=cast.secretary, now=NOW)
        assert refused.value.codes == ("no_clock_can_stand",)


def test_the_days_of_the_hearing_are_not_counted(cast: Cast) -> None:
    county = county_clerk(cast)
    voice = in_review(cast)
    _opinion(voice, cast.clerk)
    voice = in_review(cast, as_now(voice))
    paused = actions.pause_clock(
        voice=voice, reason="3月10日听证", actor=county, now=at(date(2026, 3, 10))
    )
    seen = {one.clock.rule: one for one in clocks_of(voice, TODAY)}
    assert (paused.state, seen["re_review"].standing.days_left) == ("paused", None)
    with pytest.raises(Refused) as refused:
        actions.pause_clock(voice=voice, reason="再停", actor=county, now=at(date(2026, 3, 11)))
    assert refused.value.codes == ("no_clock_can_stand",)
    actions.resume_clock(voice=voice, actor=county, now=at(date(2026, 3, 13)))
    # three days later than 1 April is Saturday, 4 April, the festival; Tuesday is the last day
    assert running(voice)["re_review"][1] == date(2026, 4, 7)
    assert [step.kind for step in story(as_now(voice))][-2:] == ["paused", "resumed"]
    with pytest.raises(Refused) as refused:
        actions.resume_clock(voice=voice, actor=county, now=at(date(2026, 3, 13)))
    assert refused.value.codes == ("no_clock_stands",)


def test_a_standing_clock_is_met_and_its_pause_ends(cast: Cast) -> None:
    county = county_clerk(cast)
    voice = in_review(cast)
    _opinion(voice, cast.clerk)
    voice = in_review(cast, as_now(voice))
    actions.pause_clock(voice=voice, reason="听证", actor=county, now=at(TODAY + DAY))
    _opinion(voice, county, at(TODAY + 2 * DAY))
    clock = Clock.objects.get(voice=voice, rule="re_review")
    assert (clock.state, clock.pauses.get().until_on) == ("met", TODAY + 2 * DAY)

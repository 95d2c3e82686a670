"""Two villages become one: whoever is responsible now really goes on with what was begun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import checks_made
import problems_made
import voices_made
from builders import a_campaign, kinds_since, latest
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.queries import holder
from qunce.domain.campaigns.models import Duty
from qunce.domain.checks.actions import note_count
from qunce.domain.duties.models import DutyEnd
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.matters.models import Dispatch
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for, leads_to
from qunce.domain.problems import actions as problems
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.reorganisations.actions import cover_unit
from qunce.domain.voices.models import Voice
from qunce.kernel.refusals import Refused
from reorganisations_made import closed, hill_secretary, merged


def _now(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def _refusal(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.codes


def _holder(post: Post) -> str:
    held = holder(post, TODAY)
    return held.user.username if held else ""


def test_the_successors_secretary_answers_the_messages_of_the_old_village(cast: Cast) -> None:
    hill = hill_secretary(cast)
    voice = voices_made.accepted(cast)
    merged(cast)
    assert _holder(cast.secretary) == _holder(hill) == "log-in-hill"
    assert voice in Voice.objects.visible_to(cast.secretary, on=TODAY)
    answered = voices_made.reply(cast, voice, actor=cast.secretary)
    assert answered.post == cast.secretary


def test_the_successors_secretary_puts_right_the_problems_of_the_old_village(cast: Cast) -> None:
    hill_secretary(cast)
    problem = problems_made.in_hand(cast)
    merged(cast)
    claimed = problems_made.claimed(cast, problem)
    assert claimed.state == "claimed"
    assert claimed.doer == User.objects.get(username="log-in-hill")
    assert claimed in Problem.objects.visible_to(cast.secretary, on=TODAY)


def test_whoever_held_the_post_before_acts_there_no_more(cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    assert cast.secretary not in Post.objects.held_by(cast.person("secretary"), on=TODAY)


def test_both_units_are_acted_for_by_the_successor(cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    assert acted_for(cast.hill_village, TODAY) == [cast.hill_village, _now(cast.village)]
    assert leads_to(_now(cast.village), TODAY) == cast.hill_village


def test_the_record_names_both_units_and_nobody(cast: Cast) -> None:
    hill_secretary(cast)
    before = Entry.objects.count()
    merged(cast)
    assert kinds_since(before) == ["post.handed_over", "unit.merged"]
    assert latest().facts["successor"] == "dongling"
    assert "洪岭生" not in latest().canonical


def test_places_categories_covered_units_and_own_branches_go_along(cast: Cast) -> None:
    hill_secretary(cast)
    pond = add_place(unit=cast.village, code="pond", name="水塘", actor=SYSTEM, now=NOW)
    category = voices_made.a_category()
    set_dispatch(town=cast.town, category=category, unit=cast.village, actor=SYSTEM, now=NOW)
    shop = add_unit(
        code="coop", name="合作社", kind="organisation", parent=cast.town, actor=SYSTEM, now=NOW
    )
    cover_unit(unit=shop, by=cast.village, actor=cast.clerk, now=NOW)
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    merged(cast)
    pond.refresh_from_db()
    assert (pond.unit, pond.came_from) == (cast.hill_village, cast.village)
    assert Dispatch.objects.get(category=category).unit == cast.hill_village
    assert _now(shop).covered_by == cast.hill_village
    assert Post.objects.get(pk=cast.leader.pk).own_branch == cast.hill_village


def test_daily_numbers_are_counted_on_by_the_new_holder(cast: Cast) -> None:
    hill_secretary(cast)
    series = checks_made.a_series(cast, unit=cast.village)
    merged(cast)
    note_count(series=series, on=TODAY, number=3, actor=cast.secretary, now=NOW)


def test_merged_twice_both_villages_lead_to_the_last(cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    merged(cast, unit=_now(cast.hill_village), successor=cast.school)
    assert leads_to(_now(cast.village), TODAY) == cast.school
    assert acted_for(cast.school, TODAY) == [
        cast.school,
        _now(cast.hill_village),
        _now(cast.village),
    ]
    assert _holder(cast.secretary) == "log-in-hill"


def test_duties_that_are_not_done_are_the_successors_each_once(cast: Cast) -> None:
    hill_secretary(cast)
    a_campaign(cast)
    action = Duty.objects.filter(unit=cast.village)[0].action
    Duty.objects.filter(unit=cast.hill_village, action=action).delete()
    owed = set(Duty.objects.filter(unit=cast.village).values_list("action", flat=True))
    merged(cast)
    carried = DutyEnd.objects.filter(duty__unit=cast.village)
    assert carried.count() == len(owed)
    assert set(carried.values_list("carried_to__unit", flat=True)) == {cast.hill_village.pk}
    theirs = Duty.objects.filter(unit=cast.hill_village)
    assert set(theirs.values_list("action", flat=True)) >= owed
    assert theirs.filter(action=action).count() == 1


def test_when_the_successor_closes_later_people_are_led_to_the_town(cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    closed(cast, _now(cast.hill_village))
    assert leads_to(_now(cast.village), TODAY) == cast.town


def test_a_successor_without_anybody_cannot_go_on(cast: Cast) -> None:
    assert _refusal(lambda: merged(cast)) == ("successor_has_nobody",)


def test_what_is_bound_to_the_old_unit_stands_in_the_way(cast: Cast) -> None:
    hill_secretary(cast)
    add_unit(code="room", name="卫生室", kind="clinic", parent=cast.village, actor=SYSTEM, now=NOW)
    assert _refusal(lambda: merged(cast)) == ("unit_has_units_below",)


@pytest.mark.parametrize(
    ("successor", "reason"),
    [
        ("village", "merger_into_itself"),
        ("other_village", "unit_of_another_office"),
    ],
)
def test_a_unit_is_merged_into_another_of_the_same_office(
    cast: Cast, successor: str, reason: str
) -> None:
    assert _refusal(lambda: merged(cast, successor=getattr(cast, successor))) == (reason,)


def test_the_county_does_not_merge_across_towns(cast: Cast) -> None:
    county = voices_made.county_clerk(cast)
    voices_made.a_post(cast, cast.other_village, "secretary", "xiacun")
    said = _refusal(lambda: merged(cast, successor=cast.other_village, actor=county))
    assert said == ("merger_across_offices",)


def test_a_unit_is_not_merged_into_a_closed_one(cast: Cast) -> None:
    closed(cast, cast.hill_village)
    assert _refusal(lambda: merged(cast)) == ("unit_is_closed",)


# --- messages that speak against one of the two


def test_what_the_old_village_has_in_hand_against_the_new_one_is_settled_first(cast: Cast) -> None:
    hill_secretary(cast)
    voice = voices_made.a_voice(cast, accused=cast.hill_village)
    voices_made.registered(cast, voice)
    assert _refusal(lambda: merged(cast)) == ("merger_would_reach_the_accused",)


def test_what_the_new_village_has_in_hand_against_the_old_one_is_settled_first(cast: Cast) -> None:
    hill_secretary(cast)
    voice = voices_made.a_voice(cast, accused=cast.village)
    voices_made.registered(cast, voice, unit=cast.hill_village)
    assert _refusal(lambda: merged(cast)) == ("merger_would_reach_the_accused",)


def test_after_the_merger_nothing_against_the_old_village_reaches_the_new_one(cast: Cast) -> None:
    hill = hill_secretary(cast)
    voice = voices_made.a_voice(cast, accused=cast.village)
    merged(cast)
    voice = voices_made.as_now(voice)
    assert _refusal(lambda: voices_made.registered(cast, voice, unit=_now(cast.hill_village))) == (
        "voice_accuses_this_unit",
    )
    assert voice not in Voice.objects.visible_to(hill, on=TODAY)
    assert voice not in Voice.objects.visible_to(cast.secretary, on=TODAY)
    assert voice in Voice.objects.visible_to(cast.clerk, on=TODAY)


@pytest.mark.parametrize("which", ["old", "new"])
def test_whoever_holds_a_post_in_one_of_the_two_learns_of_nothing_against_it(
    cast: Cast, which: str
) -> None:
    """A deputy of the town's office who also sits in the accused village."""
    hill_secretary(cast)
    deputy = voices_made.a_post(cast, cast.town, "campaign_office", "deputy", also="secretary")
    voice = voices_made.a_voice(cast, accused=cast.village)
    voices_made.registered(cast, voice, unit=cast.hill_village)
    both = [cast.village, cast.hill_village]
    unit, successor = both if which == "old" else reversed(both)
    said = _refusal(lambda: merged(cast, unit=unit, successor=successor, actor=deputy))
    assert said == ("merger_by_somebody_concerned",)


# --- nothing new is given to a unit that has ended


def test_no_message_and_no_problem_is_given_to_a_unit_that_has_ended(cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    village = _now(cast.village)
    assert _refusal(lambda: voices_made.registered(cast, unit=village)) == ("unit_is_closed",)
    assert "unit_is_closed" in _refusal(lambda: problems_made.listed(cast, lead_unit=village))


def test_a_problem_of_the_old_village_keeps_its_place(cast: Cast) -> None:
    hill_secretary(cast)
    pond = add_place(unit=cast.village, code="pond", name="水塘", actor=SYSTEM, now=NOW)
    problem = problems_made.in_hand(
        cast, problems_made.listed(cast, problems_made.a_problem(cast, place=pond))
    )
    merged(cast)
    problem = problems_made.fresh(problem)
    problems.edit_problem(
        problem=problem,
        statement="三组水塘边的路灯损坏，已报修。",
        seen_version=problem.version,
        actor=cast.clerk,
        now=NOW,
    )
    assert problems_made.fresh(problem).place == pond

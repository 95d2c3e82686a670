"""A unit promises publicly, says that it kept it, and somebody else judges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import practice_made as made
from builders import ENDS_ON, kinds_since, latest, meanwhile
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from practice.test_projects import refused
from practice_made import DAY
from qunce.domain.accounts.actions import add_post, appoint
from qunce.domain.accounts.models import Holding, Post
from qunce.domain.practice import queries
from qunce.domain.practice.models import Promise
from qunce.domain.practice.states import PROMISE_STEPS, PromiseState
from qunce.domain.record.models import Entry
from voices_made import a_post

AFTER = {"now": NOW + 21 * DAY}
"""The day after the promise was due."""


def fresh(promise: Promise) -> Promise:
    return Promise.objects.get(pk=promise.pk)


def seen(promise: Promise, days: int = 0) -> queries.PromiseSeen:
    return queries.seen_promise(fresh(promise), TODAY + days * DAY)


# --- promising


def test_the_record_keeps_what_was_promised(cast: Cast) -> None:
    promise = made.a_promise(cast)
    assert promise.state == "open"
    assert (latest().kind, latest().actor_id) == ("promise.made", str(cast.secretary.pk))
    assert made.STANDARD in latest().canonical


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "promise_without_words"),
        ({"text": "长" * 201}, "words_too_long"),
        ({"standard": "\n"}, "promise_without_standard"),
        ({"standard": "长" * 501}, "words_too_long"),
        ({"due_on": None}, "promise_without_day"),
        ({"due_on": TODAY - DAY}, "promise_day_has_passed"),
        ({"due_on": ENDS_ON + DAY}, "promise_outside_campaign"),
        ({"text": "断\ud800字"}, "words_broken"),
    ],
)
def test_a_promise_without_standard_or_day_is_none(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    assert refused(made.a_promise, cast, **changes) == (code,)
    assert not Promise.objects.exists()


@pytest.mark.parametrize("due_on", [TODAY, ENDS_ON])
def test_the_first_and_the_last_day_will_do(cast: Cast, due_on: Any) -> None:
    assert made.a_promise(cast, due_on=due_on).due_on == due_on


def test_the_same_is_promised_once(cast: Cast) -> None:
    made.a_promise(cast)
    assert refused(made.a_promise, cast, text=" 村务每月公开 ") == ("promise_made_already",)


def test_a_clerk_of_the_unit_does_not_promise_in_its_name(cast: Cast) -> None:
    helper = a_post(cast, cast.village, "staff", "helper")
    assert refused(made.a_promise, cast, actor=helper) == ("practice_needs_a_head",)
    assert refused(made.a_promise, cast, actor=None) == ("no_post",)


# --- said to be kept


def test_the_promiser_says_what_was_done(cast: Cast) -> None:
    promise = made.said_kept(cast)
    assert promise.state == "said_kept"
    assert promise.sayer == cast.person("secretary")
    assert latest().kind == "promise.said_kept"
    assert refused(made.said_kept, cast, promise) == ("promise_step_not_allowed",)


@pytest.mark.parametrize("who", ["clerk", "leader", "outsider", "viewer", "teacher"])
def test_nobody_else_says_it(cast: Cast, who: str) -> None:
    promise = made.a_promise(cast)
    assert refused(made.said_kept, cast, promise, actor=getattr(cast, who)) == (
        "practice_of_another_unit",
    )


def test_it_is_said_with_words_and_by_somebody(cast: Cast) -> None:
    promise = made.a_promise(cast)
    assert refused(made.said_kept, cast, promise, words="") == ("promise_kept_without_words",)
    vacant = add_post(
        unit=cast.village, code="deputy", title="副书记", role="secretary", actor=SYSTEM, now=NOW
    )
    assert refused(made.said_kept, cast, promise, actor=vacant) == ("post_without_holder",)


# --- judging


@pytest.mark.parametrize("kept", [True, False])
def test_another_unit_judges_and_says_from_what(cast: Cast, kept: bool) -> None:
    promise = made.judged(cast, kept=kept)
    assert promise.state == ("kept" if kept else "not_kept")
    assert (promise.judging_unit, promise.judged_from) == (cast.town, "seen")
    assert latest().kind == "promise.judged"


def test_the_promiser_does_not_judge(cast: Cast) -> None:
    promise = made.said_kept(cast)
    code = ("promise_judged_by_promiser",)
    assert refused(made.judged, cast, promise, actor=cast.secretary) == code
    colleague = a_post(cast, cast.village, "secretary", "colleague")
    assert refused(made.judged, cast, promise, actor=colleague) == code


def test_the_person_does_not_judge_from_another_post(cast: Cast) -> None:
    promise = made.said_kept(cast)
    second = a_post(cast, cast.town, "campaign_office", "second", also="secretary")
    assert refused(made.judged, cast, promise, actor=second) == ("promise_judged_by_promiser",)


def test_the_person_who_said_it_does_not_judge_after_leaving_the_post(cast: Cast) -> None:
    promise = made.said_kept(cast)
    away = a_post(cast, cast.town, "campaign_office", "away", also="secretary")
    Holding.objects.filter(post=cast.secretary).update(until=TODAY)
    assert refused(made.judged, cast, promise, actor=away) == ("promise_judged_by_promiser",)


def test_the_village_judges_what_its_town_promised(cast: Cast) -> None:
    promise = made.a_promise(cast, unit=cast.town, actor=cast.clerk)
    made.said_kept(cast, promise, actor=cast.clerk)
    assert refused(made.judged, cast, promise, actor=cast.leader) == ("promise_judged_by_promiser",)
    judged = made.judged(cast, promise, actor=cast.secretary, basis="asked")
    assert judged.judging_unit == cast.village


def test_a_guidance_group_judges_and_a_viewer_does_not(cast: Cast) -> None:
    promise = made.said_kept(cast)
    assert refused(made.judged, cast, promise, actor=cast.viewer) == ("promise_post_looks_on",)
    group = add_post(
        unit=cast.town,
        code="east-group",
        title="东片指导组",
        role="guidance",
        area=cast.east,
        actor=SYSTEM,
        now=NOW,
    )
    appoint(post=group, user=cast.person("leader"), since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    assert made.judged(cast, promise, actor=group).judged_by == group


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": ""}, "judgement_without_basis"),
        ({"basis": "hearsay"}, "judgement_without_basis"),
        ({"words": ""}, "judgement_without_words"),
        ({"words": "长" * 1001}, "words_too_long"),
        ({"basis": "residents"}, "judgement_needs_more_views"),
    ],
)
def test_a_judgement_says_from_what_and_what_was_found(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    promise = made.said_kept(cast)
    assert refused(made.judged, cast, promise, **changes) == (code,)


@pytest.mark.parametrize(("views", "enough"), [(9, False), (10, True)])
def test_residents_are_a_basis_from_ten_on(cast: Cast, views: int, enough: bool) -> None:
    promise = made.said_kept(cast)
    for _n in range(views):
        made.heard(promise)
    if enough:
        assert made.judged(cast, promise, basis="residents").state == "kept"
    else:
        codes = refused(made.judged, cast, promise, basis="residents")
        assert codes == ("judgement_needs_more_views",)


def test_before_its_day_a_promise_without_a_word_is_not_judged(cast: Cast) -> None:
    promise = made.a_promise(cast)
    on_the_day = {"now": NOW + 20 * DAY, "kept": False}
    assert refused(made.judged, cast, promise, **on_the_day) == ("promise_not_yet_due",)
    assert refused(made.judged, cast, promise, **AFTER) == ("promise_step_not_allowed",)
    assert made.judged(cast, promise, kept=False, **AFTER).state == "not_kept"


def test_kept_late_is_judged_anew_and_the_story_keeps_both(cast: Cast) -> None:
    promise = made.judged(cast, kept=False)
    made.said_kept(cast, promise)
    again = fresh(promise)
    assert (again.state, again.judged_by, again.judgement) == ("said_kept", None, "")
    made.judged(cast, promise)
    assert [line.kind for line in queries.story(promise)] == [
        "promised",
        "said_kept",
        "not_kept",
        "said_kept",
        "kept",
    ]


def test_what_did_not_last_is_judged_again(cast: Cast) -> None:
    promise = made.judged(cast)
    assert made.judged(cast, promise, kept=False).state == "not_kept"


# --- withdrawing


def test_it_is_withdrawn_with_a_reason_and_stays(cast: Cast) -> None:
    promise = made.a_promise(cast)
    assert refused(made.withdrawn, cast, promise, reason=" ") == (
        "promise_withdrawn_without_reason",
    )
    made.withdrawn(cast, promise)
    assert seen(promise).standing.kind == "stuck"
    assert promise in queries.public_promises()
    assert refused(made.judged, cast, promise, **AFTER) == ("promise_step_not_allowed",)


def test_after_it_was_said_to_be_kept_it_is_not_withdrawn(cast: Cast) -> None:
    for promise in (
        made.said_kept(cast),
        made.judged(
            cast, made.said_kept(cast, made.a_promise(cast, text="厕所天天打扫")), kept=False
        ),
    ):
        assert refused(made.withdrawn, cast, promise) == ("promise_step_not_allowed",)


# --- every pair of states


@pytest.mark.parametrize("state", PromiseState.values)
@pytest.mark.parametrize("to", PromiseState.values)
def test_every_pair_of_states(cast: Cast, state: str, to: str) -> None:
    promise = _in_state(cast, state)
    acts = {
        "said_kept": lambda: made.said_kept(cast, promise, **AFTER),
        "kept": lambda: made.judged(cast, promise, **AFTER),
        "not_kept": lambda: made.judged(cast, promise, kept=False, **AFTER),
        "withdrawn": lambda: made.withdrawn(cast, promise, **AFTER),
    }
    size = Entry.objects.count()
    if to not in acts:
        assert not any(to in reached for reached in PROMISE_STEPS.values())
    elif to in PROMISE_STEPS[state]:
        acts[to]()
        assert fresh(promise).state == to
        assert len(kinds_since(size)) == 1
    else:
        assert refused(acts[to]) == ("promise_step_not_allowed",)
        assert fresh(promise).state == state
        assert kinds_since(size) == []


def _in_state(cast: Cast, state: str) -> Promise:
    promise = made.a_promise(cast)
    if state == "withdrawn":
        return made.withdrawn(cast, promise)
    if state != "open":
        made.said_kept(cast, promise)
    if state in ("kept", "not_kept"):
        made.judged(cast, promise, kept=state == "kept")
    return fresh(promise)


# --- standing


@pytest.mark.parametrize(("days", "late"), [(19, False), (20, False), (21, True)])
def test_from_the_day_after_it_says_openly_that_it_is_overdue(
    cast: Cast, days: int, late: bool
) -> None:
    promise = made.a_promise(cast)
    standing = seen(promise, days)
    assert standing.overdue is late
    assert standing.standing.kind == ("late" if late else "todo")
    assert (promise in queries.to_judge(cast.clerk, TODAY + days * DAY)) is late


def test_who_finds_it_to_judge(cast: Cast) -> None:
    promise = made.said_kept(cast)

    def finds(post: Post) -> bool:
        return promise in queries.to_judge(post, TODAY)

    assert finds(cast.clerk)
    assert finds(cast.leader)
    assert not finds(cast.secretary)
    assert not finds(cast.teacher)
    assert not finds(cast.outsider)


def test_of_two_who_judge_at_once_one_is_served(cast: Cast) -> None:
    promise = made.said_kept(cast)

    def first() -> None:
        Promise.objects.filter(pk=promise.pk).update(
            state="not_kept",
            judged_by=cast.leader,
            judging_unit=cast.town,
            judge=cast.person("leader"),
            judged_from="seen",
            judgement="没看到",
            judged_at=NOW,
        )

    size = Entry.objects.count()
    with meanwhile("practice_promise", first):
        assert refused(made.judged, cast, promise) == ("practice_changed_meanwhile",)
    assert kinds_since(size) == []


# --- a unit that closes, merges, or has no branch of its own


@pytest.fixture
def merged(cast: Cast) -> Cast:
    """The village was merged into the hill village, which has a secretary now."""
    a_post(cast, cast.hill_village, "secretary", "hill")
    return cast


def _end_village(cast: Cast, successor: Any) -> None:
    type(cast.village).objects.filter(pk=cast.village.pk).update(
        closed_on=TODAY, successor=successor
    )


def test_the_successor_answers_for_what_was_promised(merged: Cast) -> None:
    promise = made.a_promise(merged)
    hill = Post.objects.get(unit=merged.hill_village, role="secretary")
    assert refused(made.said_kept, merged, promise, actor=hill) == ("practice_of_another_unit",)
    _end_village(merged, merged.hill_village)
    assert seen(promise).answers == merged.hill_village
    assert promise in Promise.objects.visible_to(hill, on=TODAY)
    # The post that promised is of a unit that is no more.
    assert refused(made.said_kept, merged, promise) == ("practice_of_another_unit",)
    made.said_kept(merged, promise, actor=hill)
    assert refused(made.judged, merged, promise, actor=hill) == ("promise_judged_by_promiser",)
    assert made.judged(merged, promise).said_unit == merged.hill_village


def test_the_unit_above_answers_where_one_only_closed(cast: Cast) -> None:
    promise = made.a_promise(cast)
    _end_village(cast, None)
    assert seen(promise).answers == cast.town
    made.said_kept(cast, promise, actor=cast.leader)
    assert refused(made.judged, cast, promise) == ("promise_judged_by_promiser",)


def test_a_closed_unit_promises_nothing_new(merged: Cast) -> None:
    _end_village(merged, merged.hill_village)
    hill = Post.objects.get(unit=merged.hill_village, role="secretary")
    assert refused(made.a_promise, merged, actor=hill) == ("practice_unit_is_closed",)


def test_the_branch_that_covers_an_organisation_promises_for_it(cast: Cast) -> None:
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(covered_by=cast.village)
    promise = made.a_promise(cast, unit=cast.hill_village)
    assert promise.post == cast.secretary
    made.said_kept(cast, promise)
    assert refused(made.judged, cast, promise, actor=cast.secretary) == (
        "promise_judged_by_promiser",
    )


def test_time_zones_do_not_make_a_promise_late(cast: Cast) -> None:
    """At eleven at night in Qingquan it is still the same day."""
    promise = made.a_promise(cast, due_on=TODAY)
    late_evening = NOW.replace(hour=15)
    codes = refused(made.judged, cast, promise, kept=False, now=late_evening)
    assert codes == ("promise_not_yet_due",)
    after_midnight = late_evening + timedelta(hours=2)
    assert made.judged(cast, promise, kept=False, now=after_midnight).state == "not_kept"

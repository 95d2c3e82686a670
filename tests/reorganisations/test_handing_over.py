"""A post changes hands, or nobody takes it: everything stays with the post."""

from __future__ import annotations

from datetime import timedelta

import practice_made
import problems_made
import study_made
import voices_made
from builders import a_campaign
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint, vacate
from qunce.domain.accounts.models import Post
from qunce.domain.accounts.queries import appointing_posts, holder, vacant_posts
from qunce.domain.duties.queries import duties_of
from qunce.domain.practice.models import Promise
from qunce.domain.problems.models import Problem
from qunce.domain.reorganisations.actions import cover_unit
from qunce.domain.reorganisations.queries import Waiting, waiting_at
from qunce.domain.study.models import Session
from qunce.domain.voices.models import Voice

DAY = timedelta(days=1)


def _everything_at(cast: Cast) -> None:
    a_campaign(cast)
    voices_made.accepted(cast)
    problems_made.in_hand(cast)
    study_made.hold_a_session(cast)
    practice_made.a_promise(cast)


def _seen(post: Post) -> list[object]:
    """What the holder of ``post`` finds, in an order that stays."""
    return [
        [(row.duty.pk, row.standing) for row in duties_of(post, TODAY)],
        list(Voice.objects.visible_to(post, on=TODAY)),
        list(Problem.objects.visible_to(post, on=TODAY)),
        list(Session.objects.visible_to(post, on=TODAY)),
        list(Promise.objects.visible_to(post, on=TODAY)),
    ]


def test_a_hand_over_keeps_duties_messages_problems_sessions_and_promises(cast: Cast) -> None:
    _everything_at(cast)
    before = _seen(cast.secretary)
    assert all(before), "each of them must hold something for this to mean anything"
    user = add_staff(username="newcomer", name="新同志", password=None, now=NOW)
    appoint(post=cast.secretary, user=user, since=TODAY, actor=SYSTEM, now=NOW)
    assert _seen(cast.secretary) == before
    voice = Voice.objects.visible_to(cast.secretary, on=TODAY).get(state="accepted")
    answer = voices_made.reply(cast, voice)
    assert answer.post == cast.secretary
    claimed = problems_made.claimed(cast, Problem.objects.get(state="in_hand"))
    assert claimed.doer == user


def test_a_vacant_post_keeps_all_of_it_for_whoever_comes(cast: Cast) -> None:
    _everything_at(cast)
    before = _seen(cast.secretary)
    vacate(post=cast.secretary, on=TODAY - 7 * DAY, actor=SYSTEM, now=NOW)
    assert holder(cast.secretary, TODAY) is None
    assert _seen(cast.secretary) == before
    (empty,) = vacant_posts([cast.village], TODAY)
    assert (empty.post, empty.since) == (cast.secretary, TODAY - 7 * DAY)


def test_a_post_that_nobody_has_held_yet_is_vacant_without_a_day(cast: Cast) -> None:
    post = add_post(
        unit=cast.hill_village, code="hill", title="书记", role="secretary", actor=SYSTEM, now=NOW
    )
    (empty,) = vacant_posts([cast.hill_village], TODAY)
    assert (empty.post, empty.since) == (post, None)


def test_what_waits_at_a_post_is_counted_whoever_holds_it(cast: Cast) -> None:
    a_campaign(cast)
    voices_made.registered(cast)
    problems_made.listed(cast)
    vacate(post=cast.secretary, on=TODAY - DAY, actor=SYSTEM, now=NOW)
    waiting = waiting_at([cast.secretary, cast.teacher], cast.clerk, TODAY)
    mine, theirs = waiting[cast.secretary.pk], waiting[cast.teacher.pk]
    assert (mine.messages, mine.problems) == (1, 1)
    assert mine.duties > 0
    assert (theirs.messages, theirs.problems) == (0, 0)
    assert Waiting().nothing
    assert not mine.nothing


def test_who_can_appoint_is_the_office_of_the_unit_or_above_nearest_first(cast: Cast) -> None:
    county = voices_made.county_clerk(cast)
    assert appointing_posts(cast.village) == [cast.clerk, county]


def test_what_a_covered_unit_owes_shows_with_the_branch_that_acts_for_it(cast: Cast) -> None:
    a_campaign(cast)
    owed = {row.duty.unit_id for row in duties_of(cast.secretary, TODAY)}
    assert cast.clinic.pk not in owed
    cover_unit(unit=cast.clinic, by=cast.village, actor=cast.clerk, now=NOW)
    owed = {row.duty.unit_id for row in duties_of(cast.secretary, TODAY)}
    assert {cast.village.pk, cast.clinic.pk} <= owed

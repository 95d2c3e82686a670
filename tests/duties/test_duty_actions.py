"""Telling, taking back, moving, ending and carrying over: who may, what is true afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import problems_made
import study_made
from builders import codes, kinds_since, latest, meanwhile
from cast import NOW, SYSTEM, TODAY, Cast
from duties_made import DAY, a_campaign_of, rows, standing, the_duty
from qunce.domain.accounts.actions import add_staff, appoint
from qunce.domain.accounts.models import Holding, Post
from qunce.domain.campaigns.models import Campaign, Duty
from qunce.domain.duties.actions import carry_over, end_duties, move_duty, take_back, tell_done
from qunce.domain.duties.models import Completion, DutyEnd, DutyMove
from qunce.domain.duties.queries import duties_of
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused
from reorganisations_made import hill_secretary

LATER = TODAY + 45 * DAY


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """Its first duty is told by hand, its second shows itself."""
    return a_campaign_of(cast, "", "problem_listed")


@pytest.fixture
def by_hand(cast: Cast, campaign: Campaign) -> Duty:
    return the_duty(campaign, cast.village)


def tell(duty: Duty, actor: Post, **changes: Any) -> Completion:
    return tell_done(duty=duty, **{"actor": actor, "now": NOW, **changes})


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act()
    return codes(list(stopped.value.refusals))


# --- told in one touch


def test_a_duty_that_nothing_shows_is_told_in_one_touch(
    cast: Cast, campaign: Campaign, by_hand: Duty
) -> None:
    size = Entry.objects.count()
    tell(by_hand, cast.secretary, words=" 三组七户都走到了 ")
    assert standing(cast.village, campaign) == ["done", "open"]
    assert kinds_since(size) == ["duty.told_done"]
    assert latest().facts == {}
    (row, _) = rows(cast.village, campaign)
    assert row.done is not None
    assert (row.done.words, row.done.post, row.done.on) == (
        "三组七户都走到了",
        cast.secretary,
        TODAY,
    )


def test_and_taken_back_in_one(cast: Cast, campaign: Campaign, by_hand: Duty) -> None:
    told = tell(by_hand, cast.secretary)
    take_back(completion=told, actor=cast.secretary, now=NOW)
    assert latest().kind == "duty.taken_back"
    assert standing(cast.village, campaign) == ["open", "open"]
    assert rows(cast.village, campaign)[0].undone is None
    tell(by_hand, cast.secretary)
    assert standing(cast.village, campaign) == ["done", "open"]
    assert refused(lambda: take_back(completion=told, actor=cast.secretary, now=NOW)) == [
        "duty_changed_meanwhile"
    ]


@pytest.mark.parametrize("who", ["clerk", "leader", "viewer", "outsider", "teacher", "first"])
def test_only_the_post_that_carries_it_and_its_unit_tell(
    cast: Cast, by_hand: Duty, who: str
) -> None:
    assert refused(lambda: tell(by_hand, getattr(cast, who))) == ["duty_of_another_post"]
    told = tell(by_hand, cast.secretary)
    assert refused(lambda: take_back(completion=told, actor=getattr(cast, who), now=NOW)) == [
        "duty_of_another_post"
    ]


def test_what_shows_itself_need_not_be_told(cast: Cast, campaign: Campaign) -> None:
    shows_itself = the_duty(campaign, cast.village, 2)
    assert refused(lambda: tell(shows_itself, cast.secretary)) == ["duty_shows_itself"]
    problems_made.listed(cast)
    assert refused(lambda: tell(shows_itself, cast.secretary)) == [
        "duty_shows_itself",
        "duty_is_done",
    ]


def test_what_is_told_is_told_once(cast: Cast, by_hand: Duty) -> None:
    tell(by_hand, cast.secretary)
    assert refused(lambda: tell(by_hand, cast.secretary)) == ["duty_is_done"]


@pytest.mark.parametrize("words", ["字" * 121, "一行\n两行", "一\x00行"])
def test_at_most_one_line_is_told(cast: Cast, by_hand: Duty, words: str) -> None:
    assert refused(lambda: tell(by_hand, cast.secretary, words=words)) == ["words_are_one_line"]
    assert tell(by_hand, cast.secretary, words="字" * 120).words == "字" * 120


def test_a_lead_is_told_by_its_own_post_alone(cast: Cast) -> None:
    a_campaign_of(cast, "")
    lead = Duty.objects.filter(of_post=True, post=cast.leader)[0]
    assert "duty_of_another_post" in refused(lambda: tell(lead, cast.first))
    assert refused(lambda: tell(lead, cast.leader)) == ["duty_shows_itself"]


# --- the post keeps it


def test_a_new_holder_finds_everything_as_it_was(
    cast: Cast, campaign: Campaign, by_hand: Duty
) -> None:
    tell(by_hand, cast.secretary)
    before = [(row.duty.pk, row.standing) for row in duties_of(cast.secretary, TODAY)]
    new = add_staff(username="log-in-new", name="新书记", password=None, now=NOW)
    Holding.objects.filter(post=cast.secretary).update(until=TODAY)
    appoint(post=cast.secretary, user=new, since=TODAY, actor=SYSTEM, now=NOW)
    held = Post.objects.held_by(new, on=TODAY).get()
    assert [(row.duty.pk, row.standing) for row in duties_of(held, TODAY)] == before
    take_back(completion=Completion.objects.get(), actor=held, now=NOW)


def test_what_nobody_carries_waits_and_a_new_post_takes_it_up(
    cast: Cast, campaign: Campaign
) -> None:
    vacant = the_duty(campaign, cast.hill_village)
    assert vacant.post is None
    assert standing(cast.hill_village, campaign) == ["open", "open"]
    secretary = hill_secretary(cast)
    assert vacant.pk in {row.duty.pk for row in duties_of(secretary, TODAY)}
    tell(vacant, secretary)
    assert standing(cast.hill_village, campaign) == ["done", "open"]


# --- another day


def move(duty: Duty, actor: Post, **changes: Any) -> Duty:
    given: dict[str, Any] = {"to": LATER, "reason": "那一周插秧", "actor": actor, "now": NOW}
    return move_duty(duty=duty, **{**given, **changes})


def test_the_office_gives_a_duty_another_day_and_says_why(cast: Cast, by_hand: Duty) -> None:
    was = by_hand.due_on
    assert move(by_hand, cast.clerk).due_on == LATER
    moved = DutyMove.objects.get()
    assert (moved.from_on, moved.to_on, moved.reason) == (was, LATER, "那一周插秧")
    entry = latest()
    assert (entry.kind, entry.facts) == (
        "duty.moved",
        {"from": was.isoformat(), "to": LATER.isoformat()},
    )


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("secretary", "not_campaign_office"),
        ("leader", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("outsider", "duty_of_another_office"),
    ],
)
def test_nobody_else_moves_it(cast: Cast, by_hand: Duty, who: str, code: str) -> None:
    assert refused(lambda: move(by_hand, getattr(cast, who))) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": TODAY - timedelta(days=1)}, "duty_day_outside_the_campaign"),
        ({"to": TODAY + 400 * DAY}, "duty_day_outside_the_campaign"),
        ({"to": TODAY + 21 * DAY}, "duty_is_due_that_day"),
        ({"to": None}, "move_needs_a_day"),
        ({"reason": "  "}, "reason_needed"),
        ({"reason": "长" * 301}, "reason_needed"),
        ({"reason": "一\x00二"}, "reason_needed"),
        ({"seen_on": TODAY}, "duty_changed_meanwhile"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    cast: Cast, by_hand: Duty, changes: dict[str, Any], code: str
) -> None:
    assert refused(lambda: move(by_hand, cast.clerk, **changes)) == [code]
    assert not DutyMove.objects.exists()


def test_today_and_the_last_day_are_allowed(cast: Cast, campaign: Campaign, by_hand: Duty) -> None:
    assert move(by_hand, cast.clerk, to=TODAY).due_on == TODAY
    assert move(by_hand, cast.clerk, to=campaign.ends_on).due_on == campaign.ends_on


def test_what_is_done_is_not_moved(cast: Cast, by_hand: Duty) -> None:
    tell(by_hand, cast.secretary)
    assert refused(lambda: move(by_hand, cast.clerk)) == ["duty_is_done"]


def test_two_who_move_at_once_one_is_told(cast: Cast, by_hand: Duty) -> None:
    def another() -> None:
        Duty.objects.filter(pk=by_hand.pk).update(due_on=TODAY + 2 * DAY)

    with meanwhile("duties_completion", another):
        assert refused(lambda: move(by_hand, cast.clerk)) == ["duty_changed_meanwhile"]


# --- a unit is no more


def end(unit: Unit, actor: Post, **changes: Any) -> int:
    return end_duties(unit=unit, **{"reason": "学校撤并", "actor": actor, "now": NOW, **changes})


def test_what_a_closed_unit_had_not_done_is_no_longer_owed(
    cast: Cast, campaign: Campaign, by_hand: Duty
) -> None:
    study_made.hold_a_session(cast, campaign=campaign)
    problems_made.listed(cast)
    tell(by_hand, cast.secretary)
    owed = Duty.objects.filter(unit=cast.village, of_post=False).count()
    size = Entry.objects.count()
    ended = end(cast.village, cast.clerk)
    assert standing(cast.village, campaign) == ["done", "done"]
    assert kinds_since(size)[-1] == "duty.ended"
    assert latest().facts == {"duties": ended}
    assert ended == owed - Completion.objects.count()
    assert end(cast.village, cast.clerk) == 0
    other = [row for row in duties_of(cast.village, TODAY) if row.end is not None]
    assert {str(row.standing) for row in other} == {"ended"}
    assert refused(lambda: tell(other[0].duty, cast.secretary))[-1] == "duty_has_ended"


@pytest.mark.parametrize(
    ("who", "code"), [("secretary", "not_campaign_office"), ("outsider", "unit_of_another_office")]
)
def test_nobody_else_ends_what_a_unit_owes(
    cast: Cast, campaign: Campaign, who: str, code: str
) -> None:
    assert refused(lambda: end(cast.village, getattr(cast, who))) == [code]
    assert refused(lambda: end(cast.village, cast.clerk, reason="")) == ["reason_needed"]


def carry(cast: Cast, to: Unit, **changes: Any) -> int:
    given: dict[str, Any] = {"reason": "两村合并", "actor": cast.clerk, "now": NOW}
    return carry_over(unit=cast.village, successor=to, **{**given, **changes})


def test_a_merged_units_duties_go_on_in_the_other(
    cast: Cast, campaign: Campaign, by_hand: Duty
) -> None:
    tell(by_hand, cast.secretary)
    both = the_duty(campaign, cast.hill_village, 2)
    carry(cast, cast.hill_village)
    ended = DutyEnd.objects.get(duty=the_duty(campaign, cast.village, 2))
    assert ended.carried_to == both
    assert not DutyEnd.objects.filter(duty=by_hand).exists()
    assert Duty.objects.filter(action=both.action, unit=cast.hill_village).count() == 1


def test_what_the_other_did_not_owe_it_owes_from_now_on(cast: Cast, campaign: Campaign) -> None:
    old = the_duty(campaign, cast.village)
    move(old, cast.clerk)
    carry(cast, cast.school)
    new = the_duty(campaign, cast.school)
    assert (new.due_on, new.post) == (LATER, cast.teacher)
    assert DutyEnd.objects.get(duty=old).carried_to == new
    assert standing(cast.school, campaign) == ["open", "open"]
    assert refused(lambda: carry(cast, cast.village)) == ["duties_stay_where_they_are"]


def test_a_lead_in_a_branch_that_is_merged_stays_with_its_post(cast: Cast) -> None:
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    a_campaign_of(cast, "")
    carry(cast, cast.hill_village)
    leads = Duty.objects.filter(of_post=True, unit=cast.hill_village)
    assert {duty.post for duty in leads} == {cast.leader}
    assert leads.count() == 5


# --- who sees what


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", {"village", "hill_village", "town", "school"}),
        ("leader", {"village", "hill_village", "town", "school"}),
        ("viewer", {"village", "hill_village", "town", "school"}),
        ("secretary", {"village"}),
        ("teacher", {"school"}),
        ("outsider", set()),
        (None, set()),
    ],
)
def test_who_sees_the_duties_of_which_unit(
    cast: Cast, campaign: Campaign, who: str | None, sees: set[str]
) -> None:
    post = getattr(cast, who) if who else None
    seen = {duty.unit for duty in Duty.objects.visible_to(post, on=TODAY)}
    for name in ("village", "hill_village", "town", "school"):
        assert (getattr(cast, name) in seen) is (name in sees), name
    assert cast.other_village not in seen

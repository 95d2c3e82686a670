"""A group goes where it said, as often as the county allows, and writes down what it did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from builders import kinds_since, meanwhile
from cast import NOW, TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import call_on
from qunce.domain.budgets.models import Call
from qunce.domain.notices.models import Notice
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.models import Entry
from qunce.domain.supervision.actions import (
    add_remark,
    call_off,
    end_group,
    make_visit,
    move_visit,
    raise_due,
    set_up_group,
)
from qunce.domain.supervision.models import Group, Visit
from qunce.kernel.refusals import Refused
from supervision_made import (
    DAY,
    FOUND,
    HELP,
    VISIT_ON,
    a_group,
    a_guide,
    a_limit,
    a_made_visit,
    a_planned_visit,
    post_of,
)

NEXT_MONTH = VISIT_ON + timedelta(days=31)


def notices(post: Post, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(post=post, kind=kind))


# --- groups


def test_the_office_sets_a_group_up_and_changes_it(cast: Cast) -> None:
    group = a_group(cast)
    before = Entry.objects.count()
    helper = post_of("helper", cast.school, "staff")
    again = set_up_group(
        town=cast.town,
        area=cast.east,
        leader=cast.first,
        members=[helper, helper],
        actor=cast.clerk,
        now=NOW,
    )
    assert again.pk == group.pk
    assert again.leader == cast.first
    assert list(again.members.all()) == [helper]
    assert kinds_since(before)[-1] == "guidance_group.set"
    assert Group.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (lambda c: {"actor": c.secretary}, "not_campaign_office"),
        (lambda c: {"actor": c.outsider}, "not_your_unit"),
        (lambda c: {"town": c.other_town, "actor": c.outsider}, "area_is_not_of_your_town"),
        (lambda c: {"leader": c.clerk}, "group_needs_a_leading_official"),
        (lambda c: {"members": [c.viewer]}, "group_member_from_elsewhere"),
        (lambda c: {"members": [c.outsider]}, "group_member_from_elsewhere"),
        (lambda c: {"members": [c.leader]}, "group_leader_is_a_member"),
    ],
)
def test_who_may_not_be_in_a_group(cast: Cast, changes: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_group(cast, **changes(cast))
    assert code in refused.value.codes
    assert not Group.objects.exists()


def test_a_group_ends_when_nothing_is_planned(cast: Cast) -> None:
    group = a_group(cast)
    visit = a_planned_visit(cast, group)
    with pytest.raises(Refused) as refused:
        end_group(group=group, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("group_has_planned_visits",)
    call_off(visit=visit, reason="片区合并", actor=cast.leader, now=NOW)
    end_group(group=group, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast, group)
    assert refused.value.codes == ("group_has_ended",)
    assert a_group(cast).pk != group.pk


# --- planning


def test_a_visit_is_announced_and_takes_one_of_the_county_s_calls(cast: Cast) -> None:
    visit = a_planned_visit(cast, about="看二组水塘")
    call = Call.objects.get()
    assert (visit.call, call.unit, call.on, call.what_id) == (
        call,
        cast.village,
        VISIT_ON,
        str(visit.pk),
    )
    [told] = notices(cast.secretary, "visit.announced")
    assert told.due_on == VISIT_ON
    assert told.path == f"/office/supervision/visits/{visit.pk}/"
    assert notices(a_guide(cast), "visit.planned")
    assert not notices(cast.leader, "visit.planned"), "who planned it knows"


def test_the_guide_and_a_member_act_for_the_group_and_nobody_else(cast: Cast) -> None:
    member = post_of("helper", cast.school, "staff")
    group = a_group(cast, members=[member])
    for number, actor in enumerate((cast.leader, a_guide(cast), member)):
        a_planned_visit(cast, group, actor=actor, on=VISIT_ON + number * DAY)
    for actor in (cast.clerk, cast.secretary, cast.first, cast.viewer, cast.outsider):
        with pytest.raises(Refused) as refused:
            a_planned_visit(cast, group, actor=actor, on=VISIT_ON + 9 * DAY)
        assert refused.value.codes == ("not_your_guidance_group",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (lambda c: {"unit": c.school}, "unit_of_another_area"),
        (lambda c: {"unit": c.other_village}, "unit_of_another_area"),
        (lambda c: {"on": TODAY - DAY}, "day_has_passed"),
        (lambda c: {"on": TODAY + 367 * DAY}, "day_too_far_ahead"),
    ],
)
def test_what_cannot_be_planned(cast: Cast, changes: Any, code: str) -> None:
    group = a_group(cast)
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast, group, **changes(cast))
    assert code in refused.value.codes
    assert not Visit.objects.exists()
    assert not Call.objects.exists()


def test_today_and_the_last_day_ahead_can_be_planned(cast: Cast) -> None:
    group = a_group(cast)
    a_planned_visit(cast, group, on=TODAY)
    a_planned_visit(cast, group, on=TODAY + 366 * DAY)
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast, group, on=TODAY)
    assert refused.value.codes == ("visit_is_planned_already",)


def test_nobody_visits_a_closed_unit(cast: Cast) -> None:
    group = a_group(cast)
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=VISIT_ON)
    cast.village.refresh_from_db()
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast, group)
    assert refused.value.codes == ("unit_is_closed_then",)
    a_planned_visit(cast, group, on=VISIT_ON - DAY)


# --- the county's limit


def test_a_visit_beyond_the_limit_is_refused_and_the_refusal_says_when_there_is_room(
    cast: Cast,
) -> None:
    a_limit(cast, visits=1)
    a_planned_visit(cast)
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast, on=VISIT_ON + DAY)
    full, free = refused.value.refusals
    assert full.code == "calls_at_the_limit"
    assert (full.params["made"], full.params["most"]) == (1, 1)
    assert free.code == "next_month_with_room"
    assert free.params["month"] == "2026-04"
    assert Visit.objects.count() == 1


def test_other_visits_of_the_month_count_too(cast: Cast) -> None:
    """Whoever else comes to the unit takes a place of the same month."""
    a_limit(cast, visits=1)
    superior = Ref("visit", "county-1", "county")
    call_on(unit=cast.village, kind="visit", on=VISIT_ON, what=superior, actor=cast.first, now=NOW)
    with pytest.raises(Refused) as refused:
        a_planned_visit(cast)
    assert "calls_at_the_limit" in refused.value.codes


def test_calling_off_gives_the_call_back(cast: Cast) -> None:
    a_limit(cast, visits=1)
    visit = a_planned_visit(cast)
    call_off(visit=visit, reason="村里抢收", actor=cast.leader, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == ("called_off", "村里抢收")
    assert notices(cast.secretary, "visit.called_off")
    a_planned_visit(cast, on=VISIT_ON + DAY)


def test_moving_to_another_month_gives_the_call_back(cast: Cast) -> None:
    a_limit(cast, visits=1)
    visit = a_planned_visit(cast)
    move_visit(visit=visit, to=NEXT_MONTH, reason="村里抢收", actor=cast.leader, now=NOW)
    visit.refresh_from_db()
    assert visit.planned_on == NEXT_MONTH
    [told] = notices(cast.secretary, "visit.moved")
    assert told.due_on == NEXT_MONTH
    a_planned_visit(cast)
    with pytest.raises(Refused) as refused:
        move_visit(visit=visit, to=VISIT_ON + DAY, reason="改回来", actor=cast.leader, now=NOW)
    assert refused.value.codes == ("calls_at_the_limit", "next_month_with_room")


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_moving_and_calling_off_need_a_reason(cast: Cast, reason: str) -> None:
    visit = a_planned_visit(cast)
    for act in (
        lambda: move_visit(visit=visit, to=NEXT_MONTH, reason=reason, actor=cast.leader, now=NOW),
        lambda: call_off(visit=visit, reason=reason, actor=cast.leader, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes[0] in ("words_missing", "words_too_long")
    assert Visit.objects.get().state == "planned"


def test_of_two_who_move_a_visit_at_once_one_is_told_so(cast: Cast) -> None:
    visit = a_planned_visit(cast)

    def somebody_else() -> None:
        Visit.objects.filter(pk=visit.pk).update(version=9)

    with pytest.raises(Refused) as refused, meanwhile("budgets_call", somebody_else):
        move_visit(visit=visit, to=NEXT_MONTH, reason="抢收", actor=cast.leader, now=NOW)
    assert refused.value.codes == ("visit_changed_meanwhile",)
    assert Call.objects.get().on == VISIT_ON, "neither half is done"


def test_what_is_over_stays_over(cast: Cast) -> None:
    visit = a_made_visit(cast)
    for act in (
        lambda: move_visit(visit=visit, to=NEXT_MONTH, reason="错", actor=cast.leader, now=NOW),
        lambda: call_off(visit=visit, reason="错", actor=cast.leader, now=NOW),
        lambda: a_made_visit(cast, visit),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ("visit_is_over",)


# --- the note


def test_a_note_says_what_help_was_given_and_what_was_found(cast: Cast) -> None:
    visit = a_planned_visit(cast, on=TODAY)
    before = Entry.objects.count()
    made = make_visit(
        visit=visit,
        made_on=TODAY,
        help_given=HELP,
        findings=[FOUND, "  ", "路灯修好了，群众满意。"],
        actor=a_guide(cast),
        now=NOW,
    )
    visit.refresh_from_db()
    assert (visit.state, visit.made_on, visit.help, visit.by) == (
        "made",
        TODAY,
        HELP,
        a_guide(cast),
    )
    assert [one.position for one in made] == [1, 2]
    assert notices(cast.secretary, "visit.noted")
    assert kinds_since(before) == ["visit.made"]
    entry = Entry.objects.latest("index")
    assert FOUND not in entry.canonical
    assert HELP not in entry.canonical


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"help_given": " "}, "visit_without_help"),
        ({"help_given": "长" * 4_001}, "words_too_long"),
        ({"made_on": TODAY + DAY}, "visit_made_in_the_future"),
        ({"findings": ["长" * 1_001]}, "words_too_long"),
        ({"findings": ["缺护栏"] * 13}, "too_many_findings"),
        ({"help_given": "帮王大爷修了门。"}, "note_names_somebody"),
        ({"findings": ["找李广田拿钥匙"]}, "note_names_somebody"),
    ],
)
def test_what_is_no_note(cast: Cast, changes: dict[str, Any], code: str) -> None:
    visit = a_planned_visit(cast, on=TODAY)
    with pytest.raises(Refused) as refused:
        a_made_visit(cast, visit, **changes)
    assert code in refused.value.codes
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_words_that_mean_nobody_can_be_kept(cast: Cast) -> None:
    visit = a_made_visit(cast, help_given="核对了王家湾王书记路的路牌。", names_nobody=True)
    assert visit.state == "made"


def test_a_visit_made_on_another_day_counts_on_the_day_it_was_made(cast: Cast) -> None:
    visit = a_planned_visit(cast, on=TODAY + DAY)
    a_made_visit(cast, visit, made_on=TODAY)
    assert Call.objects.get().on == TODAY


def test_the_visited_unit_says_its_own_word(cast: Cast) -> None:
    visit = a_made_visit(cast)
    remark = add_remark(visit=visit, words="护栏已报预算。", actor=cast.secretary, now=NOW)
    assert remark.post == cast.secretary
    assert notices(cast.leader, "visit.remark")
    for actor, code in (
        (cast.leader, "remark_is_of_the_visited_unit"),
        (cast.teacher, "visit_not_there"),
        (cast.outsider, "visit_not_there"),
    ):
        with pytest.raises(Refused) as refused:
            add_remark(visit=visit, words="别人的话", actor=actor, now=NOW)
        assert refused.value.codes[0] == code


# --- what a day brings


@pytest.mark.parametrize(("days", "told"), [(2, 0), (3, 1), (4, 1)])
def test_a_visit_without_a_note_is_brought_up_after_three_days(
    cast: Cast, days: int, told: int
) -> None:
    a_planned_visit(cast)
    now = NOW + (VISIT_ON - TODAY) + days * DAY
    assert raise_due(now=now, limit=10) == told
    assert raise_due(now=now, limit=10) == 0, "twice is once"
    assert len(notices(cast.leader, "visit.unnoted")) == told
    assert not notices(cast.secretary, "visit.unnoted"), "the unit owes no note"


# --- who sees it


def test_who_sees_a_visit(cast: Cast) -> None:
    visit = a_planned_visit(cast)
    seeing = (cast.secretary, cast.leader, a_guide(cast), cast.clerk, cast.first, cast.viewer)
    for post in seeing:
        assert Visit.objects.visible_to(post, on=TODAY).get() == visit, post
    for other in (cast.outsider, cast.teacher, None):
        assert not Visit.objects.visible_to(other, on=TODAY).exists(), other


def test_who_sees_a_group(cast: Cast) -> None:
    group = a_group(cast)
    for post in (cast.leader, a_guide(cast), cast.clerk, cast.first, cast.viewer):
        assert Group.objects.visible_to(post, on=TODAY).get() == group, post
    for other in (cast.secretary, cast.outsider, cast.teacher, None):
        assert not Group.objects.visible_to(other, on=TODAY).exists(), other


def test_a_visit_of_another_town_cannot_be_touched(cast: Cast) -> None:
    visit = a_planned_visit(cast)
    for act in (
        lambda: move_visit(visit=visit, to=NEXT_MONTH, reason="外乡", actor=cast.outsider, now=NOW),
        lambda: call_off(visit=visit, reason="外乡", actor=cast.outsider, now=NOW),
        lambda: a_made_visit(cast, visit, actor=cast.outsider),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ("visit_not_there",)

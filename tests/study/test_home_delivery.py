"""What is brought home: to whom, by whom, and what a reader of the database learns of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from builders import kinds_since, latest, meanwhile
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post
from qunce.domain.organisations.models import Unit
from qunce.domain.study import queries
from qunce.domain.study.actions import (
    add_member,
    call_off_delivery,
    change_needs,
    forget_old_deliveries,
    make_delivery,
    member_leaves,
    plan_deliveries,
    take_back_delivery,
)
from qunce.domain.study.models import Delivery, DeliveryRound, Member
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import Channel
from qunce.kernel.refusals import Refused
from study_made import a_delivery, a_member, a_round, the_campaign

SAID = "井边的路太滑"


def refused(act: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


def bring(cast: Cast, delivery: Delivery, said: str = "", **changes: Any) -> Voice | None:
    given: dict[str, Any] = {"done_on": TODAY, "way": "visit", "actor": cast.secretary, "now": NOW}
    return make_delivery(delivery=delivery, said=said, **{**given, **changes})


# --- members


def test_a_member_is_noted_by_what_they_prefer(cast: Cast) -> None:
    size = latest().index + 1
    noted = a_member(cast, " 七号 ")
    assert (noted.called, noted.prefers, noted.away) == ("七号", "visited", False)
    assert kinds_since(size) == []
    assert {field.name for field in Member._meta.get_fields()} == {
        "id", "unit", "called", "prefers", "away",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"called": " "}, ("words_missing",)),
        ({"called": "长" * 21}, ("words_too_long",)),
        ({"called": "七号"}, ("member_called_already",)),
        ({"prefers": "ill"}, ("need_unknown",)),
    ],
)
def test_a_member_who_cannot_be_noted_so_is_refused(
    cast: Cast, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    a_member(cast, "七号")
    assert refused(lambda: a_member(cast, **{"called": "八号", **changes})) == codes


def test_of_two_noted_at_once_under_one_name_one_is_told(cast: Cast) -> None:
    def somebody() -> None:
        Member.objects.create(unit=cast.village, called="七号", prefers="visited")

    with meanwhile("study_member", somebody), pytest.raises(Refused) as reasons:
        a_member(cast, "七号")
    assert reasons.value.codes == ("member_called_already",)


@pytest.mark.parametrize("who", ["clerk", "leader", "first", "viewer", "outsider", "teacher"])
def test_nobody_outside_the_unit_writes_or_reads_of_members(cast: Cast, who: str) -> None:
    """Not the town's office, which may write down a session for the village."""
    post = getattr(cast, who)
    delivery = a_delivery(cast)
    member, campaign = delivery.member, delivery.round.campaign
    acts: list[Any] = [
        lambda: add_member(unit=cast.village, called="八", prefers="visited", actor=post, now=NOW),
        lambda: change_needs(member=member, prefers="read_to", away=True, actor=post, now=NOW),
        lambda: member_leaves(member=member, actor=post, now=NOW),
        lambda: plan_deliveries(
            unit=cast.village, campaign=campaign, due_on=TODAY, actor=post, now=NOW
        ),
        lambda: bring(cast, delivery, actor=post),
        lambda: take_back_delivery(delivery=delivery, actor=post, now=NOW),
        lambda: call_off_delivery(delivery=delivery, actor=post, now=NOW),
    ]
    for act in acts:
        assert refused(act) == ("members_of_another_unit",)
    assert not Member.objects.visible_to(post).exists()
    assert not DeliveryRound.objects.visible_to(post).exists()
    assert not Delivery.objects.visible_to(post).exists()
    assert queries.to_bring(post, TODAY + timedelta(days=60)) == []
    assert queries.members_of(post, [cast.village]) == []


@pytest.mark.parametrize("role", ["campaign_office", "guidance", "viewer"])
def test_even_in_the_same_unit_some_roles_do_not_see_them(cast: Cast, role: str) -> None:
    a_delivery(cast)
    post = add_post(unit=cast.village, code="x", title="X", role=role, actor=SYSTEM, now=NOW)
    assert not Member.objects.visible_to(post).exists()
    assert not Delivery.objects.visible_to(post).exists()
    assert not Member.objects.visible_to(None).exists()
    assert Member.objects.visible_to(cast.secretary).exists()


def test_who_changes_their_mind_leaves_no_trace_of_what_was(cast: Cast) -> None:
    noted = a_member(cast)
    change_needs(member=noted, prefers="read_to", away=True, actor=cast.secretary, now=NOW)
    noted.refresh_from_db()
    assert (noted.prefers, noted.away, noted.called) == ("read_to", True, "七号")
    other = a_member(cast, "八号")
    codes = refused(
        lambda: change_needs(
            member=other, prefers="visited", away=False, called="七号", actor=cast.secretary,
            now=NOW,
        )
    )  # fmt: skip
    assert codes == ("member_called_already",)


def test_who_leaves_is_deleted_with_what_was_brought(cast: Cast) -> None:
    delivery = a_delivery(cast)
    bring(cast, delivery)
    size = latest().index + 1
    member_leaves(member=delivery.member, actor=cast.secretary, now=NOW)
    assert not Member.objects.exists()
    assert not Delivery.objects.exists()
    assert DeliveryRound.objects.get().brought_on == TODAY
    assert kinds_since(size) == []
    codes = refused(lambda: member_leaves(member=delivery.member, actor=cast.secretary, now=NOW))
    assert codes == ("study_changed_meanwhile",)


def test_when_villages_merge_whoever_goes_on_brings_it_to_both(cast: Cast) -> None:
    a_member(cast, "七号")
    theirs = Member.objects.create(unit=cast.hill_village, called="七号", prefers="visited")
    assert not Member.objects.visible_to(cast.secretary).filter(pk=theirs.pk).exists()
    Unit.objects.filter(pk=cast.hill_village.pk).update(closed_on=TODAY, successor=cast.village)
    made = a_round(cast)
    assert made.deliveries.count() == 2
    for delivery in list(made.deliveries.all()):
        bring(cast, delivery)
    member_leaves(member=theirs, actor=cast.secretary, now=NOW)
    assert made.deliveries.count() == 1


def test_the_covering_branch_sees_the_members_of_whom_it_covers(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    noted = a_member(cast, unit=cast.clinic)
    assert list(Member.objects.visible_to(cast.secretary)) == [noted]


# --- rounds


def test_one_touch_plans_a_round_for_everybody_who_prefers_it(cast: Cast) -> None:
    """The frail member is visited, the one who works elsewhere is telephoned or written to."""
    a_member(cast, "七号", prefers="visited")
    a_member(cast, "八号", prefers="large_print", away=True)
    a_member(cast, "九号", prefers="read_to")
    a_member(cast, "十号", prefers="self_study")
    made = a_round(cast)
    assert {one.member.called: one.way for one in made.deliveries.all()} == {
        "七号": "visit",
        "八号": "post",
    }
    assert {one.helper for one in made.deliveries.all()} == {cast.secretary}
    entry = latest()
    assert entry.kind == "delivery_round.planned"
    assert "七号" not in entry.canonical


def test_the_frail_member_gets_a_visit_and_nothing_is_asked_of_them(cast: Cast) -> None:
    delivery = a_delivery(cast)
    assert queries.to_bring(cast.secretary, TODAY + timedelta(days=7)) == [delivery]
    bring(cast, delivery)
    assert queries.to_bring(cast.secretary, TODAY + timedelta(days=7)) == []
    delivery.refresh_from_db()
    assert delivery.done_on == date(2026, 3, 2)  # a Monday: the week, not the day


def test_the_week_is_kept_not_the_day(cast: Cast) -> None:
    delivery = a_delivery(cast)
    friday = NOW + timedelta(days=4)
    bring(cast, delivery, done_on=TODAY + timedelta(days=4), now=friday)
    delivery.refresh_from_db()
    assert delivery.done_on == TODAY
    assert DeliveryRound.objects.get().brought_on == TODAY


def test_a_duty_refers_to_the_round_from_the_day_it_was_planned(cast: Cast) -> None:
    """A round planned on Thursday was not brought on the Monday before."""
    thursday = NOW + timedelta(days=3)
    a_member(cast)
    made = plan_deliveries(
        unit=cast.village,
        campaign=the_campaign(cast),
        due_on=TODAY + timedelta(days=4),
        actor=cast.secretary,
        now=thursday,
    )
    bring(cast, made.deliveries.get(), done_on=TODAY + timedelta(days=4), now=NOW + timedelta(4))
    found = queries.rounds_brought(made.campaign, TODAY, TODAY + timedelta(days=9))
    assert [one.brought_on for one in found] == [TODAY + timedelta(days=3)]


def test_nobody_has_two_deliveries_on_their_way(cast: Cast) -> None:
    first = a_delivery(cast)
    assert refused(lambda: a_round(cast)) == ("round_for_nobody",)
    bring(cast, first)
    assert a_round(cast).deliveries.count() == 1


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, ("round_day_not_near",)),
        ({"due_on": TODAY + timedelta(days=93)}, ("round_day_not_near",)),
        ({"helper_words": "长" * 41}, ("words_too_long",)),
        ({"members": []}, ("round_for_nobody",)),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    cast: Cast, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    a_member(cast)
    assert refused(lambda: a_round(cast, **changes)) == codes


def test_a_helper_is_of_the_unit_or_said_in_words(cast: Cast) -> None:
    a_member(cast)
    assert refused(lambda: a_round(cast, helper=cast.clerk)) == ("helper_of_another_unit",)
    both = {"helper": cast.secretary, "helper_words": "邻居"}
    assert refused(lambda: a_round(cast, **both)) == ("delivery_with_two_helpers",)
    made = a_round(cast, helper_words="隔壁的邻居")
    (delivery,) = made.deliveries.all()
    assert (delivery.helper, delivery.helper_words) == (None, "隔壁的邻居")


def test_a_member_of_another_unit_is_not_put_into_a_round(cast: Cast) -> None:
    strange = Member.objects.create(unit=cast.school, called="一", prefers="visited")
    assert refused(lambda: a_round(cast, members=[strange])) == ("round_for_nobody",)


def test_of_two_rounds_planned_at_once_one_is_told(cast: Cast) -> None:
    member = a_member(cast)
    other = DeliveryRound.objects.create(
        unit=cast.village, campaign=the_campaign(cast), due_on=TODAY,
        made_by=cast.secretary, made_at=NOW,
    )  # fmt: skip

    def somebody() -> None:
        Delivery.objects.create(round=other, member=member, helper_words="邻居", way="visit")

    with meanwhile("study_delivery", somebody), pytest.raises(Refused) as reasons:
        a_round(cast)
    assert reasons.value.codes == ("study_changed_meanwhile",)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"done_on": TODAY + timedelta(days=1)}, ("delivery_still_to_come",)),
        ({"done_on": TODAY - timedelta(days=60)}, ("delivery_long_past",)),
        ({"way": "drone"}, ("way_unknown",)),
        ({"said": "长" * 2001}, ("words_too_long",)),
        ({"said": "半个\ud800字"}, ("words_broken",)),
    ],
)
def test_what_cannot_have_been_brought_so_is_refused(
    cast: Cast, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    delivery = a_delivery(cast)
    assert refused(lambda: bring(cast, delivery, **changes)) == codes
    assert not Voice.objects.exists()
    delivery.refresh_from_db()
    assert delivery.done_on is None


def test_something_is_brought_once(cast: Cast) -> None:
    delivery = a_delivery(cast)
    bring(cast, delivery, SAID)
    assert refused(lambda: bring(cast, delivery, SAID)) == ("delivery_made_already",)
    assert Voice.objects.count() == 1


def test_of_two_who_bring_at_once_one_is_told(cast: Cast) -> None:
    delivery = a_delivery(cast)

    def somebody() -> None:
        Delivery.objects.filter(pk=delivery.pk).update(done_on=TODAY)

    with meanwhile("study_delivery", somebody), pytest.raises(Refused) as reasons:
        bring(cast, delivery, SAID)
    assert reasons.value.codes == ("study_changed_meanwhile",)
    assert not Voice.objects.exists()


def test_a_touch_too_much_is_taken_back(cast: Cast) -> None:
    delivery = a_delivery(cast)
    bring(cast, delivery)
    take_back_delivery(delivery=delivery, actor=cast.secretary, now=NOW)
    delivery.refresh_from_db()
    assert delivery.done_on is None
    assert DeliveryRound.objects.get().brought_on is None
    assert refused(
        lambda: take_back_delivery(delivery=delivery, actor=cast.secretary, now=NOW)
    ) == ("study_changed_meanwhile",)


def test_not_this_time_leaves_no_trace(cast: Cast) -> None:
    delivery = a_delivery(cast)
    size = latest().index + 1
    call_off_delivery(delivery=delivery, actor=cast.secretary, now=NOW)
    assert not Delivery.objects.exists()
    assert kinds_since(size) == []
    brought = Delivery.objects.get(round=a_round(cast))
    bring(cast, brought)
    assert refused(lambda: call_off_delivery(delivery=brought, actor=cast.secretary, now=NOW)) == (
        "study_changed_meanwhile",
    )


def test_after_a_quarter_nobody_knows_to_whom_something_was_brought(cast: Cast) -> None:
    for called in ("七号", "八号", "九号"):
        bring(cast, a_delivery(cast, called))
    waiting = a_delivery(cast, "十号")
    assert forget_old_deliveries(now=NOW + timedelta(days=92), limit=100) == 0
    assert forget_old_deliveries(now=NOW + timedelta(days=93), limit=2) == 2
    assert forget_old_deliveries(now=NOW + timedelta(days=93), limit=2) == 1
    assert forget_old_deliveries(now=NOW + timedelta(days=93), limit=2) == 0
    assert list(Delivery.objects.all()) == [waiting]
    assert DeliveryRound.objects.count() == 4


# --- what was said


def test_what_was_said_is_a_message_without_a_name(cast: Cast) -> None:
    voice = bring(cast, a_delivery(cast), SAID, way="telephone")
    assert voice is not None
    assert voice.text == SAID
    assert voice.identity_id is None
    assert voice.keyed_by == cast.secretary
    assert (voice.town, voice.village) == (cast.town, cast.village)
    assert voice.channel == Channel.VISIT  # whatever the way: it would narrow who it was
    assert Voice.objects.visible_to(cast.clerk, on=TODAY).get() == voice


def test_nothing_said_is_no_message(cast: Cast) -> None:
    assert bring(cast, a_delivery(cast), "  ") is None
    assert not Voice.objects.exists()


def test_the_record_is_the_same_whether_or_not_something_was_brought(cast: Cast) -> None:
    """Only that a message came in, as any other; and nothing at all without one."""
    first, second = a_delivery(cast, "七号"), a_delivery(cast, "八号")
    size = latest().index + 1
    bring(cast, first)
    assert kinds_since(size) == []
    bring(cast, second, SAID)
    assert kinds_since(size) == ["voice.received"]


def test_no_column_leads_from_a_message_to_a_member(cast: Cast) -> None:
    bring(cast, a_delivery(cast), SAID)
    assert {field.name for field in Delivery._meta.get_fields()} == {
        "id", "round", "member", "helper", "helper_words", "way", "done_on",
    }  # fmt: skip
    for model in (Member, Delivery, DeliveryRound):
        related = {field.related_model for field in model._meta.get_fields()}
        assert Voice not in related
    dated = [
        (model.__name__, field.name)
        for model in (Member, Delivery)
        for field in model._meta.get_fields()
        if field.get_internal_type() == "DateTimeField"
    ]
    assert dated == []


def test_neither_order_nor_transaction_tells_which_was_brought(cast: Cast) -> None:
    """Each row of the round is written anew by the same statement, in the order it had."""
    members = [a_member(cast, called) for called in ("七号", "八号", "九号", "十号")]
    made = a_round(cast, members=members)
    before = [row[0] for row in in_the_file(made)]
    brought = list(made.deliveries.order_by("pk"))
    bring(cast, brought[2], SAID)
    rows = in_the_file(made)
    assert [row[0] for row in rows] == before
    assert len({row[1] for row in rows}) == 1
    bring(cast, brought[0])
    rows = in_the_file(made)
    assert [row[0] for row in rows] == before
    assert len({row[1] for row in rows}) == 1


def in_the_file(made: DeliveryRound) -> list[tuple[int, int]]:
    """Number and transaction of each row, in the order of the file."""
    own, order = ("xmin::text::bigint", "ctid") if connection.vendor == "postgresql" else (
        "0", "rowid",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {own} FROM study_delivery WHERE round_id = %s ORDER BY {order}",  # noqa: S608
            [made.pk],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]

"""Posts carry duties and powers; persons only hold posts, one at a time, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from builders import a_campaign, codes, kinds_since, latest, statements
from cast import IN_OFFICE_SINCE, NOW, PASSWORD, PEOPLE, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Duty
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

NEXT_DAY = IN_OFFICE_SINCE + timedelta(days=1)


def _newcomer() -> User:
    return add_staff(username="newcomer", name="新同志", password=None, now=NOW)


def _hand_over(cast: Cast, since: date, user: User | None = None) -> Holding:
    return appoint(
        post=cast.secretary, user=user or _newcomer(), since=since, actor=SYSTEM, now=NOW
    )


ACTS: dict[str, Callable[[Cast], object]] = {
    "add_post": lambda cast: add_post(
        unit=cast.town, code="new", title="新岗", role="staff", actor=SYSTEM, now=NOW
    ),
    "appoint": lambda cast: _hand_over(cast, NEXT_DAY),
}

# --- who may run a campaign


@pytest.mark.parametrize(
    ("role", "reasons"),
    [
        (None, ["no_post"]),
        (PostRole.CAMPAIGN_OFFICE, []),
        (PostRole.FIRST_RESPONSIBLE, ["not_campaign_office"]),
        (PostRole.SECRETARY, ["not_campaign_office"]),
        (PostRole.LEADER, ["not_campaign_office"]),
        (PostRole.GUIDANCE, ["not_campaign_office"]),
        (PostRole.STAFF, ["not_campaign_office"]),
        (PostRole.VIEWER, ["not_campaign_office"]),
    ],
)
def test_only_the_campaign_office_runs_a_campaign(
    role: PostRole | None, reasons: list[str]
) -> None:
    post = None if role is None else Post(role=role)
    assert codes(why_not_run_campaign(post)) == reasons


def test_the_table_above_knows_every_role() -> None:
    (table,) = (
        mark
        for mark in test_only_the_campaign_office_runs_a_campaign.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
    )
    assert {role for role, _ in table.args[1]} == {None, *PostRole}


# --- staff


def test_a_new_member_of_staff_can_sign_in_with_the_password_given(cast: Cast) -> None:
    user = add_staff(username="newcomer", name="新同志", password=PASSWORD, now=NOW)
    assert user.check_password(PASSWORD)
    assert not user.check_password(PASSWORD + ".")
    assert PASSWORD not in user.password
    assert (user.is_active, user.joined_at, user.get_full_name()) == (True, NOW, "新同志")


def test_without_a_password_nobody_can_sign_in_yet(cast: Cast) -> None:
    assert not _newcomer().has_usable_password()


def test_a_log_in_name_that_is_taken_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        add_staff(username="log-in-clerk", name="同名人", password=None, now=NOW)
    assert refused.value.codes == ("username_taken",)


def test_a_person_is_not_a_matter_of_the_record(cast: Cast) -> None:
    before = Entry.objects.count()
    _newcomer()
    assert kinds_since(before) == []


# --- posts and who holds them


def test_a_post_is_made_and_the_record_says_so(cast: Cast) -> None:
    post = add_post(
        unit=cast.town,
        code="guide-east",
        title="东片区指导组组长",
        role="guidance",
        area=cast.east,
        actor=SYSTEM,
        now=NOW,
    )
    assert (latest().kind, latest().subject, latest().actor) == ("post.added", post.ref, SYSTEM)
    assert latest().facts == {"code": "guide-east", "role": "guidance", "unit": "qingquan"}
    assert post.ref.name == "清泉镇 东片区指导组组长"


def test_the_record_says_that_a_post_was_handed_over_and_when_but_not_to_whom(cast: Cast) -> None:
    _hand_over(cast, NEXT_DAY)
    assert (latest().kind, latest().subject) == ("post.handed_over", cast.secretary.ref)
    assert latest().facts == {"since": NEXT_DAY.isoformat(), "first": False}
    assert "新同志" not in latest().canonical


def test_the_first_holder_of_a_post_is_told_apart(cast: Cast) -> None:
    post = add_post(
        unit=cast.hill_village, code="hill", title="书记", role="secretary", actor=SYSTEM, now=NOW
    )
    appoint(post=post, user=_newcomer(), since=NEXT_DAY, actor=SYSTEM, now=NOW)
    assert latest().facts == {"since": NEXT_DAY.isoformat(), "first": True}


@pytest.mark.parametrize(
    ("days_after", "possible"),
    [(-1, False), (0, False), (1, True)],
    ids=["the day before", "the same day", "the day after"],
)
def test_a_post_is_handed_over_on_a_later_day_than_it_was_taken(
    cast: Cast, days_after: int, possible: bool
) -> None:
    since = IN_OFFICE_SINCE + timedelta(days=days_after)
    if possible:
        assert _hand_over(cast, since).since == since
        return
    with pytest.raises(Refused) as refused:
        _hand_over(cast, since)
    assert refused.value.codes == ("handover_too_early",)
    assert Holding.objects.get(post=cast.secretary).user == cast.person("secretary")


HANDED_OVER = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        (IN_OFFICE_SINCE - timedelta(days=1), False, False),
        (IN_OFFICE_SINCE, True, False),
        (HANDED_OVER - timedelta(days=1), True, False),
        (HANDED_OVER, False, True),
        (HANDED_OVER + timedelta(days=1), False, True),
    ],
    ids=["before", "first day", "last day", "day of hand-over", "day after"],
)
def test_on_each_day_a_post_has_one_holder(cast: Cast, day: date, old: bool, new: bool) -> None:
    newcomer = _newcomer()
    _hand_over(cast, HANDED_OVER, newcomer)
    held_by_old = Post.objects.held_by(cast.person("secretary"), on=day)
    held_by_new = Post.objects.held_by(newcomer, on=day)
    assert (cast.secretary in held_by_old, cast.secretary in held_by_new) == (old, new)


def test_a_hand_over_keeps_the_duties_with_the_post(cast: Cast) -> None:
    a_campaign(cast)
    owed = list(Duty.objects.filter(post=cast.secretary).order_by("pk").values())
    assert owed, "the secretary must owe something for this to mean anything"
    newcomer = _newcomer()
    _hand_over(cast, HANDED_OVER, newcomer)
    assert list(Duty.objects.filter(post=cast.secretary).order_by("pk").values()) == owed
    assert cast.secretary in Post.objects.held_by(newcomer, on=HANDED_OVER)


@pytest.mark.parametrize("act", ACTS)
def test_when_the_transaction_is_undone_neither_the_change_nor_its_entry_stays(
    cast: Cast, act: str
) -> None:
    before, posts = Entry.objects.count(), Post.objects.count()
    with transaction.atomic():
        ACTS[act](cast)
        assert len(kinds_since(before)) == 1
        transaction.set_rollback(True)
    assert kinds_since(before) == []
    assert Post.objects.count() == posts
    assert Holding.objects.get(post=cast.secretary).until is None


@pytest.mark.parametrize("act", ACTS)
def test_what_cannot_be_recorded_does_not_happen(
    cast: Cast, act: str, settings: Any, tmp_path: Path
) -> None:
    posts = Post.objects.count()
    settings.KEYS = tmp_path / "a folder without the key"
    with pytest.raises(Refused) as refused:
        ACTS[act](cast)
    assert refused.value.codes == ("record_key_unreadable",)
    assert Post.objects.count() == posts
    holding = Holding.objects.get(post=cast.secretary)
    assert (holding.user, holding.until) == (cast.person("secretary"), None)


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite takes the write lock when a transaction begins"
)
def test_two_hand_overs_of_one_post_come_one_after_the_other(cast: Cast) -> None:
    sent = statements(lambda: _hand_over(cast, NEXT_DAY))
    locks = [sql for sql in sent if "FOR UPDATE" in sql and "accounts_post" in sql]
    assert len(locks) == 1


def test_names_and_log_in_names_are_at_hand_to_search_for(cast: Cast) -> None:
    """The search in ``test_nothing_personal`` would find nothing if these were not real."""
    assert set(User.objects.values_list("name", flat=True)) == set(PEOPLE.values())

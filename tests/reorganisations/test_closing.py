"""A unit closes in the middle of a campaign: nothing open is lost, and everybody is sent on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import checks_made
import problems_made
import voices_made
from builders import a_campaign, codes, kinds_since, latest
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import appoint
from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.queries import vacant_posts
from qunce.domain.campaigns.models import Duty
from qunce.domain.checks.actions import close_series
from qunce.domain.duties.models import DutyEnd
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.organisations.queries import acted_for, leads_to
from qunce.domain.record.models import Entry
from qunce.domain.reorganisations.actions import cover_unit
from qunce.domain.reorganisations.models import Reorganisation
from qunce.domain.reorganisations.rules import _SETTLE, why_not_close
from qunce.domain.reorganisations.states import Matter
from qunce.kernel.refusals import Refused
from reorganisations_made import WHY, closed, hill_secretary

DAY = timedelta(days=1)


def _now(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def _refusal(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.codes


def test_a_closed_unit_is_no_more_from_its_day_on(cast: Cast) -> None:
    closed(cast)
    village = _now(cast.village)
    assert (village.is_closed(TODAY - DAY), village.is_closed(TODAY)) == (False, True)
    assert village in Unit.objects.in_being(TODAY - DAY)
    assert village not in Unit.objects.in_being(TODAY)
    assert leads_to(village, TODAY) == cast.town


def test_the_record_says_when_and_why_and_not_who_held_a_post(cast: Cast) -> None:
    before = Entry.objects.count()
    closed(cast)
    assert kinds_since(before) == ["post.vacated", "unit.closed"]
    facts = latest().facts
    assert (latest().subject, facts["on"], facts["reason"]) == (
        cast.village.ref,
        TODAY.isoformat(),
        WHY,
    )
    done = Reorganisation.objects.get(unit=cast.village)
    assert (done.kind, done.decided_by, done.on) == ("closing", cast.clerk, TODAY)


def test_its_posts_have_no_holder_and_are_not_called_vacant(cast: Cast) -> None:
    closed(cast)
    assert not Holding.objects.on(TODAY).filter(post=cast.secretary).exists()
    assert vacant_posts([_now(cast.village)], TODAY) == []


def test_nobody_is_appointed_to_a_post_of_a_closed_unit(cast: Cast) -> None:
    closed(cast)

    def act() -> object:
        return appoint(
            post=cast.secretary,
            user=cast.person("teacher"),
            since=TODAY + DAY,
            actor=SYSTEM,
            now=NOW,
        )

    assert _refusal(act) == ("post_of_a_closed_unit",)


def test_its_duties_end_with_the_reason_of_the_closing(cast: Cast) -> None:
    a_campaign(cast)
    owed = Duty.objects.filter(unit=cast.village).count()
    assert owed
    closed(cast)
    ended = DutyEnd.objects.filter(duty__unit=cast.village, carried_to__isnull=True)
    assert set(ended.values_list("reason", flat=True)) == {WHY}
    assert ended.count() == owed
    assert latest().facts["duties"] == owed


def test_its_places_lie_in_the_unit_above_and_know_where_they_lay(cast: Cast) -> None:
    pond = add_place(unit=cast.village, code="pond", name="水塘", actor=SYSTEM, now=NOW)
    closed(cast)
    pond.refresh_from_db()
    assert (pond.unit, pond.came_from, pond.name) == (cast.town, cast.village, "水塘")


def test_two_places_of_one_name_are_told_apart_by_the_old_unit(cast: Cast) -> None:
    add_place(unit=cast.town, code="gate", name="大门", actor=SYSTEM, now=NOW)
    add_place(unit=cast.village, code="gate-2", name="大门", actor=SYSTEM, now=NOW)
    closed(cast)
    names = set(Place.objects.filter(unit=cast.town).values_list("name", flat=True))
    assert names == {"大门", "上清村 大门"}


# --- what stands in the way


def _covers(cast: Cast) -> None:
    shop = add_unit(
        code="coop", name="合作社", kind="organisation", parent=cast.town, actor=SYSTEM, now=NOW
    )
    cover_unit(unit=shop, by=cast.village, actor=cast.clerk, now=NOW)


OPEN: dict[str, Callable[[Cast], object]] = {
    "unit_has_open_messages": lambda cast: voices_made.registered(cast),
    "unit_has_unfinished_problems": lambda cast: problems_made.listed(cast),
    "unit_has_units_below": lambda cast: add_unit(
        code="room", name="卫生室", kind="clinic", parent=cast.village, actor=SYSTEM, now=NOW
    ),
    "unit_counts_daily_numbers": lambda cast: checks_made.a_series(cast, unit=cast.village),
    "unit_answers_for_categories": lambda cast: set_dispatch(
        town=cast.town,
        category=voices_made.a_category(),
        unit=cast.village,
        actor=SYSTEM,
        now=NOW,
    ),
    "unit_covers_others": _covers,
    "unit_is_an_own_branch": lambda cast: Post.objects.filter(pk=cast.leader.pk).update(
        own_branch=cast.village
    ),
}


@pytest.mark.parametrize("reason", OPEN)
def test_a_unit_with_something_open_is_not_closed(cast: Cast, reason: str) -> None:
    OPEN[reason](cast)
    assert _refusal(lambda: closed(cast)) == (reason,)
    assert _now(cast.village).closed_on is None
    assert Holding.objects.on(TODAY).filter(post=cast.secretary).exists()


def test_all_that_is_open_is_said_at_once(cast: Cast) -> None:
    OPEN["unit_has_open_messages"](cast)
    OPEN["unit_counts_daily_numbers"](cast)
    assert set(_refusal(lambda: closed(cast))) == {
        "unit_has_open_messages",
        "unit_counts_daily_numbers",
    }


def test_a_town_that_receives_messages_and_runs_a_campaign_is_not_closed(cast: Cast) -> None:
    county = voices_made.county_clerk(cast)
    a_campaign(cast)
    voices_made.a_voice(cast)
    checks_made.a_check_list(cast)
    said = _refusal(lambda: closed(cast, cast.town, actor=county))
    assert set(said) == {
        "unit_has_units_below",
        "unit_runs_a_campaign",
        "unit_receives_messages",
        "unit_has_check_lists",
    }


def test_what_is_settled_stands_in_nobodys_way(cast: Cast) -> None:
    series = checks_made.a_series(cast, unit=cast.village)
    close_series(series=series, actor=cast.clerk, now=NOW)
    voices_made.ended(cast)
    closed(cast)
    assert _now(cast.village).closed_on == TODAY


def test_each_kind_of_open_matter_has_its_reason() -> None:
    reasons = why_not_close(dict.fromkeys(Matter, 1))
    assert len(set(codes(reasons))) == len(Matter) == len(_SETTLE)
    assert all(str(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        ("outsider", "unit_of_another_office"),
        ("secretary", "not_campaign_office"),
        ("viewer", "not_campaign_office"),
        ("leader", "not_campaign_office"),
    ],
)
def test_only_the_office_above_closes_a_unit(cast: Cast, actor: str, reason: str) -> None:
    assert _refusal(lambda: closed(cast, actor=getattr(cast, actor))) == (reason,)


def test_an_office_does_not_close_its_own_unit(cast: Cast) -> None:
    assert _refusal(lambda: closed(cast, cast.town)) == ("unit_ends_itself",)


def test_a_unit_is_closed_once(cast: Cast) -> None:
    closed(cast)
    assert _refusal(lambda: closed(cast)) == ("unit_is_closed_already",)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reason": " \0 "}, "words_missing"),
        ({"reason": "长" * 301}, "words_too_long"),
        ({"reason": "\ud800"}, "words_broken"),
        ({"on": TODAY + DAY}, "reorganisation_in_the_future"),
    ],
)
def test_a_closing_has_a_reason_and_is_entered_on_its_day(
    cast: Cast, changes: dict[str, object], reason: str
) -> None:
    assert _refusal(lambda: closed(cast, **changes)) == (reason,)


def test_whoever_took_the_post_today_holds_it_until_the_evening(cast: Cast) -> None:
    Holding.objects.filter(post=cast.secretary).update(since=TODAY)
    closed(cast)
    assert Holding.objects.get(post=cast.secretary).until == TODAY + DAY


# --- covering


def test_a_new_organisation_without_a_branch_is_covered_by_another(cast: Cast) -> None:
    _covers(cast)
    shop = Unit.objects.get(code="coop")
    assert acted_for(cast.village, TODAY) == [cast.village, shop]
    assert (latest().kind, latest().facts) == ("unit.covered", {"by": "shangqing"})


def test_a_unit_that_is_covered_does_not_cover(cast: Cast) -> None:
    _covers(cast)
    shop = Unit.objects.get(code="coop")
    assert _refusal(lambda: cover_unit(unit=cast.school, by=shop, actor=cast.clerk, now=NOW)) == (
        "cover_in_a_chain",
    )
    assert _refusal(
        lambda: cover_unit(unit=cast.village, by=cast.school, actor=cast.clerk, now=NOW)
    ) == ("cover_in_a_chain",)


def test_nobody_covers_where_nobody_holds_a_post(cast: Cast) -> None:
    assert _refusal(
        lambda: cover_unit(unit=cast.clinic, by=cast.hill_village, actor=cast.clerk, now=NOW)
    ) == ("successor_has_nobody",)
    hill_secretary(cast)
    cover_unit(unit=cast.clinic, by=cast.hill_village, actor=cast.clerk, now=NOW)
    assert _now(cast.clinic).covered_by == cast.hill_village

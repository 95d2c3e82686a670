"""The roll, the draw and the commitment: whom a ballot asks, and what is fixed beforehand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ballots_made import (
    CLOSES_ON,
    DAY,
    DICE,
    EAST,
    OPENS_ON,
    OVERALL,
    WEST,
    a_ballot,
    a_campaign,
    a_roll,
    committed,
    drawn,
    framed,
    gate_of,
)
from builders import latest
from cast import NOW, Cast
from qunce.domain.ballots import actions, queries
from qunce.domain.ballots.frames import FrameRow
from qunce.domain.ballots.models import Ballot, FrameTag
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


# --- what is asked


def test_i_do_not_know_is_always_on_the_scale(cast: Cast) -> None:
    ballot = a_ballot(cast)
    last = ballot.steps[-1]
    assert (last["code"], last["positive"]) == ("dont_know", None)
    assert [item.overall for item in ballot.items.all()] == [False, False, True]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "ballot_without_title"),
        ({"overall": ""}, "ballot_without_overall_mark"),
        ({"items": [f"第{n}件事" for n in range(20)]}, "ballot_too_long"),
        ({"items": (OVERALL,)}, "ballot_item_twice"),
        ({"items": ("长" * 201,)}, "ballot_item_too_long"),
        ({"introduction": "长" * 2001}, "introduction_too_long"),
        ({"closes_on": OPENS_ON - DAY}, "ballot_closes_before_it_opens"),
        ({"low_line": 100}, "low_line_no_percentage"),
        ({"purpose": "review"}, "ballot_at_the_wrong_gate"),
        ({"purpose": "praise"}, "ballot_at_the_wrong_gate"),
        (
            {"scale": [{"code": "good", "label": "好", "positive": True}]},
            "scale_has_one_side",
        ),
        (
            {
                "scale": [
                    {"code": "good", "label": "好", "positive": True},
                    {"code": "good", "label": "不好", "positive": False},
                ]
            },
            "scale_cannot_be_used",
        ),
    ],
)
def test_what_cannot_be_printed_is_refused(
    cast: Cast, changes: dict[str, object], code: str
) -> None:
    assert code in refused(lambda: a_ballot(cast, **changes))


def test_questions_change_until_slips_are_made_and_never_after(cast: Cast) -> None:
    ballot = drawn(cast)
    edit = {
        "title": "评一评",
        "items": ("路灯",),
        "overall": OVERALL,
        "opens_on": OPENS_ON,
        "closes_on": CLOSES_ON,
        "actor": cast.clerk,
        "now": NOW,
    }
    changed = actions.edit_ballot(ballot=ballot, **edit)
    assert [item.text for item in changed.items.all()] == ["路灯", OVERALL]
    town = committed(cast, changed)
    assert refused(lambda: actions.edit_ballot(ballot=town.ballot, **edit)) == (
        "ballot_at_another_step",
    )


# --- the roll


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "frame_is_empty"),
        ([FrameRow(EAST, "张一")], "stratum_too_small"),
        ([FrameRow(EAST, f"张{n}") for n in range(3)], "stratum_too_small"),
        ([FrameRow("", f"张{n}") for n in range(30)], "frame_line_without_stratum"),
        ([*a_roll(), a_roll()[0]], "person_twice"),
        ([*a_roll(), FrameRow(EAST, "张０００，  1950年生 ")], "person_twice"),
        ([*a_roll(), FrameRow(WEST, a_roll()[0].person)], "person_in_two_strata"),
        ([*a_roll(), FrameRow("长" * 81, "王一")], "stratum_name_too_long"),
    ],
)
def test_a_roll_from_which_nothing_can_be_drawn_honestly(
    cast: Cast, rows: list[FrameRow], code: str
) -> None:
    ballot = a_ballot(cast)
    found = refused(
        lambda: actions.freeze_frame(ballot=ballot, rows=rows, actor=cast.clerk, now=NOW)
    )
    assert code in found
    assert not FrameTag.objects.exists()


def test_no_name_of_the_roll_enters_database_or_record(cast: Cast) -> None:
    framed(cast)
    kept = "".join(Entry.objects.values_list("canonical", flat=True))
    assert "张000" not in kept
    assert FrameTag.objects.count() == 100
    assert len(set(FrameTag.objects.values_list("tag", flat=True))) == 100


def test_the_same_person_has_another_tag_in_another_ballot(cast: Cast) -> None:
    campaign = a_campaign(cast)
    first = framed(cast, a_ballot(cast, campaign))
    gate = gate_of(cast, campaign, "report")
    second = framed(cast, a_ballot(cast, campaign, gate=gate, purpose="review"))
    tags = [
        set(FrameTag.objects.filter(stratum__ballot=ballot).values_list("tag", flat=True))
        for ballot in (first, second)
    ]
    assert not tags[0] & tags[1]


def test_a_roll_with_a_mistake_is_frozen_anew_only_before_the_dice(cast: Cast) -> None:
    ballot = framed(cast)
    again = actions.unfreeze_frame(
        ballot=ballot, reason="漏了三组的名册", actor=cast.clerk, now=NOW
    )
    ballot = drawn(cast, again)
    assert refused(
        lambda: actions.unfreeze_frame(ballot=ballot, reason="换一批人", actor=cast.clerk, now=NOW)
    ) == ("ballot_at_another_step",)


# --- the draw


def test_the_draw_names_whom_it_chose_and_keeps_no_name(cast: Cast) -> None:
    ballot = framed(cast)
    assert latest().facts["root"] == ballot.frame_root
    names = actions.draw(
        ballot=ballot,
        dice=DICE,
        sizes={EAST: 30, WEST: 20},
        rows=a_roll(),
        actor=cast.clerk,
        now=NOW,
    )
    assert [sum(one.stratum == name for one in names) for name in (EAST, WEST)] == [30, 20]
    ballot.refresh_from_db()
    again = queries.names_of_drawn(ballot, queries.frozen_roll(ballot, a_roll()[::-1]))
    assert sorted(again) == sorted(names)
    assert latest().kind == "ballot.drawn"
    assert latest().facts["dice"] == [int(die) for die in DICE.replace(" ", "")]


@pytest.mark.parametrize(
    ("dice", "sizes", "code"),
    [
        ("", {EAST: 30, WEST: 20}, "dice_unreadable"),
        ("1234567123", {EAST: 30, WEST: 20}, "dice_unreadable"),
        ("123456123", {EAST: 30, WEST: 20}, "too_few_dice"),
        (DICE, {EAST: 61, WEST: 20}, "sample_larger_than_stratum"),
        (DICE, {EAST: 30}, "stratum_not_asked"),
        (DICE, {EAST: 30, WEST: 20, "南村": 5}, "stratum_unknown"),
    ],
)
def test_a_draw_that_is_refused(cast: Cast, dice: str, sizes: dict[str, int], code: str) -> None:
    ballot = framed(cast)
    assert refused(
        lambda: actions.draw(
            ballot=ballot, dice=dice, sizes=sizes, rows=a_roll(), actor=cast.clerk, now=NOW
        )
    ) == (code,)


def test_another_roll_is_refused_with_the_number_of_lines_that_differ(cast: Cast) -> None:
    ballot = framed(cast)
    other = [*a_roll()[3:], FrameRow(EAST, "新来的人")]
    with pytest.raises(Refused) as reasons:
        actions.draw(
            ballot=ballot,
            dice=DICE,
            sizes={EAST: 30, WEST: 20},
            rows=other,
            actor=cast.clerk,
            now=NOW,
        )
    (reason,) = reasons.value.refusals
    assert reason.code == "roll_differs"
    assert reason.params == {"missing": 3, "added": 1}


def test_everybody_can_be_asked_without_dice(cast: Cast) -> None:
    ballot = actions.ask_everybody(ballot=framed(cast), actor=cast.clerk, now=NOW)
    town = committed(cast, ballot)
    assert sum(map(len, town.codes.values())) == 100


# --- the commitment


def test_what_is_fixed_stands_in_the_record_before_a_slip_is_handed_out(cast: Cast) -> None:
    town = committed(cast, None, **{EAST: 3})
    entry = latest()
    assert entry.kind == "ballot.committed"
    assert entry.facts["slips"] == [
        {"stratum": EAST, "issued": 33},
        {"stratum": WEST, "issued": 20},
    ]
    assert entry.facts["codes_root"] == town.ballot.codes_root
    assert entry.facts["questions"] == town.ballot.questions_sha256
    assert town.ballot.asking is not None
    assert town.ballot.asking.what_sha256 == town.ballot.questions_sha256
    town.ballot.gate.refresh_from_db()
    assert town.ballot.gate.state == "asking"


def test_a_ballot_that_should_have_opened_is_not_committed(cast: Cast) -> None:
    ballot = drawn(cast)
    assert refused(lambda: actions.commit(ballot=ballot, actor=cast.clerk, now=NOW + DAY)) == (
        "ballot_opens_in_the_past",
    )
    assert refused(
        lambda: actions.commit(ballot=ballot, reserve={"南村": 1}, actor=cast.clerk, now=NOW)
    ) == ("reserve_unknown",)


def test_a_gate_at_which_people_are_asked_already_takes_no_second_ballot(cast: Cast) -> None:
    campaign = a_campaign(cast)
    gate = gate_of(cast, campaign)
    first = drawn(cast, a_ballot(cast, campaign, gate=gate))
    second = drawn(cast, a_ballot(cast, campaign, gate=gate))
    committed(cast, first)
    assert refused(lambda: actions.commit(ballot=second, actor=cast.clerk, now=NOW)) == (
        "gate_is_asking",
    )


# --- who may


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer", "outsider"])
def test_only_the_campaigns_own_office_runs_a_ballot(cast: Cast, who: str) -> None:
    campaign = a_campaign(cast)
    gate = gate_of(cast, campaign)
    post = getattr(cast, who)
    expected = "not_your_ballot" if who == "outsider" else "not_campaign_office"
    assert refused(lambda: a_ballot(cast, campaign, gate=gate, actor=post)) == (expected,)
    ballot = a_ballot(cast, campaign, gate=gate)
    assert refused(
        lambda: actions.freeze_frame(ballot=ballot, rows=a_roll(), actor=post, now=NOW)
    ) == (expected,)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("clerk", True), ("secretary", True), ("leader", True), ("viewer", True), ("outsider", False)],
)
def test_who_sees_a_ballot(cast: Cast, who: str, sees: bool) -> None:
    ballot = a_ballot(cast)
    seen = Ballot.objects.visible_to(getattr(cast, who)).filter(pk=ballot.pk).exists()
    assert seen is sees
    assert not Ballot.objects.visible_to(None).exists()
    assert not Ballot.objects.public().exists()

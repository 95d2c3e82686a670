"""Paper is keyed twice, every slip is accounted for, the count closes, the square recounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ballots_made import (
    AFTER,
    BAD,
    DICE,
    EAST,
    FAIR,
    GOOD,
    WEST,
    Town,
    a_ballot,
    counted,
    drawn,
    opened,
    slips,
)
from builders import latest
from cast import NOW, Cast
from qunce.domain.ballots import actions, keys, queries
from qunce.domain.ballots.models import Keying, SlipWords, Tally
from qunce.domain.ballots.tallies import Counts
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import draw_code


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


def at_the_box(cast: Cast, paper: int = 24, west: int = 12) -> Town:
    """The box is open: so many stubs of the east, the west answered on the web."""
    town = opened(cast)
    for number in range(west):
        town.cast_web(WEST, number)
    town.open_box()
    town.stubs(*town.codes[EAST][:paper])
    return town


# --- the box


def test_the_box_stays_shut_while_people_may_answer(cast: Cast) -> None:
    town = opened(cast)
    assert refused(
        lambda: actions.begin_counting(ballot=town.ballot, actor=cast.clerk, now=NOW)
    ) == ("people_may_still_answer",)


def test_each_stub_is_taken_once_or_set_aside_with_its_reason(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    actions.spoil_code(ballot=town.ballot, code=town.codes[EAST][1], actor=cast.clerk, now=NOW)
    town.open_box()
    east = town.codes[EAST]
    wrong = east[3][:5] + ("A" if east[3][5] != "A" else "H") + east[3][6:]
    found = town.stubs(east[0], east[1], east[2], east[2].lower(), wrong, draw_code(), " ")
    assert found.number == 1
    assert sorted(one.why.code for one in found.refused) == [
        "code_spent",
        "code_spent",
        "code_spoiled",
        "code_unknown",
        "slip_code_check",
    ]
    assert east[2] not in latest().canonical
    assert latest().facts == {"received": 1, "refused": 5}


@pytest.mark.parametrize(
    ("sizes", "code"),
    [
        ((9,), "batch_too_small"),
        ((25,), "batch_has_more_slips_than_stubs"),
        ((0,), "batch_has_more_slips_than_stubs"),
        ((20,), "batch_leaves_a_small_rest"),
        ((12, 10), "batch_leaves_a_small_rest"),
        ((12, 13), "batch_has_more_slips_than_stubs"),
    ],
)
def test_batches_hold_at_least_ten(cast: Cast, sizes: tuple[int, ...], code: str) -> None:
    town = at_the_box(cast)
    *before, last = sizes
    for number, size in enumerate(before):
        town.batch(EAST, size, f"第{number}批")
    assert refused(lambda: town.batch(EAST, last, "末批")) == (code,)


def test_a_stratum_with_few_slips_is_counted_with_another(cast: Cast) -> None:
    town = at_the_box(cast, paper=13, west=12)
    town.stubs(*town.codes[WEST][12:16])
    assert refused(lambda: town.batch(WEST, 4)) == ("stratum_has_too_few_slips",)
    actions.join_strata(
        stratum=town.stratum(WEST), into=town.stratum(EAST), actor=cast.clerk, now=AFTER
    )
    assert "stratum_is_joined" in refused(lambda: town.batch(WEST, 4))
    town.settled(EAST, slips(GOOD, GOOD, GOOD, times=17))
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    assert {tally.stratum.name for tally in Tally.objects.all()} == {EAST}
    assert Tally.objects.get(item__place=3, code=GOOD).count == 29


def test_the_first_keying_is_not_made_by_the_second_post(cast: Cast) -> None:
    town = at_the_box(cast)
    batch = town.batch(EAST, 24)
    rows = slips(GOOD, GOOD, GOOD, times=24)
    town.key(batch, 1, rows)
    assert refused(lambda: town.key(batch, 2, rows, actor=town.posts[0])) == (
        "batch_keyed_by_the_same_post",
    )
    assert refused(lambda: town.key(batch, 1, rows, actor=town.posts[1])) == (
        "batch_keyed_already",
    )
    for stranger in (cast.secretary, cast.outsider, cast.viewer):
        assert refused(lambda post=stranger: town.key(batch, 2, rows, actor=post)) == (
            "not_yours_to_count",
        )


def test_a_batch_keyed_with_a_missing_slip_is_refused(cast: Cast) -> None:
    town = at_the_box(cast)
    batch = town.batch(EAST, 24)
    assert refused(lambda: town.key(batch, 1, slips(GOOD, GOOD, GOOD, times=23))) == (
        "batch_lacks_slips",
    )
    assert refused(lambda: town.key(batch, 1, slips(GOOD, GOOD, "x", times=24))) == (
        "keyed_slip_does_not_fit",
    )
    assert refused(lambda: town.key(batch, 1, slips("", "", "", times=24))) == (
        "keyed_slip_is_empty",
    )


def test_what_two_posts_read_alike_is_agreed_and_the_keyings_are_emptied(cast: Cast) -> None:
    town = at_the_box(cast)
    rows = slips(GOOD, "", BAD, times=22) + slips(BAD, BAD, BAD, helped=True)
    rows += slips("", "", "", invalid=True)
    batch = town.settled(EAST, rows)
    assert batch.state == "settled"
    counts = Counts.from_json(batch.tally)
    assert (counts.slips, counts.invalid, sum(counts.helped[0])) == (24, 1, 1)
    assert [bytes(keying.sealed) for keying in Keying.objects.all()] == [b"", b""]


def test_where_they_differ_a_third_post_looks_or_both_together(cast: Cast) -> None:
    town = at_the_box(cast)
    batch = town.batch(EAST, 24)
    first = slips(GOOD, GOOD, GOOD, times=24)
    second = [*first[:6], *slips(GOOD, BAD, GOOD), *first[7:]]
    town.key(batch, 1, first)
    batch = town.key(batch, 2, second)
    assert batch.state == "differs"
    (difference,) = queries.differences_of(batch)
    assert (difference.slip, difference.question, difference.first, difference.second) == (
        *(7, 2),
        *(GOOD, BAD),
    )
    look = {"batch": batch, "rows": second, "now": AFTER}
    assert refused(lambda: actions.look_again(actor=town.posts[0], **look)) == (
        "third_look_by_the_same_post",
    )
    batch = actions.look_again(actor=town.posts[0], with_post=town.posts[1], **look)
    assert batch.state == "settled"
    assert Counts.from_json(batch.tally).marks[1][3] == 1
    assert refused(lambda: actions.look_again(actor=town.posts[2], **look)) == (
        "batch_does_not_differ",
    )


# --- closing


def test_it_closes_only_when_every_slip_is_accounted_for(cast: Cast) -> None:
    town = at_the_box(cast)
    assert refused(town.close) == (
        "stratum_not_counted_by_hand",
        "stratum_not_counted_by_hand",
        "stubs_and_slips_differ",
    )
    town.count_by_hand(EAST, handed_out=29)
    town.count_by_hand(WEST, handed_out=11, left_over=9)
    batch = town.batch(EAST, 24)
    with pytest.raises(Refused) as reasons:
        town.close()
    assert reasons.value.codes == (
        "slips_unaccounted_for",
        "more_slips_than_handed_out",
        "batch_not_settled",
    )
    assert reasons.value.refusals[0].params["stratum"] == EAST
    assert reasons.value.refusals[0].params["sum"] == 29
    rows = slips(GOOD, GOOD, GOOD, times=24)
    town.key(batch, 1, rows)
    town.key(batch, 2, rows)
    town.count_by_hand(EAST, handed_out=28, left_over=2, spoiled=1)
    town.count_by_hand(WEST, handed_out=12, left_over=8)
    ballot = town.close()
    assert ballot.state == "closed"
    assert latest().facts["slips"] == [
        {
            "stratum": EAST,
            "issued": 30,
            "returned": 24,
            "spoiled": 1,
            "unreturned": 5,
            "joined_into": None,
        },
        {
            "stratum": WEST,
            "issued": 20,
            "returned": 12,
            "spoiled": 0,
            "unreturned": 8,
            "joined_into": None,
        },
    ]


def test_a_spoiled_slip_that_was_taken_back_is_missed(cast: Cast) -> None:
    town = opened(cast)
    actions.spoil_code(ballot=town.ballot, code=town.codes[WEST][19], actor=cast.clerk, now=NOW)
    for number in range(12):
        town.cast_web(EAST, number)
        town.cast_web(WEST, number)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    assert refused(town.close) == ("spoiled_slips_missing",)


def test_few_slips_in_a_place_are_never_counted_alone(cast: Cast) -> None:
    town = opened(cast)
    for number in range(12):
        town.cast_web(EAST, number)
    for number in range(9):
        town.cast_web(WEST, number)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    assert refused(town.close) == ("stratum_returned_too_little",)


def test_what_came_in_is_what_is_counted(cast: Cast) -> None:
    town = counted(cast)
    found = {
        (tally.stratum.name, tally.code): (tally.count, tally.helped)
        for tally in Tally.objects.filter(item__place=1)
        if tally.count
    }
    assert found == {
        (EAST, GOOD): (20, 2),
        (EAST, BAD): (8, 5),
        (WEST, BAD): (14, 0),
    }
    assert not keys.present(town.ballot.uid, keys.CODES) or town.ballot.codes_key
    entry = Entry.objects.about("ballot", str(town.ballot.pk)).newest_first()[0]
    assert entry.kind == "ballot.closed"


def test_own_words_are_looked_through_before_they_are_published(cast: Cast) -> None:
    town = opened(cast)
    for number in range(12):
        town.cast_web(EAST, number, words="" if number < 2 else f"意见{9 - number % 10}")
        town.cast_web(WEST, number)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    words = list(SlipWords.objects.all())
    assert [one.text for one in words] == sorted(one.text for one in words)
    assert refused(town.publish) == ("words_not_checked",)
    for number, one in enumerate(words):
        state, shown = ("masked", "某某说") if number == 0 else ("shown", "")
        actions.check_words(words=one, state=state, shown=shown, actor=cast.clerk, now=AFTER)
    assert refused(
        lambda: actions.check_words(words=words[0], state="masked", actor=cast.clerk, now=AFTER)
    ) == ("words_check_incomplete",)
    town.publish()
    assert queries.words_shown(town.ballot)[0].shown == "某某说"


def test_no_slip_at_all_closes_with_nothing_to_show(cast: Cast) -> None:
    ballot = drawn(cast, a_ballot(cast, own_words=False))
    town = opened(cast, ballot)
    town.open_box()
    actions.join_strata(
        stratum=town.stratum(WEST), into=town.stratum(EAST), actor=cast.clerk, now=AFTER
    )
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    town.publish()
    shown = queries.figures(town.ballot)
    assert shown is not None
    assert shown["items"][0]["places"]["total"] is None
    assert queries.evidence(town.ballot).share is None


# --- the recount


def test_a_gap_asks_for_a_full_recount_and_that_holds(cast: Cast) -> None:
    town = opened(cast)
    for number in range(12):
        town.cast_web(WEST, number)
    town.open_box()
    town.stubs(*town.codes[EAST][:24])
    town.settled(EAST, slips(GOOD, GOOD, GOOD, times=12), "一")
    town.settled(EAST, slips(GOOD, GOOD, FAIR, times=12), "二")
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    assert refused(town.publish) == ("recount_not_drawn",)
    (batch,) = actions.draw_batches(
        ballot=town.ballot, dice=DICE, share=10, actor=cast.clerk, now=AFTER
    )
    assert refused(town.publish) == ("batch_not_recounted",)
    fixed = Counts.from_json(batch.tally)
    moved = [list(row) for row in fixed.marks]
    moved[0][1], moved[0][4] = moved[0][1] - 1, moved[0][4] + 1
    one_less = Counts(tuple(map(tuple, moved[:1])) + fixed.marks[1:], fixed.helped)
    short = Counts(((0,) * 6, *fixed.marks[1:]), fixed.helped)
    assert refused(lambda: town.recount(batch, short)) == ("recount_lacks_slips",)
    town.recount(batch, one_less)
    assert refused(town.publish) == ("full_recount_needed",)
    (other,) = town.ballot.batches.exclude(pk=batch.pk)
    before = Tally.objects.get(item__place=1, code=GOOD, stratum__name=EAST).count
    town.recount(other)
    assert latest().kind == "ballot.recounted"
    assert Tally.objects.get(item__place=1, code=GOOD, stratum__name=EAST).count == before - 1
    assert town.publish().state == "published"

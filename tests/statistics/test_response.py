"""The response has the denominator it says, and the silent ones their say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.statistics.response import Slips, rates, worst_case
from qunce.statistics.unfit import Unfit

TOWN = Slips(
    issued=560,
    returned=450,
    spoiled=10,
    partial=30,
    left_over=40,
    not_eligible=12,
    unknown_eligible=8,
)
"""600 drawn: 560 slips handed over, 20 people not reached, 12 dead or gone, of 8 nobody knows."""


def test_each_rate_has_its_own_denominator() -> None:
    """AAPOR, Standard Definitions (2023), response rates 1 to 6: I 420, P 30, U 8."""
    got = rates(TOWN)
    assert (TOWN.unreturned, TOWN.not_reached) == (100, 20)
    assert got.rr1 == pytest.approx(420 / 588, abs=1e-9)
    assert got.rr2 == pytest.approx(450 / 588, abs=1e-9)
    assert got.e == pytest.approx(580 / 592, abs=1e-9)
    assert got.rr3 == pytest.approx(420 / (580 + 8 * 580 / 592), abs=1e-9)
    assert got.rr4 == pytest.approx(450 / (580 + 8 * 580 / 592), abs=1e-9)
    assert got.rr5 == pytest.approx(420 / 580, abs=1e-9)
    assert got.rr6 == pytest.approx(450 / 580, abs=1e-9)
    assert got.of_issued == pytest.approx(450 / 560, abs=1e-9)


def test_slips_that_do_not_add_up_are_refused() -> None:
    for slips, code in (
        (Slips(issued=10, returned=9, spoiled=2), "bad_count"),
        (Slips(issued=10, returned=3, partial=4), "bad_count"),
        (Slips(issued=10, returned=3, left_over=2, not_eligible=3), "bad_count"),
        (Slips(issued=10, returned=-1), "bad_count"),
        (Slips(issued=0, returned=0), "nobody_asked"),
        (Slips(issued=0, returned=0, left_over=3, not_eligible=3), "nobody_asked"),
    ):
        with pytest.raises(Unfit) as refused:
            rates(slips)
        assert refused.value.code == code


def test_nothing_handed_over_is_no_answer_from_anybody() -> None:
    got = rates(Slips(issued=0, returned=0, left_over=5))
    assert (got.rr1, got.of_issued) == (0.0, None)


def test_three_quarters_of_three_fifths_is_45_to_85_percent() -> None:
    bounds = worst_case(0.6, 0.75)
    assert (bounds.low, bounds.high) == pytest.approx((0.45, 0.85))
    with pytest.raises(Unfit):
        worst_case(60, 75)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_whatever_the_silent_ones_think_lies_within_the_bounds(
    content: int, not_content: int, silent: int
) -> None:
    answered = content + not_content
    if not answered:
        return
    bounds = worst_case(answered / (answered + silent), content / answered)
    for also in (0, silent // 2, silent):
        truth = (content + also) / (answered + silent)
        assert bounds.low - 1e-12 <= truth <= bounds.high + 1e-12

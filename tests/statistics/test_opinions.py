"""Groups of opinion are found where they are, and not where they are not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from qunce.statistics.opinions import (
    Reading,
    WhyNone,
    adjusted_rand,
    opinion_groups,
)
from qunce.statistics.unfit import Unfit


def a_meeting(
    sizes: tuple[int, ...], statements: int = 16, apart: float = 0.7, seed: int = 1
) -> npt.NDArray[np.float64]:
    """Votes of camps that agree with probability ½ ± ½·``apart``; three in ten did not vote."""
    rng = np.random.default_rng(seed)
    camp = np.repeat(np.arange(len(sizes)), sizes)
    lean = rng.choice([-1, 1], (len(sizes), statements))
    votes = np.where(rng.random((len(camp), statements)) < 0.5 + apart * lean[camp] / 2, 1.0, -1.0)
    votes[rng.random(votes.shape) < 0.1] = 0
    votes[rng.random(votes.shape) < 0.3] = np.nan
    return votes


def test_two_camps_are_two_groups() -> None:
    found = opinion_groups(a_meeting((70, 50)))
    assert found.reading is Reading.STEADY
    assert [group.size for group in found.groups] == pytest.approx([70, 50], abs=3)
    assert found.stability is not None
    assert found.stability > 0.8
    assert all(group.marks for group in found.groups)


def test_three_camps_are_three_groups() -> None:
    found = opinion_groups(a_meeting((60, 50, 40), statements=24, apart=0.9))
    assert [group.size for group in found.groups] == pytest.approx([60, 50, 40], abs=3)


def test_people_without_camps_have_no_groups() -> None:
    none = 0
    reasons = set()
    for seed in range(6):
        found = opinion_groups(a_meeting((60,), apart=0.0, seed=seed))
        none += found.reading is Reading.NONE
        reasons.add(found.why_none)
        assert found.reading is not Reading.NONE or found.groups == ()
    assert none >= 5
    assert WhyNone.AS_IF_SHUFFLED in reasons


def test_no_group_has_fewer_than_ten() -> None:
    found = opinion_groups(a_meeting((40, 6), apart=0.95))
    assert found.reading is Reading.NONE or min(group.size for group in found.groups) >= 10
    few = opinion_groups(a_meeting((10, 9)))
    assert (few.reading, few.why_none) == (Reading.NONE, WhyNone.TOO_FEW_PEOPLE)


def test_no_count_under_ten_is_shown() -> None:
    found = opinion_groups(a_meeting((200, 150), apart=0.5))
    counts = [
        count
        for group in found.groups
        for mark in group.marks
        for count in (mark.agree, mark.disagree, mark.passed)
    ]
    assert None in counts
    assert all(count is None or count >= 10 for count in counts)
    assert any(count is not None for count in counts)


def test_the_order_of_the_people_has_no_part_in_it() -> None:
    votes = a_meeting((40, 30))
    found = opinion_groups(votes)
    assert found == opinion_groups(votes)
    assert found == opinion_groups(votes[np.random.default_rng(5).permutation(len(votes))])


def test_who_hardly_voted_is_not_placed() -> None:
    votes = a_meeting((40, 30))
    votes[:5, 3:] = np.nan
    found = opinion_groups(votes)
    assert found.people == 70
    assert found.placed <= 65


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        (np.zeros((0, 0)), WhyNone.TOO_FEW_STATEMENTS),
        (np.ones((30, 1)), WhyNone.TOO_FEW_STATEMENTS),
        (np.full((30, 5), np.nan), WhyNone.TOO_FEW_PEOPLE),
        (np.ones((30, 5)), WhyNone.GROUP_TOO_SMALL),
    ],
)
def test_where_there_is_nothing_to_group(votes: npt.NDArray[np.float64], why: WhyNone) -> None:
    found = opinion_groups(votes)
    assert (found.reading, found.why_none, found.groups) == (Reading.NONE, why, ())


def test_other_values_are_no_votes() -> None:
    for votes, code in ((np.full((3, 3), 2.0), "bad_vote"), (np.ones(3), "bad_shape")):
        with pytest.raises(Unfit) as refused:
            opinion_groups(votes)
        assert refused.value.code == code


def test_the_adjusted_rand_index_is_the_published_one() -> None:
    """The examples of scikit-learn's documentation, and table 5 of Hubert & Arabie by hand."""
    assert adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0]) == 1.0
    assert adjusted_rand([0, 0, 1, 1], [0, 0, 1, 2]) == pytest.approx(0.571428571, abs=1e-9)
    assert adjusted_rand([0, 0, 0, 0], [0, 1, 2, 3]) == 0.0
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert adjusted_rand([0, 0, 0], [1, 1, 1]) == 1.0

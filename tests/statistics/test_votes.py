"""Whoever changes their mind counts once, with what they said last."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.statistics.unfit import Unfit
from qunce.statistics.votes import last_votes


def test_the_last_vote_counts_and_of_two_at_once_the_lower_one() -> None:
    votes = last_votes([("王", "路灯", 1, 5), ("李", "路灯", 0, 1), ("王", "路灯", -1, 3)])
    assert votes.tally() == {"路灯": (1, 0, 1)}
    votes = last_votes([("王", "路灯", 1, 5), ("王", "路灯", -1, 5)])
    assert votes.tally() == {"路灯": (0, 1, 0)}
    assert np.isnan(last_votes([("王", "a", 1, 1), ("李", "b", 1, 1)]).matrix[0, 1])


def test_other_values_are_no_votes() -> None:
    with pytest.raises(Unfit) as refused:
        last_votes([("王", "路灯", 2, 5)])
    assert refused.value.code == "bad_vote"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 2), st.sampled_from((1, 0, -1)), st.integers(0, 5)
        ),
        min_size=1,
    )
)
def test_each_pair_has_the_vote_that_a_patient_reader_would_find(
    rows: list[tuple[int, int, int, int]],
) -> None:
    votes = last_votes(rows)
    for i, voter in enumerate(votes.voters):
        for j, statement in enumerate(votes.statements):
            theirs = [
                (when, n, v)
                for n, (a, b, v, when) in enumerate(rows)
                if (a, b) == (voter, statement)
            ]
            if theirs:
                assert votes.matrix[i, j] == max(theirs)[2]
            else:
                assert np.isnan(votes.matrix[i, j])


CONVERSATIONS = ("15-per-hour-seattle", "london.youth.policing", "vtaiwan.uberx")


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_published_votes_give_the_published_matrix(shared: Path, name: str) -> None:
    """Every cell of participants-votes.csv, in which +1 agrees, as in votes.csv.

    Data: The Computational Democracy Project, openData, CC BY 4.0.
    """
    folder = shared / "vectors" / "opendata" / name
    if not folder.is_dir():
        pytest.skip("the published conversations are not among the shared papers")
    with (folder / "votes.csv").open(newline="") as rows:
        given_votes = list(csv.DictReader(rows))
    votes = last_votes(
        (row["voter-id"], row["comment-id"], int(row["vote"]), int(row["timestamp"]))
        for row in given_votes
    )
    with (folder / "participants-votes.csv").open(newline="") as rows:
        published = list(csv.DictReader(rows))
    row_of = {voter: i for i, voter in enumerate(votes.voters)}
    column_of = {statement: j for j, statement in enumerate(votes.statements)}
    assert {row["participant"] for row in published} == set(row_of)
    assert {name for name in published[0] if name.isdigit()} == set(column_of)
    for row in published:
        mine = votes.matrix[row_of[row["participant"]]]
        shown = [row[statement] for statement in votes.statements]
        assert ["" if np.isnan(vote) else str(int(vote)) for vote in mine] == shown
        assert (int(row["n-agree"]), int(row["n-votes"])) == (
            int((mine == 1).sum()),
            int((~np.isnan(mine)).sum()),
        )
    cells = sum(1 for row in published for name in column_of if row[name])
    # There were second votes; a count over all rows would be wrong.
    assert len(given_votes) > cells

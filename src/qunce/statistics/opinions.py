"""Groups of opinion among those who voted on statements: an aid to reading, and no finding.

People who vote alike are put together; what marks each group is listed.  It is shown with how
steady it is, and not at all when votes shuffled among the people would give groups as clear, when
it falls apart once a fifth of the people are left out, or when a group had fewer than ten.

Method: the votes of each person, less the mean of the statement, missing votes at the mean, scaled
by √(statements / votes cast) so that who voted little does not sit in the middle for that reason
(Small et al., Polis, RECERCA 26 (2021)); two principal components; k-means for k = 2 to 5, the k
of the best silhouette to the centroids (Hruschka et al., Int. J. Neural Systems 14 (2004));
steadiness as the adjusted Rand index (Hubert & Arabie, J. of Classification 2 (1985) 193) with
groups found in four fifths of the people.  People are sorted by their votes first and every random
number has a fixed seed, so the same votes give the same groups in whatever order they come.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from qunce.statistics.release import COLUMNS, release
from qunce.statistics.unfit import Unfit

Array: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[np.int64]

LEAST_GROUP = 10
LEAST_VOTES = 7
"""Who voted on fewer statements is not placed (on fewer than all, where there are not so many)."""

STEADY = 0.8
SHAKY = 0.6
"""Mean adjusted Rand index: from STEADY on nearly everybody stays in their group; under SHAKY
there are no groups to speak of."""

MOST_GROUPS = 5
RESAMPLES = 20
SHUFFLES = 19
"""The groups must be clearer than in every one of 19 shuffled tables: a chance of 1 in 20."""
MARKS = 5
STARTS = 3

SEED = 2009


class Reading(StrEnum):
    """How the groups may be read."""

    STEADY = "steady"
    SHAKY = "shaky"
    NONE = "none"


class WhyNone(StrEnum):
    """Why there are no groups to speak of."""

    TOO_FEW_PEOPLE = "too_few_people"
    TOO_FEW_STATEMENTS = "too_few_statements"
    GROUP_TOO_SMALL = "group_too_small"
    AS_IF_SHUFFLED = "as_if_shuffled"
    UNSTEADY = "unsteady"


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement on which a group differs from the others, with counts where they may be shown.

    ``statement`` is the column of the matrix; ``agrees`` whether the group agrees more than the
    others (else less).  None stands where a count is withheld.
    """

    statement: int
    agrees: bool
    agree: int | None
    disagree: int | None
    passed: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: how many people it has (never under ten) and what marks it."""

    size: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Opinions:
    """The groups, largest first, or why there are none.

    ``stability`` is the mean adjusted Rand index (1: the same groups every time, 0: as by chance),
    None where nothing was tried.  ``silhouette`` is how clear the groups are (0 to 1) and
    ``shuffled`` the clearest that shuffled votes gave.  ``placed`` of ``people`` voted enough.
    """

    reading: Reading
    why_none: WhyNone | None
    groups: tuple[Group, ...]
    stability: float | None
    silhouette: float | None
    shuffled: float | None
    people: int
    placed: int


def opinion_groups(matrix: npt.ArrayLike, seed: int = SEED) -> Opinions:
    """Groups of opinion from people × statements: +1 agrees, -1 disagrees, 0 passes, nan none.

    Who belongs to which group is not given out.  Counts of a mark are released as a table of
    groups × votes on that statement, with the totals of the statement known to everybody.
    Raises :class:`Unfit` ``bad_vote`` for other values, ``bad_shape`` for anything but a matrix.
    """
    votes = np.asarray(matrix, dtype=float)
    if votes.ndim != 2:
        raise Unfit("the votes are no matrix of people by statements", code="bad_shape")
    if not np.isin(votes[~np.isnan(votes)], (-1.0, 0.0, 1.0)).all():
        raise Unfit("a vote is +1, -1, 0 or nan", code="bad_vote")
    people = len(votes)
    statements = votes.shape[1]
    cast = (~np.isnan(votes)).sum(axis=1)
    votes = votes[(cast > 0) & (cast >= min(LEAST_VOTES, statements))]
    votes = votes[np.lexsort(np.nan_to_num(votes, nan=2.0).T[::-1])] if len(votes) else votes
    placed = len(votes)

    def none(why: WhyNone, *figures: float) -> Opinions:
        stability, silhouette, shuffled = [*figures, None, None, None][:3]
        return Opinions(
            reading=Reading.NONE,
            why_none=why,
            groups=(),
            stability=stability,
            silhouette=silhouette,
            shuffled=shuffled,
            people=people,
            placed=placed,
        )

    if statements < 2:
        return none(WhyNone.TOO_FEW_STATEMENTS)
    if placed < 2 * LEAST_GROUP:
        return none(WhyNone.TOO_FEW_PEOPLE)
    found = _best(_plane(votes), seed)
    if found is None:
        return none(WhyNone.GROUP_TOO_SMALL)
    labels, silhouette = found
    rng = np.random.default_rng(seed)
    shuffled = 0.0
    for _ in range(SHUFFLES):
        other = _best(_plane(_shuffled(votes, rng)), seed)
        shuffled = max(shuffled, other[1] if other else 0.0)
    stability = _stability(votes, labels, seed, rng)
    if silhouette <= shuffled:
        return Opinions(
            Reading.NONE,
            WhyNone.AS_IF_SHUFFLED,
            (),
            stability,
            silhouette,
            shuffled,
            people,
            placed,
        )
    if stability < SHAKY:
        return none(WhyNone.UNSTEADY, stability, silhouette, shuffled)
    return Opinions(
        reading=Reading.STEADY if stability >= STEADY else Reading.SHAKY,
        why_none=None,
        groups=_described(votes, labels),
        stability=stability,
        silhouette=silhouette,
        shuffled=shuffled,
        people=people,
        placed=placed,
    )


def adjusted_rand(one: Sequence[int] | Labels, other: Sequence[int] | Labels) -> float:
    """How far two groupings of the same people agree: 1 alike, about 0 as by chance.

    Two groupings that each put everybody together agree: 1.
    """
    first, second = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: Array) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together = pairs(table)
    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(np.array([float(len(first))]))
    most = (rows + columns) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def _plane(votes: Array) -> Array:
    """People as points in the two directions in which they differ most."""
    cast = ~np.isnan(votes)
    means = np.where(cast, votes, 0).sum(axis=0) / np.maximum(1, cast.sum(axis=0))
    centred: Array = np.where(cast, votes - means, 0.0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    plane: Array = centred @ directions[:, :-3:-1]
    plane *= np.sqrt(votes.shape[1] / cast.sum(axis=1))[:, None]
    return plane


def _best(points: Array, seed: int) -> tuple[Labels, float] | None:
    """The grouping with the best silhouette, of those in which no group is too small."""
    best: tuple[Labels, float] | None = None
    different = len(np.unique(points.round(9), axis=0))
    for k in range(2, min(MOST_GROUPS, different) + 1):
        labels, silhouette = _grouped(points, k, seed)
        if np.bincount(labels, minlength=k).min() < LEAST_GROUP:
            continue
        if best is None or silhouette > best[1]:
            best = labels, silhouette
    return best


def _grouped(points: Array, k: int, seed: int) -> tuple[Labels, float]:
    """k-means, the best of several starts, and the silhouette to the centroids."""
    from scipy.cluster.vq import kmeans2

    best: tuple[float, Labels, Array] | None = None
    for start in range(STARTS):
        with warnings.catch_warnings():
            # An empty group is found by its size; scipy only warns.
            warnings.simplefilter("ignore", UserWarning)
            centres, labels = kmeans2(
                points, k, iter=50, minit="++", rng=np.random.default_rng([seed, k, start])
            )
        loss = float(((points - centres[labels]) ** 2).sum())
        if best is None or loss < best[0] - 1e-9:
            best = loss, labels.astype(np.int64), centres
    assert best is not None  # noqa: S101 - there is a start
    _, labels, centres = best
    distances = np.linalg.norm(points[:, None, :] - centres[None, :, :], axis=2)
    own = distances[np.arange(len(points)), labels]
    distances[np.arange(len(points)), labels] = np.inf
    nearest = distances.min(axis=1)
    widest = np.maximum(own, nearest)
    return labels, float(
        np.mean(np.where(widest > 0, (nearest - own) / np.where(widest > 0, widest, 1), 0))
    )


def _shuffled(votes: Array, rng: np.random.Generator) -> Array:
    """The same votes on each statement, given out anew among those who voted on it."""
    result = votes.copy()
    for column in result.T:
        cast = ~np.isnan(column)
        column[cast] = rng.permutation(column[cast])
    return result


def _stability(votes: Array, labels: Labels, seed: int, rng: np.random.Generator) -> float:
    """Mean agreement of the groups with those found in four fifths of the people."""
    k = int(labels.max()) + 1
    agreement: list[float] = []
    for _ in range(RESAMPLES):
        some = np.sort(rng.choice(len(votes), size=len(votes) * 4 // 5, replace=False))
        again, _ = _grouped(_plane(votes[some]), k, seed)
        agreement.append(adjusted_rand(labels[some], again))
    return float(np.mean(agreement))


def _described(votes: Array, labels: Labels) -> tuple[Group, ...]:
    numbers = sorted(np.unique(labels), key=lambda g: (-int((labels == g).sum()), int(g)))
    return tuple(
        Group(
            size=int((labels == g).sum()),
            marks=tuple(
                _mark(votes, labels, g, numbers, j) for j in _differing(votes, labels == g)
            ),
        )
        for g in numbers
    )


def _differing(votes: Array, inside: npt.NDArray[np.bool_]) -> list[int]:
    """The statements on which the group differs most, by the z of two proportions agreeing."""
    z = []
    for column in votes.T:
        cast = ~np.isnan(column)
        a, b = column[cast & inside], column[cast & ~inside]
        if min(len(a), len(b)) < LEAST_GROUP:
            z.append(0.0)
            continue
        pooled = float((np.concatenate([a, b]) == 1).mean())
        spread = np.sqrt(pooled * (1 - pooled) * (1 / len(a) + 1 / len(b)))
        z.append(float((a == 1).mean() - (b == 1).mean()) / spread if spread else 0.0)
    order = sorted(range(len(z)), key=lambda j: (-abs(z[j]), j))
    return [j for j in order[:MARKS] if abs(z[j]) > 1.96]


def _mark(votes: Array, labels: Labels, group: int, groups: Sequence[int], statement: int) -> Mark:
    column = votes[:, statement]
    table = {
        (str(g), name): int((column[labels == g] == value).sum())
        for g in groups
        for name, value in (("agree", 1), ("disagree", -1), ("pass", 0))
    }
    shown = release(table, known=(COLUMNS,)).cells
    inside = labels == group
    cast = ~np.isnan(column)
    return Mark(
        statement=statement,
        agrees=bool((column[inside & cast] == 1).mean() > (column[~inside & cast] == 1).mean()),
        agree=shown.get((str(group), "agree")),
        disagree=shown.get((str(group), "disagree")),
        passed=shown.get((str(group), "pass")),
    )

"""How many answered, of whom; and how far those who did not could move the result.

Source: AAPOR, Standard Definitions, 10th ed. (2023), response rates 1 to 6, for slips handed to
named people from a list; Manski, Partial Identification of Probability Distributions (2003),
chapter 1, for the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

from qunce.statistics.unfit import Unfit


@dataclass(frozen=True, slots=True)
class Slips:
    """What became of the slips for the people who were drawn; each counted once.

    ``issued`` slips were handed over: ``returned`` of them came back and count, ``spoiled`` came
    back and do not, the rest did not come back.  ``left_over`` were never handed over: the person
    was not met, or refused.  ``partial`` of the returned left some items empty.  Of those left
    over, ``not_eligible`` were for people known to have died or moved away, and for
    ``unknown_eligible`` nobody could say whether they still live here.
    """

    issued: int
    returned: int
    spoiled: int = 0
    partial: int = 0
    left_over: int = 0
    not_eligible: int = 0
    unknown_eligible: int = 0

    @property
    def unreturned(self) -> int:
        """Handed over and not seen again."""
        return self.issued - self.returned - self.spoiled

    @property
    def not_reached(self) -> int:
        """Left over, for people who still belong here."""
        return self.left_over - self.not_eligible - self.unknown_eligible


@dataclass(frozen=True, slots=True)
class Rates:
    """AAPOR's six response rates as fractions, each over its own denominator.

    With I returned and complete, P returned in part, U of unknown eligibility, and the rest who
    belong here: unreturned, spoiled and not reached (AAPOR's R, O and NC).

    * ``rr1`` = I / (I + P + rest + U): the least flattering, the one to print first.
    * ``rr2`` = (I + P) / (I + P + rest + U).
    * ``rr3`` = I / (I + P + rest + e U), and ``rr4`` with P above: ``e`` is the share of U taken
      to belong here, as among those of whom it is known (no number is made up; with nobody
      known it is 1).
    * ``rr5`` = I / (I + P + rest), and ``rr6`` with P above: as if nobody of U belonged here.

    ``of_issued`` = (I + P) / issued is not AAPOR's: it is the count that villagers can check
    in the square, returned against handed over.  Those who were never reached are not in it, so
    it is never printed alone; None when nothing was handed over.
    """

    rr1: float
    rr2: float
    rr3: float
    rr4: float
    rr5: float
    rr6: float
    e: float
    of_issued: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest that can be true, as fractions."""

    low: float
    high: float


def rates(slips: Slips) -> Rates:
    """The response rates of what became of the slips.

    Raises :class:`Unfit` ``bad_count`` when the numbers do not add up, ``nobody_asked`` when no
    slip was for somebody known to belong here.
    """
    values = (
        slips.issued,
        slips.returned,
        slips.spoiled,
        slips.partial,
        slips.left_over,
        slips.not_eligible,
        slips.unknown_eligible,
        slips.unreturned,
        slips.not_reached,
        slips.returned - slips.partial,
    )
    if min(values) < 0:
        raise Unfit(f"the slips do not add up: {slips}", code="bad_count")
    complete, partial = slips.returned - slips.partial, slips.partial
    known = slips.issued + slips.not_reached
    if not known:
        raise Unfit("no slip was for anybody known to belong here", code="nobody_asked")
    unknown = slips.unknown_eligible
    e = known / (known + slips.not_eligible)
    return Rates(
        rr1=complete / (known + unknown),
        rr2=(complete + partial) / (known + unknown),
        rr3=complete / (known + e * unknown),
        rr4=(complete + partial) / (known + e * unknown),
        rr5=complete / known,
        rr6=(complete + partial) / known,
        e=e,
        of_issued=slips.returned / slips.issued if slips.issued else None,
    )


def worst_case(rate: float, share: float) -> Bounds:
    """Where the share among all who were asked must lie, whatever the silent ones think.

    ``rate`` is the response, ``share`` the share among those who answered: from rate·share, if
    everybody silent were against, to rate·share + 1 - rate, if everybody were for (Manski).  75 %
    at a response of 60 % is 45 % to 85 %.  Use the rate with the denominator that fits: those who
    said "don't know" are silent here if the share leaves them out.
    Raises :class:`Unfit` ``bad_share``.
    """
    if not (0 <= rate <= 1 and 0 <= share <= 1):
        raise Unfit(f"a share of {share} at a response of {rate}", code="bad_share")
    return Bounds(low=rate * share, high=min(1.0, rate * share + (1 - rate)))

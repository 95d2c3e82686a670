"""Where dots, intervals and limits lie in the pictures; whole units of their view boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from qunce.statistics.funnel import ALARM, WARNING, Funnel, Placed, Standing, wide_limits
from qunce.web.public.ballots.told import Share

_LEFT, _WIDE = 20, 600
"""A line from 0 to 100 in 640 units, with room for half a dot at both ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """A dot on a line from 0 to 100, its interval, and how far the silent ones could move it."""

    dot: int
    low: int
    high: int
    least: int | None = None
    most: int | None = None

    @classmethod
    def of(cls, share: Share) -> Self:
        return cls(
            dot=_along(share.share),
            low=_along(share.low),
            high=_along(share.high),
            least=None if share.least is None else _along(share.least),
            most=None if share.most is None else _along(share.most),
        )

    @property
    def width(self) -> int:
        """Of the interval; a line too short to be seen is drawn all the same."""
        return max(2, self.high - self.low)


def _along(share: float) -> int:
    return _LEFT + round(_WIDE * share)


_PLOT = (56, 620, 16, 300)
"""Left, right, upper and lower edge of the funnel's plot in 640 by 360."""
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Dot:
    name: str
    x: int
    y: int
    outside: bool
    alarm: bool


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """Limits as lines of points, each place as a dot; the target as a height."""

    target: int
    most: int
    """Answers at the right edge."""
    warning: tuple[str, str]
    alarm: tuple[str, str]
    dots: list[Dot]

    @classmethod
    def of(cls, funnel: Funnel) -> Self | None:
        """None where the funnel says nothing."""
        if funnel.says_nothing or funnel.target is None:
            return None
        placed = {name: unit for name, unit in funnel.units.items() if unit.share is not None}
        most = max(unit.n for unit in placed.values())
        return cls(
            target=_up(funnel.target),
            most=most,
            warning=_limits(funnel, most, WARNING),
            alarm=_limits(funnel, most, ALARM),
            dots=[_dot(name, unit, most) for name, unit in placed.items()],
        )


def _dot(name: str, unit: Placed, most: int) -> Dot:
    assert unit.share is not None  # noqa: S101
    return Dot(
        name=name,
        x=_across(unit.n, most),
        y=_up(unit.share),
        outside=unit.standing in (Standing.OUTSIDE_95, Standing.OUTSIDE_998),
        alarm=unit.standing == Standing.OUTSIDE_998,
    )


def _limits(funnel: Funnel, most: int, level: float) -> tuple[str, str]:
    """The lower and the upper limit from few answers to the most."""
    assert funnel.target is not None  # noqa: S101
    sizes = sorted({max(5, round(most * step / _STEPS)) for step in range(1, _STEPS + 1)})
    bounds = [(n, wide_limits(n, funnel.target, funnel.tau2, level)) for n in sizes]
    lower = " ".join(f"{_across(n, most)},{_up(one.low)}" for n, one in bounds)
    upper = " ".join(f"{_across(n, most)},{_up(one.high)}" for n, one in bounds)
    return lower, upper


def _across(n: int, most: int) -> int:
    left, right, _top, _bottom = _PLOT
    return left + round((right - left) * n / (most * 1.05))


def _up(share: float) -> int:
    _left, _right, top, bottom = _PLOT
    return bottom - round((bottom - top) * share)

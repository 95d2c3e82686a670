"""What a whole town is told: quiet years, campaigns, planted matters, and the cost of a look.

    python -m benchmarks.early_warning.town [--years N] [PART ...]

Parts: quiet, campaign, planted, cost; all of them by default, about a quarter of an hour of CPU.
Needs no database: what is asked is the door that the product looks through every day,
``qunce.domain.warning.detecting.detect``, with all three levels on.

Places and categories differ as a gamma distribution of shape 2 does, and what names no place comes
twice as often as from a place.  A world has seasons (each category's own, half as much again in its
months) and weeks that lift everything (log-normal, spread 0.25).
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from qunce.domain.warning.alarms import Counts, Found, KnownChange, Label
from qunce.domain.warning.clusters import Surroundings
from qunce.domain.warning.detecting import detect
from qunce.statistics.detection.scan_zones import by_coordinates

TOWN = 9_999
FIRST = date(2026, 3, 2)
HISTORY = 200
FORTNIGHT = 14
"""Days for which an alert goes on at least."""
LOOKED_BACK = 730
PARTS = ("quiet", "campaign", "planted", "cost")


@dataclass(frozen=True, slots=True)
class Town:
    """Counts (S, T) of speakers, their labels, and which places lie side by side."""

    counts: Counts
    labels: list[Label]
    around: Surroundings

    def look(self, day: int, since: dict[Label, date], changes: Sequence[KnownChange]) -> Found:
        today = FIRST + timedelta(days=day)
        known = [one for one in changes if one.from_on <= today]
        return detect(
            self.counts[:, max(0, day + 1 - LOOKED_BACK) : day + 1],
            self.labels,
            today=today,
            town=TOWN,
            since=since,
            changes=known,
            around=self.around,
        )


def a_town(
    seed: int,
    days: int,
    weekly: float,
    places: int = 12,
    categories: int = 8,
    *,
    season: float = 0.5,
    shocks: float = 0.25,
    doubled: slice | None = None,
) -> Town:
    """A town in which ``weekly`` speak in a week on average; in ``doubled`` days twice as many."""
    rng = np.random.default_rng(seed)
    by_place, by_category = rng.gamma(2.0, size=places), rng.gamma(2.0, size=categories)
    by_place = np.append(by_place, 2 * by_place.mean())
    means = np.outer(by_place, by_category)
    rates = (weekly / 7 * means / means.sum())[:, :, None]
    phase = rng.random(categories) * 2 * np.pi
    wave = 1 + season * np.cos(2 * np.pi * np.arange(days) / 365.25 + phase[:, None])
    weeks = np.exp(shocks * rng.normal(size=days // 7 + 1) - shocks**2 / 2)
    rates = rates * wave[None] * np.repeat(weeks, 7)[:days]
    if doubled is not None:
        rates[:, :, doubled] *= 2
    units = list(range(1, places + 1))
    return Town(
        counts=rng.poisson(rates).reshape(-1, days).astype(np.int64),
        labels=[Label(unit, category) for unit in [*units, TOWN] for category in range(categories)],
        around=Surroundings(units, by_coordinates(rng.random((places, 2)))),
    )


def level(label: Label) -> str:
    if label.places:
        return "neighbours"
    return "the whole town" if label.unit == TOWN else "a place"


def told(town: Town, begin: int, days: int, changes: Sequence[KnownChange] = ()) -> Counter[str]:
    """How many alerts these days raise, by level; looked at daily, one that goes on is one."""
    since: dict[Label, tuple[date, int]] = {}
    found: Counter[str] = Counter()
    for day in range(begin, begin + days):
        seen = town.look(day, {label: first for label, (first, _) in since.items()}, changes)
        for label in seen.calm:
            if label in since and day - since[label][1] >= FORTNIGHT:
                del since[label]
        for alarm in seen.alarms:
            since[alarm.label] = alarm.first_on, day
            found[level(alarm.label)] += 1
    return found


def quiet(years: int) -> None:
    print(f"{years} quiet years, 12 speakers a week, budget one a month (12 a year)")
    found = [told(a_town(seed, HISTORY + 365, 12), HISTORY, 365) for seed in range(years)]
    sums = [sum(one.values()) for one in found]
    total = sum(found, Counter[str]())
    over = sum(one > 12 for one in sums)
    print(f"  mean {np.mean(sums):.1f}, most {max(sums)}, over 12 in {over} of {years}", end="; ")
    print(", ".join(f"{number / years:.1f} of {name}" for name, number in total.items()))


def campaign(towns: int) -> None:
    print(f"Six weeks in which everything doubles, {towns} towns, 90 days (budget 3, twice it 6)")
    begin = 300
    told_of = KnownChange(FIRST + timedelta(days=begin + 10), lasting=False)
    asked = slice(begin + 10, begin + 52)
    for name, doubled, known in (
        ("none", None, ()),
        ("told to the program", asked, (told_of,)),
        ("not told", asked, ()),
    ):
        sums = [
            sum(
                told(a_town(100 + seed, begin + 90, 12, doubled=doubled), begin, 90, known).values()
            )
            for seed in range(towns)
        ]
        print(f"  {name:20} mean {np.mean(sums):.1f}, most {max(sums)}", end="")
        print(f", over 6 in {sum(one > 6 for one in sums)}")


def planted(towns: int) -> None:
    print(f"Planted within nine days in the middle one of eight matters, {towns} towns each")
    for households, among in ((5, "one place"), (8, "all over"), (6, "three"), (9, "three")):
        for weekly in (8, 20):
            found = Counter(_plant(seed, weekly, households, among) for seed in range(towns))
            said = ", ".join(f"{number} told of {name}" for name, number in found.most_common())
            where = {"one place": "one place", "all over": "as many places"}.get(
                among, "three neighbouring places"
            )
            print(f"  {households} households of {where:26}{weekly:3} a week: {said}")


def _plant(seed: int, weekly: float, households: int, among: str) -> str:
    days, length = 300, 9
    town = a_town(seed, days, weekly, season=0.0, shocks=0.0)
    rng = np.random.default_rng(1_000 + seed)
    columns = np.array([label.category for label in town.labels])
    sums = np.bincount(columns, weights=town.counts.sum(axis=1))
    category = int(np.argsort(sums)[len(sums) // 2])
    units = list(town.around.units)
    if among == "all over":
        speak = [int(one) for one in rng.permutation(units)[:households]]
    elif among == "one place":
        speak = [int(rng.choice(units))] * households
    else:
        zone = town.around.zones.members(2, int(rng.integers(len(units))))
        speak = ([units[place] for place in zone] * households)[:households]
    for unit, day in zip(speak, np.sort(rng.integers(0, length, size=households)), strict=True):
        town.counts[town.labels.index(Label(unit, category)), days - length + day] += 1
    for day in range(days - length, days):
        for alarm in town.look(day, {}, ()).alarms:
            label = alarm.label
            if label.category == category and (label.unit == TOWN or label.unit in speak):
                return level(label)
    return "nothing"


def cost(_towns: int) -> None:
    for places, categories, weekly in ((12, 8, 12), (30, 30, 30), (100, 20, 100)):
        town = a_town(1, LOOKED_BACK, weekly, places, categories)
        best = np.inf
        for _ in range(3):
            begin = time.process_time()
            town.look(LOOKED_BACK - 1, {}, ())
            best = min(best, time.process_time() - begin)
        print(f"  a look at {places} places, {categories} categories, two years", end="")
        print(f", {weekly} a week: {1e3 * best:.0f} ms of CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="early_warning.town")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--years", type=int, default=60, help="quiet years (60)")
    asked = parser.parse_args()
    parts = asked.parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    if "quiet" in parts:
        quiet(asked.years)
    if "campaign" in parts:
        campaign(24)
    if "planted" in parts:
        planted(20)
    if "cost" in parts:
        cost(1)


if __name__ == "__main__":
    main()

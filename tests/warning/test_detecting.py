"""A town's series by name: places, the whole town, accusations, neighbours; told once each."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from qunce.domain.warning.alarms import Counts, Found, KnownChange, Label
from qunce.domain.warning.clusters import Surroundings
from qunce.domain.warning.detecting import detect
from qunce.domain.warning.states import METHOD, SCAN
from qunce.statistics.detection.scan_zones import by_coordinates
from qunce.statistics.unfit import Unfit

TODAY = date(2026, 3, 2)
TOWN = 99
VILLAGES, MATTERS = range(1, 13), range(8)
DAYS = 250
RAIN = 5
"""A matter of which few speak as a rule."""


def labels() -> list[Label]:
    return [Label(unit, matter) for unit in [*VILLAGES, TOWN] for matter in MATTERS]


def a_town(seed: int, weekly: float = 8.0) -> Counts:
    """So many speak in a week; villages and matters differ, the town's own row is like a village's.

    Of rain one speaks in a month, in some village.
    """
    rng = np.random.default_rng(seed)
    units, matters = rng.gamma(2.0, size=len(VILLAGES) + 1), rng.gamma(2.0, size=len(MATTERS))
    means = np.outer(units, matters)
    means[:, RAIN] = 0.0
    means *= weekly / 7 / means.sum()
    means[:, RAIN] = 1 / 30 / len(means)
    return rng.poisson(means.reshape(-1, 1), size=(means.size, DAYS)).astype(np.int64)


@cache
def on_a_line() -> Surroundings:
    """Village beside village, as along a stream."""
    return Surroundings(list(VILLAGES), by_coordinates([[float(unit), 0.0] for unit in VILLAGES]))


def speak(counts: Counts, unit: int, ago: int, matter: int = RAIN, many: int = 1) -> None:
    counts[labels().index(Label(unit, matter)), -1 - ago] += many


def seen(counts: Counts, **how: object) -> Found:
    return detect(counts, labels(), today=TODAY, **{"town": TOWN, **how})  # type: ignore[arg-type]


def everywhere(counts: Counts) -> Counts:
    """One household in each of eight villages, within nine days."""
    for number, unit in enumerate((1, 3, 4, 6, 7, 9, 10, 12)):
        speak(counts, unit, 8 - number)
    return counts


def test_one_in_each_of_eight_villages_is_the_whole_towns() -> None:
    noticed = [seen(everywhere(a_town(seed)), around=on_a_line()).alarms for seed in range(6)]
    assert [[one.label for one in alarms] for alarms in noticed] == [[Label(TOWN, RAIN)]] * 6
    alarm = noticed[0][0]
    assert (alarm.method, alarm.observed >= 7) == (METHOD, True)
    assert alarm.high < alarm.observed
    parts = alarm.parts
    assert parts.usual + parts.season + parts.town_wide + parts.own == pytest.approx(alarm.observed)


def test_without_the_town_only_places_are_watched() -> None:
    assert not seen(everywhere(a_town(1)), town=None).alarms


def test_messages_that_name_no_place_are_part_of_the_whole_town() -> None:
    counts = a_town(2)
    for ago in (1, 2, 4):
        speak(counts, TOWN, ago)
    speak(counts, 3, 3)
    (alarm,) = seen(counts).alarms
    assert alarm.label == Label(TOWN, RAIN)
    assert alarm.observed >= 4


def clustered(seed: int = 0) -> tuple[Counts, Label]:
    """Two in each of three neighbouring villages within nine days, and what their alert is."""
    counts = a_town(seed)
    counts[RAIN :: len(MATTERS), -14:] = 0
    for number, ago in enumerate((8, 6, 5, 3, 2, 0)):
        speak(counts, 5 + number % 3, ago)
    return counts, Label(TOWN, RAIN, places=(5, 6, 7))


def test_three_neighbouring_villages_are_told_as_such() -> None:
    """None of them stands out alone; the whole town does, and they explain it."""
    found = []
    for seed in range(6):
        counts, _label = clustered(seed)
        found += [one for one in seen(counts, around=on_a_line()).alarms if one.label.places]
        whole = [one.label for one in seen(counts).alarms]
        assert whole == [Label(TOWN, RAIN)], "nobody knows who lies beside whom"
    assert len(found) >= 4
    for alarm in found:
        assert alarm.label.unit == TOWN
        assert 2 <= len({5, 6, 7} & set(alarm.label.places)) <= len(alarm.label.places) <= 5
        assert alarm.method == SCAN
        assert alarm.low <= alarm.high < alarm.observed
        assert alarm.expected < 1
        parts = alarm.parts
        told = parts.usual + parts.season + parts.town_wide + parts.own
        assert told == pytest.approx(alarm.observed)
        assert alarm.once_in_weeks >= 1


def test_neighbours_that_go_on_are_told_as_they_are_and_the_town_not_besides() -> None:
    counts, label = clustered()
    since = {label: TODAY - timedelta(days=8)}
    found = seen(counts, around=on_a_line(), since=since)
    assert not [one for one in found.alarms if one.label.unit == TOWN]
    standing = found.standing[label]
    assert (standing.observed, standing.first_on) == (6, TODAY - timedelta(days=8))
    assert label not in found.calm
    assert seen(counts, since=since).standing == found.standing, "also where nobody knows any more"
    later = np.concatenate([counts, np.zeros((len(counts), 30), dtype=np.int64)], axis=1)
    found = seen(later, since={label: TODAY - timedelta(days=38)})
    assert label in found.calm
    assert found.standing[label].observed == 6


def test_neighbours_that_are_gone_are_calm() -> None:
    _counts, label = clustered()
    gone = Label(TOWN, RAIN, places=(501, 502))
    found = seen(a_town(1), since={gone: TODAY - timedelta(days=3)})
    assert found.calm == {gone}
    assert label not in found.standing


def test_while_the_town_goes_on_its_neighbours_are_not_told_besides() -> None:
    counts, _label = clustered()
    whole = Label(TOWN, RAIN)
    found = seen(counts, around=on_a_line(), since={whole: TODAY - timedelta(days=8)})
    assert found.standing[whole].observed >= 6
    assert not [one for one in found.alarms if one.label.unit == TOWN]


def test_what_stands_out_in_one_village_is_neither_the_towns_nor_its_neighbours() -> None:
    counts = a_town(3)
    for ago in range(6):
        speak(counts, 5, ago)
    speak(counts, 6, 1)
    found = seen(counts, around=on_a_line())
    assert [one.label for one in found.alarms] == [Label(5, RAIN)]


def test_accusations_are_a_series_of_their_own() -> None:
    counts = a_town(8)
    named = [*labels(), Label(TOWN, RAIN, accused=4)]
    more = np.zeros((1, DAYS), dtype=np.int64)
    more[0, [-7, -5, -4, -1]] = 1
    found = detect(np.concatenate([counts, more]), named, today=TODAY, town=TOWN)
    assert [one.label for one in found.alarms] == [named[-1]]
    assert not detect(np.concatenate([counts, 0 * more]), named, today=TODAY, town=TOWN).alarms, (
        "and no part of the whole town's"
    )


def test_an_asking_of_all_makes_the_whole_town_unsure() -> None:
    rng = np.random.default_rng(5)
    counts = a_town(5, weekly=20)
    counts[:, -10:] += rng.poisson(counts[:, :-14].mean(axis=1)[:, None], size=(len(counts), 10))
    told = [KnownChange(TODAY - timedelta(days=9), lasting=False)]
    assert not seen(counts, changes=told, around=on_a_line()).alarms


def test_a_change_is_known_of_its_unit_and_matter() -> None:
    change = KnownChange(TODAY, unit=3, category=2)
    assert change.touches(Label(3, 2))
    assert not change.touches(Label(4, 2))
    assert not change.touches(Label(3, 1))
    assert KnownChange(TODAY).touches(Label(7, 7))


def test_a_short_history_or_a_table_that_does_not_fit_says_nothing() -> None:
    counts = a_town(6)
    assert seen(counts[:, -27:], around=on_a_line()) == Found()
    assert detect(np.zeros((0, 90), dtype=np.int64), [], today=TODAY, town=TOWN) == Found()
    with pytest.raises(Unfit):
        detect(counts, labels()[1:], today=TODAY)


def test_the_same_day_looked_at_again_says_the_same() -> None:
    counts, _label = clustered(2)
    assert seen(counts, around=on_a_line()) == seen(counts, around=on_a_line())

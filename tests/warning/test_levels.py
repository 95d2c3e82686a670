"""The whole town and neighbouring places, from messages to the card: what, why, for whom."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from django.db.models import prefetch_related_objects

from builders import statements
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.organisations.actions import add_place, add_unit, set_neighbours
from qunce.domain.organisations.models import Unit
from qunce.domain.warning.actions import ask_village, look
from qunce.domain.warning.actions.raising import raise_alert
from qunce.domain.warning.alarms import Label
from qunce.domain.warning.detecting import detect
from qunce.domain.warning.models import Alert, Look, SpeakerCount
from qunce.domain.warning.queries import messages_behind, weeks_of
from qunce.domain.warning.series import surroundings_of, watched
from qunce.domain.warning.states import METHOD, SCAN
from qunce.kernel.refusals import Refused
from voices_made import a_category
from warning_made import DAY, a_sorted_message, an_alarm, an_alert, past_speakers

NAMES = ("上坝", "中坝", "下坝", "柳湾", "石桥", "白杨", "新店", "黄坡", "大田", "小田")


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


def villages(cast: Cast) -> list[Unit]:
    """Ten more villages, along one stream as they are listed."""
    return [
        add_unit(
            code=f"v{number}", name=name, kind="village", parent=cast.town, actor=SYSTEM, now=NOW
        )
        for number, name in enumerate(NAMES)
    ]


def along_a_stream(units: list[Unit]) -> None:
    for number, unit in enumerate(units[1:-1], 1):
        beside = [units[number - 1], units[number + 1]]
        set_neighbours(unit=unit, beside=beside, actor=SYSTEM, now=NOW)


def history(cast: Cast, units: list[Unit], days: int = 150) -> None:
    """Of water hardly anybody speaks as a rule; of two other matters six in a week."""
    rng = np.random.default_rng(3)
    for unit in [*units, cast.village, cast.hill_village, cast.town]:
        for code in ("road", "rubbish"):
            spoke = np.flatnonzero(rng.poisson(0.035, size=days)).tolist()
            past_speakers(cast, unit, a_category(code), [TODAY - n * DAY for n in spoke])
    water = a_category("water")
    for number, unit in enumerate([*units, cast.town]):
        past_speakers(cast, unit, water, [TODAY - (20 + 11 * number) * DAY])
    Look.objects.get_or_create(town=cast.town)


def water(cast: Cast, *units: Unit) -> None:
    """One speaker a day in each of these, the last one today."""
    for ago, unit in enumerate(reversed(units)):
        past_speakers(cast, unit, a_category("water"), [TODAY - ago * DAY])


def test_one_household_in_each_of_eight_villages_raises_the_towns_alert(cast: Cast) -> None:
    units = villages(cast)
    history(cast, units)
    water(cast, *units[:8])
    look(now=NOW, limit=9)
    alert = Alert.objects.get()
    assert (alert.unit, alert.category, alert.method) == (cast.town, a_category("water"), METHOD)
    assert (alert.observed, alert.places.count()) == (7, 0), "of the last seven days"
    assert alert.high < 7
    assert sum(alert.parts.values()) == pytest.approx(7, abs=0.05)
    past_speakers(cast, units[9], a_category("water"), [TODAY + DAY])
    look(now=at(TODAY + DAY), limit=9)
    assert [one.observed for one in alert.updates.all()] == [8]
    assert not look(now=at(TODAY + DAY), limit=9)
    look(now=at(TODAY + 20 * DAY), limit=9)
    assert Alert.objects.get().state == "ended"


def test_three_neighbouring_villages_raise_one_alert_that_names_them(cast: Cast) -> None:
    units = villages(cast)
    along_a_stream(units)
    history(cast, units)
    stream = units[4:7]
    water(cast, *stream, *stream)
    look(now=NOW, limit=9)
    alert = Alert.objects.get()
    assert (alert.unit, alert.method, alert.observed) == (cast.town, SCAN, 6)
    assert set(alert.places.all()) == set(stream)
    assert alert.of_neighbours
    assert alert.high < 6
    rarely = alert.once_in_weeks
    past_speakers(cast, stream[0], a_category("water"), [TODAY + DAY])
    past_speakers(cast, units[0], a_category("water"), [TODAY + DAY])
    look(now=at(TODAY + DAY), limit=9)
    alert.refresh_from_db()
    assert ([one.observed for one in alert.updates.all()], alert.once_in_weeks) == ([7], rarely)
    look(now=at(TODAY + 20 * DAY), limit=9)
    alert.refresh_from_db()
    assert (alert.state, Alert.objects.count()) == ("ended", 1)


def test_a_village_of_the_stream_that_was_merged_counts_in_the_other(cast: Cast) -> None:
    units = villages(cast)
    along_a_stream(units)
    history(cast, units)
    stream = units[4:7]
    water(cast, *stream, *stream)
    look(now=NOW, limit=9)
    Unit.objects.filter(pk=stream[2].pk).update(closed_on=TODAY, successor=stream[1])
    past_speakers(cast, stream[1], a_category("water"), [TODAY + DAY])
    look(now=at(TODAY + DAY), limit=9)
    assert [one.observed for one in Alert.objects.get().updates.all()] == [7]


def test_what_names_no_place_is_the_towns_and_raises_nothing_by_itself(cast: Cast) -> None:
    units = villages(cast)
    history(cast, units)
    water(cast, cast.town, units[2], cast.town, cast.town)
    look(now=NOW, limit=9)
    alert = Alert.objects.get()
    assert (alert.unit, alert.observed) == (cast.town, 4)


def of_the_town(cast: Cast) -> tuple[Alert, Alert]:
    """An alert of the whole town, and one of two of its villages in another matter."""
    places = tuple(sorted((cast.village.pk, cast.hill_village.pk)))
    label = Label(cast.town.pk, a_category("road").pk, places=places)
    whole = an_alert(cast, unit=cast.town, category=a_category("water"))
    near = raise_alert(town=cast.town, alarm=an_alarm(cast, label=label, method=SCAN), now=NOW)
    assert near is not None
    return whole, near


def test_behind_them_are_the_messages_of_their_places(cast: Cast) -> None:
    from qunce.domain.warning.actions import count_new

    whole, near = of_the_town(cast)
    for unit in (cast.village, cast.hill_village, cast.school):
        for code in ("water", "road"):
            a_sorted_message(cast, f"{unit.name}：{code}", unit=unit, category=a_category(code))
    a_sorted_message(cast, "不说是哪里。", village=None, category=a_category("water"))
    a_sorted_message(
        cast, "有人不管。", unit=cast.town, category=a_category("water"), accused=cast.village
    )
    while count_new(now=NOW, limit=99):
        pass
    behind = messages_behind(whole, cast.clerk, TODAY)
    assert {one.village for one in behind} == {cast.village, cast.hill_village, cast.school, None}
    assert len(behind) == 4
    behind = messages_behind(near, cast.clerk, TODAY)
    assert {one.village for one in behind} == {cast.village, cast.hill_village}
    assert {one.category for one in behind} == {a_category("road")}


def test_their_weeks_add_up_their_places_and_have_a_usual_range(cast: Cast) -> None:
    whole, near = of_the_town(cast)
    villages_two = (cast.village, cast.hill_village)
    for code in ("water", "road"):
        for unit in (*villages_two, cast.school, cast.town):
            days = [TODAY - n * DAY for n in range(0, 180, 9)]
            past_speakers(cast, unit, a_category(code), days, speakers=2)
    for alert, spoke in ((whole, 8), (near, 4)):
        weeks = weeks_of(alert, TODAY)
        assert weeks[-1].speakers == spoke
        assert (weeks[0].low, weeks[0].high) == (None, None), "nothing was counted before"
        last = weeks[-1]
        assert last.low is not None
        assert last.high is not None
        assert last.low <= spoke * 7 / 9 <= last.high


def test_the_weeks_cost_one_statement_whatever_was_counted(cast: Cast) -> None:
    whole, near = of_the_town(cast)
    one = an_alert(cast)
    hidden = an_alert(cast, accused=cast.village, category=a_category("road"))
    prefetch_related_objects([near], "places")
    for alert in (whole, near, one, hidden):
        assert len(statements(lambda alert=alert: weeks_of(alert, TODAY))) == 1  # type: ignore[misc]
    for n in range(40):
        past_speakers(cast, cast.village, a_category("road"), [TODAY - n * DAY])
    assert len(statements(lambda: weeks_of(near, TODAY))) == 1


def test_a_secretary_sees_neither_and_nobody_is_asked_about_them(cast: Cast) -> None:
    for alert in of_the_town(cast):
        for post, seen in ((cast.clerk, True), (cast.viewer, True), (cast.secretary, False)):
            assert Alert.objects.visible_to(post, on=TODAY).filter(pk=alert.pk).exists() == seen
        with pytest.raises(Refused):
            ask_village(alert=alert, question="修过吗？", actor=cast.clerk, now=NOW)


def test_of_the_town_and_its_neighbours_one_of_a_matter_goes_on(cast: Cast) -> None:
    _whole, near = of_the_town(cast)
    town = an_alarm(cast, unit=cast.town, category=near.category)
    assert raise_alert(town=cast.town, alarm=town, now=NOW) is None


def test_who_lies_beside_whom_is_said_or_measured_or_one_area(cast: Cast) -> None:
    units = [cast.village, cast.hill_village, cast.school, cast.clinic]

    def zones_of(unit: Unit) -> set[int]:
        around = surroundings_of(units)
        assert around is not None
        centre = list(around.units).index(unit.pk)
        last = around.zones.order.shape[0] - 1
        return {around.units[place] for place in around.zones.members(last, centre)}

    assert zones_of(cast.village) == {cast.village.pk, cast.hill_village.pk}, "one area"
    assert zones_of(cast.school) == {cast.school.pk}
    for number, unit in enumerate(units):
        add_place(
            unit=unit,
            code=f"at-{number}",
            name=f"在{number}",
            latitude=30.0 + (number % 2),
            longitude=110.0,
            actor=SYSTEM,
            now=NOW,
        )
    assert zones_of(cast.village) == {cast.village.pk, cast.school.pk}, "nearest"
    set_neighbours(unit=cast.village, beside=[cast.clinic], actor=SYSTEM, now=NOW)
    assert zones_of(cast.village) == {cast.village.pk, cast.school.pk}, "not said of every unit"
    set_neighbours(unit=cast.school, beside=[cast.hill_village], actor=SYSTEM, now=NOW)
    assert zones_of(cast.village) == {cast.village.pk, cast.clinic.pk}, "as it is said"
    assert surroundings_of(units[:1]) is None
    assert surroundings_of([cast.village, cast.other_village]) is None, "nobody knows"


def test_what_is_watched_costs_four_statements_whatever_was_counted(cast: Cast) -> None:
    history(cast, [], days=30)
    assert len(statements(lambda: watched(cast.town, TODAY))) == 4
    for unit in villages(cast):
        past_speakers(cast, unit, a_category("road"), [TODAY - n * DAY for n in range(9)])
    assert len(statements(lambda: watched(cast.town, TODAY))) == 4
    assert SpeakerCount.objects.count() > 90


def test_where_neighbours_are_looked_at_a_part_of_the_budget_is_theirs(cast: Cast) -> None:
    units = villages(cast)
    along_a_stream(units)
    history(cast, units)
    past_speakers(cast, units[0], a_category("road"), [TODAY - n * DAY for n in (0, 1, 2)])
    seen = watched(cast.town, TODAY)
    label = Label(units[0].pk, a_category("road").pk)
    told = [
        detect(
            seen.counts,
            seen.labels,
            today=TODAY,
            town=cast.town.pk,
            since={label: TODAY - 2 * DAY},
            around=around,
        ).standing[label]
        for around in (None, seen.around)
    ]
    assert told[0].p == told[1].p
    assert told[1].once_in_weeks == pytest.approx(told[0].once_in_weeks * 0.8, rel=0.01)
    assert 1 < told[1].once_in_weeks < told[0].once_in_weeks < 5000


def test_a_village_that_was_closed_is_watched_no_longer(cast: Cast) -> None:
    units = villages(cast)
    history(cast, units)
    new = add_unit(code="v99", name="新村", kind="village", parent=cast.town, actor=SYSTEM, now=NOW)
    assert new.pk in {label.unit for label in watched(cast.town, TODAY).labels}
    Unit.objects.filter(pk=new.pk).update(closed_on=TODAY - DAY)
    assert new.pk not in {label.unit for label in watched(cast.town, TODAY).labels}
    Unit.objects.filter(pk=units[0].pk).update(closed_on=TODAY - DAY)
    seen = watched(cast.town, TODAY)
    assert units[0].pk in {label.unit for label in seen.labels}, "what was said there is history"
    assert seen.around is None or units[0].pk not in seen.around.units

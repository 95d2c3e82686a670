"""From messages to an alert: the third household of a planted matter, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builders import statements
from cast import NOW, TODAY, Cast
from consultations_made import started
from qunce.domain.matters.models import Category
from qunce.domain.notices.models import Notice
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions as voices
from qunce.domain.warning.actions import count_new, look, register_change
from qunce.domain.warning.models import Alert, AlertUpdate, Look, ReportingChange, SpeakerCount
from qunce.domain.warning.queries import messages_behind, weeks_of
from qunce.domain.warning.series import known_changes
from qunce.kernel.refusals import Refused
from voices_made import a_category, a_voice, as_now, county_clerk
from warning_made import DAY, a_sorted_message, an_alert, past_speakers

WORDS = (
    "自来水一股铁锈味，烧开了也有。",
    "这几天水龙头放出来是黄的。",
    "水里有沙子，洗衣服都不敢用。",
    "家里的水发浑，老人喝了拉肚子。",
    "水管来水又黄又臭，请派人看看。",
)


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


def history(cast: Cast, seed: int = 7, days: int = 200) -> None:
    """The usual of two hundred days: about six in a week, over the town's places and matters."""
    rng = np.random.default_rng(seed)
    matters = [a_category(code) for code in ("street-light", "road", "rubbish", "wages")]
    for unit in (cast.village, cast.hill_village, cast.school, cast.clinic, cast.town):
        for category in matters:
            spoke = rng.poisson(0.04, size=days)
            past_speakers(
                cast,
                unit,
                category,
                [TODAY - (n + 20) * DAY for n in np.flatnonzero(spoke).tolist()],
            )
    past_speakers(cast, cast.school, a_category("water"), [TODAY - 90 * DAY, TODAY - 40 * DAY])
    Look.objects.get_or_create(town=cast.town)


def tick(day: date) -> None:
    while count_new(now=at(day), limit=200):
        pass
    look(now=at(day), limit=200)


def plant(cast: Cast, households: int = 5) -> list[int]:
    """Five households of one village over nine days, in different words; the alerts after each."""
    after = []
    for number in range(households):
        day = TODAY + 2 * number * DAY
        a_sorted_message(cast, WORDS[number], category=a_category("water"), on=day)
        tick(day)
        after.append(Alert.objects.count())
    return after


def test_five_households_raise_an_alert_by_the_third(cast: Cast) -> None:
    history(cast)
    tick(TODAY - DAY)
    assert not Alert.objects.exists()
    assert plant(cast) == [0, 0, 1, 1, 1]
    alert = Alert.objects.get()
    assert (alert.unit, alert.category) == (cast.village, a_category("water"))
    assert (alert.observed, alert.first_on) == (5, TODAY)
    assert alert.high < 3
    assert alert.once_in_weeks > 4
    assert [one.observed for one in alert.updates.all()] == [4, 5]
    assert sum(alert.parts.values()) == pytest.approx(5, abs=0.05)
    read = messages_behind(alert, cast.clerk, TODAY + 8 * DAY)
    assert [one.text for one in read] == list(WORDS)
    assert {one["code"]: one["found"] for one in alert.checked} == {
        "repeating": False,
        "same_words": False,
        "new_channel": False,
        "new_category": False,
        "campaign_asks": False,
    }


def test_a_second_tick_of_the_same_day_does_nothing(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    size, told = Entry.objects.count(), Notice.objects.count()
    day = TODAY + 4 * DAY
    assert look(now=at(day) + timedelta(minutes=5), limit=200) == 0
    assert look(now=at(day + DAY), limit=200) == 1
    assert (Entry.objects.count(), Notice.objects.count()) == (size, told)
    assert (Alert.objects.count(), AlertUpdate.objects.count()) == (1, 0)


def test_new_messages_are_looked_at_after_ten_minutes_and_not_sooner(cast: Cast) -> None:
    history(cast)
    tick(TODAY)
    for words in WORDS[:3]:
        a_sorted_message(cast, words, category=a_category("water"))
    count_new(now=NOW + timedelta(minutes=8), limit=200)
    assert look(now=NOW + timedelta(minutes=9), limit=200) == 0
    assert look(now=NOW + timedelta(minutes=11), limit=200) == 1
    assert Alert.objects.count() == 1
    assert look(now=NOW + timedelta(minutes=130), limit=200) == 0


def test_the_day_begins_at_midnight_in_the_town(cast: Cast) -> None:
    Look.objects.create(town=cast.town)
    before = NOW.replace(hour=15, minute=59)
    assert look(now=before, limit=10) == 1
    assert look(now=before + timedelta(seconds=59), limit=10) == 0
    assert look(now=before + timedelta(minutes=1), limit=10) == 1
    assert Look.objects.get().looked_on == TODAY + DAY


def test_a_town_whose_alert_cannot_be_recorded_stops_no_other(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    history(cast)
    other = Look.objects.create(town=cast.other_town)
    for words in WORDS[:3]:
        a_sorted_message(cast, words, category=a_category("water"))
    count_new(now=NOW, limit=200)
    settings.KEYS = tmp_path / "nobody-copied-them"
    with pytest.raises(Refused) as refused:
        look(now=NOW, limit=10)
    assert "record_key_unreadable" in refused.value.codes
    assert Look.objects.get(pk=other.pk).looked_on == TODAY
    assert not Alert.objects.exists()
    assert Look.objects.get(town=cast.town).looked_on is None, "it is tried again"


def test_what_a_slow_tick_counts_is_looked_at_though_another_has_looked_meanwhile(
    cast: Cast,
) -> None:
    history(cast)
    for words in WORDS[:3]:
        a_sorted_message(cast, words, category=a_category("water"))
    assert look(now=NOW + timedelta(seconds=40), limit=10) == 1
    assert count_new(now=NOW, limit=200) > 0
    assert look(now=NOW + timedelta(minutes=11), limit=10) == 1
    assert Alert.objects.count() == 1
    assert look(now=NOW + timedelta(minutes=22), limit=10) == 0, "what was looked at is not new"


def test_a_clock_that_was_a_month_ahead_and_is_set_back_silences_nobody(cast: Cast) -> None:
    history(cast)
    assert look(now=at(TODAY + 31 * DAY), limit=10) == 1
    for words in WORDS[:3]:
        a_sorted_message(cast, words, category=a_category("water"))
    tick(TODAY)
    assert Alert.objects.count() == 1
    a_sorted_message(cast, WORDS[3], category=a_category("water"))
    count_new(now=NOW + timedelta(minutes=1), limit=200)
    assert look(now=NOW + timedelta(minutes=2), limit=10) == 0
    assert look(now=NOW + timedelta(minutes=11), limit=10) == 1
    assert Alert.objects.get().observed == 4


def test_one_who_repeats_is_seen_to_repeat(cast: Cast) -> None:
    history(cast)
    first = None
    for number in range(6):
        one = a_sorted_message(cast, WORDS[0], category=a_category("water"))
        if first is not None and number > 2:
            voices.merge(voice=as_now(one), into=as_now(first), actor=cast.clerk, now=NOW)
        first = first or one
    tick(TODAY)
    (alert,) = Alert.objects.all()
    checked = {one["code"]: one for one in alert.checked}
    assert alert.observed == 3
    assert checked["repeating"] == {
        "code": "repeating",
        "found": True,
        "messages": 6,
        "speakers": 3,
    }
    assert checked["same_words"]["found"]


def test_accusations_raise_an_alert_that_only_those_above_are_told_of(cast: Cast) -> None:
    history(cast)
    above = county_clerk(cast)
    for words in WORDS[:3]:
        voice = a_voice(cast, text=words, accused=cast.town)
        voices.register_voice(
            voice=as_now(voice),
            category=a_category("wages"),
            unit=cast.county,
            actor=above,
            seen_version=voice.version,
            now=NOW,
        )
    tick(TODAY)
    (alert,) = Alert.objects.all()
    assert (alert.unit, alert.hidden_from) == (cast.town, cast.town)
    assert [one.post for one in Notice.objects.filter(about_kind="alert")] == [above]
    for post in (cast.clerk, cast.leader, cast.first, cast.secretary, cast.outsider):
        assert not Alert.objects.visible_to(post, on=TODAY).exists()
    assert not SpeakerCount.objects.filter(unit=cast.village, day=TODAY).exists()


def test_an_asking_that_began_is_a_change_in_reporting_once(cast: Cast) -> None:
    consultation = started(cast)
    assert consultation.opens_on is not None
    look(now=at(consultation.opens_on), limit=10)
    look(now=at(consultation.opens_on + DAY), limit=10)
    change = ReportingChange.objects.get()
    assert (change.town, change.what, change.by) == (cast.town, "campaign_asks", None)
    (known,) = known_changes([change], cast.town, consultation.opens_on)
    assert not known.lasting


def test_what_changes_in_the_whole_county_changes_in_its_towns(cast: Cast) -> None:
    history(cast)
    register_change(
        town=cast.county,
        what="new_channel",
        from_on=TODAY - 3 * DAY,
        actor=county_clerk(cast),
        now=NOW,
    )
    register_change(
        town=cast.other_town, what="new_channel", from_on=TODAY, actor=cast.outsider, now=NOW
    )
    (change,) = ReportingChange.objects.of(cast.town)
    assert [one.unit for one in known_changes([change], cast.town, TODAY)] == [None]
    for words in WORDS:
        a_sorted_message(cast, words, category=a_category("water"))
    tick(TODAY)
    assert {one["code"]: one["found"] for one in Alert.objects.get().checked}["new_channel"]


def test_a_new_channel_is_named_among_the_explanations(cast: Cast) -> None:
    history(cast)
    register_change(
        town=cast.town,
        what="new_channel",
        from_on=TODAY - 3 * DAY,
        words="各村挂了二维码",
        actor=cast.clerk,
        now=NOW,
    )
    for words in WORDS:
        a_sorted_message(cast, words, category=a_category("water"))
    tick(TODAY)
    checked = {one["code"]: one for one in Alert.objects.get().checked}
    assert checked["new_channel"] == {
        "code": "new_channel",
        "found": True,
        "from_on": "2026-02-27",
        "words": "各村挂了二维码",
    }


def test_what_changed_in_a_merged_village_is_known_of_the_other_and_once(cast: Cast) -> None:
    for what in ("new_channel", "other"):
        register_change(
            town=cast.town,
            what=what,
            from_on=TODAY - 3 * DAY,
            unit=cast.hill_village,
            words="村里挂了二维码",
            actor=cast.clerk,
            now=NOW,
        )
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(
        closed_on=TODAY, successor=cast.village
    )
    changes = list(ReportingChange.objects.all())
    (known,) = known_changes(changes, cast.town, TODAY)
    assert (known.unit, known.lasting) == (cast.village.pk, True)
    history(cast)
    for words in WORDS:
        a_sorted_message(cast, words, category=a_category("water"))
    tick(TODAY)
    checked = {one["code"]: one["found"] for one in Alert.objects.get().checked}
    assert (checked["new_channel"], checked["other"]) == (True, True)


def test_what_was_counted_in_a_merged_village_goes_on_in_the_other(cast: Cast) -> None:
    history(cast)
    water = a_category("water")
    past_speakers(cast, cast.hill_village, water, [TODAY - DAY, TODAY])
    past_speakers(cast, cast.village, water, [TODAY - DAY])
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(
        closed_on=TODAY, successor=cast.village
    )
    look(now=NOW, limit=10)
    alert = Alert.objects.get()
    assert (alert.unit, alert.observed) == (cast.village, 3)


def test_an_alert_of_a_merged_village_counts_and_shows_the_others_messages(cast: Cast) -> None:
    water = a_category("water")
    history(cast)
    a_sorted_message(cast, unit=cast.hill_village, category=water, text="水是浑的。")
    count_new(now=NOW, limit=9)
    alert = an_alert(cast, unit=cast.hill_village, category=water)
    Unit.objects.filter(pk=cast.hill_village.pk).update(closed_on=TODAY, successor=cast.village)
    for words in WORDS[:3]:
        a_sorted_message(cast, unit=cast.village, category=water, text=words)
    tick(TODAY)
    alert.refresh_from_db()
    assert (Alert.objects.count(), alert.observed) == (1, 4)
    behind = messages_behind(alert, cast.clerk, TODAY)
    assert sorted(one.text for one in behind) == sorted([*WORDS[:3], "水是浑的。"])
    assert weeks_of(alert, TODAY)[-1].speakers == 4


def test_a_look_costs_no_statement_for_history(cast: Cast) -> None:
    history(cast, days=60)
    look(now=NOW, limit=10)
    few = len(statements(lambda: look(now=at(TODAY + DAY), limit=10)))
    for matter in Category.objects.all():
        past_speakers(cast, cast.village, matter, [TODAY - (300 + 9 * n) * DAY for n in range(30)])
    assert len(statements(lambda: look(now=at(TODAY + 2 * DAY), limit=10))) == few <= 20

"""What goes on: who joins it, how long the office has to look, and what makes it be over."""

from __future__ import annotations

from cast import TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.voices import actions as voices
from qunce.domain.voices.models import Voice
from qunce.domain.warning.actions import let_rest
from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import messages_behind, weeks_of
from voices_made import a_category, a_voice, as_now, county_clerk
from warning.test_looking import WORDS, at, history, plant, tick
from warning_made import DAY, a_sorted_message


def test_a_day_as_usual_again_ends_it_after_a_fortnight(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    tick(TODAY + 17 * DAY)
    assert Alert.objects.get().state == "open"
    tick(TODAY + 19 * DAY)
    assert Alert.objects.get().state == "ended"


def test_the_office_has_a_fortnight_to_look_however_old_the_messages_are(cast: Cast) -> None:
    history(cast)
    for number in range(3):
        day = TODAY - (11 - number) * DAY
        a_sorted_message(cast, WORDS[number], category=a_category("water"), on=day)
    tick(TODAY)
    states = []
    for days in (5, 13, 14):
        tick(TODAY + days * DAY)
        states.append(Alert.objects.get().state)
    assert states == ["open", "open", "ended"]


def test_whoever_let_it_rest_has_a_fortnight_to_look_again(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    until = TODAY + 44 * DAY
    let_rest(alert=Alert.objects.get(), until=until, actor=cast.clerk, now=at(TODAY + 4 * DAY))
    states = []
    for day in (until - DAY, until, until + 13 * DAY, until + 14 * DAY):
        tick(day)
        states.append(Alert.objects.get().state)
    assert states == ["resting", "open", "open", "ended"]


def test_what_somebody_woke_is_over_when_it_is_calm_and_not_when_it_would_have_rested(
    cast: Cast,
) -> None:
    history(cast)
    plant(cast, 3)
    until = TODAY + 60 * DAY
    let_rest(alert=Alert.objects.get(), until=until, actor=cast.clerk, now=at(TODAY + 4 * DAY))
    joined = TODAY + 7 * DAY
    a_sorted_message(cast, WORDS[4], category=a_category("water"), on=joined)
    states = []
    for day in (joined, joined + 13 * DAY, joined + 14 * DAY):
        tick(day)
        states.append(Alert.objects.get().state)
    assert states == ["open", "open", "ended"]


def test_what_rests_wakes_on_its_day_or_when_somebody_joins(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    alert = Alert.objects.get()
    let_rest(alert=alert, until=TODAY + 6 * DAY, actor=cast.clerk, now=at(TODAY + 4 * DAY))
    tick(TODAY + 5 * DAY)
    assert Alert.objects.get().state == "resting"
    tick(TODAY + 6 * DAY)
    assert Alert.objects.get().state == "open"
    assert Notice.objects.filter(kind="alert.awake").count() == 1
    let_rest(alert=alert, until=TODAY + 60 * DAY, actor=cast.clerk, now=at(TODAY + 6 * DAY))
    a_sorted_message(cast, WORDS[4], category=a_category("water"), on=TODAY + 7 * DAY)
    tick(TODAY + 7 * DAY)
    assert Alert.objects.get().state == "open"


def test_a_letter_from_before_the_first_household_is_among_the_messages(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    day = TODAY + 5 * DAY
    letter = a_voice(
        cast,
        text=WORDS[3],
        channel="letter",
        said_on=TODAY - DAY,
        keyed_by=cast.clerk,
        now=at(day),
    )
    voices.register_voice(
        voice=letter,
        category=a_category("water"),
        unit=cast.village,
        actor=cast.clerk,
        seen_version=letter.version,
        now=at(day),
    )
    tick(day)
    alert = Alert.objects.get()
    assert (alert.observed, alert.first_on) == (4, TODAY - DAY)
    assert len(messages_behind(alert, cast.clerk, day)) == 4


def test_an_alert_of_days_to_come_goes_on_after_the_clock_is_set_back(cast: Cast) -> None:
    history(cast)
    ahead = TODAY + 60 * DAY
    for words in WORDS[:3]:
        a_sorted_message(cast, words, category=a_category("water"), on=ahead)
    tick(ahead)
    assert Alert.objects.get().first_on == ahead
    for words in WORDS[:4]:
        a_sorted_message(cast, f"又是{words}", category=a_category("water"))
    tick(TODAY)
    assert [one.state for one in Alert.objects.order_by("pk")] == ["ended"]
    tick(TODAY + DAY)
    old, new = Alert.objects.order_by("pk")
    assert (old.state, new.state, new.first_on, new.observed) == ("ended", "open", TODAY, 4)


def test_an_alert_of_which_fewer_than_three_are_left_is_over_at_once(cast: Cast) -> None:
    history(cast)
    plant(cast, 3)
    first, second, _third = Voice.objects.order_by("pk")
    day = TODAY + 5 * DAY
    voices.merge(voice=second, into=first, actor=cast.clerk, now=at(day))
    let_rest(alert=Alert.objects.get(), until=day + 9 * DAY, actor=cast.clerk, now=at(day))
    tick(day)
    alert = Alert.objects.get()
    assert (alert.state, alert.rests_until) == ("ended", None)
    voices.restore(voice=as_now(second), reason="误并。", actor=cast.clerk, now=at(day))
    tick(day + DAY)
    assert [one.state for one in Alert.objects.order_by("pk")] == ["ended", "open"]


def test_the_whole_towns_alert_leaves_out_the_village_that_has_its_own(cast: Cast) -> None:
    history(cast)
    water, day = a_category("water"), TODAY + 3 * DAY
    for words in WORDS[:4]:
        a_sorted_message(cast, words, category=water)
    for number, words in enumerate(WORDS[:4]):
        there = (cast.school, cast.hill_village, cast.clinic)[number % 3]
        a_sorted_message(cast, f"学校：{words}", category=water, unit=there, on=day)
        a_sorted_message(cast, f"镇上：{words}", category=water, village=None, on=day)
    tick(day)
    alone, together = Alert.objects.order_by("pk")
    assert (alone.unit, alone.observed) == (cast.village, 4)
    assert (together.unit, together.observed) == (cast.town, 8)
    behind = messages_behind(together, cast.clerk, day)
    assert len(behind) == 8
    assert not {one.text for one in behind} & set(WORDS)
    repeating = together.checked[0]
    assert (repeating["messages"], repeating["speakers"]) == (8, 8)
    assert weeks_of(together, day)[-1].speakers == 8


def test_nobody_joins_the_whole_town_because_a_villages_own_alert_is_over(cast: Cast) -> None:
    history(cast)
    water = a_category("water")
    for number in range(4):
        a_sorted_message(cast, WORDS[number], category=water, on=TODAY + number * DAY)
        a_sorted_message(cast, f"镇上：{number}", category=water, village=None, on=TODAY)
        there = (cast.school, cast.hill_village, cast.clinic)[number % 3]
        a_sorted_message(cast, f"邻村：{number}", category=water, unit=there, on=TODAY + DAY)
    tick(TODAY + 3 * DAY)
    for later in (7, 11):
        for number in range(2):
            said = f"镇上又说：{later}，{number}"
            a_sorted_message(cast, said, category=water, village=None, on=TODAY + later * DAY)
        tick(TODAY + later * DAY)
    alone, together = Alert.objects.order_by("pk")
    assert (alone.unit, together.unit, together.observed) == (cast.village, cast.town, 12)
    for day in range(12, 20):
        tick(TODAY + day * DAY)
    alone, together = Alert.objects.order_by("pk")
    assert (alone.state, together.state, together.observed) == ("ended", "open", 12)
    assert len(messages_behind(together, cast.clerk, TODAY + 19 * DAY)) == 12


def test_what_is_found_to_accuse_the_place_is_hidden_from_it(cast: Cast) -> None:
    history(cast)
    county_clerk(cast)
    plant(cast, 3)
    assert Alert.objects.visible_to(cast.secretary, on=TODAY).count() == 1
    day = TODAY + 5 * DAY
    for voice in Voice.objects.all():
        voices.reroute(voice=voice, accused=cast.village, actor=cast.clerk, now=at(day))
    tick(day)
    was, now = Alert.objects.order_by("pk")
    assert (was.state, was.hidden_from, was.observed) == ("ended", cast.village, 3)
    assert (now.state, now.hidden_from, now.observed) == ("open", cast.village, 3)
    assert not Alert.objects.visible_to(cast.secretary, on=day).exists()
    assert Alert.objects.visible_to(cast.clerk, on=day).count() == 2

"""From a school's daily numbers to an alert, and what becomes of it; of a town without messages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from builders import statements
from cast import NOW, TODAY, Cast
from numbers_made import DAY, a_number_alert, an_excess, counted, past_numbers
from qunce.domain.checks.actions import close_series, note_count
from qunce.domain.checks.models import DailyCount, Series
from qunce.domain.notices.models import Notice
from qunce.domain.voices.actions import register_voice
from qunce.domain.warning import actions
from qunce.domain.warning.actions import count_new, look, register_change
from qunce.domain.warning.actions.raising import raise_number
from qunce.domain.warning.models import Alert, AlertUpdate, Look, SpeakerCount
from qunce.domain.warning.queries import find_alert
from qunce.domain.warning.series import watched
from qunce.kernel.refusals import Refused
from qunce.kernel.workdays import china
from voices_made import a_category, a_post, a_voice, county_clerk
from warning_made import as_now


def at(day: date, minutes: int = 0) -> datetime:
    return NOW + (day - TODAY) + timedelta(minutes=minutes)


def note(cast: Cast, series: Series, number: int, on: date = TODAY, minutes: int = 0) -> DailyCount:
    return note_count(
        series=series, on=on, number=number, actor=cast.teacher, now=at(max(on, TODAY), minutes)
    )


def tick(day: date = TODAY, minutes: int = 0) -> int:
    while count_new(now=at(day, minutes), limit=200):
        pass
    return look(now=at(day, minutes), limit=200)


def test_a_town_without_messages_is_looked_at_for_its_numbers(cast: Cast) -> None:
    series = counted(cast)
    note(cast, series, 25)
    assert not SpeakerCount.objects.exists()
    assert tick() == 1
    alert = Alert.objects.get()
    assert (alert.series, alert.unit, alert.town) == (series, cast.school, cast.town)
    assert (alert.category, alert.hidden_from, alert.places.count()) == (None, None, 0)
    assert (alert.observed, alert.first_on, alert.last_on) == (25, TODAY, TODAY)
    assert 0 <= alert.low <= alert.high < 12
    assert (alert.matter, alert.figure) == ("缺课人数", "25 人")
    (told,) = Notice.objects.filter(about_kind="alert")
    assert told.post == cast.clerk
    assert "缺课人数" in told.said
    assert "25" not in told.said


def test_a_county_that_is_looked_at_takes_nothing_from_its_towns(cast: Cast) -> None:
    clerk = county_clerk(cast)
    voice = a_voice(cast, town=cast.county, village=None)
    register_voice(
        voice=voice,
        category=a_category(),
        unit=cast.county,
        actor=clerk,
        seen_version=voice.version,
        now=NOW,
    )
    count_new(now=NOW, limit=200)
    note(cast, counted(cast), 25)
    assert tick() == 2
    assert Alert.objects.get().town == cast.town
    assert [post.post for post in Notice.objects.filter(about_kind="alert")] == [cast.clerk]
    seen = watched(cast.county, TODAY)
    assert {label.unit for label in seen.labels} == {cast.county.pk}


def test_a_number_noted_later_is_looked_at_within_ten_minutes(cast: Cast) -> None:
    series = counted(cast)
    assert tick() == 1
    note(cast, series, 25, minutes=5)
    assert tick(minutes=9) == 0
    assert tick(minutes=11) == 1
    assert Alert.objects.count() == 1
    assert tick(minutes=130) == 0


def test_corrected_upwards_it_is_told_and_downwards_it_stays(cast: Cast) -> None:
    series = counted(cast)
    note(cast, series, 25)
    tick()
    note(cast, series, 30, minutes=5)
    tick(minutes=70)
    assert [one.joined for one in AlertUpdate.objects.all()] == [5]
    note(cast, series, 4, minutes=80)
    tick(minutes=150)
    alert = Alert.objects.get()
    assert (alert.state, alert.observed) == ("open", 30)
    checked = {one["code"]: one["found"] for one in alert.checked}
    assert checked == {"missing": False, "corrected": True, "begun": False, "change": False}


def test_seven_usual_days_end_it_when_the_office_had_a_fortnight(cast: Cast) -> None:
    series = counted(cast)
    note(cast, series, 25)
    tick()
    past_numbers(cast, series, TODAY + 20 * DAY, [3, 4, 2, 5] * 5)
    tick(TODAY + 13 * DAY)
    assert Alert.objects.get().state == "open"
    tick(TODAY + 14 * DAY)
    assert Alert.objects.get().state == "ended"


@pytest.mark.parametrize("how", ["closed", "silent"])
def test_what_is_counted_no_longer_is_over(cast: Cast, how: str) -> None:
    series = counted(cast)
    note(cast, series, 25)
    tick()
    if how == "closed":
        close_series(series=series, actor=cast.clerk, now=at(TODAY, 9))
    tick(TODAY + 13 * DAY)
    assert Alert.objects.get().state == "open"
    tick(TODAY + 15 * DAY)
    assert Alert.objects.get().state == "ended"


def test_other_explanations_are_looked_at(cast: Cast) -> None:
    series = counted(cast, days=45, upto=TODAY - 3 * DAY)
    note(cast, series, 25)
    register_change(
        town=cast.town,
        unit=cast.school,
        what="other",
        words="流感期间改为每课点名",
        from_on=TODAY - 5 * DAY,
        actor=cast.clerk,
        now=NOW,
    )
    tick()
    checked = {one["code"]: one for one in Alert.objects.get().checked}
    assert {code for code, one in checked.items() if one["found"]} == {"missing", "begun", "change"}
    assert checked["missing"]["days"] == 1
    assert checked["change"]["words"] == "流感期间改为每课点名"


@pytest.mark.parametrize("what", ["campaign_asks", "new_channel"])
def test_that_people_are_asked_to_speak_explains_no_number(cast: Cast, what: str) -> None:
    series = counted(cast)
    note(cast, series, 25)
    register_change(town=cast.town, what=what, from_on=TODAY - 5 * DAY, actor=cast.clerk, now=NOW)
    tick()
    checked = {one["code"]: one["found"] for one in Alert.objects.get().checked}
    assert checked == {"missing": False, "corrected": False, "begun": False, "change": False}


def test_days_to_come_are_not_looked_at(cast: Cast) -> None:
    series = counted(cast)
    past_numbers(cast, series, TODAY + 3 * DAY, [400, 400])
    Look.objects.create(town=cast.town)
    tick()
    assert not Alert.objects.exists()


def test_numbers_of_days_nobody_counts_on_are_left_out(cast: Cast) -> None:
    series = counted(cast, workdays_only=True)
    sunday = TODAY - DAY
    assert not china().is_workday(sunday)
    DailyCount.objects.filter(series=series, on=sunday).update(number=90)
    Look.objects.create(town=cast.town)
    tick()
    assert not Alert.objects.exists()


def test_numbers_of_a_merged_unit_are_where_it_went_on(cast: Cast) -> None:
    series = counted(cast)
    past_numbers(cast, series, TODAY, [25])
    type(cast.school).objects.filter(pk=cast.school.pk).update(
        closed_on=TODAY, successor=cast.village
    )
    Look.objects.create(town=cast.town)
    tick()
    alert = Alert.objects.get()
    assert alert.unit == cast.village
    assert find_alert(cast.secretary, alert.pk, TODAY) is None, "the numbers are not its own"


def test_it_goes_on_once(cast: Cast) -> None:
    alert = a_number_alert(cast)
    assert alert.series is not None
    assert raise_number(town=cast.town, excess=an_excess(alert.series), now=NOW) is None
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("clerk", True),
        ("leader", True),
        ("viewer", True),
        ("teacher", True),
        ("secretary", False),
        ("outsider", False),
        ("staff", False),
        ("guidance", True),
        ("west", False),
    ],
)
def test_it_is_read_by_whom_the_numbers_concern(cast: Cast, who: str, reads: bool) -> None:
    alert = a_number_alert(cast)
    posts = {**cast.five, "teacher": cast.teacher}
    if who not in posts:
        role, unit = {
            "staff": ("staff", cast.school),
            "guidance": ("guidance", cast.town),
            "west": ("guidance", cast.town),
        }[who]
        posts[who] = a_post(cast, unit, role, f"new-{who}")
    if who == "guidance":
        type(cast.school).objects.filter(pk=cast.school.pk).update(area=cast.east)
        type(posts[who]).objects.filter(pk=posts[who].pk).update(area=cast.east)
        posts[who].refresh_from_db()
    post = posts[who]
    assert (find_alert(post, alert.pk, TODAY) is not None) is reads
    seen = Series.objects.visible_to(post).filter(pk=alert.series_id)
    assert seen.exists() or not reads


def test_what_the_office_does_with_any_alert_it_does_with_this(cast: Cast) -> None:
    alert = a_number_alert(cast)
    actions.judge(alert=alert, says="real", actor=cast.clerk, now=NOW)
    actions.ask_village(alert=as_now(alert), question="出了什么事？", actor=cast.clerk, now=NOW)
    actions.answer_question(alert=as_now(alert), answer="三年级流感。", actor=cast.teacher, now=NOW)
    problem = actions.open_problem(
        alert=as_now(alert), title="缺课多", statement="缺课比平时多。", actor=cast.clerk, now=NOW
    )
    assert (problem.source, problem.unit, problem.category) == ("warning", cast.school, None)
    actions.let_rest(alert=as_now(alert), until=TODAY + 9 * DAY, actor=cast.clerk, now=NOW)
    assert as_now(alert).state == "resting"


def test_a_secretary_who_may_not_read_the_numbers_is_not_asked(cast: Cast) -> None:
    type(cast.clinic).objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    alert = a_number_alert(cast, counted(cast, unit=cast.clinic))
    with pytest.raises(Refused) as refused:
        actions.ask_village(alert=alert, question="出了什么事？", actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("alert_unit_has_no_secretary",)


def test_a_look_costs_the_same_for_one_series_and_for_three(cast: Cast) -> None:
    counted(cast)
    Look.objects.create(town=cast.town)
    tick()
    few = len(statements(lambda: look(now=at(TODAY + DAY), limit=10)))
    counted(cast, name="迟到人数", seed=2)
    counted(cast, name="发热人数", seed=3)
    while count_new(now=at(TODAY + DAY, 1), limit=200):
        pass
    assert len(statements(lambda: look(now=at(TODAY + 2 * DAY), limit=10))) == few <= 20

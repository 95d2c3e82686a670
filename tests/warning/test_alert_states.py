"""An alert is raised once, updated only when somebody joins, and over when nobody does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from builders import kinds_since, meanwhile
from cast import NOW, TODAY, Cast
from qunce.domain.notices.models import Notice
from qunce.domain.record.models import Entry
from qunce.domain.warning.actions import let_rest, look
from qunce.domain.warning.actions.raising import end_alert, raise_alert, update_alert
from qunce.domain.warning.models import Alert, AlertUpdate, Look
from warning_made import DAY, an_alarm, an_alert, as_now


def test_an_alert_is_told_to_the_office_once(cast: Cast) -> None:
    before = Entry.objects.count()
    alert = an_alert(cast)
    assert raise_alert(town=cast.town, alarm=an_alarm(cast), now=NOW) is None
    assert Alert.objects.count() == 1
    assert kinds_since(before)[-1] == "alert.raised"
    told = Notice.objects.filter(about_kind="alert")
    assert [one.post for one in told] == [cast.clerk]
    assert str(alert.observed) not in told[0].said


def test_only_somebody_new_updates_it(cast: Cast) -> None:
    alert = an_alert(cast)
    assert not update_alert(alert=alert, alarm=an_alarm(cast), now=NOW)
    more = an_alarm(cast, observed=5, last_on=TODAY + DAY)
    assert update_alert(alert=alert, alarm=more, now=NOW + DAY)
    update = AlertUpdate.objects.get()
    assert (update.joined, update.observed) == (2, 5)
    assert as_now(alert).last_on == TODAY + DAY
    fewer = an_alarm(cast, observed=4)
    assert not update_alert(alert=as_now(alert), alarm=fewer, now=NOW + DAY)
    assert as_now(alert).observed == 5


def test_who_joins_is_told_once_a_day_and_when_it_rested(cast: Cast) -> None:
    alert = an_alert(cast)
    told = Notice.objects.filter(kind="alert.joined")
    after = []
    for number, now in enumerate((NOW, NOW + DAY, NOW + DAY + DAY / 48, NOW + DAY + DAY / 24), 4):
        if number == 7:
            let_rest(alert=alert, until=TODAY + 9 * DAY, actor=cast.clerk, now=now)
        assert update_alert(alert=as_now(alert), alarm=an_alarm(cast, observed=number), now=now)
        after.append(told.count())
    assert after == [1, 2, 2, 3]
    assert AlertUpdate.objects.count() == 4


def test_what_ended_may_be_raised_anew(cast: Cast) -> None:
    alert = an_alert(cast)
    assert end_alert(alert=alert, now=NOW + 20 * DAY)
    assert not end_alert(alert=alert, now=NOW + 20 * DAY)
    assert an_alert(cast, now=NOW + 40 * DAY).pk != alert.pk


def test_of_two_that_look_at_once_one_looks(cast: Cast) -> None:
    Look.objects.create(town=cast.town)

    def another() -> None:
        Look.objects.update(looked_on=TODAY, looked_at=NOW)

    with meanwhile("warning_look", another):
        assert look(now=NOW, limit=9) == 0


def test_an_impossible_alarm_is_no_alert_that_goes_on_already(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        raise_alert(town=cast.town, alarm=an_alarm(cast, observed=2), now=NOW)


def test_of_two_that_update_at_once_one_does(cast: Cast) -> None:
    alert = an_alert(cast)
    stale = as_now(alert)
    more = an_alarm(cast, observed=4)
    assert update_alert(alert=alert, alarm=more, now=NOW)
    assert not update_alert(alert=stale, alarm=more, now=NOW)
    assert not end_alert(alert=stale, now=NOW)

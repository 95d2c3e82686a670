"""Who reads an alert and its counts: the town, its area's group, its own unit; nobody accused."""

from __future__ import annotations

import pytest

from cast import TODAY, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.warning.models import Alert, SpeakerCount
from qunce.domain.warning.queries import alert_list, cells_seen, find_alert
from voices_made import a_category, a_post, county_clerk
from warning_made import DAY, an_alert, past_speakers

READERS = {
    # who: (of the village, of the other village, of the town, of accusations of the village)
    "clerk": (True, True, True, True),
    "leader": (True, True, True, True),
    "first": (True, True, True, True),
    "viewer": (True, True, True, True),
    "county": (True, True, True, True),
    "secretary": (True, False, False, False),
    "teacher": (False, False, False, False),
    "outsider": (False, False, False, False),
    "guidance": (True, True, False, False),
    "staff": (False, False, False, False),
}


def posts(cast: Cast) -> dict[str, Post]:
    guidance = a_post(cast, cast.town, "guidance", "east-guide")
    Post.objects.filter(pk=guidance.pk).update(area=cast.east)
    guidance.refresh_from_db()
    return cast.five | {
        "first": cast.first,
        "teacher": cast.teacher,
        "county": county_clerk(cast),
        "guidance": guidance,
        "staff": a_post(cast, cast.town, "staff", "town-staff"),
    }


@pytest.mark.parametrize("who", READERS)
def test_alerts_are_read_by_whom_they_concern(cast: Cast, who: str) -> None:
    alerts = [
        an_alert(cast),
        an_alert(cast, unit=cast.hill_village),
        an_alert(cast, unit=cast.town),
        an_alert(cast, accused=cast.village),
    ]
    post = posts(cast)[who]
    seen = [find_alert(post, alert.pk, TODAY) is not None for alert in alerts]
    assert tuple(seen) == READERS[who]
    assert len(alert_list(post, TODAY)) == sum(READERS[who])


def test_without_a_post_there_is_nothing(cast: Cast) -> None:
    an_alert(cast)
    assert not Alert.objects.visible_to(None, on=TODAY)
    assert not SpeakerCount.objects.visible_to(None, on=TODAY)


def test_who_also_holds_a_post_in_the_accused_unit_does_not_read_it(cast: Cast) -> None:
    alert = an_alert(cast, accused=cast.village)
    double = a_post(cast, cast.town, "campaign_office", "double", also="secretary")
    assert find_alert(double, alert.pk, TODAY) is None
    assert find_alert(cast.clerk, alert.pk, TODAY) is not None


def test_fewer_than_three_are_withheld(cast: Cast) -> None:
    road, light = a_category("road"), a_category()
    past_speakers(cast, cast.village, road, [TODAY, TODAY - DAY])
    past_speakers(cast, cast.village, light, [TODAY, TODAY - DAY, TODAY - 2 * DAY])
    past_speakers(cast, cast.hill_village, light, [TODAY])
    week = (TODAY - 6 * DAY, TODAY)
    seen = {
        (one.unit, one.category): one.speakers
        for one in cells_seen(cast.clerk, cast.town, *week, TODAY)
    }
    assert seen == {(cast.village.pk, light.pk): 3}
    own = cells_seen(cast.secretary, cast.town, *week, TODAY)
    assert {one.unit for one in own} == {cast.village.pk}
    assert cells_seen(cast.teacher, cast.town, *week, TODAY) == []
    assert cells_seen(cast.outsider, cast.town, *week, TODAY) == []


def test_counts_of_accusations_are_in_nobodys_table(cast: Cast) -> None:
    SpeakerCount.objects.create(
        town=cast.town,
        unit=cast.town,
        category=a_category(),
        day=TODAY,
        accused=cast.village,
        speakers=5,
        messages=5,
    )
    assert cells_seen(cast.clerk, cast.town, TODAY, TODAY, TODAY) == []
    double = a_post(cast, cast.town, "campaign_office", "double", also="secretary")
    assert not SpeakerCount.objects.visible_to(double, on=TODAY).exists()
    assert SpeakerCount.objects.visible_to(cast.clerk, on=TODAY).exists()

"""A change in reporting that was written down by mistake is taken back."""

from __future__ import annotations

import pytest

from cast import NOW, TODAY, Cast
from consultations_made import started
from qunce.domain.record.models import Entry
from qunce.domain.warning.actions import note_askings, register_change, take_back_change
from qunce.domain.warning.models import ReportingChange
from qunce.domain.warning.series import known_changes
from qunce.kernel.refusals import Refused
from warning_made import DAY


def a_change(cast: Cast) -> ReportingChange:
    return register_change(
        town=cast.town, what="new_channel", from_on=TODAY - DAY, actor=cast.clerk, now=NOW
    )


def holding(cast: Cast) -> int:
    return len(known_changes(ReportingChange.objects.of(cast.town), cast.town, TODAY))


def test_it_holds_no_more_and_can_be_written_down_anew(cast: Cast) -> None:
    change = a_change(cast)
    assert holding(cast) == 1
    take_back_change(change=change, actor=cast.leader, now=NOW)
    assert holding(cast) == 0
    last = Entry.objects.order_by("-pk")[0]
    assert last.kind == "warning.change_taken_back"
    a_change(cast)
    assert holding(cast) == 1
    assert ReportingChange.objects.count() == 2, "what was told stays"


def test_it_is_taken_back_once_though_two_have_the_page_open(cast: Cast) -> None:
    change = a_change(cast)
    take_back_change(change=change, actor=cast.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        take_back_change(change=change, actor=cast.leader, now=NOW)
    assert refused.value.codes == ("reporting_change_was_taken_back",)


def test_only_the_town_itself_takes_back(cast: Cast) -> None:
    change = a_change(cast)
    for post in (cast.secretary, cast.outsider, cast.viewer):
        with pytest.raises(Refused) as refused:
            take_back_change(change=change, actor=post, now=NOW)
        assert refused.value.codes == ("warning_of_another_office",)
    assert holding(cast) == 1


def test_that_people_were_asked_cannot_be_taken_back(cast: Cast) -> None:
    consultation = started(cast)
    assert consultation.opens_on is not None
    note_askings(now=NOW + (consultation.opens_on - TODAY))
    with pytest.raises(Refused) as refused:
        take_back_change(change=ReportingChange.objects.get(), actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("reporting_change_is_an_asking",)

"""All reasons are said at once, and none of them twice."""

from __future__ import annotations

import pytest

from qunce.kernel.refusals import Refusal, Refused, refuse

SHORT = Refusal("text_is_short", "Write at least %(least)s signs.", {"least": 5}, on="text")


def test_without_reasons_nothing_happens() -> None:
    refuse()
    refuse([], [])


def test_every_reason_is_said_in_order() -> None:
    late = Refusal("day_is_past", "Choose a day to come.", on="day")
    with pytest.raises(Refused) as refused:
        refuse([late], [SHORT])
    assert refused.value.codes == ("day_is_past", "text_is_short")


def test_the_same_reason_is_said_once_and_of_each_field() -> None:
    elsewhere = Refusal(SHORT.code, SHORT.message, SHORT.params, on="reason")
    longer = Refusal(SHORT.code, SHORT.message, {"least": 9}, on="text")
    with pytest.raises(Refused) as refused:
        refuse([SHORT, SHORT, elsewhere], iter([longer, SHORT]))
    assert refused.value.refusals == (SHORT, elsewhere, longer)

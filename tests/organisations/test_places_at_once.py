"""Two people add the same place in the same moment: one is told, in words."""

from __future__ import annotations

import pytest

from builders import meanwhile
from cast import NOW, SYSTEM, Cast
from qunce.domain.organisations.actions import add_place
from qunce.domain.organisations.models import Place
from qunce.kernel.refusals import Refused


def test_of_two_who_add_a_place_at_once_one_is_told(cast: Cast) -> None:
    def other() -> None:
        Place.objects.create(unit=cast.village, code="other", name="村口")

    with meanwhile("organisations_place", other), pytest.raises(Refused) as refused:
        add_place(unit=cast.village, code="gate", name="村口", actor=SYSTEM, now=NOW)
    assert refused.value.codes == ("place_name_taken",)

"""Places people know by name lie in a unit, each name once."""

from __future__ import annotations

import pytest

from breaking import assert_refuses, changed
from builders import latest
from cast import NOW, SYSTEM, Cast
from qunce.domain.organisations.actions import add_place
from qunce.domain.organisations.models import Place
from qunce.kernel.refusals import Refused


def _place(cast: Cast, code: str = "pond", name: str = "三组水塘", **more: float) -> Place:
    return add_place(unit=cast.village, code=code, name=name, actor=SYSTEM, now=NOW, **more)


def test_a_place_is_added_and_the_record_says_where_not_at_which_degree(cast: Cast) -> None:
    place = _place(cast, latitude=30.5, longitude=104.1)
    assert (latest().kind, latest().subject) == ("place.added", place.ref)
    assert latest().facts == {"code": "pond", "unit": "shangqing"}
    assert (place.latitude, place.longitude, place.in_use) == (30.5, 104.1, True)


def test_a_name_stands_once_in_a_unit(cast: Cast) -> None:
    _place(cast)
    with pytest.raises(Refused) as refused:
        _place(cast, code="pond-2")
    assert refused.value.codes == ("place_name_taken",)


def test_places_out_of_use_are_not_offered(cast: Cast) -> None:
    place = _place(cast)
    changed(place, in_use=False)
    assert not Place.objects.in_use().exists()


@pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (0.0, 181.0), (-91.0, 0.0)])
def test_coordinates_lie_on_the_globe(cast: Cast, latitude: float, longitude: float) -> None:
    place = _place(cast)
    assert_refuses(
        "organisations",
        "place_has_both_coordinates_or_none",
        lambda: changed(place, latitude=latitude, longitude=longitude),
    )

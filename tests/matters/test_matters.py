"""What messages are about, and which unit answers for it in which town."""

from __future__ import annotations

import pytest
from django.utils import translation

from builders import latest, statements
from cast import NOW, SYSTEM, Cast
from qunce.domain.matters.actions import add_category, close_category, set_dispatch
from qunce.domain.matters.catalogue import add_catalogue, read_catalogue
from qunce.domain.matters.models import Category, Dispatch
from qunce.domain.matters.queries import unit_for
from qunce.kernel.refusals import Refused


def _light() -> Category:
    return add_category(code="light", name="路灯", name_en="Lights", actor=SYSTEM, now=NOW)


def test_a_category_is_added_and_the_record_says_so(cast: Cast) -> None:
    category = _light()
    assert (latest().kind, latest().facts) == ("category.added", {"code": "light"})
    assert category in Category.objects.open()


def test_a_code_is_given_once(cast: Cast) -> None:
    _light()
    with pytest.raises(Refused) as refused:
        _light()
    assert refused.value.codes == ("category_code_taken",)


def test_a_closed_category_is_kept_and_cannot_be_chosen(cast: Cast) -> None:
    category = _light()
    close_category(category=category, unit=cast.county, actor=SYSTEM, now=NOW)
    assert latest().kind == "category.closed"
    assert (Category.objects.count(), Category.objects.open().count()) == (1, 0)
    with pytest.raises(Refused) as refused:
        close_category(category=category, unit=cast.county, actor=SYSTEM, now=NOW)
    assert refused.value.codes == ("category_closed",)


def test_a_town_does_not_close_what_every_town_chooses_from(cast: Cast) -> None:
    category = _light()
    for unit in (cast.town, cast.village):
        with pytest.raises(Refused) as refused:
            close_category(category=category, unit=unit, actor=SYSTEM, now=NOW)
        assert refused.value.codes == ("categories_belong_to_all",)
    assert category in Category.objects.open()


def test_the_dispatch_list_names_one_unit_and_may_be_changed(cast: Cast) -> None:
    category = _light()
    for unit in (cast.village, cast.school):
        set_dispatch(town=cast.town, category=category, unit=unit, actor=SYSTEM, now=NOW)
        assert unit_for(category, cast.town) == unit
        assert latest().facts == {"town": "qingquan", "category": "light", "unit": unit.code}
    assert Dispatch.objects.count() == 1
    assert unit_for(category, cast.other_town) is None
    assert unit_for(None, cast.town) is None


def test_a_town_gives_no_work_to_another_towns_unit(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_dispatch(
            town=cast.town, category=_light(), unit=cast.other_village, actor=SYSTEM, now=NOW
        )
    assert refused.value.codes == ("dispatch_outside_town",)
    assert not Dispatch.objects.exists()


def test_the_catalogue_can_be_taken_twice(cast: Cast) -> None:
    first = add_catalogue(actor=SYSTEM, now=NOW)
    assert [category.code for category in first] == [one["code"] for one in read_catalogue()]
    assert len(first) >= 5
    assert add_catalogue(actor=SYSTEM, now=NOW) == []
    assert any(category.questions.exists() for category in first)


def test_a_category_is_called_in_the_readers_language(cast: Cast) -> None:
    category = _light()
    with translation.override("en"):
        assert category.label == "Lights"
    with translation.override("zh-hans"):
        assert category.label == "路灯"


def test_finding_the_unit_costs_one_statement(cast: Cast) -> None:
    category = _light()
    assert len(statements(lambda: unit_for(category, cast.town))) == 1

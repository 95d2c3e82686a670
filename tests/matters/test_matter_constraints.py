"""What must never be false of categories and the dispatch list is refused by the database."""

from __future__ import annotations

from collections.abc import Callable

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import NOW, SYSTEM, Cast
from qunce.domain.matters.actions import add_category, set_dispatch
from qunce.domain.matters.models import Category, Dispatch, Question

BREAKS: list[Break] = [
    ("category_has_a_name", lambda it: changed(it["category"], name="")),
    ("category_has_a_code", lambda it: changed(it["category"], code="")),
    ("question_is_asked_once_in_its_category", lambda it: again(it["question"], place=9)),
    ("question_has_a_place_of_its_own", lambda it: again(it["question"], code="other")),
    ("question_datatype_is_known", lambda it: changed(it["question"], datatype="colour")),
    ("question_place_is_counted_from_one", lambda it: changed(it["question"], place=0)),
    ("question_with_values_is_a_list", lambda it: changed(it["question"], datatype="string")),
    ("dispatch_names_one_unit_for_a_category", lambda it: again(it["dispatch"])),
]


def _things(cast: Cast) -> dict[str, object]:
    category = add_category(
        code="light",
        name="路灯",
        actor=SYSTEM,
        now=NOW,
        questions=[
            {
                "code": "lamps",
                "datatype": "singlevaluelist",
                "description": "几盏",
                "values": [{"key": "one", "name": "一盏"}],
            }
        ],
    )
    set_dispatch(town=cast.town, category=category, unit=cast.village, actor=SYSTEM, now=NOW)
    return {
        "category": category,
        "question": Question.objects.get(),
        "dispatch": Dispatch.objects.get(),
    }


@named(BREAKS)
def test_the_database_refuses(
    cast: Cast, name: str, breaks: Callable[[dict[str, object]], object]
) -> None:
    things = _things(cast)
    assert_refuses("matters", name, lambda: breaks(things))


def test_no_constraint_of_matters_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("matters")


def test_a_category_stands_once(cast: Cast) -> None:
    assert isinstance(_things(cast)["category"], Category)
    assert Category.objects.count() == 1

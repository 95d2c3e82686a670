"""Check lists, rounds and series as the office makes them, through the actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.checks.actions import add_series, make_check_list, note_look, start_round
from qunce.domain.checks.models import CheckList, Finding, Round, Series, Stop
from qunce.domain.organisations.actions import add_place
from qunce.domain.organisations.models import Place

ITEMS = ("垃圾箱不满", "路面无积水")


def a_place(cast: Cast, name: str = "村口", **changes: Any) -> Place:
    given: dict[str, Any] = {"unit": cast.village, "code": f"p-{Place.objects.count() + 1}"}
    return add_place(name=name, actor=SYSTEM, now=NOW, **{**given, **changes})


def a_check_list(cast: Cast, **changes: Any) -> CheckList:
    given: dict[str, Any] = {"town": cast.town, "name": "环境整治", "items": ITEMS}
    return make_check_list(actor=cast.clerk, now=NOW, **{**given, **changes})


def a_round(cast: Cast, *places: Place, **changes: Any) -> Round:
    given: dict[str, Any] = {
        "check_list": changes.pop("check_list", None) or a_check_list(cast),
        "places": places or (a_place(cast),),
        "starts_on": TODAY,
        "due_on": TODAY + timedelta(days=7),
    }
    return start_round(actor=cast.clerk, now=NOW, **{**given, **changes})


def a_stop(cast: Cast) -> Stop:
    return Stop.objects.select_related("round__check_list").get(round=a_round(cast))


def answers(stop: Stop, *said: str) -> dict[int, tuple[bool, str]]:
    """An answer to each question in order: empty is in order, words are what is wrong."""
    items = stop.round.check_list.items.all()
    return {item.pk: (not words, words) for item, words in zip(items, said, strict=True)}


def a_finding(cast: Cast, words: str = "垃圾箱满了") -> Finding:
    stop = a_stop(cast)
    found = note_look(stop=stop, answers=answers(stop, words, ""), actor=cast.secretary, now=NOW)
    return found[0]


def a_series(cast: Cast, **changes: Any) -> Series:
    given: dict[str, Any] = {
        "unit": cast.school,
        "name": "缺课人数",
        "counted_in": "人",
        "workdays_only": True,
        "starts_on": TODAY - timedelta(days=30),
    }
    return add_series(actor=cast.clerk, now=NOW, **{**given, **changes})

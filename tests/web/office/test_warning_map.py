"""The map of the town: what lies side by side, how it is there in shapes and words, and a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from architecture.tree import PACKAGE
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.organisations.actions import add_unit, set_neighbours
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.warning import actions
from qunce.domain.warning.actions.raising import raise_alert
from qunce.domain.warning.alarms import Label
from qunce.domain.warning.models import Alert
from qunce.domain.warning.states import SCAN
from qunce.kernel import clock
from qunce.web.office.warning.lettering import in_lines, in_two_lines, width
from qunce.web.office.warning.maps import LARGE_NAME, LARGE_WORD, NAME, WIDE, WORD, TownMap
from voices_made import a_category
from warning_made import DAY, an_alarm, an_alert, as_now

SignIn = Callable[[str], Client]
BASE = "/office/warnings/"


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask the clock; here it stands at the morning of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(alert: Alert) -> str:
    return f"{BASE}{alert.pk}/"


def side_by_side(*chain: Unit) -> None:
    """Each lies beside the next."""
    beside: dict[Unit, list[Unit]] = {unit: [] for unit in chain}
    for one, other in pairwise(chain):
        beside[one].append(other)
        beside[other].append(one)
    for unit, others in beside.items():
        set_neighbours(unit=unit, beside=others, actor=SYSTEM, now=NOW)


def wards(names: Iterable[str]) -> list[Unit]:
    return [Unit(pk=n, code=f"w-{n}", name=name, kind="ward") for n, name in enumerate(names)]


def drawn(
    names: Iterable[str], neighbours: Iterable[tuple[int, int]] = (), *, large: bool = False
) -> TownMap:
    return TownMap.of(wards(names), [], neighbours=neighbours, lies={}, town="清泉镇", large=large)


def test_every_mark_has_a_shape_and_a_word_and_stands_in_the_table(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast)
    rests = an_alert(cast, unit=cast.school)
    actions.let_rest(alert=as_now(rests), until=TODAY + 9 * DAY, actor=cast.clerk, now=NOW)
    page = as_("clerk").get(BASE, headers={"accept-language": "en"})
    tiles = page.context["map"].tiles
    assert {tile.unit: tile.kind for tile in tiles} == {
        cast.village: "open",
        cast.school: "resting",
        cast.hill_village: "usual",
        cast.clinic: "usual",
    }
    said = text(page)
    words = {tile.kind: " ".join(line.words for line in tile.word) for tile in tiles}
    assert words == {"open": "▲ more than usual", "resting": "◐ rests", "usual": "○ as usual"}
    for tile in tiles:
        assert f"<bdi>{tile.unit}</bdi></th>" in said
        assert all(f">{line.words}</tspan>" in said for line in (*tile.name, *tile.word))
    assert f'<a href="{address(alert)}">more than usual' in said
    places = [(tile.x, tile.y) for tile in tiles]
    assert len(set(places)) == len(places), "no tile lies on another"


def test_the_tile_of_an_alert_leads_to_it(as_: SignIn, cast: Cast) -> None:
    rests = an_alert(cast)
    actions.let_rest(alert=as_now(rests), until=TODAY + 9 * DAY, actor=cast.clerk, now=NOW)
    assert f'<a href="{address(rests)}"><g>' in text(as_("clerk").get(BASE))
    pressing = an_alert(cast, category=a_category("road"))
    said = text(as_("clerk").get(BASE))
    assert f'<a href="{address(pressing)}"><g>' in said, "before the one that rests"
    assert f'<a href="{address(rests)}"><g>' not in said
    assert said.count('"><g>') == 1


def test_an_alert_of_several_neighbours_stands_on_each_of_their_tiles(
    as_: SignIn, cast: Cast
) -> None:
    side_by_side(cast.school, cast.village, cast.clinic)
    label = Label(cast.town.pk, a_category().pk, places=(cast.school.pk, cast.village.pk))
    alert = raise_alert(
        town=cast.town, alarm=replace(an_alarm(cast), label=label, method=SCAN), now=NOW
    )
    assert alert is not None
    page = as_("clerk").get(BASE)
    kinds = {tile.unit: tile.kind for tile in page.context["map"].tiles}
    assert [unit for unit, kind in kinds.items() if kind == "open"] == [cast.village, cast.school]
    assert text(page).count(f'<a href="{address(alert)}"><g>') == 2


def test_several_neighbours_are_named_on_the_list_and_the_card(as_: SignIn, cast: Cast) -> None:
    label = Label(cast.town.pk, a_category().pk, places=(cast.school.pk, cast.village.pk))
    alarm = replace(an_alarm(cast), label=label, method=SCAN)
    alert = raise_alert(town=cast.town, alarm=alarm, now=NOW)
    assert alert is not None
    names = "上清村、清泉镇中心学校"
    assert [row.where for row in as_("clerk").get(BASE).context["open"]] == [names]
    card = as_("clerk").get(address(alert))
    assert card.context["where"] == names
    assert f"<h1>{names}反映" in text(card)
    assert "ask" not in card.context["steps"], "no single unit could answer"


def test_of_the_whole_town_it_says_so(as_: SignIn, cast: Cast) -> None:
    alert = an_alert(cast, unit=cast.town)
    assert "(all units together)" in text(as_("clerk").get(BASE, headers={"accept-language": "en"}))
    card = as_("clerk").get(address(alert))
    assert "<h1>清泉镇各处反映" in text(card)
    parts = dict(as_("clerk").get(address(alert)).context["parts"])
    assert parts["近来什么事都多"] == 0.1
    accusing = an_alert(cast, accused=cast.village, category=a_category("conduct"))
    assert not accusing.of_whole_town, "only what is said against one unit"


def test_units_known_to_lie_side_by_side_do_so_on_the_map(as_: SignIn, cast: Cast) -> None:
    assert as_("clerk").get(BASE).context["map"].layout == "areas"
    side_by_side(cast.school, cast.village, cast.clinic)
    page = as_("clerk").get(BASE, headers={"accept-language": "en"})
    drawing = page.context["map"]
    assert (drawing.layout, len(drawing.lines)) == ("neighbours", 2)
    assert text(page).count('<path class="map-line"') == 2
    beside = {tile.unit: set(tile.beside) for tile in drawing.tiles}
    assert beside == {
        cast.village: {cast.school, cast.clinic},
        cast.school: {cast.village},
        cast.clinic: {cast.village},
        cast.hill_village: set(),
    }
    said = text(page)
    assert f"neighbours: {cast.village}." in said, "in the description of the picture"
    assert f'data-label="Neighbours"><bdi>{cast.village}</bdi></td>' in said, "and in the table"


def test_where_of_half_the_units_nothing_is_known_areas_stand_together(
    as_: SignIn, cast: Cast
) -> None:
    side_by_side(cast.village, cast.school)
    drawing = as_("clerk").get(BASE).context["map"]
    assert (drawing.layout, len(drawing.lines)) == ("areas", 1)
    assert [area.words for area in drawing.areas] == [cast.east.name, ""]


def test_without_neighbours_units_stand_by_the_compass_where_all_have_coordinates(
    as_: SignIn, cast: Cast
) -> None:
    lies = {
        cast.village: (30.0, 104.0),
        cast.hill_village: (31.0, 104.0),
        cast.school: (31.0, 105.0),
        cast.clinic: (31.0, 106.0),
    }
    for n, (unit, (north, east)) in enumerate(lies.items()):
        assert as_("clerk").get(BASE).context["map"].layout == "areas"
        Place.objects.create(unit=unit, code=f"p-{n}", name="门前", latitude=north, longitude=east)
    drawing = as_("clerk").get(BASE).context["map"]
    assert (drawing.layout, drawing.lines) == ("compass", [])
    at = {tile.unit: (tile.x, tile.y) for tile in drawing.tiles}
    assert at[cast.village][1] > at[cast.hill_village][1], "south is below"
    assert at[cast.hill_village] < at[cast.school] < at[cast.clinic], "east is on the right"
    side_by_side(cast.village, cast.school, cast.clinic)
    assert as_("clerk").get(BASE).context["map"].layout == "neighbours"


def test_a_secretary_and_a_group_see_lines_between_their_own_units_only(
    as_: SignIn, cast: Cast
) -> None:
    side_by_side(cast.school, cast.village, cast.hill_village)
    assert as_("secretary").get(BASE).context["map"] is None
    assert len(as_("leader").get(BASE).context["map"].lines) == 2
    Unit.objects.filter(pk=cast.school.pk).update(closed_on=TODAY)
    drawing = as_("leader").get(BASE).context["map"]
    assert len(drawing.lines) == 1, "a unit that is closed lies nowhere"
    assert cast.school not in [tile.unit for tile in drawing.tiles]


def test_who_sets_up_is_led_to_where_neighbours_are_said(as_: SignIn, cast: Cast) -> None:
    link = 'href="/office/setup/neighbours/"'
    assert link in text(as_("clerk").get(BASE))
    for who in ("leader", "first", "secretary", "viewer"):
        assert link not in text(as_(who).get(BASE))


# --- the drawing

NAMES = ("清泉镇中心学校", "清泉镇卫生院", "Intensive Care Unit East", "新泉社区", "上清村", "A")


@pytest.mark.parametrize(("n", "across"), [(2, 3), (13, 3), (15, 3), (16, 4), (60, 4)])
def test_tiles_stand_in_the_picture_with_their_words_and_not_on_one_another(
    n: int, across: int
) -> None:
    names = [NAMES[number % len(NAMES)] for number in range(n)]
    drawing = drawn(names, [(number, number + 1) for number in range(n - 1)])
    assert (drawing.layout, drawing.across) == ("neighbours", across)
    for tile in drawing.tiles:
        assert min(tile.x, tile.y) > 0
        assert tile.x + tile.wide < WIDE
        assert tile.y + tile.high < drawing.height
        for letters, height in ((tile.name, NAME[across]), (tile.word, WORD[across])):
            assert 1 <= len(letters) <= (3 if letters is tile.name else 2)
            for line in letters:
                assert width(line.words) * height <= tile.wide
                assert tile.y + height <= line.y < tile.y + tile.high
    corners = [(tile.x, tile.y) for tile in drawing.tiles]
    assert len(set(corners)) == n
    numbers = [int(one) for path in drawing.lines for one in re.findall(r"\d+", path)]
    assert max(numbers) < max(WIDE, drawing.height)


def test_letters_are_as_high_as_the_style_sheet_has_them() -> None:
    sheet = (PACKAGE / "static/qunce/warning.css").read_text(encoding="utf-8")
    for across, height in NAME.items():
        name = "" if across == 3 else f".across-{across}"
        assert f"  .town-map{name} text {{" in sheet
        assert re.search(rf"\.town-map{name} text {{[^}}]*font-size: {height}px", sheet)
        assert f".town-map{name} .map-word {{ font-size: {WORD[across]}px" in sheet
        assert WORD[across] >= 12, "and large enough for a telephone"


@pytest.mark.parametrize("n", [2, 13, 40])
def test_in_large_print_two_tiles_stand_in_a_row_in_letters_that_are_larger(n: int) -> None:
    names = [NAMES[number % len(NAMES)] for number in range(n)]
    drawing = drawn(names, [(number, number + 1) for number in range(n - 1)], large=True)
    assert (drawing.layout, drawing.across, drawing.large) == ("neighbours", 2, True)
    for tile in drawing.tiles:
        assert tile.x + tile.wide < WIDE
        assert tile.y + tile.high < drawing.height
        for letters, height in ((tile.name, LARGE_NAME), (tile.word, LARGE_WORD)):
            for line in letters:
                room = tile.wide - (8 if letters is tile.name else 5)
                assert width(line.words) * height <= room, "clear of the border"
                assert tile.y + height <= line.y < tile.y + tile.high
    assert len({(tile.x, tile.y) for tile in drawing.tiles}) == n
    cut_off = [tile.unit.name for tile in drawing.tiles if tile.name[-1].words.endswith("…")]
    assert cut_off == []


def test_large_letters_are_as_high_as_the_style_sheet_has_them_and_as_the_words_around() -> None:
    sheet = (PACKAGE / "static/qunce/warning.css").read_text(encoding="utf-8")
    assert f".town-map.in-large text {{ font-size: {LARGE_NAME}px; }}" in sheet
    assert f".town-map.in-large .map-word {{ font-size: {LARGE_WORD}px; }}" in sheet
    on_a_telephone = LARGE_WORD * 316 / WIDE
    assert on_a_telephone > 20, "px, in a picture that is 316 px wide"


def test_the_map_is_drawn_large_for_whom_asked_for_large_print(as_: SignIn, cast: Cast) -> None:
    side_by_side(cast.school, cast.village, cast.clinic)
    clerk = as_("clerk")
    ordinary = text(clerk.get(BASE))
    clerk.cookies["large_print"] = "1"
    large = text(clerk.get(BASE))
    assert 'class="town-map across-3"' in ordinary
    assert 'class="town-map across-2 in-large"' in large


def test_a_tile_that_leads_somewhere_says_to_what_and_its_lines_are_words_apart(
    as_: SignIn, cast: Cast
) -> None:
    alert = an_alert(cast)
    said = text(as_("clerk").get(BASE, headers={"accept-language": "en"}))
    with override("en"):
        assert f"<title>{cast.village}: more than usual · {alert.matter}</title>" in said
    assert f"<title>{cast.clinic}</title>" in said
    picture = said.split('<svg role="group"')[1].split("</svg>")[0]
    spoken = " ".join(re.sub(r"<[^>]+>", "", picture.split('class="map-open"')[1]).split())
    assert "▲ more than usual" in spoken, "not “morethan”"


def test_a_line_that_would_pass_under_a_tile_is_bowed() -> None:
    drawing = drawn("abc", [(0, 1), (1, 2), (0, 2)])
    assert sorted("Q" in path for path in drawing.lines) == [False, False, True]
    assert not any("-" in path for path in drawing.lines), "nothing is cut off"


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("清泉镇中心学校", 6, ["清泉镇", "中心学校"]),
        ("石桥第一小学校", 6, ["石桥第", "一小学校"]),
        ("上清村", 6, ["上清村"]),
        ("Ward 3 North", 6, ["Ward 3", "North"]),
        ("▲ more than usual", 6, ["▲ more", "than usual"]),
        ("青禾县清泉镇第二中心幼儿园分园", 5, ["青禾县清泉", "镇第二中…"]),
        ("Emergencydepartment", 6, ["Emergenc…"]),
        ("  ", 6, []),
    ],
)
def test_names_are_broken_where_one_would_break_them(
    words: str, room: float, lines: list[str]
) -> None:
    assert in_two_lines(words, room, first="清泉镇") == lines


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("清泉镇中心学校", 6, ["清泉镇", "中心学校"]),
        ("Intensive Care Unit East", 6, ["Intensive", "Care", "Unit East"]),
        ("青禾县清泉镇第二中心幼儿园分园", 5, ["青禾县清泉", "镇第二中心", "幼儿园分园"]),
        ("Emergencydepartment", 6, ["Emergenc…"]),
        ("清泉镇" * 9, 6, ["清泉镇清泉镇", "清泉镇清泉…"]),
        ("", 6, []),
    ],
)
def test_a_long_name_has_three_lines_so_that_its_end_is_read(
    words: str, room: float, lines: list[str]
) -> None:
    assert in_lines(words, room, first="清泉镇") == lines


@pytest.mark.parametrize("more", [1, 3])
def test_the_map_costs_the_same_whatever_lies_on_it(as_: SignIn, cast: Cast, more: int) -> None:
    added = [
        add_unit(
            code=f"v-{n}", name=f"{n}村", kind="village", parent=cast.town, actor=SYSTEM, now=NOW
        )
        for n in range(more)
    ]
    side_by_side(cast.village, *added, cast.school)
    an_alert(cast)
    clerk = as_("clerk")
    clerk.get(BASE)
    with CaptureQueriesContext(connection) as asked:
        clerk.get(BASE)
    assert len(asked) == STATEMENTS, [one["sql"] for one in asked]


STATEMENTS = 10

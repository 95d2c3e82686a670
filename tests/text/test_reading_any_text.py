"""Whatever is pasted: no exception, every place valid, nothing too long to be read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.text.directive import Outline, read
from qunce.text.directive.outline import (
    ACTION_KINDS,
    GATE_KINDS,
    KINDS,
    MODALITIES,
    UNIT_KINDS,
)

KEYS = [
    "title", "kind", "issuer", "place", "window", "requirements", "principles", "emphases", "goals",
    "sections", "duties", "gates", "repairs", "rewritten_score", "warnings",
]  # fmt: skip
PIECES = [
    *"一二三四五六七八九十、（）()1234.。，；：“”《》\n 　①第章节是要\u202e\ufeff\x00",
    "各村要", "抓好", "总体要求", "原则", "的目标", "努力实现", "更加注重", "2023年9月", "至", "前",
    "群众", "问计", "评议", "整改方案", "镇党委", "关于", "通知", "鼓励", "责任单位：", "一、",
    "（一）", "1.", "\n2、", "同志们：", "Goals", "must", "The ward ", "20",
]  # fmt: skip


def check(outline: Outline, source: str) -> None:
    for passage in (
        *outline.requirements,
        *outline.principles,
        *outline.emphases,
        *outline.goals,
        *outline.documents_named,
        *outline.duties,
    ):
        assert 0 <= passage.start <= passage.end <= len(source)
        assert passage.text == source[passage.start : passage.end]
    for gate in outline.gates:
        assert 0 <= gate.start < gate.end <= len(source)
        assert gate.kind in GATE_KINDS
    for duty in outline.duties:
        assert duty.modality in MODALITIES
        assert duty.action_kind in ACTION_KINDS
        assert set(duty.unit_kinds) <= set(UNIT_KINDS)
    assert outline.kind in KINDS
    check_sections(outline.sections, 0, len(source))


def check_sections(sections, low, high):
    for section in sections:
        assert low <= section.start <= section.heading_start <= section.heading_end
        assert section.heading_end <= section.end <= high
        check_sections(section.children, section.start, section.end)
        low = section.end


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_read(source):
    check(read(source), source)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_heap_of_official_words_is_read(source):
    check(read(source), source)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_json_has_the_published_keys_and_no_others(source):
    made = read(source).as_json()
    assert list(made) == KEYS
    assert json.loads(json.dumps(made)) == made


def test_an_empty_text_says_so():
    assert [notice.code for notice in read(" \n").warnings] == ["empty"]


def test_a_text_without_headings_says_so_and_still_yields_its_duties():
    outline = read("各村要在2024年5月10日前完成排查。镇党政办公室负责汇总。")
    assert "no_headings" in [notice.code for notice in outline.warnings]
    assert [duty.owed_by for duty in outline.duties] == [("各村",), ("镇党政办公室",)]
    assert outline.duties[0].due == "2024-05-10"


def test_three_thousand_duties_are_all_read():
    source = "2024年整治任务清单\n" + "\n".join(
        f"{n}.各村要在6月{n % 28 + 1}日前完成第{n}项整治任务。" for n in range(1, 3001)
    )
    outline = read(source)
    check(outline, source)
    assert len(outline.duties) == 3000


def test_direction_and_control_characters_are_warned_of_and_left_out():
    source = "一、加强\u202e领导。\x00各村要抓好落实。"
    outline = read(source)
    assert {"direction_marks", "control_characters"} <= {n.code for n in outline.warnings}
    assert outline.sections[0].heading == "加强领导"


@pytest.mark.parametrize(
    "piece",
    [
        "要", "1、", " ", "镇 ", "“”《》（", "各村，", "2024年4月1日至5月2日",
        "镇村县社区党委支部单位、", "？意见", "\n", "、的总体要求", "对群众，", "各村学校要",
        "the ward staff ", "（一）", "一、",
    ],
)  # fmt: skip
def test_four_hundred_thousand_characters_of_one_thing_are_read_like_four_thousand(piece):
    found = []
    for characters in (4_000, 400_000):
        source = piece * (characters // len(piece))
        outline = read(source)
        check(outline, source)
        counts = tuple(map(len, (outline.sections, outline.duties, outline.gates, outline.repairs)))
        found.append((outline.title, counts, {notice.code for notice in outline.warnings}))
    assert found[0] == found[1]

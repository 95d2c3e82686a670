"""The real speech of 2009, damaged as it reached us: what must come out of it."""

import pytest

from qunce.text.directive import Outline, read
from text.julong import known_duties, known_outline, source


@pytest.fixture(scope="module")
def speech() -> str:
    return source()


@pytest.fixture(scope="module")
def outline(speech: str) -> Outline:
    return read(speech)


def test_the_frame_is_read(outline):
    assert (outline.kind, outline.place) == ("speech", "巨龙镇")
    assert outline.issuer == "巨龙镇党委"
    assert "讲话" in outline.title


def test_the_window_is_the_true_one_or_warned_of(outline):
    window = (outline.window.start, outline.window.end)
    if window != ("2009-09", "2010-02"):
        assert window == ("2023-09", "2023-02")
        assert "window_impossible" in [notice.code for notice in outline.warnings]


def test_the_tree_has_its_three_parts_with_three_four_and_four(outline):
    assert [s.number for s in outline.sections] == ["一", "二", "三"]
    assert [[c.number for c in s.children] for s in outline.sections] == [
        ["一", "二", "三"],
        ["一", "二", "三", "四"],
        ["一", "二", "三", "四"],
    ]
    assert outline.sections[2].children[3].heading == "要贯彻群众路线,发动群众参与"


def test_the_nine_chunk_numbers_are_no_headings_and_no_words(outline):
    assert any(n.params.get("count") == 9 for n in outline.warnings if n.code == "chunk_numbers")
    assert not any(char.isdigit() for duty in outline.duties for char in duty.wording)


@pytest.mark.parametrize(
    ("part", "count"), [("requirements", 3), ("principles", 4), ("emphases", 5), ("goals", 5)]
)
def test_the_lists_are_complete(outline, part, count):
    assert len(getattr(outline, part)) == count


def test_the_lists_stand_in_the_words_of_the_source(outline, speech):
    assert all(passage.text == speech[passage.start : passage.end] for passage in outline.goals)
    assert [passage.wording for passage in outline.goals][3] == "人民生活有新改善"


def test_the_five_gates_stand_before_their_documents(outline):
    assert [(gate.kind, gate.document) for gate in outline.gates] == [
        ("plan", "活动方案"),
        ("problems", "突出问题"),
        ("report", "分析检查报告"),
        ("remedy", "整改落实方案"),
        ("verdict", "活动成效"),
    ]


def test_at_least_thirty_of_the_thirty_two_duties_are_owed_by_the_right_party(outline):
    missed = [
        known.id
        for known in known_duties()
        if not any(
            duty.start < known.end and duty.end > known.start and known.owed_by & {*duty.owed_by}
            for duty in outline.duties
        )
    ]
    assert len(missed) <= 2, missed


def test_no_reason_or_closing_phrase_becomes_a_duty(outline, speech):
    segments = known_outline()["segments"]
    reasons = ["".join(s["seed"].split()) for s in segments if s["kind"] in ("reason", "situation")]
    found = ["".join(duty.wording.split()) for duty in outline.duties]
    assert not [words for words in found if any(words in reason for reason in reasons)]

"""Clocks as data: what is shipped, what a county may add, and what is refused with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qunce.domain.voices.deadlines import (
    EVENT_LABELS,
    HOLDER_LABELS,
    REGULATION,
    STATE_LABELS,
    STAY_LABELS,
    UNIT_LABELS,
    ClockRule,
    Event,
    Extension,
    Holder,
    RuleSet,
    State,
    Stay,
    Unit,
    rule_set,
)
from qunce.domain.voices.deadlines.words import CLOCK_LABELS
from qunce.kernel.refusals import Refused

OWN: dict[str, Any] = {
    "code": "village_reply",
    "law": "巨龙镇群众来访答复办法",
    "article": "7",
    "number": 3,
    "unit": "workdays",
    "starts_from": "received_by_unit",
    "held_by": "unit",
    "label": "三个工作日内答复",
}


def own(**changes: object) -> dict[str, Any]:
    """A set with the town's own clock, changed; an entry changed to None is left out."""
    table = {entry: value for entry, value in {**OWN, **changes}.items() if value is not None}
    return {"clock": [table]}


@pytest.mark.parametrize(
    ("code", "article", "number", "unit", "starts_from", "held_by"),
    [
        ("register", "22", 15, "days", "received_by_office", "office"),
        ("tell", "23(2)", 15, "days", "received_by_unit", "unit"),
        ("tell_handed_over", "23(3)", 15, "days", "handed_over", "unit"),
        ("object", "23(3)", 5, "workdays", "handed_over", "unit"),
        ("handle", "34", 60, "days", "accepted", "unit"),
        ("ask_review", "35", 30, "days", "answer_received", "speaker"),
        ("review", "35", 30, "days", "review_asked", "reviewer"),
        ("ask_re_review", "36(1)", 30, "days", "review_answer_received", "speaker"),
        ("re_review", "36(1)", 30, "days", "re_review_asked", "re_reviewer"),
    ],
)
def test_the_regulation(
    code: str, article: str, number: int, unit: str, starts_from: str, held_by: str
) -> None:
    clock = REGULATION[code]
    assert (clock.law, clock.article) == ("信访工作条例", article)
    assert (clock.number, clock.unit) == (number, unit)
    assert (clock.starts_from, clock.held_by) == (starts_from, held_by)
    assert clock.label


def test_only_article_34_is_extended_and_only_article_36_leaves_the_hearing_out() -> None:
    assert len(REGULATION) == 9
    extended = {code: clock.extension for code, clock in REGULATION.items() if clock.extension}
    assert extended == {"handle": Extension(30, 1, approved_by_head=True, reason_told=True)}
    assert REGULATION["handle"].max_extension == 30
    assert REGULATION["review"].max_extension == 0
    assert [code for code in REGULATION if REGULATION[code].hearing_excluded] == ["re_review"]
    assert not [code for code in REGULATION if Stay.SUPPLEMENT in REGULATION[code].stands_for]


def test_what_arrives_from_above_sets_two_clocks_going() -> None:
    started = REGULATION.starting_from(Event.HANDED_OVER)
    assert [clock.code for clock in started] == ["tell_handed_over", "object"]


def test_the_example_of_a_hotline_stands_beside_the_regulation() -> None:
    both = rule_set("regulation", "hotline")
    assert list(both)[:9] == list(REGULATION)
    assert (both["hotline_reply"].number, both["hotline_reply"].unit) == (5, Unit.WORKDAYS)
    assert both["hotline_reply"].extension == Extension(10, 1, False, True)
    assert repr(rule_set("hotline")) == "RuleSet(hotline_reply, hotline_return)"


def test_a_county_adds_its_own_from_tables_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        "[[clock]]\n"
        + "\n".join(
            f"{entry} = {value}" if entry == "number" else f'{entry} = "{value}"'
            for entry, value in OWN.items()
        ),
        encoding="utf-8",
    )
    from_file = rule_set("regulation", file)
    assert from_file["village_reply"] == rule_set(own())["village_reply"]
    assert from_file["village_reply"] == ClockRule(
        code="village_reply",
        law="巨龙镇群众来访答复办法",
        article="7",
        source="",
        number=3,
        unit=Unit.WORKDAYS,
        starts_from=Event.RECEIVED_BY_UNIT,
        held_by=Holder.UNIT,
        label="三个工作日内答复",
    )


def test_a_rule_without_articles_says_where_its_text_stands() -> None:
    found = rule_set(own(article=None, source="2026-03-01 镇政府第4次会议纪要"))
    assert found["village_reply"].article == ""


def test_every_word_has_its_sentence() -> None:
    labels = {
        Unit: UNIT_LABELS,
        Event: EVENT_LABELS,
        Holder: HOLDER_LABELS,
        Stay: STAY_LABELS,
        State: STATE_LABELS,
    }
    for words, sentences in labels.items():
        assert set(sentences) == set(words)
    assert set(CLOCK_LABELS) == set(rule_set("regulation", "hotline"))


EXTENSION = {"days": 30, "times": 1, "approved_by_head": True, "reason_told": True}


@pytest.mark.parametrize(
    ("changes", "code", "on"),
    [
        ({"code": None}, "clock_code_wrong", "code"),
        ({"code": "Reply"}, "clock_code_wrong", "code"),
        ({"code": "答复"}, "clock_code_wrong", "code"),
        ({"code": "re ply"}, "clock_code_wrong", "code"),
        ({"code": "r" * 41}, "clock_code_wrong", "code"),
        ({"code": "reply\n"}, "clock_text_wrong", "code"),
        ({"code": 7}, "clock_text_wrong", "code"),
        ({"law": None}, "clock_without_source", "law"),
        ({"law": "  "}, "clock_without_source", "law"),
        ({"article": None}, "clock_without_source", "article"),
        ({"article": ""}, "clock_without_source", "article"),
        ({"article": 7}, "clock_text_wrong", "article"),
        ({"law": "法" * 201}, "clock_text_wrong", "law"),
        ({"number": None}, "clock_number_wrong", "number"),
        ({"number": 0}, "clock_number_wrong", "number"),
        ({"number": -5}, "clock_number_wrong", "number"),
        ({"number": 3651}, "clock_number_wrong", "number"),
        ({"number": 15.0}, "clock_number_wrong", "number"),
        ({"number": True}, "clock_number_wrong", "number"),
        ({"number": "15"}, "clock_number_wrong", "number"),
        ({"unit": None}, "clock_unit_unknown", "unit"),
        ({"unit": "weeks"}, "clock_unit_unknown", "unit"),
        ({"unit": "工作日"}, "clock_unit_unknown", "unit"),
        ({"unit": ["days"]}, "clock_unit_unknown", "unit"),
        ({"starts_from": "one day"}, "clock_starts_from_unknown", "starts_from"),
        ({"held_by": "the mayor"}, "clock_held_by_unknown", "held_by"),
        ({"stands_for": ["weekend"]}, "clock_stands_for_unknown", "stands_for"),
        ({"stands_for": "weekend"}, "clock_stands_for_unknown", "stands_for"),
        ({"stands_for": [["hearing"]]}, "clock_stands_for_unknown", "stands_for"),
        ({"label": None}, "clock_without_label", "label"),
        ({"max_extension": 30}, "clock_entry_unknown", "max_extension"),
        ({"extension": 30}, "clock_extension_wrong", "extension"),
        ({"extension": {"days": 30}}, "clock_extension_wrong", "extension"),
        ({"extension": {**EXTENSION, "by": "head"}}, "clock_extension_wrong", "extension"),
        ({"extension": {**EXTENSION, "reason_told": 1}}, "clock_extension_wrong", "extension"),
        ({"extension": {**EXTENSION, "days": -1}}, "clock_number_wrong", "extension.days"),
        ({"extension": {**EXTENSION, "times": 0}}, "clock_number_wrong", "extension.times"),
    ],
)
def test_what_is_wrong_is_said_and_where(changes: dict[str, Any], code: str, on: str) -> None:
    with pytest.raises(Refused) as refused:
        rule_set(own(**changes))
    found = {(refusal.code, refusal.on) for refusal in refused.value.refusals}
    assert (code, f"clock.1.{on}") in found
    assert all(str(refusal) for refusal in refused.value.refusals)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "clock_set_shape"),
        ({"clock": []}, "clock_set_shape"),
        ({"clock": OWN}, "clock_set_shape"),
        ({"clock": [OWN], "clocks": []}, "clock_set_shape"),
        ({"clock": ["reply"]}, "clock_not_a_table"),
        ("no such set", "clock_set_unknown"),
        ("../hotline", "clock_set_unknown"),
        (Path("/nowhere/own.toml"), "clock_set_unreadable"),
    ],
)
def test_a_set_that_is_none(data: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rule_set(data)
    assert code in refused.value.codes


@pytest.mark.parametrize("content", [b"[[clock]", b"law = \xd0\xc5\xb7\xc3", b"\x00"])
def test_a_file_that_is_no_toml(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        rule_set(file)
    assert refused.value.codes == ("clock_set_unreadable",)


def test_a_county_cannot_change_what_the_law_has_set() -> None:
    with pytest.raises(Refused) as refused:
        rule_set("regulation", own(code="handle", number=90))
    assert refused.value.codes == ("clock_code_doubled",)
    with pytest.raises(Refused):
        rule_set("regulation", "regulation")
    with pytest.raises(Refused):
        rule_set({"clock": [OWN, OWN]})
    with pytest.raises(ValueError, match="one clock only"):
        RuleSet([*REGULATION.values(), REGULATION["handle"]])


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        rule_set("no such set", own(unit="weeks", number=-1), {"clock": [{**OWN, "law": ""}]})
    assert set(refused.value.codes) == {
        "clock_set_unknown",
        "clock_unit_unknown",
        "clock_number_wrong",
        "clock_without_source",
        "clock_code_doubled",
    }

"""The tokens of a text settle what stands in it, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.text.grams import (
    MOST_PARTS,
    MOST_TOKENS,
    found_in,
    grams,
    normalise,
    parts,
    phrase,
    tokens,
)

SAID = st.text(alphabet="路灯坏了村口的LEDled12号 ，。\n😀é\u0301\ufe0fﬁ", max_size=40)
"""Few enough characters that they meet again."""


def asked_of_tokens(text: str, query: str) -> bool:
    """What an index does: all tokens are there, and longer parts stand in the right order."""
    kept = grams(text)
    asked = parts(query)
    return set(tokens(asked)) <= set(kept.split()) and all(
        phrase(part) in kept for part in asked if len(part) > 2
    )


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("村口路灯坏了", "村口路灯坏了"),
        ("ＬＥＤ路灯１２号", "led路灯12号"),
        ("臺灣的路燈", "臺灣的路燈"),
        ("路灯，坏了。\n快修！", "路灯 坏了 快修"),
        ("  路灯\u3000坏了\t", "路灯 坏了"),
        ("路\u200b灯\ufe0f", "路灯"),
        ("路灯\x00坏了", "路灯 坏了"),
        ("路灯\ud800坏了", "路灯 坏了"),
        ("STRAẞE ﬁn", "strasse fin"),
        ("3.5米 a+b", "3 5米 a b"),
        ("路灯💡坏了", "路灯💡坏了"),
        ("。，！", ""),
        ("", ""),
    ],
)
def test_texts_are_compared_in_one_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.text())
def test_the_one_form_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_pairs_come_first_and_in_order_then_the_characters() -> None:
    assert grams("路灯坏，LED灯") == "路灯 灯坏 坏 le ed d灯 灯 路 l e d"


@given(st.text())
def test_a_token_holds_only_what_every_index_keeps(text: str) -> None:
    """An index may cut at ASCII signs and make ASCII capitals small; there are none to cut."""
    for token in grams(text).split(" ") if grams(text) else []:
        assert 1 <= len(token) <= 2
        assert all(not char.isascii() or char.isdigit() or char.islower() for char in token)
        assert not any(char.isspace() for char in token)


@given(SAID, SAID)
def test_tokens_find_exactly_what_stands_in_the_text(text: str, query: str) -> None:
    assert asked_of_tokens(text, query) == found_in(text, query)


@given(SAID, st.data())
def test_every_stretch_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal)))
    stretch = normal[start : data.draw(st.integers(start, len(normal)))]
    assert found_in(text, stretch)
    assert asked_of_tokens(text, stretch)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("村口路灯坏了", "路灯", True),
        ("灯下的路", "路灯", False),
        ("路。灯", "路灯", False),
        ("路灯坏，灯坏了", "路灯坏了", False),
        ("换LED灯", "led灯", True),
        ("112号楼", "12号", True),
        ("a party", "art", True),
        ("老街的路灯", "路灯 老街", True),
        ("老街的路灯", "路灯 新街", False),
        ("路灯", "。", True),
    ],
)
def test_what_is_found(text: str, query: str, found: bool) -> None:
    assert found_in(text, query) is found
    assert asked_of_tokens(text, query) is found


def test_a_part_within_another_asks_nothing_more() -> None:
    assert parts("路灯 村口路灯 灯 路灯") == ["村口路灯"]


def test_a_query_without_end_asks_for_a_bounded_number_of_things() -> None:
    many = " ".join(chr(0x4E00 + number) for number in range(4_000))
    assert len(parts(many)) == MOST_PARTS
    long = "".join(chr(0x4E00 + number) for number in range(4_000))
    assert parts(long) == [long]
    assert len(tokens([long])) == MOST_TOKENS
    assert asked_of_tokens("甲" + long, long)
    assert not asked_of_tokens(long[:-1], long)


def test_short_parts_are_all_settled_by_tokens() -> None:
    asked = parts(" ".join(chr(0x4E00 + n) + chr(0x6E00 + n) for n in range(MOST_PARTS)))
    assert set(asked) <= set(tokens(asked))

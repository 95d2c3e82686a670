"""Statements that say nearly the same are found; what only looks alike is kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.text.likeness import LIKE, likeness, near_identical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三组的路灯坏了，请尽快修好。", "三组的路灯坏了请尽快修好"),
        ("三组的路灯坏了，请尽快修好。", "三组的路灯坏了，希望尽快修好！"),
        ("垃圾清运每周至少两次", "垃圾清运每周至少２次"),
        ("Please repair the lamps by the school.", "please repair the lamps by the school"),
        ("好", "好！"),
        ("特别希望在村口修停车场", "非常希望在村口修停车场"),
    ],
)
def test_nearly_the_same(one: str, other: str) -> None:
    assert likeness(one, other) >= LIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("同意在村口修停车场", "不同意在村口修停车场"),
        ("同意在村口修停车场", "反对在村口修停车场"),
        ("三组的路灯坏了，请尽快修好。", "五组的路灯坏了，请尽快修好。"),
        ("每月12号停水", "每月15号停水"),
        ("The bus should stop here", "The bus should not stop here"),
        ("We can use the road", "We can't use the road"),
        ("路灯坏了", "垃圾没人清"),
        ("", "路灯坏了"),
        ("", ""),
        ("！！！", "。。。"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert likeness(one, other) < LIKE


def test_groups_keep_their_order_and_each_text_stands_once() -> None:
    texts = [
        "路灯坏了请修",
        "垃圾没人清",
        "路灯坏了，请修",
        "垃圾没人清！",
        "修桥",
        "路灯坏了请修。",
    ]
    assert near_identical(texts) == [[0, 2, 5], [1, 3]]
    assert near_identical([]) == near_identical(["一"]) == []


def test_a_group_does_not_drift() -> None:
    """Each is like the next; the last is no longer like the first and stands by itself."""
    chain = ["甲乙丙丁戊己庚辛", "乙丙丁戊己庚辛壬", "丙丁戊己庚辛壬癸", "丁戊己庚辛壬癸子"]
    assert likeness(chain[2], chain[3]) >= LIKE > likeness(chain[0], chain[2])
    assert near_identical(chain) == [[0, 1], [2, 3]]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_likeness(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0 <= found <= 1
    assert found == likeness(other, one)


@given(st.text(min_size=1, max_size=60).filter(lambda text: any(char.isalnum() for char in text)))
def test_the_same_words_are_the_same(text: str) -> None:
    assert likeness(text, text) in (0.0, 1.0)


def test_two_thousand_points_are_put_into_their_four_hundred_groups() -> None:
    texts = [
        f"第{at % 400}件事：{chr(0x4E00 + at % 400) * 3}地方的路面要修一修" for at in range(2000)
    ]
    assert near_identical(texts) == [list(range(first, 2000, 400)) for first in range(400)]

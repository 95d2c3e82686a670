"""Anyone with the frame and the dice draws the same people, and nobody could have chosen them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.statistics.draw import (
    FrameTooSmall,
    SampleTooLarge,
    TwiceInFrame,
    allocate,
    check_frame,
    drawn,
    frame_root,
    seed,
)
from qunce.statistics.unfit import Unfit

FRAME = {"桥头村": ["c3", "a1", "b2"], "老街": ["d4"]}
DICE = (3, 1, 6, 6, 2, 4, 1, 5, 5, 2)


def test_a_second_program_arrives_at_the_same_draw() -> None:
    """Written again with nothing but the standard library."""
    text = json.dumps(
        {"frame": {"桥头村": ["a1", "b2", "c3"], "老街": ["d4"]}, "is": "qunce frame 1"},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    root = hashlib.sha256(text.encode()).hexdigest()
    assert frame_root(FRAME) == root
    told = f'{{"dice":[3,1,6,6,2,4,1,5,5,2],"frame":"{root}","is":"qunce seed 1"}}'
    key = hashlib.sha256(told.encode()).digest()
    assert seed(root, DICE) == key
    order = sorted(["a1", "b2", "c3"], key=lambda tag: hmac.digest(key, tag.encode(), "sha256"))
    assert drawn(FRAME["桥头村"], key, 2) == order[:2]


def test_the_draw_never_changes() -> None:
    """Fixed on 2026-11-25; a published draw must be replayed in thirty years."""
    root = frame_root(FRAME)
    tags = [f"{n:04}" for n in range(1000)]
    assert root == "4c648c238690a4f9700adcec18ff45d1e3a5b6949dc4286262db447e88936afb"
    assert drawn(tags, seed(root, DICE), 5) == ["0361", "0122", "0853", "0505", "0120"]


def test_the_order_of_the_list_has_no_part_in_it() -> None:
    other = {"老街": ["d4"], "桥头村": ["b2", "c3", "a1"]}
    assert frame_root(FRAME) == frame_root(other)
    key = seed(frame_root(FRAME), DICE)
    assert drawn(["a", "b", "c"], key, 2) == drawn(["c", "b", "a"], key, 2)


def test_one_more_person_is_the_same_people_and_one_more() -> None:
    tags = [str(n) for n in range(50)]
    key = seed(frame_root(FRAME), DICE)
    assert drawn(tags, key, 11)[:10] == drawn(tags, key, 10)
    assert sorted(drawn(tags, key, 50)) == sorted(tags)


def test_everybody_has_the_same_chance() -> None:
    """3 of 7 drawn 3,500 times: each 1,500 times, give or take 5 standard deviations."""
    tags = list("abcdefg")
    times = Counter(
        tag for n in range(3500) for tag in drawn(tags, hashlib.sha256(b"%d" % n).digest(), 3)
    )
    assert all(abs(times[tag] - 1500) < 5 * 29.3 for tag in tags)


@pytest.mark.parametrize(
    ("frame", "kind", "code", "names"),
    [
        ({}, FrameTooSmall, "empty_frame", ()),
        ({"a": []}, FrameTooSmall, "empty_frame", ()),
        ({"a": ["1"]}, FrameTooSmall, "frame_too_small", ()),
        ({"a": ["1"], "b": ["2", "3"]}, FrameTooSmall, "frame_too_small", ()),
        ({"a": ["1", "2", "1"]}, TwiceInFrame, "twice_in_stratum", ("1",)),
        ({"a": ["1", "2"], "b": ["3", "2"]}, TwiceInFrame, "in_two_strata", ("2",)),
    ],
)
def test_a_frame_that_cannot_be_drawn_from_is_refused(
    frame: dict[str, list[str]], kind: type[Unfit], code: str, names: tuple[str, ...]
) -> None:
    with pytest.raises(kind) as refused:
        check_frame(frame)
    assert (refused.value.code, refused.value.names) == (code, names)


def test_dice_are_dice_and_enough_of_them() -> None:
    root = frame_root(FRAME)
    for dice, code in (
        ((1, 2, 3), "too_few_dice"),
        ((0, *DICE), "bad_dice"),
        ((7, *DICE), "bad_dice"),
        ((True, *DICE), "bad_dice"),
    ):
        with pytest.raises(Unfit) as refused:
            seed(root, dice)
        assert refused.value.code == code
    with pytest.raises(Unfit) as refused:
        seed("not a root", DICE)
    assert refused.value.code == "bad_root"


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(SampleTooLarge):
        drawn(["a", "b"], b"", 3)
    with pytest.raises(TwiceInFrame):
        drawn(["a", "a"], b"", 1)
    with pytest.raises(Unfit):
        drawn(["a"], b"", -1)
    with pytest.raises(SampleTooLarge):
        allocate(11, {"a": 4, "b": 6})


def test_largest_remainder() -> None:
    """Three villages of 47, 16 and 37 in a hundred: of ten seats 5, 1 and 4 (5, 2, 3 by ranks)."""
    assert allocate(10, {"a": 47_000, "b": 16_000, "c": 37_000}) == {"a": 5, "b": 1, "c": 4}
    assert allocate(2, {"b": 5, "a": 5, "c": 5}) == {"b": 1, "a": 1, "c": 0}
    assert allocate(30, {"a": 9000, "b": 8, "c": 900}, least=10) == {"a": 12, "b": 8, "c": 10}
    with pytest.raises(Unfit) as refused:
        allocate(15, {"a": 50, "b": 50}, least=10)
    assert refused.value.code == "total_below_minimum"
    assert allocate(0, {}) == {}


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 5000), min_size=1, max_size=25),
    st.integers(0, 40),
    st.floats(0, 1),
)
def test_the_sizes_add_up_and_no_village_gives_more_than_it_has(
    people: dict[str, int], least: int, part: float
) -> None:
    floor = sum(min(least, size) for size in people.values())
    total = floor + round((sum(people.values()) - floor) * part)
    sizes = allocate(total, people, least)
    assert sum(sizes.values()) == total
    assert list(sizes) == list(people)
    for name, size in people.items():
        assert min(least, size) <= sizes[name] <= size

"""A code on a slip: drawn evenly, read as people type it, and told apart from its mistakes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.signs import SIGNS
from qunce.kernel.slipcodes import LENGTH, draw_code, printed, read, tag

MANY = 100
ADDRESS = "https://qunce.example/judge/#"


def changed(code, at, sign):
    return code[:at] + sign + code[at + 1 :]


def swapped(code, at):
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def test_forty_thousand_codes_are_drawn_and_none_twice():
    codes = {draw_code() for _ in range(40_000)}
    assert len(codes) == 40_000


def test_every_sign_is_drawn_as_often_as_every_other_in_every_place():
    codes = [draw_code() for _ in range(32_000)]
    for place in range(LENGTH):
        seen = Counter(code[place] for code in codes)
        assert set(seen) == set(SIGNS)
        # Chi-squared with 31 degrees of freedom; over 100 once in a thousand million times.
        assert sum((count - 1_000) ** 2 / 1_000 for count in seen.values()) < 100, place


def test_a_code_is_printed_in_fours_with_its_check_sign_apart():
    code = draw_code()
    assert printed(code) == f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12]}"
    assert read(printed(code)).code == code


def test_the_check_is_the_number_modulo_thirty_seven():
    code = draw_code()
    number = int("".join(f"{SIGNS.index(sign):05b}" for sign in code[:12]), 2)
    assert SIGNS[number % 37] == code[12]


def test_it_is_read_as_people_type_it():
    code = "0123456789AB" + SIGNS[int("".join(f"{v:05b}" for v in range(12)), 2) % 37]
    full = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (
        code.lower(),
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        f"  {code[:4]} {code[4:8]}　{code[8:12]}——{code[12]}\r\n",
        f"{code[:4]}，{code[4:8]}、{code[8:12]}。{code[12]}",
        f"「{code}」",
        full,
        ADDRESS + code,
        ADDRESS + printed(code).lower(),
    ):
        assert read(typed).code == code, typed


def test_every_single_wrong_sign_and_every_swap_of_neighbours_is_found():
    tried = 0
    for _ in range(MANY):
        code = draw_code()
        for at in range(LENGTH):
            for sign in SIGNS:
                if sign != code[at]:
                    tried += 1
                    assert read(changed(code, at, sign)).code is None
            if at + 1 < LENGTH and code[at] != code[at + 1]:
                tried += 1
                assert read(swapped(code, at)).code is None
    assert tried > 40_000


@pytest.mark.parametrize("pair", ["0Q", "0D", "8B", "5S", "2Z", "17", "6G", "VY", "MN", "3B"])
def test_where_a_sign_is_taken_for_one_like_it_its_place_is_named(pair):
    named = []
    while len(named) < 100:
        code = draw_code()
        for at, sign in enumerate(code):
            if sign in pair:
                answer = read(changed(code, at, pair.replace(sign, "")))
                assert answer.why_not.code == "slip_code_check"
                assert at + 1 in answer.suspicious
                named.append(len(answer.suspicious))
    # Where the check names several places it is one of few: it must help, not only be right.
    assert sum(named) / len(named) < 3


def test_neighbours_that_changed_places_are_named_when_no_likeness_explains_it():
    named = 0
    for _ in range(MANY):
        code = draw_code()
        if code[4] == code[5]:
            continue
        answer = read(swapped(code, 4))
        assert answer.why_not.code == "slip_code_check"
        named += {5, 6} <= set(answer.suspicious)
    assert named > MANY / 3


def test_too_few_and_too_many_signs_say_how_many_belong_to_a_code():
    code = draw_code()
    short = read(printed(code)[:-2])
    assert (short.code, short.why_not.code) == (None, "slip_code_short")
    assert dict(short.why_not.params) == {"signs": 12, "length": 13}
    assert read(code + "7").why_not.code == "slip_code_long"
    assert read("7" * 100_000).why_not.code == "slip_code_long"
    assert read(" — \n").why_not.code == "slip_code_empty"


def test_a_sign_that_no_code_has_is_named_with_its_place():
    code = changed(draw_code(), 5, "U")
    answer = read(printed(code))
    assert (answer.why_not.code, answer.suspicious) == ("slip_code_sign", (6,))
    assert read("码" + code[1:]).suspicious == (1, 6)
    assert "6" in str(answer.why_not)


@given(st.text(max_size=40) | st.text(alphabet=SIGNS + SIGNS.lower() + "OIL-—，", max_size=20))
def test_whatever_is_typed_gets_a_code_or_a_reason_but_never_both(text):
    answer = read(text)
    assert (answer.code is None) is (answer.why_not is not None)
    if answer.why_not:
        assert str(answer.why_not)


def test_a_tag_depends_on_key_ballot_and_code_and_shows_none_of_them():
    code = draw_code()
    own = tag(b"key", "verdict-1", code)
    assert own == tag(b"key", "verdict-1", read(printed(code).lower()).code)
    others = {tag(b"other", "verdict-1", code), tag(b"key", "verdict-2", code)}
    assert len(others | {own, tag(b"key", "verdict-1", draw_code())}) == 4
    assert len(own) == 64
    assert set(own) <= set("0123456789abcdef")

"""One fact, one byte form; what has none is refused, never rounded or guessed."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.canonical import NotCanonical, canonical, day, instant, read_instant

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_example_of_the_rfc_gives_the_bytes_of_the_rfc() -> None:
    # RFC 8785, 3.2.2 and 3.2.3.
    fact = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert (
        canonical(fact)
        == (
            '{"literals":[null,true,false],'
            '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_keys_are_sorted_by_utf16_code_units_not_by_code_points() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"😀":2,"\ufb33":1}'.encode()


@given(json_values)
def test_canonical_bytes_are_json_of_the_same_fact_and_do_not_change_again(fact: object) -> None:
    encoded = canonical(fact)  # type: ignore[arg-type]
    again = json.loads(encoded, parse_int=number)
    assert again == fact
    assert canonical(again) == encoded


def number(digits: str) -> int | float:
    """As ECMAScript reads it: the double 2**53 is printed without a point and is no integer."""
    return int(digits) if abs(int(digits)) < 2**53 else float(digits)


def test_text_is_not_normalised() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert canonical(composed) == b'"caf\xc3\xa9"'
    assert canonical(decomposed) != canonical(composed)


@pytest.mark.parametrize(
    "fact",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\ud800": 1},
        {1: "one"},
        {"at": datetime(2009, 9, 18, tzinfo=UTC)},
        {"on": date(2009, 9, 18)},
        Decimal("1.5"),
        {"one"},  # of two, the order changes with the run, and with it the name of the test
        b"bytes",
    ],
    ids=repr,
)
def test_what_is_not_json_has_no_canonical_form(fact: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"fact": fact})  # type: ignore[dict-item]


def test_a_fact_that_contains_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(NotCanonical, match="contains itself"):
        canonical(loop)  # type: ignore[arg-type]


def test_an_instant_is_written_in_utc_with_a_fixed_width() -> None:
    beijing = timezone(timedelta(hours=8))
    assert instant(datetime(2009, 9, 18, 9, 30, tzinfo=beijing)) == "2009-09-18T01:30:00.000000Z"
    assert instant(datetime(2009, 9, 18, 1, 30, 0, 5, UTC)) == "2009-09-18T01:30:00.000005Z"


def test_an_instant_needs_a_time_zone_and_a_day_must_not_be_an_instant() -> None:
    with pytest.raises(NotCanonical, match="no time zone"):
        instant(datetime(2009, 9, 18))  # noqa: DTZ001
    with pytest.raises(NotCanonical, match="in which place"):
        day(datetime(2009, 9, 18, tzinfo=UTC))
    assert day(date(2009, 9, 18)) == "2009-09-18"


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_back_exactly(moment: datetime) -> None:
    assert read_instant(instant(moment)) == moment


@pytest.mark.parametrize(
    "text", ["", "2009-09-18", "2009-09-18T01:30:00Z", "2009-9-18T01:30:00.000000Z", None, 5]
)
def test_another_spelling_is_not_an_instant(text: str) -> None:
    with pytest.raises(NotCanonical):
        read_instant(text)

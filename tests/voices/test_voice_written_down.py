"""Whoever writes an accusation down sees its code: never the accused (信访工作条例, art. 30(3))."""

from __future__ import annotations

import pytest

from builders import statements
from cast import TODAY, Cast
from qunce.domain.accounts.models import Holding
from qunce.domain.voices.models import Voice
from qunce.domain.voices.rules import why_not_receive
from qunce.kernel.refusals import Refused
from voices_made import DAY, a_post, a_voice, received, said

REFUSED = ("accusation_written_down_by_the_accused",)


def _codes(cast: Cast, writes: str, accused: str) -> tuple[str, ...]:
    try:
        received(
            cast,
            channel="visit",
            said_on=TODAY,
            keyed_by=getattr(cast, writes),
            accused=getattr(cast, accused),
        )
    except Refused as refused:
        return refused.codes
    return ()


@pytest.mark.parametrize(
    ("writes", "accused", "codes"),
    [
        ("secretary", "village", REFUSED),  # its own unit
        ("secretary", "town", REFUSED),  # one that contains it
        ("clerk", "town", REFUSED),
        ("clerk", "village", ()),  # one below: the office is not the accused
        ("secretary", "school", ()),
        ("secretary", "hill_village", ()),
        ("outsider", "town", ()),
    ],
)
def test_nobody_writes_down_what_accuses_their_own_unit_or_one_above(
    cast: Cast, writes: str, accused: str, codes: tuple[str, ...]
) -> None:
    assert _codes(cast, writes, accused) == codes
    assert Voice.objects.count() == (0 if codes else 1)


def test_the_refusal_stands_at_the_accused_and_is_told_with_the_others(cast: Cast) -> None:
    given = said(cast, keyed_by=cast.secretary, accused=cast.village, channel="visit", text="")
    reasons = why_not_receive(given, today=TODAY)
    assert {one.code: one.on for one in reasons}[REFUSED[0]] == "accused"
    assert len(reasons) == 2


def test_whoever_holds_a_post_there_as_well_does_not_write_it_down_either(cast: Cast) -> None:
    both = a_post(cast, cast.town, "staff", "two-posts", also="secretary")
    with pytest.raises(Refused) as refused:
        received(cast, channel="visit", said_on=TODAY, keyed_by=both, accused=cast.village)
    assert refused.value.codes == REFUSED
    a_voice(cast, channel="visit", said_on=TODAY, keyed_by=both, accused=cast.hill_village)
    a_voice(cast, channel="visit", said_on=TODAY, keyed_by=both)


def test_a_post_held_formerly_stands_in_nobodys_way(cast: Cast) -> None:
    both = a_post(cast, cast.town, "staff", "two-posts", also="secretary")
    Holding.objects.filter(post=cast.secretary).update(until=TODAY - DAY)
    a_voice(cast, channel="visit", said_on=TODAY, keyed_by=both, accused=cast.village)


def test_only_an_accusation_that_is_written_down_costs_a_look(cast: Cast) -> None:
    a_voice(cast)  # the first entry of the record
    alone = len(statements(lambda: a_voice(cast)))
    by_staff = {"channel": "visit", "said_on": TODAY, "keyed_by": cast.clerk}
    assert len(statements(lambda: a_voice(cast, **by_staff))) == alone

"""People without a phone read on paper and hear from others where they can answer, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

import consultations_made as made
from builders import codes, latest
from cast import NOW, Cast
from qunce.domain.consultations import actions
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.rules import why_not_tell_ways
from qunce.kernel.refusals import Refused

WORDS = "表在村委会领，星期五晚上七点在文化广场开会。"


def tell(cast: Cast, consultation: Consultation, words: str = WORDS) -> Consultation:
    return actions.tell_ways(
        consultation=consultation, without_phone=words, actor=cast.clerk, now=NOW
    )


def closed(cast: Cast) -> Consultation:
    consultation = made.started(cast)
    made.a_sheet(cast, consultation)
    return actions.close(consultation=consultation, actor=cast.clerk, now=NOW + timedelta(days=11))


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        (made.a_consultation, []),
        (made.started, []),
        (closed, ["consultation_takes_no_answers"]),
    ],
    ids=["draft", "open", "closed"],
)
def test_it_is_told_until_nobody_can_answer_any_more(
    cast: Cast, at: Callable[[Cast], Consultation], reasons: list[str]
) -> None:
    consultation = at(cast)
    assert codes(why_not_tell_ways(consultation, cast.clerk, without_phone=WORDS)) == reasons


def test_it_may_be_put_right_while_people_answer_and_the_wording_stays(cast: Cast) -> None:
    consultation = made.started(cast)
    before = consultation.sha256
    told = tell(cast, consultation)
    assert (made.fresh(told).without_phone, made.fresh(told).sha256) == (WORDS, before)
    assert latest().kind == "consultation.ways_told"
    assert "文化广场" not in latest().canonical


@pytest.mark.parametrize(("words", "code"), [("", "words_missing"), ("表" * 601, "words_too_long")])
def test_it_says_something_and_not_too_much(cast: Cast, words: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tell(cast, made.started(cast), words)
    assert refused.value.codes == (code,)


@pytest.mark.parametrize("who", ["secretary", "viewer", "outsider"])
def test_only_the_office_that_asks_says_it(cast: Cast, who: str) -> None:
    assert why_not_tell_ways(made.started(cast), cast.five[who], without_phone=WORDS)


def test_it_stands_where_people_are_asked(cast: Cast, client: Client) -> None:
    consultation = tell(cast, made.started(cast))
    with time_machine.travel(NOW, tick=False):
        assert WORDS in client.get(f"/ask/{consultation.pk}/").content.decode()

"""What must never be false of a complaint is refused by the database itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from breaking import Break, assert_refuses, changed, constraints_of, named
from cast import NOW, TODAY, Cast
from qunce.domain.complaints.actions import answer_complaint, complain
from qunce.domain.complaints.models import Complaint
from supervision_made import county_office


@dataclass
class Made:
    without: Complaint
    answered: Complaint


def made(cast: Cast) -> Made:
    office = county_office(cast)
    without, answered = (
        complain(
            number=uuid.uuid4(),
            about="software",
            words="每周要填的东西太多。",
            actor=cast.secretary,
            with_post=with_post,
            now=NOW,
        )
        for with_post in (False, True)
    )
    answer_complaint(complaint=answered, answer="已减去两项。", actor=office, now=NOW)
    answered.refresh_from_db()
    return Made(without, answered)


BREAKS: list[Break] = [
    ("complaint_is_about_one_of_two", lambda it: changed(it.without, about="somebody")),
    ("complaint_says_something", lambda it: changed(it.without, words="")),
    ("complaint_answered_says_what_and_by_whom", lambda it: changed(it.answered, answer="")),
    (
        "complaint_without_a_post_has_no_unit",
        lambda it: changed(it.without, unit=it.answered.unit),
    ),
    (
        "complaint_is_not_answered_by_who_said_it",
        lambda it: changed(it.answered, answered_by=it.answered.post),
    ),
    ("complaint_is_noted_on_a_later_day", lambda it: changed(it.without, noted_on=TODAY)),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Made], object]) -> None:
    it = made(cast)
    assert_refuses("complaints", name, lambda: breaks(it))


def test_no_constraint_of_complaints_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("complaints")

"""Why a slip cannot be taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.rules.standing import why_not_at
from qunce.domain.ballots.sealing import fits
from qunce.domain.ballots.states import BLANK, LONGEST_WORDS, BallotState, CodeState
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_take_slips(ballot: Ballot, *, today: date) -> list[Refusal]:
    """Why no slip is taken on the web today, whatever is marked on it."""
    if reasons := why_not_at(ballot, BallotState.OPEN):
        return reasons
    if ballot.opens_on <= today <= ballot.closes_on:
        return []
    return [
        Refusal(
            "ballot_not_open_today",
            gettext_noop("Slips are taken from %(first)s to %(last)s."),
            {"first": ballot.opens_on.isoformat(), "last": ballot.closes_on.isoformat()},
        )
    ]


def why_not_slip(
    ballot: Ballot, *, marks: Sequence[str], questions: int, words: str, today: date
) -> list[Refusal]:
    """Why what was marked cannot be put into the urn today."""
    reasons = why_not_take_slips(ballot, today=today)
    if why_not_at(ballot, BallotState.OPEN):
        return reasons
    reasons += why_not_marks(marks, questions=questions, codes=ballot.codes)
    if not any(marks):
        reasons.append(
            Refusal("slip_is_empty", gettext_noop("Nothing is marked yet. Mark one answer."))
        )
    if words and not ballot.own_words:
        reasons.append(
            Refusal("words_not_asked", gettext_noop("This slip has no room for own words."))
        )
    elif len(words) > LONGEST_WORDS or not fits(words):
        reasons.append(words_too_long())
    return reasons


def why_not_marks(marks: Sequence[str], *, questions: int, codes: Collection[str]) -> list[Refusal]:
    if len(marks) == questions and all(mark == BLANK or mark in codes for mark in marks):
        return []
    return [
        Refusal(
            "slip_does_not_fit",
            gettext_noop("These marks do not belong to this slip. Load the page again."),
        )
    ]


def words_too_long() -> Refusal:
    return Refusal(
        "words_too_long",
        gettext_noop("There is room for %(most)s characters of your own words."),
        {"most": LONGEST_WORDS},
        "words",
    )


def why_not_code(state: str | None, *, elsewhere: bool = False) -> list[Refusal]:
    """Why a code that reads well is not taken: spent, spoiled, of another ballot, of none."""
    if state == CodeState.ISSUED:
        return []
    if state in (CodeState.SPENT_WEB, CodeState.SPENT_PAPER):
        return [
            Refusal(
                "code_spent",
                gettext_noop("This slip has been counted already. Each slip counts once."),
                on="code",
            )
        ]
    if state == CodeState.SPOILED:
        return [
            Refusal(
                "code_spoiled",
                gettext_noop("This slip was handed back as spoiled; use the one given for it."),
                on="code",
            )
        ]
    if state == CodeState.VOID:
        return [
            Refusal(
                "code_void",
                gettext_noop("This slip is from a printing that was thrown away."),
                on="code",
            )
        ]
    if elsewhere:
        return [
            Refusal(
                "code_of_another_ballot",
                gettext_noop("This slip belongs to another ballot."),
                on="code",
            )
        ]
    return [
        Refusal(
            "code_unknown",
            gettext_noop("There is no such slip. Compare the code with the one printed."),
            on="code",
        )
    ]

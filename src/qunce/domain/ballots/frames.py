"""The roll as it is frozen: one line for each person, who enters the database only as a tag.

Pure.  The tag is HMAC-SHA256 under the roll key of the ballot, over the line in one spelling, so
that the same roll typed with other spaces or full-width digits gives the same tags.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from qunce.domain.ballots.states import FEWEST
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_LINES = 200_000


class FrameRow(NamedTuple):
    """One line of the roll: where the person belongs, and who it is, unmistakably."""

    stratum: str
    person: str


class Drawn(NamedTuple):
    """Somebody whom the lot chose, for the attendance list; never stored."""

    stratum: str
    person: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll in the spelling in which it is compared; ``rows`` as they were given."""

    rows: tuple[FrameRow, ...]
    tags: tuple[str, ...]

    @property
    def by_stratum(self) -> dict[str, list[str]]:
        """The tags of each stratum, sorted, the strata in the order in which they came."""
        found: dict[str, list[str]] = {}
        for row, tag in zip(self.rows, self.tags, strict=True):
            found.setdefault(row.stratum, []).append(tag)
        return {stratum: sorted(tags) for stratum, tags in found.items()}


def plain(text: str) -> str:
    """Full-width signs narrow, every run of blanks one blank, nothing that cannot be seen."""
    seen = " ".join(normalize("NFKC", text).split())
    return "".join(sign for sign in seen if sign.isprintable())


def tag_of(person: str, *, key: bytes, uid: str) -> str:
    """``person`` in plain spelling; blanks have no part in it: 李 明 and 李明 are one person."""
    person = person.replace(" ", "")
    return hmac.digest(key, f"qunce.roll.tag.v1\0{uid}\0{person}".encode(), "sha256").hex()


def read_roll(rows: Iterable[FrameRow | tuple[str, str]], *, key: bytes, uid: str) -> Roll:
    """The roll with its tags; lines without a person are left out."""
    kept = [FrameRow(plain(stratum), plain(person)) for stratum, person in rows]
    kept = [row for row in kept if row.person]
    return Roll(tuple(kept), tuple(tag_of(row.person, key=key, uid=uid) for row in kept))


def why_not_roll(roll: Roll) -> list[Refusal]:
    """Why nothing could be drawn honestly from this roll."""
    if not roll.rows:
        return [
            Refusal(
                "frame_is_empty",
                gettext_noop("There is nobody on the roll. Give one line for each person."),
                on="rows",
            )
        ]
    if len(roll.rows) > MOST_LINES:
        return [
            Refusal(
                "frame_too_long",
                gettext_noop("The roll has %(lines)s lines; %(most)s are the most."),
                {"lines": len(roll.rows), "most": MOST_LINES},
                "rows",
            )
        ]
    return _strata(roll) + _twice(roll)


def why_not_same(roll: Roll, frozen: Mapping[str, frozenset[str]]) -> list[Refusal]:
    """Why this roll is not the frozen one; says how many lines differ."""
    given = {stratum: frozenset(tags) for stratum, tags in roll.by_stratum.items()}
    missing = sum(len(tags - given.get(stratum, frozenset())) for stratum, tags in frozen.items())
    added = sum(len(tags - frozen.get(stratum, frozenset())) for stratum, tags in given.items())
    twice = len(roll.tags) - len(set(roll.tags))
    if not missing and not added and not twice:
        return []
    return [
        Refusal(
            "roll_differs",
            gettext_noop(
                "This is not the roll that was frozen: %(missing)s of its lines are missing and "
                "%(added)s are new or in another stratum. Use the very list that was frozen."
            ),
            {"missing": missing, "added": added + twice},
            "rows",
        )
    ]


def _strata(roll: Roll) -> list[Refusal]:
    reasons = []
    for stratum, number in Counter(row.stratum for row in roll.rows).items():
        if not stratum:
            reasons.append(
                Refusal(
                    "frame_line_without_stratum",
                    gettext_noop("%(lines)s lines do not say to which stratum the person belongs."),
                    {"lines": number},
                    "rows",
                )
            )
        elif len(stratum) > 80:
            reasons.append(
                Refusal(
                    "stratum_name_too_long",
                    gettext_noop("The name of a stratum has at most 80 characters: %(stratum)s"),
                    {"stratum": stratum[:80]},
                    "rows",
                )
            )
        elif number < FEWEST:
            reasons.append(
                Refusal(
                    "stratum_too_small",
                    gettext_noop(
                        "“%(stratum)s” has %(people)s people; with fewer than %(fewest)s what "
                        "one of them answers could be found out. Put them together with "
                        "another stratum."
                    ),
                    {"stratum": stratum, "people": number, "fewest": FEWEST},
                    "rows",
                )
            )
    return reasons


def _twice(roll: Roll) -> list[Refusal]:
    seen: dict[str, tuple[int, str]] = {}
    for line, (row, tag) in enumerate(zip(roll.rows, roll.tags, strict=True), 1):
        if tag not in seen:
            seen[tag] = (line, row.stratum)
            continue
        first, stratum = seen[tag]
        if stratum == row.stratum:
            return [
                Refusal(
                    "person_twice",
                    gettext_noop(
                        "Lines %(first)s and %(line)s of the roll are the same person. Take one "
                        "away, or add what tells two people apart, such as the year of birth."
                    ),
                    {"first": first, "line": line},
                    "rows",
                )
            ]
        return [
            Refusal(
                "person_in_two_strata",
                gettext_noop(
                    "Lines %(first)s and %(line)s of the roll are the same person, once in "
                    "“%(one)s” and once in “%(other)s”. Each person belongs to one stratum."
                ),
                {"first": first, "line": line, "one": stratum, "other": row.stratum},
                "rows",
            )
        ]
    return []

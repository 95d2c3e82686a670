"""Words before they are public: what looks like a person, and numbers typed by hand.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.text.names import Found, looks_like_people

LONGEST_STATEMENT = 1_000
LONGEST_STORY = 4_000
"""Characters; a special document is held to as many (整治形式主义为基层减负若干规定, 2024)."""

FIGURE = re.compile(r"\{(\d{1,3})\}")
"""Where a counted figure stands in the words of a bulletin."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|\"[^\"]*\"")
_DAYS = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?|第\s?\d+\s?期|\d{4}-\d{2}-\d{2}"
    r"|\b(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:\s+\d{4}\b|\s+\d{1,2}\b(?:,?\s+\d{4}\b)?)?|\b(?:19|20)\d\d\b"
)
_NUMBER = re.compile(r"[\d\uff10-\uff19][\d\uff10-\uff19.,]*[%％]?")
_CHINESE_NUMBER = re.compile(
    r"[二三四五六七八九十百千万两]+(?:多|余)?(?:件|条|项|处|户|名|位|人次|人|成|次|封)|百分之[一二三四五六七八九十百]+"
)


def people_in(
    texts: Iterable[str], staff: Iterable[str], not_people: Iterable[str] = ()
) -> list[Found]:
    """What looks like a person in any of ``texts`` and was not said to be none; each wording once.

    Places of what is found are those in its own text.
    """
    known = list(staff)
    cleared = set(not_people)
    seen: dict[str, Found] = {}
    for text in texts:
        for found in looks_like_people(text, known):
            if found.words not in cleared:
                seen.setdefault(found.words, found)
    return list(seen.values())


def why_not_these_words(
    texts: Sequence[str], staff: Iterable[str], not_people: Mapping[str, str]
) -> list[Refusal]:
    """Why the texts may not be read by everybody yet: a reason for each that looks like a person.

    ``not_people`` gives the words that mean none, each with the office's reason.
    """
    reasons = [
        Refusal(
            "not_a_person_without_reason",
            gettext_noop("Say why “%(words)s” means no person."),
            {"words": words},
            "not_people",
        )
        for words, reason in not_people.items()
        if not reason.strip()
    ]
    return reasons + [
        Refusal(
            "looks_like_a_person",
            gettext_noop(
                "“%(words)s” looks like a person, or leads to one. Take it out, or say that it "
                "means no person, and why."
            ),
            {"words": found.words},
            "not_people",
        )
        for found in people_in(texts, staff, not_people)
    ]


def typed_numbers(text: str, names: Iterable[str] = ()) -> list[str]:
    """Numbers that somebody typed into the words of a bulletin.

    Counted figures, days, numbers of issues, ``names`` of units, and what stands in quotation
    marks (titles) are none.
    """
    left = _QUOTED.sub(" ", FIGURE.sub(" ", text))
    for name in names:
        left = left.replace(name, " ")
    left = _DAYS.sub(" ", left)
    return [found[0] for pattern in (_NUMBER, _CHINESE_NUMBER) for found in pattern.finditer(left)]


def figures_in(text: str) -> list[int]:
    """The keys of the figures that stand in ``text``."""
    return [int(found[1]) for found in FIGURE.finditer(text)]

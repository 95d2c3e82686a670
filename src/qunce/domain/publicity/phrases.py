"""How sentences and titles are put one after another, in the language that is active.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

MOST_NAMED = 5
"""So many are named one by one; more would be a list, and lists are a touch away."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its public title, and where it is."""

    title: str
    unit: str = ""


def joined(sentences: Sequence[str]) -> str:
    return spaced(*(one for one in sentences if one))


def spaced(*parts: str) -> str:
    """One after another; Chinese puts no blank between sentences."""
    return ("" if chinese() else " ").join(parts)


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def quoted(titles: Sequence[str]) -> str:
    """“A”, “B”, “C”; the first few."""
    between = pgettext("between things in a list", ", ")
    return between.join(f"“{plain(title)}”" for title in titles[:MOST_NAMED])


def in_words(things: Sequence[Named]) -> str:
    between = pgettext("between things in a list", ", ")
    return between.join(titled(one) for one in things[:MOST_NAMED])


def titled(one: Named) -> str:
    if not one.unit:
        return f"“{plain(one.title)}”"
    return pgettext("a title and where it is", "“%(title)s” (%(unit)s)") % {
        "title": plain(one.title),
        "unit": one.unit,
    }


def plain(title: str) -> str:
    """Without signs that would end the quotation, or look like a figure."""
    return title.translate(str.maketrans("“”{}", "‘’()"))


def ended(sentence: str) -> str:
    """With a full stop behind it."""
    words = plain(sentence.strip())
    if words.endswith(("。", ".", "！", "!", "？", "?")):
        return words
    return words + ("。" if chinese() else ".")


def day(day: date | None) -> str:
    return date_format(day, pgettext("day of another year", "D j M Y")) if day else ""

"""What need not be asked: it is known already, or asked already.

Two ways.  By words, from ``known.toml``: what the system gets by itself while the work is done.  By
likeness (``qunce.text.likeness``): a question that the town asks already, in nearly these words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.accounts.models import Post
from qunce.domain.checks.models import CheckItem, CheckList, Series
from qunce.domain.matters.models import Question
from qunce.text.grams import normalise
from qunce.text.likeness import LIKE, likeness

LABELS: Mapping[str, Promise] = {
    "problems": gettext_lazy("The problem list counts this by itself: found, listed, put right."),
    "voices": gettext_lazy("Messages are counted as they come and are answered."),
    "sessions": gettext_lazy("Each session that was held is written down once, with its day."),
    "deliveries": gettext_lazy("What was brought home is written down with its day."),
    "visits": gettext_lazy("Visits are planned and written down by the guidance groups."),
    "checks": gettext_lazy("Rounds say which places were looked at and what was found."),
    "promises": gettext_lazy("Promises stand with their day and with what people say of them."),
    "projects": gettext_lazy("Projects stand with their steps and their result."),
    "asked": gettext_lazy("What people were asked and what they said stands there."),
    "ballots": gettext_lazy("How people judged stands in the published result."),
    "duties": gettext_lazy("What is done and what is due follows from what happened."),
    "units": gettext_lazy("Units, posts and who holds them are in one list."),
}
MOST = 8
"""More would not be read."""
MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Known:
    """Something that need not be asked, and where it stands."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    page: str
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    text = (files("qunce.web.office.budget") / "known.toml").read_text(encoding="utf-8")
    return tuple(
        _Entry(one["code"], one["page"], tuple(normalise(word) for word in one["words"]))
        for one in tomllib.loads(text)["known"]
    )


def known_already(texts: Sequence[str], post: Post | None) -> list[Known]:
    """What of ``texts`` is known or asked already, as far as ``post`` may read it.

    At most three statements, and none without texts.
    """
    asked = [text for text in texts if text.strip()]
    if not asked:
        return []
    found = [*_by_words(asked), *_by_likeness(asked, post)]
    return list({(one.words, one.address): one for one in found}.values())[:MOST]


def _by_words(texts: Iterable[str]) -> list[Known]:
    read = [normalise(text) for text in texts]
    return [
        Known(str(LABELS[one.code]), address)
        for one in _entries()
        if any(word in text for word in one.words for text in read)
        and (address := _address(one.page))
    ]


def _by_likeness(texts: Sequence[str], post: Post | None) -> list[Known]:
    """Questions that are asked already, each with where."""
    found: list[Known] = []
    lists = CheckList.objects.visible_to(post).filter(closed_at__isnull=True)
    items = CheckItem.objects.filter(check_list__in=lists).select_related("check_list")
    for item in items.order_by("-pk")[:MOST_COMPARED]:
        if _like(item.text, texts):
            said = _("“%(question)s” is asked already, by the list “%(list)s”.")
            told = said % {"question": item.text, "list": item.check_list.name}
            found.append(Known(told, reverse("office:check_list", args=[item.check_list_id])))
    numbers = Series.objects.visible_to(post).filter(closed_at__isnull=True)
    for series in numbers.select_related("unit").order_by("-pk")[:MOST_COMPARED]:
        if _like(series.name, texts):
            said = _("“%(number)s” is counted every day already, by %(unit)s.")
            told = said % {"number": series.name, "unit": series.unit.name}
            found.append(Known(told, reverse("office:series", args=[series.pk])))
    questions = Question.objects.filter(category__closed_at__isnull=True)
    for question in questions.select_related("category")[:MOST_COMPARED]:
        if _like(question.description, texts):
            said = _("“%(question)s” is asked already of whoever writes about %(category)s.")
            told = said % {"question": question.description, "category": question.category.label}
            found.append(Known(told, reverse("office:categories")))
    return found


def _like(one: str, texts: Iterable[str]) -> bool:
    return any(likeness(one, text) >= LIKE for text in texts)


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:  # a page that an installation does not have
        return ""

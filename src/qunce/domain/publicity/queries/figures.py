"""The words of a bulletin with its figures in their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from qunce.domain.publicity.counting import Scope
from qunce.domain.publicity.models import Bulletin, NumberTrace, Publication, Story
from qunce.domain.publicity.phrases import plain
from qunce.domain.publicity.states import StoryState
from qunce.domain.publicity.wording import FIGURE

TELLING = 4
"""Characters of a title from which it is known without its quotation marks."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words, or a figure with how it is shown."""

    words: str
    figure: NumberTrace | None = None


@dataclass(frozen=True, slots=True)
class FilledSection:
    title: str
    paragraphs: tuple[tuple[Part, ...], ...]

    @property
    def texts(self) -> list[str]:
        """The title and the paragraphs as they are read."""
        return [
            self.title,
            *("".join(part.words for part in parts) for parts in self.paragraphs),
        ]


def shown(value: int | None) -> str:
    """A figure as it is read; few people are never told how few."""
    return gettext("fewer than 10") if value is None else f"{value}"


def filled(bulletin: Bulletin) -> list[FilledSection]:
    """The bulletin as it is read, in the active language for what is withheld.

    What it quotes of a problem or a story that was withdrawn since is not read any more, in a
    bulletin as little as elsewhere.  Four statements at most.
    """
    figures = {figure.key: figure for figure in bulletin.figures.all()}
    gone = withdrawn_since(bulletin)
    return [
        FilledSection(
            _without(section["title"], gone),
            tuple(tuple(_parts(_without(text, gone), figures)) for text in section["paragraphs"]),
        )
        for section in bulletin.sections
    ]


def withdrawn_since(bulletin: Bulletin) -> list[str]:
    """Public words of its campaign's units that nobody reads any more, the longest first."""
    town = Q(problem__town__path__startswith=bulletin.campaign.unit.path)
    publications = Publication.objects.filter(town, since__lte=bulletin.changed_at).filter(
        Q(withdrawn_at__isnull=False) | Q(problem__hidden_from__isnull=False)
    )
    stories = Story.objects.filter(campaign=bulletin.campaign, public_at__isnull=False).filter(
        Q(state=StoryState.WITHDRAWN) | Q(problem__hidden_from__isnull=False)
    )
    rows = [
        *publications.order_by().values_list("title", "reason"),
        *stories.order_by().values_list("title", "residents_view"),
    ]
    words = {part for row in rows for part in row if part}
    if words:
        words -= set(
            Publication.objects.public().filter(title__in=words).values_list("title", flat=True)
        )
    return sorted(words, key=lambda one: (-len(one), one))


def _without(text: str, gone: Iterable[str]) -> str:
    for words in gone:
        quoted = plain(words)
        text = text.replace(f"“{quoted}”", "“…”")
        if len(quoted) >= TELLING:
            text = text.replace(quoted, "…")
    return text


def _parts(text: str, figures: dict[int, NumberTrace]) -> Iterable[Part]:
    at = 0
    for found in FIGURE.finditer(text):
        if found.start() > at:
            yield Part(text[at : found.start()])
        figure = figures.get(int(found[1]))
        yield Part(found[0]) if figure is None else Part(shown(figure.value), figure)
        at = found.end()
    if at < len(text):
        yield Part(text[at:])


def scope_of(bulletin: Bulletin) -> Scope:
    return Scope(bulletin.campaign, bulletin.from_on, bulletin.until_on)

"""The words of a bulletin with its figures in their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from qunce.domain.publicity.counting import Scope
from qunce.domain.publicity.models import Bulletin, NumberTrace
from qunce.domain.publicity.wording import FIGURE


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
    """The bulletin as it is read, in the active language for what is withheld.  One statement."""
    figures = {figure.key: figure for figure in bulletin.figures.all()}
    return [
        FilledSection(
            section["title"],
            tuple(tuple(_parts(text, figures)) for text in section["paragraphs"]),
        )
        for section in bulletin.sections
    ]


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

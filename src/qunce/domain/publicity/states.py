"""States of a story and of a bulletin, and the table of allowed steps."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class StoryState(TextChoices):
    DRAFT = "draft", pgettext_lazy("story", "Draft")
    PUBLIC = "public", pgettext_lazy("story", "Public")
    WITHDRAWN = "withdrawn", pgettext_lazy("story", "Withdrawn")


class BulletinState(TextChoices):
    DRAFT = "draft", pgettext_lazy("bulletin", "Draft")
    ISSUED = "issued", pgettext_lazy("bulletin", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("bulletin", "Withdrawn")


STORY_STEPS: Mapping[str, frozenset[str]] = {
    StoryState.DRAFT: frozenset({StoryState.PUBLIC, StoryState.WITHDRAWN}),
    StoryState.PUBLIC: frozenset({StoryState.WITHDRAWN}),
    StoryState.WITHDRAWN: frozenset(),
}
BULLETIN_STEPS: Mapping[str, frozenset[str]] = {
    BulletinState.DRAFT: frozenset({BulletinState.ISSUED, BulletinState.WITHDRAWN}),
    BulletinState.ISSUED: frozenset({BulletinState.WITHDRAWN}),
    BulletinState.WITHDRAWN: frozenset(),
}
"""Everything that is not in these tables is refused; what was withdrawn is written anew."""

"""Whom a message's news is told: posts that may see it, and only they.

A notice says a number and a day; it is told to nobody who could not open the message, because
that a message exists can be what must not be known (信访工作条例, art. 30(3)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from qunce.domain.accounts.models import Post
from qunce.domain.notices import kinds
from qunce.domain.notices.actions import tell_posts
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.actions.moving import day
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import HEADS, SORTING
from qunce.kernel.refusals import gettext_noop

GIVEN = kinds.register("voice.given", gettext_noop("Message %(number)s is for your unit."))
URGENT = kinds.register("voice.urgent", gettext_noop("Urgent danger: message %(number)s."))
NOT_FIXED = kinds.register(
    "voice.not_fixed",
    gettext_noop("Message %(number)s: the speaker says that it is not put right."),
)
SAID = kinds.register(
    "voice.said", gettext_noop("Message %(number)s: the speaker says how it is now.")
)
WORDS_ADDED = kinds.register(
    "voice.words_added", gettext_noop("Message %(number)s: the speaker added something.")
)
TAKEN_UP = kinds.register(
    "voice.taken_up", gettext_noop("Message %(number)s is taken up again: others say the same.")
)
OBJECTED = kinds.register(
    "voice.objected", gettext_noop("Message %(number)s: the unit says that it is not responsible.")
)
OBJECTION_DECIDED = kinds.register(
    "voice.objection_decided", gettext_noop("Message %(number)s stays with your unit.")
)
REVIEW = kinds.register(
    "voice.review_asked", gettext_noop("Message %(number)s: a review by your unit is asked for.")
)
EXTENSION = kinds.register(
    "voice.extension_asked", gettext_noop("Message %(number)s: more time is asked for.")
)
EXTENSION_DECIDED = kinds.register(
    "voice.extension_decided", gettext_noop("Message %(number)s: it was decided on more time.")
)
RECUSED = kinds.register(
    "voice.recused", gettext_noop("Message %(number)s: the post that had it keeps out.")
)
DUE_SOON = kinds.register(
    "voice.due_soon", gettext_noop("Message %(number)s: a time limit ends on %(due)s.")
)
LATE = kinds.register(
    "voice.late", gettext_noop("Message %(number)s is late: a time limit ended on %(due)s.")
)
LATE_BELOW = kinds.register(
    "voice.late_below",
    gettext_noop("Message %(number)s is late at %(unit)s: a time limit ended on %(due)s."),
)
WAITING = kinds.register(
    "voice.waiting", gettext_noop("New messages are waiting to be registered.")
)


def path_of(*, voice: Voice) -> str:
    """Where the office looks at it."""
    return f"/office/voices/{voice.pk}/"


def tell_those_who_see(
    *,
    voice: Voice,
    posts: Iterable[Post],
    kind: str,
    key: str,
    now: datetime,
    due_on: date | None = None,
    params: Mapping[str, str] | None = None,
) -> int:
    """Those of ``posts`` that may see the message are told, once for each ``key``; how many."""
    today = day(now=now)
    seeing = [
        post
        for post in posts
        if Voice.objects.visible_to(post, on=today).filter(pk=voice.pk).exists()
    ]
    return len(
        tell_posts(
            posts=seeing,
            kind=kind,
            key=f"voice:{voice.pk}:{key}",
            about=voice.ref,
            params={"number": voice.number, **(params or {})},
            path=path_of(voice=voice),
            now=now,
            due_on=due_on,
        )
    )


def who_answers(*, voice: Voice) -> list[Post]:
    """The post that must answer; without one the heads of the unit."""
    if voice.post is not None:
        return [voice.post]
    return heads_of(unit=voice.responsible)


def heads_of(*, unit: Unit | None) -> list[Post]:
    if unit is None:
        return []
    return list(Post.objects.filter(unit=unit, role__in=HEADS).select_related("unit"))


def office_of(*, unit: Unit | None) -> list[Post]:
    """The posts that sort what ``unit`` receives."""
    if unit is None:
        return []
    return list(Post.objects.filter(unit=unit, role__in=SORTING).select_related("unit"))

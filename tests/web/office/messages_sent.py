"""Messages for the office's pages: made a little while ago, so that no right has run out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

import voices_made as made
from cast import Cast
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.voices.models import Voice
from qunce.kernel import clock

SECRET_WORDS = "墙后面的暗渠只有我家知道"
"""Words that stand in one message only, so that a leak of them can be searched for."""


def a_picture() -> tuple[bytes, bytes]:
    made_of = []
    for size in ((40, 30), (8, 6)):
        data = BytesIO()
        Image.new("RGB", size, "navy").save(data, "JPEG")
        made_of.append(data.getvalue())
    return made_of[0], made_of[1]


def fresh(cast: Cast, **changes: Any) -> Voice:
    """In the queue of the town's office, received just now."""
    return made.a_voice(cast, now=clock.now(), **changes)


def given(cast: Cast, voice: Voice | None = None, **changes: Any) -> Voice:
    """Registered just now for Shangqing village."""
    return made.registered(cast, voice or fresh(cast), now=clock.now(), **changes)


def taken(cast: Cast, voice: Voice | None = None) -> Voice:
    return made.accepted(cast, voice or given(cast), now=clock.now())


def answered(cast: Cast, voice: Voice | None = None) -> Voice:
    return made.answered(cast, voice or taken(cast), now=clock.now())


def against_the_village(cast: Cast, **changes: Any) -> Voice:
    """It accuses Shangqing village, whose secretary must never see it."""
    return fresh(cast, text=SECRET_WORDS, accused=cast.village, person=made.a_person(), **changes)


def dispatched(cast: Cast) -> Any:
    """The category of street lights, for which the school answers in Qingquan."""
    category = made.a_category()
    set_dispatch(
        town=cast.town,
        category=category,
        unit=cast.school,
        actor=cast.clerk.ref,
        now=clock.now(),
    )
    return category


def sorting(voice: Voice, category: Any, unit: Any = None, **more: Any) -> dict[str, Any]:
    """What the form of sorting sends."""
    return {
        "category": category.pk,
        "unit": unit.pk if unit else "",
        "kind": voice.kind,
        "village": voice.village_id or "",
        "place": "",
        "post": "",
        "seen_version": voice.version,
        **more,
    }

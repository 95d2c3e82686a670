"""Kinds of notice for the tests, and one notice told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cast import NOW
from qunce.domain.accounts.models import Post
from qunce.domain.notices import kinds
from qunce.domain.notices.actions import tell
from qunce.domain.notices.models import Notice
from qunce.domain.record import Ref

LATE = kinds.register("test.late", "No answer yet to message %(number)s of %(place)s.")
PLAIN = kinds.register("test.plain", "Something is to be looked at.")
ABOUT = Ref("voice", "12", "voice 12")


def notice(post: Post, key: str = "voice:12:late", **changes: Any) -> Notice:
    """``post`` is told ``key``; the notice as it stands."""
    told: dict[str, Any] = {
        "kind": LATE,
        "about": ABOUT,
        "params": {"number": 12, "place": "上清村"},
        "path": "/office/",
        "now": NOW,
    }
    assert tell(post=post, key=key, **{**told, **changes})
    return Notice.objects.get(post=post, key=key)


def due(day: int, now: datetime = NOW) -> dict[str, Any]:
    return {"due_on": date(2026, 3, day), "now": now}

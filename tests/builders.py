"""Things as the office makes them: every builder goes through the actions.

What a builder leaves unsaid is ordinary and valid; a test says only what it is about.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, SYSTEM, Cast, kept
from qunce.domain.campaigns.actions import (
    add_line,
    adopt,
    draft_directive,
    edit_line,
    settle_basics,
)
from qunce.domain.campaigns.models import Campaign, Draft, DraftLine
from qunce.domain.gates.actions import set_up_gate
from qunce.domain.gates.models import Gate
from qunce.domain.gates.rules import GateRule
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refusal

BARE = "关于开展活动的通知"
"""A directive in which nothing is asked of anybody: the office adds every line itself."""

STARTS_ON = date(2026, 3, 1)
ENDS_ON = STARTS_ON + timedelta(days=100)


def a_draft(cast: Cast, **changes: Any) -> Draft:
    """A draft read by the clerk from ``text``."""
    given: dict[str, Any] = {
        "unit": cast.town,
        "source_name": "通知.txt",
        "source_media": "text/plain",
        "text": BARE,
        "template": "learn-check-fix",
        "actor": cast.clerk,
        "now": NOW,
    }
    return draft_directive(**{**given, **changes})


def settled(cast: Cast, draft: Draft, **changes: Any) -> Draft:
    """``draft`` with a title and a window of a hundred days."""
    given: dict[str, Any] = {
        "title": "学查改活动",
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "actor": cast.clerk,
        "now": NOW,
    }
    settle_basics(draft=draft, **{**given, **changes})
    draft.refresh_from_db()
    return draft


def a_line(cast: Cast, draft: Draft, text: str = "办好一件实事", **changes: Any) -> DraftLine:
    """A line of the office's own; a goal unless ``kind`` says otherwise."""
    given: dict[str, Any] = {"kind": "goal", "actor": cast.clerk, "now": NOW}
    return add_line(draft=draft, text=text, **{**given, **changes})


def a_duty(cast: Cast, draft: Draft, text: str, **decided: Any) -> DraftLine:
    """A duty of the office's own; ``decided`` says by whom, which kinds of unit, by when."""
    line = a_line(cast, draft, text, kind="duty")
    edit_line(line=line, text=text, actor=cast.clerk, now=NOW, **decided)
    line.refresh_from_db()
    return line


def ready_draft(cast: Cast, **changes: Any) -> Draft:
    """A draft that lacks nothing for its adoption."""
    draft = settled(cast, a_draft(cast, **changes))
    a_line(cast, draft)
    return draft


@kept
def a_campaign(cast: Cast, **changes: Any) -> Campaign:
    return adopt(draft=ready_draft(cast, **changes), actor=cast.clerk, now=NOW)


def a_rule(**changes: Any) -> GateRule:
    given: dict[str, Any] = {
        "asks": "本镇居民",
        "at_least": 60,
        "days_open": 10,
        "ways": ("web", "paper"),
        "passes_when": "每条意见都有答复",
    }
    return GateRule(**{**given, **changes})


def a_gate(**changes: Any) -> Gate:
    """A gate of the cast's town, unless ``unit`` says otherwise."""
    given: dict[str, Any] = {
        "kind": "plan",
        "about": "活动方案",
        "rule": a_rule(),
        "unit": Unit.objects.get(code="qingquan"),
        "actor": SYSTEM,
        "now": NOW,
    }
    return set_up_gate(**{**given, **changes})


# --- what tests ask


def codes(reasons: list[Refusal]) -> list[str]:
    return [reason.code for reason in reasons]


def latest() -> Entry:
    """The entry that was written last."""
    return Entry.objects.newest_first()[0]


def kinds_since(size: int) -> list[str]:
    """What the record tells from its entry ``size`` on."""
    return list(Entry.objects.since(size).values_list("kind", flat=True))


def statements(act: Callable[[], object]) -> list[str]:
    """The SQL that ``act`` sends."""
    with CaptureQueriesContext(connection) as sent:
        act()
    return [query["sql"] for query in sent.captured_queries]


@contextlib.contextmanager
def meanwhile(table: str, change: Callable[[], object]) -> Iterator[None]:
    """Right after ``table`` is first read, somebody else's ``change`` happens.

    This is where a guard that only looks before it leaps is caught; nothing of ours is replaced.
    """
    happened = False

    def between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal happened
        result = execute(sql, params, many, context)
        if not happened and sql.startswith("SELECT") and f'FROM "{table}"' in sql:
            happened = True
            change()
        return result

    with connection.execute_wrapper(between):
        yield
    assert happened, f"nobody read {table}, so nothing could happen in between"

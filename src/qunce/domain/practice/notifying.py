"""The kinds of notice this package tells to posts."""

from __future__ import annotations

from qunce.domain.notices.kinds import register
from qunce.kernel.refusals import gettext_noop

SAID_KEPT = register(
    "promise.said_kept",
    gettext_noop(
        "%(unit)s says that what it promised by %(day)s is kept. Ask people or go and see."
    ),
)
KEPT = register("promise.kept", gettext_noop("What you promised by %(day)s was judged: kept."))
NOT_KEPT = register(
    "promise.not_kept", gettext_noop("What you promised by %(day)s was judged: not kept.")
)
DUE_SOON = register("promise.due_soon", gettext_noop("What you promised is due on %(day)s."))
LATE = register(
    "promise.late",
    gettext_noop("%(unit)s promised something by %(day)s, and nobody has said that it is kept."),
)

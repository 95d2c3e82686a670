"""The kinds of notice this package tells to posts."""

from __future__ import annotations

from qunce.domain.notices.kinds import register
from qunce.kernel.refusals import gettext_noop

WAITS = register(
    "complaint.waits",
    gettext_noop("Somebody says that something is wrong with the software or the campaign."),
)
UNANSWERED = register(
    "complaint.unanswered",
    gettext_noop(
        "What somebody said on %(day)s against the software or the campaign has no answer yet."
    ),
)
ANSWERED = register(
    "complaint.answered",
    gettext_noop("What you said against the software or the campaign has an answer."),
)

"""The kinds of notice this package tells to posts."""

from __future__ import annotations

from qunce.domain.notices.kinds import register
from qunce.kernel.refusals import gettext_noop

GIVEN = register(
    "problem.given", gettext_noop("Problem %(number)s is yours to put right, by %(day)s.")
)
DUE_SOON = register("problem.due_soon", gettext_noop("Problem %(number)s is due on %(day)s."))
LATE = register("problem.late", gettext_noop("Problem %(number)s was due on %(day)s."))
CLAIMED = register(
    "problem.claimed",
    gettext_noop("Problem %(number)s is said to be put right. Somebody else has to check it."),
)
SENT_BACK = register(
    "problem.sent_back", gettext_noop("Problem %(number)s was checked: it is not done yet.")
)
DRAW = register(
    "problem.draw",
    gettext_noop(
        "Nobody has said whether problem %(number)s is put right. Draw neighbours by lot."
    ),
)
CONFIRMED = register(
    "problem.confirmed",
    gettext_noop("Those concerned confirm that problem %(number)s is put right. It can be closed."),
)
REOPENED = register(
    "problem.reopened",
    gettext_noop(
        "Somebody says that problem %(number)s is not put right. It is open again, due on %(day)s. "
        "Their words are on its page."
    ),
)
PARTLY = register(
    "problem.partly",
    gettext_noop(
        "People say that problem %(number)s is only partly put right. It is open again, "
        "due on %(day)s. Their words are on its page."
    ),
)
NOT_FIXED = register(
    "problem.not_fixed",
    gettext_noop("Somebody says of problem %(number)s: not fixed. Their words are on its page."),
)
LOOK = register(
    "problem.look",
    gettext_noop(
        "Problem %(number)s was closed %(days)s days ago. Ask those concerned whether it still "
        "is put right, where they have not answered by themselves."
    ),
)
NOT_NOW = register(
    "problem.not_now",
    gettext_noop("Problem %(number)s cannot be solved for now; next look on %(day)s."),
)
NEXT_DATE = register(
    "problem.next_date",
    gettext_noop("Problem %(number)s could not be solved for now. Today is the day to look again."),
)
TIME_ASKED = register(
    "problem.time_asked", gettext_noop("More time is asked for problem %(number)s. Please decide.")
)
TIME_DECIDED = register(
    "problem.time_decided", gettext_noop("The request for more time for %(number)s is decided.")
)
MOVED = register("problem.moved", gettext_noop("Problem %(number)s was passed to another level."))
ANSWER = register(
    "problem.answer",
    gettext_noop(
        "Problem %(number)s is closed. Message %(voice)s behind it still needs an answer."
    ),
)

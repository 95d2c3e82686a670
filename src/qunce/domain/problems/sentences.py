"""What those who spoke read in their story when something happens to the problem.

Plain sentences: no state, no name of a person, nothing of the office's own words for things.
"""

from __future__ import annotations

from qunce.domain.voices.sentences import register
from qunce.kernel.refusals import gettext_noop

LISTED = register(
    gettext_noop(
        "What you told us is on the list of things to be put right, number %(number)s. "
        "%(unit)s puts it right, by %(day)s."
    )
)
JOINED = register(
    gettext_noop("What you told us is on the list of things to be put right, number %(number)s.")
)
IN_HAND = register(gettext_noop("%(unit)s has begun to put it right."))
GIVEN = register(gettext_noop("%(unit)s puts it right now, by %(day)s."))
MORE_TIME = register(gettext_noop("It takes longer than planned. The new day is %(day)s."))
SENT_BACK = register(
    gettext_noop("Somebody looked and found that it is not put right yet. Work goes on.")
)
ASKED = register(
    gettext_noop(
        "We were told that it is put right, and somebody else has looked. "
        "Please say how it is: fixed, partly fixed, or not fixed. You can answer until %(day)s."
    )
)
CLOSED = register(
    gettext_noop("It is closed as put right. We will ask you again after 30 and after 90 days.")
)
LOOK = register(
    gettext_noop(
        "%(days)s days ago this was closed as put right. Please say how it is now: "
        "fixed, partly fixed, or not fixed. If it is not fixed, it is taken up again."
    )
)
REOPENED = register(
    gettext_noop(
        "Somebody it concerns says that it is not put right. "
        "%(unit)s works on it again, by %(day)s."
    )
)
PARTLY = register(
    gettext_noop(
        "Those who were asked say that it is only partly put right. "
        "%(unit)s works on it again, by %(day)s."
    )
)
NOT_NOW = register(
    gettext_noop("It cannot be put right for now. It is looked at again on %(day)s.")
)
TAKEN_UP = register(gettext_noop("It is being put right again, by %(day)s."))

"""When slips may begin to be handed out."""

from __future__ import annotations

from datetime import date, timedelta

from qunce.domain.ballots.models import Ballot
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_open(ballot: Ballot, today: date) -> list[Refusal]:
    """From the first day on, and later only while all the days of the gate's rule are left.

    The rule counts days on which people can answer.  Of a ballot that opens late the days before
    are none, so the last day is moved first; once it is over, people are asked anew.
    """
    first, last = ballot.opens_on, ballot.closes_on
    if today < first:
        return [
            Refusal(
                "ballot_opens_later",
                gettext_noop("This ballot opens on %(day)s."),
                {"day": first.isoformat()},
            )
        ]
    if today == first or ballot.asking is None:
        return []
    if today > last:
        return [
            Refusal(
                "ballot_missed_its_days",
                gettext_noop(
                    "The last day was %(day)s, and nobody could answer. Break this ballot off, "
                    "say why, and ask again with new slips."
                ),
                {"day": last.isoformat()},
            )
        ]
    least = today + timedelta(days=ballot.asking.days_open - 1)
    if last >= least:
        return []
    return [
        Refusal(
            "ballot_opens_too_late",
            gettext_noop(
                "The first day was %(first)s; opened today, people would have fewer days than the "
                "rule says (%(left)s instead of %(days)s). Give them more days first: until "
                "%(least)s or later. Or break this ballot off."
            ),
            {
                "first": first.isoformat(),
                "left": (last - today).days + 1,
                "days": ballot.asking.days_open,
                "least": least.isoformat(),
            },
        )
    ]

"""Who looks after a gate, and what stands in the way of asking at it.  Pure."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.states import AskingState, GateState
from qunce.kernel.refusals import Refusal, gettext_noop

LEAST_WORDS = 6
"""Characters of a reason that everybody will read; "OK" is none."""


def why_not_said(words: str, most: int, on: str) -> list[Refusal]:
    """A reason that everybody reads says something."""
    if len(words.strip()) < LEAST_WORDS:
        return [
            Refusal(
                "reason_says_nothing",
                gettext_noop("Write the reason in a sentence; everybody can read it."),
                on=on,
            )
        ]
    if "\x00" in words:
        return [
            Refusal(
                "reason_has_nul",
                gettext_noop("The reason contains characters that no text has. Type it again."),
                on=on,
            )
        ]
    if len(words) > most:
        return [
            Refusal(
                "reason_too_long",
                gettext_noop("Say the reason in at most %(most)s characters."),
                {"most": most},
                on,
            )
        ]
    return []


def why_not_look_after(gate: Gate, post: Post | None) -> list[Refusal]:
    """A gate is looked after by the campaign office of its own unit."""
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != gate.unit_id:
        reasons.append(
            Refusal(
                "gate_of_another_unit",
                gettext_noop("This gate belongs to another unit's campaign office."),
            )
        )
    return reasons


def why_not_start(
    gate: Gate,
    post: Post | None,
    *,
    opens_on: date,
    closes_on: date,
    today: date | None = None,
) -> list[Refusal]:
    """Why people cannot be asked at ``gate`` from ``opens_on`` to ``closes_on``, both counted.

    A first day before ``today`` is refused: days on which nobody could answer do not count.
    """
    reasons = why_not_look_after(gate, post)
    if gate.state == GateState.ASKING:
        reasons.append(
            Refusal("gate_is_asking", gettext_noop("People are being asked at this gate already."))
        )
    elif gate.state not in (GateState.WAITING, GateState.NOT_PASSED):
        reasons.append(
            Refusal("gate_is_open", gettext_noop("This gate is open; nobody need be asked again."))
        )
    if (closes_on - opens_on).days + 1 < gate.days_open:
        reasons.append(_too_short(gate.days_open))
    if today is not None and opens_on < today:
        reasons.append(
            Refusal(
                "asking_begins_in_the_past",
                gettext_noop(
                    "The first day is over already. Begin today or later, "
                    "so that everybody has all the days."
                ),
                on="opens_on",
            )
        )
    return reasons


def why_not_extend(
    asking: Asking, post: Post | None, *, closes_on: date, today: date | None = None
) -> list[Refusal]:
    """An asking may go on for longer than announced, never shorter.

    Once its last day is over by ``today`` it is not opened again: whoever has seen the answers
    must not choose when to stop counting them.
    """
    reasons = why_not_look_after(asking.gate, post) + why_not_going_on(asking)
    if today is not None and today > asking.closes_on:
        reasons.append(
            Refusal(
                "asking_last_day_is_over",
                gettext_noop(
                    "The last day is over, so this round is not made longer. "
                    "Settle it, or ask once more in a new round."
                ),
                on="closes_on",
            )
        )
    if closes_on <= asking.closes_on:
        reasons.append(
            Refusal(
                "asking_only_gets_longer",
                gettext_noop("The last day can only move later than %(day)s."),
                {"day": asking.closes_on.isoformat()},
                "closes_on",
            )
        )
    return reasons


def why_not_break_off(asking: Asking, post: Post | None, *, reason: str) -> list[Refusal]:
    """Why a round cannot be given up; the reason is read by everybody."""
    return (
        why_not_look_after(asking.gate, post)
        + why_not_going_on(asking)
        + why_not_said(reason, 600, "why")
    )


def why_not_going_on(asking: Asking) -> list[Refusal]:
    if asking.state == AskingState.OPEN:
        return []
    return [
        Refusal("asking_is_over", gettext_noop("This round of asking is over; look at the gate."))
    ]


def _too_short(days: int) -> Refusal:
    return Refusal(
        "asking_too_short",
        gettext_noop("By the rule people have at least %(days)s days. Choose a later last day."),
        {"days": days},
        "closes_on",
    )

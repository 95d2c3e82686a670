"""Who sets the limit on visits and checks, and when one more would be too many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.budgets.models import Call, CallLimit
from qunce.domain.budgets.states import CallKind
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS
from qunce.domain.record import Ref
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_CALLS = 31
"""A limit above one call a day limits nothing."""

_TOO_MANY = {
    CallKind.VISIT: gettext_noop(
        "%(unit)s has its visits for %(month)s already: %(made)d are planned, and %(top)s allows "
        "%(most)d a month. Choose another month, or join a visit that is planned."
    ),
    CallKind.CHECK: gettext_noop(
        "%(unit)s has its checks for %(month)s already: %(made)d are planned, and %(top)s allows "
        "%(most)d a month. Choose another month, or leave its places out of this round."
    ),
}


def why_not_set_call_limit(
    post: Post | None, *, visits: int, checks: int, since: date, today: date
) -> list[Refusal]:
    """The campaign office at the top limits what comes to every unit below, from today on."""
    reasons = why_not_run_campaign(post)
    if not reasons and post is not None and post.unit.kind not in TOPS:
        reasons.append(
            Refusal(
                "call_limit_belongs_to_the_top",
                gettext_noop(
                    "Only the campaign office of the unit at the top limits visits and checks."
                ),
            )
        )
    for name, number in (("visits", visits), ("checks", checks)):
        if not 0 <= number <= MOST_CALLS:
            reasons.append(
                Refusal(
                    "call_limit_not_believable",
                    gettext_noop("Write a whole number from 0 to %(most)d."),
                    {"most": MOST_CALLS},
                    name,
                )
            )
    if since < today:
        reasons.append(
            Refusal(
                "call_limit_in_the_past",
                gettext_noop("A limit holds from today on, or from a later day."),
                on="since",
            )
        )
    return reasons


def why_not_call(
    unit: Unit, *, kind: str, on: date, what: Ref, limit: CallLimit | None, others: Collection[Call]
) -> list[Refusal]:
    """``others``: the calls of this kind on ``unit`` in this month that stand, without this one."""
    if any((one.what_kind, one.what_id) == (what.kind, what.id) for one in others):
        return [
            Refusal(
                "call_planned_already",
                gettext_noop("%(unit)s is already on the plan for this."),
                {"unit": unit.name},
            )
        ]
    if limit is not None and len(others) >= (most := limit.most(kind)):
        return [
            Refusal(
                "calls_at_the_limit",
                _TOO_MANY[CallKind(kind)],
                {
                    "unit": unit.name,
                    "month": f"{on:%Y-%m}",
                    "made": len(others),
                    "most": most,
                    "top": limit.unit.name,
                },
            )
        ]
    return []


def free_number(others: Collection[Call]) -> int:
    """The smallest number from 1 on that none of ``others`` has."""
    taken = {one.number for one in others}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)

"""What a town decides: its budget of false alarms; and what it tells of changes in reporting."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.queries import today_of
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import one_line
from qunce.domain.warning import rules
from qunce.domain.warning.models import AlarmBudget, ReportingChange
from qunce.domain.warning.states import Change
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("warning.budget_set", gettext_noop("Budget of false alarms set"))
register("warning.change_told", gettext_noop("Change in reporting told"))
register("warning.change_taken_back", gettext_noop("Change in reporting taken back"))


@transaction.atomic
def set_budget(*, town: Unit, per_month: int, actor: Post, now: datetime) -> AlarmBudget:
    """The town puts up with so many false alarms a month from now on.  ``warning.budget_set``.

    Refuses who does not lead the town, and numbers out of range.
    """
    refuse(rules.why_not_set_budget(town, actor, per_month=per_month))
    budget, _made = AlarmBudget.objects.update_or_create(
        town=town, defaults={"per_month": per_month, "by": actor, "set_at": now}
    )
    append(
        kind="warning.budget_set",
        actor=actor.ref,
        subject=town.ref,
        facts={"per_month": per_month},
        now=now,
    )
    return budget


@transaction.atomic
def register_change(
    *,
    town: Unit,
    what: str,
    from_on: date,
    actor: Post,
    now: datetime,
    unit: Unit | None = None,
    category: Category | None = None,
    words: str = "",
) -> ReportingChange:
    """From ``from_on`` on reporting is different; levels before count little.

    ``unit`` and ``category`` narrow it.  Recorded as ``warning.change_told``.  Refuses who does
    not lead the town, a day to come, a change that does not say what it is, and one that is known.
    """
    words = one_line(words)
    same = ReportingChange.objects.of(town).filter(
        what=what, from_on=from_on, unit=unit, category=category
    )
    if what == Change.OTHER:
        same = same.filter(words=words)
    reasons = rules.why_not_register_change(
        town,
        actor,
        what=what,
        from_on=from_on,
        today=today_of(now),
        unit=unit,
        category=category,
        words=words,
        known=same.exists(),
    )
    refuse(reasons)
    change = ReportingChange.objects.create(
        town=town,
        unit=unit,
        category=category,
        what=what,
        from_on=from_on,
        words=words,
        by=actor,
        made_at=now,
    )
    append(
        kind="warning.change_told",
        actor=actor.ref,
        subject=town.ref,
        facts={"what": str(what), "from": from_on.isoformat()},
        now=now,
    )
    return change


@transaction.atomic
def take_back_change(*, change: ReportingChange, actor: Post, now: datetime) -> None:
    """``change`` was written down by mistake and holds no more.  ``warning.change_taken_back``.

    Refuses who does not lead the town, what was taken back, and what the program noted itself.
    """
    current = ReportingChange.objects.select_related("town").get(pk=change.pk)
    refuse(rules.why_not_take_back_change(current, actor))
    changed = ReportingChange.objects.filter(pk=current.pk, taken_back_at__isnull=True).update(
        taken_back_by=actor, taken_back_at=now
    )
    if changed != 1:
        raise Refused(rules.NO_CHANGE)
    append(
        kind="warning.change_taken_back",
        actor=actor.ref,
        subject=current.town.ref,
        facts={"what": current.what, "from": current.from_on.isoformat()},
        now=now,
    )

"""Targets are set; what is reached is counted and never written."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.actions.acting import (
    changed_meanwhile,
    today_of,
)
from qunce.domain.practice.models import Target
from qunce.domain.practice.rules import why_not_set
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("target.set", gettext_noop("Target set"))
register("target.changed", gettext_noop("Target changed"))


@transaction.atomic
def set_target(
    *,
    campaign: Campaign,
    unit: Unit,
    what: str,
    number: int,
    by_on: date | None,
    actor: Post,
    now: datetime,
) -> Target:
    """The unit sets out to reach ``number`` of ``what``, counted in it and everything below it.

    Set again, the number and the day are changed and the record keeps both: ``target.set`` or
    ``target.changed``; the same once more changes nothing.
    """
    unit = Unit.objects.select_related("parent", "successor", "covered_by").get(pk=unit.pk)
    refuse(
        why_not_set(
            campaign=campaign,
            unit=unit,
            post=actor,
            today=today_of(now=now),
            what=what,
            number=number,
            by_on=by_on,
        )
    )
    assert by_on is not None  # noqa: S101  (the rules refuse it)
    target, new = Target.objects.get_or_create(
        campaign=campaign,
        unit=unit,
        what=what,
        defaults={"number": number, "by_on": by_on, "set_by": actor, "set_at": now},
    )
    facts: dict[str, JSON] = {
        "unit": unit.code,
        "what": str(what),
        "number": number,
        "by_on": by_on.isoformat(),
    }
    if not new:
        if (target.number, target.by_on) == (number, by_on):
            return target
        facts |= {"number_before": target.number, "by_on_before": target.by_on.isoformat()}
        changed = Target.objects.filter(pk=target.pk, version=target.version).update(
            number=number,
            by_on=by_on,
            set_by=actor,
            set_at=now,
            version=target.version + 1,
        )
        if changed != 1:
            raise Refused(changed_meanwhile())
        target.refresh_from_db()
    append(
        kind="target.set" if new else "target.changed",
        actor=actor.ref,
        subject=target.ref,
        facts=facts,
        now=now,
    )
    return target

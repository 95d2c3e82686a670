"""Adopting a draft: the campaign with its aims, calendar, gates, documents, actions and duties."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions.handing_out import day_at, hand_out
from qunce.domain.campaigns.configurations import Template, template_called
from qunce.domain.campaigns.models import Aim, Campaign, Document, Draft, DraftLine, Stage
from qunce.domain.campaigns.rules import (
    draft_is_closed,
    why_not_adopt,
    why_not_change,
    why_not_template,
)
from qunce.domain.campaigns.states import AIMS, DraftState
from qunce.domain.gates.actions import set_up_gate
from qunce.domain.gates.models import Gate
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refused, gettext_noop

register("campaign.adopted", gettext_noop("Campaign adopted"))
register("draft.set_aside", gettext_noop("Draft set aside"))


@transaction.atomic
def set_aside(*, draft: Draft, actor: Post, now: datetime) -> None:
    """The draft will not become a campaign; it stays readable.  Recorded."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if reasons := why_not_change(draft, actor):
        raise Refused(reasons)
    _close(draft, DraftState.SET_ASIDE)
    append(kind="draft.set_aside", actor=actor.ref, subject=draft.ref, facts={}, now=now)


@transaction.atomic
def adopt(*, draft: Draft, actor: Post, now: datetime) -> Campaign:
    """The draft is a campaign: aims, stages, five gates, documents behind them, actions, duties.

    Nothing has passed a gate yet.  Every action falls on the units its owners mean under the
    template, carried by the post that answers there, and says what completes it; the leads fall on
    the leading officials' posts.  Recorded as ``campaign.adopted`` with a
    SHA-256 over the adopted lines.  Refuses while the rule names something missing.
    """
    locked = Draft.objects.select_for_update(of=("self",))  # nobody settles or edits meanwhile
    draft = locked.select_related("unit").get(pk=draft.pk)
    if reasons := why_not_change(draft, actor) or why_not_adopt(draft):
        raise Refused(reasons)
    template = template_called(draft.template)
    if template is None or draft.starts_on is None or draft.ends_on is None:
        raise Refused(why_not_template(draft.template))
    _close(draft, DraftState.ADOPTED)
    campaign = Campaign.objects.create(
        draft=draft,
        unit=draft.unit,
        title=draft.title,
        template=template.code,
        language=template.language,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        adopted_at=now,
    )
    lines = list(draft.lines.filter(dropped=False))
    _take_aims(campaign, lines)
    gates = _set_up_gates(campaign, template, actor, now)
    _lay_out_stages(campaign, template, gates)
    _plan_documents(campaign, template, gates)
    duties = hand_out(campaign=campaign, template=template, lines=lines)
    digest = hashlib.sha256(
        canonical([[line.kind, line.text, line.gate_kind] for line in lines])
    ).hexdigest()
    append(
        kind="campaign.adopted",
        actor=actor.ref,
        subject=campaign.ref,
        facts={
            "template": template.code,
            "starts_on": campaign.starts_on.isoformat(),
            "ends_on": campaign.ends_on.isoformat(),
            "lines": len(lines),
            "duties": duties,
            "sha256": digest,
        },
        now=now,
    )
    return campaign


def _close(draft: Draft, state: DraftState) -> None:
    if Draft.objects.filter(pk=draft.pk, state=DraftState.OPEN).update(state=state) != 1:
        raise Refused(draft_is_closed())


def _take_aims(campaign: Campaign, lines: Sequence[DraftLine]) -> None:
    Aim.objects.bulk_create(
        Aim(
            campaign=campaign,
            kind=line.kind,
            text=line.text,
            place=line.place,
            quote=line.quote,
            start=line.start,
            end=line.end,
        )
        for line in lines
        if line.kind in AIMS
    )


def _set_up_gates(
    campaign: Campaign, template: Template, actor: Post, now: datetime
) -> dict[str, Gate]:
    titles = {document.gate: document.title for document in template.documents}
    return {
        kind: set_up_gate(
            kind=kind,
            about=titles[kind][:120],
            rule=rule,
            unit=campaign.unit,
            actor=actor.ref,
            now=now,
        )
        for kind, rule in template.gates.items()
    }


def _lay_out_stages(campaign: Campaign, template: Template, gates: dict[str, Gate]) -> None:
    begins = campaign.starts_on
    for place, plan in enumerate(template.stages, start=1):
        ends = day_at(campaign=campaign, share=plan.until)
        Stage.objects.create(
            campaign=campaign,
            code=plan.code,
            title=plan.title,
            starts_on=begins,
            ends_on=ends,
            place=place,
            gate=gates.get(plan.gate),
        )
        begins = min(ends + timedelta(days=1), campaign.ends_on)


def _plan_documents(campaign: Campaign, template: Template, gates: dict[str, Gate]) -> None:
    Document.objects.bulk_create(
        Document(
            campaign=campaign,
            kind=plan.kind,
            title=plan.title,
            due_on=day_at(campaign=campaign, share=plan.at),
            gate=gates[plan.gate],
        )
        for plan in template.documents
    )

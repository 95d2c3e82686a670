"""Putting up a material, rewording it, showing it to everybody, taking it out of use."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.study.actions.acting import (
    changed_meanwhile,
    today_of,
    unit_now,
)
from qunce.domain.study.models import Material
from qunce.domain.study.rules import material as rules
from qunce.domain.study.rules.standing import why_not_in_campaign, why_not_study_for
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import gettext_noop, refuse

register("material.added", gettext_noop("Study material put up"))
register("material.changed", gettext_noop("Study material reworded"))
register("material.published", gettext_noop("Study material shown to everybody"))
register("material.taken_back", gettext_noop("Study material no longer shown to everybody"))
register("material.withdrawn", gettext_noop("Study material taken out of use"))


@transaction.atomic
def add_material(
    *,
    unit: Unit,
    title: str,
    kind: str,
    actor: Post,
    now: datetime,
    text: str = "",
    plain_text: str = "",
    link: str = "",
    media: str = "",
    campaign: Campaign | None = None,
) -> Material:
    """``unit`` and the units below it can use it.  Recorded as ``material.added``.

    Of a document only the ``text`` is kept, and in ``media`` what it came as; whoever reads the
    file (``exchange.sources``) drops its name, author, comments and pictures.  The record names
    the kind, not the words.
    """
    unit = unit_now(unit=unit)
    title, link = one_line(title), link.strip()
    text, plain_text = cleaned(text), cleaned(plain_text)
    reasons = rules.why_not_make(actor) or why_not_study_for(actor, unit, on=today_of(now=now))
    reasons += rules.why_not_contents(
        kind=kind, title=title, text=text, plain_text=plain_text, link=link, media=media
    )
    if campaign is not None:
        reasons += why_not_in_campaign(unit, campaign)
    refuse(reasons)
    made = Material.objects.create(
        unit=unit,
        campaign=campaign,
        kind=kind,
        title=title,
        text=text,
        plain_text=plain_text,
        link=link,
        media=media,
        made_by=actor,
        made_at=now,
    )
    append(
        kind="material.added",
        actor=actor.ref,
        subject=made.ref,
        facts={"unit": unit.code, "material_kind": str(kind), "plain": bool(plain_text)},
        now=now,
    )
    return made


@transaction.atomic
def change_material(
    *,
    material: Material,
    actor: Post,
    now: datetime,
    seen_changed: int,
    title: str,
    text: str,
    plain_text: str,
    link: str = "",
) -> Material:
    """It reads otherwise from now on.  Recorded as ``material.changed``, with which parts.

    Refuses a page that was not fresh (``seen_changed``); nothing changed, nothing recorded.
    """
    current = Material.objects.select_related("unit").get(pk=material.pk)
    new = {
        "title": one_line(title),
        "text": cleaned(text),
        "plain_text": cleaned(plain_text),
        "link": link.strip(),
    }
    refuse(
        rules.why_not_look_after(actor, current)
        + rules.why_not_contents(kind=current.kind, media=current.media, **new)
    )
    parts = sorted(name for name, value in new.items() if getattr(current, name) != value)
    if not parts:
        return current
    seen = Material.objects.filter(pk=current.pk, changed=seen_changed, withdrawn_at__isnull=True)
    if seen.update(changed=F("changed") + 1, **new) != 1:
        raise changed_meanwhile()
    current.refresh_from_db()
    append(
        kind="material.changed",
        actor=actor.ref,
        subject=current.ref,
        facts={"parts": parts},
        now=now,
    )
    return current


@transaction.atomic
def publish_material(*, material: Material, actor: Post, now: datetime) -> None:
    """Everybody can read it, without signing in.  Recorded as ``material.published``."""
    current = Material.objects.select_related("unit").get(pk=material.pk)
    refuse(rules.why_not_look_after(actor, current) or rules.why_not_publish(current))
    open_ = Material.objects.filter(
        pk=current.pk, public_since__isnull=True, withdrawn_at__isnull=True
    )
    if open_.update(public_since=now) != 1:
        raise changed_meanwhile()
    append(kind="material.published", actor=actor.ref, subject=current.ref, facts={}, now=now)


@transaction.atomic
def take_back_material(*, material: Material, actor: Post, now: datetime) -> None:
    """Only units read it again.  Recorded as ``material.taken_back``."""
    current = Material.objects.select_related("unit").get(pk=material.pk)
    refuse(rules.why_not_look_after(actor, current) or rules.why_not_take_back(current))
    shown = Material.objects.filter(pk=current.pk, public_since__isnull=False)
    if shown.update(public_since=None) != 1:
        raise changed_meanwhile()
    append(kind="material.taken_back", actor=actor.ref, subject=current.ref, facts={}, now=now)


@transaction.atomic
def withdraw_material(*, material: Material, actor: Post, now: datetime) -> None:
    """Nobody chooses it any more, and it is not public; what used it keeps it.

    Recorded as ``material.withdrawn``.
    """
    current = Material.objects.select_related("unit").get(pk=material.pk)
    refuse(rules.why_not_look_after(actor, current))
    in_use = Material.objects.filter(pk=current.pk, withdrawn_at__isnull=True)
    if in_use.update(withdrawn_at=now, public_since=None) != 1:
        raise changed_meanwhile()
    append(kind="material.withdrawn", actor=actor.ref, subject=current.ref, facts={}, now=now)

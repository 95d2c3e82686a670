"""Drafting a bulletin, changing its words, issuing it, withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import override

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.publicity.actions.clearing import (
    JUST_CHANGED,
    hash_of,
    keep_cleared,
    why_not_clear,
)
from qunce.domain.publicity.counting import COUNTABLE, Scope, count
from qunce.domain.publicity.drafting import Drafted, draft
from qunce.domain.publicity.models import Bulletin, NumberTrace
from qunce.domain.publicity.queries.figures import filled, scope_of
from qunce.domain.publicity.queries.happened import happened
from qunce.domain.publicity.queries.names import cleared_before
from qunce.domain.publicity.rules import (
    why_not_edit,
    why_not_head,
    why_not_look_after,
    why_not_same_version,
    why_not_sections,
    why_not_time,
    why_not_why,
)
from qunce.domain.publicity.states import BulletinState
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("bulletin.drafted", gettext_noop("Bulletin drafted"))
register("bulletin.issued", gettext_noop("Bulletin issued"))
register("bulletin.withdrawn", gettext_noop("Bulletin withdrawn"))


@transaction.atomic
def draft_bulletin(
    *,
    campaign: Campaign,
    from_on: date,
    until_on: date,
    name: str,
    compiled_by: str,
    sent_to: str = "",
    actor: Post,
    now: datetime,
) -> Bulletin:
    """A draft of what happened from one day to the other, in the campaign's language.

    Refuses when nothing happened: there is nothing to tell.  ``bulletin.drafted``.
    """
    refuse(
        why_not_look_after(actor, campaign.unit)
        + why_not_time(from_on, until_on, day_of(now, settings.TIME_ZONE))
        + why_not_head(name, compiled_by)
    )
    drafted, numbers = _drafted(Scope(campaign, from_on, until_on))
    made = Bulletin.objects.create(
        campaign=campaign,
        name=name.strip()[:60],
        compiled_by=compiled_by.strip()[:80],
        sent_to=sent_to.strip()[:300],
        from_on=from_on,
        until_on=until_on,
        sections=_as_kept(drafted),
        made_by=actor,
        made_at=now,
        changed_at=now,
    )
    _keep_figures(made, drafted, numbers)
    append(
        kind="bulletin.drafted",
        actor=actor.ref,
        subject=made.ref,
        facts=_days(made),
        now=now,
    )
    return made


@transaction.atomic
def draft_again(*, bulletin: Bulletin, seen_version: int, actor: Post, now: datetime) -> Bulletin:
    """What happened is told anew; words that were put otherwise are lost.  Not recorded."""
    current = _current(bulletin)
    refuse(_why_not_edit(current, seen_version, actor))
    drafted, numbers = _drafted(scope_of(current))
    _change(current, seen_version, now, sections=_as_kept(drafted))
    current.figures.all().delete()
    _keep_figures(current, drafted, numbers)
    return Bulletin.objects.get(pk=current.pk)


@transaction.atomic
def count_again(*, bulletin: Bulletin, seen_version: int, actor: Post, now: datetime) -> list[int]:
    """The figures are counted again, the words stay.  Gives the keys of those that changed."""
    current = _current(bulletin)
    refuse(_why_not_edit(current, seen_version, actor))
    changed = _stale(current)
    for figure, value in changed:
        NumberTrace.objects.filter(pk=figure.pk).update(value=value)
    _change(current, seen_version, now)
    return [figure.key for figure, _value in changed]


@transaction.atomic
def change_bulletin(
    *,
    bulletin: Bulletin,
    sections: Sequence[Mapping[str, Any]],
    name: str,
    compiled_by: str,
    sent_to: str,
    not_people: Mapping[str, str] | None = None,
    seen_version: int,
    actor: Post,
    now: datetime,
) -> Bulletin:
    """The draft has these words from now on; its figures stay as they were counted.

    Refuses a figure that is not one of its own, a number typed by hand, and words that look like
    a person.  Sections and paragraphs without words are left out.
    """
    current = _current(bulletin)
    tidy = _tidied(sections)
    before = cleared_before(bulletin=current)
    refuse(
        _why_not_edit(current, seen_version, actor)
        + why_not_head(name, compiled_by)
        + _why_not_words(current, tidy, {**before, **(not_people or {})}, name, sent_to)
    )
    _change(
        current,
        seen_version,
        now,
        sections=tidy,
        name=name.strip()[:60],
        compiled_by=compiled_by.strip()[:80],
        sent_to=sent_to.strip()[:300],
    )
    keep_cleared(not_people=not_people or {}, before=before, actor=actor, now=now, bulletin=current)
    return Bulletin.objects.get(pk=current.pk)


@transaction.atomic
def issue_bulletin(
    *, bulletin: Bulletin, seen_version: int, actor: Post, now: datetime
) -> Bulletin:
    """It has the next number, and everybody reads it.  ``bulletin.issued``.

    Refuses when a figure is another one now than when it was drafted: count again first.
    """
    current = _current(bulletin)
    reasons = _why_not_edit(current, seen_version, actor)
    reasons += _why_not_words(
        current, current.sections, cleared_before(bulletin=current), current.name, current.sent_to
    )
    if not reasons and _stale(current):
        reasons.append(
            Refusal(
                "figures_changed",
                gettext_noop(
                    "A figure is another one now than when it was drafted. Count again, and look "
                    "once more."
                ),
            )
        )
    refuse(reasons)
    others = Bulletin.objects.filter(campaign=current.campaign)
    number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    with override(current.campaign.language):
        words = [text for section in filled(current) for text in section.texts]
    sha256 = hash_of(
        texts=(
            current.name,
            *words,
        )
    )
    try:
        with transaction.atomic():
            issued = Bulletin.objects.filter(
                pk=current.pk, state=BulletinState.DRAFT, version=seen_version
            ).update(
                state=BulletinState.ISSUED,
                number=number,
                issued_by=actor,
                issued_at=now,
                changed_at=now,
                sha256=sha256,
            )
    except IntegrityError as error:  # another was issued with this number
        raise Refused(JUST_CHANGED) from error
    if issued != 1:
        raise Refused(JUST_CHANGED)
    current.refresh_from_db()
    append(
        kind="bulletin.issued",
        actor=actor.ref,
        subject=current.ref,
        facts={**_days(current), "number": number, "sha256": sha256},
        now=now,
    )
    return current


@transaction.atomic
def withdraw_bulletin(*, bulletin: Bulletin, why: str, actor: Post, now: datetime) -> None:
    """Nobody outside reads it any more; its number is not given again.  ``bulletin.withdrawn``."""
    current = _current(bulletin)
    refuse(why_not_look_after(actor, current.campaign.unit) + why_not_why(why))
    withdrawn = (
        Bulletin.objects.filter(pk=current.pk)
        .exclude(state=BulletinState.WITHDRAWN)
        .update(
            state=BulletinState.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_by=actor,
            withdrawn_why=why.strip()[:300],
        )
    )
    if withdrawn != 1:
        raise Refused(
            Refusal("already_withdrawn", gettext_noop("This has been withdrawn already."))
        )
    append(
        kind="bulletin.withdrawn",
        actor=actor.ref,
        subject=current.ref,
        facts={"number": current.number},
        now=now,
    )


def _current(bulletin: Bulletin) -> Bulletin:
    return Bulletin.objects.select_related("campaign__unit").get(pk=bulletin.pk)


def _why_not_edit(current: Bulletin, seen_version: int, actor: Post) -> list[Refusal]:
    return (
        why_not_look_after(actor, current.campaign.unit)
        + why_not_edit(current)
        + why_not_same_version(seen_version, current.version)
    )


def _why_not_words(
    current: Bulletin,
    sections: Sequence[Mapping[str, Any]],
    not_people: Mapping[str, str],
    *heads: str,
) -> list[Refusal]:
    keys = current.figures.values_list("key", flat=True)
    within = Unit.objects.within(current.campaign.unit).order_by()
    texts = [text for one in sections for text in (one["title"], *one["paragraphs"])]
    return why_not_sections(sections, keys, within.values_list("name", flat=True)) + why_not_clear(
        texts=[*texts, *heads], not_people=not_people
    )


def _change(current: Bulletin, seen_version: int, now: datetime, **fields: Any) -> None:
    changed = Bulletin.objects.filter(
        pk=current.pk, state=BulletinState.DRAFT, version=seen_version
    ).update(version=seen_version + 1, changed_at=now, **fields)
    if changed != 1:
        raise Refused(JUST_CHANGED)


def _drafted(scope: Scope) -> tuple[Drafted, Mapping[str, int | None]]:
    with override(scope.campaign.language):
        told = happened(scope)
        drafted = draft(told)
    if not drafted.sections:
        raise Refused(
            Refusal(
                "nothing_happened",
                gettext_noop("Nothing happened on these days that a bulletin could tell of."),
                on="from_on",
            )
        )
    return drafted, told.numbers


def _keep_figures(made: Bulletin, drafted: Drafted, numbers: Mapping[str, int | None]) -> None:
    days = {"from": made.from_on.isoformat(), "until": made.until_on.isoformat()}
    NumberTrace.objects.bulk_create(
        NumberTrace(
            bulletin=made,
            key=key,
            query=code,
            params=days,
            of_people=COUNTABLE[code].of_people,
            value=numbers[code],
        )
        for key, code in drafted.figures.items()
    )


def _stale(current: Bulletin) -> list[tuple[NumberTrace, int | None]]:
    """Figures that are others now, with what they are."""
    scope = scope_of(current)
    now = [(figure, count(figure.query, scope)) for figure in current.figures.all()]
    return [(figure, value) for figure, value in now if value != figure.value]


def _as_kept(drafted: Drafted) -> list[dict[str, Any]]:
    return [
        {"title": section.title, "paragraphs": list(section.paragraphs)}
        for section in drafted.sections
    ]


def _tidied(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    tidy = []
    for section in sections:
        paragraphs = [text.strip() for text in section["paragraphs"] if text.strip()]
        if paragraphs:
            tidy.append({"title": section["title"].strip(), "paragraphs": paragraphs})
    return tidy


def _days(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "campaign": bulletin.campaign_id,
        "from": bulletin.from_on.isoformat(),
        "until": bulletin.until_on.isoformat(),
    }

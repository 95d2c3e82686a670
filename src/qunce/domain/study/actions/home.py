"""How people prefer to study, and what is brought to them.

Of all this the record knows one thing: that a round was planned by a unit for a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.study.actions.acting import (
    changed_meanwhile,
    today_of,
    unit_now,
)
from qunce.domain.study.models import Delivery, DeliveryRound, Material, Member
from qunce.domain.study.queries import town_of
from qunce.domain.study.rules import home as rules
from qunce.domain.study.rules.material import why_not_use
from qunce.domain.study.rules.standing import (
    why_not_in_campaign,
    why_not_keep_members,
    why_not_study_for,
)
from qunce.domain.study.states import Way
from qunce.domain.study.suggesting import offer_to
from qunce.domain.voices.actions import receive
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import Said
from qunce.domain.voices.states import Channel, VoiceKind
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("delivery_round.planned", gettext_noop("Home delivery planned"))

KEPT_DAYS = 92
"""After a quarter nobody needs to know any more to whom something was brought."""


@transaction.atomic
def add_member(
    *, unit: Unit, called: str, prefers: str, actor: Post, now: datetime, away: bool = False
) -> Member:
    """The unit knows how somebody prefers to study.  Not recorded: a person is not a matter."""
    unit = unit_now(unit=unit)
    called = one_line(called)
    taken = Member.objects.filter(unit=unit, called=called).exists()
    refuse(
        why_not_keep_members(actor, unit)
        or [
            *why_not_study_for(actor, unit, on=today_of(now=now)),
            *rules.why_not_note(called=called, prefers=prefers, taken=taken),
        ]
    )
    try:
        with transaction.atomic():
            return Member.objects.create(unit=unit, called=called, prefers=prefers, away=away)
    except IntegrityError as at_once:
        again = rules.why_not_note(called=called, prefers=prefers, taken=True)
        raise Refused(again) from at_once


@transaction.atomic
def change_needs(
    *, member: Member, prefers: str, away: bool, actor: Post, now: datetime, called: str = ""
) -> None:
    """Somebody prefers something else now; what was before is not kept.  Not recorded."""
    current = _member(member)
    called = one_line(called) or current.called
    taken = Member.objects.filter(unit=current.unit, called=called).exclude(pk=current.pk).exists()
    refuse(
        why_not_keep_members(actor, current.unit)
        or rules.why_not_note(called=called, prefers=prefers, taken=taken)
    )
    changed = Member.objects.filter(pk=current.pk)
    if changed.update(prefers=prefers, away=away, called=called) != 1:
        raise changed_meanwhile()


@transaction.atomic
def member_leaves(*, member: Member, actor: Post, now: datetime) -> None:
    """The member, and everything that was brought to them, is deleted.  Not recorded.

    Rounds stay and say no longer that there was one more.  Backups forget with their own age.
    """
    current = _member(member)
    refuse(why_not_keep_members(actor, current.unit))
    theirs = Delivery.objects.filter(member=current).values("round")
    _alone_with(DeliveryRound.objects.filter(pk__in=theirs))
    Delivery.objects.filter(member=current).delete()
    Member.objects.filter(pk=current.pk).delete()


@transaction.atomic
def plan_deliveries(
    *,
    unit: Unit,
    campaign: Campaign,
    due_on: date,
    actor: Post,
    now: datetime,
    material: Material | None = None,
    helper: Post | None = None,
    helper_words: str = "",
    members: Sequence[Member] | None = None,
) -> DeliveryRound:
    """By ``due_on`` the material is brought to everybody who prefers it, each in the fitting way.

    Members of units merged into ``unit``, or covered by it, are its members here.  ``members``: to
    these instead.  Nobody has two deliveries on their way; without a helper the
    actor brings it.  Recorded as ``delivery_round.planned``: unit and day, not to how many.
    """
    unit = unit_now(unit=unit)
    today = today_of(now=now)
    refuse(
        why_not_keep_members(actor, unit)
        or why_not_study_for(actor, unit, on=today)
        or why_not_in_campaign(unit, campaign)
    )
    helper_words = one_line(helper_words)
    if helper is None and not helper_words:
        helper = actor
    chosen = _chosen(acted_for(unit, today), members)
    waiting = set(
        Delivery.objects.filter(member__in=chosen).to_bring().values_list("member_id", flat=True)
    )
    free = [member for member in chosen if member.pk not in waiting]
    refuse(
        rules.why_not_helper(helper, helper_words, unit)
        + why_not_use(material, unit.path)
        + rules.why_not_round(free, chosen=len(chosen), unit=unit, due_on=due_on, today=today)
    )
    made = DeliveryRound.objects.create(
        unit=unit,
        campaign=campaign,
        material=material,
        due_on=due_on,
        made_by=actor,
        made_at=now,
    )
    try:
        with transaction.atomic():
            Delivery.objects.bulk_create(
                Delivery(
                    round=made,
                    member=member,
                    helper=helper,
                    helper_words=helper_words,
                    way=(offer_to(member.prefers, away=member.away).ways or (Way.VISIT,))[0],
                )
                for member in free
            )
    except IntegrityError:  # two of the unit planned at once
        raise changed_meanwhile() from None
    append(
        kind="delivery_round.planned",
        actor=actor.ref,
        subject=made.ref,
        facts={"unit": unit.code, "due_on": due_on.isoformat()},
        now=now,
    )
    return made


def _chosen(units: Sequence[Unit], members: Sequence[Member] | None) -> list[Member]:
    own = Member.objects.filter(unit__in=units)
    if members is None:
        return [one for one in own if offer_to(one.prefers, away=one.away).in_round]
    return list(own.filter(pk__in=[member.pk for member in members]))


@transaction.atomic
def make_delivery(
    *,
    delivery: Delivery,
    done_on: date,
    way: str,
    said: str,
    actor: Post,
    now: datetime,
    submission: str = "",
    language: str = "zh-hans",
) -> Voice | None:
    """It was brought, in the week of ``done_on``; what was ``said``, if anything, is a message
    without a name in the queue of the town's office, and is returned so that its slip can be
    handed over.  Only the message is recorded (``voice.received``), as any other.

    *What a reader of the whole database can infer.*  That members of this round were visited in a
    certain week; that the post ``keyed_by`` wrote a message down at a certain second.  So the
    message is by one of those members, **or by anybody else** who spoke to that post: it came in
    as a visit, like every other word said at a door, whatever way the material took.  A small
    round narrows this; in a round of one, in a village where nobody else ever says anything, it
    can be guessed.  It can be guessed there from the village alone.

    *What cannot be inferred.*  Which member of the round it was.  A delivery holds no day, no
    instant, not whether anything was said, and no number of a message; no message holds a member
    or a round.  The order of writing does not tell either: every delivery of the round is taken out
    and put in again in the same order, whichever was brought, so all have the same transaction
    number and none stands apart.  No entry of the record, no notice and no
    address tells that something was brought.

    *What this does not hide.*  Two copies of the database, one from before and one from after, or
    PostgreSQL's log of writes and the rows it has not yet swept away, show which delivery changed
    in between.  Who can read those can read the unit's list as well.
    """
    current = _delivery(delivery)
    unit = current.round.unit
    today = today_of(now=now)
    said = cleaned(said)
    refuse(why_not_keep_members(actor, unit))
    refuse(rules.why_not_bring(current, done_on=done_on, way=way, said=said, today=today))
    _write_anew(current, made=False, done_on=rules.monday_of(done_on), way=way)
    first_day = max(rules.monday_of(done_on), today_of(now=current.round.made_at))
    DeliveryRound.objects.filter(pk=current.round_id, brought_on__isnull=True).update(
        brought_on=first_day
    )
    if not said:
        return None
    town = town_of(unit=unit, campaign=current.round.campaign)
    received = receive(
        said=Said(
            kind=VoiceKind.OPINION,
            channel=Channel.VISIT,
            text=said,
            town=town,
            village=None if unit.pk == town.pk else unit,
            submission=submission or secrets.token_hex(16),
            language=language,
            keyed_by=actor,
        ),
        now=now,
    )
    return received.voice


def _write_anew(delivery: Delivery, *, made: bool, **changes: object) -> None:
    """``delivery`` is changed, and every row of its round is taken out and put in again.

    Not an update: PostgreSQL leaves a row whose index entries do not change near its old place
    and moves the one that was brought, so that the order of the file would tell which it was.
    ``made`` guards: whether it is brought must still be as it was read.
    """
    rows = list(Delivery.objects.filter(round=delivery.round_id).order_by("pk"))
    as_read = Delivery.objects.filter(pk=delivery.pk, done_on__isnull=not made)
    if as_read.delete()[0] != 1:
        raise changed_meanwhile()
    Delivery.objects.filter(round=delivery.round_id).delete()
    for row in rows:
        if row.pk == delivery.pk:
            for name, value in changes.items():
                setattr(row, name, value)
    Delivery.objects.bulk_create(rows)


def _alone_with(rounds: QuerySet[DeliveryRound]) -> list[int]:
    """Numbers of ``rounds``, whose deliveries nobody else writes until this transaction ends."""
    return [one.pk for one in rounds.select_for_update().order_by("pk")]


@transaction.atomic
def take_back_delivery(*, delivery: Delivery, actor: Post, now: datetime) -> None:
    """A touch too much: it is still to be brought.  A message that was written down stays.

    Not recorded, and written like :func:`make_delivery`, all rows of the round at once.
    """
    current = _delivery(delivery)
    refuse(why_not_keep_members(actor, current.round.unit))
    other = Delivery.objects.filter(member=current.member_id).exclude(pk=current.pk).to_bring()
    if current.done_on is None or other.exists():
        raise changed_meanwhile()
    _write_anew(current, made=True, done_on=None)
    if not Delivery.objects.filter(round=current.round_id, done_on__isnull=False).exists():
        DeliveryRound.objects.filter(pk=current.round_id).update(brought_on=None)


@transaction.atomic
def call_off_delivery(*, delivery: Delivery, actor: Post, now: datetime) -> None:
    """They would rather not this time: it is deleted, without a word why.  Not recorded."""
    current = _delivery(delivery)
    refuse(why_not_keep_members(actor, current.round.unit))
    if Delivery.objects.filter(pk=current.pk).to_bring().delete()[0] != 1:
        raise changed_meanwhile()


@transaction.atomic
def forget_old_deliveries(*, now: datetime, limit: int) -> int:
    """What was brought more than a quarter ago is no longer kept of anybody; rounds stay.

    Due work: may be called by anybody, as often as they like.  Not recorded.
    """
    before = today_of(now=now) - timedelta(days=KEPT_DAYS)
    old = Delivery.objects.filter(done_on__lt=before).order_by("id").values("pk")[:limit]
    gone, _by_model = Delivery.objects.filter(
        pk__in=list(old.values_list("pk", flat=True))
    ).delete()
    return gone


def _delivery(delivery: Delivery) -> Delivery:
    """The delivery as it is now, and its round ours alone; refuses one that is no more."""
    _alone_with(DeliveryRound.objects.filter(pk=delivery.round_id))
    deliveries = Delivery.objects.select_related("round__unit", "round__campaign__unit")
    found = deliveries.filter(pk=delivery.pk).first()
    if found is None:
        raise changed_meanwhile()
    return found


def _member(member: Member) -> Member:
    """The member as it is now; one that somebody else deleted meanwhile is not there."""
    found = Member.objects.select_related("unit").filter(pk=member.pk).first()
    if found is None:
        raise changed_meanwhile()
    return found

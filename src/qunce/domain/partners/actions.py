"""The only writer of keys and trials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.partners.keys import SHOWN, hash_of, new_key
from qunce.domain.partners.models import PartnerKey, Trial
from qunce.domain.partners.rules import why_not_keep_keys, why_not_name, why_not_withdraw
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop

register("partner.key_made", gettext_noop("Key for another program made"))
register("partner.key_withdrawn", gettext_noop("Key of another program withdrawn"))


@transaction.atomic
def make_key(*, county: Unit, name: str, actor: Post, now: datetime) -> tuple[PartnerKey, str]:
    """Another program can hand in messages with the key that is returned, this once, as text.

    Only its hash is kept, so nobody can read it again.  Refuses everybody but the campaign
    office of ``county``, and a name that says nothing.  Recorded as ``partner.key_made``.
    """
    if reasons := why_not_keep_keys(actor, county) + why_not_name(name):
        raise Refused(reasons)
    text = new_key()
    key = PartnerKey.objects.create(
        county=county,
        name=name.strip(),
        key_hash=hash_of(text),
        beginning=text[:SHOWN],
        made_by=actor,
        made_at=now,
    )
    append(
        kind="partner.key_made",
        actor=actor.ref,
        subject=key.ref,
        facts={"county": county.code},
        now=now,
    )
    return key, text


@transaction.atomic
def withdraw_key(*, key: PartnerKey, actor: Post, now: datetime) -> None:
    """The key opens nothing from now on; what came with it stays.  ``partner.key_withdrawn``.

    Refuses everybody but the campaign office of its county, and a second time.
    """
    key = PartnerKey.objects.select_related("county").get(pk=key.pk)
    if reasons := why_not_withdraw(key, actor):
        raise Refused(reasons)
    if PartnerKey.objects.valid().filter(pk=key.pk).update(withdrawn_at=now) != 1:
        key.withdrawn_at = now  # somebody else was quicker
        raise Refused(why_not_withdraw(key, actor))
    append(
        kind="partner.key_withdrawn",
        actor=actor.ref,
        subject=key.ref,
        facts={"county": key.county.code},
        now=now,
    )


def record_trial(
    *,
    key: PartnerKey,
    submission: str,
    service_code: str,
    now: datetime,
    description: str = "",
    address: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    place_code: str = "",
    details: Mapping[str, Sequence[str]] | None = None,
) -> Trial:
    """A report of the test endpoint is kept apart; the same sending once more gives the same.

    It takes nothing that says who sent it.  Not in the record: nothing happened in the town.
    """
    trial, _new = Trial.objects.get_or_create(
        submission=submission,
        defaults={
            "key": key,
            "service_code": service_code,
            "description": description,
            "address": address,
            "latitude": latitude,
            "longitude": longitude,
            "place_code": place_code,
            "details": {code: list(values) for code, values in (details or {}).items()},
            "requested_at": now,
        },
    )
    return trial


KEPT = timedelta(days=90)
"""How long a trial is shown: the protocol lists ninety days."""


def clear_trials(*, now: datetime, limit: int) -> int:
    """Up to ``limit`` trials older than ninety days are gone; how many.  Nobody's words are lost:
    a trial is no message.  Not recorded."""
    old = Trial.objects.filter(requested_at__lt=now - KEPT).order_by("pk")
    gone, _kinds = Trial.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:limit])
    ).delete()
    return gone

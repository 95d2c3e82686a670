"""The only writer of identities and openings, and of the key ring's file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.identities import keys
from qunce.domain.identities.contents import Person
from qunce.domain.identities.models import Identity, Opening
from qunce.domain.identities.rules import why_not_open, why_not_seal
from qunce.domain.identities.sealing import reseal, seal_person, unseal_person
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("identity.opened", gettext_noop("Sealed identity opened"))
register("identity.forgotten", gettext_noop("Sealed identity erased"))
register("identity.key_changed", gettext_noop("Key of the sealed identities changed"))
register("identity.keys_dropped", gettext_noop("Old keys of the sealed identities destroyed"))

REST = timedelta(days=1)
"""How long a key stays after its successor was made: no transaction lasts that long."""


def seal(*, person: Person, now: datetime) -> Identity:
    """``person`` is kept, and can be read by nobody who has only the database.

    One statement.  Not recorded: the message it belongs to is.  Refuses somebody who cannot be
    reached and texts too long; refuses with ``identity_key_lost`` rather than make a key where
    identities are sealed under one that is gone.
    """
    if reasons := why_not_seal(person):
        raise Refused(reasons)
    token = secrets.token_hex(16)
    sealed = seal_person(person.tidied(), token=token, ring=_ring(now))
    return Identity.objects.create(token=token, sealed_at=now, **sealed._asdict())


def open_identity(
    *,
    identity: Identity,
    post: Post,
    about: Ref,
    purpose: str,
    reason: str,
    now: datetime,
    actor: Ref | None = None,
) -> Person:
    """Who spoke; the opening is committed before this returns.

    Afterwards an :class:`Opening` names the post, the matter, the purpose and the reason, for
    the speaker to read, and the record holds ``identity.opened`` with the purpose.  The public
    record names ``actor`` instead of the post, where the post would tell what the matter is
    about.  Whether ``post`` may open it is asked by the caller beforehand.

    Refuses without a purpose of the list and a reason, when it was erased, when its key is
    missing and when it was altered; nothing is written then, since nothing was seen.  Raises
    ``RuntimeError`` inside another transaction: rolled back, it would have shown a person
    without a trace.
    """
    with transaction.atomic(durable=True):
        identity = Identity.objects.get(pk=identity.pk)
        if reasons := why_not_open(identity, purpose=purpose, reason=reason):
            raise Refused(reasons)
        person = unseal_person(identity.sealed, token=identity.token, ring=_ring(now))
        opening = Opening.objects.create(
            identity=identity,
            post=post,
            post_name=str(post),
            about_kind=about.kind,
            about_id=about.id,
            purpose=purpose,
            reason=reason.strip(),
            opened_at=now,
        )
        append(
            kind="identity.opened",
            actor=actor or post.ref,
            subject=about,
            facts={"opening": opening.pk, "purpose": str(purpose)},
            now=now,
        )
    return person


@transaction.atomic
def forget(*, identity: Identity, actor: Ref, about: Ref, now: datetime) -> None:
    """Nothing of the person is left in ``identity``; recorded as ``identity.forgotten``.

    The openings stay, since they say what posts did.  Refuses what was erased before.  Backups
    made earlier still hold the sealed bytes until they are destroyed.
    """
    emptied = (
        Identity.objects.kept()
        .filter(pk=identity.pk)
        .update(key_id="", nonce=b"", ciphertext=b"", forgotten_at=now)
    )
    if emptied != 1:
        raise Refused(
            Refusal(
                "identity_forgotten",
                gettext_noop("This identity was erased. Nobody can open it any more."),
            )
        )
    append(kind="identity.forgotten", actor=actor, subject=about, facts={}, now=now)


# --- the change of key


@transaction.atomic
def add_key(*, actor: Ref, now: datetime) -> str:
    """A new key seals from now on; returns its id.  Recorded as ``identity.key_changed``.

    What was sealed before stays under its old key, and opens, until :func:`reseal_batch` has
    moved it.  Refuses when the keys lie in the environment, which a program cannot change.
    """
    _refuse_environment()
    ring = _ring(now)
    key = keys.new_key(now)
    append(
        kind="identity.key_changed",
        actor=actor,
        subject=Ref("identity_key", key.id, key.id),
        facts={"before": ring.current, "to_reseal": Identity.objects.kept().count()},
        now=now,
    )
    # Last, and under the record's lock.  Should the commit fail, there is one key too many,
    # which harms nobody; the other way round a row could be sealed under a key that is nowhere.
    keys.replace_file((*keys.load_file(), key))
    return key.id


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch came to: rows moved, rows that do not open, and where to go on."""

    resealed: int
    stuck: int
    last: int
    done: bool


def reseal_batch(*, now: datetime, limit: int, after: int = 0) -> Batch:
    """Up to ``limit`` identities with a number above ``after`` are sealed under the current key.

    Not recorded, :func:`add_key` was.  Each row is its own guarded update, so that any number of
    processes may do this at once, be killed at any moment, and begin again: a row that another
    one moved or erased meanwhile is left alone.  Rows whose key is missing, or that were
    altered, are counted as stuck and left as they are.
    """
    ring = _ring(now)
    rows = list(
        Identity.objects.kept()
        .exclude(key_id=ring.current)
        .filter(pk__gt=after)
        .order_by("pk")[:limit]
    )
    # Asked again: a row read just now may lie under a key that was made since.
    ring = _ring(now)
    resealed = stuck = 0
    with transaction.atomic():
        for row in rows:
            if row.key_id == ring.current:
                continue
            try:
                sealed = reseal(row.sealed, token=row.token, ring=ring)
            except Refused:
                stuck += 1
                continue
            resealed += (
                Identity.objects.kept()
                .filter(pk=row.pk, key_id=row.key_id, nonce=row.nonce)
                .update(resealed_at=now, **sealed._asdict())
            )
    last = rows[-1].pk if rows else after
    return Batch(resealed, stuck, last, len(rows) < limit)


@transaction.atomic
def drop_old_keys(*, actor: Ref, now: datetime) -> list[str]:
    """Old keys that no row needs are gone from the file; returns their ids.

    Recorded as ``identity.keys_dropped`` if there were any.  A key stays for a day after its
    successor was made, because somebody may still be sealing with it.  Copies of the database
    from before the change need the key file that was copied with them.
    """
    _refuse_environment()
    needed = set(Identity.objects.kept().values_list("key_id", flat=True).distinct())
    old = _unneeded(needed, now)
    if not old:
        return []
    append(
        kind="identity.keys_dropped",
        actor=actor,
        subject=Ref("identity_key", old[-1], old[-1]),
        facts={"keys": list(old)},
        now=now,
    )
    keys.replace_file(key for key in keys.load_file() if key.id not in old)
    return old


def _unneeded(needed: set[str], now: datetime) -> list[str]:
    there = keys.load_file()
    return [
        key.id
        for key, successor in pairwise(there)
        if key.id not in needed
        and successor.made_at is not None
        and now - successor.made_at >= REST
    ]


def _ring(now: datetime) -> keys.Ring:
    """The ring; made for the first identity, never in place of a lost one."""
    ring = keys.load_ring()
    if ring is None:
        if Identity.objects.kept().exists():
            raise Refused(
                Refusal(
                    "identity_key_lost",
                    gettext_noop(
                        "There are sealed identities, but their key %(path)s is gone. "
                        "Put it back from your backup; no new one is made in its place."
                    ),
                    {"path": str(keys.key_path())},
                )
            )
        keys.make_first(keys.new_key(now))
        ring = keys.load_ring()
        if ring is None:
            raise FileNotFoundError(keys.key_path())
    return ring


def _refuse_environment() -> None:
    if keys.in_environment():
        raise Refused(
            Refusal(
                "identity_key_in_environment",
                gettext_noop(
                    "The key of the sealed identities is set in QUNCE_IDENTITY_KEY. "
                    "Add or remove a key there yourself, then run this again."
                ),
            )
        )

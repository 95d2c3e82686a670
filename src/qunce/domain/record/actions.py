"""The only writer of the record.

Concurrency, once for all: every append locks the single row of ``TreeState`` (on PostgreSQL by
``SELECT … FOR UPDATE``, on SQLite because a transaction takes the write lock when it begins)
and holds it until the caller's transaction ends.  The guarded update on ``size`` and the primary
key of ``Entry`` hold even where a lock is missing.  Therefore append *last* in an action, keep
transactions short, and never wait for another row after appending.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError

from qunce.domain.record import keys, kinds, merkle
from qunce.domain.record.facts import fact_of
from qunce.domain.record.heads import Head
from qunce.domain.record.models import Entry, TreeState
from qunce.domain.record.privacy import refuse_personal
from qunce.domain.record.refs import Ref
from qunce.kernel.canonical import JSON, canonical, instant
from qunce.kernel.refusals import Refusal, Refused, gettext_noop


def append(
    *, kind: str, actor: Ref, subject: Ref, facts: Mapping[str, JSON], now: datetime
) -> Entry:
    """Write one entry at the end of the record.

    Afterwards the entry stands at the next index with its leaf hash and a signed head over the
    whole record up to it; all of it vanishes if the caller's transaction rolls back.  Three
    statements: lock and read the state, insert the entry, advance the state.

    Raises ``TransactionManagementError`` outside a transaction, because then the change and its
    entry could part; ``ValueError`` for an unregistered kind, a personal key or a fact without
    canonical form (a programmer's mistake, found before anything is written).  Refuses with
    ``record_key_unreadable`` or ``record_key_changed`` when the key that signed the entries so
    far is not at hand, and with ``record_busy`` when another writer was faster.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "record.append belongs inside the transaction of the change it records"
        )
    if kind not in kinds.registered:
        raise ValueError(f"{kind!r} is not registered; see qunce.domain.record.kinds")
    refuse_personal(facts)
    at = instant(now)

    state = TreeState.objects.select_for_update().get()
    signer = _signer(state)
    index = state.size
    text = canonical(
        fact_of(
            origin=state.origin,
            index=index,
            at=at,
            kind=kind,
            actor=actor,
            subject=subject,
            facts=facts,
        )
    )
    leaf = merkle.leaf_hash(text)
    frontier = merkle.Frontier.from_hex(state.size, state.frontier).grown(leaf)
    root = frontier.root().hex()
    head = Head(origin=state.origin, size=frontier.size, root=root, at=at)
    entry = Entry(
        index=index,
        at=now,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_name=subject.name,
        canonical=text.decode(),
        leaf_hash=leaf.hex(),
        head_root=root,
        head_signature=signer.sign(head.signed_bytes()).hex(),
    )
    entry.save(force_insert=True)
    advanced = TreeState.objects.filter(pk=state.pk, size=state.size).update(
        size=frontier.size,
        frontier=frontier.to_hex(),
        root=root,
        public_key=signer.public.hex,
    )
    if advanced != 1:
        raise Refused(
            Refusal(
                "record_busy",
                gettext_noop(
                    "Someone else wrote to the record at the same moment. Please try again."
                ),
            )
        )
    return entry


def _signer(state: TreeState) -> keys.Signer:
    """The key of this record; made only for the first entry, never in place of a lost one."""
    if not state.public_key:
        return keys.ensure_key(settings.KEYS)
    signer = keys.load_key(settings.KEYS)
    if signer.public.hex != state.public_key:
        raise Refused(
            Refusal(
                "record_key_changed",
                gettext_noop(
                    "The signing key %(path)s is not the one that signed this record "
                    "(expected %(expected)s, found %(found)s). "
                    "Put the right key back from your backup."
                ),
                {
                    "path": str(keys.key_path(settings.KEYS)),
                    "expected": keys.PublicKey(bytes.fromhex(state.public_key)).fingerprint,
                    "found": signer.public.fingerprint,
                },
            )
        )
    return signer

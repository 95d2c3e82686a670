"""Reads that others share: heads and proofs.  Entries themselves: ``Entry.objects``.

A proof over ``n`` entries reads ``n`` leaf hashes and hashes each once.  A proof at an entry's
own size never changes, so a page that shows one may be cached for ever.
"""

from qunce.domain.record import merkle
from qunce.domain.record.heads import Head, SignedHead
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.models import Entry, TreeState
from qunce.kernel.canonical import instant


def latest_head() -> SignedHead | None:
    """The signed head after the last entry; None while the record is empty.  Two statements."""
    entry = Entry.objects.newest_first().first()
    return None if entry is None else head_after(entry)


def head_after(entry: Entry) -> SignedHead:
    """The head that was signed when ``entry`` was written.  One statement."""
    state = TreeState.objects.get()
    return SignedHead(
        head=Head(origin=state.origin, size=entry.size, root=entry.head_root, at=instant(entry.at)),
        signature=entry.head_signature,
        public_key=PublicKey(bytes.fromhex(state.public_key)),
    )


def head_at(size: int) -> SignedHead:
    """The head of the first ``size`` entries; ``Entry.DoesNotExist`` if there are fewer."""
    return head_after(Entry.objects.get(index=size - 1))


def leaf_hashes(size: int) -> list[bytes]:
    """The first ``size`` leaf hashes, in order.  IndexError if there are fewer.  One statement."""
    found = [
        bytes.fromhex(leaf)
        for leaf in Entry.objects.filter(index__lt=size)
        .order_by("index")
        .values_list("leaf_hash", flat=True)
        .iterator(chunk_size=10_000)
    ]
    if len(found) != size:
        raise IndexError(f"the record has no {size} entries")
    return found


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """The proof that entry ``index`` is in the record of ``size`` entries (RFC 9162, 2.1.3)."""
    return merkle.inclusion_proof(leaf_hashes(size), index)


def consistency_proof(first: int, second: int) -> list[bytes]:
    """The proof that the record of ``first`` entries begins that of ``second`` (2.1.4)."""
    return merkle.consistency_proof(leaf_hashes(second), first)

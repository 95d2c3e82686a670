"""The record: what happened, in an order and a wording that nobody can alter quietly.

Owns an append-only list of entries, each a canonical fact (RFC 8785), hashed into a Merkle tree
(RFC 9162), with a tree head signed by Ed25519 after every entry.

Promises

* an entry commits together with the change it tells of, or not at all (``actions.append``);
* nothing in it can be changed, removed, reordered or slipped in without ``checking`` finding it
  and naming the first bad entry; the database itself refuses as well, by trigger;
* a receipt (``receipts``) convinces a stranger with nothing but the public key.

Leaves to others: what is worth recording, and that nothing personal is in the facts.  Actor and
subject are opaque (:class:`Ref`): a kind, an id, and the name as printed that day.  No foreign
key leads out of this package and it knows nobody above it; upper packages announce their kinds
of entry with ``kinds.register`` when they are imported.
"""

from qunce.domain.record import kinds
from qunce.domain.record.refs import Ref

__all__ = ["Ref", "kinds"]

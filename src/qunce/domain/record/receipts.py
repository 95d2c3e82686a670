"""Receipts: one entry with everything a stranger needs to check it, offline and for ever."""

import json
from collections.abc import Mapping
from typing import Any

from qunce.domain.record import merkle
from qunce.domain.record.facts import ENTRY_TYPE
from qunce.domain.record.findings import Finding
from qunce.domain.record.heads import NotAHead, read_signed_head, unhex
from qunce.domain.record.keys import PublicKey
from qunce.kernel.canonical import JSON, NotCanonical, canonical
from qunce.kernel.refusals import gettext_noop

RECEIPT_TYPE = "qunce.receipt.v1"
NOTE = (
    "This receipt proves that the entry stood in the record when the head was signed. Check it "
    "with `qunce verify FILE`, or by hand: SHA-256 of a zero byte and the UTF-8 text of `entry` "
    "is the leaf; with `proof` it leads to `head.root` (RFC 9162, 2.1.3.2); `signature` is "
    "Ed25519 over the RFC 8785 form of `head`. Compare `public_key` with the published one. "
    "Keep this file: it also shows whether the record was cut or rewritten later."
)


def receipt(entry: Any, size: int | None = None) -> dict[str, JSON]:
    """The receipt of ``entry`` (a ``models.Entry``): its text, its place, its proof, a head.

    ``size`` chooses a later head than the entry's own.  At the entry's own size, the default,
    the receipt never changes, so a page may cache it for ever.  Reads ``size`` leaf hashes.
    """
    from qunce.domain.record import queries

    head = queries.head_after(entry) if size is None else queries.head_at(size)
    proof = queries.inclusion_proof(entry.index, head.head.size)
    return {
        "type": RECEIPT_TYPE,
        "note": NOTE,
        "entry": entry.canonical,
        "index": entry.index,
        "size": head.head.size,
        "proof": [node.hex() for node in proof],
        **head.as_dict(),
    }


def verify_receipt(data: object, public_key: PublicKey | None = None) -> list[Finding]:
    """Everything that is wrong with a receipt; an empty list means that it holds.

    Needs no database.  Without ``public_key`` the key inside the receipt is used, which proves
    that the parts fit together, not who made them: compare its fingerprint with the published
    one.  Takes any JSON value whatever and never raises.
    """
    if not isinstance(data, Mapping) or data.get("type") != RECEIPT_TYPE:
        return [Finding("receipt_unknown", gettext_noop("This file is not a receipt of a record."))]
    try:
        head = read_signed_head(data)
    except NotAHead as error:
        return [
            Finding(
                "receipt_head_unreadable",
                gettext_noop("The receipt's tree head cannot be read: %(why)s."),
                {"why": str(error)},
            )
        ]
    index, size, text = data.get("index"), data.get("size"), data.get("entry")
    proof = _proof(data.get("proof"))
    if type(index) is not int or type(size) is not int or not isinstance(text, str):
        return [_incomplete()]
    if proof is None:
        return [_incomplete()]

    found: list[Finding] = []
    key = public_key or head.public_key
    if head.public_key != key:
        found.append(
            Finding(
                "receipt_other_key",
                gettext_noop(
                    "The receipt carries another public key (%(found)s) than the one expected "
                    "(%(expected)s)."
                ),
                {"found": head.public_key.fingerprint, "expected": key.fingerprint},
            )
        )
    if not head.is_signed_by(key):
        found.append(
            Finding(
                "receipt_signature_wrong",
                gettext_noop(
                    "The signature of the tree head is wrong: the head was changed, or it was "
                    "signed with another key."
                ),
            )
        )
    if size != head.head.size:
        found.append(
            Finding(
                "receipt_size_wrong",
                gettext_noop("The receipt says %(size)s entries, its tree head %(signed)s."),
                {"size": size, "signed": head.head.size},
            )
        )
    found += _check_text(text, index, head.head.origin)
    try:
        leaf = merkle.leaf_hash(text.encode())
    except UnicodeEncodeError:
        leaf = b""
    if not merkle.verify_inclusion(leaf, index, size, proof, bytes.fromhex(head.head.root)):
        found.append(
            Finding(
                "receipt_proof_wrong",
                gettext_noop(
                    "The proof does not lead from entry %(index)s to the signed root: the text, "
                    "the place or the proof was changed."
                ),
                {"index": index},
                index,
            )
        )
    return found


def _check_text(text: str, index: int, origin: str) -> list[Finding]:
    try:
        fact = json.loads(text)
        exact = canonical(fact).decode() == text
    except (ValueError, RecursionError, NotCanonical):
        fact, exact = None, False
    if not exact or not isinstance(fact, dict) or fact.get("type") != ENTRY_TYPE:
        return [
            Finding(
                "receipt_text_not_canonical",
                gettext_noop("The text of entry %(index)s is not in its canonical form."),
                {"index": index},
                index,
            )
        ]
    if fact.get("index") != index or fact.get("record") != origin:
        return [
            Finding(
                "receipt_other_entry",
                gettext_noop(
                    "The text belongs to entry %(inside)s of record %(record)s, not to entry "
                    "%(index)s of record %(origin)s."
                ),
                {
                    "inside": fact.get("index"),
                    "record": fact.get("record"),
                    "index": index,
                    "origin": origin,
                },
                index,
            )
        ]
    return []


def _proof(nodes: object) -> list[bytes] | None:
    if not isinstance(nodes, list) or len(nodes) > 64:
        return None
    read = [unhex(node, 32) for node in nodes]
    return None if None in read else [node for node in read if node is not None]


def _incomplete() -> Finding:
    return Finding(
        "receipt_incomplete",
        gettext_noop(
            "The receipt lacks its entry, index, size or proof, or has one of them wrong."
        ),
    )

"""One pass over the entries: the tree grows again, and every byte is compared with it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qunce.domain.record import merkle
from qunce.domain.record.facts import ENTRY_TYPE
from qunce.domain.record.findings import Findings
from qunce.domain.record.heads import Head, unhex
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.reading import Source, Text
from qunce.kernel.canonical import NotCanonical, read_instant
from qunce.kernel.refusals import gettext_noop


@dataclass
class Walk:
    """How far the pass has come, and what it found."""

    source: Source
    key: PublicKey | None
    origin: str
    findings: Findings
    watched: int = 0
    """The size of the tree whose root is wanted in ``watched_root``."""
    watched_root: str = ""
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    expected: int = 0
    """The index that the next row must have."""
    count: int = 0
    broken: bool = False
    """The entries taken no longer make up the tree that was signed: roots say nothing more."""
    badly_signed: int = 0

    def take(self, row: dict[str, object]) -> None:
        """Check the next row of the table against everything taken so far."""
        index = row["index"]
        if type(index) is not int or index < self.expected:
            self.broken = True
            self.findings.add(
                "entry_out_of_order",
                gettext_noop("Entry %(index)s is numbered %(found)s in the database."),
                self.expected,
                found=shown(index),
            )
            self.count += 1
            return
        if index > self.expected:
            self.broken = True
            self.findings.add(
                "entry_missing",
                gettext_noop("Entries %(index)s to %(last)s are missing.")
                if index - self.expected > 1
                else gettext_noop("Entry %(index)s is missing."),
                self.expected,
                last=index - 1,
            )
        self.expected = index + 1
        self.count += 1
        text = row["canonical"]
        if not isinstance(text, Text):
            self.broken = True
            self.findings.add(
                "entry_text_unreadable",
                gettext_noop("The text of entry %(index)s is not text any more."),
                index,
            )
            return
        fact = _fact(text)
        if index == 0 and fact is not None:
            self._choose_origin(row, fact)
        computed = merkle.leaf_hash(text)
        content = self._content(index, row, fact, computed)
        self._tree(index, row, fact, computed, content)

    def _choose_origin(self, row: dict[str, object], fact: dict[str, Any]) -> None:
        """The record's name is in its state row and in every entry: believe the signed one."""
        named, root = fact.get("record"), _hash(row["head_root"])
        usual, signature = self.origin, unhex(ascii_of(row["head_signature"]), 64)
        if isinstance(named, str) and named != usual and root is not None:
            self.origin = named
            if not self._signed(1, root, fact.get("at"), signature):
                self.origin = usual

    def _content(
        self, index: int, row: dict[str, object], fact: dict[str, Any] | None, computed: bytes
    ) -> bool:
        """Whether text, leaf hash and columns of one entry agree with each other."""
        before = len(self.findings)
        if row["leaf_hash"] != computed.hex().encode() or type(row["leaf_hash"]) is not Text:
            self.findings.add(
                "entry_hash_wrong",
                gettext_noop(
                    "Entry %(index)s was changed: its text and its hash do not belong together."
                ),
                index,
            )
        if fact is None:
            self.findings.add(
                "entry_text_not_a_fact",
                gettext_noop("The text of entry %(index)s is not a recorded fact."),
                index,
            )
            return False
        if type(fact.get("index")) is not int or fact["index"] != index:
            self.findings.add(
                "entry_moved",
                gettext_noop(
                    "Entry %(index)s holds what was recorded as entry %(inside)s: entries were "
                    "reordered, removed or slipped in."
                ),
                index,
                inside=shown(fact.get("index")),
            )
        if fact.get("record") != self.origin:
            self.findings.add(
                "entry_of_another_record",
                gettext_noop("Entry %(index)s belongs to another record, %(inside)s."),
                index,
                inside=shown(fact.get("record")),
            )
        for column, value in self._columns(fact):
            if type(row[column]) is not Text or row[column] != value:
                self.findings.add(
                    "entry_column_differs",
                    gettext_noop(
                        "Entry %(index)s: the column %(column)s says %(found)s, the recorded "
                        "fact says %(recorded)s."
                    ),
                    index,
                    column=column,
                    found=shown(row[column]),
                    recorded=shown(value),
                )
        return len(self.findings) == before

    def _columns(self, fact: dict[str, Any]) -> Iterator[tuple[str, bytes | None]]:
        """What each repeating column must hold, as exact bytes; None where nothing can fit."""
        try:
            at: bytes | None = self.source.at(read_instant(fact["at"]))
        except (KeyError, NotCanonical, OverflowError):
            at = None
        yield "at", at
        yield "kind", _bytes(fact.get("kind"))
        for who in ("actor", "subject"):
            ref = fact.get(who)
            for part in ("kind", "id", "name"):
                yield f"{who}_{part}", _bytes(ref.get(part) if isinstance(ref, Mapping) else None)

    def _tree(
        self,
        index: int,
        row: dict[str, object],
        fact: dict[str, Any] | None,
        computed: bytes,
        content: bool,
    ) -> None:
        """Compare root and signature with what the tree comes to; decide how to go on."""
        stored_root, stored_leaf = _hash(row["head_root"]), _hash(row["leaf_hash"])
        signature = unhex(ascii_of(row["head_signature"]), 64)
        at = fact.get("at") if fact is not None else None
        grown = self.frontier.grown(computed)
        root = grown.root()
        if not self.broken and content and root == stored_root:
            self.frontier = grown
            if self.watched == grown.size:
                self.watched_root = root.hex()
            if not self._signed(grown.size, root, at, signature):
                self._bad_signature(index)
            return

        # Something is wrong here or before.  Which content was signed?
        times = [at, self._column_time(row)]
        if not self.broken:
            for leaf in (computed, stored_leaf):
                if leaf is None:
                    continue
                grown = self.frontier.grown(leaf)
                root = grown.root()
                if any(self._signed(grown.size, root, time, signature) for time in times):
                    self.frontier = grown
                    if root != stored_root:
                        self._bad_root(index)
                    return
        signed_as_stored = stored_root is not None and any(
            self._signed(index + 1, stored_root, time, signature) for time in times
        )
        if not signed_as_stored:
            self._bad_signature(index)
        if not self.broken:
            # Neither what is here nor what its hash says was signed in this place.
            if root_matches := (stored_root == self.frontier.grown(computed).root()):
                self.frontier = self.frontier.grown(computed)
            if signed_as_stored and not root_matches:
                self.findings.add(
                    "entry_history_differs",
                    gettext_noop(
                        "At entry %(index)s the entries so far do not come to the root that was "
                        "signed: it or an earlier entry is not the one that was recorded."
                    ),
                    index,
                )
            elif stored_root is None or not root_matches:
                self._bad_root(index)
            self.broken = not root_matches

    def _signed(self, size: int, root: bytes, at: object, signature: bytes | None) -> bool:
        if self.key is None or signature is None or not isinstance(at, str):
            return False
        try:
            message = Head(self.origin, size, root.hex(), at).signed_bytes()
        except NotCanonical:
            return False
        return self.key.verifies(signature, message)

    def _column_time(self, row: dict[str, object]) -> str | None:
        """The instant in the column ``at``, in the spelling of a head, if it is one."""
        text = ascii_of(row["at"])
        if text is None or len(text) < 19:
            return None
        fraction = text[20:26] if text[19:20] == "." else ""
        return f"{text[:10]}T{text[11:19]}.{fraction:0<6}Z"

    def _bad_root(self, index: int) -> None:
        self.findings.add(
            "entry_root_wrong",
            gettext_noop("The root stored with entry %(index)s is not that of the tree up to it."),
            index,
        )

    def _bad_signature(self, index: int) -> None:
        if self.key is None:
            return  # said once for all, at the end
        self.badly_signed += 1
        self.findings.add(
            "entry_signature_wrong",
            gettext_noop(
                "The signature of entry %(index)s does not fit: the entry, its place or the "
                "signature is not the one that was signed."
            ),
            index,
        )


def _fact(text: Text) -> dict[str, Any] | None:
    try:
        fact = json.loads(text.decode())
    except (ValueError, RecursionError):
        return None
    return fact if isinstance(fact, dict) and fact.get("type") == ENTRY_TYPE else None


def ascii_of(value: object) -> str | None:
    """The ASCII characters of a TEXT value, or None."""
    if not isinstance(value, Text):
        return None
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        return None


def _hash(value: object) -> bytes | None:
    return unhex(ascii_of(value), 32)


def _bytes(value: object) -> bytes | None:
    try:
        return value.encode() if isinstance(value, str) else None
    except UnicodeEncodeError:
        return None


def shown(value: object) -> str:
    """A value from the database as a sentence can quote it."""
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"

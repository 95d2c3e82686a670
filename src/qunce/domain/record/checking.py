"""Checking a whole record: every byte of every entry, in one streaming pass.

For each entry the leaf hash, the root of the tree up to it, the signature over that head and
every column are computed or derived again and compared byte by byte.  Because each entry carries
its own signed head, the pass can tell *which* entry is the first bad one, and often what about
it: where a hash or a root was touched but the signature still fits the true content, the walk
goes on with what was signed, and later entries are not blamed for it.

What the record alone cannot show is a tail cut off together with the state row, or a rewriting
by someone who holds the signing key; a kept head or receipt shows both (``kept``).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qunce.domain.record import merkle
from qunce.domain.record.facts import ENTRY_TYPE
from qunce.domain.record.findings import Finding
from qunce.domain.record.heads import Head, SignedHead, unhex
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.reading import COLUMNS, GUARDS, STATE_COLUMNS, Source, Text, Unreadable
from qunce.kernel.canonical import NotCanonical, read_instant
from qunce.kernel.refusals import gettext_noop

MOST_FINDINGS = 100
"""How many findings are kept word for word; the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check came to.

    ``first_bad`` is the index of the first entry something is wrong with (for missing entries,
    the first missing index); None when all is well or only the record as a whole is concerned.
    ``size`` and ``root`` are those of the entries that were read.  ``notes`` weaken the result
    without breaking it.
    """

    ok: bool
    size: int
    root: str
    first_bad: int | None
    findings: tuple[Finding, ...]
    more: int
    notes: tuple[Finding, ...]
    origin: str
    key: PublicKey | None


def check(
    source: Source, public_key: PublicKey | None = None, kept: SignedHead | None = None
) -> Report:
    """Check everything that ``source`` holds; never raises for damaged data.

    ``public_key`` is the published key; without it the one in the database is taken, and the
    report notes that this proves less.  ``kept`` is a head somebody saved earlier.  Raises
    ``NoRecord`` only where there is nothing to check.
    """
    return _Walk(source, public_key, kept).report()


@dataclass
class _Walk:
    source: Source
    key: PublicKey | None
    kept: SignedHead | None
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    origin: str = ""
    expected: int = 0
    count: int = 0
    broken: bool = False
    """The entries read no longer make up the tree that was signed: roots say nothing more."""
    unreadable: bool = False
    """The database stopped giving rows: what follows is not missing, only unseen."""
    badly_signed: int = 0
    kept_root: str = ""
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    more: int = 0
    first_bad: int | None = None

    def report(self) -> Report:
        state = self._state()
        self._choose_key(state)
        if state is not None and isinstance(state["origin"], Text):
            self.origin = state["origin"].decode(errors="replace")
        try:
            for row in self.source.entries():
                self._entry(dict(zip(COLUMNS, row, strict=True)))
        except Unreadable as error:
            self.broken = self.unreadable = True
            self._find(
                "entry_unreadable",
                gettext_noop("The database is damaged from entry %(index)s on: %(why)s."),
                self.expected,
                why=error,
            )
        self._signatures()
        self._end(state)
        self._compare_kept()
        self._engine()
        return Report(
            ok=not self.findings,
            size=self.count,
            root=self.frontier.root().hex(),
            first_bad=self.first_bad,
            findings=tuple(self.findings),
            more=self.more,
            notes=tuple(self.notes),
            origin=self.origin,
            key=self.key,
        )

    # --- one entry

    def _entry(self, row: dict[str, object]) -> None:
        index = row["index"]
        if type(index) is not int or index < self.expected:
            self.broken = True
            self._find(
                "entry_out_of_order",
                gettext_noop("Entry %(index)s is numbered %(found)s in the database."),
                self.expected,
                found=_shown(index),
            )
            self.count += 1
            return
        if index > self.expected:
            self.broken = True
            self._find(
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
            self._find(
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
        usual, signature = self.origin, unhex(_str(row["head_signature"]), 64)
        if isinstance(named, str) and named != usual and root is not None:
            self.origin = named
            if not self._signed(1, root, fact.get("at"), signature):
                self.origin = usual

    def _content(
        self, index: int, row: dict[str, object], fact: dict[str, Any] | None, computed: bytes
    ) -> bool:
        """Whether text, leaf hash and columns of one entry agree with each other."""
        before = self._found
        if row["leaf_hash"] != computed.hex().encode() or type(row["leaf_hash"]) is not Text:
            self._find(
                "entry_hash_wrong",
                gettext_noop(
                    "Entry %(index)s was changed: its text and its hash do not belong together."
                ),
                index,
            )
        if fact is None:
            self._find(
                "entry_text_not_a_fact",
                gettext_noop("The text of entry %(index)s is not a recorded fact."),
                index,
            )
            return False
        if type(fact.get("index")) is not int or fact["index"] != index:
            self._find(
                "entry_moved",
                gettext_noop(
                    "Entry %(index)s holds what was recorded as entry %(inside)s: entries were "
                    "reordered, removed or slipped in."
                ),
                index,
                inside=_shown(fact.get("index")),
            )
        if fact.get("record") != self.origin:
            self._find(
                "entry_of_another_record",
                gettext_noop("Entry %(index)s belongs to another record, %(inside)s."),
                index,
                inside=_shown(fact.get("record")),
            )
        for column, value in self._columns(fact):
            if type(row[column]) is not Text or row[column] != value:
                self._find(
                    "entry_column_differs",
                    gettext_noop(
                        "Entry %(index)s: the column %(column)s says %(found)s, the recorded "
                        "fact says %(recorded)s."
                    ),
                    index,
                    column=column,
                    found=_shown(row[column]),
                    recorded=_shown(value),
                )
        return self._found == before

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
        signature = unhex(_str(row["head_signature"]), 64)
        at = fact.get("at") if fact is not None else None
        grown = self.frontier.grown(computed)
        root = grown.root()
        if not self.broken and content and root == stored_root:
            self.frontier = grown
            if self.kept is not None and self.kept.head.size == grown.size:
                self.kept_root = root.hex()
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
                self._find(
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
        text = _str(row["at"])
        if text is None or len(text) < 19:
            return None
        fraction = text[20:26] if text[19:20] == "." else ""
        return f"{text[:10]}T{text[11:19]}.{fraction:0<6}Z"

    def _bad_root(self, index: int) -> None:
        self._find(
            "entry_root_wrong",
            gettext_noop("The root stored with entry %(index)s is not that of the tree up to it."),
            index,
        )

    def _bad_signature(self, index: int) -> None:
        if self.key is None:
            return  # said once, in _signatures
        self.badly_signed += 1
        self._find(
            "entry_signature_wrong",
            gettext_noop(
                "The signature of entry %(index)s does not fit: the entry, its place or the "
                "signature is not the one that was signed."
            ),
            index,
        )

    # --- the record as a whole

    def _state(self) -> dict[str, object] | None:
        try:
            states = self.source.states()
        except Unreadable as error:
            self._find(
                "state_unreadable",
                gettext_noop("The record's state row cannot be read: %(why)s."),
                why=error,
            )
            return None
        if len(states) != 1:
            self._find(
                "state_missing",
                gettext_noop("The record's state row is missing, or there are several."),
            )
            return None
        return dict(zip(STATE_COLUMNS, states[0], strict=True))

    def _choose_key(self, state: dict[str, object] | None) -> None:
        raw = unhex(_str(state["public_key"]), 32) if state is not None else None
        if self.key is None:
            self.key = PublicKey(raw) if raw is not None else None
            if self.key is not None:
                self.notes.append(
                    Finding(
                        "key_from_database",
                        gettext_noop(
                            "The public key was taken from the database itself. Compare its "
                            "fingerprint with the published one: %(fingerprint)s."
                        ),
                        {"fingerprint": self.key.fingerprint},
                    )
                )
        elif state is not None and state["public_key"] not in (Text(), self.key.hex.encode()):
            self._find(
                "state_other_key",
                gettext_noop(
                    "The record names another public key (%(found)s) than the one expected "
                    "(%(expected)s)."
                ),
                found=PublicKey(raw).fingerprint if raw else _shown(state["public_key"]),
                expected=self.key.fingerprint,
            )

    def _signatures(self) -> None:
        """If not one signature fits, say so once: the key is wrong, or everything is forged."""
        if self.key is None and self.count:
            self._find(
                "key_unknown",
                gettext_noop(
                    "The record does not name its public key any more, so no signature could be "
                    "checked. Name the key's file."
                ),
            )
            return
        if self.count > 1 and self.badly_signed == self.count:
            self.findings = [f for f in self.findings if f.code != "entry_signature_wrong"]
            self.more = max(0, self.more - self.badly_signed)
            self._find(
                "key_signed_nothing",
                gettext_noop(
                    "Not one of the %(count)s entries was signed with the key %(fingerprint)s: "
                    "either this is not the record's key, or the whole record was written anew."
                ),
                0,
                count=self.count,
                fingerprint=self.key.fingerprint if self.key is not None else "-",
            )

    def _end(self, state: dict[str, object] | None) -> None:
        """Compare the state row with where the walk ended."""
        if state is None or self.unreadable:
            return
        size = state["size"]
        if type(size) is int and size > self.expected:
            self._find(
                "tail_cut",
                gettext_noop(
                    "Entries %(index)s to %(last)s are missing at the end: the record once had "
                    "%(size)s entries."
                ),
                self.expected,
                last=size - 1,
                size=size,
            )
            return
        if type(size) is int and 0 <= size < self.expected:
            self._find(
                "tail_unknown",
                gettext_noop(
                    "Entry %(index)s is not known to the record's state row, which counts "
                    "%(size)s entries."
                ),
                size,
                size=size,
            )
            return
        if self.broken:
            return
        frontier, root = self.frontier.to_hex().encode(), self.frontier.root().hex().encode()
        expected = {"size": self.expected, "frontier": frontier, "root": root}
        expected["origin"] = self.origin.encode(errors="replace")
        for column, value in expected.items():
            found = state[column]
            if found != value or type(found) is not (int if column == "size" else Text):
                self._find(
                    "state_differs",
                    gettext_noop(
                        "The record's state row was changed: its %(column)s is not that of the "
                        "entries."
                    ),
                    column=column,
                )

    def _compare_kept(self) -> None:
        if self.kept is None:
            return
        head = self.kept.head
        if self.key is None or not self.kept.is_signed_by(self.key):
            self._find(
                "kept_head_not_signed",
                gettext_noop("The kept head was not signed with this record's key."),
            )
        elif head.origin != self.origin:
            self._find(
                "kept_head_of_another_record",
                gettext_noop("The kept head belongs to another record, %(origin)s."),
                origin=head.origin,
            )
        elif head.size > self.expected and not self.unreadable:
            self._find(
                "tail_cut",
                gettext_noop(
                    "Entries %(index)s to %(last)s are missing at the end: the record once had "
                    "%(size)s entries."
                ),
                self.expected,
                last=head.size - 1,
                size=head.size,
            )
        elif self.kept_root != head.root and not (self.broken or self.findings):
            self._find(
                "kept_head_differs",
                gettext_noop(
                    "The record was rewritten: its first %(size)s entries are not those of the "
                    "kept head."
                ),
                size=head.size,
            )

    def _engine(self) -> None:
        try:
            missing = sorted(GUARDS - self.source.guards())
            damage = self.source.damage()
        except Unreadable as error:
            missing, damage = [], [str(error)]
        if missing:
            self.notes.append(
                Finding(
                    "guards_missing",
                    gettext_noop(
                        "The database no longer refuses changes by itself; these triggers are "
                        "missing: %(names)s."
                    ),
                    {"names": ", ".join(missing)},
                )
            )
        for why in damage:
            self._find(
                "database_damaged",
                gettext_noop("The database finds its own tables damaged: %(why)s."),
                why="; ".join(why.splitlines()),
            )

    @property
    def _found(self) -> int:
        return len(self.findings) + self.more

    def _find(self, code: str, message: str, index: int | None = None, **params: object) -> None:
        if index is not None:
            params["index"] = index
            if self.first_bad is None or index < self.first_bad:
                self.first_bad = index
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code, message, params, index))
        else:
            self.more += 1


def _fact(text: Text) -> dict[str, Any] | None:
    try:
        fact = json.loads(text.decode())
    except (ValueError, RecursionError):
        return None
    return fact if isinstance(fact, dict) and fact.get("type") == ENTRY_TYPE else None


def _str(value: object) -> str | None:
    if not isinstance(value, Text):
        return None
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        return None


def _hash(value: object) -> bytes | None:
    return unhex(_str(value), 32)


def _bytes(value: object) -> bytes | None:
    try:
        return value.encode() if isinstance(value, str) else None
    except UnicodeEncodeError:
        return None


def _shown(value: object) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"

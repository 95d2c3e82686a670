"""Checking a whole record: every byte of every entry, in one streaming pass.

For each entry the leaf hash, the root of the tree up to it, the signature over that head and
every column are computed or derived again and compared byte by byte.  Because each entry carries
its own signed head, the pass can tell *which* entry is the first bad one, and often what about
it: where a hash or a root was touched but the signature still fits the true content, the walk
goes on with what was signed, and later entries are not blamed for it.

What the record alone cannot show is a tail cut off together with the state row, or a rewriting
by someone who holds the signing key; a kept head or receipt shows both (``kept``).
"""

from dataclasses import dataclass, field

from qunce.domain.record.findings import Finding, Findings
from qunce.domain.record.heads import SignedHead, unhex
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.reading import COLUMNS, GUARDS, STATE_COLUMNS, Source, Text, Unreadable
from qunce.domain.record.walking import Walk, ascii_of, shown
from qunce.kernel.refusals import gettext_noop


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
    return _Check(source, public_key, kept).report()


@dataclass
class _Check:
    source: Source
    key: PublicKey | None
    kept: SignedHead | None
    findings: Findings = field(default_factory=Findings)
    notes: list[Finding] = field(default_factory=list)
    unreadable: bool = False
    """The database stopped giving rows: what follows is not missing, only unseen."""

    def report(self) -> Report:
        state = self._state()
        self._choose_key(state)
        origin = state["origin"] if state is not None else None
        self.walk = Walk(
            source=self.source,
            key=self.key,
            origin=shown(origin) if isinstance(origin, Text) else "",
            findings=self.findings,
            watched=self.kept.head.size if self.kept is not None else 0,
        )
        try:
            for row in self.source.entries():
                self.walk.take(dict(zip(COLUMNS, row, strict=True)))
        except Unreadable as error:
            self.walk.broken = self.unreadable = True
            self.findings.add(
                "entry_unreadable",
                gettext_noop("The database is damaged from entry %(index)s on: %(why)s."),
                self.walk.expected,
                why=error,
            )
        self._signatures()
        self._end(state)
        self._compare_kept()
        self._engine()
        return Report(
            ok=not self.findings,
            size=self.walk.count,
            root=self.walk.frontier.root().hex(),
            first_bad=self.findings.first_bad,
            findings=tuple(self.findings.told),
            more=self.findings.more,
            notes=tuple(self.notes),
            origin=self.walk.origin,
            key=self.key,
        )

    def _state(self) -> dict[str, object] | None:
        try:
            states = self.source.states()
        except Unreadable as error:
            self.findings.add(
                "state_unreadable",
                gettext_noop("The record's state row cannot be read: %(why)s."),
                why=error,
            )
            return None
        if len(states) != 1:
            self.findings.add(
                "state_missing",
                gettext_noop("The record's state row is missing, or there are several."),
            )
            return None
        return dict(zip(STATE_COLUMNS, states[0], strict=True))

    def _choose_key(self, state: dict[str, object] | None) -> None:
        raw = unhex(ascii_of(state["public_key"]), 32) if state is not None else None
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
            self.findings.add(
                "state_other_key",
                gettext_noop(
                    "The record names another public key (%(found)s) than the one expected "
                    "(%(expected)s)."
                ),
                found=PublicKey(raw).fingerprint if raw else shown(state["public_key"]),
                expected=self.key.fingerprint,
            )

    def _signatures(self) -> None:
        """If not one signature fits, say so once: the key is wrong, or everything is forged."""
        if self.key is None and self.walk.count:
            self.findings.add(
                "key_unknown",
                gettext_noop(
                    "The record does not name its public key any more, so no signature could be "
                    "checked. Name the key's file."
                ),
            )
            return
        if self.walk.count > 1 and self.walk.badly_signed == self.walk.count:
            self.findings.drop("entry_signature_wrong")
            self.findings.add(
                "key_signed_nothing",
                gettext_noop(
                    "Not one of the %(count)s entries was signed with the key %(fingerprint)s: "
                    "either this is not the record's key, or the whole record was written anew."
                ),
                0,
                count=self.walk.count,
                fingerprint=self.key.fingerprint if self.key is not None else "-",
            )

    def _end(self, state: dict[str, object] | None) -> None:
        """Compare the state row with where the walk ended."""
        if state is None or self.unreadable:
            return
        size = state["size"]
        if type(size) is int and size > self.walk.expected:
            self.findings.add(
                "tail_cut",
                gettext_noop(
                    "Entries %(index)s to %(last)s are missing at the end: the record once had "
                    "%(size)s entries."
                ),
                self.walk.expected,
                last=size - 1,
                size=size,
            )
            return
        if type(size) is int and 0 <= size < self.walk.expected:
            self.findings.add(
                "tail_unknown",
                gettext_noop(
                    "Entry %(index)s is not known to the record's state row, which counts "
                    "%(size)s entries."
                ),
                size,
                size=size,
            )
            return
        if self.walk.broken:
            return
        frontier, root = (
            self.walk.frontier.to_hex().encode(),
            self.walk.frontier.root().hex().encode(),
        )
        expected = {"size": self.walk.expected, "frontier": frontier, "root": root}
        expected["origin"] = self.walk.origin.encode(errors="replace")
        for column, value in expected.items():
            found = state[column]
            if found != value or type(found) is not (int if column == "size" else Text):
                self.findings.add(
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
            self.findings.add(
                "kept_head_not_signed",
                gettext_noop("The kept head was not signed with this record's key."),
            )
        elif head.origin != self.walk.origin:
            self.findings.add(
                "kept_head_of_another_record",
                gettext_noop("The kept head belongs to another record, %(origin)s."),
                origin=head.origin,
            )
        elif head.size > self.walk.expected and not self.unreadable:
            self.findings.add(
                "tail_cut",
                gettext_noop(
                    "Entries %(index)s to %(last)s are missing at the end: the record once had "
                    "%(size)s entries."
                ),
                self.walk.expected,
                last=head.size - 1,
                size=head.size,
            )
        elif self.walk.watched_root != head.root and not (self.walk.broken or self.findings):
            self.findings.add(
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
            self.findings.add(
                "database_damaged",
                gettext_noop("The database finds its own tables damaged: %(why)s."),
                why="; ".join(why.splitlines()),
            )

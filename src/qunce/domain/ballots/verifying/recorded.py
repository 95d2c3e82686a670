"""Receipts and the list of files: what stands in the record, signed."""

from __future__ import annotations

import json
from hashlib import sha256

from qunce.domain.ballots.verifying.part import FILES, MANIFEST, RECEIPTS, Part
from qunce.domain.record.findings import Finding
from qunce.domain.record.heads import NotAHead, read_signed_head
from qunce.domain.record.receipts import verify_receipt
from qunce.kernel.refusals import gettext_noop


class Recorded(Part):
    """The receipts hold, and the files are those whose list they prove."""

    def receipts(self) -> None:
        receipts = self.parsed[RECEIPTS]
        before = len(self.checked.findings)
        origins = set()
        for one in receipts:
            found = verify_receipt(one, self.checked.key)
            if found:
                kind = _kind(one)
                for finding in found:
                    self.wrong(
                        "receipt_does_not_hold",
                        gettext_noop("The receipt of %(kind)s does not hold: %(why)s"),
                        kind=kind,
                        why=str(finding),
                    )
                continue
            entry = json.loads(one["entry"])
            self.facts[entry["kind"]] = entry["facts"]
            try:
                head = read_signed_head(one)
            except NotAHead:
                continue
            origins.add((head.head.origin, head.head.root))
            if self.checked.key is None:
                self.checked.key = head.public_key
                self.checked.notes.append(
                    Finding(
                        "key_from_receipt",
                        gettext_noop(
                            "The public key was taken from the files themselves. Compare its "
                            "fingerprint with the published one: %(fingerprint)s."
                        ),
                        {"fingerprint": head.public_key.fingerprint},
                    )
                )
        needed = {"ballot.framed", "ballot.drawn", "ballot.committed", "ballot.closed"}
        for kind in sorted((needed | {"ballot.published"}) - set(self.facts)):
            self.wrong(
                "receipt_missing",
                gettext_noop("There is no receipt that holds for %(kind)s."),
                kind=kind,
            )
        if len(origins) > 1:
            self.wrong(
                "receipts_of_two_records",
                gettext_noop("The receipts do not stand under one head of one record."),
            )
        if len(self.checked.findings) == before:
            self.right(
                "receipts_hold",
                gettext_noop("%(count)s entries stand in the record, signed."),
                count=len(receipts),
            )

    def manifest(self) -> None:
        manifest = self.files[MANIFEST]
        told = self.facts.get("ballot.published", {}).get("manifest")
        before = len(self.checked.findings)
        if told is not None and sha256(manifest).hexdigest() != told:
            self.wrong(
                "manifest_altered",
                gettext_noop("manifest.json is not the list of files that stands in the record."),
            )
        hashes = self.parsed[MANIFEST]["files"]
        for name in FILES:
            if sha256(self.files[name]).hexdigest() != hashes.get(name):
                self.wrong(
                    "file_altered",
                    gettext_noop("%(file)s is not the file that was published."),
                    file=name,
                )
        if len(self.checked.findings) == before:
            self.right("files_whole", gettext_noop("All files are those that were published."))


def _kind(receipt: object) -> str:
    try:
        kind = json.loads(receipt["entry"])["kind"]  # type: ignore[index]
    except (ValueError, KeyError, TypeError):
        return "?"
    return str(kind)

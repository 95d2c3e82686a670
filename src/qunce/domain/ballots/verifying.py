"""Checking published files offline: draw, commitment, spent codes, count, recount, receipts.

Pure: needs no database and no Django.  Each finding names the file and what in it is wrong.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from qunce.domain.ballots.commitments import (
    batches_chosen,
    codes_root,
    hash_of,
    leaves_root,
    tags_root,
)
from qunce.domain.ballots.releasing import THREE, share_of, strata_of
from qunce.domain.record.findings import Finding
from qunce.domain.record.heads import NotAHead, read_signed_head
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.receipts import verify_receipt
from qunce.kernel.refusals import gettext_noop
from qunce.kernel.slipcodes import tag
from qunce.statistics.draw import drawn, frame_root, seed
from qunce.statistics.unfit import Unfit

FILES = (
    "frame.json",
    "draw.json",
    "commitment.json",
    "spent.json",
    "counts.json",
    "lines.csv",
    "recount.json",
)
MANIFEST, RECEIPTS = "manifest.json", "receipts.json"
LARGEST = 256 * 1024 * 1024


@dataclass
class Checked:
    """What holds, in sentences; what does not; and what cannot be checked from these files."""

    holds: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    key: PublicKey | None = None

    @property
    def ok(self) -> bool:
        return not self.findings

    def found(self, code: str, message: str, **params: object) -> None:
        self.findings.append(Finding(code, message, params))


def verify_files(files: Mapping[str, bytes], key: PublicKey | None = None) -> Checked:
    """Everything that is wrong with ``files``; never raises, whatever is in them."""
    checked = Checked(key=key)
    missing = [name for name in (*FILES, MANIFEST, RECEIPTS) if name not in files]
    for name in missing:
        checked.found("file_missing", gettext_noop("%(file)s is missing."), file=name)
    if missing:
        return checked
    parsed = _parsed(files, checked)
    if parsed is None:
        return checked
    _Verification(files, parsed, checked).run()
    return checked


def code_says(files: Mapping[str, bytes], code: str) -> str:
    """ "counted", "spoiled", "not_counted" or "not_issued": what became of a well-read code."""
    spent = json.loads(files["spent.json"])
    commitment = json.loads(files["commitment.json"])
    wanted = tag(bytes.fromhex(spent["codes_key"]), spent["ballot"], code)
    if wanted in spent["counted"]:
        return "counted"
    if wanted in spent["spoiled"]:
        return "spoiled"
    if any(wanted in stratum["codes"] for stratum in commitment["strata"]):
        return "not_counted"
    return "not_issued"


def _parsed(files: Mapping[str, bytes], checked: Checked) -> dict[str, Any] | None:
    parsed: dict[str, Any] = {}
    for name in (*FILES, MANIFEST, RECEIPTS):
        try:
            text = files[name].decode()
            if name.endswith(".json"):
                parsed[name] = json.loads(text)
            else:
                parsed[name] = list(csv.reader(io.StringIO(text)))
        except (ValueError, RecursionError, csv.Error):
            checked.found("file_unreadable", gettext_noop("%(file)s cannot be read."), file=name)
    return parsed if not checked.findings else None


class _Verification:
    def __init__(
        self, files: Mapping[str, bytes], parsed: dict[str, Any], checked: Checked
    ) -> None:
        self.files, self.parsed, self.checked = files, parsed, checked
        self.facts: dict[str, dict[str, Any]] = {}
        """Facts of the record's entries, by kind, from receipts that hold."""

    def run(self) -> None:
        parts: tuple[tuple[str, Callable[[], None]], ...] = (
            (RECEIPTS, self.receipts),
            (MANIFEST, self.manifest),
            ("frame.json", self.frame),
            ("draw.json", self.draw),
            ("commitment.json", self.commitment),
            ("spent.json", self.spent),
            ("counts.json", self.slips),
            ("lines.csv", self.lines),
            ("counts.json", self.estimates),
            ("recount.json", self.recount),
        )
        for name, check in parts:
            try:
                check()
            except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
                self.wrong(
                    "file_has_another_form",
                    gettext_noop("%(file)s does not have the form of such a file."),
                    file=name,
                )

    def wrong(self, code: str, message: str, **params: object) -> None:
        self.checked.found(code, message, **params)

    def right(self, code: str, message: str, **params: object) -> None:
        self.checked.holds.append(Finding(code, message, params))

    # --- the record

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

    # --- frame and draw

    def frame(self) -> None:
        told = self.parsed["frame.json"]
        frame = {one["stratum"]: one["tags"] for one in told["strata"]}
        try:
            root = frame_root(frame)
        except Unfit as unfit:
            self.wrong(
                "frame_unfit",
                gettext_noop("frame.json is no roll: %(why)s."),
                why=str(unfit),
            )
            return
        fact = self.facts.get("ballot.framed", {})
        people = {one["stratum"]: one["people"] for one in fact.get("strata", [])}
        same = people == {stratum: len(tags) for stratum, tags in frame.items()}
        if root != told["root"] or root != fact.get("root") or not same:
            self.wrong(
                "frame_differs",
                gettext_noop("frame.json is not the roll that was frozen in the record."),
            )
        else:
            self.right(
                "frame_holds",
                gettext_noop("The roll of %(people)s people is the one that was frozen."),
                people=sum(map(len, frame.values())),
            )

    def draw(self) -> None:
        told = self.parsed["draw.json"]
        fact = self.facts.get("ballot.drawn", {})
        frame = {one["stratum"]: one["tags"] for one in self.parsed["frame.json"]["strata"]}
        sizes = {one["stratum"]: one["drawn"] for one in fact.get("sizes", [])}
        if told["dice"] != fact.get("dice") or told["everybody"] != fact.get("everybody"):
            self.wrong("dice_differ", gettext_noop("draw.json has other dice than the record."))
            return
        given = {one["stratum"]: sorted(one["drawn"]) for one in told["strata"]}
        try:
            if told["everybody"]:
                again = {stratum: sorted(tags) for stratum, tags in frame.items()}
            else:
                by = seed(frame_root(frame), told["dice"])
                again = {
                    stratum: sorted(drawn(tags, by, sizes[stratum]))
                    for stratum, tags in frame.items()
                }
        except Unfit as unfit:
            self.wrong(
                "draw_unfit", gettext_noop("The draw cannot be replayed: %(why)s."), why=str(unfit)
            )
            return
        before = len(self.checked.findings)
        for stratum in again.keys() | given.keys():
            if again.get(stratum) != given.get(stratum):
                self.wrong(
                    "draw_differs",
                    gettext_noop(
                        "draw.json: in “%(stratum)s” the dice choose others than it says."
                    ),
                    stratum=stratum,
                )
        if len(self.checked.findings) == before:
            self.right(
                "draw_holds",
                gettext_noop("Replayed with the dice, the draw chooses the same %(people)s."),
                people=sum(map(len, again.values())),
            )

    # --- slips

    def commitment(self) -> None:
        told = self.parsed["commitment.json"]
        committed = self.facts.get("ballot.committed", {})
        last = {**committed, **self.facts.get("ballot.reprinted", {})}
        before = len(self.checked.findings)
        if hash_of(told["questions"]) != committed.get("questions"):
            self.wrong(
                "questions_differ",
                gettext_noop("commitment.json: the questions are not those that were fixed."),
            )
        if hash_of(told["rule"]) != committed.get("rule"):
            self.wrong(
                "rule_differs",
                gettext_noop("commitment.json: the rule of the gate is not the one fixed."),
            )
        codes = {one["stratum"]: one["codes"] for one in told["strata"]}
        issued = {one["stratum"]: one["issued"] for one in last.get("slips", [])}
        for stratum in issued.keys() | codes.keys():
            if len(codes.get(stratum, ())) != issued.get(stratum):
                self.wrong(
                    "codes_missing",
                    gettext_noop(
                        "commitment.json: “%(stratum)s” has %(found)s codes; %(issued)s were fixed."
                    ),
                    stratum=stratum,
                    found=len(codes.get(stratum, ())),
                    issued=issued.get(stratum),
                )
        if codes_root(codes) != last.get("codes_root"):
            self.wrong(
                "codes_differ",
                gettext_noop("commitment.json: the codes are not those that were fixed."),
            )
        if len(self.checked.findings) == before:
            self.right(
                "commitment_holds",
                gettext_noop("Questions, rule and %(codes)s codes are those fixed beforehand."),
                codes=sum(map(len, codes.values())),
            )

    def spent(self) -> None:
        told = self.parsed["spent.json"]
        codes = {
            one["stratum"]: set(one["codes"]) for one in self.parsed["commitment.json"]["strata"]
        }
        closed = self.facts.get("ballot.closed", {})
        counted = told["counted"]
        before = len(self.checked.findings)
        if tags_root(counted) != closed.get("spent_root"):
            self.wrong(
                "spent_differ",
                gettext_noop("spent.json: the counted codes are not those of the closing."),
            )
        strange = set(counted) - set().union(*codes.values())
        if strange or len(set(counted)) != len(counted):
            self.wrong(
                "spent_not_issued",
                gettext_noop("spent.json counts a code that was not issued, or one twice."),
            )
        returned = {one["stratum"]: one["returned"] for one in closed.get("slips", [])}
        for stratum, own in codes.items():
            if len(own & set(counted)) != returned.get(stratum):
                self.wrong(
                    "spent_in_other_number",
                    gettext_noop(
                        "spent.json: in “%(stratum)s” %(found)s codes are counted; "
                        "%(returned)s slips came back."
                    ),
                    stratum=stratum,
                    found=len(own & set(counted)),
                    returned=returned.get(stratum),
                )
        if len(self.checked.findings) == before:
            self.right(
                "spent_holds",
                gettext_noop("%(count)s counted codes are those of the closing."),
                count=len(counted),
            )

    def slips(self) -> None:
        told = self.parsed["counts.json"]["slips"]
        closed = {
            one["stratum"]: one for one in self.facts.get("ballot.closed", {}).get("slips", [])
        }
        before = len(self.checked.findings)
        for one in told:
            parts = one["returned"] + one["spoiled"] + one["unreturned"]
            if parts != one["issued"] or one["handed_out"] + one["left_over"] != one["issued"]:
                self.wrong(
                    "slips_do_not_add_up",
                    gettext_noop("counts.json: the slips of “%(stratum)s” do not add up."),
                    stratum=one["stratum"],
                )
            fixed = closed.get(one["stratum"], {})
            if any(fixed.get(name) != one[name] for name in ("issued", "returned", "spoiled")):
                self.wrong(
                    "slips_differ",
                    gettext_noop("counts.json: “%(stratum)s” has other slips than the record."),
                    stratum=one["stratum"],
                )
        if len(self.checked.findings) == before and len(told) == len(closed):
            self.right(
                "slips_add_up",
                gettext_noop("Issued = returned + spoiled + unreturned in every stratum."),
            )

    # --- the count

    def lines(self) -> None:
        rows = self.parsed["lines.csv"]
        if not rows or rows[0] != ["question", "place", "mark"]:
            self.wrong("lines_unknown", gettext_noop("lines.csv has another heading."))
            return
        counted = Counter((int(question), place, mark) for question, place, mark in rows[1:])
        wanted: Counter[tuple[int, str, str]] = Counter()
        for item in self.parsed["counts.json"]["items"]:
            wanted.update(_lines_of(item["place"], item["places"]))
        before = len(self.checked.findings)
        for what in sorted(counted.keys() | wanted.keys()):
            if counted[what] != wanted[what]:
                question, place, mark = what
                self.wrong(
                    "lines_differ",
                    gettext_noop(
                        "Question %(question)s, “%(place)s”, “%(mark)s”: lines.csv has %(lines)s, "
                        "counts.json %(counts)s."
                    ),
                    question=question,
                    place=place,
                    mark=mark,
                    lines=counted[what],
                    counts=wanted[what],
                )
        if len(self.checked.findings) == before:
            self.right(
                "lines_counted",
                gettext_noop("%(lines)s lines counted again give the published counts."),
                lines=len(rows) - 1,
            )

    def estimates(self) -> None:
        told = self.parsed["counts.json"]
        people = _people(told["slips"])
        asked = sum(one["issued"] for one in told["slips"])
        sides = {step["code"]: step["positive"] for step in told["scale"]}
        again = unsure = 0
        for item in told["items"]:
            if item["estimate"] is None:
                continue
            table = item["places"]
            cells = {
                (row, column): number
                for row, numbers in zip(table["rows"], table["cells"], strict=True)
                for column, number in zip(table["columns"], numbers, strict=True)
            }
            if table["merged"] or None in cells.values():
                unsure += 1
                continue
            again += 1
            strata = strata_of(cells, people, THREE if item["joined"] else sides)
            share = share_of(strata, asked=asked)
            if share is None or share.as_json() != item["estimate"]:
                self.wrong(
                    "estimate_differs",
                    gettext_noop("counts.json: the share of question %(question)s is another."),
                    question=item["place"],
                )
        if again:
            self.right(
                "estimates_computed",
                gettext_noop("%(count)s shares were computed again."),
                count=again,
            )
        if unsure:
            self.checked.notes.append(
                Finding(
                    "estimates_not_computed",
                    gettext_noop(
                        "%(count)s shares cannot be computed again, because figures under ten "
                        "are not published."
                    ),
                    {"count": unsure},
                )
            )

    def recount(self) -> None:
        told = self.parsed["recount.json"]
        batches = told["batches"]
        closed = self.facts.get("ballot.closed", {})
        root = leaves_root(one["leaf"] for one in batches)
        before = len(self.checked.findings)
        if root != closed.get("batches"):
            self.wrong(
                "batches_differ",
                gettext_noop("recount.json: the batches are not those fixed at closing."),
            )
        if not batches:
            return
        labels = [one["batch"] for one in batches]
        chosen = set(
            batches_chosen(labels=labels, root=root, dice=told["dice"], share=told["share"])
        )
        drawn_fact = self.facts.get("ballot.batches_drawn", {})
        if told["dice"] != drawn_fact.get("dice") or chosen != {
            one["batch"] for one in batches if one["drawn"]
        }:
            self.wrong(
                "recount_draw_differs",
                gettext_noop("recount.json: the dice choose other batches than it says."),
            )
        for one in batches:
            if one["drawn"] and one["gap"] is None:
                self.wrong(
                    "batch_not_recounted",
                    gettext_noop("“%(batch)s” was drawn and has not been recounted."),
                    batch=one["batch"],
                )
        if any(one["gap"] for one in batches) and "ballot.recounted" not in self.facts:
            self.wrong(
                "gap_without_full_recount",
                gettext_noop("The recount found a gap, and not every batch was counted again."),
            )
        if len(self.checked.findings) == before:
            self.right(
                "recount_holds",
                gettext_noop("%(count)s batches were recounted as the dice chose."),
                count=len(chosen),
            )


def _lines_of(question: int, table: dict[str, Any]) -> Counter[tuple[int, str, str]]:
    found: Counter[tuple[int, str, str]] = Counter()
    for at, column in enumerate(table["columns"]):
        shown = 0
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            number = cells[at] or 0
            shown += number
            if number:
                found[question, row, column] = number
        total = table["column_totals"][at]
        if total is not None and total - shown:
            found[question, "*", column] = total - shown
    return found


def _people(slips: list[dict[str, Any]]) -> dict[str, int]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in slips:
        groups.setdefault(one["joined_into"] or one["stratum"], []).append(one)
    return {
        " + ".join(member["stratum"] for member in members): sum(m["people"] for m in members)
        for members in groups.values()
    }


def _kind(receipt: object) -> str:
    try:
        kind = json.loads(receipt["entry"])["kind"]  # type: ignore[index]
    except (ValueError, KeyError, TypeError):
        return "?"
    return str(kind)

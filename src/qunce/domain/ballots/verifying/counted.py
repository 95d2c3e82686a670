"""What came back, and how it was counted and recounted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qunce.domain.ballots.commitments import batches_chosen, leaves_root, tags_root
from qunce.domain.ballots.releasing import THREE, share_of, strata_of
from qunce.domain.ballots.verifying.part import Part
from qunce.domain.record.findings import Finding
from qunce.kernel.refusals import gettext_noop


class Counted(Part):
    """Counted codes, slips that add up, lines that give the counts, shares, the recount."""

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

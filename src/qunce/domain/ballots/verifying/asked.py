"""Whom a ballot asked, and what was fixed beforehand."""

from __future__ import annotations

from qunce.domain.ballots.commitments import codes_root, hash_of
from qunce.domain.ballots.verifying.part import Part
from qunce.kernel.refusals import gettext_noop
from qunce.statistics.draw import drawn, frame_root, seed
from qunce.statistics.unfit import Unfit


class Asked(Part):
    """The frozen roll, the replayed draw, questions, rule and codes."""

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

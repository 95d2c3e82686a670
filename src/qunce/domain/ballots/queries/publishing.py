"""The files with which anybody checks the draw, the commitment, the count and the recount."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from qunce.domain.ballots.commitments import hash_of, questions_fact
from qunce.domain.ballots.models import Ballot, CodeTag, Stratum
from qunce.domain.ballots.queries.counting import (
    exact_fact,
    leaf_of,
    people_of,
    sides_of,
    table_of,
)
from qunce.domain.ballots.queries.drawing import dice_of, drawn_tags, frozen_frame
from qunce.domain.ballots.releasing import lines, release_item, table_json
from qunce.domain.ballots.states import SPENT, VALID, CodeState
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt
from qunce.kernel.canonical import JSON, canonical, day

MANIFEST, RECEIPTS = "manifest.json", "receipts.json"

Progress = Callable[[int, int], None]
"""Told how many questions of how many are done."""


@dataclass(frozen=True, slots=True)
class Worked:
    """The figures of a counted ballot as they may be shown: what takes long to work out.

    ``of`` is the hash of what they were worked out from.  A recount may still correct a count;
    then they are of something else, and are worked out anew.
    """

    of: str
    counts: bytes
    """``counts.json``"""
    lines: bytes
    """``lines.csv``"""


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """All files but manifest and receipts, and the hash of what they were made from."""

    of: str
    files: Mapping[str, bytes]


def figures_from(ballot: Ballot) -> str:
    """The hash of all that the figures are worked out from and that may still change."""
    return hash_of({"salt": ballot.counts_salt, **_may_change(ballot)})


def files_from(ballot: Ballot) -> str:
    """The same for all files: the recount is told in one of them."""
    return hash_of({"salt": ballot.counts_salt, **_may_change(ballot), "recount": _recount(ballot)})


def work_out(ballot: Ballot, progress: Progress | None = None) -> Worked:
    """Works out which figures may be shown: from seconds to minutes, and in no transaction."""
    of = figures_from(ballot)  # before the counts are read: what changes after is noticed
    counts, written = _counts(ballot, progress)
    return Worked(of, canonical(counts) + b"\n", written)


def make_files(ballot: Ballot, worked: Worked | None = None) -> MadeFiles:
    """All files as the database is now, with ``worked`` figures where they are still of it."""
    of = files_from(ballot)
    if worked is None or worked.of != figures_from(ballot):
        worked = work_out(ballot)
    facts: dict[str, JSON] = {
        "frame.json": _frame(ballot),
        "draw.json": _draw(ballot),
        "commitment.json": _commitment(ballot),
        "spent.json": _spent(ballot),
        "recount.json": _recount(ballot),
    }
    files = {name: canonical(fact) + b"\n" for name, fact in facts.items()}
    return MadeFiles(of, {**files, "counts.json": worked.counts, "lines.csv": worked.lines})


def _may_change(ballot: Ballot) -> dict[str, JSON]:
    """A recount of every batch corrects tallies, and how many slips could not be read."""
    strata = ballot.strata.order_by("place").values_list("name", "invalid")
    return {
        "counts": exact_fact(ballot),
        "invalid": [[name, invalid] for name, invalid in strata],
    }


def manifest_of(ballot: Ballot, files: Mapping[str, bytes]) -> bytes:
    hashes: dict[str, JSON] = {
        name: sha256(content).hexdigest() for name, content in sorted(files.items())
    }
    fact: JSON = {"type": "qunce.ballot.manifest.v1", "ballot": ballot.uid, "files": hashes}
    return canonical(fact) + b"\n"


PROVED = (
    "ballot.framed",
    "ballot.drawn",
    "ballot.committed",
    "ballot.reprinted",
    "ballot.closed",
    "ballot.batches_drawn",
    "ballot.recounted",
    "ballot.published",
)


def receipts_of(ballot: Ballot, size: int) -> bytes:
    """Receipts of the ballot's last entry of each kind, under the head of ``size`` entries."""
    last: dict[str, Entry] = {}
    entries = Entry.objects.about("ballot", str(ballot.pk)).of_kind(*PROVED).order_by("index")
    for entry in entries:
        last[entry.kind] = entry
    made = [receipt(entry, size) for entry in last.values()]
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def published_files(ballot: Ballot) -> dict[str, bytes]:
    """What was published, to the byte; nothing before that."""
    return {one.name: bytes(one.content) for one in ballot.files.all()}


def _frame(ballot: Ballot) -> JSON:
    return {
        "type": "qunce.ballot.frame.v1",
        "ballot": ballot.uid,
        "root": ballot.frame_root,
        "strata": [
            {"stratum": name, "people": len(tags), "tags": tags}
            for name, tags in frozen_frame(ballot).items()
        ],
    }


def _draw(ballot: Ballot) -> JSON:
    chosen = drawn_tags(ballot)
    return {
        "type": "qunce.ballot.draw.v1",
        "ballot": ballot.uid,
        "root": ballot.frame_root,
        "everybody": ballot.everybody,
        "dice": list(dice_of(ballot.dice)),
        "strata": [{"stratum": name, "drawn": tags} for name, tags in chosen.items()],
    }


def _commitment(ballot: Ballot) -> JSON:
    tags: dict[str, list[JSON]] = {stratum.name: [] for stratum in ballot.strata.all()}
    valid = CodeTag.objects.filter(stratum__ballot=ballot, state__in=VALID).order_by("tag")
    for stratum, tag in valid.values_list("stratum__name", "tag"):
        tags[stratum].append(tag)
    return {
        "type": "qunce.ballot.commitment.v1",
        "ballot": ballot.uid,
        "questions": questions_fact(
            uid=ballot.uid,
            purpose=ballot.purpose,
            title=ballot.title,
            introduction=ballot.introduction,
            items=list(ballot.items.values_list("text", flat=True)),
            scale=ballot.steps,
            own_words=ballot.own_words,
        ),
        "rule": ballot.asking.rule if ballot.asking else {},
        "codes_root": ballot.codes_root,
        "strata": [{"stratum": name, "codes": own} for name, own in tags.items()],
    }


def _spent(ballot: Ballot) -> JSON:
    tags = CodeTag.objects.filter(stratum__ballot=ballot).order_by("tag")
    return {
        "type": "qunce.ballot.spent.v1",
        "ballot": ballot.uid,
        "codes_key": ballot.codes_key,
        "counted": list(tags.filter(state__in=SPENT).values_list("tag", flat=True)),
        "spoiled": list(tags.filter(state=CodeState.SPOILED).values_list("tag", flat=True)),
    }


def slips_of(stratum: Stratum) -> dict[str, JSON]:
    """What became of the slips of a stratum that is counted."""
    return {
        "stratum": stratum.name,
        "people": stratum.population,
        "drawn": stratum.sample,
        "issued": stratum.issued,
        "handed_out": stratum.handed_out,
        "left_over": stratum.left_over,
        "returned": (stratum.web or 0) + (stratum.paper or 0),
        "spoiled": stratum.spoiled,
        "unreturned": stratum.unreturned,
        "joined_into": stratum.joined_into.name if stratum.joined_into else None,
    }


def _counts(ballot: Ballot, progress: Progress | None) -> tuple[JSON, bytes]:
    strata = list(ballot.strata.select_related("joined_into"))
    asked = sum(stratum.issued for stratum in strata)
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow(["question", "place", "mark"])
    items: list[JSON] = []
    asked_about = list(ballot.items.prefetch_related("tallies"))
    for done, item in enumerate(asked_about):
        if progress is not None:
            progress(done, len(asked_about))
        item.ballot = ballot
        shown = release_item(
            table_of(item),
            table_of(item, helped=True),
            people=people_of(ballot),
            sides=sides_of(ballot),
            asked=asked,
        )
        out.writerows(lines(item.place, shown.places))
        items.append(
            {
                "place": item.place,
                "text": item.text,
                "overall": item.overall,
                "joined": shown.joined,
                "places": table_json(shown.places),
                "helped": table_json(shown.helped),
                "estimate": shown.share.as_json() if shown.share else None,
                "at_least": shown.at_least,
            }
        )
    counts: JSON = {
        "type": "qunce.ballot.counts.v1",
        "ballot": ballot.uid,
        "title": ballot.title,
        "opens_on": day(ballot.opens_on),
        "closes_on": day(ballot.closes_on),
        "scale": [
            {"code": step["code"], "label": step["label"], "positive": step["positive"]}
            for step in ballot.steps
        ],
        "slips": [slips_of(stratum) for stratum in strata],
        "on_web": sum(stratum.web or 0 for stratum in strata),
        "on_paper": sum(stratum.paper or 0 for stratum in strata),
        "invalid": sum(stratum.invalid for stratum in strata),
        "items": items,
    }
    return counts, written.getvalue().encode()


def _recount(ballot: Ballot) -> JSON:
    batches = ballot.batches.select_related("recount").order_by("label")
    return {
        "type": "qunce.ballot.recount.v1",
        "ballot": ballot.uid,
        "dice": list(dice_of(ballot.recount_dice)),
        "share": ballot.recount_share,
        "batches": [
            {
                "batch": batch.label,
                "slips": batch.slips,
                "leaf": leaf_of(batch),
                "drawn": batch.drawn,
                "gap": batch.recount.gap if hasattr(batch, "recount") else None,
            }
            for batch in batches
        ],
    }

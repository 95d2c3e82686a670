"""Anybody with the published files checks them offline; one altered line is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ballots_made import (
    AFTER,
    BAD,
    DICE,
    EAST,
    FAIR,
    GOOD,
    WEST,
    Town,
    a_ballot,
    drawn,
    opened,
    slips,
)
from cast import Cast
from qunce.cli import main
from qunce.domain.ballots import actions, queries
from qunce.domain.ballots.verifying import code_says, verify_files
from qunce.domain.gates.actions import settle
from qunce.kernel.refusals import Refused

Files = dict[str, bytes]
_made: dict[str, Any] = {}


def verdict(cast: Cast) -> Town:
    """64 slips on the web and 16 on paper, in each village some of every kind."""
    ballot = a_ballot(cast, low_line=80)
    town = opened(cast, drawn(cast, ballot, east=50, west=40))
    for number in range(24):
        first = GOOD if number < 10 else "dont_know"
        town.cast_web(EAST, number, first, GOOD, GOOD if number % 2 else BAD)
    for number in range(40):
        first = GOOD if number < 10 else BAD if number < 26 else "dont_know"
        town.cast_web(WEST, number, first, GOOD, FAIR if number % 2 else BAD)
    town.open_box()
    town.stubs(*town.codes[EAST][24:40])
    town.settled(EAST, slips(BAD, GOOD, GOOD, times=16, helped=True))
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    for batch in actions.draw_batches(
        ballot=town.ballot, dice=DICE, share=50, actor=cast.clerk, now=AFTER
    ):
        town.recount(batch)
    town.publish()
    return town


@pytest.fixture
def files(cast: Cast) -> Files:
    """What one ballot published; made once, because counting out what may be shown takes time."""
    if "files" not in _made:
        town = verdict(cast)
        _made["files"] = queries.published_files(town.ballot)
        _made["codes"] = town.codes
    return dict(_made["files"])


def found(files: Files) -> set[str]:
    return {finding.code for finding in verify_files(files).findings}


def test_what_was_published_holds(files: Files) -> None:
    checked = verify_files(files)
    assert checked.findings == []
    assert {one.code for one in checked.holds} >= {
        "receipts_hold",
        "files_whole",
        "frame_holds",
        "draw_holds",
        "commitment_holds",
        "spent_holds",
        "slips_add_up",
        "lines_counted",
        "recount_holds",
    }


def test_no_figure_under_ten_is_in_it(files: Files) -> None:
    counts = json.loads(files["counts.json"])
    for item in counts["items"]:
        for table in (item["places"], item["helped"]):
            numbers = [n for row in table["cells"] for n in row if n is not None]
            numbers += [n for n in table["column_totals"] + table["row_totals"] if n is not None]
            assert all(number >= 10 for number in numbers)


def changed(name: str, change: Callable[[Any], object]) -> Callable[[Files], None]:
    def alter(files: Files) -> None:
        data = json.loads(files[name])
        change(data)
        files[name] = json.dumps(data, ensure_ascii=False).encode()

    return alter


def _line(files: Files) -> None:
    lines = files["lines.csv"].decode().splitlines()
    lines[1] = lines[1].replace(lines[1].rpartition(",")[2], "dont_know")
    files["lines.csv"] = ("\n".join(lines) + "\n").encode()


def _line_away(files: Files) -> None:
    lines = files["lines.csv"].decode().splitlines()
    files["lines.csv"] = ("\n".join(lines[:-1]) + "\n").encode()


def _entry(receipts: Any) -> None:
    receipts[0]["entry"] = receipts[0]["entry"].replace('"people":60', '"people":61')


def _more(item: Any) -> None:
    table = item["places"]
    at = next(at for at, n in enumerate(table["column_totals"]) if n)
    table["column_totals"][at] += 1


ALTERED: list[tuple[str, Callable[[Files], None], str]] = [
    ("a line", _line, "lines_differ"),
    ("a line away", _line_away, "lines_differ"),
    (
        "a count",
        changed("counts.json", lambda it: _more(it["items"][0])),
        "lines_differ",
    ),
    (
        "slips returned",
        changed("counts.json", lambda it: it["slips"][0].update(returned=39)),
        "slips_do_not_add_up",
    ),
    (
        "a person",
        changed("frame.json", lambda it: it["strata"][0]["tags"].pop()),
        "frame_differs",
    ),
    (
        "a drawn person",
        changed("draw.json", lambda it: it["strata"][0]["drawn"].pop()),
        "draw_differs",
    ),
    ("the dice", changed("draw.json", lambda it: it["dice"].reverse()), "dice_differ"),
    (
        "a code",
        changed("commitment.json", lambda it: it["strata"][1]["codes"].pop()),
        "codes_missing",
    ),
    (
        "a code moved",
        changed(
            "commitment.json",
            lambda it: it["strata"][1]["codes"].append(it["strata"][0]["codes"].pop()),
        ),
        "codes_differ",
    ),
    (
        "a question",
        changed("commitment.json", lambda it: it["questions"]["items"].reverse()),
        "questions_differ",
    ),
    (
        "the rule",
        changed("commitment.json", lambda it: it["rule"].update(at_least=1)),
        "rule_differs",
    ),
    ("a counted code", changed("spent.json", lambda it: it["counted"].pop()), "spent_differ"),
    (
        "a batch",
        changed("recount.json", lambda it: it["batches"][0].update(leaf="00" * 32)),
        "batches_differ",
    ),
    (
        "a gap",
        changed("recount.json", lambda it: it["batches"][0].update(gap=3)),
        "gap_without_full_recount",
    ),
    ("an entry", changed("receipts.json", _entry), "receipt_does_not_hold"),
    ("a receipt away", changed("receipts.json", lambda it: it.pop(0)), "receipt_missing"),
    (
        "the manifest",
        changed("manifest.json", lambda it: it["files"].update({"lines.csv": "00" * 32})),
        "manifest_altered",
    ),
    ("a file away", lambda files: files.pop("frame.json"), "file_missing"),
    ("a file cut", lambda files: files.update({"draw.json": b"{"}), "file_unreadable"),
    ("another form", lambda files: files.update({"draw.json": b"[]"}), "file_has_another_form"),
    (
        "a stranger's file",
        lambda files: files.update({"counts.json": b'{"slips": 3}'}),
        "file_has_another_form",
    ),
]


@pytest.mark.parametrize(
    ("alter", "code"), [pytest.param(alter, code, id=name) for name, alter, code in ALTERED]
)
def test_what_was_altered_is_found(files: Files, alter: Callable[[Files], None], code: str) -> None:
    alter(files)
    assert code in found(files)


def test_the_share_is_computed_again_where_all_figures_are_shown(files: Files) -> None:
    def other(told: Any) -> None:
        for item in told["items"]:
            if item["estimate"]:
                item["estimate"]["share"] += 0.1

    counts = json.loads(files["counts.json"])
    whole = [
        item
        for item in counts["items"]
        if item["estimate"] and not any(None in row for row in item["places"]["cells"])
    ]
    changed("counts.json", other)(files)
    assert ("estimate_differs" in found(files)) is bool(whole)


def test_a_holder_sees_counted_and_never_how(files: Files) -> None:
    codes = _made["codes"]
    assert code_says(files, codes[EAST][0]) == "counted"
    assert code_says(files, codes[EAST][49]) == "not_counted"
    from qunce.kernel.slipcodes import draw_code

    assert code_says(files, draw_code()) == "not_issued"


def test_the_command_says_so_offline(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert main(["ballot", "verify", str(folder), "--lang", "en"]) == 0
    assert "Everything holds." in capsys.readouterr().out
    code = _made["codes"][EAST][0]
    assert main(["ballot", "check", str(folder), code.lower(), "--lang", "en"]) == 0
    assert main(["ballot", "check", str(folder), code[:-1], "--lang", "en"]) == 2
    _line(files)
    (folder / "lines.csv").write_bytes(files["lines.csv"])
    assert main(["ballot", "verify", str(folder), "--json"]) == 1
    assert main(["ballot", "verify", str(tmp_path / "nothing"), "--lang", "en"]) == 2


def test_the_gate_is_told_and_low_results_are_taken_up(cast: Cast) -> None:
    town = verdict(cast)
    evidence = queries.evidence(town.ballot)
    assert (evidence.asked, evidence.answered) == (90, 80)
    assert evidence.by_way == {"web": 64, "paper": 16}
    assert (evidence.groups, evidence.groups_heard) == (2, 2)
    assert evidence.counts_agree
    assert evidence.published
    low = queries.low_items(town.ballot)
    assert {one.item.place for one in low} == {1}
    problem = actions.open_problem(
        item=low[0].item,
        title="路灯没有修好",
        statement="评议中多数人认为路灯没有修好。",
        actor=cast.clerk,
        now=AFTER,
    )
    assert problem.state == "found"
    with pytest.raises(Refused):
        actions.open_problem(
            item=low[0].item,
            title="路灯没有修好",
            statement="再开一次。",
            actor=cast.clerk,
            now=AFTER,
        )
    assert town.ballot.asking is not None
    assert (
        settle(asking=town.ballot.asking, evidence=evidence, actor=cast.clerk, now=AFTER).gate_id
        == town.ballot.gate_id
    )

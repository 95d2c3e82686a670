"""``qunce directive read FILE``: the outline of a directive, for people or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.speech import speak
from qunce.exchange.sources import FILE_LIMIT, SourceText, read_source
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.text.directive import Duty, Outline, Passage, Section, read
from qunce.text.directive.repairs import pairs

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_SHOWN = 60
"""Characters of a passage shown in the printed outline."""
_REPAIRS_SHOWN = 40

KIND_NAMES = {
    "speech": gettext_noop("speech"),
    "plan": gettext_noop("plan"),
    "opinion": gettext_noop("opinion"),
    "notice": gettext_noop("notice"),
    "other": gettext_noop("other document"),
}
GATE_NAMES = {
    "plan": gettext_noop("ask the people about the plan"),
    "problems": gettext_noop("hear the people on the problems"),
    "report": gettext_noop("let the people review the report"),
    "remedy": gettext_noop("consult the people on the remedy"),
    "verdict": gettext_noop("let the people judge the result"),
}


def add_parser(subparsers: Subparsers) -> None:
    """Add ``directive read FILE [--json]`` to the command line."""
    parser = subparsers.add_parser(
        "directive", help=speak(gettext_noop("read a directive without a database"))
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    reading = actions.add_parser("read", help=speak(gettext_noop("print a directive's outline")))
    reading.add_argument(
        "file",
        metavar="FILE",
        help=speak(gettext_noop("a .txt, .docx or .pdf file; - reads standard input")),
    )
    reading.add_argument(
        "--json", action="store_true", help=speak(gettext_noop("print the outline as JSON"))
    )
    reading.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the outline of ``args.file``.

    Exit code 0.  Raises Refused, whose sentences the caller prints, when the file cannot be read.
    """
    source = _source(args.file)
    outline = read(source.text)
    outline.warnings[:0] = source.notices
    if args.json:
        print(json.dumps(outline.as_json(speak), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(outline)))
    return 0


def _source(name: str) -> SourceText:
    try:
        if name == "-":
            return read_source(sys.stdin.buffer.read(FILE_LIMIT + 1), "")
        with Path(name).open("rb") as file:
            return read_source(file.read(FILE_LIMIT + 1), name)
    except OSError as error:
        raise Refused(
            Refusal(
                "source_unreadable",
                gettext_noop("%(file)s cannot be opened (%(reason)s). Check the name."),
                {"file": name, "reason": error.strerror or ""},
            )
        ) from error


def _lines(outline: Outline) -> Iterator[str]:
    yield outline.title or speak(gettext_noop("(no title)"))
    window = outline.window
    facts = (
        (gettext_noop("Kind"), speak(KIND_NAMES[outline.kind])),
        (gettext_noop("Issued by"), outline.issuer),
        (gettext_noop("Place"), outline.place),
        (
            gettext_noop("Window"),
            f"{window.start or '?'} … {window.end or '?'}" if window.start or window.end else "",
        ),
    )
    for name, value in facts:
        if value:
            yield f"  {speak(name)}: {value}"
    for name, passages in (
        (gettext_noop("Requirements"), outline.requirements),
        (gettext_noop("Principles"), outline.principles),
        (gettext_noop("Emphases"), outline.emphases),
        (gettext_noop("Goals"), outline.goals),
        (gettext_noop("Documents named"), outline.documents_named),
    ):
        yield from _listed(name, passages)
    if outline.sections:
        yield from ("", speak(gettext_noop("Sections")))
        for section in outline.sections:
            yield from _section(section, 1)
    if outline.duties:
        yield ""
        yield speak(gettext_noop("Duties (%(count)s)"), {"count": len(outline.duties)})
        for number, duty in enumerate(outline.duties, start=1):
            yield _duty(number, duty)
    if outline.gates:
        yield from ("", speak(gettext_noop("Where the people take part")))
        for gate in outline.gates:
            yield f"  {speak(GATE_NAMES[gate.kind])}: {gate.document}  [{gate.start}–{gate.end}]"
    yield from _repairs(outline)
    if outline.warnings:
        yield from ("", speak(gettext_noop("Please look at this")))
        for notice in outline.warnings:
            yield f"  ! {notice.sentence(speak)}"


def _listed(name: str, passages: list[Passage]) -> Iterator[str]:
    if passages:
        yield from ("", speak(name))
        for passage in passages:
            yield f"  - {_short(passage.wording)}"


def _section(section: Section, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{section.number} {_short(section.heading)}"
    for child in section.children:
        yield from _section(child, depth + 1)


def _duty(number: int, duty: Duty) -> str:
    who = "、".join(duty.owed_by) or speak(gettext_noop("(nobody named)"))
    whom = f" → {'、'.join(duty.owed_to)}" if duty.owed_to else ""
    marks = [
        speak(gettext_noop("must")) if duty.modality == "must" else speak(gettext_noop("should"))
    ]
    if duty.action_kind == "optional":
        marks.append(speak(gettext_noop("optional")))
    if duty.due:
        marks.append(speak(gettext_noop("by %(due)s"), {"due": duty.due}))
    return f"  {number:>3}. {who}{whom} ({', '.join(marks)}): {_short(duty.wording)}"


def _repairs(outline: Outline) -> Iterator[str]:
    decisions = pairs(outline.repairs)
    if not decisions:
        return
    yield ""
    yield speak(
        gettext_noop("Wordings that are almost certainly wrong (%(score)s per 1,000 characters)"),
        {"score": outline.rewritten_score},
    )
    for pair in decisions[:_REPAIRS_SHOWN]:
        yield f"  {pair.seen} → {pair.suggested}  ×{len(pair.places)}  {pair.confidence:.2f}"
    if len(decisions) > _REPAIRS_SHOWN:
        yield speak(
            gettext_noop("  and %(count)s more"), {"count": len(decisions) - _REPAIRS_SHOWN}
        )


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"

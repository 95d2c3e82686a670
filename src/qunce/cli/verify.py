"""``qunce verify``: is the record whole, or is this receipt true?  Reads only, changes nothing.

Needs neither Django nor a running installation: the database is opened read-only by its driver,
and a receipt is checked with the public key alone.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qunce.cli.speech import speak
from qunce.domain.record import checking, reading
from qunce.domain.record.findings import Finding
from qunce.domain.record.heads import Head, NotAHead, SignedHead, read_signed_head
from qunce.domain.record.keys import PublicKey, public_key_path
from qunce.domain.record.receipts import RECEIPT_TYPE, verify_receipt
from qunce.kernel.refusals import gettext_noop

WHOLE, TAMPERED, UNCHECKED = 0, 1, 2
"""The exit codes: all well; something is wrong; it could not be checked."""

LARGEST_FILE = 64 * 1024 * 1024


class CouldNotCheck(Exception):
    """Ends the command with :data:`UNCHECKED` and one sentence."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message, self.params = message, params


def add_parser(subparsers: Any) -> None:
    """Add ``verify`` to the commands of ``qunce``."""
    parser = subparsers.add_parser(
        "verify",
        description=speak(
            gettext_noop(
                "Check the whole record of an installation, or one receipt offline. "
                "Exit code 0: whole; 1: something was altered; 2: could not be checked."
            )
        ),
    )
    parser.add_argument(
        "receipt",
        nargs="?",
        type=Path,
        metavar="RECEIPT",
        help=speak(gettext_noop("a receipt (JSON) to check offline")),
    )
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help=speak(gettext_noop("the published public key")),
    )
    parser.add_argument(
        "--head",
        type=Path,
        metavar="FILE",
        help=speak(
            gettext_noop(
                "a head or receipt kept earlier: shows whether the record was cut or rewritten"
            )
        ),
    )
    parser.add_argument(
        "--save-head",
        type=Path,
        metavar="FILE",
        help=speak(gettext_noop("keep the present head in FILE if all is well")),
    )
    parser.add_argument(
        "--json", action="store_true", help=speak(gettext_noop("print the result as JSON"))
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check, print, and answer with the exit code."""
    try:
        if args.receipt is not None:
            return _verify_receipt(args)
        return _verify_record(args)
    except CouldNotCheck as stop:
        if args.json:
            print(json.dumps({"ok": None, "why": stop.message % stop.params}))
        print(speak(stop.message, stop.params), file=sys.stderr)
        return UNCHECKED


# --- one receipt


def _verify_receipt(args: argparse.Namespace) -> int:
    if args.head is not None or args.save_head is not None:
        raise CouldNotCheck(
            gettext_noop("--head and --save-head concern the whole record: leave out the receipt.")
        )
    data = _json_file(args.receipt)
    key = _published_key(args)
    findings = verify_receipt(data, key)
    ok = not findings
    shown = data if isinstance(data, Mapping) and data.get("type") == RECEIPT_TYPE else {}
    if args.json:
        _print_json(ok=ok, findings=findings, index=shown.get("index"), size=shown.get("size"))
        return WHOLE if ok else TAMPERED
    if ok:
        _say(
            gettext_noop(
                "The receipt holds: entry %(index)s stood in the record when it had %(size)s "
                "entries."
            ),
            index=shown["index"],
            size=shown["size"],
        )
        used = key or read_signed_head(data).public_key
        if key is None:
            _say(
                gettext_noop(
                    "It was checked with the public key it carries. Compare the key's fingerprint "
                    "with the published one."
                )
            )
        _say(gettext_noop("Fingerprint of the key: %(fingerprint)s"), fingerprint=used.fingerprint)
        return WHOLE
    _say(gettext_noop("The receipt does NOT hold."))
    _print_findings(findings)
    return TAMPERED


# --- the whole record


def _verify_record(args: argparse.Namespace) -> int:
    kept = None
    if args.head is not None:
        try:
            kept = read_signed_head(_json_file(args.head))
        except NotAHead as error:
            raise CouldNotCheck(
                gettext_noop("%(path)s is not a kept head or receipt: %(why)s."),
                path=args.head,
                why=error,
            ) from error
    key = _published_key(args)
    try:
        with _record(args) as source:
            report = checking.check(source, key, kept)
            head = _last_head(source, report) if report.ok and args.save_head else None
    except reading.NoRecord as error:
        raise CouldNotCheck(
            gettext_noop("There is no record to check: %(why)s."), why=error
        ) from error
    except reading.Unreadable as error:
        report, head = _unreadable(error, key), None
    if head is not None:
        _save(args.save_head, head)
    if args.json:
        _print_json(
            ok=report.ok,
            findings=report.findings,
            notes=report.notes,
            more=report.more,
            size=report.size,
            root=report.root,
            first_bad=report.first_bad,
            record=report.origin,
            key=report.key.fingerprint if report.key is not None else None,
        )
        return WHOLE if report.ok else TAMPERED
    _print_report(report, kept)
    return WHOLE if report.ok else TAMPERED


def _print_report(report: checking.Report, kept: SignedHead | None) -> None:
    if report.ok and not report.size:
        _say(gettext_noop("The record is empty, and nothing shows that it ever was not."))
    elif report.ok:
        _say(gettext_noop("The record is whole: %(size)s entries."), size=report.size)
        _say(gettext_noop("Root of the tree: %(root)s"), root=report.root)
        if report.key is not None:
            _say(
                gettext_noop("Fingerprint of the key: %(fingerprint)s"),
                fingerprint=report.key.fingerprint,
            )
        if kept is not None:
            _say(
                gettext_noop("It continues the kept head of %(size)s entries unchanged."),
                size=kept.head.size,
            )
    else:
        _say(gettext_noop("The record was ALTERED."))
        if report.first_bad is not None:
            _say(gettext_noop("First bad entry: %(index)s"), index=report.first_bad)
        _print_findings(report.findings)
        if report.more:
            _say(gettext_noop("… and %(count)s more."), count=report.more)
    for note in report.notes:
        print(speak(note.message, note.params))


def _unreadable(error: Exception, key: PublicKey | None) -> checking.Report:
    finding = Finding(
        "database_damaged",
        gettext_noop("The database finds its own tables damaged: %(why)s."),
        {"why": str(error)},
    )
    return checking.Report(False, 0, "", None, (finding,), 0, (), "", key)


def _last_head(source: reading.Source, report: checking.Report) -> SignedHead | None:
    if not report.size or report.key is None:
        return None
    row: dict[str, Any] = {}
    for values in source.entries():
        row = dict(zip(reading.COLUMNS, values, strict=True))
    at = json.loads(row["canonical"])["at"]
    head = Head(report.origin, report.size, report.root, at)
    return SignedHead(head, row["head_signature"].decode(), report.key)


@contextmanager
def _record(args: argparse.Namespace) -> Iterator[reading.Source]:
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        with reading.sqlite_file(_data_folder(args) / "qunce.sqlite3") as source:
            yield source
        return
    import dj_database_url

    try:
        parsed = dict(dj_database_url.parse(url))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
        raise CouldNotCheck(gettext_noop("DATABASE_URL cannot be read.")) from error
    if "sqlite" in str(parsed["ENGINE"]):
        with reading.sqlite_file(Path(str(parsed["NAME"]))) as source:
            yield source
        return
    named = {
        "dbname": parsed.get("NAME"),
        "user": parsed.get("USER"),
        "password": parsed.get("PASSWORD"),
        "host": parsed.get("HOST"),
        "port": parsed.get("PORT"),
    }
    options: Any = parsed.get("OPTIONS") or {}
    with reading.postgresql({**{k: v for k, v in named.items() if v}, **options}) as source:
        yield source


# --- files and words


def _data_folder(args: argparse.Namespace) -> Path:
    return args.data or Path(os.environ.get("QUNCE_DATA", "").strip() or "data").expanduser()


def _published_key(args: argparse.Namespace) -> PublicKey | None:
    """The key named by ``--key``, else the one beside the installation's own key, if any."""
    path = args.key or public_key_path(_data_folder(args) / "keys")
    try:
        return PublicKey.read(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        if args.key is None:
            return None
        raise CouldNotCheck(gettext_noop("%(path)s does not exist."), path=path) from None
    except (OSError, ValueError) as error:
        raise CouldNotCheck(
            gettext_noop("The public key in %(path)s cannot be read: %(why)s."),
            path=path,
            why=error,
        ) from error


def _json_file(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CouldNotCheck(
                gettext_noop("%(path)s is too large to be a receipt or a head."), path=path
            )
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CouldNotCheck(gettext_noop("%(path)s does not exist."), path=path) from None
    except (OSError, ValueError, RecursionError) as error:
        raise CouldNotCheck(
            gettext_noop("%(path)s cannot be read as JSON: %(why)s."), path=path, why=error
        ) from error


def _save(path: Path, head: SignedHead) -> None:
    try:
        path.write_text(json.dumps(head.as_dict(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise CouldNotCheck(
            gettext_noop("%(path)s cannot be written: %(why)s."), path=path, why=error.strerror
        ) from error


def _say(message: str, **params: object) -> None:
    print(speak(message, params))


def _print_findings(findings: tuple[Finding, ...] | list[Finding]) -> None:
    for finding in findings:
        print("  - " + speak(finding.message, finding.params))


def _print_json(
    *,
    ok: bool,
    findings: tuple[Finding, ...] | list[Finding],
    notes: tuple[Finding, ...] = (),
    **more: object,
) -> None:
    def plain(finding: Finding) -> dict[str, object]:
        return {"code": finding.code, "index": finding.index, "message": str(finding)}

    result = {
        "ok": ok,
        **more,
        "findings": [plain(finding) for finding in findings],
        "notes": [plain(note) for note in notes],
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))

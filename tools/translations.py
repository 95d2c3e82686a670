"""The Chinese catalogue: ``python tools/translations.py extract | fill FILE… | compile | check``.

``extract`` brings django.po up to what the sources say (needs GNU gettext's xgettext) and keeps
every translation; ``fill`` merges JSON files of ``{"English": "中文"}``; ``compile`` writes
django.mo with polib; ``check`` says what is missing or does not fit.  Both files are committed,
because a fresh machine has no gettext.  English is the language of the sources.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "qunce"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
HEADER = {
    "Project-Id-Version": "qunce",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

_GAP = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*([a-zA-Z])|(?<!%)%(?:%%)*([sdif])|\{(\w*)\}")
_MAKE = """
import os, sys
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(LOCALE_PATHS=[os.path.join(os.getcwd(), "locale")], USE_I18N=True)
django.setup()
call_command("makemessages", locale=["zh_Hans"], extensions=["py", "html", "txt"],
             add_location="file", no_wrap=True, verbosity=0)
"""

Key = tuple[str | None, str]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract")
    commands.add_parser("fill").add_argument("files", nargs="+", type=Path)
    commands.add_parser("compile")
    commands.add_parser("check")
    args = parser.parse_args(argv)
    if args.command == "extract":
        return extract()
    if args.command == "fill":
        return fill(args.files)
    if args.command == "compile":
        catalogue().save_as_mofile(str(COMPILED))
        return 0
    wrong = faults()
    print("\n".join(wrong) or "The catalogue is complete.")
    return 1 if wrong else 0


def catalogue() -> polib.POFile:
    """The committed catalogue, or an empty one."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=100)
    return polib.POFile(wrapwidth=100)


def key(entry: polib.POEntry | polib.MOEntry) -> Key:
    return entry.msgctxt, entry.msgid


def extracted() -> polib.POFile:
    """What the sources say now, untranslated."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "qunce"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "locale"))
        (copy / "locale").mkdir()
        subprocess.run([sys.executable, "-c", _MAKE], cwd=copy, check=True)
        return polib.pofile(str(copy / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def extract() -> int:
    if shutil.which("xgettext") is None:
        print("xgettext is missing; install GNU gettext (Debian: apt install gettext).")
        return 2
    known = {key(entry): entry for entry in catalogue()}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = dict(HEADER)
    for entry in sorted(extracted(), key=lambda one: (one.occurrences, one.msgid)):
        old = known.get(key(entry))
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.msgstr = ""
        if entry.msgid_plural:
            entry.msgstr_plural = old.msgstr_plural if old and old.msgstr_plural else {0: ""}
        elif old:
            entry.msgstr = old.msgstr
        fresh.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    empty = sum(1 for entry in fresh if not text_of(entry))
    print(f"{len(fresh)} sentences, {empty} without Chinese.")
    return 0


def fill(files: list[Path]) -> int:
    """Merge translations; a key may carry its context before ``\\u0004``, as gettext writes it."""
    found = catalogue()
    unused = []
    for file in files:
        for english, chinese in json.loads(file.read_text(encoding="utf-8")).items():
            context, mark, msgid = english.rpartition("\u0004")
            fitting = [
                entry
                for entry in found
                if english in (entry.msgid, entry.msgid_plural)
                or (mark and (entry.msgctxt, entry.msgid) == (context, msgid))
            ]
            if not fitting:
                unused.append(f"{file.name}: {english!r}")
            for entry in fitting:
                if entry.msgid_plural:
                    entry.msgstr_plural = {0: chinese if isinstance(chinese, str) else chinese[0]}
                else:
                    entry.msgstr = chinese
    found.save(str(CATALOGUE))
    empty = [entry.msgid for entry in found if not text_of(entry)]
    for line in unused:
        print(f"not in the sources: {line}")
    for msgid in empty:
        print(f"without Chinese: {msgid!r}")
    print(f"{len(found)} sentences, {len(empty)} without Chinese, {len(unused)} unused.")
    return 0


def text_of(entry: polib.POEntry | polib.MOEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def gaps(text: str) -> set[str]:
    """The placeholders of a sentence; ``%%`` is none."""
    return {match.group(0) for match in _GAP.finditer(text)}


def faults() -> list[str]:
    """What is wrong with the committed catalogue, without needing gettext."""
    wrong = []
    found = catalogue()
    for entry in found:
        chinese = text_of(entry)
        if entry.fuzzy:
            wrong.append(f"fuzzy: {entry.msgid!r}")
        if not chinese:
            wrong.append(f"without Chinese: {entry.msgid!r}")
        elif gaps(chinese) != gaps(entry.msgid_plural or entry.msgid):
            wrong.append(f"gaps differ: {entry.msgid!r} → {chinese!r}")
    if not COMPILED.exists():
        return [*wrong, "django.mo is missing; run: python tools/translations.py compile"]
    compiled = {key(entry): text_of(entry) for entry in polib.mofile(str(COMPILED))}
    if compiled != {key(entry): text_of(entry) for entry in found if text_of(entry)}:
        wrong.append("django.mo differs from django.po; run: python tools/translations.py compile")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

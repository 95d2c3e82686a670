"""docs/form-fields.md out of the register: ``python tools/form_fields.py write | check``.

The register lies in src/qunce/web/shell/asked_fields; ``check`` fails when the document says
something else.  Needs no database and no settings.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from qunce.web.shell.asked_fields import CREATES, AskedForm, asked_forms  # noqa: E402

DOCUMENT = ROOT / "docs" / "form-fields.md"
HEAD = """# What each field of each form is for

Each thing is entered once.
This table is made by `python tools/form_fields.py write` from the register in
`src/qunce/web/shell/asked_fields`, which a test holds against every form of the pages and every
model; do not edit it here.

A field **creates** a fact (package, model, field), **corrects** one that stands, **chooses** or
**finds** something that is there, **confirms** that something is so, or is hidden and **carries**
something along.
No fact is created by two forms, unless it comes through another channel, which is then named.
In brackets stands the act that makes a fact a different one: the reason of each step of a story is
another reason.
"""


def lines() -> Iterator[str]:
    known = list(asked_forms().values())
    filled = sum(form.size for form in known)
    facts = {one.of for form in known for one in form.fields if one.deed == CREATES}
    yield HEAD
    yield f"{len(known)} forms, {filled} fields that somebody fills in, {len(facts)} facts.\n"
    parts = groupby(sorted((one for one in known if one.fields), key=_place), key=_part)
    for part, forms in parts:
        yield f"## {part}\n"
        yield "| form | field | what becomes of it |"
        yield "|---|---|---|"
        for form in forms:
            for at, field in enumerate(form.fields):
                told = _told(form) if at == 0 else ""
                yield f"| {told} | `{field.name}` | {field.deed} {field.of} |"
        yield ""


def _place(form: AskedForm) -> tuple[str, str]:
    return _part(form), form.name


def _part(form: AskedForm) -> str:
    """The folder of pages it belongs to."""
    above = form.name.partition(":")[0].split(".")
    return " ".join(above[:2]) if len(above) > 2 else above[0]


def _told(form: AskedForm) -> str:
    name = form.name.partition(":")[2] or form.name.rpartition(".")[2]
    return f"`{name}`" + (f" ({form.channel})" if form.channel else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=("write", "check"))
    text = "\n".join(lines()).rstrip() + "\n"
    if parser.parse_args().do == "write":
        DOCUMENT.write_text(text, encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
        print(f"{DOCUMENT.name} is not what the register says: {sys.argv[0]} write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

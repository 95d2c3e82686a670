"""Slips as they are keyed: one line of signs for each, as fast as somebody reads aloud.

``1`` to ``9`` is the step of the scale, ``0``, ``-`` or ``.`` a question without a mark, ``h`` at
the end a slip filled in with a helper, ``x`` alone one that cannot be read.  Blanks do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from qunce.domain.ballots.tallies import Keyed
from qunce.kernel.refusals import Refusal, gettext_noop

HELPED = frozenset("hH助")
UNREADABLE = frozenset("xX废")
NO_MARK = frozenset("0-.。")


def read_slip(typed: str, *, codes: Sequence[str], questions: int) -> Keyed | Refusal:
    """The slip keyed as ``typed``, or what is wrong with it: ``keyed_sign``, ``keyed_length``."""
    signs = "".join(normalize("NFKC", typed).split())
    helped = any(sign in HELPED for sign in signs)
    marks = [sign for sign in signs if sign not in HELPED]
    if marks and all(sign in UNREADABLE for sign in marks):
        return Keyed(("",) * questions, helped=False, invalid=True)
    read = []
    for sign in marks:
        if sign in NO_MARK:
            read.append("")
        elif sign.isascii() and sign.isdigit() and int(sign) <= len(codes):
            read.append(codes[int(sign) - 1])
        else:
            return Refusal(
                "keyed_sign",
                gettext_noop(
                    "“%(sign)s” means nothing here. Key 1 to %(most)s, 0 for no mark, "
                    "h for helped, x for a slip that cannot be read."
                ),
                {"sign": sign, "most": len(codes)},
            )
    if len(read) != questions:
        return Refusal(
            "keyed_length",
            gettext_noop("%(marks)s marks were keyed and there are %(questions)s questions."),
            {"marks": len(read), "questions": questions},
        )
    return Keyed(tuple(read), helped=helped)


def written(row: Keyed, *, codes: Sequence[str]) -> str:
    """A slip as :func:`read_slip` reads it."""
    if row.invalid:
        return "x"
    places = {"": "0", **{code: str(at) for at, code in enumerate(codes, 1)}}
    return "".join(places[mark] for mark in row.marks) + ("h" if row.helped else "")

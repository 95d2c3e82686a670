"""Where one answers, where one reads what came of it, and where the office works on it.

A round of asking names what it is about by an opaque kind and number; this table is the one place
that says which pages belong to a kind.  Pages that are not built yet have no address and no link.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from qunce.domain.gates.models import Asking, Gate
from qunce.domain.gates.states import GateKind


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses; empty where there is no such page."""

    answer: str = ""
    """Where people answer while they are asked."""
    outcome: str = ""
    """Where everybody reads what was said, or how it was judged, and what came of it."""
    work: str = ""
    """Where the campaign office works on it."""


PAGES: dict[str, tuple[str, str, str]] = {
    "consultation": ("resident:ask", "public:asked", "office:consultation"),
    "ballot": ("resident:vote", "public:ballot", "office:ballot"),
}
"""Kind of what is asked about, and the names of its three pages; each takes its number."""

WITHOUT_NUMBER = {"resident:vote"}
"""Where a slip is filled in neither a code nor a ballot stands in the address."""

CONSULT, JUDGE = "office:consultation_new", "office:ballot_new"
"""Names of the pages that begin an asking; each takes the number of the gate."""

BEGINS: dict[str, tuple[str, ...]] = {
    GateKind.PLAN: (CONSULT,),
    GateKind.PROBLEMS: (CONSULT,),
    GateKind.REPORT: (CONSULT, JUDGE),
    GateKind.REMEDY: (CONSULT,),
    GateKind.VERDICT: (JUDGE,),
}


def shown_links(asking: Asking) -> Links:
    """The pages of what ``asking`` is about.  No statement."""
    names = PAGES.get(asking.what_kind)
    if names is None or not asking.what_id.isdecimal():
        return Links()
    answer, outcome, work = (_address(name, int(asking.what_id)) for name in names)
    return Links(answer, outcome, work)


def consult_at(gate: Gate) -> str:
    """Where the office begins to ask people in words at ``gate``; empty where it does not."""
    return _address(CONSULT, gate.pk) if CONSULT in BEGINS[gate.kind] else ""


def judge_at(gate: Gate) -> str:
    """Where the office prepares a secret ballot at ``gate``; empty where it does not."""
    return _address(JUDGE, gate.pk) if JUDGE in BEGINS[gate.kind] else ""


def _address(name: str, number: int) -> str:
    try:
        return reverse(name, args=[] if name in WITHOUT_NUMBER else [number])
    except NoReverseMatch:
        return ""

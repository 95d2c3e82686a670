"""Codes as people type them."""

from __future__ import annotations

from django.db.models import QuerySet

from qunce.domain.ballots import keys
from qunce.domain.ballots.models import Ballot, CodeTag
from qunce.domain.ballots.states import WITH_SLIPS
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import read, tag


def read_code(typed: str) -> str:
    """The code in what was typed; refuses with the suspicious sign named."""
    found = read(typed)
    if found.code is None:
        raise Refused([found.why_not] if found.why_not else [])
    return found.code


def code_state(ballot: Ballot, code: str) -> str | None:
    """The state of a well-read ``code`` in ``ballot``; None where it has no such slip."""
    try:
        wanted = tag(keys.load(ballot.uid, keys.CODES), ballot.uid, code)
    except keys.KeyLost:
        return None
    own = CodeTag.objects.filter(tag=wanted, stratum__ballot=ballot)
    return own.values_list("state", flat=True).first()


def ballot_of(code: str) -> Ballot | None:
    """The ballot with slips out to which a well-read ``code`` belongs.  Two statements."""
    found = _slip(code, Ballot.objects.filter(state__in=WITH_SLIPS))
    return None if found is None else found.stratum.ballot


def is_elsewhere(ballot: Ballot, code: str) -> bool:
    """Whether another ballot with slips out has such a slip."""
    found = ballot_of(code)
    return found is not None and found.pk != ballot.pk


def find_slip(code: str) -> tuple[Ballot, str] | None:
    """The ballot and the state of a well-read ``code``, also after the result is published.

    Two statements, however many ballots there were.
    """
    found = _slip(code, Ballot.objects.public())
    return None if found is None else (found.stratum.ballot, found.state)


def _slip(code: str, ballots: QuerySet[Ballot]) -> CodeTag | None:
    """The slip of one of ``ballots`` with this code, with its ballot and campaign."""
    tags = [tag(key, ballot.uid, code) for ballot in ballots if (key := _key(ballot))]
    slips = CodeTag.objects.filter(tag__in=tags, stratum__ballot__in=ballots)
    return slips.select_related("stratum__ballot__campaign").first()


def _key(ballot: Ballot) -> bytes | None:
    """The key of its codes: told to everybody at closing, in a file until then."""
    if ballot.codes_key:
        return bytes.fromhex(ballot.codes_key)
    try:
        return keys.load(ballot.uid, keys.CODES)
    except keys.KeyLost:
        return None

"""What is wrong with a call: the protocol's errors, several at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from qunce.kernel.refusals import Refusal
from qunce.web.open311.formats import Format, Value, answer
from qunce.web.shell.words import say

BAD, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, TOO_MANY = 400, 403, 404, 405, 429


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: its HTTP status and a sentence for people, already in their language."""

    status: int
    sentence: str


class Wrong(Exception):
    """A call that cannot be answered; carries every reason found."""

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("Wrong needs at least one fault")
        self.faults = faults
        super().__init__("; ".join(fault.sentence for fault in faults))

    @property
    def status(self) -> int:
        """Of several the gravest: what is not there comes before what is badly written."""
        return max(self.faults, key=lambda fault: (fault.status != BAD, fault.status)).status


def from_refusals(refusals: Iterable[Refusal]) -> list[Fault]:
    return [Fault(BAD, say(refusal)) for refusal in refusals]


def tell(faults: Iterable[Fault], form: Format, status: int) -> HttpResponse:
    """The errors in the format that was asked for."""
    told: list[Value] = [{"code": fault.status, "description": fault.sentence} for fault in faults]
    response = answer("errors", told, form, status=status)
    response["Cache-Control"] = "no-store"
    return response

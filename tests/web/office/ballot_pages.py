"""What the tests of the ballot's pages share: the roll as a spreadsheet, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ballots_made import a_roll
from qunce.domain.ballots.frames import FrameRow
from qunce.domain.ballots.models import Ballot
from qunce.exchange import result_files
from qunce.exchange.ledgers import OutSheet, write_ledger
from qunce.web.office.ballots.result_work import bring_out

SignIn = Callable[[str], Client]
BALLOTS = "/office/ballots/"


def page_of(ballot: Ballot, below: str = "") -> str:
    return f"{BALLOTS}{ballot.pk}/{below}"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def sheet(
    rows: Iterable[FrameRow | tuple[str, str]], headings: tuple[str, ...] = ("村民小组", "姓名")
) -> SimpleUploadedFile:
    """A roll as the office keeps it."""
    data = write_ledger([OutSheet("名册", headings, [tuple(row) for row in rows])])
    return SimpleUploadedFile("全村名册.xlsx", data)


def pasted(rows: Iterable[FrameRow | tuple[str, str]] = ()) -> str:
    return "\n".join("\t".join(row) for row in rows or a_roll())


def bring_out_result(ballot: Ballot) -> None:
    """The worker does what was asked for last."""
    asked = result_files.asked(ballot.uid)
    assert asked is not None, "nothing was asked for"
    bring_out.func(ballot.pk, asked.name)


def told(answer: Any) -> list[str]:
    """The codes of the refusals that stand as messages on the next page."""
    return [message.extra_tags for message in answer.context["messages"]]


def errors(answer: Any, form: str = "form") -> list[str]:
    """The codes of what is wrong in a form that came back."""
    return [error.code for own in answer.context[form].errors.as_data().values() for error in own]

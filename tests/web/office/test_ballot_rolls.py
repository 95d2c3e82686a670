"""The roll on the page: what is read of a spreadsheet, what is refused, and that no name stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ballots_made import DICE, EAST, WEST, a_ballot, a_roll, drawn, framed
from cast import NOW, Cast
from qunce.domain.ballots.frames import plain
from qunce.domain.ballots.models import Ballot, FrameTag
from qunce.exchange.ledgers.files import read_sheets
from qunce.exchange.rolls import read_pasted, read_roll
from qunce.kernel.refusals import Refused
from web.office.ballot_pages import SignIn, errors, page_of, pasted, sheet, told


@pytest.fixture(autouse=True)
def on_that_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def look(as_: SignIn, ballot: Ballot, **sent: Any) -> Any:
    return as_("clerk").post(page_of(ballot, "roll/"), sent)


def test_columns_are_found_by_their_names_and_joined() -> None:
    file = sheet(
        [("1", "上清村", "一组", "张三", "1951", "13800000000")],
        ("序号", "村", "村民小组", "姓名", "出生年份", "电话"),
    )
    roll = read_roll(file.read())
    assert [tuple(row) for row in roll.rows] == [("上清村 一组", "张三 1951")]
    assert roll.numbers == (2,)


def test_pasted_cells_may_hold_commas() -> None:
    roll = read_pasted("上清村\t张三，男，1951\n上清村\t李四，女，1960")
    assert [row.person for row in roll.rows] == ["张三,男,1951", "李四,女,1960"]


def test_a_line_that_says_too_little_is_set_aside_by_its_number() -> None:
    roll = read_pasted("村民小组\t姓名\n一组\t张三\n\t李四\n二组\t\n\t\n")
    assert len(roll.rows) == 1
    assert [(one.number, one.why.code) for one in roll.aside] == [
        (3, "roll_line_without_stratum"),
        (4, "roll_line_without_person"),
    ]


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\xd0\xcf\x11\xe0 no book", b"one column\nonly\n"]
)
def test_what_is_no_roll_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused):
        read_roll(data)


@pytest.mark.parametrize("people", [0, 1, 3])
def test_too_few_people_are_not_frozen(cast: Cast, as_: SignIn, people: int) -> None:
    ballot = a_ballot(cast)
    text = pasted([(EAST, f"张{number}") for number in range(people)]) if people else "\n\n"
    answer = look(as_, ballot, text=text)
    assert answer.status_code == 200
    if people:
        assert not answer.context["kept"], "nothing is offered to be frozen"
    else:
        assert errors(answer) == ["roll_not_given"]
    forced = look(as_, ballot, text=text, freeze="1")
    assert forced.status_code == 200
    assert errors(forced) == (["stratum_too_small"] if people else ["roll_not_given"])
    assert not FrameTag.objects.exists()


def test_twice_on_the_roll_is_told_by_the_lines_and_never_by_the_name(
    cast: Cast, as_: SignIn
) -> None:
    rows = [*a_roll(12, 12), (EAST, "张003，1953年生"), (WEST, "张004，1954年生")]
    answer = look(as_, a_ballot(cast), file=sheet(rows))
    assert errors(answer) == ["person_twice", "person_in_two_strata"]
    page = answer.content.decode()
    assert "26" in page, "the line of the sheet, with its headings counted"
    assert "张003" not in page
    assert not answer.context["kept"]


def test_the_same_person_in_full_width_is_the_same_person(cast: Cast, as_: SignIn) -> None:
    rows = [*a_roll(12, 12), (EAST, "张００３，１９５３年生")]
    assert errors(look(as_, a_ballot(cast), file=sheet(rows))) == ["person_twice"]


def test_no_name_stays_anywhere(cast: Cast, as_: SignIn, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    ballot = a_ballot(cast)
    clerk = as_("clerk")
    rows = [(EAST, f"稀罕姓{number:05d}") for number in range(3000)]
    seen = clerk.post(page_of(ballot, "roll/"), {"file": sheet(rows)})
    assert seen["Cache-Control"] == "private, no-store"
    clerk.post(page_of(ballot, "roll/"), {"kept": seen.context["kept"], "freeze": "1"})
    assert FrameTag.objects.count() == 3000
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608, our own names
            assert not any("稀罕姓" in str(row) for row in cursor.fetchall()), table
    assert list(tmp_path.glob("*upload*")) == []


def test_a_broken_file_says_what_to_do(cast: Cast, as_: SignIn) -> None:
    broken = SimpleUploadedFile("名册.xlsx", b"PK\x03\x04 but no book")
    answer = look(as_, a_ballot(cast), file=broken)
    assert errors(answer) == ["ledger_damaged"]


def test_an_edited_roll_is_not_the_frozen_one(cast: Cast, as_: SignIn) -> None:
    ballot = framed(cast)
    sizes = {f"size_{one.pk}": 20 for one in ballot.strata.all()}
    dice = {"dice": DICE}
    edited = pasted([*a_roll()[1:], (EAST, "新来的人")])
    clerk = as_("clerk")
    answer = clerk.post(page_of(ballot, "dice/"), {**dice, **sizes, "text": edited})
    assert errors(answer) == ["roll_differs"]
    assert DICE in answer.content.decode(), "nothing typed is lost"
    assert not answer.context["form"]["kept"].value(), "but not the wrong roll"
    ballot.refresh_from_db()
    assert ballot.state == "framed"
    lists = clerk.post(page_of(drawn(cast, ballot=None), "lists/"), {"text": edited})
    assert lists.status_code == 200
    assert errors(lists) == ["roll_differs"]


def test_more_cannot_be_drawn_than_live_there(cast: Cast, as_: SignIn) -> None:
    ballot = framed(cast)
    sizes = {f"size_{one.pk}": one.population + 1 for one in ballot.strata.all()}
    answer = as_("clerk").post(
        page_of(ballot, "dice/"), {"dice": "123456" * 5, **sizes, "text": pasted()}
    )
    assert set(errors(answer)) == {"sample_larger_than_stratum"}


@pytest.mark.parametrize(
    ("dice", "code"),
    [("123", "too_few_dice"), ("1234567", "dice_unreadable"), ("", "dice_unreadable")],
)
def test_dice_are_dice(cast: Cast, as_: SignIn, dice: str, code: str) -> None:
    ballot = framed(cast)
    sizes = {f"size_{one.pk}": 20 for one in ballot.strata.all()}
    answer = as_("clerk").post(page_of(ballot, "dice/"), {"dice": dice, **sizes, "text": pasted()})
    assert errors(answer) == [code]
    again = answer.context["form"]["kept"].value()
    assert len(again.splitlines()) == 100, "the roll need not be given once more"
    sent = {"dice": "12345 66543", **sizes, "kept": again}
    assert as_("clerk").post(page_of(ballot, "dice/"), sent).status_code == 302


def test_what_is_announced_stands_before_the_dice(cast: Cast, as_: SignIn) -> None:
    ballot = framed(cast)
    page = as_("clerk").get(page_of(ballot, "dice/")).content.decode()
    assert page.index(ballot.frame_root[:4]) < page.index('name="dice"')
    proposed = as_("clerk").get(page_of(ballot, "dice/") + "?total=50")
    assert proposed.context["total"] == 50
    assert as_("clerk").get(page_of(ballot, "dice/") + "?total=lots").status_code == 200


def test_the_lists_name_those_who_were_drawn(cast: Cast, as_: SignIn) -> None:
    ballot = drawn(cast)
    answer = as_("clerk").post(page_of(ballot, "lists/"), {"text": pasted(), "sheet": "1"})
    assert answer["Cache-Control"] == "private, no-store"
    _kind, sheets = read_sheets(answer.content)
    drawn_there = {(one.name, row[1]) for one in sheets for row in one.rows[1:]}
    assert len(drawn_there) == 50
    assert drawn_there <= {(row.stratum, plain(row.person)) for row in a_roll()}
    pdf = as_("clerk").post(page_of(ballot, "lists/"), {"text": pasted()})
    assert pdf["Content-Type"] == "application/pdf"


def test_a_frozen_roll_is_not_given_again(cast: Cast, as_: SignIn) -> None:
    ballot = framed(cast)
    answer = as_("clerk").post(page_of(ballot, "roll/"), {"text": pasted()}, follow=True)
    assert told(answer) == ["ballot_at_another_step"]

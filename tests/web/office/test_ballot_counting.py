"""The box, the batches and the count by their pages: what is mistyped, missing, or too early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ballots_made import (
    AFTER,
    BAD,
    EAST,
    FAIR,
    GOOD,
    WEST,
    Town,
    a_ballot,
    a_roll,
    counted,
    drawn,
    opened,
    slips,
)
from cast import NOW, Cast
from qunce.domain.ballots import keys
from qunce.domain.ballots.models import Batch, CodeTag
from qunce.domain.ballots.tallies import Keyed
from qunce.kernel.refusals import Refusal
from qunce.web.office.ballots.keying import read_slip, written
from web.office.ballot_pages import SignIn, bring_out_result, errors, page_of, shown, told

SCALE = (GOOD, FAIR, BAD, "dissatisfied", "dont_know")


@pytest.fixture(autouse=True)
def the_morning_after() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def town(cast: Cast) -> Town:
    """Open, with twelve slips on the web; the box is open."""
    town = opened(cast)
    for number in range(12):
        town.cast_web(EAST, number)
    town.open_box()
    return town


def batch_of(town: Town, slips_in_it: int = 12) -> Batch:
    town.stubs(*town.codes[EAST][12 : 12 + slips_in_it])
    return town.batch(EAST, slips_in_it)


# --- one line for each slip


@pytest.mark.parametrize(
    ("typed", "marks", "helped"),
    [
        ("123", (GOOD, FAIR, BAD), False),
        (" 1 2 3 ", (GOOD, FAIR, BAD), False),
        ("１２３ｈ", (GOOD, FAIR, BAD), True),
        ("0-5助", ("", "", "dont_know"), True),
    ],
)
def test_keys_are_marks(typed: str, marks: tuple[str, ...], helped: bool) -> None:
    row = read_slip(typed, codes=SCALE, questions=3)
    assert row == Keyed(marks, helped=helped)


@pytest.mark.parametrize("typed", ["x", "X", "废"])
def test_a_slip_that_cannot_be_read_is_an_x(typed: str) -> None:
    row = read_slip(typed, codes=SCALE, questions=3)
    assert isinstance(row, Keyed)
    assert row.invalid
    assert written(row, codes=SCALE) == "x"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12", "keyed_length"),
        ("1234", "keyed_length"),
        ("126", "keyed_sign"),
        ("1a3", "keyed_sign"),
        ("1x3", "keyed_sign"),
        ("h", "keyed_length"),
        ("١٢٣", "keyed_sign"),
        ("1²3", "keyed_length"),
    ],
)
def test_what_is_no_slip_is_said(typed: str, code: str) -> None:
    found = read_slip(typed, codes=SCALE[:4], questions=3)
    if typed == "1²3":  # a small two is a two for whoever typed it
        assert isinstance(found, Keyed)
        return
    assert isinstance(found, Refusal)
    assert found.code == code


# --- stubs


def test_a_mistyped_code_names_the_suspicious_sign_and_stays(
    town: Town, cast: Cast, as_: SignIn
) -> None:
    good, other = town.codes[EAST][20], town.codes[EAST][21]
    wrong = other[:4] + ("2" if other[4] != "2" else "3") + other[5:]
    spent = town.codes[EAST][0]
    answer = as_("clerk").post(
        page_of(town.ballot, "box/"), {"codes": f"{good}\n{wrong}\n{spent}\nABC\n{good}"}
    )
    received = answer.context["received"]
    assert received.number == 1
    reasons = {stub.typed: stub.why.code for stub in received.refused}
    assert reasons[spent] == "code_spent"
    assert reasons["ABC"] == "slip_code_short"
    assert reasons[wrong] == "slip_code_check"
    assert good in reasons, "the same stub twice is taken once"
    kept = answer.context["form"]["codes"].value()
    assert wrong in kept
    assert spent in kept
    assert CodeTag.objects.filter(state="spent_paper").count() == 1


def test_an_empty_field_and_a_wall_of_text_are_answered(town: Town, as_: SignIn) -> None:
    clerk = as_("clerk")
    assert clerk.post(page_of(town.ballot, "box/"), {"codes": " \n "}).status_code == 200
    wall = "\n".join(["不是码" * 200] * 300)
    answer = clerk.post(page_of(town.ballot, "box/"), {"codes": wall})
    assert answer.status_code == 200
    assert answer.context["received"].number == 0


# --- batches


def test_a_batch_with_a_missing_slip_is_refused(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    address = page_of(town.ballot, f"batches/{batch.pk}/key/1/")
    rows = {f"slip_{at}": "112" for at in range(1, 12)}
    answer = as_("clerk").post(address, {**rows, "words": "灯亮了"})
    assert [one.code for one in answer.context["reasons"]] == ["batch_lacks_slips"]
    page = answer.content.decode()
    assert page.count('value="112"') == 11, "nothing typed is lost"
    assert "灯亮了" in page
    assert not batch.keyings.exists()


def test_an_empty_line_in_the_middle_is_named(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    rows = {f"slip_{at}": "112" for at in range(1, 13) if at != 5} | {"slip_7": "19"}
    answer = as_("clerk").post(page_of(town.ballot, f"batches/{batch.pk}/key/1/"), rows)
    assert [line.number for line in answer.context["wrong"]] == [5, 7]


def test_one_post_does_not_key_a_batch_twice(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    town.key(batch, 1, slips(GOOD, FAIR, BAD, times=12))
    clerk = as_("clerk")
    page = shown(clerk, page_of(town.ballot, f"batches/{batch.pk}/"))
    assert "disabled" in page
    answer = clerk.get(page_of(town.ballot, f"batches/{batch.pk}/key/2/"), follow=True)
    assert told(answer) == ["batch_keyed_by_the_same_post"]


def test_the_second_does_not_see_what_the_first_keyed(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    town.key(batch, 1, slips(GOOD, FAIR, BAD, times=12))
    page = shown(as_("leader"), page_of(town.ballot, f"batches/{batch.pk}/key/2/"))
    assert 'value="123"' not in page


def test_a_difference_is_shown_side_by_side_to_a_third_post(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    same = slips(GOOD, FAIR, BAD, times=11)
    town.key(batch, 1, [*same, *slips(GOOD, GOOD, GOOD)])
    town.key(batch, 2, [*same, *slips(GOOD, GOOD, GOOD, helped=True)])
    address = page_of(town.ballot, f"batches/{batch.pk}/look/")
    assert told(as_("clerk").get(address, follow=True)) == [], "both who keyed may look together"
    first = as_("first")
    page = shown(first, address)
    assert "111h" in page
    assert page.count("<tr>") == 2, "headings and the one slip that differs"
    assert first.post(address, {}).status_code == 200
    assert first.post(address, {"slip_12": "111h"}).status_code == 302
    batch.refresh_from_db()
    assert batch.tally["helped"][0][1] == 1


def test_without_its_key_a_keying_is_told_as_lost(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    town.key(batch, 1, slips(GOOD, FAIR, BAD, times=12))
    town.key(batch, 2, slips(GOOD, FAIR, FAIR, times=12))
    keys.destroy(town.ballot.uid, keys.PAPER)
    first = as_("first")
    assert first.get(page_of(town.ballot, f"batches/{batch.pk}/")).status_code == 200
    answer = first.get(page_of(town.ballot, f"batches/{batch.pk}/look/"), follow=True)
    assert told(answer) == ["ballot_interrupted"]


def test_a_rest_under_ten_goes_into_the_batch(town: Town, as_: SignIn) -> None:
    town.stubs(*town.codes[EAST][12:27])
    form = {"stratum": town.stratum(EAST).pk, "label": "甲", "slips": 12}
    answer = as_("clerk").post(page_of(town.ballot, "batches/"), form)
    assert errors(answer) == ["batch_leaves_a_small_rest"]
    assert 'value="甲"' in answer.content.decode()


def test_a_small_group_is_counted_with_another(town: Town, as_: SignIn) -> None:
    town.stubs(*town.codes[WEST][:4], *town.codes[EAST][12:22])
    clerk = as_("clerk")
    east, west = town.stratum(EAST), town.stratum(WEST)
    answer = clerk.post(
        page_of(town.ballot, "batches/"), {"stratum": west.pk, "label": "乙", "slips": 4}
    )
    assert errors(answer) == ["stratum_has_too_few_slips"]
    itself = {"stratum": west.pk, "into": west.pk}
    assert clerk.post(page_of(town.ballot, "batches/join/"), itself).status_code == 200
    clerk.post(page_of(town.ballot, "batches/join/"), {"stratum": west.pk, "into": east.pk})
    clerk.post(page_of(town.ballot, "batches/"), {"stratum": east.pk, "label": "乙", "slips": 14})
    assert Batch.objects.get().slips == 14


def test_a_batch_is_undone_with_a_reason(town: Town, as_: SignIn) -> None:
    batch = batch_of(town)
    clerk = as_("clerk")
    address = page_of(town.ballot, f"batches/{batch.pk}/undo/")
    clerk.post(address, {"reason": ""})
    assert Batch.objects.exists()
    clerk.post(address, {"reason": "多数了一张"})
    assert not Batch.objects.exists()


# --- too early, and the account


def test_the_box_is_not_opened_while_people_may_answer(cast: Cast, as_: SignIn) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        ballot = opened(cast).ballot
        clerk = as_("clerk")
        answer = clerk.get(page_of(ballot))
        (step,) = answer.context["first"]
        assert [reason.code for reason in step.reasons] == ["people_may_still_answer"]
        sent = clerk.post(page_of(ballot, "steps/count/"))
        assert sent.status_code == 200
        ballot.refresh_from_db()
        assert ballot.state == "open"


def test_closing_early_says_what_is_missing_with_figures(town: Town, as_: SignIn) -> None:
    batch_of(town)
    clerk = as_("clerk")
    answer = clerk.get(page_of(town.ballot))
    (step,) = answer.context["first"]
    assert {reason.code for reason in step.reasons} >= {
        "stratum_not_counted_by_hand",
        "batch_not_settled",
    }
    assert clerk.post(page_of(town.ballot, "steps/close/")).status_code == 200
    town.ballot.refresh_from_db()
    assert town.ballot.state == "counting"


def test_numbers_by_hand_that_are_none_are_refused(town: Town, as_: SignIn) -> None:
    own = town.stratum(EAST)
    sent = {f"s{own.pk}-handed_out": "many", f"s{own.pk}-left_over": "-1"}
    answer = as_("clerk").post(page_of(town.ballot, "by-hand/"), sent)
    assert answer.status_code == 200
    assert "many" in answer.content.decode()
    own.refresh_from_db()
    assert own.handed_out is None


# --- after the count


def test_no_small_figure_is_shown_to_the_office_either(cast: Cast, as_: SignIn) -> None:
    town = counted(cast)
    clerk = as_("clerk")
    clerk.get(page_of(town.ballot, "result/"))
    bring_out_result(town.ballot)
    answer = clerk.get(page_of(town.ballot, "result/"))
    cells = [
        cell
        for item in answer.context["figures"]
        for table in item["tables"]
        for _name, row, _total in table["rows"]
        for cell in row
    ]
    assert cells
    assert all(cell is None or cell >= 10 for cell in cells)


def test_a_gap_asks_for_a_full_recount(cast: Cast, as_: SignIn) -> None:
    town = counted(cast)
    clerk = as_("clerk")
    batch = town.ballot.batches.get()
    dice = clerk.post(page_of(town.ballot, "recount/"), {"dice": "12", "share": 10})
    assert errors(dice) == ["too_few_dice"]
    clerk.post(page_of(town.ballot, "recount/"), {"dice": "12345 66543 21", "share": 10})
    address = page_of(town.ballot, f"recount/{batch.pk}/")
    numbers = {f"q{question}_{mark}": 0 for question in (1, 2, 3) for mark in range(6)}
    lacks = clerk.post(address, {**numbers, "invalid": 0})
    assert errors(lacks) == ["recount_lacks_slips"]
    told_so = {**numbers, "q1_1": 12, "q2_1": 12, "q3_1": 12, "invalid": 0}
    clerk.post(address, told_so)
    assert batch.recount.gap > 0
    page = clerk.get(page_of(town.ballot, "recount/"))
    assert page.context["corrected"], "one batch is all there are"
    assert clerk.get(address).status_code == 302, "a batch is recounted once"


def test_own_words_are_read_before_anybody_sees_them(cast: Cast, as_: SignIn) -> None:
    town = opened(cast)
    for number in range(12):
        town.cast_web(EAST, number, words=f"村里王某的车堵路{number}")
        town.cast_web(WEST, number)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    clerk = as_("clerk")
    one = town.ballot.slip_words.first()
    assert one is not None
    nothing = {"words": one.pk, f"w{one.pk}-state": "masked", f"w{one.pk}-shown": ""}
    assert clerk.post(page_of(town.ballot, "words/"), nothing).status_code == 200
    mask = {**nothing, f"w{one.pk}-shown": "村里有车堵路"}
    clerk.post(page_of(town.ballot, "words/"), mask)
    one.refresh_from_db()
    assert (one.state, one.shown) == ("masked", "村里有车堵路")
    step = clerk.get(page_of(town.ballot)).context["first"][0]
    assert [reason.code for reason in step.reasons] == ["words_not_checked"]
    rest = list(town.ballot.slip_words.values_list("pk", flat=True))
    clerk.post(page_of(town.ballot, "words/shown/"), {"words": [*rest, "none", "99999999999"]})
    assert not town.ballot.slip_words.filter(state="unchecked").exists()
    assert town.ballot.slip_words.filter(state="shown").count() == 11


def test_a_low_result_opens_one_problem(cast: Cast, as_: SignIn) -> None:
    rows, marks = a_roll(80, 80), [*SCALE, ""]
    town = opened(cast, drawn(cast, a_ballot(cast, low_line=90), east=72, west=72, rows=rows))
    for number in range(72):  # twelve of each mark on each question in each village
        three = [marks[(number + question) % 6] for question in range(3)]
        town.cast_web(EAST, number, *three, helped=True)
        town.cast_web(WEST, number, *three)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    town.publish()
    clerk = as_("clerk")
    answer = clerk.get(page_of(town.ballot, "low/"))
    assert answer.context["rows"], "somebody was not content"
    one, name, _form, problem = answer.context["rows"][0]
    assert problem is None
    sent: dict[str, Any] = {
        "low": name,
        f"low-{name}-title": "路灯还不亮",
        f"low-{name}-statement": "评一评的人里满意的不到九成。",
    }
    made = clerk.post(page_of(town.ballot, "low/"), sent)
    assert made.status_code == 302
    again = clerk.get(page_of(town.ballot, "low/")).context["rows"]
    assert next(p for o, n, _f, p in again if n == name) is not None
    assert one.share <= one.high

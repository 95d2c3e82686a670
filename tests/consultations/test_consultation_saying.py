"""What people say comes in whole, once, in time, and without anybody's name."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

import consultations_made as made
from builders import latest
from cast import NOW, TODAY, Cast
from consultations.test_consultation_way import refused
from consultations_made import AFTER, DAY
from qunce.domain.consultations import actions, codes, queries
from qunce.domain.consultations.models import Consultation, Meeting, Sheet, Support
from qunce.domain.consultations.said import PointSaid
from qunce.domain.record.models import Entry
from qunce.domain.voices.codes import find_by_code, words_sha256
from qunce.kernel.refusals import Refused

RLO = "\u202e"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("好", "好"),
        ("👍🏽🚜", "👍🏽🚜"),
        ("一" * 2000, "一" * 2000),
        ("  前后有空 \r\n第二行\x07\x00 ", "前后有空 \n第二行"),
        (f"张三{RLO}四李", "张三四李"),
        ("\u2067ياخشى\u2069", "ياخشى"),
    ],
)
def test_words_are_kept_as_spoken(cast: Cast, words: str, kept: str) -> None:
    assert made.a_point(cast, made.started(cast), words).words == kept


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("一" * 4000, "words_too_long"),
        ("一" * 2001, "words_too_long"),
        ("   \n", "words_missing"),
        (RLO, "words_missing"),
        ("半个\ud83d", "words_broken"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(cast: Cast, words: str, reason: str) -> None:
    running = made.started(cast)
    refused(lambda: made.a_sheet(cast, running, points=[PointSaid(words)]), reason)
    assert not Sheet.objects.exists()


def test_a_double_tap_is_one_sheet_with_one_code(cast: Cast) -> None:
    running = made.started(cast)
    sent = made.a_sheet(cast, running, submission="x" * 32)
    again = made.a_sheet(cast, running, "别的话", submission="x" * 32)
    assert (again.sheet, again.code, again.new) == (sent.sheet, sent.code, False)
    assert Sheet.objects.count() == 1
    size = Entry.objects.count()
    made.a_sheet(cast, running, submission="x" * 32, now=AFTER)  # closed meanwhile
    assert Entry.objects.count() == size


@pytest.mark.parametrize("submission", ["", "short", "有 空格" * 8, "x" * 65, "\x00" * 32])
def test_a_sending_without_a_name_is_refused(cast: Cast, submission: str) -> None:
    running = made.started(cast)
    refused(
        lambda: made.a_sheet(cast, running, submission=submission),
        "consultation_submission_unknown",
    )
    refused(
        lambda: made.a_meeting(cast, running, submission=submission),
        "consultation_submission_unknown",
    )


def test_a_code_opens_its_sheet_and_nothing_else(cast: Cast) -> None:
    running = made.started(cast)
    sent = made.a_sheet(cast, running)
    assert len(sent.code) == 14
    assert codes.find_sheet(sent.code.lower().replace("-", " ")) == sent.sheet
    assert find_by_code(sent.code) is None
    assert codes.find_sheet("0000-0000-0000") is None
    without = made.a_sheet(cast, running, wants_answer=False)
    assert without.code == ""
    assert without.sheet.code_hash is None
    assert codes.find_sheet("") is None


def test_the_receipt_proves_the_words_and_the_record_keeps_none(cast: Cast) -> None:
    running = made.a_review(cast, rule={"ways": ("web", "paper")})
    paragraph = running.paragraphs.get(number=2)
    sent = made.a_sheet(
        cast,
        running,
        points=[PointSaid("总的不错。"), PointSaid("期限太长。", paragraph)],
        choices=made.chosen(running, "good", "", "poor", "dont_know", ""),
    )
    entry = latest()
    assert entry.kind == "consultation.sheet_received"
    assert "期限太长" not in entry.canonical
    receipt = codes.public_receipt(sent.sheet)
    assert receipt["words"] == "[0] 总的不错。\n[2] 期限太长。\n1=good\n3=poor\n4=dont_know"
    assert words_sha256(str(receipt["salt"]), str(receipt["words"])) in entry.canonical


def test_a_sheet_keeps_nothing_of_the_person() -> None:
    names = {field.name for field in Sheet._meta.get_fields()}
    personal = ("name", "phone", "address", "ip", "agent", "identity", "person")
    assert not [name for name in names if any(word in name for word in personal)]


# --- what belongs elsewhere, and what is empty


def test_what_belongs_to_another_consultation_is_refused(cast: Cast) -> None:
    running, other = made.started(cast), made.a_review(cast, rule={"ways": ("web", "paper")})
    foreign = other.paragraphs.get(number=1)
    refused(
        lambda: made.a_sheet(cast, running, points=[PointSaid("好。", foreign)]),
        "paragraph_of_another_consultation",
    )
    refused(
        lambda: made.a_sheet(cast, running, choices=made.chosen(other, *["good"] * 5)),
        "question_option_unknown",
    )
    refused(
        lambda: made.a_sheet(cast, other, choices=made.chosen(other, "superb", *[""] * 4)),
        "question_option_unknown",
    )
    meeting = made.a_meeting(cast, other)
    refused(
        lambda: made.a_keyed_sheet(cast, running, channel="meeting", meeting=meeting),
        "meeting_of_another_consultation",
    )


def test_an_empty_sheet_is_refused(cast: Cast) -> None:
    refused(lambda: made.a_sheet(cast, made.started(cast), ""), "sheet_is_empty")


def test_a_village_of_another_town_is_refused(cast: Cast) -> None:
    running = made.started(cast)
    refused(
        lambda: made.a_sheet(cast, running, village=cast.other_village),
        "consultation_unit_is_elsewhere",
    )


def test_forty_points_are_taken_and_no_more(cast: Cast) -> None:
    running = made.started(cast)
    points = [PointSaid(f"第{at}条") for at in range(41)]
    assert made.a_sheet(cast, running, points=points[:40]).sheet.points.count() == 40
    refused(lambda: made.a_sheet(cast, running, points=points), "sheet_says_too_much")


# --- when


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (1, "consultation_not_yet_open"),
        (2, None),
        (11, None),
        (12, "consultation_is_over"),
    ],
)
def test_people_answer_from_the_first_day_to_the_last(
    cast: Cast, day: int, reason: str | None
) -> None:
    running = made.started(cast, opens_on=TODAY + 2 * DAY, closes_on=TODAY + 11 * DAY)
    if reason is None:
        assert made.a_sheet(cast, running, now=NOW + day * DAY).new
    else:
        refused(lambda: made.a_sheet(cast, running, now=NOW + day * DAY), reason)


def test_without_the_web_among_its_ways_it_is_answered_on_paper(cast: Cast) -> None:
    running = made.started(cast, rule={"ways": ("paper", "meeting")})
    refused(lambda: made.a_sheet(cast, running), "consultation_not_on_the_web")
    assert made.a_keyed_sheet(cast, running).new


def test_paper_in_time_is_keyed_after_the_last_day_until_people_are_told(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    late = made.closed(cast, running)
    made.a_keyed_sheet(cast, late, "晚到的表。", now=AFTER)
    refused(
        lambda: made.a_keyed_sheet(cast, late, said_on=TODAY + 10 * DAY, now=AFTER),
        "consultation_said_outside_its_days",
    )
    done = made.all_answered(cast, late)
    actions.tell(consultation=done, actor=cast.clerk, now=AFTER)
    refused(lambda: made.a_keyed_sheet(cast, done, now=AFTER), "consultation_not_in_this_state")


# --- who


NOT_YOURS = {"consultation_not_yours_to_write_down", "consultation_other_unit_to_write_down"}


def writes(cast: Cast, act: Callable[[Any], object]) -> dict[str, bool]:
    found = {}
    for who in ("clerk", "secretary", "leader", "first", "teacher", "viewer", "outsider"):
        refusals: set[str] = set()
        try:
            act(getattr(cast, who))
        except Refused as why:
            refusals = set(why.codes)
        assert refusals <= NOT_YOURS
        found[who] = not refusals
    return found


def test_who_enters_what_was_said_in_the_village(cast: Cast) -> None:
    running = made.started(cast)
    expected = {
        "clerk": True,
        "secretary": True,
        "leader": True,
        "first": True,
        "teacher": False,
        "viewer": False,
        "outsider": False,
    }
    assert writes(cast, lambda post: made.a_keyed_sheet(cast, running, actor=post)) == expected
    assert writes(cast, lambda post: made.a_meeting(cast, running, actor=post)) == expected
    assert (
        writes(
            cast,
            lambda post: actions.note_forms(
                consultation=running, unit=cast.village, forms=40, actor=post, now=NOW
            ),
        )
        == expected
    )


def test_a_secretary_enters_nothing_for_another_village_or_for_nobody_knows_where(
    cast: Cast,
) -> None:
    running = made.started(cast)
    for village in (cast.hill_village, None):
        refused(
            lambda village=village: made.a_keyed_sheet(cast, running, village=village),
            "consultation_other_unit_to_write_down",
        )


# --- meetings and forms


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"came": 0, "spoke": 0, "points": []}, "meeting_size_impossible"),
        ({"came": 10_001}, "meeting_size_impossible"),
        ({"invited": 0}, "meeting_size_impossible"),
        ({"spoke": 25}, "meeting_more_spoke_than_came"),
        ({"spoke": -1}, "meeting_more_spoke_than_came"),
        ({"spoke": 0}, "meeting_points_without_speakers"),
        ({"place": " "}, "words_missing"),
        ({"on": TODAY + DAY}, "consultation_said_outside_its_days"),
        ({"on": TODAY - DAY}, "consultation_said_outside_its_days"),
    ],
)
def test_a_meeting_that_cannot_have_been(cast: Cast, changes: dict[str, Any], reason: str) -> None:
    running = made.started(cast)
    refused(lambda: made.a_meeting(cast, running, **changes), reason)
    assert not Meeting.objects.exists()


def test_a_meeting_counts_hands_and_no_more_than_people(cast: Cast) -> None:
    running = made.a_review(cast)
    question = running.questions.get(number=1)
    made.a_meeting(cast, running, hands={question.pk: {"good": 20, "poor": 4, "fairly": 0}})
    result = queries.question_results(running)[0]
    assert [one.hands for one in result.options] == [20, 0, 0, 4, 0]
    refused(
        lambda: made.a_meeting(cast, running, hands={question.pk: {"good": 20, "poor": 5}}),
        "meeting_more_hands_than_people",
    )
    refused(
        lambda: made.a_meeting(cast, running, hands={question.pk: {"good": -1}}),
        "meeting_more_hands_than_people",
    )


def test_a_meeting_sent_twice_is_one(cast: Cast) -> None:
    running = made.started(cast)
    one = made.a_meeting(cast, running, submission="m" * 32)
    assert made.a_meeting(cast, running, submission="m" * 32) == one
    assert running.points.count() == 1


def test_forms_noted_again_are_corrected_and_the_record_keeps_both(cast: Cast) -> None:
    running = made.started(cast)
    given = {"consultation": running, "unit": cast.village, "actor": cast.secretary, "now": NOW}
    actions.note_forms(forms=40, **given)
    actions.note_forms(forms=35, **given)
    assert list(running.handouts.values_list("forms", flat=True)) == [35]
    assert '"before":40' in latest().canonical
    refused(lambda: actions.note_forms(forms=0, **given), "handout_size_impossible")


# --- support


def tap(point: Any, says: str = "agree", voter: str = "", now: Any = NOW) -> Support:
    return actions.add_support(point=point, voter=voter or uuid.uuid4().hex, says=says, now=now)


def test_the_last_word_of_a_reader_counts(cast: Cast) -> None:
    running = made.started(cast)
    point = made.a_shown_point(cast, running)
    for says in ("agree", "disagree", "pass"):
        tap(point, says, "r" * 32)
    tap(point, "agree")
    ((_paragraph, seen),) = queries.points_to_show(running)
    assert (seen.agree, seen.disagree, seen.cannot_say) == (1, 0, 1)


def test_only_what_everybody_reads_is_supported(cast: Cast) -> None:
    running = made.started(cast)
    point = made.a_point(cast, running)
    refused(lambda: tap(point), "point_not_there")
    made.shown(cast, point)
    refused(lambda: tap(point, "love"), "support_unknown")
    refused(lambda: tap(point, voter="no"), "consultation_submission_unknown")
    refused(lambda: tap(point, now=AFTER), "consultation_is_over")


def test_a_reader_is_another_one_in_each_consultation(cast: Cast) -> None:
    one = made.a_shown_point(cast, made.started(cast))
    other = made.a_shown_point(cast, made.a_review(cast, rule={"ways": ("web", "paper")}))
    first, second = tap(one, voter="r" * 32), tap(other, voter="r" * 32)
    assert first.voter != second.voter
    assert "r" * 32 not in (first.voter, second.voter)


def test_the_votes_make_a_matrix(cast: Cast) -> None:
    running = made.started(cast)
    points = [made.a_shown_point(cast, running, words) for words in ("甲。", "乙。")]
    hidden = made.a_shown_point(cast, running, "丙。")
    for point in (*points, hidden):
        tap(point, "agree", "a" * 32)
    tap(points[1], "disagree", "b" * 32)
    made.shown(cast, hidden, decision="withheld", reason="点了别人的名")
    votes = queries.votes_matrix(running)
    assert votes.tally() == {points[0].pk: (1, 0, 0), points[1].pk: (1, 1, 0)}
    assert votes.matrix.shape == (2, 2)


def test_drafts_take_nothing(cast: Cast) -> None:
    draft: Consultation = made.a_consultation(cast)
    refused(lambda: made.a_sheet(cast, draft), "consultation_is_over")
    refused(lambda: made.a_keyed_sheet(cast, draft), "consultation_not_in_this_state")

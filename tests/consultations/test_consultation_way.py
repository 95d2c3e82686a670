"""From the draft to the gate: what is fixed, what is told, what passes."""

from __future__ import annotations

from hashlib import sha256

import pytest

import consultations_made as made
from builders import codes, kinds_since
from cast import NOW, TODAY, Cast
from consultations_made import AFTER, CLOSES_ON, DAY
from qunce.domain.consultations import actions, queries
from qunce.domain.consultations.models import Consultation, Paragraph
from qunce.domain.consultations.rules import why_not_settle, why_not_start
from qunce.domain.consultations.wording import wording
from qunce.domain.gates.actions import override
from qunce.domain.gates.models import Gate
from qunce.domain.record.models import Entry
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refused


def refused(act: object, *wanted: str) -> None:
    """``act`` refuses with these codes among its reasons."""
    with pytest.raises(Refused) as why:
        act()  # type: ignore[operator]
    assert set(wanted) <= set(why.value.codes), why.value.codes


def test_people_are_asked_and_answered_and_the_gate_passes(cast: Cast) -> None:
    ended = made.settled(cast)
    gate = Gate.objects.get(pk=ended.gate_id)
    assert (ended.state, gate.state) == ("ended", "passed")
    assert gate.passage.answered == 2
    assert gate.passage.points == gate.passage.points_answered == 2
    assert gate.passage.to_tell == gate.passage.told == 1


def test_the_record_tells_the_whole_way(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    before = Entry.objects.count()
    running = made.started(cast, draft)
    made.a_sheet(cast, running)
    made.a_keyed_sheet(cast, running)
    made.settled(cast, running)
    assert kinds_since(before) == [
        "gate.asking_started",
        "asked.added",
        "consultation.started",
        "consultation.sheet_received",
        "consultation.sheet_received",
        "consultation.closed",
        "consultation.point_checked",
        "consultation.answered",
        "consultation.point_checked",
        "consultation.answered",
        "consultation.told",
        "gate.passed",
        "consultation.ended",
    ]


def test_the_gate_keeps_the_hash_of_exactly_what_people_read(cast: Cast) -> None:
    running = made.started(cast)
    written = canonical(
        wording(running, list(running.paragraphs.all()), list(running.questions.all()))
    )
    assert running.asking is not None
    assert running.asking.what_sha256 == running.sha256 == sha256(written).hexdigest()
    assert running.asking.what_id == str(running.pk)


# --- the draft


def test_a_paragraph_stays_itself_where_its_text_stays(cast: Cast) -> None:
    draft = made.a_consultation(cast, text="甲。\n\n乙。\n\n丙。")
    kept = {one.text: one.pk for one in draft.paragraphs.all()}
    first = draft.paragraphs.get(number=1)
    actions.word_plainly(paragraph=first, plain="就是甲。", actor=cast.clerk, now=NOW)
    written = actions.write_draft(
        consultation=draft, text="丙。\n \n新的一段。\n\n甲。", actor=cast.clerk, now=NOW
    )
    assert [(one.number, one.text) for one in written] == [
        (1, "丙。"),
        (2, "新的一段。"),
        (3, "甲。"),
    ]
    assert written[0].pk == kept["丙。"]
    assert (written[2].pk, written[2].plain) == (kept["甲。"], "就是甲。")
    assert not Paragraph.objects.filter(pk=kept["乙。"]).exists()


def test_the_same_text_twice_is_two_paragraphs(cast: Cast) -> None:
    draft = made.a_consultation(cast, text="甲。\n\n甲。")
    written = actions.write_draft(
        consultation=draft, text="甲。\n\n甲。\n\n甲。", actor=cast.clerk, now=NOW
    )
    assert len({one.pk for one in written}) == 3


def test_the_five_questions_come_with_their_scales(cast: Cast) -> None:
    draft = made.a_consultation(cast, "report")
    asked = actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    assert len(asked) == 5
    for question in asked:
        assert [one.positive for one in question.scale] == [True, True, False, False, None]
        assert question.scale[-1].code == "dont_know"
    refused(
        lambda: actions.use_preset(consultation=draft, name="no", actor=cast.clerk, now=NOW),
        "preset_unknown",
    )


def test_questions_move_up_when_one_goes(cast: Cast) -> None:
    draft = made.a_consultation(cast, "report")
    asked = actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    actions.remove_question(question=asked[1], actor=cast.clerk, now=NOW)
    assert list(draft.questions.values_list("number", "text")) == [
        (1, asked[0].text),
        (2, asked[2].text),
        (3, asked[3].text),
        (4, asked[4].text),
    ]


def test_nothing_of_it_is_changed_once_people_are_asked(cast: Cast) -> None:
    running = made.a_review(cast)
    question, paragraph = running.questions.all()[0], running.paragraphs.all()[0]
    who = {"actor": cast.clerk, "now": NOW}
    for act in (
        lambda: actions.write_draft(consultation=running, text="别的。", **who),
        lambda: actions.word_plainly(paragraph=paragraph, plain="别的。", **who),
        lambda: actions.edit_consultation(
            consultation=running, title="别的", introduction="别的", **who
        ),
        lambda: actions.edit_question(
            question=question, text="别的？", options=question.scale[:4], **who
        ),
        lambda: actions.remove_question(question=question, **who),
        lambda: actions.use_preset(consultation=running, name="review", **who),
    ):
        refused(act, "consultation_wording_is_fixed")


# --- beginning, closing


def test_a_consultation_about_nothing_does_not_begin(cast: Cast) -> None:
    draft = made.a_consultation(cast, text="")
    refused(lambda: made.started(cast, draft), "consultation_asks_nothing")


def test_what_is_wrong_can_be_asked_without_a_text(cast: Cast) -> None:
    assert made.started(cast, kind="problems", text="").state == "open"


@pytest.mark.parametrize(
    ("opens", "closes", "reason"),
    [
        (-1, 9, "asking_begins_in_the_past"),
        (0, 8, "asking_too_short"),
        (5, 3, "asking_too_short"),
        (0, 9, None),
        (3, 12, None),
    ],
)
def test_days_of_asking(cast: Cast, opens: int, closes: int, reason: str | None) -> None:
    draft = made.fresh(made.a_consultation(cast))
    reasons = why_not_start(
        draft,
        cast.clerk,
        paragraphs=list(draft.paragraphs.all()),
        questions=[],
        today=TODAY,
        opens_on=TODAY + opens * DAY,
        closes_on=TODAY + closes * DAY,
    )
    assert codes(reasons) == ([reason] if reason else [])


def test_a_gate_is_asked_at_by_one_consultation(cast: Cast) -> None:
    running = made.started(cast)
    second = made.a_consultation(cast, campaign=running.campaign, gate=running.gate)
    refused(lambda: made.started(cast, second), "gate_is_asking")


def test_the_verdict_is_no_consultation(cast: Cast) -> None:
    refused(lambda: made.a_consultation(cast, "verdict"), "gate_asks_for_a_ballot")


def test_a_gate_of_another_campaign_is_refused(cast: Cast) -> None:
    one, other = made.a_consultation(cast), made.a_consultation(cast)
    refused(
        lambda: made.a_consultation(cast, campaign=one.campaign, gate=other.gate),
        "gate_of_another_campaign",
    )


def test_it_is_not_closed_while_people_may_answer(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    for day in (5, 9):
        refused(
            lambda day=day: actions.close(
                consultation=running, actor=cast.clerk, now=NOW + day * DAY
            ),
            "consultation_goes_on",
        )
    assert made.closed(cast, running).state == "closed"


def test_the_last_day_only_moves_later(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    refused(
        lambda: actions.extend(
            consultation=running, closes_on=CLOSES_ON, actor=cast.clerk, now=NOW
        ),
        "consultation_only_gets_longer",
    )
    actions.extend(consultation=running, closes_on=CLOSES_ON + 5 * DAY, actor=cast.clerk, now=NOW)
    longer = made.fresh(running)
    assert longer.asking is not None
    assert longer.closes_on == longer.asking.closes_on == CLOSES_ON + 5 * DAY
    refused(
        lambda: actions.close(consultation=longer, actor=cast.clerk, now=AFTER),
        "consultation_goes_on",
    )


def test_the_tick_closes_what_is_over_and_nothing_twice(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    assert actions.close_due(now=NOW + 9 * DAY, limit=10) == 0
    assert actions.close_due(now=AFTER, limit=10) == 1
    assert made.fresh(running).state == "closed"
    assert actions.close_due(now=AFTER, limit=10) == 0


def test_the_tick_ends_what_a_higher_post_overtook(cast: Cast) -> None:
    from voices_made import a_post

    running = made.started(cast)
    higher = a_post(cast, cast.county, "first_responsible", "county-first")
    override(gate=running.gate, reason="汛期紧急，先行实施。", actor=higher, now=NOW)
    assert actions.close_due(now=NOW, limit=10) == 1
    assert made.fresh(running).state == "ended"


# --- to the gate


def test_the_gate_is_not_settled_before_people_were_told(cast: Cast) -> None:
    done = made.closed(cast)
    assert codes(why_not_settle(done, cast.clerk)) == ["consultation_not_told"]
    refused(
        lambda: actions.settle(consultation=done, actor=cast.clerk, now=AFTER),
        "consultation_not_told",
    )


def test_too_few_answers_do_not_pass_and_people_are_asked_again(cast: Cast) -> None:
    running = made.started(cast)
    made.a_sheet(cast, running)
    done = made.told(cast, running)
    refused(
        lambda: actions.settle(consultation=done, actor=cast.clerk, now=AFTER), "too_few_answers"
    )
    actions.find_not_passed(consultation=done, actor=cast.clerk, now=AFTER)
    next_round = actions.ask_again(consultation=done, actor=cast.clerk, now=AFTER)
    assert next_round.again_of_id == done.pk
    assert list(next_round.paragraphs.values_list("number", "text")) == list(
        done.paragraphs.values_list("number", "text")
    )
    refused(
        lambda: actions.ask_again(consultation=done, actor=cast.clerk, now=AFTER),
        "consultation_next_round_exists",
    )
    made.started(cast, next_round, opens_on=TODAY + 10 * DAY, closes_on=TODAY + 20 * DAY, now=AFTER)
    assert queries.rounds_of(done) == [done, next_round]


def test_a_changed_text_means_asking_again_and_the_old_round_stays(cast: Cast) -> None:
    running = made.with_two_answers(cast)
    refused(
        lambda: actions.break_off(consultation=running, reason="", actor=cast.clerk, now=NOW),
        "reason_says_nothing",
    )
    actions.break_off(consultation=running, reason="方案有重大修改。", actor=cast.clerk, now=NOW)
    old = made.fresh(running)
    assert old.state == "ended"
    new = actions.ask_again(consultation=old, actor=cast.clerk, now=NOW)
    actions.write_draft(consultation=new, text="一、改过的。", actor=cast.clerk, now=NOW)
    again = made.started(cast, new)
    assert old.points.count() == 2
    assert again.sha256 != old.sha256
    assert Consultation.objects.public().count() == 2


def test_an_open_gate_is_not_asked_at_again(cast: Cast) -> None:
    ended = made.settled(cast)
    refused(
        lambda: actions.ask_again(consultation=ended, actor=cast.clerk, now=AFTER), "gate_is_open"
    )

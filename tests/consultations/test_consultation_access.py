"""Who sees and does what; the outsider has all the powers of the clerk and no business here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

import consultations_made as made
from cast import NOW, TODAY, Cast
from consultations_made import AFTER, DAY
from qunce.domain.consultations import actions, queries
from qunce.domain.consultations.models import Consultation, Point, Sheet
from qunce.domain.consultations.presets import preset
from qunce.domain.consultations.rules import looks_after
from qunce.kernel.refusals import Refused

EVERYBODY = ("clerk", "secretary", "leader", "first", "teacher", "viewer", "outsider")


def who(cast: Cast, asked: Callable[[Any], bool]) -> set[str]:
    return {name for name in EVERYBODY if asked(getattr(cast, name))}


def sees(post: Any, consultation: Consultation) -> bool:
    return Consultation.objects.visible_to(post).filter(pk=consultation.pk).exists()


def test_who_sees_a_draft(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    assert who(cast, lambda post: sees(post, draft)) == {"clerk", "leader", "first"}
    assert not sees(None, draft)


def test_who_sees_one_that_was_begun(cast: Cast) -> None:
    running = made.started(cast)
    assert who(cast, lambda post: sees(post, running)) == set(EVERYBODY) - {"outsider"}
    assert not sees(None, running)
    assert running in Consultation.objects.public()


def test_who_reads_words_before_they_were_read_through(cast: Cast) -> None:
    running = made.started(cast)
    web = made.a_sheet(cast, running).sheet
    keyed = made.a_keyed_sheet(cast, running).sheet
    meeting = made.a_meeting(cast, running)

    def reads(post: Any, sheet: Sheet) -> bool:
        own = Sheet.objects.visible_to(post).filter(pk=sheet.pk).exists()
        words = Point.objects.visible_to(post).filter(sheet=sheet).exists()
        assert own == words
        return own

    assert who(cast, lambda post: reads(post, web)) == {"clerk", "leader", "first"}
    wrote = {"clerk", "leader", "first", "secretary"}
    assert who(cast, lambda post: reads(post, keyed)) == wrote
    heard = who(cast, lambda post: Point.objects.visible_to(post).filter(meeting=meeting).exists())
    assert heard == wrote
    assert not Point.objects.visible_to(None).exists()
    assert not Sheet.objects.visible_to(None).exists()


def test_lists_of_the_office_show_nothing_to_others(cast: Cast) -> None:
    running = made.started(cast)
    made.a_point(cast, running)
    made.a_point(cast, running)
    for post in (cast.outsider, cast.teacher, cast.viewer, None):
        assert queries.to_answer(running, post) == []
        assert queries.candidates(running, post) == []
        assert not queries.points_to_check(running, post).exists()
        assert not queries.sheets_keyed(running, post).exists()
    assert len(queries.candidates(running, cast.clerk)) == 1


def acts(cast: Cast) -> dict[str, Callable[[Any], object]]:
    """Each act of the office with everything else in order."""
    review = preset("review", "zh")[0]
    campaign = made.a_campaign(cast)
    gate = made.gate_of(cast, campaign)
    draft = made.a_consultation(cast, "report")
    actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    question, paragraph = draft.questions.all()[0], draft.paragraphs.all()[0]
    ready = made.a_consultation(cast)
    running = made.started(cast)
    points = [made.a_shown_point(cast, running, f"{words}。") for words in "甲乙丙丁"]
    actions.group_points(points=points[2:], actor=cast.clerk, now=NOW)
    answer = made.answered(cast, made.a_shown_point(cast, running, "戊。"))
    over = made.with_two_answers(cast)
    answered = made.all_answered(cast, made.closed(cast, made.with_two_answers(cast)))
    told, too_few = made.told(cast), made.started(cast)
    broken = made.started(cast)
    actions.break_off(
        consultation=broken, reason="方案有重大修改，重来。", actor=cast.clerk, now=NOW
    )
    words = {"title": "方案", "introduction": "请说说。"}
    day = {"opens_on": TODAY, "closes_on": TODAY + 9 * DAY}
    options = review.options
    return {
        "draft_consultation": lambda by: actions.draft_consultation(
            campaign=campaign, gate=gate, actor=by, now=NOW, **words
        ),
        "edit_consultation": lambda by: actions.edit_consultation(
            consultation=draft, actor=by, now=NOW, **words
        ),
        "write_draft": lambda by: actions.write_draft(
            consultation=ready, text="一。", actor=by, now=NOW
        ),
        "word_plainly": lambda by: actions.word_plainly(
            paragraph=paragraph, plain="就是。", actor=by, now=NOW
        ),
        "add_question": lambda by: actions.add_question(
            consultation=draft, text="好吗？", options=options, actor=by, now=NOW
        ),
        "edit_question": lambda by: actions.edit_question(
            question=question, text="好吗？", options=options, actor=by, now=NOW
        ),
        "remove_question": lambda by: actions.remove_question(question=question, actor=by, now=NOW),
        "use_preset": lambda by: actions.use_preset(
            consultation=draft, name="agreement", actor=by, now=NOW
        ),
        "start": lambda by: actions.start(consultation=ready, actor=by, now=NOW, **day),
        "extend": lambda by: actions.extend(
            consultation=running, closes_on=TODAY + 20 * DAY, actor=by, now=NOW
        ),
        "tell_ways": lambda by: actions.tell_ways(
            consultation=running, without_phone="表在村委会领。", actor=by, now=NOW
        ),
        "close": lambda by: actions.close(consultation=over, actor=by, now=AFTER),
        "check_point": lambda by: actions.check_point(
            point=points[0], decision="shown", actor=by, now=NOW
        ),
        "group_points": lambda by: actions.group_points(points=points[:2], actor=by, now=NOW),
        "ungroup_point": lambda by: actions.ungroup_point(point=points[3], actor=by, now=NOW),
        "answer": lambda by: actions.answer(
            to=points[0], outcome="not", reason="明年再议，经费不足。", actor=by, now=NOW
        ),
        "take_back_answer": lambda by: actions.take_back_answer(answer=answer, actor=by, now=NOW),
        "make_problem": lambda by: actions.make_problem(
            of=points[0], title="灯", statement="灯坏了。", actor=by, now=NOW
        ),
        "tell": lambda by: actions.tell(consultation=answered, actor=by, now=AFTER),
        "note_posted": lambda by: actions.note_posted(
            consultation=told, places="村口", on=TODAY, actor=by, now=AFTER
        ),
        "settle": lambda by: actions.settle(consultation=told, actor=by, now=AFTER),
        "find_not_passed": lambda by: actions.find_not_passed(
            consultation=too_few, actor=by, now=AFTER
        ),
        "break_off": lambda by: actions.break_off(
            consultation=running, reason="方案有重大修改，重来。", actor=by, now=NOW
        ),
        "ask_again": lambda by: actions.ask_again(consultation=broken, actor=by, now=NOW),
    }


OTHERS = ("secretary", "leader", "first", "teacher", "viewer", "outsider")


def test_only_the_campaign_office_of_the_unit_runs_it(cast: Cast) -> None:
    """Every act is refused to everybody else, and then done by the clerk: it was possible."""
    for name, act in acts(cast).items():
        for other in OTHERS:
            with pytest.raises(Refused) as why:
                act(getattr(cast, other))
            assert set(why.value.codes) & {
                "not_campaign_office",
                "consultation_of_another_unit",
            }, (name, other)
        act(cast.clerk)


def test_every_act_of_the_office_stands_in_the_table(cast: Cast) -> None:
    by_people = {"send_sheet", "key_sheet", "add_support", "write_meeting", "note_forms"}
    assert set(acts(cast)) | by_people | {"close_due"} == set(actions.__all__)


def test_the_page_asks_the_same(cast: Cast) -> None:
    running = made.started(cast)
    assert who(cast, lambda post: looks_after(running, post)) == {"clerk"}
    assert not looks_after(running, None)


def test_a_resident_needs_no_post(cast: Cast) -> None:
    running = made.started(cast)
    assert made.a_sheet(cast, running, submission=uuid.uuid4().hex, village=None).new

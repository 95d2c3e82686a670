"""Entering sheets and meetings fast and once; what cannot be read comes back in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

import consultations_made as made
from cast import NOW, TODAY, Cast
from qunce.domain.consultations.models import Consultation, Handout, Meeting, Point, Sheet
from web.office.test_consultation_pages import LIST, act, as_, point_act, text


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[Any]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)) as clock:
        yield clock


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "submission": "a" * 32,
        "village": cast.village.pk,
        "channel": "paper",
        "said_on": TODAY.isoformat(),
        "words0": "路窄，要拓宽。",
        **changes,
    }


def key(client: Client, consultation: Consultation, said: dict[str, Any]) -> Any:
    return client.post(f"{LIST}{consultation.pk}/sheets/", said)


def test_one_sheet_follows_another_with_village_way_and_day_kept(cast: Cast) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    first = clerk.get(f"{LIST}{running.pk}/sheets/").context["form"]
    assert first["village"].value() is None, "the town's clerk enters for every village"
    key(clerk, running, typed(cast, village=cast.hill_village.pk, channel="visit"))
    page = clerk.get(f"{LIST}{running.pk}/sheets/")
    form = page.context["form"]
    assert form["village"].value() == cast.hill_village.pk
    assert form["channel"].value() == "visit"
    assert not form["words0"].value()
    assert form["submission"].value() != "a" * 32
    assert Sheet.objects.get().number in text(page)
    assert page.context["keyed"] == 1


def test_a_double_tap_enters_a_sheet_once(cast: Cast) -> None:
    running = made.started(cast)
    secretary = as_(cast, "secretary")
    for _ in range(2):
        assert key(secretary, running, typed(cast)).status_code == 302
    assert Sheet.objects.count() == 1
    assert secretary.get(f"{LIST}{running.pk}/sheets/").context["again"]


def test_the_code_stands_only_where_it_was_wanted_and_for_who_entered_it(cast: Cast) -> None:
    running = made.started(cast)
    secretary = as_(cast, "secretary")
    key(secretary, running, typed(cast, wants_answer="on"))
    page = secretary.get(f"{LIST}{running.pk}/sheets/")
    code = page.context["code"]
    assert len(code) == 14
    assert code in text(page)
    assert "no-store" in page["Cache-Control"]
    assert as_(cast, "clerk").get(f"{LIST}{running.pk}/sheets/").context["code"] == ""
    key(secretary, running, typed(cast, submission="b" * 32))
    assert secretary.get(f"{LIST}{running.pk}/sheets/").context["code"] == ""


def test_more_lines_keep_everything_typed_and_judge_nothing(cast: Cast) -> None:
    running = made.started(cast)
    secretary = as_(cast, "secretary")
    said = typed(cast, about0="9", helped="on", more="8", channel="")
    page = key(secretary, running, said)
    form = page.context["form"]
    assert form.count == 8
    assert "路窄，要拓宽。" in text(page)
    assert form["helped"].value()
    assert "error-summary" not in text(page)
    assert not Sheet.objects.exists()
    sent = key(secretary, running, typed(cast, lines="8", words7="第八条意见"))
    assert sent.status_code == 302
    assert Point.objects.count() == 2


def test_a_form_filled_in_at_a_meeting_belongs_to_it(cast: Cast) -> None:
    running = made.started(cast)
    meeting = made.a_meeting(cast, running)
    secretary = as_(cast, "secretary")
    key(secretary, running, typed(cast, channel="meeting", meeting=meeting.pk))
    assert Sheet.objects.get().meeting_id == meeting.pk
    # any other way is not of the meeting, whatever is still chosen
    key(secretary, running, typed(cast, submission="b" * 32, meeting=meeting.pk))
    assert Sheet.objects.filter(meeting=None).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about0": "3"}, "about0"),
        ({"about0": "x"}, "about0"),
        ({"about0": "-1"}, "about0"),
        ({"about0": "9" * 40}, "about0"),
        ({"about1": "1"}, "words1"),
        ({"words0": ""}, "words0"),
        ({"words0": "话" * 2_001}, "words0"),
        ({"words0": "\u200b"}, "words0"),
        ({"said_on": ""}, "said_on"),
        ({"said_on": "2026-02-30"}, "said_on"),
        ({"said_on": (TODAY - timedelta(days=1)).isoformat()}, "said_on"),
        ({"said_on": (TODAY + timedelta(days=1)).isoformat()}, "said_on"),
        ({"said_on": "9999-12-31"}, "said_on"),
        ({"channel": "web"}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"village": "9" * 40}, "village"),
        ({"village": "x\0"}, "village"),
        ({"submission": "kurz"}, "__all__"),
        ({"submission": "a" * 65}, "submission"),
        ({"lines": "9" * 9}, "lines"),
    ],
)
def test_half_a_sheet_comes_back(cast: Cast, wrong: dict[str, str], field: str) -> None:
    running = made.started(cast)
    answer = key(as_(cast, "clerk"), running, typed(cast, **wrong))
    assert list(answer.context["form"].errors) == [field]
    assert not Sheet.objects.exists()


def test_an_option_nobody_offered_is_refused(cast: Cast) -> None:
    review = made.a_review(cast)
    question = review.questions.first()
    assert question is not None
    clerk = as_(cast, "clerk")
    answer = key(clerk, review, typed(cast, **{f"q{question.pk}": "excellent"}))
    assert f"q{question.pk}" in answer.context["form"].errors
    assert key(clerk, review, typed(cast, **{f"q{question.pk}": "good"})).status_code == 302


def test_after_the_answers_are_out_nothing_is_entered(cast: Cast, today: Any) -> None:
    running = made.with_two_answers(cast)
    today.move_to(made.AFTER)
    clerk = as_(cast, "clerk")
    made.closed(cast, running)
    late = typed(cast, submission="d" * 32)
    assert key(clerk, running, late).status_code == 302, "in time, entered late"
    done = made.all_answered(cast, running)
    made.actions.tell(consultation=done, actor=cast.clerk, now=made.AFTER)
    answer = key(clerk, running, typed(cast, submission="e" * 32))
    assert [one.code for one in answer.context["reasons"]] == ["consultation_not_in_this_state"]
    assert Sheet.objects.count() == 3


# --- meetings


def meeting_typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "submission": "m" * 32,
        "unit": cast.village.pk,
        "on": TODAY.isoformat(),
        "place": "祠堂",
        "came": "20",
        "spoke": "3",
        "words": "路灯先修\n[1] 时间够了",
        **changes,
    }


def test_a_meeting_is_written_down_once(cast: Cast) -> None:
    running = made.started(cast)
    secretary = as_(cast, "secretary")
    address = f"{LIST}{running.pk}/meetings/new/"
    for _ in range(2):
        assert secretary.post(address, meeting_typed(cast)).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.invited is None
    said = {(one.words, one.paragraph and one.paragraph.number) for one in meeting.points.all()}
    assert said == {("路灯先修", None), ("时间够了", 1)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"came": "0", "spoke": "0", "words": ""}, "came"),
        ({"came": "x"}, "came"),
        ({"came": "9" * 30}, "came"),
        ({"spoke": "21"}, "spoke"),
        ({"spoke": "0"}, "spoke"),
        ({"invited": "0"}, "invited"),
        ({"place": " "}, "place"),
        ({"place": "祠堂\0"}, "place"),
        ({"words": "[7] 没有这一段"}, "words"),
        ({"words": "话" * 2_001}, "words"),
        ({"words": "话\n" * 201}, "words"),
        ({"on": (TODAY + timedelta(days=3)).isoformat()}, "on"),
        ({"unit": ""}, "unit"),
    ],
)
def test_half_a_meeting_comes_back(cast: Cast, wrong: dict[str, str], field: str) -> None:
    running = made.started(cast)
    answer = as_(cast, "clerk").post(
        f"{LIST}{running.pk}/meetings/new/", meeting_typed(cast, **wrong)
    )
    assert list(answer.context["form"].errors) == [field]
    assert not Meeting.objects.exists()


def test_more_hands_than_people_are_refused(cast: Cast) -> None:
    review = made.a_review(cast)
    question = review.questions.first()
    assert question is not None
    hands = {f"h{question.pk}_good": "15", f"h{question.pk}_poor": "6"}
    clerk = as_(cast, "clerk")
    address = f"{LIST}{review.pk}/meetings/new/"
    answer = clerk.post(address, meeting_typed(cast, **hands))
    errors = answer.context["form"].errors.as_data()["__all__"]
    assert [one.code for one in errors] == ["meeting_more_hands_than_people"]
    assert clerk.post(address, meeting_typed(cast, **hands, came="21")).status_code == 302


# --- paper


def test_forms_handed_out_are_counted_and_corrected(cast: Cast) -> None:
    running = made.started(cast)
    secretary = as_(cast, "secretary")
    address = f"{LIST}{running.pk}/paper/handed-out/"
    for forms in ("40", "45"):
        said = {"out-unit": cast.village.pk, "out-forms_out": forms}
        assert secretary.post(address, said).status_code == 302
    assert Handout.objects.get().forms == 45
    for forms in ("0", "-3", "x", "", "9" * 30):
        answer = secretary.post(address, {"out-unit": cast.village.pk, "out-forms_out": forms})
        assert "forms_out" in answer.context["out"].errors, forms
    assert Handout.objects.get().forms == 45


def test_the_notice_hangs_only_once_there_are_answers(cast: Cast, today: Any) -> None:
    running = made.with_two_answers(cast)
    clerk = as_(cast, "clerk")
    address = f"{LIST}{running.pk}/paper/posted/"
    said = {"posted-places": "公告栏", "posted-on": TODAY.isoformat()}
    answer = clerk.post(address, said)
    assert "__all__" in answer.context["hung"].errors
    assert not running.postings.exists()


# --- reading through, putting together, answering: bad input


@pytest.mark.parametrize(
    ("step", "said", "field"),
    [
        ("mask", {"public_text": made.WORDS}, "public_text"),
        ("mask", {"public_text": " "}, "public_text"),
        ("withhold", {"reason": ""}, "reason"),
        ("withhold", {"reason": "字" * 501}, "reason"),
        ("answer", {"outcome": "adopted", "reason": "好"}, "reason"),
        ("answer", {"outcome": "maybe", "reason": made.REASON}, "outcome"),
        ("answer", {"outcome": "adopted", "reason": "字" * 1_001}, "reason"),
        ("problem", {"title": "", "statement": "x", "unit": "1"}, "title"),
    ],
)
def test_half_a_decision_comes_back_with_what_was_typed(
    cast: Cast, step: str, said: dict[str, str], field: str
) -> None:
    running = made.started(cast)
    point = made.a_point(cast, running)
    if step in ("answer", "problem"):
        made.shown(cast, point)
    answer = point_act(as_(cast, "clerk"), point, step, **said)
    assert field in answer.context["acts"][step].form.errors
    assert answer.status_code == 200
    after = made.fresh_point(point)
    assert (after.answer_id, after.problem_id, after.public_text) == (None, None, "")


def test_what_nobody_read_through_is_not_answered(cast: Cast) -> None:
    point = made.a_point(cast, made.started(cast))
    answer = point_act(as_(cast, "clerk"), point, "answer", outcome="adopted", reason=made.REASON)
    errors = answer.context["acts"]["answer"].form.errors.as_data()["__all__"]
    assert [one.code for one in errors] == ["point_not_read_through"]


@pytest.mark.parametrize("point", [[], ["0"], ["-1", "x", "9" * 30, "9" * 5_000, "\0", "１"]])
def test_nothing_chosen_is_said(cast: Cast, point: list[str]) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    for page in ("names/show/", "points/together/"):
        answer = clerk.post(f"{LIST}{running.pk}/{page}", {"point": point, "sure": "1"})
        assert answer.status_code == 302, page


def test_what_was_answered_meanwhile_is_not_put_together(cast: Cast) -> None:
    running = made.started(cast)
    one, two = (made.a_shown_point(cast, running) for _ in range(2))
    made.answered(cast, one)
    clerk = as_(cast, "clerk")
    said = {"point": [one.pk, two.pk]}
    page = clerk.post(f"{LIST}{running.pk}/points/together/", said)
    assert [reason.code for reason in page.context["reasons"]] == ["point_is_answered"]
    clerk.post(f"{LIST}{running.pk}/points/together/", {**said, "sure": "1"})
    assert made.fresh_point(two).grouping_id is None


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?page=99999999999999999999", "?view=x&about=-1&words=%00"]
)
def test_an_address_with_nonsense_behind_it_shows_the_list(cast: Cast, query: str) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    for page in ("", f"{running.pk}/names/", f"{running.pk}/points/"):
        assert clerk.get(f"{LIST}{page}{query}").status_code == 200, page


# --- preparing: bad input


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "题" * 201}, "title"),
        ({"introduction": " "}, "introduction"),
        ({"introduction": "字" * 4_001}, "introduction"),
        ({"text": "字" * 4_001}, "text"),
        ({"text": "一段\n\n" * 301}, "text"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_half_a_draft_comes_back(cast: Cast, wrong: dict[str, str], field: str) -> None:
    gate = made.a_consultation(cast).gate
    said = {"title": "题", "introduction": "请说。", "text": "", "language": "zh-hans", **wrong}
    answer = as_(cast, "clerk").post(f"{LIST}gates/{gate.pk}/new/", said)
    assert list(answer.context["form"].errors) == [field]
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": "", "good": "好", "poor": "不好"}, "text"),
        ({"text": "好吗？", "good": "好"}, "__all__"),
        ({"text": "好吗？", "good": "好\n好", "poor": "不好"}, "__all__"),
        ({"text": "好吗？", "good": "好" * 41, "poor": "不好"}, "__all__"),
        ({"text": "好吗？", "good": "一\n二\n三\n四\n五", "poor": "六\n七\n八"}, "__all__"),
    ],
)
def test_half_a_question_comes_back(cast: Cast, said: dict[str, str], field: str) -> None:
    draft = made.a_consultation(cast)
    answer = as_(cast, "clerk").post(f"{LIST}{draft.pk}/questions/", said)
    assert field in answer.context["form"].errors
    assert not draft.questions.exists()


def test_an_unknown_set_of_questions_is_refused(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    clerk = as_(cast, "clerk")
    answer = clerk.post(f"{LIST}{draft.pk}/questions/ready/", {"preset": "dance"}, follow=True)
    assert answer.status_code == 200
    assert not draft.questions.exists()


def test_questions_are_changed_and_dropped(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    clerk = as_(cast, "clerk")
    clerk.post(f"{LIST}{draft.pk}/questions/ready/", {"preset": "review"})
    first = draft.questions.get(number=1)
    page = clerk.get(f"{LIST}{draft.pk}/questions/{first.pk}/")
    assert page.context["form"].initial["good"] == "深\n较深"
    clerk.post(
        f"{LIST}{draft.pk}/questions/{first.pk}/",
        {"text": "认识到位吗？", "good": "到位", "poor": "不到位"},
    )
    assert [one.label for one in draft.questions.get(number=1).scale][:2] == ["到位", "不到位"]
    clerk.post(f"{LIST}{draft.pk}/questions/{first.pk}/remove/")
    assert draft.questions.count() == 4
    assert clerk.post(f"{LIST}{draft.pk}/questions/{first.pk}/remove/").status_code == 404


def test_what_is_begun_is_begun_once(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    clerk = as_(cast, "clerk")
    days = {"opens_on": made.OPENS_ON.isoformat(), "closes_on": made.CLOSES_ON.isoformat()}
    assert act(clerk, draft, "start", **days).status_code == 302
    assert act(clerk, draft, "start", **days).status_code == 200
    for wrong in ({"opens_on": "x"}, {"opens_on": "0000-00-00"}, {"closes_on": "1999-01-01"}):
        other = made.a_consultation(
            cast,
            gate=made.gate_of(cast, draft.campaign, "report"),
            campaign=draft.campaign,
        )
        assert act(clerk, other, "start", **{**days, **wrong}).status_code == 200
        assert made.fresh(other).state == "draft"

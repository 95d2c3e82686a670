"""Asking people, gone by forms from the draft to the gate; what each page costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

import consultations_made as made
from builders import a_campaign, statements
from cast import NOW, TODAY, Cast
from qunce.domain.campaigns.actions import write_document
from qunce.domain.consultations.models import Consultation, Meeting, Point, Sheet
from qunce.domain.gates.models import Gate
from qunce.domain.problems.models import Problem

LIST = "/office/consultations/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[Any]:
    """It is five minutes after the cast's instant; a password is enough."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)) as clock:
        yield clock


def as_(cast: Cast, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def act(client: Client, consultation: Consultation, step: str, **said: Any) -> Any:
    typed = {f"{step}-{name}": value for name, value in said.items()}
    return client.post(f"{LIST}{consultation.pk}/steps/{step}/", typed)


def point_act(client: Client, point: Point, step: str, **said: Any) -> Any:
    typed = {f"{step}-{name}": value for name, value in said.items()}
    return client.post(f"{LIST}{point.consultation_id}/points/{point.pk}/{step}/", typed)


def test_the_whole_way_is_gone_by_forms(cast: Cast, today: Any) -> None:
    """From the campaign's document to the passed gate, with paper, a meeting and a visit."""
    campaign = a_campaign(cast)
    gate = made.gate_of(cast, campaign, ways=("paper", "meeting", "visit"))
    document = campaign.documents.get(gate=gate)
    write_document(
        document=document,
        text=made.TEXT,
        seen_version=document.version,
        actor=cast.clerk,
        now=NOW,
    )
    clerk = as_(cast, "clerk")
    assert f"{LIST}gates/{gate.pk}/new/" in text(clerk.get(LIST))
    page = clerk.get(f"{LIST}gates/{gate.pk}/new/")
    assert "一、全镇用半年时间" in page.context["form"].initial["text"]
    answer = clerk.post(
        f"{LIST}gates/{gate.pk}/new/",
        {
            "title": "今年先办哪些事",
            "introduction": "请说说哪里好、哪里不合适。",
            "text": made.TEXT,
            "language": "zh-hans",
        },
    )
    draft = Consultation.objects.get()
    assert answer["Location"] == f"{LIST}{draft.pk}/"
    first, _second = draft.paragraphs.all()
    clerk.post(f"{LIST}{draft.pk}/paragraphs/{first.pk}/", {"plain": "半年内找出问题、解决问题。"})
    clerk.post(f"{LIST}{draft.pk}/questions/ready/", {"preset": "agreement"})
    clerk.post(
        f"{LIST}{draft.pk}/questions/",
        {"text": "半年时间够不够？", "good": "够\n差不多", "poor": "不够"},
    )
    shown = text(clerk.get(f"{LIST}{draft.pk}/"))
    for words in ("半年内找出问题", "半年时间够不够", "不了解", "差不多", "10 days"):
        assert words in shown
    started = act(
        clerk,
        draft,
        "start",
        opens_on=TODAY.isoformat(),
        closes_on=(TODAY + 9 * DAY).isoformat(),
    )
    assert started.status_code == 302
    assert made.fresh(draft).state == "open"

    secretary = as_(cast, "secretary")
    agree = draft.questions.get(number=1)
    keyed = secretary.post(
        f"{LIST}{draft.pk}/sheets/",
        {
            "submission": "a" * 32,
            "village": cast.village.pk,
            "channel": "paper",
            "said_on": TODAY.isoformat(),
            "helped": "on",
            f"q{agree.pk}": "good",
            "about0": "2",
            "words0": "期限要写明月份。",
            "words1": "谢谢。",
        },
    )
    assert keyed.status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.helped, sheet.village_id, sheet.keyed_by_id) == (
        True,
        cast.village.pk,
        cast.secretary.pk,
    )
    assert {one.paragraph and one.paragraph.number for one in sheet.points.all()} == {2, None}
    assert sheet.number in text(secretary.get(f"{LIST}{draft.pk}/sheets/"))
    meeting = secretary.post(
        f"{LIST}{draft.pk}/meetings/new/",
        {
            "submission": "b" * 32,
            "unit": cast.village.pk,
            "on": TODAY.isoformat(),
            "place": "祠堂",
            "invited": "30",
            "came": "24",
            "spoke": "3",
            "words": "[2] 期限太长\n\n路灯先修",
            f"h{agree.pk}_good": "20",
        },
    )
    assert meeting["Location"] == f"{LIST}{draft.pk}/meetings/{Meeting.objects.get().pk}/"
    clerk.post(
        f"{LIST}{draft.pk}/sheets/",
        {
            "submission": "c" * 32,
            "village": cast.hill_village.pk,
            "channel": "visit",
            "said_on": TODAY.isoformat(),
            "words0": "东岭村也要装路灯。",
        },
    )
    assert Point.objects.count() == 5

    # read through: one masked, one withheld, the others shown together
    points = list(Point.objects.order_by("pk"))
    assert "Does it name somebody?" in text(clerk.get(f"{LIST}{draft.pk}/names/"))
    masked = point_act(clerk, points[0], "mask", public_text="期限要写明○月。")
    assert masked["Location"] == f"{LIST}{draft.pk}/points/{points[1].pk}/"
    point_act(clerk, points[1], "withhold", reason="只是客气话。")
    rest = {"point": [one.pk for one in points[2:]]}
    preview = clerk.post(f"{LIST}{draft.pk}/names/show/", rest)
    assert "东岭村也要装路灯。" in text(preview)
    assert Point.objects.filter(state="waiting").count() == 3
    clerk.post(f"{LIST}{draft.pk}/names/show/", {**rest, "sure": "1"})
    assert not Point.objects.filter(state="waiting").exists()

    # what says nearly the same gets one answer, the others one each
    same = {"point": [points[3].pk, points[4].pk]}
    assert "东岭村也要装路灯。" in text(clerk.post(f"{LIST}{draft.pk}/points/together/", same))
    clerk.post(f"{LIST}{draft.pk}/points/together/", {**same, "sure": "1"})
    for point in (points[0], points[1], points[2], points[3]):
        answered = point_act(clerk, point, "answer", outcome="partly", reason="写明到六月底。")
        assert answered.status_code == 302, point
    assert not Point.objects.filter(answer=None).exists()

    today.move_to(NOW + timedelta(days=10))
    clerk = as_(cast, "clerk")  # nobody stays signed in for ten days
    assert act(clerk, draft, "close").status_code == 302
    assert act(clerk, draft, "tell").status_code == 302
    notice = clerk.post(
        f"{LIST}{draft.pk}/paper/posted/",
        {"posted-places": "镇、村公告栏", "posted-on": (TODAY + 10 * DAY).isoformat()},
    )
    assert notice.status_code == 302
    assert act(clerk, draft, "settle").status_code == 302
    assert made.fresh(draft).state == "ended"
    assert Gate.objects.get(pk=gate.pk).state == "passed"


def test_every_step_that_may_not_be_is_refused_in_words(cast: Cast) -> None:
    """The reasons on the page are those of the action, and nothing typed is lost."""
    draft = made.a_consultation(cast)
    clerk = as_(cast, "clerk")
    short = {"opens_on": TODAY.isoformat(), "closes_on": (TODAY + 2 * DAY).isoformat()}
    answer = act(clerk, draft, "start", **short)
    (error,) = answer.context["first"][0].form.errors.as_data()["closes_on"]
    assert error.code == "asking_too_short"
    assert short["closes_on"] in text(answer)
    running = made.started(cast, draft)
    page = clerk.get(f"{LIST}{running.pk}/")
    assert [one.code for one in page.context["first"][0].reasons] == ["consultation_goes_on"]
    for step, code in (
        ("close", "consultation_goes_on"),
        ("tell", "consultation_not_in_this_state"),
        ("settle", "consultation_not_told"),
        ("again", "consultation_not_in_this_state"),
        ("start", "consultation_not_in_this_state"),
    ):
        said = short if step == "start" else {}
        answer = act(clerk, running, step, **said)
        assert answer.status_code == 200, step
        (shown,) = [one for one in answer.context["first"] if one.offer.code == step]
        codes = {error.code for errors in shown.form.errors.as_data().values() for error in errors}
        assert code in codes, step
    answer = act(clerk, running, "break-off", reason="短")
    (shown,) = [one for one in answer.context["first"] if one.offer.code == "break-off"]
    assert "reason" in shown.form.errors
    assert made.fresh(running).state == "open"


def test_it_is_made_longer_broken_off_and_asked_again(cast: Cast) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    later = (made.CLOSES_ON + 5 * DAY).isoformat()
    assert act(clerk, running, "extend", closes_on=later).status_code == 302
    assert made.fresh(running).closes_on.isoformat() == later  # type: ignore[union-attr]
    assert act(clerk, running, "break-off", reason="方案要大改，重新征求。").status_code == 302
    assert made.fresh(running).state == "ended"
    assert "方案要大改" in text(clerk.get(f"{LIST}{running.pk}/"))
    answer = act(clerk, running, "again")
    following = Consultation.objects.get(state="draft")
    assert answer["Location"] == f"{LIST}{following.pk}/"
    assert following.again_of_id == running.pk


def test_what_did_not_pass_says_what_is_missing(cast: Cast, today: Any) -> None:
    """Two answers are asked for and one came."""
    running = made.started(cast)
    made.a_sheet(cast, running)
    today.move_to(made.AFTER)
    done = made.told(cast, running)
    clerk = as_(cast, "clerk")
    page = clerk.get(f"{LIST}{done.pk}/")
    settle = next(one for one in page.context["first"] if one.offer.code == "settle")
    assert "too_few_answers" in [reason.code for reason in settle.reasons]
    assert act(clerk, done, "settle").status_code == 200
    assert act(clerk, done, "not-passed").status_code == 302
    assert Gate.objects.get(pk=done.gate_id).state == "not_passed"


def test_the_next_thing_is_named(cast: Cast, today: Any) -> None:
    """Names first, then who was not heard, then the answers, then the last day."""
    running = made.started(cast)
    clerk = as_(cast, "clerk")

    def following() -> Any:
        return clerk.get(f"{LIST}{running.pk}/").context["next"]

    assert following().address == f"{LIST}{running.pk}/paper/"
    assert cast.hill_village.name in following().sentence
    point = made.a_point(cast, running)
    assert following().address == f"{LIST}{running.pk}/names/"
    made.shown(cast, point)
    assert cast.village.name not in following().sentence
    made.shown(cast, made.a_point(cast, running, village=cast.hill_village))
    assert following().address == f"{LIST}{running.pk}/points/"
    for one in running.points.all():
        made.answered(cast, one)
    assert following().address == ""
    today.move_to(made.AFTER)
    clerk = as_(cast, "clerk")
    assert following().address == "#act-close"
    made.closed(cast, running)
    assert following().address == "#act-tell"


def test_a_point_becomes_a_problem_in_the_office_s_own_words(cast: Cast) -> None:
    point = made.a_shown_point(cast, made.started(cast))
    clerk = as_(cast, "clerk")
    said = {"title": "三组路灯不亮", "statement": "三组路灯损坏。", "unit": cast.village.pk}
    assert point_act(clerk, point, "problem", **said).status_code == 302
    problem = made.fresh_point(point).problem
    assert problem is not None
    shown = text(clerk.get(f"{LIST}{point.consultation_id}/points/{point.pk}/"))
    assert problem.number in shown
    # of a problem that is hidden from the unit not even the number is shown
    Problem.objects.filter(pk=problem.pk).update(hidden_from=cast.town)
    shown = text(clerk.get(f"{LIST}{point.consultation_id}/points/{point.pk}/"))
    assert problem.number not in shown
    again = point_act(clerk, point, "problem", **said)
    assert again.status_code == 200, "once"


def test_an_answer_is_taken_back_and_a_point_taken_out(cast: Cast) -> None:
    running = made.started(cast)
    one, two, three = (made.a_shown_point(cast, running) for _ in range(3))
    clerk = as_(cast, "clerk")
    chosen = {"point": [one.pk, two.pk, three.pk], "sure": "1"}
    clerk.post(f"{LIST}{running.pk}/points/together/", chosen)
    assert len({made.fresh_point(p).grouping_id for p in (one, two, three)}) == 1
    point_act(clerk, three, "take-out")
    assert made.fresh_point(three).grouping_id is None
    point_act(clerk, one, "answer", outcome="not", reason="今年没有这笔钱。")
    assert made.fresh_point(two).answer is not None
    point_act(clerk, two, "take-back")
    assert made.fresh_point(one).answer is None


def test_what_is_alike_stands_side_by_side(cast: Cast) -> None:
    running = made.started(cast)
    first = made.a_shown_point(cast, running, "三组的路灯坏了，请尽快修好。")
    second = made.a_shown_point(cast, running, "三组的路灯坏了，请尽快修好！")
    made.a_shown_point(cast, running, "村里没有垃圾桶。")
    clerk = as_(cast, "clerk")
    page = clerk.get(f"{LIST}{running.pk}/points/alike/")
    (candidate,) = page.context["candidates"]
    assert [one.pk for one in candidate.points] == [first.pk, second.pk]
    said = {"point": [first.pk, second.pk], "sure": "1", "then": "alike"}
    answer = clerk.post(f"{LIST}{running.pk}/points/together/", said)
    assert answer["Location"] == f"{LIST}{running.pk}/points/alike/"
    assert clerk.get(f"{LIST}{running.pk}/points/alike/").context["candidates"] == []


def test_the_list_of_points_is_narrowed(cast: Cast) -> None:
    running = made.started(cast)
    made.answered(cast, made.a_shown_point(cast, running, "已经答复的一条意见"))
    made.a_shown_point(cast, running, "还没有答复的一条意见")
    clerk = as_(cast, "clerk")
    address = f"{LIST}{running.pk}/points/"
    for query, there, gone in (
        ("", "还没有答复的", "已经答复的"),
        ("?view=answered", "已经答复的", "还没有答复的"),
        ("?view=all&words=已经", "已经答复的", "还没有答复的"),
        ("?view=all&about=2", "", "还没有答复的"),
    ):
        shown = text(clerk.get(address + query))
        assert there in shown, query
        assert gone not in shown, query
    whole = clerk.get(f"{address}?view=all")
    assert whole.context["matters_left"] == 1
    assert [one.answer is None for one in whole.context["page"]] == [True, False]


def test_the_papers_are_printed(cast: Cast, today: Any) -> None:
    running = made.started(cast)
    clerk, secretary = as_(cast, "clerk"), as_(cast, "secretary")
    for client in (clerk, secretary):
        printed = client.get(f"{LIST}{running.pk}/paper/form.pdf")
        assert printed.content.startswith(b"%PDF")
        assert printed["Content-Type"] == "application/pdf"
    assert clerk.get(f"{LIST}{running.pk}/paper/notice.pdf").status_code == 404
    made.a_sheet(cast, running)
    made.a_meeting(cast, running)
    today.move_to(made.AFTER)
    made.told(cast, running)
    for who in ("clerk", "secretary"):
        printed = as_(cast, who).get(f"{LIST}{running.pk}/paper/notice.pdf")
        assert printed.content.startswith(b"%PDF"), who


# --- what it costs


@pytest.mark.parametrize(
    "page", ["", "{pk}/names/", "{pk}/points/?view=all", "{pk}/points/alike/", "{pk}/paper/"]
)
def test_a_list_costs_the_same_however_long_it_is(cast: Cast, page: str) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    address = LIST + page.format(pk=running.pk)

    def more(number: int) -> None:
        for at in range(number):
            made.a_keyed_sheet(cast, running, f"{at}号路灯不亮，请尽快派人来修一修。")
            made.a_meeting(cast, running)

    clerk.get(address)
    more(1)
    one = statements(lambda: clerk.get(address))
    more(2)
    three = statements(lambda: clerk.get(address))
    assert len(three) == len(one) <= 12, "\n".join(three)


def test_a_consultation_s_page_costs_the_same_however_many_answered(cast: Cast) -> None:
    running = made.started(cast)
    clerk = as_(cast, "clerk")
    address = f"{LIST}{running.pk}/"
    made.a_keyed_sheet(cast, running)
    made.a_meeting(cast, running)
    clerk.get(address)
    one = statements(lambda: clerk.get(address))
    for _ in range(3):
        made.a_keyed_sheet(cast, running)
        made.a_meeting(cast, running)
    assert len(statements(lambda: clerk.get(address))) == len(one)

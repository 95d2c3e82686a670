"""You said, we did: what everybody reads of an asking, before its end and after."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

import consultations_made as made
from builders import statements
from cast import NOW, Cast
from qunce.domain.consultations import actions
from qunce.domain.consultations.models import Consultation, Point, Support
from web.shell.pages import inline_code

NAME = "刘大有"


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the morning after the last day."""
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: made.AFTER)


def asked(consultation: Consultation, client: Client | None = None) -> Any:
    answer = (client or Client(headers={"accept-language": "en"})).get(f"/asked/{consultation.pk}/")
    assert answer.status_code == 200
    return answer


def words(answer: Any) -> str:
    """The text of the page on one line."""
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(bare.split())


def test_what_was_said_and_what_came_of_it(cast: Cast, afterwards: None) -> None:
    running = made.with_two_answers(cast)
    made.a_meeting(cast, running)
    actions.note_forms(consultation=running, unit=cast.village, forms=40, actor=cast.clerk, now=NOW)
    told = made.told(cast, running)
    actions.note_posted(
        consultation=told, places="村口公示栏", on=made.CLOSES_ON + made.DAY,
        actor=cast.clerk, now=made.AFTER,
    )  # fmt: skip
    answer = asked(told)
    text = words(answer)
    for part in (
        *(made.WORDS, made.OTHER_WORDS, made.REASON, "村口公示栏", "本镇居民"),
        *("7 people answered", "of 40 forms handed out", "30 invited", "24 came", "5 spoke"),
    ):
        assert part in text, part
    assert "<svg" in answer.content.decode()
    assert "<title" in answer.content.decode().partition("<svg")[2]
    assert inline_code(answer.content.decode()) == []


def test_near_identical_points_stand_together_with_how_many_said_so(
    cast: Cast, afterwards: None
) -> None:
    running = made.started(cast)
    points = [
        made.a_shown_point(cast, running, f"三组的路灯要修{mark}") for mark in ("", "。", "！")
    ]
    group = actions.group_points(points=points, actor=cast.clerk, now=NOW)
    actions.close(consultation=running, actor=cast.clerk, now=made.AFTER)
    actions.answer(to=group, outcome="partly", reason=made.REASON, actor=cast.clerk, now=made.AFTER)
    actions.tell(consultation=running, actor=cast.clerk, now=made.AFTER)
    answer = asked(running)
    assert "3 people said nearly the same." in words(answer)
    assert answer.context["said"].matters == 1
    assert len(answer.context["page"]) == 1


def test_what_is_withheld_is_counted_with_its_reason_and_no_word(
    cast: Cast, afterwards: None
) -> None:
    running = made.started(cast)
    for decision in ("withheld", "waiting", "masked"):
        point = made.a_point(cast, running, f"{NAME}家{decision}")
        if decision == "masked":
            made.shown(cast, point, decision="masked", public_text="〇〇〇家的灯")
        if decision == "withheld":
            made.shown(cast, point, decision="withheld", reason="别人的家事")
    text = words(asked(running))
    assert NAME not in text
    assert "1 point: 别人的家事" in text
    assert "〇〇〇家的灯" in text
    assert "One point is still to be read through" in text


def test_the_answer_to_a_withheld_point_shows_no_word_of_it(cast: Cast, afterwards: None) -> None:
    running = made.with_two_answers(cast)
    point = made.a_point(cast, running, f"{NAME}家的事")
    made.shown(cast, point, decision="withheld", reason="别人的家事")
    made.answered(cast, made.fresh_point(point), reason="已单独处理。")
    actions.close(consultation=running, actor=cast.clerk, now=made.AFTER)
    for one in Point.objects.filter(answer=None):
        made.answered(cast, made.shown(cast, one, now=made.AFTER), now=made.AFTER)
    actions.tell(consultation=made.fresh(running), actor=cast.clerk, now=made.AFTER)
    text = words(asked(running))
    assert NAME not in text
    assert "已单独处理。" not in text


def test_before_the_end_there_are_points_and_no_figures_of_opinion(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: NOW)
    review = made.a_review(cast)
    _vote_and_choose(cast, review, 12)
    answer = asked(review)
    assert answer.context["results"] == []
    assert answer.context["picture"] is None
    opinions = Client().get(f"/asked/{review.pk}/opinions/")
    assert "tallies" not in opinions.context
    assert made.WORDS in words(answer)


def _vote_and_choose(cast: Cast, review: Consultation, people: int, helped: int = 0) -> None:
    point = made.a_shown_point(cast, review)
    for number in range(people):
        made.a_sheet(
            cast, review, "", choices=made.chosen(review, *["good"] * 5), helped=number < helped
        )
        Support.objects.create(point=point, voter=uuid.uuid4().hex, says="agree")


def test_counts_under_ten_are_withheld(cast: Cast, afterwards: None) -> None:
    review = made.a_review(cast)
    _vote_and_choose(cast, review, 9)
    shown = asked(review).context["results"]
    assert len(shown) == 5
    for one in shown:
        assert one.bars == []
        assert {count for row in one.rows for count in row.counts} <= {None}
        assert set(one.together) == {None}


def test_helped_and_unhelped_stand_side_by_side_where_both_are_ten(
    cast: Cast, afterwards: None
) -> None:
    review = made.a_review(cast)
    options = ["good", "fairly", "so_so", "poor", "dont_know"]
    for number in range(110):
        option = options[number % 5]
        made.a_sheet(
            cast, review, "", choices=made.chosen(review, *[option] * 5), helped=number < 50
        )
    one = asked(review).context["results"][0]
    assert [(row.counts, row.total) for row in one.rows] == [([12] * 5, 60), ([10] * 5, 50)]
    assert one.together == [22] * 5
    assert not one.withheld


def test_what_readers_thought_is_shown_after_the_end_from_ten_on(
    cast: Cast, afterwards: None
) -> None:
    review = made.a_review(cast)
    _vote_and_choose(cast, review, 12)
    quiet = made.a_point(cast, review, "只有一人看过", now=NOW)
    made.shown(cast, quiet)
    Support.objects.create(point=quiet, voter="a" * 64, says="disagree")
    answer = Client().get(f"/asked/{review.pk}/opinions/")
    assert [(one.words, one.agree) for one in answer.context["tallies"]] == [(made.WORDS, 12)]
    assert answer.context["groups"] == []


def test_groups_that_hold_are_shown_with_how_steady_they_are(cast: Cast, afterwards: None) -> None:
    running = made.started(cast)
    points = [made.a_shown_point(cast, running, f"第{number}条意见") for number in range(10)]
    Support.objects.bulk_create(
        Support(
            point=point,
            voter=f"{reader:064}",
            says="agree" if (reader % 2 == 0) == (at < 5) else "disagree",
        )
        for reader in range(40)
        for at, point in enumerate(points)
        if (reader * 7 + at) % 11  # not everybody says something of everything
    )
    address = f"/asked/{running.pk}/opinions/"
    answer = Client(headers={"accept-language": "en"}).get(address)
    assert [one.size for one in answer.context["groups"]] == [20, 20]
    assert "The groups are steady" in answer.content.decode()
    again = statements(lambda: Client().get(address))
    assert len(again) <= 12


def test_a_point_withheld_later_disappears_from_the_groups(cast: Cast, afterwards: None) -> None:
    review = made.a_review(cast)
    _vote_and_choose(cast, review, 12)
    address = f"/asked/{review.pk}/opinions/"
    assert made.WORDS in Client().get(address).content.decode()
    point = review.points.get()
    made.shown(cast, point, decision="withheld", reason="别人的家事")
    assert made.WORDS not in Client().get(address).content.decode()


def test_an_asking_broken_off_says_why(cast: Cast) -> None:
    running = made.started(cast)
    actions.break_off(
        consultation=running, reason="方案重写，重新征求意见", actor=cast.clerk, now=NOW
    )
    assert "方案重写，重新征求意见" in words(asked(running))


def test_a_gate_not_passed_says_what_was_missing(cast: Cast, afterwards: None) -> None:
    running = made.with_two_answers(cast, rule={"at_least": 50})
    told = made.told(cast, running)
    actions.find_not_passed(consultation=told, actor=cast.clerk, now=made.AFTER)
    answer = asked(told)
    assert [one.code for one in answer.context["missing"]] != []


def test_a_draft_is_not_there(cast: Cast) -> None:
    draft = made.a_consultation(cast)
    for what in ("", "opinions/"):
        assert Client().get(f"/asked/{draft.pk}/{what}").status_code == 404


def test_no_name_of_the_staff_stands_there(cast: Cast, afterwards: None) -> None:
    from cast import PEOPLE

    text = words(asked(made.settled(cast)))
    for name in PEOPLE.values():
        assert name not in text


@pytest.mark.parametrize("kind", ["plan", "problems", "report"])
def test_statements_do_not_grow_with_points(cast: Cast, afterwards: None, kind: str) -> None:
    draft = made.a_consultation(cast, kind)
    if kind == "report":
        actions.use_preset(consultation=draft, name="review", actor=cast.clerk, now=NOW)
    running = made.started(cast, draft)
    made.a_meeting(cast, running)
    counted = []
    for amount in (1, 3):
        for _time in range(amount):
            made.a_shown_point(cast, running)
        counted.append(len(statements(lambda: asked(running))))
    assert counted[0] == counted[1]
    assert counted[0] <= 12, counted
    assert len(statements(lambda: asked(made.told(cast, running)))) > 0
    assert len(statements(lambda: asked(running))) <= 12


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_both_languages(cast: Cast, afterwards: None, language: str) -> None:
    told = made.told(cast)
    answer = asked(told, Client(headers={"accept-language": language}))
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "x", "999", "-1", "²"])
def test_any_page_of_the_list_is_some_page(cast: Cast, page: str) -> None:
    running = made.started(cast)
    assert Client().get(f"/asked/{running.pk}/", {"page": page}).status_code == 200

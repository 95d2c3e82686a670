"""What is made public is looked through, previewed, issued and withdrawn by forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from builders import a_campaign, statements
from cast import NOW, TODAY, Cast
from problems_made import a_message, a_problem, closed, listed, not_now
from publicity_made import PLANTED, a_bulletin, a_story, issued, public_story, published, told
from qunce.domain.publicity.models import Bulletin, NotAPerson, Publication, Story
from web.shell.pages import inline_code

HOME = "/office/publicity/"


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    """It is two days after the cast's instant; a password is enough."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        yield


def as_(cast: Cast, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def typed(*problems: Any, **changes: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for problem in problems:
        sent |= {
            f"p{problem.pk}-title": "路灯不亮",
            f"p{problem.pk}-statement": "夜间看不见路。",
            f"p{problem.pk}-on": "on",
        }
        sent |= {f"p{problem.pk}-{name}": value for name, value in changes.items()}
    return sent


def test_many_are_looked_through_previewed_and_published_at_once(cast: Cast) -> None:
    clerk = as_(cast, "clerk")
    one, other, third = (listed(cast) for _ in range(3))
    address = f"{HOME}problems/"
    assert clerk.get(address).status_code == 200
    sent = typed(one, other) | {f"p{third.pk}-title": "别的", f"p{third.pk}-statement": "别的"}
    preview = clerk.post(address, sent)
    assert "This is what everybody would read" in preview.content.decode()
    assert not Publication.objects.exists()
    answer = clerk.post(address, {**sent, "sure": "1"})
    assert answer.status_code == 302
    assert set(Publication.objects.values_list("problem", flat=True)) == {one.pk, other.pk}


def test_what_looks_like_a_person_is_marked_before_and_after(cast: Cast) -> None:
    clerk = as_(cast, "clerk")
    problem = listed(cast, a_problem(cast, statement=f"村民{PLANTED}说灯坏了。"))
    address = f"{HOME}problems/"
    assert f"<mark>{PLANTED}</mark>" in clerk.get(address).content.decode()
    sent = typed(problem, statement="王大爷店门口的灯不亮。")
    answer = clerk.post(address, {**sent, "sure": "1"})
    assert answer.status_code == 200
    assert "<mark>王大爷</mark>" in answer.content.decode()
    assert not Publication.objects.exists()
    cleared = {f"p{problem.pk}-words": "王大爷", f"p{problem.pk}-why": "店的名字"}
    preview = clerk.post(address, {**sent, **cleared})
    assert "店的名字" in preview.content.decode()
    assert clerk.post(address, {**sent, **cleared, "sure": "1"}).status_code == 302
    assert NotAPerson.objects.get().reason == "店的名字"


def test_nothing_ticked_is_said(cast: Cast) -> None:
    problem = listed(cast)
    sent = {f"p{problem.pk}-title": "路灯", f"p{problem.pk}-statement": "不亮"}
    answer = as_(cast, "clerk").post(f"{HOME}problems/", sent)
    assert "Tick the problems that are to be public." in answer.content.decode()


def test_a_problem_that_accuses_cannot_be_sent(cast: Cast) -> None:
    voice = a_message(cast, accused=cast.village)
    hidden = listed(
        cast, a_problem(cast, voices=[voice]), lead_unit=cast.town, responsible=cast.leader
    )
    clerk = as_(cast, "clerk")
    clerk.post(f"{HOME}problems/", {**typed(hidden), "sure": "1"})
    assert not Publication.objects.exists()


def test_a_reason_is_read_through_and_shown(cast: Cast) -> None:
    clerk = as_(cast, "clerk")
    made = published(cast, not_now(cast))
    address = f"{HOME}problems/{made.pk}/"
    assert "线路改造资金下半年到位" in clerk.get(address).content.decode()
    sent = {
        "title": made.title,
        "statement": made.statement,
        "reason": "线路改造的钱下半年才到。",
        "outcome": "",
        "seen_version": "1",
    }
    assert clerk.post(address, sent).status_code == 302
    made.refresh_from_db()
    assert made.reason == "线路改造的钱下半年才到。"
    assert clerk.post(f"{address}withdraw/", {"why": ""}).status_code == 302
    assert clerk.post(f"{address}withdraw/", {"why": "写错了"}).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_why == "写错了"
    assert clerk.get(address).status_code == 200


def test_a_story_goes_from_one_post_to_another(cast: Cast) -> None:
    campaign = a_campaign(cast)
    made = published(cast, closed(cast))
    secretary, leader = as_(cast, "secretary"), as_(cast, "leader")
    sent = {
        "campaign": campaign.pk,
        "unit": cast.village.pk,
        "about": f"problem-{made.problem_id}",
        "title": "路口亮了",
        "body": "三组路口的路灯坏了半个月。\n现在亮了。",
        "residents_view": "晚上敢出门了。",
        "agreed_on": TODAY.isoformat(),
        "agreed_how": "上门时同意",
        "seen_version": "0",
    }
    assert secretary.get(f"{HOME}stories/new/").status_code == 200
    refused = secretary.post(f"{HOME}stories/new/", {**sent, "body": "王大爷说亮了。"})
    assert "<mark>王大爷</mark>" in refused.content.decode()
    answer = secretary.post(f"{HOME}stories/new/", sent)
    story = Story.objects.get()
    assert answer["Location"] == f"{HOME}stories/{story.pk}/"
    own = secretary.get(answer["Location"]).content.decode()
    assert "disabled" in own
    assert "Nothing of this is printed unless" in own
    secretary.post(f"{HOME}stories/{story.pk}/show/", {"seen_version": "1"})
    assert not Story.objects.public().exists()
    leader.post(f"{HOME}stories/{story.pk}/show/", {"seen_version": "1"})
    assert Story.objects.public().get().problem_id == made.problem_id
    clerk = as_(cast, "clerk")
    clerk.post(f"{HOME}stories/{story.pk}/withdraw/", {"why": "不准确"})
    assert not Story.objects.public().exists()


def test_a_bulletin_is_drafted_worded_and_issued(cast: Cast) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    clerk = as_(cast, "clerk")
    assert clerk.get(f"{HOME}bulletins/new/").status_code == 200
    sent = {
        "campaign": campaign.pk,
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=1)).isoformat(),
        "name": "学查改简报",
        "compiled_by": "镇活动办",
    }
    early = {**sent, "until_on": "2026-09-01"}
    assert (
        "choose days that have come" in clerk.post(f"{HOME}bulletins/new/", early).content.decode()
    )
    answer = clerk.post(f"{HOME}bulletins/new/", sent)
    bulletin = Bulletin.objects.get()
    address = f"{HOME}bulletins/{bulletin.pk}/"
    assert answer["Location"] == address
    assert clerk.get(address).status_code == 200
    words = {
        "name": "学查改简报",
        "compiled_by": "镇活动办",
        "sent_to": "报：县活动办",
        "seen_version": "1",
        "s0-title": "办成的事",
    }
    typed_over = clerk.post(address, {**words, "s0-text": "办成了120件。"})
    assert "“120” was typed by hand" in typed_over.content.decode()
    assert clerk.post(address, {**words, "s0-text": "列入{1}件。\n都有人管。"}).status_code == 302
    assert clerk.get(f"{address}draft.pdf").content.startswith(b"%PDF-")
    assert clerk.post(f"{address}count/", {"seen_version": "2"}).status_code == 302
    assert clerk.post(f"{address}issue/", {"seen_version": "2"}).status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.state == "draft", "its version rose when it was counted"
    assert clerk.post(f"{address}issue/", {"seen_version": "3"}).status_code == 302
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.number) == ("issued", 1)
    assert bulletin.sections == [{"title": "办成的事", "paragraphs": ["列入{1}件。", "都有人管。"]}]
    clerk.post(f"{address}withdraw/", {"why": "数字说明不清"})
    bulletin.refresh_from_db()
    assert bulletin.state == "withdrawn"
    assert clerk.get(address).status_code == 200


def addresses(cast: Cast) -> list[str]:
    campaign = a_campaign(cast)
    publication = published(cast, closed(cast))
    story = a_story(cast, campaign)
    bulletin = a_bulletin(cast, campaign)
    return [
        f"{HOME}problems/",
        f"{HOME}problems/{publication.pk}/",
        f"{HOME}stories/{story.pk}/",
        f"{HOME}bulletins/{bulletin.pk}/",
        f"{HOME}bulletins/{bulletin.pk}/draft.pdf",
    ]


def test_the_outsider_and_the_viewer_find_nothing(cast: Cast) -> None:
    inside = addresses(cast)
    for who in ("viewer", "teacher"):
        client = as_(cast, who)
        for address in inside:
            assert client.get(address).status_code == 404, (who, address)
    outsider = as_(cast, "outsider")
    for address in inside[1:]:
        assert outsider.get(address).status_code == 404, address
    assert "三组路灯" not in outsider.get(inside[0]).content.decode()
    for who in ("outsider", "viewer", "teacher", "secretary"):
        client = as_(cast, who)
        for act in (
            f"{inside[1]}withdraw/",
            f"{inside[3]}issue/",
            f"{inside[3]}count/",
            f"{inside[3]}draft/",
            f"{inside[3]}withdraw/",
        ):
            assert client.post(act, {"why": "不好", "seen_version": "1"}).status_code == 404
    assert Bulletin.objects.get().state == "draft"
    assert Publication.objects.get().withdrawn_at is None


def test_a_leader_looks_and_does_not_issue(cast: Cast) -> None:
    inside = addresses(cast)
    leader = as_(cast, "leader")
    assert leader.get(inside[3]).status_code == 200
    leader.post(f"{inside[3]}issue/", {"seen_version": "1"})
    assert Bulletin.objects.get().state == "draft"


def test_nobody_signed_in_is_led_to_sign_in(cast: Cast) -> None:
    for address in (HOME, *addresses(cast)):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"seen_version": "x"},
        {"seen_version": "1", "s0-text": "\x00", "s99-text": "x", "name": "x" * 99},
        {"seen_version": "1", "s0-text": "{999999}{-1}{1", "name": "简报", "compiled_by": "办"},
        {"seen_version": "-4", "title": "x" * 500, "agreed_on": "2026-13-45"},
        {"words": ["甲"] * 99, "why": ["乙"] * 99, "seen_version": "99999999999999999999"},
    ],
)
def test_odd_input_gets_a_sentence(cast: Cast, sent: dict[str, Any]) -> None:
    clerk = as_(cast, "clerk")
    inside = addresses(cast)
    for address in (
        *inside[:4],
        f"{HOME}stories/new/",
        f"{HOME}bulletins/new/",
        f"{inside[2]}show/",
        f"{inside[2]}withdraw/",
        f"{inside[3]}count/",
        f"{inside[3]}issue/",
    ):
        assert clerk.post(address, sent).status_code in (200, 302), address
    assert clerk.get(f"{HOME}problems/?page=x").status_code == 200


def test_pages_hold_no_inline_code(cast: Cast) -> None:
    clerk = as_(cast, "clerk")
    listed(cast)
    for address in (HOME, *addresses(cast)[:4], f"{HOME}stories/new/", f"{HOME}bulletins/new/"):
        assert inline_code(clerk.get(address).content.decode()) == [], address


def test_lists_cost_the_same_for_one_and_for_three(cast: Cast) -> None:
    campaign = a_campaign(cast)
    clerk = as_(cast, "clerk")

    def more() -> None:
        published(cast, closed(cast))
        listed(cast)
        a_story(cast, campaign)
        public_story(cast, campaign, told=told(title="亮了"))
        issued(cast, a_bulletin(cast, campaign))

    def cost() -> list[int]:
        return [
            len(statements(lambda one=one: clerk.get(one))) for one in (HOME, f"{HOME}problems/")
        ]

    more()
    clerk.get(HOME)
    first = cost()
    more()
    more()
    assert cost() == first
    assert max(first) <= 12, first

"""Promises, projects and targets as pages: by forms, who sees what, and what it costs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

import practice_made as made
import problems_made
from builders import statements
from cast import NOW, TODAY, Cast
from practice_made import DAY
from qunce.domain.accounts.models import Holding, User
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.models import Project, Promise, ResidentView, Target
from qunce.domain.practice.states import Countable
from qunce.domain.record.models import Entry
from voices_made import a_post
from web.shell.pages import inline_code

HOME = "/office/practice/"


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    """It is five minutes after the cast's instant; a password is enough."""
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def as_(cast: Cast, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who:
        client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def do(client: Client, address: str, act: str, **said: Any) -> Any:
    """Send one of the forms of a page."""
    sent = {f"{act}-{name}": value for name, value in said.items()}
    return client.post(f"{address}{act}/", sent)


def at(thing: Promise | Project) -> str:
    kind = "promises" if isinstance(thing, Promise) else "projects"
    return f"{HOME}{kind}/{thing.pk}/"


def codes(answer: Any, act: str) -> set[str]:
    """The refusals at one form of the page."""
    errors = answer.context["acts"][act].form.errors.as_data()
    return {one.code for each in errors.values() for one in each}


# --- the whole way


def test_a_promise_goes_its_way_by_forms(cast: Cast) -> None:
    campaign = made.the_campaign(cast)
    secretary, clerk, leader = (as_(cast, who) for who in ("secretary", "clerk", "leader"))
    answer = secretary.post(
        f"{HOME}promises/new/",
        {
            "unit": cast.village.pk,
            "campaign": campaign.pk,
            "text": "村务每月公开",
            "standard": made.STANDARD,
            "due_on": made.DUE_ON.isoformat(),
        },
    )
    promise = Promise.objects.get()
    assert answer.headers["Location"] == at(promise)
    assert do(leader, at(promise), "comment", words="标准写得实在").status_code == 302
    assert do(secretary, at(promise), "kept", words="三月起按月贴出").status_code == 302
    assert promise.text in clerk.get(HOME).content.decode()
    judged = do(clerk, at(promise), "judge", kept="yes", basis="seen", words="看过")
    assert judged.status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.judging_unit) == ("kept", cast.town)
    page = secretary.get(at(promise)).content.decode()
    for words in ("标准写得实在", "三月起按月贴出", "看过"):
        assert words in page


def test_a_project_goes_its_way_by_forms(cast: Cast) -> None:
    campaign = made.the_campaign(cast)
    secretary = as_(cast, "secretary")
    problem = problems_made.a_problem(cast)
    form = secretary.get(f"{HOME}projects/new/?problem={problem.pk}")
    assert problem.title in form.content.decode()
    secretary.post(
        f"{HOME}projects/new/",
        {
            "unit": cast.village.pk,
            "campaign": campaign.pk,
            "title": "全村路灯换新",
            "what_for": "晚上出门看得见",
            "owner": cast.secretary.pk,
            "starts_on": (TODAY + DAY).isoformat(),
            "ends_on": made.DUE_ON.isoformat(),
            "problem": problem.pk,
        },
    )
    project = Project.objects.get()
    assert (project.source_kind, project.source_id) == ("problem", problem.pk)
    by = (secretary, at(project))
    assert do(*by, "start").status_code == 302
    due = (TODAY + 3 * DAY).isoformat()
    assert do(*by, "add-step", step="量灯杆", due_on=due).status_code == 302
    step = project.steps.get()
    assert do(*by, f"step-{step.pk}").status_code == 302
    assert do(*by, "finish", result="四十盏全亮").status_code == 302
    project.refresh_from_db()
    assert project.state == "finished"
    assert "四十盏全亮" in secretary.get(at(project)).content.decode()


def test_a_project_is_given_up_with_a_reason(cast: Cast) -> None:
    project = made.a_project(cast)
    secretary = as_(cast, "secretary")
    empty = do(secretary, at(project), "give-up", reason=" ")
    assert codes(empty, "give-up") == {"project_without_reason"}
    assert do(secretary, at(project), "give-up", reason="村民不愿").status_code == 302
    assert do(secretary, at(project), "give-up", reason="再来").status_code == 200


def test_what_somebody_says_is_written_down_by_another(cast: Cast) -> None:
    promise = made.a_promise(cast)
    said = {"says": "partly", "channel": "told", "words": "二月没贴"}
    said["submission"] = uuid.uuid4().hex
    own = do(as_(cast, "secretary"), at(promise), "note", **said)
    assert codes(own, "note") == {"view_of_own_work"}
    clerk = as_(cast, "clerk")
    assert do(clerk, at(promise), "note", **said).status_code == 302
    assert do(clerk, at(promise), "note", **said).status_code == 302
    view = ResidentView.objects.get()
    assert (view.channel, view.noted_by) == ("told", cast.clerk)


def test_words_are_read_through_one_by_one(cast: Cast) -> None:
    promise = made.a_promise(cast)
    view = made.heard(promise, "partly", "邻居周老根说没贴")
    clerk = as_(cast, "clerk")
    assert "wait to be read through" in clerk.get(HOME).content.decode()
    words = f"{HOME}words/"
    assert "周老根" in clerk.get(words).content.decode()
    wrong = clerk.post(words, {"view": view.pk, "decision": "masked", "public_words": " "})
    assert wrong.status_code == 200
    right = clerk.post(words, {"view": view.pk, "decision": "masked", "public_words": "邻居说没贴"})
    assert right.status_code == 302
    view.refresh_from_db()
    assert view.public_words == "邻居说没贴"
    page = as_(cast, "secretary").get(at(promise)).content.decode()
    assert "邻居说没贴" in page
    assert "周老根" not in page


def test_a_target_is_set_and_counted(cast: Cast) -> None:
    made.judged(cast)
    secretary = as_(cast, "secretary")
    sent = {"what": "promises_kept", "number": 2, "by_on": made.DUE_ON.isoformat()}
    assert secretary.post(f"{HOME}targets/", sent).status_code == 302
    assert Target.objects.get().number == 2
    page = secretary.get(f"{HOME}targets/")
    kept = next(one for one in page.context["rows"] if one.what == "promises_kept")
    assert [(row.unit.code, row.counted) for row in kept.rows] == [
        ("qinghe", 1),
        ("qingquan", 1),
        ("shangqing", 1),
    ]
    assert "of 2" in page.content.decode()
    wrong = secretary.post(f"{HOME}targets/", {**sent, "number": 0})
    assert wrong.context["form"].errors["number"]


# --- who sees what


OWN = ("secretary", "clerk", "leader", "first", "viewer")
OTHERS = ("outsider", "teacher")


@pytest.mark.parametrize("who", [*OWN, *OTHERS])
def test_whose_business_a_promise_is(cast: Cast, who: str) -> None:
    promise, project = made.a_promise(cast), made.a_project(cast)
    wanted = 200 if who in OWN else 404
    client = as_(cast, who)
    assert client.get(at(promise)).status_code == wanted
    assert client.get(at(project)).status_code == wanted


def test_the_outsider_does_nothing(cast: Cast) -> None:
    promise, project = made.said_kept(cast), made.a_project(cast)
    view = made.heard(promise, "done", "去看过了")
    outsider = as_(cast, "outsider")
    size = Entry.objects.count()
    tries = [
        do(outsider, at(promise), "judge", kept="yes", basis="seen", words="好"),
        do(outsider, at(promise), "withdraw", reason="不要了"),
        do(outsider, at(project), "give-up", reason="不要了"),
        outsider.post(f"{HOME}words/", {"view": view.pk, "decision": "shown"}),
    ]
    assert [answer.status_code for answer in tries] == [404] * 4
    assert "去看过了" not in outsider.get(f"{HOME}words/").content.decode()
    assert Entry.objects.count() == size


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_only_offices_read_words_through(cast: Cast, who: str) -> None:
    assert as_(cast, who).get(f"{HOME}words/").status_code == 404


@pytest.mark.parametrize("page", ["", "promises/new/", "projects/new/", "words/", "targets/"])
def test_nobody_comes_in_without_signing_in(cast: Cast, page: str) -> None:
    answer = as_(cast, "").get(f"{HOME}{page}")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]


def test_a_viewer_promises_and_begins_nothing(cast: Cast) -> None:
    made.the_campaign(cast)
    viewer = as_(cast, "viewer")
    for page in ("promises/new/", "projects/new/"):
        assert viewer.get(f"{HOME}{page}").status_code == 404
    promise = made.said_kept(cast)
    acts = viewer.get(at(promise)).context["acts"]
    assert set(acts) == set()


def test_each_is_offered_what_they_may_do(cast: Cast) -> None:
    promise = made.said_kept(cast)

    def offers(who: str) -> set[str]:
        return set(as_(cast, who).get(at(promise)).context["acts"])

    assert offers("secretary") == set()
    assert offers("clerk") == {"judge", "note"}
    assert offers("leader") == {"judge", "note", "comment"}


def test_the_promiser_reads_why_somebody_else_judges(cast: Cast) -> None:
    page = as_(cast, "secretary").get(at(made.said_kept(cast)))
    assert [one.code for one in page.context["judging"]] == ["promise_judged_by_promiser"]
    assert "Whoever promised does not judge" in page.content.decode()


def test_a_problem_that_accuses_does_not_lend_its_title(cast: Cast) -> None:
    text = "上清村村委会把修路灯的钱没有公开过，村民问了几次都没有人回答，请镇里查一查。"
    voice = problems_made.a_message(cast, text=text, accused=cast.village)
    problem = problems_made.a_problem(
        cast, voices=[voice], title="路灯经费未公开", statement="经费使用没有公示。"
    )
    made.the_campaign(cast)
    for who in ("secretary", "clerk"):
        page = as_(cast, who).get(f"{HOME}projects/new/?problem={problem.pk}")
        assert "路灯经费未公开" not in page.content.decode()


# --- bad input


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": "断\ud800字".encode("utf-8", "surrogatepass"), "standard": "x"},
        {"unit": "abc", "campaign": "9" * 40, "due_on": "2026-02-30"},
        {"text": "长" * 5000, "standard": "\x00", "due_on": "0001-01-01"},
        {"aim": "'; --", "unit": "999999", "campaign": ""},
    ],
)
def test_a_bad_promise_comes_back(cast: Cast, sent: dict[str, Any]) -> None:
    campaign = made.the_campaign(cast)
    given = {"unit": cast.village.pk, "campaign": campaign.pk, **sent}
    answer = as_(cast, "secretary").post(f"{HOME}promises/new/", given)
    assert answer.status_code == 200
    assert not Promise.objects.exists()


def test_the_address_of_an_act_that_is_only_opened_leads_to_the_page(cast: Cast) -> None:
    promise = made.a_promise(cast)
    answer = as_(cast, "secretary").get(f"{at(promise)}kept/")
    assert answer.headers["Location"] == at(promise)


@pytest.mark.parametrize("act", ["burn", "step-999", "kept%00"])
def test_an_unknown_act_is_not_there(cast: Cast, act: str) -> None:
    promise = made.a_promise(cast)
    assert do(as_(cast, "secretary"), at(promise), act).status_code == 404


@pytest.mark.parametrize("view", ["", "x", "9" * 30, "²", "-1"])
def test_unknown_words_are_not_there(cast: Cast, view: str) -> None:
    sent = {"view": view, "decision": "shown"}
    assert as_(cast, "clerk").post(f"{HOME}words/", sent).status_code == 404


@pytest.mark.parametrize("query", ["?campaign=x", "?campaign=" + "9" * 30, "?campaign=0"])
def test_an_unknown_campaign_is_the_latest(cast: Cast, query: str) -> None:
    campaign = made.the_campaign(cast)
    page = as_(cast, "clerk").get(f"{HOME}targets/{query}")
    assert page.context["campaign"] == campaign


def test_without_a_campaign_the_page_says_so(cast: Cast) -> None:
    secretary = as_(cast, "secretary")
    for page in ("promises/new/", "projects/new/", "targets/"):
        assert "No campaign is running" in secretary.get(f"{HOME}{page}").content.decode()


def test_what_was_typed_comes_back_with_the_refusal(cast: Cast) -> None:
    promise = made.said_kept(cast)
    answer = do(
        as_(cast, "clerk"), at(promise), "judge", kept="no", basis="residents", words="独一句"
    )
    assert codes(answer, "judge") == {"judgement_needs_more_views"}
    page = answer.content.decode()
    assert "独一句" in page
    assert '<details class="act no-print" id="act-judge" open>' in page


def test_somebody_elses_act_is_refused_with_its_sentence(cast: Cast) -> None:
    """A page that was open while another changed it refuses, and keeps what was typed."""
    promise = made.a_promise(cast)
    answer = do(as_(cast, "clerk"), at(promise), "kept", words="替他说")
    assert codes(answer, "kept") == {"practice_of_another_unit"}


# --- units that change


def test_a_merged_unit_says_who_answers_now(cast: Cast) -> None:
    promise = made.a_promise(cast)
    a_post(cast, cast.hill_village, "secretary", "hill")
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=TODAY, successor=cast.hill_village)
    page = as_(cast, "clerk").get(at(promise)).content.decode()
    assert "东岭村 answers for this promise" in page
    client = Client(headers={"accept-language": "en"})
    hill = User.objects.get(holdings__post__unit=cast.hill_village)
    client.force_login(hill, backend=settings.AUTHENTICATION_BACKENDS[0])
    home = client.get(HOME).content.decode()
    assert promise.text in home
    assert do(client, at(promise), "kept", words="并村以后照样贴").status_code == 302


def test_a_vacant_post_leaves_the_promise_to_whoever_else_leads(cast: Cast) -> None:
    promise = made.a_promise(cast)
    Holding.objects.filter(post=cast.secretary).update(until=TODAY)
    a_post(cast, cast.village, "leader", "deputy")
    deputy = Client(headers={"accept-language": "en"})
    user = User.objects.get(holdings__post__unit=cast.village, holdings__until=None)
    deputy.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = deputy.get(at(promise)).content.decode()
    assert "Nobody holds the post that answers for this" in page
    assert do(deputy, at(promise), "kept", words="照样贴着").status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.post) == ("said_kept", cast.secretary)


# --- what it costs


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, rows: int) -> None:
    for n in range(rows):
        made.a_promise(cast, text=f"第{n}件承诺")
        made.a_project(cast, title=f"第{n}个项目")
        own = made.a_promise(cast, unit=cast.town, actor=cast.clerk, text=f"镇里第{n}件")
        made.said_kept(cast, own, actor=cast.clerk)
    secretary = as_(cast, "secretary")
    secretary.get(HOME)
    assert len(statements(lambda: secretary.get(HOME))) == 8


@pytest.mark.parametrize("rows", [1, 3])
def test_the_targets_cost_the_same_whatever_was_reached(cast: Cast, rows: int) -> None:
    for n in range(rows):
        made.judged(cast, made.said_kept(cast, made.a_promise(cast, text=f"第{n}件")))
    for what in list(Countable.values)[:rows]:
        made.a_target(cast, what=what)
    secretary = as_(cast, "secretary")
    secretary.get(f"{HOME}targets/")
    assert len(statements(lambda: secretary.get(f"{HOME}targets/"))) == 9


@pytest.mark.parametrize("rows", [1, 3])
def test_words_cost_the_same_whatever_was_said(cast: Cast, rows: int) -> None:
    promise = made.a_promise(cast)
    for _n in range(rows):
        made.heard(promise, "done", "去看过了")
    clerk = as_(cast, "clerk")
    clerk.get(f"{HOME}words/")
    assert len(statements(lambda: clerk.get(f"{HOME}words/"))) == 5


def test_no_page_carries_code(cast: Cast) -> None:
    promise, project = made.a_promise(cast), made.a_project(cast)
    secretary = as_(cast, "secretary")
    pages = (HOME, at(promise), at(project), f"{HOME}targets/", f"{HOME}promises/new/")
    for page in pages:
        assert inline_code(secretary.get(page).content.decode()) == []

"""What everybody reads: problems, progress, stories, bulletins, the feed; and never a name."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

import consultations_made as asked
from builders import a_campaign, statements
from cast import PEOPLE, TODAY, Cast
from checks_made import a_finding
from paper_read import text_of as paper
from practice_made import a_finished_project, judged
from problems_made import a_message, a_problem, closed, in_hand, listed, not_now, reopened
from publicity_made import (
    LATER,
    PLANTED,
    a_bulletin,
    a_story,
    issued,
    messages,
    public_story,
    published,
    put_right,
    told,
)
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations.models import Consultation
from qunce.domain.publicity.actions import (
    release_messages,
    withdraw_bulletin,
    withdraw_publication,
    withdraw_story,
)
from qunce.domain.publicity.counting import COUNTABLE, Scope, count
from qunce.domain.publicity.models import NumberTrace, Story
from qunce.domain.publicity.queries.public import SHOWN
from study_made import hold_a_session
from web.shell.pages import inline_code

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def the_day_after() -> Any:
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


def read(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def text_of(page: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
    return " ".join(bare.split())


def everything(campaign: Campaign) -> list[str]:
    """Every public address of news there is now."""
    from qunce.domain.publicity.models import Bulletin, Publication

    return [
        "/news/",
        "/news/problems/",
        "/news/stories/",
        "/news/bulletins/",
        "/news/feed.xml",
        "/news/data/",
        "/news/data/datapackage.json",
        *(
            f"/news/data/{code}.{written}"
            for code in (
                "problems",
                "promises",
                "projects",
                "gates",
                "points",
                "messages",
                "checks",
            )
            for written in ("csv", "json")
        ),
        f"/news/campaigns/{campaign.pk}/",
        *(f"/news/campaigns/{campaign.pk}/{code}/" for code in COUNTABLE),
        *(f"/news/problems/{one.pk}/" for one in Publication.objects.public()),
        *(f"/news/stories/{one.pk}/" for one in Story.objects.public()),
        *(f"/news/bulletins/{one.pk}/" for one in Bulletin.objects.public()),
        *(
            f"/news/figures/{one.pk}/"
            for one in NumberTrace.objects.filter(bulletin__state="issued")
        ),
    ]


def test_a_problem_tells_where_who_answers_and_what_happened(cast: Cast, client: Client) -> None:
    made = published(cast, closed(cast), outcome="换了灯头和电线。")
    text = text_of(read(client, f"/news/problems/{made.pk}/"))
    for part in (
        *("三组路灯不亮", "三组路口的路灯夜间不亮。", "换了灯头和电线。", "上清村"),
        *("上清村 党支部书记", "Closed", "Those who had spoken of it were asked"),
        "Put on the list",
    ):
        assert part in text, part


def test_what_cannot_be_solved_says_why_and_until_when(cast: Cast, client: Client) -> None:
    made = published(cast, not_now(cast), reason="线路改造的钱下半年才到。")
    text = text_of(read(client, f"/news/problems/{made.pk}/"))
    assert "线路改造的钱下半年才到。" in text
    assert "days left" in text


def test_the_list_is_narrowed_and_says_when_it_is_empty(cast: Cast, client: Client) -> None:
    assert "No problem has been made public yet." in read(client, "/news/problems/")
    published(cast, in_hand(cast))
    assert "三组路灯不亮" in read(client, "/news/problems/?standing=work&unit=shangqing")
    assert "三组路灯不亮" not in read(client, "/news/problems/?standing=right")
    assert "三组路灯不亮" in read(client, "/news/problems/?standing=nonsense&page=x")


def test_no_name_stands_on_any_page_of_news(cast: Cast, client: Client) -> None:
    """The office's own words name a resident; so do the words of those who confirmed."""
    campaign = a_campaign(cast)
    secret = f"{PLANTED}家门口，139 0000 1234"
    problem = a_problem(cast, statement=secret, title=f"{PLANTED}反映路灯")
    done = put_right(cast, problem, outcome=f"{PLANTED}说亮了")
    published(cast, done)
    unread = put_right(cast, a_problem(cast, statement=secret, title=secret))
    assert PLANTED in done.statement + unread.statement
    public_story(cast, campaign, told=told(problem=done))
    issued(cast, a_bulletin(cast, campaign))
    for address in everything(campaign):
        page = read(client, address)
        for name in (PLANTED, "139 0000", *PEOPLE.values(), "log-in-"):
            assert name not in page, (address, name)


def test_a_problem_in_which_somebody_is_accused_is_counted_and_read_nowhere(
    cast: Cast, client: Client
) -> None:
    campaign = a_campaign(cast)
    before = {code: count(code, Scope.so_far(campaign, TODAY)) for code in COUNTABLE}
    voice = a_message(cast, accused=cast.village)
    hidden = a_problem(cast, voices=[voice], title="账目不清")
    listed(cast, hidden, lead_unit=cast.town, responsible=cast.leader)
    assert {code: count(code, Scope.so_far(campaign, TODAY)) for code in COUNTABLE} == before
    for address in everything(campaign):
        page = read(client, address)
        assert "账目不清" not in page
        assert hidden.number not in page


def test_what_is_withdrawn_vanishes_everywhere_at_once(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    made = published(cast, closed(cast), title="渡口的电线杆")
    story = public_story(cast, campaign, told=told(title="渡口不怕了"))
    bulletin = issued(cast, a_bulletin(cast, campaign, name="渡口简报"))
    figure = bulletin.figures.all()[0]
    assert "渡口的电线杆" in read(client, "/news/")
    withdraw_bulletin(bulletin=bulletin, why="写错了", actor=cast.clerk, now=LATER)
    withdraw_story(story=story, why="写错了", actor=cast.clerk, now=LATER)
    withdraw_publication(publication=made, why="写错了", actor=cast.clerk, now=LATER)
    for address in everything(campaign):
        page = read(client, address)
        for words in ("渡口的电线杆", "渡口不怕了", "渡口简报", "写错了"):
            assert words not in page, (address, words)
    for gone in (
        f"/news/problems/{made.pk}/",
        f"/news/stories/{story.pk}/",
        f"/news/bulletins/{bulletin.pk}/",
        f"/news/bulletins/{bulletin.pk}/bulletin.pdf",
        f"/news/figures/{figure.pk}/",
    ):
        assert client.get(gone).status_code == 404, gone


def test_a_bulletin_does_not_go_on_quoting_what_was_withdrawn(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    made = published(cast, closed(cast), title="渡口的电线杆")
    view = told(residents_view="小孩够不到了。", agreed_on=TODAY, agreed_how="当面")
    story = public_story(cast, campaign, told=view)
    bulletin = issued(cast, a_bulletin(cast, campaign))
    address = f"/news/bulletins/{bulletin.pk}/"
    before = text_of_pdf(client, address)
    for words in ("渡口的电线杆", "小孩够不到了"):
        assert words in read(client, address)
        assert words in before
    withdraw_publication(publication=made, why="写错了", actor=cast.clerk, now=LATER)
    withdraw_story(story=story, why="写错了", actor=cast.clerk, now=LATER)
    after = text_of_pdf(client, address)
    for words in ("渡口的电线杆", "小孩够不到了", "路口亮了"):
        assert words not in read(client, address)
        assert words not in after


def text_of_pdf(client: Client, address: str) -> str:
    return paper(client.get(f"{address}bulletin.pdf").content).replace(" ", "")


def test_a_draft_is_read_by_nobody(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    story = a_story(cast, campaign)
    bulletin = a_bulletin(cast, campaign)
    for address in (
        f"/news/stories/{story.pk}/",
        f"/news/bulletins/{bulletin.pk}/",
        f"/news/bulletins/{bulletin.pk}/bulletin.pdf",
        f"/news/figures/{bulletin.figures.all()[0].pk}/",
    ):
        assert client.get(address).status_code == 404, address
    assert "路口亮了" not in read(client, "/news/stories/")


def test_each_number_of_the_progress_page_leads_to_as_many_things(
    cast: Cast, client: Client
) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    not_now(cast)
    reopened(cast)
    page = read(client, f"/news/campaigns/{campaign.pk}/")
    links = re.findall(r'<dd><a href="(/news/campaigns/\d+/(\w+)/)">([^<]+)</a></dd>', page)
    assert {code for _address, code, _number in links} == set(SHOWN)
    for address, code, number in links:
        behind = client.get(address, headers={"accept-language": "en"})
        if COUNTABLE[code].of_people:
            assert number == "fewer than 10"
        else:
            assert len(behind.context["things"]) == int(number), code
    counted = {code: number for _address, code, number in links}
    assert counted["problems_on_list"] == "3"
    assert counted["problems_put_right"] == "1"
    assert counted["problems_not_now"] == "1"
    assert counted["problems_reopened"] == "1"


def test_whatever_is_counted_is_listed_one_by_one(cast: Cast, client: Client) -> None:
    """Promises, projects, sessions, consultations, points, places: as many as the number says."""
    campaign = a_campaign(cast)
    promise = judged(cast)
    a_finished_project(cast)
    hold_a_session(cast)
    a_finding(cast)
    asked.told(cast)
    public_story(cast, campaign, told=told(promise=promise))
    filled = set()
    with time_machine.travel(LATER + timedelta(days=40), tick=False):
        for code, known in COUNTABLE.items():
            if known.of_people:
                continue
            answer = client.get(f"/news/campaigns/{known_campaign(code, campaign)}/{code}/")
            assert len(answer.context["things"]) == answer.context["page"].paginator.count
            if answer.context["things"]:
                filled.add(known.thing)
        assert filled >= {
            "promise",
            "project",
            "session",
            "line",
            "stop",
            "finding",
            "consultation",
        }
    story = read(client, f"/news/stories/{Story.objects.get().pk}/")
    assert f"/promises/{promise.pk}/" in story


def known_campaign(code: str, campaign: Campaign) -> int:
    """Consultations stand in a campaign of their own in these tests."""
    if code in ("consultations", "points_answered", "points_adopted"):
        return Consultation.objects.get().campaign_id
    return campaign.pk


def test_a_figure_of_a_bulletin_says_what_it_was_and_what_it_is_now(
    cast: Cast, client: Client
) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    bulletin = issued(cast, a_bulletin(cast, campaign))
    page = read(client, f"/news/bulletins/{bulletin.pk}/")
    links = re.findall(r'<a href="(/news/figures/\d+/)">(\d+)</a>', page)
    assert len({address for address, _ in links}) == bulletin.figures.count() > 2
    figure = bulletin.figures.get(query="problems_listed")
    address = f"/news/figures/{figure.pk}/"
    assert "it was 1, and so it is now" in text_of(read(client, address))
    listed(cast)
    text = text_of(read(client, address))
    assert "it was 1. Now it is 2." in text


def test_the_paper_bulletin_is_a_pdf(cast: Cast, client: Client) -> None:
    bulletin = issued(cast)
    answer = client.get(f"/news/bulletins/{bulletin.pk}/bulletin.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_messages_are_told_by_whole_months_from_ten_on(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    messages(cast, 12, LATER - timedelta(days=25))
    messages(cast, 4, LATER - timedelta(days=50))
    release_messages(now=LATER, limit=100)
    text = text_of(read(client, f"/news/campaigns/{campaign.pk}/messages/"))
    assert "Feb 2026 12" in text
    assert "Jan 2026 not shown" in text
    assert " 4 " not in text


def test_the_feed_is_atom_with_ids_that_stay(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    made = published(cast, closed(cast), title="路灯\x08不亮")
    story = public_story(cast, campaign)
    bulletin = issued(cast, a_bulletin(cast, campaign))
    answer = client.get("/news/feed.xml")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)  # noqa: S314  (our own)
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{needed}") is not None
    entries = feed.findall(f"{ATOM}entry")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert ids == {one.uid.urn for one in (made, story, bulletin)}
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated")
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert client.get(link.attrib["href"]).status_code == 200
    assert client.get("/news/feed.xml", headers={"host": "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_light_and_have_no_inline_code(cast: Cast, client: Client, language: str) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    public_story(cast, campaign)
    issued(cast, a_bulletin(cast, campaign))
    for address in everything(campaign):
        page = read(client, address, language)
        if page.startswith("<!DOCTYPE"):
            assert len(page.encode()) < 60_000, address
            assert inline_code(page) == [], address


@pytest.mark.parametrize(
    "address",
    [
        "/news/problems/999/",
        "/news/stories/999/",
        "/news/bulletins/999/",
        "/news/figures/999/",
        "/news/campaigns/999/",
        "/news/data/nothing.csv",
        "/news/data/problems.xlsx",
        "/news/data/..%2F..%2Fqunce.sqlite3",
        "/news/data/problems%00.csv",
        "/news/data/csv",
    ],
)
def test_what_is_not_there_is_not_found(cast: Cast, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["page=999", "page=-1", "page=x", "standing=%00&unit=%00", "unit=a%27"]
)
def test_odd_questions_get_a_page(cast: Cast, client: Client, query: str) -> None:
    published(cast)
    campaign = a_campaign(cast)
    for address in (
        *("/news/problems/", "/news/stories/", "/news/bulletins/"),
        f"/news/campaigns/{campaign.pk}/problems_listed/",
    ):
        assert client.get(f"{address}?{query}").status_code == 200, address
    assert client.get(f"/news/campaigns/{campaign.pk}/nothing/").status_code == 404


def test_lists_cost_the_same_for_one_and_for_three(cast: Cast, client: Client) -> None:
    campaign = a_campaign(cast)
    lists = {
        "/news/": 10,
        "/news/problems/": 3,
        "/news/stories/": 3,
        "/news/bulletins/": 3,
        "/news/feed.xml": 3,
        f"/news/campaigns/{campaign.pk}/problems_on_list/": 4,
        f"/news/campaigns/{campaign.pk}/": 40,
    }

    def more() -> None:
        published(cast, closed(cast))
        public_story(cast, campaign)
        issued(cast, a_bulletin(cast, campaign))

    def cost() -> dict[str, int]:
        return {one: len(statements(lambda one=one: client.get(one))) for one in lists}

    more()
    client.get("/news/")
    first = cost()
    more()
    more()
    assert cost() == first
    for address, most in lists.items():
        assert first[address] <= most, (address, first[address])

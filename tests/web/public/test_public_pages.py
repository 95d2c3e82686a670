"""What everybody may read, what it costs, and that no person stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from builders import a_campaign, a_draft, a_line, settled, statements
from cast import NOW, PEOPLE, Cast
from qunce.domain.campaigns.actions import adopt
from qunce.domain.campaigns.models import Campaign
from qunce.domain.gates.states import GateKind
from qunce.domain.record.keys import PublicKey
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import verify_receipt
from web.office.directives import of_duties

ADDRESSES = (
    "/",
    "/campaigns/{pk}/",
    "/campaigns/{pk}/actions/",
    "/campaigns/{pk}/directive/",
    "/campaigns/{pk}/units/",
    "/campaigns/{pk}/units/shangqing/",
    "/record/",
    "/record/5/",
    "/record/5/receipt.json",
    "/record/head.json",
    "/record/key",
)

COSTS = {
    "/": 4,  # number of campaigns, campaigns with unit, what is asked, what is judged
    # campaign, stages, documents, aims, rounds going on, due days, actions, owners, number
    "/campaigns/{pk}/": 9,
    "/campaigns/{pk}/actions/": 4,  # campaign, number, actions, owners
    "/campaigns/{pk}/directive/": 3,  # campaign with draft, repairs, spans
    "/campaigns/{pk}/units/": 4,  # campaign, number, units, what they owe
    "/campaigns/{pk}/units/shangqing/": 4,  # campaign, unit, number, duties
    "/record/": 2,  # number, entries
    "/record/5/": 1,  # entry
    "/record/5/receipt.json": 3,  # entry, state of the tree, leaf hashes
    "/record/head.json": 2,  # entry, state of the tree
    "/record/key": 2,  # entry, state of the tree
}


def campaign_of(cast: Cast, duties: int) -> Campaign:
    draft = settled(cast, a_draft(cast, text=of_duties(duties), template="three-stage-2009"))
    a_line(cast, draft, "路灯都亮着")
    return adopt(draft=draft, actor=cast.clerk, now=NOW)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_cost_the_same_for_three_and_three_hundred_actions(cast: Cast, address: str) -> None:
    for count in (3, 300):
        url = address.format(pk=campaign_of(cast, count).pk)
        sent = statements(lambda url=url: Client().get(url))  # type: ignore[misc]
        assert len(sent) == COSTS[address] <= 12, "\n".join(sent)


@pytest.mark.parametrize("address", ADDRESSES)
def test_posts_are_named_and_persons_never(cast: Cast, address: str) -> None:
    campaign = campaign_of(cast, 3)
    answer = Client().get(address.format(pk=campaign.pk))
    assert answer.status_code == 200
    page = answer.content.decode()
    if address.endswith("shangqing/"):
        assert "党支部书记" in page, "there is something that could leak"
    for who, name in PEOPLE.items():
        assert name not in page
        assert f"log-in-{who}" not in page


def test_the_campaign_says_what_when_who_and_where_one_is_asked(cast: Cast) -> None:
    page = Client().get(f"/campaigns/{campaign_of(cast, 30).pk}/")
    assert [one.place.gate.kind for one in page.context["gates"]] == list(GateKind.values)
    for shown in page.context["gates"]:
        assert shown.place.documents
        assert shown.without_phone
        assert shown.shape == "todo"
    days = [event.on for event, _when in page.context["events"]]
    assert days == sorted(days)
    whats = {event.what for event, _when in page.context["events"]}
    assert whats == {"begins", "stage", "ask", "document", "due", "ends"}
    assert len(page.context["actions"]) == 6
    assert page.context["total"] > 30
    text = page.content.decode()
    assert 'lang="zh-CN"' in text
    assert "/actions/" in text


def test_a_branch_sees_its_own_duties_next_first(cast: Cast) -> None:
    campaign = campaign_of(cast, 60)
    address = f"/campaigns/{campaign.pk}/units/shangqing/"
    first, second = Client().get(address), Client().get(address + "?page=2")
    duties = [*first.context["page"], *second.context["page"]]
    assert len(duties) > 60
    assert {duty.unit_id for duty in duties} == {cast.village.pk}
    ahead = [duty.due_on for duty in duties if not duty.past]
    assert ahead == sorted(ahead)
    assert [duty.past for duty in duties] == sorted(duty.past for duty in duties)


def test_a_unit_where_nobody_answers_says_so(cast: Cast) -> None:
    campaign = campaign_of(cast, 3)
    page = Client().get(f"/campaigns/{campaign.pk}/units/dongling/", HTTP_ACCEPT_LANGUAGE="en")
    assert "no post answers yet" in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/campaigns/999/",
        "/campaigns/{pk}/units/baishi/",
        "/campaigns/{pk}/units/nowhere/",
        "/record/999999/",
        "/record/999999/receipt.json",
    ],
)
def test_what_is_not_there(cast: Cast, address: str) -> None:
    assert Client().get(address.format(pk=campaign_of(cast, 3).pk)).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "secretary", "viewer", "leader", "clerk"])
def test_everybody_reads_the_same_and_only_the_office_is_led_to_the_rules(
    cast: Cast, settings: Any, who: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    campaign = campaign_of(cast, 3)
    client = Client()
    client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    for address in ADDRESSES:
        assert client.get(address.format(pk=campaign.pk)).status_code == 200
    page = client.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert ("/office/gates/" in page) is (who == "clerk")


def test_a_draft_is_not_public_before_it_is_adopted(cast: Cast) -> None:
    draft = a_draft(cast, text="不许外传的草稿标题\n各村要办好一件只在草稿里的事。\n")
    for address in ("/", "/record/"):
        assert "只在草稿里的事" not in Client().get(address).content.decode()
    assert Client().get(f"/campaigns/{draft.pk}/").status_code == 404


def test_empty_is_said_in_words(db: None) -> None:
    assert Client().get("/").status_code == 200
    assert Client().get("/record/").status_code == 200
    assert Client().get("/record/head.json").status_code == 404
    assert Client().get("/record/key").status_code == 404


def test_a_receipt_taken_home_holds_against_the_published_key(cast: Cast) -> None:
    a_campaign(cast)
    client = Client()
    key = PublicKey.read(client.get("/record/key").content.decode())
    for index in (0, 3, Entry.objects.count() - 1):
        receipt = json.loads(client.get(f"/record/{index}/receipt.json").content)
        assert verify_receipt(receipt, key) == []
        receipt["entry"] = receipt["entry"].replace("qunce.entry", "qunce.entrz")
        assert verify_receipt(receipt, key) != []
    head = json.loads(client.get("/record/head.json").content)
    assert head["head"]["size"] == Entry.objects.count()


def test_kinds_of_entries_are_words(cast: Cast) -> None:
    a_campaign(cast)
    page = Client().get("/record/", HTTP_ACCEPT_LANGUAGE="en")
    labels = [label for _entry, label in page.context["entries"]]
    assert "Campaign adopted" in labels
    assert not [label for label in labels if "." in label]

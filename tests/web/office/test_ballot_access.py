"""Who sees a ballot's pages, who only counts its paper, and what the pages cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ballots_made import AFTER, EAST, a_ballot, gate_of, opened, published, slips
from builders import a_campaign, statements
from cast import NOW, Cast
from qunce.domain.ballots.models import Ballot, Batch
from qunce.web.office.ballots.steps import OFFERS
from qunce.web.office.ballots.urls import urlpatterns
from web.office.ballot_pages import BALLOTS, SignIn, page_of, shown

LOOKS = ("secretary", "leader", "viewer", "first", "teacher")
NOBODY = ("", "outsider")


@pytest.fixture(autouse=True)
def the_morning_after(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path
    with time_machine.travel(AFTER, tick=False):
        yield


def every_address(ballot: Ballot, batch: Batch) -> dict[str, str]:
    """Each address below the ballots, by its name."""
    given: dict[str, dict[str, Any]] = {
        "ballots": {},
        "ballot_new": {"pk": ballot.gate_id},
        "ballot_slip_file": {"pk": ballot.pk, "name": "01-1-001.pdf"},
        "ballot_batch": {"pk": ballot.pk, "batch_pk": batch.pk},
        "ballot_batch_undo": {"pk": ballot.pk, "batch_pk": batch.pk},
        "ballot_look": {"pk": ballot.pk, "batch_pk": batch.pk},
        "ballot_recount_batch": {"pk": ballot.pk, "batch_pk": batch.pk},
        "ballot_key": {"pk": ballot.pk, "batch_pk": batch.pk, "number": 1},
        "ballot_act": {"pk": ballot.pk, "act": "close"},
    }
    names = [one.name for one in urlpatterns]
    return {
        name: reverse(f"office:{name}", kwargs=given.get(name, {"pk": ballot.pk})) for name in names
    }


def a_box(cast: Cast) -> tuple[Ballot, Batch]:
    town = opened(cast)
    town.open_box()
    town.stubs(*town.codes[EAST][:12])
    return town.ballot, town.batch(EAST, 12)


def test_for_outsiders_there_is_no_ballot(cast: Cast, as_: SignIn) -> None:
    ballot, batch = a_box(cast)
    for who in NOBODY:
        client = as_(who)
        for name, address in every_address(ballot, batch).items():
            for answer in (client.get(address), client.post(address, {})):
                if who == "":
                    assert "/accounts/login/" in answer["Location"], (name, who)
                elif name == "ballots":
                    assert ballot.title not in answer.content.decode()
                else:
                    assert answer.status_code in (404, 405), (name, who)


def test_only_the_office_changes_anything(cast: Cast, as_: SignIn) -> None:
    ballot, batch = a_box(cast)
    counting = {
        *("ballots", "ballot", "ballot_box", "ballot_batches", "ballot_batch", "ballot_key"),
        *("ballot_look", "ballot_recount", "ballot_recount_batch"),
    }
    for who in LOOKS:
        client = as_(who)
        own_town = who in ("leader", "first")
        for name, address in every_address(ballot, batch).items():
            status = client.get(address).status_code
            if name in ("ballots", "ballot"):
                assert status == 200, (name, who)
            elif own_town and name in counting:
                assert status in (200, 302), (name, who)
            else:
                assert status in (404, 405), (name, who)
        for act in OFFERS:
            assert client.post(page_of(ballot, f"steps/{act}/")).status_code == 404, (act, who)
    ballot.refresh_from_db()
    assert ballot.state == "counting"


def test_whoever_counts_is_led_to_the_batches(cast: Cast, as_: SignIn) -> None:
    ballot, _batch = a_box(cast)
    assert page_of(ballot, "batches/") in shown(as_("leader"), page_of(ballot))
    assert page_of(ballot, "batches/") not in shown(as_("secretary"), page_of(ballot))


def test_an_unknown_step_is_no_page(cast: Cast, as_: SignIn) -> None:
    ballot = a_ballot(cast)
    assert as_("clerk").get(page_of(ballot, "steps/everything/")).status_code == 404
    assert as_("clerk").get(page_of(ballot, "steps/close/")).status_code == 302


def test_a_gate_without_slips_has_no_ballot(cast: Cast, as_: SignIn) -> None:
    campaign = a_campaign(cast)
    plan = campaign.documents.get(gate__kind="plan").gate
    clerk = as_("clerk")
    assert clerk.get(f"{BALLOTS}gates/{plan.pk}/new/").status_code == 404
    verdict = gate_of(cast, campaign)
    assert clerk.get(f"{BALLOTS}gates/{verdict.pk}/new/").status_code == 200
    assert as_("outsider").get(f"{BALLOTS}gates/{verdict.pk}/new/").status_code == 404


def test_what_cannot_be_printed_is_told_and_kept(cast: Cast, as_: SignIn) -> None:
    gate = gate_of(cast, a_campaign(cast))
    sent = {
        "title": "",
        "items": "路灯\n路灯\n" + "很长" * 101,
        "overall": "",
        "scale": "own",
        "own_scale": "+ 好\n- 不好\n说不上",
        "opens_on": "2026-03-20",
        "closes_on": "2026-03-10",
        "low_line": "100",
    }
    answer = as_("clerk").post(f"{BALLOTS}gates/{gate.pk}/new/", sent)
    codes = {e.code for own in answer.context["form"].errors.as_data().values() for e in own}
    assert codes == {
        "ballot_without_title",
        "ballot_without_overall_mark",
        "ballot_item_too_long",
        "ballot_item_twice",
        "ballot_closes_before_it_opens",
        "low_line_no_percentage",
    }
    assert "路灯\n路灯" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_a_scale_of_ones_own_comes_back_as_it_was_written(cast: Cast, as_: SignIn) -> None:
    gate = gate_of(cast, a_campaign(cast))
    sent = {
        "title": "评一评",
        "items": "路灯",
        "overall": "总的",
        "scale": "own",
        "own_scale": "+ 好\n一般\n－ 不好",
        "opens_on": NOW.date().isoformat(),
        "closes_on": "2026-03-20",
    }
    clerk = as_("clerk")
    clerk.post(f"{BALLOTS}gates/{gate.pk}/new/", sent)
    ballot = Ballot.objects.get()
    assert [(one["label"], one["positive"]) for one in ballot.steps[:3]] == [
        ("好", True),
        ("一般", None),
        ("不好", False),
    ]
    page = shown(clerk, page_of(ballot, "questions/"))
    assert "+ 好\n一般\n- 不好" in page
    one_sided = {**sent, "own_scale": "好\n不好"}
    answer = clerk.post(page_of(ballot, "questions/"), one_sided)
    assert [e.code for e in answer.context["form"].errors.as_data()["scale"]] == [
        "scale_has_one_side"
    ]


def cost(client: Any, address: str) -> int:
    client.get(address)
    return len(statements(lambda: client.get(address)))


def test_pages_cost_the_same_for_one_and_for_three(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    campaign = a_campaign(cast)
    gate = gate_of(cast, campaign)
    one = a_ballot(cast, campaign, gate=gate)
    listed = cost(clerk, BALLOTS)
    for title in ("第二张", "第三张"):
        a_ballot(cast, campaign, gate=gate, title=title)
    assert cost(clerk, BALLOTS) == listed <= 12
    assert cost(clerk, page_of(one)) <= 12


def test_the_counting_pages_cost_at_most_twelve(cast: Cast, as_: SignIn) -> None:
    town = opened(cast)
    town.open_box()
    town.stubs(*town.codes[EAST][:30])
    clerk = as_("clerk")
    town.settled(EAST, slips("satisfied", "satisfied", "satisfied", times=10), "一")
    costs = [cost(clerk, page_of(town.ballot, name)) for name in ("", "batches/", "box/")]
    for label in ("二", "三"):
        town.settled(EAST, slips("satisfied", "satisfied", "satisfied", times=10), label)
    again = [cost(clerk, page_of(town.ballot, name)) for name in ("", "batches/", "box/")]
    assert all(three <= one for one, three in zip(costs, again, strict=True))
    assert max(costs) <= 12


def test_a_published_page_costs_little(cast: Cast, as_: SignIn) -> None:
    town = published(cast)
    assert cost(as_("clerk"), page_of(town.ballot)) <= 20

"""Who may see and do what on the office's pages: every person at every address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from builders import a_draft, a_line, settled
from cast import Cast
from qunce.domain.campaigns.models import Campaign, Draft, DraftLine
from qunce.domain.gates.models import Gate
from qunce.domain.record.models import Entry
from web.office.directives import SPEECH

SignIn = Callable[[str], Client]

EVERYBODY = ("", "outsider", "secretary", "viewer", "leader")
"""All but the clerk, whose draft it is; the first is not signed in."""

READS = (
    "/office/directives/{draft}/",
    "/office/directives/{draft}/basics/",
    "/office/directives/{draft}/template/",
    "/office/directives/{draft}/check/",
    "/office/directives/{draft}/lines/add/",
    "/office/directives/{draft}/lines/{line}/",
    "/office/gates/{gate}/",
)
WRITES: dict[str, dict[str, Any]] = {
    "/office/directives/{draft}/basics/": {
        "title": "别人的题目",
        "starts_on": "2026-04-01",
        "ends_on": "2026-06-01",
    },
    "/office/directives/{draft}/template/": {"template": "three-stage-2009"},
    "/office/directives/{draft}/check/": {},
    "/office/directives/{draft}/set-aside/": {},
    "/office/directives/{draft}/repairs/": {},
    "/office/directives/{draft}/repairs/{repair}/": {"decision": "accepted"},
    "/office/directives/{draft}/lines/add/": {"kind": "goal", "text": "别人加的"},
    "/office/directives/{draft}/lines/{line}/": {"text": "别人改的"},
    "/office/directives/{draft}/lines/{line}/drop/": {},
    "/office/directives/{draft}/lines/{line}/restore/": {},
    "/office/gates/{gate}/": {
        "asks": "谁也不问",
        "at_least": 1,
        "days_open": 1,
        "ways": ["paper"],
        "passes_when": "随便",
        "seen_version": 1,
    },
}


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A draft with a line and a repair, and a gate of an adopted campaign, all the clerk's."""
    from builders import a_campaign

    campaign = a_campaign(cast)
    draft = settled(cast, a_draft(cast, text=SPEECH + "深化学习实践科学进展观活动。\n" * 3))
    line = a_line(cast, draft)
    repair = draft.repairs.first()
    assert repair is not None, "the matrix needs a repair"
    gate = Gate.objects.get(kind="plan", pk__in=campaign.documents.values("gate_id"))
    return {"draft": draft.pk, "line": line.pk, "repair": repair.pk, "gate": gate.pk}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", READS)
def test_a_draft_and_a_gate_are_shown_to_their_own_office_only(
    as_: SignIn, places: dict[str, int], who: str, address: str
) -> None:
    url = address.format(**places)
    assert as_("clerk").get(url).status_code == 200
    answer = as_(who).get(url)
    if who:
        assert answer.status_code == 404
        not_there = as_(who).get(address.format(**dict.fromkeys(places, 999_999)))
        assert not_there.status_code == 404
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", WRITES)
def test_nobody_else_writes(as_: SignIn, places: dict[str, int], who: str, address: str) -> None:
    size = Entry.objects.count()
    answer = as_(who).post(address.format(**places), WRITES[address])
    assert answer.status_code == (404 if who else 302)
    assert Entry.objects.count() == size
    draft = Draft.objects.get(pk=places["draft"])
    assert (draft.state, draft.title) == ("open", "学查改活动")
    assert not DraftLine.objects.get(pk=places["line"]).dropped


@pytest.mark.parametrize("address", WRITES)
def test_the_clerk_does_write(as_: SignIn, places: dict[str, int], address: str) -> None:
    size = Entry.objects.count()
    if address.endswith("restore/"):
        as_("clerk").post(address.format(**places).replace("restore", "drop"))
    answer = as_("clerk").post(address.format(**places), WRITES[address])
    assert answer.status_code == 302, answer.content.decode()
    assert Entry.objects.count() > size


@pytest.mark.parametrize("address", [one for one in WRITES if one not in READS])
def test_acts_are_not_done_by_looking(as_: SignIn, places: dict[str, int], address: str) -> None:
    assert as_("clerk").get(address.format(**places)).status_code == 405


def test_the_first_page_of_a_branch_is_its_week(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    page = as_("secretary").get("/office/")
    assert page.status_code == 200
    assert cast.village.name in page.content.decode()
    assert "office/week/week.html" in [one.name for one in page.templates]
    assert Campaign.objects.get().title not in page.content.decode(), "a week has no campaigns"


@pytest.mark.parametrize("who", ["outsider", "clerk", "viewer", "leader"])
def test_everybody_sees_their_own_work_and_only_theirs(
    as_: SignIn, cast: Cast, places: dict[str, int], who: str
) -> None:
    page = as_(who).get("/office/")
    assert page.status_code == 200
    drafts = list(page.context["drafts"])
    assert [draft.pk for draft in drafts] == ([places["draft"]] if who == "clerk" else [])
    seen = [campaign.pk for campaign in page.context["campaigns"]]
    assert seen == ([] if who == "outsider" else [Campaign.objects.get().pk])


@pytest.mark.parametrize("who", ["", "secretary", "viewer", "leader"])
def test_only_a_campaign_office_gives_directives(as_: SignIn, cast: Cast, who: str) -> None:
    size = Entry.objects.count()
    given = {"text": SPEECH, "template": "learn-check-fix"}
    for answer in (
        as_(who).get("/office/directives/new/"),
        as_(who).post("/office/directives/new/", given),
    ):
        assert answer.status_code == (403 if who else 302)
        if who:
            assert [one.code for one in answer.context["reasons"]] == ["not_campaign_office"]
    assert Entry.objects.count() == size


def test_an_outsider_gives_directives_of_their_own_town_only(as_: SignIn, cast: Cast) -> None:
    given = {"text": SPEECH, "template": "learn-check-fix"}
    answer = as_("outsider").post("/office/directives/new/", given)
    draft = Draft.objects.get()
    assert answer["Location"] == f"/office/directives/{draft.pk}/"
    assert draft.unit_id == cast.other_town.pk
    assert as_("clerk").get(answer["Location"]).status_code == 404


def test_an_address_with_a_number_no_database_holds(as_: SignIn, cast: Cast) -> None:
    for address in ("/office/directives/{}/", "/office/gates/{}/", "/campaigns/{}/", "/record/{}/"):
        assert as_("clerk").get(address.format(10**30)).status_code == 404

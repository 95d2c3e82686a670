"""The desk of a campaign: who sees it, what it says, and what is refused in the same words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from breaking import changed
from builders import a_campaign, kinds_since, statements
from campaign_directives import REWRITTEN
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from gates_made import (
    REASON,
    a_check,
    a_post,
    a_round,
    in_state,
    not_passed,
    on,
    overridden,
    passed,
)
from qunce.domain.accounts.actions import add_staff, appoint
from qunce.domain.accounts.models import User
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.actions import write_document
from qunce.domain.campaigns.models import Campaign
from qunce.domain.campaigns.queries import waiting_for_checks
from qunce.domain.gates.models import Asking, DocumentCheck, Gate
from qunce.domain.gates.rules import checks_documents
from qunce.domain.gates.states import GateState
from qunce.domain.organisations.models import Unit
from qunce.domain.record import Ref
from qunce.domain.record.models import Entry

SignIn = Callable[[str], Client]

WORDS = "一、路灯十二盏，四月底前修好。"
EVERYBODY = ("", "clerk", "outsider", "secretary", "viewer", "leader", "guide", "chief")
"""The five, the town's guidance group, the county's first responsible person, and nobody."""

OFFICE, CHECKERS, CHIEF = {"clerk"}, {"guide", "chief"}, {"chief"}
READS = {
    "/office/campaigns/{campaign}/": OFFICE,
    "/office/documents/{document}/": OFFICE,
    "/office/askings/{asking}/extend/": OFFICE,
    "/office/askings/{asking}/break-off/": OFFICE,
    "/office/askings/{asking}/checks/": CHECKERS,
    "/office/gates/{gate}/override/": CHIEF,
}
WRITES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "/office/documents/{document}/": (OFFICE, {"text": "别人写的", "seen_version": 0}),
    "/office/documents/{open_document}/issue/": (OFFICE, {"seen_version": 1}),
    "/office/stages/{stage}/begin/": (OFFICE, {}),
    "/office/askings/{asking}/extend/": (OFFICE, {"closes_on": "2027-12-31"}),
    "/office/askings/{asking}/break-off/": (OFFICE, {"why": "别人说要停下来"}),
    "/office/askings/{asking}/checks/": (
        CHECKERS,
        {"code": "real", "holds": "yes", "reason": "别人说是实的"},
    ),
    "/office/gates/{gate}/override/": (CHIEF, {"reason": "别人说不必问了"}),
}


@pytest.fixture
def as_(cast: Cast, as_: SignIn, settings: Any) -> SignIn:
    """Also ``guide`` and ``chief``, who hold their posts as the five do."""
    for who, unit, role in (
        ("guide", cast.town, "guidance"),
        ("chief", cast.county, "first_responsible"),
    ):
        user = add_staff(username=f"log-in-{who}", name=f"姓名{who}", password=None, now=NOW)
        appoint(post=a_post(unit, role), user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)

    def sign_in(who: str) -> Client:
        if who not in ("guide", "chief"):
            return as_(who)
        client = Client()
        user = User.objects.get(username=f"log-in-{who}")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


@pytest.fixture
def made(cast: Cast) -> Campaign:
    return a_campaign(cast, text=REWRITTEN, template="three-stage-2009")


def gate_of(made: Campaign, kind: str = "plan") -> Gate:
    return made.documents.select_related("gate__unit").get(gate__kind=kind).gate


@pytest.fixture
def places(cast: Cast, made: Campaign) -> dict[str, int]:
    """An asking at the report's gate about something without pages; the plan may be issued."""
    plan = made.documents.select_related("gate").get(kind="plan")
    write_document(document=plan, text=WORDS, seen_version=0, actor=cast.clerk, now=NOW)
    passed(cast, plan.gate)
    asking = a_round(
        cast,
        gate_of(made, "report"),
        what=Ref("assembly", "1", "分析检查报告"),
        closes_on=TODAY + timedelta(days=600),
    )
    return {
        "campaign": made.pk,
        "document": made.documents.get(kind="remedy").pk,
        "open_document": plan.pk,
        "stage": made.stages.get(code="learn").pk,
        "asking": asking.pk,
        "gate": gate_of(made, "remedy").pk,
    }


# --- who may


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", READS)
def test_each_page_is_for_those_whose_work_it_is(
    as_: SignIn, places: dict[str, int], address: str, who: str
) -> None:
    answer = as_(who).get(address.format(**places))
    if not who:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
        return
    assert answer.status_code == (200 if who in READS[address] else 404)
    not_there = as_(who).get(address.format(**dict.fromkeys(places, 999_999)))
    assert not_there.status_code == 404
    too_large = as_(who).get(address.format(**dict.fromkeys(places, 10**30)))
    assert too_large.status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", WRITES)
def test_each_act_is_done_by_those_whose_work_it_is(
    as_: SignIn, cast: Cast, made: Campaign, places: dict[str, int], address: str, who: str
) -> None:
    may, given = WRITES[address]
    before, size = everything(made), Entry.objects.count()
    answer = as_(who).post(address.format(**places), given)
    if who in may:
        assert answer.status_code == 302, answer.content.decode()
        assert everything(made) != before
        return
    assert answer.status_code == (404 if who else 302)
    assert (everything(made), kinds_since(size)) == (before, [])


def everything(made: Campaign) -> list[Any]:
    return [
        list(made.documents.values_list("text", "state")),
        list(made.stages.values_list("begun_at")),
        list(Gate.objects.order_by("pk").values_list("state")),
        list(Asking.objects.values_list("state", "closes_on")),
        list(DocumentCheck.objects.values_list("code")),
    ]


@pytest.mark.parametrize(
    "address", ["/office/documents/{document}/issue/", "/office/stages/{stage}/begin/"]
)
def test_acts_are_not_done_by_looking(as_: SignIn, places: dict[str, int], address: str) -> None:
    assert as_("clerk").get(address.format(**places)).status_code == 405


@pytest.mark.parametrize("unit", ["county", "town", "village", "other_town", "other_village"])
@pytest.mark.parametrize("role", PostRole.values)
def test_the_list_of_rounds_to_check_agrees_with_the_rule(
    cast: Cast, made: Campaign, unit: str, role: str
) -> None:
    asking = a_round(cast, gate_of(made, "report"))
    post = a_post(getattr(cast, unit), role)
    listed = Asking.objects.to_check_by(post).filter(pk=asking.pk).exists()
    assert listed is checks_documents(asking.gate, post)


# --- the desk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("state", GateState.values)
def test_the_desk_says_of_each_gate_what_comes_next(
    as_: SignIn, cast: Cast, made: Campaign, state: str, language: str
) -> None:
    in_state(cast, gate_of(made), state)
    answer = as_("clerk").get(f"/office/campaigns/{made.pk}/", HTTP_ACCEPT_LANGUAGE=language)
    gates = answer.context["gates"]
    assert [one.gate.kind for one in gates] == ["plan", "problems", "report", "remedy", "verdict"]
    assert gates[0].sentence
    leads = [way.address for way in gates[0].ways]
    plan = made.documents.get(kind="plan").pk
    wanted = {
        "waiting": f"/office/consultations/gates/{gates[0].gate.pk}/new/",
        "asking": "/office/consultations/7/",
        "passed": f"/office/documents/{plan}/",
        "not_passed": f"/office/consultations/gates/{gates[0].gate.pk}/new/",
        "overridden": f"/office/documents/{plan}/",
    }
    assert leads == [wanted[state]]
    assert (gates[0].missing != []) is (state == "not_passed")
    primary = [way for one in gates for way in one.ways if way.primary]
    assert len(primary) == 1
    assert answer.content.decode().count("button primary") == 1


def test_a_grey_button_has_the_reasons_with_which_the_act_would_refuse(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    clerk = as_("clerk")
    stage = made.stages.get(code="analyse")
    page = clerk.get(f"/office/campaigns/{made.pk}/", HTTP_ACCEPT_LANGUAGE="en")
    (shown,) = [
        one for gate in page.context["gates"] for one in gate.stages if one.stage.pk == stage.pk
    ]
    told = [reason.code for reason in shown.reasons]
    assert told == ["gate_not_passed", "stage_before_has_not_begun"]
    size = Entry.objects.count()
    after = clerk.post(f"/office/stages/{stage.pk}/begin/", follow=True)
    assert [one.extra_tags for one in after.context["messages"]] == told
    assert kinds_since(size) == []


def test_a_stage_without_a_gate_begins_from_the_desk(as_: SignIn, made: Campaign) -> None:
    stage = made.stages.get(code="learn")
    size = Entry.objects.count()
    answer = as_("clerk").post(f"/office/stages/{stage.pk}/begin/")
    assert answer["Location"] == f"/office/campaigns/{made.pk}/#stages"
    assert kinds_since(size) == ["stage.begun"]


def rounds_of(cast: Cast, made: Campaign, count: int) -> None:
    gate, begins = gate_of(made, "report"), TODAY
    for _number in range(count):
        gate.refresh_from_db()
        closes = begins + timedelta(days=gate.days_open - 1)
        not_passed(cast, gate, opens_on=begins, closes_on=closes, now=on(begins))
        begins = closes + timedelta(days=1)


# session, user, posts held, campaign, documents, stages, rounds, checks
DESK = 8


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_round_and_three(
    as_: SignIn, cast: Cast, made: Campaign, count: int
) -> None:
    rounds_of(cast, made, count)
    clerk = as_("clerk")
    sent = statements(lambda: clerk.get(f"/office/campaigns/{made.pk}/"))
    assert len(sent) == DESK <= 12, "\n".join(sent)


# --- writing and issuing


def test_a_document_is_written_looked_at_and_issued(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    clerk, plan = as_("clerk"), made.documents.select_related("gate").get(kind="plan")
    address = f"/office/documents/{plan.pk}/"
    answer = clerk.post(address, {"text": "第一段\r\n\r\n第二段", "seen_version": 0})
    assert answer["Location"] == address
    page = clerk.get(address)
    assert page.context["paragraphs"] == ["第一段", "第二段"]
    assert [reason.code for reason in page.context["reasons"]] == ["gate_not_passed"]
    refused = clerk.post(f"{address}issue/", {"seen_version": 1}, follow=True)
    assert [one.extra_tags for one in refused.context["messages"]] == ["gate_not_passed"]
    passed(cast, plan.gate)
    issued = clerk.post(f"{address}issue/", {"seen_version": 1})
    assert issued["Location"] == f"/campaigns/{made.pk}/documents/plan/"
    plan.refresh_from_db()
    assert (plan.state, plan.text) == ("issued", "第一段\n\n第二段")
    assert clerk.get(address).context["issued"]
    again = clerk.post(address, {"text": "改", "seen_version": 1})
    assert [one.code for one in again.context["form"].errors.as_data()["__all__"]] == [
        "document_is_issued"
    ]


def test_who_writes_over_a_colleague_is_told_and_keeps_what_was_typed(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    plan = made.documents.get(kind="plan")
    write_document(document=plan, text="同事写的", seen_version=0, actor=cast.clerk, now=NOW)
    answer = as_("clerk").post(
        f"/office/documents/{plan.pk}/", {"text": "我写的", "seen_version": 0}
    )
    assert [one.code for one in answer.context["form"].errors.as_data()["text"]] == [
        "document_changed_meanwhile"
    ]
    assert "我写的" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.text == "同事写的"


BAD = ["", "x", "-1", "９", "1" * 400, "\x00", "1.5"]


@pytest.mark.parametrize("version", BAD)
def test_a_version_that_is_none_changes_nothing(as_: SignIn, made: Campaign, version: str) -> None:
    plan = made.documents.get(kind="plan")
    for address in (f"/office/documents/{plan.pk}/", f"/office/documents/{plan.pk}/issue/"):
        answer = as_("clerk").post(address, {"text": "字", "seen_version": version})
        assert answer.status_code in (200, 302)
    plan.refresh_from_db()
    assert (plan.text, plan.state, plan.version) == ("", "not_issued", 0)


@pytest.mark.parametrize("text", ["字" * 60_001, "方\x00案"], ids=["too long", "nul"])
def test_a_wording_that_cannot_be_kept_is_refused_in_words(
    as_: SignIn, made: Campaign, text: str
) -> None:
    plan = made.documents.get(kind="plan")
    answer = as_("clerk").post(f"/office/documents/{plan.pk}/", {"text": text, "seen_version": 0})
    assert answer.status_code == 200
    assert answer.context["form"].errors["text"]


# --- the four checks


def test_the_guidance_group_finds_on_its_first_page_what_waits_for_it(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    guide = as_("guide")
    a_round(cast, gate_of(made, "plan"))
    assert guide.get("/office/").context["checks_waiting"] == []
    asking = a_round(cast, gate_of(made, "report"))
    (one,) = guide.get("/office/").context["checks_waiting"]
    assert (one.asking, one.campaign, one.left) == (asking, made, 4)
    for code in ("widely", "accurate", "clear"):
        guide.post(
            f"/office/askings/{asking.pk}/checks/",
            {"code": code, "holds": "yes", "reason": "看了记录，问了五户"},
        )
    (one,) = guide.get("/office/").context["checks_waiting"]
    assert one.left == 1
    a_check(cast, asking, "real", holds=False)
    assert guide.get("/office/").context["checks_waiting"] == []
    assert waiting_for_checks(cast.clerk) == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"code": "real", "holds": "yes", "reason": ""}, "reason_says_nothing"),
        ({"code": "real", "holds": "", "reason": "看了记录，问了五户"}, "required"),
        ({"code": "real", "holds": "perhaps", "reason": "看了记录，问了五户"}, "invalid_choice"),
        ({"code": "", "holds": "yes", "reason": "看了记录，问了五户"}, "required"),
        ({"code": "beautiful", "holds": "yes", "reason": "看了记录，问了五户"}, "check_unknown"),
        ({"code": "real", "holds": "yes", "reason": "看" * 601}, "reason_too_long"),
        ({"code": "real", "holds": "yes", "reason": "看了\x00记录，问了五户"}, "reason_has_nul"),
        ({}, "required"),
    ],
)
def test_a_check_is_refused_in_words(
    as_: SignIn, places: dict[str, int], given: dict[str, str], wrong: str
) -> None:
    answer = as_("guide").post(f"/office/askings/{places['asking']}/checks/", given)
    assert answer.status_code == 200
    errors = answer.context["bound"].errors.as_data()
    assert wrong in {one.code for found in errors.values() for one in found}
    assert DocumentCheck.objects.count() == 0
    assert 'role="alert"' in answer.content.decode()


def test_a_check_made_meanwhile_is_refused_and_shown(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    a_check(cast, Asking.objects.get(pk=places["asking"]), "real", holds=False)
    address = f"/office/askings/{places['asking']}/checks/"
    answer = as_("chief").post(
        address, {"code": "real", "holds": "yes", "reason": "我看是实的，都看了"}
    )
    errors = answer.context["bound"].errors.as_data()
    assert [one.code for one in errors["__all__"]] == ["check_made_already"]
    assert DocumentCheck.objects.get().holds is False


# --- more days, giving up


@pytest.mark.parametrize(
    ("closes_on", "wrong"),
    [("", "required"), ("2026-02-30", "invalid"), ("2026-03-03", "asking_only_gets_longer")],
)
def test_a_last_day_that_cannot_be_is_refused_in_words(
    as_: SignIn, places: dict[str, int], closes_on: str, wrong: str
) -> None:
    answer = as_("clerk").post(
        f"/office/askings/{places['asking']}/extend/", {"closes_on": closes_on}
    )
    errors = answer.context["form"].errors.as_data()["closes_on"]
    assert wrong in [one.code for one in errors]


@pytest.mark.parametrize("act", ["extend", "break-off"])
def test_what_has_a_page_of_its_own_is_ended_there(
    as_: SignIn, cast: Cast, made: Campaign, act: str
) -> None:
    asking = a_round(cast, gate_of(made))
    answer = as_("clerk").get(f"/office/askings/{asking.pk}/{act}/")
    assert answer["Location"] == "/office/consultations/7/"


@pytest.mark.parametrize("act", ["extend", "break-off"])
def test_a_round_that_is_over_says_so(as_: SignIn, places: dict[str, int], act: str) -> None:
    changed(Asking.objects.get(pk=places["asking"]), state="not_passed", settled_at=NOW)
    page = as_("clerk").get(f"/office/askings/{places['asking']}/{act}/")
    assert [reason.code for reason in page.context["reasons"]] == ["asking_is_over"]


# --- the rule


def test_the_rule_says_what_must_be_shown_besides(as_: SignIn, cast: Cast, made: Campaign) -> None:
    gate = gate_of(made, "report")
    page = as_("clerk").get(f"/office/gates/{gate.pk}/")
    assert page.context["form"].initial["needs"] == ["questions_answered", "four_checks"]
    given = {
        "asks": gate.asks,
        "at_least": 40,
        "days_open": 7,
        "ways": ["paper"],
        "passes_when": gate.passes_when,
        "needs": ["four_checks", "published"],
        "share_at_least": "60",
        "seen_version": 1,
    }
    wrong = as_("clerk").post(f"/office/gates/{gate.pk}/", {**given, "share_at_least": "101"})
    assert [one.code for one in wrong.context["form"].errors.as_data()["share_at_least"]] == [
        "gate_share_impossible"
    ]
    assert as_("clerk").post(f"/office/gates/{gate.pk}/", given).status_code == 302
    gate.refresh_from_db()
    assert (gate.needs, gate.share_at_least, gate.rule_version) == (
        ["four_checks", "published"],
        60,
        2,
    )


# --- opening without the people


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("", "reason_says_nothing"),
        ("急", "reason_says_nothing"),
        ("急" * 1001, "reason_too_long"),
        ("情况\x00十分紧急", "reason_has_nul"),
    ],
)
def test_a_reason_that_says_nothing_opens_nothing(
    as_: SignIn, places: dict[str, int], reason: str, wrong: str
) -> None:
    answer = as_("chief").post(f"/office/gates/{places['gate']}/override/", {"reason": reason})
    errors = answer.context["form"].errors.as_data()["reason"]
    assert [one.code for one in errors] == [wrong]
    assert Gate.objects.get(pk=places["gate"]).state == "waiting"


def test_a_higher_post_is_warned_opens_the_gate_and_everybody_reads_it(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    chief, gate = as_("chief"), gate_of(made, "remedy")
    address = f"/office/gates/{gate.pk}/override/"
    assert address in chief.get(f"/campaigns/{made.pk}/gates/remedy/").content.decode()
    warned = chief.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Everybody will read that the people were not heard." in warned
    answer = chief.post(address, {"reason": REASON})
    assert answer["Location"] == f"/campaigns/{made.pk}/gates/remedy/"
    assert REASON in Client().get(answer["Location"]).content.decode()
    assert chief.get(address).context["is_open"]
    page = chief.get(f"/campaigns/{made.pk}/gates/remedy/").content.decode()
    assert address not in page


@pytest.mark.parametrize("who", ["", "clerk", "leader", "viewer", "outsider", "guide"])
def test_nobody_else_is_led_to_it(as_: SignIn, made: Campaign, who: str) -> None:
    page = as_(who).get(f"/campaigns/{made.pk}/gates/plan/").content.decode()
    assert "/override/" not in page


def test_the_county_sees_how_far_the_gates_below_are(
    as_: SignIn, cast: Cast, made: Campaign
) -> None:
    overridden(cast, gate_of(made))
    (one,) = as_("chief").get("/office/").context["gates_below"]
    assert one.campaign == made
    assert [gate.state for gate in one.gates] == ["overridden"] + ["waiting"] * 4
    for who in ("clerk", "leader", "viewer", "outsider", "guide"):
        assert as_(who).get("/office/").context["gates_below"] == []


@pytest.mark.parametrize("who", ["clerk", "outsider", "leader", "guide", "chief"])
def test_the_desk_is_on_the_first_page_of_its_own_office(
    as_: SignIn, made: Campaign, who: str
) -> None:
    desks = list(as_(who).get("/office/").context["desks"])
    assert desks == ([made] if who == "clerk" else [])


def test_the_town_of_the_cast_is_one_level_below(cast: Cast) -> None:
    assert Unit.objects.get(pk=cast.town.pk).parent_id == cast.county.pk

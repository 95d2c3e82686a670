"""A gate for everybody: the rule, each round, what came of it; and documents once issued."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from builders import a_campaign, statements
from campaign_directives import REWRITTEN
from cast import NOW, PEOPLE, TODAY, Cast
from gates_made import (
    REASON,
    a_check,
    a_round,
    after,
    enough,
    in_state,
    not_passed,
    on,
    overridden,
    passed,
)
from qunce.domain.campaigns.actions import issue, write_document
from qunce.domain.campaigns.models import Campaign, Document
from qunce.domain.gates.actions import break_off, settle
from qunce.domain.gates.models import Gate
from qunce.domain.gates.states import GateKind, GateState

SECRET_DRAFT = "草稿里还没定的话，谁也不该先读到"
WORDS = "一、路灯十二盏，四月底前修好。\n\n二、水塘清淤，五月底前完成。"


@pytest.fixture
def made(cast: Cast) -> Campaign:
    return a_campaign(cast, text=REWRITTEN, template="three-stage-2009")


def gate_of(made: Campaign, kind: str = "plan") -> Gate:
    return made.documents.select_related("gate__unit").get(gate__kind=kind).gate


def written(cast: Cast, made: Campaign, text: str = WORDS) -> Document:
    document = made.documents.select_related("gate").get(kind="plan")
    return write_document(document=document, text=text, seen_version=0, actor=cast.clerk, now=NOW)


def see(made: Campaign, address: str, language: str = "en") -> Any:
    return Client().get(f"/campaigns/{made.pk}/{address}", HTTP_ACCEPT_LANGUAGE=language)


def text_of(made: Campaign, address: str, language: str = "en") -> str:
    answer = see(made, address, language)
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- what it costs


def three_rounds(cast: Cast, gate: Gate, count: int) -> None:
    """``count`` rounds, one after another; the last goes on, the others did not pass."""
    begins = TODAY
    for number in range(1, count + 1):
        given = {
            "opens_on": begins,
            "closes_on": begins + timedelta(days=gate.days_open - 1),
            "now": on(begins),
        }
        gate.refresh_from_db()
        if number == count:
            asking = a_round(cast, gate, **given)
            a_check(cast, asking)
        else:
            asking = not_passed(cast, gate, **given)
            begins = asking.closes_on + timedelta(days=1)


# campaign, documents with gate, stages, rounds, checks, entries
GATE = 6
# campaign, document with gate and passage, entry or round
DOCUMENT = 3


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_gate_costs_the_same_for_one_round_and_three(
    cast: Cast, made: Campaign, rounds: int
) -> None:
    three_rounds(cast, gate_of(made, "report"), rounds)
    sent = statements(lambda: text_of(made, "gates/report/"))
    assert len(sent) == GATE <= 12, "\n".join(sent)
    assert len(see(made, "gates/report/").context["rounds"]) == rounds


@pytest.mark.parametrize("out", [False, True])
def test_what_a_document_costs(cast: Cast, made: Campaign, out: bool) -> None:
    document = written(cast, made)
    if out:
        passed(cast, document.gate)
        issue(document=document, actor=cast.clerk, now=NOW)
    sent = statements(lambda: text_of(made, "documents/plan/"))
    assert len(sent) == DOCUMENT <= 12, "\n".join(sent)


# --- who reads it, and what is not there


@pytest.mark.parametrize("who", ["", "outsider", "secretary", "viewer", "leader", "clerk"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_everybody_reads_a_gate_and_a_document_and_no_person_stands_there(
    cast: Cast, made: Campaign, settings: Any, who: str, language: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    if who:
        client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    overridden(cast, gate_of(made))
    for address in ("gates/plan/", "documents/plan/", ""):
        answer = client.get(f"/campaigns/{made.pk}/{address}", HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert REASON in page, "there is something to read"
        for one, name in PEOPLE.items():
            assert f"log-in-{one}" not in page
            assert who == one or name not in page


@pytest.mark.parametrize(
    "address",
    ["gates/garden/", "gates/PLAN/", "documents/garden/", "documents/verdict/", "gates/closing/"],
)
def test_what_is_not_there(made: Campaign, address: str) -> None:
    assert see(made, address).status_code == 404


def test_a_campaign_that_is_not_there(made: Campaign) -> None:
    for address in ("gates/plan/", "documents/plan/"):
        assert Client().get(f"/campaigns/999/{address}").status_code == 404
        assert Client().get(f"/campaigns/{10**30}/{address}").status_code == 404


# --- the rule and the rounds


@pytest.mark.parametrize("kind", GateKind.values)
def test_each_gate_tells_its_rule_with_its_entry_before_anybody_is_asked(
    cast: Cast, made: Campaign, kind: str
) -> None:
    answer = see(made, f"gates/{kind}/")
    gate = answer.context["gate"]
    page = answer.content.decode()
    assert gate.asks in page
    assert gate.passes_when in page
    ((version, entry),) = answer.context["versions"]
    assert (version, entry.kind, entry.subject) == (1, "gate.set_up", gate.ref)
    assert f'href="/record/{entry.index}/"' in page
    assert answer.context["rounds"] == []
    assert "Nobody has been asked yet." in page


@pytest.mark.parametrize("state", GateState.values)
def test_the_campaign_and_the_gate_say_the_same_state(
    cast: Cast, made: Campaign, state: str
) -> None:
    in_state(cast, gate_of(made), state)
    shown = {
        "campaign": see(made, "").context["gates"][0],
        "gate": see(made, "gates/plan/").context["shown"],
    }
    for one in shown.values():
        assert one.place.gate.state == state
        assert (one.round is not None) is (state == "asking")
        assert (one.passage is not None) is (state in ("passed", "overridden"))
        assert one.overridden is (state == "overridden")
    assert {one.shape for one in shown.values()} <= {"todo", "doing", "done", "stuck", "late"}


@pytest.mark.parametrize("address", ["", "gates/plan/"])
def test_opened_without_the_people_is_plain_to_see(
    cast: Cast, made: Campaign, address: str
) -> None:
    passage = overridden(cast, gate_of(made))
    page = text_of(made, address)
    assert "Opened without the people." in page
    assert str(passage.post) in page
    assert REASON in page


def test_while_people_are_asked_the_page_leads_to_where_one_answers(
    cast: Cast, made: Campaign
) -> None:
    asking = a_round(cast, gate_of(made))
    shown = see(made, "").context["gates"][0]
    assert shown.round == asking
    assert shown.links.answer.endswith("/ask/7/")


def test_figures_say_of_how_many(cast: Cast, made: Campaign) -> None:
    asking = a_round(cast, gate_of(made))
    evidence = enough(asked=80, answered=60, share=0.875, counts_agree=None, published=None)
    settle(asking=asking, evidence=evidence, actor=cast.clerk, now=after(asking))
    (one,) = see(made, "gates/plan/").context["rounds"]
    told = {str(figure.label): figure.words for figure in one.figures}
    assert told["Answers"] == "60 of 80 who were asked, which is 75 percent"
    assert told["Points with an answer"] == "12 of 12"
    assert "The slips add up" not in told
    assert told["Content, of those who judged"].startswith("87.5 percent")
    assert one.ended.kind == "gate.passed"


def test_where_everybody_could_answer_there_is_no_share_of_those_asked(
    cast: Cast, made: Campaign
) -> None:
    asking = a_round(cast, gate_of(made))
    settle(asking=asking, evidence=enough(asked=None), actor=cast.clerk, now=after(asking))
    (one,) = see(made, "gates/plan/").context["rounds"]
    assert "no share" in one.figures[0].words


def test_a_round_that_did_not_pass_says_what_was_missing(cast: Cast, made: Campaign) -> None:
    asking = a_round(cast, gate_of(made, "report"))
    a_check(cast, asking, "real", holds=False)
    from qunce.domain.gates.actions import find_not_passed

    find_not_passed(asking=asking, evidence=enough(answered=1), actor=cast.clerk, now=after(asking))
    answer = see(made, "gates/report/")
    (one,) = answer.context["rounds"]
    assert [reason.code for reason in one.missing] == [
        "too_few_answers",
        "checks_not_made",
        "check_does_not_hold",
    ]
    assert [check.made is not None for check in one.checks] == [False, False, False, True]
    page = answer.content.decode()
    assert "1 of at least 40 answers have come in." in page
    assert "逐户看了征求意见的记录" in page
    assert "does not hold" in page


def test_a_round_that_was_broken_off_says_why(cast: Cast, made: Campaign) -> None:
    asking = a_round(cast, gate_of(made))
    break_off(asking=asking, reason="第三段写错了地名<script>", actor=cast.clerk, now=NOW)
    page = text_of(made, "gates/plan/")
    assert "第三段写错了地名&lt;script&gt;" in page


# --- documents


@pytest.mark.parametrize("address", ["", "documents/plan/", "gates/plan/", "units/"])
def test_nothing_of_a_draft_is_public(cast: Cast, made: Campaign, address: str) -> None:
    document = written(cast, made, SECRET_DRAFT)
    passed(cast, document.gate)
    assert SECRET_DRAFT not in text_of(made, address)
    assert SECRET_DRAFT not in Client().get("/record/").content.decode()


def test_an_issued_document_is_read_with_how_it_came_out(cast: Cast, made: Campaign) -> None:
    document = written(cast, made)
    passed(cast, document.gate)
    issue(document=document, actor=cast.clerk, now=NOW)
    answer = see(made, "documents/plan/")
    page = answer.content.decode()
    assert answer.context["paragraphs"] == [
        "一、路灯十二盏，四月底前修好。",
        "二、水塘清淤，五月底前完成。",
    ]
    assert sha256(WORDS.encode()).hexdigest() in page
    assert str(cast.clerk) in page
    entry = answer.context["entry"]
    assert (entry.kind, entry.subject) == ("document.issued", document.ref)
    assert f'href="/record/{entry.index}/receipt.json"' in page


def test_a_document_let_past_by_a_higher_post_says_so_on_its_own_page(
    cast: Cast, made: Campaign
) -> None:
    document = written(cast, made)
    overridden(cast, document.gate)
    issue(document=document, actor=cast.clerk, now=NOW)
    page = text_of(made, "documents/plan/")
    assert "Opened without the people." in page
    assert REASON in page


def test_a_document_not_issued_says_what_it_waits_for(cast: Cast, made: Campaign) -> None:
    page = text_of(made, "documents/plan/")
    assert f'href="/campaigns/{made.pk}/gates/plan/"' in page
    assert "What it waits for" in page

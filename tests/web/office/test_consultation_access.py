"""Who sees what people are asked and what they said, and who can act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

import consultations_made as made
from cast import NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.consultations.models import Consultation, Grouping, Point, Sheet
from qunce.domain.record.models import Entry
from qunce.web.office.consultations.point import OFFERS as POINT_ACTS
from qunce.web.office.consultations.steps import OFFERS as STEPS

SignIn = Callable[[str], Client]

LIST = "/office/consultations/"
SECRET = "王老三家门口的暗渠又堵了"
"""What somebody said; nobody has read it through for names yet."""
TITLE = "活动方案征求意见"

DRAFTING = (
    "{draft}/texts/",
    "{draft}/paragraphs/",
    "{draft}/paragraphs/{paragraph}/",
    "{draft}/questions/",
)
WORDS = ("{pk}/names/", "{pk}/points/?view=all", "{pk}/points/{point}/")
ENTERING = ("{pk}/sheets/", "{pk}/meetings/new/", "{pk}/paper/", "{pk}/paper/form.pdf")
RUNNING = ("{pk}/points/alike/",)
WRITES = (
    *(f"{{pk}}/steps/{step}/" for step in STEPS),
    *(f"{{pk}}/points/{{point}}/{act}/" for act in POINT_ACTS),
    *("{pk}/names/show/", "{pk}/points/together/", "{pk}/paper/posted/"),
    *("{draft}/texts/", "{draft}/paragraphs/", "{draft}/questions/", "{draft}/questions/ready/"),
    *("{draft}/steps/start/", "{draft}/paragraphs/{paragraph}/"),
    *("{draft}/questions/{question}/", "{draft}/questions/{question}/remove/"),
)
ENTRIES = ("{pk}/sheets/", "{pk}/meetings/new/", "{pk}/paper/handed-out/")
WHO = {
    # who: the consultation, the draft, entering, the words, running it
    "clerk": (200, 200, 200, 200, 200),
    "leader": (200, 200, 200, 200, 404),
    "first": (200, 200, 200, 200, 404),
    "secretary": (200, 404, 200, 404, 404),
    "teacher": (200, 404, 200, 404, 404),
    "viewer": (200, 404, 404, 404, 404),
    "outsider": (404, 404, 404, 404, 404),
    "guidance": (200, 404, 404, 404, 404),
    "": (302, 302, 302, 302, 302),
}


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A running consultation with one point of the hill village, and a draft at another gate."""
    user = add_staff(username="log-in-guidance", name="指导组员", password=None, now=NOW)
    post = add_post(
        unit=cast.town, code="qq-g", title="指导组", role="guidance", actor=SYSTEM, now=NOW
    )
    appoint(post=post, user=user, since=NOW.date(), actor=SYSTEM, now=NOW)
    running = made.started(cast)
    point = made.a_point(cast, running, SECRET, village=cast.hill_village)
    meeting = made.a_meeting(cast, running, unit=cast.hill_village, actor=cast.clerk)
    draft = made.a_consultation(
        cast,
        gate=made.gate_of(cast, running.campaign, "report"),
        campaign=running.campaign,
        title="分析报告评议",
    )
    made.actions.use_preset(consultation=draft, name="agreement", actor=cast.clerk, now=NOW)
    return {
        "pk": running.pk,
        "point": point.pk,
        "meeting": meeting.pk,
        "draft": draft.pk,
        "paragraph": draft.paragraphs.all()[0].pk,
        "question": draft.questions.get().pk,
    }


def body(answer: Any) -> str:
    return answer.content.decode(errors="ignore")


def main(answer: Any) -> str:
    """What the page says, without its own address above it."""
    return body(answer).partition('id="main"')[2]


@pytest.mark.parametrize("who", WHO)
def test_who_reads_which_page(as_: SignIn, places: dict[str, int], who: str) -> None:
    client = as_(who)
    expected = dict(
        zip((("{pk}/",), ("{draft}/",), ENTERING, WORDS, RUNNING), WHO[who], strict=True)
    )
    expected[DRAFTING] = 200 if who == "clerk" else WHO[who][4]
    for addresses, status in expected.items():
        for address in addresses:
            answer = client.get(LIST + address.format(**places))
            assert answer.status_code == status, (who, address)
            if status != 200 or addresses not in (WORDS, RUNNING):
                assert SECRET not in body(answer), (who, address)
            if status == 404:
                nowhere = dict.fromkeys(places, 999_999)
                assert main(answer) == main(client.get(LIST + address.format(**nowhere)))


def test_the_words_are_there_for_who_may_read_them(as_: SignIn, places: dict[str, int]) -> None:
    """The matrix would prove nothing if the words stood nowhere."""
    for who in ("clerk", "leader", "first"):
        for address in WORDS:
            assert SECRET in body(as_(who).get(LIST + address.format(**places))), (who, address)


@pytest.mark.parametrize("who", [one for one in WHO if one != "clerk"])
def test_nobody_but_the_campaign_office_acts(as_: SignIn, places: dict[str, int], who: str) -> None:
    client = as_(who)
    typed = {
        "title": "x",
        "introduction": "x",
        "text": "改了",
        "point": [places["point"]],
        "sure": "1",
        "preset": "review",
        "plain": "改了",
    }
    entries = Entry.objects.count()
    for address in WRITES:
        answer = client.post(LIST + address.format(**places), typed)
        assert answer.status_code == (404 if who else 302), (who, address)
    assert Entry.objects.count() == entries
    assert Point.objects.get(pk=places["point"]).state == "waiting"
    assert not Grouping.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "outsider", "guidance", ""])
def test_who_only_looks_on_enters_nothing(as_: SignIn, places: dict[str, int], who: str) -> None:
    client, entries = as_(who), Entry.objects.count()
    for address in ENTRIES:
        answer = client.post(LIST + address.format(**places), {})
        assert answer.status_code == (404 if who else 302), address
    assert Entry.objects.count() == entries


def test_a_village_enters_only_its_own_sheets(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    """The secretary of Shangqing neither sees nor names another village."""
    secretary = as_("secretary")
    address = f"{LIST}{places['pk']}/sheets/"
    page = secretary.get(address)
    assert cast.hill_village.name not in body(page)
    assert page.context["form"]["village"].value() == cast.village.pk
    typed = {
        "submission": "a" * 32,
        "channel": "paper",
        "said_on": TODAY.isoformat(),
        "words0": "路窄，要拓宽。",
    }
    before = Sheet.objects.count()
    for village in (cast.hill_village.pk, cast.town.pk, "", cast.other_village.pk):
        answer = secretary.post(address, {**typed, "village": village})
        assert "village" in answer.context["form"].errors, village
    assert Sheet.objects.count() == before
    assert secretary.post(address, {**typed, "village": cast.village.pk}).status_code == 302
    assert Sheet.objects.count() == before + 1


def test_a_village_sees_only_its_own_meetings_and_figures(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    secretary, clerk = as_("secretary"), as_("clerk")
    meeting = f"{LIST}{places['pk']}/meetings/{places['meeting']}/"
    assert clerk.get(meeting).status_code == 200
    assert secretary.get(meeting).status_code == 404
    shown = body(secretary.get(f"{LIST}{places['pk']}/"))
    assert cast.village.name in shown
    assert cast.hill_village.name not in main(secretary.get(f"{LIST}{places['pk']}/"))
    assert made.OTHER_WORDS not in shown
    handed = secretary.post(
        f"{LIST}{places['pk']}/paper/handed-out/",
        {"out-unit": cast.hill_village.pk, "out-forms_out": "20"},
    )
    assert "unit" in handed.context["out"].errors


def test_a_secretary_reads_what_they_wrote_down_themselves(as_: SignIn, cast: Cast) -> None:
    running = made.started(cast)
    meeting = made.a_meeting(cast, running)
    address = f"{LIST}{running.pk}/meetings/{meeting.pk}/"
    assert made.OTHER_WORDS in body(as_("secretary").get(address))
    by_the_town = made.a_meeting(cast, running, actor=cast.clerk)
    address = f"{LIST}{running.pk}/meetings/{by_the_town.pk}/"
    assert made.OTHER_WORDS not in body(as_("secretary").get(address))


def test_only_the_gate_s_own_office_prepares(as_: SignIn, cast: Cast) -> None:
    gate = made.a_consultation(cast).gate
    address = f"{LIST}gates/{gate.pk}/new/"
    assert as_("clerk").get(address).status_code == 200
    typed = {"title": "x", "introduction": "x", "language": "en"}
    for who in ("leader", "secretary", "viewer", "outsider"):
        assert as_(who).get(address).status_code == 404, who
        assert as_(who).post(address, typed).status_code == 404, who
    assert as_("").get(address).status_code == 302
    assert Consultation.objects.count() == 1


def test_no_list_of_anybody_else_names_a_draft(as_: SignIn, places: dict[str, int]) -> None:
    for who, running, draft in (
        ("clerk", True, True),
        ("leader", True, True),
        ("secretary", True, False),
        ("viewer", True, False),
        ("outsider", False, False),
    ):
        shown = body(as_(who).get(LIST))
        assert (TITLE in shown, "分析报告评议" in shown) == (running, draft), who


def test_acts_lead_back_when_they_are_only_looked_up(as_: SignIn, places: dict[str, int]) -> None:
    clerk, at = as_("clerk"), f"{LIST}{places['pk']}/"
    assert clerk.get(f"{at}steps/close/")["Location"] == at
    point = f"{at}points/{places['point']}/"
    assert clerk.get(f"{point}show/")["Location"] == point
    for address in ("names/show/", "points/together/", "paper/posted/", "paper/handed-out/"):
        assert clerk.get(at + address).status_code == 405, address
    assert clerk.post(f"{at}steps/dance/").status_code == 404
    assert clerk.post(f"{point}dance/").status_code == 404


def test_a_begun_text_has_no_page_to_change_it(as_: SignIn, places: dict[str, int]) -> None:
    clerk = as_("clerk")
    for address in ("texts/", "paragraphs/", "questions/"):
        assert clerk.get(f"{LIST}{places['pk']}/{address}").status_code == 404
        assert clerk.post(f"{LIST}{places['pk']}/{address}", {"text": "x"}).status_code == 404


def test_a_point_of_another_consultation_is_not_there(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    address = f"{LIST}{places['draft']}/points/{places['point']}/"
    assert as_("clerk").get(address).status_code == 404
    assert as_("clerk").post(f"{address}show/").status_code == 404


def test_every_address_of_the_consultations_is_in_the_matrix() -> None:
    """A new page is asked here who may see it."""
    names = {
        str(name)
        for name in get_resolver("qunce.web.office.consultations.urls").reverse_dict
        if isinstance(name, str)
    }
    assert names == {
        "consultations",
        *(
            f"consultation{rest}"
            for rest in (
                *("", "_new", "_texts", "_paragraphs", "_plain", "_questions", "_preset"),
                *("_question", "_question_remove", "_act", "_key", "_meeting_new", "_meeting"),
                *("_paper", "_handed_out", "_posted", "_form_pdf", "_notice_pdf", "_names"),
                *("_show_these", "_points", "_alike", "_together", "_point", "_point_act"),
            )
        ),
    }

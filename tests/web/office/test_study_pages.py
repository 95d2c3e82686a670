"""Study as pages: few touches, who sees what, what never leaves the unit, and what it costs."""

from __future__ import annotations

import contextlib
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from docx import Document

from builders import statements
from cast import NOW, SYSTEM, TODAY, Cast
from privacy.addresses import named
from privacy.planted import all_rows, forms
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.study.actions import line_to_problem
from qunce.domain.study.models import (
    Delivery,
    DeliveryRound,
    Material,
    Member,
    Plan,
    PlanStep,
    Session,
)
from qunce.domain.voices.models import Voice
from study_made import (
    CHANGE,
    a_delivery,
    a_line,
    a_material,
    a_member,
    a_plan,
    a_round,
    a_step,
    hold_a_session,
    the_campaign,
)

HOME = "/office/study/"
NEW = f"{HOME}sessions/new/"
MEMBERS = f"{HOME}members/"
DELIVERIES = f"{HOME}deliveries/"
MATERIALS = f"{HOME}materials/"
MARKER = "枇杷婆婆四七"
SUBMISSION = "s" * 32


@pytest.fixture(autouse=True)
def today(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


def as_(cast: Cast, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if who:
        client.force_login(cast.person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def a_held(**changes: Any) -> dict[str, Any]:
    given = {
        "held_on": TODAY.isoformat(),
        "form": "explaining",
        "place": "祠堂",
        "present": "12",
        "lines": CHANGE,
        "submission": SUBMISSION,
    }
    return {**given, **changes}


# --- a session


def test_a_session_begins_with_what_is_usual(cast: Cast) -> None:
    hold_a_session(cast, form="discussing", place="祠堂")
    told = page(as_(cast, "secretary").get(NEW))
    assert f'value="{TODAY.isoformat()}"' in told
    assert re.search(r'value="discussing"[^>]*checked', told)
    assert 'value="祠堂"' in told


def test_a_session_is_written_down_and_its_line_becomes_a_problem(cast: Cast) -> None:
    the_campaign(cast)
    secretary = as_(cast, "secretary")
    answer = secretary.post(NEW, a_held())
    held = Session.objects.get()
    assert answer["Location"] == f"{HOME}sessions/{held.pk}/"
    told = page(secretary.get(answer["Location"]))
    assert CHANGE in told
    line = held.lines.get()
    lines = f"{HOME}sessions/{held.pk}/lines/"
    secretary.post(lines, {"line": line.pk, "becomes": "problem"})
    line.refresh_from_db()
    assert line.problem is not None
    assert f"/office/problems/{line.problem_id}/" in page(secretary.get(answer["Location"]))
    secretary.post(lines, {"line": line.pk, "becomes": "project"})
    line.refresh_from_db()
    assert line.project is None


def test_a_line_becomes_a_project_with_one_touch(cast: Cast) -> None:
    line = a_line(cast)
    secretary = as_(cast, "secretary")
    where = f"{HOME}sessions/{line.session_id}/"
    secretary.post(f"{where}lines/", {"line": line.pk, "becomes": "project"})
    line.refresh_from_db()
    assert line.project is not None
    assert reverse("office:project", args=[line.project_id]) in page(secretary.get(where))


def test_a_double_tap_is_one_session(cast: Cast) -> None:
    the_campaign(cast)
    secretary = as_(cast, "secretary")
    first, second = (secretary.post(NEW, a_held()) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Session.objects.count() == 1


def test_a_planned_step_fills_the_form(cast: Cast) -> None:
    step = a_plan(cast, a_step(form="discussing", topic="用水安全")).steps.get()
    secretary = as_(cast, "secretary")
    told = page(secretary.get(f"{NEW}?step={step.pk}"))
    assert 'value="用水安全"' in told
    assert re.search(r'value="discussing"[^>]*checked', told)
    secretary.post(NEW, a_held(plan_step=step.pk, form="discussing"))
    assert Session.objects.get().plan_step == step


@pytest.mark.parametrize(
    "changes",
    [
        {"present": ""},
        {"present": "0"},
        {"present": "many"},
        {"present": "1e9"},
        {"present": "99999999999999999999"},
        {"held_on": "2026-02-31"},
        {"held_on": "9999-12-31"},
        {"held_on": "0001-01-01"},
        {"held_on": ""},
        {"form": "karaoke"},
        {"form": ""},
        {"form": "self_study"},
        {"place": "\x00"},
        {"place": " "},
        {"place": "长" * 300},
        {"lines": "长" * 500},
        {"lines": "\n".join("abcdefg")},
        {"topic": "长" * 500},
        {"material": "77777"},
        {"material": "x"},
        {"led_by": "-1"},
        {"plan_step": "99999999999999999999999"},
        {"submission": ""},
        {"submission": "长" * 80},
    ],
)
def test_bad_input_gives_a_sentence_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, Any]
) -> None:
    the_campaign(cast)
    answer = as_(cast, "secretary").post(NEW, a_held(**changes))
    told = page(answer)
    assert 'class="error-summary"' in told
    assert not Session.objects.exists()
    if "lines" not in changes:
        assert CHANGE in told


@pytest.mark.parametrize("query", ["unit=x", "unit=0", "unit=99999999999999999999", "unit=-1"])
def test_a_unit_that_is_not_there_is_not_found(cast: Cast, query: str) -> None:
    the_campaign(cast)
    assert as_(cast, "secretary").get(f"{NEW}?{query}").status_code == 404
    assert as_(cast, "secretary").get(f"{MEMBERS}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["step=x", "step=0", "step=99999999999999999999", "step=9"])
def test_a_step_that_is_not_there_changes_nothing(cast: Cast, query: str) -> None:
    the_campaign(cast)
    page(as_(cast, "secretary").get(f"{NEW}?{query}"))


@pytest.mark.parametrize("sent", [{}, {"line": "x"}, {"line": "9" * 30}, {"line": "0"}])
def test_a_line_that_is_not_there_is_not_found(cast: Cast, sent: dict[str, str]) -> None:
    line = a_line(cast)
    where = f"{HOME}sessions/{line.session_id}/lines/"
    assert as_(cast, "secretary").post(where, {**sent, "becomes": "problem"}).status_code == 404
    assert as_(cast, "secretary").post(where, {"line": line.pk}).status_code == 302
    assert not Problem.objects.exists()


def test_of_a_problem_that_the_post_may_not_see_its_state_is_not_told(cast: Cast) -> None:
    line = a_line(cast)
    problem = line_to_problem(line=line, actor=cast.secretary, now=NOW)
    where = f"{HOME}sessions/{line.session_id}/"
    link = f"/office/problems/{problem.pk}/"
    assert link in page(as_(cast, "secretary").get(where))
    Problem.objects.filter(pk=problem.pk).update(hidden_from=cast.village, state="found")
    told = page(as_(cast, "secretary").get(where))
    assert link not in told
    assert str(problem.get_state_display()) not in re.sub(r"<[^>]+>", " ", told).split()


def test_the_office_stands_in_for_a_village_with_a_vacant_post(cast: Cast) -> None:
    the_campaign(cast)
    clerk = as_(cast, "clerk")
    assert f'value="{cast.hill_village.pk}"' in page(clerk.get(HOME))
    told = page(clerk.get(f"{NEW}?unit={cast.hill_village.pk}"))
    assert cast.hill_village.name in told
    clerk.post(NEW, a_held(unit=cast.hill_village.pk))
    assert Session.objects.get().unit == cast.hill_village


def test_the_covering_branch_writes_for_an_organisation_without_one(cast: Cast) -> None:
    the_campaign(cast)
    Unit.objects.filter(pk=cast.clinic.pk).update(covered_by=cast.village)
    secretary = as_(cast, "secretary")
    assert f"?unit={cast.clinic.pk}" in page(secretary.get(HOME))
    secretary.post(NEW, a_held(unit=cast.clinic.pk))
    assert Session.objects.get().unit == cast.clinic
    page(secretary.get(f"{MEMBERS}?unit={cast.clinic.pk}"))


def test_without_a_campaign_there_is_nothing_to_write_down(cast: Cast) -> None:
    secretary = as_(cast, "secretary")
    assert "No campaign has reached your unit" in page(secretary.get(HOME))
    assert secretary.get(NEW).status_code == 404
    assert secretary.get(f"{HOME}plan/").status_code == 404
    assert secretary.get(f"{DELIVERIES}new/").status_code == 404
    page(secretary.get(MEMBERS))


# --- plan


def test_a_plan_grows_step_by_step_and_moves(cast: Cast) -> None:
    the_campaign(cast)
    secretary = as_(cast, "secretary")
    sent = {"on": TODAY.isoformat(), "form": "explaining", "topic": "垃圾分类", "work": "清沟"}
    for topic in ("垃圾分类", "用电安全"):
        secretary.post(f"{HOME}plan/", {**sent, "topic": topic})
    step, other = PlanStep.objects.order_by("pk")
    assert step.plan == other.plan
    later = TODAY + timedelta(days=3)
    secretary.post(f"{HOME}plan/steps/{step.pk}/", {"on": later.isoformat()})
    secretary.post(f"{HOME}plan/steps/{other.pk}/", {"act": "drop"})
    step.refresh_from_db()
    assert step.on == later
    assert PlanStep.objects.count() == 1
    assert "first planned for" in page(secretary.get(f"{HOME}plan/"))
    for bad in ("", "x", "2026-02-31", "0001-01-01"):
        assert secretary.post(f"{HOME}plan/steps/{step.pk}/", {"on": bad}).status_code == 302
    step.refresh_from_db()
    assert step.on == later


@pytest.mark.parametrize(
    "changes",
    [{"on": "x"}, {"on": "2020-01-01"}, {"form": "x"}, {"topic": ""}, {"work": "\x00"}],
)
def test_a_step_that_cannot_be_planned_says_why(cast: Cast, changes: dict[str, str]) -> None:
    the_campaign(cast)
    sent = {"on": TODAY.isoformat(), "form": "explaining", "topic": "垃圾分类", "work": "清沟"}
    told = page(as_(cast, "secretary").post(f"{HOME}plan/", {**sent, **changes}))
    assert 'class="error-summary"' in told
    assert not Plan.objects.exists()


# --- members and deliveries


def test_the_frail_member_is_visited_with_two_touches(cast: Cast) -> None:
    """Noted once; one touch plans the round, one notes that it was brought."""
    the_campaign(cast)
    secretary = as_(cast, "secretary")
    secretary.post(MEMBERS, {"act": "add", "called": "七号", "prefers": "visited"})
    told = page(secretary.get(MEMBERS))
    assert "A helper brings it home and takes time." in told
    assert "offered, never demanded" in told
    form = page(secretary.get(f"{DELIVERIES}new/"))
    member = Member.objects.get()
    assert re.search(rf'name="members" value="{member.pk}"[^>]*checked', form)
    due_on = (TODAY + timedelta(days=7)).isoformat()
    assert f'value="{due_on}"' in form
    sent = {"members": [member.pk], "due_on": due_on, "helper": cast.secretary.pk}
    where = secretary.post(f"{DELIVERIES}new/", sent)["Location"]
    delivery = Delivery.objects.get()
    assert where == f"{DELIVERIES}{delivery.round_id}/"
    assert re.search(r'name="way" value="visit"[^>]*checked', page(secretary.get(where)))
    secretary.post(where, brought(delivery))
    delivery.refresh_from_db()
    assert delivery.done_on == TODAY
    assert "in the week of" in page(secretary.get(where))


def brought(delivery: Delivery, **changes: Any) -> dict[str, Any]:
    given = {"delivery": delivery.pk, "way": "visit", "week": "0", "submission": SUBMISSION}
    return {**given, **changes}


def test_the_mobile_member_is_reached_by_telephone_post_or_link(cast: Cast) -> None:
    the_campaign(cast)
    secretary = as_(cast, "secretary")
    secretary.post(
        MEMBERS, {"act": "add", "called": "八号", "prefers": "large_print", "away": "on"}
    )
    told = page(secretary.get(MEMBERS))
    assert "A copy in large print goes by post." in told
    sent = {
        "members": [Member.objects.get().pk],
        "due_on": TODAY.isoformat(),
        "helper_words": "他的女儿",
    }
    where = secretary.post(f"{DELIVERIES}new/", sent)["Location"]
    told = page(secretary.get(where))
    assert re.search(r'name="way" value="post"[^>]*checked', told)
    assert "他的女儿" in told
    assert Delivery.objects.get().helper is None


def test_what_was_said_is_a_message_and_its_slip_is_offered(cast: Cast) -> None:
    delivery = a_delivery(cast)
    secretary = as_(cast, "secretary")
    where = f"{DELIVERIES}{delivery.round_id}/"
    answer = secretary.post(where, brought(delivery, said="井边的路太滑"))
    assert answer["Location"] == reverse("office:voice_written")
    voice = Voice.objects.get()
    assert voice.text == "井边的路太滑"
    assert voice.identity is None
    slip = page(secretary.get(answer["Location"]))
    assert voice.number in slip
    assert delivery.member.called not in slip


def test_a_mistake_is_taken_back_and_not_this_time_is_no_trace(cast: Cast) -> None:
    delivery = a_delivery(cast)
    secretary = as_(cast, "secretary")
    where = f"{DELIVERIES}{delivery.round_id}/"
    secretary.post(where, brought(delivery))
    secretary.post(where, {"delivery": delivery.pk, "act": "take_back"})
    delivery.refresh_from_db()
    assert delivery.done_on is None
    secretary.post(where, {"delivery": delivery.pk, "act": "not_now"})
    assert not Delivery.objects.exists()
    assert "Nobody is left in this round" in page(secretary.get(where))


@pytest.mark.parametrize(
    "changes",
    [{"way": "drone"}, {"week": "7"}, {"submission": ""}, {"said": "长" * 2001}],
)
def test_what_cannot_have_been_brought_says_why(cast: Cast, changes: dict[str, str]) -> None:
    delivery = a_delivery(cast)
    where = f"{DELIVERIES}{delivery.round_id}/"
    told = page(as_(cast, "secretary").post(where, brought(delivery, **changes)))
    assert 'class="error-summary"' in told
    delivery.refresh_from_db()
    assert delivery.done_on is None


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_a_delivery_of_another_round_is_not_found(cast: Cast, number: str) -> None:
    delivery = a_delivery(cast)
    where = f"{DELIVERIES}{delivery.round_id}/"
    secretary = as_(cast, "secretary")
    assert secretary.post(where, {"delivery": number}).status_code == 404
    other = a_delivery(cast, "八号")
    assert secretary.post(where, brought(other)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"called": ""},
        {"called": "长" * 30},
        {"called": "\x00"},
        {"prefers": "ill"},
        {"prefers": ""},
    ],
)
def test_a_member_who_cannot_be_noted_so_says_why(cast: Cast, changes: dict[str, str]) -> None:
    sent = {"act": "add", "called": "七号", "prefers": "visited", **changes}
    assert 'class="error-summary"' in page(as_(cast, "secretary").post(MEMBERS, sent))
    assert not Member.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
@pytest.mark.parametrize("act", ["change", "leave"])
def test_a_member_who_is_not_there_is_not_found(cast: Cast, act: str, number: str) -> None:
    sent = {"act": act, "member": number, "called": "七", "prefers": "visited"}
    assert as_(cast, "secretary").post(MEMBERS, sent).status_code == 404


def test_a_member_is_changed_and_let_go(cast: Cast) -> None:
    member = a_member(cast)
    secretary = as_(cast, "secretary")
    sent = {"act": "change", "member": member.pk, "called": "七号", "prefers": "read_to"}
    secretary.post(MEMBERS, sent)
    member.refresh_from_db()
    assert member.prefers == "read_to"
    assert 'class="error-summary"' in page(secretary.post(MEMBERS, {**sent, "prefers": "x"}))
    secretary.post(MEMBERS, {"act": "leave", "member": member.pk})
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"members": []},
        {"members": ["x"]},
        {"members": ["99999999999999999999999"]},
        {"due_on": "x"},
        {"due_on": "2020-01-01"},
        {"due_on": "9999-12-31"},
        {"helper_words": "长" * 60},
        {"material": "77"},
        {"helper": "77"},
    ],
)
def test_a_round_that_cannot_be_says_why(cast: Cast, changes: dict[str, Any]) -> None:
    the_campaign(cast)
    sent = {"members": [a_member(cast).pk], "due_on": TODAY.isoformat(), **changes}
    told = page(as_(cast, "secretary").post(f"{DELIVERIES}new/", sent))
    assert 'class="error-summary"' in told
    assert not DeliveryRound.objects.exists()


# --- who sees it, and what never leaves the unit

OTHERS = ("clerk", "leader", "first", "viewer", "teacher", "outsider")


def guide_of(cast: Cast) -> None:
    post = add_post(
        unit=cast.town, code="guide", title="指导组", role="guidance", area=cast.east,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    user = add_staff(username="log-in-guide", name="导一", password=None, now=NOW)
    appoint(post=post, user=user, since=TODAY - timedelta(days=9), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("who", [*OTHERS, "guide", ""])
def test_pages_of_members_are_for_the_units_own_posts_alone(cast: Cast, who: str) -> None:
    guide_of(cast)
    delivery = a_delivery(cast, MARKER)
    client = as_(cast, who)
    round_page = f"{DELIVERIES}{delivery.round_id}/"
    unit = f"?unit={cast.village.pk}"
    for address in (MEMBERS + unit, f"{DELIVERIES}new/{unit}", DELIVERIES + unit, round_page):
        answer = client.get(address)
        assert answer.status_code == (404 if who else 302), address
    leave = {"act": "leave", "member": delivery.member_id, "unit": cast.village.pk}
    sends: list[tuple[str, dict[str, Any]]] = [
        (MEMBERS, leave),
        (round_page, brought(delivery, said="有话")),
        (round_page, {"delivery": delivery.pk, "act": "not_now"}),
    ]
    for address, sent in sends:
        assert client.post(address, sent).status_code == (404 if who else 302)
    assert Delivery.objects.filter(done_on__isnull=True, member__called=MARKER).exists()
    assert not Voice.objects.exists()


def test_nothing_of_a_member_leaves_the_unit(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """The whole story of a member by pages; then everything is searched for what they are called.

    First it is proved that there is something to leak.
    """
    guide_of(cast)
    the_campaign(cast)
    a_material(cast)
    caplog.set_level(logging.DEBUG)
    secretary = as_(cast, "secretary")
    addresses: list[str] = []

    def send(address: str, sent: dict[str, Any]) -> str:
        answer = secretary.post(address, sent)
        assert answer.status_code == 302
        addresses.extend([address, answer["Location"]])
        return str(answer["Location"])

    send(MEMBERS, {"act": "add", "called": MARKER, "prefers": "visited"})
    member = Member.objects.get()
    send(MEMBERS, {"act": "change", "member": member.pk, "called": MARKER, "prefers": "read_to"})
    where = send(
        f"{DELIVERIES}new/",
        {"members": [member.pk], "due_on": TODAY.isoformat(), "helper": cast.secretary.pk},
    )
    delivery = Delivery.objects.get()
    send(where, brought(delivery, said="井边的路太滑"))
    send(where, {"delivery": delivery.pk, "act": "take_back"})
    for address in (HOME, MEMBERS, where):
        assert MARKER in page(secretary.get(address))  # there is something to leak
    for address in addresses:
        assert MARKER not in address
        assert f"/{member.pk}/members" not in address
    assert tables_with(MARKER) == ["study_member"]
    assert MARKER not in caplog.text
    asked = 0
    for who in (*OTHERS, "guide"):
        client = as_(cast, who)
        for address in pages_without_arguments():
            answer: Any = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert MARKER.encode() not in body, (who, address)
            asked += answer.status_code == 200
    assert asked > 50
    send(MEMBERS, {"act": "leave", "member": member.pk})
    assert tables_with(MARKER) == []


def tables_with(word: str) -> list[str]:
    """The tables in which ``word`` stands, in any form a program might have written it."""
    written = forms(word)
    return sorted(
        table for table, told in all_rows().items() if any(form in told for form in written)
    )


def pages_without_arguments() -> list[str]:
    """The address of every page of the office and of the public that needs no number."""
    found = []
    for name in named():
        if name.startswith(("office:", "public:")):
            with contextlib.suppress(NoReverseMatch):  # it needs a number: asked elsewhere
                found.append(reverse(name))
    assert len(found) > 20
    return found


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretary", 200),
        ("clerk", 200),
        ("leader", 200),
        ("viewer", 200),
        ("guide", 200),
        ("teacher", 404),
        ("outsider", 404),
        ("", 302),
    ],
)
def test_who_opens_a_session_and_a_material(cast: Cast, who: str, sees: int) -> None:
    guide_of(cast)
    held, material = hold_a_session(cast), a_material(cast)
    client = as_(cast, who)
    for address in (
        f"{HOME}sessions/{held.pk}/",
        f"{MATERIALS}{material.pk}/",
        f"{MATERIALS}{material.pk}/print/",
    ):
        assert client.get(address).status_code == sees, address


@pytest.mark.parametrize("who", ["leader", "viewer", "guide", "teacher", "outsider"])
def test_nobody_else_writes(cast: Cast, who: str) -> None:
    guide_of(cast)
    line, step, material = a_line(cast), a_plan(cast).steps.get(), a_material(cast)
    client = as_(cast, who)
    before = (PlanStep.objects.get().on, Material.objects.get().text)
    sends: list[tuple[str, dict[str, Any]]] = [
        (f"{NEW}?unit={cast.village.pk}", a_held(unit=cast.village.pk)),
        (f"{HOME}sessions/{line.session_id}/", {"lines": "另一件"}),
        (f"{HOME}sessions/{line.session_id}/lines/", {"line": line.pk, "becomes": "problem"}),
        (f"{HOME}plan/?unit={cast.village.pk}", {"unit": cast.village.pk}),
        (f"{HOME}plan/steps/{step.pk}/", {"act": "drop"}),
        (f"{MATERIALS}{material.pk}/edit/", {"text": "别的", "title": "x", "seen_changed": 0}),
        (f"{MATERIALS}{material.pk}/act/", {"act": "publish"}),
        (f"{MATERIALS}{material.pk}/act/", {"act": "withdraw"}),
    ]
    for address, sent in sends:
        assert client.post(address, sent).status_code in (302, 404), address
    assert Session.objects.count() == 1
    assert line.session.lines.count() == 1
    assert not Problem.objects.exists()
    assert (PlanStep.objects.get().on, Material.objects.get().text) == before
    assert not Material.objects.public().exists()


# --- materials


def a_docx() -> bytes:
    """A Word file that names its author and its keywords."""
    document = Document()
    document.add_paragraph("井水要烧开再喝。")
    document.core_properties.author = "AUTHOR-PLANT-9911"
    document.core_properties.keywords = "KEYWORD-PLANT-9911"
    out = BytesIO()
    document.save(out)
    assert b"PLANT-9911" in zipfile.ZipFile(out).read("docProps/core.xml")
    return out.getvalue()


def test_of_a_document_only_the_words_are_kept(cast: Cast) -> None:
    secretary = as_(cast, "secretary")
    file = SimpleUploadedFile("FILENAME-PLANT-9911.docx", a_docx())
    answer = secretary.post(f"{MATERIALS}new/", {"title": "喝水", "file": file})
    made = Material.objects.get()
    assert answer["Location"] == f"{MATERIALS}{made.pk}/"
    assert (made.kind, made.media) == ("document", "docx")
    assert "井水要烧开再喝。" in made.text
    assert tables_with("井水要烧开再喝") == ["study_material"]
    assert tables_with("PLANT-9911") == []


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.rtf", b"{\\rtf1}"),
        ("a.txt", b""),
        ("a.docx", b"PK\x03\x04broken"),
        ("a.pdf", b"%PDF-1.4 broken"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(cast: Cast, name: str, contents: bytes) -> None:
    file = SimpleUploadedFile(name, contents)
    told = page(as_(cast, "secretary").post(f"{MATERIALS}new/", {"title": "喝水", "file": file}))
    assert 'class="error-summary"' in told
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "喝水"},
        {"title": "", "text": "烧开"},
        {"title": "喝水", "link": "javascript:alert(1)"},
        {"title": "喝水", "text": "\x00"},
    ],
)
def test_a_material_without_words_says_why(cast: Cast, sent: dict[str, str]) -> None:
    told = page(as_(cast, "secretary").post(f"{MATERIALS}new/", sent))
    assert 'class="error-summary"' in told
    assert not Material.objects.exists()


def test_a_material_is_put_in_plain_words_printed_large_and_shown(cast: Cast) -> None:
    secretary = as_(cast, "secretary")
    secretary.post(f"{MATERIALS}new/", {"title": "喝水", "text": "井水须煮沸后饮用。"})
    made = Material.objects.get()
    where = f"{MATERIALS}{made.pk}/"
    assert "Add the plain words" in page(secretary.get(where))
    words = {"title": "喝水", "text": made.text, "plain_text": "先烧开，再喝。", "seen_changed": 0}
    secretary.post(f"{where}edit/", words)
    assert 'class="error-summary"' in page(secretary.post(f"{where}edit/", {**words, "text": "x"}))
    printed = page(secretary.get(f"{where}print/"))
    assert "先烧开，再喝。" in printed
    assert "井水须煮沸" not in printed
    assert "井水须煮沸" in page(secretary.get(f"{where}print/?words=all"))
    secretary.post(f"{where}act/", {"act": "publish"})
    assert Client().get(f"/materials/{made.pk}/").status_code == 200
    secretary.post(f"{where}act/", {"act": "withdraw"})
    assert Client().get(f"/materials/{made.pk}/").status_code == 404
    assert secretary.get(f"{where}edit/").status_code == 404
    page(secretary.get(where))


# --- a ward, in English


def test_a_ward_reads_nothing_of_a_party_or_of_another_language(cast: Cast) -> None:
    """The hospital's campaign, in English, through every page of study."""
    a_member(cast, "Seven")
    a_delivery(cast, "Eight")
    hold_a_session(cast, ("Lock the drug cupboard",), place="Ward room", topic="Drug cupboard")
    a_plan(cast, a_step(topic="Falls", work="Wet floors"))
    material = a_material(cast, title="Falls", text="Wipe wet floors.", plain_text="Wipe it.")
    Campaign.objects.update(template="safety-campaign", title="Safer wards")
    Session.objects.update(form="team_huddle")
    PlanStep.objects.update(form="drill")
    Unit.objects.filter(pk=cast.village.pk).update(kind="ward", name="Ward 3")
    Unit.objects.filter(pk=cast.town.pk).update(name="Hillside Hospital")
    Post.objects.update(title="Nurse in charge")
    secretary = as_(cast, "secretary")
    held, made = Session.objects.get(), DeliveryRound.objects.get()
    for address in (
        HOME, NEW, MEMBERS, DELIVERIES, MATERIALS, f"{HOME}plan/", f"{DELIVERIES}new/",
        f"{DELIVERIES}{made.pk}/", f"{HOME}sessions/{held.pk}/", f"{MATERIALS}new/",
        f"{MATERIALS}{material.pk}/", f"{MATERIALS}{material.pk}/print/",
    ):  # fmt: skip
        told = page(secretary.get(address))
        main = told[told.index("<main") : told.index("</main>")]
        words = re.sub(r"<[^>]+>", " ", main)
        assert not re.search(r"[\u4e00-\u9fff]", words), (address, words)
        for word in ("Party", "village", "township", "cadre"):
            assert word.lower() not in words.lower(), (address, word)
    assert "Team huddle" in page(secretary.get(NEW))


FORBIDDEN = re.compile(
    r"check-?in|\bpoints?\b|\branks?\b|\branking|leaderboard|online time|study hours?|\bhours?\b"
    r"|attendance|\brates?\b|percent|completion|\bscores?\b"
    r"|积分|打卡|签到|排名|学时|学分|在线时长|完成率|得分|评分|出勤",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_is_counted_on_any_page(cast: Cast, language: str) -> None:
    a_delivery(cast)
    held = hold_a_session(cast)
    a_plan(cast)
    made = DeliveryRound.objects.get()
    secretary = as_(cast, "secretary", language)
    for address in (
        HOME, NEW, MEMBERS, DELIVERIES, MATERIALS, f"{HOME}plan/", f"{DELIVERIES}{made.pk}/",
        f"{HOME}sessions/{held.pk}/",
    ):  # fmt: skip
        told = page(secretary.get(address))
        main = re.sub(r"<[^>]+>", " ", told[told.index("<main") : told.index("</main>")])
        assert FORBIDDEN.search(main) is None, address


# --- what it costs


def cost(client: Client, address: str) -> int:
    client.get(address)  # the session and the post are the shell's
    return len(statements(lambda: page(client.get(address))))


def much(cast: Cast, rows: int) -> None:
    for number in range(rows):
        hold_a_session(cast, (f"第{number}件",), material=a_material(cast))
        a_delivery(cast, f"{number}号")
    a_member(cast, "又一个")
    a_plan(cast, *(a_step() for _ in range(rows)))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "costs"),
    [
        (HOME, 11),
        (MEMBERS, 6),
        (DELIVERIES, 6),
        (MATERIALS, 5),
        (f"{HOME}plan/", 9),
        (NEW, 9),
    ],
)
def test_what_a_page_costs(cast: Cast, address: str, costs: int, rows: int) -> None:
    much(cast, rows)
    assert cost(as_(cast, "secretary"), address) == costs


@pytest.mark.parametrize("rows", [1, 3])
def test_what_a_round_and_a_session_cost(cast: Cast, rows: int) -> None:
    members = [a_member(cast, f"{number}号") for number in range(rows)]
    made = a_round(cast, members=members)
    held = hold_a_session(cast, [f"第{number}件" for number in range(rows)])
    for line in held.lines.all():
        line_to_problem(line=line, actor=cast.secretary, now=NOW)
    secretary = as_(cast, "secretary")
    assert cost(secretary, f"{DELIVERIES}{made.pk}/") == 5
    assert cost(secretary, f"{HOME}sessions/{held.pk}/") == 7

"""Guidance: whom to visit next and why, a visit from plan to follow-up, and who sees none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from builders import a_duty, ready_draft
from cast import NOW, TODAY, Cast
from problems_made import a_problem, listed
from qunce.domain.budgets.models import Call
from qunce.domain.campaigns.actions import adopt
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.supervision.models import Finding, FollowUp, Group, Remark, Visit
from qunce.kernel import clock
from supervision_made import (
    ALSO_FOUND,
    DAY,
    FOUND,
    HELP,
    a_follow_up,
    a_group,
    a_guide,
    a_limit,
    a_made_visit,
    a_planned_visit,
    post_of,
)

SignIn = Callable[[str], Client]

BASE = "/office/supervision/"
LATER = NOW + 60 * DAY


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask the clock; here it stands at the morning of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(visit: Visit) -> str:
    return f"{BASE}visits/{visit.pk}/"


def send(browser: Client, visit: Visit, typed: dict[str, Any]) -> Any:
    """The step that ``typed`` names under ``do``, sent with the rest of it."""
    rest = {name: value for name, value in typed.items() if name != "do"}
    return browser.post(f"{address(visit)}{typed['do']}/", rest)


def codes(answer: Any, form: str) -> set[str]:
    """The codes of what is wrong with a form of the page."""
    found = answer.context[form]
    return {error.code for errors in found.errors.as_data().values() for error in errors}


def needs_of(answer: Any) -> list[Any]:
    return list(answer.context["stuck"])


# --- whom to visit


def test_the_group_sees_whom_to_visit_and_why(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_group(cast)
    problem = listed(cast, a_problem(cast, voices=[]))
    at(monkeypatch, LATER)
    for who in ("leader", "guide"):
        page = as_(who).get(BASE)
        assert needs_of(page)[0].needs.unit == cast.village
        assert f'href="/office/problems/{problem.pk}/"' in text(page)
        assert f"{BASE}units/{cast.village.pk}/visit/" in text(page)


def test_a_late_duty_is_a_reason_for_those_who_see_it(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_group(cast)
    draft = ready_draft(cast)
    a_duty(cast, draft, "公布问题清单", unit_kinds=["village"], due_on=TODAY + 9 * DAY)
    adopt(draft=draft, actor=cast.clerk, now=NOW)

    def reasons(who: str) -> set[str]:
        return {
            matter.says.code
            for row in needs_of(as_(who).get(BASE))
            for matter in row.needs.matters
            if row.needs.unit == cast.village
        }

    at(monkeypatch, NOW + 9 * DAY)
    assert "stuck_duty" not in reasons("leader"), "on its day it is not late"
    at(monkeypatch, NOW + 10 * DAY)
    for who in ("leader", "guide", "clerk"):
        assert "stuck_duty" in reasons(who)
    assert "公布问题清单" in text(as_("leader").get(BASE))
    assert count(as_("leader"), BASE) <= 17


def test_the_office_and_the_county_look_on(as_: SignIn, cast: Cast) -> None:
    a_group(cast)
    for who in ("clerk", "first", "viewer"):
        page = as_(who).get(BASE)
        assert page.context["group"] == Group.objects.get()
        assert "/visit/" not in text(page), "only the group plans"


def test_without_a_group_the_guidance_post_still_sees_its_area(as_: SignIn, cast: Cast) -> None:
    a_guide(cast)
    page = as_("guide").get(BASE)
    assert page.context["without_group"]
    assert {one.needs.unit for one in needs_of(page)} == {cast.village, cast.hill_village}
    assert as_("guide").get(f"{BASE}units/{cast.village.pk}/visit/").status_code == 404


def test_another_group_is_asked_for_by_its_number(as_: SignIn, cast: Cast) -> None:
    group = a_group(cast)
    assert as_("clerk").get(f"{BASE}?group={group.pk}").status_code == 200
    for wrong in ("0", "x", "%00", "9" * 40):
        assert as_("clerk").get(f"{BASE}?group={wrong}").status_code == 404
    assert as_("outsider").get(f"{BASE}?group={group.pk}").status_code == 404


def test_the_visited_unit_sees_what_is_announced_and_then_what_was_found(
    as_: SignIn, cast: Cast
) -> None:
    visit = a_planned_visit(cast, on=TODAY, about="看二组水塘")
    page = as_("secretary").get(BASE)
    assert page.context["visits"] == [visit]
    assert "看二组水塘" in text(page)
    a_made_visit(cast, visit)
    page = as_("secretary").get(address(visit))
    for words in (HELP, FOUND, ALSO_FOUND):
        assert words in text(page)
    assert page.context["note"] is None
    assert page.context["remark"] is not None


def test_nothing_of_it_is_there_for_others(as_: SignIn, cast: Cast) -> None:
    """What another town, another unit and nobody find; and that there was something to find."""
    visit = a_made_visit(cast)
    group = visit.group
    before = Entry.objects.count()
    addresses = (
        address(visit),
        f"{address(visit)}remark/",
        f"{BASE}units/{cast.village.pk}/visit/",
        f"{BASE}groups/{group.pk}/remind/",
        f"{BASE}groups/{group.pk}/end/",
        f"{BASE}groups/east/",
    )
    assert HELP in text(as_("leader").get(address(visit)))
    for who in ("outsider", "teacher"):
        browser = as_(who)
        assert HELP not in text(browser.get(BASE))
        for one in addresses:
            assert browser.get(one).status_code in (404, 405), one
            assert browser.post(one, {"words": "外人"}).status_code == 404, one
    for one in (BASE, *addresses):
        assert as_("").get(one).status_code == 302
        assert as_("").post(one).status_code == 302
    assert Entry.objects.count() == before


# --- planning


def test_a_visit_is_planned_on_its_page(as_: SignIn, cast: Cast) -> None:
    a_group(cast)
    a_limit(cast, visits=2)
    leader, plan = as_("leader"), f"{BASE}units/{cast.village.pk}/visit/"
    assert leader.get(plan).context["room"].most == 2
    answer = leader.post(plan, {"planned_on": "2026-03-10", "about": "看水塘"})
    visit = Visit.objects.get()
    assert answer.headers["Location"] == address(visit)
    assert (visit.planned_on, visit.about, visit.unit) == (
        date(2026, 3, 10),
        "看水塘",
        cast.village,
    )


def test_beyond_the_limit_the_page_says_how_many_and_when_there_is_room(
    as_: SignIn, cast: Cast
) -> None:
    a_limit(cast, visits=1)
    a_planned_visit(cast)
    plan = f"{BASE}units/{cast.village.pk}/visit/"
    answer = as_("leader").post(plan, {"planned_on": "2026-03-20", "about": "再去一次"})
    assert codes(answer, "form") == {"calls_at_the_limit", "next_month_with_room"}
    assert "再去一次" in text(answer), "what was typed is kept"
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"planned_on": ""},
        {"planned_on": "明天"},
        {"planned_on": "0000-00-00"},
        {"planned_on": "2026-03-01"},
        {"planned_on": "9999-12-31"},
        {"planned_on": "2026-03-10", "about": "长" * 201},
        {"planned_on": "2026-03-10", "about": "\0"},
    ],
)
def test_a_plan_that_is_none_gets_a_sentence(
    as_: SignIn, cast: Cast, typed: dict[str, str]
) -> None:
    a_group(cast)
    answer = as_("leader").post(f"{BASE}units/{cast.village.pk}/visit/", typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Visit.objects.exists()


def test_units_of_another_area_are_not_planned_for(as_: SignIn, cast: Cast) -> None:
    a_group(cast)
    for unit in (cast.school, cast.other_village):
        assert as_("leader").get(f"{BASE}units/{unit.pk}/visit/").status_code == 404
    assert as_("leader").get(f"{BASE}units/999999/visit/").status_code == 404


# --- a visit


def test_a_visit_is_moved_and_called_off(as_: SignIn, cast: Cast) -> None:
    visit = a_planned_visit(cast)
    leader = as_("leader")
    send(leader, visit, {"do": "move", "planned_on": "2026-03-12", "reason": "抢收"})
    visit.refresh_from_db()
    assert visit.planned_on == date(2026, 3, 12)
    refused = send(leader, visit, {"do": "off", "reason": " "})
    assert codes(refused, "off") == {"words_missing"}
    send(leader, visit, {"do": "off", "reason": "片区另有安排"})
    visit.refresh_from_db()
    assert visit.state == "called_off"
    assert Call.objects.get().taken_back_at is not None
    over = send(leader, visit, {"do": "off", "reason": "再来"})
    assert over.context["off"] is None, "the form is no longer offered"
    [left] = over.context["left"]
    assert "visit_is_over" in {error.code for error in left.errors.as_data()["__all__"]}


def test_a_note_is_written_in_two_fields(as_: SignIn, cast: Cast) -> None:
    visit = a_planned_visit(cast, on=TODAY)
    leader = as_("leader")
    assert leader.get(address(visit)).context["note"] is not None
    typed = {
        "do": "note",
        "made_on": TODAY.isoformat(),
        "help": HELP,
        "findings": f"{FOUND}\r\n\r\n{ALSO_FOUND}",
    }
    assert send(leader, visit, typed).status_code == 302
    assert [one.words for one in Finding.objects.all()] == [FOUND, ALSO_FOUND]


def test_a_name_in_a_note_is_taken_out_or_explained(as_: SignIn, cast: Cast) -> None:
    visit = a_planned_visit(cast, on=TODAY)
    leader = as_("leader")
    typed = {"do": "note", "made_on": TODAY.isoformat(), "help": "帮王大爷修了门。", "findings": ""}
    for unasked in (leader.get(address(visit)), send(leader, visit, {**typed, "help": ""})):
        assert 'name="names_nobody"' not in text(unasked)
    refused = send(leader, visit, typed)
    assert codes(refused, "note") == {"note_names_somebody"}
    assert "帮王大爷修了门。" in text(refused)
    assert 'name="names_nobody"' in text(refused)
    send(leader, visit, {**typed, "names_nobody": "on"})
    visit.refresh_from_db()
    assert visit.state == "made"


def test_what_was_found_is_taken_up_on_the_page(as_: SignIn, cast: Cast) -> None:
    visit = a_made_visit(cast)
    listed_one, answered = visit.findings.all()
    guide = as_("guide")
    send(guide, visit, {"do": "problem", "of": listed_one.pk, "title": "水塘护栏"})
    problem = Problem.objects.get()
    assert problem.title == "水塘护栏"
    send(guide, visit, {"do": "answer", "of": answered.pk, "answer": "备用钥匙在中心。"})
    seen = text(as_("secretary").get(address(visit)))
    assert f"/office/problems/{problem.pk}/" in seen
    assert "备用钥匙在中心。" in seen
    again = send(guide, visit, {"do": "answer", "of": answered.pk, "answer": "又一个"})
    assert again.status_code == 200
    answered.refresh_from_db()
    assert answered.answer == "备用钥匙在中心。"


def test_a_problem_kept_from_the_unit_is_not_named_on_its_page(as_: SignIn, cast: Cast) -> None:
    visit = a_made_visit(cast)
    finding = visit.findings.first()
    assert finding is not None
    send(as_("leader"), visit, {"do": "problem", "of": finding.pk})
    problem = Problem.objects.get()
    link = f"/office/problems/{problem.pk}/"
    assert link in text(as_("secretary").get(address(visit)))
    Problem.objects.filter(pk=problem.pk).update(hidden_from=cast.village)
    assert link not in text(as_("secretary").get(address(visit)))
    assert problem.number not in text(as_("secretary").get(address(visit)))
    assert link in text(as_("leader").get(address(visit)))


def test_a_day_to_look_again_is_set_and_kept(as_: SignIn, cast: Cast) -> None:
    visit = a_made_visit(cast)
    finding = visit.findings.first()
    assert finding is not None
    leader = as_("leader")
    follow = {"do": "follow", "of": finding.pk, "on": "2026-03-09", "words": "护栏"}
    assert send(leader, visit, follow).status_code == 302
    assert "护栏" in text(leader.get(BASE))
    due = FollowUp.objects.get()
    send(leader, visit, {"do": "seen", "of": due.pk, "seen": "装好了"})
    due.refresh_from_db()
    assert due.seen == "装好了"
    assert not leader.get(BASE).context["follow_ups"]


def test_the_unit_adds_its_word(as_: SignIn, cast: Cast) -> None:
    visit = a_made_visit(cast)
    send(as_("secretary"), visit, {"do": "remark", "words": "护栏已报预算。"})
    assert Remark.objects.get().words == "护栏已报预算。"
    assert "护栏已报预算。" in text(as_("guide").get(address(visit)))
    send(as_("leader"), visit, {"do": "remark", "words": "不是我们单位"})
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"do": "nothing"}, 404),
        ({"do": "problem"}, 404),
        ({"do": "problem", "of": "0"}, 404),
        ({"do": "problem", "of": "x"}, 404),
        ({"do": "problem", "of": "٣"}, 404),
        ({"do": "seen", "of": "9" * 30}, 404),
        ({"do": "note"}, 200),
        ({"do": "note", "made_on": "2026-03-02", "help": "\0", "findings": "\0"}, 200),
        ({"do": "note", "made_on": "2026-03-02", "help": HELP, "findings": "缺护栏\n" * 40}, 200),
        ({"do": "move"}, 200),
        ({"do": "move", "planned_on": "2026-02-30", "reason": "x"}, 200),
        ({"do": "remark", "words": "\u200b"}, 200),
    ],
)
def test_what_cannot_be_done_gets_a_sentence_or_is_not_there(
    as_: SignIn, cast: Cast, typed: dict[str, str], status: int
) -> None:
    visit = a_planned_visit(cast, on=TODAY)
    assert send(as_("leader"), visit, typed).status_code == status
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_a_finding_of_another_visit_is_not_there(as_: SignIn, cast: Cast) -> None:
    visit = a_made_visit(cast)
    other = a_planned_visit(cast, unit=cast.hill_village)
    finding = visit.findings.first()
    assert finding is not None
    for typed in ({"do": "answer", "of": finding.pk, "answer": "错"},):
        assert send(as_("leader"), other, typed).status_code == 404


def test_a_step_is_not_read_but_leads_to_its_visit(as_: SignIn, cast: Cast) -> None:
    visit = a_planned_visit(cast)
    answer = as_("leader").get(f"{address(visit)}note/")
    assert answer.headers["Location"] == address(visit)
    assert as_("leader").get(f"{address(visit)}nothing/").status_code == 404
    assert as_("outsider").get(f"{address(visit)}note/").status_code == 404


# --- reminding


def test_the_group_reminds_of_a_stuck_problem(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = a_group(cast)
    problem = listed(cast, a_problem(cast, voices=[]))
    at(monkeypatch, LATER)
    leader, remind = as_("leader"), f"{BASE}groups/{group.pk}/remind/"
    assert remind in text(leader.get(BASE))
    for _ in range(2):
        assert leader.post(remind, {"problem": problem.pk}).status_code == 302
    assert Entry.objects.filter(kind="guidance.reminded").count() == 1
    for wrong in ("", "x", "0", "9" * 30):
        assert leader.post(remind, {"problem": wrong}).status_code == 404
    told = as_("clerk").post(remind, {"problem": problem.pk}, follow=True)
    assert [one.extra_tags for one in told.context["messages"]] == ["not_your_guidance_group"]


# --- groups


def test_the_office_sets_groups_up(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    helper = post_of("helper", cast.school, "staff")
    assert "东片区" in text(clerk.get(f"{BASE}groups/"))
    typed = {"leader": cast.leader.pk, "members": [helper.pk]}
    assert clerk.post(f"{BASE}groups/east/", typed).status_code == 302
    group = Group.objects.get()
    assert (group.leader, list(group.members.all())) == (cast.leader, [helper])
    assert str(helper) in text(clerk.get(f"{BASE}groups/"))
    assert clerk.post(f"{BASE}groups/{group.pk}/end/").status_code == 302
    group.refresh_from_db()
    assert group.ended_at is not None


@pytest.mark.parametrize("leader", ["", "x", "0", "9" * 40])
def test_a_group_needs_a_leading_official(as_: SignIn, cast: Cast, leader: str) -> None:
    answer = as_("clerk").post(f"{BASE}groups/east/", {"leader": leader})
    assert list(answer.context["form"].errors) == ["leader"]
    clerk = as_("clerk").post(f"{BASE}groups/east/", {"leader": cast.clerk.pk})
    assert list(clerk.context["form"].errors) == ["leader"]
    assert not Group.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "leader", "first", "viewer", "guide"])
def test_only_the_office_sets_groups_up(as_: SignIn, cast: Cast, who: str) -> None:
    a_guide(cast)
    for one in (f"{BASE}groups/", f"{BASE}groups/east/"):
        assert as_(who).get(one).status_code == 404
        assert as_(who).post(one, {"leader": cast.leader.pk}).status_code == 404
    assert as_("outsider").get(f"{BASE}groups/east/").status_code == 404
    assert as_("clerk").get(f"{BASE}groups/nowhere/").status_code == 404


# --- what pages cost


def count(browser: Client, where: str) -> int:
    browser.get(where)
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(where).status_code == 200
    return len(sent)


def test_the_page_of_an_area_costs_the_same_for_one_and_for_three(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_follow_up(cast)
    a_planned_visit(cast)
    listed(cast, a_problem(cast, voices=[]))
    at(monkeypatch, LATER)
    leader = as_("leader")
    one = count(leader, BASE)
    at(monkeypatch, NOW)
    for number in range(2):
        listed(cast, a_problem(cast, voices=[]))
        a_planned_visit(cast, on=TODAY + timedelta(days=20 + number))
        made = a_made_visit(cast, a_planned_visit(cast, on=TODAY))
        finding = made.findings.first()
        assert finding is not None
        a_follow_up(cast, finding)
    at(monkeypatch, LATER)
    assert one == count(leader, BASE)
    assert one == 13, "three of the frame; where a campaign runs, three more for its duties"


def test_the_page_of_a_visit_costs_the_same_for_one_and_for_three(as_: SignIn, cast: Cast) -> None:
    def cost(findings: int) -> int:
        visit = a_made_visit(
            cast, a_planned_visit(cast, on=TODAY), findings=[f"缺护栏{n}" for n in range(findings)]
        )
        for finding in visit.findings.all():
            a_follow_up(cast, finding)
        return count(as_("leader"), address(visit))

    assert cost(1) == cost(3)


def test_the_list_of_the_visited_unit_stays_within_twelve(as_: SignIn, cast: Cast) -> None:
    a_made_visit(cast)
    assert count(as_("secretary"), BASE) <= 12

"""Units and posts: who answers where, handing over, covering, closing and merging, as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import problems_made
import voices_made
from builders import a_campaign
from cast import NOW, PASSWORD, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, give_entry_word, vacate
from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.queries import holder
from qunce.domain.organisations.models import Unit
from qunce.domain.record.models import Entry
from qunce.domain.reorganisations.actions import cover_unit
from qunce.domain.study.models import Member
from qunce.domain.voices.actions import state_interest
from qunce.kernel import clock
from reorganisations_made import hill_secretary, merged
from web.office.unit_pages import a_held_post, a_unit, browser_of, text

SignIn = Callable[[str], Client]
DAY = timedelta(days=1)
UNITS = "/office/units/"


@pytest.fixture(autouse=True)
def half_past_nine(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as sent:
        text(client.get(address))
    return len(sent.captured_queries)


# --- the matrix: who finds which page


CHANGES = (
    "new/",
    "{village}/posts/new/",
    "{village}/cover/",
    "{village}/close/",
    "{village}/merge/",
    "posts/{post}/",
)
WRITES = (
    *CHANGES,
    "{village}/cover/stop/",
    "posts/{post}/vacant/",
    "posts/{post}/own-branch/",
    "posts/{post}/word/",
)


def _at(cast: Cast, address: str) -> str:
    return UNITS + address.format(village=cast.village.pk, post=cast.secretary.pk)


@pytest.mark.parametrize("address", CHANGES)
def test_the_office_and_nobody_else_finds_what_changes_a_unit(
    as_: SignIn, cast: Cast, address: str
) -> None:
    assert as_("clerk").get(_at(cast, address)).status_code == 200
    for who in ("secretary", "leader", "first", "viewer", "teacher"):
        assert as_(who).get(_at(cast, address)).status_code == 404, who
    outsider = as_("outsider").get(_at(cast, address))
    assert outsider.status_code == (200 if address == "new/" else 404)
    nobody = Client().get(_at(cast, address))
    assert nobody["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", WRITES)
def test_what_is_sent_from_elsewhere_changes_nothing(as_: SignIn, cast: Cast, address: str) -> None:
    before = Entry.objects.count()
    sent = {
        "on": TODAY.isoformat(),
        "reason": "别人的理由",
        "since": TODAY.isoformat(),
        "by": cast.school.pk,
        "successor": cast.school.pk,
        "merge": "",
        "title": "别人的岗位",
        "role": "staff",
        "name": "别人的单位",
        "kind": "village",
        "parent": cast.town.pk,
    }
    for who in ("outsider", "secretary", "leader", "viewer", "teacher", "first"):
        answer = as_(who).post(_at(cast, address), sent)
        assert answer.status_code == (200 if (who, address) == ("outsider", "new/") else 404), who
    assert Client().post(_at(cast, address), sent).status_code == 302
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", True),
        ("first", True),
        ("leader", True),
        ("viewer", True),
        ("secretary", True),
        ("teacher", False),
        ("outsider", False),
    ],
)
def test_whose_page_of_a_unit_opens(as_: SignIn, cast: Cast, who: str, sees: bool) -> None:
    answer = as_(who).get(f"{UNITS}{cast.village.pk}/")
    assert answer.status_code == (200 if sees else 404)
    assert ("上清村" in text(as_(who).get(UNITS))) is sees
    if sees:
        hands_over = f"/office/units/posts/{cast.secretary.pk}/" in text(answer)
        assert hands_over is (who == "clerk")


@pytest.mark.parametrize("address", ["", "{}/", "posts/{}/", "{}/merge/", "{}/close/"])
def test_what_is_not_there_is_not_there(as_: SignIn, cast: Cast, address: str) -> None:
    answer = as_("clerk").get(UNITS + address.format(999_999))
    assert answer.status_code == (200 if not address else 404)


@pytest.mark.parametrize("code", ["nowhere", "baishi", "a%00b", "'; --"])
def test_a_list_under_a_unit_that_is_not_ones_own_is_not_there(
    as_: SignIn, cast: Cast, code: str
) -> None:
    assert as_("clerk").get(f"{UNITS}?under={code}").status_code == 404


# --- the list


def _three_more(cast: Cast) -> None:
    for number in range(3):
        unit = a_unit(f"v-{number}", f"{number}号村", "village", cast.town)
        a_held_post(unit, "secretary", "党支部书记", f"sec-{number}")
        add_post(
            unit=unit, code=f"seat-{number}", title="委员", role="staff", actor=SYSTEM, now=NOW
        )


def test_the_list_costs_the_same_for_one_row_and_for_three(as_: SignIn, cast: Cast) -> None:
    clerk = as_("clerk")
    clerk.get(UNITS)
    before = _count(clerk, UNITS)
    _three_more(cast)
    assert _count(clerk, UNITS) == before == 10


def test_a_units_page_costs_the_same_for_one_post_and_for_three(as_: SignIn, cast: Cast) -> None:
    a_campaign(cast)
    clerk, address = as_("clerk"), f"{UNITS}{cast.village.pk}/"
    add_post(unit=cast.village, code="s0", title="委员甲", role="staff", actor=SYSTEM, now=NOW)
    clerk.get(address)
    before = _count(clerk, address)
    for number in (1, 2):
        voices_made.registered(cast)
        problems_made.listed(cast)
        title = f"委员{number}"
        add_post(
            unit=cast.village, code=f"s{number}", title=title, role="staff", actor=SYSTEM, now=NOW
        )
    assert _count(clerk, address) == before


def test_closed_units_are_folded_away_and_still_open(as_: SignIn, cast: Cast) -> None:
    hill_secretary(cast)
    merged(cast)
    page = text(as_("clerk").get(UNITS))
    kinds, folded = page.split('<details class="closed-units"')
    assert "上清村" not in kinds
    assert "上清村" in folded
    assert 'data-ended="shangqing"' in text(as_("clerk").get(f"{UNITS}{cast.village.pk}/"))


def test_of_many_units_a_county_sees_town_by_town(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.web.office.units.lists.AT_ONCE", 3)
    county = browser_of(voices_made.county_clerk(cast))
    page = text(county.get(UNITS))
    assert "?under=qingquan" in page
    assert "上清村" not in page
    assert "上清村" in text(county.get(f"{UNITS}?under=qingquan"))


# --- a vacant post


def test_a_vacant_post_says_since_when_what_waits_and_who_can_appoint(
    as_: SignIn, cast: Cast
) -> None:
    a_campaign(cast)
    voices_made.registered(cast)
    problems_made.listed(cast)
    vacate(post=cast.secretary, on=TODAY - 3 * DAY, actor=SYSTEM, now=NOW)
    for address in (f"{UNITS}{cast.village.pk}/", f"{UNITS}posts/{cast.secretary.pk}/"):
        page = text(as_("clerk").get(address, headers={"accept-language": "en"}))
        assert (TODAY - 3 * DAY).isoformat() in page
        assert "1 message to answer" in page
        assert "1 problem to put right" in page
        assert re.search(r"\d+ dut(y|ies) not done yet", page)
        assert str(cast.clerk) in page
    assert str(cast.secretary) in text(as_("clerk").get(UNITS))


def test_what_waits_is_counted_among_what_the_reader_may_see(as_: SignIn, cast: Cast) -> None:
    """A county viewer sees no message; who states an interest in one does not see it counted."""
    voice = voices_made.registered(cast)
    problems_made.listed(cast, problems_made.a_problem(cast, voices=[]))
    vacate(post=cast.secretary, on=TODAY - 3 * DAY, actor=SYSTEM, now=NOW)

    def page(who: str) -> str:
        address = f"{UNITS}{cast.village.pk}/"
        return text(as_(who).get(address, headers={"accept-language": "en"}))

    assert "message to answer" not in page("viewer")
    assert "1 problem to put right" in page("viewer")
    assert "1 message to answer" in page("clerk")
    state_interest(post=cast.clerk, voice=voice, now=NOW)
    assert "message to answer" not in page("clerk")


def test_what_a_post_owes_and_what_waits_there_is_the_same_after_a_vacancy(
    as_: SignIn, cast: Cast
) -> None:
    voice = voices_made.registered(cast)
    problem = problems_made.listed(cast)
    vacate(post=cast.secretary, on=TODAY - 3 * DAY, actor=SYSTEM, now=NOW)
    answer = as_("clerk").post(
        f"{UNITS}posts/{cast.secretary.pk}/",
        {"user": cast.person("teacher").pk, "since": TODAY.isoformat()},
    )
    assert answer.status_code == 302
    problem.refresh_from_db()
    assert (problem.responsible, voices_made.as_now(voice).responsible) == (
        cast.secretary,
        cast.village,
    )


def test_a_post_is_left_vacant_from_the_page(as_: SignIn, cast: Cast) -> None:
    answer = as_("clerk").post(
        f"{UNITS}posts/{cast.secretary.pk}/vacant/", {"on": TODAY.isoformat()}
    )
    assert answer.status_code == 302
    assert holder(cast.secretary, TODAY) is None


@pytest.mark.parametrize("day", ["", "gestern", "2026-01-05", "2026-13-40"])
def test_a_wrong_day_leaves_nothing_vacant(as_: SignIn, cast: Cast, day: str) -> None:
    answer = as_("clerk").post(f"{UNITS}posts/{cast.secretary.pk}/vacant/", {"on": day})
    assert answer.status_code == 302
    assert holder(cast.secretary, TODAY) is not None


# --- handing over, and the first password


def _newcomer(as_: SignIn, cast: Cast) -> str:
    """The word of somebody new who takes the secretary's post."""
    answer = as_("clerk").post(
        f"{UNITS}posts/{cast.secretary.pk}/",
        {"name": "白新任", "username": "bai-xinren", "since": TODAY.isoformat()},
    )
    page = text(answer)
    assert answer["Cache-Control"] == "no-store"
    found = re.search(r'class="entry-word">([^<]+)<', page)
    assert found is not None
    return found.group(1)


def _choose(word: str, /, **changes: str) -> Any:
    typed = {
        "username": "bai-xinren",
        "word": word,
        "password": PASSWORD,
        "again": PASSWORD,
        **changes,
    }
    return Client().post("/accounts/first/", typed)


def test_somebody_new_chooses_a_password_with_the_word_once(as_: SignIn, cast: Cast) -> None:
    word = _newcomer(as_, cast)
    user = User.objects.get(username="bai-xinren")
    assert not user.has_usable_password()
    assert word.replace("-", "") not in user.entry_word
    assert _choose(f" {word.lower()} ").status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert text(_choose(word, password="another long one", again="another long one"))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_word_stands_in_no_session_record_or_later_page(as_: SignIn, cast: Cast) -> None:
    word = _newcomer(as_, cast)
    assert word not in text(as_("clerk").get(f"{UNITS}posts/{cast.secretary.pk}/"))
    kept = "".join(Entry.objects.values_list("canonical", flat=True))
    assert word not in kept
    assert "白新任" not in kept
    assert "bai-xinren" not in kept


def test_the_word_is_dead_after_seven_days(
    as_: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = _newcomer(as_, cast)
    monkeypatch.setattr(clock, "now", lambda: NOW + 7 * DAY)
    text(_choose(word))
    assert not User.objects.get(username="bai-xinren").has_usable_password()


@pytest.mark.parametrize(
    "changes",
    [
        {"word": "0000-0000-0000-0"},
        {"word": "字"},
        {"word": "\0"},
        {"username": "nobody-at-all"},
        {"username": "log-in-clerk"},
        {"username": "a\0b"},
        {"password": "short", "again": "short"},
        {"again": "something else entirely"},
        {"password": "", "again": ""},
    ],
)
def test_what_does_not_fit_sets_no_password(
    as_: SignIn, cast: Cast, changes: dict[str, str]
) -> None:
    word = _newcomer(as_, cast)
    text(_choose(word, **changes))
    assert not User.objects.get(username="bai-xinren").has_usable_password()
    assert not cast.person("clerk").has_usable_password()


def test_too_many_tries_have_to_wait(as_: SignIn, cast: Cast) -> None:
    word = _newcomer(as_, cast)
    for _try in range(10):
        text(_choose("0000-0000-0000-0"))
    text(_choose(word), status=429)
    assert not User.objects.get(username="bai-xinren").has_usable_password()


def test_a_new_word_is_recorded_of_the_post_and_ends_the_earlier_one(
    as_: SignIn, cast: Cast
) -> None:
    first = _newcomer(as_, cast)
    page = text(as_("clerk").post(f"{UNITS}posts/{cast.secretary.pk}/word/"))
    assert 'class="entry-word"' in page
    newest = Entry.objects.newest_first()[0]
    assert (newest.kind, newest.subject) == ("post.entry_word_given", cast.secretary.ref)
    text(_choose(first))
    assert not User.objects.get(username="bai-xinren").has_usable_password()


def test_no_office_gives_a_word_to_somebody_who_holds_a_post_elsewhere(
    as_: SignIn, cast: Cast
) -> None:
    voices_made.a_post(cast, cast.county, "staff", "county-too", also="secretary")
    answer = as_("clerk").post(f"{UNITS}posts/{cast.secretary.pk}/word/")
    assert answer.status_code == 302
    assert cast.person("secretary").entry_word == ""


def test_a_word_of_a_past_holder_opens_nothing_for_the_next(cast: Cast) -> None:
    word = give_entry_word(
        user=cast.person("secretary"), post=cast.secretary, actor=SYSTEM, now=NOW
    )
    text(_choose(word, username="log-in-teacher"))
    assert not cast.person("teacher").has_usable_password()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "name"),
        ({"name": "白新任"}, "username"),
        ({"name": "白新任", "username": "有 空格"}, "username"),
        ({"name": "白新任", "username": "log-in-clerk"}, "username"),
        ({"name": "\x07", "username": "bai"}, "name"),
        ({"user": "999999"}, "user"),
        ({"user": "x"}, "user"),
        ({"name": "白新任", "username": "bai", "since": "2026-01-05"}, "since"),
        ({"name": "白新任", "username": "bai", "since": "morgen"}, "since"),
    ],
)
def test_a_wrong_hand_over_changes_nothing_and_says_why(
    as_: SignIn, cast: Cast, sent: dict[str, str], field: str
) -> None:
    before = Entry.objects.count(), User.objects.count()
    answer = as_("clerk").post(
        f"{UNITS}posts/{cast.secretary.pk}/", {"since": TODAY.isoformat(), **sent}
    )
    text(answer)
    assert field in answer.context["form"].errors
    assert (Entry.objects.count(), User.objects.count()) == before


def test_only_people_of_ones_own_units_are_offered(as_: SignIn, cast: Cast) -> None:
    page = text(as_("clerk").get(f"{UNITS}posts/{cast.secretary.pk}/"))
    assert "log-in-teacher" in page
    assert "log-in-outsider" not in page
    assert "log-in-viewer" not in page


def test_the_own_branch_of_a_leading_official_is_named(as_: SignIn, cast: Cast) -> None:
    address = f"{UNITS}posts/{cast.leader.pk}/own-branch/"
    as_("clerk").post(address, {"own_branch": cast.village.pk})
    assert Post.objects.get(pk=cast.leader.pk).own_branch == cast.village
    as_("clerk").post(address, {"own_branch": cast.other_village.pk})
    assert Post.objects.get(pk=cast.leader.pk).own_branch == cast.village
    as_("clerk").post(address, {"own_branch": ""})
    assert Post.objects.get(pk=cast.leader.pk).own_branch is None


def test_a_secretarys_post_has_no_own_branch(as_: SignIn, cast: Cast) -> None:
    as_("clerk").post(
        f"{UNITS}posts/{cast.secretary.pk}/own-branch/", {"own_branch": cast.village.pk}
    )
    assert Post.objects.get(pk=cast.secretary.pk).own_branch is None


# --- adding


def test_a_new_organisation_without_a_branch_is_added_and_covered(as_: SignIn, cast: Cast) -> None:
    answer = as_("clerk").post(
        f"{UNITS}new/",
        {
            "name": "清泉茶叶合作社",
            "kind": "organisation",
            "parent": cast.town.pk,
            "covered_by": cast.village.pk,
        },
    )
    shop = Unit.objects.get(name="清泉茶叶合作社")
    assert answer["Location"] == f"{UNITS}{shop.pk}/"
    assert shop.covered_by == cast.village
    assert "清泉茶叶合作社" in text(as_("secretary").get(UNITS))
    as_("clerk").post(f"{UNITS}{shop.pk}/cover/stop/")
    assert Unit.objects.get(pk=shop.pk).covered_by is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"kind": "county"}, "kind"),
        ({"parent": ""}, "parent"),
        ({"parent": "999999"}, "parent"),
        ({"code": "Groß"}, "code"),
        ({"code": "shangqing"}, "code"),
        ({"covered_by": "zwei"}, "covered_by"),
    ],
)
def test_a_wrong_unit_is_not_added(
    as_: SignIn, cast: Cast, changes: dict[str, str], field: str
) -> None:
    before = Unit.objects.count()
    given = {"name": "新村", "kind": "village", "parent": cast.town.pk}
    answer = as_("clerk").post(f"{UNITS}new/", {**given, **changes})
    text(answer)
    assert field in answer.context["form"].errors
    assert Unit.objects.count() == before


def test_a_unit_that_cannot_be_covered_is_not_added_at_all(as_: SignIn, cast: Cast) -> None:
    before = Unit.objects.count()
    given = {"name": "新社", "kind": "organisation", "parent": cast.town.pk}
    answer = as_("clerk").post(f"{UNITS}new/", {**given, "covered_by": cast.hill_village.pk})
    text(answer)
    assert Unit.objects.count() == before


def test_a_post_is_added_and_leads_to_its_hand_over(as_: SignIn, cast: Cast) -> None:
    address = f"{UNITS}{cast.hill_village.pk}/posts/new/"
    answer = as_("clerk").post(address, {"title": "党支部书记", "role": "secretary"})
    post = Post.objects.get(unit=cast.hill_village)
    assert answer["Location"] == f"{UNITS}posts/{post.pk}/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"role": "king"}, "role"),
        ({"area": "east"}, "area"),
    ],
)
def test_a_wrong_post_is_not_added(
    as_: SignIn, cast: Cast, changes: dict[str, str], field: str
) -> None:
    given = {"title": "党支部书记", "role": "secretary"}
    address = f"{UNITS}{cast.hill_village.pk}/posts/new/"
    answer = as_("clerk").post(address, {**given, **changes})
    text(answer)
    assert field in answer.context["form"].errors
    assert not Post.objects.filter(unit=cast.hill_village).exists()


# --- ending


def test_closing_says_what_has_to_be_settled_first(as_: SignIn, cast: Cast) -> None:
    voices_made.registered(cast)
    page = text(as_("clerk").get(f"{UNITS}{cast.village.pk}/close/"))
    assert 'data-reason="unit_has_open_messages"' in page
    as_("clerk").post(
        f"{UNITS}{cast.village.pk}/close/", {"on": TODAY.isoformat(), "reason": "没有人了"}
    )
    assert Unit.objects.get(pk=cast.village.pk).closed_on is None


def test_a_unit_is_closed_from_its_page(as_: SignIn, cast: Cast) -> None:
    a_campaign(cast)
    address = f"{UNITS}{cast.village.pk}/close/"
    assert "data-reason" not in text(as_("clerk").get(address))
    answer = as_("clerk").post(address, {"on": TODAY.isoformat(), "reason": "村民都搬走了。"})
    assert answer.status_code == 302
    page = text(as_("clerk").get(f"{UNITS}{cast.village.pk}/"))
    assert "村民都搬走了。" in page
    assert f"{cast.village.pk}/close/" not in page


def test_a_merger_is_shown_before_it_is_done(as_: SignIn, cast: Cast) -> None:
    hill_secretary(cast)
    a_campaign(cast)
    voices_made.registered(cast)
    address = f"{UNITS}{cast.village.pk}/merge/"
    sent = {
        "successor": cast.hill_village.pk,
        "on": TODAY.isoformat(),
        "reason": "两村合并。",
    }
    shown = text(as_("clerk").post(address, {**sent, "look": ""}))
    assert "洪岭生" in shown
    assert Unit.objects.get(pk=cast.village.pk).closed_on is None
    other = as_("clerk").post(address, {**sent, "merge": cast.school.pk})
    assert "洪岭生" in text(other)  # not what was shown: shown again, and nothing done
    assert Unit.objects.get(pk=cast.village.pk).closed_on is None
    answer = as_("clerk").post(address, {**sent, "merge": cast.hill_village.pk})
    assert answer["Location"] == f"{UNITS}{cast.hill_village.pk}/"
    assert Unit.objects.get(pk=cast.village.pk).successor == cast.hill_village
    hill = browser_of(Post.objects.get(code="dongling-secretary"))
    assert str(cast.secretary) in text(hill.get(UNITS))


@pytest.mark.parametrize(
    "changes",
    [
        {"successor": ""},
        {"successor": "999999"},
        {"on": "gestern"},
        {"on": (TODAY + DAY).isoformat()},
        {"reason": ""},
        {"reason": "长" * 301},
        {"reason": "\0"},
    ],
)
def test_a_wrong_merger_changes_nothing(as_: SignIn, cast: Cast, changes: dict[str, str]) -> None:
    hill_secretary(cast)
    sent = {
        "successor": str(cast.hill_village.pk),
        "on": TODAY.isoformat(),
        "reason": "两村合并。",
        "merge": str(cast.hill_village.pk),
    }
    text(as_("clerk").post(f"{UNITS}{cast.village.pk}/merge/", {**sent, **changes}))
    assert Unit.objects.get(pk=cast.village.pk).closed_on is None


def test_how_people_prefer_to_study_is_counted_nowhere(as_: SignIn, cast: Cast) -> None:
    for number in range(7):
        Member.objects.create(unit=cast.village, called=str(number), prefers="read_to")
    page = text(as_("clerk").get(f"{UNITS}{cast.village.pk}/close/"))
    found = re.search(r'data-reason="unit_notes_how_people_study">([^<]*)<', page)
    assert found is not None
    assert not re.search(r"\d", unescape(found.group(1)))


# --- a hospital group


def test_a_hospital_group_covers_merges_and_closes_wards(cast: Cast) -> None:
    group = a_unit("qing-health", "Qing Health", "group", None)
    hospital = a_unit("st-anne", "St Anne", "hospital", group)
    ward_a = a_unit("ward-a", "Ward A", "ward", hospital)
    ward_b = a_unit("ward-b", "Ward B", "ward", hospital)
    lab = a_unit("lab", "Laboratory", "ward", hospital)
    office = a_held_post(hospital, "campaign_office", "Campaign office", "anne")
    a_held_post(ward_a, "secretary", "Ward lead", "alma")
    old = a_held_post(ward_b, "secretary", "Ward lead", "bert")
    cover_unit(unit=lab, by=ward_b, actor=office, now=NOW)
    browser = browser_of(office)
    sent = {
        "successor": ward_a.pk,
        "on": TODAY.isoformat(),
        "reason": "One ward.",
        "merge": ward_a.pk,
    }
    assert browser.post(f"{UNITS}{ward_b.pk}/merge/", sent).status_code == 302
    held = holder(old, TODAY)
    assert held is not None
    assert held.user.username == "alma"
    page = text(browser.get(UNITS))
    assert "Ward A acts for it" in page
    assert not re.search(r"[Vv]illage|[Tt]ownship|Party", page)
    assert not re.search(r"[Vv]illage|Party", text(browser.get(f"{UNITS}{ward_b.pk}/")))
    lab.refresh_from_db()
    sent.pop("successor")
    assert browser.post(f"{UNITS}{lab.pk}/close/", sent).status_code == 302
    assert Unit.objects.get(pk=lab.pk).closed_on == TODAY

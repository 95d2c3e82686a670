"""The form budget and the limit on calls, as offices, branches and the outsider see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import consultations_made as asking
from budgets_made import a_budget, a_call, a_limit, an_ask, office_of
from builders import statements
from cast import NOW, SYSTEM, TODAY, Cast
from checks_made import a_check_list, a_place, a_series
from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import count_saving, take_back
from qunce.domain.budgets.models import Asked, CallLimit, FormBudget
from qunce.domain.checks.models import CheckList, Round, Series
from qunce.kernel import clock

SignIn = Callable[[str], Client]
BUDGET, CALLS = "/office/budget/", "/office/budget/calls/"
VILLAGE = "/office/budget/levels/village/"
SERIES = "/office/checks/series/new/"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def county_office(cast: Cast) -> Post:
    return office_of(cast.county)


@pytest.fixture
def at_the_county(county_office: Post, settings: Any) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(
        county_office.holdings.get().user, backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    return client


def english(client: Client, path: str) -> str:
    client.cookies["django_language"] = "en"
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def codes(response: Any) -> set[str]:
    form = response.context["form"]
    return {one.code for errors in form.errors.as_data().values() for one in errors}


# --- reading


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "viewer", "teacher"])
@pytest.mark.parametrize("path", [BUDGET, VILLAGE, CALLS, f"{BUDGET}levels/resident/"])
def test_all_staff_may_know_what_is_asked_of_them(as_: SignIn, who: str, path: str) -> None:
    assert as_(who).get(path).status_code == 200


@pytest.mark.parametrize("path", [BUDGET, VILLAGE, CALLS])
def test_whoever_is_not_signed_in_is_asked_to(as_: SignIn, path: str) -> None:
    assert as_("").get(path).status_code == 302


@pytest.mark.parametrize(
    ("who", "sees"), [("clerk", True), ("secretary", True), ("viewer", False), ("outsider", False)]
)
def test_a_town_s_asks_are_on_its_own_page(cast: Cast, as_: SignIn, who: str, sees: bool) -> None:
    """The county's own page tells what the county asks; its towns stand below."""
    an_ask(cast)
    assert ("第1项数字" in as_(who).get(VILLAGE).content.decode()) is sees


@pytest.mark.parametrize(
    ("who", "status"),
    [("viewer", 200), ("clerk", 200), ("outsider", 404), ("secretary", 200), ("teacher", 200)],
)
def test_a_town_below_is_looked_at_by_its_address(
    cast: Cast, as_: SignIn, who: str, status: int
) -> None:
    an_ask(cast)
    response = as_(who).get(f"{VILLAGE}?of={cast.town.code}")
    assert response.status_code == status
    if status == 200:
        assert "第1项数字" in response.content.decode()


@pytest.mark.parametrize("code", ["nowhere", "shangqing", "' OR 1=1", "%00", "x" * 500])
def test_what_is_not_there_and_what_is_not_yours_look_alike(as_: SignIn, code: str) -> None:
    assert as_("clerk").get(BUDGET, {"of": code}).status_code == 404


@pytest.mark.parametrize("level", ["person", "Village", "no-such-level"])
def test_a_level_that_is_not_there(as_: SignIn, level: str) -> None:
    assert as_("clerk").get(f"{BUDGET}levels/{level}/").status_code == 404


def test_the_page_says_how_it_counts_and_what_is_beyond(cast: Cast, as_: SignIn) -> None:
    a_budget(cast, fields=4)
    an_ask(cast, reason="汛期每天要看水位")
    page = english(as_("clerk"), VILLAGE)
    for said in ("10 fields", "4 fields, 10 minutes", "Beyond the budget", "汛期每天要看水位"):
        assert said in page
    assert "15 seconds for each field" in page


def test_fewer_than_ten_savings_are_not_told(cast: Cast, as_: SignIn) -> None:
    def save(times: int) -> None:
        for _ in range(times):
            last_week = NOW - timedelta(weeks=1)
            count_saving(form="office:problem_new", level="village", seconds=50, now=last_week)

    save(9)
    page = english(as_("clerk"), VILLAGE)
    assert "too few savings to be told" in page
    assert "estimated from the fields" in page
    save(1)
    page = english(as_("clerk"), VILLAGE)
    assert "too few" not in page
    assert ">measured<" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_however_much_is_asked(
    cast: Cast, as_: SignIn, county_office: Post, number: int
) -> None:
    a_limit(county_office, visits=9)
    units = [cast.village, cast.hill_village, cast.school]
    for one in range(number):
        an_ask(cast, one)
        a_budget(cast, fields=900, since=TODAY + timedelta(days=one))
        a_call(cast, one, unit=units[one], on=TODAY)
        count_saving(form="office:problem_new", level="village", seconds=9, now=NOW)
    client = as_("clerk")
    client.get(BUDGET)
    # Four of them: the session, the user, the posts, the notices of the day.
    assert len(statements(lambda: client.get(BUDGET))) <= 12
    assert len(statements(lambda: client.get(VILLAGE))) <= 12
    assert len(statements(lambda: client.get(CALLS))) <= 12
    assert (
        len(statements(lambda: client.get(BUDGET))),
        len(statements(lambda: client.get(VILLAGE))),
        len(statements(lambda: client.get(CALLS))),
    ) == COST


COST = (10, 10, 8)


# --- setting


def set_it(client: Client, **changes: Any) -> Any:
    given = {"fields_asked": 20, "minutes": 10, "since": TODAY.isoformat(), **changes}
    return client.post(VILLAGE, given)


def test_the_office_sets_a_budget_and_the_page_shows_it(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    assert set_it(clerk).status_code == 302
    budget = FormBudget.objects.get()
    assert (budget.unit, budget.level, budget.fields) == (cast.town, "village", 20)
    assert "20 fields, 10 minutes" in english(clerk, VILLAGE)


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_nobody_else_sets_one(as_: SignIn, who: str) -> None:
    assert set_it(as_(who)).status_code == 404
    assert not FormBudget.objects.exists()


def test_an_office_sets_none_for_a_town_it_only_looks_at(cast: Cast, at_the_county: Client) -> None:
    path = f"{VILLAGE}?of={cast.town.code}"
    given = {"fields_asked": 1, "minutes": 1, "since": TODAY.isoformat()}
    assert at_the_county.post(path, given).status_code == 404
    assert not FormBudget.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"fields_asked": ""},
        {"fields_asked": "-1"},
        {"fields_asked": "viele"},
        {"fields_asked": "1e9"},
        {"minutes": "99999"},
        {"minutes": "１２x"},
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"since": "\x00"},
        {"since": (TODAY - timedelta(days=1)).isoformat()},
    ],
)
def test_bad_input_gets_a_sentence(as_: SignIn, changes: dict[str, str]) -> None:
    response = set_it(as_("clerk"), **changes)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not FormBudget.objects.exists()


def limit(client: Client, **changes: Any) -> Any:
    given = {"visits": 2, "checks": 1, "since": TODAY.isoformat(), **changes}
    return client.post(CALLS, given)


def test_the_county_limits_calls_and_everybody_reads_it(
    cast: Cast, as_: SignIn, at_the_county: Client
) -> None:
    assert limit(at_the_county).status_code == 302
    assert CallLimit.objects.get().visits == 2
    assert "2 visits, 1 check" in english(as_("secretary"), CALLS)


@pytest.mark.parametrize("who", ["clerk", "secretary", "leader", "viewer", "outsider"])
def test_nobody_below_limits_them(as_: SignIn, who: str) -> None:
    assert limit(as_(who)).status_code == 404
    assert not CallLimit.objects.exists()


@pytest.mark.parametrize("changes", [{"visits": "many"}, {"checks": "32"}, {"visits": "-1"}])
def test_a_limit_that_cannot_be_gets_a_sentence(
    at_the_county: Client, changes: dict[str, str]
) -> None:
    response = limit(at_the_county, **changes)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_calls_page_shows_ones_own_units(cast: Cast, as_: SignIn) -> None:
    call = a_call(cast, on=TODAY)
    assert cast.village.name in as_("clerk").get(CALLS).content.decode()
    assert "第1次走访" in as_("secretary").get(CALLS).content.decode()
    for who in ("outsider", "teacher"):
        assert "第1次走访" not in as_(who).get(CALLS).content.decode()
    take_back(call=call, now=NOW)
    assert "第1次走访" not in as_("clerk").get(CALLS).content.decode()


# --- before something is added


def new_series(client: Client, cast: Cast, **changes: Any) -> Any:
    given = {
        "unit": cast.school.pk,
        "name": "饮水消毒次数",
        "counted_in": "次",
        "starts_on": TODAY.isoformat(),
        "workdays_only": "on",
    }
    return client.post(SERIES, {**given, **changes})


def test_one_sees_what_it_adds_without_saving(cast: Cast, as_: SignIn) -> None:
    a_budget(cast, level="school", fields=5)
    clerk = as_("clerk")
    assert clerk.get(SERIES).context["adds"].lines[0].then is None
    response = new_series(clerk, cast, weigh="1")
    assert response.status_code == 200
    [line] = response.context["adds"].lines
    assert (line.now.fields, line.then.fields, line.beyond) == (0, 10, True)
    assert not Series.objects.exists()
    half = new_series(clerk, cast, weigh="1", unit="")
    assert half.status_code == 200


def test_beyond_the_budget_a_reason_is_asked_for_and_taken(cast: Cast, as_: SignIn) -> None:
    a_budget(cast, level="school", fields=5)
    clerk = as_("clerk")
    response = new_series(clerk, cast)
    assert codes(response) == {"beyond_form_budget"}
    assert b'name="beyond"' in response.content
    named = new_series(clerk, cast, beyond="王大爷要看")
    assert codes(named) == {"beyond_reason_names_somebody"}
    assert new_series(clerk, cast, beyond="疾控部门这个月每天要数").status_code == 302
    assert Asked.objects.get().reason == "疾控部门这个月每天要数"


def test_within_the_budget_nobody_is_asked_for_a_reason(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    assert b'name="beyond"' not in clerk.get(SERIES).content
    assert new_series(clerk, cast).status_code == 302


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("问题清单条数", "/office/problems/"),
        ("本月来信来访件数", "/office/voices/"),
        ("Number of complaints received", "/office/voices/"),
        ("群众满意度", "/office/ballots/"),
    ],
)
def test_what_is_known_already_is_shown_before_it_is_asked(
    cast: Cast, as_: SignIn, name: str, page: str
) -> None:
    clerk = as_("clerk")
    response = new_series(clerk, cast, name=name)
    assert response.status_code == 200
    assert page in [one.address for one in response.context["adds"].known]
    assert not Series.objects.exists()
    assert new_series(clerk, cast, name=name, weighed="1").status_code == 302


def test_a_question_that_is_asked_already_is_shown(cast: Cast, as_: SignIn) -> None:
    a_check_list(cast)
    a_series(cast, unit=cast.clinic, name="发热人数")
    clerk = as_("clerk")
    same = {"name": "又一份清单", "items": "路面无积水。\n新的一项"}
    response = clerk.post("/office/checks/lists/new/", same)
    [known] = response.context["adds"].known
    assert known.address.startswith("/office/checks/lists/")
    assert CheckList.objects.count() == 1
    assert clerk.post("/office/checks/lists/new/", {**same, "weighed": "1"}).status_code == 302
    counted = new_series(clerk, cast, name="发热人数")
    assert [one.address[:22] for one in counted.context["adds"].known] == ["/office/checks/series/"]


def test_what_others_ask_is_not_told_to_the_outsider(cast: Cast, as_: SignIn) -> None:
    a_check_list(cast)
    a_series(cast, name="发热人数")
    response = as_("outsider").get(BUDGET, {"q": "发热人数"})
    assert response.context["known"] == []
    assert as_("clerk").get(BUDGET, {"q": "发热人数"}).context["known"]


@pytest.mark.parametrize("query", ["", " ", "\x00", "%", "x" * 300, "'; --", "（）"])
def test_any_query_is_answered(as_: SignIn, query: str) -> None:
    assert as_("clerk").get(BUDGET, {"q": query}).status_code == 200


def test_a_round_shows_what_it_asks_and_names_who_has_checks_enough(
    cast: Cast, as_: SignIn, county_office: Post
) -> None:
    a_limit(county_office, checks=1)
    made, place = a_check_list(cast), a_place(cast)
    address = f"/office/checks/lists/{made.pk}/"
    given = {
        "starts_on": TODAY.isoformat(),
        "due_on": (TODAY + timedelta(days=6)).isoformat(),
        "places": [place.pk],
    }
    clerk = as_("clerk")
    clerk.cookies["django_language"] = "en"
    response = clerk.post(address, {**given, "weigh": "1"})
    [line] = response.context["adds"].lines
    assert (line.level, line.then.fields) == ("village", 2)
    assert not Round.objects.exists()
    assert clerk.post(address, given).status_code == 302
    refused = clerk.post(address, given)
    assert codes(refused) == {"calls_at_the_limit"}
    page = refused.content.decode()
    assert cast.village.name in page
    assert "Mar 2026" in page
    assert Round.objects.count() == 1


def test_a_list_says_what_a_round_of_it_will_ask(cast: Cast, as_: SignIn) -> None:
    clerk = as_("clerk")
    clerk.cookies["django_language"] = "en"
    given = {"name": "清单", "items": "一项\n两项\n三项", "weigh": "1"}
    page = clerk.post("/office/checks/lists/new/", given).content.decode()
    assert "Each round asks 3 things at each place." in page
    assert not CheckList.objects.exists()


def test_a_question_shows_what_residents_will_be_asked(cast: Cast, as_: SignIn) -> None:
    a_budget(cast, level="resident", fields=1, minutes=1)
    draft = asking.a_consultation(cast)
    clerk = as_("clerk")
    address = f"/office/consultations/{draft.pk}/questions/"
    [line] = clerk.get(address).context["adds"].lines
    assert line.level == "resident"
    given = {"text": "你对这份报告怎么看", "good": "好", "poor": "不好"}
    assert clerk.post(address, {**given, "weigh": "1"}).status_code == 200
    assert not draft.questions.exists()
    assert clerk.post(address, given).status_code == 302
    assert draft.questions.count() == 1


def test_a_consultation_beyond_the_budget_asks_for_a_reason(cast: Cast, as_: SignIn) -> None:
    a_budget(cast, level="resident", fields=0, minutes=0)
    draft = asking.a_consultation(cast)
    clerk = as_("clerk")
    address = f"/office/consultations/{draft.pk}/steps/start/"
    given = {
        "start-opens_on": asking.OPENS_ON.isoformat(),
        "start-closes_on": asking.CLOSES_ON.isoformat(),
    }
    refused = clerk.post(address, given)
    assert b"start-beyond" in refused.content
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert b"start-beyond" not in clerk.get(f"/office/consultations/{draft.pk}/").content
    reason = {"start-beyond": "方案要问过群众才能定"}
    assert clerk.post(address, {**given, **reason}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "open"


def test_the_usual_categories_wait_when_residents_would_be_asked_too_much(
    cast: Cast, as_: SignIn, county_office: Post
) -> None:
    a_budget(cast, unit=cast.county, actor=county_office, level="resident", fields=1)
    response = as_("clerk").post("/office/setup/categories/usual/", follow=True)
    assert response.status_code == 200
    [message] = response.context["messages"]
    assert message.extra_tags == "beyond_form_budget"


def test_nothing_of_the_budget_names_a_person(cast: Cast, as_: SignIn) -> None:
    """The secretary's name stands elsewhere, and on none of these pages."""
    name = cast.person("secretary").name
    a_call(cast, on=TODAY)
    an_ask(cast, unit=cast.village)
    clerk = as_("clerk")
    for path in (BUDGET, VILLAGE, CALLS):
        assert name not in clerk.get(path).content.decode()
    assert SYSTEM.name

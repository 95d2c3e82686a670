"""How long a form takes is known of the form, and nobody is known by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as given
from django.test import Client

import cast as stage
from builders import statements
from cast import NOW, Cast
from checks_made import a_series
from problems_made import in_hand
from qunce.domain.budgets.models import FormUse
from qunce.domain.budgets.states import LONGEST, UNTIMED
from qunce.domain.checks.models import DailyCount, Series
from qunce.web.shell import measuring

cast = stage.cast
"""On stage here as well; the other tests of the shell have a town of their own."""


@pytest.fixture
def series(cast: Cast) -> Series:
    return a_series(cast)


@pytest.fixture
def teacher(cast: Cast, settings: Any) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(cast.person("teacher"), backend=given.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def address(series: Series) -> str:
    return f"/office/checks/series/{series.pk}/"


def save(client: Client, series: Series, number: object = 3, **headers: str) -> Any:
    return client.post(
        address(series), {"on": "2026-03-02", "number": number}, headers=headers or None
    )


def after(clock: Any, seconds: float) -> None:
    clock.shift(timedelta(seconds=seconds))


def test_the_time_from_opening_to_saving_is_counted(
    teacher: Client, series: Series, clock: Any
) -> None:
    teacher.get(address(series))
    after(clock, 17)
    assert save(teacher, series).status_code == 302
    use = FormUse.objects.get()
    assert (use.form, use.level, use.step, use.saves) == ("office:series", "school", 20, 1)


@pytest.mark.parametrize(
    ("seconds", "step"), [(LONGEST, LONGEST), (LONGEST + 1, UNTIMED)], ids=["an hour", "longer"]
)
def test_a_page_left_lying_open_says_nothing_of_the_form(
    teacher: Client, series: Series, clock: Any, seconds: int, step: int
) -> None:
    teacher.get(address(series))
    cookie = teacher.cookies[measuring.COOKIE].value
    after(clock, seconds)
    teacher.cookies[measuring.COOKIE] = cookie  # the browser may be slower to forget it
    save(teacher, series)
    assert FormUse.objects.get().step == step


def test_a_form_saved_without_its_page_is_counted_without_a_time(
    teacher: Client, series: Series, clock: Any
) -> None:
    save(teacher, series)
    assert FormUse.objects.get().step == UNTIMED


def test_what_is_refused_or_wrong_is_not_counted(
    teacher: Client, series: Series, clock: Any
) -> None:
    teacher.get(address(series))
    assert save(teacher, series, "many").status_code == 200
    assert save(teacher, series, 9_999_999).status_code == 200
    assert not DailyCount.objects.exists()
    assert not FormUse.objects.exists()


def test_a_refusal_told_on_the_next_page_is_not_counted(
    cast: Cast, teacher: Client, clock: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``tell`` answers with a redirect and a message: the form was not saved."""
    from qunce.domain.checks.actions import close_series

    series = a_series(cast)
    close_series(series=series, actor=cast.clerk, now=NOW)
    clerk = Client()
    clerk.force_login(cast.person("clerk"), backend=given.AUTHENTICATION_BACKENDS[0])
    from qunce.domain.budgets import sizes

    known = {**sizes.registered, "office:series_close": sizes.Size(1)}
    monkeypatch.setattr(measuring, "registered", known)
    assert clerk.post(f"{address(series)}close/").status_code == 302
    assert not FormUse.objects.exists()
    open_one = a_series(cast, name="发热人数")
    clerk.post(f"{address(open_one)}close/")
    assert FormUse.objects.get().form == "office:series_close"


def test_the_next_form_of_a_page_begins_when_the_one_before_was_saved(
    teacher: Client, series: Series, clock: Any
) -> None:
    teacher.get(address(series))
    after(clock, 100)
    save(teacher, series)
    after(clock, 8)
    save(teacher, series, 4)
    assert sorted(FormUse.objects.values_list("step", flat=True)) == [10, 120]


def test_a_form_on_another_page_is_timed_by_the_page_it_stood_on(
    teacher: Client, series: Series, clock: Any
) -> None:
    teacher.get("/office/checks/")
    after(clock, 12)
    save(teacher, series, referer="http://testserver/office/checks/?page=2")
    assert FormUse.objects.get().step == 15


def test_residents_and_whoever_is_not_signed_in_are_not_measured(
    cast: Cast, series: Series, clock: Any
) -> None:
    anybody = Client()
    anybody.get("/")
    anybody.get(address(series))
    save(anybody, series)
    assert measuring.COOKIE not in anybody.cookies
    assert not FormUse.objects.exists()


def test_who_is_led_to_the_second_step_saved_nothing(
    teacher: Client, series: Series, clock: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert save(teacher, series).status_code == 302
    assert not FormUse.objects.exists()


# --- htmx


def test_with_htmx_what_sends_the_browser_on_or_says_so_is_saved() -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    def saved(response: HttpResponse, **headers: str) -> bool:
        request = RequestFactory().post("/office/", headers=headers)
        request._messages = ()  # type: ignore[attr-defined]
        return measuring._is_saved(request, response)

    fragment = HttpResponse("<li>")
    assert not saved(fragment, **{"HX-Request": "true"})
    assert saved(HttpResponse(headers={"HX-Redirect": "/office/"}), **{"HX-Request": "true"})
    assert saved(HttpResponse(headers={"HX-Refresh": "true"}), **{"HX-Request": "true"})
    assert not saved(HttpResponse(headers={"HX-Refresh": "true"}))
    assert saved(measuring.mark_saved(HttpResponse("<li>")), **{"HX-Request": "true"})


# --- the cookie


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_stays_in_the_office(
    teacher: Client, series: Series, clock: Any, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    teacher.get(address(series))
    cookie = teacher.cookies[measuring.COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert (cookie["path"], cookie["max-age"]) == ("/office/", LONGEST)
    assert "series" not in cookie.value


def test_the_cookie_remembers_few_pages_and_forgets_old_ones(
    teacher: Client, cast: Cast, clock: Any
) -> None:
    for page in range(measuring.MOST + 4):
        teacher.get(f"/office/checks/?page={page}")
    assert len(measuring.opened(asked(teacher))) == 1  # one address, whatever is asked of it
    for page in ("checks/", "", "notices/", "setup/", "problems/", "checks/series/new/"):
        teacher.get(f"/office/{page}")
    kept = teacher.cookies[measuring.COOKIE].value
    assert len(kept) <= measuring.LONGEST_COOKIE
    after(clock, LONGEST + 1)
    teacher.cookies[measuring.COOKIE] = kept
    teacher.get("/office/checks/")
    assert len(measuring.opened(asked(teacher))) == 1


def asked(client: Client) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/office/")
    request.COOKIES[measuring.COOKIE] = client.cookies[measuring.COOKIE].value
    return request


@pytest.mark.parametrize(
    "kept",
    ["", "x", "....", "abcdef01-zzzzzzzzzz", "0" * 5000, "abcdef01-", "\x00\x01"],
)
def test_a_cookie_that_is_not_ours_says_nothing(
    teacher: Client, series: Series, clock: Any, kept: str
) -> None:
    teacher.cookies[measuring.COOKIE] = kept
    assert save(teacher, series).status_code == 302
    assert FormUse.objects.get().step == UNTIMED


def test_a_time_to_come_is_no_time(teacher: Client, series: Series, clock: Any) -> None:
    late = measuring._base36(int((NOW + timedelta(days=9)).timestamp()))
    teacher.cookies[measuring.COOKIE] = f"{measuring._hash(address(series))}-{late}"
    save(teacher, series)
    assert FormUse.objects.get().step == UNTIMED


# --- what it costs, and whom it knows


def test_reading_costs_nothing_and_saving_one_statement(
    teacher: Client, series: Series, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(act: Callable[[], object]) -> list[str]:
        return [one for one in statements(act) if "budgets_formuse" in one]

    assert sent(lambda: teacher.get(address(series))) == []
    [one] = sent(lambda: save(teacher, series))
    assert one.startswith("INSERT")
    sessions = [one for one in statements(lambda: save(teacher, series, 5)) if "session" in one]
    assert not [one for one in sessions if measuring.COOKIE in one]


def test_the_counts_know_no_person_no_post_and_no_unit() -> None:
    fields = {field.name for field in FormUse._meta.get_fields()}
    assert fields == {"id", "form", "level", "week", "step", "saves"}


def test_a_count_that_cannot_be_written_loses_nobodys_work(
    teacher: Client, series: Series, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def locked(**given: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(measuring, "count_saving", locked)
    assert save(teacher, series).status_code == 302
    assert DailyCount.objects.get().number == 3


ANSWERED = "office:voice_act/answer"


@pytest.mark.parametrize(
    ("name", "kwargs", "code"),
    [
        ("office:series", {"pk": 3}, "office:series"),
        ("office:problem_act", {"pk": 3, "act": "claim"}, "office:problem_act/claim"),
        ("office:problem_act", {"pk": 3, "act": "no-such-act"}, ""),
        ("office:no-such-page", {}, ""),
        ("office:week_record", {"kind": "voice", "pk": 3, "act": "answer"}, ANSWERED),
        ("office:week_record", {"kind": "asking", "pk": 3, "act": "note"}, "office:asking_note"),
        ("office:week_record", {"kind": "duty", "pk": 3, "act": "tell"}, "office:duty_tell"),
        ("office:week_record", {"kind": "duty", "pk": 3, "act": "take-back"}, ""),
        ("office:week_record", {"kind": "{act}", "pk": 3, "act": "{0}"}, ""),
    ],
)
def test_a_form_is_known_by_its_address_and_its_step(
    name: str, kwargs: dict[str, object], code: str
) -> None:
    assert measuring.form_code(name, kwargs) == code


def test_base_36_is_read_back() -> None:
    for number in (0, 1, 35, 36, int(datetime(2026, 3, 2, tzinfo=NOW.tzinfo).timestamp())):
        assert int(measuring._base36(number), 36) == number


def test_a_line_of_the_week_recorded_in_the_background_is_counted_as_its_form(
    cast: Cast, settings: Any, clock: Any
) -> None:
    """What is wrong comes back as the same line, with the same status, and is not counted."""
    settings.SECOND_FACTOR_REQUIRED = False
    problem = in_hand(cast)
    secretary = Client()
    secretary.force_login(cast.person("secretary"), backend=given.AUTHENTICATION_BACKENDS[0])
    secretary.get("/office/week/")
    behind = {"HX-Request": "true", "Referer": "http://testserver/office/week/"}
    line = f"/office/week/problem/{problem.pk}/progress/"
    after(clock, 8)
    assert secretary.post(line, {"words": ""}, headers=behind).status_code == 200
    assert not FormUse.objects.exists()
    after(clock, 4)
    assert secretary.post(line, {"words": "灯泡已买。"}, headers=behind).status_code == 200
    use = FormUse.objects.get()
    assert (use.form, use.level, use.step) == ("office:problem_act/progress", "village", 15)

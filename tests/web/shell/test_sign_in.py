"""Staff sign in with a password and a second step; nobody guesses, nobody goes round it."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from web.shell.conftest import Town
from web.shell.pages import LOGIN, PASSWORD, confirm, sign_in

SECOND_STEP = "/accounts/second-step/"
CODE_APP = "/accounts/second-step/totp/activate/"


def code_of(secret: str, at: float) -> str:
    """What a code app shows at the instant ``at`` (RFC 6238)."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(at) // 30)))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> float:
    """A clock that stands still, so that a code does not change between reading and typing."""
    instant = time.time()
    monkeypatch.setattr("time.time", lambda: instant)
    return instant


def set_up_code_app(client: Client, at: float) -> str:
    confirm(client)
    page = client.get(CODE_APP).content.decode()
    found = re.search(r'id="authenticator_secret"[^>]*>(\w+)<', page)
    assert found is not None
    assert "data:image/svg" in page
    answer = client.post(CODE_APP, {"code": code_of(found.group(1), at)})
    assert answer.status_code == 302
    return found.group(1)


def test_a_right_password_leads_to_ones_work(
    client: Client, town: Town, no_second_factor: None
) -> None:
    answer = sign_in(client, "leader")
    assert (answer.status_code, answer["Location"]) == (302, "/office/")


def test_a_wrong_password_keeps_the_name_and_says_so(english: Client, town: Town) -> None:
    page = sign_in(english, "leader", "wrong").content.decode()
    assert "One thing needs another look" in page
    assert 'value="leader"' in page
    assert 'value="wrong"' not in page


def test_without_a_second_step_nothing_else_can_be_done(
    english: Client, town: Town, more_addresses: None
) -> None:
    sign_in(english, "leader")
    for address in ("/desk/", "/act/"):
        answer = english.post(address) if address == "/act/" else english.get(address)
        assert (answer.status_code, answer["Location"]) == (302, SECOND_STEP), address
    page = english.get(SECOND_STEP).content.decode()
    assert "add a second step to your sign-in" in page


def test_without_a_second_step_one_can_still_read_large_and_leave(
    english: Client, town: Town
) -> None:
    sign_in(english, "leader")
    answer = english.post("/large-print/", {"large_print": "1", "next": SECOND_STEP})
    assert answer["Location"] == SECOND_STEP
    assert english.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in english.session


def test_spare_codes_alone_are_no_second_step(
    english: Client, town: Town, more_addresses: None
) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(town.leader)
    english.force_login(town.leader)
    assert english.get("/desk/")["Location"] == SECOND_STEP


def test_a_code_app_is_set_up_and_asked_for_from_then_on(
    english: Client,
    town: Town,
    at: float,
    monkeypatch: pytest.MonkeyPatch,
    more_addresses: None,
) -> None:
    sign_in(english, "leader")
    assert english.get("/desk/").status_code == 302
    secret = set_up_code_app(english, at)
    assert english.get("/desk/").status_code == 200
    english.post("/accounts/logout/")

    answer = sign_in(english, "leader")
    assert answer["Location"].startswith("/accounts/second-step/authenticate/")
    assert "_auth_user_id" not in english.session
    page = english.get(answer["Location"]).content.decode()
    assert "One more step" in page

    later = at + 60
    monkeypatch.setattr("time.time", lambda: later)
    wrong = english.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in english.session
    right = english.post(answer["Location"], {"code": code_of(secret, later)})
    assert (right.status_code, right["Location"]) == (302, "/office/")


def test_a_code_that_was_used_is_not_taken_twice(
    english: Client, town: Town, at: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(english, "leader")
    secret = set_up_code_app(english, at)
    later = at + 60
    monkeypatch.setattr("time.time", lambda: later)
    for first, signed_in in ((True, True), (False, False)):
        english.post("/accounts/logout/")
        step = sign_in(english, "leader")["Location"]
        english.post(step, {"code": code_of(secret, later)})
        assert ("_auth_user_id" in english.session) is signed_in, first


def test_the_passkey_page_carries_its_data_without_inline_code(english: Client, town: Town) -> None:
    sign_in(english, "leader")
    confirm(english)
    page = english.get("/accounts/second-step/webauthn/add/").content.decode()
    assert '<script id="js_data" type="application/json">' in page
    assert "creation_options" in page
    assert "qunce/passkey.js" in page
    assert "A code app works everywhere" in page


def test_changing_how_one_signs_in_asks_for_the_password_first(english: Client, town: Town) -> None:
    sign_in(english, "leader")
    answer = english.get(CODE_APP)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    page = english.get(answer["Location"]).content.decode()
    assert "Show once more that it is you" in page


def test_too_many_tries_are_answered_in_words(english: Client, town: Town) -> None:
    answers = [sign_in(english, f"nobody{number}", "wrong") for number in range(31)]
    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    last = answers[-1]
    assert last.status_code == 429
    assert "please wait five minutes" in last.content.decode()
    assert last["Retry-After"] == "300"


def test_guessing_one_account_pauses_it_even_for_the_right_password(
    english: Client, town: Town, no_second_factor: None
) -> None:
    for _ in range(5):
        sign_in(english, "leader", "wrong")
    assert sign_in(english, "leader").status_code == 200
    assert "_auth_user_id" not in english.session


def test_nobody_signs_up(english: Client, town: Town) -> None:
    from qunce.domain.accounts.models import User

    before = User.objects.count()
    page = english.post(
        "/accounts/signup/",
        {"username": "stranger", "password1": "a-long-pass-1", "password2": "a-long-pass-1"},
    ).content.decode()
    assert "Nobody needs to register here" in page
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "name", ["account_reset_password", "account_email", "account_set_password"]
)
def test_what_staff_do_not_need_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_session_ends_with_the_browser(
    client: Client, town: Town, no_second_factor: None
) -> None:
    sign_in(client, "leader")
    assert client.session.get_expire_at_browser_close()


def test_a_return_address_of_another_site_is_not_followed(
    client: Client, town: Town, no_second_factor: None
) -> None:
    answer = client.post(
        LOGIN + "?next=https://example.org/",
        {"login": "leader", "password": PASSWORD},
    )
    assert answer["Location"] == "/office/"


def test_a_new_password_opens_the_account_and_the_old_one_does_not(
    english: Client, town: Town, no_second_factor: None
) -> None:
    sign_in(english, "leader")
    new = "a-second-long-word-2026"
    answer = english.post(
        "/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert (answer.status_code, answer["Location"]) == (302, SECOND_STEP)
    english.post("/accounts/logout/")
    assert sign_in(english, "leader").status_code == 200
    assert sign_in(english, "leader", new).status_code == 302

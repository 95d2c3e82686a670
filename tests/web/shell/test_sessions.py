"""What a browser's session holds is kept in one statement, and nothing else is different."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction

from builders import statements
from qunce.web.shell.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_session_is_made_once_and_kept_in_one_statement() -> None:
    session = SessionStore()
    session["village"] = "上清"
    made = statements(session.save)
    assert [one.split()[0] for one in made] == ["SELECT", "INSERT"], "is the key free; keep it"
    again = SessionStore(session.session_key)
    assert again["village"] == "上清"
    again["village"] = "东岭"
    assert [one.split()[0] for one in statements(again.save)] == ["UPDATE"]
    assert SessionStore(session.session_key)["village"] == "东岭"
    assert Session.objects.count() == 1


def test_a_key_is_changed_and_what_was_under_the_old_one_is_gone() -> None:
    session = SessionStore()
    session["village"] = "上清"
    session.save()
    old = session.session_key
    session.cycle_key()
    assert session.session_key != old
    assert list(Session.objects.values_list("pk", flat=True)) == [session.session_key]
    assert SessionStore(session.session_key)["village"] == "上清"


def test_a_session_that_was_ended_meanwhile_does_not_come_back() -> None:
    session = SessionStore()
    session.save()
    late = SessionStore(session.session_key)
    late["village"] = "上清"
    session.delete()
    with pytest.raises(UpdateError):
        late.save()
    assert Session.objects.count() == 0


def test_a_key_is_nobodys_twice() -> None:
    session = SessionStore()
    session.save()
    with pytest.raises(CreateError), transaction.atomic():
        SessionStore(session.session_key).save(must_create=True)

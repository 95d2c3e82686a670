"""What the tests of the unit pages share: a hospital group, and reading a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from cast import IN_OFFICE_SINCE, NOW, SYSTEM
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post, User
from qunce.domain.organisations.actions import add_unit
from qunce.domain.organisations.models import Unit


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def browser_of(post: Post) -> Client:
    """A browser in which the holder of ``post`` acts for it."""
    client = Client(headers={"accept-language": "en"})
    user = User.objects.get(holdings__post=post, holdings__until__isnull=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["acting_post"] = post.pk
    session.save()
    return client


def a_unit(code: str, name: str, kind: str, parent: Unit | None) -> Unit:
    return add_unit(code=code, name=name, kind=kind, parent=parent, actor=SYSTEM, now=NOW)


def a_held_post(unit: Unit, role: str, title: str, who: str) -> Post:
    post = add_post(
        unit=unit, code=f"{unit.code}-{who}", title=title, role=role, actor=SYSTEM, now=NOW
    )
    user = add_staff(username=who, name=f"Nurse {who}", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post

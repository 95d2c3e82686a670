"""What must never be false of a notice and a mail address is refused by the database itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from breaking import Break, assert_refuses, changed, constraints_of, named
from cast import NOW, Cast
from notices.telling import notice
from qunce.domain.notices.actions import set_mail_address
from qunce.domain.notices.models import MailAddress, Notice


def _told_again(one: Notice) -> None:
    fields = {field.attname: getattr(one, field.attname) for field in Notice._meta.concrete_fields}
    Notice.objects.bulk_create([Notice(**{**fields, "id": uuid.uuid4()})])


BREAKS: list[Break] = [
    ("notice_is_told_once", lambda rows: _told_again(rows[Notice])),
    ("notice_has_its_key", lambda rows: changed(rows[Notice], key="")),
    ("notice_is_about_something", lambda rows: changed(rows[Notice], about_id="")),
    ("notice_leads_to_this_site", lambda rows: changed(rows[Notice], path="https://x.example/")),
    ("mail_that_is_wanted_has_an_address", lambda rows: changed(rows[MailAddress], address="")),
]


@pytest.fixture
def rows(cast: Cast) -> dict[type, Any]:
    mail = set_mail_address(
        post=cast.clerk,
        address="office@example.org",
        wants=True,
        user=None,
        actor=cast.clerk.ref,
        now=NOW,
    )
    return {Notice: notice(cast.clerk), MailAddress: mail}


@named(BREAKS)
def test_the_database_refuses(
    rows: dict[type, Any], name: str, breaks: Callable[[Any], object]
) -> None:
    assert_refuses("notices", name, lambda: breaks(rows))


def test_no_constraint_of_notices_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("notices")


@pytest.mark.parametrize("path", ["//x.example/", "office/"])
def test_a_path_to_another_site_is_refused_too(rows: dict[type, Any], path: str) -> None:
    assert_refuses("notices", "notice_leads_to_this_site", lambda: changed(rows[Notice], path=path))

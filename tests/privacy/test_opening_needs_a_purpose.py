"""Nobody opens who spoke without saying what for: not by the page, the action or raw SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

import voices_made as made
from builders import latest
from cast import NOW, Cast
from qunce.domain.identities import actions as identities
from qunce.domain.identities.models import Opening
from qunce.domain.record import Ref
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import openings_of
from qunce.domain.voices.said import HANDLER
from qunce.kernel.refusals import Refused

WITHOUT = [
    ({"purpose": "", "reason": "打电话约时间"}, "opening_has_no_purpose"),
    ({"purpose": "curiosity", "reason": "打电话约时间"}, "opening_has_no_purpose"),
    ({"purpose": "call_back", "reason": ""}, "opening_has_no_reason"),
    ({"purpose": "call_back", "reason": "  \u3000 "}, "opening_has_no_reason"),
    ({"purpose": "call_back", "reason": "看"}, "opening_has_no_reason"),
    ({"purpose": "call_back", "reason": "因" * 201}, "opening_reason_too_long"),
    ({"purpose": "call_back", "reason": "打电话\0约时间"}, "opening_has_no_reason"),
]
ways = pytest.mark.parametrize(("asked", "code"), WITHOUT)
GIVEN = {"purpose": "call_back", "reason": "打电话约看灯的时间"}


@pytest.fixture
def voice(cast: Cast) -> Voice:
    return made.a_voice(cast, person=made.a_person())


def opened(voice: Voice, actor: Any, **asked: str) -> Any:
    return actions.open_identity(voice=voice, actor=actor, now=NOW, **asked)


def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.person("clerk"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def nothing_was_opened() -> bool:
    return not (Opening.objects.exists() or Entry.objects.filter(kind="identity.opened").exists())


@ways
def test_by_the_page(cast: Cast, voice: Voice, asked: dict[str, str], code: str) -> None:
    address, client = f"/office/voices/{voice.pk}/contact/", clerk(cast)
    shown = client.post(address, asked).content.decode()
    assert made.a_person().phone not in shown
    assert nothing_was_opened()
    assert made.a_person().phone in client.post(address, GIVEN).content.decode()


@ways
def test_by_the_action_of_messages(
    cast: Cast, voice: Voice, asked: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        opened(voice, cast.clerk, **asked)
    assert refused.value.codes == (code,)
    assert nothing_was_opened()


@ways
def test_by_the_action_of_identities(
    cast: Cast, voice: Voice, asked: dict[str, str], code: str
) -> None:
    assert voice.identity is not None
    with pytest.raises(Refused) as refused:
        identities.open_identity(
            identity=voice.identity, post=cast.clerk, about=voice.ref, now=NOW, **asked
        )
    assert refused.value.codes == (code,)
    assert nothing_was_opened()


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("purpose", "''", "opening_has_a_purpose"),
        ("purpose", "'curiosity'", "opening_has_a_purpose"),
        ("purpose", "NULL", "purpose"),
        ("reason", "''", "opening_has_a_reason"),
        ("reason", "'      '", "opening_has_a_reason"),
        ("reason", "NULL", "reason"),
        ("post_name", "''", "opening_names_its_post_as_printed"),
    ],
)
def test_by_sql(cast: Cast, voice: Voice, column: str, value: str, name: str) -> None:
    """Neither written so nor changed so afterwards."""
    opened(voice, cast.clerk, **GIVEN)
    columns = [field.column for field in Opening._meta.concrete_fields if not field.primary_key]
    values = [value if one == column else one for one in columns]
    told = f"{', '.join(columns)}", f"{', '.join(values)}"
    again = f"INSERT INTO identities_opening ({told[0]}) SELECT {told[1]} FROM identities_opening"  # noqa: S608
    changed = f"UPDATE identities_opening SET {column} = {value}"  # noqa: S608
    for statement, said in ((again, name), (changed, "opening_never_changes")):
        with (
            pytest.raises(DatabaseError, match=said),
            transaction.atomic(),
            connection.cursor() as sql,
        ):
            sql.execute(statement)
    assert Opening.objects.get().purpose == "call_back"


def test_what_is_sealed_says_nothing_to_whoever_reads_the_row(cast: Cast, voice: Voice) -> None:
    """There is no way round the opening: without it there are only sealed bytes."""
    with connection.cursor() as sql:
        sql.execute("SELECT * FROM identities_identity")
        row = sql.fetchone()
    assert row is not None
    told = b"".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode()
                    for one in row)  # fmt: skip
    for word in (made.a_person().name, made.a_person().phone, made.a_person().address):
        assert word.encode() not in told


# --- what the public record says of an opening


def test_of_an_accusation_the_record_does_not_name_who_opened_it(cast: Cast) -> None:
    """Which office opens it tells who is accused; the speaker reads it all the same."""
    voice = made.a_voice(cast, person=made.a_person(), accused=cast.village)
    opened(voice, cast.clerk, **GIVEN)
    entry = latest()
    assert (entry.kind, entry.facts["purpose"]) == ("identity.opened", "call_back")
    assert entry.actor == HANDLER
    for word in (str(cast.clerk), cast.clerk.title, cast.town.name):
        assert word not in entry.canonical
    assert [one.post for one in openings_of(voice)] == [str(cast.clerk)]
    assert Opening.objects.get().post == cast.clerk


def test_of_any_other_message_the_record_names_the_post(cast: Cast, voice: Voice) -> None:
    opened(voice, cast.clerk, **GIVEN)
    assert latest().actor == cast.clerk.ref


def test_who_calls_the_seal_may_name_another_actor_and_the_opening_keeps_the_post(
    cast: Cast, voice: Voice
) -> None:
    assert voice.identity is not None
    other = Ref("post", "", "某岗位")
    identities.open_identity(
        identity=voice.identity, post=cast.clerk, about=voice.ref, now=NOW, actor=other, **GIVEN
    )
    assert latest().actor == other
    assert Opening.objects.get().post_name == str(cast.clerk)

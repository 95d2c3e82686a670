"""A database put back from a copy in the middle of a ballot: no code is spent twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from ballots_made import AFTER, EAST, Town, opened
from builders import latest
from cast import NOW, Cast
from qunce.domain.ballots import actions, keys
from qunce.domain.ballots.models import Ballot, CodeTag, Turnstile, Urn
from qunce.domain.gates.states import AskingState
from qunce.kernel.refusals import Refused

REASON = "数据库从备份恢复，换新票重新评"


def remember(town: Town) -> list[Any]:
    """The rows a slip changes, as they are now."""
    return [
        *CodeTag.objects.filter(stratum__ballot=town.ballot),
        *Urn.objects.filter(ballot=town.ballot),
        *Turnstile.objects.filter(pk=town.ballot.pk),
    ]


def put_back(rows: list[Any]) -> None:
    """They are again what they were, as after a restore; the guard of spent codes knows no past."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER code_spent_stays_spent")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ballots_codetag DISABLE TRIGGER USER")
    for row in rows:
        row.save()


def state(town: Town) -> str:
    return str(Ballot.objects.get(pk=town.ballot.pk).state)


def test_an_older_database_takes_no_slip_any_more(cast: Cast) -> None:
    town = opened(cast)
    for number in range(3):
        town.cast_web(EAST, number)
    older = remember(town)
    town.cast_web(EAST, 3)
    town.cast_web(EAST, 4)
    put_back(older)
    assert CodeTag.objects.filter(state="issued", stratum__ballot=town.ballot).count() == 47
    with pytest.raises(Refused) as reasons:
        town.cast_web(EAST, 3)
    assert reasons.value.codes == ("ballot_interrupted",)
    assert state(town) == "interrupted"
    assert latest().kind == "ballot.interrupted"


def test_not_even_one_slip_older(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    older = remember(town)
    town.cast_web(EAST, 1)
    keys.confirm(town.ballot.uid, 2)
    put_back(older)
    with pytest.raises(Refused) as reasons:
        town.cast_web(EAST, 1)
    assert reasons.value.codes == ("ballot_interrupted",)


def test_a_slip_that_was_rolled_back_is_no_restore(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    older = remember(town)
    town.cast_web(EAST, 1)  # never confirmed: as if its process was killed before the commit
    put_back(older)
    town.cast_web(EAST, 1)
    assert Turnstile.objects.get(pk=town.ballot.pk).turns == 2
    assert state(town) == "open"


def test_without_its_keys_it_is_interrupted_by_the_next_tick(cast: Cast, tmp_path: Path) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    # What a backup holds of the keys, put back.
    copy = tmp_path / "copy"
    shutil.copytree(
        settings.KEYS, copy, ignore=shutil.ignore_patterns(*(f"*{n}*" for n in keys.NOT_BACKED_UP))
    )
    shutil.rmtree(settings.KEYS / "ballots")
    shutil.copytree(copy / "ballots", settings.KEYS / "ballots")
    assert actions.watch_keys(now=AFTER, limit=10) == 1
    assert state(town) == "interrupted"
    assert actions.watch_keys(now=AFTER, limit=10) == 0


def test_a_ballot_in_order_is_left_alone_by_the_tick(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    assert actions.watch_keys(now=NOW, limit=10) == 0
    assert state(town) == "open"


def test_the_only_way_on_is_to_ask_anew(cast: Cast) -> None:
    town = opened(cast)
    actions.interrupt(ballot=town.ballot, now=NOW)
    for act in (
        lambda: town.cast_web(EAST, 0),
        town.open_box,
        town.close,
        lambda: actions.spoil_code(
            ballot=town.ballot, code=town.codes[EAST][0], actor=cast.clerk, now=NOW
        ),
    ):
        with pytest.raises(Refused) as reasons:
            act()
        assert reasons.value.codes == ("ballot_interrupted",)
    actions.break_off(ballot=town.ballot, reason=REASON, actor=cast.clerk, now=NOW)
    ended = Ballot.objects.get(pk=town.ballot.pk)
    assert ended.state == "broken_off"
    assert ended.asking is not None
    assert ended.asking.state == AskingState.BROKEN_OFF
    assert ended.gate.state == "waiting"
    assert not Urn.objects.filter(ballot=ended).exists()


def test_keys_left_by_a_crash_are_destroyed(cast: Cast) -> None:
    town = opened(cast)
    actions.break_off(ballot=town.ballot, reason=REASON, actor=cast.clerk, now=NOW)
    # The test's transaction is still open, as if the process had died right after its commit.
    assert keys.present(town.ballot.uid, keys.URNS)
    assert actions.watch_keys(now=NOW, limit=10) == 1
    assert not keys.present(town.ballot.uid, *keys.NOT_BACKED_UP)
    assert keys.present(town.ballot.uid, keys.ROLL)


def test_a_damaged_file_of_keys_is_not_taken_for_keys(cast: Cast) -> None:
    town = opened(cast)
    (keys.folder(town.ballot.uid) / keys.URNS).write_bytes(b"nonsense")
    with pytest.raises(Refused) as reasons:
        town.cast_web(EAST, 0)
    assert reasons.value.codes == ("ballot_interrupted",)

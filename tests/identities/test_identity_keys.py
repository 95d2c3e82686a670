"""The keys: made once, never in place of a lost one, changed while people work."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from breaking import changed
from cast import NOW, SYSTEM, Cast
from identities.sealed_people import MATTER, NEIGHBOUR, a_sealed, opened
from qunce.domain.identities import actions, keys
from qunce.domain.identities.models import Identity
from qunce.domain.identities.queries import KeyInUse, keys_in_use
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

A_DAY = timedelta(days=1)


@pytest.fixture
def file(cast: Cast, keys_folder: Path) -> Path:
    """Where the key ring lies; it is not there yet."""
    return keys_folder / "identities.key"


def _refused(act: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.codes


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines() if not line.startswith("#")]


# --- made once


def test_the_first_sealing_makes_the_key_for_its_reader_only(file: Path) -> None:
    assert not file.exists()
    a_sealed()
    made = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    a_sealed()
    assert file.read_bytes() == made
    assert [path.name for path in file.parent.iterdir() if "identities" in path.name] == [file.name]


def test_the_key_is_not_in_the_database(file: Path) -> None:
    row = a_sealed()
    secret = _lines(file)[0].split()[2]
    assert len(secret) == 64
    assert secret not in repr(Identity.objects.filter(pk=row.pk).values())
    assert bytes.fromhex(secret) not in bytes(row.ciphertext) + bytes(row.nonce)


def test_of_two_first_keys_one_stays(file: Path) -> None:
    one, two = keys.new_key(NOW), keys.new_key(NOW)
    keys.make_first(one)
    keys.make_first(two)
    assert keys.load_file() == (one,)


def test_a_key_of_an_erased_person_is_not_missed(cast: Cast, file: Path) -> None:
    actions.forget(identity=a_sealed(), actor=cast.clerk.ref, about=MATTER, now=NOW)
    file.unlink()
    a_sealed()
    assert file.exists()


# --- lost, foreign and damaged


def test_a_lost_key_is_said_and_no_new_one_is_made(cast: Cast, file: Path) -> None:
    row = a_sealed()
    kept = file.read_bytes()
    file.unlink()
    for act in (
        lambda: opened(row, cast.clerk),
        a_sealed,
        lambda: actions.add_key(actor=SYSTEM, now=NOW),
        lambda: actions.reseal_batch(now=NOW, limit=5),
    ):
        assert _refused(act) == ("identity_key_lost",)
        assert not file.exists()
    assert keys_in_use() == [KeyInUse(row.key_id, 1, at_hand=False, current=False)]
    file.write_bytes(kept)
    assert opened(row, cast.clerk) == NEIGHBOUR


def test_another_installation_s_key_does_not_open(cast: Cast, file: Path) -> None:
    row = a_sealed()
    file.unlink()
    keys.make_first(keys.new_key(NOW))
    assert _refused(lambda: opened(row, cast.clerk)) == ("identity_key_missing",)


def test_every_changed_digit_of_the_key_is_found(cast: Cast, file: Path) -> None:
    row = a_sealed()
    whole = file.read_text()
    line = _lines(file)[0]
    begins = whole.index(line)
    for at in range(begins + len(line.split()[0]), len(whole) - 1):
        bent = "0" if whole[at] != "0" else "1"
        file.write_text(whole[:at] + bent + whole[at + 1 :])
        assert _refused(lambda: opened(row, cast.clerk)) == ("identity_key_unreadable",)
    file.write_text(whole)
    assert opened(row, cast.clerk) == NEIGHBOUR


@pytest.mark.parametrize(
    "content",
    [b"", b"# nothing else\n", b"\xff\xfe\x00", b"a b c d\n", b"geheim\n", "密钥\n".encode()],
)
def test_a_file_that_is_no_key_ring_is_not_quoted(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        a_sealed()
    assert refused.value.codes == ("identity_key_unreadable",)
    assert "geheim" not in str(refused.value)
    assert refused.value.__context__ is None
    assert file.read_bytes() == content


def test_a_folder_in_the_key_s_place_is_refused(file: Path) -> None:
    file.mkdir(parents=True)
    assert _refused(a_sealed) == ("identity_key_unreadable",)


# --- the change


def test_a_new_key_seals_from_now_on_and_the_old_one_still_opens(cast: Cast, file: Path) -> None:
    before = a_sealed()
    made = actions.add_key(actor=SYSTEM, now=NOW)
    after = a_sealed()
    assert after.key_id == made != before.key_id
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert opened(before, cast.clerk) == opened(after, cast.clerk) == NEIGHBOUR
    assert keys_in_use() == [
        KeyInUse(before.key_id, 1, at_hand=True, current=False),
        KeyInUse(made, 1, at_hand=True, current=True),
    ]
    entry = Entry.objects.of_kind("identity.key_changed").get()
    assert entry.subject.id == made
    assert entry.facts == {"before": before.key_id, "to_reseal": 1}


def test_every_identity_moves_to_the_new_key_in_batches(cast: Cast, file: Path) -> None:
    rows = [a_sealed() for _ in range(5)]
    actions.forget(identity=rows[1], actor=cast.clerk.ref, about=MATTER, now=NOW)
    made = actions.add_key(actor=SYSTEM, now=NOW)
    entries = Entry.objects.count()
    later = NOW + timedelta(minutes=1)
    first = actions.reseal_batch(now=later, limit=3)
    assert first == actions.Batch(resealed=3, stuck=0, last=rows[3].pk, done=False)
    # Interrupted here, and begun again from the start by somebody who knows nothing of it.
    second = actions.reseal_batch(now=later, limit=3)
    assert second == actions.Batch(resealed=1, stuck=0, last=rows[4].pk, done=True)
    assert actions.reseal_batch(now=later, limit=3).resealed == 0
    assert Entry.objects.count() == entries
    moved = Identity.objects.kept()
    assert {row.key_id for row in moved} == {made}
    assert {row.resealed_at for row in moved} == {later}
    assert {row.sealed_at for row in moved} == {NOW}
    assert not {bytes(row.nonce) for row in moved} & {bytes(row.nonce) for row in rows}
    for row in moved:
        assert opened(row, cast.clerk) == NEIGHBOUR


def test_what_does_not_open_stops_nobody_else(cast: Cast, file: Path) -> None:
    bent, lost, fine = a_sealed(), a_sealed(), a_sealed()
    changed(bent, ciphertext=bytes(528))
    changed(lost, key_id="0" * 16)
    made = actions.add_key(actor=SYSTEM, now=NOW)
    totals, after = [], 0
    for _ in range(4):
        batch = actions.reseal_batch(now=NOW, limit=1, after=after)
        totals.append((batch.resealed, batch.stuck, batch.done))
        after = batch.last
    assert totals == [(0, 1, False), (0, 1, False), (1, 0, False), (0, 0, True)]
    fine.refresh_from_db()
    assert fine.key_id == made
    assert keys_in_use()[0] == KeyInUse("0" * 16, 1, at_hand=False, current=False)


@pytest.mark.parametrize("other", ["moved it", "erased it"])
def test_what_somebody_did_meanwhile_is_left_alone(cast: Cast, file: Path, other: str) -> None:
    """Between this process's reading of the row and its writing, another one was there."""
    row = a_sealed()
    made = actions.add_key(actor=SYSTEM, now=NOW)
    theirs: list[Identity] = []
    begun = False

    def meddle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal begun
        if sql.startswith("UPDATE") and not begun:
            begun = True  # the other one is not meddled with
            if other == "moved it":
                actions.reseal_batch(now=NOW, limit=1)
            else:
                actions.forget(identity=row, actor=cast.clerk.ref, about=MATTER, now=NOW)
            theirs.append(Identity.objects.get(pk=row.pk))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meddle):
        ours = actions.reseal_batch(now=NOW + A_DAY, limit=1)
    assert ours.resealed == 0
    left = Identity.objects.get(pk=row.pk)
    assert left.sealed == theirs[0].sealed
    assert left.key_id == (made if other == "moved it" else "")


def test_a_key_made_while_the_rows_are_read_is_not_missing(cast: Cast, file: Path) -> None:
    begun = False

    def meddle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal begun
        if not begun:
            begun = True
            actions.add_key(actor=SYSTEM, now=NOW)
            a_sealed()
            actions.add_key(actor=SYSTEM, now=NOW)
            a_sealed()
        return execute(sql, params, many, context)

    a_sealed()
    with connection.execute_wrapper(meddle):
        batch = actions.reseal_batch(now=NOW, limit=5)
    assert (batch.resealed, batch.stuck) == (1, 0)
    assert [key.identities for key in keys_in_use()] == [1, 0, 2]


def test_an_old_key_is_destroyed_a_day_later_when_no_row_needs_it(cast: Cast, file: Path) -> None:
    row = a_sealed()
    made = actions.add_key(actor=SYSTEM, now=NOW)

    def drop(after: timedelta) -> list[str]:
        return actions.drop_old_keys(actor=SYSTEM, now=NOW + after)

    assert drop(A_DAY) == [], "a row still needs it"
    actions.reseal_batch(now=NOW, limit=10)
    assert drop(A_DAY - timedelta(microseconds=1)) == [], "somebody may still be sealing with it"
    assert len(_lines(file)) == 2
    assert drop(A_DAY) == [row.key_id]
    assert [line.split()[1] for line in _lines(file)] == [made]
    assert drop(9 * A_DAY) == [], "the current key stays"
    entry = Entry.objects.of_kind("identity.keys_dropped").get()
    assert entry.facts == {"keys": [row.key_id]}
    assert opened(row, cast.clerk) == NEIGHBOUR


# --- keys of the environment


def test_a_key_of_the_environment_seals_and_writes_no_file(
    cast: Cast, file: Path, settings: Any
) -> None:
    settings.IDENTITY_KEY = "11" * 32
    row = a_sealed()
    assert not file.exists()
    assert opened(row, cast.clerk) == NEIGHBOUR
    settings.IDENTITY_KEY = f"{'11' * 32}, {'22' * 32}"
    assert opened(row, cast.clerk) == NEIGHBOUR
    assert a_sealed().key_id != row.key_id
    assert actions.reseal_batch(now=NOW, limit=5).resealed == 1
    settings.IDENTITY_KEY = "22" * 32
    assert opened(row, cast.clerk) == NEIGHBOUR


def test_the_file_s_keys_open_until_all_is_moved_to_the_environment(
    cast: Cast, file: Path, settings: Any
) -> None:
    row = a_sealed()
    settings.IDENTITY_KEY = "33" * 32
    assert opened(row, cast.clerk) == NEIGHBOUR
    assert actions.reseal_batch(now=NOW, limit=5).resealed == 1
    file.unlink()
    assert opened(row, cast.clerk) == NEIGHBOUR


def test_a_program_does_not_change_the_environment(cast: Cast, settings: Any) -> None:
    settings.IDENTITY_KEY = "11" * 32
    for act in (actions.add_key, actions.drop_old_keys):
        assert _refused(lambda act=act: act(actor=SYSTEM, now=NOW)) == (
            "identity_key_in_environment",
        )


@pytest.mark.parametrize("value", ["geheim", "11" * 31, "11" * 33, f"{'11' * 32},geheim"])
def test_a_setting_that_is_no_key_is_not_quoted(cast: Cast, settings: Any, value: str) -> None:
    settings.IDENTITY_KEY = value
    with pytest.raises(Refused) as refused:
        a_sealed()
    assert refused.value.codes == ("identity_key_unreadable",)
    assert value not in str(refused.value)
    assert refused.value.__context__ is None

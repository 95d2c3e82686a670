"""Given the full database and the codes as drawn, nothing links words or marks to a code."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from ballots.linking import Guess, guesses
from ballots_made import AFTER, BAD, EAST, GOOD, WEST, Town, opened, slips
from cast import NOW, build_cast
from jobs.real_processes import Town as Installation
from qunce.domain.ballots import actions, keys, sealing
from qunce.domain.ballots.keys import Place, Stale
from qunce.domain.ballots.models import Urn
from qunce.domain.ballots.sealing import Sealed
from qunce.kernel.slipcodes import tag

WEB, PAPER = 18, 12


def tags_of(town: Town) -> dict[str, str]:
    key = keys.load(town.ballot.uid, keys.CODES)
    return {code: tag(key, town.ballot.uid, code) for own in town.codes.values() for code in own}


def voted(*, naive: bool) -> tuple[dict[str, str], list[str], dict[str, str]]:
    """East casts in the order in which its codes were drawn; everybody writes something else.

    ``naive`` keeps what a careless program would keep as well: who cast when, in order.
    """
    town = opened(build_cast())
    tag_of = tags_of(town)
    chance = random.Random(20260302)  # noqa: S311  (the test must repeat)
    drawn = town.codes[EAST][: WEB + PAPER]
    truth = {code: f"话{chance.randrange(10**9):09d}尾" for code in drawn}
    if naive:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE naive_slips (id text PRIMARY KEY, at integer, words text)")
    for number, code in enumerate(drawn[:WEB]):
        with transaction.atomic():
            town.cast_web(EAST, number, GOOD, BAD, GOOD, words=truth[code])
            if naive:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO naive_slips VALUES (%s, %s, %s)",
                        [chance.randbytes(8).hex(), number, truth[code]],
                    )
    for number in range(10):
        town.cast_web(WEST, number)
    town.open_box()
    town.stubs(*drawn[WEB:])
    batch = town.batch(EAST, PAPER)
    rows = slips(GOOD, GOOD, GOOD, times=PAPER)
    town.key(batch, 1, rows, words=[truth[code] for code in drawn[WEB:]])
    town.key(batch, 2, rows)
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    if naive:
        return {code: truth[code] for code in drawn[:WEB]}, drawn[:WEB], tag_of
    return truth, drawn, tag_of


def best(found: list[Guess]) -> Guess:
    return max(found, key=lambda guess: (guess.right, abs(guess.order)))


def test_nothing_links_a_slip_to_its_code(own_town: Installation) -> None:
    truth, drawn, tag_of = voted(naive=False)
    found = guesses(truth, drawn, tag_of)
    assert len(found) >= 8
    # By chance one of thirty is right; seven or more would be so once in 12,000 guesses.
    assert best(found).right <= 6, best(found)
    # Of thirty in random order the correlation exceeds 0.65 once in 10,000.
    furthest = max(found, key=lambda guess: abs(guess.order))
    assert abs(furthest.order) < 0.65, furthest


def test_the_attack_finds_what_a_careless_program_keeps(own_town: Installation) -> None:
    truth, drawn, tag_of = voted(naive=True)
    found = [guess for guess in guesses(truth, drawn, tag_of) if "naive" in guess.how]
    assert best(found).right == WEB
    if connection.vendor == "postgresql":
        by_transaction = [guess for guess in found if guess.how.endswith("by transaction")]
        assert best(by_transaction).right == WEB


def test_an_older_urn_opens_with_no_key_that_is_left(own_town: Installation) -> None:
    """A dead row, the write-ahead log or a copy holds it: it must stay shut."""
    town = opened(build_cast())
    older: list[Urn] = []
    for number in range(4):
        town.cast_web(EAST, number, words="第一" if number else "")
        older += Urn.objects.filter(ballot=town.ballot, version__gt=0)
    now = {urn.slot: urn for urn in Urn.objects.filter(ballot=town.ballot)}
    content = (keys.folder(town.ballot.uid) / keys.URNS).read_bytes()
    left = {content[at : at + 32] for at in range(0, len(content), 32)}
    opened_now = 0
    for urn in older:
        bound = sealing.bound_to_urn(town.ballot.uid, urn.slot, urn.version)
        fits = [key for key in left if _opens(Sealed(urn.nonce, urn.ciphertext), key, bound)]
        assert bool(fits) is (now[urn.slot].version == urn.version)
        opened_now += bool(fits)
    assert 0 < opened_now < len(older)


def _opens(sealed: Sealed, key: bytes, bound: bytes) -> bool:
    try:
        sealing.unseal(sealed, key=key, bound=bound)
    except Stale:
        return False
    return True


def test_after_closing_no_urn_and_no_key_is_left(own_town: Installation) -> None:
    voted(naive=False)
    assert not Urn.objects.exists()
    left = sorted(path.name for path in (settings.KEYS / "ballots").rglob("*") if path.is_file())
    assert left == ["roll.key"]


def test_marks_and_words_stand_nowhere_while_the_ballot_is_open(own_town: Installation) -> None:
    """The whole file on SQLite, every text column on both: no words, no packed slip."""
    town = opened(build_cast())
    for number in range(6):
        town.cast_web(EAST, number, words=f"独一无二{number}")
    from ballots.linking import read_everything

    everything: list[Any] = [
        value for rows in read_everything().values() for row in rows for value in row.values()
    ]
    assert not any("独一无二" in str(value) for value in everything)
    if connection.vendor == "sqlite":
        path = own_town.database.file
        for name in (path, path.with_name(path.name + "-wal")):
            assert "独一无二".encode() not in (name.read_bytes() if name.exists() else b"")


def test_an_urn_moved_or_cut_back_does_not_open(own_town: Installation) -> None:
    town = opened(build_cast())
    town.cast_web(EAST, 0)
    uid = town.ballot.uid
    urn = Urn.objects.get(ballot=town.ballot, stratum__isnull=False, version=1)
    (key,) = keys.keys_as_they_are(uid, 1, [Place(urn.slot, 1)])
    sealed = Sealed(urn.nonce, urn.ciphertext)
    sealing.unseal(sealed, key=key, bound=sealing.bound_to_urn(uid, urn.slot, 1))
    for slot, version in ((urn.slot + 1, 1), (urn.slot, 2)):
        with pytest.raises(Stale):
            sealing.unseal(sealed, key=key, bound=sealing.bound_to_urn(uid, slot, version))
    with pytest.raises(Stale):
        keys.turn(uid, 0, [Place(urn.slot, 0)])
    assert actions.watch_keys(now=NOW, limit=9) == 0
    assert AFTER > NOW

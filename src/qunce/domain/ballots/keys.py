"""The keys of one ballot: files outside the database, in ``<data>/keys/ballots/<uid>/``.

``roll.key``   makes the tags of the people on the roll; kept, so that the draw can be named again.
``codes.key``  makes the tags of the codes; told to everybody at closing, and the file destroyed.
``paper.key``  seals the keyings of paper; destroyed at closing.
``urns.keys``  one key for each urn, drawn anew with every slip that goes in, so that an older
               ciphertext (in a dead row, a write-ahead log, a backup) opens with nothing that is
               left; destroyed at closing.

``urns.keys`` also counts the slips, as the row ``Turnstile`` does.  The next key and the next
count are written before the transaction commits and confirmed after it, so that whoever is killed
in between leaves a file that fits the database either way.  A database put back from a copy does
not fit, and no slip is taken any more.

The file is changed in place, under a lock of the operating system, by one who holds the row of
the turnstile.  Each urn has two places for keys and uses them in turn.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

KEY = 32
ROLL, CODES, PAPER, URNS = "roll.key", "codes.key", "paper.key", "urns.keys"
NOT_BACKED_UP = (CODES, PAPER, URNS)
"""What must not lie beside a copy of the database: ``qunce backup`` leaves these out."""

_MAGIC = b"qurnkey1"
_HEADER = struct.Struct(">8sQQIIII")
_FIRST = 64
_NOTHING = 0xFFFFFFFF


class KeyLost(Exception):
    """A key of a ballot is not where it was put, or is no key any more."""


class Stale(Exception):
    """The file of keys has counted other slips than the database: one of the two is older."""


class Place(NamedTuple):
    """Which urn, and how many slips the database says went into it."""

    slot: int
    version: int


class Turned(NamedTuple):
    """The key that opens an urn as it is, and the one that seals it from now on."""

    old: bytes
    new: bytes


def folder(uid: str) -> Path:
    """Where the keys of the ballot ``uid`` lie."""
    path: Path = settings.KEYS / "ballots" / uid
    return path


# --- keys that stay what they are


def make(uid: str, name: str) -> bytes:
    """A key drawn at random and kept; one that lies there already is replaced."""
    secret = secrets.token_bytes(KEY)
    path = folder(uid) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
    _write_new(draft, secret.hex().encode() + b"\n")
    os.replace(draft, path)
    _settle(path.parent)
    return secret


def load(uid: str, name: str) -> bytes:
    """The key kept as ``name``; :class:`KeyLost` if it is gone or damaged."""
    try:
        secret = bytes.fromhex((folder(uid) / name).read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyLost(name) from error
    if len(secret) != KEY:
        raise KeyLost(name)
    return secret


def destroy(uid: str, *names: str) -> None:
    """The files are overwritten and removed; one that is gone already is no mistake."""
    for name in names:
        path = folder(uid) / name
        with suppress(FileNotFoundError):
            length = path.stat().st_size
            with path.open("r+b") as file:
                file.write(b"\0" * length)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
    with suppress(FileNotFoundError):
        _settle(folder(uid))


def present(uid: str, *names: str) -> bool:
    """Whether one of these keys still lies there."""
    return any((folder(uid) / name).exists() for name in names)


# --- keys of the urns, drawn anew with every slip


def make_urn_keys(uid: str, slots: int) -> list[bytes]:
    """The first key of each of ``slots`` urns, into which no slip has gone yet."""
    first = [secrets.token_bytes(KEY) for _ in range(slots)]
    path = folder(uid) / URNS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    header = _HEADER.pack(_MAGIC, 0, 0, *(_NOTHING,) * 4)
    draft = path.with_name(f".{URNS}.{secrets.token_hex(4)}")
    _write_new(draft, header.ljust(_FIRST, b"\0") + b"".join(key + bytes(KEY) for key in first))
    os.replace(draft, path)
    _settle(path.parent)
    return first


def turn(uid: str, turns: int, places: Sequence[Place]) -> list[Turned]:
    """The keys for the next slip, which goes into ``places`` (two at most).

    Call it inside the transaction, with the turnstile locked at ``turns``; :func:`confirm` after
    its commit.  Raises :class:`Stale` where the file has counted otherwise.
    """
    with _locked(uid) as file:
        _fit(file, turns)
        turned = []
        told = [_NOTHING] * 4
        for at, place in enumerate(places):
            old = _key(file, place)
            new = secrets.token_bytes(KEY)
            os.pwrite(file, new, _offset(place.slot, place.version + 1))
            told[2 * at : 2 * at + 2] = [place.slot, place.version % 2]
            turned.append(Turned(old, new))
        os.pwrite(file, _HEADER.pack(_MAGIC, turns, turns + 1, *told), 0)
        os.fdatasync(file)
        return turned


def confirm(uid: str, turns: int) -> None:
    """The transaction with the slip number ``turns`` is committed: the keys before it are wiped.

    Does nothing where the next one has done it already, or the ballot was closed meanwhile.
    """
    with suppress(KeyLost), _locked(uid) as file:
        counted, pending, *_ = _header(file)
        if counted < pending == turns:
            _settle_pending(file)
            os.fdatasync(file)


def keys_as_they_are(uid: str, turns: int, places: Sequence[Place]) -> list[bytes]:
    """The key that opens each of ``places`` now.  Raises as :func:`turn` does."""
    with _locked(uid) as file:
        _fit(file, turns)
        return [_key(file, place) for place in places]


def fit(uid: str, turns: int) -> bool:
    """Whether all keys are here and have counted as a database with ``turns`` slips has."""
    try:
        load(uid, CODES)
        load(uid, PAPER)
        with _locked(uid) as file:
            counted, pending, *_ = _header(file)
            return turns in (counted, pending)
    except KeyLost:
        return False


@contextmanager
def _locked(uid: str) -> Iterator[int]:
    try:
        file = os.open(folder(uid) / URNS, os.O_RDWR)
    except OSError as error:
        raise KeyLost(URNS) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _header(file: int) -> tuple[int, ...]:
    try:
        magic, *counts = _HEADER.unpack(os.pread(file, _HEADER.size, 0))
    except struct.error as error:
        raise KeyLost(URNS) from error
    if magic != _MAGIC:
        raise KeyLost(URNS)
    return tuple(counts)


def _fit(file: int, turns: int) -> None:
    """The file counts as the database does, or one further that was never confirmed."""
    counted, pending, *_ = _header(file)
    if turns == counted:
        return
    if turns != pending:
        raise Stale(f"{turns} in the database, {counted} beside it")
    _settle_pending(file)


def _settle_pending(file: int) -> None:
    _, pending, *told = _header(file)
    for slot, half in zip(told[::2], told[1::2], strict=True):
        if slot != _NOTHING:
            os.pwrite(file, bytes(KEY), _offset(slot, half))
    os.pwrite(file, _HEADER.pack(_MAGIC, pending, pending, *(_NOTHING,) * 4), 0)


def _key(file: int, place: Place) -> bytes:
    key = os.pread(file, KEY, _offset(place.slot, place.version))
    if len(key) != KEY or key == bytes(KEY):
        raise Stale(f"no key for slot {place.slot} at {place.version}")
    return key


def _offset(slot: int, version: int) -> int:
    return _FIRST + 2 * KEY * slot + KEY * (version % 2)


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(path: Path) -> None:
    """The new name survives a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

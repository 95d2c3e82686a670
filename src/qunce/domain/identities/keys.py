"""The keys that seal identities: a ring of them, never in the database.

``<data>/keys/identities.key`` (mode 0600) holds one key a line, the current one last: when it was
made, its id, its 256 bits in hex.  The id is a hash of the key, so that a key with a single
changed digit is found damaged instead of opening nothing.  ``QUNCE_IDENTITY_KEY`` may give keys
instead (hex, separated by commas, the current one last); those of the file then still open.

Whoever changes the file holds the lock of the record (``record.actions.append`` was called in
the same transaction), so that no two processes write it at once.  The first key alone is made
without that lock; there the file system decides which of two processes was first.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from qunce.kernel.canonical import instant, read_instant
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

ID_LENGTH = 16
_HEADER = (
    "# Qunce: these keys seal names, telephone numbers and addresses. "
    "Whoever loses this file loses them all. The last line is the current key.\n"
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of 256 bits; ``made_at`` is unknown for a key of the environment."""

    secret: bytes = field(repr=False)
    made_at: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise ValueError("a key has 64 hex digits")

    @property
    def id(self) -> str:
        """The first 64 bits of a hash of the key: tells nothing about it."""
        return sha256(b"qunce.identities.key.v1\0" + self.secret).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True)
class Ring:
    """All keys at hand, the current one last."""

    keys: tuple[Key, ...]

    @cached_property
    def current(self) -> str:
        """The id of the key that seals from now on."""
        return self.keys[-1].id

    @cached_property
    def ciphers(self) -> dict[str, AESGCM]:
        """AES-256-GCM with each key, by the key's id."""
        return {key.id: AESGCM(key.secret) for key in self.keys}


def key_path() -> Path:
    """Where the file lies."""
    path: Path = settings.KEYS / "identities.key"
    return path


def in_environment() -> bool:
    """Whether ``QUNCE_IDENTITY_KEY`` gives the current key."""
    return bool(settings.IDENTITY_KEY)


def new_key(now: datetime) -> Key:
    """A key drawn at random, not kept anywhere yet."""
    return Key(secrets.token_bytes(32), now)


def load_ring() -> Ring | None:
    """The ring as it is now, or None where there is none yet.  One ``stat`` when unchanged.

    Refuses a file or a setting that cannot be read or is damaged, without quoting it.
    """
    keys = (*load_file(), *_of_environment(settings.IDENTITY_KEY))
    return _ring(keys) if keys else None


def load_file() -> tuple[Key, ...]:
    """The keys in the file; none where there is no file."""
    path = key_path()
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        refusal = _unreadable(str(path), why or "")
    # Raised outside the handler: the error behind it may hold a piece of the file.
    raise Refused(refusal)


def make_first(key: Key) -> None:
    """Keep ``key`` as the only one, unless another process was first; then that one stays."""
    path = key_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _draft(path, [key]) as draft, suppress(FileExistsError):
        os.link(draft, path)
    _settle(path.parent)


def replace_file(keys: Iterable[Key]) -> None:
    """The file holds ``keys`` and no others; it is never seen half written."""
    path = key_path()
    with _draft(path, keys) as draft:
        os.replace(draft, path)
    _settle(path.parent)


@lru_cache(maxsize=4)
def _ring(keys: tuple[Key, ...]) -> Ring:
    return Ring(keys)


@lru_cache(maxsize=4)
def _read(path: Path, _mtime_ns: int, _size: int, _inode: int) -> tuple[Key, ...]:
    # Reading and parsing costs 0.1 ms, a stat 2 microseconds; the stat keys the cache.
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError:
        raise ValueError("it is not text") from None
    keys = tuple(
        _of_line(number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    )
    if not keys:
        raise ValueError("there is no key in it")
    return keys


def _of_line(number: int, line: str) -> Key:
    try:
        made_at, named, digits = line.split(" ")
        key = Key(bytes.fromhex(digits), read_instant(made_at))
    except ValueError:
        raise ValueError(f"line {number} is no key") from None
    if key.id != named:
        raise ValueError(f"the key in line {number} is damaged")
    return key


@lru_cache(maxsize=4)
def _of_environment(value: str) -> tuple[Key, ...]:
    try:
        return tuple(Key(bytes.fromhex(digits)) for digits in value.split(",") if digits.strip())
    except ValueError:
        pass
    raise Refused(_unreadable("QUNCE_IDENTITY_KEY", "a key has 64 hex digits"))


def _unreadable(place: str, why: str) -> Refusal:
    return Refusal(
        "identity_key_unreadable",
        gettext_noop(
            "The key of the sealed identities in %(place)s cannot be read (%(why)s). "
            "Put it back from your backup."
        ),
        {"place": place, "why": why},
    )


@contextmanager
def _draft(path: Path, keys: Iterable[Key]) -> Iterator[Path]:
    """A whole file beside ``path``, which is gone afterwards if nobody moved it."""
    lines = [_line(key) for key in keys]
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(_HEADER + "".join(lines))
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _line(key: Key) -> str:
    if key.made_at is None:
        raise ValueError("a key of the environment is not written to the file")
    return f"{instant(key.made_at)} {key.id} {key.secret.hex()}\n"


def _settle(folder: Path) -> None:
    """The new name survives a power failure: no row may be sealed under a key that does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Tiny readers of the environment; each says plainly what is wrong with a value."""

import os
from pathlib import Path


class BadSetting(SystemExit):
    """A setting that cannot be used; ends the program with one sentence instead of a traceback."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``; anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r}: write 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number from 0 on; anything else is refused."""
    value = text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise BadSetting(f"{name}={value!r}: write a whole number such as 1.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().absolute()


def secret(name: str, keep_in: Path) -> str:
    """The value of ``name``, or one made once and kept in ``keep_in`` (mode 0600)."""
    value = text(name)
    if value:
        return value
    try:
        return keep_in.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    made = os.urandom(40).hex()
    try:
        keep_in.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return keep_in.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise BadSetting(
            f"Cannot write {keep_in}: {problem.strerror}. "
            f"Set {name}, or set QUNCE_DATA to a folder that can be written."
        ) from problem
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made

"""Opening an installation: its data folder, its database, its port, and plain words when not."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qunce.kernel.refusals import Refusal, Refused, gettext_noop


def open_installation(data: Path | None = None, *, demo: bool = False) -> None:
    """Django stands, with ``data`` (or QUNCE_DATA, or ./data) as its data folder."""
    if data is not None:
        os.environ["QUNCE_DATA"] = str(data)
    if demo:
        os.environ["QUNCE_DEMO"] = "1"
        os.environ.setdefault("QUNCE_LOG", "ERROR")
    os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"
    os.umask(0o077)  # the database holds password hashes; nobody else on the machine reads it
    with plain_words():
        import django

        django.setup()
        from django.conf import settings

        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns otherwise


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Every migration is applied and the cache has its table; safe to repeat."""
    from django.core.management import call_command

    from qunce.cli.laying_out import lay_out

    with plain_words():
        lay_out()
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("createcachetable", verbosity=verbosity)


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn a full disk and a folder that cannot be written into a refusal."""
    try:
        yield
    except OSError as problem:
        if refusal := why_not_written(problem.errno, str(problem.filename or "")):
            raise Refused(refusal) from problem
        raise
    except Exception as problem:
        # Django's and SQLite's classes are not imported here, so that this file stays light.
        if type(problem).__name__ != "OperationalError":
            raise
        said = str(problem)
        if "disk is full" in said:
            raise Refused(_disk_full()) from problem
        if "readonly database" in said or "unable to open database" in said:
            raise Refused(_cannot_write(os.environ.get("QUNCE_DATA", "data"))) from problem
        raise


def why_not_written(number: int | None, place: str) -> Refusal | None:
    """The refusal behind an error number of the operating system, if it is one of ours."""
    if number in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full()
    if number in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST):
        return _cannot_write(place)
    return None


def make_writable(folder: Path) -> None:
    """``folder`` exists and a file can be written in it; refuses in plain words otherwise."""
    with plain_words():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"\0" * 65536)
                probe.flush()
                os.fsync(probe.fileno())
        except OSError as problem:
            problem.filename = str(folder)
            raise


def check_port(host: str, port: int) -> None:
    """Refuses a port that is taken or may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as problem:
            raise Refused(
                Refusal(
                    "port_not_free",
                    gettext_noop(
                        "Port %(port)s on %(host)s cannot be used: %(why)s. "
                        "Choose another, for example --port %(other)s."
                    ),
                    {
                        "port": port,
                        "host": host,
                        "why": getattr(problem, "strerror", None) or str(problem),
                        "other": port + 1 if 1024 <= port < 65535 else 8001,
                    },
                )
            ) from problem


def _disk_full() -> Refusal:
    return Refusal(
        "disk_full", gettext_noop("The disk is full. Free some space, then start again.")
    )


def _cannot_write(place: str) -> Refusal:
    return Refusal(
        "folder_not_writable",
        gettext_noop("Cannot write in %(place)s. Choose another folder with --data or QUNCE_DATA."),
        {"place": place or "."},
    )

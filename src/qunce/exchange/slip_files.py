"""The printed slips of a ballot while they wait for the printer: PDF files in a private folder.

Nowhere else are the codes readable.  Owns ``<data>/slips/<uid>/``: who made the files, how far
the making is, and the deleting.  Promises: only the owner of the process may read them (0600), a
copy of the installation does not take them along, and after :data:`KEPT` they are gone.  Leaves
to others: drawing codes (ballots), the layout (paper), and who may fetch a file (web).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from qunce.exchange.private_files import write_private

KEPT = timedelta(days=1)
"""So long the files wait for the printer; then they are deleted and the slips made anew."""
_STATE = "state.json"


class Making(StrEnum):
    ASKED = "asked"
    DRAWING = "drawing"
    PRINTING = "printing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Slips:
    """How far it is; ``post`` made them and may fetch them, nobody else."""

    state: Making
    post: int
    at: datetime
    done: int = 0
    total: int = 0
    job: str = ""

    @property
    def at_work(self) -> bool:
        return self.state in (Making.ASKED, Making.DRAWING, Making.PRINTING)


def ask(uid: str, *, post: int, job: str, now: datetime) -> Slips:
    """The making is asked for; files of an earlier one are gone."""
    drop(uid)
    return _write(uid, Slips(Making.ASKED, post, now, job=job))


def found(uid: str) -> Slips | None:
    """How far it is; None when nothing was asked for or the files are deleted."""
    try:
        kept: Mapping[str, Any] = json.loads((_folder(uid) / _STATE).read_text(encoding="utf-8"))
        return Slips(
            **{
                **kept,
                "state": Making(kept["state"]),
                "at": datetime.fromisoformat(kept["at"]),
            }
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(uid: str, **changes: Any) -> Slips | None:
    """What changed is written down; nothing is when the files were deleted meanwhile."""
    now = found(uid)
    return _write(uid, replace(now, **changes)) if now is not None else None


def pages(uid: str) -> Path:
    """The folder into which the PDF files are made; not there before, and gone with the rest."""
    return _folder(uid) / "pdf"


def names(uid: str) -> list[tuple[str, int]]:
    """The files with their sizes in bytes, in the order in which they are printed."""
    with suppress(OSError):
        return sorted((one.name, one.stat().st_size) for one in pages(uid).glob("*.pdf"))
    return []


def path_of(uid: str, name: str) -> Path | None:
    """The file called ``name``, if it is one of :func:`names`."""
    return pages(uid) / name if name in (one for one, _ in names(uid)) else None


def drop(uid: str) -> None:
    """The files are overwritten and deleted; nothing is left to fetch."""
    folder = _folder(uid)
    for one in folder.rglob("*.pdf"):
        with suppress(OSError), one.open("r+b") as file:
            file.write(bytes(one.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    shutil.rmtree(folder, ignore_errors=True)


def drop_old(*, now: datetime, limit: int) -> int:
    """Files older than :data:`KEPT` are deleted, whatever became of them; how many ballots'."""
    old = [uid for uid in _uids() if (kept := found(uid)) is None or kept.at < now - KEPT]
    for uid in old[:limit]:
        drop(uid)
    return len(old[:limit])


def _uids() -> list[str]:
    with suppress(OSError):
        return sorted(one.name for one in _root().iterdir() if one.is_dir())
    return []


def _root() -> Path:
    return Path(settings.DATA) / "slips"


def _folder(uid: str) -> Path:
    return _root() / uid


def _write(uid: str, state: Slips) -> Slips:
    told = {**asdict(state), "at": state.at.isoformat()}
    write_private(_folder(uid) / _STATE, json.dumps(told))
    return state

"""Who this process is, and whether another one on the same machine still runs.  Reads only.

A process number alone is no name: after a restart another program has it.  So a process is
named by its place, its number and the tick of the clock at which it started (Linux keeps that in
``/proc``).  The place is the machine since its last start together with the process namespace:
two containers on one machine have the same host name at times, but never the same numbers.
"""

from __future__ import annotations

import hashlib
import os
import socket
import uuid
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One process; ``started`` is empty where the system does not tell."""

    place: str
    pid: int
    started: str
    loop: str = field(default_factory=lambda: uuid.uuid4().hex[:6])
    """Sets apart two loops in one process."""

    @property
    def name(self) -> str:
        return f"{self.place}:{self.pid}:{self.started}:{self.loop}"


def this_process() -> Process:
    """This process as the others see it; a new name at each call."""
    return Process(this_place(), os.getpid(), started(os.getpid()))


def this_place() -> str:
    """The machine since its last start, and the process namespace."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink(PROC / "self/ns/pid")
    except OSError:
        boot = namespace = ""
    digest = hashlib.sha256(f"{boot} {namespace}".encode()).hexdigest()
    return f"{socket.gethostname()[:60]}/{digest[:12]}"


def started(pid: int) -> str:
    """The clock tick at which ``pid`` started; empty when it does not run, or is not known.

    A process that ended and was not yet buried by its parent (state Z) does not run.
    """
    try:
        told = (PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in brackets and may hold anything (proc(5)).
    fields = told.rpartition(")")[2].split()
    return "" if len(fields) < 20 or fields[0] in {"Z", "X"} else fields[19]


def is_running(*, place: str, pid: int, started_at_tick: str) -> bool | None:
    """Whether that process runs; ``None`` when it cannot be seen from here."""
    if not started_at_tick or place != this_place():
        return None
    return started(pid) == started_at_tick

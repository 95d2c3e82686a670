"""A town that runs in processes of its own, today or some days later, on the same data."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent / "src"

Served = Callable[[int], AbstractContextManager[str]]


def environment(days: int) -> dict[str, str]:
    path = os.pathsep.join([str(HERE / "later"), str(SOURCE)])
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"PYTHONPATH": path, "DAYS_LATER": str(days), "QUNCE_LOG": "ERROR"}


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """``with served(31) as address``: the town as it is in 31 days, after what was due."""
    data = tmp_path / "town"

    @contextlib.contextmanager
    def serve(days: int) -> Iterator[str]:
        command = [sys.executable, "-m", "qunce.cli"]
        if days:
            ticked = subprocess.run(
                [*command, "tick", "--data", str(data)],
                env=environment(days) | {"QUNCE_DEMO": "1"},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert ticked.returncode == 0, ticked.stdout + ticked.stderr
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = tmp_path / f"town-{days}.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [*command, "demo", "--data", str(data), "--port", str(port), "--lang", "en"],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(days),
            )
            try:
                address = f"http://127.0.0.1:{port}"
                _wait(address, server, log)
                yield address
            finally:
                server.terminate()
                server.wait(timeout=120)

    return serve


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1_200):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=60).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    pytest.fail(f"the town did not start:\n{log.read_text()}")

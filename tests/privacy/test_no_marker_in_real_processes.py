"""The same promise of real processes: what a server, a worker, a tick and a backup leave on disk.

Here the database really commits, the log is what a person sees who runs the server at its
noisiest, and the search reads bytes of files.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from privacy.planted import ADDRESS, MAIL, NAME, PHONE, a_photo, files_in, found

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = "三组岔路口的路牌倒了，外乡人常走错。"
REASON = "约时间上门看路牌"
QUNCE = (sys.executable, "-m", "qunce.cli")


@dataclass
class Server:
    """A demo of one's own that writes everything it has to say into ``log``."""

    data: Path
    log: Path
    address: str = ""
    process: Any = None
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*QUNCE, *words, "--lang", "en"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def files(self) -> bytes:
        """Every file of the installation but the program's own style sheets."""
        whole = [self.data / name for name in os.listdir(self.data) if name != "static"]
        return b"\n".join(
            files_in(one) if one.is_dir() else one.read_bytes() for one in sorted(whole)
        )


class Visitor:
    """A browser without script: it keeps cookies, fills in the form's seal, follows redirects."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.heard: list[bytes] = []
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> bytes:
        return self._ask(urllib.request.Request(self.server.address + path))

    def post(
        self, path: str, sent: dict[str, str], *, photo: bytes = b"", form: str | None = None
    ) -> bytes:
        page = self.get(form or path).decode()
        seal = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert seal
        body, kind = _multipart({**sent, "csrfmiddlewaretoken": seal[1]}, photo)
        headers = {"Content-Type": kind, "Origin": self.server.address}
        return self._ask(urllib.request.Request(self.server.address + path, body, headers))

    def _ask(self, request: urllib.request.Request) -> bytes:
        try:
            answer = self._opener.open(request, timeout=120)
        except urllib.error.HTTPError as wrong:
            answer = wrong
        with answer:
            body: bytes = answer.read()
        assert answer.status < 500, request.full_url
        self.heard.append(f"{answer.url}\n{answer.headers}".encode())
        return body


def _multipart(sent: dict[str, str], photo: bytes) -> tuple[bytes, str]:
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in sent.items()
    ]
    if photo:
        named = f'name="pictures"; filename="{NAME}.jpg"'
        parts.append(
            f"--{line}\r\nContent-Disposition: form-data; {named}\r\n"
            "Content-Type: image/jpeg\r\n\r\n".encode()
            + photo
            + b"\r\n"
        )
    return b"".join((*parts, f"--{line}--\r\n".encode())), f"multipart/form-data; boundary={line}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = Server(tmp_path / "data", tmp_path / "server.log", f"http://127.0.0.1:{port}")
    own.environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "QUNCE_LOG": "DEBUG",
        "QUNCE_DATA": str(own.data),
    }
    own.environment.pop("DATABASE_URL", None)
    own.data.mkdir()
    with own.log.open("w") as output:
        own.process = subprocess.Popen(
            [*QUNCE, "demo", "--data", str(own.data), "--port", str(port), "--lang", "en"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=own.environment,
        )
        try:
            _wait_for(own)
            yield own
        finally:
            own.process.terminate()
            own.process.wait(timeout=120)


def _wait_for(server: Server) -> None:
    for _ in range(1_200):
        assert server.process.poll() is None, server.log.read_text()
        try:
            urllib.request.urlopen(server.address, timeout=60).close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    pytest.fail(f"the demo did not start:\n{server.log.read_text()}")


def test_no_file_no_log_and_no_backup_of_a_real_installation_holds_who_spoke(
    server: Server, tmp_path: Path
) -> None:
    resident, clerk, program = (Visitor(server) for _ in range(3))
    say = "/say/in/shangqing/"
    typed = {"text": TEXT, "submission": uuid.uuid4().hex, "contact": "yes"}
    typed |= {"name": NAME, "phone": PHONE, "address": ADDRESS}
    assert TEXT in resident.post(say, {**typed, "accused": "none"}, photo=a_photo()).decode()
    receipt = resident.post(say, typed, photo=a_photo())
    assert re.search(rb"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)
    numbers = re.findall(r"/follow/(\d+)/", resident.get("/follow/").decode())
    (number,) = set(numbers)
    resident.post(f"/follow/{number}/add/", {"words": "牌子还在沟里"}, form=f"/follow/{number}/")
    resident.get("/follow/999999/")
    resident.get(f"/{PHONE[:3]}/there/is/nothing/")

    clerk.get("/demo/enter/office/")
    contact = f"/office/voices/{number}/contact/"
    purpose = {"purpose": "call_back", "reason": REASON}
    assert found(clerk.post(contact, {**purpose, "purpose": ""})) == []
    assert set(found(clerk.post(contact, purpose))) == {NAME, PHONE, ADDRESS}
    assert found(clerk.get(f"/office/voices/{number}/")) == []

    key = (server.data / "demo-open311-key").read_text().strip()
    report = {"api_key": key, "service_code": "road", "address_string": "上清村村口"}
    report |= {"first_name": NAME, "phone": PHONE, "email": MAIL, "description": "路面塌了"}
    for changes in ({}, {"phone": f"{PHONE}转{NAME}"}, {"service_code": "none"}):
        body = urlencode({**report, **changes}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        address = f"{server.address}/open311/v2/requests.json"
        assert found(program._ask(urllib.request.Request(address, body, headers))) == []

    said = [server.run("tick"), server.run("backup", str(tmp_path / "backup"))]
    said += [server.run("reseal")] if "reseal" in server.run("--help") else []
    live = server.files()
    server.process.terminate()
    server.process.wait(timeout=120)
    at_rest, copied, log = server.files(), files_in(tmp_path / "backup"), server.log.read_bytes()

    for whole in (live, at_rest, copied):
        assert TEXT.encode() in whole, "the search reads what is there"
        assert b"\xff\xd8" in whole
    assert REASON.encode() in at_rest
    assert b"Not Found: /follow/999999/" in log
    with sqlite3.connect(server.data / "qunce.sqlite3") as rows:
        sealed = rows.execute("SELECT count(*) FROM identities_identity").fetchone()[0]
        opened = rows.execute("SELECT count(*) FROM identities_opening").fetchone()[0]
    rows.close()
    assert sealed >= 2
    assert opened >= 1
    searched = {
        "files while it runs": live,
        "files at rest": at_rest,
        "backup": copied,
        "log": log,
        "what commands say": "".join(said).encode(),
        "addresses and headers": b"\n".join(resident.heard + clerk.heard + program.heard),
    }
    assert {place: found(told) for place, told in searched.items() if found(told)} == {}

    server.run("demo", "--fresh", "--no-serve", "--data", str(server.data))
    anew = server.files()
    assert TEXT.encode() not in anew, "what was said to a demo is gone with it"
    assert not any((server.data / "uploads").rglob("*.jpg")), "and so are its photos"

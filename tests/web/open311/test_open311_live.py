"""Over real HTTP, as a stranger's program meets the demo: from its printed key to the request."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from architecture.tree import ROOT
from web.open311.conformance import (
    Answer,
    read_accepted,
    read_definition,
    read_discovery,
    read_errors,
    read_requests,
    read_services,
)
from web.open311.programs import FORM


class Printed(NamedTuple):
    discovery: str
    key: str
    data: Path


def _a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    """What ``qunce demo`` prints, while it runs."""
    data = tmp_path_factory.mktemp("open311") / "demo"
    log = data.parent / "demo.log"
    words = ["demo", "--data", str(data), "--port", str(_a_free_port()), "--lang", "en"]
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "qunce.cli", *words],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        )
        try:
            yield _read(log, server, data)
        finally:
            server.terminate()
            server.wait(timeout=120)


def _read(log: Path, server: subprocess.Popen[bytes], data: Path) -> Printed:
    for _ in range(1_200):
        said = log.read_text()
        if "Ctrl-C" in said:
            break
        assert server.poll() is None, said
        time.sleep(0.1)
    discovery = re.search(r"http://\S+/open311/discovery\.xml", said)
    key = re.search(r"api_key.*: ([0-9a-f]{40})$", said, re.M)
    assert discovery, said
    assert key, said
    found = Printed(discovery[0], key[1], data)
    for _ in range(1_200):
        try:
            _call(found.discovery)
        except OSError:
            time.sleep(0.1)
            continue
        return found
    raise AssertionError(log.read_text())


def _call(address: str, body: bytes | None = None, method: str | None = None) -> Answer:
    asked = urllib.request.Request(address, data=body, method=method)
    if body is not None:
        asked.add_header("Content-Type", FORM)
    try:
        with urllib.request.urlopen(asked, timeout=120) as got:
            assert got.headers["Set-Cookie"] is None
            return Answer(got.status, got.headers["Content-Type"], got.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.headers["Content-Type"], refused.read())


@pytest.mark.parametrize("kind", ["production", "test"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_from_discovery_to_the_request(printed: Printed, form: str, kind: str) -> None:
    discovered = read_discovery(_call(printed.discovery.replace(".xml", f".{form}")), form)
    (endpoint,) = [one["url"] for one in discovered["endpoints"] if one["type"] == kind]
    services = read_services(_call(f"{endpoint}services.{form}"), form)
    code = next(one["service_code"] for one in services if one["metadata"])
    definition = read_definition(_call(f"{endpoint}services/{code}.{form}"), form)
    required = [one for one in definition["attributes"] if one["required"]]
    several = [one for one in definition["attributes"] if one["datatype"] == "multivaluelist"]
    assert required
    assert several

    report = {
        "api_key": printed.key,
        "service_code": code,
        "lat": "30.25",
        "long": "120.125",
        "address_string": "清泉镇柳溪村村口",
        "description": f"路灯不亮 {kind} {form}",
        "email": "marker-live@example.org",
        "phone": "13911113333",
        "first_name": "标记活",
        **{f"attribute[{one['code']}]": one["values"][0]["key"] for one in required},
        **{f"attribute[{one['code']}][]": [v["key"] for v in one["values"]] for one in several},
    }
    lacking = {name: value for name, value in report.items() if name != "api_key"}
    address = f"{endpoint}requests.{form}"
    read_errors(_call(address, urlencode(lacking, doseq=True).encode()), form, 403)
    accepted = read_accepted(_call(address, urlencode(report, doseq=True).encode()), form)

    number = accepted["service_request_id"]
    answer = _call(f"{endpoint}requests/{number}.{form}")
    (found,) = read_requests(answer, form)
    assert found["status"] == "open"
    assert found["description"] == report["description"]
    assert (found["lat"], found["long"]) == (30.25, 120.125)
    lately = _call(f"{endpoint}requests.{form}?status=open&service_code={code}")
    assert number in [one["service_request_id"] for one in read_requests(lately, form)]
    for said in (answer.body, lately.body):
        assert b"marker-live" not in said
        assert b"13911113333" not in said
        assert "标记活".encode() not in said


def test_what_is_not_there_is_said_in_the_protocol_s_words(printed: Printed) -> None:
    base = printed.discovery.removesuffix("discovery.xml")
    read_errors(_call(f"{base}v2/services.html"), "xml", 404)
    read_errors(_call(f"{base}v2/requests/2026-999999.json"), "json", 404)
    read_errors(_call(f"{base}v2/requests.xml?jurisdiction_id=example.org"), "xml", 404)
    read_errors(_call(f"{base}v2/services.xml", method="TRACE"), "xml", 405)


def test_the_key_s_file_is_its_owner_s(printed: Printed) -> None:
    path = printed.data / "demo-open311-key"
    assert path.read_text().strip() == printed.key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_demo_goes_on_with_its_key_until_that_is_withdrawn(tmp_path: Path) -> None:
    from qunce.cli.demo.open311 import demo_key
    from qunce.cli.demo.seed import seed_once
    from qunce.domain.accounts.models import Post
    from qunce.domain.partners.actions import withdraw_key
    from qunce.domain.partners.queries import key_for
    from qunce.kernel import clock

    seed_once()
    first = demo_key(tmp_path)
    assert demo_key(tmp_path) == first
    key = key_for(first)
    assert key is not None
    withdraw_key(key=key, actor=Post.objects.get(code="qinghe-office"), now=clock.now())
    assert key_for(demo_key(tmp_path)) not in (None, key)

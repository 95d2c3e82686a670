"""run.py: what it hands on from pip's settings, and what it says when it cannot."""

from __future__ import annotations

import errno
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LISTING = """\
:env:.cert='/certs/office.pem'
global.extra-index-url='https://one.example/simple https://two.example/simple'
global.index-url='https://general.example/simple'
global.proxy='http://proxy.example:3128'
install.index-url='https://install.example/simple'
install.trusted-host='one.example\\ntwo.example'
a line that is no setting
"""


def test_pip_settings_are_read_with_the_nearer_one_winning(run: ModuleType) -> None:
    settings = run.read_pip_config(LISTING)
    assert settings["index-url"] == "https://install.example/simple"
    assert settings["cert"] == "/certs/office.pem"
    assert settings["trusted-host"] == "one.example\ntwo.example"


def test_uv_is_told_what_pip_knows(run: ModuleType) -> None:
    told = run.uv_environment({}, run.read_pip_config(LISTING))
    assert told["UV_DEFAULT_INDEX"] == "https://install.example/simple"
    assert told["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert told["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert told["SSL_CERT_FILE"] == "/certs/office.pem"
    assert told["UV_INSECURE_HOST"] == "one.example two.example"
    assert told["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_the_environment_says_already_stays(run: ModuleType) -> None:
    environ = {"UV_DEFAULT_INDEX": "https://mine.example/simple", "https_proxy": "http://mine:1"}
    told = run.uv_environment(environ, run.read_pip_config(LISTING))
    assert told["UV_DEFAULT_INDEX"] == "https://mine.example/simple"
    assert "HTTPS_PROXY" not in told


def test_nothing_set_means_nothing_told(run: ModuleType) -> None:
    told = run.uv_environment({}, {})
    assert {"UV_INDEX", "UV_DEFAULT_INDEX", "HTTPS_PROXY", "SSL_CERT_FILE"}.isdisjoint(told)


def test_folders_that_do_not_exist_are_left_out(run: ModuleType, tmp_path: Path) -> None:
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.mkdir()
    kept = run.there(f"file://{here} file://{gone} {gone} https://far.example/simple")
    assert kept == [f"file://{here}", "https://far.example/simple"]


@pytest.mark.parametrize(
    ("args", "end"),
    [
        ([], ["-m", "qunce.cli", "demo"]),
        (["--port", "9000"], ["-m", "qunce.cli", "demo", "--port", "9000"]),
        (["test", "-k", "x"], ["-m", "pytest", "-k", "x"]),
        (["verify"], ["-m", "qunce.cli", "verify"]),
    ],
)
def test_the_words_behind_run_py(run: ModuleType, args: list[str], end: list[str]) -> None:
    assert run.what_to_run(args)[1:] == end


def test_setup_runs_nothing_afterwards(run: ModuleType) -> None:
    assert run.what_to_run(["setup"]) == []


def test_the_stamp_changes_with_requirements_python_and_folder(run: ModuleType) -> None:
    stamps = {
        run.stamp_of(b"a", (3, 11, 2), "/x"),
        run.stamp_of(b"b", (3, 11, 2), "/x"),
        run.stamp_of(b"a", (3, 11, 7), "/x"),
        run.stamp_of(b"a", (3, 11, 2), "/y"),
    }
    assert len(stamps) == 4


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("error: Permission denied (os error 13)", "Cannot write"),
        ("error: Read-only file system (os error 30)", "Cannot write"),
        ("error: Failed to fetch: `https://x/`\n Caused by: dns error", "check the network"),
        ("error: Hash mismatch for `a==1`", "does not match its hash"),
        ("error: something new", "did not finish"),
    ],
)
def test_a_failed_installer_is_put_in_plain_words(run: ModuleType, said: str, words: str) -> None:
    told = run.why_it_failed(said)
    assert words in told
    assert said.splitlines()[0] in told


def test_a_full_disk_and_a_closed_folder_have_their_own_words(run: ModuleType) -> None:
    assert "disk is full" in run.in_plain_words(OSError(errno.ENOSPC, "x"))
    assert "/there" in run.in_plain_words(OSError(errno.EROFS, "x", "/there"))


def test_the_requirements_are_hashed_and_name_no_index() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") > 100
    assert "http" not in text.replace("httplib2", "").replace("httptools", "")

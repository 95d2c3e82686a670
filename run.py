#!/usr/bin/env python3
"""Set up once, then run Qunce.  Needs only Python 3.11 or newer with pip.

python3 run.py [options]        set up once, then the demo (options of "qunce demo")
python3 run.py test [options]   set up once, then the tests (options of pytest)
python3 run.py setup            only set up; afterwards .venv/bin/qunce is there
python3 run.py COMMAND ...      set up once, then "qunce COMMAND ..."
"""

from __future__ import annotations

import ast
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BOOT = ROOT / ".boot"
REQUIREMENTS = ROOT / "requirements.txt"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "qunce-set-up"


class Stop(Exception):
    """A reason to end, in both languages."""


def main(args: list[str]) -> int:
    if args[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    try:
        if sys.version_info < (3, 11):
            found = ".".join(map(str, sys.version_info[:3]))
            raise Stop(
                f"需要 Python 3.11 或更高版本，当前是 {found}。"
                f" Python 3.11 or newer is needed; this is {found}."
            )
        set_up()
    except Stop as reason:
        return complain(str(reason))
    except OSError as problem:
        return complain(in_plain_words(problem))
    command = what_to_run(args)
    if not command:
        print(f"已就绪。 Ready: {BIN / 'qunce'}")
        return 0
    sys.stdout.flush()
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(command[0], command)
    return subprocess.call(command, cwd=ROOT)


def what_to_run(args: list[str]) -> list[str]:
    """The command behind the words after ``run.py``; empty for ``setup``."""
    if args[:1] == ["setup"]:
        return []
    if args[:1] == ["test"]:
        return [str(PYTHON), "-m", "pytest", *args[1:]]
    if not args or args[0].startswith("-"):
        args = ["demo", *args]
    return [str(PYTHON), "-m", "qunce.cli", *args]


# --- setting up


def set_up() -> None:
    """Make ``.venv`` what requirements.txt says, unless its stamp shows that it is."""
    stamp = stamp_of(REQUIREMENTS.read_bytes(), sys.version_info[:3], str(ROOT))
    if PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp:
        return
    print("首次准备，约需一分钟…… Setting up once, about a minute ...", flush=True)
    STAMP.unlink(missing_ok=True)
    environment = uv_environment(os.environ, pip_settings())
    uv = find_uv()
    if not is_venv_of(VENV, sys.version_info[:3]):
        if (VENV / "pyvenv.cfg").exists():
            shutil.rmtree(VENV)
        run([uv, "venv", "--quiet", "--python", base_python(), str(VENV)], environment)
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON)]
    run([*sync, str(REQUIREMENTS)], environment)
    link_project()
    STAMP.write_text(stamp, encoding="ascii")


def stamp_of(requirements: bytes, version: tuple[int, ...], root: str) -> str:
    """Changes when the requirements, the Python or the folder change."""
    told = b"\0".join((requirements, repr(tuple(version)).encode(), root.encode()))
    return hashlib.sha256(told).hexdigest()


def is_venv_of(folder: Path, version: tuple[int, ...]) -> bool:
    """Whether ``folder`` is a virtual environment of this version whose interpreter runs."""
    python = folder / BIN.name / PYTHON.name
    if not (folder / "pyvenv.cfg").is_file() or not python.exists():
        return False
    asked = [str(python), "-c", "import sys; print(*sys.version_info[:3], sep='.')"]
    told = subprocess.run(asked, capture_output=True, text=True)
    return told.returncode == 0 and told.stdout.strip() == ".".join(map(str, version))


def base_python() -> str:
    """The interpreter outside ``.venv``, also when run.py itself is run by the one inside."""
    inside = VENV in Path(sys.executable).parents
    return str(getattr(sys, "_base_executable", sys.executable)) if inside else sys.executable


def link_project() -> None:
    """Make ``import qunce`` and ``.venv/bin/qunce`` work without building anything."""
    asked = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    packages = Path(told.stdout.strip())
    (packages / "qunce-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = BIN / ("qunce.cmd" if os.name == "nt" else "qunce")
    if os.name == "nt":
        script.write_text(f'@"{PYTHON}" -m qunce.cli %*\n', encoding="utf-8")
    else:
        # sh, because the kernel cuts a first line of more than 127 bytes
        script.write_text(f"#!/bin/sh\nexec '{PYTHON}' -m qunce.cli \"$@\"\n", encoding="utf-8")
        script.chmod(0o755)


def find_uv() -> str:
    """uv from PATH, or fetched once with pip into ``.boot``."""
    for place in (shutil.which("uv"), str(BOOT / "bin" / "uv")):
        if place and works([place, "--version"]):
            return place
    if not works([base_python(), "-m", "pip", "--version"]):
        raise Stop(
            "找不到 pip，也找不到 uv；请先安装其中之一（Debian: apt install python3-pip）。"
            " Neither pip nor uv was found; install one (Debian: apt install python3-pip)."
        )
    fetch = [base_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*fetch, "--upgrade", "--target", str(BOOT), "uv>=0.5"], dict(os.environ))
    return str(BOOT / "bin" / "uv")


def works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace"
    )
    if done.returncode:
        raise Stop(why_it_failed(done.stderr))


# --- what pip is told here, handed to uv


def pip_settings() -> dict[str, str]:
    """pip's settings by name without section; the environment above files, as pip has it."""
    told = subprocess.run(
        [base_python(), "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    from_files = read_pip_config(told.stdout) if told.returncode == 0 else {}
    from_environment = {
        name[4:].lower().replace("_", "-"): value
        for name, value in os.environ.items()
        if name.startswith("PIP_") and value
    }
    return {**from_files, **from_environment}


def read_pip_config(listing: str) -> dict[str, str]:
    """The lines ``global.index-url='https://…'`` of ``pip config list``; ``install.`` wins."""
    settings: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listing.splitlines():
            name, equals, value = line.partition("=")
            if equals and name.startswith(section + "."):
                try:
                    settings[name[len(section) + 1 :]] = str(ast.literal_eval(value))
                except (SyntaxError, ValueError):
                    continue
    return settings


def uv_environment(environ: Mapping[str, str], pip: dict[str, str]) -> dict[str, str]:
    """The environment for uv: what is set already stays, the rest comes from pip's settings."""
    wanted = {
        "UV_DEFAULT_INDEX": " ".join(there(pip.get("index-url", ""))[:1]),
        "UV_INDEX": " ".join(there(pip.get("extra-index-url", ""))),
        "UV_FIND_LINKS": ",".join(there(pip.get("find-links", ""))),
        "UV_NO_INDEX": "1" if pip.get("no-index", "").lower() in ("1", "true", "yes", "on") else "",
        "HTTPS_PROXY": "" if "https_proxy" in environ else pip.get("proxy", ""),
        "HTTP_PROXY": "" if "http_proxy" in environ else pip.get("proxy", ""),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        # Every file is checked against its hash, so any index may answer, as with pip.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": "copy",
    }
    made = {name: value for name, value in wanted.items() if value}
    made.update(environ)
    made.pop("VIRTUAL_ENV", None)
    return made


def there(places: str) -> list[str]:
    """The places in a pip list; folders and ``file://`` addresses only where they exist."""
    kept = []
    for place in places.split():
        path = place[len("file://") :] if place.startswith("file://") else place
        if ("://" in place and path is place) or Path(path).exists():
            kept.append(place)
    return kept


# --- saying plainly why not


def in_plain_words(problem: OSError) -> str:
    place = problem.filename or ROOT
    if problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"无法写入 {place}；请把项目放到可写的文件夹。"
            f" Cannot write {place}; put the project in a folder you may write to."
        )
    if problem.errno == errno.ENOSPC:
        return "磁盘已满，约需 1 GB。 The disk is full; about 1 GB is needed."
    if problem.errno == errno.ENOENT and Path(str(place)) == REQUIREMENTS:
        return "缺少 requirements.txt。 requirements.txt is missing; fetch the project again."
    return f"无法完成准备：{problem} / Setting up failed: {problem}"


_SIGNS = (
    (("no space left",), OSError(errno.ENOSPC, "")),
    (("read-only file system", "permission denied"), OSError(errno.EACCES, "")),
)
_NETWORK = (
    "error sending request", "failed to fetch", "dns error", "timed out", "connection refused",
    "could not connect", "tcp connect", "network is unreachable", "name resolution",
    "no matching distribution", "not found in the package registry", "proxy", "certificate",
)  # fmt: skip


def why_it_failed(said: str) -> str:
    """What a failed installer said, in one sentence, with its own last lines below."""
    below = "\n" + "\n".join("    " + line for line in said.strip().splitlines()[-8:])
    lower = said.lower()
    for signs, problem in _SIGNS:
        if any(sign in lower for sign in signs):
            return in_plain_words(problem) + below
    if any(sign in lower for sign in _NETWORK):
        return (
            "无法下载依赖包；请检查网络，或在 pip 设置里写好代理或镜像（pip config set）。"
            " Packages could not be fetched; check the network, or set a proxy or mirror"
            " in pip's settings (pip config set)." + below
        )
    if "hash" in lower and "mismatch" in lower:
        return "下载的包与校验值不符，已停止。 A package does not match its hash; stopped." + below
    return "准备没有完成。 Setting up did not finish." + below


def complain(reason: str) -> int:
    print(f"run.py: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

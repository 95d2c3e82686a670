"""Nothing looks up: the import contracts hold, and nobody quietly excuses an exception."""

import subprocess
import sys
from pathlib import Path

from architecture.tree import PACKAGE, ROOT, contracts, domain_order


def test_every_import_contract_is_kept() -> None:
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_contract_excuses_an_import() -> None:
    assert [one["name"] for one in contracts() if one["ignore_imports"]] == []


def test_layers_name_every_package() -> None:
    layered = [one for one in contracts() if one["type"] == "layers"]
    assert [one["name"] for one in layered if not one["exhaustive"]] == []


def test_every_package_of_the_domain_stands_in_the_order_once() -> None:
    there = sorted(path.parent.name for path in (PACKAGE / "domain").glob("*/__init__.py"))
    assert sorted(domain_order()) == there

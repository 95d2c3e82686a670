"""A page without a figure does not wait for the libraries that compute figures."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import qunce.statistics


def test_the_package_can_be_imported_without_scipy_statsmodels_and_django() -> None:
    found = pkgutil.walk_packages(qunce.statistics.__path__, "qunce.statistics.")
    names = [module.name for module in found]
    assert len(names) > 30
    program = (
        f"import sys, {', '.join(names)}\n"
        "print(sorted({'scipy', 'statsmodels', 'pandas', 'django'} & set(sys.modules)))"
    )
    source = Path(qunce.statistics.__path__[0]).parent.parent
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(source)},
    )
    assert answer.stdout == "[]\n"


def test_the_program_begins_without_the_libraries_that_compute_figures() -> None:
    program = (
        "import sys, django\ndjango.setup()\n"
        "begun = {'numpy', 'scipy'} & set(sys.modules)\n"
        "from django.urls import get_resolver\nget_resolver().url_patterns\n"
        "import qunce.cli.tick\n"
        "print(sorted(begun), sorted({'scipy', 'statsmodels'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qunce.config.settings"},
    )
    assert answer.stdout == "[] []\n", "what every command and every page waits for"

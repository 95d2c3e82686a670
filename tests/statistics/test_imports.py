"""A page without a figure does not wait for the libraries that compute figures."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import qunce.statistics


def test_the_package_can_be_imported_without_scipy_statsmodels_and_django() -> None:
    names = [f"qunce.statistics.{m.name}" for m in pkgutil.iter_modules(qunce.statistics.__path__)]
    assert len(names) > 8
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

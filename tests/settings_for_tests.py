"""The product's settings on a temporary data folder: tests never write into ./data.

DATABASE_URL chooses PostgreSQL; without it SQLite, in memory.  No other setting of the person
who runs the tests reaches them.
"""

import atexit
import os
import shutil
import tempfile

for name in [name for name in os.environ if name.startswith("QUNCE_") and name != "QUNCE_SHARED"]:
    del os.environ[name]
_DATA = tempfile.mkdtemp(prefix="qunce-tests-")
_OWNER = os.getpid()
os.environ["QUNCE_DATA"] = _DATA


def _clear_away() -> None:
    if os.getpid() == _OWNER:  # not in a forked child
        shutil.rmtree(_DATA, ignore_errors=True)


atexit.register(_clear_away)

from qunce.config.settings import *  # noqa: E402, F403

INSTALLED_APPS += ["laid_out"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

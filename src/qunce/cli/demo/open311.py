"""The demo's key for other programs: made through the county's office, printed at each start.

Keys are kept as hashes only, so its text lies in a file of the demo's folder.  A real
installation has no such file.
"""

from __future__ import annotations

import os
from pathlib import Path

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.partners.actions import make_key
from qunce.domain.partners.queries import key_for
from qunce.kernel.clock import now as present

KEY_FILE = "demo-open311-key"
NAME = "演示程序（Open311）"


def demo_key(data: Path) -> str:
    """A key that opens: the one in the folder, or a new one where there is none or it was
    withdrawn.  The file can be read by its owner only."""
    path = data / KEY_FILE
    if path.is_file():
        text = path.read_text(encoding="utf-8").strip()
        if key_for(text):
            return text
    office = Post.objects.select_related("unit").get(
        unit__parent__isnull=True, role=PostRole.CAMPAIGN_OFFICE
    )
    _key, text = make_key(county=office.unit, name=NAME, actor=office, now=present())
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
    return text

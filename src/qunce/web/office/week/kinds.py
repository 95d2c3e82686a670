"""Every kind of line, found by its model and by the word in its address."""

from __future__ import annotations

from qunce.domain.problems.models import Asking, Problem
from qunce.domain.voices.models import Voice
from qunce.web.office.week.lines import Kind
from qunce.web.office.week.matters import Askings, Messages, Problems

KINDS: dict[type, Kind] = {
    Voice: Messages(),
    Problem: Problems(),
    Asking: Askings(),
}
BY_CODE: dict[str, Kind] = {kind.code: kind for kind in KINDS.values()}

"""Every kind of line, found by its model and by the word in its address."""

from __future__ import annotations

from qunce.domain.duties.standings import Row
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.study.models import Delivery, PlanStep
from qunce.domain.voices.models import Voice
from qunce.domain.warning.models import Alert
from qunce.web.office.week.lines import Kind
from qunce.web.office.week.matters import Askings, Messages, Problems
from qunce.web.office.week.owed import Deliveries, Duties, PlanSteps
from qunce.web.office.week.questions import Questions

KINDS: dict[type, Kind] = {
    Row: Duties(),
    PlanStep: PlanSteps(),
    Voice: Messages(),
    Problem: Problems(),
    Delivery: Deliveries(),
    Asking: Askings(),
    Alert: Questions(),
}
BY_CODE: dict[str, Kind] = {kind.code: kind for kind in KINDS.values()}

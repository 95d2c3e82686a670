"""A duty as pages show it: how it stands, how it gets done by itself, and what had done it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.states import ActionKind, Evidence
from qunce.domain.duties.rules import carries, why_not_take_back, why_not_tell
from qunce.domain.duties.standings import Row
from qunce.domain.duties.states import How, Standing
from qunce.domain.problems.models import Problem
from qunce.kernel.refusals import Refusal
from qunce.web.office.duties.forms import TellForm
from qunce.web.shell.words import say_day

SHAPES: Mapping[str, str] = {
    Standing.LATE: "late",
    Standing.DUE: "doing",
    Standing.OPEN: "todo",
    Standing.DONE: "done",
    Standing.ENDED: "todo",
}

WHERE: Mapping[str, str] = {
    Evidence.SESSION_HELD: "office:session_new",
    Evidence.SESSION_LED: "office:study",
    Evidence.DELIVERY_MADE: "office:study",
    Evidence.PLAN_MADE: "office:study_plan",
    Evidence.PROMISE_MADE: "office:promise_new",
    Evidence.PROMISE_KEPT: "office:practice",
    Evidence.PROJECT_BEGUN: "office:project_new",
    Evidence.PROJECT_FINISHED: "office:practice",
    Evidence.PROBLEM_LISTED: "office:problem_new",
    Evidence.PROBLEM_CONFIRMED: "office:problems",
    Evidence.PROBLEM_LED: "office:problems",
    Evidence.VOICE_HEARD: "office:voice_write",
    Evidence.VOICE_ANSWERED: "office:voices",
    Evidence.GATE_ASKED: "office:consultations",
    Evidence.CHECK_MADE: "office:checks",
    Evidence.VISIT_MADE: "office:guidance",
}
"""On which page the fact comes about that completes a duty."""

LEADS_TO: Mapping[str, str] = {
    "session": "office:session",
    "promise": "office:promise",
    "project": "office:project",
    "problem": "office:problem",
    "visit": "office:visit",
    "round": "office:round",
}
"""The pages of facts; what is not here is said without a link (a message, what was brought)."""

WHAT = {
    Evidence.SESSION_HELD: _("A study session was held"),
    Evidence.DELIVERY_MADE: _("Material was brought home"),
    Evidence.PLAN_MADE: _("The study plan was made"),
    Evidence.PROMISE_MADE: _("A promise was made public"),
    Evidence.PROMISE_KEPT: _("Others say that a promise was kept"),
    Evidence.PROJECT_BEGUN: _("A practice project has begun"),
    Evidence.PROJECT_FINISHED: _("A practice project is finished"),
    Evidence.PROBLEM_LISTED: _("A problem was put on the list"),
    Evidence.PROBLEM_CONFIRMED: _("Those concerned confirmed that a problem is put right"),
    Evidence.VOICE_HEARD: _("What somebody said was written down"),
    Evidence.VOICE_ANSWERED: _("A message was answered"),
    Evidence.VISIT_MADE: _("A guidance visit was made"),
    Evidence.GATE_ASKED: _("The people were asked at a gate"),
    Evidence.DOCUMENT_ISSUED: _("A document was issued"),
    Evidence.SESSION_LED: _("The post led a study session"),
    Evidence.PROBLEM_LED: _("A problem this post leads is put right and confirmed"),
    Evidence.CHECK_MADE: _("A round of checking places was made"),
}
UNDONE = {
    Evidence.PROMISE_MADE: _("The promise that stood here was withdrawn, so this is open again."),
    Evidence.PROMISE_KEPT: _("The promise turned out not to be kept, so this is open again."),
    Evidence.PROJECT_BEGUN: _("The project that stood here was given up, so this is open again."),
    Evidence.PROBLEM_CONFIRMED: _("The problem was opened again, so this is open again."),
    Evidence.PROBLEM_LED: _("The problem was opened again, so this is open again."),
    Evidence.VOICE_ANSWERED: _("The answer settled nothing, so this is open again."),
    Evidence.GATE_ASKED: _("The round of asking was broken off, so this is open again."),
}
UNDONE_OTHERWISE = _("What had shown it no longer holds, so this is open again.")


@dataclass(slots=True)
class ShownDuty:
    """One row of a list, with what its reader may do about it."""

    row: Row
    shape: str
    how: str = ""
    """Where the fact comes about that completes it; an address."""
    what: object = ""
    """What completed it, in words."""
    fact_title: str = ""
    fact_address: str = ""
    undone: object = ""
    form: TellForm | None = None
    not_told: list[Refusal] = field(default_factory=list)
    can_take_back: bool = False

    @property
    def is_delivery(self) -> bool:
        """Of what was brought home no day is shown: it is kept by the week, for the unit alone."""
        done = self.row.done
        return done is not None and done.evidence == Evidence.DELIVERY_MADE

    @property
    def is_optional(self) -> bool:
        return self.row.duty.action.kind == ActionKind.OPTIONAL


def shown(rows: Iterable[Row], post: Post | None, *, on: object) -> list[ShownDuty]:
    """``rows`` as ``post`` may see them.  One statement, for the titles of problems it may read."""
    rows = list(rows)
    problems = {row.done.id for row in rows if row.done is not None and row.done.kind == "problem"}
    titles = (
        {
            str(pk): title
            for pk, title in Problem.objects.visible_to(post, on=on)  # type: ignore[arg-type]
            .filter(pk__in=problems)
            .values_list("pk", "title")
        }
        if problems
        else {}
    )
    return [_shown(row, post, titles) for row in rows]


def _shown(row: Row, post: Post | None, titles: Mapping[str, str]) -> ShownDuty:
    made = ShownDuty(row, SHAPES[row.standing])
    if row.is_open:
        if row.by_hand:
            made.not_told = why_not_tell(row, post)
            if not made.not_told:
                made.form = TellForm(auto_id=f"tell-{row.duty.pk}-%s")
        elif post is not None and carries(row.duty, post):
            name = WHERE.get(row.duty.action.evidence)
            made.how = reverse(name) if name is not None else ""
        if row.undone is not None:
            made.undone = UNDONE.get(Evidence(row.undone.evidence), UNDONE_OTHERWISE)
    if row.done is not None and row.done.how == How.EVIDENCE:
        made.what = WHAT[Evidence(row.done.evidence)]
        made.fact_title, made.fact_address = _fact(row, titles)
    made.can_take_back = row.done is not None and not why_not_take_back(row, post)
    return made


def _fact(row: Row, titles: Mapping[str, str]) -> tuple[str, str]:
    done = row.done
    if done is None or done.kind not in LEADS_TO:
        return (done.title if done is not None else "", "")
    address = reverse(LEADS_TO[done.kind], args=[done.id])
    if done.kind == "problem":  # another post's list, or one kept from this reader
        return (titles[done.id], address) if done.id in titles else ("", "")
    return done.title or say_day(done.on, done.on), address

"""The office's decisions on a draft: basics, lines, repairs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Draft, DraftLine, DraftRepair
from qunce.domain.campaigns.rules import why_not_basics, why_not_change, why_not_template
from qunce.domain.campaigns.states import (
    ActionKind,
    DraftState,
    Evidence,
    LineKind,
    RepairDecision,
)
from qunce.domain.gates.states import GateKind
from qunce.domain.organisations.states import UnitKind
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.text.directive import read
from qunce.text.directive.outline import Repair
from qunce.text.directive.wordings import wordings

HEAD = 3_000
"""Characters at the beginning of a directive among which its title stands."""

register("draft.basics_settled", gettext_noop("Title and dates of a draft settled"))
register("draft.template_chosen", gettext_noop("Kind of campaign chosen"))
register("draft.line_edited", gettext_noop("Drafted line corrected"))
register("draft.line_dropped", gettext_noop("Drafted line dropped"))
register("draft.line_restored", gettext_noop("Drafted line taken back in"))
register("draft.line_added", gettext_noop("Line added to a draft"))
register("draft.evidence_chosen", gettext_noop("Chosen what completes drafted duties"))
register("draft.repairs_decided", gettext_noop("Repairs of the wording decided"))


@transaction.atomic
def settle_basics(
    *,
    draft: Draft,
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    actor: Post,
    now: datetime,
) -> None:
    """The draft has this title and window; recorded as ``draft.basics_settled``."""
    draft = _open(draft, actor)
    if reasons := why_not_basics(title, starts_on, ends_on):
        raise Refused(reasons)
    _guarded(draft, actor, title=title.strip()[:200], starts_on=starts_on, ends_on=ends_on)
    _record(
        "draft.basics_settled",
        draft,
        actor,
        {"starts_on": str(starts_on), "ends_on": str(ends_on)},
        now,
    )


@transaction.atomic
def choose_template(*, draft: Draft, template: str, actor: Post, now: datetime) -> None:
    """The draft will be adopted under ``template``; recorded as ``draft.template_chosen``."""
    draft = _open(draft, actor)
    if reasons := why_not_template(template):
        raise Refused(reasons)
    _guarded(draft, actor, template=template)
    _record("draft.template_chosen", draft, actor, {"template": template}, now)


@transaction.atomic
def edit_line(
    *,
    line: DraftLine,
    text: str,
    actor: Post,
    now: datetime,
    owed_by: Sequence[str] | None = None,
    unit_kinds: Sequence[str] | None = None,
    action_kind: str | None = None,
    due_on: date | None = None,
) -> None:
    """The line says ``text``; later repairs leave it alone.  Recorded as ``draft.line_edited``.

    ``None`` leaves owner, kinds and kind of action as they are; the due day is always set.
    """
    draft = _open(line.draft, actor)
    reasons = _why_not_words(text)
    if unknown := set(unit_kinds or ()) - {*UnitKind.values, "branch"}:
        reasons.append(
            Refusal(
                "unit_kind_unknown",
                gettext_noop("There is no kind of unit called “%(kind)s”."),
                {"kind": ", ".join(sorted(unknown))},
                "unit_kinds",
            )
        )
    if action_kind is not None and action_kind not in ActionKind.values:
        reasons.append(
            Refusal(
                "action_kind_unknown",
                gettext_noop("Choose whether this is required or optional."),
                on="action_kind",
            )
        )
    if reasons:
        raise Refused(reasons)
    fields: dict[str, object] = {"text": text.strip(), "edited": True, "due_on": due_on}
    if owed_by is not None:
        fields["owed_by"] = [owner.strip() for owner in owed_by if owner.strip()]
    if unit_kinds is not None:
        fields["unit_kinds"] = list(unit_kinds)
    if action_kind is not None:
        fields["action_kind"] = action_kind
    DraftLine.objects.filter(pk=line.pk).update(**fields)
    facts: dict[str, JSON] = {"line": line.place, "sha256": _hash(text.strip())}
    _record("draft.line_edited", draft, actor, facts, now)


@transaction.atomic
def drop_line(*, line: DraftLine, actor: Post, now: datetime) -> None:
    """The line will not be adopted; it stays visible and can be taken back."""
    _switch(line, actor, now, dropped=True, kind="draft.line_dropped")


@transaction.atomic
def restore_line(*, line: DraftLine, actor: Post, now: datetime) -> None:
    """The dropped line will be adopted after all."""
    _switch(line, actor, now, dropped=False, kind="draft.line_restored")


@transaction.atomic
def add_line(
    *, draft: Draft, kind: str, text: str, actor: Post, now: datetime, gate_kind: str = ""
) -> DraftLine:
    """A line of the office's own, without a sentence; recorded as ``draft.line_added``."""
    draft = _open(draft, actor)
    reasons = _why_not_words(text)
    if kind not in LineKind.values:
        reasons.append(
            Refusal("line_kind_unknown", gettext_noop("Choose what kind of line it is."), on="kind")
        )
    elif (kind == LineKind.GATE) != (gate_kind in GateKind.values):
        reasons.append(
            Refusal("gate_kind_needed", gettext_noop("Choose which gate it is."), on="gate_kind")
        )
    if reasons:
        raise Refused(reasons)
    last = draft.lines.aggregate(last=Max("place"))["last"] or 0
    line = DraftLine.objects.create(
        draft=draft, kind=kind, text=text.strip(), place=last + 1, edited=True, gate_kind=gate_kind
    )
    facts: dict[str, JSON] = {"line": line.place, "line_kind": kind, "sha256": _hash(line.text)}
    _record("draft.line_added", draft, actor, facts, now)
    return line


@transaction.atomic
def choose_evidence(*, draft: Draft, chosen: Mapping[int, str], actor: Post, now: datetime) -> int:
    """These duties are completed by what the office chose, by line; empty: told by hand.

    Returns how many lines changed; recorded as ``draft.evidence_chosen`` where any did.  Refuses an
    unknown evidence and a line that is no duty of this draft.
    """
    draft = _open(draft, actor)
    lines = {line.pk: line for line in draft.lines.filter(kind=LineKind.DUTY, pk__in=chosen.keys())}
    if set(lines) != set(chosen) or not set(chosen.values()) <= {"", *Evidence.values}:
        raise Refused(
            Refusal(
                "evidence_unknown",
                gettext_noop("Choose for each duty what completes it, from the list."),
                on="evidence",
            )
        )
    changed = []
    for pk, line in lines.items():
        if not line.evidence_chosen or line.evidence != chosen[pk]:
            line.evidence, line.evidence_chosen = chosen[pk], True
            changed.append(line)
    if changed:
        DraftLine.objects.bulk_update(changed, ["evidence", "evidence_chosen"], batch_size=500)
        pairs: list[JSON] = [[line.place, line.evidence] for line in changed]
        _record("draft.evidence_chosen", draft, actor, {"lines": pairs}, now)
    return len(changed)


@transaction.atomic
def decide_repair(*, repair: DraftRepair, decision: str, actor: Post, now: datetime) -> None:
    """One decision for the pair and all its places; lines nobody edited take the new wording."""
    _decide(repair.draft, [repair], decision, actor, now)


@transaction.atomic
def decide_all_repairs(
    *, draft: Draft, decision: str, at_least: float, actor: Post, now: datetime
) -> int:
    """The same decision for every undecided pair at least this sure; returns how many."""
    undecided = list(draft.repairs.filter(decision=RepairDecision.OPEN, confidence__gte=at_least))
    _decide(draft, undecided, decision, actor, now)
    return len(undecided)


def _decide(
    draft: Draft, chosen: Sequence[DraftRepair], decision: str, actor: Post, now: datetime
) -> None:
    draft = _open(draft, actor)
    if decision not in RepairDecision.values:
        raise Refused(
            Refusal(
                "repair_decision_unknown",
                gettext_noop("Choose whether to repair the wording or to leave it."),
                on="decision",
            )
        )
    if not chosen:
        return
    repairs = list(draft.repairs.all())
    was_titled = _title(draft, _confirmed(repairs))
    keys = {repair.pk for repair in chosen}
    DraftRepair.objects.filter(pk__in=keys).update(decision=decision)
    for repair in repairs:
        if repair.pk in keys:
            repair.decision = decision
    confirmed = _confirmed(repairs)
    _reword(draft, confirmed)
    title = _title(draft, confirmed)
    if was_titled != title and draft.title == was_titled:  # the office has not given it another
        _guarded(draft, actor, title=title)
    decided: list[JSON] = [[repair.seen, repair.suggested] for repair in chosen]
    _record("draft.repairs_decided", draft, actor, {"decision": decision, "pairs": decided}, now)


def _confirmed(repairs: Sequence[DraftRepair]) -> list[Repair]:
    """The accepted pairs at all their places."""
    return [
        Repair(start, end, repair.seen, repair.suggested, repair.confidence)
        for repair in repairs
        if repair.decision == RepairDecision.ACCEPTED
        for start, end in repair.places
    ]


def _title(draft: Draft, confirmed: Sequence[Repair]) -> str:
    """The title the directive itself gives, with the repairs made; empty where it gives none."""
    title = read(draft.source_text[:HEAD]).title
    start = draft.source_text.find(title) if title else -1
    if start < 0:
        return title[:200]
    return wordings(draft.source_text, [(start, start + len(title))], confirmed)[0][:200]


def _reword(draft: Draft, confirmed: Sequence[Repair]) -> None:
    """Give every line that nobody edited the wording that follows from the confirmed repairs."""
    lines = list(draft.lines.filter(edited=False, start__isnull=False).exclude(kind=LineKind.GATE))
    spans = [(line.start or 0, line.end or 0) for line in lines]
    changed = []
    for line, text in zip(lines, wordings(draft.source_text, spans, confirmed), strict=True):
        if text and text != line.text:
            line.text = text
            changed.append(line)
    DraftLine.objects.bulk_update(changed, ["text"], batch_size=500)


def _switch(line: DraftLine, actor: Post, now: datetime, *, dropped: bool, kind: str) -> None:
    draft = _open(line.draft, actor)
    if DraftLine.objects.filter(pk=line.pk, dropped=not dropped).update(dropped=dropped) == 1:
        _record(kind, draft, actor, {"line": line.place}, now)


def _why_not_words(text: str) -> list[Refusal]:
    if text.strip() and len(text) <= 2000 and "\x00" not in text:
        return []
    return [
        Refusal(
            "line_words_wrong", gettext_noop("Write between 1 and 2,000 characters."), on="text"
        )
    ]


def _open(draft: Draft, actor: Post) -> Draft:
    """The draft as it is now, kept so until the transaction ends.

    On PostgreSQL the row's lock keeps it (an adoption waits, and then reads the changed line),
    on SQLite the write lock with which every transaction begins.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if reasons := why_not_change(draft, actor):
        raise Refused(reasons)
    return draft


def _guarded(draft: Draft, actor: Post, **fields: object) -> None:
    if Draft.objects.filter(pk=draft.pk, state=DraftState.OPEN).update(**fields) != 1:
        raise Refused(why_not_change(Draft.objects.get(pk=draft.pk), actor))


def _record(kind: str, draft: Draft, actor: Post, facts: dict[str, JSON], now: datetime) -> None:
    append(kind=kind, actor=actor.ref, subject=draft.ref, facts=facts, now=now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

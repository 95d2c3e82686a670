"""How each duty stands: worked out from what is stored and from what happened.  Pure.

The duties of one unit (or of one leading official) that ask for the same evidence are done one
after another: the first that is due by the first fact since the campaign began, and so on.  A fact
that completed a duty already is used up.  A completion whose fact no longer holds does not count:
its duty is open again, and the page says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.facts import OF_STUDY, UNDOABLE, Fact
from qunce.domain.duties.models import Completion, DutyEnd, DutyMove
from qunce.domain.duties.states import DUE_DAYS, UNFINISHED, How, Standing


@dataclass(frozen=True, slots=True)
class Done:
    """By what a duty is done, since when; ``stored``: what the database says, where it does."""

    on: date
    how: str
    evidence: str = ""
    kind: str = ""
    id: str = ""
    title: str = ""
    words: str = ""
    post: Post | None = None
    stored: Completion | None = None


@dataclass(slots=True)
class Row:
    """A duty as a page shows it."""

    duty: Duty
    standing: Standing
    done: Done | None = None
    undone: Completion | None = None
    """What it had been done by and no longer holds; only while it is not done."""
    end: DutyEnd | None = None
    moves: Sequence[DutyMove] = field(default_factory=list)
    fact: Fact | None = None
    """A fact that completes it and is not stored yet."""
    broken: Completion | None = None
    """A completion that is stored and does not hold any more."""

    @property
    def is_open(self) -> bool:
        return self.standing in UNFINISHED

    @property
    def is_late(self) -> bool:
        return self.standing == Standing.LATE

    @property
    def by_hand(self) -> bool:
        """Nothing shows that it is done: whoever did it tells it."""
        return not self.duty.action.evidence


Group = tuple[int, int, int, str]
"""Campaign, unit, post of a lead (0: of the unit) and evidence."""


def group_of(duty: Duty) -> Group:
    lead = (duty.post_id or 0) if duty.of_post else 0
    return (duty.action.campaign_id, duty.unit_id, lead, duty.action.evidence)


def standings(duties: Iterable[Duty], facts: Iterable[Fact], today: date) -> list[Row]:
    """One row for each duty, those due first first.

    ``duties`` are whole groups, each with its action and campaign, unit, post, end, completions
    and moves at hand; no statement is sent.
    """
    happened = _Happened(facts)
    groups: dict[Group, list[Duty]] = defaultdict(list)
    for duty in duties:
        groups[group_of(duty)].append(duty)
    rows = [row for group in groups.values() for row in _group(group, happened, today)]
    return sorted(rows, key=lambda row: _due_first(row.duty))


def _due_first(duty: Duty) -> tuple[date, int, int]:
    return (duty.due_on, duty.action.place, duty.pk)


def _group(duties: list[Duty], happened: _Happened, today: date) -> list[Row]:
    duties.sort(key=_due_first)
    there = happened.for_duty(duties[0]) if duties[0].action.evidence else {}
    rows = [_stored(duty, there) for duty in duties]
    used = {(row.done.kind, row.done.id) for row in rows if row.done is not None}
    left = [fact for key, fact in there.items() if key not in used]
    for row in rows:
        if row.done is None and row.end is None and left:
            row.fact = left.pop(0)
            row.done = Done(
                on=row.fact.on,
                how=How.EVIDENCE,
                evidence=row.fact.evidence,
                kind=row.fact.kind,
                id=str(row.fact.id),
                title=row.fact.title,
            )
        row.standing = _standing(row, today)
        if row.done is not None:
            row.undone = None
    return rows


def _stored(duty: Duty, there: dict[tuple[str, str], Fact]) -> Row:
    """What the database says of ``duty``, as far as it still holds."""
    completions = list(duty.completions.all())
    row = Row(duty, Standing.OPEN, end=_end(duty), moves=list(duty.moves.all()))
    for one in completions:
        if one.undone_on is None and holds(one, there):
            row.done = Done(
                on=one.on,
                how=one.how,
                evidence=one.evidence,
                kind=one.ref_kind,
                id=one.ref_id,
                title=one.ref_title,
                words=one.words,
                post=one.post,
                stored=one,
            )
        elif one.how == How.EVIDENCE:
            row.undone = one
            if one.undone_on is None:
                row.broken = one
    return row


def holds(completion: Completion, there: dict[tuple[str, str], Fact]) -> bool:
    """Whether what the completion rests on is still so."""
    if completion.how == How.TOLD or completion.evidence not in UNDOABLE:
        return True
    return (completion.ref_kind, completion.ref_id) in there


def _end(duty: Duty) -> DutyEnd | None:
    return getattr(duty, "end", None)


def _standing(row: Row, today: date) -> Standing:
    if row.done is not None:
        return Standing.DONE
    if row.end is not None:
        return Standing.ENDED
    if row.duty.due_on < today:
        return Standing.LATE
    if row.duty.due_on <= today + timedelta(days=DUE_DAYS):
        return Standing.DUE
    return Standing.OPEN


class _Happened:
    """Facts by unit and by post, the earliest first."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._of_unit: dict[tuple[str, int], list[Fact]] = defaultdict(list)
        self._of_post: dict[tuple[str, int], list[Fact]] = defaultdict(list)
        for fact in facts:
            self._of_unit[fact.evidence, fact.unit].append(fact)
            if fact.post is not None:
                self._of_post[fact.evidence, fact.post].append(fact)

    def for_duty(self, duty: Duty) -> dict[tuple[str, str], Fact]:
        """What counts for the duty's group, in the order of days."""
        campaign = duty.action.campaign
        found = self._of_lead(duty) if duty.of_post else self._of_its_unit(duty)
        counts = [
            fact
            for fact in found
            if fact.on >= campaign.starts_on and fact.campaign in (None, campaign.pk)
        ]
        return {fact.key: fact for fact in sorted(counts, key=lambda one: (one.on, one.id))}

    def _of_its_unit(self, duty: Duty) -> list[Fact]:
        evidence, unit = duty.action.evidence, duty.unit
        found = list(self._of_unit.get((evidence, unit.pk), ()))
        if evidence in OF_STUDY and unit.covered_by_id is not None:
            # Both come together where the branch that acts for the unit meets.
            found += self._of_unit.get((evidence, unit.covered_by_id), ())
        return found

    def _of_lead(self, duty: Duty) -> list[Fact]:
        """In the own branch what the post did there; in the leading group what it did elsewhere."""
        found = self._of_post.get((duty.action.evidence, duty.post_id or 0), [])
        group = duty.action.campaign.unit_id
        if duty.unit_id != group:
            return [fact for fact in found if fact.unit == duty.unit_id]
        own = duty.post.own_branch_id if duty.post is not None else None
        return [fact for fact in found if own in (None, group) or fact.unit != own]

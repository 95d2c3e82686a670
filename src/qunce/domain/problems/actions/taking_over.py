"""Problems of an earlier ledger, many at once.

One entry in the record stands for all of one call, with their number and a fingerprint over them:
an entry each would take longer than everything else together.  No notice is told for each
either; whoever takes a ledger over tells each post once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.models import Measure, Problem, ProblemStep
from qunce.domain.problems.queries import today_of
from qunce.domain.problems.rules import finding
from qunce.domain.problems.states import Level, Mode, ProblemState, ProblemStepKind, Source
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.searching.actions import index_many
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.canonical import JSON, canonical
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("problem.taken_over", gettext_noop("Problems of an earlier ledger taken over"))

LONGEST_MEASURE = 500


@dataclass(frozen=True, slots=True)
class FoundInLedger:
    """One row as it was understood.

    With ``lead_unit``, ``responsible``, ``due_on`` and ``standard`` it can stand on the list.
    ``words`` is what the ledger says beside that, in its own words, for the story; also that it
    was closed there, which counts for nothing here, because nobody checked it here.
    """

    ref: str
    """Names the row, so that it becomes one problem however often it comes (``source_ref``)."""
    unit: Unit
    title: str
    statement: str
    found_on: date
    place: Place | None = None
    spot: str = ""
    category: Category | None = None
    campaign: Campaign | None = None
    mode: str = Mode.CHECKING
    standard: str = ""
    lead_unit: Unit | None = None
    responsible: Post | None = None
    leader: Post | None = None
    assisting: Sequence[Unit] = ()
    due_on: date | None = None
    measures: str = ""
    institution: str = ""
    words: str = ""
    closed_there: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)


def why_not_take_over(*, row: FoundInLedger, town: Unit, actor: Post, today: date) -> list[Refusal]:
    """Why this row cannot become a problem of ``town``."""
    return [
        *finding.why_not_find(post=actor, town=town, unit=row.unit),
        *finding.why_not_statement(title=row.title, statement=row.statement, voices=()),
        *finding.why_not_fields(
            town=town,
            source=Source.LEDGER,
            mode=row.mode,
            level=Level.TOWN,
            place=row.place,
            unit=row.unit,
            category=row.category,
            campaign=row.campaign,
            aim=None,
            found_on=row.found_on,
            today=today,
        ),
    ]


def why_not_list_at_once(*, row: FoundInLedger, town: Unit, today: date) -> list[Refusal] | None:
    """Why the row cannot stand on the list with what it names; ``None`` where it lacks something
    or was closed in its ledger, so that there is nothing to refuse."""
    if row.closed_there or not row.standard:
        return None
    if row.lead_unit is None or row.responsible is None or row.due_on is None:
        return None
    problem = Problem(town=town, source=Source.LEDGER, found_on=row.found_on)
    return [
        *finding.why_not_lead(
            problem,
            lead_unit=row.lead_unit,
            responsible=row.responsible,
            level=Level.TOWN,
            today=today,
            leader=row.leader,
            assisting=row.assisting,
        ),
        *finding.why_not_standard(problem, standard=row.standard, due_on=row.due_on, today=today),
    ]


@transaction.atomic
def find_problems(
    *, town: Unit, rows: Sequence[FoundInLedger], actor: Post, now: datetime
) -> list[Problem]:
    """Each row is a problem, in the order of ``rows``: all of them or none.

    LISTED with all that belongs to it, otherwise FOUND with what the row does name, kept for
    whoever lists it.  Recorded together as ``problem.taken_over``.  Refuses what a row is refused
    for; a row that came before breaks ``problem_comes_from_its_source_once``.
    """
    today = today_of(now)
    problems = []
    for row in rows:
        if reasons := why_not_take_over(row=row, town=town, actor=actor, today=today):
            raise Refused(reasons)
        problems.append(_problem(row, town, actor, today, now))
    Problem.objects.bulk_create(problems)
    _write_beside(problems, rows, actor, now)
    index_many(
        kind="problem",
        texts=[
            (one.pk, "\n".join((one.number, one.title, one.statement, one.spot)))
            for one in problems
        ],
    )
    if problems:
        append(
            kind="problem.taken_over",
            actor=actor.ref,
            subject=town.ref,
            facts={
                "count": len(problems),
                "first": problems[0].number,
                "last": problems[-1].number,
                "listed": sum(one.state == ProblemState.LISTED for one in problems),
                "sha256": fingerprint(problems=problems),
            },
            now=now,
        )
    return problems


def fingerprint(*, problems: Sequence[Problem]) -> str:
    """SHA-256 of the canonical list of number, day and SHA-256 of the statement of each."""
    said: list[JSON] = [
        [one.number, one.found_on.isoformat(), sha256(one.statement.encode()).hexdigest()]
        for one in problems
    ]
    return sha256(canonical(said)).hexdigest()


def _problem(row: FoundInLedger, town: Unit, actor: Post, today: date, now: datetime) -> Problem:
    listed = why_not_list_at_once(row=row, town=town, today=today) == []
    return Problem(
        town=town,
        campaign=row.campaign,
        unit=row.unit,
        place=row.place,
        spot=one_line(row.spot)[:120],
        category=row.category,
        source=Source.LEDGER,
        source_ref=row.ref,
        title=one_line(row.title),
        statement=cleaned(row.statement),
        found_on=row.found_on,
        mode=row.mode,
        level=Level.TOWN,
        standard=cleaned(row.standard),
        leader=row.leader,
        lead_unit=row.lead_unit,
        responsible=row.responsible if listed else None,
        due_on=row.due_on,
        state=ProblemState.LISTED if listed else ProblemState.FOUND,
        institution=cleaned(row.institution),
        listed_by=actor if listed else None,
        made_at=now,
        touched_at=now,
        # its post is told once for the whole ledger, also of what is late
        late_told_at=now if listed and row.due_on is not None and row.due_on < today else None,
    )


def _write_beside(
    problems: Sequence[Problem], rows: Sequence[FoundInLedger], actor: Post, now: datetime
) -> None:
    steps, measures, assisting = [], [], []
    links = Problem.assisting.through
    for problem, row in zip(problems, rows, strict=True):
        steps.append(
            ProblemStep(
                problem=problem,
                kind=ProblemStepKind.FOUND,
                at=now,
                post=actor,
                words=row.words,
                params=dict(row.params),
                to_state=ProblemState.FOUND,
            )
        )
        if problem.state == ProblemState.LISTED and row.lead_unit and row.due_on:
            steps.append(
                ProblemStep(
                    problem=problem,
                    kind=ProblemStepKind.LISTED,
                    at=now,
                    post=actor,
                    params={
                        "unit": row.lead_unit.name,
                        "post": str(row.responsible),
                        "day": row.due_on.isoformat(),
                    },
                    from_state=ProblemState.FOUND,
                    to_state=ProblemState.LISTED,
                )
            )
            if 0 < len(row.measures) <= LONGEST_MEASURE:
                measures.append(
                    Measure(
                        problem=problem,
                        text=row.measures,
                        due_on=row.due_on,
                        added_by=actor,
                        added_at=now,
                    )
                )
        assisting += [
            links(problem_id=problem.pk, unit_id=unit.pk) for unit in dict.fromkeys(row.assisting)
        ]
    ProblemStep.objects.bulk_create(steps)
    Measure.objects.bulk_create(measures)
    links.objects.bulk_create(assisting)

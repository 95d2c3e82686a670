"""Finding a problem, wording it, joining messages, listing it, giving it, between levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems import notifying, rules, sentences
from qunce.domain.problems.actions.changing import Acting, begin, changed_meanwhile, index
from qunce.domain.problems.models import Problem, ProblemVoice
from qunce.domain.problems.queries import office_of, today_of
from qunce.domain.problems.rules import finding
from qunce.domain.problems.rules.standing import why_not_words
from qunce.domain.problems.states import (
    Level,
    Mode,
    ProblemState,
    ProblemStepKind,
)
from qunce.domain.record.kinds import register
from qunce.domain.voices.models import Voice
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("problem.found", gettext_noop("Problem found"))
register("problem.listed", gettext_noop("Problem put on the list"))
register("problem.edited", gettext_noop("Problem reworded"))
register("problem.joined", gettext_noop("Message joined to a problem"))
register("problem.given", gettext_noop("Problem given to another post or unit"))
register("problem.passed_up", gettext_noop("Problem passed up"))
register("problem.handed_down", gettext_noop("Problem handed down"))


@transaction.atomic
def find_problem(
    *,
    town: Unit,
    unit: Unit,
    title: str,
    statement: str,
    source: str,
    found_on: date,
    actor: Post,
    now: datetime,
    voices: Sequence[Voice] = (),
    source_ref: str = "",
    campaign: Campaign | None = None,
    aim: Aim | None = None,
    place: Place | None = None,
    spot: str = "",
    category: Category | None = None,
    mode: str = Mode.CHECKING,
    level: str = Level.TOWN,
) -> Problem:
    """Something is wrong in ``unit``, and it has a number and a story; recorded ``problem.found``.

    ``voices`` are the messages behind it; of what one of them accuses, the problem is hidden.
    Refuses when the actor may not speak for the unit or not read a message, when two messages
    accuse units that do not contain each other, when the words repeat an accusing message, and a
    second problem from the same ``source_ref``.
    """
    today = today_of(now)
    voices = _readable(voices, actor, today)
    reasons = finding.why_not_find(post=actor, town=town, unit=unit)
    reasons += finding.why_not_voices(voices, town=town)
    reasons += finding.why_not_statement(title=title, statement=statement, voices=voices)
    reasons += finding.why_not_fields(
        town=town,
        source=source,
        mode=mode,
        level=level,
        place=place,
        unit=unit,
        category=category,
        campaign=campaign,
        aim=aim,
        found_on=found_on,
        today=today,
    )
    if source_ref and Problem.objects.filter(source=source, source_ref=source_ref).exists():
        reasons.append(
            Refusal(
                "problem_from_this_source_exists",
                gettext_noop("There is already a problem from this source."),
                on="source_ref",
            )
        )
    if reasons:
        raise Refused(reasons)
    problem = Problem.objects.create(
        town=town,
        campaign=campaign,
        aim=aim,
        unit=unit,
        place=place,
        spot=one_line(spot)[:120],
        category=category,
        source=source,
        source_ref=source_ref,
        title=cleaned(title),
        statement=cleaned(statement),
        found_on=found_on,
        mode=mode,
        level=level,
        hidden_from=finding.hidden_from(voices),
        made_at=now,
        touched_at=now,
    )
    ProblemVoice.objects.bulk_create(
        ProblemVoice(problem=problem, voice=voice, joined_at=now) for voice in voices
    )
    index(problem=problem)
    acting = Acting(problem, now, actor)
    acting.note(ProblemStepKind.FOUND, to_state=ProblemState.FOUND)
    acting.tell_speakers(sentences.JOINED, number=problem.number)
    acting.record(
        "problem.found",
        source=str(source),
        unit=unit.code,
        found_on=found_on.isoformat(),
        messages=len(voices),
    )
    return problem


@transaction.atomic
def join_voice(*, problem: Problem, voice: Voice, actor: Post, now: datetime) -> None:
    """``voice`` stands behind the problem too; its speaker is told and asked from now on.

    Recorded as ``problem.joined``.  Refuses a message the actor may not read, one of another
    town, one that already belongs to it, and one that accuses the unit that leads.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    (voice,) = _readable([voice], actor, acting.today)
    acting.refuse(rules.why_not_join(problem, actor, voice))
    ProblemVoice.objects.create(problem=problem, voice=voice, joined_at=now)
    hides = finding.hidden_from([voice], problem.hidden_from)
    acting.move(ProblemStepKind.EDITED, params={"joined": voice.number}, hidden_from=hides)
    acting.tell_speaker(voice, sentences.JOINED, number=problem.number)
    acting.record("problem.joined", message=voice.number)


@transaction.atomic
def list_problem(
    *,
    problem: Problem,
    lead_unit: Unit,
    responsible: Post,
    due_on: date,
    standard: str,
    mode: str,
    actor: Post,
    now: datetime,
    seen_version: int,
    leader: Post | None = None,
    assisting: Sequence[Unit] = (),
    level: str | None = None,
) -> None:
    """The problem has a unit, one responsible post, a day and a standard fixed beforehand.

    From found, reopened or “not now”.  The responsible post has a notice, those who spoke are
    told who puts it right by when.  Recorded as ``problem.listed``.  Refuses who does not keep
    the list, a day that has passed, an accused unit, and a page that was not fresh.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    level = level or problem.level
    acting.refuse(
        _fresh(problem, seen_version),
        rules.why_not_list(problem, actor, acting.holder),
        finding.why_not_standard(problem, standard=standard, due_on=due_on, today=acting.today),
        rules.why_not_lead(
            problem,
            lead_unit=lead_unit,
            responsible=responsible,
            level=level,
            today=acting.today,
            leader=leader,
            assisting=assisting,
        ),
        finding.why_not_choices(mode=mode, level=level),
    )
    acting.move(
        ProblemStepKind.LISTED,
        to=ProblemState.LISTED,
        params={"unit": lead_unit.name, "post": str(responsible), "day": due_on.isoformat()},
        lead_unit=lead_unit,
        responsible=responsible,
        leader=leader,
        due_on=due_on,
        standard=standard,
        mode=mode,
        level=level,
        listed_by=actor,
        not_now_reason="",
        not_now_until=None,
        late_told_at=None,
        reminded_at=None,
    )
    problem.assisting.set(assisting)
    _tell_given(acting, sentences.LISTED, number=problem.number)
    acting.record(
        "problem.listed",
        unit=lead_unit.code,
        post=responsible.code,
        due_on=due_on.isoformat(),
        level=str(level),
        mode=str(mode),
    )


@transaction.atomic
def edit_problem(
    *,
    problem: Problem,
    actor: Post,
    now: datetime,
    seen_version: int,
    title: str | None = None,
    statement: str | None = None,
    standard: str | None = None,
    category: Category | None = None,
    aim: Aim | None = None,
    campaign: Campaign | None = None,
    unit: Unit | None = None,
    place: Place | None = None,
    spot: str | None = None,
) -> None:
    """The wording is another; ``None`` leaves a field as it is.  Recorded as ``problem.edited``.

    The story says which fields, and keeps the standard as it was.  Refuses while it is said to be
    fixed and after: what was promised beforehand is not reworded then.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    problem = acting.problem
    wanted = {
        "title": title,
        "statement": statement,
        "standard": standard,
        "category": category,
        "aim": aim,
        "campaign": campaign,
        "unit": unit,
        "place": place,
        "spot": spot,
    }
    fields: dict[str, Any] = {
        name: cleaned(value) if isinstance(value, str) else value
        for name, value in wanted.items()
        if value is not None and value != getattr(problem, name)
    }
    if "unit" in fields and "place" not in fields:
        fields["place"] = None  # it lay in the other unit
    then: dict[str, Any] = {name: getattr(problem, name) for name in wanted} | fields
    acting.refuse(
        _fresh(problem, seen_version),
        rules.why_not_edit(problem, actor, acting.holder),
        rules.why_not_statement(
            title=then["title"],
            statement=then["statement"],
            voices=[link.voice for link in problem.sources.select_related("voice")],
        ),
        finding.why_not_fields(
            town=problem.town,
            source=problem.source,
            mode=problem.mode,
            level=problem.level,
            place=then["place"],
            unit=then["unit"],
            category=fields.get("category"),
            campaign=then["campaign"],
            aim=then["aim"],
            found_on=problem.found_on,
            today=acting.today,
        ),
        finding.why_not_find(post=actor, town=problem.town, unit=then["unit"]),
        finding.why_not_empty_standard(problem, then["standard"]),
    )
    if not fields:
        return
    params: dict[str, Any] = {"fields": sorted(fields)}
    if "standard" in fields:
        params["standard"] = problem.standard
    acting.move(ProblemStepKind.EDITED, params=params, **fields)
    index(problem=problem)
    acting.record("problem.edited", fields=sorted(fields))


@transaction.atomic
def give_problem(
    *,
    problem: Problem,
    lead_unit: Unit,
    responsible: Post,
    reason: str,
    actor: Post,
    now: datetime,
) -> None:
    """Another unit or post of the same level puts it right; it stands on the list again.

    Day, standard and measures stay.  Recorded as ``problem.given``.
    """
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(rules.why_not_give(acting.problem, actor, acting.holder))
    _hand(acting, lead_unit, responsible, reason, acting.problem.level, ProblemStepKind.GIVEN)
    acting.record("problem.given", unit=lead_unit.code, post=responsible.code)


@transaction.atomic
def pass_up(
    *,
    problem: Problem,
    reason: str,
    actor: Post,
    now: datetime,
    lead_unit: Unit,
    responsible: Post,
) -> None:
    """The next level up puts it right, because the one below cannot.  ``problem.passed_up``."""
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(rules.why_not_pass_up(acting.problem, actor, acting.holder))
    level = finding.next_level(acting.problem, 1) or acting.problem.level
    _hand(acting, lead_unit, responsible, reason, level, ProblemStepKind.PASSED_UP)
    acting.tell(office_of(acting.problem), notifying.MOVED)
    acting.record("problem.passed_up", unit=lead_unit.code, level=str(level))


@transaction.atomic
def hand_down(
    *,
    problem: Problem,
    reason: str,
    actor: Post,
    now: datetime,
    lead_unit: Unit,
    responsible: Post,
) -> None:
    """The next level down puts it right.  Recorded as ``problem.handed_down``."""
    acting = begin(problem=problem, actor=actor, now=now)
    acting.refuse(rules.why_not_hand_down(acting.problem, actor, acting.holder))
    level = finding.next_level(acting.problem, -1) or acting.problem.level
    _hand(acting, lead_unit, responsible, reason, level, ProblemStepKind.HANDED_DOWN)
    acting.tell(office_of(acting.problem), notifying.MOVED)
    acting.record("problem.handed_down", unit=lead_unit.code, level=str(level))


def _hand(
    acting: Acting,
    lead_unit: Unit,
    responsible: Post,
    reason: str,
    level: str,
    kind: ProblemStepKind,
) -> None:
    """Somebody else's from now on: LISTED, with the old unit and post kept in the story."""
    problem = acting.problem
    acting.refuse(
        why_not_words(
            reason,
            code="problem_needs_reason",
            message=gettext_noop("Say why."),
            on="reason",
        ),
        rules.why_not_lead(
            problem,
            lead_unit=lead_unit,
            responsible=responsible,
            level=level,
            today=acting.today,
        ),
    )
    before = {
        "unit": problem.lead_unit.name if problem.lead_unit else "",
        "post": str(problem.responsible) if problem.responsible else "",
        "level": problem.level,
    }
    to = "" if problem.state == ProblemState.LISTED else ProblemState.LISTED
    acting.move(
        kind,
        to=to,
        words=reason,
        params={"before": before, "unit": lead_unit.name, "post": str(responsible)},
        lead_unit=lead_unit,
        responsible=responsible,
        level=level,
        late_told_at=None,
        reminded_at=None,
    )
    _tell_given(acting, sentences.GIVEN)


def _tell_given(acting: Acting, sentence: str, *, words: str = "", **params: str | int) -> None:
    problem = acting.problem
    if problem.lead_unit is None or problem.due_on is None:
        raise ValueError("given to nobody, or without a day")
    day = problem.due_on.isoformat()
    acting.tell(
        [problem.responsible, problem.leader], notifying.GIVEN, due_on=problem.due_on, day=day
    )
    acting.tell_speakers(sentence, words=words, unit=problem.lead_unit.name, day=day, **params)


def _fresh(problem: Problem, seen_version: int) -> list[Refusal]:
    return [] if problem.version == seen_version else [changed_meanwhile()]


def _readable(voices: Sequence[Voice], actor: Post, today: date) -> list[Voice]:
    """The messages as they are now; one the actor may not read is not there."""
    wanted = list(dict.fromkeys(voice.pk for voice in voices))
    if not wanted:
        return []
    seen = Voice.objects.visible_to(actor, on=today).filter(pk__in=wanted)
    found = {voice.pk: voice for voice in seen.select_related("accused")}
    if len(found) != len(wanted):
        raise Refused(
            Refusal(
                "problem_voice_not_there",
                gettext_noop("There is no such message for your post."),
                on="voices",
            )
        )
    return [found[pk] for pk in wanted]

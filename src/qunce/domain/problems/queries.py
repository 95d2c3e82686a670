"""Reads that pages, prints and actions share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.lots import drawn_numbers
from qunce.domain.problems.models import (
    Asking,
    Draw,
    Measure,
    Problem,
    ProblemStep,
    ProblemVoice,
)
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.problems.states import (
    AFTER_CHECK,
    LEVELS,
    AskingKind,
    Level,
    ProblemState,
    ProblemStepKind,
)
from qunce.domain.searching.queries import matching
from qunce.domain.voices.models import Voice
from qunce.kernel.clock import day_of

_SHOWN = (
    "town",
    "unit__area",
    "place",
    "category",
    "campaign",
    "lead_unit",
    "responsible__unit",
    "leader__unit",
    "hidden_from",
)
"""What a row of the list shows: read with it, so that a row costs nothing more."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by; empty means no matter."""

    state: str = ""
    unit: Unit | int | None = None
    """Where it is, or the unit that puts it right."""
    place: Place | int | None = None
    category: Category | int | None = None
    aim: Aim | int | None = None
    campaign: Campaign | int | None = None
    level: str = ""
    mode: str = ""
    late: bool = False
    unfinished: bool = False
    words: str = ""


def problem_list(
    post: Post | None, on: date, filters: Filters | Mapping[str, Any] | None = None
) -> QuerySet[Problem]:
    """The problems ``post`` may see on the day ``on``, newest first; a row costs nothing more."""
    asked = filters if isinstance(filters, Filters) else Filters(**(filters or {}))
    found = Problem.objects.visible_to(post, on=on).select_related(*_SHOWN)
    exact = {
        "state": asked.state,
        "place": asked.place,
        "category": asked.category,
        "aim": asked.aim,
        "campaign": asked.campaign,
        "level": asked.level,
        "mode": asked.mode,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.unit:
        found = found.filter(Q(unit=asked.unit) | Q(lead_unit=asked.unit))
    if asked.late:
        found = found.late(on)
    if asked.unfinished:
        found = found.unfinished()
    named = matching("problem", asked.words) if asked.words else None
    if named is not None:
        found = found.filter(pk__in=named)
    return found


def state_counts(post: Post | None, on: date) -> dict[str, int]:
    """How many of the problems ``post`` sees stand in each state.  One statement."""
    rows = (
        Problem.objects.visible_to(post, on=on)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    return {str(state): count for state, count in rows}


def story(problem: Problem) -> list[ProblemStep]:
    """Every line of the problem's story, oldest first.  One statement."""
    return list(problem.steps.select_related("post__unit"))


def askings_of(problem: Problem) -> list[Asking]:
    """Everything those concerned were asked, with their answers.  One statement.

    Their words are for whom ``rules.may_read_words`` says.
    """
    return list(problem.askings.select_related("draw", "noted_by__unit"))


def sources(problem: Problem, post: Post | None, on: date) -> list[Voice]:
    """The messages behind the problem that ``post`` may read; others are only counted."""
    behind = problem.sources.order_by().values("voice_id")
    return list(Voice.objects.visible_to(post, on=on).filter(pk__in=behind))


def problems_of(voice: Voice) -> list[Problem]:
    """The problems ``voice`` stands behind, also through what it was joined to or split from."""
    behind = ProblemVoice.objects.filter(voice_id__in=_together(voice)).order_by()
    return list(Problem.objects.filter(pk__in=behind.values("problem_id")).select_related(*_SHOWN))


def open_askings(voice: Voice) -> list[Asking]:
    """The questions the speaker can answer now."""
    return list(
        Asking.objects.filter(
            voice__in=[voice.pk, voice.split_from_id or voice.pk],
            asked_at__isnull=False,
            answered_at__isnull=True,
            dropped_at__isnull=True,
            problem__state__in=AFTER_CHECK,
        ).select_related("problem")
    )


def speakers_of(problem: Problem) -> list[Voice]:
    """Whoever spoke of the problem: the messages behind it, what they were joined to, and what
    was joined to the same."""
    behind = problem.sources.order_by().values_list("voice_id", "voice__merged_into_id")
    cases = {number for pair in behind for number in pair if number is not None}
    if not cases:
        return []
    spoke = Voice.objects.filter(Q(pk__in=cases) | Q(merged_into__in=cases))
    return list(spoke.select_related("post__unit").order_by("pk"))


def _together(voice: Voice) -> list[int]:
    """The message, the one it is followed on, those joined there, and the one it came from."""
    case = voice.merged_into_id or voice.pk
    found = {voice.pk, case, *([voice.split_from_id] if voice.split_from_id else [])}
    found |= set(Voice.objects.filter(merged_into=case).values_list("pk", flat=True))
    return sorted(found)


def today_of(now: datetime) -> date:
    """The day of ``now`` where this installation stands."""
    return day_of(now, settings.TIME_ZONE)


def office_of(problem: Problem) -> list[Post]:
    """The posts that keep the list: the town's campaign office, or that above an accused town."""
    unit = problem.town
    hides = problem.hidden_from
    while hides is not None and unit.path.startswith(hides.path):
        if unit.parent is None:
            return []
        unit = unit.parent
    return list(
        Post.objects.filter(unit=unit, role=PostRole.CAMPAIGN_OFFICE).select_related("unit")
    )


def followed_id(voice: Voice) -> int:
    """Which message's story the speaker of ``voice`` reads on in."""
    return voice.merged_into_id or voice.pk


def holder_of(post: Post, on: date) -> User | None:
    """Who holds ``post`` on the day ``on``."""
    held = Holding.objects.on(on).filter(post=post).select_related("user").first()
    return held.user if held else None


def redraw(draw: Draw) -> bool:
    """Whether the doors asked are those that follow from the seed (``lots``): anyone can check."""
    return bool(
        draw.numbers
        == drawn_numbers(seed=draw.seed, about=draw.problem.number, households=draw.households)
    )


def waiting_for(post: Post | None, on: date, limit: int = 6) -> list[Problem]:
    """What waits for ``post``: its own work, and for those who keep the list what to sort, check
    or close.  What is due first stands first.  Two statements and those of the sight."""
    if post is None:
        return []
    mine = Q(
        responsible=post,
        state__in=(ProblemState.LISTED, ProblemState.IN_HAND, ProblemState.REOPENED),
    )
    if post.role in TOWN_WIDE:
        kept = (ProblemState.FOUND, ProblemState.CLAIMED, ProblemState.CONFIRMED)
        mine |= Q(state__in=kept)
    elif post.role == PostRole.GUIDANCE:
        mine |= Q(state=ProblemState.CLAIMED)
    found = Problem.objects.visible_to(post, on=on).filter(mine)
    pks = list(
        found.order_by(F("due_on").asc(nulls_last=True), "pk").values_list("pk", flat=True)[:limit]
    )
    rows = Problem.objects.filter(pk__in=pks).select_related(*_SHOWN).in_bulk()
    return [rows[pk] for pk in pks]


@dataclass(frozen=True, slots=True)
class AtLevel:
    """How much was solved at one level: a fact about matters, of a whole town or county."""

    level: Level
    solved: int
    """Closed, found since the day, and solved at this level."""
    of: int
    """All that were closed of those found since the day: the denominator of every level."""
    open: int
    """Still open at this level."""


def solved_at_levels(top: Unit, since: date) -> list[AtLevel]:
    """Of what was found in ``top`` since the day and is closed: how much at which level.

    Levels stand from the bottom up; units are neither listed nor compared.  What is hidden from
    an accused unit is counted for nobody: that unit would else find it by comparing this with
    its own list (信访工作条例, art. 30(3)).  One statement.
    """
    closed = Q(state=ProblemState.CLOSED)
    rows = {
        level: (solved, still)
        for level, solved, still in Problem.objects.filter(
            town__in=Unit.objects.within(top).order_by().values("pk"),
            found_on__gte=since,
            hidden_from__isnull=True,
        )
        .order_by()
        .values_list("level")
        .annotate(solved=Count("pk", filter=closed), still=Count("pk", filter=~closed))
    }
    total = sum(solved for solved, _still in rows.values())
    return [
        AtLevel(level, rows.get(level, (0, 0))[0], total, rows.get(level, (0, 0))[1])
        for level in LEVELS
    ]


LEDGER = (
    "number",
    "campaign",
    "branch",
    "area",
    "spot",
    "source",
    "category",
    "statement",
    "found_on",
    "mode",
    "standard",
    "measures",
    "leader",
    "lead_unit",
    "assisting_units",
    "responsible",
    "due_on",
    "progress",
    "checked_by",
    "check_unit",
    "checked_on",
    "people_confirm",
    "closed_on",
    "close_basis",
    "unfinished_reason",
    "institution",
    "remarks",
)
"""The columns offices keep, in their order, by canonical code."""


def list_as_ledger(
    post: Post | None, on: date, filters: Filters | Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """The list as the ledger's rows: values of ``LEDGER``, coded values as their codes.

    Days are dates, lists of units and measures are lists of words.  What is read in one go is a
    few hundred rows with seven statements, however long the list is.
    """
    problems = (
        problem_list(post, on, filters)
        .select_related("checked_by__unit", *_SHOWN)
        .prefetch_related(
            "assisting",
            "measures",
            Prefetch(
                "steps",
                queryset=ProblemStep.objects.filter(kind=ProblemStepKind.PROGRESS),
                to_attr="progress_steps",
            ),
        )
    )
    for problem in problems.iterator(chunk_size=400):
        yield _row(problem)


def _row(problem: Problem) -> dict[str, Any]:
    progress: list[ProblemStep] = getattr(problem, "progress_steps", [])
    place = problem.place.name if problem.place else ""
    return {
        "number": problem.number,
        "campaign": problem.campaign.title if problem.campaign else "",
        "branch": problem.unit.name,
        "area": problem.unit.area.name if problem.unit.area else "",
        "spot": " ".join(part for part in (place, problem.spot) if part),
        "source": problem.source,
        "category": problem.category.name if problem.category else "",
        "statement": problem.statement,
        "found_on": problem.found_on,
        "mode": problem.mode,
        "standard": problem.standard,
        "measures": [measure.text for measure in _measures(problem)],
        "leader": str(problem.leader) if problem.leader else "",
        "lead_unit": problem.lead_unit.name if problem.lead_unit else "",
        "assisting_units": [unit.name for unit in problem.assisting.all()],
        "responsible": str(problem.responsible) if problem.responsible else "",
        "due_on": problem.due_on,
        "progress": progress[-1].words if progress else "",
        "checked_by": problem.checked_by.title if problem.checked_by else "",
        "check_unit": problem.checked_by.unit.name if problem.checked_by else "",
        "checked_on": today_of(problem.checked_at) if problem.checked_at else None,
        "people_confirm": problem.confirmation,
        "closed_on": today_of(problem.closed_at) if problem.closed_at else None,
        "close_basis": problem.outcome,
        "unfinished_reason": problem.not_now_reason,
        "institution": problem.institution,
        "remarks": "",
    }


def _measures(problem: Problem) -> list[Measure]:
    return list(problem.measures.all())


def confirmations_of(problem: Problem) -> list[Asking]:
    """What was asked after the check, in this round only.  One statement."""
    return list(
        problem.askings.filter(
            kind=AskingKind.CONFIRMATION, round=problem.reopened_times
        ).select_related("draw")
    )

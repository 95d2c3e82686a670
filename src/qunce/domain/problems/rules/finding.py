"""Finding, wording, joining messages, listing, giving, levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import TextChoices

from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.organisations.rules import closed_unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.problems.copying import repeats
from qunce.domain.problems.models import Problem
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.problems.rules.standing import (
    LOOKING_ON,
    no_post,
    why_not_in,
    why_not_keep_list,
    why_not_words,
    why_not_work_or_keep,
)
from qunce.domain.problems.states import LEVELS, Level, Mode, ProblemState, Source
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import codes_around
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TITLE = 120

WORDABLE = (
    ProblemState.FOUND,
    ProblemState.LISTED,
    ProblemState.IN_HAND,
    ProblemState.NOT_NOW,
    ProblemState.REOPENED,
)
"""While it is said to be fixed, checked or closed, what was promised is not reworded."""

LISTABLE = (ProblemState.FOUND, ProblemState.REOPENED, ProblemState.NOT_NOW)
"""In hand it is given to another, not put on the list a second time."""

GIVABLE = (ProblemState.LISTED, ProblemState.IN_HAND, ProblemState.REOPENED)


def why_not_find(*, post: Post | None, town: Unit, unit: Unit) -> list[Refusal]:
    """Why ``post`` may not say that something is wrong in ``unit``.

    The town's office and officials (or those above) everywhere; a guidance group in its area;
    an office of the town in the whole town; everybody in their own unit and below it.
    """
    if post is None:
        return [no_post()]
    if not unit.path.startswith(town.path):
        return [outside_town(unit, town)]
    own = unit.path.startswith(post.unit.path) and post.role not in LOOKING_ON
    in_town = town.path.startswith(post.unit.path) and post.role in TOWN_WIDE
    in_area = (
        post.role == PostRole.GUIDANCE and unit.area_id is not None and unit.area_id == post.area_id
    )
    of_town = post.unit.kind == UnitKind.OFFICE and post.unit.path.startswith(town.path)
    if own or in_town or in_area or (of_town and post.role not in LOOKING_ON):
        return []
    return [
        Refusal(
            "problem_in_another_unit",
            gettext_noop("Your post cannot put a problem of this unit on record."),
            on="unit",
        )
    ]


def why_not_fields(
    *,
    town: Unit,
    source: str,
    mode: str,
    level: str,
    place: Place | None,
    unit: Unit,
    category: Category | None,
    campaign: Campaign | None,
    aim: Aim | None,
    found_on: date,
    today: date,
) -> list[Refusal]:
    """Why these fields do not fit together."""
    reasons = why_not_choices(mode=mode, level=level, source=source)
    if not unit.path.startswith(town.path):
        reasons.append(outside_town(unit, town))
    if place is not None and unit.pk not in (place.unit_id, place.came_from_id):
        reasons.append(
            Refusal(
                "problem_place_elsewhere",
                gettext_noop("This place does not lie in the unit chosen."),
                on="place",
            )
        )
    if category is not None and category.closed_at is not None:
        reasons.append(
            Refusal(
                "category_closed",
                gettext_noop("This category is no longer used. Choose another."),
                on="category",
            )
        )
    if aim is not None and (campaign is None or aim.campaign_id != campaign.pk):
        reasons.append(
            Refusal(
                "problem_aim_of_another_campaign",
                gettext_noop("This goal belongs to another campaign."),
                on="aim",
            )
        )
    if found_on > today:
        reasons.append(
            Refusal(
                "problem_found_in_the_future",
                gettext_noop("The day on which it was found has not come yet."),
                on="found_on",
            )
        )
    return reasons


def why_not_choices(*, mode: str, level: str, source: str = Source.VOICE) -> list[Refusal]:
    """Why these words are none of the choices there are."""
    chosen: tuple[tuple[str, type[TextChoices], str], ...] = (
        (source, Source, "source"),
        (mode, Mode, "mode"),
        (level, Level, "level"),
    )
    return [
        Refusal(
            f"problem_{on}_unknown",
            gettext_noop("There is no choice “%(value)s” here."),
            {"value": value},
            on,
        )
        for value, known, on in chosen
        if value not in known.values
    ]


def outside_town(unit: Unit, town: Unit) -> Refusal:
    return Refusal(
        "problem_outside_town",
        gettext_noop("%(unit)s does not belong to %(town)s."),
        {"unit": unit.name, "town": town.name},
        "unit",
    )


def why_not_statement(*, title: str, statement: str, voices: Iterable[Voice]) -> list[Refusal]:
    """Why a problem made from ``voices`` cannot be worded like this."""
    reasons = why_not_words(
        title,
        code="problem_needs_title",
        message=gettext_noop("Give the problem a title."),
        on="title",
    )
    if len(title) > LONGEST_TITLE:
        reasons.append(
            Refusal(
                "problem_title_too_long",
                gettext_noop("Keep the title to %(most)s characters."),
                {"most": LONGEST_TITLE},
                "title",
            )
        )
    reasons += why_not_words(
        statement,
        code="problem_needs_statement",
        message=gettext_noop("Say in a few words what is wrong."),
        on="statement",
    )
    for name, text in (("title", title), ("statement", statement)):
        if any(voice.accused_id and repeats(voice.text, text) for voice in voices):
            reasons.append(
                Refusal(
                    "problem_copies_an_accusation",
                    gettext_noop(
                        "This repeats words of a message that speaks against a unit. Write what "
                        "is wrong in your own words, so that nobody is recognised by theirs."
                    ),
                    on=name,
                )
            )
    return reasons


def why_not_voices(voices: Sequence[Voice], *, town: Unit) -> list[Refusal]:
    """Why these messages cannot stand behind one problem of ``town``."""
    reasons = []
    if any(voice.town_id != town.pk for voice in voices):
        reasons.append(
            Refusal(
                "problem_voice_of_another_town",
                gettext_noop("The message came to another town."),
                on="voices",
            )
        )
    if voices and hidden_from(voices) is None and any(voice.accused_id for voice in voices):
        reasons.append(
            Refusal(
                "problem_voices_accuse_two_units",
                gettext_noop(
                    "These messages speak against two different units. Make a problem of each."
                ),
                on="voices",
            )
        )
    return reasons


def hidden_from(voices: Iterable[Voice], before: Unit | None = None) -> Unit | None:
    """The one unit from which the problem is hidden; of two, one inside the other, the upper.

    ``None`` where nobody is accused, and where two units are that do not contain each other.
    """
    accused = {voice.accused.pk: voice.accused for voice in voices if voice.accused is not None}
    if before is not None:
        accused[before.pk] = before
    units = sorted(accused.values(), key=lambda unit: len(unit.path))
    if not units or any(not unit.path.startswith(units[0].path) for unit in units):
        return None
    return units[0]


def why_not_join(problem: Problem, post: Post | None, voice: Voice) -> list[Refusal]:
    """Why ``voice`` cannot stand behind the problem as well.  Two statements."""
    reasons = why_not_keep_list(problem, post)
    reasons += why_not_voices([voice], town=problem.town)
    if problem.sources.filter(voice=voice).exists():
        reasons.append(
            Refusal(
                "problem_voice_joined_already",
                gettext_noop("This message already belongs to the problem."),
                on="voice",
            )
        )
    if voice.accused is None:
        return reasons
    hides = hidden_from([voice], problem.hidden_from)
    if hides is None:
        reasons.append(
            Refusal(
                "problem_voices_accuse_two_units",
                gettext_noop(
                    "These messages speak against two different units. Make a problem of each."
                ),
                on="voice",
            )
        )
        return reasons
    reasons += why_not_statement(title=problem.title, statement=problem.statement, voices=[voice])
    led_by = problem.lead_unit  # the responsible post is one of its own
    if led_by is not None and led_by.path.startswith(hides.path):
        reasons.append(accused_leads())
    return reasons


def why_not_list(problem: Problem, post: Post | None, holder: User | None = None) -> list[Refusal]:
    """Why ``post`` cannot put the problem on the list with unit, post, day and standard."""
    return why_not_keep_list(problem, post) + why_not_in(problem, LISTABLE)


def why_not_lead(
    problem: Problem,
    *,
    lead_unit: Unit,
    responsible: Post,
    level: str,
    today: date,
    leader: Post | None = None,
    assisting: Sequence[Unit] = (),
) -> list[Refusal]:
    """Why this unit and these posts cannot put it right at this level."""
    reasons = [
        closed_unit(unit, on="lead_unit")
        for unit in (lead_unit, *assisting)
        if unit.closed_on is not None
    ]
    if responsible.unit_id != lead_unit.pk:
        reasons.append(
            Refusal(
                "problem_responsible_of_another_unit",
                gettext_noop("The responsible post must be one of %(unit)s."),
                {"unit": lead_unit.name},
                "responsible",
            )
        )
    if responsible.role in LOOKING_ON:
        reasons.append(
            Refusal(
                "problem_responsible_looks_on",
                gettext_noop("This post looks on; it cannot answer for work."),
                on="responsible",
            )
        )
    top = problem.town.path.split("/")[0] + "/" if level == Level.COUNTY else problem.town.path
    if not lead_unit.path.startswith(top):
        reasons.append(
            Refusal(
                "problem_unit_out_of_reach",
                gettext_noop("%(unit)s does not belong to the level at which this is solved."),
                {"unit": lead_unit.name},
                "lead_unit",
            )
        )
    hides = problem.hidden_from
    if hides is not None:
        posts = [one for one in (responsible, leader) if one is not None]
        units = [lead_unit, *assisting]
        if any(unit.path.startswith(hides.path) for unit in units) or any(
            hides.code in codes_around(one, today) for one in posts
        ):
            reasons.append(accused_leads())
    return reasons


def accused_leads() -> Refusal:
    return Refusal(
        "problem_led_by_the_accused",
        gettext_noop(
            "A message behind this problem speaks against this unit. Let another one lead."
        ),
        on="lead_unit",
    )


def why_not_standard(
    problem: Problem, *, standard: str, due_on: date, today: date
) -> list[Refusal]:
    """Why this standard and this day cannot be promised."""
    reasons = why_not_words(
        standard,
        code="problem_needs_standard",
        message=gettext_noop("Say beforehand when it counts as done."),
        on="standard",
    )
    # an earlier ledger comes as it is, also with days that have passed
    if due_on < problem.found_on or (due_on < today and problem.source != Source.LEDGER):
        reasons.append(day_has_passed())
    return reasons


def why_not_empty_standard(problem: Problem, standard: str) -> list[Refusal]:
    """What is on the list keeps a standard."""
    if problem.state in (ProblemState.FOUND, ProblemState.NOT_NOW) and not standard:
        return []
    return why_not_words(
        standard,
        code="problem_needs_standard",
        message=gettext_noop("Say beforehand when it counts as done."),
        on="standard",
    )


def day_has_passed() -> Refusal:
    return Refusal(
        "problem_day_has_passed",
        gettext_noop("Choose a day that has not passed."),
        on="due_on",
    )


def why_not_edit(problem: Problem, post: Post | None, holder: User | None = None) -> list[Refusal]:
    """Why ``post`` cannot reword the problem now."""
    return why_not_keep_list(problem, post) + why_not_in(problem, WORDABLE)


def why_not_give(problem: Problem, post: Post | None, holder: User | None = None) -> list[Refusal]:
    """Why ``post`` cannot give the work to another unit or post of the same level."""
    return why_not_keep_list(problem, post) + why_not_in(problem, GIVABLE)


def why_not_pass_up(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Who works on it or keeps the list can say that a level above has to solve it."""
    return why_not_work_or_keep(problem, post) + _why_not_move(problem, 1)


def why_not_hand_down(
    problem: Problem, post: Post | None, holder: User | None = None
) -> list[Refusal]:
    """Who keeps the list can say that it is solved a level below."""
    return why_not_keep_list(problem, post) + _why_not_move(problem, -1)


def next_level(problem: Problem, by: int) -> Level | None:
    """The level ``by`` above (or below) the problem's; ``None`` past the ends."""
    at = LEVELS.index(Level(problem.level)) + by
    return LEVELS[at] if 0 <= at < len(LEVELS) else None


def _why_not_move(problem: Problem, by: int) -> list[Refusal]:
    reasons = why_not_in(problem, GIVABLE)
    if next_level(problem, by) is None:
        reasons.append(
            Refusal(
                "problem_no_such_level",
                gettext_noop("There is no level beyond this one."),
                on="level",
            )
        )
    return reasons

"""Who may set up, look and count.  Pure: nothing is read here that was not handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.checks.models import CheckItem, CheckList, Finding, Round, Series, Stop
from qunce.domain.organisations.models import Place, Unit
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_ITEMS = 30
OLDEST_COUNT = 60
"""Days after which a number is no longer filled in: it would be made up."""
LARGEST_COUNT = 100_000

Answer = tuple[bool, str]
"""Whether the thing is in order, and what is wrong if not."""


def _outside(unit: Unit, town: Unit) -> bool:
    return not unit.path.startswith(town.path)


def why_not_set_up(post: Post | None, unit: Unit) -> list[Refusal]:
    """Lists, rounds and series are set up by the campaign office of the unit or above it."""
    reasons = why_not_run_campaign(post)
    if not reasons and post is not None and _outside(unit, post.unit):
        reasons.append(
            Refusal(
                "not_your_unit",
                gettext_noop("%(unit)s does not belong to your unit."),
                {"unit": unit.name},
            )
        )
    return reasons


def why_not_items(texts: list[str]) -> list[Refusal]:
    if not texts:
        return [
            Refusal(
                "check_list_without_items",
                gettext_noop("Write at least one thing to look at, each on a line of its own."),
                on="items",
            )
        ]
    if len(texts) > MOST_ITEMS:
        return [
            Refusal(
                "check_list_too_long",
                gettext_noop(
                    "%(count)d things to look at are too many for one visit; "
                    "keep to %(most)d or make two lists."
                ),
                {"count": len(texts), "most": MOST_ITEMS},
                "items",
            )
        ]
    if len(set(texts)) < len(texts):
        return [
            Refusal(
                "check_item_twice",
                gettext_noop("The same thing stands on the list twice. Take one of the two away."),
                on="items",
            )
        ]
    return []


def why_not_start_round(
    check_list: CheckList, places: list[Place], starts_on: date, due_on: date
) -> list[Refusal]:
    reasons = []
    if check_list.closed_at is not None:
        reasons.append(
            Refusal(
                "check_list_closed",
                gettext_noop("This list is closed. Make a new one to go round again."),
            )
        )
    if not places:
        reasons.append(
            Refusal(
                "round_without_places",
                gettext_noop("Choose at least one place to look at."),
                on="places",
            )
        )
    if due_on < starts_on:
        reasons.append(
            Refusal(
                "round_ends_before_it_begins",
                gettext_noop("The last day must not lie before the first day."),
                on="due_on",
            )
        )
    strange = [place for place in places if _outside(place.unit, check_list.town)]
    if strange:
        reasons.append(
            Refusal(
                "place_outside_town",
                gettext_noop("%(place)s does not lie in %(town)s."),
                {"place": strange[0].name, "town": check_list.town.name},
                "places",
            )
        )
    return reasons


def why_not_look(
    stop: Stop, post: Post | None, items: list[CheckItem], answers: Mapping[int, Answer]
) -> list[Refusal]:
    """The place's own unit, the office above it and the area's guidance group may look."""
    place = stop.place.unit
    allowed = post is not None and (
        post.unit_id == place.pk
        or (
            post.role in (PostRole.CAMPAIGN_OFFICE, PostRole.LEADER, PostRole.FIRST_RESPONSIBLE)
            and place.path.startswith(post.unit.path)
        )
        or (
            post.role == PostRole.GUIDANCE
            and post.area_id is not None
            and post.area_id == place.area_id
        )
    )
    if not allowed:
        return [
            Refusal(
                "not_yours_to_look",
                gettext_noop(
                    "%(place)s is looked at by its own unit, the office or the guidance group."
                ),
                {"place": stop.place.name},
            )
        ]
    if stop.looked_at is not None:
        return [
            Refusal(
                "already_looked",
                gettext_noop("Somebody has already looked at %(place)s in this round."),
                {"place": stop.place.name},
            )
        ]
    reasons = []
    for item in items:
        answer = answers.get(item.pk)
        if answer is None:
            reasons.append(
                Refusal(
                    "item_without_answer",
                    gettext_noop("Say whether this is in order: %(item)s"),
                    {"item": item.text},
                    f"item_{item.pk}",
                )
            )
        elif not answer[0] and not answer[1].strip():
            reasons.append(
                Refusal(
                    "finding_without_words",
                    gettext_noop("Say in a few words what is wrong: %(item)s"),
                    {"item": item.text},
                    f"words_{item.pk}",
                )
            )
    return reasons


def why_not_round_seen(round_: Round, today: date) -> list[Refusal]:
    """A round is gone from its first day on."""
    if today < round_.starts_on:
        return [
            Refusal(
                "round_not_begun",
                gettext_noop("This round begins on %(day)s."),
                {"day": round_.starts_on.isoformat()},
            )
        ]
    return []


def why_not_make_problem(finding: Finding) -> list[Refusal]:
    if finding.in_order:
        return [
            Refusal(
                "finding_in_order",
                gettext_noop("This was found in order; there is nothing to put on the list."),
            )
        ]
    if finding.problem_id is not None:
        return [
            Refusal(
                "finding_is_listed",
                gettext_noop("This finding is already on the problem list."),
            )
        ]
    return []


def why_not_count(series: Series, post: Post | None, on: date, today: date) -> list[Refusal]:
    """Numbers are noted by the unit that counts, for days that have come and are not long past."""
    if post is None or post.unit_id != series.unit_id:
        return [
            Refusal(
                "not_your_series",
                gettext_noop("These numbers are noted by %(unit)s."),
                {"unit": series.unit.name},
            )
        ]
    reasons = []
    if series.closed_at is not None:
        reasons.append(
            Refusal("series_closed", gettext_noop("These numbers are no longer counted."))
        )
    if on > today:
        reasons.append(
            Refusal(
                "day_to_come",
                gettext_noop("%(day)s has not come yet."),
                {"day": on.isoformat()},
                "on",
            )
        )
    elif on < max(series.starts_on, today - timedelta(days=OLDEST_COUNT)):
        reasons.append(
            Refusal(
                "day_long_past",
                gettext_noop(
                    "%(day)s is too long ago to be counted now. Leave the day empty: "
                    "a missing number is better than one made up."
                ),
                {"day": on.isoformat()},
                "on",
            )
        )
    return reasons


def why_not_number(number: int) -> list[Refusal]:
    if 0 <= number <= LARGEST_COUNT:
        return []
    return [
        Refusal(
            "number_not_believable",
            gettext_noop("Write a whole number from 0 to %(most)d."),
            {"most": LARGEST_COUNT},
            "number",
        )
    ]

"""Why a unit cannot be closed, merged or covered.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_set_up
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.rules import closed_unit
from qunce.domain.reorganisations.states import OF_A_RECEIVER, Matter
from qunce.domain.voices.words import cleaned, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_REASON = 300

_SETTLE: Mapping[Matter, tuple[str, str]] = {
    Matter.UNITS_BELOW: (
        "unit_has_units_below",
        gettext_noop("Units below it: %(count)s. Close or merge them first."),
    ),
    Matter.CAMPAIGNS: (
        "unit_runs_a_campaign",
        gettext_noop(
            "Campaigns that it runs: %(count)s. It can end when their last day has passed."
        ),
    ),
    Matter.DRAFTS: (
        "unit_reads_a_directive",
        gettext_noop("Directives being read: %(count)s. Set them aside first."),
    ),
    Matter.RECEIVED: (
        "unit_receives_messages",
        gettext_noop("Open messages that it receives or reviews: %(count)s. Settle them first."),
    ),
    Matter.LISTED: (
        "unit_keeps_a_problem_list",
        gettext_noop("Unfinished problems on its list: %(count)s. Settle them first."),
    ),
    Matter.CONSULTATIONS: (
        "unit_asks_people",
        gettext_noop("Consultations that are not ended: %(count)s. End them first."),
    ),
    Matter.BALLOTS: (
        "unit_has_open_ballots",
        gettext_noop("Ballots that are not published: %(count)s. Publish or break them off first."),
    ),
    Matter.CHECK_LISTS: (
        "unit_has_check_lists",
        gettext_noop("Check lists in use: %(count)s. Close them first."),
    ),
    Matter.IMPORTS: (
        "unit_takes_over_ledgers",
        gettext_noop("Ledgers being taken over: %(count)s. Finish or drop them first."),
    ),
    Matter.GIVEN: (
        "unit_has_open_messages",
        gettext_noop(
            "Open messages that it must answer: %(count)s. Answer them, or send them on to "
            "another unit."
        ),
    ),
    Matter.PROBLEMS: (
        "unit_has_unfinished_problems",
        gettext_noop(
            "Unfinished problems that it puts right: %(count)s. Give them to another unit, or "
            "finish them."
        ),
    ),
    Matter.SERIES: (
        "unit_counts_daily_numbers",
        gettext_noop("Daily numbers that it counts: %(count)s. End them first."),
    ),
    Matter.DISPATCH: (
        "unit_answers_for_categories",
        gettext_noop(
            "Categories that it answers for: %(count)s. Name another unit on the dispatch list."
        ),
    ),
    Matter.COVERED: (
        "unit_covers_others",
        gettext_noop("Units that it covers: %(count)s. Let another branch cover them first."),
    ),
    Matter.OWN_BRANCH: (
        "unit_is_an_own_branch",
        gettext_noop(
            "Leading officials who take part in its branch: %(count)s. Name another branch on "
            "their posts."
        ),
    ),
    Matter.PROMISES: (
        "unit_has_open_promises",
        gettext_noop(
            "Promises that are not judged: %(count)s. Have them judged, or withdraw them with a "
            "reason."
        ),
    ),
    Matter.PROJECTS: (
        "unit_has_projects_under_way",
        gettext_noop("Practice projects under way: %(count)s. Finish them, or give them up."),
    ),
    Matter.VISITS: (
        "unit_expects_visits",
        gettext_noop("Visits planned: %(count)s. Call them off first."),
    ),
    Matter.MEMBERS: (
        "unit_notes_how_people_study",
        gettext_noop(
            "The branch still keeps notes on how people prefer to study. It deletes them first: "
            "they are nobody else's business."
        ),
    ),
}
"""What has to happen before a unit can be closed, for each kind of open matter."""


def why_not_reorganise(unit: Unit, actor: Post | None) -> list[Refusal]:
    """Only an office above a unit ends it or lets another cover it."""
    if reasons := why_not_set_up(actor, unit):
        return reasons
    if actor is not None and actor.unit_id == unit.pk:
        return [
            Refusal(
                "unit_ends_itself",
                gettext_noop("A unit is not closed or covered by its own office. Ask that above."),
            )
        ]
    if unit.closed_on is not None:
        return [
            Refusal(
                "unit_is_closed_already",
                gettext_noop("%(unit)s is closed already."),
                {"unit": unit.name},
            )
        ]
    return []


def why_not_concerned(unit: Unit, successor: Unit | None, around: Sequence[str]) -> list[Refusal]:
    """Whoever holds a post in one of the two decides on no merger of them.

    ``around``: ``voices.querysets.codes_around`` the post that acts.  The other reasons against a
    merger tell that one has a matter in hand that speaks against the other, and whoever holds a
    post there must not learn of it (信访工作条例, art. 30(3)).
    """
    if not {unit.code, *([successor.code] if successor else [])} & set(around):
        return []
    return [
        Refusal(
            "merger_by_somebody_concerned",
            gettext_noop(
                "You hold a post in one of the two units as well. Let somebody else of the office "
                "merge them."
            ),
        )
    ]


def why_not_reason(reason: str) -> list[Refusal]:
    """Why the ending gives no reason that everybody can read."""
    return why_not_words(cleaned(reason), on="reason", most=LONGEST_REASON)


def why_not_on(on: date, today: date) -> list[Refusal]:
    """It is entered on its day or later: what happens until then would have nowhere to go."""
    if on <= today:
        return []
    return [
        Refusal(
            "reorganisation_in_the_future",
            gettext_noop("Enter it on the day itself, or afterwards."),
            on="on",
        )
    ]


def why_not_close(counts: Mapping[Matter, int]) -> list[Refusal]:
    """Every open matter is a reason: a closed unit can go on with nothing."""
    return [_settle(kind, counts[kind]) for kind in Matter if counts.get(kind)]


def why_not_merge(
    unit: Unit,
    successor: Unit | None,
    *,
    counts: Mapping[Matter, int],
    against: int = 0,
    successor_has_a_head: bool = True,
) -> list[Refusal]:
    """What is bound to the unit itself is a reason; the rest goes on in its posts.

    ``against``: open matters at one of the two that speak against the other.
    """
    reasons = [_settle(kind, counts[kind]) for kind in OF_A_RECEIVER if counts.get(kind)]
    if successor is None:
        return [
            *reasons,
            Refusal(
                "merger_needs_a_successor",
                gettext_noop("Choose the unit that goes on with it."),
                on="successor",
            ),
        ]
    if successor.pk == unit.pk:
        return [
            *reasons,
            Refusal(
                "merger_into_itself",
                gettext_noop("Choose another unit than the one that ends."),
                on="successor",
            ),
        ]
    if successor.closed_on is not None:
        return [*reasons, closed_unit(successor, on="successor")]
    if successor.path.startswith(unit.path):
        reasons.append(
            Refusal(
                "merger_into_a_unit_below",
                gettext_noop("%(successor)s lies below %(unit)s. Choose a unit beside or above."),
                {"successor": successor.name, "unit": unit.name},
                "successor",
            )
        )
    if _receiver(unit) != _receiver(successor):
        reasons.append(
            Refusal(
                "merger_across_offices",
                gettext_noop(
                    "%(successor)s belongs to another office. Its messages and problems could not "
                    "go on there."
                ),
                {"successor": successor.name},
                "successor",
            )
        )
    if not successor_has_a_head:
        reasons.append(
            Refusal(
                "successor_has_nobody",
                gettext_noop(
                    "Nobody holds a post of %(successor)s that could go on with it. Hand over one "
                    "of its posts first."
                ),
                {"successor": successor.name},
                "successor",
            )
        )
    if against:
        reasons.append(
            Refusal(
                "merger_would_reach_the_accused",
                gettext_noop(
                    "Open matters at one of the two that speak against the other: %(count)s. "
                    "After the merger nobody could go on with them. Give them to another unit "
                    "first (Regulation on Petition Work, art. 30(3))."
                ),
                {"count": against},
                "successor",
            )
        )
    return reasons


def _receiver(unit: Unit) -> list[str]:
    """The top and the unit below it, which receives the messages of everything below."""
    return unit.path.split("/")[:2] if unit.path.count("/") > 2 else []


def _settle(kind: Matter, count: int) -> Refusal:
    code, sentence = _SETTLE[kind]
    return Refusal(code, sentence, {"count": count} if "%(count)s" in sentence else {})


def why_not_cover(
    unit: Unit, by: Unit | None, *, covers: int, has_a_head: bool = True
) -> list[Refusal]:
    """Why the branch of ``by`` cannot act for ``unit``.  ``covers``: units that ``unit`` covers."""
    if by is None:
        return [
            Refusal(
                "cover_needs_a_unit",
                gettext_noop("Choose the unit whose branch acts for it."),
                on="by",
            )
        ]
    if by.pk == unit.pk:
        return [Refusal("cover_by_itself", gettext_noop("A unit does not cover itself."), on="by")]
    if by.closed_on is not None:
        return [closed_unit(by, on="by")]
    if covers or by.covered_by_id is not None:
        return [
            Refusal(
                "cover_in_a_chain",
                gettext_noop(
                    "One of the two covers another unit, or is itself covered. Choose a unit with "
                    "a branch of its own."
                ),
                on="by",
            )
        ]
    if not has_a_head:
        return [
            Refusal(
                "successor_has_nobody",
                gettext_noop(
                    "Nobody holds a post of %(successor)s that could go on with it. Hand over one "
                    "of its posts first."
                ),
                {"successor": by.name},
                "by",
            )
        ]
    return []

"""Who may do what in a guidance group.  Pure: nothing is read here that was not handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.supervision.models import Finding, FollowUp, Group, Visit
from qunce.domain.supervision.states import (
    FURTHEST_AHEAD,
    LONGEST_FINDING,
    LONGEST_WORDS,
    MOST_FINDINGS,
    STEPS,
    VisitState,
)
from qunce.domain.voices.words import says_something, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.text.names import looks_like_people

LEADING = (PostRole.LEADER, PostRole.FIRST_RESPONSIBLE)
SHORT = 300
"""Characters of a reason or of what is looked at again."""

CHANGED = Refusal(
    "visit_changed_meanwhile",
    gettext_noop("Somebody changed this visit in the meantime. Look at it again."),
)
TAKEN_UP = Refusal(
    "finding_taken_up",
    gettext_noop("This was already put on the problem list or answered."),
)


# --- groups


def why_not_set_up_group(
    post: Post | None,
    *,
    town: Unit,
    area: Area,
    units: Collection[Unit],
    leader: Post,
    members: Sequence[Post],
    before: Group | None,
) -> list[Refusal]:
    """The town's campaign office names a leading official and others; ``units`` are the area's."""
    reasons = why_not_run_campaign(post)
    if reasons or post is None:
        return reasons
    if post.unit_id != town.pk:
        return [_not_your_unit(town)]
    if not units or not all(unit.path.startswith(town.path) for unit in units):
        reasons.append(
            Refusal(
                "area_is_not_of_your_town",
                gettext_noop("%(area)s does not lie in %(town)s."),
                {"area": area.name, "town": town.name},
                "area",
            )
        )
    if before is not None and before.town_id != town.pk:
        reasons.append(
            Refusal(
                "area_has_a_group_of_another_unit",
                gettext_noop("%(unit)s set up the group of this area."),
                {"unit": before.town.name},
                "area",
            )
        )
    if leader.role not in LEADING or not town.path.startswith(leader.unit.path):
        reasons.append(
            Refusal(
                "group_needs_a_leading_official",
                gettext_noop("A guidance group is led by a leading official."),
                on="leader",
            )
        )
    for member in members:
        if member.role == PostRole.VIEWER or not member.unit.path.startswith(town.path):
            reasons.append(
                Refusal(
                    "group_member_from_elsewhere",
                    gettext_noop("%(post)s cannot be in this group."),
                    {"post": str(member)},
                    "members",
                )
            )
        if member.pk == leader.pk:
            reasons.append(
                Refusal(
                    "group_leader_is_a_member",
                    gettext_noop("%(post)s leads the group; name the others only."),
                    {"post": str(member)},
                    "members",
                )
            )
    return reasons


def why_not_end_group(post: Post | None, group: Group, planned: Sequence[Visit]) -> list[Refusal]:
    reasons = why_not_run_campaign(post)
    if reasons or post is None:
        return reasons
    if post.unit_id != group.town_id:
        return [_not_your_unit(group.town)]
    if group.ended_at is not None:
        return [_ended()]
    if planned:
        reasons.append(
            Refusal(
                "group_has_planned_visits",
                gettext_noop("Call off first what is planned: %(unit)s on %(day)s."),
                {"unit": planned[0].unit.name, "day": planned[0].planned_on.isoformat()},
            )
        )
    return reasons


def why_not_act(post: Post | None, group: Group, *, acts: bool) -> list[Refusal]:
    """Only who leads the group, belongs to it, or holds the area's guidance post, acts for it."""
    if post is None:
        return [
            Refusal(
                "no_post",
                gettext_noop(
                    "You hold no post at the moment. Ask the campaign office to appoint you."
                ),
            )
        ]
    if not acts:
        return [
            Refusal(
                "not_your_guidance_group",
                gettext_noop("The guidance group of %(area)s does this."),
                {"area": group.area.name},
            )
        ]
    return []


# --- visits


def why_not_plan(group: Group, unit: Unit, on: date, today: date) -> list[Refusal]:
    """Visits lead to the area's own units, on a day that has not passed."""
    reasons = [_ended()] if group.ended_at is not None else []
    if unit.area_id != group.area_id:
        reasons.append(
            Refusal(
                "unit_of_another_area",
                gettext_noop("%(unit)s does not belong to %(area)s."),
                {"unit": unit.name, "area": group.area.name},
                "unit",
            )
        )
    elif unit.is_closed(on):
        reasons.append(
            Refusal(
                "unit_is_closed_then",
                gettext_noop("%(unit)s is closed on that day."),
                {"unit": unit.name},
                "unit",
            )
        )
    return reasons + why_not_on(on, today, on="planned_on")


def why_not_on(day: date, today: date, *, on: str) -> list[Refusal]:
    if day < today:
        return [
            Refusal(
                "day_has_passed",
                gettext_noop("This day has passed. Choose today or a later one."),
                on=on,
            )
        ]
    if day > today + timedelta(days=FURTHEST_AHEAD):
        return [
            Refusal(
                "day_too_far_ahead",
                gettext_noop("Choose a day within a year."),
                on=on,
            )
        ]
    return []


def why_not_step(visit: Visit, to: VisitState) -> list[Refusal]:
    if to in STEPS[visit.state]:
        return []
    return [
        Refusal(
            "visit_is_over",
            gettext_noop("This visit is “%(state)s”; this cannot be done with it now."),
            {"state": VisitState(visit.state).label},
        )
    ]


def why_not_reason(reason: str) -> list[Refusal]:
    return why_not_words(reason, on="reason", most=SHORT)


def why_not_note(
    visit: Visit, *, made_on: date, help_given: str, findings: Sequence[str], today: date
) -> list[Refusal]:
    """A note says what was done there and then, and what was found, each thing by itself."""
    reasons = why_not_step(visit, VisitState.MADE)
    if made_on > today:
        reasons.append(
            Refusal(
                "visit_made_in_the_future",
                gettext_noop("The day of the visit has not come yet."),
                on="made_on",
            )
        )
    if not says_something(help_given):
        reasons.append(
            Refusal(
                "visit_without_help",
                gettext_noop("Say what help was given there and then; if none was needed, say so."),
                on="help",
            )
        )
    else:
        reasons += why_not_words(help_given, on="help", most=LONGEST_WORDS)
    if len(findings) > MOST_FINDINGS:
        reasons.append(
            Refusal(
                "too_many_findings",
                gettext_noop("Keep to %(most)s findings for one visit; now there are %(count)s."),
                {"most": MOST_FINDINGS, "count": len(findings)},
                "findings",
            )
        )
    for words in findings:
        found = why_not_words(words, on="findings", most=LONGEST_FINDING)
        if found:
            return [*reasons, *found]
    return reasons


def why_not_name(text: str, staff: Iterable[str], *, on: str) -> list[Refusal]:
    """A note is about matters and places; what looks like a person in it is taken out.

    ``staff`` are names that are known.  Who sees that the words mean nobody may say so.
    """
    found = looks_like_people(text, staff)
    if not found:
        return []
    return [
        Refusal(
            "note_names_somebody",
            gettext_noop(
                "“%(words)s” looks like a person, or like a way to reach one. Write of matters and "
                "places; if nobody is meant, say so below."
            ),
            {"words": found[0].words[:40]},
            on,
        )
    ]


# --- what was found


def why_not_take_up(finding: Finding) -> list[Refusal]:
    """A finding becomes a problem or has an answer, once."""
    if finding.problem_id is not None or finding.answered_at is not None:
        return [TAKEN_UP]
    return []


def why_not_answer(finding: Finding, answer: str) -> list[Refusal]:
    return why_not_take_up(finding) or why_not_words(answer, on="answer", most=LONGEST_WORDS)


def why_not_follow_up(
    finding: Finding, *, on: date, words: str, today: date, open_ones: int
) -> list[Refusal]:
    """One day at a time: the next is set when the last was gone."""
    reasons = why_not_on(on, today, on="on")
    reasons += why_not_words(words, on="words", most=SHORT)
    if open_ones:
        reasons.append(
            Refusal(
                "follow_up_is_set",
                gettext_noop("There is a day already for looking at this again."),
                on="on",
            )
        )
    return reasons


def why_not_look_again(follow_up: FollowUp, seen: str) -> list[Refusal]:
    if follow_up.done_at is not None:
        return [Refusal("follow_up_is_done", gettext_noop("This was looked at again already."))]
    return why_not_words(seen, on="seen", most=SHORT)


def why_not_remark(visit: Visit, post: Post | None, words: str) -> list[Refusal]:
    """The visited unit has a word of its own."""
    if post is None or post.unit_id != visit.unit_id or post.role == PostRole.VIEWER:
        return [
            Refusal(
                "remark_is_of_the_visited_unit",
                gettext_noop("%(unit)s was visited and may add a word here."),
                {"unit": visit.unit.name},
            )
        ]
    return why_not_words(words, on="words", most=LONGEST_WORDS)


def _ended() -> Refusal:
    return Refusal("group_has_ended", gettext_noop("This guidance group is no longer there."))


def _not_your_unit(unit: Unit) -> Refusal:
    return Refusal(
        "not_your_unit",
        gettext_noop("%(unit)s does not belong to your unit."),
        {"unit": unit.name},
    )

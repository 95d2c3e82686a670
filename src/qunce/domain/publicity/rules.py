"""Why something may not become public.  Pure: nothing is read here that was not handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.domain.publicity.querysets import LOOKING
from qunce.domain.publicity.states import BulletinState, StoryState
from qunce.domain.publicity.wording import (
    LONGEST_STATEMENT,
    LONGEST_STORY,
    figures_in,
    typed_numbers,
)
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TIME = 366
"""Days a bulletin tells of at most."""
MOST_SECTIONS = 20
LONGEST_PARAGRAPH = 2_000


def why_not_look_after(post: Post | None, unit: Unit) -> list[Refusal]:
    """What is public is looked after by the campaign office of the unit, or of one above it."""
    reasons = why_not_run_campaign(post)
    if not reasons and post is not None and not unit.path.startswith(post.unit.path):
        reasons.append(
            Refusal(
                "not_your_unit",
                gettext_noop("%(unit)s does not belong to your unit."),
                {"unit": unit.name},
            )
        )
    return reasons


def why_not_public(problem: Problem) -> list[Refusal]:
    """A problem in which somebody is accused is never public, and nothing before it is listed."""
    if problem.hidden_from_id is not None:
        return [
            Refusal(
                "problem_is_hidden",
                gettext_noop("Somebody is accused in this problem. It is never made public."),
            )
        ]
    if problem.state == ProblemState.FOUND:
        return [
            Refusal(
                "problem_not_listed",
                gettext_noop("Put the problem on the list first, or say why it cannot be solved."),
            )
        ]
    return []


def why_not_wording(title: str, statement: str) -> list[Refusal]:
    reasons = []
    if not title.strip():
        reasons.append(
            Refusal("no_title", gettext_noop("Give it a title of a few words."), on="title")
        )
    if not statement.strip():
        reasons.append(
            Refusal(
                "no_statement", gettext_noop("Say in plain words what is wrong."), on="statement"
            )
        )
    elif len(statement) > LONGEST_STATEMENT:
        reasons.append(_too_long("statement", LONGEST_STATEMENT))
    return reasons


def already_public(problem: Problem) -> Refusal:
    return Refusal(
        "already_public",
        gettext_noop("Problem %(number)s is public already."),
        {"number": problem.number},
    )


def why_not_lengths(outcome: str, reason: str) -> list[Refusal]:
    return why_not_length(outcome, LONGEST_STATEMENT, "outcome") + why_not_length(
        reason, LONGEST_STATEMENT, "reason"
    )


def why_not_length(text: str, most: int, on: str) -> list[Refusal]:
    return [_too_long(on, most)] if len(text) > most else []


def _too_long(on: str, most: int) -> Refusal:
    return Refusal(
        "text_too_long",
        gettext_noop("Keep it to %(most)d characters; who reads it has little time."),
        {"most": most},
        on,
    )


def why_not_change(publication: Publication) -> list[Refusal]:
    if publication.withdrawn_at is None:
        return []
    return [
        Refusal(
            "publication_withdrawn",
            gettext_noop("This was withdrawn. Make the problem public anew, in other words."),
        )
    ]


def why_not_why(why: str) -> list[Refusal]:
    """Whatever is withdrawn keeps the office's reason, for the office."""
    if why.strip():
        return []
    return [Refusal("no_reason", gettext_noop("Say why, in a sentence."), on="why")]


# --- stories


def why_not_write(post: Post | None, campaign: Campaign, unit: Unit) -> list[Refusal]:
    """Stories are written by the office of the campaign, and by a branch of its own unit."""
    if post is None:
        return why_not_run_campaign(post)
    if not unit.path.startswith(campaign.unit.path):
        return [
            Refusal(
                "unit_outside_the_campaign",
                gettext_noop("%(unit)s takes no part in this campaign."),
                {"unit": unit.name},
                "unit",
            )
        ]
    if post.role == PostRole.SECRETARY and post.unit_id == unit.pk:
        return []
    return why_not_look_after(post, campaign.unit)


def why_not_tell(
    title: str, body: str, view: str, agreed_on: date | None, how: str
) -> list[Refusal]:
    """A story has a title and a text; a view is printed only with the speaker's consent."""
    reasons = []
    if not title.strip():
        reasons.append(
            Refusal("no_title", gettext_noop("Give it a title of a few words."), on="title")
        )
    if not body.strip():
        reasons.append(Refusal("no_story", gettext_noop("Tell what happened."), on="body"))
    reasons += why_not_length(body, LONGEST_STORY, "body")
    reasons += why_not_length(view, LONGEST_STATEMENT, "residents_view")
    if view.strip() and (agreed_on is None or not how.strip()):
        reasons.append(
            Refusal(
                "view_without_consent",
                gettext_noop(
                    "Somebody's words are printed only if they agreed. Say on which day and how."
                ),
                on="agreed_how",
            )
        )
    return reasons


def why_not_change_story(story: Story) -> list[Refusal]:
    if story.state == StoryState.DRAFT:
        return []
    return [
        Refusal(
            "story_not_a_draft",
            gettext_noop("What was public is not changed. Withdraw it, and write it anew."),
        )
    ]


def why_not_show(story: Story, post: Post | None, person: User | None) -> list[Refusal]:
    """Somebody else than its writer looks at a story, and makes it public."""
    if post is None or person is None:
        return why_not_run_campaign(None)
    reasons = [] if story.state == StoryState.DRAFT else why_not_change_story(story)
    if post.role not in LOOKING or post.unit_id != story.campaign.unit_id:
        reasons.append(
            Refusal(
                "not_your_campaign",
                gettext_noop(
                    "The campaign office or a leading official of the campaign's unit makes it "
                    "public."
                ),
            )
        )
    elif post.pk == story.written_by_id or person.pk == story.writer_id:
        reasons.append(
            Refusal(
                "story_looked_at_by_its_writer",
                gettext_noop(
                    "Somebody else has to look at it. Ask another post to make it public."
                ),
            )
        )
    return reasons


# --- bulletins


def why_not_time(from_on: date, until_on: date, today: date) -> list[Refusal]:
    """A bulletin tells of days that are over, of a year at most."""
    if until_on < from_on:
        return [
            Refusal(
                "ends_before_it_begins",
                gettext_noop("The last day comes before the first."),
                on="until_on",
            )
        ]
    if until_on > today:
        return [
            Refusal(
                "days_to_come",
                gettext_noop("A bulletin tells what happened; choose days that have come."),
                on="until_on",
            )
        ]
    if (until_on - from_on).days >= LONGEST_TIME:
        return [
            Refusal(
                "time_too_long",
                gettext_noop("A bulletin tells of a year at most. Choose a later first day."),
                on="from_on",
            )
        ]
    return []


def why_not_head(name: str, compiled_by: str) -> list[Refusal]:
    reasons = []
    if not name.strip():
        reasons.append(
            Refusal(
                "bulletin_without_name",
                gettext_noop("Give the bulletin the name that stands at its head."),
                on="name",
            )
        )
    if not compiled_by.strip():
        reasons.append(
            Refusal(
                "bulletin_without_office",
                gettext_noop("Say which office makes it."),
                on="compiled_by",
            )
        )
    return reasons


def why_not_sections(
    sections: Sequence[Mapping[str, Any]], keys: Iterable[int], names: Iterable[str] = ()
) -> list[Refusal]:
    """Words may be changed, figures not: each is one of ``keys``, and none is typed by hand.

    ``names`` are those of units, which may have a number in them.
    """
    known, units = set(keys), sorted(names, key=len, reverse=True)
    texts = [text for section in sections for text in (section["title"], *section["paragraphs"])]
    reasons = []
    if not any(paragraph.strip() for one in sections for paragraph in one["paragraphs"]):
        reasons.append(
            Refusal("bulletin_empty", gettext_noop("A bulletin that says nothing is not made."))
        )
    if len(sections) > MOST_SECTIONS or any(len(text) > LONGEST_PARAGRAPH for text in texts):
        reasons.append(_too_long("", LONGEST_PARAGRAPH))
    unknown = [key for text in texts for key in figures_in(text) if key not in known]
    if unknown:
        reasons.append(
            Refusal(
                "figure_unknown",
                gettext_noop("There is no figure {%(key)d} in this bulletin."),
                {"key": unknown[0]},
            )
        )
    for number in dict.fromkeys(found for text in texts for found in typed_numbers(text, units)):
        reasons.append(
            Refusal(
                "number_typed_by_hand",
                gettext_noop(
                    "“%(number)s” was typed by hand. Numbers in a bulletin are counted: use one of "
                    "its figures, or say it without a number."
                ),
                {"number": number},
            )
        )
    return reasons


def why_not_edit(bulletin: Bulletin) -> list[Refusal]:
    if bulletin.state == BulletinState.DRAFT:
        return []
    return [
        Refusal(
            "bulletin_not_a_draft",
            gettext_noop("What was issued is not changed. Withdraw it, and issue another."),
        )
    ]


def why_not_same_version(seen: int, version: int) -> list[Refusal]:
    if seen == version:
        return []
    return [
        Refusal(
            "changed_meanwhile",
            gettext_noop("Somebody else changed this meanwhile. Look at it again."),
        )
    ]

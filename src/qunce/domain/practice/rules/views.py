"""What residents and leading officials may say of a project or a promise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.practice.models import Project, Promise, ResidentView
from qunce.domain.practice.rules.standing import LOOKING_ON, no_post, why_not_reason
from qunce.domain.practice.states import (
    LONGEST_VIEW,
    READ_THROUGH,
    WRITTEN_DOWN,
    PeopleSay,
    ProjectState,
    PromiseState,
    ViewChannel,
    WordsState,
)
from qunce.domain.voices.words import why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

About: TypeAlias = Project | Promise

COMMENTING = (PostRole.LEADER, PostRole.FIRST_RESPONSIBLE)
_SUBMISSION = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Heard:
    """One resident's view as it comes in; nothing is kept yet."""

    about: About
    says: str
    submission: str = field(repr=False)
    """Names this sending: 32 letters and digits drawn at random, a uuid4 in hex."""
    words: str = field(default="", repr=False)
    channel: str = ViewChannel.WEB


def is_submission(text: str) -> bool:
    return _SUBMISSION.fullmatch(text) is not None


def why_not_say_now(about: About) -> list[Refusal]:
    """Why nobody can say yet, or any more, what came of it."""
    if isinstance(about, Promise):
        if about.state != PromiseState.WITHDRAWN:
            return []
        return [Refusal("view_promise_withdrawn", gettext_noop("This promise was withdrawn."))]
    if about.state == ProjectState.PLANNED:
        return [
            Refusal(
                "view_project_not_begun",
                gettext_noop("This has not begun yet. Say what you think once it is under way."),
            )
        ]
    if about.state == ProjectState.GIVEN_UP:
        return [Refusal("view_project_given_up", gettext_noop("This project was given up."))]
    return []


def why_not_hear(heard: Heard, post: Post | None, today: date) -> list[Refusal]:
    """``post`` writes down what came on paper or was told; on the web page there is none."""
    reasons = why_not_say_now(heard.about)
    if not is_submission(heard.submission):
        reasons.append(
            Refusal(
                "view_submission_unknown",
                gettext_noop("The form is incomplete. Load the page again, then send it."),
            )
        )
    if heard.says not in PeopleSay.values:
        reasons.append(
            Refusal("view_without_answer", gettext_noop("Choose one of the answers."), on="says")
        )
    if heard.words:
        reasons += why_not_words(heard.words, on="words", most=LONGEST_VIEW)
    if heard.channel == ViewChannel.WEB and post is None:
        return reasons
    return reasons + why_not_write_down(heard.about, post) + _why_not_channel(heard.channel)


def why_not_write_down(about: About, post: Post | None) -> list[Refusal]:
    """Whoever promised or answers for it does not write down what people say of it."""
    if post is None:
        return [no_post()]
    own = about.post_id if isinstance(about, Promise) else about.owner_id
    if post.pk == own or (isinstance(about, Promise) and post.pk == about.said_by_id):
        return [
            Refusal(
                "view_of_own_work",
                gettext_noop(
                    "You answer for this. Let somebody else write down what people say of it."
                ),
            )
        ]
    if post.role == PostRole.VIEWER:
        return [
            Refusal(
                "view_post_looks_on",
                gettext_noop("A viewer's post looks on and writes nothing down."),
            )
        ]
    return []


def _why_not_channel(channel: str) -> list[Refusal]:
    if channel in WRITTEN_DOWN:
        return []
    return [Refusal("view_channel_unknown", gettext_noop("Say how you were told."), on="channel")]


def why_not_read_through(
    view: ResidentView,
    post: Post | None,
    *,
    decision: str | None = None,
    public_words: str = "",
    reason: str = "",
) -> list[Refusal]:
    """Reading words through for names belongs to the office of the unit or of one above.

    Not to whoever promised: words that displease would stay unread.  A decision may be changed at
    any time: a name that was overlooked must go.
    """
    if post is None:
        return [no_post()]
    about = view.promise or view.project
    assert about is not None  # noqa: S101  (the database holds it)
    own = about.post_id if isinstance(about, Promise) else about.owner_id
    reasons = []
    office = post.role == PostRole.CAMPAIGN_OFFICE and about.unit.path.startswith(post.unit.path)
    if not office or post.pk == own:
        reasons.append(
            Refusal(
                "view_read_by_the_office",
                gettext_noop(
                    "Words are read through for names by the campaign office, not by whoever"
                    " answers for it."
                ),
            )
        )
    if decision is None:
        return reasons
    if decision not in READ_THROUGH:
        reasons.append(
            Refusal(
                "view_decision_unknown",
                gettext_noop("Choose whether to show it, to mask names, or not to show it."),
                on="decision",
            )
        )
    if decision == WordsState.MASKED:
        reasons += why_not_words(public_words, on="public_words", most=LONGEST_VIEW)
        if public_words == view.words:
            reasons.append(
                Refusal(
                    "view_nothing_masked",
                    gettext_noop("Nothing was masked. Make names unreadable, or show it as it is."),
                    on="public_words",
                )
            )
    if decision == WordsState.WITHHELD:
        reasons += why_not_words(reason, on="reason", most=500, least=2)
    return reasons


def why_not_comment(about: About, post: Post | None, words: str | None = None) -> list[Refusal]:
    """A leading official of a unit above says publicly what they think of it."""
    if post is None:
        return [no_post()]
    reasons = []
    above = about.unit.path.startswith(post.unit.path) and post.unit_id != about.unit_id
    if post.role in LOOKING_ON or post.role not in COMMENTING or not above:
        reasons.append(
            Refusal(
                "comment_comes_from_above",
                gettext_noop("A comment is given by a leading official of a unit above."),
            )
        )
    if words is None:
        return reasons
    return reasons + why_not_reason(
        words,
        on="words",
        code="comment_without_words",
        message=gettext_noop("Say what is good about it, or what is still missing."),
    )

"""What may be done with a draft, and what stands in the way.  Pure; no writing."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.campaigns.models import Document, Draft, Stage
from qunce.domain.campaigns.states import DocumentState, DraftState, LineKind
from qunce.domain.gates.rules import why_not_look_after, why_not_past
from qunce.domain.organisations.models import Unit
from qunce.kernel.refusals import Refusal, gettext_noop

LONGEST_TEXT = 400_000
"""Characters of a directive that are read; the longest real one seen has 40,000."""


def why_not_draft(*, unit: Unit, post: Post | None, text: str, template: str) -> list[Refusal]:
    """Why this post may not have this text read into a draft of ``unit``."""
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != unit.pk:
        reasons.append(_of_another_unit())
    if not text.strip():
        reasons.append(
            Refusal(
                "directive_is_empty",
                gettext_noop("There is no text. Paste the directive, or choose its file."),
                on="text",
            )
        )
    if len(text) > LONGEST_TEXT:
        reasons.append(
            Refusal(
                "directive_too_long",
                gettext_noop(
                    "The text has %(length)s characters; at most %(most)s can be read. "
                    "Give the directive without its annexes."
                ),
                {"length": len(text), "most": LONGEST_TEXT},
                "text",
            )
        )
    if "\x00" in text:
        reasons.append(
            Refusal(
                "directive_has_nul",
                gettext_noop(
                    "The text contains characters that no document has. "
                    "Copy it again from the original."
                ),
                on="text",
            )
        )
    return reasons + why_not_template(template)


def why_not_change(draft: Draft, post: Post | None) -> list[Refusal]:
    """Why this post may not change this draft."""
    reasons = why_not_run_campaign(post)
    if post is not None and not reasons and post.unit_id != draft.unit_id:
        reasons.append(_of_another_unit())
    return reasons + why_not_open(draft)


def why_not_open(draft: Draft) -> list[Refusal]:
    """Why the draft is past changing, whoever asks."""
    if draft.state == DraftState.OPEN:
        return []
    return [draft_is_closed()]


def draft_is_closed() -> Refusal:
    """The refusal of anything done to a draft that was adopted or set aside."""
    return Refusal(
        "draft_is_closed",
        gettext_noop("This draft has been adopted or set aside and can no longer be changed."),
    )


def why_not_template(code: str) -> list[Refusal]:
    """Why no campaign can be adopted under ``code``."""
    if template_called(code) is not None:
        return []
    return [Refusal("template_unknown", gettext_noop("Choose a kind of campaign."), on="template")]


def _of_another_unit() -> Refusal:
    return Refusal(
        "draft_of_another_unit",
        gettext_noop("This draft belongs to another unit's campaign office."),
    )


def why_not_basics(title: str, starts_on: date | None, ends_on: date | None) -> list[Refusal]:
    """Why this title and these dates cannot be a campaign's."""
    reasons = []
    if not title.strip():
        reasons.append(
            Refusal("campaign_needs_title", gettext_noop("Give the campaign a title."), on="title")
        )
    if starts_on is None:
        reasons.append(
            Refusal(
                "campaign_needs_start",
                gettext_noop("Enter the day the campaign begins."),
                on="starts_on",
            )
        )
    if ends_on is None:
        reasons.append(
            Refusal(
                "campaign_needs_end",
                gettext_noop("Enter the day the campaign ends."),
                on="ends_on",
            )
        )
    if starts_on is not None and ends_on is not None and (ends_on - starts_on).days < 14:
        reasons.append(
            Refusal(
                "campaign_window_impossible",
                gettext_noop(
                    "The campaign must end at least two weeks after it begins. "
                    "Check both dates; the years in the directive may be wrong."
                ),
                on="ends_on",
            )
        )
    return reasons


def why_not_adopt(draft: Draft) -> list[Refusal]:
    """What is still missing before the draft can become a campaign.  One query."""
    reasons = why_not_open(draft)
    reasons += why_not_basics(draft.title, draft.starts_on, draft.ends_on)
    kept = set(draft.lines.filter(dropped=False).values_list("kind", flat=True).distinct())
    if LineKind.GOAL not in kept and LineKind.REQUIREMENT not in kept:
        reasons.append(
            Refusal(
                "campaign_needs_aim",
                gettext_noop("Keep or add at least one requirement or goal."),
            )
        )
    return reasons


LONGEST_DOCUMENT = 60_000
"""Characters of a document; the regulation on paper asks for 5,000."""


def why_not_write(document: Document, post: Post | None, text: str) -> list[Refusal]:
    """Why this post may not put ``text`` into ``document``."""
    reasons = why_not_look_after(document.gate, post)
    if document.state == DocumentState.ISSUED:
        reasons.append(document_is_issued())
    if len(text) > LONGEST_DOCUMENT:
        reasons.append(
            Refusal(
                "document_too_long",
                gettext_noop("The text has %(length)s characters; at most %(most)s can be kept."),
                {"length": len(text), "most": LONGEST_DOCUMENT},
                "text",
            )
        )
    if "\x00" in text:
        reasons.append(
            Refusal(
                "document_has_nul",
                gettext_noop(
                    "The text contains characters that no document has. "
                    "Copy it again from the original."
                ),
                on="text",
            )
        )
    return reasons


def document_is_issued() -> Refusal:
    return Refusal(
        "document_is_issued",
        gettext_noop("This document has been issued and can no longer be changed."),
    )


def why_not_issue(document: Document) -> list[Refusal]:
    """Why ``document`` may not be issued: its gate has not been passed, or it says nothing."""
    reasons = why_not_past(document.gate)
    if document.state == DocumentState.ISSUED:
        reasons.append(document_is_issued())
    if not document.text.strip():
        reasons.append(
            Refusal("document_is_empty", gettext_noop("Write the document first."), on="text")
        )
    return reasons


def why_not_begin(stage: Stage, *, before: Stage | None) -> list[Refusal]:
    """Why ``stage`` may not begin: its gate, or the stage ``before`` it that has not begun."""
    reasons = why_not_past(stage.gate)
    if stage.begun_at is not None:
        reasons.append(Refusal("stage_has_begun", gettext_noop("This stage has begun already.")))
    if before is not None and before.begun_at is None:
        reasons.append(
            Refusal(
                "stage_before_has_not_begun",
                gettext_noop("The stage “%(stage)s” comes first and has not begun."),
                {"stage": before.title},
            )
        )
    return reasons

"""Which part a post has in a message: it sorts it, must answer it, or reviews it.  Pure.

Whether a post may see the message at all is asked in ``querysets`` alone; here the message has
been fetched through it.
"""

from __future__ import annotations

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.rules import closed_unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import HEADS, SORTING
from qunce.domain.voices.states import ACTS, VoiceState
from qunce.kernel.refusals import Refusal, gettext_noop

LOOK_ONLY = (PostRole.VIEWER, PostRole.GUIDANCE)
APPROVING = (PostRole.FIRST_RESPONSIBLE, PostRole.SECRETARY)
"""Heads of a unit (art. 34: 本机关、单位负责人)."""
ABOVE = (PostRole.FIRST_RESPONSIBLE, PostRole.CAMPAIGN_OFFICE)


def sorts(voice: Voice, post: Post) -> bool:
    return post.unit_id == voice.receiver_id and post.role in SORTING


def must_answer(voice: Voice, post: Post) -> bool:
    """The named post, or without one any post of the unit; its heads always."""
    if voice.post_id == post.pk:
        return True
    if voice.responsible_id is None or voice.responsible_id != post.unit_id:
        return False
    return post.role in HEADS or (voice.post_id is None and post.role not in LOOK_ONLY)


def reviews(voice: Voice, post: Post) -> bool:
    return (
        voice.state in (VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW)
        and post.unit_id == voice.reviewer_id
        and post.role in SORTING
    )


def lies_in(unit: Unit | None, top: Unit | None) -> bool:
    """Whether ``unit`` is ``top`` or below it."""
    return unit is not None and top is not None and unit.path.startswith(top.path)


def why_not_state(voice: Voice, act: str) -> list[Refusal]:
    """Why ``act`` is not for a message in this state."""
    if voice.state in ACTS[act][0]:
        return []
    return [
        Refusal(
            "voice_not_in_this_state",
            gettext_noop("This is not possible now: the message is in the state “%(state)s”."),
            {"state": voice.get_state_display()},
        )
    ]


def why_not_sort(voice: Voice, post: Post) -> list[Refusal]:
    if sorts(voice, post):
        return []
    return [
        Refusal(
            "voice_sorted_by_another_office",
            gettext_noop("Only the office that received the message can do this."),
        )
    ]


def why_not_handle(voice: Voice, post: Post) -> list[Refusal]:
    if must_answer(voice, post):
        return []
    return [
        Refusal(
            "voice_answered_by_another_unit",
            gettext_noop("Only the unit that must answer the message can do this."),
        )
    ]


def why_not_unit(voice: Voice, unit: Unit | None, *, on: str = "unit") -> list[Refusal]:
    """Why ``unit`` cannot be given the message (信访工作条例, art. 30(3))."""
    if unit is None:
        return [
            Refusal("voice_needs_a_unit", gettext_noop("Choose the responsible unit."), on=on),
        ]
    if unit.closed_on is not None:
        return [closed_unit(unit, on=on)]
    if lies_in(unit, voice.accused) or _goes_on_with(unit, voice.accused):
        return [
            Refusal(
                "voice_accuses_this_unit",
                gettext_noop(
                    "The message accuses this unit, or one above it. It must not reach them "
                    "(Regulation on Petition Work, art. 30(3)). Choose another unit."
                ),
                on=on,
            )
        ]
    if not _within_reach(unit, voice.receiver):
        return [
            Refusal(
                "voice_unit_is_elsewhere",
                gettext_noop("%(unit)s does not belong to %(receiver)s. Choose a unit of it."),
                {"unit": unit.name, "receiver": voice.receiver.name},
                on,
            )
        ]
    return []


def _goes_on_with(unit: Unit, accused: Unit | None) -> bool:
    """Whether ``unit`` is what the accused unit was merged into: its people hold both posts."""
    if accused is None or accused.successor_id is None:
        return False
    return lies_in(unit, accused.successor)


def _within_reach(unit: Unit, office: Unit) -> bool:
    """A unit of the office's own, one above it, or an agency of one above it.

    What an agency must do is not to be given to those below it (国办函〔2025〕66号).
    """
    parent = unit.path.removesuffix(f"{unit.code}/")
    return (
        unit.path.startswith(office.path)
        or office.path.startswith(unit.path)
        or (unit.kind == UnitKind.AGENCY and parent != "" and office.path.startswith(parent))
    )


def why_not_post(post: Post | None, unit: Unit) -> list[Refusal]:
    if post is None or (post.unit_id == unit.pk and post.role not in LOOK_ONLY):
        return []
    return [
        Refusal(
            "voice_post_of_another_unit",
            gettext_noop("The post does not belong to %(unit)s. Choose one of its posts."),
            {"unit": unit.name},
            "post",
        )
    ]

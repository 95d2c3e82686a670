"""Why a message may not be registered, sent on, set aside, joined, split or passed up.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Voice
from qunce.domain.voices.models.voice import LONGEST
from qunce.domain.voices.rules.parties import (
    must_answer,
    reviews,
    sorts,
    why_not_handle,
    why_not_post,
    why_not_sort,
    why_not_state,
    why_not_unit,
)
from qunce.domain.voices.states import VoiceKind, VoiceState
from qunce.domain.voices.words import REASON, SHORTEST_REASON, cleaned, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop

MOST_PARTS = 9


def why_not_reason(reason: str | None, *, on: str = "reason") -> list[Refusal]:
    """``None`` asks nothing: the page does not know the reason yet."""
    if reason is None:
        return []
    return why_not_words(cleaned(reason), on=on, most=REASON, least=SHORTEST_REASON)


def why_not_register_voice(
    voice: Voice,
    post: Post,
    *,
    category: Category | None = None,
    unit: Unit | None = None,
    to_post: Post | None = None,
    kind: str | None = None,
) -> list[Refusal]:
    reasons = why_not_state(voice, "register") or why_not_sort(voice, post)
    if category is not None and category.closed_at is not None and category != voice.category:
        reasons = [
            *reasons,
            Refusal(
                "category_closed",
                gettext_noop("This category is closed. Choose another."),
                on="category",
            ),
        ]
    if kind is not None and kind not in VoiceKind.values:
        reasons = [*reasons, kind_unknown()]
    if unit is not None:
        reasons = [*reasons, *why_not_unit(voice, unit), *why_not_post(to_post, unit)]
    return reasons


def kind_unknown() -> Refusal:
    return Refusal(
        "voice_kind_unknown", gettext_noop("Choose from the list what it is."), on="kind"
    )


def why_not_send_on(
    voice: Voice,
    post: Post,
    *,
    unit: Unit | None = None,
    to_post: Post | None = None,
    reason: str | None = None,
) -> list[Refusal]:
    """The office sends it to another unit; a unit that has it may pass it down within itself."""
    reasons = why_not_state(voice, "send_on")
    if not sorts(voice, post):
        reasons = reasons + (why_not_sort(voice, post) if not must_answer(voice, post) else [])
    if unit is not None:
        reasons = [*reasons, *why_not_unit(voice, unit), *why_not_post(to_post, unit)]
        if not sorts(voice, post) and not unit.path.startswith(post.unit.path):
            reasons.append(
                Refusal(
                    "voice_not_yours_to_send_out",
                    gettext_noop(
                        "Your unit can give it to units below it. If it is not yours at all, "
                        "object, and the office decides."
                    ),
                    on="unit",
                )
            )
        if unit.pk == voice.responsible_id and (to_post.pk if to_post else None) == voice.post_id:
            reasons.append(
                Refusal(
                    "voice_is_there_already",
                    gettext_noop("%(unit)s has the message already."),
                    {"unit": unit.name},
                    "unit",
                )
            )
    return reasons + why_not_reason(reason)


def why_not_set_aside(voice: Voice, post: Post, *, reason: str | None = None) -> list[Refusal]:
    reasons = why_not_state(voice, "set_aside") or why_not_sort(voice, post)
    return reasons + why_not_reason(reason)


def why_not_restore(voice: Voice, post: Post, *, reason: str | None = None) -> list[Refusal]:
    reasons = why_not_state(voice, "restore") or why_not_sort(voice, post)
    return reasons + why_not_reason(reason)


def why_not_merge(voice: Voice, post: Post, *, into: Voice | None = None) -> list[Refusal]:
    """Both are of one town, and accuse the same unit or none: words of one reach the other."""
    reasons = why_not_state(voice, "merge") or why_not_sort(voice, post)
    if into is None:
        return reasons
    if into.pk == voice.pk:
        return [
            *reasons,
            Refusal("voice_joined_to_itself", gettext_noop("Choose another message."), on="into"),
        ]
    if into.state in (VoiceState.MERGED, VoiceState.SPLIT, VoiceState.SET_ASIDE):
        reasons = [
            *reasons,
            Refusal(
                "voice_joined_to_what_is_not_followed",
                gettext_noop(
                    "Message %(number)s is itself joined, split or set aside. "
                    "Choose the one that is followed."
                ),
                {"number": into.number},
                "into",
            ),
        ]
    if into.town_id != voice.town_id or into.receiver_id != voice.receiver_id:
        reasons = [
            *reasons,
            Refusal(
                "voice_joined_to_another_towns",
                gettext_noop("The two messages lie in different offices and cannot be joined."),
                on="into",
            ),
        ]
    if into.accused_id != voice.accused_id:
        reasons = [
            *reasons,
            Refusal(
                "voice_accuses_another_unit",
                gettext_noop(
                    "One of the two accuses a unit that the other does not. Joined, its words "
                    "could reach the unit it accuses (Regulation on Petition Work, art. 30(3))."
                ),
                on="into",
            ),
        ]
    return reasons


def why_not_split(
    voice: Voice, post: Post, *, texts: Sequence[str] | None = None, joined: bool = False
) -> list[Refusal]:
    """``joined``: whether others were joined to it; they would not know where to go."""
    reasons = why_not_state(voice, "split") or why_not_sort(voice, post)
    if joined:
        reasons = [
            *reasons,
            Refusal(
                "voice_has_others_joined",
                gettext_noop("Other messages are joined to this one. Take them out again first."),
            ),
        ]
    if texts is None:
        return reasons
    if not 2 <= len(texts) <= MOST_PARTS:
        return [
            *reasons,
            Refusal(
                "voice_split_into_two_to_nine",
                gettext_noop("Write each matter by itself: two to nine of them."),
                on="texts",
            ),
        ]
    for text in texts:
        if wrong := why_not_words(cleaned(text), on="texts", most=LONGEST):
            return reasons + wrong
    return reasons


def why_not_reroute(voice: Voice, post: Post, *, accused: Unit | None = None) -> list[Refusal]:
    """Whoever handles it may pass it up, be it over their own head: that is the point."""
    reasons = why_not_state(voice, "reroute")
    if not (sorts(voice, post) or must_answer(voice, post) or reviews(voice, post)):
        reasons = reasons + why_not_handle(voice, post)
    if accused is not None and voice.accused_id == accused.pk:
        reasons = [
            *reasons,
            Refusal(
                "voice_accuses_it_already",
                gettext_noop("It is already kept away from %(unit)s."),
                {"unit": accused.name},
                "accused",
            ),
        ]
    if accused is not None and voice.accused is not None and not _widens(voice.accused, accused):
        reasons = [
            *reasons,
            Refusal(
                "voice_would_reach_the_accused",
                gettext_noop(
                    "It already accuses %(unit)s and stays away from it. Choose that unit or one "
                    "above it; for two accused units, split the message."
                ),
                {"unit": voice.accused.name},
                "accused",
            ),
        ]
    return reasons


def _widens(before: Unit, after: Unit) -> bool:
    return before.path.startswith(after.path)


def nobody_above(accused: Unit) -> Refusal:
    """No unit of ours may have it; the sentence says who can (art. 30, 监察法)."""
    return Refusal(
        "accused_has_no_unit_above",
        gettext_noop(
            "No unit here stands above %(unit)s, and it must not get this message. Turn to the "
            "discipline and supervision authorities: telephone 12388."
        ),
        {"unit": accused.name},
        "accused",
    )

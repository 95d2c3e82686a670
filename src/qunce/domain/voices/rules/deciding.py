"""Why a message may not be accepted, objected to, answered, reviewed or ended.  Pure."""

from __future__ import annotations

from datetime import date

from qunce.domain.accounts.models import Post, User
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.models import Clock, Extension, Objection, Voice
from qunce.domain.voices.models.voice import LONGEST
from qunce.domain.voices.rules.parties import (
    ABOVE,
    APPROVING,
    must_answer,
    reviews,
    sorts,
    why_not_handle,
    why_not_sort,
    why_not_state,
    why_not_unit,
)
from qunce.domain.voices.rules.sorting import why_not_reason
from qunce.domain.voices.states import (
    ANSWERED_AT_ONCE,
    OUTCOMES,
    AnswerKind,
    Outcome,
    Route,
    VoiceKind,
    VoiceState,
)
from qunce.domain.voices.words import cleaned, why_not_words
from qunce.kernel.refusals import Refusal, gettext_noop


def why_not_accept(
    voice: Voice, post: Post, *, route: str | None = None, words: str | None = None
) -> list[Refusal]:
    reasons = why_not_state(voice, "accept") or why_not_handle(voice, post)
    if route is not None and route not in Route.values:
        reasons = [
            *reasons,
            Refusal(
                "voice_route_unknown",
                gettext_noop("Choose by which route it is handled (art. 31)."),
                on="route",
            ),
        ]
    return reasons + why_not_reason(words, on="words")


def why_not_object_to(
    voice: Voice,
    post: Post,
    *,
    reason: str | None = None,
    clock: Clock | None = None,
    on: date | None = None,
) -> list[Refusal]:
    """``clock``: the five work days in which one may object, if they run."""
    reasons = why_not_state(voice, "object") or why_not_handle(voice, post)
    if voice.responsible_id == voice.receiver_id:
        reasons = [
            *reasons,
            Refusal(
                "objection_to_oneself",
                gettext_noop("Your own office gave it to itself. Send it on instead."),
            ),
        ]
    elif on is not None and clock is None:
        reasons = [
            *reasons,
            Refusal(
                "objection_already_decided",
                gettext_noop("Your unit objected before, and it was decided that it stays."),
            ),
        ]
    elif on is not None and clock is not None and on > clock.due_on:
        reasons = [
            *reasons,
            Refusal(
                "objection_too_late",
                gettext_noop(
                    "An objection was possible until %(day)s (five work days, art. 23(3)). "
                    "Talk with the office; it can send the message on."
                ),
                {"day": clock.due_on.isoformat()},
            ),
        ]
    return reasons + why_not_reason(reason)


def why_not_decide_objection(
    voice: Voice,
    post: Post,
    *,
    objection: Objection | None = None,
    agreed: bool | None = None,
    unit: Unit | None = None,
    reason: str | None = None,
) -> list[Refusal]:
    reasons = why_not_state(voice, "decide_objection") or why_not_sort(voice, post)
    if objection is not None and objection.post_id == post.pk:
        reasons = [*reasons, own_request()]
    if agreed:
        reasons = [*reasons, *why_not_unit(voice, unit)]
        if unit is not None and unit.pk == voice.responsible_id:
            reasons = [
                *reasons,
                Refusal(
                    "objection_agreed_but_same_unit",
                    gettext_noop("You agree with the objection: choose another unit."),
                    on="unit",
                ),
            ]
    return reasons + why_not_reason(reason)


def own_request() -> Refusal:
    return Refusal(
        "decided_by_who_asked",
        gettext_noop("Who asked cannot decide. Another person in another post has to."),
    )


def why_not_answer(
    voice: Voice,
    post: Post,
    *,
    outcome: str | None = None,
    facts: str = "",
    opinion: str = "",
    basis: str = "",
    claims: str = "",
) -> list[Refusal]:
    """``outcome=None`` asks only whether the post may answer now."""
    reasons = why_not_state(voice, "answer")
    if voice.state == VoiceState.RECEIVED:
        reasons = reasons + why_not_sort(voice, post)
        if voice.kind not in ANSWERED_AT_ONCE:
            reasons.append(
                Refusal(
                    "voice_needs_a_unit_first",
                    gettext_noop("Register the message first: a unit has to look into it."),
                )
            )
    else:
        reasons = reasons + why_not_handle(voice, post)
    if outcome is None:
        return reasons
    reasons = reasons + why_not_paper(voice, outcome=outcome, facts=facts, opinion=opinion)
    reasons += _too_long(basis, "basis") + _too_long(claims, "claims")
    if voice.kind == VoiceKind.PETITION and outcome != Outcome.LED_ELSEWHERE:
        for on, text in (("claims", claims), ("basis", basis)):
            if not cleaned(text):
                reasons.append(
                    Refusal(
                        f"answer_needs_{on}",
                        gettext_noop(
                            "The reply to a petition claim names the claims and the legal basis "
                            "(art. 32)."
                        ),
                        on=on,
                    )
                )
    return reasons


def why_not_paper(voice: Voice, *, outcome: str, facts: str, opinion: str) -> list[Refusal]:
    """What art. 32 asks of every reply and opinion."""
    reasons = []
    if outcome not in OUTCOMES.get(voice.kind, ()):
        reasons.append(
            Refusal(
                "answer_outcome_does_not_fit",
                gettext_noop("Choose from the list what the answer comes to."),
                on="outcome",
            )
        )
    reasons += why_not_words(cleaned(facts), on="facts", most=LONGEST, least=2)
    reasons += why_not_words(cleaned(opinion), on="opinion", most=LONGEST, least=2)
    return reasons


def _too_long(text: str, on: str) -> list[Refusal]:
    return why_not_words(cleaned(text), on=on, most=LONGEST) if cleaned(text) else []


def why_not_give_review(
    voice: Voice,
    post: Post,
    *,
    outcome: str | None = None,
    facts: str = "",
    opinion: str = "",
    basis: str = "",
) -> list[Refusal]:
    reasons = why_not_state(voice, "give_review")
    if not reasons and not reviews(voice, post):
        reasons = [
            Refusal(
                "review_by_another_unit",
                gettext_noop("Only the office of the unit above that reviews it can do this."),
            )
        ]
    if outcome is None:
        return reasons
    reasons = reasons + why_not_paper(voice, outcome=outcome, facts=facts, opinion=opinion)
    return reasons + _too_long(basis, "basis")


def why_not_end_voice(voice: Voice, post: Post, *, words: str | None = None) -> list[Refusal]:
    """Ended only after an answer, and never without words that the speaker reads."""
    reasons = why_not_state(voice, "end")
    if not sorts(voice, post):
        reasons = reasons + why_not_handle(voice, post)
    return reasons + why_not_reason(words, on="words")


def why_not_ask_extension(
    voice: Voice,
    post: Post,
    *,
    clock: Clock | None = None,
    on: date | None = None,
    days: int | None = None,
    reason: str | None = None,
) -> list[Refusal]:
    """``clock``: the running one that may be extended; the days are judged by ``deadlines``."""
    reasons = why_not_handle(voice, post)
    if on is not None and clock is None:
        reasons = [
            *reasons,
            Refusal(
                "no_clock_to_extend",
                gettext_noop("No time limit that can be extended is running."),
            ),
        ]
    return reasons + why_not_reason(reason)


def why_not_decide_extension(
    extension: Extension,
    post: Post,
    *,
    voice: Voice,
    holder: User | None = None,
    asker: User | None = None,
    words: str | None = None,
) -> list[Refusal]:
    """Art. 34: the head of the unit approves, or one above; never who asked, in no other post."""
    reasons = []
    if extension.decided_at is not None:
        reasons.append(
            Refusal(
                "extension_is_decided", gettext_noop("It was decided already. Look at the story.")
            )
        )
    if post.pk == extension.asked_by_id or (holder is not None and holder == asker):
        reasons.append(own_request())
    heads = post.unit_id == voice.responsible_id and post.role in APPROVING
    above = post.unit_id == voice.receiver_id and post.role in ABOVE
    if not (heads or (above and post.unit_id != voice.responsible_id)):
        reasons.append(
            Refusal(
                "extension_approved_by_head",
                gettext_noop(
                    "More time is approved by the head of the unit, or by the unit above (art. 34)."
                ),
            )
        )
    return reasons + why_not_reason(words, on="words")


def why_not_pause_clock(
    voice: Voice,
    post: Post,
    *,
    clock: Clock | None = None,
    on: date | None = None,
    reason: str | None = None,
) -> list[Refusal]:
    reasons = [] if reviews(voice, post) else why_not_handle(voice, post)
    if on is not None and clock is None:
        reasons = [
            *reasons,
            Refusal(
                "no_clock_can_stand",
                gettext_noop(
                    "No time limit that may stand still is running. The Regulation takes out "
                    "only the hearing of a re-review (art. 36)."
                ),
            ),
        ]
    return reasons + why_not_reason(reason)


def why_not_resume_clock(
    voice: Voice, post: Post, *, clock: Clock | None = None, on: date | None = None
) -> list[Refusal]:
    reasons = [] if reviews(voice, post) else why_not_handle(voice, post)
    if on is not None and clock is None:
        reasons = [
            *reasons,
            Refusal("no_clock_stands", gettext_noop("No time limit stands still.")),
        ]
    return reasons


def why_not_open_identity(voice: Voice, post: Post, *, known: bool = True) -> list[Refusal]:
    """Only who must answer: the named post or a head of the unit; before that the office.

    ``voice`` is the message that is followed; ``known``: whether there is a contact.
    """
    if not known:
        return [
            Refusal(
                "identity_not_given",
                gettext_noop("The speaker left no contact. Answer through the query code."),
            )
        ]
    if voice.state == VoiceState.RECEIVED:
        allowed = sorts(voice, post)
    elif voice.state in (VoiceState.IN_REVIEW, VoiceState.IN_RE_REVIEW):
        allowed = reviews(voice, post)
    else:
        allowed = voice.post_id == post.pk or (
            post.unit_id == voice.responsible_id
            and (post.role in APPROVING or (voice.post_id is None and post.role in ABOVE))
        )
    if allowed and (must_answer(voice, post) or sorts(voice, post) or reviews(voice, post)):
        return []
    return [
        Refusal(
            "identity_not_yours_to_open",
            gettext_noop("Only the post that must answer the speaker can open the contact."),
        )
    ]


def why_not_note(voice: Voice, post: Post, *, words: str | None = None) -> list[Refusal]:
    reasons = [] if sorts(voice, post) or reviews(voice, post) else why_not_handle(voice, post)
    return reasons + why_not_reason(words, on="words")


ANSWER_OF_STATE = {
    VoiceState.IN_REVIEW: AnswerKind.REVIEW,
    VoiceState.IN_RE_REVIEW: AnswerKind.RE_REVIEW,
}

"""Why a person cannot be sealed, and why an identity cannot be opened.  Pure.

No refusal quotes what was typed: its words may reach a log.
"""

from __future__ import annotations

import re
from dataclasses import astuple

from qunce.domain.identities.contents import (
    ADDRESS,
    NAME,
    WORDS,
    Person,
    has_control_characters,
)
from qunce.domain.identities.models import Identity
from qunce.domain.identities.states import Purpose
from qunce.kernel.refusals import Refusal, gettext_noop

REASON_AT_LEAST, REASON_AT_MOST = 4, 200
"""Characters of a reason, without space around it."""
_PHONE = re.compile(r"[0-9+\- ]{5,20}")
_DIGITS_AT_LEAST = 5


def why_not_seal(person: Person) -> list[Refusal]:
    """Why ``person`` cannot be sealed; each reason is on the field it is about."""
    person = person.tidied()
    reasons = []
    if any(has_control_characters(text) for text in astuple(person)):
        reasons.append(
            Refusal(
                "identity_has_control_characters",
                gettext_noop("Remove the invisible control characters, or type the text again."),
            )
        )
    if not person.phone and not person.address:
        reasons.append(
            Refusal(
                "identity_cannot_be_reached",
                gettext_noop("Write a telephone number or an address where you can be reached."),
                on="phone",
            )
        )
    if person.phone and not _is_phone(person.phone):
        reasons.append(
            Refusal(
                "identity_phone_is_none",
                gettext_noop(
                    "Write the telephone number in digits, 5 to 20 characters; "
                    "spaces, + and - may stand between them."
                ),
                on="phone",
            )
        )
    for on, text, most in (
        ("name", person.name, NAME),
        ("address", person.address, ADDRESS),
        ("words", person.words, WORDS),
    ):
        if len(text) > most:
            reasons.append(
                Refusal(
                    f"identity_{on}_too_long",
                    gettext_noop("Write it shorter: at most %(most)s characters."),
                    {"most": most},
                    on,
                )
            )
    return reasons


def why_not_open(identity: Identity, *, purpose: str, reason: str) -> list[Refusal]:
    """Why ``identity`` may not be opened like this, whoever asks."""
    reasons = []
    if identity.forgotten_at is not None:
        reasons.append(
            Refusal(
                "identity_forgotten",
                gettext_noop("This identity was erased. Nobody can open it any more."),
            )
        )
    if purpose not in Purpose.values:
        reasons.append(
            Refusal(
                "opening_has_no_purpose",
                gettext_noop("Choose from the list what you open the identity for."),
                on="purpose",
            )
        )
    if len(reason.strip()) < REASON_AT_LEAST or has_control_characters(reason):
        reasons.append(
            Refusal(
                "opening_has_no_reason",
                gettext_noop(
                    "Say in at least 4 characters why you open the identity. "
                    "The speaker can read it."
                ),
                on="reason",
            )
        )
    elif len(reason.strip()) > REASON_AT_MOST:
        reasons.append(
            Refusal(
                "opening_reason_too_long",
                gettext_noop("Write it shorter: at most %(most)s characters."),
                {"most": REASON_AT_MOST},
                "reason",
            )
        )
    return reasons


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and sum(map(str.isdigit, text)) >= _DIGITS_AT_LEAST

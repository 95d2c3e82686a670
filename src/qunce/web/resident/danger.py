"""Whom to telephone at once: a form is the wrong place for a fire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceKind

_WORDS = re.compile(
    "着火|起火|失火|火灾|冒烟|爆炸|煤气|燃气泄漏|天然气泄漏|沼气|触电|漏电|电线(掉|断|落)|线断了"
    "|塌|垮了|溺水|落水|掉(进|到)(水|井|塘|河)|中毒|滑坡|泥石流|决堤|溃坝|晕倒|昏迷|打死|砍人|自杀"
    "|救命|on fire|gas leak|electric shock|live wire|collaps|drown|explo|poison",
    re.IGNORECASE,
)
"""Words after which the receipt says whom to telephone.  They never hold a message up; a word too
many costs a line on the page, a word too few may cost more."""


@dataclass(frozen=True, slots=True)
class Number:
    phone: str
    what: str | Promise


def numbers() -> list[Number]:
    """The national numbers, and the town's duty telephone when the operator gave one."""
    found = [
        Number("119", _("fire and rescue")),
        Number("110", _("police")),
        Number("120", _("ambulance")),
    ]
    if settings.DUTY_PHONE:
        found.append(Number(settings.DUTY_PHONE, _("duty office, day and night")))
    return found


def sounds_urgent(voice: Voice) -> bool:
    """Whether the receipt should say whom to telephone now."""
    return voice.kind == VoiceKind.URGENT or bool(_WORDS.search(voice.text))

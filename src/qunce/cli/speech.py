"""Sentences in the reader's language, without Django: the standard gettext on our own catalogue."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parent.parent / "locale"
CHINESE, ENGLISH = "zh-hans", "en"

_chosen = CHINESE


def choose_language(named: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """Speak ``named`` from now on; without a name what LC_ALL, LC_MESSAGES or LANG ask for.

    Chinese unless they clearly name another language: ``C`` and ``POSIX`` name none.
    """
    global _chosen
    _chosen = named or _asked_for(environ)
    return _chosen


def chosen_language() -> str:
    return _chosen


def speak(message: str, params: Mapping[str, object] | None = None, lang: str = "") -> str:
    """``message`` (English, with ``%(name)s`` gaps) in ``lang``, or in the chosen language."""
    if (lang or _chosen) == CHINESE and message:
        message = _chinese().gettext(message)
    return message % params if params else message


def _asked_for(environ: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "").partition(".")[0].lower()
        if value:
            return CHINESE if value.startswith("zh") or value in ("c", "posix") else ENGLISH
    return CHINESE


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.translation("django", CATALOGUE, languages=["zh_Hans"], fallback=True)

"""The kinds of notice there are, each with its sentence.

A package registers its kinds where it defines the actions that tell them::

    LATE = kinds.register("voice.late", gettext_noop("No answer yet: message %(number)s."))

The code is stored, the sentence is translated when shown.  Its gaps are filled with the notice's
``params``: numbers, days, names of units and places; never what a resident wrote, nor their name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_sentences: dict[str, str] = {}

registered: Mapping[str, str] = MappingProxyType(_sentences)
"""Every code known to this program, with its untranslated sentence."""


def register(code: str, sentence: str) -> str:
    """Make ``code`` a kind of notice that says ``sentence`` (marked for translation); return it.

    Registering the same pair again changes nothing; another sentence for a known code is refused.
    """
    if not _CODE.fullmatch(code) or len(code) > 64:
        raise ValueError(f"{code!r} is no kind of notice: write e.g. 'voice.late'")
    if _sentences.setdefault(code, sentence) != sentence:
        raise ValueError(f"{code} already says {_sentences[code]!r}")
    return code


def sentence(code: str) -> str:
    """The sentence of ``code``; the code itself for a kind of a version that is gone."""
    return _sentences.get(code, code)

"""The kinds of entry there are, each with words for the public page.

A package registers its kinds where it defines its actions::

    ADOPTED = kinds.register("campaign.adopted", gettext_noop("Campaign adopted"))

The code is stored for ever, the words are translated when shown and may be improved.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_labels: dict[str, str] = {}

registered: Mapping[str, str] = MappingProxyType(_labels)
"""Every code known to this program, with its untranslated words."""


def register(code: str, label: str) -> str:
    """Make ``code`` a kind of entry shown as ``label`` (marked for translation); return it.

    Registering the same pair again changes nothing; other words for a known code are refused,
    because two packages would then mean different things by one code.
    """
    if not _CODE.fullmatch(code) or len(code) > 64:
        raise ValueError(f"{code!r} is no kind of entry: write e.g. 'campaign.adopted'")
    if _labels.setdefault(code, label) != label:
        raise ValueError(f"{code} is already registered as {_labels[code]!r}")
    return code


def label(code: str) -> str:
    """The words for ``code``; the code itself for a kind of a version that is gone."""
    return _labels.get(code, code)

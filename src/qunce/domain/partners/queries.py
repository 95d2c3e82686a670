"""Whose key it is."""

from __future__ import annotations

import hmac

from qunce.domain.partners.keys import LONGEST, hash_of
from qunce.domain.partners.models import PartnerKey


def key_for(text: str) -> PartnerKey | None:
    """The valid key that ``text`` is, with its county; ``None`` for any other text.

    One statement.  The database looks up a hash, so its time says nothing about how much of a
    guess was right; the comparison that decides takes the same time for every text.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    wanted = hash_of(text)
    key = PartnerKey.objects.valid().select_related("county").filter(key_hash=wanted).first()
    if key is None or not hmac.compare_digest(key.key_hash, wanted):
        return None
    return key

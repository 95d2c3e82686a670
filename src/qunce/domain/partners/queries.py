"""Whose key it is."""

from __future__ import annotations

import hmac

from qunce.domain.partners.keys import LONGEST, hash_of
from qunce.domain.partners.models import PartnerKey, PartnerKeyQuerySet


def key_for(text: str, among: PartnerKeyQuerySet | None = None) -> PartnerKey | None:
    """The valid key that ``text`` is, with its county; ``None`` for any other text.

    ``among``: where to look, for a caller who wants to know more of the key in the same
    statement, the only one.  The database looks up a hash, so its time says nothing about how much
    of a guess was right; the comparison that decides takes the same time for every text.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    wanted = hash_of(text)
    keys = PartnerKey.objects.all() if among is None else among
    key = keys.valid().select_related("county").filter(key_hash=wanted).first()
    if key is None or not hmac.compare_digest(key.key_hash, wanted):
        return None
    return key

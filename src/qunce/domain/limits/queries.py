"""What was spent until now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qunce.domain.limits.models import Spent


def spent(keys: Iterable[str], now: datetime) -> dict[str, int]:
    """How often each of ``keys`` was used; one that was not, or whose time is over, is missing."""
    counted = Spent.objects.filter(key__in=list(keys), until__gt=now).order_by()
    return dict(counted.values_list("key", "count"))

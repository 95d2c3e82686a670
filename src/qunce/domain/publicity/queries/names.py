"""Names that are known to this installation, and words that were said to mean no person."""

from __future__ import annotations

from typing import Any

from qunce.domain.accounts.models import User
from qunce.domain.publicity.models import NotAPerson


def staff_names() -> list[str]:
    """Names of everybody who has or had an account.  One statement."""
    return list(User.objects.exclude(name="").order_by().values_list("name", flat=True).distinct())


def cleared_before(**owner: Any) -> dict[str, str]:
    """What the office has said of one text: words that mean no person, each with its reason."""
    return dict(NotAPerson.objects.filter(**owner).values_list("words", "reason"))

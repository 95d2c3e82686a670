"""Names that are known to this installation, to be found in what becomes public."""

from __future__ import annotations

from qunce.domain.accounts.models import User


def staff_names() -> list[str]:
    """Names of everybody who has or had an account.  One statement."""
    return list(User.objects.exclude(name="").order_by().values_list("name", flat=True).distinct())

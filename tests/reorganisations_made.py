"""Units that end, as the town's office ends them; what is unsaid is ordinary.

Shangqing village is merged into Dongling village, whose branch has had no secretary so far.
"""

from __future__ import annotations

from typing import Any

from cast import IN_OFFICE_SINCE, NOW, SYSTEM, TODAY, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Unit
from qunce.domain.reorganisations.actions import close_unit, merge_units
from qunce.domain.reorganisations.models import Reorganisation

WHY = "县政府批复：两村合并，村民多数已迁出。"


def hill_secretary(cast: Cast) -> Post:
    """Dongling village has a secretary."""
    post = add_post(
        unit=cast.hill_village,
        code="dongling-secretary",
        title="党支部书记",
        role="secretary",
        actor=SYSTEM,
        now=NOW,
    )
    user = add_staff(username="log-in-hill", name="洪岭生", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def merged(cast: Cast, **changes: Any) -> Reorganisation:
    """Shangqing village is merged into Dongling village."""
    given: dict[str, Any] = {
        "unit": cast.village,
        "successor": cast.hill_village,
        "on": TODAY,
        "reason": WHY,
        "actor": cast.clerk,
        "now": NOW,
    }
    return merge_units(**{**given, **changes})


def closed(cast: Cast, unit: Unit | None = None, **changes: Any) -> Reorganisation:
    given: dict[str, Any] = {"on": TODAY, "reason": WHY, "actor": cast.clerk, "now": NOW}
    return close_unit(unit=unit or cast.village, **{**given, **changes})

"""Who sees which problem: asked in this one place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.states import IN_WORK, ProblemState
from qunce.domain.voices.querysets import codes_around

if TYPE_CHECKING:
    from qunce.domain.problems.models.problem import Problem  # noqa: F401  (named in the class below)

TOWN_WIDE = (PostRole.CAMPAIGN_OFFICE, PostRole.FIRST_RESPONSIBLE, PostRole.LEADER)

FINISHED = (ProblemState.CLOSED,)


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What ``post`` may read on the day ``on``.

        The town's office and leading officials see the town's list, a county's office and viewer
        the lists of its towns, a guidance group its area, everybody else what lies in or falls to
        their own unit.  What a message accuses does not see the problem made from it.
        """
        if post is None:
            return self.none()
        unit = post.unit
        if post.role in TOWN_WIDE or post.role == PostRole.VIEWER:
            below = Unit.objects.within(unit).order_by().values("pk")
            seen = Q(town__in=below) | Q(unit__in=below)
        else:
            seen = Q(unit=unit)
        if post.role == PostRole.GUIDANCE and post.area_id is not None:
            seen |= Q(unit__area=post.area_id)
        seen |= (
            Q(lead_unit=unit)
            | Q(responsible=post)
            | Q(leader=post)
            | Q(pk__in=self.model.assisting.through.objects.filter(unit=unit).values("problem_id"))
        )
        return self.filter(seen).exclude(hidden_from__code__in=codes_around(post, on))

    def unfinished(self) -> Self:
        return self.exclude(state__in=FINISHED)

    def late(self, today: date) -> Self:
        """Due before today and not yet said to be fixed; “not now” is not late."""
        return self.filter(
            due_on__lt=today,
            state__in=IN_WORK,
        )

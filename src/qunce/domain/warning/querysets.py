"""Who sees which alert and which count: asked in this one place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.checks.models import Series
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.voices.querysets import codes_around
from qunce.domain.warning.states import GOING_ON

if TYPE_CHECKING:
    from qunce.domain.warning.models.alerts import Alert  # noqa: F401  (named in the class below)
    from qunce.domain.warning.models.counts import SpeakerCount  # noqa: F401
    from qunce.domain.warning.models.settings import ReportingChange  # noqa: F401


def _seen_by(post: Post) -> Q:
    """The town's office and leading officials: the town; a county's: its towns; a guidance group:
    its area; a secretary: the own unit.  Everybody else: nothing."""
    if post.role in TOWN_WIDE or post.role == PostRole.VIEWER:
        return Q(town__in=Unit.objects.within(post.unit).order_by().values("pk"))
    if post.role == PostRole.GUIDANCE and post.area_id is not None:
        return Q(unit__area=post.area_id)
    if post.role == PostRole.SECRETARY:
        # Also where the own branch acts for a unit that has none, or goes on with one.
        own = Q(unit=post.unit_id) | Q(unit__covered_by=post.unit_id)
        return own | Q(unit__successor=post.unit_id)
    return Q(pk__in=[])


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """What ``post`` may read on the day ``on``; never what the messages behind it accuse, and
        of a daily number nothing unless the number itself may be read."""
        if post is None:
            return self.none()
        numbers = Series.objects.visible_to(post).order_by().values("pk")
        found = self.filter(_seen_by(post)).filter(Q(series__isnull=True) | Q(series__in=numbers))
        return found.exclude(hidden_from__code__in=codes_around(post, on))

    def going_on(self) -> Self:
        return self.filter(state__in=GOING_ON)


class SpeakerCountQuerySet(models.QuerySet["SpeakerCount"]):
    def visible_to(self, post: Post | None, *, on: date) -> Self:
        """The cells behind what ``post`` may read; they are shown summed, never one by one."""
        if post is None:
            return self.none()
        return self.filter(_seen_by(post)).exclude(accused__code__in=codes_around(post, on))


class ReportingChangeQuerySet(models.QuerySet["ReportingChange"]):
    def of(self, town: Unit) -> Self:
        """What was told of ``town``, or of everything above it, as a county asks in all its towns;
        without what was taken back."""
        above = [code for code in town.path.split("/") if code]
        return self.filter(town__code__in=above, taken_back_at__isnull=True)

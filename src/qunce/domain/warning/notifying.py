"""The kinds of notice this package tells to posts, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.notices.actions import tell_posts
from qunce.domain.notices.kinds import register
from qunce.domain.problems.queries import today_of
from qunce.domain.warning.models import Alert
from qunce.kernel.refusals import gettext_noop

RAISED = register(
    "alert.raised",
    gettext_noop("More people than usual speak of “%(category)s”: %(unit)s. Please look."),
)
JOINED = register(
    "alert.joined",
    gettext_noop("More people have joined: “%(category)s”, %(unit)s."),
)
AWAKE = register(
    "alert.awake",
    gettext_noop("The date to look again has come: “%(category)s”, %(unit)s."),
)
NUMBER_RAISED = register(
    "alert.number_raised",
    gettext_noop("“%(category)s” is more than usual: %(unit)s. Please look."),
)
NUMBER_ROSE = register(
    "alert.number_rose",
    gettext_noop("“%(category)s” has risen further: %(unit)s."),
)
ASKED = register(
    "alert.asked",
    gettext_noop("You are asked what you know about “%(category)s” in %(unit)s."),
)
ANSWERED = register(
    "alert.answered",
    gettext_noop("%(unit)s has answered what it knows about “%(category)s”."),
)


def readers_of(alert: Alert, now: datetime) -> list[Post]:
    """The town's office, unless the messages accuse it: then the offices above that may look."""
    offices = Post.objects.filter(role=PostRole.CAMPAIGN_OFFICE).select_related("unit")
    today = today_of(now)
    own = list(offices.filter(unit=alert.town_id))
    above = [] if alert.hidden_from_id is None else list(_above(alert))
    seen = [
        post
        for post in own + above
        if Alert.objects.visible_to(post, on=today).filter(pk=alert.pk).exists()
    ]
    return [post for post in seen if post in own] or seen


def _above(alert: Alert) -> Iterable[Post]:
    codes = alert.town.path.split("/")[:-2]
    return Post.objects.filter(
        Q(unit__code__in=codes), role=PostRole.CAMPAIGN_OFFICE
    ).select_related("unit")


def secretaries_of(alert: Alert) -> list[Post]:
    """Who leads the branch of the place: the secretary there, or where its branch acts; of a daily
    number only who may read it."""
    unit = alert.unit
    posts = Post.objects.filter(role=PostRole.SECRETARY).select_related("unit")
    if alert.series is not None:
        return list(posts.filter(unit=alert.series.unit_id))
    return list(posts.filter(unit=unit)) or list(posts.filter(unit=unit.covered_by_id))


def tell(posts: Iterable[Post], kind: str, alert: Alert, now: datetime, *, each: str = "") -> None:
    """Each of ``posts`` has a notice that leads to the alert; no figure stands in it."""
    series, category = alert.series, alert.category
    what = series.name if series is not None else category.name if category is not None else ""
    english = {"category_en": category.name_en} if category is not None and category.name_en else {}
    tell_posts(
        posts=posts,
        kind=kind,
        key=f"{kind}:{alert.pk}:{each}",
        about=alert.ref,
        params={"category": what, "unit": alert.unit.name, **english},
        path=f"/office/warnings/{alert.pk}/",
        now=now,
    )

"""The kinds of notice this package tells to posts, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.notices.actions import tell_posts
from qunce.domain.notices.kinds import register
from qunce.domain.supervision.models import Group, Visit
from qunce.kernel.refusals import gettext_noop

ANNOUNCED = register(
    "visit.announced", gettext_noop("The guidance group of %(area)s comes on %(day)s.")
)
PLANNED = register("visit.planned", gettext_noop("Your guidance group visits %(unit)s on %(day)s."))
MOVED = register(
    "visit.moved",
    gettext_noop("The visit of the guidance group of %(area)s to %(unit)s is now on %(day)s."),
)
CALLED_OFF = register(
    "visit.called_off",
    gettext_noop(
        "The visit of the guidance group of %(area)s to %(unit)s on %(day)s is called off."
    ),
)
NOTED = register(
    "visit.noted",
    gettext_noop("What the guidance group of %(area)s did and found on %(day)s can be read."),
)
TAKEN_UP = register(
    "visit.taken_up",
    gettext_noop("Something the guidance group of %(area)s found has been taken up."),
)
REMARK = register(
    "visit.remark", gettext_noop("%(unit)s says something about the visit on %(day)s.")
)
UNNOTED = register(
    "visit.unnoted", gettext_noop("Nobody has noted yet how the visit to %(unit)s on %(day)s went.")
)
LOOK = register(
    "visit.look", gettext_noop("Today is the day to look again at what was found in %(unit)s.")
)
REMINDED = register(
    "visit.reminded",
    gettext_noop("The guidance group of %(area)s reminds you of problem %(number)s."),
)


def posts_of(group: Group) -> list[Post]:
    """Who leads the group, who is in it, and the guidance posts of its area; one statement."""
    found = Post.objects.filter(
        Q(pk=group.leader_id)
        | Q(pk__in=group.members.order_by().values("pk"))
        | Q(role=PostRole.GUIDANCE, area=group.area_id)
    )
    return list(found.select_related("unit"))


def posts_visited(visit: Visit) -> list[Post]:
    """The posts of the visited unit."""
    return list(Post.objects.filter(unit=visit.unit_id).exclude(role=PostRole.VIEWER))


def tell(
    posts: Iterable[Post],
    kind: str,
    visit: Visit,
    now: datetime,
    *,
    but: Post | None = None,
    each: str = "",
    due_on: date | None = None,
) -> None:
    """Each of ``posts`` but the one that acts has a notice that leads to the visit."""
    on = visit.made_on or visit.planned_on
    tell_posts(
        posts=[post for post in posts if post != but],
        kind=kind,
        key=f"{kind}:{visit.pk}:{visit.version}:{each}",
        about=visit.ref,
        params={
            "area": visit.group.area.name,
            "unit": visit.unit.name,
            "day": on.isoformat(),
        },
        path=f"/office/supervision/visits/{visit.pk}/",
        now=now,
        due_on=due_on,
    )

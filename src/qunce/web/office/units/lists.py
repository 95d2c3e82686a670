"""All units of an office: by kind, with who answers there; posts nobody holds; closed ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.accounts.models import Holding, Post
from qunce.domain.accounts.queries import holders, units_seen_by, vacant_posts
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.domain.voices.querysets import HEADS
from qunce.web.office.units.access import looker, today

PER_PAGE = 100
AT_ONCE = 150
"""Units on one list; of more, a county is shown town by town."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, its first post that answers for it, and how many of its posts nobody holds."""

    unit: Unit
    head: Post | None
    holding: Holding | None
    posts: int
    vacant: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Units of one kind, in the order of the tree."""

    code: str
    rows: list[Row]


@login_required
def units(request: HttpRequest) -> HttpResponse:
    """Nine statements, whatever the number of units."""
    post = looker(request)
    seen = units_seen_by(post)
    under = None
    if code := request.GET.get("under", ""):
        under = get_object_or_404(seen, code=code.replace("\0", ""))
        seen = seen.within(under)
    on = today()
    being = seen.in_being(on).select_related("area", "covered_by").order_by("path")
    by_town = False
    if under is None and being.count() > AT_ONCE:
        by_town = True
        being = being.filter(parent=post.unit_id) | being.filter(pk=post.unit_id)
    page = Paginator(being, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    closed = [] if by_town else list(_closed(seen, on))
    context = {
        "kinds": _kinds(shown, on),
        "page": page,
        "vacant": vacant_posts(shown, on),
        "closed": closed,
        "under": under,
        "by_town": by_town,
        "sets_up": not why_not_run_campaign(post),
    }
    return render(request, "office/units/units.html", context)


def _closed(seen: Iterable[Unit], on: date) -> list[Unit]:
    units: list[Unit] = list(
        Unit.objects.filter(pk__in=seen.order_by().values("pk"), closed_on__lte=on)  # type: ignore[attr-defined]
        .select_related("successor")
        .order_by("-closed_on", "path")[:AT_ONCE]
    )
    return units


def _kinds(units: list[Unit], on: date) -> list[Kind]:
    posts = list(Post.objects.filter(unit__in=[unit.pk for unit in units]).order_by("pk"))
    held = holders(posts, on)
    found: dict[str, list[Row]] = {code: [] for code in UnitKind.values}
    for unit in units:
        own = [post for post in posts if post.unit_id == unit.pk]
        heads = [post for role in HEADS for post in own if post.role == role]
        head = next((post for post in heads if post.pk in held), heads[0] if heads else None)
        found[unit.kind].append(
            Row(
                unit,
                head,
                held.get(head.pk) if head else None,
                len(own),
                sum(1 for post in own if post.pk not in held),
            )
        )
    return [Kind(code, rows) for code, rows in found.items() if rows]

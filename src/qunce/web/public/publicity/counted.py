"""What a number counts: then, when a bulletin told it, and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from qunce.domain.campaigns import queries
from qunce.domain.matters.models import Category
from qunce.domain.publicity.counting import COUNTABLE, Countable, Scope, count, rows_of
from qunce.domain.publicity.models import NumberTrace
from qunce.domain.publicity.months import categories_in, months_released, number_in, whole_months
from qunce.domain.publicity.queries.figures import scope_of, shown
from qunce.domain.publicity.states import BulletinState
from qunce.kernel import clock
from qunce.web.public.publicity.things import in_order, things

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month's messages by category; None where a number is withheld."""

    month: date
    number: int | None
    categories: list[tuple[str, int | None]]
    released: bool = True


def counted(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The list behind a number of the progress page, as it stands now."""
    campaign = get_object_or_404(queries.campaigns(), pk=pk)
    known = COUNTABLE.get(code)
    if known is None:
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    return _page(request, known, Scope.so_far(campaign, today), None)


def traced(request: HttpRequest, pk: int) -> HttpResponse:
    """The list behind a figure of an issued bulletin, with what it was when that was issued."""
    found = NumberTrace.objects.filter(bulletin__state=BulletinState.ISSUED)
    figure = get_object_or_404(found.select_related("bulletin__campaign__unit"), pk=pk)
    known = COUNTABLE.get(figure.query)
    if known is None:
        raise Http404
    return _page(request, known, scope_of(figure.bulletin), figure)


def _page(
    request: HttpRequest, known: Countable, scope: Scope, figure: NumberTrace | None
) -> HttpResponse:
    context: dict[str, object] = {
        "campaign": scope.campaign,
        "label": gettext(known.label),
        "scope": scope,
        "figure": figure,
        "of_people": known.of_people,
    }
    if known.of_people:
        now = count(known.code, scope)
        context["months"] = _months(scope)
    else:
        rows = in_order(known.thing, rows_of(known.code, scope))
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        now = page.paginator.count
        context |= {
            "page": page,
            "things": things(known.thing, list(page), scope.campaign),
        }
    context |= {
        "now": shown(now),
        "then": shown(figure.value) if figure is not None else "",
        "changed": figure is not None and figure.value != now,
    }
    return render(request, "public/news/counted.html", context)


def _months(scope: Scope) -> list[ShownMonth]:
    """Three statements, whatever the number of months."""
    unit = scope.campaign.unit
    months = {one.month: one for one in months_released(scope.from_on, scope.until_on)}
    cells = categories_in(months.values(), unit)
    codes = {code for _month, code, _number in cells}
    labels = {one.code: one.label for one in Category.objects.filter(code__in=codes)}
    labels[""] = gettext("Without a category")
    found = []
    for month in whole_months(scope.from_on, scope.until_on):
        released = months.get(month)
        found.append(
            ShownMonth(
                month,
                number_in(released, unit) if released else None,
                [
                    (labels.get(code, code), number)
                    for of, code, number in cells
                    if of == month and number is not None
                ],
                released is not None,
            )
        )
    return found

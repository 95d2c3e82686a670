"""What is only counted: messages, and rounds of checks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from qunce.domain.campaigns.models import Campaign
from qunce.domain.checks.models import Round
from qunce.domain.organisations.models import Unit
from qunce.domain.publicity.models import MessageMonth
from qunce.domain.voices.models import Voice
from qunce.exchange.open_data.columns import (
    ADDRESS,
    AT_ONCE,
    SINCE,
    Address,
    Column,
    Dataset,
    Row,
    figure,
)
from qunce.kernel.refusals import gettext_noop
from qunce.statistics.release import OTHER_ROWS

NO_CATEGORY = "none"


def _campaigns_by_unit() -> list[tuple[str, int]]:
    """Paths of units with the number of their newest campaign, the deepest first."""
    rows = Campaign.objects.order_by("starts_on", "pk").values_list("unit__path", "pk")
    return sorted(dict(rows).items(), key=lambda row: (-len(row[0]), row[0]))


def _page_of(path: str, campaigns: list[tuple[str, int]], code: str, address: Address) -> str:
    """The page that tells what ``code`` counts in the campaign a unit takes part in."""
    for top, campaign in campaigns:
        if path.startswith(top):
            return address("public:counted", campaign, code)
    return ""


def _messages(address: Address) -> Iterator[Row]:
    campaigns = _campaigns_by_unit()
    towns = {code: (name, path) for code, name, path in _towns()}
    for month in MessageMonth.objects.order_by("month").iterator(chunk_size=AT_ONCE):
        for town, cells in sorted(month.table["cells"].items()):
            name, path = towns.get(town, ("", ""))
            page = _page_of(path, campaigns, "messages", address) if path else ""
            for category, number in sorted(cells.items()):
                yield {
                    "month": f"{month.month:%Y-%m}",
                    "unit": OTHER_ROWS if town == OTHER_ROWS else name or town,
                    "category": category or NO_CATEGORY,
                    "messages": number,
                    "withheld": number is None,
                    "address": page or address("public:open_data"),
                }


def _towns() -> QuerySet[Unit, tuple[str, str, str]]:
    received = Voice.objects.order_by().values("town_id")
    return Unit.objects.filter(pk__in=received).order_by().values_list("code", "name", "path")


def _checks(address: Address) -> Iterator[Row]:
    campaigns = _campaigns_by_unit()
    rounds = (
        Round.objects.select_related("check_list__town")
        .annotate(
            places=Count("stops", distinct=True),
            looked=Count("stops", filter=Q(stops__looked_at__isnull=False), distinct=True),
            wrong=Count(
                "stops__findings",
                filter=Q(stops__findings__in_order=False)
                & (
                    Q(stops__findings__problem__isnull=True)
                    | Q(stops__findings__problem__hidden_from__isnull=True)
                ),
                distinct=True,
            ),
        )
        .order_by("pk")
    )
    for one in rounds.iterator(chunk_size=AT_ONCE):
        town = one.check_list.town
        yield {
            "number": one.pk,
            "unit": town.name,
            "check_list": one.check_list.name,
            "starts_on": one.starts_on,
            "due_on": one.due_on,
            "places": one.places,
            "places_looked_at": one.looked,
            "not_in_order": one.wrong,
            "address": _page_of(town.path, campaigns, "places_looked_at", address)
            or address("public:open_data"),
        }


MESSAGES = Dataset(
    "messages",
    gettext_noop("Messages by month, unit and category"),
    gettext_noop(
        "How many messages came. A number under ten is withheld, and so are as many others "
        "as it takes that none of these can be worked out. Released once for each month "
        "that is over. Accusations are not in it."
    ),
    (
        Column(
            "month",
            "yearmonth",
            gettext_noop("Month"),
            gettext_noop("Year and month in which they came."),
            required=True,
        ),
        Column(
            "unit",
            "string",
            gettext_noop("Unit"),
            gettext_noop("Name of the unit; *other stands for small ones put together."),
            required=True,
        ),
        Column(
            "category",
            "string",
            gettext_noop("Category"),
            gettext_noop("Code of the matter; none where it has no category."),
        ),
        figure(
            "messages",
            gettext_noop("Messages"),
            gettext_noop("How many came; empty where withheld."),
            gettext_noop("messages"),
            True,
        ),
        Column(
            "withheld",
            "boolean",
            gettext_noop("Withheld"),
            gettext_noop("Whether the number is withheld."),
            required=True,
        ),
        ADDRESS,
    ),
    ("month", "unit", "category"),
    _messages,
    SINCE,
)


CHECKS = Dataset(
    "checks",
    gettext_noop("Rounds of checks"),
    gettext_noop("Places looked at with a list, and what was not in order."),
    (
        figure("number", gettext_noop("Number"), gettext_noop("Of the round."), ""),
        Column("unit", "string", gettext_noop("Unit"), gettext_noop("Whose check list it is.")),
        Column(
            "check_list",
            "string",
            gettext_noop("Check list"),
            gettext_noop("What was looked at."),
        ),
        Column("starts_on", "date", gettext_noop("Begins on"), gettext_noop("Its first day.")),
        Column("due_on", "date", gettext_noop("Ends on"), gettext_noop("Its last day.")),
        figure(
            "places",
            gettext_noop("Places"),
            gettext_noop("How many places belong to it."),
            gettext_noop("places"),
        ),
        figure(
            "places_looked_at",
            gettext_noop("Places looked at"),
            gettext_noop("How many of them were looked at."),
            gettext_noop("places"),
        ),
        figure(
            "not_in_order",
            gettext_noop("Not in order"),
            gettext_noop("How many things were found not in order."),
            gettext_noop("things"),
        ),
        ADDRESS,
    ),
    ("number",),
    _checks,
    SINCE,
)

"""Where the endpoints are, and how one gets a key: for programs, and for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS
from qunce.domain.record.models import Entry
from qunce.web.open311.endpoint import at
from qunce.web.open311.formats import Format, Value, answer
from qunce.web.open311.showing import stamp

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
"""Since when these addresses exist: the changeset as long as no category was ever added."""
CHANGES = ("category.added", "category.closed")
"""What makes a program's copy of the services stale."""


def endpoints(request: HttpRequest) -> list[tuple[str, str]]:
    """Type and address of each; a client may add ``services.xml`` or ``/services.xml``."""
    base = request.build_absolute_uri(reverse("open311:about"))
    return [("production", f"{base}v2/"), ("test", f"{base}test/v2/")]


def _discover(request: HttpRequest, *, form: Format, trial: bool) -> HttpResponse:
    latest = Entry.objects.of_kind(*CHANGES).newest_first().values_list("at", flat=True).first()
    changeset = stamp(latest or FIRST)
    about = request.build_absolute_uri(reverse("open311:about"))
    offices = _offices()
    document: dict[str, Value] = {
        "changeset": changeset,
        "contact": _("The campaign office of %(counties)s; see %(address)s")
        % {"counties": offices, "address": about},
        "key_service": _("Ask the campaign office of %(counties)s for a key: %(address)s")
        % {"counties": offices, "address": f"{about}#key"},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": address,
                "changeset": changeset,
                "type": kind,
                "formats": [one.media for one in Format],
            }
            for kind, address in endpoints(request)
        ],
    }
    return answer("discovery", document, form, bare_type=True)


def _offices() -> str:
    names = Unit.objects.filter(kind__in=TOPS).values_list("name", flat=True)[:5]
    return pgettext("between names", ", ").join(names) or _("the county")


discovery = at(get=_discover)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The same for people: what can be done here, what becomes public, who gives a key."""
    context: dict[str, Any] = {
        "offices": _offices(),
        "discovery": [
            request.build_absolute_uri(reverse("open311:discovery", args=[one])) for one in Format
        ],
        "endpoints": endpoints(request),
    }
    return render(request, "open311/about.html", context)

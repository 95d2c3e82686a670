"""What every address of the two endpoints has in common: its format, its methods, its errors.

No session, no cookie, no log-in and no CSRF token: a program proves itself by its key alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.web.open311.faults import NOT_ALLOWED, NOT_FOUND, Fault, Wrong, tell
from qunce.web.open311.formats import Format, allowed

Act = Callable[..., HttpResponse]
"""Takes the request, ``form`` and ``trial``, and what stands in the address."""

JURISDICTIONS = (*TOPS, UnitKind.TOWN)


def at(*, get: Act | None = None, post: Act | None = None) -> Callable[..., HttpResponse]:
    """A view that answers GET and POST as given, and everything else with an error in its format.

    ``trial`` is true at the test endpoint.
    """
    acts = {"GET": get, "HEAD": get, "POST": post}

    def view(request: HttpRequest, suffix: str = "", test: str = "", **rest: Any) -> HttpResponse:
        try:
            form = Format(suffix)
        except ValueError:
            return nothing_here(request)
        act = acts.get(request.method or "")
        if act is None:
            return _not_allowed(form, [method for method, one in acts.items() if one])
        try:
            return act(request, form=form, trial=bool(test), **rest)
        except Wrong as wrong:
            return tell(wrong.faults, form, wrong.status)

    return csrf_exempt(view)


@csrf_exempt
def nothing_here(request: HttpRequest, **_rest: Any) -> HttpResponse:
    """Neither a resource nor a format we know; in the format that the address seems to want."""
    form = Format.JSON if request.path.endswith(".json") else Format.XML
    if request.method == "TRACE":
        return _not_allowed(form, ["GET"])
    sentence = _("There is no such resource. Addresses end in .xml or .json.")
    return tell([Fault(NOT_FOUND, sentence)], form, NOT_FOUND)


def _not_allowed(form: Format, methods: list[str]) -> HttpResponse:
    sentence = _("This address answers %(methods)s only.") % {"methods": ", ".join(methods)}
    response = tell([Fault(NOT_ALLOWED, sentence)], form, NOT_ALLOWED)
    response["Allow"] = ", ".join(methods)
    return response


def as_code(text: str) -> str:
    """What may be looked up as a code: neither space around it, nor signs no database takes."""
    return allowed(text).strip()[:60]


def find_jurisdiction(code: str) -> Unit | None:
    """The county or town with this code; ``None`` for an empty one, which is as good as none.

    Raises :class:`Wrong` (404) for any other.  One statement, none without a code.
    """
    code = as_code(code)
    if not code:
        return None
    found = Unit.objects.filter(code=code, kind__in=JURISDICTIONS).first()
    if found is None:
        sentence = _("There is no jurisdiction “%(code)s” here.") % {"code": code}
        raise Wrong(Fault(NOT_FOUND, sentence))
    return found

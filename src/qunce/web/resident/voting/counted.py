"""Whether a slip was counted; never how."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.queries import find_slip
from qunce.domain.ballots.rules import why_not_code
from qunce.kernel.refusals import Refused
from qunce.web.resident.follow import WRONG_CODES
from qunce.web.resident.voting.forms import SlipCodeForm, limited


@sensitive_post_parameters()
@never_cache
def counted(request: HttpRequest) -> HttpResponse:
    """Type the code: out, counted, or spoiled, while slips are taken and for ever after."""
    if request.method != "POST":
        return _page(request, SlipCodeForm())
    form = SlipCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        found = find_slip(form.read())
        if found is None:
            if wait := WRONG_CODES.spend(request):
                return limited(_page(request, form, too_many=True, status=429), wait)
            raise Refused(why_not_code(None))
    except Refused as refused:
        form.add_reasons(refused)
        return _page(request, form)
    ballot, state = found
    return _page(request, SlipCodeForm(), ballot=ballot, state=state)


def _page(
    request: HttpRequest,
    form: SlipCodeForm,
    *,
    ballot: Ballot | None = None,
    state: str = "",
    too_many: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "ballot": ballot, "slip": state, "too_many": too_many}
    return render(request, "resident/voting/counted.html", context, status=status)

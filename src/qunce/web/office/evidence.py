"""What completes each drafted duty: as its wording means, or as the office chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunce.domain.campaigns.actions import choose_evidence
from qunce.domain.campaigns.actions.handing_out import evidence_of
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.campaigns.models import Draft, DraftLine
from qunce.domain.campaigns.states import Evidence, LineKind
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import own_draft, tell

PER_PAGE = 50
PREFIX = "evidence_"
BY_HAND = gettext_lazy("Nothing shows it: it is told by hand")


def choices() -> list[tuple[str, str | Promise]]:
    return [("", BY_HAND), *Evidence.choices]


class EvidenceForm(forms.Form):
    """One choice for each duty of a page."""

    def __init__(self, lines: Sequence[DraftLine], draft: Draft, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        template = template_called(draft.template)
        for line in lines:
            self.fields[f"{PREFIX}{line.pk}"] = forms.ChoiceField(
                label=line.text,
                choices=choices,
                required=False,
                initial=evidence_of(line=line, template=template),
            )

    def chosen(self) -> dict[int, str]:
        """What differs from what stands there: only that is a decision of the office."""
        return {
            int(name.removeprefix(PREFIX)): self.cleaned_data[name]
            for name in self.changed_data
            if name in self.cleaned_data
        }


def page_of(draft: Draft, number: str | None) -> Page[DraftLine]:
    """Some duties that will be adopted, in the directive's order.  Two statements."""
    duties = draft.lines.filter(kind=LineKind.DUTY, dropped=False)
    return Paginator(duties, PER_PAGE).get_page(number)


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the choices of one page."""
    draft, post = own_draft(request, pk)
    page = page_of(draft, request.POST.get("page"))
    form = EvidenceForm(list(page), draft, request.POST)
    back = redirect(f"{reverse('office:check', args=[draft.pk])}?page={page.number}#evidence")
    if not form.is_valid():
        messages.error(request, _("Choose for each duty what completes it, from the list."))
        return back
    try:
        changed = choose_evidence(draft=draft, chosen=form.chosen(), actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return back
    if changed:
        messages.success(request, _("Saved what completes the duties."))
    return back

"""Paper: forms printed and handed out, the notice with the answers, and where it hangs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions import note_forms, note_posted
from qunce.domain.consultations.models import Consultation
from qunce.domain.consultations.rules import looks_after, why_not_note_posted
from qunce.domain.consultations.states import TAKING
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.consultations import printed
from qunce.web.office.consultations.access import looked_after, today, units_for, written_down
from qunce.web.office.consultations.figures import returned
from qunce.web.office.consultations.forms import HandoutForm, PostedForm
from qunce.web.shell.words import add_refusals


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """What is printed, how many forms went out and came back, where the notice hangs."""
    consultation, post = written_down(request, pk)
    return _page(request, consultation, post)


@login_required
def form_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to print: the very wording people are asked about."""
    consultation, _post = written_down(request, pk)
    return _pdf(printed.form_of(consultation), f"form-{pk}.pdf")


@login_required
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """“You said, we did”, to hang up; once the answers are published."""
    consultation, _post = written_down(request, pk)
    if consultation.told_at is None:
        raise Http404
    address = request.build_absolute_uri(reverse("public:asked", args=[pk]))
    return _pdf(printed.notice_of(consultation, address), f"notice-{pk}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def handed_out(request: HttpRequest, pk: int) -> HttpResponse:
    """So many forms went out in one village; said again, the number is corrected."""
    consultation, post = written_down(request, pk)
    form = HandoutForm(units_for(consultation, post).to_choose(), request.POST, prefix="out")
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            note_forms(
                consultation=consultation,
                unit=unit,
                forms=form.cleaned_data["forms_out"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, _at_fields(refused))
        else:
            messages.success(request, _("Noted for %(unit)s.") % {"unit": unit})
            return redirect("office:consultation_paper", pk)
    return _page(request, consultation, post, out=form)


@login_required
@require_POST
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the notice with the answers hangs."""
    consultation, post = looked_after(request, pk)
    form = PostedForm(request.POST, prefix="posted")
    if form.is_valid():
        try:
            note_posted(consultation=consultation, actor=post, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("It is noted where the answers hang."))
            return redirect("office:consultation_paper", pk)
    return _page(request, consultation, post, hung=form)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    post: Post,
    *,
    out: HandoutForm | None = None,
    hung: PostedForm | None = None,
) -> HttpResponse:
    runs = looks_after(consultation, post)
    units = units_for(consultation, post)
    noted = consultation.handouts.filter(unit__in=units).select_related("unit", "noted_by__unit")
    handouts = list(noted)
    back = returned(consultation, [one.unit for one in handouts])
    own = None if runs or units.count() > 1 else post.unit_id
    context: dict[str, Any] = {
        "consultation": consultation,
        "runs": runs,
        "takes": consultation.state in TAKING,
        "out": out or HandoutForm(units, prefix="out", initial={"unit": own}),
        "handouts": [(one, back[one.unit_id]) for one in handouts],
        "hung": hung or PostedForm(prefix="posted", initial={"on": today()}),
        "hung_reasons": why_not_note_posted(consultation, post),
        "postings": consultation.postings.select_related("post__unit"),
    }
    return render(request, "office/consultations/paper.html", context)


def _at_fields(refused: Refused) -> list[Refusal]:
    """The form calls the number of forms otherwise than the action: a form has ``forms``."""
    return [
        Refusal(one.code, one.message, one.params, "forms_out") if one.on == "forms" else one
        for one in refused.refusals
    ]

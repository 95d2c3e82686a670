"""From a directive to a campaign: give it, look through it, check, adopt."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.campaigns.actions import (
    adopt,
    choose_template,
    draft_directive,
    set_aside,
    settle_basics,
)
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.campaigns.models import Draft, DraftLine
from qunce.domain.campaigns.rules import why_not_adopt
from qunce.domain.campaigns.states import AIMS, DraftState, LineKind, RepairDecision
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import back_to, own_draft, tell
from qunce.web.office.evidence import EvidenceForm, page_of
from qunce.web.office.forms import BasicsForm, DirectiveForm, TemplateForm
from qunce.web.office.repairs import markings, read_repairs
from qunce.web.office.wordings import ShownLine, rewritten_in_words, warnings_in_words
from qunce.web.shell.acting import acting_post
from qunce.web.shell.source import Sentence, show_source
from qunce.web.shell.words import add_refusals

PER_PAGE = 50
"""Duties on a page: three thousand stay usable."""


@login_required
def give(request: HttpRequest) -> HttpResponse:
    """Upload or paste a directive; it is read at once."""
    post = acting_post(request)
    if post is None or (reasons := why_not_run_campaign(post)):
        reasons = why_not_run_campaign(post)
        return render(request, "office/give.html", {"reasons": reasons}, status=403)
    form = DirectiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.source is not None:
        try:
            draft = draft_directive(
                unit=post.unit,
                source_name=form.cleaned_data["name"],
                source_media=form.source.media,
                text=form.source.text,
                template=form.cleaned_data["template"],
                notices=form.source.notices,
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
            form.keep()
        else:
            return redirect("office:review", pk=draft.pk)
    return render(request, "office/give.html", {"form": form})


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on one side, the drafted lines on the other."""
    draft, _post = own_draft(request, pk)
    reviewed = _Reviewed(draft, request.GET.get("page"))
    return render(request, "office/review.html", reviewed.context())


class _Reviewed:
    """A draft as the review shows it; seven statements, whatever the number of lines."""

    def __init__(self, draft: Draft, page: str | None) -> None:
        self.draft = draft
        template = template_called(draft.template)
        self.language = template.language if template else "zh-hans"
        others = draft.lines.exclude(kind=LineKind.DUTY)
        self.others = [self._shown(line) for line in others]
        duties = draft.lines.filter(kind=LineKind.DUTY)
        self.page = Paginator(duties, PER_PAGE).get_page(page)
        self.duties = [self._shown(line) for line in self.page]
        self.repairs = read_repairs(draft)
        self.spans = list(
            draft.lines.order_by("place", "pk").values_list("pk", "kind", "start", "end")
        )

    def _shown(self, line: DraftLine) -> ShownLine:
        return ShownLine.of(line, self.draft.source_text)

    def context(self) -> dict[str, object]:
        draft = self.draft
        open_repairs = [one for one in self.repairs if one.repair.decision == RepairDecision.OPEN]
        return {
            "draft": draft,
            "is_open": draft.state == DraftState.OPEN,
            "language": self.language,
            "template": template_called(draft.template),
            "reasons": why_not_adopt(draft) if draft.state == DraftState.OPEN else [],
            "warnings": warnings_in_words(draft),
            "rewritten": rewritten_in_words(draft.rewritten_score),
            "open_repairs": open_repairs,
            "sure": sum(one.repair.confidence >= 0.9 for one in open_repairs),
            "decided": [one for one in self.repairs if one not in open_repairs],
            "groups": self._groups(),
            "duties": self.duties,
            "page": self.page,
            "gates": [one for one in self.others if one.line.kind == LineKind.GATE],
            "source": show_source(
                draft.source_text, self._sentences(), markings(one.repair for one in self.repairs)
            ),
        }

    def _groups(self) -> list[tuple[str, str, Sequence[ShownLine]]]:
        titles = {
            LineKind.REQUIREMENT: _("What is required"),
            LineKind.PRINCIPLE: _("Principles"),
            LineKind.EMPHASIS: _("What gets more weight"),
            LineKind.GOAL: _("What is to be reached"),
        }
        return [
            (kind, titles[kind], [one for one in self.others if one.line.kind == kind])
            for kind in AIMS
        ]

    def _sentences(self) -> list[Sentence]:
        """Where each line's sentence stands; a duty on another page leads to that page."""
        here = reverse("office:review", args=[self.draft.pk])
        sentences, number = [], 0
        for pk, kind, start, end in self.spans:
            page = self.page.number
            if kind == LineKind.DUTY:
                page = number // PER_PAGE + 1
                number += 1
            if start is None or end is None:
                continue
            other = f"{here}?page={page}" if page != self.page.number else ""
            sentences.append(Sentence(start, end, f"{other}#line-{pk}"))
        return sentences


@login_required
def basics(request: HttpRequest, pk: int) -> HttpResponse:
    """The campaign's title and its first and last day."""
    draft, post = own_draft(request, pk)
    starting = {"title": draft.title, "starts_on": draft.starts_on, "ends_on": draft.ends_on}
    form = BasicsForm(request.POST or None, initial=starting)
    if request.method == "POST" and form.is_valid():
        try:
            settle_basics(draft=draft, **form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return back_to(request, draft)
    context = {"draft": draft, "form": form, "warnings": warnings_in_words(draft)}
    return render(request, "office/basics.html", context)


@login_required
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Another kind of campaign."""
    draft, post = own_draft(request, pk)
    form = TemplateForm(request.POST or None, initial={"template": draft.template})
    if request.method == "POST" and form.is_valid():
        try:
            choose_template(
                draft=draft, template=form.cleaned_data["template"], actor=post, now=clock.now()
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return back_to(request, draft)
    return render(request, "office/template.html", {"draft": draft, "form": form})


@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more on one page; adopting makes it a campaign."""
    draft, post = own_draft(request, pk)
    if request.method == "POST":
        try:
            campaign = adopt(draft=draft, actor=post, now=clock.now())
        except Refused as refused:
            tell(request, refused)
            return redirect("office:check", pk=draft.pk)
        messages.success(request, _("The campaign stands and everybody can see it."))
        return redirect("public:campaign", pk=campaign.pk)
    page = page_of(draft, request.GET.get("page"))
    kinds: dict[str, int] = dict.fromkeys(LineKind.values, 0)
    for kind in draft.lines.filter(dropped=False).values_list("kind", flat=True):
        kinds[kind] += 1
    return render(
        request,
        "office/check.html",
        {
            "draft": draft,
            "is_open": draft.state == DraftState.OPEN,
            "template": template_called(draft.template),
            "reasons": why_not_adopt(draft),
            "counts": [(LineKind(kind).label, count) for kind, count in kinds.items()],
            "duties": kinds[LineKind.DUTY],
            "undecided": draft.repairs.filter(decision=RepairDecision.OPEN).count(),
            "evidence": EvidenceForm(list(page), draft, auto_id="evidence-%s"),
            "page": page,
        },
    )


@login_required
@require_POST
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft will not become a campaign."""
    draft, post = own_draft(request, pk)
    try:
        set_aside(draft=draft, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return back_to(request, draft)
    messages.success(request, _("The draft is set aside. It stays readable under its address."))
    return redirect("office:home")

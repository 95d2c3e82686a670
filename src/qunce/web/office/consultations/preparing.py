"""Preparing what is laid before the people: texts, paragraphs, plain wording, questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.campaigns.queries import campaign_of, gates_changeable_by
from qunce.domain.consultations import actions
from qunce.domain.consultations.models import Consultation, Question
from qunce.domain.consultations.presets import preset
from qunce.domain.consultations.rules import why_not_draft
from qunce.domain.consultations.states import WITHOUT_DRAFT, ConsultationState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.budget.adding import of_question
from qunce.web.office.budget.weighing import only_weighed, waits
from qunce.web.office.consultations.access import looked_after, post_of
from qunce.web.office.consultations.forms import (
    NewForm,
    ParagraphsForm,
    PlainForm,
    PresetForm,
    QuestionForm,
    TextsForm,
)
from qunce.web.shell.words import add_refusals


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A consultation at the gate ``pk``, with the text of the document behind it."""
    post = post_of(request)
    gate = get_object_or_404(gates_changeable_by(post), pk=pk)
    campaign = campaign_of(gate)
    documents = list(campaign.documents.filter(gate=gate))
    starting = {
        "title": documents[0].title if documents else "",
        "text": "\n\n".join(one.text for one in documents if one.text),
        "language": campaign.language,
    }
    if gate.kind in WITHOUT_DRAFT:
        starting |= {"title": "", "text": ""}
    form = NewForm(request.POST or None, initial=starting)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_consultation(
                campaign=campaign, gate=gate, actor=post, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("It is kept. Look through it as people will see it."))
            return redirect("office:consultation", made.pk)
    context = {
        "form": form,
        "gate": gate,
        "campaign": campaign,
        "documents": [one for one in documents if one.text],
        "reasons": why_not_draft(campaign=campaign, gate=gate, post=post),
        "drafts": Consultation.objects.filter(gate=gate, state=ConsultationState.DRAFT),
    }
    return render(request, "office/consultations/new.html", context)


def _draft(request: HttpRequest, pk: int) -> tuple[Consultation, Any]:
    """A draft that the post acted for looks after; once begun there is nothing to change."""
    consultation, post = looked_after(request, pk)
    if consultation.state != ConsultationState.DRAFT:
        raise Http404
    return consultation, post


def _part(
    request: HttpRequest,
    consultation: Consultation,
    form: BaseForm,
    heading: str,
    **more: Any,
) -> HttpResponse:
    """One part of a draft on a page of its own."""
    context = {"consultation": consultation, "form": form, "heading": heading, **more}
    return render(request, "office/consultations/part.html", context)


@login_required
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and introduction."""
    consultation, post = _draft(request, pk)
    starting = {"title": consultation.title, "introduction": consultation.introduction}
    form = TextsForm(request.POST or None, initial=starting)
    del form.fields["language"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_consultation(
                consultation=consultation, actor=post, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:consultation", pk)
    return _part(request, consultation, form, _("What it is about"))


@login_required
def paragraphs(request: HttpRequest, pk: int) -> HttpResponse:
    """The text that is laid before people, paragraph by paragraph."""
    consultation, post = _draft(request, pk)
    there = "\n\n".join(consultation.paragraphs.values_list("text", flat=True))
    form = ParagraphsForm(request.POST or None, initial={"text": there})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_draft(
                consultation=consultation, actor=post, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:consultation", pk)
    lede = _("A paragraph that you leave as it is keeps its plain wording.")
    return _part(request, consultation, form, _("The text, paragraph by paragraph"), lede=lede)


@login_required
def plain(request: HttpRequest, pk: int, paragraph_pk: int) -> HttpResponse:
    """One paragraph in plain words."""
    consultation, post = _draft(request, pk)
    paragraph = get_object_or_404(consultation.paragraphs, pk=paragraph_pk)
    form = PlainForm(request.POST or None, initial={"plain": paragraph.plain})
    if request.method == "POST" and form.is_valid():
        try:
            actions.word_plainly(
                paragraph=paragraph, actor=post, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:consultation", pk)
    heading = _("Paragraph %(number)s in plain words") % {"number": paragraph.number}
    return _part(request, consultation, form, heading, quote=paragraph.text)


@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """A further question, typed or from the ready-made ones."""
    consultation, post = _draft(request, pk)
    form = QuestionForm(request.POST or None)
    adds = of_question(consultation, post, str(form["text"].value() or ""))
    weighed = only_weighed(request)
    if request.method == "POST" and form.is_valid() and not weighed and not waits(request, adds):
        try:
            actions.add_question(
                consultation=consultation,
                text=form.cleaned_data["text"],
                options=form.options(),
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            _add_options(form, refused)
        else:
            return redirect("office:consultation", pk)
    context = {
        "consultation": consultation,
        "form": form,
        "presets": PresetForm(),
        "review": preset("review", consultation.language),
        "adds": adds,
    }
    return render(request, "office/consultations/questions.html", context)


@login_required
@require_POST
def take_preset(request: HttpRequest, pk: int) -> HttpResponse:
    """The ready-made questions stand in the draft."""
    consultation, post = _draft(request, pk)
    try:
        actions.use_preset(
            consultation=consultation,
            name=request.POST.get("preset", ""),
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
        return redirect("office:consultation_questions", pk)
    return redirect("office:consultation", pk)


@login_required
def question(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """One question with its options."""
    consultation, post = _draft(request, pk)
    found = get_object_or_404(consultation.questions, pk=question_pk)
    form = QuestionForm(request.POST or None, initial=_as_typed(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_question(
                question=found,
                text=form.cleaned_data["text"],
                options=form.options(),
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            _add_options(form, refused)
        else:
            return redirect("office:consultation", pk)
    heading = _("Question %(number)s") % {"number": found.number}
    return _part(request, consultation, form, heading, removes=found)


@login_required
@require_POST
def remove_question(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    consultation, post = _draft(request, pk)
    found = get_object_or_404(consultation.questions, pk=question_pk)
    try:
        actions.remove_question(question=found, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("office:consultation", pk)


def _as_typed(found: Question) -> dict[str, str]:
    sides = {True: "good", False: "poor"}
    return {
        "text": found.text,
        **{
            name: "\n".join(one.label for one in found.scale if one.positive is side)
            for side, name in sides.items()
        },
    }


def _add_options(form: QuestionForm, refused: Refused) -> None:
    """What is wrong with the options stands at the first field of them."""
    for refusal in refused.refusals:
        add_refusals(form, [refusal])
        if refusal.on == "options":
            form.fields["good"].widget.attrs["aria-invalid"] = "true"

"""Meetings: who was invited, how many came and spoke, what was said, hands."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.consultations.actions import write_meeting
from qunce.domain.consultations.models import Point
from qunce.domain.consultations.rules.asking import why_not_in
from qunce.domain.consultations.states import TAKING
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.consultations.access import (
    everywhere,
    today,
    units_for,
    written_down,
)
from qunce.web.office.consultations.typed import MeetingForm, starting_day
from qunce.web.shell.words import add_refusals


@login_required
@sensitive_post_parameters("words")
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting is written down."""
    consultation, post = written_down(request, pk)
    form = MeetingForm(
        consultation,
        list(consultation.paragraphs.all()),
        list(consultation.questions.all()),
        units_for(consultation, post).to_choose(),
        request.POST or None,
        initial={
            "submission": uuid4().hex,
            "on": starting_day(None, consultation, today()),
            "unit": None if everywhere(consultation, post) else post.unit_id,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = write_meeting(held=form.held(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The meeting is written down."))
            return redirect("office:consultation_meeting", pk, meeting.pk)
    context = {
        "consultation": consultation,
        "form": form,
        "reasons": why_not_in(consultation, TAKING),
    }
    return render(request, "office/consultations/meeting_new.html", context)


@login_required
def meeting(request: HttpRequest, pk: int, meeting_pk: int) -> HttpResponse:
    """One meeting as it was written down; the words for those who may read them."""
    consultation, post = written_down(request, pk)
    found = get_object_or_404(
        consultation.meetings.filter(unit__in=units_for(consultation, post)).select_related(
            "unit", "written_by__unit"
        ),
        pk=meeting_pk,
    )
    hands = list(found.hands.select_related("question"))
    labels = {
        (one.question_id, option.code): option.label
        for one in hands
        for option in one.question.scale
    }
    context = {
        "consultation": consultation,
        "meeting": found,
        "points": Point.objects.visible_to(post).filter(meeting=found).select_related("paragraph"),
        "hands": [
            (one.question, labels.get((one.question_id, one.option), one.option), one.count)
            for one in hands
        ],
    }
    return render(request, "office/consultations/meeting.html", context)

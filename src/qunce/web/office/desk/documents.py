"""Writing a document, looking at it as it will be read, and issuing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.campaigns.actions import issue, write_document
from qunce.domain.campaigns.models import Document
from qunce.domain.campaigns.rules import why_not_issue
from qunce.domain.campaigns.states import DocumentState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.desk.access import own_document
from qunce.web.office.desk.forms import DocumentForm, IssueForm
from qunce.web.shell.words import add_refusals


@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording as it stands, to be changed until it is issued."""
    document, post = own_document(request, pk)
    form = DocumentForm(request.POST or None, initial=DocumentForm.starting(document))
    if request.method == "POST" and form.is_valid():
        try:
            write_document(
                document=document,
                text=form.cleaned_data["text"],
                seen_version=form.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Kept. It is a draft until it is issued."))
            return redirect("office:document", pk)
    return render(request, "office/desk/document.html", _context(document, form))


@login_required
@require_POST
def issue_it(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording that was looked at goes out, or one reads why it does not."""
    document, post = own_document(request, pk)
    form = IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Look at the document once more, then issue it."))
        return redirect("office:document", pk)
    try:
        issue(
            document=document,
            seen_version=form.cleaned_data["seen_version"],
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
        return redirect("office:document", pk)
    messages.success(request, _("The document is issued. It is on the record and public."))
    return redirect(reverse("public:document", args=[document.campaign_id, document.kind]))


def _context(document: Document, form: DocumentForm) -> dict[str, object]:
    issued = document.state == DocumentState.ISSUED
    return {
        "document": document,
        "campaign": document.campaign,
        "gate": document.gate,
        "issued": issued,
        "form": form,
        "reasons": [] if issued else why_not_issue(document),
        "paragraphs": [line.strip() for line in document.text.splitlines() if line.strip()],
    }

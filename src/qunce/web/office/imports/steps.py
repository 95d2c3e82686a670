"""What the office does with a ledger: other columns, take over, drop, ask again, delete."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.imports import actions
from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.rules import changed_meanwhile, why_not_choose_columns
from qunce.domain.imports.states import ImportState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.imports.forms import ColumnsForm
from qunce.web.office.imports.pages import own_ledger, show
from qunce.web.office.imports.work import queue_reading, queue_taking
from qunce.web.shell.words import add_refusals


@login_required
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns mean, said by hand; the ledger is read again."""
    ledger_import, post = own_ledger(request, pk)
    if reasons := why_not_choose_columns(ledger_import, post):
        tell(request, Refused(reasons))
        return redirect("office:import", pk=pk)
    form = ColumnsForm(request.POST, ledger_import=ledger_import)
    if form.is_valid():
        try:
            actions.choose_columns(
                ledger_import=ledger_import,
                mapping=form.mapping,
                sheet=form.cleaned_data.get("sheet"),
                year=form.cleaned_data["year"],
                actor=post,
                now=clock.now(),
                queue=queue_reading,
                seen_version=form.cleaned_data["seen_version"],
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:import", pk=pk)
    return show(request, ledger_import, post, form)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The good rows are taken over from now on."""
    ledger_import, post = own_ledger(request, pk)
    seen = request.POST.get("seen_version", "")
    if not (seen.isdecimal() and len(seen) < 9):
        tell(request, Refused(changed_meanwhile()))
        return redirect("office:import", pk=pk)
    if ledger_import.state in (ImportState.TAKING, ImportState.TAKEN):  # a double tap
        return redirect("office:import", pk=pk)
    return _did(
        request,
        ledger_import,
        lambda: actions.take(
            ledger_import=ledger_import,
            actor=post,
            now=clock.now(),
            queue=queue_taking,
            seen_version=int(seen),
        ),
    )


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of the ledger is taken over."""
    ledger_import, post = own_ledger(request, pk)
    return _did(
        request,
        ledger_import,
        lambda: actions.drop(ledger_import=ledger_import, actor=post, now=clock.now()),
        _("The ledger is dropped and its file deleted. Nothing of it was taken over."),
    )


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A job that was given up is asked for once more."""
    ledger_import, post = own_ledger(request, pk)
    taking = ledger_import.state == ImportState.TAKING
    return _did(
        request,
        ledger_import,
        lambda: actions.try_again(
            ledger_import=ledger_import,
            actor=post,
            now=clock.now(),
            queue=queue_taking if taking else queue_reading,
        ),
    )


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows set aside are deleted here."""
    ledger_import, post = own_ledger(request, pk)
    return _did(
        request,
        ledger_import,
        lambda: actions.forget(ledger_import=ledger_import, actor=post, now=clock.now()),
        _("The rows set aside are deleted here. You have them in your file."),
    )


def _did(
    request: HttpRequest, ledger_import: LedgerImport, act: Callable[[], None], said: str = ""
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        tell(request, refused)
    else:
        if said:
            messages.success(request, said)
    return redirect("office:import", pk=ledger_import.pk)

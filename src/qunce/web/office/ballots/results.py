"""After the count: own words read for names, the recount, the result, what follows from it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.ballots import actions, rules
from qunce.domain.ballots.models import Ballot, LowItem, Recount, SlipWords
from qunce.domain.ballots.queries import figures, low_items, published_files
from qunce.domain.ballots.states import COUNTED, WITH_SLIPS, BallotState, WordsState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.ballots.access import counted_ballot, run_ballot
from qunce.web.office.ballots.papers import address_of, count_poster, file_response
from qunce.web.office.ballots.result_work import ask_for, work_on, worked_out
from qunce.web.office.ballots.step_forms import (
    CheckWordsForm,
    DiceForm,
    ProblemForm,
    RecountForm,
)
from qunce.web.shell.words import add_refusals

PER_PAGE = 50


@login_required
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Own words, the unchecked first.  They stand here in no order that says whose they are."""
    ballot, post = run_ballot(request, pk)
    if reasons := rules.why_not_at(ballot, BallotState.CLOSED):
        tell(request, Refused(reasons))
        return redirect("office:ballot", pk)
    form = None
    if request.method == "POST":
        one = get_object_or_404(ballot.slip_words, pk=_number(request.POST.get("words", "")))
        form = CheckWordsForm(request.POST, prefix=f"w{one.pk}")
        if form.is_valid():
            try:
                actions.check_words(words=one, actor=post, now=clock.now(), **form.cleaned_data)
            except Refused as refused:
                add_refusals(form, refused)
            else:
                return redirect(request.get_full_path())
    unchecked = ballot.slip_words.filter(state=WordsState.UNCHECKED)
    left = unchecked.count()
    view = unchecked if request.GET.get("view", "") != "all" else ballot.slip_words.all()
    shown = Paginator(view.order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    bound = form.prefix if form is not None else None
    context = {
        "ballot": ballot,
        "page": shown,
        "left": left,
        "all": request.GET.get("view", "") == "all",
        "rows": [(one, form if bound == f"w{one.pk}" else _check_form(one)) for one in shown],
    }
    return render(request, "office/ballots/words.html", context)


def _check_form(one: SlipWords) -> CheckWordsForm:
    starting = {} if one.state == WordsState.UNCHECKED else {"state": one.state}
    shown = one.shown or one.text
    return CheckWordsForm(prefix=f"w{one.pk}", initial={**starting, "shown": shown})


@login_required
@require_POST
def words_as_they_are(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that stand on the page and were read: no name in them."""
    ballot, post = run_ballot(request, pk)
    numbers = [_number(text) for text in request.POST.getlist("words")[:PER_PAGE]]
    try:
        for one in ballot.slip_words.filter(pk__in=numbers, state=WordsState.UNCHECKED):
            actions.check_words(words=one, state=WordsState.SHOWN, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("office:ballot_words", pk)


@login_required
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    """Which batches the dice chose, and what people counted in them."""
    ballot, post = counted_ballot(request, pk)
    if ballot.state not in COUNTED:
        tell(request, Refused(rules.why_not_at(ballot, BallotState.CLOSED)))
        return redirect("office:ballot", pk)
    runs = not rules.why_not_run(ballot, post)
    form = DiceForm(request.POST or None) if runs else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            actions.draw_batches(ballot=ballot, actor=post, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:ballot_recount", pk)
    batches = list(ballot.batches.select_related("stratum", "recount"))
    found = [one.recount for one in batches if hasattr(one, "recount")]
    gap = sum(one.gap for one in found)
    context = {
        "ballot": ballot,
        "batches": batches,
        "form": form,
        "gap": gap,
        "full": bool(gap) and len(found) < len(batches),
        "corrected": bool(gap) and len(found) == len(batches),
        "open": ballot.state == BallotState.CLOSED,
    }
    return render(request, "office/ballots/recount.html", context)


@login_required
def recount_batch(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """What was read out and chalked up for one batch."""
    ballot, post = counted_ballot(request, pk)
    one = get_object_or_404(ballot.batches.select_related("stratum"), pk=batch_pk)
    if ballot.state != BallotState.CLOSED or Recount.objects.filter(batch=one).exists():
        return redirect("office:ballot_recount", pk)
    items = list(ballot.items.all())
    form = RecountForm(items, ballot.steps, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.enter_recount(
                batch=one, counts=form.counts(), actor=post, now=clock.now()
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            if done.gap:
                messages.warning(
                    request,
                    _("The recount differs from the record in %(gap)s places.") % {"gap": done.gap},
                )
            else:
                messages.success(request, _("The recount agrees with the record."))
            return redirect("office:ballot_recount", pk)
    context = {"ballot": ballot, "batch": one, "form": form, "steps": ballot.steps}
    return render(request, "office/ballots/recount_batch.html", context)


@login_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result in the form in which everybody will see it; no figure under ten.

    A job works it out.  It is asked for by the first look at it, and again by a press when it
    stopped; until it is done, the page shows how far it is.
    """
    ballot, post = run_ballot(request, pk)
    if ballot.state not in COUNTED:
        tell(request, Refused(rules.why_not_at(ballot, BallotState.CLOSED)))
        return redirect("office:ballot", pk)
    context: dict[str, Any] = {"ballot": ballot, "post": post}
    told = figures(ballot)
    if told is None:
        worked = worked_out(ballot)
        work = work_on(ballot, now=clock.now())
        if request.method == "POST" or (worked is None and (work is None or not work.stopped)):
            ask_for(ballot, post, publish=False, now=clock.now())  # no second one beside another
            work = work_on(ballot, now=clock.now())
        if request.method == "POST":
            return redirect("office:ballot_result", pk)
        at_work = work is not None and work.at_work and (worked is None or work.publishing)
        if at_work and request.headers.get("HX-Request"):
            return render(request, "office/ballots/_working_out.html", {**context, "work": work})
        context |= {"work": work, "at_work": at_work}
        told = json.loads(worked.counts) if worked is not None and not at_work else None
    if told is not None:
        context |= shown_figures(ballot, told)
    response = render(request, "office/ballots/result.html", context)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"  # the work is done: show the page that follows
    return response


def shown_figures(ballot: Ballot, told: dict[str, Any]) -> dict[str, Any]:
    """The released figures with their words."""
    labels = {step["code"]: step["label"] for step in ballot.steps}
    labels |= {
        "no_mark": _("No mark"),
        "content": _("Content, all steps together"),
        "discontent": _("Not content, all steps together"),
        "no_judgement": _("No judgement"),
    }
    rows_said = {"helped": _("With a helper"), "unhelped": _("Without a helper")}
    rows_said["*other"] = _("Other groups together")
    items = [
        {
            "text": item["text"],
            "overall": item["overall"],
            "estimate": item["estimate"],
            "at_least": item["at_least"],
            "tables": [
                {
                    "caption": caption,
                    "columns": [labels.get(code, code) for code in item[name]["columns"]],
                    "rows": [
                        (rows_said.get(row, row), cells, total)
                        for row, cells, total in zip(
                            item[name]["rows"],
                            item[name]["cells"],
                            item[name]["row_totals"],
                            strict=True,
                        )
                    ],
                    "totals": item[name]["column_totals"],
                    "total": item[name]["total"],
                }
                for name, caption in (("places", _("By group")), ("helped", _("By helper")))
            ],
        }
        for item in told["items"]
    ]
    slips = told["slips"]
    sums = {
        name: sum(one[name] or 0 for one in slips)
        for name in ("issued", "returned", "spoiled", "unreturned")
    }
    return {"figures": items, "slips": slips, "sums": sums, "told": told}


@login_required
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """To be posted in every village: the account, and the record's head in six groups of four."""
    ballot, _post = run_ballot(request, pk)
    if ballot.state not in (*WITH_SLIPS, *COUNTED):
        raise Http404
    address = address_of(request, "public:ballot", pk)
    return file_response(count_poster(ballot, address), _("Poster of the count.pdf"))


@login_required
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was published, as one file to take along."""
    ballot, _post = run_ballot(request, pk)
    kept = published_files(ballot)
    if not kept:
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(kept.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return file_response(packed.getvalue(), _("Files of the ballot.zip"))


@login_required
def low(request: HttpRequest, pk: int) -> HttpResponse:
    """What people judged surely below the line, and putting it on the problem list."""
    ballot, post = run_ballot(request, pk)
    if ballot.state != BallotState.PUBLISHED:
        raise Http404
    opened = {
        (one.item_id, one.stratum_id): one.problem_id
        for one in LowItem.objects.filter(item__ballot=ballot)
    }
    found = low_items(ballot)
    strata = {one.pk: one for one in ballot.strata.all()}
    chosen = request.POST.get("low", "")
    rows = []
    for one in found:
        name = f"{one.item.pk}-{one.stratum_id or 0}"
        starting = _problem_words(one.item.text, one.place, one.share)
        form = ProblemForm(
            request.POST if chosen == name else None, prefix=f"low-{name}", initial=starting
        )
        if chosen == name and form.is_valid():
            try:
                made = actions.open_problem(
                    item=one.item,
                    stratum=strata.get(one.stratum_id or 0),
                    actor=post,
                    now=clock.now(),
                    **form.cleaned_data,
                )
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(
                    request, _("It is on the problem list; say there who puts it right by when.")
                )
                return redirect("office:problem", made.pk)
        rows.append((one, name, form, opened.get((one.item.pk, one.stratum_id))))
    return render(request, "office/ballots/low.html", {"ballot": ballot, "rows": rows})


def _problem_words(text: str, place: str, share: float) -> dict[str, str]:
    where = f"{place}: " if place else ""
    said = _("People were asked “%(item)s”. Of those who judged, %(share)s%% are content.") % {
        "item": text,
        "share": round(share * 100),
    }
    return {"title": f"{where}{text}"[:120], "statement": said}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

"""Bulletins: drafted from what happened, put in words, issued; figures are counted, never typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.publicity.actions import (
    change_bulletin,
    count_again,
    draft_again,
    draft_bulletin,
    issue_bulletin,
    withdraw_bulletin,
)
from qunce.domain.publicity.counting import COUNTABLE
from qunce.domain.publicity.models import Bulletin, NumberTrace
from qunce.domain.publicity.queries.figures import filled, shown
from qunce.domain.publicity.queries.names import cleared_before, staff_names
from qunce.domain.publicity.rules import MOST_SECTIONS, why_not_look_after
from qunce.domain.publicity.states import BulletinState
from qunce.domain.publicity.wording import figures_in
from qunce.exchange.paper.bulletins import bulletin_pdf
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.desk.access import today
from qunce.web.office.publicity.access import left, marked, own_bulletin, own_post, said_of
from qunce.web.office.publicity.forms import (
    BulletinForm,
    NewBulletinForm,
    SeenForm,
    WithdrawBulletinForm,
)
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class ShownFigure:
    key: int
    value: str
    label: str


@dataclass(slots=True)
class TypedSection:
    """A section as it stands in the form: a title, and a paragraph on each line."""

    place: int
    title: str
    text: str
    figures: list[ShownFigure] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Lines of the box: enough that nothing has to be scrolled on a wide screen."""
        return max(3, sum(1 + len(line) // 38 for line in self.text.splitlines()) + 1)

    @property
    def kept(self) -> dict[str, Any]:
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return {"title": self.title.strip(), "paragraphs": lines}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Of the last month unless other days are chosen."""
    post = own_post(request)
    campaigns = Campaign.objects.filter(unit=post.unit).select_related("unit")
    form = NewBulletinForm(campaigns, request.POST or None, initial=_usual(post, campaigns.first()))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_bulletin(**form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(
                request, _("Drafted from what happened. Put it in your own words, then issue it.")
            )
            return redirect("office:bulletin", made.pk)
    return render(request, "office/publicity/bulletin_new.html", {"form": form})


def _usual(post: Post, campaign: Campaign | None) -> dict[str, Any]:
    """The last thirty days, and the head of the last bulletin or a plain one."""
    until = today() - timedelta(days=1)
    days: dict[str, date] = {"from_on": until - timedelta(days=29), "until_on": until}
    last = Bulletin.objects.visible_to(post).order_by("-pk").first()
    if last is not None:
        return {**days, "name": last.name, "compiled_by": last.compiled_by}
    language = campaign.language if campaign is not None else None
    with override(language):
        name = pgettext("at the head of a bulletin", "Campaign bulletin")
        return {**days, "name": name, "compiled_by": str(post)[:80]}


@login_required
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft in its sections, each with its figures; or what was issued."""
    one, post = own_bulletin(request, pk)
    form = BulletinForm(request.POST or None, initial=BulletinForm.starting(one))
    figures = {figure.key: figure for figure in one.figures.all()}
    cleared = said_of(request.POST) if request.method == "POST" else {}
    sections = _typed(request) if request.method == "POST" else _kept(one)
    if request.method == "POST" and form.is_valid():
        try:
            change_bulletin(
                bulletin=one,
                sections=[section.kept for section in sections],
                not_people=cleared,
                **form.cleaned_data,
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, left(refused.refusals))
        else:
            messages.success(request, _("Kept. It is a draft until it is issued."))
            return redirect("office:bulletin", pk)
    for section in sections:
        section.figures = _figures(section, figures)
    texts = [part for one_ in sections for part in (one_.title, one_.text)]
    context = {
        "bulletin": one,
        "campaign": one.campaign,
        "draft": one.state == BulletinState.DRAFT,
        "form": form,
        "sections": sections,
        "filled": filled(one),
        "marked": marked(
            [*texts, one.name, one.sent_to], staff_names(), cleared, cleared_before(bulletin=one)
        ),
        "office": not why_not_look_after(post, one.campaign.unit),
        "seen": SeenForm(initial={"seen_version": one.version}),
        "why": WithdrawBulletinForm(),
    }
    return render(request, "office/publicity/bulletin.html", context)


def _kept(one: Bulletin) -> list[TypedSection]:
    return [
        TypedSection(place, section["title"], "\n".join(section["paragraphs"]))
        for place, section in enumerate(one.sections)
    ]


def _typed(request: HttpRequest) -> list[TypedSection]:
    found = []
    for place in range(MOST_SECTIONS):
        text = request.POST.get(f"s{place}-text")
        if text is not None:
            title = request.POST.get(f"s{place}-title", "")[:200]
            found.append(TypedSection(place, title, text.replace("\0", "")))
    return found


def _figures(section: TypedSection, figures: dict[int, NumberTrace]) -> list[ShownFigure]:
    """The figures that stand in a section, each with what it counts."""
    keys = dict.fromkeys(figures_in(section.text))
    return [
        ShownFigure(key, shown(figures[key].value), _(COUNTABLE[figures[key].query].label))
        for key in keys
        if key in figures and figures[key].query in COUNTABLE
    ]


@login_required
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures are counted again; the words stay."""
    one, post = own_bulletin(request, pk)
    seen = SeenForm(request.POST)
    if seen.is_valid():
        try:
            changed = count_again(
                bulletin=one,
                seen_version=seen.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            tell(request, refused)
        else:
            told = (
                _("Counted again. Others than before: %(keys)s.")
                % {"keys": ", ".join(f"{{{key}}}" for key in changed)}
                if changed
                else _("Counted again. All figures are as they were.")
            )
            messages.success(request, told)
    return redirect("office:bulletin", pk)


@login_required
@require_POST
def draft_anew(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_bulletin(request, pk)
    seen = SeenForm(request.POST)
    if seen.is_valid():
        try:
            draft_again(
                bulletin=one,
                seen_version=seen.cleaned_data["seen_version"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            tell(request, refused)
        else:
            messages.success(request, _("Drafted anew from what happened."))
    return redirect("office:bulletin", pk)


@login_required
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_bulletin(request, pk)
    seen = SeenForm(request.POST)
    if not seen.is_valid():
        messages.error(request, _("Look at the bulletin once more, then issue it."))
        return redirect("office:bulletin", pk)
    try:
        issue_bulletin(
            bulletin=one,
            seen_version=seen.cleaned_data["seen_version"],
            actor=post,
            now=clock.now(),
        )
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The bulletin is issued. Everybody can read it."))
    return redirect("office:bulletin", pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    one, post = own_bulletin(request, pk)
    form = WithdrawBulletinForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        withdraw_bulletin(bulletin=one, why=why, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("office:bulletin", pk)
    messages.success(request, _("Withdrawn. Nobody outside reads it any more."))
    return redirect("office:publicity")


@login_required
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """How it looks on paper, while it is a draft and afterwards."""
    one, _post = own_bulletin(request, pk)
    answer = HttpResponse(bulletin_pdf(one), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bulletin-{one.pk}.pdf"'
    return answer

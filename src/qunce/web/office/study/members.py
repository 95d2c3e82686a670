"""How people prefer to study: for the unit's own posts alone, and nobody in an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.study import queries
from qunce.domain.study.actions import add_member, change_needs, member_leaves
from qunce.domain.study.models import Member
from qunce.domain.study.suggesting import Offer, forms_for, offer_to
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.study.access import Here, keeping
from qunce.web.office.study.forms import MemberForm, language, said_need
from qunce.web.shell.words import add_refusals


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member with what can be offered to them, and the form that changes it."""

    member: Member
    prefers: str
    offer: Offer
    forms: list[str]
    form: MemberForm


@login_required
@never_cache
@sensitive_post_parameters()
def members(request: HttpRequest) -> HttpResponse:
    """Everybody noted, what can be offered to each; noting one more, changing, letting go.

    The member's number stands in the form that is sent, not in the address.
    """
    here = keeping(request)
    act = request.POST.get("act", "")
    form = MemberForm(here.template, request.POST if act == "add" else None)
    changing: MemberForm | None = None
    changed = _member(request, here) if act in ("change", "leave") else None
    if request.method == "POST":
        try:
            if act == "leave" and changed is not None:
                member_leaves(member=changed, actor=here.post, now=clock.now())
                messages.success(request, _("Deleted. Nothing of it is kept here."))
                return _back(here)
            if act == "change" and changed is not None:
                changing = MemberForm(here.template, request.POST, auto_id=f"m{changed.pk}-%s")
                if changing.is_valid():
                    change_needs(
                        member=changed, **changing.cleaned_data, actor=here.post, now=clock.now()
                    )
                    messages.success(request, _("Noted."))
                    return _back(here)
            elif form.is_valid():
                add_member(unit=here.unit, **form.cleaned_data, actor=here.post, now=clock.now())
                messages.success(request, _("Noted."))
                return _back(here)
        except Refused as refused:
            add_refusals(changing or form, refused)
    shown = [
        _shown(here, one, changing if changed and changed.pk == one.pk else None)
        for one in queries.members_of(here.post, [here.unit])
    ]
    others = [unit for unit in here.units if unit.pk != here.unit.pk]
    context = {"at": here, "shown": shown, "form": form, "others": others}
    return render(request, "office/study/members.html", context)


def _shown(here: Here, member: Member, form: MemberForm | None) -> ShownMember:
    begins = {"called": member.called, "prefers": member.prefers, "away": member.away}
    return ShownMember(
        member=member,
        prefers=said_need(member.prefers, here.template),
        offer=offer_to(member.prefers, away=member.away),
        forms=[one.label(language()) for one in forms_for(here.template, [member.prefers])],
        form=form or MemberForm(here.template, initial=begins, auto_id=f"m{member.pk}-%s"),
    )


def _member(request: HttpRequest, here: Here) -> Member:
    number = request.POST.get("member", "")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        found = Member.objects.visible_to(here.post).filter(unit=here.unit, pk=number).first()
        if found is not None:
            return found
    raise Http404


def _back(here: Here) -> HttpResponse:
    where = redirect("office:members")
    if here.unit.pk != here.post.unit_id:
        where["Location"] += f"?unit={here.unit.pk}"
    return where

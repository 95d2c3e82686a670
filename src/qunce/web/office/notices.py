"""What a post has to know: the list, the printed list, and where mails go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post, User
from qunce.domain.notices.actions import read_all, read_notice, set_mail_address
from qunce.domain.notices.models import MailAddress, Notice
from qunce.domain.notices.queries import for_printing, mail_address_of, read_for, unread_for
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

ON_A_PAGE = 50
READ_SHOWN = 20
PRINTED = 500


class MailForm(forms.Form):
    """Where mails to the post go; whether it is an address is the rules' word."""

    address = forms.CharField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=300,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    wants = forms.BooleanField(
        label=gettext_lazy("Send a mail when there is something new"), required=False
    )
    shared = forms.BooleanField(
        label=gettext_lazy("This mailbox belongs to the office"),
        help_text=gettext_lazy(
            "It stays when somebody else takes the post. Your own address gets no mails any more."
        ),
        required=False,
    )


def _post(request: HttpRequest) -> Post:
    """The post acted for; staff without a post have nothing to be told."""
    post = acting_post(request)
    if post is None:
        raise Http404
    return post


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What the post has not read, what is due first standing first; and the mails."""
    post = _post(request)
    mail = mail_address_of(post)
    form = MailForm(request.POST or None, initial=_starting(mail))
    if request.method == "POST" and form.is_valid():
        try:
            _set_mail(request, post, form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:notices")
    page = Paginator(unread_for(post), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "read": read_for(post)[:READ_SHOWN],
        "form": form,
        "mail": mail,
        "seen": clock.now().isoformat(),
    }
    return render(request, "office/notices.html", context)


def _starting(mail: MailAddress | None) -> dict[str, Any]:
    if mail is None:
        return {}
    return {
        "address": mail.address,
        "wants": mail.wants,
        "shared": bool(mail.address) and mail.user_id is None,
    }


def _set_mail(request: HttpRequest, post: Post, typed: dict[str, Any]) -> None:
    user = request.user
    set_mail_address(
        post=post,
        address=typed["address"],
        wants=typed["wants"],
        user=user if isinstance(user, User) and not typed["shared"] else None,
        actor=post.ref,
        now=clock.now(),
    )


@require_POST
@login_required
def read(request: HttpRequest, pk: str) -> HttpResponse:
    """One notice is read; with ``go`` on to what it is about."""
    notice = get_object_or_404(Notice.objects.of(_post(request)), pk=pk)
    read_notice(notice=notice, now=clock.now())
    return redirect(notice.path if request.POST.get("go") else "office:notices")


@require_POST
@login_required
def read_them_all(request: HttpRequest) -> HttpResponse:
    """All is read that stood there when the list was shown; what came since stays unread."""
    post = _post(request)
    try:
        seen = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        seen = None
    if seen is not None and seen.tzinfo is not None:
        read_all(post=post, now=clock.now(), until=seen)
    return redirect("office:notices")


@login_required
def printed(request: HttpRequest) -> HttpResponse:
    """The same list on paper, with room to tick off."""
    post = _post(request)
    return render(
        request,
        "office/notices_print.html",
        {"notices": for_printing(post)[:PRINTED], "post": post},
    )

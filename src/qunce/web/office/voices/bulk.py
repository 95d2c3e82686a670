"""Several messages at once: looked through first, done, and for ten minutes undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.matters.queries import unit_for
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.actions import register_voice, restore, set_aside
from qunce.domain.voices.models import Voice
from qunce.domain.voices.rules import why_not_register_voice, why_not_set_aside
from qunce.domain.voices.states import VoiceState
from qunce.kernel import clock
from qunce.kernel.canonical import instant, read_instant
from qunce.kernel.refusals import Refusal, Refused
from qunce.web.office.voices.forms import around, today
from qunce.web.shell.acting import acting_post
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import say

MOST = 50
UNDO_FOR = timedelta(minutes=10)
SESSION_KEY = "voices_set_aside"
REGISTER, SET_ASIDE = "register", "set_aside"


class SeveralForm(forms.Form):
    """What happens to the chosen ones."""

    what = forms.ChoiceField(
        label=gettext_lazy("What happens to them?"),
        choices=(
            (REGISTER, gettext_lazy("Give them to a unit")),
            (SET_ASIDE, gettext_lazy("Set them aside")),
        ),
        widget=forms.RadioSelect,
        initial=REGISTER,
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("What they are about"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a category"),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Responsible unit"),
        help_text=gettext_lazy(
            "Left open, it is the unit that the dispatch list names for the category."
        ),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("As the dispatch list says"),
    )
    reason = WordsField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For setting aside: every speaker reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, post: Post, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.post = post
        self.fields["category"].queryset = Category.objects.open()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = around(post.unit).to_choose()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("what") == REGISTER:
            category = said.get("category")
            if category is None and "category" not in self.errors:
                self.add_error("category", _("Choose what they are about."))
            elif category is not None and said.get("unit") is None and "unit" not in self.errors:
                said["unit"] = unit_for(category, self.post.unit)
                if said["unit"] is None:
                    self.add_error(
                        "unit",
                        _("The dispatch list names no unit for “%(category)s”. Choose one.")
                        % {"category": category.label},
                    )
        elif said.get("what") == SET_ASIDE and not (said.get("reason") or "").strip():
            self.add_error("reason", _("Say why: every speaker reads it."))
        return said


@dataclass
class Chosen:
    """A chosen message, as its line was when it was chosen, and what stands in the way."""

    voice: Voice
    seen_version: int
    reasons: list[Refusal]

    @property
    def changed(self) -> bool:
        return self.voice.version != self.seen_version


def _post(request: HttpRequest) -> Post:
    post = acting_post(request)
    if post is None:
        raise Http404
    return post


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _chosen(request: HttpRequest, post: Post) -> list[Chosen]:
    """Those of the chosen messages that this post sees; at most fifty."""
    pks = {_number(pk) for pk in request.POST.getlist("voice")[:MOST]}
    seen = Voice.objects.visible_to(post, on=today()).filter(pk__in=pks).order_by("id")
    found = seen.select_related(
        "village", "place", "receiver", "accused", "responsible", "reviewer", "town", "category"
    )
    return [
        Chosen(one, _number(request.POST.get(f"version_{one.pk}", "")) or one.version, [])
        for one in found
    ]


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Which messages they are, and the question what is to happen to them."""
    post = _post(request)
    chosen = _chosen(request, post)
    if not chosen:
        return _none_chosen(request)
    return _page(request, chosen, SeveralForm(post))


def _none_chosen(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Choose at least one message first."))
    return redirect("office:voices")


def _page(
    request: HttpRequest, chosen: list[Chosen], form: SeveralForm, *, sure: bool = False
) -> HttpResponse:
    context = {"chosen": chosen, "form": form, "sure": sure, "said": None}
    if sure:
        context["said"] = form.cleaned_data
        context["possible"] = sum(not one.reasons and not one.changed for one in chosen)
    return render(request, "office/voices/several.html", context)


@login_required
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """First what would happen to each; sent once more, each by itself, the rest left as it is."""
    post = _post(request)
    chosen = _chosen(request, post)
    if not chosen:
        return _none_chosen(request)
    form = SeveralForm(post, request.POST)
    if not form.is_valid():
        return _page(request, chosen, form)
    said = form.cleaned_data
    if "sure" not in request.POST:
        for one in chosen:
            one.reasons = _why_not(one.voice, post, said)
        return _page(request, chosen, form, sure=True)
    done = [one.voice.pk for one in chosen if _do(request, one, post, said)]
    if done:
        told = ngettext("%(count)d message is done.", "%(count)d messages are done.", len(done))
        messages.success(request, told % {"count": len(done)})
        if said["what"] == SET_ASIDE:
            request.session[SESSION_KEY] = {"at": instant(clock.now()), "pks": done}
    return redirect("office:voices")


def _why_not(voice: Voice, post: Post, said: dict[str, Any]) -> list[Refusal]:
    if said["what"] == REGISTER:
        return why_not_register_voice(voice, post, category=said["category"], unit=said["unit"])
    return why_not_set_aside(voice, post, reason=said["reason"])


def _do(request: HttpRequest, one: Chosen, post: Post, said: dict[str, Any]) -> bool:
    voice, now = one.voice, clock.now()
    if one.changed:
        messages.error(
            request, _("%(number)s was changed meanwhile and left as it is.") % {"number": voice}
        )
        return False
    try:
        if said["what"] == REGISTER:
            register_voice(
                voice=voice,
                category=said["category"],
                unit=said["unit"],
                seen_version=one.seen_version,
                actor=post,
                now=now,
            )
        else:
            set_aside(voice=voice, reason=said["reason"], actor=post, now=now)
    except Refused as refused:
        messages.error(request, f"{voice.number}: {say(refused.refusals[0])}")
        return False
    return True


def may_undo(request: HttpRequest) -> int:
    """How many messages this browser set aside in the last ten minutes."""
    return len(_kept(request.session.get(SESSION_KEY)))


def _kept(kept: Any) -> list[int]:
    if not isinstance(kept, dict) or clock.now() - read_instant(kept["at"]) > UNDO_FOR:
        return []
    return list(kept["pks"])


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """What was just set aside is back in the queue; the story of each keeps both."""
    post = _post(request)
    pks = _kept(request.session.pop(SESSION_KEY, None))
    seen = Voice.objects.visible_to(post, on=today())
    back = 0
    for voice in seen.filter(pk__in=pks, state=VoiceState.SET_ASIDE):
        try:
            restore(voice=voice, reason=_("Set aside by mistake."), actor=post, now=clock.now())
        except Refused as refused:
            messages.error(request, f"{voice.number}: {say(refused.refusals[0])}")
        else:
            back += 1
    if back:
        told = ngettext(
            "%(count)d message is back in the queue.",
            "%(count)d messages are back in the queue.",
            back,
        )
        messages.success(request, told % {"count": back})
    else:
        messages.error(request, _("There is nothing to undo any more."))
    return redirect("office:voices")

"""Several messages at once: looked through first, done, and for ten minutes undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.actions import register_voice, restore, set_aside
from qunce.domain.voices.models import Voice
from qunce.domain.voices.rules import why_not_register_voice, why_not_set_aside
from qunce.domain.voices.states import VoiceState
from qunce.kernel import clock
from qunce.kernel.canonical import instant, read_instant
from qunce.kernel.refusals import Refused
from qunce.web.office.forms import WordsField
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import say

MOST = 50
UNDO_FOR = timedelta(minutes=10)
SESSION_KEY = "voices_set_aside"


class SeveralForm(forms.Form):
    """What happens to the chosen ones."""

    what = forms.ChoiceField(
        label=gettext_lazy("What happens to them?"),
        choices=(
            ("register", gettext_lazy("Give them to a unit")),
            ("set_aside", gettext_lazy("Set them aside")),
        ),
        widget=forms.RadioSelect,
        initial="register",
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("What they are about"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a category"),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Responsible unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a unit"),
    )
    reason = WordsField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For setting aside: every speaker reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, post: Post, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = Category.objects.open()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.within(post.unit)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("what") == "register":
            for name, sentence in (
                ("category", _("Choose what they are about.")),
                ("unit", _("Choose the responsible unit.")),
            ):
                if not said.get(name):
                    self.add_error(name, sentence)
        elif said.get("what") == "set_aside" and not (said.get("reason") or "").strip():
            self.add_error("reason", _("Say why: every speaker reads it."))
        return said


def _chosen(request: HttpRequest, post: Post) -> list[Voice]:
    pks = [int(pk) for pk in request.POST.getlist("voice") if pk.isdecimal() and len(pk) < 18]
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Voice.objects.visible_to(post, on=today).filter(pk__in=pks[:MOST])
    return list(seen.select_related("village", "receiver", "accused", "responsible", "town"))


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Which messages, and what would happen to each; nothing has happened yet."""
    post = acting_post(request)
    if post is None:
        raise Http404
    voices = _chosen(request, post)
    if not voices:
        messages.error(request, _("Choose at least one message first."))
        return redirect("office:voices")
    return _page(request, post, voices, SeveralForm(post))


def _page(request: HttpRequest, post: Post, voices: list[Voice], form: SeveralForm) -> HttpResponse:
    rows = [
        {
            "voice": voice,
            "reasons": why_not_register_voice(voice, post),
            "aside": why_not_set_aside(voice, post),
        }
        for voice in voices
    ]
    return render(request, "office/voices/several.html", {"rows": rows, "form": form})


@login_required
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Each of the chosen ones by itself; whatever may not be is named and left as it is."""
    post = acting_post(request)
    if post is None:
        raise Http404
    voices = _chosen(request, post)
    form = SeveralForm(post, request.POST)
    if not voices:
        messages.error(request, _("Choose at least one message first."))
        return redirect("office:voices")
    if not form.is_valid():
        return _page(request, post, voices, form)
    said, now, done = form.cleaned_data, clock.now(), []
    for voice in voices:
        try:
            if said["what"] == "register":
                register_voice(
                    voice=voice,
                    category=said["category"],
                    unit=said["unit"],
                    village=voice.village,
                    place=voice.place,
                    seen_version=voice.version,
                    actor=post,
                    now=now,
                )
            else:
                set_aside(voice=voice, reason=said["reason"], actor=post, now=now)
        except Refused as refused:
            messages.error(request, f"{voice.number}: {say(refused.refusals[0])}")
        else:
            done.append(voice.pk)
    if done:
        told = ngettext("%(count)d message is done.", "%(count)d messages are done.", len(done))
        messages.success(request, told % {"count": len(done)})
    if said["what"] == "set_aside" and done:
        request.session[SESSION_KEY] = {"at": instant(now), "pks": done}
    return redirect("office:voices")


def may_undo(request: HttpRequest) -> int:
    """How many messages this browser set aside in the last ten minutes."""
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict):
        return 0
    if clock.now() - read_instant(kept["at"]) > UNDO_FOR:
        return 0
    return len(kept["pks"])


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """What was just set aside is back in the queue; the story of each keeps both."""
    post = acting_post(request)
    kept = request.session.pop(SESSION_KEY, None)
    if post is None or not kept or clock.now() - read_instant(kept["at"]) > UNDO_FOR:
        messages.error(request, _("There is nothing to undo any more."))
        return redirect("office:voices")
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    seen = Voice.objects.visible_to(post, on=today)
    for voice in seen.filter(pk__in=kept["pks"], state=VoiceState.SET_ASIDE):
        try:
            restore(voice=voice, reason=_("Set aside by mistake."), actor=post, now=clock.now())
        except Refused as refused:
            messages.error(request, f"{voice.number}: {say(refused.refusals[0])}")
    messages.success(request, _("They are back in the queue."))
    return redirect("office:voices")

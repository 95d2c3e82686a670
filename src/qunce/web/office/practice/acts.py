"""Several things to do on one page, each a form of its own that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.functional import Promise as Lazy

from qunce.kernel.refusals import Refusal, Refused
from qunce.web.shell.words import add_refusals

Words = str | Lazy


@dataclass
class Act:
    """One thing that can be done now, or why not."""

    title: Words
    button: Words
    done: Words
    do: Callable[[dict[str, Any]], object]
    reasons: Sequence[Refusal] = ()
    form_class: type[forms.Form] = forms.Form
    initial: Mapping[str, Any] = field(default_factory=dict)
    danger: bool = False
    first: bool = False
    """What this page is for at the moment: open, with the coloured button."""
    form: forms.Form = field(init=False)

    def bind(self, name: str, data: Any) -> None:
        self.form = self.form_class(data, prefix=name, initial=dict(self.initial))


def carry_out(request: HttpRequest, acts: dict[str, Act], chosen: str) -> bool:
    """Bind every form; do what was sent.  True when the page is to be read anew.

    A refusal becomes an error of the form it came from, which stays open with its words.  An
    address that was only opened, not sent to, leads to the page.
    """
    if bool(chosen) != (request.method == "POST"):
        return True
    if chosen and chosen not in acts:
        raise Http404
    for name, act in acts.items():
        act.bind(name, request.POST if name == chosen else None)
    if not chosen:
        return False
    act = acts[chosen]
    if not act.form.is_valid():
        return False
    try:
        act.do(act.form.cleaned_data)
    except Refused as refused:
        add_refusals(act.form, refused)
        return False
    messages.success(request, str(act.done))
    return True


def offered(acts: dict[str, Act]) -> dict[str, Act]:
    """What the post may do now, and what was just sent, so that its words are not lost."""
    return {name: act for name, act in acts.items() if not act.reasons or act.form.is_bound}

"""Choosing a password with the word that the campaign office gave in person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from qunce.domain.accounts.actions import choose_first_password
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.shell.limits import Limit, Window
from qunce.web.shell.words import add_refusals

TRYING = Limit("first-password", (Window(10, 600),))
"""Tries of one network in ten minutes; the word has sixty bits, so this is for the hashing."""
SHORTEST = 10
"""As AUTH_PASSWORD_VALIDATORS say."""
QUIET = {"autocapitalize": "none", "spellcheck": "false"}


class FirstPasswordForm(forms.Form):
    """Name, word, and the password twice."""

    username = forms.CharField(
        label=gettext_lazy("Log-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", **QUIET}),
    )
    word = forms.CharField(
        label=gettext_lazy("The word from the campaign office"),
        help_text=gettext_lazy("Thirteen signs; small letters and blanks do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **QUIET}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your new password"),
        help_text=gettext_lazy("At least ten characters, not digits alone."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if len(password) < SHORTEST:  # said by ourselves: Django has no Chinese for it
            raise forms.ValidationError(_("At least ten characters, not digits alone."))
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        password, again = said.get("password"), said.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same."))
        return said


@sensitive_post_parameters()
def first_password(request: HttpRequest) -> HttpResponse:
    """The word is used up, and one signs in as always: with the second step, if there is one."""
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if TRYING.spend(request):
            form.add_error(None, _("Too many tries from this network. Wait ten minutes."))
            status = 429
        else:
            try:
                choose_first_password(
                    username=said["username"],
                    word=said["word"],
                    password=said["password"],
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(request, _("The password is set. Sign in with it now."))
                return redirect("account_login")
    response = render(request, "account/first_password.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response

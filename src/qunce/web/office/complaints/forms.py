"""Forms of the box for complaints: what is wrong, and the answer to it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.complaints.states import About
from qunce.web.office.naming import NamingForm
from qunce.web.shell.fields import WordsField


class ComplaintForm(NamingForm):
    """Two choices and words; the box in the footer of every staff page sends the same."""

    about = forms.ChoiceField(
        label=_("Is it about the software or about the campaign?"),
        choices=About.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether it is about the software or about the campaign.")
        },
    )
    words = WordsField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_(
            "The campaign office at the top answers, and all staff can read both. Of matters, "
            "never of persons."
        ),
    )
    with_post = forms.BooleanField(
        label=_("Keep my post with it, so that I am told the answer"),
        required=False,
        help_text=_("Without this nothing is kept of you: no post, no unit, and only the day."),
    )
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    number = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(NamingForm):
    answer = WordsField(
        label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )

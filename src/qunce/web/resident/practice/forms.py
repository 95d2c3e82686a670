"""What a resident says of a promise or a project."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.practice.states import LONGEST_VIEW, PeopleSay
from qunce.web.shell.fields import WordsField


class ViewForm(forms.Form):
    submission = WordsField(widget=forms.HiddenInput, required=False)
    says = forms.ChoiceField(
        label=_("How do you see it?"),
        choices=PeopleSay.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers. “Cannot tell” is fine."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )
    words = WordsField(
        label=_("What did you see?"),
        help_text=_(
            "At most 500 characters. Leave out names of people: they are made unreadable before "
            "others read it."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-most": LONGEST_VIEW}),
    )

"""Forms of duties: one line when something is told, a day and a reason when it is moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.duties.states import MOST_REASON, MOST_WORDS
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


class TellForm(forms.Form):
    """That it is done; a line may be added, and need not."""

    words = WordsField(
        label=_("In one line, if you like"),
        required=False,
        widget=forms.TextInput(attrs={"data-most": MOST_WORDS, "autocomplete": "off"}),
    )


class MoveForm(forms.Form):
    """Another day, and why."""

    to_on = DayField(label=_("New day"), required=False)
    reason = WordsField(
        label=_("Why"),
        required=False,
        widget=forms.TextInput(attrs={"data-most": MOST_REASON, "autocomplete": "off"}),
        help_text=_("Everybody who carries it reads the reason. Name nobody."),
    )
    for_all = forms.BooleanField(
        label=_("For every unit that still owes it on the same day"), required=False
    )

    def values(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to_on"], "reason": self.cleaned_data["reason"]}

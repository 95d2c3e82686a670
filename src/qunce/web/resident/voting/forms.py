"""The code of a slip, and the slip itself.  Forms read; whether it may be is the rules' word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qunce.domain.ballots.models import Ballot, Item
from qunce.domain.ballots.queries import read_code
from qunce.domain.ballots.states import LONGEST_WORDS
from qunce.kernel.refusals import Refused
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import say


class SlipCodeForm(forms.Form):
    """The code as it is printed on the slip."""

    code = WordsField(
        label=_("The code on your slip"),
        help_text=_("Thirteen letters and digits. Small letters and missing dashes are fine."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-code": "",
            }
        ),
        error_messages={"required": _("Type the code on your slip.")},
    )

    def read(self) -> str:
        """The code in what was typed; refuses with the suspicious sign named."""
        return read_code(self.cleaned_data["code"])

    def add_reasons(self, refused: Refused) -> None:
        """Whatever is wrong here is wrong with the code."""
        for one in refused.refusals:
            self.add_error("code", forms.ValidationError(say(one), code=one.code))


def limited(answer: HttpResponse, wait: int) -> HttpResponse:
    """Too many wrong codes: when to come back stands in the head of the answer."""
    answer["Retry-After"] = str(wait)
    return answer


def name_of(item: Item) -> str:
    return f"item_{item.place}"


class SlipForm(forms.Form):
    """One field for each question, none of them required: a question may be left open."""

    code = WordsField(widget=forms.HiddenInput)
    helped = forms.BooleanField(
        required=False,
        label=_("Somebody helped me to fill this in"),
        help_text=_("This is counted beside the others, and your answers count the same."),
    )

    def __init__(self, ballot: Ballot, items: Sequence[Item], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        steps = [(step["code"], step["label"]) for step in ballot.steps]
        for item in items:
            self.fields[name_of(item)] = forms.ChoiceField(
                required=False,
                label=item.text,
                choices=steps,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("Choose one of the answers, or leave this question open.")
                },
            )
        if ballot.own_words:
            self.fields["words"] = WordsField(
                required=False,
                label=_("In your own words"),
                help_text=_(
                    "Your words are read through for names before others see them. "
                    "How somebody writes can still give them away."
                ),
                widget=forms.Textarea(attrs={"rows": 4, "data-most": LONGEST_WORDS}),
            )
        self.order_fields([*(name_of(item) for item in items), "words", "helped", "code"])

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions in their order."""
        return [self[name_of(item)] for item in self.items]

    @property
    def marks(self) -> list[str]:
        """A code of the scale for each question in order, empty where it was left open."""
        return [self.cleaned_data[name_of(item)] for item in self.items]

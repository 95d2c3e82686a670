"""Forms of single steps: each reads what one action needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.ballots.models import Item
from qunce.domain.ballots.states import FEWEST_DICE, LONGEST_WORDS, Step, WordsState
from qunce.domain.ballots.tallies import Counts
from qunce.web.office.ballots.forms import NUMBERS
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField

SHORT = forms.Textarea(attrs={"rows": 3})


class NothingForm(forms.Form):
    """A step that needs no words."""


class ReasonForm(forms.Form):
    reason = WordsField(
        label=_("Why"), help_text=_("Everybody reads it."), widget=SHORT, required=False
    )


class ExtendForm(forms.Form):
    closes_on = DayField(label=_("New last day"))


class SpoilForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the spoiled slip"),
        max_length=500,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "data-never-kept": "",
                "class": "secret",
            }
        ),
    )


class DiceForm(forms.Form):
    """The dice for the recount, and which share of the batches they choose."""

    dice = forms.CharField(
        label=_("The dice as they fell"),
        help_text=_("Digits from 1 to 6, blanks as you like; at least %(fewest)s of them.")
        % {"fewest": FEWEST_DICE},
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    share = forms.IntegerField(
        label=_("Which share of the batches, in percent"),
        help_text=_("At least one batch is counted again. Announce the share before the dice."),
        initial=10,
        widget=forms.NumberInput(attrs=NUMBERS),
    )


class RecountForm(forms.Form):
    """How often each mark was read out, question by question; counted by people, not computed."""

    def __init__(
        self, items: Sequence[Item], steps: Sequence[Step], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.items = items
        self.columns = len(steps) + 1
        for item in items:
            for at in range(self.columns):
                self.fields[self._name(item, at)] = self._number(
                    f"{item.text}: {steps[at - 1]['label'] if at else gettext('No mark')}"
                )
        self.fields["invalid"] = self._number(gettext("Slips that cannot be read"))

    def _name(self, item: Item, at: int) -> str:
        return f"q{item.place}_{at}"

    def _number(self, label: str) -> forms.IntegerField:
        number = forms.IntegerField(
            label=label,
            min_value=0,
            max_value=100_000,
            widget=forms.NumberInput(attrs={**NUMBERS, "aria-label": label}),
        )
        number.error_messages["required"] = gettext("Write a number; 0 is one too.")
        return number

    def rows(self) -> list[tuple[Item, list[forms.BoundField]]]:
        """The marks in the order of the scale, those without a mark last."""
        order = [*range(1, self.columns), 0]
        return [(item, [self[self._name(item, at)] for at in order]) for item in self.items]

    def counts(self) -> Counts:
        marks = tuple(
            tuple(self.cleaned_data[self._name(item, at)] for at in range(self.columns))
            for item in self.items
        )
        # Who had help is not read out again.
        helped = tuple((0,) * self.columns for _item in self.items)
        return Counts(marks, helped, self.cleaned_data["invalid"])


class CheckWordsForm(forms.Form):
    """What becomes of one set of own words."""

    state = forms.ChoiceField(
        label=_("What is shown"),
        choices=[
            (WordsState.SHOWN, _("Show as it is")),
            (WordsState.MASKED, _("Show as written below, without the name")),
            (WordsState.WITHHELD, _("Do not show")),
        ],
        widget=forms.RadioSelect,
    )
    shown = WordsField(
        label=_("Without the name"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProblemForm(forms.Form):
    """A low result as it stands on the problem list."""

    title = forms.CharField(label=_("In a few words"), max_length=120)
    statement = WordsField(label=_("What is wrong"), widget=SHORT, max_length=4000)

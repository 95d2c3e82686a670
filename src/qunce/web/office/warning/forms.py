"""Forms of alerts; whether something may be done is the rules' word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.warning.rules import SHORT
from qunce.domain.warning.states import Change, Says
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


class JudgeForm(forms.Form):
    """One touch: each answer is a button; a word may be added before."""

    says = forms.ChoiceField(
        label=_("What did you find?"),
        choices=Says.choices,
        error_messages={"required": _("Choose one of the answers offered.")},
    )
    words = forms.CharField(
        label=_("In a word, why?"),
        max_length=SHORT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),  # Enter must not choose the first answer
        help_text=_("Of matters and places, never of persons."),
    )


class ProblemForm(forms.Form):
    """What goes on the problem list; both are filled in and can be changed."""

    title = forms.CharField(label=_("Title on the problem list"), max_length=120, required=False)
    statement = WordsField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Of matters and places, never of persons."),
    )


class AskForm(forms.Form):
    question = forms.CharField(
        label=pgettext_lazy("an alert", "What do you want to know?"),
        max_length=SHORT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),  # what is filled in is seen as a whole
    )


class AnswerForm(forms.Form):
    answer = WordsField(
        label=pgettext_lazy("an alert", "What do you know about it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Of matters and places, never of persons."),
    )


class RestForm(forms.Form):
    until = DayField(
        label=_("Until which day?"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )


class BudgetForm(forms.Form):
    per_month = forms.IntegerField(
        label=_("How many false alarms a month?"),
        help_text=_(
            "From 1 to 10, over everything that is watched. With more of them a matter is noticed "
            "earlier; with fewer an alert is more often right."
        ),
        widget=forms.NumberInput(attrs={"min": 1, "max": 10, "inputmode": "numeric"}),
    )


class ChangeForm(forms.Form):
    """From a day on more or fewer speak, though nothing happened but that they are asked."""

    what = forms.ChoiceField(
        label=_("What changed?"), choices=Change.choices, widget=forms.RadioSelect
    )
    from_on = DayField(label=_("From which day on?"))
    unit = forms.ModelChoiceField(
        label=_("Only in one unit?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=pgettext_lazy("a change in reporting", "In all units"),
    )
    category = forms.ModelChoiceField(
        label=_("Only in one category?"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=pgettext_lazy("a change in reporting", "In all categories"),
    )
    words = forms.CharField(
        label=pgettext_lazy("a change in reporting", "What exactly?"),
        max_length=200,
        required=False,
        help_text=_("Needed for another reason; for the others it helps those who read it later."),
    )

    def __init__(
        self, units: QuerySet[Unit], categories: QuerySet[Category], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]

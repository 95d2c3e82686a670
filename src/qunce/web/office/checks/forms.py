"""Forms of check lists and daily numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.checks.models import CheckItem
from qunce.domain.checks.rules import Answer
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.web.office.budget.forms import beyond_field
from qunce.web.office.forms import DayField, named_with_unit
from qunce.web.shell.fields import SeveralField


class CheckListForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=80, strip=True)
    items = forms.CharField(
        label=_("What is looked at at each place"),
        help_text=_("One thing on a line, put so that “in order” is the good answer."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    category = forms.ModelChoiceField(
        label=_("What a problem is about that comes of it"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Decide later"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = Category.objects.open()  # type: ignore[attr-defined]

    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class RoundForm(forms.Form):
    starts_on = DayField(label=_("First day"))
    due_on = DayField(label=_("Last day"))
    places = SeveralField(
        label=_("Places"),
        queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one place to look at.")},
    )
    beyond = beyond_field()

    def __init__(self, town: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = Place.objects.in_use().filter(unit__in=Unit.objects.within(town))
        field = self.fields["places"]
        field.queryset = places.select_related("unit")  # type: ignore[attr-defined]
        field.label_from_instance = named_with_unit  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """For each question: in order or not, and what is wrong."""

    def __init__(self, items: list[CheckItem], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        for item in items:
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=(("yes", _("In order")), ("no", _("Not in order"))),
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"words_{item.pk}"] = forms.CharField(
                label=_("What is wrong"), max_length=300, required=False
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"item_{item.pk}"], self[f"words_{item.pk}"]) for item in self.items]

    def answers(self) -> dict[int, Answer]:
        said = {}
        for item in self.items:
            choice = self.cleaned_data.get(f"item_{item.pk}")
            if choice:
                said[item.pk] = (choice == "yes", self.cleaned_data.get(f"words_{item.pk}", ""))
        return said


class SeriesForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Who counts"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    name = forms.CharField(label=_("What is counted"), max_length=60)
    counted_in = forms.CharField(
        label=_("Counted in"),
        help_text=_("For example people or cases. Numbers only, never names."),
        max_length=20,
        required=False,
    )
    starts_on = DayField(label=_("From which day"))
    workdays_only = forms.BooleanField(label=_("On work days only"), required=False)
    beyond = beyond_field()

    def __init__(self, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.within(top).to_choose()  # type: ignore[attr-defined]


class CountForm(forms.Form):
    on = DayField(label=_("Day"))
    number = forms.IntegerField(
        label=pgettext_lazy("how many", "Number"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write a whole number such as 3; nought is a number too.")},
    )

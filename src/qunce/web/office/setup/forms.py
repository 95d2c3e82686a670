"""Forms of the setup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.rules import same_surroundings
from qunce.domain.voices.words import one_line, says_something

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class LineField(forms.CharField):
    """Words on one line, without control characters; what nobody can see is nothing."""

    def to_python(self, value: Any) -> str:
        line = one_line(str(super().to_python(value) or ""))
        return line if says_something(line) else ""


class PlaceForm(forms.Form):
    """A place as people call it, and in which unit it lies."""

    unit = forms.ModelChoiceField(
        label=_("In which unit?"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    name = LineField(
        label=_("What do people call it?"),
        help_text=_(
            "As it would be said on the telephone: the main gate, the pond behind the school."
        ),
        max_length=80,
    )

    def __init__(self, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.within(top).to_choose()  # type: ignore[attr-defined]


class CategoryForm(forms.Form):
    """A matter one can name."""

    name = LineField(label=_("What is it called?"), max_length=60)
    name_en = LineField(label=_("In English"), max_length=60, required=False)
    description = LineField(
        label=_("What belongs to it"), max_length=300, required=False, widget=forms.Textarea
    )
    keywords = LineField(
        label=_("Words people use for it"),
        help_text=_("With commas between them."),
        max_length=300,
        required=False,
    )
    code = LineField(
        label=_("Short code for other programs"),
        help_text=_("Small Latin letters, digits and hyphens; left empty, one is made."),
        max_length=40,
        required=False,
    )
    offered = forms.BooleanField(
        label=_("Other programs may choose it (Open311)"), required=False, initial=True
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("Only small Latin letters, digits and single hyphens between them.")
            )
        return code


class DispatchForm(forms.Form):
    """One choice for each category: the unit that answers for it."""

    def __init__(
        self, top: Unit, categories: Any, named: dict[int, int], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        units = [(str(unit.pk), unit.name) for unit in Unit.objects.within(top).to_choose()]
        self.categories = {f"category_{category.pk}": category for category in categories}
        self.named = named
        for name, category in self.categories.items():
            chosen = named.get(category.pk)
            nobody = [] if chosen else [("", _("Not named"))]
            self.fields[name] = forms.ChoiceField(
                label=category.label, choices=[*nobody, *units], required=False, initial=chosen
            )

    def changed(self) -> list[tuple[Any, int]]:
        """Each category whose unit is another one now, with the number of that unit."""
        said = [
            (category, int(self.cleaned_data[name]))
            for name, category in self.categories.items()
            if self.cleaned_data.get(name)
        ]
        return [(category, unit) for category, unit in said if self.named.get(category.pk) != unit]


class NeighboursForm(forms.Form):
    """Who lies beside ``unit``, chosen among ``others``.  Several may stand on one page."""

    beside = forms.MultipleChoiceField(
        label=_("Which units are its neighbours?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, unit: Unit, others: Sequence[Unit], *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", f"id_{unit.code}_%s")
        super().__init__(*args, **options)
        self.around = {
            one.code: one for one in others if one != unit and same_surroundings(unit, one)
        }
        self.fields["beside"].choices = [  # type: ignore[attr-defined]
            (code, unit.name) for code, unit in self.around.items()
        ]

    def by_area(self) -> list[tuple[str, list[BoundWidget]]]:
        """The boxes of each area, as they stand; of those in none the name is empty."""
        boxes: dict[str, list[BoundWidget]] = {}
        for box, unit in zip(self["beside"], self.around.values(), strict=True):
            boxes.setdefault(unit.area.name if unit.area else "", []).append(box)
        return list(boxes.items())

    def chosen(self) -> list[Unit]:
        return [self.around[code] for code in self.cleaned_data["beside"]]

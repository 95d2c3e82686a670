"""Forms of units and posts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.organisations.states import OF_A_COUNTY, OF_A_GROUP, TOPS, UnitKind
from qunce.domain.voices.words import one_line, says_something
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LOG_IN_NAME = re.compile(r"[\w.@+-]{2,60}")


class LineField(forms.CharField):
    """Words on one line, without control characters; what nobody can see is nothing."""

    def to_python(self, value: Any) -> str:
        line = one_line(str(super().to_python(value) or ""))
        return line if says_something(line) else ""


def _choose(field: forms.Field, queryset: Any) -> None:
    field.queryset = queryset  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """A unit, what kind it is, and where it stands in the tree."""

    name = LineField(label=_("What is it called?"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[],
    )
    parent = forms.ModelChoiceField(
        label=_("Which unit does it belong to?"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
    )
    area = forms.ModelChoiceField(
        label=_("Which area?"),
        help_text=_("The guidance group of the area looks after it."),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("No area"),
    )
    covered_by = forms.ModelChoiceField(
        label=_("Has it no branch of its own? Then whose branch acts for it?"),
        help_text=_("What it owes shows on the pages of that unit."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("It has its own"),
    )
    code = LineField(
        label=_("Short code"),
        help_text=_(
            "Small Latin letters, digits and hyphens; it stands in printed addresses for ever. "
            "Left empty, one is made."
        ),
        max_length=40,
        required=False,
    )

    def __init__(self, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top).to_choose()
        out = TOPS if top.kind in TOPS else (*TOPS, UnitKind.TOWN)
        out = (*out, *OF_A_COUNTY) if top.kind in OF_A_GROUP else out
        kinds = [(code, label) for code, label in UnitKind.choices if code not in out]
        self.fields["kind"].choices = [("", _("Choose")), *kinds]  # type: ignore[attr-defined]
        _choose(self.fields["parent"], units)
        _choose(self.fields["covered_by"], units.filter(covered_by__isnull=True))
        areas = Unit.objects.within(top).exclude(area__isnull=True).order_by().values("area_id")
        _choose(self.fields["area"], Area.objects.filter(pk__in=areas).order_by("name"))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("Only small Latin letters, digits and single hyphens between them.")
            )
        return code


class PostForm(forms.Form):
    """A post, and what it may do."""

    title = LineField(label=_("What is the post called?"), max_length=80)
    role = forms.ChoiceField(
        label=_("What may it do?"), choices=PostRole.choices, widget=forms.RadioSelect
    )
    area = forms.ModelChoiceField(
        label=_("Which area does a guidance post look after?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("No area"),
    )

    def __init__(self, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        areas = Unit.objects.within(top).exclude(area__isnull=True).order_by().values("area_id")
        _choose(self.fields["area"], Area.objects.filter(pk__in=areas).order_by("name"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("area") is not None and said.get("role") != PostRole.GUIDANCE:
            self.add_error("area", _("Only a guidance post looks after an area."))
        return said


class HandoverForm(forms.Form):
    """Who holds the post from which day: somebody known, or somebody new."""

    user = forms.ModelChoiceField(
        label=_("Who holds it from now on?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Somebody new, named below"),
    )
    name = LineField(label=_("Name"), max_length=60, required=False)
    username = LineField(
        label=_("Log-in name"),
        help_text=_("Letters, digits and . _ - without blanks; the person types it to sign in."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    since = DayField(label=_("From which day"))

    def __init__(
        self, post: Post, held_by: User | None, staff: Any, *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.post = post
        people = staff.exclude(pk=held_by.pk) if held_by is not None else staff
        _choose(self.fields["user"], people)
        self.fields["user"].label_from_instance = _person  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if username and not LOG_IN_NAME.fullmatch(username):
            raise forms.ValidationError(
                _("Two to sixty letters, digits and . _ - @ + without blanks.")
            )
        return username

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("user") is None and "user" not in self.errors:
            for name in ("name", "username"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Write it, or choose somebody above."))
        return said


def _person(user: User) -> str:
    return f"{user.name} ({user.username})"


class VacateForm(forms.Form):
    """From which day nobody holds the post."""

    on = DayField(label=_("From which day"))


class OwnBranchForm(forms.Form):
    """In whose ordinary branch a leading official takes part."""

    own_branch = forms.ModelChoiceField(
        label=_("In whose branch does this official take part?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Not named"),
    )

    def __init__(self, post: Post, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top).to_choose(kept=post.own_branch_id)
        _choose(self.fields["own_branch"], units)


class CoverForm(forms.Form):
    """Whose branch acts for a unit that has none."""

    by = forms.ModelChoiceField(
        label=_("Whose branch acts for it?"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
    )

    def __init__(self, unit: Unit, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top).to_choose().filter(covered_by__isnull=True)
        _choose(self.fields["by"], units.exclude(pk=unit.pk))


class EndForm(forms.Form):
    """Since when a unit is no more, and why."""

    on = DayField(label=_("Since which day is it no more?"))
    reason = WordsField(
        label=_("Why"),
        help_text=_("Everybody can read it in the record; name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("on", today)


class MergeForm(EndForm):
    """Which unit goes on with it."""

    successor = forms.ModelChoiceField(
        label=_("Which unit goes on with it?"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
    )
    field_order = ("successor", "on", "reason")

    def __init__(self, unit: Unit, top: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top).to_choose()
        beside = units.exclude(pk__in=Unit.objects.within(unit).order_by().values("pk"))
        _choose(self.fields["successor"], beside)

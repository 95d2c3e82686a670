"""Forms of guidance groups and visits; whether something may be done is the rules' word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.accounts.models import Post
from qunce.web.office.forms import DayField
from qunce.web.office.naming import NamingForm
from qunce.web.shell.fields import SeveralField, WordsField

LONG = forms.Textarea(attrs={"rows": 5})
SHORT = forms.Textarea(attrs={"rows": 3})
NO_PERSONS = _("Of matters and places, never of persons.")


class GroupForm(forms.Form):
    """Who leads the group of an area, and who else is in it."""

    leader = forms.ModelChoiceField(
        label=_("Which leading official leads the group?"),
        queryset=Post.objects.none(),
        empty_label=_("Choose a post"),
    )
    members = SeveralField(
        label=_("Who else is in it?"),
        queryset=Post.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The area's guidance posts belong to it without being named."),
    )

    def __init__(
        self, leaders: QuerySet[Post], others: QuerySet[Post], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["members"].queryset = others  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    planned_on = DayField(label=pgettext_lazy("a visit", "On which day?"))
    about = forms.CharField(
        label=pgettext_lazy("a visit", "What is it about?"),
        max_length=200,
        required=False,
        help_text=_("The unit reads this when the visit is announced."),
    )


class NoteForm(NamingForm):
    """How the visit went: two things to write."""

    made_on = DayField(label=pgettext_lazy("a visit", "On which day were you there?"))
    help = WordsField(
        label=_("What help did you give there and then?"),
        widget=LONG,
        required=False,
        help_text=NO_PERSONS,
    )
    findings = WordsField(
        label=_("What did you find that needs more than that?"),
        widget=LONG,
        required=False,
        help_text=_(
            "Each thing on a line of its own. Each becomes a problem on the list or has an answer "
            "from you."
        ),
    )

    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["findings"].split("\n") if line.strip()]


class MoveForm(forms.Form):
    planned_on = DayField(label=_("To which day?"))
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)


class OffForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)


class ProblemForm(forms.Form):
    title = forms.CharField(
        label=_("Title on the problem list"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is the beginning of what was found."),
    )


class AnswerForm(forms.Form):
    answer = WordsField(label=_("Your answer to the unit"), widget=SHORT, required=False)


class FollowUpForm(forms.Form):
    on = DayField(label=_("Look again on"))
    words = forms.CharField(label=_("At what?"), max_length=300, required=False)


class SeenForm(forms.Form):
    seen = forms.CharField(label=_("What do you see now?"), max_length=300, required=False)


class RemarkForm(NamingForm):
    words = WordsField(
        label=_("What your unit says of it"), widget=SHORT, required=False, help_text=NO_PERSONS
    )

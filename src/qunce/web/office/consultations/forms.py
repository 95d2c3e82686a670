"""Forms of asking people: each reads one step; whether it may be is the rules' word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.consultations.models import Option
from qunce.domain.consultations.presets import AGREEMENT, REVIEW
from qunce.domain.consultations.states import AnswerOutcome
from qunce.domain.organisations.models import Unit
from qunce.web.office.budget.forms import beyond_field
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField

LONG = forms.Textarea(attrs={"rows": 12})
SOME = forms.Textarea(attrs={"rows": 5})
SHORT = forms.Textarea(attrs={"rows": 3})


class TextsForm(forms.Form):
    """What it is about, in plain words."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("As people would ask about it: “What should be done here this year?”"),
        max_length=200,
    )
    introduction = WordsField(
        label=_("In plain words: what it is about, and what can be said"),
        help_text=_("Read aloud it takes under a minute."),
        widget=SOME,
        max_length=4000,
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)


class NewForm(TextsForm):
    """A new consultation, with the text of the campaign's document or typed."""

    text = WordsField(
        label=_("What is laid before people"),
        help_text=_("An empty line begins a new paragraph; people answer paragraph by paragraph."),
        widget=LONG,
        required=False,
    )
    field_order = ("title", "introduction", "text", "language")


class ParagraphsForm(forms.Form):
    text = WordsField(
        label=_("What is laid before people"),
        help_text=_("An empty line begins a new paragraph; people answer paragraph by paragraph."),
        widget=LONG,
        required=False,
    )


class PlainForm(forms.Form):
    plain = WordsField(
        label=_("The same in plain words"),
        help_text=_("Shown above the text itself. Empty: the text is plain already."),
        widget=SOME,
        required=False,
    )


class QuestionForm(forms.Form):
    """One question with its options, a line each: first those that speak for it."""

    text = forms.CharField(label=_("Question"), max_length=300)
    good = WordsField(
        label=_("Answers that speak for it, one in each line"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    poor = WordsField(
        label=_("Answers that speak against it, one in each line"),
        help_text=_("“Don't know” is always added."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def options(self) -> list[Option]:
        """The options in order, those that speak for it first."""
        good = _lines(self.cleaned_data["good"])
        poor = _lines(self.cleaned_data["poor"])
        return [
            *(Option(f"for_{number}", text, True) for number, text in enumerate(good, 1)),
            *(Option(f"against_{number}", text, False) for number, text in enumerate(poor, 1)),
        ]


class PresetForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("Ready-made questions"),
        choices=(
            (REVIEW, _("The five questions of a report review")),
            (AGREEMENT, _("One question: do you agree, all in all?")),
        ),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- steps


class NothingForm(forms.Form):
    """A step that needs no words."""


class StartForm(forms.Form):
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"), help_text=_("People can answer until its end."))
    beyond = beyond_field()


class ExtendForm(forms.Form):
    closes_on = DayField(label=_("New last day"))


class WaysForm(forms.Form):
    without_phone = WordsField(
        label=_("Where and when people can answer without a phone"),
        help_text=_(
            "Where paper forms lie and are handed in, when and where people meet, whom to "
            "telephone. It stands on the page where people are asked."
        ),
        widget=SOME,
    )


class ReasonForm(forms.Form):
    reason = WordsField(
        label=_("Why"), help_text=_("Everybody reads it."), widget=SHORT, max_length=600
    )


# --- taking down what was said


def unit_select(**options: Any) -> forms.ModelChoiceField[Unit]:
    """One of the units a form is made with, by its plain name."""
    return forms.ModelChoiceField(queryset=Unit.objects.none(), **options)


class HandoutForm(forms.Form):
    unit = unit_select(label=_("Where"), empty_label=_("Choose a unit"))
    forms_out = forms.IntegerField(
        label=_("Forms handed out"), help_text=_("All together, until today."), min_value=0
    )

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PostedForm(forms.Form):
    places = forms.CharField(
        label=_("Where it hangs"),
        help_text=_("For example: notice boards of the town hall and of Hill Foot Village"),
        max_length=500,
    )
    on = DayField(label=_("Since"))


# --- reading through and answering


class MaskForm(forms.Form):
    """The public wording, begun as a copy of the words."""

    public_text = WordsField(
        label=_("As everybody will read it"),
        help_text=_(
            "Replace names, nicknames, telephone numbers and house numbers by ○○; "
            "change nothing else."
        ),
        widget=SOME,
        max_length=2000,
    )


class WithholdForm(forms.Form):
    reason = WordsField(
        label=_("Why it is not shown"),
        help_text=_("Everybody reads the reason; the point still gets its answer."),
        widget=SHORT,
        max_length=500,
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What comes of it?"), choices=AnswerOutcome.choices, widget=forms.RadioSelect
    )
    reason = WordsField(
        label=_("What will be done, or why not"),
        help_text=_("In plain words; whoever said it reads this, and everybody else."),
        widget=SOME,
        max_length=1000,
    )


class ProblemForm(forms.Form):
    """What was said becomes a problem of the list, in the office's own words."""

    title = forms.CharField(
        label=_("In a few words"),
        help_text=_("The thing and the place, as people say it."),
        max_length=120,
    )
    statement = WordsField(
        label=_("What is wrong"),
        help_text=_("In plain words; never who said so."),
        widget=SOME,
        max_length=4000,
    )
    unit = unit_select(label=_("Where"), empty_label=_("Choose a unit"))

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PointsFilter(forms.Form):
    """What the list of points is narrowed to; anything that cannot be read is left out."""

    LEFT, ALL = "", "all"

    view = forms.ChoiceField(
        label=_("Which"),
        choices=(
            (LEFT, pgettext_lazy("points", "Without an answer")),
            ("answered", pgettext_lazy("points", "With an answer")),
            (ALL, pgettext_lazy("points", "All")),
        ),
        required=False,
    )
    about = forms.ChoiceField(label=_("About"), required=False)
    words = forms.CharField(label=_("Words"), max_length=100, required=False)

    def __init__(self, paragraphs: Iterable[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Sequence[tuple[str, str | Promise]] = [
            ("", _("Everything")),
            ("0", _("In general")),
            *((str(one.number), f"{one.number}. {one.text[:24]}") for one in paragraphs),
        ]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

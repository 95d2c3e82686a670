"""Forms of the problem list: each reads one step; whether it may be is the rules' word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.models import Measure, Problem
from qunce.domain.problems.states import LEVELS, Level, Mode, ProblemState, Source
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import Says
from qunce.web.office.forms import DayField, named_with_unit
from qunce.web.shell.fields import SeveralField, WordsField

LONG = forms.Textarea(attrs={"rows": 5})
SHORT = forms.Textarea(attrs={"rows": 3})

SOURCES = [
    (code, label)
    for code, label in Source.choices
    if code not in (Source.VOICE, Source.WARNING, Source.LEDGER)
]
"""Sources somebody may name by hand; the others come with what they point to."""


def top_of(problem_town: Unit, post: Post) -> Unit:
    """Within which units a post may give work: its town's, or the county's when it is above."""
    return post.unit if problem_town.path.startswith(post.unit.path) else problem_town


class StepForm(forms.Form):
    """A form that knows the problem and who acts."""

    def __init__(self, problem: Problem, post: Post, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.problem = problem
        self.post = post
        self.fill()

    def fill(self) -> None:
        """Choices that depend on the problem."""

    def choices_of(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class NothingForm(StepForm):
    """A step that needs no words."""


class WordsForm(StepForm):
    words = WordsField(label=_("What happened"), widget=SHORT, max_length=2000)


class ListForm(StepForm):
    lead_unit = forms.ModelChoiceField(
        label=_("Leading unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible post"), queryset=Post.objects.none(), empty_label=_("Choose a post")
    )
    due_on = DayField(label=_("By which day"))
    standard = WordsField(
        label=_("When does it count as done?"),
        help_text=_("Something everybody can see, fixed beforehand."),
        widget=SHORT,
        max_length=1000,
    )
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Where it is solved"), choices=Level.choices)
    leader = forms.ModelChoiceField(
        label=_("Leading official in charge"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    assisting = SeveralField(
        label=_("Assisting units"), queryset=Unit.objects.none(), required=False
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def fill(self) -> None:
        units = Unit.objects.within(top_of(self.problem.town, self.post)).to_choose()
        posts = Post.objects.filter(unit__in=units).select_related("unit")
        self.choices_of("lead_unit", units)
        self.choices_of("assisting", units)
        self.choices_of("responsible", posts)
        self.choices_of("leader", posts.filter(role__in=("leader", "first_responsible")))
        self.initial.setdefault("seen_version", self.problem.version)
        self.initial.setdefault("mode", self.problem.mode)
        self.initial.setdefault("level", self.problem.level)
        for name in ("lead_unit", "responsible", "due_on", "standard", "leader"):
            self.initial.setdefault(name, getattr(self.problem, name))


class MeasureForm(StepForm):
    text = forms.CharField(label=_("What will be done"), max_length=500)
    due_on = DayField(label=_("By which day"))


class FinishMeasureForm(StepForm):
    measure = forms.ModelChoiceField(
        label=_("Which measure"), queryset=Measure.objects.none(), empty_label=None
    )

    def fill(self) -> None:
        self.choices_of("measure", self.problem.measures.filter(done_on__isnull=True))


class ClaimForm(StepForm):
    done = WordsField(
        label=_("What was done"),
        help_text=_("What, where, when; so that another can go and see."),
        widget=LONG,
        max_length=4000,
    )


class CheckForm(StepForm):
    passed = forms.ChoiceField(
        label=_("What did you see?"),
        choices=(("yes", _("It is done as the standard says")), ("no", _("It is not done"))),
        widget=forms.RadioSelect,
    )
    finding = WordsField(label=_("What you saw on the spot"), widget=SHORT, max_length=2000)


class DrawForm(StepForm):
    households = forms.IntegerField(
        label=_("How many households has the place?"),
        help_text=_("Number the doors by the village's own list; the lot names numbers only."),
        min_value=3,
        max_value=100_000,
    )


class CloseForm(StepForm):
    outcome = WordsField(label=_("What has changed for people"), widget=LONG, max_length=4000)
    institution = WordsField(
        label=_("A rule or habit that came of it"), widget=SHORT, required=False, max_length=2000
    )


class NotNowForm(StepForm):
    reason = WordsField(
        label=_("Why can it not be solved for now?"),
        help_text=_("Those who spoke read this."),
        widget=SHORT,
        max_length=2000,
    )
    until = DayField(label=_("On which day is it looked at again?"))


class MoreTimeForm(StepForm):
    until = DayField(label=_("Until which day"))
    reason = WordsField(label=_("Why"), widget=SHORT, max_length=2000)


class DecideTimeForm(StepForm):
    granted = forms.ChoiceField(
        label=_("More time?"),
        choices=(("yes", _("Allowed")), ("no", _("Not allowed"))),
        widget=forms.RadioSelect,
    )
    words = WordsField(label=_("Why"), widget=SHORT, max_length=2000)


class LevelForm(StepForm):
    lead_unit = forms.ModelChoiceField(
        label=_("To which unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible post"), queryset=Post.objects.none(), empty_label=_("Choose a post")
    )
    reason = WordsField(label=_("Why"), widget=SHORT, max_length=2000)

    def fill(self) -> None:
        codes = self.problem.town.path.strip("/").split("/")
        units = Unit.objects.within(self.problem.town) | Unit.objects.filter(code__in=codes)
        units = units.to_choose()
        self.choices_of("lead_unit", units)
        self.choices_of("responsible", Post.objects.filter(unit__in=units).select_related("unit"))


class EditForm(StepForm):
    title = forms.CharField(label=_("In a few words"), max_length=120)
    statement = WordsField(label=_("What is wrong"), widget=LONG, max_length=4000)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def fill(self) -> None:
        self.initial.setdefault("title", self.problem.title)
        self.initial.setdefault("statement", self.problem.statement)
        self.initial.setdefault("seen_version", self.problem.version)


class PictureForm(StepForm):
    picture = forms.FileField(
        label=_("Picture"), help_text=_("Of things and places; never of people.")
    )
    after = forms.ChoiceField(
        label=_("When"),
        choices=(("", _("Before")), ("yes", _("After"))),
        widget=forms.RadioSelect,
        required=False,
    )


class JoinForm(StepForm):
    voice = forms.ModelChoiceField(
        label=_("Which message"), queryset=Voice.objects.none(), empty_label=_("Choose a message")
    )


class SaysForm(forms.Form):
    """What somebody who was asked says, written down by a helper."""

    says = forms.ChoiceField(
        label=_("What do they say?"), choices=Says.choices, widget=forms.RadioSelect
    )
    words = WordsField(
        label=_("In their words"),
        help_text=_("No name, no door number."),
        widget=SHORT,
        required=False,
        max_length=1000,
    )


class NewProblemForm(forms.Form):
    """A problem from whatever source."""

    title = forms.CharField(
        label=_("In a few words"),
        help_text=_("The thing and the place, as people say it."),
        max_length=120,
    )
    statement = WordsField(
        label=_("What is wrong"),
        help_text=_("In plain words; never who said so."),
        widget=LONG,
        max_length=4000,
    )
    unit = forms.ModelChoiceField(
        label=_("Where"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("No place of the list"),
    )
    spot = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    source = forms.ChoiceField(label=_("How it was found"), choices=SOURCES)
    found_on = DayField(label=_("Found on"))
    category = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Decide later"),
    )
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, initial=Mode.CHECKING)
    aim = forms.ModelChoiceField(
        label=_("Which goal it serves"),
        queryset=Aim.objects.none(),
        required=False,
        empty_label=_("No goal in particular"),
    )

    def __init__(self, top: Unit, aims: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top).to_choose()
        places = Place.objects.in_use().filter(unit__in=units).select_related("unit")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["place"].label_from_instance = named_with_unit  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.open()  # type: ignore[attr-defined]
        self.fields["aim"].queryset = aims  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """What the list is narrowed to; anything that cannot be read is left out."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Any")), ("late", _("Late")), *ProblemState.choices],
        required=False,
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("Any")
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("Any")
    )
    category = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Any"),
    )
    aim = forms.ModelChoiceField(
        label=_("Goal"), queryset=Aim.objects.none(), required=False, empty_label=_("Any")
    )
    level = forms.ChoiceField(
        label=_("Where it is solved"),
        choices=[("", _("Any")), *((level.value, level.label) for level in LEVELS)],
        required=False,
    )
    words = forms.CharField(label=_("Words"), max_length=100, required=False)

    def __init__(self, top: Unit | None, aims: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top) if top else Unit.objects.none()
        places = Place.objects.filter(unit__in=units).select_related("unit")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["place"].label_from_instance = named_with_unit  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.all()  # type: ignore[attr-defined]
        self.fields["aim"].queryset = aims  # type: ignore[attr-defined]

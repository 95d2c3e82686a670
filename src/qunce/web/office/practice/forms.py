"""Forms of projects, promises and targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Aim, Campaign
from qunce.domain.campaigns.states import LineKind
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.practice.states import (
    LONGEST_VIEW,
    LONGEST_WORDS,
    Basis,
    Countable,
    PeopleSay,
    ViewChannel,
    WordsState,
)
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


def _area(rows: int, most: int = LONGEST_WORDS) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-most": most})


class _OfACampaign(forms.Form):
    """What both a project and a promise say: for which unit, in which campaign, for which goal.

    Where there is only one unit and one campaign, nobody is asked.
    """

    unit = forms.ModelChoiceField(
        label=_("For which unit"), queryset=Unit.objects.none(), empty_label=None
    )
    campaign = forms.ModelChoiceField(
        label=_("In which campaign"), queryset=Campaign.objects.none(), empty_label=None
    )
    aim = forms.ModelChoiceField(
        label=_("Which goal it serves"),
        queryset=Aim.objects.none(),
        required=False,
        empty_label=_("None of them in particular"),
    )

    def __init__(
        self, *args: Any, units: Sequence[Unit], campaigns: Sequence[Campaign], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, given in (("unit", units), ("campaign", campaigns)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = type(given[0]).objects.filter(pk__in=[one.pk for one in given])
            field.initial = given[0].pk
            if len(given) == 1:
                field.widget = forms.HiddenInput()
        aims = Aim.objects.filter(campaign__in=[one.pk for one in campaigns], kind=LineKind.GOAL)
        aim = self.fields["aim"]
        assert isinstance(aim, forms.ModelChoiceField)  # noqa: S101
        aim.queryset = aims.order_by("campaign", "place")
        aim.label_from_instance = _in_short  # type: ignore[method-assign, assignment]


def _in_short(aim: Aim) -> str:
    return aim.text if len(aim.text) <= 40 else f"{aim.text[:39]}…"


class PromiseForm(_OfACampaign):
    text = WordsField(
        label=_("What is promised"),
        help_text=_("One sentence. Promise only what can be done; it cannot be reworded later."),
        error_messages={"required": _("Say in one sentence what is promised.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    standard = WordsField(
        label=_("When it counts as kept"),
        help_text=_("So that anybody can go and see: how many, how good, where."),
        error_messages={
            "required": _("Say when it counts as kept, so that anybody can go and see.")
        },
        widget=_area(3, 500),
    )
    due_on = DayField(
        label=_("By which day"), error_messages={"required": _("Say by which day it is kept.")}
    )
    field_order = ("unit", "campaign", "text", "standard", "due_on", "aim")


class ProjectForm(_OfACampaign):
    title = WordsField(
        label=_("What the project is called"),
        error_messages={"required": _("Give the project a name people will recognise.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    what_for = WordsField(
        label=_("What it is good for, and for whom"),
        widget=_area(3, 500),
        error_messages={"required": _("Say what it is good for, and for whom.")},
    )
    owner = forms.ModelChoiceField(
        label=_("Who answers for it"), queryset=Post.objects.none(), empty_label=None
    )
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("No place in particular"),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    problem = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = (
        *("unit", "campaign", "title", "what_for", "owner", "place"),
        *("starts_on", "ends_on", "aim"),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], post: Post, **options: Any) -> None:
        super().__init__(*args, units=units, **options)
        numbers = [one.pk for one in units]
        owner, place = self.fields["owner"], self.fields["place"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(place, forms.ModelChoiceField)  # noqa: S101
        owner.queryset = Post.objects.filter(unit__in=numbers).select_related("unit")
        owner.initial = post.pk
        place.queryset = Place.objects.in_use().filter(unit__in=numbers).order_by("name")


class StepForm(forms.Form):
    step = WordsField(
        label=_("What is to be done"),
        error_messages={"required": _("Say what is to be done.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = DayField(label=_("By which day"))


class ResultForm(forms.Form):
    result = WordsField(
        label=_("What came of it"),
        help_text=_("So that people can go and see. It is public."),
        error_messages={"required": _("Say what came of it, so that people can go and see.")},
        widget=_area(4),
    )


class GiveUpForm(forms.Form):
    reason = WordsField(
        label=_("Why"),
        help_text=_("Everybody can read it."),
        error_messages={"required": _("Say why it is given up. Everybody can read it.")},
        widget=_area(3),
    )


class KeptForm(forms.Form):
    words = WordsField(
        label=_("What was done"),
        help_text=_("So that people can go and see. Another unit then judges by the standard."),
        error_messages={"required": _("Say what was done, so that people can go and see.")},
        widget=_area(3),
    )


class WithdrawForm(forms.Form):
    reason = WordsField(
        label=_("Why"),
        help_text=_("Everybody can read it."),
        error_messages={"required": _("Say why it is withdrawn. Everybody can read it.")},
        widget=_area(3),
    )


class JudgeForm(forms.Form):
    kept = forms.ChoiceField(
        label=_("Measured by the standard, is it kept?"),
        choices=[("yes", _("Kept")), ("no", _("Not kept"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose kept or not kept.")},
    )
    basis = forms.ChoiceField(
        label=_("From what do you judge?"),
        choices=Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say from what you judge.")},
    )
    words = WordsField(
        label=_("What you found"),
        help_text=_("Measured by the standard. It is public, with your post."),
        error_messages={"required": _("Say what you found, measured by the standard.")},
        widget=_area(3),
    )


class CommentForm(forms.Form):
    words = WordsField(
        label=_("Your comment"),
        help_text=_("It is public, with your post and the day."),
        error_messages={"required": _("Say what is good about it, or what is still missing.")},
        widget=_area(3),
    )


class NoteForm(forms.Form):
    """What somebody said on paper or by word of mouth, written down by another."""

    says = forms.ChoiceField(
        label=_("What they say of it"),
        choices=PeopleSay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            (ViewChannel.PAPER, ViewChannel.PAPER.label),
            (ViewChannel.TOLD, ViewChannel.TOLD.label),
        ],
        widget=forms.RadioSelect,
        initial=ViewChannel.TOLD,
    )
    words = WordsField(
        label=_("In their words"),
        help_text=_("Without names."),
        required=False,
        widget=_area(3, LONGEST_VIEW),
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False)


class ReadForm(forms.Form):
    """What everybody reads of a resident's words."""

    view = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What everybody will read"),
        choices=[
            (one, one.label) for one in (WordsState.SHOWN, WordsState.MASKED, WordsState.WITHHELD)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether to show it, to mask names, or not to.")},
    )
    public_words = WordsField(
        label=_("The words with names made unreadable"),
        required=False,
        widget=_area(3, LONGEST_VIEW),
    )
    reason = WordsField(
        label=_("Why it is not shown"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TargetForm(forms.Form):
    what = forms.ChoiceField(label=_("What is counted"), choices=Countable.choices)
    number = forms.IntegerField(
        label=_("How many"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write a whole number such as 3.")},
    )
    by_on = DayField(label=_("By which day"))

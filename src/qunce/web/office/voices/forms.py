"""Forms of the queue and of one message: each reads one step.

No length stands in a page's text field: a browser would cut what is pasted without a word, where
the rules refuse it and keep it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.identities.states import Purpose
from qunce.domain.matters.models import Category
from qunce.domain.matters.queries import unit_for
from qunce.domain.organisations.models import Place, Unit, UnitQuerySet
from qunce.domain.organisations.states import UnitKind
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import OUTCOMES, WRITTEN_DOWN, Channel, Outcome, Route, VoiceKind
from qunce.kernel import clock
from qunce.web.office.forms import DayField, named_with_unit
from qunce.web.shell.fields import WordsField

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})
PARTS = 9
SEALED = {"autocomplete": "off", "data-never-kept": ""}
"""A contact is not kept in the browser, neither by itself nor by ``data-keep``."""


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


def posts_that_answer(units: QuerySet[Unit]) -> QuerySet[Post]:
    """Posts of ``units`` that may be given a message."""
    return (
        Post.objects.filter(unit__in=units)
        .exclude(role__in=(PostRole.VIEWER, PostRole.GUIDANCE))
        .select_related("unit")
    )


def around(unit: Unit) -> UnitQuerySet:
    """Units of the office, those above it, and agencies of those above."""
    codes = unit.path.strip("/").split("/")
    above = Q(code__in=codes) | Q(kind=UnitKind.AGENCY, parent__code__in=codes[:-1])
    return Unit.objects.within(unit) | Unit.objects.filter(above)


def units_within_reach(voice: Voice) -> QuerySet[Unit]:
    """Those that can be given the message; the accused unit and what is below it cannot."""
    units = around(voice.receiver).to_choose()
    if voice.accused is not None:
        units = units.exclude(path__startswith=voice.accused.path)
    return units


class StepForm(forms.Form):
    """A form that knows the message and who acts."""

    compact = False
    """Short choices only: two beside each other where there is room."""

    def __init__(self, voice: Voice, post: Post, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.voice = voice
        self.actor = post
        self.fill()

    def fill(self) -> None:
        """Choices that depend on the message."""

    def choices_of(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class NothingForm(StepForm):
    """A step that needs no words."""


class WordsForm(StepForm):
    words = WordsField(label=_("In words"), widget=SHORT)


class ReasonForm(StepForm):
    reason = WordsField(
        label=_("Why"),
        help_text=_("The speaker reads this."),
        widget=SHORT,
    )


class RegisterForm(StepForm):
    """What it is about, and who is responsible: left empty, whom the dispatch list names."""

    kind = forms.ChoiceField(label=_("What it is"), choices=VoiceKind.choices)
    category = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Category.objects.none(),
        empty_label=_("Choose a category"),
    )
    unit = forms.ModelChoiceField(
        label=_("Responsible unit"),
        help_text=_("Left open, it is the unit that the dispatch list names for the category."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("As the dispatch list says"),
    )
    post = forms.ModelChoiceField(
        label=_("Post"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("The unit decides"),
    )
    village = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Not known"),
    )
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("No place of the list"),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("category", "unit", "post", "kind", "village", "place")
    compact = True

    def fill(self) -> None:
        voice = self.voice
        units = units_within_reach(voice)
        town = Unit.objects.within(voice.town)
        categories = Category.objects.filter(Q(closed_at__isnull=True) | Q(pk=voice.category_id))
        self.choices_of("category", categories)
        self.choices_of("unit", units)
        self.choices_of("post", posts_that_answer(units))
        self.choices_of("village", town.to_choose(kept=voice.village_id))
        places = Place.objects.in_use().filter(unit__in=town).select_related("unit")
        self.choices_of("place", places)
        self.fields["place"].label_from_instance = named_with_unit  # type: ignore[attr-defined]
        self.fields["category"].widget.attrs |= {
            "hx-get": reverse("office:voice_unit", args=[voice.pk]),
            "hx-trigger": "change",
            "hx-target": "#id_unit",
            "hx-swap": "outerHTML",
        }
        for name in ("kind", "category", "village", "place", "post"):
            self.initial.setdefault(name, getattr(voice, name))
        self.initial.setdefault("unit", voice.responsible_id or self._dispatched(voice.category))
        self.initial.setdefault("seen_version", voice.version)

    def _dispatched(self, category: Category | None) -> int | None:
        unit = unit_for(category, self.voice.town)
        return unit.pk if unit is not None else None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        category = said.get("category")
        if category is not None and said.get("unit") is None and "unit" not in self.errors:
            said["unit"] = unit_for(category, self.voice.town)
            if said["unit"] is None:
                self.add_error(
                    "unit",
                    gettext("The dispatch list names no unit for “%(category)s”. Choose one.")
                    % {"category": category.label},
                )
        return said

    def seen_now(self, voice: Voice) -> None:
        """What was typed stays, and may be sent again on the message as it is now."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = {**typed, "seen_version": str(voice.version)}


class SendForm(ReasonForm):
    unit = forms.ModelChoiceField(
        label=_("To which unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    post = forms.ModelChoiceField(
        label=_("Post"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("The unit decides"),
    )
    field_order = ("unit", "post", "reason")

    def fill(self) -> None:
        units = units_within_reach(self.voice)
        self.choices_of("unit", units)
        self.choices_of("post", posts_that_answer(units))


class ObjectForm(ReasonForm):
    suggests = forms.ModelChoiceField(
        label=_("Who is responsible instead"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )

    def fill(self) -> None:
        self.choices_of("suggests", units_within_reach(self.voice))


class DecideObjectionForm(ReasonForm):
    agreed = forms.ChoiceField(
        label=_("Is the unit right?"),
        choices=(
            ("yes", _("Yes: another unit is responsible")),
            ("no", _("No: it stays with the unit")),
        ),
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(
        label=_("Which unit then"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("It stays"),
    )
    field_order = ("agreed", "unit", "reason")

    def fill(self) -> None:
        self.choices_of("unit", units_within_reach(self.voice))


class AcceptForm(StepForm):
    route = forms.ChoiceField(
        label=_("By which way it is handled (art. 31)"),
        choices=Route.choices,
        widget=forms.RadioSelect,
        initial=Route.HANDLING,
    )
    words = WordsField(
        label=_("What the speaker is told"),
        help_text=_("What happens next, in plain words."),
        widget=SHORT,
    )


class PaperForm(StepForm):
    """What art. 32 asks of a reply and of an opinion on review."""

    outcome = forms.ChoiceField(
        label=_("What it comes to"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    facts = WordsField(
        label=_("Facts and reasons"),
        help_text=_("What was found, where, when and why it is so."),
        widget=LONG,
    )
    opinion = WordsField(label=_("What is done about it"), widget=LONG)
    basis = WordsField(label=_("Legal basis"), widget=SHORT, required=False)

    def fill(self) -> None:
        fitting = OUTCOMES[VoiceKind(self.voice.kind)]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in fitting
        ]


class AnswerForm(PaperForm):
    claims = WordsField(label=_("What is claimed"), widget=SHORT, required=False)


class ExtendForm(ReasonForm):
    days = forms.IntegerField(label=_("How many days more"), min_value=1, max_value=30)
    field_order = ("days", "reason")


class DecideExtensionForm(WordsForm):
    granted = forms.ChoiceField(
        label=_("More time?"),
        choices=(("yes", _("Allowed")), ("no", _("Not allowed"))),
        widget=forms.RadioSelect,
    )
    field_order = ("granted", "words")


class MergeForm(StepForm):
    into = forms.CharField(
        label=_("Number of the other message"),
        help_text=_("As 2026-000123, or only 123."),
        max_length=20,
    )

    def clean_into(self) -> Voice:
        number = str(self.cleaned_data["into"]).rpartition("-")[2].strip()
        found = None
        if number.isdecimal():
            seen = Voice.objects.visible_to(self.actor, on=today())
            found = (
                seen.select_related("town", "receiver", "accused").filter(pk=int(number)).first()
            )
        if found is None:
            raise forms.ValidationError(gettext("There is no such message for your post."))
        return found


class SplitForm(StepForm):
    """One field for each matter; empty ones are left out."""

    def fill(self) -> None:
        for number in range(1, PARTS + 1):
            self.fields[f"part_{number}"] = WordsField(
                label=_("Matter %(number)d") % {"number": number},
                widget=SHORT,
                required=number <= 2,
            )

    def texts(self) -> list[str]:
        said = (self.cleaned_data[f"part_{number}"] for number in range(1, PARTS + 1))
        return [text for text in said if text.strip()]


class RerouteForm(StepForm):
    accused = forms.ModelChoiceField(
        label=_("Which unit does it accuse?"),
        help_text=_("Neither it nor anything below it will see the message any more."),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
    )

    def fill(self) -> None:
        self.choices_of("accused", around(self.voice.receiver))


class OpenForm(forms.Form):
    """What a contact is opened for."""

    purpose = forms.ChoiceField(
        label=_("What for"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why now"),
        help_text=_("The speaker sees who opened it, when, and these words."),
        max_length=200,
    )


class FilterForm(forms.Form):
    words = forms.CharField(
        label=_("Words"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-words": "", "autocomplete": "off"}),
    )
    village = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Anywhere"),
    )
    category = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Anything"),
    )
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[("", _("Any")), *VoiceKind.choices], required=False
    )

    def __init__(self, top: Unit | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(top) if top else Unit.objects.none()
        self.fields["village"].queryset = units  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.all()  # type: ignore[attr-defined]


class WriteForm(forms.Form):
    """What somebody said on paper, by telephone or at the door."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(code, label) for code, label in Channel.choices if code in WRITTEN_DOWN],
        widget=forms.RadioSelect,
    )
    said_on = DayField(label=_("Said on"))
    text = WordsField(
        label=_("In their own words"),
        help_text=_("As it was said; no name, no telephone number in here."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=VoiceKind.choices)
    village = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Not known"),
    )
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("No place of the list"),
    )
    spot = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, widget=forms.TextInput(attrs=SEALED)
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **SEALED}),
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput(attrs=SEALED)
    )
    accused = forms.ModelChoiceField(
        label=_("It speaks against a unit"),
        help_text=_("Then neither that unit nor anything below it sees the message."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("No"),
    )
    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, town: Unit, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.within(town)
        places = Place.objects.in_use().filter(unit__in=units).select_related("unit")
        self.fields["village"].queryset = units.to_choose()  # type: ignore[attr-defined]
        self.fields["accused"].queryset = around(town)  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["place"].label_from_instance = named_with_unit  # type: ignore[attr-defined]

"""What a resident types.  Forms read it; whether it may be is the rules' word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.identities.contents import Person
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.voices.models.voice import LONGEST
from qunce.domain.voices.said import Picture
from qunce.domain.voices.states import Says, VoiceKind
from qunce.exchange.pictures import CleanUpload
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import say

NO, YES = "no", "yes"


class PictureInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class PicturesField(forms.Field):
    """Up to six pictures, read by ``uploads``; cleaned to what ``voices`` takes."""

    widget = PictureInput(attrs={"accept": "image/*", "multiple": True})

    def clean(self, value: list[Any]) -> list[Picture]:
        given = [one for one in value if isinstance(one, CleanUpload)]
        errors: dict[str, forms.ValidationError] = {}
        for number, one in enumerate(given, start=1):
            for refusal in one.refusals:
                text = say(refusal)
                if refusal.code != "too_many_pictures" and len(given) > 1:
                    text = gettext("Picture %(number)s: %(why)s") % {"number": number, "why": text}
                # Of thirty pictures the last sentence counts them all; one of it is enough.
                key = refusal.code if refusal.code == "too_many_pictures" else f"{number}"
                errors[key] = forms.ValidationError(text, code=refusal.code)
        if errors:
            raise forms.ValidationError(list(errors.values()))
        return [(one.picture.jpeg, one.picture.small) for one in given if one.picture is not None]


def pictures_field() -> PicturesField:
    return PicturesField(
        required=False,
        label=_("Photos"),
        help_text=_(
            "Up to six, of the thing and not of people. Where and when a photo was taken is "
            "removed from it."
        ),
    )


def words_area(*, rows: int = 6) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-most": LONGEST})


class SayForm(forms.Form):
    """What, where, may we contact you; the rest may be left as it is."""

    submission = WordsField(widget=forms.HiddenInput, required=False)
    text = WordsField(
        widget=words_area(),
        label=_("What do you want to say?"),
        help_text=_(
            "In your own words. To speak instead of typing, touch the microphone on your "
            "phone's keyboard."
        ),
        error_messages={"required": _("Write what you want to say.")},
    )
    place = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label=_("Which spot?"),
        error_messages={
            "invalid_choice": _(
                "This spot is not on the list any more. Choose another, or write where it is."
            )
        },
    )
    spot = WordsField(
        required=False,
        label=_("Where exactly, in your words"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.ChoiceField(
        choices=[
            (NO, _("No. I will follow it with the code on my receipt")),
            (YES, _("Yes. I will leave a telephone number or an address")),
        ],
        widget=forms.RadioSelect,
        label=_("May we contact you about it?"),
        error_messages={"required": _("Choose whether we may contact you. “No” is fine.")},
    )
    name = WordsField(
        required=False,
        label=_("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = WordsField(
        required=False,
        label=_("Telephone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    address = WordsField(
        required=False,
        label=_("Address or e-mail"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    pictures = pictures_field()
    kind = forms.ChoiceField(
        choices=VoiceKind.choices,
        initial=VoiceKind.PROBLEM,
        widget=forms.RadioSelect,
        required=False,
        label=_("What is it?"),
    )
    accused = forms.ChoiceField(
        required=False,
        label=_("Is it about the conduct of an office or official? Which one?"),
        help_text=_(
            "The message then goes to the unit above. The one you choose, and everything below "
            "it, cannot see it (Regulation on Petition Work, art. 30)."
        ),
        error_messages={"invalid_choice": _("Choose a unit from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(places=(), accusable=())

    def offer(self, *, places: Sequence[Place], accusable: Sequence[Unit]) -> None:
        """These can be chosen: all of them on a page, those that were named when it is sent."""
        self.places = {place.code: place for place in places}
        self.accusable = {unit.code: unit for unit in accusable}
        place, accused = self.fields["place"], self.fields["accused"]
        assert isinstance(place, forms.ChoiceField)  # noqa: S101
        assert isinstance(accused, forms.ChoiceField)  # noqa: S101
        if len(places) > 12:
            place.widget = forms.Select()
        named = [(one.code, one.name) for one in places]
        folded = isinstance(place.widget, forms.Select)
        place.choices = [("", _("No particular spot")), *named] if folded else named
        accused.choices = [
            ("", _("No, it is about a thing or a matter")),
            *((unit.code, unit.name) for unit in accusable),
        ]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or VoiceKind.PROBLEM

    @property
    def person(self) -> Person | None:
        """Who speaks, when contact is allowed: only then is any of it kept."""
        if self.cleaned_data["contact"] != YES:
            return None
        return Person(
            name=self.cleaned_data["name"],
            phone=self.cleaned_data["phone"],
            address=self.cleaned_data["address"],
        )


class CodeForm(forms.Form):
    code = forms.CharField(
        strip=False,
        label=_("The code on your receipt"),
        help_text=_(
            "Twelve letters and digits. Small letters and missing dashes are fine; "
            "O counts as 0, I and L as 1."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-code": "",
            }
        ),
        error_messages={"required": _("Type the code first.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].validators = []


class AddForm(forms.Form):
    words = WordsField(
        widget=words_area(rows=4),
        label=_("What do you want to add?"),
        error_messages={"required": _("Write what you want to add.")},
    )
    pictures = pictures_field()


class ResultForm(forms.Form):
    says = forms.ChoiceField(
        choices=Says.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    result_words = WordsField(
        required=False,
        widget=words_area(rows=3),
        label=_("What is it like now?"),
    )


class ReviewForm(forms.Form):
    review_words = WordsField(
        widget=words_area(rows=4),
        label=_("What should the unit above look at again?"),
        error_messages={"required": _("Write what should be looked at again.")},
    )

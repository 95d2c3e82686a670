"""What a resident answers.  The form reads it; whether it may be is the rules' word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qunce.domain.consultations.models import Paragraph, Question
from qunce.domain.consultations.said import PointSaid
from qunce.domain.consultations.words import LONGEST, spoken
from qunce.domain.organisations.models import Unit
from qunce.domain.voices.words import says_something, why_not_words
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import add_refusals

NO, YES = "no", "yes"
GENERAL = ("text", "text_2", "text_3")
"""Boxes for what belongs to no paragraph: one thing in each, since each has an answer."""
TO_PARAGRAPH, TO_QUESTION = "say_", "q_"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-most": LONGEST})


class AnswerForm(forms.Form):
    """Something to a paragraph, in general, or to a question; nothing of it alone is required."""

    submission = WordsField(widget=forms.HiddenInput, required=False)
    text = WordsField(required=False, widget=_area(4), label=_("What do you want to say?"))
    text_2 = WordsField(required=False, widget=_area(3), label=_("A second thing"))
    text_3 = WordsField(required=False, widget=_area(3), label=_("A third thing"))
    village = forms.ChoiceField(
        required=False,
        label=_("Your village or community"),
        help_text=_("So that every village is heard. You may leave it out."),
        error_messages={"invalid_choice": _("Choose from the list, or leave it out.")},
    )
    helped = forms.BooleanField(
        required=False, label=_("I am filling this in for somebody else, in their words")
    )
    told = forms.ChoiceField(
        required=False,
        initial=YES,
        widget=forms.RadioSelect,
        choices=[
            (YES, _("Yes. I get a code, and with it I read the answer to what I said")),
            (NO, _("No. I need no code")),
        ],
        label=_("Do you want to be told what came of it?"),
        error_messages={"invalid_choice": _("Choose yes or no.")},
    )

    def __init__(
        self,
        *args: Any,
        paragraphs: Iterable[Paragraph],
        questions: Iterable[Question],
        villages: Sequence[Unit],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.paragraphs = {f"{TO_PARAGRAPH}{one.pk}": one for one in paragraphs}
        self.questions = {f"{TO_QUESTION}{one.pk}": one for one in questions}
        self.villages = {one.code: one for one in villages}
        for name, paragraph in self.paragraphs.items():
            label = _("To paragraph %(number)s") % {"number": paragraph.number}
            self.fields[name] = WordsField(required=False, widget=_area(3), label=label)
        for name, question in self.questions.items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=question.text,
                widget=forms.RadioSelect,
                choices=[(one.code, one.label) for one in question.scale],
                error_messages={"invalid_choice": _("Choose one of the answers.")},
            )
        self._offer_villages()

    def _offer_villages(self) -> None:
        if not self.villages:
            del self.fields["village"]
            return
        field = self.fields["village"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            ("", _("I would rather not say")),
            *((one.code, one.name) for one in self.villages.values()),
        ]

    def clean(self) -> dict[str, Any]:
        """Each box by itself, so that the one that is too long is the one that is named."""
        for name in self.word_fields:
            words = spoken(self.cleaned_data.get(name, ""))
            if words and (reasons := why_not_words(words, on=name, most=LONGEST)):
                add_refusals(self, reasons)
        return self.cleaned_data

    @property
    def word_fields(self) -> list[str]:
        return [*self.paragraphs, *GENERAL]

    @property
    def points(self) -> list[PointSaid]:
        """What was said, paragraph by paragraph, then in general; of the cleaned form."""
        said = [(name, spoken(self.cleaned_data.get(name, ""))) for name in self.word_fields]
        return [
            PointSaid(words, self.paragraphs.get(name))
            for name, words in said
            if words and says_something(words)
        ]

    @property
    def choices(self) -> dict[int, str]:
        return {
            question.pk: self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data.get(name)
        }

    @property
    def where(self) -> Unit | None:
        """The village that was chosen."""
        return self.villages.get(self.cleaned_data.get("village", ""))


def strays(sent: QueryDict, known: Iterable[str]) -> list[str]:
    """Words sent to paragraphs that do not stand here: kept for the person, taken from nobody."""
    here = set(known)
    return [
        value
        for name in sent
        if name.startswith(TO_PARAGRAPH) and name not in here
        for value in sent.getlist(name)
        if value.strip()
    ]

"""Form fields that staff and residents share."""

from __future__ import annotations

from typing import Any

from django import forms

LONGEST_NUMBER = 18
"""Digits from which on a row's number is none."""


class WordsField(forms.CharField):
    """Text exactly as typed but for the line ends browsers put in; no character is refused here.

    A character no document has is refused by the rules, with a sentence that says what to do.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = []

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows by their numbers; what is no number a row can have is no valid choice.

    Django's own hands any number on to the database, and SQLite has none of more than 64 bits.
    """

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if not str(one).isdecimal() or len(str(one)) >= LONGEST_NUMBER:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(one)[:LONGEST_NUMBER]},
                )
        return super().clean(value)

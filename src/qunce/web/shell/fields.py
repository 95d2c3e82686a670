"""Form fields that staff and residents share."""

from __future__ import annotations

from typing import Any

from django import forms


class WordsField(forms.CharField):
    """Text exactly as typed but for the line ends browsers put in; no character is refused here.

    A character no document has is refused by the rules, with a sentence that says what to do.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = []

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")

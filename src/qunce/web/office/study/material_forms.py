"""The form of a material: words, a document, or a link.  Of a document only the text is kept."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.study.models import Material
from qunce.domain.study.rules.material import LONGEST_LINK, LONGEST_TITLE
from qunce.domain.study.states import MaterialKind
from qunce.exchange.sources import FILE_LIMIT, SourceText, read_source
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import add_refusals, say

WORDED_OTHERWISE = {
    "source_empty": gettext_noop("There are no words in this file. Choose another, or paste them."),
    "unknown_format": gettext_noop(
        "This kind of file cannot be read. Take .txt, .docx or .pdf, or paste the words."
    ),
}
"""Where the reader's own sentence speaks of directives."""


class MaterialForm(forms.Form):
    """How a material reads from now on."""

    title = forms.CharField(label=pgettext_lazy("material", "Title"), max_length=LONGEST_TITLE)
    text = WordsField(
        label=pgettext_lazy("material", "The words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    plain_text = WordsField(
        label=_("The same in plain words"),
        help_text=_("Short sentences, to be read aloud or printed large. Can be added later."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    link = forms.CharField(
        label=_("A link"),
        help_text=_("The address of a page, beginning with https://."),
        max_length=LONGEST_LINK,
        required=False,
        widget=forms.URLInput,
    )
    seen_changed = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def form_of(material: Material, data: Any) -> MaterialForm:
    """The form that begins with the material as it is; without a link where it has none."""
    begins = {
        "title": material.title,
        "text": material.text,
        "plain_text": material.plain_text,
        "link": material.link,
        "seen_changed": material.changed,
    }
    form = MaterialForm(data, initial=begins)
    if material.kind != MaterialKind.LINK:
        del form.fields["link"]
    return form


class NewMaterialForm(MaterialForm):
    """With a file: its words are taken out of it, and the file is let go."""

    seen_changed = None  # type: ignore[assignment]
    file = forms.FileField(
        label=_("Or a document"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Word (.docx), PDF with text, or plain text. Only the words are kept: no pictures, "
            "no author, no comments."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt,.md"}),
    )
    field_order = ("title", "text", "file", "link", "plain_text")
    source: SourceText | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in ("file", "text", "link") if _given(cleaned.get(name))]
        if len(given) > 1 and set(given) != {"text", "link"}:
            self.add_error(
                "file",
                forms.ValidationError(
                    say(
                        Refusal(
                            "material_twice",
                            gettext_noop(
                                "Give one of them: the words, a document, or a link. Nothing "
                                "is lost."
                            ),
                        )
                    ),
                    code="material_twice",
                ),
            )
        elif cleaned.get("file"):
            self._read(cleaned["file"])
        return cleaned

    def _read(self, file: Any) -> None:
        try:
            self.source = read_source(file.read(FILE_LIMIT + 1), file.name)
        except Refused as refused:
            reasons = [
                dataclasses.replace(
                    one, on="file", message=WORDED_OTHERWISE.get(one.code, one.message)
                )
                for one in refused.refusals
            ]
            add_refusals(self, reasons)

    def asked(self) -> dict[str, Any]:
        """What ``add_material`` takes, beside the unit, the actor and the time."""
        kept = dict(self.cleaned_data)
        kept.pop("file", None)
        if self.source is not None:
            return {
                **kept,
                "kind": MaterialKind.DOCUMENT,
                "text": self.source.text,
                "media": self.source.media,
            }
        kind = MaterialKind.LINK if kept["link"].strip() else MaterialKind.TEXT
        return {**kept, "kind": kind}


def _given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)

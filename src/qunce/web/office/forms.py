"""Forms of the campaign office.  They read what was typed; whether it may be is the rules' word."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.campaigns.configurations import all_templates
from qunce.domain.campaigns.models import DraftLine
from qunce.domain.campaigns.states import ActionKind, LineKind
from qunce.domain.gates.models import Gate
from qunce.domain.gates.rules import GateRule
from qunce.domain.gates.states import GateKind, Need, Way
from qunce.domain.organisations.models import Place
from qunce.domain.organisations.states import UnitKind
from qunce.exchange.sources import SourceText, read_source
from qunce.kernel.refusals import Refused
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import add_refusals

READ_AT_MOST = 50_000_000
"""Bytes taken from an upload; the reader refuses far less, and says so."""

BRANCH = "branch"
BRANCH_LABEL = _("Every Party branch, of whatever unit")


def template_choices() -> list[tuple[str, SafeString]]:
    """Each kind of campaign with the sentence that tells it from the others."""
    language = get_language() or "en"
    return [
        (
            one.code,
            format_html("<strong>{}</strong> {}", one.title(language), one.summary(language)),
        )
        for one in all_templates()
    ]


def named_with_unit(place: Place) -> str:
    """How a list names a place: the same name stands in many villages."""
    return f"{place.unit.name} {place.name}"


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class TemplateForm(forms.Form):
    """Which kind of campaign."""

    template = forms.ChoiceField(
        label=_("What kind of campaign is it?"),
        widget=forms.RadioSelect,
        choices=template_choices,
        error_messages={"required": _("Choose a kind of campaign.")},
    )


class DirectiveForm(TemplateForm):
    """A directive as a file or as pasted text.

    A browser cannot keep a chosen file through an error; its text comes back in the text field.
    """

    file = forms.FileField(
        label=_("The directive's file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), PDF with text, or plain text (.txt); at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt,.md"}),
    )
    text = WordsField(
        label=_("Or paste its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("As you received it. Page numbers and line breaks need not be removed."),
    )
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    field_order = ("file", "text", "template", "name")
    source: SourceText | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and text.strip():
            self.add_error(
                "file",
                forms.ValidationError(
                    gettext(
                        "You chose a file and there is text below as well. Keep one of them: "
                        "choose no file, or empty the text field."
                    ),
                    code="file_and_text",
                ),
            )
        elif file:
            self._read(file)
        else:
            name = cleaned.get("name") or gettext("Pasted text")
            self.source = SourceText(text=text, media="pasted", encoding="")
            cleaned["name"] = name
        if self.errors:
            self.keep()
        return cleaned

    def _read(self, file: Any) -> None:
        try:
            self.source = read_source(file.read(READ_AT_MOST), file.name)
        except Refused as refused:
            reasons = [dataclasses.replace(one, on="file") for one in refused.refusals]
            add_refusals(self, reasons)
        else:
            self.cleaned_data["name"] = file.name

    def keep(self) -> None:
        """Put the text of a readable file into the text field, to be sent again without it."""
        if self.source is None or self.source.media == "pasted":
            return
        kept = QueryDict(mutable=True)
        kept.update(
            {
                "template": self.data.get("template", ""),
                "text": self.source.text,
                "name": self.cleaned_data["name"],
            }
        )
        self.data = kept


class BasicsForm(forms.Form):
    title = forms.CharField(label=_("What is the campaign called?"), max_length=200, required=False)
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False)


def unit_kind_choices() -> list[tuple[str, Any]]:
    return [(BRANCH, BRANCH_LABEL), *UnitKind.choices]


class LineForm(forms.Form):
    """The words of a line."""

    text = WordsField(label=_("What the line says"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].required = False  # empty words are refused by the rule, in words

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}

    @staticmethod
    def starting(line: DraftLine) -> dict[str, Any]:
        return {"text": line.text}


class DutyForm(LineForm):
    """A duty: its words, who owes it, and by when."""

    owed_by = forms.CharField(
        label=_("Who owes it"),
        required=False,
        max_length=400,
        help_text=_("In the directive's words, several with a comma between them."),
    )
    unit_kinds = forms.MultipleChoiceField(
        label=_("For which kinds of unit"),
        required=False,
        choices=unit_kind_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    action_kind = forms.ChoiceField(
        label=_("Required or optional"), choices=ActionKind.choices, widget=forms.RadioSelect
    )
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_("Left empty, it is due when such a thing is usual, else on the last day."),
    )

    def values(self) -> dict[str, Any]:
        owners = self.cleaned_data["owed_by"].replace("，", ",").replace("、", ",").split(",")
        return {
            "text": self.cleaned_data["text"],
            "owed_by": [owner.strip() for owner in owners if owner.strip()],
            "unit_kinds": self.cleaned_data["unit_kinds"],
            "action_kind": self.cleaned_data["action_kind"],
            "due_on": self.cleaned_data["due_on"],
        }

    @staticmethod
    def starting(line: DraftLine) -> dict[str, Any]:
        return {
            "text": line.text,
            "owed_by": ", ".join(line.owed_by),
            "unit_kinds": line.unit_kinds,
            "action_kind": line.action_kind,
            "due_on": line.due_on,
        }


class NewLineForm(LineForm):
    """A line the directive does not hold."""

    kind = forms.ChoiceField(label=_("What kind of line is it?"), choices=LineKind.choices)
    gate_kind = forms.ChoiceField(
        label=_("Which gate"),
        required=False,
        choices=[("", _("Not a gate")), *GateKind.choices],
        help_text=_("Only for a gate."),
    )
    field_order = ("kind", "text", "gate_kind")

    def values(self) -> dict[str, Any]:
        kind = self.cleaned_data["kind"]
        gate_kind = self.cleaned_data["gate_kind"] if kind == LineKind.GATE else ""
        return {"kind": kind, "text": self.cleaned_data["text"], "gate_kind": gate_kind}


class GateRuleForm(forms.Form):
    """The rule under which a gate passes, fixed before anybody is asked."""

    asks = forms.CharField(label=_("Who is asked?"), max_length=200, required=False)
    at_least = forms.IntegerField(
        label=_("How many answers must there be at least?"), min_value=0, max_value=1_000_000
    )
    days_open = forms.IntegerField(
        label=_("For how many days can people answer?"), min_value=0, max_value=1_000_000
    )
    ways = forms.MultipleChoiceField(
        label=_("How can people answer?"),
        required=False,
        choices=Way.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least one way must be open to people without a phone."),
    )
    passes_when = forms.CharField(
        label=_("When is the gate passed?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.MultipleChoiceField(
        label=_("What must be shown besides?"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Always: enough answers, all the days, an answer to every point, "
            "and everybody told who wanted to be."
        ),
    )
    share_at_least = forms.IntegerField(
        label=_("How many percent of those who judge must be content?"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Only where people judge. Left empty, no line is drawn."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def rule(self) -> GateRule:
        data = self.cleaned_data
        return GateRule(
            asks=data["asks"],
            at_least=data["at_least"],
            days_open=data["days_open"],
            ways=tuple(data["ways"]),
            passes_when=data["passes_when"],
            needs=tuple(data["needs"]),
            share_at_least=data["share_at_least"],
        )

    @staticmethod
    def starting(gate: Gate) -> dict[str, Any]:
        return {
            "asks": gate.asks,
            "at_least": gate.at_least,
            "days_open": gate.days_open,
            "ways": gate.ways,
            "passes_when": gate.passes_when,
            "needs": gate.needs,
            "share_at_least": gate.share_at_least,
            "seen_version": gate.rule_version,
        }

"""Forms of the desk; what they hold is looked at by the rules, not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.campaigns.models import Document
from qunce.domain.gates.states import Check
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


class DocumentForm(forms.Form):
    """The wording of a document."""

    text = WordsField(
        label=_("Wording"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("One paragraph on each line. Do not enter state secrets."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def starting(document: Document) -> dict[str, Any]:
        return {"text": document.text, "seen_version": document.version}


class IssueForm(forms.Form):
    """Which wording was looked at when it was issued."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CheckForm(forms.Form):
    """One of the four checks: whether it holds, and why."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=20)
    holds = forms.ChoiceField(
        label=_("Does it hold?"),
        choices=[("yes", _("It holds")), ("no", _("It does not hold"))],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=_("What did you see?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Everybody can read them."),
    )

    @staticmethod
    def of(check: Check, data: Any = None) -> CheckForm:
        """The form of ``check``, its fields named apart from those of the other three."""
        return CheckForm(data, initial={"code": check.value}, auto_id=f"id_{check.value}_%s")


class ExtendForm(forms.Form):
    closes_on = DayField(label=_("New last day"))


class ReasonForm(forms.Form):
    """A reason that everybody reads."""

    why = WordsField(
        label=_("Why?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read this."),
    )


class OverrideForm(forms.Form):
    reason = WordsField(
        label=_("Why is the gate opened without the people?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("This stands on the public page, with your post and the day, and stays there."),
    )

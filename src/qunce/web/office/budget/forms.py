"""Forms of the budget and of the limit on visits and checks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.budgets.rules.asking import LONGEST_REASON, MOST_FIELDS, MOST_MINUTES
from qunce.domain.budgets.rules.calling import MOST_CALLS
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


class WholeNumberField(forms.IntegerField):
    """From nought up to ``most``, typed on a telephone as well."""

    def __init__(self, most: int, **options: object) -> None:
        super().__init__(
            min_value=0,
            max_value=most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": _("Write a whole number from 0 to %(most)d.") % {"most": most},
                "min_value": _("Write a whole number from 0 to %(most)d.") % {"most": most},
                "max_value": _("Write a whole number from 0 to %(most)d.") % {"most": most},
            },
            **options,  # type: ignore[arg-type]
        )


class BudgetForm(forms.Form):
    """How much one unit of a level, or one resident, may be asked in a week."""

    fields_asked = WholeNumberField(MOST_FIELDS, label=_("Fields a week"))
    minutes = WholeNumberField(MOST_MINUTES, label=_("Minutes a week"))
    since = DayField(label=_("From which day"))


class CallLimitForm(forms.Form):
    """How often somebody may come to one unit in a month."""

    visits = WholeNumberField(MOST_CALLS, label=_("Visits a month"))
    checks = WholeNumberField(MOST_CALLS, label=_("Checks a month"))
    since = DayField(label=_("From which day"))


def beyond_field() -> WordsField:
    """Why something is asked beyond the budget; shown only where it is."""
    return WordsField(
        label=_("Why it is asked beyond the budget"),
        help_text=_("Everybody can read it, with the day and the office."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        required=False,
    )

"""Forms of these pages.  They read what was typed; whether it may be is the rules' word."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.rules import LARGEST, LONGEST_LABEL
from qunce.domain.imports.states import LedgerKind
from qunce.exchange.ledgers import HEADINGS


class YearField(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("Year of days written without one"),
            help_text=_("Only when the ledger writes days without their year."),
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )


class UploadForm(forms.Form):
    """A ledger as a file."""

    file = forms.FileField(
        label=_("The ledger's file"),
        allow_empty_file=True,
        help_text=_("Excel or WPS (.xlsx, .xls) or .csv; at most 20 MB and 100,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": _("Choose the file that holds the ledger.")},
    )
    kind = forms.ChoiceField(
        label=_("What does it hold?"),
        choices=LedgerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the ledger holds.")},
    )
    label = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("For instance 2025 safety ledger. No name of a resident."),
        required=False,
        max_length=LONGEST_LABEL,
    )
    year = YearField()
    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("submission", uuid.uuid4().hex)

    @property
    def data_of_file(self) -> bytes:
        """The file; of one that is too large only as much as shows that it is."""
        data: bytes = self.cleaned_data["file"].read(LARGEST + 1)
        return data


class ColumnsForm(forms.Form):
    """What each column means: a choice for each, and the sheet where there are several."""

    year = YearField()
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ledger_import: LedgerImport, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns: Sequence[Mapping[str, Any]] = ledger_import.columns
        meant = _meant(ledger_import)
        self.initial.update(year=ledger_import.year, seen_version=ledger_import.version)
        choices = [
            ("", gettext("(left out)")),
            *((code, gettext(words)) for code, words in HEADINGS[ledger_import.kind].items()),
        ]
        for column in self.columns:
            place = column["place"]
            codes = meant.get(place, [])
            several = ",".join(codes)
            own = list(choices)
            if len(codes) > 1:
                words = [gettext(HEADINGS[ledger_import.kind][code]) for code in codes]
                own.insert(1, (several, " + ".join(words)))
            heading = column["heading"] or gettext("(no heading)")
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"{column['letter']}　{heading}",
                choices=own,
                required=False,
                initial=several,
            )
        if ledger_import.sheets:
            names = [ledger_import.sheet, *ledger_import.sheets]
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"),
                choices=[(name, name) for name in names],
                initial=ledger_import.sheet,
            )

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{column['place']}"] for column in self.columns]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for column in self.columns:
            name = f"column_{column['place']}"
            for code in filter(None, cleaned.get(name, "").split(",")):
                if code in taken:
                    self.add_error(
                        name,
                        forms.ValidationError(
                            gettext("Column %(letter)s means this already.")
                            % {"letter": taken[code]},
                            code="column_means_the_same",
                        ),
                    )
                taken[code] = column["letter"]
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        return {
            code: column["place"]
            for column in self.columns
            for code in self.cleaned_data[f"column_{column['place']}"].split(",")
            if code
        }


def _meant(ledger_import: LedgerImport) -> dict[int, list[str]]:
    meant: dict[int, list[str]] = {}
    if ledger_import.mapping is None:
        return {column["place"]: list(column["codes"]) for column in ledger_import.columns}
    for code, place in ledger_import.mapping.items():
        meant.setdefault(place, []).append(code)
    return meant

"""A form whose words may look like a person: only then it asks whether they mean nobody."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NamingForm(forms.Form):
    """The house's rules mark rather more than less, so whoever wrote the words may say so."""

    names_nobody = forms.BooleanField(
        label=_("The words that look like a person mean nobody"), required=False
    )

    @property
    def asks_about_names(self) -> bool:
        """Whether the question is put: something was marked, or it was answered already."""
        if not self.is_bound:
            return False
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        marked = any(str(code).endswith("_names_somebody") for code in codes)
        return marked or bool(self.data.get("names_nobody"))

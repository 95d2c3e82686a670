"""Forms of these pages.  They read what was typed; whether it may be is the rules' word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunce.domain.ballots.models import Ballot, Stratum
from qunce.domain.ballots.states import (
    DONT_KNOW,
    FEWEST,
    FEWEST_DICE,
    SATISFACTION,
    TRUTH,
    Step,
    worded,
)
from qunce.exchange.ledgers.files import FILE_LIMIT
from qunce.exchange.rolls import Roll, from_text, read_pasted, read_roll
from qunce.kernel.refusals import Refused
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField
from qunce.web.shell.words import add_refusals

SHORT = {"rows": 3}
NUMBERS = {"inputmode": "numeric", "min": "0"}
PRESETS: dict[str, Sequence[Step]] = {"satisfaction": SATISFACTION, "truth": TRUTH}
OWN = "own"
MOST_SHOWN = 200
"""Lines set aside that are named one by one."""


def preset(code: str, language: str) -> list[Step]:
    """The scale as it is printed: in the language of the campaign, whoever prepares it."""
    return worded(PRESETS[code], language)


def scale_choices(language: str) -> list[tuple[str, str]]:
    return [
        *((code, " / ".join(step["label"] for step in preset(code, language))) for code in PRESETS),
        (OWN, gettext("Words of our own, below")),
    ]


class QuestionsForm(forms.Form):
    """What stands on the slip, and from when to when people answer."""

    title = forms.CharField(
        label=_("What is it called?"),
        help_text=_("It stands at the top of every slip."),
        max_length=120,
        required=False,
    )
    introduction = WordsField(
        label=_("What people should know before they answer"),
        help_text=_("What was promised and what was done, in two or three plain sentences."),
        widget=forms.Textarea(attrs=SHORT),
        required=False,
    )
    items = WordsField(
        label=_("What people judge, one on each line"),
        help_text=_("Things everybody can see, such as: the lamps at night. At most 19."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    overall = forms.CharField(
        label=_("The overall mark"),
        help_text=_("The last question on the slip: all in all, how is it?"),
        max_length=200,
        required=False,
    )
    scale = forms.ChoiceField(
        label=_("Which answers are offered?"),
        help_text=_("“I do not know” is always offered as well."),
        widget=forms.RadioSelect,
    )
    own_scale = WordsField(
        label=_("Answers in our own words"),
        help_text=_(
            "One on each line, the best first. Put + before those that are content, - before "
            "those that are not, nothing before those in between."
        ),
        widget=forms.Textarea(attrs=SHORT),
        required=False,
    )
    own_words = forms.BooleanField(
        label=_("Leave two lines for people's own words"), required=False
    )
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    low_line = forms.IntegerField(
        label=_("Below how many percent content is a result low?"),
        help_text=_("What is surely below can be put on the problem list. Empty: no line."),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, language: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language = language
        self.fields["scale"].choices = scale_choices(language)  # type: ignore[attr-defined]

    def steps(self) -> list[Step]:
        """The scale without “I do not know”, which the action adds."""
        chosen = self.cleaned_data["scale"]
        if chosen in PRESETS:
            return preset(chosen, self.language)
        steps: list[Step] = []
        for line in _lines(self.cleaned_data["own_scale"]):
            mark, label = line[0], line[1:].strip()
            side = {"+": True, "＋": True, "-": False, "－": False, "−": False}.get(mark)
            steps.append(
                {
                    "code": f"step_{len(steps) + 1}",
                    "label": label if side is not None else line,
                    "positive": side,
                }
            )
        return steps

    def asked(self) -> dict[str, Any]:
        """As the actions take it."""
        data = self.cleaned_data
        return {
            "title": data["title"].strip(),
            "introduction": data["introduction"].strip(),
            "items": _lines(data["items"]),
            "overall": data["overall"].strip(),
            "scale": self.steps(),
            "own_words": data["own_words"],
            "opens_on": data["opens_on"],
            "closes_on": data["closes_on"],
            "low_line": data["low_line"],
        }

    @staticmethod
    def starting(ballot: Ballot) -> dict[str, Any]:
        steps = [step for step in ballot.steps if step["code"] != DONT_KNOW]
        language = ballot.campaign.language
        chosen = next((code for code in PRESETS if preset(code, language) == steps), OWN)
        signs = {True: "+ ", False: "- ", None: ""}
        items = list(ballot.items.all())
        return {
            "title": ballot.title,
            "introduction": ballot.introduction,
            "items": "\n".join(item.text for item in items if not item.overall),
            "overall": next((item.text for item in items if item.overall), ""),
            "scale": chosen,
            "own_scale": "\n".join(signs[step["positive"]] + step["label"] for step in steps)
            if chosen == OWN
            else "",
            "own_words": ballot.own_words,
            "opens_on": ballot.opens_on,
            "closes_on": ballot.closes_on,
            "low_line": ballot.low_line,
        }


class RollForm(forms.Form):
    """The roll as a file or pasted; once it was looked at it comes back in ``kept``."""

    file = forms.FileField(
        label=_("The roll as a file"),
        help_text=_("Excel or WPS (.xlsx, .xls) or .csv; a column with the group, one with who."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    text = WordsField(
        label=_("Or paste the lines"),
        help_text=_("Copied from the spreadsheet: first the group, then who it is."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "data-never-kept": ""}),
    )
    kept = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    roll: Roll | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, text, kept = cleaned.get("file"), cleaned.get("text", ""), cleaned.get("kept", "")
        try:
            if file:
                self.roll = read_roll(file.read(FILE_LIMIT + 1))
            elif text.strip():
                self.roll = read_pasted(text)
            elif kept.strip():
                self.roll = from_text(kept)
            else:
                self.add_error(
                    "file",
                    forms.ValidationError(
                        gettext("Choose the file that holds the roll, or paste its lines."),
                        code="roll_not_given",
                    ),
                )
        except Refused as refused:
            on = "file" if file else "text"
            add_refusals(self, [replace(one, on=on) for one in refused.refusals])
        else:
            self._twice("file" if file else "text")
        return cleaned

    def _twice(self, on: str) -> None:
        if self.roll is None:
            return
        twice = self.roll.twice()
        add_refusals(self, [replace(one, on=on) for one in twice[:MOST_SHOWN]])
        if len(twice) > MOST_SHOWN:
            self.add_error(on, gettext("And %(count)s more.") % {"count": len(twice) - MOST_SHOWN})


class DrawForm(RollForm):
    """The dice, how many are drawn in each stratum, and the same roll again."""

    dice = forms.CharField(
        label=_("The dice as they fell"),
        help_text=_("Digits from 1 to 6, blanks as you like; at least %(fewest)s of them.")
        % {"fewest": FEWEST_DICE},
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    field_order = ("dice", "file", "text", "kept")

    def __init__(
        self, strata: Sequence[Stratum], sizes: dict[str, int], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.strata = strata
        for stratum in strata:
            self.fields[f"size_{stratum.pk}"] = forms.IntegerField(
                label=stratum.name,
                min_value=0,
                max_value=1_000_000,
                initial=sizes.get(stratum.name),
                widget=forms.NumberInput(attrs=NUMBERS),
            )

    def keep(self) -> None:
        """Send a roll that could be read along with the page: a browser cannot keep a file."""
        wrong = {error.code for own in self.errors.as_data().values() for error in own}
        if self.roll is None or {"roll_differs", "file", "text"} & {*wrong, *self.errors}:
            return
        kept = QueryDict(mutable=True)
        typed = {name: self.data.get(name, "") for name in self.fields}
        kept.update({**typed, "kept": self.roll.text(), "text": ""})
        self.data = kept

    def rows(self) -> list[tuple[Stratum, forms.BoundField]]:
        return [(stratum, self[f"size_{stratum.pk}"]) for stratum in self.strata]

    @property
    def sizes(self) -> dict[str, int]:
        return {one.name: self.cleaned_data[f"size_{one.pk}"] for one in self.strata}


class PerStratumForm(forms.Form):
    """One whole number for each stratum, under ``name_<pk>``."""

    name = "number"

    def __init__(
        self, strata: Sequence[Stratum], starting: dict[int, int], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.strata = strata
        for one in strata:
            self.fields[f"{self.name}_{one.pk}"] = forms.IntegerField(
                label=one.name,
                min_value=0,
                max_value=100_000,
                initial=starting.get(one.pk),
                widget=forms.NumberInput(attrs=NUMBERS),
            )

    def rows(self) -> list[tuple[Stratum, forms.BoundField]]:
        return [(one, self[f"{self.name}_{one.pk}"]) for one in self.strata]

    def numbers(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data[f"{self.name}_{one.pk}"] for one in self.strata}


class ReserveForm(PerStratumForm):
    """How many slips are printed beyond one for each person."""

    name = "reserve"


class HandForm(forms.Form):
    """What was counted by hand in one stratum."""

    handed_out = forms.IntegerField(
        label=pgettext_lazy("slips", "Handed out"), min_value=0, max_value=1_000_000
    )
    left_over = forms.IntegerField(
        label=pgettext_lazy("slips", "Left over"), min_value=0, max_value=1_000_000
    )
    spoiled = forms.IntegerField(
        label=pgettext_lazy("slips", "Spoiled"), min_value=0, max_value=1_000_000
    )

    def __init__(self, stratum: Stratum, *args: Any, **options: Any) -> None:
        options.setdefault("prefix", f"s{stratum.pk}")
        options.setdefault(
            "initial",
            {
                "handed_out": stratum.handed_out,
                "left_over": stratum.left_over,
                "spoiled": stratum.spoiled,
            },
        )
        super().__init__(*args, **options)
        self.stratum = stratum
        for one in self.fields.values():
            one.widget.attrs.update(NUMBERS)

    @property
    def untouched(self) -> bool:
        """Nothing was typed for this stratum: it is counted later."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class CodesForm(forms.Form):
    """The codes of the stubs, one on each line: typed, or read by a scanner."""

    codes = WordsField(
        label=_("Codes of the stubs, one on each line"),
        help_text=_("A scanner that ends each code with Enter can be used as it is."),
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "autofocus": "",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-never-kept": "",
                "class": "secret",
            }
        ),
        error_messages={"required": _("Type or scan at least one code.")},
    )

    def lines(self) -> list[str]:
        return _lines(self.cleaned_data["codes"])


class BatchForm(forms.Form):
    """A batch of answer parts, numbered in pencil from 1 on."""

    stratum = forms.ModelChoiceField(
        label=_("Of which group"), queryset=Stratum.objects.none(), empty_label=_("Choose a group")
    )
    label = forms.CharField(label=_("What is written on the batch"), max_length=40, required=False)
    slips = forms.IntegerField(
        label=_("How many slips lie in it"),
        help_text=_("At least %(fewest)s, numbered in pencil from 1 on.") % {"fewest": FEWEST},
        min_value=0,
        max_value=2_000,
        widget=forms.NumberInput(attrs=NUMBERS),
    )

    def __init__(self, strata: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stratum"].queryset = strata  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """A small group is counted together with another; it stands beside the form of a batch."""

    stratum = forms.ModelChoiceField(
        label=_("The small group"), queryset=Stratum.objects.none(), empty_label=_("Choose a group")
    )
    into = forms.ModelChoiceField(
        label=_("Counted together with"),
        queryset=Stratum.objects.none(),
        empty_label=_("Choose a group"),
    )

    def __init__(self, strata: Any, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "id_join_%s")
        super().__init__(*args, **options)
        for name in ("stratum", "into"):
            self.fields[name].queryset = strata  # type: ignore[attr-defined]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

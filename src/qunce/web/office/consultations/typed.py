"""Forms for what was said away from the web page: a sheet, a meeting.  Made to be typed fast."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunce.domain.consultations.models import Consultation, Meeting, Paragraph, Question
from qunce.domain.consultations.rules.saying import MOST_POINTS
from qunce.domain.consultations.said import MeetingHeld, PointSaid, SheetSaid
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit
from qunce.web.office.consultations.forms import unit_select
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField

LINES = 4
"""Lines for points that a sheet begins with; “more lines” adds as many again."""
NOT_WEB = tuple((way.value, way.label) for way in Way if way != Way.WEB)

_ABOUT = re.compile(r"\[(\d{1,3})\]\s*(.*)")
"""A line about a paragraph: ``[2] The road is too narrow``, as on a receipt."""


class SheetForm(forms.Form):
    """One person's answer from paper, a visit, the telephone or a meeting.

    Village, way and day are kept from the sheet before; nothing of the person is asked.
    """

    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)
    lines = forms.IntegerField(
        widget=forms.HiddenInput, min_value=LINES, max_value=MOST_POINTS, required=False
    )
    village = unit_select(label=_("Village"), required=False, empty_label=_("Not said"))
    channel = forms.ChoiceField(label=_("How it came"), choices=NOT_WEB)
    said_on = DayField(label=_("Said on"))
    meeting = forms.ModelChoiceField(
        label=_("At which meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("No meeting"),
    )
    helped = forms.BooleanField(label=_("Somebody helped to read or write"), required=False)
    wants_answer = forms.BooleanField(
        label=_("They want a code, to read what came of it"), required=False
    )

    def __init__(
        self,
        consultation: Consultation,
        paragraphs: Sequence[Paragraph],
        questions: Sequence[Question],
        units: Any,
        meetings: Any,
        *args: Any,
        must_name: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.consultation = consultation
        self.paragraphs = {one.number: one for one in paragraphs}
        self.questions = questions
        village, meeting = self.fields["village"], self.fields["meeting"]
        village.queryset = units  # type: ignore[attr-defined]
        if must_name:
            village.empty_label = None  # type: ignore[attr-defined]
            village.required = True
        meeting.queryset = meetings  # type: ignore[attr-defined]
        if not meetings:
            del self.fields["meeting"]
        self._add_questions()
        self._add_lines()

    def _add_questions(self) -> None:
        for one in self.questions:
            self.fields[f"q{one.pk}"] = forms.ChoiceField(
                label=str(one),
                choices=[(option.code, option.label) for option in one.scale],
                widget=forms.RadioSelect,
                required=False,
            )

    def _add_lines(self) -> None:
        """Paragraph and words, so many times; a number in the bound data may ask for more."""
        typed = str(self["lines"].value() or "")
        count = int(typed) if typed.isdecimal() and len(typed) < 3 else LINES
        self.count = min(max(count, LINES), MOST_POINTS)
        for number in range(self.count):
            if self.paragraphs:
                self.fields[f"about{number}"] = forms.IntegerField(
                    label=_("Paragraph"), required=False, min_value=0, max_value=999
                )
            self.fields[f"words{number}"] = WordsField(
                label=gettext("Words %(number)s") % {"number": number + 1},
                widget=forms.Textarea(attrs={"rows": 1}),
                required=False,
            )

    @property
    def more(self) -> int:
        """How many lines the form has once more are asked for."""
        return min(self.count + LINES, MOST_POINTS)

    @property
    def begin(self) -> str:
        """The id of the field at which the next sheet begins: the others are kept."""
        if self.questions:
            return f"{self.asked[0].auto_id}_0"
        about, words = self.points[0]
        return (about or words).id_for_label

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[f"q{one.pk}"] for one in self.questions]

    @property
    def points(self) -> list[tuple[forms.BoundField | None, forms.BoundField]]:
        """The lines: the paragraph's number, if there are any paragraphs, and the words."""
        return [
            (self[f"about{number}"] if self.paragraphs else None, self[f"words{number}"])
            for number in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        points = []
        for number in range(self.count):
            about = said.get(f"about{number}") or 0
            words = said.get(f"words{number}") or ""
            if about and about not in self.paragraphs:
                self.add_error(
                    f"about{number}",
                    gettext("There is no paragraph %(number)s.") % {"number": about},
                )
            elif about and not words.strip():
                self.add_error(f"words{number}", gettext("Write what was said of it."))
            elif words.strip():
                points.append(PointSaid(words, self.paragraphs.get(about)))
        said["points"] = points
        return said

    def sheet(self) -> SheetSaid:
        """What was typed, as the action takes it."""
        said = self.cleaned_data
        at_meeting = said["channel"] == Way.MEETING
        return SheetSaid(
            consultation=self.consultation,
            submission=said["submission"],
            points=said["points"],
            choices={
                one.pk: said[f"q{one.pk}"] for one in self.questions if said.get(f"q{one.pk}")
            },
            village=said["village"],
            helped=said["helped"],
            wants_answer=said["wants_answer"],
            channel=said["channel"],
            said_on=said["said_on"],
            meeting=said.get("meeting") if at_meeting else None,
        )


class MeetingForm(forms.Form):
    """A meeting: how many, never who; what was said, a line for each point."""

    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)
    unit = unit_select(label=_("Whose people were asked"), empty_label=_("Choose a unit"))
    on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120)
    invited = forms.IntegerField(
        label=_("Invited"),
        help_text=_("Left empty, it was open to everybody."),
        required=False,
        min_value=0,
    )
    came = forms.IntegerField(label=_("Came"), min_value=0)
    spoke = forms.IntegerField(label=_("Spoke"), min_value=0)
    words = WordsField(
        label=_("What was said, in their own words: a line for each point"),
        help_text=_("No names. Begin a line with [2] when it is about paragraph 2."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )

    def __init__(
        self,
        consultation: Consultation,
        paragraphs: Sequence[Paragraph],
        questions: Sequence[Question],
        units: Any,
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.consultation = consultation
        self.paragraphs = {one.number: one for one in paragraphs}
        self.questions = questions
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not paragraphs:
            self.fields["words"].help_text = _("No names.")
        for one in questions:
            for option in one.scale:
                self.fields[f"h{one.pk}_{option.code}"] = forms.IntegerField(
                    label=option.label, required=False, min_value=0, max_value=10_000
                )

    @property
    def hands(self) -> list[tuple[Question, list[forms.BoundField]]]:
        return [
            (one, [self[f"h{one.pk}_{option.code}"] for option in one.scale])
            for one in self.questions
        ]

    def clean_words(self) -> list[PointSaid]:
        points = []
        for number, line in enumerate(self.cleaned_data["words"].splitlines(), 1):
            if not line.strip():
                continue
            about = _ABOUT.fullmatch(line.strip())
            if about is None:
                points.append(PointSaid(line))
                continue
            paragraph = self.paragraphs.get(int(about[1]))
            if paragraph is None and int(about[1]) != 0:
                raise forms.ValidationError(
                    gettext("Line %(line)s: there is no paragraph %(number)s."),
                    params={"line": number, "number": about[1]},
                )
            points.append(PointSaid(about[2], paragraph))
        return points

    def held(self) -> MeetingHeld:
        """What was typed, as the action takes it."""
        said = self.cleaned_data
        hands: Mapping[int, Mapping[str, int]] = {
            one.pk: {
                option.code: count
                for option in one.scale
                if (count := said.get(f"h{one.pk}_{option.code}"))
            }
            for one in self.questions
        }
        return MeetingHeld(
            consultation=self.consultation,
            submission=said["submission"],
            unit=said["unit"],
            on=said["on"],
            place=said["place"],
            came=said["came"],
            spoke=said["spoke"],
            invited=said["invited"],
            points=said["words"],
            hands={pk: counts for pk, counts in hands.items() if counts},
        )


def starting_village(kept: object, units: Sequence[Unit], own: Unit) -> int | None:
    """The village of the sheet before, or one's own; none where everybody's sheets are entered."""
    for unit in units:
        if unit.pk == kept:
            return unit.pk
    return own.pk if own in units else None


def starting_day(kept: object, consultation: Consultation, today: date) -> date:
    """The day of the sheet before, or today; the last day once that is over."""
    last = min(today, consultation.closes_on or today)
    if isinstance(kept, str):
        try:
            return min(date.fromisoformat(kept), last)
        except ValueError:
            return last
    return last

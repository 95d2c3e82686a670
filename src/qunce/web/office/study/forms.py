"""Forms of study.  Each begins with what is usual, so that an ordinary evening takes few touches.

The week's page uses :class:`SessionForm` and :class:`DeliveryForm` as they are: ``asked()`` gives
what the action takes.  A form of one delivery carries its number in the form, never in an address
(``domain.study.models.home``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.configurations import Template, template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.queries import acted_for
from qunce.domain.study import queries
from qunce.domain.study.models import Delivery, Material, Member, PlanStep
from qunce.domain.study.querysets import KEEPERS
from qunce.domain.study.rules.home import LONGEST_CALLED, LONGEST_HELPER, monday_of
from qunce.domain.study.rules.session import LARGEST_COUNT, LONGEST_LINE, Step
from qunce.domain.study.states import Need, Way
from qunce.domain.study.suggesting import forms_together, offer_to
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import SeveralField, WordsField

FIRST_ROUND = 7
"""Days until a round is due, unless another day is chosen."""


def language() -> str:
    return get_language() or "en"


def split_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def submission() -> str:
    return uuid4().hex


class SessionForm(forms.Form):
    """A session: day, form and place as usual, one count, and what will change."""

    held_on = DayField(label=pgettext_lazy("session", "Which day"))
    form = forms.ChoiceField(
        label=pgettext_lazy("session", "How you met"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the forms of study that are offered.")},
    )
    place = forms.CharField(label=pgettext_lazy("session", "Where"), max_length=60)
    present = forms.IntegerField(
        label=_("How many were there"),
        help_text=_("One number, no names."),
        min_value=1,
        max_value=LARGEST_COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": LARGEST_COUNT}),
        error_messages={"invalid": _("Write a whole number such as 12.")},
    )
    lines = WordsField(
        label=_("What we will change"),
        help_text=_("One line for each thing; it can become a problem or a project."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    topic = forms.CharField(label=_("What it was about"), max_length=LONGEST_LINE, required=False)
    material = forms.ModelChoiceField(
        label=pgettext_lazy("session", "Material"),
        queryset=Material.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    led_by = forms.ModelChoiceField(
        label=_("Led by a leading post"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("No"),
    )
    plan_step = forms.ModelChoiceField(
        label=_("As planned"),
        queryset=PlanStep.objects.none(),
        required=False,
        empty_label=_("Not in the plan"),
    )
    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        unit: Unit,
        campaign: Campaign,
        today: date,
        *args: Any,
        step: PlanStep | None = None,
        **options: Any,
    ) -> None:
        self.unit, self.campaign = unit, campaign
        template = template_called(campaign.template)
        offered = forms_together(template, unit.kind)
        usual = queries.usual(unit, campaign)
        planned = step.form if step and step.form in {one.code for one in offered} else ""
        usually = {
            "held_on": today,
            "form": planned or usual.form,
            "place": usual.place,
            "topic": step.topic if step else "",
            "material": step.material_id if step else None,
            "plan_step": step.pk if step else None,
            "submission": submission(),
        }
        options["initial"] = usually | (options.get("initial") or {})
        super().__init__(*args, **options)
        self._offer("form", [(one.code, one.label(language())) for one in offered])
        self._choose("material", queries.materials_for(unit))
        self._choose("led_by", queries.leading_posts(unit))
        self._choose("plan_step", queries.steps_ahead(unit, campaign))
        self.fields["held_on"].widget.attrs.update(max=today.isoformat())

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _choose(self, name: str, found: Any) -> None:
        self.fields[name].queryset = found  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What ``hold_session`` takes, beside the actor and the time."""
        kept = dict(self.cleaned_data)
        kept["lines"] = split_lines(kept["lines"])
        return {"unit": self.unit, "campaign": self.campaign, **kept}


class LinesForm(forms.Form):
    lines = WordsField(
        label=_("What we will change"),
        help_text=_("One line for each thing; it can become a problem or a project."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def asked(self) -> list[str]:
        return split_lines(self.cleaned_data["lines"])


class DeliveryForm(forms.Form):
    """It was brought: how, in which week, and what was said, all of it filled in or empty."""

    delivery = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("How it was brought"), widget=forms.RadioSelect, choices=Way.choices
    )
    week = forms.ChoiceField(
        label=_("When"),
        widget=forms.RadioSelect,
        choices=(("0", _("This week")), ("1", _("Last week"))),
        initial="0",
    )
    said = WordsField(
        label=pgettext_lazy("home delivery", "What was said"),
        help_text=_(
            "In their words, or empty. It becomes a message without a name: say nothing by which "
            "somebody is recognised. What speaks against your own unit does not belong here; "
            "leave them the slip with which they can write themselves."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, delivery: Delivery, today: date, *args: Any, **options: Any) -> None:
        self.today = today
        offered = offer_to(delivery.member.prefers, away=delivery.member.away).ways
        usually = {
            "delivery": delivery.pk,
            "way": delivery.way,
            "week": "0",
            "submission": submission(),
        }
        options["initial"] = usually | (options.get("initial") or {})
        options.setdefault("auto_id", f"delivery-{delivery.pk}-%s")
        super().__init__(*args, **options)
        first = dict.fromkeys([delivery.way, *offered, *Way.values])
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way, Way(way).label) for way in first
        ]

    def asked(self) -> dict[str, Any]:
        """What ``make_delivery`` takes, beside the delivery, the actor and the time."""
        kept = self.cleaned_data
        last_week = monday_of(self.today) - timedelta(days=7)
        return {
            "done_on": last_week if kept["week"] == "1" else self.today,
            "way": kept["way"],
            "said": kept["said"],
            "submission": kept["submission"],
            "language": language(),
        }


class RoundForm(forms.Form):
    """A round of home delivery: everybody who prefers it is ticked already."""

    due_on = DayField(label=_("To be brought by"))
    material = forms.ModelChoiceField(
        label=pgettext_lazy("session", "Material"),
        queryset=Material.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    helper = forms.ModelChoiceField(
        label=_("Who brings it"), queryset=Post.objects.none(), required=False, empty_label=None
    )
    helper_words = forms.CharField(
        label=_("Or somebody else"),
        help_text=_("A neighbour, a colleague, a volunteer."),
        max_length=LONGEST_HELPER,
        required=False,
    )
    members = SeveralField(
        label=_("To whom"),
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one to whom it is brought."),
            "invalid_pk_value": _("Choose at least one to whom it is brought."),
        },
    )

    def __init__(
        self,
        unit: Unit,
        post: Post,
        template: Template | None,
        today: date,
        *args: Any,
        **options: Any,
    ) -> None:
        units = acted_for(unit, today)
        members = queries.members_of(post, units)
        waiting = {
            one.member_id for one in Delivery.objects.visible_to(post).to_bring() if one.member_id
        }
        usually = {
            "due_on": today + timedelta(days=FIRST_ROUND),
            "helper": post.pk,
            "members": [
                one.pk
                for one in members
                if offer_to(one.prefers, away=one.away).in_round and one.pk not in waiting
            ],
        }
        options["initial"] = usually | (options.get("initial") or {})
        super().__init__(*args, **options)
        own = Post.objects.filter(role__in=KEEPERS, unit=post.unit_id).select_related("unit")
        self.fields["helper"].queryset = own  # type: ignore[attr-defined]
        self.fields["material"].queryset = queries.materials_for(unit)  # type: ignore[attr-defined]
        field = self.fields["members"]
        free = [one.pk for one in members if one.pk not in waiting]
        seen = Member.objects.visible_to(post).filter(unit__in=units, pk__in=free)
        field.queryset = seen  # type: ignore[attr-defined]
        field.label_from_instance = lambda member: named(member, template)  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        kept = dict(self.cleaned_data)
        if kept["helper_words"]:
            kept["helper"] = None
        kept["members"] = list(kept["members"])
        return kept


def named(member: Member, template: Template | None) -> str:
    """What they are called and prefer, for the unit's own posts."""
    prefers = said_need(member.prefers, template)
    away = f" · {_('away')}" if member.away else ""
    return f"{member.called} · {prefers}{away}"


def said_need(code: str, template: Template | None) -> str:
    return queries.need_called(template, code, language()) or str(Need(code).label)


class MemberForm(forms.Form):
    """How somebody prefers to study.  Never why."""

    called = forms.CharField(
        label=_("How you call them"),
        help_text=_("A number is enough. Only the posts of your unit see it."),
        max_length=LONGEST_CALLED,
    )
    prefers = forms.ChoiceField(
        label=_("What they prefer"),
        help_text=_("What they prefer, never why: write nothing of health or ability."),
        widget=forms.RadioSelect,
    )
    away = forms.BooleanField(
        label=_("Away for now: reached by post, telephone or a link"), required=False
    )

    def __init__(self, template: Template | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["prefers"].choices = [  # type: ignore[attr-defined]
            (need, said_need(need, template)) for need in Need.values
        ]


class StepForm(forms.Form):
    """One step of a plan."""

    on = DayField(label=pgettext_lazy("plan", "Day"))
    form = forms.ChoiceField(label=pgettext_lazy("plan", "Form of study"))
    topic = forms.CharField(label=pgettext_lazy("plan", "Topic"), max_length=LONGEST_LINE)
    work = forms.CharField(
        label=_("Which work of yours it is tied to"),
        help_text=_("What is at hand now and goes better for it."),
        max_length=LONGEST_LINE,
    )
    material = forms.ModelChoiceField(
        label=pgettext_lazy("session", "Material"),
        queryset=Material.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, unit: Unit, campaign: Campaign, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        template = template_called(campaign.template)
        offered = template.study_forms if template else ()
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (one.code, one.label(language())) for one in offered
        ]
        self.fields["material"].queryset = queries.materials_for(unit)  # type: ignore[attr-defined]

    def asked(self) -> Step:
        return Step(**self.cleaned_data)


class MoveForm(forms.Form):
    on = DayField(label=pgettext_lazy("plan", "To which day"))

"""Lines of what is owed: duties with what completes them, steps of the study plan, deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.actions import take_back, tell_done
from qunce.domain.duties.queries import duties_of
from qunce.domain.duties.rules import why_not_take_back, why_not_tell
from qunce.domain.duties.standings import Row
from qunce.domain.duties.weeks import Span
from qunce.domain.study.actions import hold_session, make_delivery, take_back_delivery
from qunce.domain.study.models import Delivery, Plan, PlanStep
from qunce.domain.study.querysets import KEEPERS
from qunce.domain.study.rules.standing import why_not_study_for
from qunce.kernel.refusals import Refused
from qunce.web.office.duties.forms import TellForm
from qunce.web.office.duties.shown import WHERE
from qunce.web.office.study.forms import DeliveryForm, SessionForm
from qunce.web.office.week.lines import Kind, Line, Me, Step
from qunce.web.shell.words import say_distance

NO_LINE = "none"


class NothingForm(forms.Form):
    """A step that needs no words."""


class Holding(Kind):
    """A line on which a session can be held."""

    upfront = ("present", "lines")

    def session(self, row: Any, me: Me, sent: Mapping[str, Any] | None) -> Step:
        unit, campaign, planned = self.where_held(row)
        ids = self.ids(self.number(row), "hold")
        form = SessionForm(unit, campaign, me.today, sent, step=planned, auto_id=ids)
        place = str(form["place"].value() or "")
        upfront = self.upfront if form.initial["place"] else ("place", *self.upfront)
        day = form["held_on"].value()
        chosen = dict(form.fields["form"].choices).get(str(form["form"].value()))  # type: ignore[attr-defined]
        parts = (say_distance(me.today, me.today) if day == me.today else "", chosen or "", place)
        rest = _("%(usual)s: change it") % {"usual": " · ".join(str(one) for one in parts if one)}
        return Step(
            "hold",
            gettext_lazy("A session was held"),
            form,
            self.address(self.number(row), "hold"),
            upfront=upfront,
            rest=rest if sent is None else _("Day, form, place and more"),
        )

    def where_held(self, row: Any) -> tuple[Any, Any, PlanStep | None]:
        raise NotImplementedError

    def hold(self, form: Any, me: Me, now: datetime) -> None:
        hold_session(actor=me.post, now=now, **form.asked())


class Duties(Holding):
    """What is due, why, and how it comes to be done by itself."""

    code = "duty"
    template = "office/week/_duty.html"
    undoes = ("take-back",)

    def number(self, row: Row) -> int:
        return row.duty.pk

    def title(self, row: Row) -> str:
        return row.duty.action.text

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Row:
        for row in duties_of(me.post, me.today):
            if row.duty.pk == pk:
                return row
        raise Http404

    def offered(self, row: Row, me: Me) -> list[str]:
        if row.by_hand:
            return [] if why_not_tell(row, me.post) else ["tell"]
        if row.duty.action.evidence != Evidence.SESSION_HELD or not row.is_open:
            return []
        given = me.session_on in ("", self.name(row))
        may = given and not why_not_study_for(me.post, row.duty.unit, on=me.today)
        return ["hold"] if may else []

    def link(self, row: Row, me: Me) -> str:
        name = "" if self.offered(row, me) else WHERE.get(row.duty.action.evidence, "")
        try:
            return reverse(name) if name else ""
        except NoReverseMatch:
            return ""

    def where_held(self, row: Row) -> tuple[Any, Any, PlanStep | None]:
        return row.duty.unit, row.duty.action.campaign, None

    def step(self, row: Row, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if act == "hold" and row.duty.action.evidence == Evidence.SESSION_HELD:
            return self.session(row, me, sent)
        address = self.address(row.duty.pk, act)
        if act == "tell" and row.by_hand:
            form = TellForm(sent, auto_id=self.ids(row.duty.pk, act))
            return Step(
                act,
                gettext_lazy("It is done"),
                form,
                address,
                rest=_("Add a line"),
            )
        if act == "take-back":
            return Step(act, gettext_lazy("Taken back"), NothingForm(sent), address)
        raise Http404

    def do(self, row: Row, act: str, form: Any, me: Me, now: datetime) -> None:
        if act == "hold":
            self.hold(form, me, now)
        elif act == "tell":
            tell_done(duty=row.duty, actor=me.post, now=now, **form.cleaned_data)
        else:
            told = row.done.stored if row.done is not None else None
            if told is None:
                raise Refused(why_not_take_back(row, me.post))
            take_back(completion=told, actor=me.post, now=now)

    def undo(self, act: str) -> str:
        return "take-back" if act == "tell" else ""


class PlanSteps(Holding):
    """A step of the study plan: it is held as a session."""

    code = "step"
    template = "office/week/_plan_step.html"

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> PlanStep:
        plans = Plan.objects.visible_to(me.post, me.today).order_by().values("pk")
        steps = PlanStep.objects.select_related("plan__unit", "plan__campaign__unit", "material")
        return get_object_or_404(steps.filter(plan__in=plans), pk=pk, session__isnull=True)

    def title(self, row: PlanStep) -> str:
        return row.topic

    def offered(self, row: PlanStep, me: Me) -> list[str]:
        given = me.session_on in ("", self.name(row))
        may = given and not why_not_study_for(me.post, row.plan.unit, on=me.today)
        return ["hold"] if may else []

    def where_held(self, row: PlanStep) -> tuple[Any, Any, PlanStep | None]:
        return row.plan.unit, row.plan.campaign, row

    def step(self, row: PlanStep, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if act != "hold":
            raise Http404
        return self.session(row, me, sent)

    def do(self, row: PlanStep, act: str, form: Any, me: Me, now: datetime) -> None:
        self.hold(form, me, now)


class Deliveries(Kind):
    """What is brought home.  The address names the round; the form says which part of it."""

    code = "round"
    template = "office/week/_delivery.html"
    undoes = ("take-back",)

    def number(self, row: Delivery) -> int:
        return row.round_id

    def name(self, row: Delivery) -> str:
        return f"delivery-{row.pk}"

    def title(self, row: Delivery) -> str:
        return row.member.called

    def kept_title(self, row: Delivery) -> str:
        """Nothing: a session would keep beside an instant to whom something was brought."""
        return ""

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Delivery:
        number = str(sent.get("delivery", ""))
        wanted = int(number) if number.isdecimal() and len(number) < 18 else 0
        seen = Delivery.objects.visible_to(me.post).filter(round=pk)
        return get_object_or_404(
            seen.select_related("member", "helper__unit", "round__material", "round__unit"),
            pk=wanted,
        )

    def hidden(self, row: Delivery) -> Mapping[str, Any]:
        return {"delivery": row.pk}

    def offered(self, row: Delivery, me: Me) -> list[str]:
        return ["bring"] if row.done_on is None and me.post.role in KEEPERS else []

    def step(self, row: Delivery, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        address = self.address(row.round_id, act)
        if act == "take-back":
            return Step(act, gettext_lazy("Taken back"), NothingForm(sent), address)
        if act != "bring":
            raise Http404
        form = DeliveryForm(row, me.today, sent, auto_id=f"delivery-{row.pk}-%s")
        usual = _("%(usual)s: change it") % {"usual": f"{_('This week')} · {row.get_way_display()}"}
        return Step(
            act,
            gettext_lazy("It was brought"),
            form,
            address,
            upfront=("said",),
            rest=usual if sent is None else _("How and when"),
        )

    def do(self, row: Delivery, act: str, form: Any, me: Me, now: datetime) -> None:
        if act == "bring":
            make_delivery(delivery=row, actor=me.post, now=now, **form.asked())
        else:
            take_back_delivery(delivery=row, actor=me.post, now=now)

    def undo(self, act: str) -> str:
        return "take-back" if act == "bring" else ""


def done_by_itself(me: Me, but: str) -> list[Line]:
    """Duties that what happened this week has completed, beside the line ``but``."""
    kind = Duties()
    monday = Span.around(me.today).since
    return [
        Line(kind.name(row), kind.template, row, kind.title(row))
        for row in duties_of(me.post, me.today)
        if row.done is not None and not row.by_hand and row.done.on >= monday
        if kind.name(row) != but
    ]


def done_this_week(rows: Iterable[Row], me: Me) -> list[Line]:
    """Duties that were done this week; what was told can be taken back."""
    kind = Duties()
    lines = []
    for row in rows:
        line = Line(kind.name(row), kind.template, row, kind.title(row))
        if not why_not_take_back(row, me.post):
            line.steps.append(kind.step(row, me, "take-back"))
        lines.append(line)
    return lines


def session_line(rows: Iterable[Any]) -> str:
    """The one line on which a session is offered: the form costs statements, and one is enough."""
    for row in rows:
        if isinstance(row, PlanStep):
            return PlanSteps().name(row)
    for row in rows:
        if isinstance(row, Row) and row.duty.action.evidence == Evidence.SESSION_HELD:
            return Duties().name(row)
    return NO_LINE

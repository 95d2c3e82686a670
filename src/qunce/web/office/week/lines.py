"""A line of the week: what it is about, and the steps that can be taken on it right there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from qunce.domain.accounts.models import Post, User


@dataclass(frozen=True, slots=True)
class Me:
    """Who acts, and on which day."""

    post: Post
    user: User
    today: date


@dataclass(slots=True)
class Step:
    """One step with its form: the same as on the page the step belongs to."""

    code: str
    label: str | Promise
    form: forms.BaseForm
    address: str
    hint: str | Promise = ""
    open: bool = False
    """Its fold stands open: it was asked for, or sent and refused."""
    once: str = field(default_factory=lambda: uuid4().hex)
    """The number of this form: what is sent twice is done once."""

    @property
    def first(self) -> list[forms.BoundField]:
        """What has to be filled in."""
        return [one for one in self.form.visible_fields() if one.field.required]

    @property
    def more(self) -> list[forms.BoundField]:
        """What may be left empty."""
        return [one for one in self.form.visible_fields() if not one.field.required]

    @property
    def more_is_open(self) -> bool:
        return any(one.errors or one.value() for one in self.more)


@dataclass(slots=True)
class Line:
    """One line; ``row`` is what its template shows."""

    kind: str
    pk: int
    template: str
    row: Any
    title: str
    steps: list[Step] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands where the line stood."""

    name: str
    title: str
    done: str | Promise
    undo: str = ""
    """Where it can be taken back, if it can."""
    once: str = field(default_factory=lambda: uuid4().hex)


class Kind:
    """One kind of line: messages, problems, duties …"""

    code = ""
    template = ""

    def own(self, me: Me, pk: int) -> Any:
        """The row, if ``me`` sees it; not yours and not there look alike."""
        raise Http404

    def title(self, row: Any) -> str:
        return str(row)

    def offered(self, row: Any, me: Me) -> list[str]:
        """Codes of the steps that may be taken now, the likeliest first."""
        return []

    def step(self, row: Any, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        """The step ``act`` with its form, empty or as it was sent.  Not there: 404."""
        raise Http404

    def do(self, row: Any, act: str, form: Any, me: Me, now: datetime) -> None:
        """The one call; raises ``Refused``."""
        raise NotImplementedError

    def undo(self, act: str) -> str:
        """The step that takes ``act`` back, where there is one."""
        return ""

    def line(self, row: Any, me: Me, asked: str = "", bound: Step | None = None) -> Line:
        """The line with what is offered on it; ``asked`` is the step whose fold stands open."""
        codes = self.offered(row, me)
        if bound is not None and bound.code not in codes:
            codes = [bound.code, *codes]
        line = Line(self.code, row.pk, self.template, row, self.title(row))
        for code in codes:
            step = bound if bound is not None and bound.code == code else self.step(row, me, code)
            step.open = step is bound or code == asked
            line.steps.append(step)
        return line

    def address(self, pk: int, act: str) -> str:
        return reverse("office:week_record", args=[self.code, pk, act])

    def ids(self, pk: int, act: str) -> str:
        """Several forms stand on one page: each has its own names for its fields."""
        return f"{self.code}-{pk}-{act}-%s"

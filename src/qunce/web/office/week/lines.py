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


@dataclass(slots=True)
class Me:
    """Who acts, and on which day."""

    post: Post
    user: User
    today: date
    session_on: str = ""
    """The one line of the page that offers to hold a session; empty while it is no matter."""


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

    upfront: tuple[str, ...] = ()
    """What is asked at first sight; without it whatever has to be filled in."""
    rest: str = ""
    """What the fold with all others says: what is sent when nobody opens it."""

    @property
    def first(self) -> list[forms.BoundField]:
        return [one for one in self.form.visible_fields() if self._is_first(one)]

    @property
    def more(self) -> list[forms.BoundField]:
        return [one for one in self.form.visible_fields() if not self._is_first(one)]

    def _is_first(self, one: forms.BoundField) -> bool:
        return one.name in self.upfront if self.upfront else one.field.required

    @property
    def more_is_open(self) -> bool:
        changed = self.form.changed_data if self.form.is_bound else ()
        return any(one.errors or one.name in changed for one in self.more)


@dataclass(slots=True)
class Line:
    """One line; ``row`` is what its template shows."""

    name: str
    template: str
    row: Any
    title: str
    steps: list[Step] = field(default_factory=list)
    hidden: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    """The page on which it comes to be done, where that is not here."""

    @property
    def open(self) -> bool:
        """One of its steps was asked for, or sent and refused."""
        return any(step.open for step in self.steps)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands where the line stood."""

    name: str
    title: str
    done: str | Promise
    undo: str = ""
    """Where it can be taken back, if it can."""
    hidden: Mapping[str, Any] = field(default_factory=dict)
    also: list[Line] = field(default_factory=list)
    """Other lines that were done by the same fact, as they are now."""
    once: str = field(default_factory=lambda: uuid4().hex)


class Kind:
    """One kind of line: messages, problems, duties …"""

    code = ""
    template = ""
    undoes: tuple[str, ...] = ()
    """Steps that take another back."""

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Any:
        """The row, if ``me`` sees it; not yours and not there look alike."""
        raise Http404

    def hidden(self, row: Any) -> Mapping[str, Any]:
        """What travels with a form because the address does not say it."""
        return {}

    def number(self, row: Any) -> int:
        """What stands in the address of its steps."""
        return int(row.pk)

    def title(self, row: Any) -> str:
        return str(row)

    def kept_title(self, row: Any) -> str:
        """The title where it is kept for the next page, in the session."""
        return self.title(row)

    def name(self, row: Any) -> str:
        """What the line is called on the page."""
        return f"{self.code}-{self.number(row)}"

    def link(self, row: Any, me: Me) -> str:
        """The page on which it comes to be done, where that is not here."""
        return ""

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
        line = Line(
            self.name(row),
            self.template,
            row,
            self.title(row),
            hidden=self.hidden(row),
            link=self.link(row, me),
        )
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

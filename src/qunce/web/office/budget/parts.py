"""The use of forms by the part of the site they belong to: codes would tell nobody anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.budgets.estimates import FEWEST
from qunce.domain.budgets.loads import Load
from qunce.domain.budgets.queries import FormTime
from qunce.web.shell.asked_fields import asked_forms

LABELS: Mapping[str, Promise] = {
    "voices": pgettext_lazy("what people say", "Messages"),
    "problems": _("Problems"),
    "checks": _("Checks"),
    "consultations": _("Asking people"),
    "ballots": _("Ballots"),
    "study": pgettext_lazy("office page", "Study"),
    "practice": _("Projects and promises"),
    "supervision": pgettext_lazy("office page", "Guidance"),
    "duties": pgettext_lazy("office page", "Duties"),
    "week": pgettext_lazy("part of the site", "The week"),
    "complaints": pgettext_lazy("part of the site", "Complaints"),
    "publicity": _("Making public"),
    "units": _("Units and posts"),
    "setup": pgettext_lazy("part of the site", "Setting up"),
    "imports": pgettext_lazy("part of the site", "Ledgers"),
    "desk": pgettext_lazy("part of the site", "Campaign desk"),
}
OTHERS = pgettext_lazy("part of the site", "Other pages")


@dataclass(frozen=True, slots=True)
class Part:
    """All forms of one part of the site, as one unit of a level fills them in."""

    label: str
    forms: int
    measured: int
    """How many of them have a measured time."""
    saves: int
    load: Load

    @property
    def few(self) -> bool:
        return self.saves < FEWEST


def by_part(times: Iterable[FormTime]) -> list[Part]:
    """One line for each part that was used, the longest first."""
    where = {code: _part_of(form.name) for form in asked_forms().values() for code in form.saved}
    sorted_out: dict[str, list[FormTime]] = {}
    for time in times:
        sorted_out.setdefault(where.get(time.form, ""), []).append(time)
    parts = [
        Part(
            label=str(LABELS.get(name, OTHERS)),
            forms=len(found),
            measured=sum(1 for one in found if one.measured),
            saves=sum(one.saves for one in found),
            load=sum((one.load for one in found), Load()),
        )
        for name, found in sorted_out.items()
    ]
    return sorted(parts, key=lambda part: -part.load.minutes)


def _part_of(form: str) -> str:
    above = form.partition(":")[0].split(".")
    return above[1] if len(above) > 2 else ""

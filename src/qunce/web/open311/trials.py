"""What the test endpoint gives back: trials and nothing else."""

from __future__ import annotations

import re

from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place
from qunce.domain.partners.models import Trial
from qunce.web.open311.asking import MOST, OPEN, Asked
from qunce.web.open311.formats import Value
from qunce.web.open311.showing import shown_trial

_NUMBER = re.compile(r"T(\d{6,12})", re.ASCII)


def find_trials(asked: Asked) -> list[dict[str, Value]]:
    """The newest first, at most a thousand, as the protocol has them.  At most three statements."""
    trials = Trial.objects.all()
    if asked.numbers is not None:
        found = (_NUMBER.fullmatch(number) for number in asked.numbers)
        trials = trials.filter(pk__in=[int(one[1]) for one in found if one])
    else:
        trials = trials.filter(requested_at__gte=asked.start, requested_at__lte=asked.end)
        if asked.codes is not None:
            trials = trials.filter(service_code__in=asked.codes)
        if OPEN not in asked.statuses:
            trials = trials.none()
    rows = list(trials.order_by("-requested_at", "-pk")[:MOST])
    codes = {row.service_code for row in rows}
    categories = {one.code: one for one in Category.objects.filter(code__in=codes)}
    named = {row.place_code for row in rows if row.place_code}
    found_places = Place.objects.filter(code__in=named).select_related("unit")
    places = {one.code: one for one in found_places}
    return [shown_trial(row, categories, places) for row in rows]

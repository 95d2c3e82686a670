"""Refusals and days as a person reads them: the one place where their sentences are translated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from qunce.kernel.refusals import Refusal, Refused


def say(refusal: Refusal) -> str:
    """The refusal's sentence in the reader's language, with its days as a person says them."""
    sentence = gettext(refusal.message)
    params = {name: _in_words(value) for name, value in refusal.params.items()}
    return sentence % params if params else sentence


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def _in_words(value: object) -> object:
    """A refusal is kept as JSON: its days come as ``2026-03-12``, its months as ``2026-03``."""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        with suppress(ValueError):
            return say_month(date.fromisoformat(f"{value}-01"))
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_format(value, pgettext("day of another year", "D j M Y"))
    return value


def add_refusals(form: forms.BaseForm, refused: Refused | Iterable[Refusal]) -> None:
    """Each reason becomes an error of the field it belongs to, or of the whole form."""
    refusals = refused.refusals if isinstance(refused, Refused) else refused
    for refusal in refusals:
        on = refusal.on if refusal.on in form.fields else None
        form.add_error(on, forms.ValidationError(say(refusal), code=refusal.code))


def say_day(day: date, today: date) -> str:
    """“9月1日 星期二”, with the year when it is another year than this one."""
    if day.year == today.year:
        return date_format(day, pgettext("day of this year", "D j M"))
    return date_format(day, pgettext("day of another year", "D j M Y"))


def say_month(day: date) -> str:
    """“2009年9月”."""
    return date_format(day, pgettext("month", "M Y"))


def say_distance(day: date, today: date) -> str:
    """How far ``day`` is from ``today``: “还有 12 天”, “今天”, “过了 3 天”."""
    days = (day - today).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 1:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def say_age(day: date, today: date) -> str:
    """How long something has lasted: “已 12 天”."""
    days = max((today - day).days, 0)
    if days == 0:
        return gettext("since today")
    return ngettext("%(days)d day so far", "%(days)d days so far", days) % {"days": days}

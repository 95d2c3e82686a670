"""Tags for every page: days in words, form fields, refusals, states, pages of a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qunce.domain.organisations.states import UnitKind
from qunce.kernel.refusals import Refusal
from qunce.web.shell import words

register = template.Library()

SHAPES = {"todo": "○", "doing": "◐", "done": "●", "late": "▲", "stuck": "◆"}


@register.filter
def page_lang(code: str) -> str:
    """The language tag browsers and screen readers know."""
    return "zh-CN" if code.startswith("zh") else code


def _today(context: template.Context) -> date:
    today = context.get("today")
    return today if isinstance(today, date) else timezone.localdate()


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    return value


def _time(day: date, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', day.isoformat(), day.isoformat(), text
    )


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | datetime | None) -> str:
    """``{% day matter.since %}`` → 9月1日 星期二."""
    if not value:
        return ""
    value = _as_day(value)
    return _time(value, words.say_day(value, _today(context)))


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: date | datetime | None) -> str:
    """``{% due action.due %}`` → 9月1日 星期二 · 还有 12 天."""
    if not value:
        return ""
    value, today = _as_day(value), _today(context)
    return format_html(
        "{} · <span{}>{}</span>",
        _time(value, words.say_day(value, today)),
        SafeString(' class="state-late"') if value < today else "",
        words.say_distance(value, today),
    )


@register.simple_tag(takes_context=True)
def since(context: template.Context, value: date | datetime | None) -> str:
    """``{% since matter.listed_at %}`` → 9月1日 星期二 · 已 12 天."""
    if not value:
        return ""
    value, today = _as_day(value), _today(context)
    return format_html(
        "{} · {}", _time(value, words.say_day(value, today)), words.say_age(value, today)
    )


@register.simple_tag
def window(start: date | None, end: date | None) -> str:
    """``{% window campaign.starts campaign.ends %}`` → 2009年9月–2010年2月."""
    if start and end:
        return format_html(
            "{}–{}", _time(start, words.say_month(start)), _time(end, words.say_month(end))
        )
    one = start or end
    return _time(one, words.say_month(one)) if one else ""


@register.filter
def unit_kind(kind: str) -> str:
    """``{{ "village"|unit_kind }}`` → 村."""
    return str(UnitKind(kind).label) if kind in UnitKind.values else kind


@register.filter
def said(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return words.say(refusal)


@register.simple_tag
def state(kind: str, word: str) -> str:
    """``{% state "doing" _("In hand") %}``: a shape and a word; colour comes last.

    Kinds: todo ○, doing ◐, done ●, late ▲, stuck ◆.
    """
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        kind,
        SHAPES[kind],
        word,
    )


@register.inclusion_tag("shell/components/error_summary.html", name="error_summary")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All that is wrong with a bound form, each linking to its field; nothing when all is well."""
    errors = [{"id": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_group" if bound.use_fieldset else bound.id_for_label
        label = str(bound.label).rstrip("?？")  # no question mark before a colon
        errors += [
            {"id": target, "text": _("%(label)s: %(text)s") % {"label": label, "text": text}}
            for text in bound.errors
        ]
    return {"errors": errors}


@register.inclusion_tag("shell/components/field.html")
def field(
    bound: forms.BoundField, label: str = "", extra: str = "", optional: bool = True
) -> dict[str, Any]:
    """Label, hint, error and input of one form field; ``extra`` adds classes (short, wide).

    Placeholders are dropped: they vanish while one types, and look like an answer before.
    """
    bound.field.widget.attrs.pop("placeholder", None)
    return {
        "field": bound,
        "label": label or bound.label,
        "extra": extra,
        "show_optional": optional,
        "kind": bound.widget_type,
    }


@register.inclusion_tag("shell/components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the pages of a list; the rest of the address is kept."""
    request: HttpRequest = context["request"]

    def link(number: int) -> str:
        query = request.GET.copy()
        query[name] = str(number)
        return "?" + query.urlencode()

    numbers = [
        (number, link(number) if isinstance(number, int) and number != page.number else "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous": link(page.number - 1) if page.has_previous() else "",
        "next": link(page.number + 1) if page.has_next() else "",
    }

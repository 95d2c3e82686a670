"""The services: each category that other programs may choose, and its questions."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunce.domain.matters.models import Category, CategoryQuerySet, Question
from qunce.domain.matters.states import WITH_VALUES, Datatype
from qunce.web.open311.endpoint import as_code, at, find_jurisdiction
from qunce.web.open311.faults import NOT_FOUND, Fault, Wrong
from qunce.web.open311.formats import Format, Value, answer


def offered() -> CategoryQuerySet:
    """The categories that another program may choose."""
    return Category.objects.open().filter(offered=True)


def find_offered(code: str) -> tuple[Category, list[Question]] | None:
    """The service with this code and its questions in their order.  One statement."""
    rows = list(
        offered()
        .filter(code=as_code(code))
        .order_by("questions__place")
        .values(*_CATEGORY, *(f"questions__{name}" for name in _QUESTION))
    )
    if not rows:
        return None
    category = Category(**{name: rows[0][name] for name in _CATEGORY})
    return category, [
        Question(**{name: row[f"questions__{name}"] for name in _QUESTION})
        for row in rows
        if row["questions__id"] is not None
    ]


_CATEGORY = [field.attname for field in Category._meta.concrete_fields]
_QUESTION = [field.attname for field in Question._meta.concrete_fields]


def unknown_service(code: str) -> Fault:
    sentence = _("There is no service with the code “%(code)s”.") % {"code": as_code(code)}
    return Fault(NOT_FOUND, sentence)


def worded(thing: Category | Question, field: str) -> str:
    """A field in the reader's language, as far as it was translated."""
    return in_words(
        {field: getattr(thing, field), f"{field}_en": getattr(thing, f"{field}_en")}, field
    )


def in_words(said: dict[str, Any], field: str) -> str:
    english = (get_language() or "").startswith("en")
    return str((english and said.get(f"{field}_en")) or said.get(field) or "")


def _list(request: HttpRequest, *, form: Format, trial: bool) -> HttpResponse:
    find_jurisdiction(request.GET.get("jurisdiction_id", ""))
    # A grouping forgets the order of the model.
    services: Any = offered().annotate(asked=Count("questions")).order_by("place", "code")
    return answer("services", [_service(one) for one in services], form)


def _service(category: Any) -> dict[str, Value]:
    notice = _("What is written here is published; contact data is sealed and never published.")
    description = worded(category, "description") or category.label
    return {
        "service_code": category.code,
        "service_name": category.label,
        "description": f"{description} ({notice})",
        "metadata": category.asked > 0,
        "type": "realtime",
        "keywords": category.keywords or None,
        "group": worded(category, "group") or None,
    }


def _definition(request: HttpRequest, *, form: Format, trial: bool, code: str) -> HttpResponse:
    find_jurisdiction(request.GET.get("jurisdiction_id", ""))
    found = find_offered(code)
    if found is None:
        raise Wrong(unknown_service(code))
    category, questions = found
    attributes = [_attribute(question) for question in questions]
    return answer(
        "service_definition", {"service_code": category.code, "attributes": attributes}, form
    )


def _attribute(question: Question) -> dict[str, Value]:
    attribute: dict[str, Value] = {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required,
        "datatype_description": question.hint or str(Datatype(question.datatype).label),
        "order": question.place,
        "description": worded(question, "description"),
    }
    if question.datatype in WITH_VALUES:
        attribute["values"] = [
            {"key": str(one["key"]), "name": in_words(one, "name")} for one in question.values
        ]
    return attribute


services = at(get=_list)
definition = at(get=_definition)

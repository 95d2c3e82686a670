"""Open data: which tables there are, what their columns mean, and the files."""

from __future__ import annotations

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from qunce.exchange.open_data import DATASETS, csv_lines, datapackage, json_lines
from qunce.exchange.open_data.dictionary import LICENCE, in_language

DICTIONARY = "datapackage.json"


def open_data(request: HttpRequest) -> HttpResponse:
    """Each table with its columns in the reader's language."""
    language = get_language() or "en"
    tables = [
        {
            "code": dataset.code,
            "title": in_language(dataset.title, language),
            "description": in_language(dataset.description, language),
            "columns": [
                {
                    "name": column.name,
                    "title": in_language(column.title, language),
                    "description": in_language(column.description, language),
                    "of_people": column.of_people,
                }
                for column in dataset.columns
            ],
        }
        for dataset in DATASETS.values()
    ]
    context = {"tables": tables, "dictionary": DICTIONARY, "licence": LICENCE}
    return render(request, "public/news/open_data.html", context)


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The dictionary, or a table while it is read."""

    def whole(page: str, *args: object) -> str:
        return request.build_absolute_uri(reverse(page, args=args))

    if name == DICTIONARY:
        told = datapackage(request.build_absolute_uri(reverse("public:open_data")))
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    code, _dot, written = name.rpartition(".")
    dataset = DATASETS.get(code)
    if dataset is None or written not in ("csv", "json"):
        raise Http404
    if written == "csv":
        answer = StreamingHttpResponse(
            csv_lines(dataset, whole), content_type="text/csv; charset=utf-8"
        )
    else:
        answer = StreamingHttpResponse(json_lines(dataset, whole), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{dataset.code}.{written}"'
    return answer

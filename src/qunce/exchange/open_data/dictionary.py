"""The dictionary of the datasets: a Frictionless Data Package (v1) with Table Schemas."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, override

from qunce.exchange.open_data.columns import Column, Dataset
from qunce.exchange.open_data.datasets import DATASETS
from qunce.kernel.refusals import gettext_noop

LANGUAGES = ("zh-hans", "en")
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_SMALL = gettext_noop(
    "Numbers of people under ten are left empty, and so are others by which one could be worked "
    "out."
)


def datapackage(origin: str) -> dict[str, Any]:
    """What ``datapackage.json`` says; ``origin`` is the address of the page of open data."""
    return {
        "profile": "tabular-data-package",
        "name": "qunce",
        "title": in_language(gettext_noop("Open data of the campaigns"), "en"),
        "titles": in_both(gettext_noop("Open data of the campaigns")),
        "homepage": origin,
        "licenses": [LICENCE],
        "resources": [
            resource
            for dataset in DATASETS.values()
            for resource in (_resource(dataset, "csv"), _resource(dataset, "json"))
        ],
    }


def _resource(dataset: Dataset, written: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": dataset.code if written == "csv" else f"{dataset.code}-json",
        "path": f"{dataset.code}.{written}",
        "format": written,
        "mediatype": "text/csv" if written == "csv" else "application/json",
        "encoding": "utf-8",
        "title": in_language(dataset.title, "en"),
        "titles": in_both(dataset.title),
        "description": in_language(dataset.description, "en"),
        "descriptions": in_both(dataset.description),
        "since": dataset.since.isoformat(),
        "licenses": [LICENCE],
        "schema": {
            "fields": [field(column, dataset) for column in dataset.columns],
            "missingValues": [""],
            "primaryKey": list(dataset.key),
        },
    }
    if written == "csv":
        made["dialect"] = {"delimiter": ",", "quoteChar": '"', "header": True}
        made["formulas"] = (
            "A cell that a spreadsheet would compute begins with an apostrophe; the JSON file has "
            "the text as it is."
        )
    return made


def field(column: Column, dataset: Dataset) -> dict[str, Any]:
    """One column as Table Schema has it, and in both languages what it means."""
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "title": in_language(column.title, "en"),
        "titles": in_both(column.title),
        "description": in_language(column.description, "en"),
        "descriptions": in_both(column.description),
        "since": dataset.since.isoformat(),
    }
    if column.unit:
        told["unit"] = in_language(column.unit, "en")
        told["units"] = in_both(column.unit)
    if column.of_people:
        told["smallNumbers"] = in_both(_SMALL)
    if column.required or column.name in dataset.key:
        told["constraints"] = {"required": True}
    return told


def in_language(message: str, language: str) -> str:
    with override(language):
        return gettext(message)


def in_both(message: str) -> dict[str, str]:
    return {language: in_language(message, language) for language in LANGUAGES}

"""The categories a town can begin with, from ``catalogue.toml``."""

from __future__ import annotations

import tomllib
from datetime import datetime
from importlib.resources import files
from typing import Any

from qunce.domain.matters.actions import add_category
from qunce.domain.matters.models import Category
from qunce.domain.record import Ref


def read_catalogue() -> list[dict[str, Any]]:
    """Each category as the keyword arguments of ``add_category``, in the order of the file."""
    text = (files("qunce.domain.matters") / "catalogue.toml").read_text(encoding="utf-8")
    categories: list[dict[str, Any]] = tomllib.loads(text)["category"]
    return categories


def add_catalogue(*, actor: Ref, now: datetime) -> list[Category]:
    """Every category of the file that is not yet there exists; those there stay as they are."""
    known = set(Category.objects.values_list("code", flat=True))
    return [
        add_category(**category, place=place, actor=actor, now=now)
        for place, category in enumerate(read_catalogue(), start=1)
        if category["code"] not in known
    ]

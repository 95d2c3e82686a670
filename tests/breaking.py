"""How the tests break a constraint on purpose, past every action and form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

Break = tuple[str, Callable[[Any], object]]
"""The constraint's name, and a raw update or insert that would break it."""


def changed(thing: models.Model, **fields: Any) -> None:
    """A raw update of one row: no action, no rule, no ``clean``."""
    type(thing)._base_manager.filter(pk=thing.pk).update(**fields)


def again(thing: models.Model, **fields: Any) -> None:
    """A raw insert of the same row once more, under another number."""
    copied = {
        field.attname: getattr(thing, field.attname)
        for field in thing._meta.concrete_fields
        if not field.primary_key
    }
    type(thing)._base_manager.bulk_create([type(thing)(**{**copied, **fields})])


def constraints_of(package: str) -> set[str]:
    """The names of all constraints in the models of ``package``."""
    found = apps.get_app_config(package).get_models()
    return {constraint.name for model in found for constraint in model._meta.constraints}


def named(breaks: Iterable[Break]) -> Any:
    """A test for each row of the table, called after the constraint."""
    return pytest.mark.parametrize(
        ("name", "breaks"), [pytest.param(*row, id=row[0]) for row in breaks]
    )


def assert_refuses(package: str, name: str, act: Callable[[], object]) -> None:
    """The database refuses ``act``, naming the constraint.

    SQLite names the columns of a uniqueness instead of the constraint; they must be its own.
    """
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    said = str(refused.value)
    wanted = name
    if connection.vendor == "sqlite" and said.startswith("UNIQUE"):
        wanted = _columns(package, name)
    assert wanted in said


def _columns(package: str, name: str) -> str:
    for model in apps.get_app_config(package).get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                fields = [model._meta.get_field(field) for field in constraint.fields]
                return ", ".join(f"{model._meta.db_table}.{field.column}" for field in fields)
    raise AssertionError(f"{name} is no uniqueness of {package}")

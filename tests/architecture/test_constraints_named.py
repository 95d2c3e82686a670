"""What must never be false is a constraint named as a sentence, and each is broken once."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from architecture.tree import ROOT

ARTICLE = re.compile(
    r"_(is|are|not|has|have|was|had|names?|ends?|begins?|stands?|says?|keeps?|carries|points?|holds?"
    r"|needs?|belongs?|lies|comes?|can|may|must|answers?|guards?|asks?|counts?|knows?|leads?"
    r"|starts?|takes?|falls?|runs?|tells?|owes?|opens?|closes?|follows?|fits?|matches|agrees?|happens?|goes|gives?)(_|$)"
)


def _names() -> list[str]:
    return [
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("qunce.")
        for constraint in model._meta.constraints
    ]


def test_constraints_are_named_as_sentences() -> None:
    """``problem_closed_has_outcome`` is what an operator reads in the log."""
    assert [name for name in _names() if not ARTICLE.search(name)] == []


def test_names_are_given_once() -> None:
    names = _names()
    assert sorted(set(names)) == sorted(names)


def test_each_constraint_is_broken_once_by_a_test() -> None:
    told = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("*.py")
        if "architecture" not in path.parts
    )
    assert [name for name in _names() if name not in told] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

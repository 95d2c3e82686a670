"""Every form of the pages, and every field that is read without a form."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django import forms

import qunce.web
from architecture.tree import PACKAGE

WEB = "qunce.web."


@lru_cache(maxsize=1)
def form_classes() -> dict[str, type[forms.BaseForm]]:
    """Each form class of the pages by its name below ``qunce.web``; every module is imported."""
    for module in pkgutil.walk_packages(qunce.web.__path__, WEB):
        importlib.import_module(module.name)
    return {
        f"{one.__module__.removeprefix(WEB)}.{one.__qualname__}": one
        for one in _below(forms.BaseForm)
        if one.__module__.startswith(WEB)
    }


def _below(top: type) -> Iterator[type[forms.BaseForm]]:
    for one in top.__subclasses__():
        yield one
        yield from _below(one)


def makes_fields(form: type[forms.BaseForm]) -> bool:
    """Whether the class, or one it is made of, adds fields while it is made."""
    return any(
        "self.fields[" in line and "] = " in line
        for one in form.__mro__
        if one.__module__.startswith(WEB)
        for line in inspect.getsource(one).splitlines()
    )


def read_without_a_form(source: str) -> Iterator[tuple[str, str]]:
    """The function, and the name of each field it takes straight out of ``request.POST``.

    A name that is put together while the page runs is told as ``*``.
    """
    for top in ast.parse(source).body:
        for node in ast.walk(top):
            name = _taken(node)
            if name is not None:
                yield getattr(top, "name", ""), name


def _taken(node: ast.AST) -> str | None:
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("get", "getlist", "pop")
        and _is_post(node.func.value)
        and node.args
    ):
        key: ast.expr = node.args[0]
    elif isinstance(node, ast.Subscript) and _is_post(node.value):
        key = node.slice
    else:
        return None
    return str(key.value) if isinstance(key, ast.Constant) else "*"


def _is_post(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr == "POST"


def fields_without_a_form() -> dict[str, set[str]]:
    """By ``module:function`` below ``qunce.web``, the names it reads."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        for function, name in read_without_a_form(path.read_text(encoding="utf-8")):
            found[f"{_module(path)}:{function}"].add(name)
    return dict(found)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE / "web").with_suffix("").parts)

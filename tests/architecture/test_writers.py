"""Only actions write: everything that changes data is a named function in ``actions``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from architecture.tree import PACKAGE, modules, told

WRITERS = {
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "save",
    "acreate",
    "asave",
    "aupdate",
    "adelete",
}
WRITERS_OF_QUERIES = {"update", "delete"}
"""Names that dictionaries, sets and hashes have as well: counted on what looks like a query."""
QUERY_WORDS = {"objects", "filter", "all", "exclude", "get", "select_related", "order_by"}


def may_write(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] == "domain" and (
        "actions.py" in parts or "actions" in parts or "migrations" in parts
    )


def writes(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that writes through the ORM or in SQL."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        if (name in WRITERS and not _is_super(node.func.value) and not _makes_a_picture(node)) or (
            name in WRITERS_OF_QUERIES and _looks_like_a_query(node.func.value)
        ):
            yield node.lineno, name


def _is_super(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "super"


def _makes_a_picture(call: ast.Call) -> bool:
    """Pillow's ``image.save(out, "JPEG")`` writes no row: the format stands beside the target."""
    formats = [arg.value for arg in call.args[1:2] if isinstance(arg, ast.Constant)]
    return formats == ["JPEG"]


def _looks_like_a_query(value: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in QUERY_WORDS for part in ast.walk(value)
    )


def test_the_scan_sees_what_it_should() -> None:
    seen = [
        name
        for _line, name in writes(
            "Post.objects.create(a=1)\n"
            "Post.objects.filter(pk=1).update(a=2)\n"
            "post.save()\n"
            "Post.objects.all().delete()\n"
            "facts.update(b=3)\n"
            "hashlib.sha256().update(b'')\n"
            "image.save(out, 'JPEG')\n"
        )
    ]
    assert sorted(seen) == ["create", "delete", "save", "update"]


def test_only_actions_and_migrations_write() -> None:
    found = [
        f"{told(path)}:{line} {name}"
        for path in modules()
        if not may_write(path)
        for line, name in writes(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_action_is_keyword_only() -> None:
    """A call reads as a sentence, and two instants cannot change places."""
    wrong = []
    for path in modules():
        if not may_write(path) or "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if node.args.args or node.args.posonlyargs:
                wrong.append(f"{told(path)}:{node.lineno} {node.name}")
    assert wrong == []

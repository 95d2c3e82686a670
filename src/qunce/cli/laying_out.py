"""A new database at once, instead of migration by migration.

Migrations tell how each table came to be what it is, which an empty database need not relive:
Django draws all models anew for each of them, and with two hundred tables that is a quarter of a
minute.  Here the tables are made as the models say now, the migrations' own statements (guards,
search) are run, and all of them are marked as applied.  A test compares both ways.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def lay_out(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Every table stands and every migration counts as applied, or nothing was done.

    Returns False, and leaves the database alone, when it has any table already.
    """
    connection = connections[alias]
    if connection.introspection.table_names():
        return False
    loader = MigrationLoader(connection)
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    ordered = list(dict.fromkeys(plan))
    kept = {app for app, _ in ordered}
    recorder = MigrationRecorder(connection)
    # What a migration's own statements are shown: the models as they are now.
    today: Any = SimpleNamespace(apps=apps, clear_delayed_apps_cache=lambda: None)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.app_label in kept and model._meta.can_migrate(connection):
                editor.create_model(model)
        for app, name in ordered:
            migration = loader.graph.nodes[app, name]
            if not type(migration).__module__.startswith("qunce."):
                continue  # others' statements alter rows, and there are none
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL):
                    operation.database_forwards(app, editor, today, today)
        recorder.ensure_schema()
        for app, name in ordered:
            recorder.record_applied(app, name)
    return True

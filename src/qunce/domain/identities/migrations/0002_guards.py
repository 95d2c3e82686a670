"""Openings only grow: the database refuses to change or remove one.

A later migration that makes SQLite rebuild the table drops its triggers and must run ``guard``
again; a test compares the triggers with these names.
"""

from typing import Any

from django.db import migrations

NEVER_CHANGES = "opening_never_changes: the speaker sees what was written then"
NEVER_REMOVED = "opening_never_removed: the speaker sees every opening"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
SQLITE = [
    f"""CREATE TRIGGER opening_never_changes BEFORE UPDATE ON identities_opening
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER opening_never_removed BEFORE DELETE ON identities_opening
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    f"""CREATE TRIGGER opening_never_replaced BEFORE INSERT ON identities_opening
        WHEN EXISTS (SELECT 1 FROM identities_opening WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION identities_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    # For each row, not each statement: loading a dump tries an update of no row first.
    f"""CREATE TRIGGER opening_never_changes BEFORE UPDATE ON identities_opening
        FOR EACH ROW EXECUTE FUNCTION identities_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER opening_never_removed BEFORE DELETE ON identities_opening
        FOR EACH ROW EXECUTE FUNCTION identities_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER opening_never_emptied BEFORE TRUNCATE ON identities_opening
        FOR EACH STATEMENT EXECUTE FUNCTION identities_refuse('{NEVER_REMOVED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER opening_never_changes",
    "DROP TRIGGER opening_never_removed",
    "DROP TRIGGER opening_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION identities_refuse() CASCADE"]


def guard(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of this database's engine."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unguard(apps: Any, schema_editor: Any) -> None:
    """Drop them; only for taking the whole app away."""
    _run(schema_editor, {"sqlite": UNGUARD_SQLITE, "postgresql": UNGUARD_POSTGRESQL})


def _run(schema_editor: Any, by_vendor: dict[str, list[str]]) -> None:
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("identities", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

"""A message's story only grows: the database refuses to change or remove a step.

A later migration that makes SQLite rebuild the table drops its triggers and must run ``guard``
again; a test compares the triggers with these names.
"""

from typing import Any

from django.db import migrations

NEVER_CHANGES = "step_never_changes: the speaker reads what was written then"
NEVER_REMOVED = "step_never_removed: the speaker reads every step"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
SQLITE = [
    f"""CREATE TRIGGER step_never_changes BEFORE UPDATE ON voices_step
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER step_never_removed BEFORE DELETE ON voices_step
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    f"""CREATE TRIGGER step_never_replaced BEFORE INSERT ON voices_step
        WHEN EXISTS (SELECT 1 FROM voices_step WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION voices_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    # For each row, not each statement: loading a dump tries an update of no row first.
    f"""CREATE TRIGGER step_never_changes BEFORE UPDATE ON voices_step
        FOR EACH ROW EXECUTE FUNCTION voices_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER step_never_removed BEFORE DELETE ON voices_step
        FOR EACH ROW EXECUTE FUNCTION voices_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER step_never_emptied BEFORE TRUNCATE ON voices_step
        FOR EACH STATEMENT EXECUTE FUNCTION voices_refuse('{NEVER_REMOVED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER step_never_changes",
    "DROP TRIGGER step_never_removed",
    "DROP TRIGGER step_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION voices_refuse() CASCADE"]


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
    dependencies = [("voices", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

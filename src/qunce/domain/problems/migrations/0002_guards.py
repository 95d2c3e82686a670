"""The story of a problem only grows: the database itself refuses to change or remove a line.

A later migration that makes SQLite rebuild the table drops its triggers: it must run ``guard``
again.  A test compares the triggers of a migrated database with these names.
"""

from typing import Any

from django.db import migrations

NEVER_CHANGES = "problem_step_never_changes: a story only grows"
NEVER_REMOVED = "problem_step_never_removed: a story only grows"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
SQLITE = [
    f"""CREATE TRIGGER problem_step_never_changes BEFORE UPDATE ON problems_problemstep
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER problem_step_never_removed BEFORE DELETE ON problems_problemstep
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    f"""CREATE TRIGGER problem_step_never_replaced BEFORE INSERT ON problems_problemstep
        WHEN EXISTS (SELECT 1 FROM problems_problemstep WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
]

POSTGRESQL = [
    """CREATE FUNCTION problem_step_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    # For each row, not each statement: loading a dump tries an update of no row first.
    f"""CREATE TRIGGER problem_step_never_changes BEFORE UPDATE ON problems_problemstep
        FOR EACH ROW EXECUTE FUNCTION problem_step_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER problem_step_never_removed BEFORE DELETE ON problems_problemstep
        FOR EACH ROW EXECUTE FUNCTION problem_step_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER problem_step_never_emptied BEFORE TRUNCATE ON problems_problemstep
        FOR EACH STATEMENT EXECUTE FUNCTION problem_step_refuse('{NEVER_REMOVED}')""",
]

UNGUARD_SQLITE = [
    "DROP TRIGGER problem_step_never_changes",
    "DROP TRIGGER problem_step_never_removed",
    "DROP TRIGGER problem_step_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION problem_step_refuse() CASCADE"]


def guard(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of this database's engine."""
    for statement in _for_engine(schema_editor, SQLITE, POSTGRESQL):
        schema_editor.execute(statement, params=None)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Drop them; only for taking the whole app away."""
    for statement in _for_engine(schema_editor, UNGUARD_SQLITE, UNGUARD_POSTGRESQL):
        schema_editor.execute(statement, params=None)


def _for_engine(schema_editor: Any, sqlite: list[str], postgresql: list[str]) -> list[str]:
    by_vendor = {"sqlite": sqlite, "postgresql": postgresql}
    return by_vendor[schema_editor.connection.vendor]


class Migration(migrations.Migration):
    dependencies = [("problems", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

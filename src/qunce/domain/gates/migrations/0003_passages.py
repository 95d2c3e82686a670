"""Every gate has its unit; a passage, once written, is never changed or removed.

A later migration that makes SQLite rebuild the table of passages drops its triggers: it must run
``guard`` again.  A test compares the triggers of a migrated database with these names.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

NEVER_CHANGES = "passage_never_changes: why a gate opened stays as it was written"
NEVER_REMOVED = "passage_never_removed: what was let past cannot be undone"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
SQLITE = [
    f"""CREATE TRIGGER passage_never_changes BEFORE UPDATE ON gates_passage
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER passage_never_removed BEFORE DELETE ON gates_passage
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    f"""CREATE TRIGGER passage_never_replaced BEFORE INSERT ON gates_passage
        WHEN EXISTS (SELECT 1 FROM gates_passage WHERE gate_id = NEW.gate_id)
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION passage_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    # For each row, not each statement: loading a dump tries an update of no row first.
    f"""CREATE TRIGGER passage_never_changes BEFORE UPDATE ON gates_passage
        FOR EACH ROW EXECUTE FUNCTION passage_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER passage_never_removed BEFORE DELETE ON gates_passage
        FOR EACH ROW EXECUTE FUNCTION passage_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER passage_never_emptied BEFORE TRUNCATE ON gates_passage
        FOR EACH STATEMENT EXECUTE FUNCTION passage_refuse('{NEVER_REMOVED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER passage_never_changes",
    "DROP TRIGGER passage_never_removed",
    "DROP TRIGGER passage_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION passage_refuse() CASCADE"]


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
    # The gates of campaigns adopted before take their unit in campaigns' own migration.
    dependencies = [("gates", "0002_asking"), ("campaigns", "0003_gates_take_their_unit")]
    operations = [
        migrations.AlterField(
            model_name="gate",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.unit",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]

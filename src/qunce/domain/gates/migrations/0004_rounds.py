"""What a round of asking began with never changes, and a round that is over is over.

Only its last day, how it stands and what came of it may still be written while it goes on; a
changed rule or another wording is another round.  A later migration that makes SQLite rebuild the
table drops its triggers: it must run ``guard`` again.  A test compares the triggers of a migrated
database with these names.
"""

from typing import Any

from django.db import migrations

NEVER_CHANGES = "asking_rule_never_changes: a changed rule or wording is another round"
NEVER_AGAIN = "asking_over_never_changes: what came of a round stays as it was settled"
NEVER_REMOVED = "asking_never_removed: who was asked about what stays readable"

FIXED = (
    *("gate_id", "number", "rule_version", "rule", "what_kind", "what_id", "title"),
    *("what_sha256", "at_least", "days_open", "opens_on", "started_by_id", "started_at"),
)
"""Columns that are written once."""


_CHANGED_SQLITE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FIXED)
_CHANGED_POSTGRESQL = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)

SQLITE = [
    f"""CREATE TRIGGER asking_rule_never_changes BEFORE UPDATE ON gates_asking
        WHEN {_CHANGED_SQLITE}
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER asking_over_never_changes BEFORE UPDATE ON gates_asking
        WHEN OLD.state <> 'open'
        BEGIN SELECT RAISE(ABORT, '{NEVER_AGAIN}'); END""",
    f"""CREATE TRIGGER asking_never_removed BEFORE DELETE ON gates_asking
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    """CREATE TRIGGER asking_never_replaced BEFORE INSERT ON gates_asking
        WHEN EXISTS (SELECT 1 FROM gates_asking WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'asking_never_removed: who was asked stays readable'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION asking_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    f"""CREATE TRIGGER asking_rule_never_changes BEFORE UPDATE ON gates_asking
        FOR EACH ROW WHEN ({_CHANGED_POSTGRESQL})
        EXECUTE FUNCTION asking_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER asking_over_never_changes BEFORE UPDATE ON gates_asking
        FOR EACH ROW WHEN (OLD.state <> 'open')
        EXECUTE FUNCTION asking_refuse('{NEVER_AGAIN}')""",
    f"""CREATE TRIGGER asking_never_removed BEFORE DELETE ON gates_asking
        FOR EACH ROW EXECUTE FUNCTION asking_refuse('{NEVER_REMOVED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER asking_rule_never_changes",
    "DROP TRIGGER asking_over_never_changes",
    "DROP TRIGGER asking_never_removed",
    "DROP TRIGGER asking_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION asking_refuse() CASCADE"]


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
    dependencies = [("gates", "0003_passages")]
    operations = [migrations.RunPython(guard, unguard)]

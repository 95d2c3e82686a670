"""An issued document stays as it was issued: the database refuses to change or remove it.

A later migration that makes SQLite rebuild the table drops its triggers: it must run ``guard``
again.  A test compares the triggers of a migrated database with these names.
"""

from typing import Any

from django.db import migrations

NEVER_CHANGES = "document_issued_never_changes: what was issued stays as people read it"
NEVER_REMOVED = "document_issued_never_removed: what was issued stays as people read it"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
SQLITE = [
    f"""CREATE TRIGGER document_issued_never_changes BEFORE UPDATE ON campaigns_document
        WHEN OLD.state = 'issued'
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER document_issued_never_removed BEFORE DELETE ON campaigns_document
        WHEN OLD.state = 'issued'
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # INSERT OR REPLACE deletes without firing a delete trigger.
    f"""CREATE TRIGGER document_issued_never_replaced BEFORE INSERT ON campaigns_document
        WHEN EXISTS (SELECT 1 FROM campaigns_document WHERE state = 'issued'
            AND (id = NEW.id OR (campaign_id = NEW.campaign_id AND kind = NEW.kind)))
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION document_issued_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    f"""CREATE TRIGGER document_issued_never_changes BEFORE UPDATE ON campaigns_document
        FOR EACH ROW WHEN (OLD.state = 'issued')
        EXECUTE FUNCTION document_issued_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER document_issued_never_removed BEFORE DELETE ON campaigns_document
        FOR EACH ROW WHEN (OLD.state = 'issued')
        EXECUTE FUNCTION document_issued_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER document_issued_never_emptied BEFORE TRUNCATE ON campaigns_document
        FOR EACH STATEMENT EXECUTE FUNCTION document_issued_refuse('{NEVER_REMOVED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER document_issued_never_changes",
    "DROP TRIGGER document_issued_never_removed",
    "DROP TRIGGER document_issued_never_replaced",
]
UNGUARD_POSTGRESQL = ["DROP FUNCTION document_issued_refuse() CASCADE"]


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
    dependencies = [("campaigns", "0003_gates_take_their_unit"), ("gates", "0003_passages")]
    operations = [migrations.RunPython(guard, unguard)]

"""The database's own refusals, and the one row of the tree's state.

A later migration that makes SQLite rebuild one of the two tables drops its triggers: it must
run ``guard`` again.  A test compares the triggers of a migrated database with these names.
"""

import uuid
from hashlib import sha256
from typing import Any

from django.db import migrations

NEVER_CHANGES = "entry_never_changes: the record only grows"
NEVER_REMOVED = "entry_never_removed: the record only grows"
FOLLOWS = "entry_follows_the_last: an entry takes the next index, no other"
STATE_STAYS = "tree_state_never_removed: the record always knows its size"
STATE_GROWS = "tree_state_grows_by_one: one entry at a time, one origin, one key"

# ruff: noqa: S608  (statements of constants; nothing comes from outside)
_GROWS = """
    NEW.size <> OLD.size + 1
    OR NEW.id <> OLD.id
    OR NEW.origin <> OLD.origin
    OR (OLD.public_key <> '' AND NEW.public_key <> OLD.public_key)
    OR NOT EXISTS (SELECT 1 FROM record_entry WHERE "index" = OLD.size)
"""

SQLITE = [
    f"""CREATE TRIGGER entry_never_changes BEFORE UPDATE ON record_entry
        BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END""",
    f"""CREATE TRIGGER entry_never_removed BEFORE DELETE ON record_entry
        BEGIN SELECT RAISE(ABORT, '{NEVER_REMOVED}'); END""",
    # Also what stops INSERT OR REPLACE, which deletes without firing a delete trigger.
    f"""CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON record_entry
        WHEN NEW."index" IS NOT (SELECT size FROM record_treestate)
        BEGIN SELECT RAISE(ABORT, '{FOLLOWS}'); END""",
    f"""CREATE TRIGGER tree_state_never_removed BEFORE DELETE ON record_treestate
        BEGIN SELECT RAISE(ABORT, '{STATE_STAYS}'); END""",
    f"""CREATE TRIGGER tree_state_grows_by_one BEFORE UPDATE ON record_treestate
        WHEN {_GROWS}
        BEGIN SELECT RAISE(ABORT, '{STATE_GROWS}'); END""",
    f"""CREATE TRIGGER tree_state_never_replaced BEFORE INSERT ON record_treestate
        WHEN EXISTS (SELECT 1 FROM record_treestate)
        BEGIN SELECT RAISE(ABORT, '{STATE_STAYS}'); END""",
]

POSTGRESQL = [
    """CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    """CREATE FUNCTION record_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW."index" IS DISTINCT FROM (SELECT size FROM record_treestate) THEN
           RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0];
         END IF;
         RETURN NEW;
       END $$""",
    f"""CREATE FUNCTION record_state_grows() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF {_GROWS} THEN
           RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0];
         END IF;
         RETURN NEW;
       END $$""",
    f"""CREATE TRIGGER entry_never_changes BEFORE UPDATE ON record_entry
        FOR EACH STATEMENT EXECUTE FUNCTION record_refuse('{NEVER_CHANGES}')""",
    f"""CREATE TRIGGER entry_never_removed BEFORE DELETE OR TRUNCATE ON record_entry
        FOR EACH STATEMENT EXECUTE FUNCTION record_refuse('{NEVER_REMOVED}')""",
    f"""CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON record_entry
        FOR EACH ROW EXECUTE FUNCTION record_entry_follows('{FOLLOWS}')""",
    f"""CREATE TRIGGER tree_state_never_removed BEFORE DELETE OR TRUNCATE ON record_treestate
        FOR EACH STATEMENT EXECUTE FUNCTION record_refuse('{STATE_STAYS}')""",
    f"""CREATE TRIGGER tree_state_grows_by_one BEFORE UPDATE ON record_treestate
        FOR EACH ROW EXECUTE FUNCTION record_state_grows('{STATE_GROWS}')""",
]

UNGUARD_SQLITE = [
    "DROP TRIGGER entry_never_changes",
    "DROP TRIGGER entry_never_removed",
    "DROP TRIGGER entry_follows_the_last",
    "DROP TRIGGER tree_state_never_removed",
    "DROP TRIGGER tree_state_grows_by_one",
    "DROP TRIGGER tree_state_never_replaced",
]
UNGUARD_POSTGRESQL = [
    "DROP FUNCTION record_refuse() CASCADE",
    "DROP FUNCTION record_entry_follows() CASCADE",
    "DROP FUNCTION record_state_grows() CASCADE",
]


def guard(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of this database's engine."""
    for statement in _for_engine(schema_editor, SQLITE, POSTGRESQL):
        schema_editor.execute(statement, params=None)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Drop them; only for taking the whole app away."""
    for statement in _for_engine(schema_editor, UNGUARD_SQLITE, UNGUARD_POSTGRESQL):
        schema_editor.execute(statement, params=None)


def begin(apps: Any, schema_editor: Any) -> None:
    """Name the record and note that it is empty."""
    apps.get_model("record", "TreeState").objects.create(
        id=1, origin=uuid.uuid4().hex, size=0, root=sha256(b"").hexdigest()
    )


def _for_engine(schema_editor: Any, sqlite: list[str], postgresql: list[str]) -> list[str]:
    by_vendor = {"sqlite": sqlite, "postgresql": postgresql}
    return by_vendor[schema_editor.connection.vendor]


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]

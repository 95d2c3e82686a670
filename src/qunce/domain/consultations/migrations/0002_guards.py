"""What people are asked about cannot be changed once they are asked: the database refuses.

A later migration that makes SQLite rebuild one of the tables drops its triggers: it must run
``guard`` again.  A test compares the triggers of a migrated database with these names.
"""

from typing import Any

from django.db import migrations

FIXED = "consultation_wording_is_fixed: people are asked about exactly this"


PARTS = ("consultations_paragraph", "consultations_question")
KEPT = (
    "campaign_id",
    "gate_id",
    "unit_id",
    "kind",
    "title",
    "introduction",
    "language",
    "opens_on",
    "sha256",
    "asking_id",
)
"""Columns of a consultation that stay as they were when it was begun; its last day may move."""

_BEGUN = "EXISTS (SELECT 1 FROM consultations_consultation c WHERE c.id = {row}.consultation_id AND c.state <> 'draft')"
_CHANGED = " OR ".join(f"NEW.{column} IS {{differs}} OLD.{column}" for column in KEPT)


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
    made = []
    for table in PARTS:
        new, old = _BEGUN.format(row="NEW"), _BEGUN.format(row="OLD")
        made += [
            f"CREATE TRIGGER {table}_not_added BEFORE INSERT ON {table} WHEN {new} {refuse}",
            f"CREATE TRIGGER {table}_not_changed BEFORE UPDATE ON {table} WHEN {old} OR {new} {refuse}",
            f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table} WHEN {old} {refuse}",
        ]
    changed = _CHANGED.format(differs="NOT")
    made.append(
        "CREATE TRIGGER consultation_not_reworded BEFORE UPDATE ON consultations_consultation"
        f" WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed}) {refuse}"
    )
    return made


def _postgresql() -> list[str]:
    execute = "FOR EACH ROW EXECUTE FUNCTION"
    made = [
        f"""CREATE FUNCTION consultation_part_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (TG_OP <> 'INSERT' AND {_BEGUN.format(row="OLD")})
             OR (TG_OP <> 'DELETE' AND {_BEGUN.format(row="NEW")}) THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{FIXED}';
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$""",
        f"""CREATE FUNCTION consultation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.state <> 'draft' AND (NEW.state = 'draft' OR {_CHANGED.format(differs="DISTINCT FROM")}) THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{FIXED}';
          END IF;
          RETURN NEW;
        END $$""",
        "CREATE TRIGGER consultation_not_reworded BEFORE UPDATE ON consultations_consultation"
        f" {execute} consultation_refuse()",
    ]
    for table in PARTS:
        made += [
            f"CREATE TRIGGER {table}_not_added BEFORE INSERT ON {table} {execute} consultation_part_refuse()",
            f"CREATE TRIGGER {table}_not_changed BEFORE UPDATE ON {table} {execute} consultation_part_refuse()",
            f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table} {execute} consultation_part_refuse()",
        ]
    return made


TRIGGERS = (
    "consultation_not_reworded",
    *(f"{table}_not_{done}" for table in PARTS for done in ("added", "changed", "removed")),
)


def guard(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of this database's engine."""
    made = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]()
    for statement in made:
        schema_editor.execute(statement, params=None)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Drop them; only for taking the whole app away."""
    if schema_editor.connection.vendor == "postgresql":
        dropped = [
            "DROP FUNCTION consultation_part_refuse() CASCADE",
            "DROP FUNCTION consultation_refuse() CASCADE",
        ]
    else:
        dropped = [f"DROP TRIGGER {name}" for name in TRIGGERS]
    for statement in dropped:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

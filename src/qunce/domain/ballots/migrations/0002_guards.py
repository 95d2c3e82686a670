"""What is printed stays as it is printed, a spent code stays spent, what is published stays.

A later migration that makes SQLite rebuild one of these tables drops its triggers and must run
``guard`` again; a test compares the triggers with these names.
"""

from typing import Any

from django.db import migrations

QUESTIONS = "ballot_questions_fixed_once_printed: slips with these questions exist"
ITEMS = "ballot_items_fixed_once_printed: slips with these questions exist"
SPENT = "code_spent_stays_spent: each slip counts once"
PUBLISHED = "published_file_never_changes: people may have checked it"


_FIXED = (
    *("uid", "gate_id", "campaign_id", "purpose", "title", "introduction", "scale", "own_words"),
    *("opens_on", "everybody", "frame_root", "dice", "questions_sha256"),
)
_SLIPS = "OLD.questions_sha256 <> ''"
_EARLIER = "NEW.closes_on < OLD.closes_on"
_OTHER = " OR ".join([f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED] + [_EARLIER])
_OTHER_SQLITE = _OTHER.replace("IS DISTINCT FROM", "IS NOT")
_PRINTED = "SELECT 1 FROM ballots_ballot WHERE id = {row}.ballot_id AND questions_sha256 <> ''"
_MOVES = (
    "(OLD.state <> 'issued' AND NEW.state <> OLD.state) "
    "OR NEW.tag <> OLD.tag OR NEW.stratum_id <> OLD.stratum_id"
)

SQLITE = [
    f"""CREATE TRIGGER ballot_questions_fixed BEFORE UPDATE ON ballots_ballot
        WHEN {_SLIPS} AND ({_OTHER_SQLITE})
        BEGIN SELECT RAISE(ABORT, '{QUESTIONS}'); END""",
    f"""CREATE TRIGGER ballot_item_never_added BEFORE INSERT ON ballots_item
        WHEN EXISTS ({_PRINTED.format(row="NEW")})
        BEGIN SELECT RAISE(ABORT, '{ITEMS}'); END""",
    f"""CREATE TRIGGER ballot_item_never_changed BEFORE UPDATE ON ballots_item
        WHEN EXISTS ({_PRINTED.format(row="OLD")})
        BEGIN SELECT RAISE(ABORT, '{ITEMS}'); END""",
    f"""CREATE TRIGGER ballot_item_never_removed BEFORE DELETE ON ballots_item
        WHEN EXISTS ({_PRINTED.format(row="OLD")})
        BEGIN SELECT RAISE(ABORT, '{ITEMS}'); END""",
    f"""CREATE TRIGGER code_spent_stays_spent BEFORE UPDATE ON ballots_codetag
        WHEN {_MOVES}
        BEGIN SELECT RAISE(ABORT, '{SPENT}'); END""",
    f"""CREATE TRIGGER code_spent_never_removed BEFORE DELETE ON ballots_codetag
        BEGIN SELECT RAISE(ABORT, '{SPENT}'); END""",
    f"""CREATE TRIGGER published_file_never_changes BEFORE UPDATE ON ballots_publishedfile
        BEGIN SELECT RAISE(ABORT, '{PUBLISHED}'); END""",
    f"""CREATE TRIGGER published_file_never_removed BEFORE DELETE ON ballots_publishedfile
        BEGIN SELECT RAISE(ABORT, '{PUBLISHED}'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION ballots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0]; END $$""",
    f"""CREATE FUNCTION ballots_items_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP <> 'DELETE' AND EXISTS ({_PRINTED.format(row="NEW")}) THEN
           RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0];
         END IF;
         IF TG_OP <> 'INSERT' AND EXISTS ({_PRINTED.format(row="OLD")}) THEN
           RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0];
         END IF;
         IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
         RETURN NEW;
       END $$""",
    f"""CREATE TRIGGER ballot_questions_fixed BEFORE UPDATE ON ballots_ballot
        FOR EACH ROW WHEN ({_SLIPS} AND ({_OTHER})) EXECUTE FUNCTION ballots_refuse('{QUESTIONS}')""",
    f"""CREATE TRIGGER ballot_items_fixed BEFORE INSERT OR UPDATE OR DELETE ON ballots_item
        FOR EACH ROW EXECUTE FUNCTION ballots_items_fixed('{ITEMS}')""",
    f"""CREATE TRIGGER code_spent_stays_spent BEFORE UPDATE ON ballots_codetag
        FOR EACH ROW WHEN ({_MOVES}) EXECUTE FUNCTION ballots_refuse('{SPENT}')""",
    f"""CREATE TRIGGER code_spent_never_removed BEFORE DELETE ON ballots_codetag
        FOR EACH ROW EXECUTE FUNCTION ballots_refuse('{SPENT}')""",
    f"""CREATE TRIGGER published_file_never_changes BEFORE UPDATE OR DELETE
        ON ballots_publishedfile
        FOR EACH ROW EXECUTE FUNCTION ballots_refuse('{PUBLISHED}')""",
]
UNGUARD_SQLITE = [
    "DROP TRIGGER ballot_questions_fixed",
    "DROP TRIGGER ballot_item_never_added",
    "DROP TRIGGER ballot_item_never_changed",
    "DROP TRIGGER ballot_item_never_removed",
    "DROP TRIGGER code_spent_stays_spent",
    "DROP TRIGGER code_spent_never_removed",
    "DROP TRIGGER published_file_never_changes",
    "DROP TRIGGER published_file_never_removed",
]
UNGUARD_POSTGRESQL = [
    "DROP FUNCTION ballots_refuse() CASCADE",
    "DROP FUNCTION ballots_items_fixed() CASCADE",
]


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
    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

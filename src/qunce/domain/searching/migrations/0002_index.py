"""The index of each engine over the tokens of a text.

SQLite: a full-text table without texts of its own, kept in step by triggers.  A later migration
that makes SQLite rebuild ``searching_searchtext`` drops its triggers: it must run ``make`` again.
A test compares the triggers of a migrated database with these names.

PostgreSQL: an inverted index over the tokens as an array.  The function exists for its cost:
PostgreSQL believes that cutting a string is cheap, and would read the whole table for a common
character, cutting every text.  Without statistics it always goes by the index, and copies no
words into its catalogue.  The collation keeps the index independent of the system's.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    # The tokenizer only cuts at the spaces: every sign that it would cut at elsewhere, and every
    # capital that it would make small, is gone from the tokens.  Without positions or sizes,
    # which nothing asks for, the index is a third of its size.
    """CREATE VIRTUAL TABLE searching_index USING fts5(
         grams, content='searching_searchtext', content_rowid='id',
         tokenize='ascii', detail=none, columnsize=0)""",
    """CREATE TRIGGER search_text_is_indexed AFTER INSERT ON searching_searchtext BEGIN
         INSERT INTO searching_index(rowid, grams) VALUES (NEW.id, NEW.grams); END""",
    """CREATE TRIGGER search_text_is_forgotten AFTER DELETE ON searching_searchtext BEGIN
         INSERT INTO searching_index(searching_index, rowid, grams)
         VALUES ('delete', OLD.id, OLD.grams); END""",
    """CREATE TRIGGER search_text_is_indexed_again AFTER UPDATE OF id, grams
       ON searching_searchtext BEGIN
         INSERT INTO searching_index(searching_index, rowid, grams)
         VALUES ('delete', OLD.id, OLD.grams);
         INSERT INTO searching_index(rowid, grams) VALUES (NEW.id, NEW.grams); END""",
    "INSERT INTO searching_index(searching_index) VALUES ('rebuild')",
]
POSTGRESQL = [
    """CREATE FUNCTION searching_tokens(grams text) RETURNS text[] LANGUAGE plpgsql
       IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
       BEGIN RETURN string_to_array(grams, ' '); END $$""",
    """CREATE INDEX searching_index ON searching_searchtext
       USING gin ((searching_tokens(grams) COLLATE "C"))""",
    "ALTER INDEX searching_index ALTER COLUMN 1 SET STATISTICS 0",
    "ALTER TABLE searching_searchtext ALTER COLUMN grams SET STATISTICS 0",
]
UNMAKE_SQLITE = [
    "DROP TRIGGER search_text_is_indexed",
    "DROP TRIGGER search_text_is_forgotten",
    "DROP TRIGGER search_text_is_indexed_again",
    "DROP TABLE searching_index",
]
UNMAKE_POSTGRESQL = ["DROP INDEX searching_index", "DROP FUNCTION searching_tokens(text)"]


def make(apps: Any, schema_editor: Any) -> None:
    """Make the index of this database's engine, from the rows that are there."""
    for statement in _for_engine(schema_editor, SQLITE, POSTGRESQL):
        schema_editor.execute(statement, params=None)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Drop it; only for taking the whole app away, or before making it again."""
    for statement in _for_engine(schema_editor, UNMAKE_SQLITE, UNMAKE_POSTGRESQL):
        schema_editor.execute(statement, params=None)


def _for_engine(schema_editor: Any, sqlite: list[str], postgresql: list[str]) -> list[str]:
    by_vendor = {"sqlite": sqlite, "postgresql": postgresql}
    return by_vendor[schema_editor.connection.vendor]


class Migration(migrations.Migration):
    dependencies = [("searching", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]

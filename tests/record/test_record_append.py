"""An entry stands or falls with the change it tells of, and only append writes one."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from qunce.domain.record import Ref, checking, keys, kinds, merkle, queries, reading
from qunce.domain.record.models import Entry, TreeState
from qunce.domain.record.privacy import PersonalData
from qunce.kernel.canonical import NotCanonical, canonical
from qunce.kernel.refusals import Refused
from record.own_record import HAPPENED, SECRETARY, START, OwnDatabase, append_one


@pytest.mark.django_db
def test_an_entry_holds_the_fact_its_place_and_the_head_after_it() -> None:
    first, second = append_one(0), append_one(1)
    assert [first.index, second.index] == [0, 1]
    fact = json.loads(second.canonical)
    assert canonical(fact).decode() == second.canonical
    assert fact == {
        "type": "qunce.entry.v1",
        "record": TreeState.objects.get().origin,
        "index": 1,
        "at": "2009-09-18T01:31:00.250000Z",
        "kind": "test.happened",
        "actor": {"kind": "post", "id": "3", "name": "第一书记"},
        "subject": {"kind": "problem", "id": "1", "name": "第1盏路灯不亮"},
        "facts": {"number": 1, "done": "换了灯泡"},
    }
    again = Entry.objects.get(index=1)
    leaves = [merkle.leaf_hash(entry.canonical.encode()) for entry in (first, again)]
    assert again.head_root == merkle.root(leaves).hex()
    assert again.actor == SECRETARY
    assert again.facts["done"] == "换了灯泡"
    head = queries.latest_head()
    assert head is not None
    assert head.head.size == 2
    assert head.is_signed_by(head.public_key)


@pytest.mark.django_db
@pytest.mark.parametrize("before", [0, 1, 3])
def test_an_append_costs_three_statements_however_long_the_record(
    before: int, django_assert_num_queries: Any
) -> None:
    from qunce.domain.record.actions import append

    for number in range(before):
        append_one(number)
    with transaction.atomic(), django_assert_num_queries(3) as asked:
        append(
            kind=HAPPENED,
            actor=SECRETARY,
            subject=Ref("problem", "1", "路灯"),
            facts={},
            now=START,
        )
    words = [query["sql"].split()[0] for query in asked.captured_queries]
    assert words == ["SELECT", "INSERT", "UPDATE"]


def test_an_entry_vanishes_with_the_change_it_tells_of(own_database: OwnDatabase) -> None:
    append_one(0)
    with transaction.atomic():
        append_one(1)
        transaction.set_rollback(True)
    assert Entry.objects.count() == TreeState.objects.get().size == 1
    assert append_one(2).index == 1
    with reading.of_connection(connection) as source:
        assert checking.check(source).ok


def test_outside_a_transaction_nothing_is_appended(own_database: OwnDatabase) -> None:
    from qunce.domain.record.actions import append

    with pytest.raises(TransactionManagementError, match="inside the transaction"):
        append(
            kind=HAPPENED, actor=SECRETARY, subject=Ref("unit", "1", "一村"), facts={}, now=START
        )
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_what_has_no_place_in_the_record_is_found_before_anything_is_written() -> None:
    with pytest.raises(ValueError, match="not registered"):
        append_one(kind="test.unheard_of")
    with pytest.raises(NotCanonical):
        append_one(facts={"share": float("nan")})
    with pytest.raises(NotCanonical, match="no time zone"):
        append_one(now=START.replace(tzinfo=None))
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"phone": "1"},
        {"from": {"Home-Address": "x"}},
        {"people": [{"id_number": 1}]},
        {"username": None},
    ],
)
def test_a_key_that_announces_something_personal_keeps_the_entry_out(facts: Any) -> None:
    with pytest.raises(PersonalData):
        append_one(facts=facts)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "id", "name"),
    [
        ("", "1", "x"),
        ("Post", "1", "x"),
        ("post", "1", " "),
        ("post", "1", "a\0b"),
        ("post", "1" * 65, "x"),
        ("post", 1, "x"),
    ],
)
def test_a_reference_needs_a_kind_an_id_and_a_name(kind: str, id: Any, name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Ref(kind, id, name)


def test_a_kind_keeps_its_code_and_its_words() -> None:
    assert kinds.register("test.once", "Once") == "test.once"
    assert kinds.register("test.once", "Once") == "test.once"
    assert kinds.label("test.once") == "Once"
    assert kinds.label("test.of_another_age") == "test.of_another_age"
    with pytest.raises(ValueError, match="already registered"):
        kinds.register("test.once", "Twice")
    for code in ("", "campaign", "Campaign.adopted", "campaign adopted", "a." + "b" * 63):
        with pytest.raises(ValueError, match="no kind of entry"):
            kinds.register(code, "x")


# --- the key


@pytest.mark.django_db
def test_the_key_is_made_once_and_only_its_owner_can_read_it(keys_folder: Path) -> None:
    append_one(0)
    private, public = keys_folder / "record.key", keys_folder / "record.pub"
    assert private.stat().st_mode & 0o777 == 0o600
    assert public.read_text().startswith("-----BEGIN PUBLIC KEY-----")
    before = private.read_bytes()
    append_one(1)
    assert private.read_bytes() == before
    assert sorted(path.name for path in keys_folder.iterdir()) == ["record.key", "record.pub"]


@pytest.mark.django_db
def test_the_public_key_is_made_again_from_the_private_one(keys_folder: Path) -> None:
    append_one(0)
    before = (keys_folder / "record.pub").read_text()
    (keys_folder / "record.pub").unlink()
    append_one(1)
    assert (keys_folder / "record.pub").read_text() == before


@pytest.mark.django_db
def test_another_place_for_the_key_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUNCE_RECORD_KEY", str(tmp_path / "safe" / "town.key"))
    append_one(0)
    assert {path.name for path in (tmp_path / "safe").iterdir()} == {"town.key", "town.pub"}


@pytest.mark.django_db
def test_a_lost_key_is_not_replaced_silently(keys_folder: Path) -> None:
    append_one(0)
    (keys_folder / "record.key").unlink()
    with pytest.raises(Refused) as refused:
        append_one(1)
    assert refused.value.codes == ("record_key_unreadable",)
    assert not (keys_folder / "record.key").exists()


@pytest.mark.django_db
def test_a_broken_or_foreign_key_signs_nothing(keys_folder: Path) -> None:
    append_one(0)
    (keys_folder / "record.key").write_text("no key")
    with pytest.raises(Refused) as refused:
        append_one(1)
    assert refused.value.codes == ("record_key_unreadable",)
    for file in keys_folder.iterdir():
        file.unlink()
    keys.ensure_key(keys_folder)
    with pytest.raises(Refused) as refused:
        append_one(1)
    assert refused.value.codes == ("record_key_changed",)
    assert Entry.objects.count() == 1


# --- what the database itself refuses

BROKEN_ENTRIES = {
    "entry_index_not_negative": {"index": -1},
    "entry_is_of_some_kind": {"kind": ""},
    "entry_names_its_actor": {"actor_name": ""},
    "entry_names_its_subject": {"subject_kind": ""},
    "entry_holds_its_fact": {"canonical": ""},
    "entry_leaf_hash_is_64_digits": {"leaf_hash": "0" * 63},
    "entry_root_is_64_digits": {"head_root": ""},
    "entry_signature_is_128_digits": {"head_signature": "0" * 127},
}
BROKEN_STATES: dict[str, dict[str, Any]] = {
    "tree_state_is_one_row": {"id": 2},
    "tree_state_size_not_negative": {"size": -1},
    "tree_state_origin_is_32_digits": {"origin": "x"},
    "tree_state_root_is_64_digits": {"root": ""},
    "tree_state_names_its_key_once_used": {"size": 1, "public_key": ""},
}


def without_guards(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def raw(statement: str, values: dict[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in values)
    gaps = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement} ({columns}) VALUES ({gaps})", list(values.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN_ENTRIES)
def test_each_rule_of_an_entry_is_kept_by_the_database(name: str) -> None:
    append_one(0)
    good = Entry.objects.values().get() | {"index": 1}
    without_guards("record_entry")
    with pytest.raises(IntegrityError, match=name):
        raw("INSERT INTO record_entry", good | BROKEN_ENTRIES[name])
    raw("INSERT INTO record_entry", good)


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN_STATES)
def test_each_rule_of_the_state_row_is_kept_by_the_database(name: str) -> None:
    append_one(0)
    without_guards("record_treestate")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TreeState.objects.update(**BROKEN_STATES[name])
    assert TreeState.objects.update(size=0) == 1


def test_every_constraint_of_the_models_is_broken_once_above() -> None:
    declared = {
        constraint.name for model in (Entry, TreeState) for constraint in model._meta.constraints
    }
    assert declared == BROKEN_ENTRIES.keys() | BROKEN_STATES.keys()


def replace_entry() -> None:
    values = Entry.objects.values().get(index=0)
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    raw(f"{verb} record_entry", values)


def insert_ahead() -> None:
    raw("INSERT INTO record_entry", Entry.objects.values().get(index=0) | {"index": 7})


def second_state() -> None:
    values = TreeState.objects.values().get()
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    raw(f"{verb} record_treestate", values | {"size": 0})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda: Entry.objects.filter(index=0).update(kind="x.y"), "entry_never_changes"),
        (lambda: Entry.objects.filter(index=0).delete(), "entry_never_removed"),
        (lambda: Entry.objects.get(index=0).save(), "entry_never_changes"),
        (replace_entry, "entry_follows_the_last"),
        (insert_ahead, "entry_follows_the_last"),
        (lambda: TreeState.objects.all().delete(), "tree_state_never_removed"),
        (second_state, "tree_state_never_removed|duplicate key"),
        (lambda: TreeState.objects.update(size=0), "tree_state_grows_by_one"),
        (lambda: TreeState.objects.update(size=F("size") + 1), "tree_state_grows_by_one"),
        (lambda: TreeState.objects.update(origin="0" * 32), "tree_state_grows_by_one"),
        (lambda: TreeState.objects.update(public_key="0" * 64), "tree_state_grows_by_one"),
    ],
)
def test_the_database_refuses_whatever_is_not_an_append(attempt: Any, said: str) -> None:
    append_one(0)
    append_one(1)
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        attempt()
    with reading.of_connection(connection) as source:
        report = checking.check(source)
    assert report.ok
    assert report.size == 2


@pytest.mark.django_db
def test_postgresql_refuses_to_empty_the_tables() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    for table in ("record_entry", "record_treestate"):
        with (
            pytest.raises(DatabaseError, match="never_removed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {table}")


@pytest.mark.django_db
def test_a_migrated_database_has_every_guard() -> None:
    with reading.of_connection(connection) as source:
        assert source.guards() >= reading.GUARDS

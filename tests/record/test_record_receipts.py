"""A receipt convinces a stranger, and nothing in it can be changed without being noticed."""

import copy
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qunce.domain.record import merkle, queries
from qunce.domain.record.keys import PublicKey, ensure_key
from qunce.domain.record.models import Entry
from qunce.domain.record.receipts import receipt, verify_receipt
from record.own_record import append_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def seven() -> list[Entry]:
    return [append_one(number) for number in range(7)]


def codes(data: object, key: PublicKey | None = None) -> list[str]:
    return [finding.code for finding in verify_receipt(data, key)]


def through_a_file(data: object) -> Any:
    return json.loads(json.dumps(data))


def test_every_receipt_at_every_size_holds(seven: list[Entry], keys_folder: Path) -> None:
    key = PublicKey.read((keys_folder / "record.pub").read_text())
    for entry in seven:
        for size in range(entry.size, 8):
            data = through_a_file(receipt(entry, size))
            assert codes(data, key) == []
            assert (data["index"], data["size"]) == (entry.index, size)
    assert receipt(seven[3])["size"] == 4


def test_a_receipt_costs_the_same_statements_however_long_the_record(
    seven: list[Entry], django_assert_num_queries: Any
) -> None:
    for entry in (seven[0], seven[6]):
        with django_assert_num_queries(2):  # the origin and key; the leaf hashes
            receipt(entry)


def test_whatever_is_changed_in_a_receipt_is_found(seven: list[Entry]) -> None:
    data = through_a_file(receipt(seven[2], 6))
    changes: list[tuple[tuple[Any, ...], object]] = [
        (("entry",), data["entry"].replace("灯泡", "电线")),
        (("entry",), data["entry"] + " "),
        (("entry",), "\ud800"),
        (("index",), 3),
        (("size",), 7),
        (("proof",), data["proof"][:-1]),
        (("proof",), [*data["proof"], "00" * 32]),
        (("proof", 0), "00" * 32),
        (("proof", 0), data["proof"][0].upper()),
        (("head", "root"), "00" * 32),
        (("head", "size"), 5),
        (("head", "at"), "2009-09-18T01:36:00.250000Z"),
        (("head", "origin"), "0" * 32),
        (("signature",), "00" * 64),
        (("signature",), data["signature"].upper()),
        (("type",), "qunce.receipt.v2"),
    ]
    assert codes(data) == []
    for path, value in changes:
        bent = copy.deepcopy(data)
        place = bent
        for step in path[:-1]:
            place = place[step]
        assert place[path[-1]] != value
        place[path[-1]] = value
        assert codes(bent), path
    for name in ("type", "entry", "index", "size", "proof", "head", "signature", "public_key"):
        bent = {key: value for key, value in data.items() if key != name}
        assert codes(bent), name


def test_a_receipt_under_another_key_does_not_hold(seven: list[Entry], tmp_path: Path) -> None:
    other = ensure_key(tmp_path / "other").public
    data = through_a_file(receipt(seven[2]))
    assert codes(data, other) == ["receipt_other_key", "receipt_signature_wrong"]
    data["public_key"] = other.pem
    assert codes(data, other) == ["receipt_signature_wrong"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(data=json_values)
def test_any_json_whatever_gets_an_answer(data: object) -> None:
    assert codes(data)


@pytest.mark.parametrize(
    "name", ["entry", "index", "size", "proof", "head", "signature", "public_key"]
)
def test_any_json_in_place_of_a_part_gets_an_answer(seven: list[Entry], name: str) -> None:
    data = through_a_file(receipt(seven[2], 6))

    @given(part=json_values, of_head=json_values, which=st.sampled_from(sorted(data["head"])))
    def answered(part: object, of_head: object, which: str) -> None:
        assume(part != data[name] and of_head != data["head"][which])
        assert codes({**data, name: part})
        assert codes({**data, "head": {**data["head"], which: of_head}})

    answered()


def test_heads_of_two_days_are_shown_to_be_one_record(seven: list[Entry]) -> None:
    for first in range(1, 8):
        for second in range(first, 8):
            assert merkle.verify_consistency(
                first,
                second,
                queries.consistency_proof(first, second),
                bytes.fromhex(queries.head_at(first).head.root),
                bytes.fromhex(queries.head_at(second).head.root),
            )
    with pytest.raises(IndexError):
        queries.consistency_proof(3, 8)


def test_entries_are_found_by_subject_kind_and_cursor(seven: list[Entry]) -> None:
    assert [e.index for e in Entry.objects.about("problem", "4")] == [4]
    assert [e.index for e in Entry.objects.since(5)] == [5, 6]
    assert Entry.objects.of_kind("test.happened").newest_first()[0].index == 6
    assert not Entry.objects.of_kind("test.other").exists()


def test_a_receipt_can_be_checked_by_hand_as_the_document_says(
    seven: list[Entry], tmp_path: Path
) -> None:
    tools = [shutil.which(name) for name in ("sh", "python3", "openssl", "sha256sum")]
    if None in tools:
        pytest.skip("sh, python3, openssl or sha256sum is not installed")
    document = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", document, re.DOTALL)
    assert len(blocks) == 2
    data = receipt(seven[2], 7)
    paper = tmp_path / "receipt.json"

    def by_hand() -> str:
        done = subprocess.run(
            ["sh", "-c", "\n".join(blocks)],  # noqa: S607
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    paper.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    said = by_hand()
    assert "entry under the root: True" in said
    assert "Signature Verified Successfully" in said
    key = PublicKey.read(str(data["public_key"]))
    assert key.fingerprint.replace(" ", "") in said

    data["entry"] = str(data["entry"]).replace("灯泡", "电线")
    paper.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert "entry under the root: False" in by_hand()

"""The tree grows, proves and refuses exactly as RFC 9162 says."""

import base64
import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.domain.record import merkle

SHARED = Path(os.environ.get("QUNCE_SHARED") or Path(__file__).parents[2].parent / "shared")
VECTORS = SHARED / "vectors" / "merkle" / "testdata"

needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the public Merkle vectors are not here; set QUNCE_SHARED to the folder that holds "
    "vectors/merkle",
)
leaf_lists = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of 2.1.1, as a recursion."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH of 2.1.3.1, as a recursion."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*naive_inclusion(leaves[:k], index), naive_root(leaves[k:])]
    return [*naive_inclusion(leaves[k:], index - k), naive_root(leaves[:k])]


def naive_consistency(leaves: list[bytes], first: int, whole: bool = True) -> list[bytes]:
    """SUBPROOF of 2.1.4.1, as a recursion."""
    if first == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if first <= k:
        return [*naive_consistency(leaves[:k], first, whole), naive_root(leaves[k:])]
    return [*naive_consistency(leaves[k:], first - k, False), naive_root(leaves[:k])]


def vectors(kind: str) -> list[Path]:
    return sorted((VECTORS / kind).rglob("*.json"))


def decoded(value: str | None) -> bytes:
    return base64.b64decode(value or "")


@needs_vectors
def test_every_public_inclusion_proof_comes_out_as_its_file_says() -> None:
    files = vectors("inclusion")
    verdicts = set()
    for file in files:
        case = json.loads(file.read_text())
        accepted = merkle.verify_inclusion(
            decoded(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [decoded(node) for node in case["proof"] or []],
            decoded(case["root"]),
        )
        assert accepted is not case["wantErr"], file
        verdicts.add(accepted)
    assert len(files) >= 90
    assert verdicts == {True, False}


@needs_vectors
def test_every_public_consistency_proof_comes_out_as_its_file_says() -> None:
    files = vectors("consistency")
    verdicts = set()
    for file in files:
        case = json.loads(file.read_text())
        accepted = merkle.verify_consistency(
            case["size1"],
            case["size2"],
            [decoded(node) for node in case["proof"] or []],
            decoded(case["root1"]),
            decoded(case["root2"]),
        )
        assert accepted is not case["wantErr"], file
        verdicts.add(accepted)
    assert len(files) >= 90
    assert verdicts == {True, False}


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert merkle.root([]).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert merkle.Frontier().root() == merkle.EMPTY_ROOT


@given(leaf_lists)
def test_the_frontier_arrives_at_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = merkle.Frontier()
    for count, leaf in enumerate(leaves, start=1):
        frontier = frontier.grown(leaf)
        assert frontier.root() == naive_root(leaves[:count])
        assert merkle.Frontier.from_hex(count, frontier.to_hex()) == frontier
    assert merkle.root(leaves) == naive_root(leaves)


@given(leaf_lists, st.data())
def test_an_inclusion_proof_is_that_of_the_definition_and_verifies(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, index)
    assert proof == naive_inclusion(leaves, index)
    top = merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, len(leaves), proof, top)
    assert not merkle.verify_inclusion(leaves[index], len(leaves), len(leaves), proof, top)
    assert not merkle.verify_inclusion(leaves[index], -1, len(leaves), proof, top)
    assert not merkle.verify_inclusion(b"\0" * 31 + b"x", index, len(leaves), proof, top)
    for place in range(len(proof)):
        bent = [*proof[:place], bytes(32), *proof[place + 1 :]]
        if bent != proof:
            assert not merkle.verify_inclusion(leaves[index], index, len(leaves), bent, top)


@given(leaf_lists, st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_verifies(
    leaves: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    proof = merkle.consistency_proof(leaves, first)
    assert proof == naive_consistency(leaves, first)
    before, after = merkle.root(leaves[:first]), merkle.root(leaves)
    assert merkle.verify_consistency(first, len(leaves), proof, before, after)
    forged = merkle.node_hash(after, before)
    assert not merkle.verify_consistency(first, len(leaves), proof, forged, after)
    assert not merkle.verify_consistency(first, len(leaves), proof, before, forged)


def test_a_proof_for_a_leaf_or_a_beginning_that_is_not_there_is_refused() -> None:
    leaves = [merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")]
    for index in (-1, 2):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(leaves, index)
    for first in (0, 3):
        with pytest.raises(IndexError):
            merkle.consistency_proof(leaves, first)


@pytest.mark.parametrize(
    ("size", "text"), [(1, ""), (0, "00" * 32), (2, "00" * 31), (1, "zz"), (-1, "")]
)
def test_a_frontier_that_cannot_belong_to_its_size_is_refused(size: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        merkle.Frontier.from_hex(size, text)

"""What is promised before slips are handed out, in bytes that anybody can hash again.  Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from qunce.domain.record import merkle
from qunce.kernel.canonical import JSON, canonical
from qunce.statistics.draw import drawn, seed

if TYPE_CHECKING:
    from qunce.domain.ballots.states import Step


def questions_fact(
    *,
    uid: str,
    purpose: str,
    title: str,
    introduction: str,
    items: Sequence[str],
    scale: Sequence[Step],
    own_words: bool,
) -> dict[str, JSON]:
    """Exactly what is printed on the slip; the overall mark is the last of ``items``."""
    return {
        "type": "qunce.ballot.questions.v1",
        "ballot": uid,
        "purpose": purpose,
        "title": title,
        "introduction": introduction,
        "items": list(items),
        "scale": [
            {"code": step["code"], "label": step["label"], "positive": step["positive"]}
            for step in scale
        ],
        "own_words": own_words,
    }


def hash_of(fact: JSON) -> str:
    return sha256(canonical(fact)).hexdigest()


def codes_root(tags: Mapping[str, Iterable[str]]) -> str:
    """The root over the tags of all codes, each with its stratum, sorted by tag."""
    pairs = sorted((tag, stratum) for stratum, own in tags.items() for tag in own)
    leaves = (
        merkle.leaf_hash(canonical({"stratum": stratum, "tag": tag})) for tag, stratum in pairs
    )
    return merkle.root(leaves).hex()


def tags_root(tags: Iterable[str]) -> str:
    """The root over tags alone, sorted."""
    return merkle.root(merkle.leaf_hash(tag.encode()) for tag in sorted(tags)).hex()


def batch_leaf(*, label: str, slips: int, salt: str, tally: JSON) -> str:
    """The hash by which a batch's count is fixed at closing without being told."""
    fact: JSON = {
        "type": "qunce.ballot.batch.v1",
        "label": label,
        "slips": slips,
        "salt": salt,
        "tally": tally,
    }
    return merkle.leaf_hash(canonical(fact)).hex()


def leaves_root(leaves: Iterable[str]) -> str:
    return merkle.root(bytes.fromhex(leaf) for leaf in sorted(leaves)).hex()


def batches_chosen(
    *, labels: Iterable[str], root: str, dice: Sequence[int], share: int
) -> list[str]:
    """Which batches the dice choose for the recount: ``share`` percent of them, at least one."""
    ordered = sorted(labels)
    number = max(1, math.ceil(len(ordered) * share / 100))
    return drawn(ordered, seed(root, dice), number)

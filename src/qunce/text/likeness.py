"""Short statements that say nearly the same, in Chinese or English.  Pure.

Likeness is the Jaccard index of the pairs of neighbouring characters (Jaccard 1912; pairs serve
Chinese, which has no spaces, as words serve English).  It says nothing of meaning, so two things
are never called alike however many signs they share: a statement and its denial, and statements
with different numbers before a measure ("lamps of group 3", "of group 5").  A person decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from qunce.text.grams import normalise

LIKE = 0.6
"""From here on two statements are shown to a person as nearly the same."""

_DENIED = re.compile(
    "[不没沒勿]|[无無](?![论論])|未(?![来來])|非(?!常)|(?<![特分区區级級个個])[别別](?![的人处處])"
    "|反对|反對|拒绝|拒絕|取消"
)
_DENIED_WORDS = re.compile(
    r"\b(?:not|no|never|without|against|oppose|disagree|nobody|nothing|cannot|\w+n[’']t)\b"
)
_NUMBERS = re.compile(
    r"\d+|[一二三四五六七八九十百千两]+(?=[组队村号路社区楼栋单元米亩年月日天个盏条户人次点期万元])"
)
_DIGITS = str.maketrans("一二三四五六七八九两", "1234567892")


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the share of pairs of characters that both have; 1 for the same words.

    Case, width, spaces and punctuation do not matter.  0 where one denies what the other says,
    and where their numbers differ.
    """
    return _likeness(_Read(one), _Read(other))


def near_identical(texts: Sequence[str], *, at_least: float = LIKE) -> list[list[int]]:
    """Groups of two or more positions of ``texts`` that say nearly the same, in order.

    Each stands in one group at most: with the first text that begins a group and is at least so
    like it.  Every member is like the first and not only like a neighbour, so a group does not
    drift from one thing to another.  Texts without a common pair are never compared.
    """
    read = [_Read(text) for text in texts]
    heads: list[int] = []
    members: dict[int, list[int]] = {}
    by_pair: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(read):
        shared = Counter(head for pair in text.pairs for head in by_pair[pair])
        best, found = at_least, None
        for head in sorted(shared):
            how = _likeness(read[head], text)
            if how >= best and (found is None or how > best):
                best, found = how, head
        if found is not None:
            members[found].append(at)
            continue
        heads.append(at)
        members[at] = [at]
        for pair in text.pairs:
            by_pair[pair].append(at)
    return [members[head] for head in heads if len(members[head]) > 1]


class _Read:
    """What is compared of one text."""

    __slots__ = ("denials", "numbers", "pairs")

    def __init__(self, text: str) -> None:
        runs = normalise(text)
        # One sign has no pair; it stands for itself.
        self.pairs = frozenset(
            pair for run in runs.split() for pair in (_pairs(run) if len(run) > 1 else [run])
        )
        lowered = text.lower()
        self.denials = (len(_DENIED.findall(text)) + len(_DENIED_WORDS.findall(lowered))) % 2
        self.numbers = Counter(one.translate(_DIGITS) for one in _NUMBERS.findall(runs))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _likeness(one: _Read, other: _Read) -> float:
    if one.denials != other.denials or one.numbers != other.numbers:
        return 0.0
    either = len(one.pairs | other.pairs)
    return len(one.pairs & other.pairs) / either if either else 0.0

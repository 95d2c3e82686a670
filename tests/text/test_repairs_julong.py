"""The rewritten speech of 2009 against its known substitutions, occurrence by occurrence."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, cast

from qunce.text.directive.repairs import find_repairs, looks_rewritten, rewritten_score
from text import julong

_MARKS = str.maketrans(",;:?!()", "，；：？！（）")


@dataclass(frozen=True)
class Known:
    start: int
    end: int
    seen: str
    original: str


def known_substitutions() -> list[Known]:
    """Every occurrence of a listed pair, in a segment whose repaired wording differs there."""
    source = julong.source()
    rows = julong.shared("julong-2009.substitutions.tsv").read_text("utf-8").splitlines()[1:]
    listed = sorted((row.split("\t")[:2] for row in rows), key=lambda row: -len(row[0]))
    chunks = {p for m in re.finditer(r"^\d、", source, re.M) for p in range(m.start(), m.end())}
    places = [p for p, char in enumerate(source) if not char.isspace() and p not in chunks]
    dense = "".join(source[p] for p in places)
    found: list[Known] = []
    begin = 0
    segments = cast("list[dict[str, Any]]", julong.known_outline()["segments"])
    for segment in segments:
        seed = "".join(segment["seed"].split()).translate(_MARKS)
        right = "".join(segment["repaired"].split()).translate(_MARKS)
        begin = dense.translate(_MARKS).index(seed, begin)
        changes = [
            (low, high)
            for kind, low, high, _, _ in difflib.SequenceMatcher(
                None, seed, right, autojunk=False
            ).get_opcodes()
            if kind != "equal"
        ]
        used: set[int] = set()
        for seen, original in listed:
            if original.translate(_MARKS).rstrip("。，") not in right:
                continue
            for match in re.finditer(re.escape(seen.translate(_MARKS)), seed):
                span = set(range(match.start(), match.end()))
                differs = any(low <= match.end() and high >= match.start() for low, high in changes)
                if differs and not span <= used:
                    used |= span
                    first, last = places[begin + match.start()], places[begin + match.end() - 1]
                    found.append(Known(first, last + 1, seen, original))
        begin += len(seed)
    return sorted(found, key=lambda known: known.start)


def test_recall_and_precision_on_the_speech() -> None:
    source, known = julong.source(), known_substitutions()
    found = find_repairs(source)
    assert len(known) >= 140
    hit = [k for k in known if any(r.start < k.end and r.end > k.start for r in found)]
    right = [r for r in found if any(r.start < k.end and r.end > k.start for k in known)]
    assert len(hit) / len(known) >= 0.95
    assert len(right) / len(found) >= 0.99


def test_the_suggestions_are_the_known_wording() -> None:
    source, known = julong.source(), known_substitutions()
    wrong = []
    for repair in find_repairs(source):
        meant = [k.original for k in known if repair.start < k.end and repair.end > k.start]
        agrees = any(
            repair.suggested in original
            or original in repair.suggested
            or set(repair.suggested[:2]) & set(original)
            for original in meant
        )
        if not agrees:
            wrong.append((repair.seen, repair.suggested, meant))
    assert wrong == []


def test_the_false_friends_stay() -> None:
    source = julong.source()
    found = find_repairs(source)
    friends = (
        "有新进展",
        "活动的进展和成效",
        "深化对科学",
        "深化三级联创",
        "发动群众参与",
        "提高群众参与",
        "确定活动方案",
        "推动科学",
        "推动者",
        "把握“坚持",
        "自觉性",
    )
    for friend in friends:
        assert friend in source, friend
        for match in re.finditer(friend, source):
            word = friend[:2] if friend[:2] in "深化发动确定推动把握自觉" else None
            low = match.start() + (friend.index("进展") if "进展" in friend else 0)
            low = match.start() + friend.index("参与") if friend.startswith("提高") else low
            high = low + (len(word) if word else 2)
            touching = [(r.seen, r.suggested) for r in found if r.start < high and r.end > low]
            assert touching == [], friend


def test_the_speech_looks_rewritten() -> None:
    score = rewritten_score(julong.source(), find_repairs(julong.source()))
    assert score > 40
    assert looks_rewritten(score)

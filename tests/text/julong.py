"""The real speech of 2009, which never enters this repository: found beside it, or skipped."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def shared(name: str) -> Path:
    """The path of a shared file; skips the test, saying why, where it is missing."""
    folder = Path(os.environ.get("QUNCE_SHARED", ROOT.parent / "shared"))
    path = folder / "directives" / name
    if not path.exists():
        pytest.skip(f"{name} is not here; set QUNCE_SHARED to the folder of shared material")
    return path


@dataclass(frozen=True)
class KnownDuty:
    id: str
    start: int
    end: int
    owed_by: frozenset[str]


# Duties that share a segment with others: the words their own clause begins with.
CLAUSES = {
    "D06": "对自",
    "D07": "对年老体弱",
    "D27": "确定活动方案",
    "D28": "查找突出问题",
    "D29": "起草分析检查报告",
    "D30": "制定整改落实方案",
    "D31": "衡量活动成效",
}


def known_outline() -> dict[str, object]:
    return yaml.safe_load(shared("julong-2009.outline.yaml").read_text("utf-8"))


def source() -> str:
    return shared("julong-2009.txt").read_text("utf-8")


def known_duties() -> list[KnownDuty]:
    """The 32 duties with the place of each in the source."""
    outline, text = known_outline(), source()
    places = [m for m in range(len(text)) if not text[m].isspace()]
    chunk = {p for m in re.finditer(r"^\d、", text, re.M) for p in range(m.start(), m.end())}
    places = [p for p in places if p not in chunk]
    dense = "".join(text[p] for p in places)
    segments = {segment["id"]: "".join(segment["seed"].split()) for segment in outline["segments"]}
    found = []
    for duty in outline["duties"]:
        words = segments[str(duty["source"])]
        at = dense.index(words)
        low, high = at, at + len(words)
        own = CLAUSES.get(duty["id"])
        if own:
            low = dense.index(own, at)
            stops = [dense.find(mark, low + 8) for mark in (",", ";", "。")]
            high = min(stop for stop in stops if stop > 0)
        found.append(
            KnownDuty(duty["id"], places[low], places[high - 1] + 1, frozenset(duty["owed_by"]))
        )
    return found

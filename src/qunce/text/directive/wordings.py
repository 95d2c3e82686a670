"""The words of a passage as a person would write them: no furniture, confirmed repairs made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qunce.text.directive.characters import visible
from qunce.text.directive.furniture import without_furniture
from qunce.text.directive.mapped import Edit
from qunce.text.directive.outline import Repair


def wordings(
    source: str, spans: Iterable[tuple[int, int]], confirmed: Sequence[Repair] = ()
) -> list[str]:
    """The wording of each ``source[start:end]``, in the order of ``spans``.

    Line breaks, chunk and page numbers are left out; only the repairs in ``confirmed`` are made.
    Offsets count characters of ``source``.  Linear in the length of the source.
    """
    mapped, _notices = visible(source)
    mapped, _notices = without_furniture(mapped)
    edits: list[Edit] = []
    for repair in sorted(confirmed, key=lambda one: one.start):
        start, end = mapped.index(repair.start), mapped.index(repair.end)
        if start < end:
            edits.append((start, end, repair.suggested))
    mapped = mapped.edited(edits)
    return [mapped.within(start, end) for start, end in spans]

"""The tables that agree with what is published, as flows in a network: exact, and quick.

Ballots flow from the whole through the places to the answers, and on through helped and unhelped
back to the whole.  Each figure of two tables over the same ballots is then the flow along one arc:
a published one is fixed, a withheld one is free.  How far a withheld figure can be raised or
lowered, with whole numbers and none below zero, is a maximal flow around it (Ford & Fulkerson
1956; for such tables Cox, J. of the American Statistical Association 90 (1995) 1453).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Figure = TypeVar("Figure", bound=Hashable)
Arc = tuple[Hashable, Hashable, int]
"""From, to, and how many ballots flow along it in truth."""


class Network(Generic[Figure]):
    """Figures as arcs; what flows into a node flows out of it.  No two arcs join the same nodes."""

    def __init__(self, arcs: Mapping[Figure, Arc]) -> None:
        self._arcs = arcs
        self._free: dict[Hashable, dict[Hashable, float]] = {}

    def knows(self, figures: set[Figure]) -> None:
        """From now on these figures are published, and no others."""
        self._free = {}
        for figure, (start, end, flow) in self._arcs.items():
            self._free.setdefault(start, {})
            self._free.setdefault(end, {})
            if figure not in figures:
                self._free[start][end] = float("inf")
                self._free[end][start] = float(flow)

    def unsure(self, figure: Figure, least: int) -> bool:
        """Whether the figure takes values at least ``least`` apart."""
        start, end, flow = self._arcs[figure]
        if end not in self._free[start]:
            return least <= 0
        room = {node: dict(arcs) for node, arcs in self._free.items()}
        del room[start][end], room[end][start]
        raised = _most(room, end, start, least)
        if raised >= least:
            return True
        # Raising and lowering are two questions, each asked of the true table.
        room = {node: dict(arcs) for node, arcs in self._free.items()}
        del room[start][end], room[end][start]
        return raised + _most(room, start, end, min(flow, least - raised)) >= least


def _most(
    room: dict[Hashable, dict[Hashable, float]], source: Hashable, sink: Hashable, enough: float
) -> float:
    """How much can flow from ``source`` to ``sink``, up to ``enough``; uses up ``room``."""
    flow = 0.0
    while flow < enough:
        came: dict[Hashable, Hashable] = {source: source}
        waiting = deque([source])
        while waiting and sink not in came:
            node = waiting.popleft()
            for other, left in room[node].items():
                if left > 0 and other not in came:
                    came[other] = node
                    waiting.append(other)
        if sink not in came:
            return flow
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path, strict=False))
        amount = min(enough - flow, *(room[a][b] for a, b in steps))
        for a, b in steps:
            room[a][b] -= amount
            room[b][a] = room[b].get(a, 0.0) + amount
        flow += amount
    return flow

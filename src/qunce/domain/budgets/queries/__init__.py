"""Reads that several pages share."""

from qunce.domain.budgets.queries.calling import Room, limits_over, room_for, standing_calls

__all__ = ["Room", "limits_over", "room_for", "standing_calls"]

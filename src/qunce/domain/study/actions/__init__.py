"""The only writer of materials, plans, sessions, members and deliveries."""

from qunce.domain.study.actions.home import (
    add_member,
    call_off_delivery,
    change_needs,
    forget_old_deliveries,
    make_delivery,
    member_leaves,
    plan_deliveries,
    take_back_delivery,
)
from qunce.domain.study.actions.materials import (
    add_material,
    change_material,
    publish_material,
    take_back_material,
    withdraw_material,
)
from qunce.domain.study.actions.planning import add_steps, drop_step, make_plan, move_step
from qunce.domain.study.actions.sessions import (
    add_lines,
    hold_session,
    line_to_problem,
    line_to_project,
)

__all__ = [
    "add_lines",
    "add_material",
    "add_member",
    "add_steps",
    "call_off_delivery",
    "change_material",
    "change_needs",
    "drop_step",
    "forget_old_deliveries",
    "hold_session",
    "line_to_problem",
    "line_to_project",
    "make_delivery",
    "make_plan",
    "member_leaves",
    "move_step",
    "plan_deliveries",
    "publish_material",
    "take_back_delivery",
    "take_back_material",
    "withdraw_material",
]

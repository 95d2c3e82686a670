"""Materials, plans and sessions, and what is brought home to people."""

from qunce.domain.study.models.home import Delivery, DeliveryRound, Member
from qunce.domain.study.models.material import Material
from qunce.domain.study.models.session import Plan, PlanStep, Session, SessionLine

__all__ = [
    "Delivery",
    "DeliveryRound",
    "Material",
    "Member",
    "Plan",
    "PlanStep",
    "Session",
    "SessionLine",
]

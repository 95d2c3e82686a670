"""Projects, promises, what is said of them, and targets."""

from qunce.domain.practice.models.project import Project, ProjectStep
from qunce.domain.practice.models.promise import Promise
from qunce.domain.practice.models.said import LeaderComment, ResidentView, Turn
from qunce.domain.practice.models.target import Target

__all__ = [
    "LeaderComment",
    "Project",
    "ProjectStep",
    "Promise",
    "ResidentView",
    "Target",
    "Turn",
]

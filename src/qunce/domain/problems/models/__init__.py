"""Problems with their story, measures, askings and pictures."""

from qunce.domain.problems.models.askings import Asking, Draw
from qunce.domain.problems.models.problem import (
    Measure,
    MoreTime,
    Problem,
    ProblemPicture,
    ProblemStep,
    ProblemVoice,
)

__all__ = [
    "Asking",
    "Draw",
    "Measure",
    "MoreTime",
    "Problem",
    "ProblemPicture",
    "ProblemStep",
    "ProblemVoice",
]

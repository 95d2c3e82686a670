"""Reads that pages and packages above share."""

from qunce.domain.practice.queries.levels import (
    LevelRow,
    Levels,
    counted,
    levels,
    targets_of,
)
from qunce.domain.practice.queries.saying import (
    Said,
    StoryLine,
    said_of,
    story,
    to_read_through,
    unread_of,
    waiting_to_be_read,
    words_of,
)
from qunce.domain.practice.queries.standing import (
    ProjectSeen,
    PromiseSeen,
    Standing,
    going_on,
    projects_of,
    promises_of,
    public_promises,
    seen_project,
    seen_promise,
    to_judge,
    units_of,
)

__all__ = [
    "LevelRow",
    "Levels",
    "ProjectSeen",
    "PromiseSeen",
    "Said",
    "Standing",
    "StoryLine",
    "counted",
    "going_on",
    "levels",
    "projects_of",
    "promises_of",
    "public_promises",
    "said_of",
    "seen_project",
    "seen_promise",
    "story",
    "targets_of",
    "to_judge",
    "to_read_through",
    "units_of",
    "unread_of",
    "waiting_to_be_read",
    "words_of",
]

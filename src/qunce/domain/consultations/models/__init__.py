"""What people are asked, what they said, what came of it."""

from qunce.domain.consultations.models.answering import Answer, Grouping, Posting
from qunce.domain.consultations.models.asking import (
    Consultation,
    Handout,
    Option,
    Paragraph,
    Question,
)
from qunce.domain.consultations.models.saying import (
    Choice,
    Hands,
    Meeting,
    Point,
    Sheet,
    Support,
)

__all__ = [
    "Answer",
    "Choice",
    "Consultation",
    "Grouping",
    "Handout",
    "Hands",
    "Meeting",
    "Option",
    "Paragraph",
    "Point",
    "Posting",
    "Question",
    "Sheet",
    "Support",
]

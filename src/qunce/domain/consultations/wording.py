"""The one form of what is laid before the people, so that a hash of it means something."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from qunce.domain.consultations.models import Consultation, Paragraph, Question
from qunce.kernel.canonical import JSON, canonical

WORDING_TYPE = "qunce.consultation.v1"


def wording(
    consultation: Consultation, paragraphs: Sequence[Paragraph], questions: Sequence[Question]
) -> dict[str, JSON]:
    """Title, introduction, paragraphs and questions exactly as people are shown them."""
    return {
        "type": WORDING_TYPE,
        "gate": consultation.kind,
        "language": consultation.language,
        "title": consultation.title,
        "introduction": consultation.introduction,
        "paragraphs": [
            {"number": one.number, "text": one.text, "plain": one.plain} for one in paragraphs
        ],
        "questions": [
            {"number": one.number, "text": one.text, "options": one.options} for one in questions
        ],
    }


def wording_sha256(
    consultation: Consultation, paragraphs: Sequence[Paragraph], questions: Sequence[Question]
) -> str:
    """SHA-256 of the RFC 8785 form of :func:`wording`."""
    return sha256(canonical(wording(consultation, paragraphs, questions))).hexdigest()

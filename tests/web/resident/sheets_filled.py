"""Sheets filled in as a browser without script sends them."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from qunce.domain.consultations.models import Consultation, Sheet

WORDS = "希望先修三组的路灯，老人晚上出门看不见。"


def sheet_filled(**changes: Any) -> dict[str, Any]:
    given = {"submission": uuid.uuid4().hex, "step": "1", "text": WORDS, "told": "yes"}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def answer_to(phone_: Client, consultation: Consultation, **changes: Any) -> Any:
    return phone_.post(f"/ask/{consultation.pk}/", sheet_filled(**changes))


def answered_to(phone_: Client, consultation: Consultation, **changes: Any) -> Sheet:
    """The sheet as it stands after it was sent."""
    answer = answer_to(phone_, consultation, **changes)
    assert (answer.status_code, answer.headers.get("location")) == (302, "/ask/receipt/")
    return Sheet.objects.latest("pk")

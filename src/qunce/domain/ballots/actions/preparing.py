"""Writing what a ballot asks, while nothing is printed yet."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.actions.changing import (
    begin,
)
from qunce.domain.ballots.models import Ballot, Item
from qunce.domain.ballots.rules.asking import Questions, why_not_gate
from qunce.domain.ballots.states import (
    BEFORE_SLIPS,
    DONT_KNOW,
    DONT_KNOW_STEP,
    SCALES,
    Step,
    worded,
)
from qunce.domain.campaigns.models import Campaign
from qunce.domain.gates.models import Gate
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import gettext_noop, refuse

register("ballot.prepared", gettext_noop("Ballot prepared"))
register("ballot.edited", gettext_noop("Questions of a ballot changed"))


@transaction.atomic
def prepare_ballot(
    *,
    gate: Gate,
    campaign: Campaign,
    purpose: str,
    title: str,
    items: Sequence[str],
    overall: str,
    opens_on: date,
    closes_on: date,
    actor: Post,
    now: datetime,
    introduction: str = "",
    scale: Sequence[Step] | None = None,
    own_words: bool = True,
    low_line: int | None = None,
) -> Ballot:
    """A ballot with its questions, the overall mark last; nothing is fixed yet.

    Recorded as ``ballot.prepared``.  "I do not know" is always on the scale.  Refuses posts
    outside the campaign's office, another gate than the purpose needs, and what cannot be printed.
    """
    steps = scale or worded(SCALES.get(purpose, ()), campaign.language)
    asked = _asked(
        title, introduction, items, overall, steps, opens_on, closes_on, low_line,
        campaign.language,
    )  # fmt: skip
    draft = Ballot(
        uid=secrets.token_hex(16),
        gate=gate,
        campaign=campaign,
        purpose=purpose,
        title=asked.title,
        introduction=asked.introduction,
        scale=list(asked.scale),
        own_words=own_words,
        opens_on=opens_on,
        closes_on=closes_on,
        low_line=low_line,
        made_by=actor,
        made_at=now,
    )
    refuse(
        rules.why_not_run(draft, actor)
        or why_not_gate(gate, purpose, campaign.unit_id) + rules.why_not_questions(asked)
    )
    draft.save(force_insert=True)
    _write_items(draft, asked)
    append(
        kind="ballot.prepared",
        actor=actor.ref,
        subject=draft.ref,
        facts={"purpose": purpose, "gate": gate.kind, "questions": len(asked.items) + 1},
        now=now,
    )
    return draft


@transaction.atomic
def edit_ballot(
    *,
    ballot: Ballot,
    title: str,
    items: Sequence[str],
    overall: str,
    opens_on: date,
    closes_on: date,
    actor: Post,
    now: datetime,
    introduction: str = "",
    scale: Sequence[Step] | None = None,
    own_words: bool = True,
    low_line: int | None = None,
) -> Ballot:
    """The questions are others.  Recorded; refused once slips are made: they say what they say."""
    acting = begin(ballot=ballot, actor=actor, now=now, at=BEFORE_SLIPS)
    kept = scale or acting.ballot.steps
    asked = _asked(
        title, introduction, items, overall, kept, opens_on, closes_on, low_line,
        acting.ballot.campaign.language,
    )  # fmt: skip
    refuse(rules.why_not_questions(asked))
    fields: dict[str, Any] = {
        "title": asked.title,
        "introduction": asked.introduction,
        "scale": list(asked.scale),
        "own_words": own_words,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "low_line": low_line,
    }
    acting.move(**fields)
    Item.objects.filter(ballot=acting.ballot).delete()
    _write_items(acting.ballot, asked)
    acting.record("ballot.edited", questions=len(asked.items) + 1)
    return acting.ballot


def _asked(
    title: str,
    introduction: str,
    items: Sequence[str],
    overall: str,
    scale: Sequence[Step],
    opens_on: date,
    closes_on: date,
    low_line: int | None,
    language: str,
) -> Questions:
    steps: list[Step] = [
        {"code": step["code"], "label": step["label"].strip(), "positive": step["positive"]}
        for step in scale
    ]
    if not any(step["code"] == DONT_KNOW for step in steps):
        steps += worded([DONT_KNOW_STEP], language)
    ordered = [step for step in steps if step["code"] != DONT_KNOW]
    for step in steps:
        if step["code"] == DONT_KNOW:
            ordered.append({**step, "positive": None})
    return Questions(
        title=title.strip(),
        introduction=introduction.strip(),
        items=[text.strip() for text in items if text.strip()],
        overall=overall.strip(),
        scale=ordered,
        opens_on=opens_on,
        closes_on=closes_on,
        low_line=low_line,
    )


def _write_items(ballot: Ballot, asked: Questions) -> None:
    Item.objects.bulk_create(
        Item(ballot=ballot, place=place, text=text, overall=place > len(asked.items))
        for place, text in enumerate([*asked.items, asked.overall], 1)
    )

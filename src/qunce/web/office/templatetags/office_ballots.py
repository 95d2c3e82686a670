"""States of a ballot and of a batch, as a shape and a word."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from qunce.domain.ballots.models import Ballot, Batch
from qunce.domain.ballots.states import BallotState, BatchState
from qunce.web.shell.templatetags.shell import state

register = template.Library()

SHAPES = {
    BallotState.DRAFT: "todo",
    BallotState.CLOSED: "done",
    BallotState.PUBLISHED: "done",
    BallotState.INTERRUPTED: "stuck",
    BallotState.BROKEN_OFF: "stuck",
}
"""What is not named here is being done."""
BATCH_SHAPES = {
    BatchState.OPEN: "todo",
    BatchState.DIFFERS: "stuck",
    BatchState.SETTLED: "done",
}


@register.simple_tag
def ballot_state(ballot: Ballot) -> SafeString | Any:
    """``{% ballot_state ballot %}`` → ◐ Open."""
    return state(SHAPES.get(BallotState(ballot.state), "doing"), ballot.get_state_display())


@register.simple_tag
def batch_state(batch: Batch) -> SafeString | Any:
    """``{% batch_state batch %}`` → ● Agreed."""
    return state(BATCH_SHAPES[BatchState(batch.state)], batch.get_state_display())

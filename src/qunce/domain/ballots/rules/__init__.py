"""Why something may not be done with a ballot.  Pure; split by what it speaks of."""

from qunce.domain.ballots.rules.asking import (
    Questions,
    why_not_commit,
    why_not_dice,
    why_not_questions,
    why_not_sizes,
)
from qunce.domain.ballots.rules.casting import (
    why_not_code,
    why_not_slip,
    why_not_take_slips,
)
from qunce.domain.ballots.rules.closing import (
    StratumReturns,
    why_not_accounted,
    why_not_counting,
    why_not_publish,
)
from qunce.domain.ballots.rules.opening import why_not_open
from qunce.domain.ballots.rules.paper import (
    Difference,
    differences,
    why_not_batch,
    why_not_join,
    why_not_key,
    why_not_keyed,
    why_not_look_again,
)
from qunce.domain.ballots.rules.standing import (
    why_not_at,
    why_not_count_paper,
    why_not_run,
    why_not_words,
)

__all__ = [
    "Difference",
    "Questions",
    "StratumReturns",
    "differences",
    "why_not_accounted",
    "why_not_at",
    "why_not_batch",
    "why_not_code",
    "why_not_commit",
    "why_not_count_paper",
    "why_not_counting",
    "why_not_dice",
    "why_not_join",
    "why_not_key",
    "why_not_keyed",
    "why_not_look_again",
    "why_not_open",
    "why_not_publish",
    "why_not_questions",
    "why_not_run",
    "why_not_sizes",
    "why_not_slip",
    "why_not_take_slips",
    "why_not_words",
]

"""The only writer of ballots, split by what is done."""

from qunce.domain.ballots.actions.casting import cast, spoil_code
from qunce.domain.ballots.actions.closing import close, count_by_hand
from qunce.domain.ballots.actions.committing import (
    commit,
    extend_ballot,
    open_ballot,
    reprint,
)
from qunce.domain.ballots.actions.ending import break_off, interrupt, watch_keys
from qunce.domain.ballots.actions.framing import (
    ask_everybody,
    draw,
    freeze_frame,
    unfreeze_frame,
)
from qunce.domain.ballots.actions.paper import (
    Received,
    RefusedStub,
    begin_counting,
    join_strata,
    key_batch,
    look_again,
    open_batch,
    receive_stubs,
    undo_batch,
)
from qunce.domain.ballots.actions.preparing import edit_ballot, prepare_ballot
from qunce.domain.ballots.actions.publishing import check_words, open_problem, publish
from qunce.domain.ballots.actions.recounting import draw_batches, enter_recount

__all__ = [
    "Received",
    "RefusedStub",
    "ask_everybody",
    "begin_counting",
    "break_off",
    "cast",
    "check_words",
    "close",
    "commit",
    "count_by_hand",
    "draw",
    "draw_batches",
    "edit_ballot",
    "enter_recount",
    "extend_ballot",
    "freeze_frame",
    "interrupt",
    "join_strata",
    "key_batch",
    "look_again",
    "open_ballot",
    "open_batch",
    "open_problem",
    "prepare_ballot",
    "publish",
    "receive_stubs",
    "reprint",
    "spoil_code",
    "undo_batch",
    "unfreeze_frame",
    "watch_keys",
]

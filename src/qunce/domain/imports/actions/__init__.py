"""The only writer of imported ledgers and their rows."""

from qunce.domain.imports.actions.clearing import clear_away, drop, forget
from qunce.domain.imports.actions.reading import look_through
from qunce.domain.imports.actions.taking import take_over
from qunce.domain.imports.actions.uploading import choose_columns, take, try_again, upload

__all__ = [
    "choose_columns",
    "clear_away",
    "drop",
    "forget",
    "look_through",
    "take",
    "take_over",
    "try_again",
    "upload",
]

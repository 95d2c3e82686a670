"""Why a figure cannot be had: a stable code, and the names of what stands in the way."""

from collections.abc import Iterable


class Unfit(ValueError):
    """The numbers do not admit the figure that was asked for.

    ``code`` is a stable English word that a caller turns into a sentence; ``names`` are the
    strata, tags or units it concerns, as they were given.  The text of the error is for a log.
    """

    code = "unfit"

    def __init__(self, message: str, *, code: str = "", names: Iterable[object] = ()) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.names: tuple[object, ...] = tuple(names)

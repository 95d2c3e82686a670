"""Whether a text repeats a message word for word.

A problem made from a message that accuses somebody is read by more people than the message: it
says what is wrong in the office's words, so that nobody recognises who spoke by how they spoke.
"""

from __future__ import annotations

from qunce.text.grams import normalise

RUN = 30
"""Characters in a row that are a copy; a place, a day and a sum of money are shorter."""


def repeats(message: str, text: str) -> bool:
    """Whether ``RUN`` characters of ``message`` in a row stand in ``text``.

    Compared as it is, and once more without spaces, punctuation, capitals and full-width forms,
    which are quickly changed.  Of a shorter message the whole of it counts.
    """
    return _shares_a_run(message.strip(), text) or _shares_a_run(_bare(message), _bare(text))


def _shares_a_run(said: str, written: str) -> bool:
    length = min(RUN, len(said))
    if not length:
        return False
    pieces = {said[at : at + length] for at in range(len(said) - length + 1)}
    return any(written[at : at + length] in pieces for at in range(len(written) - length + 1))


def _bare(text: str) -> str:
    return normalise(text).replace(" ", "")

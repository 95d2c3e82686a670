"""Reading an official directive (speech, plan, opinion, notice) into an outline.

Owns: page furniture, the numbered tree, frame, lists, duties, gates and repairs of one document.
Promises: pure functions, no Django; any text is read without an exception; each piece names its
place in the source, which is never altered.  Leaves to others: files and encodings
(``exchange``, ``text.decoding``) and what becomes of an outline (``domain.campaigns``).
"""

from qunce.text.directive.outline import (
    Duty,
    GateMention,
    Notice,
    Outline,
    Passage,
    Repair,
    Section,
    Window,
)
from qunce.text.directive.reading import read

__all__ = [
    "Duty",
    "GateMention",
    "Notice",
    "Outline",
    "Passage",
    "Repair",
    "Section",
    "Window",
    "read",
]

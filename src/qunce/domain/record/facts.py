"""The shape of a recorded fact; its canonical bytes are what is hashed (docs/record.md)."""

from collections.abc import Mapping

from qunce.domain.record.refs import Ref
from qunce.kernel.canonical import JSON

ENTRY_TYPE = "qunce.entry.v1"
"""Named in every fact, so that its shape can change one day without being guessed at."""


def fact_of(
    *,
    origin: str,
    index: int,
    at: str,
    kind: str,
    actor: Ref,
    subject: Ref,
    facts: Mapping[str, JSON],
) -> dict[str, JSON]:
    """The whole fact of entry ``index``; ``at`` is written by ``kernel.canonical.instant``."""
    return {
        "actor": {"id": actor.id, "kind": actor.kind, "name": actor.name},
        "at": at,
        "facts": facts,
        "index": index,
        "kind": kind,
        "record": origin,
        "subject": {"id": subject.id, "kind": subject.kind, "name": subject.name},
        "type": ENTRY_TYPE,
    }

"""What happened, read as evidence: one function for each code, all of them asked in one statement.

Every reader answers rows of the same eight columns (:data:`COLUMNS`), so that the facts of a whole
town and of every code are one ``UNION``: a page costs the same however many codes stand on it.

What is kept from somebody is kept from here: a problem made from an accusation and a message that
accuses are no evidence, because the accused unit's page would show that they exist.  Problems and
messages have no title here, and of what is brought to somebody's home only the round is known,
never to whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.facts.asked import checks_made, documents_issued, gates_asked, visits_made
from qunce.domain.duties.facts.practised import (
    projects_begun,
    projects_finished,
    promises_kept,
    promises_made,
)
from qunce.domain.duties.facts.put_right import (
    problems_confirmed,
    problems_led,
    problems_listed,
    voices_answered,
    voices_heard,
)
from qunce.domain.duties.facts.reading import OF_STUDY, UNDOABLE, Fact, Reader, Scope
from qunce.domain.duties.facts.studied import (
    deliveries_made,
    plans_made,
    sessions_held,
    sessions_led,
)

__all__ = ["OF_STUDY", "READERS", "UNDOABLE", "Fact", "Scope", "facts_of"]

READERS: Mapping[Evidence, Reader] = {
    Evidence.SESSION_HELD: sessions_held,
    Evidence.DELIVERY_MADE: deliveries_made,
    Evidence.PLAN_MADE: plans_made,
    Evidence.PROMISE_MADE: promises_made,
    Evidence.PROMISE_KEPT: promises_kept,
    Evidence.PROJECT_BEGUN: projects_begun,
    Evidence.PROJECT_FINISHED: projects_finished,
    Evidence.PROBLEM_LISTED: problems_listed,
    Evidence.PROBLEM_CONFIRMED: problems_confirmed,
    Evidence.VOICE_HEARD: voices_heard,
    Evidence.VOICE_ANSWERED: voices_answered,
    Evidence.VISIT_MADE: visits_made,
    Evidence.GATE_ASKED: gates_asked,
    Evidence.DOCUMENT_ISSUED: documents_issued,
    Evidence.SESSION_LED: sessions_led,
    Evidence.PROBLEM_LED: problems_led,
    Evidence.CHECK_MADE: checks_made,
}


def facts_of(*asked: tuple[Scope, Iterable[str]]) -> list[Fact]:
    """Facts of the codes asked of each scope, the earliest first.  One statement, or none."""
    queries = [
        query if scope.posts is None else query.filter(f_post__in=scope.posts)
        for scope, codes in asked
        for code in sorted(set(codes))
        for query in READERS[Evidence(code)](scope)
    ]
    if not queries:
        return []
    rows = queries[0] if len(queries) == 1 else queries[0].union(*queries[1:])
    found: dict[tuple[str, int, str, int], Fact] = {}
    for row in sorted((Fact(*row) for row in rows), key=lambda fact: (fact.on, fact.kind, fact.id)):
        # The same thing may be found in two ways (a message written down and answered by one
        # unit); it is one fact, of the first day.
        found.setdefault((row.evidence, row.unit, row.kind, row.id), row)
    return list(found.values())

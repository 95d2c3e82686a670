"""Exact counts: what the estimate is made of, and what the record holds a salted hash of."""

from __future__ import annotations

from qunce.domain.ballots.commitments import batch_leaf
from qunce.domain.ballots.models import Ballot, Batch, Item, Stratum, Tally
from qunce.kernel.canonical import JSON

NO_MARK = "no_mark"
"""How slips without a mark on a question are called in what is published."""


def exact_fact(ballot: Ballot) -> JSON:
    """All exact counts in one order; with the salt it is what was fixed at closing."""
    tallies = Tally.objects.filter(item__ballot=ballot).order_by(
        "stratum__place", "item__place", "code"
    )
    return [
        [stratum, item, code, count, helped]
        for stratum, item, code, count, helped in tallies.values_list(
            "stratum__name", "item__place", "code", "count", "helped"
        )
    ]


def leaf_of(batch: Batch) -> str:
    """The hash by which the tally of this batch was fixed at closing."""
    return batch_leaf(label=batch.label, slips=batch.slips, salt=batch.salt, tally=batch.tally)


def counting_strata(ballot: Ballot) -> list[tuple[str, int, Stratum]]:
    """Name, people and row of each stratum that is counted on its own or for others as well."""
    strata = list(ballot.strata.all())
    found = []
    for stratum in strata:
        if stratum.joined_into_id is None:
            members = [s for s in strata if s.counting_id == stratum.pk]
            name = " + ".join(member.name for member in members)
            found.append((name, sum(member.population for member in members), stratum))
    return found


def table_of(item: Item, *, helped: bool = False) -> dict[tuple[str, str], int]:
    """Exact counts of one question: place by mark, or helped and unhelped by mark."""
    names = {stratum.pk: name for name, _, stratum in counting_strata(item.ballot)}
    table: dict[tuple[str, str], int] = {}
    for tally in item.tallies.all():
        code = tally.code or NO_MARK
        if not helped:
            table[names[tally.stratum_id], code] = tally.count
            continue
        for row, number in (("helped", tally.helped), ("unhelped", tally.count - tally.helped)):
            table[row, code] = table.get((row, code), 0) + number
    order = {code: at for at, code in enumerate([*item.ballot.codes, NO_MARK])}
    rows = list(dict.fromkeys(row for row, _ in table))
    place = {name: at for at, name in enumerate(names.values())}
    rows.sort(key=lambda row: place.get(row, 0))
    return {
        (row, code): table[row, code]
        for row in rows
        for code in sorted(order, key=order.__getitem__)
        if (row, code) in table
    }


def people_of(ballot: Ballot) -> dict[str, int]:
    """How many people live in each stratum that is counted on its own, by its published name."""
    return {name: people for name, people, _ in counting_strata(ballot)}


def sides_of(ballot: Ballot) -> dict[str, bool | None]:
    """Of each step of the scale: content, discontent, or no judgement."""
    return {step["code"]: step["positive"] for step in ballot.steps}

"""Batches of paper: what was keyed, where two keyings differ, how far the counting is."""

from __future__ import annotations

import json

from django.db.models import Count

from qunce.domain.ballots import keys, sealing
from qunce.domain.ballots.models import Ballot, Batch, CodeTag, Keying
from qunce.domain.ballots.rules import Difference, StratumReturns, differences
from qunce.domain.ballots.sealing import Sealed
from qunce.domain.ballots.states import VALID, BatchState, CodeState
from qunce.domain.ballots.tallies import Keyed


def keyed_rows(keying: Keying, *, key: bytes, uid: str) -> list[Keyed]:
    """What was keyed, slip by slip, as long as the batch is not settled."""
    plain = sealing.unseal(
        Sealed(keying.nonce, keying.sealed),
        key=key,
        bound=sealing.bound_to_paper(uid, keying.batch_id, keying.number),
    )
    return [Keyed(tuple(marks), helped, invalid) for marks, helped, invalid in json.loads(plain)]


def differences_of(batch: Batch) -> list[Difference]:
    """Where the two keyings of a batch that waits for a third look differ, slip by slip."""
    if batch.state != BatchState.DIFFERS:
        return []
    first, second = both_keyings(batch)
    return differences(first, second)


def both_keyings(batch: Batch) -> tuple[list[Keyed], list[Keyed]]:
    """The two keyings of a batch that waits for a third look, as the page begins with them."""
    key = keys.load(batch.ballot.uid, keys.PAPER)
    first, second = batch.keyings.order_by("number")
    return (
        keyed_rows(first, key=key, uid=batch.ballot.uid),
        keyed_rows(second, key=key, uid=batch.ballot.uid),
    )


def words_of(batch: Batch, *, key: bytes, uid: str) -> list[str]:
    """Own words from the slips of a batch, in alphabetical order."""
    if not batch.words_sealed:
        return []
    plain = sealing.unseal(
        Sealed(batch.words_nonce, batch.words_sealed),
        key=key,
        bound=sealing.bound_to_paper(uid, batch.pk, 0),
    )
    words: list[str] = json.loads(plain)
    return words


def returns(ballot: Ballot) -> dict[int, StratumReturns]:
    """What the codes say, by number of the stratum.  One statement."""
    counted: dict[int, dict[str, int]] = {}
    tags = CodeTag.objects.filter(stratum__ballot=ballot, state__in=VALID)
    for stratum, state, number in (
        tags.order_by().values_list("stratum", "state").annotate(number=Count("pk"))
    ):
        counted.setdefault(stratum, {})[state] = number
    return {
        stratum: StratumReturns(
            web=found.get(CodeState.SPENT_WEB, 0),
            paper=found.get(CodeState.SPENT_PAPER, 0),
            spoiled=found.get(CodeState.SPOILED, 0),
        )
        for stratum, found in counted.items()
    }

"""The count closes: every slip is accounted for, the urns are opened, the keys are destroyed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import keys, rules, sealing
from qunce.domain.ballots.actions.changing import (
    Acting,
    begin,
)
from qunce.domain.ballots.actions.ending import empty_urns, interrupt
from qunce.domain.ballots.commitments import hash_of, leaves_root, tags_root
from qunce.domain.ballots.keys import KeyLost, Place, Stale
from qunce.domain.ballots.models import (
    Ballot,
    Batch,
    CodeTag,
    Item,
    SlipWords,
    Stratum,
    Tally,
    Turnstile,
)
from qunce.domain.ballots.queries.counting import exact_fact, leaf_of
from qunce.domain.ballots.queries.paper import returns, words_of
from qunce.domain.ballots.rules import StratumReturns
from qunce.domain.ballots.rules.standing import interrupted
from qunce.domain.ballots.sealing import Sealed
from qunce.domain.ballots.states import SPENT, WITH_SLIPS, BallotState
from qunce.domain.ballots.tallies import Counts, count_slips
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("ballot.counted_by_hand", gettext_noop("Slips of a stratum counted by hand"))
register("ballot.closed", gettext_noop("Ballot counted"))


@transaction.atomic
def count_by_hand(
    *,
    stratum: Stratum,
    handed_out: int,
    left_over: int,
    spoiled: int,
    actor: Post,
    now: datetime,
) -> Stratum:
    """Ticks on the attendance list, envelopes left over, spoiled slips: counted, not computed.

    Recorded as ``ballot.counted_by_hand``; may be corrected until the ballot is closed.
    """
    acting = begin(ballot=stratum.ballot, actor=actor, now=now, at=(BallotState.COUNTING,))
    if min(handed_out, left_over, spoiled) < 0 or max(handed_out, left_over, spoiled) > 10**6:
        raise Refused(
            Refusal("hand_count_unlikely", gettext_noop("Write three whole numbers from 0 on."))
        )
    Stratum.objects.filter(pk=stratum.pk).update(
        handed_out=handed_out, left_over=left_over, spoiled=spoiled
    )
    acting.record(
        "ballot.counted_by_hand",
        stratum=stratum.name,
        handed_out=handed_out,
        left_over=left_over,
        spoiled=spoiled,
    )
    return Stratum.objects.get(pk=stratum.pk)


def close(*, ballot: Ballot, actor: Post, now: datetime) -> Ballot:
    """The counts agree and are fixed; the urns are opened, counted and gone, with their keys.

    Recorded as ``ballot.closed``: slips issued, returned, spoiled and unreturned of each stratum,
    a salted hash of the exact counts, the root of the batches of paper, the root of the spent
    tags.  The key of the codes is told from now on, so that a holder can look up "counted".
    Refuses with stratum and figures while a slip is unaccounted for.
    """
    try:
        return _close(ballot=ballot, actor=actor, now=now)
    except (KeyLost, Stale):
        pass
    current = Ballot.objects.get(pk=ballot.pk)
    if current.state in WITH_SLIPS:
        interrupt(ballot=current, now=now)
    raise Refused(interrupted())


@transaction.atomic
def _close(*, ballot: Ballot, actor: Post, now: datetime) -> Ballot:
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.COUNTING,))
    ballot = acting.ballot
    strata = list(ballot.strata.all())
    batches = list(ballot.batches.all())
    found = returns(ballot)
    refuse(rules.why_not_accounted(strata, found, batches))
    items = list(ballot.items.all())
    opened, words = _open_urns(ballot, strata, found, items)
    paper_key = keys.load(ballot.uid, keys.PAPER)
    for batch in batches:
        counted = Counts.from_json(batch.tally)
        opened[batch.stratum_id] += counted
        words += words_of(batch, key=paper_key, uid=ballot.uid)
    _write_counts(ballot, strata, found, opened, items)
    # Sorted by text: their numbers tell nothing of when or where they were written.
    SlipWords.objects.bulk_create(
        (SlipWords(ballot=ballot, text=text) for text in sorted(words)), batch_size=1_000
    )
    code_key = keys.load(ballot.uid, keys.CODES)
    salt = secrets.token_hex(32)
    acting.move(BallotState.CLOSED, codes_key=code_key.hex(), counts_salt=salt)
    empty_urns(ballot=ballot)
    _record(acting, batches, salt)
    return ballot


def _open_urns(
    ballot: Ballot,
    strata: Sequence[Stratum],
    found: dict[int, StratumReturns],
    items: Sequence[Item],
) -> tuple[dict[int, Counts], list[str]]:
    """The counts of each counting stratum, and all own words, out of the urns."""
    turns = Turnstile.objects.get(pk=ballot.pk).turns
    urns = list(ballot.urns.order_by("slot"))
    places = [Place(urn.slot, urn.version) for urn in urns]
    groups = {stratum.pk: stratum.counting_id for stratum in strata}
    slips: dict[int, list[bytes]] = {group: [] for group in groups.values()}
    from_web: dict[int, int] = dict.fromkeys(groups, 0)
    words: list[str] = []
    for urn, key in zip(urns, keys.keys_as_they_are(ballot.uid, turns, places), strict=True):
        packed = sealing.unseal(
            Sealed(urn.nonce, urn.ciphertext),
            key=key,
            bound=sealing.bound_to_urn(ballot.uid, urn.slot, urn.version),
        )
        if urn.stratum_id is None:
            words += sealing.unpack_words(packed)
            continue
        inside = sealing.unpack_marks(packed, size=len(items) + 1)
        slips[groups[urn.stratum_id]] += inside
        from_web[urn.stratum_id] += len(inside)
    for stratum in strata:
        spent = found.get(stratum.pk, StratumReturns()).web
        if from_web[stratum.pk] != spent:
            raise Refused(
                Refusal(
                    "urn_differs",
                    gettext_noop(
                        "“%(stratum)s”: %(slips)s slips lie in the urn, but %(codes)s codes were "
                        "spent on the web. Somebody changed the database; break the ballot off."
                    ),
                    {"stratum": stratum.name, "slips": from_web[stratum.pk], "codes": spent},
                )
            )
    steps = len(ballot.codes)
    counted = {
        group: count_slips(sorted(own), questions=len(items), steps=steps)
        for group, own in slips.items()
    }
    return counted, words


def _write_counts(
    ballot: Ballot,
    strata: Sequence[Stratum],
    found: dict[int, StratumReturns],
    opened: dict[int, Counts],
    items: Sequence[Item],
) -> None:
    codes = ["", *ballot.codes]
    Tally.objects.bulk_create(
        Tally(stratum_id=group, item=item, code=code, count=marks[at], helped=helped[at])
        for group, counts in opened.items()
        for item, marks, helped in zip(items, counts.marks, counts.helped, strict=True)
        for at, code in enumerate(codes)
    )
    for stratum in strata:
        own = found.get(stratum.pk, StratumReturns())
        stratum.web, stratum.paper = own.web, own.paper
        stratum.invalid = opened[stratum.pk].invalid if stratum.pk in opened else 0
    Stratum.objects.bulk_update(strata, ["web", "paper", "invalid"])


def _record(acting: Acting, batches: Sequence[Batch], salt: str) -> None:
    ballot = acting.ballot
    spent = CodeTag.objects.filter(stratum__ballot=ballot, state__in=SPENT)
    slips: list[JSON] = [
        {
            "stratum": stratum.name,
            "issued": stratum.issued,
            "returned": (stratum.web or 0) + (stratum.paper or 0),
            "spoiled": stratum.spoiled,
            "unreturned": stratum.unreturned,
            "joined_into": stratum.joined_into.name if stratum.joined_into else None,
        }
        for stratum in ballot.strata.select_related("joined_into")
    ]
    acting.record(
        "ballot.closed",
        slips=slips,
        counts=hash_of({"salt": salt, "counts": exact_fact(ballot)}),
        batches=leaves_root(leaf_of(batch) for batch in batches),
        spent_root=tags_root(spent.values_list("tag", flat=True)),
    )

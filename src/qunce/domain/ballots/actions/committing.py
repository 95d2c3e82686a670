"""Slips are made: codes are drawn, their tags and the questions are fixed in the record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import keys, rules, sealing
from qunce.domain.ballots.actions.changing import (
    Acting,
    begin,
)
from qunce.domain.ballots.commitments import codes_root, hash_of, questions_fact
from qunce.domain.ballots.models import Ballot, CodeTag, Stratum, Turnstile, Urn
from qunce.domain.ballots.states import BallotState, CodeState
from qunce.domain.gates.actions import extend_asking, start_asking
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON, day
from qunce.kernel.refusals import Refused, gettext_noop, refuse
from qunce.kernel.slipcodes import draw_code, tag

register("ballot.committed", gettext_noop("Slips of a ballot made"))
register("ballot.reprinted", gettext_noop("Slips of a ballot thrown away and made anew"))
register("ballot.opened", gettext_noop("Ballot opened"))
register("ballot.extended", gettext_noop("Ballot goes on for longer"))

BUCKET, WORDS_BUCKET = 200, 32
"""Slips, or sets of own words, that one urn can hold; on the average half as many go in."""


@transaction.atomic
def commit(
    *,
    ballot: Ballot,
    actor: Post,
    now: datetime,
    reserve: Mapping[str, int] | None = None,
) -> dict[str, list[str]]:
    """Slips exist; answers with their codes by stratum, this once, and keeps none of them.

    ``reserve`` is how many spare slips each stratum gets for spoiled ones.  The asking at the
    gate begins with the rule as it stands.  Recorded as ``ballot.committed``: hash of the
    questions, slips of each stratum, root of the codes' tags, hash of the rule, urns.  From now on
    nothing of this changes.  Only afterwards may slips be handed out.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.DRAWN,))
    ballot = acting.ballot
    strata = list(ballot.strata.all())
    spare = dict(reserve or {})
    refuse(rules.why_not_commit(ballot, strata, spare, acting.today))
    for stratum in strata:
        stratum.issued = stratum.sample + spare.get(stratum.name, 0)
        stratum.buckets = math.ceil(stratum.issued / (BUCKET // 2))
    Stratum.objects.bulk_update(strata, ["issued", "buckets"])
    items = list(ballot.items.values_list("text", flat=True))
    key = keys.make(ballot.uid, keys.CODES)
    keys.make(ballot.uid, keys.PAPER)
    codes, root = _draw_codes(ballot, strata, key)
    questions = hash_of(
        questions_fact(
            uid=ballot.uid,
            purpose=ballot.purpose,
            title=ballot.title,
            introduction=ballot.introduction,
            items=items,
            scale=ballot.steps,
            own_words=ballot.own_words,
        )
    )
    _make_urns(ballot, strata, questions=len(items))
    asking = start_asking(
        gate=ballot.gate,
        what=ballot.ref,
        title=ballot.title,
        sha256=questions,
        opens_on=ballot.opens_on,
        closes_on=ballot.closes_on,
        actor=actor,
        now=now,
    )
    acting.move(
        BallotState.COMMITTED,
        asking=asking,
        questions_sha256=questions,
        codes_root=root,
        printings=1,
    )
    acting.record(
        "ballot.committed",
        ballot=ballot.uid,
        gate=ballot.gate.kind,
        round=asking.number,
        questions=questions,
        slips=_slips(strata),
        codes_root=root,
        rule=hash_of(asking.rule),
        urns={"slips": BUCKET, "words": WORDS_BUCKET if ballot.own_words else 0},
        opens_on=day(ballot.opens_on),
        closes_on=day(ballot.closes_on),
    )
    return codes


@transaction.atomic
def reprint(*, ballot: Ballot, reason: str, actor: Post, now: datetime) -> dict[str, list[str]]:
    """All slips are void and as many are made anew; only before the ballot opens.

    For a printing that failed or was lost.  Recorded as ``ballot.reprinted`` with the new root.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.COMMITTED,))
    refuse(rules.why_not_words(reason))
    key = _code_key(acting)
    CodeTag.objects.filter(stratum__ballot=acting.ballot).update(state=CodeState.VOID)
    strata = list(acting.ballot.strata.all())
    codes, root = _draw_codes(acting.ballot, strata, key)
    acting.move(codes_root=root, printings=acting.ballot.printings + 1)
    acting.record("ballot.reprinted", codes_root=root, slips=_slips(strata), reason=reason.strip())
    return codes


@transaction.atomic
def open_ballot(*, ballot: Ballot, actor: Post, now: datetime) -> Ballot:
    """Slips can be cast, from the first day on.  Recorded as ``ballot.opened``.

    Refuses before the first day, and after it when fewer days are left than the gate's rule says.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.COMMITTED,))
    _code_key(acting)
    refuse(rules.why_not_open(acting.ballot, acting.today))
    acting.move(BallotState.OPEN)
    acting.record("ballot.opened")
    return acting.ballot


@transaction.atomic
def extend_ballot(*, ballot: Ballot, closes_on: date, actor: Post, now: datetime) -> Ballot:
    """People may answer until a later day.  Recorded here and at the gate; never earlier."""
    acting = begin(
        ballot=ballot, actor=actor, now=now, at=(BallotState.COMMITTED, BallotState.OPEN)
    )
    if acting.ballot.asking is None:
        raise ValueError("slips without an asking")
    extend_asking(asking=acting.ballot.asking, closes_on=closes_on, actor=actor, now=now)
    acting.move(closes_on=closes_on)
    acting.record("ballot.extended", closes_on=day(closes_on))
    return acting.ballot


def _draw_codes(
    ballot: Ballot, strata: list[Stratum], key: bytes
) -> tuple[dict[str, list[str]], str]:
    """The codes in the order in which they were drawn, and the root of their tags."""
    codes: dict[str, list[str]] = {}
    drawn: set[str] = set()
    tags: dict[str, list[str]] = {}
    rows: list[CodeTag] = []
    for stratum in strata:
        own: list[str] = []
        while len(own) < stratum.issued:
            code = draw_code()
            if code not in drawn:
                drawn.add(code)
                own.append(code)
        codes[stratum.name] = own
        tags[stratum.name] = [tag(key, ballot.uid, code) for code in own]
        rows += [CodeTag(tag=one, stratum=stratum) for one in tags[stratum.name]]
    # Sorted, so that neither row nor page tells in which order the codes were printed.
    rows.sort(key=lambda row: row.tag)
    CodeTag.objects.bulk_create(rows, batch_size=2_000)
    return codes, codes_root(tags)


def _make_urns(ballot: Ballot, strata: list[Stratum], *, questions: int) -> None:
    """Empty urns with their keys; which urn a slip goes into is chosen when it comes."""
    issued = sum(stratum.issued for stratum in strata)
    for_words = math.ceil(issued / (WORDS_BUCKET // 2)) if ballot.own_words else 0
    wanted: list[tuple[Stratum | None, int]] = [
        (stratum, bucket) for stratum in strata for bucket in range(stratum.buckets)
    ]
    wanted += [(None, bucket) for bucket in range(for_words)]
    first = keys.make_urn_keys(ballot.uid, len(wanted))
    no_slips = sealing.pack_marks([], size=questions + 1, capacity=BUCKET)
    no_words = sealing.pack_words([], capacity=WORDS_BUCKET)
    urns = []
    for slot, ((stratum, bucket), key) in enumerate(zip(wanted, first, strict=True)):
        sealed = sealing.seal(
            no_words if stratum is None else no_slips,
            key=key,
            bound=sealing.bound_to_urn(ballot.uid, slot, 0),
        )
        urns.append(
            Urn(
                ballot=ballot,
                stratum=stratum,
                bucket=bucket,
                slot=slot,
                capacity=WORDS_BUCKET if stratum is None else BUCKET,
                nonce=sealed.nonce,
                ciphertext=sealed.ciphertext,
            )
        )
    Urn.objects.bulk_create(urns, batch_size=500)
    Turnstile.objects.create(ballot=ballot, turns=0, word_buckets=for_words)


def _code_key(acting: Acting) -> bytes:
    try:
        return keys.load(acting.ballot.uid, keys.CODES)
    except keys.KeyLost:
        raise Refused(rules.standing.interrupted()) from None


def _slips(strata: list[Stratum]) -> list[JSON]:
    return [{"stratum": stratum.name, "issued": stratum.issued} for stratum in strata]

"""One slip goes into the urn: the code is spent, and nothing says whose slip it was.

Eight statements in one transaction.  Nothing is recorded, logged or dated for a single slip.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import keys, rules, sealing
from qunce.domain.ballots.actions.changing import begin, moved_meanwhile
from qunce.domain.ballots.actions.ending import interrupt
from qunce.domain.ballots.keys import KeyLost, Place, Stale
from qunce.domain.ballots.models import Ballot, CodeTag, Item, Turnstile, Urn
from qunce.domain.ballots.queries.codes import is_elsewhere, read_code
from qunce.domain.ballots.rules.standing import interrupted
from qunce.domain.ballots.sealing import Sealed
from qunce.domain.ballots.states import WITH_SLIPS, BallotState, CodeState
from qunce.domain.problems.queries import today_of
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop
from qunce.kernel.slipcodes import tag

register("ballot.slips_spoiled", gettext_noop("Spoiled slip taken back"))


def cast(
    *,
    ballot: Ballot,
    code: str,
    marks: Sequence[str],
    now: datetime,
    words: str = "",
    helped: bool = False,
) -> None:
    """The slip with this ``code`` is counted, once and for good.

    ``code`` as it was typed, ``marks`` a code of the scale for each question in order ("" for no
    mark).  What is returned from was committed.  Refuses a code that does not read (naming the
    suspicious sign), is spent, spoiled, void, of another ballot or of none; other days than those
    of the ballot; and a ballot whose database was put back from a copy: it is interrupted.
    """
    typed = read_code(code)
    try:
        key = keys.load(ballot.uid, keys.CODES)
        _cast(
            ballot=ballot,
            wanted=tag(key, ballot.uid, typed),
            typed=typed,
            marks=tuple(marks),
            words=sealing.own_words(words),
            helped=helped,
            now=now,
        )
        return
    except (KeyLost, Stale):
        pass
    _give_up(ballot, now)


def _give_up(ballot: Ballot, now: datetime) -> None:
    current = Ballot.objects.get(pk=ballot.pk)
    if current.state in WITH_SLIPS:
        interrupt(ballot=current, now=now)
        raise Refused(interrupted())
    raise Refused(rules.why_not_at(current, BallotState.OPEN) or [moved_meanwhile()])


@transaction.atomic
def _cast(
    *,
    ballot: Ballot,
    wanted: str,
    typed: str,
    marks: tuple[str, ...],
    words: str,
    helped: bool,
    now: datetime,
) -> None:
    gate = _at_the_turnstile(ballot, wanted)
    if gate is None:
        raise Refused(rules.why_not_code(None, elsewhere=is_elsewhere(ballot, typed)))
    current: Ballot = gate.ballot
    if reasons := rules.why_not_slip(
        current, marks=marks, questions=gate.questions, words=words, today=today_of(now)
    ):
        raise Refused(reasons)
    spent = CodeTag.objects.filter(tag=wanted, state=CodeState.ISSUED).update(
        state=CodeState.SPENT_WEB
    )
    if spent != 1:
        state = CodeTag.objects.values_list("state", flat=True).get(tag=wanted)
        raise Refused(rules.why_not_code(state) or [moved_meanwhile()])
    urns = _choose_urns(gate)
    places = [Place(urn.slot, urn.version) for urn in urns]
    slip = sealing.slip_of(marks, codes=current.codes, helped=helped)
    for urn, turned in zip(urns, keys.turn(current.uid, gate.turns, places), strict=True):
        _put_in(urn, turned, uid=current.uid, slip=slip, words=words)
    # Asked again in a statement of its own: the ballot's row was read before the lock was held.
    passed = Turnstile.objects.filter(
        pk=current.pk, turns=gate.turns, ballot__state=BallotState.OPEN
    ).update(turns=gate.turns + 1)
    if passed != 1:
        raise Refused(moved_meanwhile())
    transaction.on_commit(partial(keys.confirm, current.uid, gate.turns + 1))


def _at_the_turnstile(ballot: Ballot, wanted: str) -> Any:
    """The locked turnstile with what a slip with this code needs; None for a foreign code."""
    questions = (
        Item.objects.filter(ballot=OuterRef("ballot"))
        .order_by()
        .values("ballot")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Turnstile.objects.select_for_update(of=("self",))
        .select_related("ballot")
        .filter(pk=ballot.pk, ballot__strata__code_tags__tag=wanted)
        .annotate(
            stratum_id=F("ballot__strata__pk"),
            buckets=F("ballot__strata__buckets"),
            questions=Subquery(questions),
        )
        .first()
    )


def _choose_urns(gate: Any) -> list[Urn]:
    """An urn of the stratum and one for words, by chance, among those that are not full."""
    bucket = secrets.randbelow(gate.buckets)
    of_words = secrets.randbelow(gate.word_buckets) if gate.word_buckets else None
    for step in range(max(gate.buckets, gate.word_buckets)):
        at = (bucket + step) % gate.buckets
        found = Urn.objects.filter(ballot=gate.pk, stratum=gate.stratum_id, bucket=at)
        if of_words is not None:
            at_words = (of_words + step) % gate.word_buckets
            found |= Urn.objects.filter(ballot=gate.pk, stratum=None, bucket=at_words)
        urns = list(found)
        if all(urn.version < urn.capacity for urn in urns):
            return urns
    raise ValueError("no urn has room, though there is room for twice as many slips as were issued")


def _put_in(urn: Urn, turned: keys.Turned, *, uid: str, slip: bytes, words: str) -> None:
    packed = sealing.unseal(
        Sealed(urn.nonce, urn.ciphertext),
        key=turned.old,
        bound=sealing.bound_to_urn(uid, urn.slot, urn.version),
    )
    if urn.stratum_id is None:
        texts = sealing.unpack_words(packed)
        # Without words the urn is sealed anew as well: who wrote nothing must look the same.
        packed = sealing.pack_words([*texts, words] if words else texts, capacity=urn.capacity)
    else:
        slips = sealing.unpack_marks(packed, size=len(slip))
        packed = sealing.pack_marks([*slips, slip], size=len(slip), capacity=urn.capacity)
    sealed = sealing.seal(
        packed, key=turned.new, bound=sealing.bound_to_urn(uid, urn.slot, urn.version + 1)
    )
    changed = Urn.objects.filter(pk=urn.pk, version=urn.version).update(
        version=urn.version + 1, nonce=sealed.nonce, ciphertext=sealed.ciphertext
    )
    if changed != 1:
        raise Refused(moved_meanwhile())


@transaction.atomic
def spoil_code(*, ballot: Ballot, code: str, actor: Post, now: datetime) -> None:
    """A spoiled slip was handed back and is never counted; a spare one is given for it.

    Recorded as ``ballot.slips_spoiled`` without the code.  Refuses as casting does.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.OPEN, BallotState.COUNTING))
    typed = read_code(code)
    try:
        wanted = tag(keys.load(acting.ballot.uid, keys.CODES), acting.ballot.uid, typed)
    except KeyLost:
        raise Refused(interrupted()) from None
    own = CodeTag.objects.filter(tag=wanted, stratum__ballot=acting.ballot)
    if own.filter(state=CodeState.ISSUED).update(state=CodeState.SPOILED) != 1:
        state = own.values_list("state", flat=True).first()
        elsewhere = state is None and is_elsewhere(acting.ballot, typed)
        raise Refused(rules.why_not_code(state, elsewhere=elsewhere) or [moved_meanwhile()])
    acting.record("ballot.slips_spoiled", slips=1)

"""Opening the box: stubs are received, answer parts go into batches, each keyed twice."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import keys, rules, sealing
from qunce.domain.ballots.actions.changing import (
    Acting,
    begin,
    locked,
    moved_meanwhile,
)
from qunce.domain.ballots.models import Ballot, Batch, CodeTag, Keying, Stratum
from qunce.domain.ballots.queries.codes import is_elsewhere
from qunce.domain.ballots.queries.paper import keyed_rows
from qunce.domain.ballots.rules.standing import interrupted
from qunce.domain.ballots.states import BallotState, BatchState, CodeState
from qunce.domain.ballots.tallies import Keyed, count_keyed
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import cleaned
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse
from qunce.kernel.slipcodes import read, tag

register("ballot.counting", gettext_noop("Ballot box opened"))
register("ballot.stubs_received", gettext_noop("Stubs from the ballot box received"))
register("ballot.strata_joined", gettext_noop("Two strata of a ballot counted together"))
register("ballot.batch_opened", gettext_noop("Batch of slips made"))
register("ballot.batch_undone", gettext_noop("Batch of slips undone"))
register("ballot.batch_keyed", gettext_noop("Batch of slips keyed"))
register("ballot.batch_settled", gettext_noop("Batch of slips agreed"))


@dataclass(frozen=True, slots=True)
class RefusedStub:
    """A stub that was not taken; its answer part is set aside unopened."""

    typed: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class Received:
    """How many stubs were taken, and which were not and why."""

    number: int
    refused: tuple[RefusedStub, ...]


@transaction.atomic
def begin_counting(*, ballot: Ballot, actor: Post, now: datetime) -> Ballot:
    """No slip is taken on the web any more; the box may be opened.  ``ballot.counting``.

    Refuses while people may still answer.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.OPEN,))
    out = CodeTag.objects.filter(stratum__ballot=acting.ballot, state=CodeState.ISSUED).count()
    refuse(rules.why_not_counting(acting.ballot, out=out, today=acting.today))
    acting.move(BallotState.COUNTING)
    acting.record("ballot.counting")
    return acting.ballot


@transaction.atomic
def receive_stubs(*, ballot: Ballot, codes: Iterable[str], actor: Post, now: datetime) -> Received:
    """Each stub is spent, as paper, before it is torn from its answer part.

    Those that are not taken come back with the reason; their answer parts stay closed.  Recorded
    as ``ballot.stubs_received`` with the two numbers, never with a code.
    """
    acting = _at_the_box(ballot, actor, now)
    typed = [text.strip() for text in codes if text.strip()]
    key = _key(acting, keys.CODES)
    refused: list[RefusedStub] = []
    wanted: dict[str, str] = {}
    for text in typed:
        found = read(text)
        if found.code is None:
            if found.why_not is not None:
                refused.append(RefusedStub(text, found.why_not))
            continue
        one = tag(key, acting.ballot.uid, found.code)
        if one in wanted:
            refused.append(RefusedStub(text, rules.why_not_code(CodeState.SPENT_PAPER)[0]))
            continue
        wanted[one] = text
    states: dict[str, str] = {}
    tags = sorted(wanted)
    for at in range(0, len(tags), 500):
        own = CodeTag.objects.filter(tag__in=tags[at : at + 500], stratum__ballot=acting.ballot)
        states |= dict(own.values_list("tag", "state"))
    taken = sorted(one for one, state in states.items() if state == CodeState.ISSUED)
    changed = 0
    for at in range(0, len(taken), 500):
        changed += CodeTag.objects.filter(
            tag__in=taken[at : at + 500], state=CodeState.ISSUED
        ).update(state=CodeState.SPENT_PAPER)
    if changed != len(taken):
        raise Refused(moved_meanwhile())
    for one in wanted:
        if one in states and states[one] == CodeState.ISSUED:
            continue
        elsewhere = False
        if one not in states:
            code = read(wanted[one]).code
            elsewhere = code is not None and is_elsewhere(acting.ballot, code)
        why = rules.why_not_code(states.get(one), elsewhere=elsewhere)[0]
        refused.append(RefusedStub(wanted[one], why))
    if taken or refused:
        acting.record("ballot.stubs_received", received=len(taken), refused=len(refused))
    return Received(len(taken), tuple(refused))


@transaction.atomic
def join_strata(*, stratum: Stratum, into: Stratum, actor: Post, now: datetime) -> Stratum:
    """``stratum`` is counted and published together with ``into``.  ``ballot.strata_joined``."""
    acting = begin(ballot=stratum.ballot, actor=actor, now=now, at=(BallotState.COUNTING,))
    current = Stratum.objects.get(pk=stratum.pk)
    other = Stratum.objects.get(pk=into.pk)
    batches = Batch.objects.filter(stratum__in=(current, other)).exists()
    refuse(rules.why_not_join(current, other, batches=batches))
    Stratum.objects.filter(joined_into=current).update(joined_into=other)
    Stratum.objects.filter(pk=current.pk).update(joined_into=other)
    acting.record("ballot.strata_joined", stratum=current.name, into=other.name)
    current.refresh_from_db()
    return current


@transaction.atomic
def open_batch(
    *, ballot: Ballot, stratum: Stratum, label: str, slips: int, actor: Post, now: datetime
) -> Batch:
    """A batch of answer parts, numbered in pencil, to be keyed twice.  ``ballot.batch_opened``.

    At least ten slips; a rest below ten is joined to the batch; a stratum with fewer than ten
    slips on paper is joined to another.
    """
    acting = _at_the_box(ballot, actor, now)
    stratum = Stratum.objects.get(pk=stratum.pk, ballot=acting.ballot)
    group = [stratum.pk, *stratum.joined.values_list("pk", flat=True)]
    received = CodeTag.objects.filter(stratum__in=group, state=CodeState.SPENT_PAPER).count()
    batched = stratum.batches.aggregate(slips=Sum("slips"))["slips"] or 0
    label = cleaned(label)
    refuse(
        rules.why_not_batch(stratum, label=label, slips=slips, received=received, batched=batched)
    )
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                ballot=acting.ballot,
                stratum=stratum,
                label=label,
                slips=slips,
                salt=secrets.token_hex(32),
            )
    except IntegrityError as problem:
        raise Refused(
            Refusal(
                "batch_label_taken",
                gettext_noop("There is already a batch called “%(batch)s”."),
                {"batch": label},
                "label",
            )
        ) from problem
    acting.record("ballot.batch_opened", batch=label, slips=slips, stratum=stratum.name)
    return batch


@transaction.atomic
def undo_batch(*, batch: Batch, reason: str, actor: Post, now: datetime) -> None:
    """The batch was miscounted or mixed up; its slips go back to the pile.  Recorded."""
    acting = begin(ballot=batch.ballot, actor=actor, now=now, at=(BallotState.COUNTING,))
    refuse(rules.why_not_words(reason))
    current = Batch.objects.get(pk=batch.pk)
    current.keyings.all().delete()
    Batch.objects.filter(pk=current.pk).delete()
    acting.record(
        "ballot.batch_undone", batch=current.label, slips=current.slips, reason=reason.strip()
    )


@transaction.atomic
def key_batch(
    *,
    batch: Batch,
    number: int,
    rows: Sequence[Keyed],
    actor: Post,
    now: datetime,
    words: Sequence[str] = (),
) -> Batch:
    """What one post read on the slips, in the order of their pencil numbers.

    Two keyings by two posts that agree settle the batch and are emptied; what is left is its
    tally.  Else it waits for a third look.  ``words`` are the own words of the slips, in any
    order, from whoever keys them; of both keyings the first that has some is kept.  Refuses a
    batch with a missing slip, the same post twice, and marks that are not on the scale.
    """
    acting, current = _keying(batch, actor, now)
    keyings = list(current.keyings.all())
    questions = acting.ballot.items.count()
    refuse(rules.why_not_key(current, actor, number=number, keyings=keyings))
    texts = sorted(text for text in (sealing.own_words(one) for one in words) if text)
    refuse(rules.why_not_keyed(current, rows, questions=questions, words=texts))
    key = _key(acting, keys.PAPER)
    plain = canonical([[list(row.marks), row.helped, row.invalid] for row in rows])
    sealed = sealing.seal(
        plain, key=key, bound=sealing.bound_to_paper(acting.ballot.uid, current.pk, number)
    )
    try:
        with transaction.atomic():
            Keying.objects.create(
                batch=current,
                number=number,
                post=actor,
                nonce=sealed.nonce,
                sealed=sealed.ciphertext,
            )
    except IntegrityError as problem:
        raise Refused(moved_meanwhile()) from problem
    if texts and not current.words_sealed:
        _keep_words(acting, current, texts, key)
    if not keyings:
        acting.record("ballot.batch_keyed", batch=current.label, keying=number)
        return current
    other = keyed_rows(keyings[0], key=key, uid=acting.ballot.uid)
    if rules.differences(other, list(rows)):
        _move(current, BatchState.OPEN, state=BatchState.DIFFERS)
        acting.record("ballot.batch_keyed", batch=current.label, keying=number, differs=True)
    else:
        _settle(acting, current, list(rows), third=False)
    return Batch.objects.get(pk=current.pk)


@transaction.atomic
def look_again(
    *,
    batch: Batch,
    rows: Sequence[Keyed],
    actor: Post,
    now: datetime,
    with_post: Post | None = None,
) -> Batch:
    """Where two keyings differed this is what stands on the slips; the batch is settled.

    By a third post, or by both who keyed, together.  Recorded as ``ballot.batch_settled``.
    """
    acting, current = _keying(batch, actor, now)
    keyings = list(current.keyings.all())
    refuse(rules.why_not_look_again(current, actor, with_post, keyings=keyings))
    refuse(rules.why_not_keyed(current, rows, questions=acting.ballot.items.count()))
    _settle(acting, current, list(rows), third=True, looked_by=actor, looked_with=with_post)
    return Batch.objects.get(pk=current.pk)


def _settle(
    acting: Acting, batch: Batch, rows: list[Keyed], *, third: bool, **looked: Post | None
) -> None:
    tally = count_keyed(rows, codes=acting.ballot.codes, questions=acting.ballot.items.count())
    before = BatchState.DIFFERS if third else BatchState.OPEN
    _move(batch, before, state=BatchState.SETTLED, tally=tally.as_json(), **looked)
    # Who keyed stays; what they keyed, slip by slip, does not.
    batch.keyings.update(nonce=b"", sealed=b"")
    acting.record("ballot.batch_settled", batch=batch.label, slips=batch.slips, third_look=third)


def _move(batch: Batch, before: str, **fields: object) -> None:
    if Batch.objects.filter(pk=batch.pk, state=before).update(**fields) != 1:
        raise Refused(moved_meanwhile())


def _keep_words(acting: Acting, batch: Batch, texts: list[str], key: bytes) -> None:
    sealed = sealing.seal(
        json.dumps(texts, ensure_ascii=False).encode(),
        key=key,
        bound=sealing.bound_to_paper(acting.ballot.uid, batch.pk, 0),
    )
    Batch.objects.filter(pk=batch.pk).update(
        words_nonce=sealed.nonce, words_sealed=sealed.ciphertext
    )


def _keying(batch: Batch, actor: Post, now: datetime) -> tuple[Acting, Batch]:
    ballot = locked(ballot=batch.ballot)
    current = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    current.ballot = ballot
    return Acting(ballot, actor, now), current


def _at_the_box(ballot: Ballot, actor: Post, now: datetime) -> Acting:
    """Any post of the unit that may count, while the box is open."""
    current = locked(ballot=ballot)
    refuse(
        rules.why_not_count_paper(current, actor) or rules.why_not_at(current, BallotState.COUNTING)
    )
    return Acting(current, actor, now)


def _key(acting: Acting, name: str) -> bytes:
    try:
        return keys.load(acting.ballot.uid, name)
    except keys.KeyLost:
        raise Refused(interrupted()) from None

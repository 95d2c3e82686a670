"""The recount in the square: dice choose batches of paper, and people count them again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.actions.changing import (
    Acting,
    begin,
    locked,
)
from qunce.domain.ballots.commitments import batches_chosen, leaves_root
from qunce.domain.ballots.models import Ballot, Batch, Item, Recount, Stratum, Tally
from qunce.domain.ballots.queries.counting import leaf_of
from qunce.domain.ballots.queries.drawing import dice_of
from qunce.domain.ballots.states import BallotState
from qunce.domain.ballots.tallies import Counts
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, gettext_noop, refuse

register("ballot.batches_drawn", gettext_noop("Batches drawn for the recount"))
register("ballot.batch_recounted", gettext_noop("Batch of slips recounted in public"))
register("ballot.recounted", gettext_noop("All slips on paper recounted and corrected"))


@transaction.atomic
def draw_batches(
    *, ballot: Ballot, dice: str, share: int, actor: Post, now: datetime
) -> list[Batch]:
    """The dice choose ``share`` percent of the batches, at least one, for a recount in public.

    The seed is made of the dice and the root that fixed every batch's count at closing.  Recorded
    as ``ballot.batches_drawn``.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.CLOSED,))
    ballot = acting.ballot
    batches = list(ballot.batches.all())
    reasons = rules.why_not_dice(dice)
    if not 1 <= share <= 100:
        reasons.append(
            Refusal(
                "recount_share_no_percentage",
                gettext_noop("Say which share of the batches is recounted, from 1 to 100 percent."),
                on="share",
            )
        )
    if not batches or ballot.recount_dice:
        reasons.append(
            Refusal(
                "recount_drawn_already",
                gettext_noop("There is no paper to recount, or its batches are drawn already."),
            )
        )
    refuse(reasons)
    digits = "".join(dice.split())
    chosen = batches_chosen(
        labels=[batch.label for batch in batches],
        root=leaves_root(leaf_of(batch) for batch in batches),
        dice=dice_of(digits),
        share=share,
    )
    acting.move(recount_dice=digits, recount_share=share)
    Batch.objects.filter(ballot=ballot, label__in=chosen).update(drawn=True)
    acting.record("ballot.batches_drawn", dice=dice_of(digits), share=share, batches=sorted(chosen))
    return list(ballot.batches.filter(drawn=True))


@transaction.atomic
def enter_recount(*, batch: Batch, counts: Counts, actor: Post, now: datetime) -> Recount:
    """What people counted in this batch, in public.  Recorded with the number of differences.

    Once every batch is counted again and one differs, the recount is what holds: the exact counts
    are corrected, recorded as ``ballot.recounted``.  Refuses counts of another number of slips.
    """
    ballot = locked(ballot=batch.ballot)
    refuse(rules.why_not_count_paper(ballot, actor) or rules.why_not_at(ballot, BallotState.CLOSED))
    acting = Acting(ballot, actor, now)
    current = Batch.objects.get(pk=batch.pk)
    fixed = Counts.from_json(current.tally)
    refuse(_why_not_counts(ballot, current, fixed, counts))
    gap = fixed.differs_from(counts)
    recount = Recount.objects.create(
        batch=current, counts=counts.as_json(), gap=gap, entered_by=actor
    )
    batches = list(ballot.batches.select_related("recount"))
    found = [one.recount for one in batches if hasattr(one, "recount")]
    gaps = sum(one.gap for one in found)
    acting.record("ballot.batch_recounted", batch=current.label, slips=current.slips, gap=gap)
    if len(found) == len(batches) and gaps:
        for one in batches:
            _correct(one)
        acting.record("ballot.recounted", batches=len(batches), gap=gaps)
    return recount


def _why_not_counts(ballot: Ballot, batch: Batch, fixed: Counts, counts: Counts) -> list[Refusal]:
    if not ballot.recount_dice:
        return [
            Refusal("recount_not_drawn", gettext_noop("Let the dice choose the batches first."))
        ]
    if Recount.objects.filter(batch=batch).exists():
        return [
            Refusal(
                "batch_recounted_already",
                gettext_noop("“%(batch)s” has been recounted already."),
                {"batch": batch.label},
            )
        ]
    shape = [len(row) for row in fixed.marks]
    if (
        [len(row) for row in counts.marks] != shape
        or any(number < 0 for row in counts.marks for number in row)
        or counts.invalid < 0
        or any(sum(row) + counts.invalid != batch.slips for row in counts.marks)
    ):
        return [
            Refusal(
                "recount_lacks_slips",
                gettext_noop(
                    "“%(batch)s” has %(slips)s slips; the marks on each question, those without "
                    "a mark and the slips that cannot be read must come to that number."
                ),
                {"batch": batch.label, "slips": batch.slips},
            )
        ]
    return []


def _correct(batch: Batch) -> None:
    """The exact counts of the batch's stratum are those of the recount."""
    fixed, found = Counts.from_json(batch.tally), Counts.from_json(batch.recount.counts)
    if not fixed.differs_from(found):
        return
    codes = ["", *batch.ballot.codes]
    for item, before, after in zip(
        Item.objects.filter(ballot=batch.ballot), fixed.marks, found.marks, strict=True
    ):
        for code, old, new in zip(codes, before, after, strict=True):
            if old != new:
                tally = Tally.objects.get(stratum=batch.stratum_id, item=item, code=code)
                tally.count += new - old
                # Who had help was not counted again; there are never more of them than slips.
                tally.helped = min(tally.helped, tally.count)
                tally.save()
    stratum = Stratum.objects.get(pk=batch.stratum_id)
    Stratum.objects.filter(pk=stratum.pk).update(
        invalid=stratum.invalid + found.invalid - fixed.invalid
    )

"""Why a batch of paper cannot be opened, keyed or settled; and where two keyings differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.domain.accounts.models import Post
from qunce.domain.ballots.models import Batch, Keying, Stratum
from qunce.domain.ballots.rules.casting import why_not_marks, words_too_long
from qunce.domain.ballots.rules.standing import why_not_at, why_not_count_paper
from qunce.domain.ballots.sealing import fits
from qunce.domain.ballots.states import FEWEST, LONGEST_WORDS, BallotState, BatchState
from qunce.domain.ballots.tallies import Keyed
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two keyings differ: the slip by its pencil number, the question by its place.

    ``question`` is None where they differ about a helper or about whether the slip can be read.
    """

    slip: int
    question: int | None
    first: str
    second: str


def why_not_join(stratum: Stratum, into: Stratum, *, batches: bool) -> list[Refusal]:
    """Two strata of one ballot are counted together, before either has a batch."""
    if (
        stratum.ballot_id != into.ballot_id
        or stratum.pk == into.pk
        or into.joined_into_id is not None
        or stratum.joined_into_id is not None
    ):
        return [
            Refusal(
                "strata_cannot_be_joined",
                gettext_noop("Choose another stratum of the ballot that is counted on its own."),
                on="into",
            )
        ]
    if batches:
        return [
            Refusal(
                "stratum_has_batches",
                gettext_noop("“%(stratum)s” has a batch already. Undo the batch first."),
                {"stratum": stratum.name},
            )
        ]
    return []


def why_not_batch(
    stratum: Stratum, *, label: str, slips: int, received: int, batched: int
) -> list[Refusal]:
    """``received`` stubs of the counting stratum, ``batched`` of its slips lie in batches."""
    reasons = []
    if not label or len(label) > 40:
        reasons.append(
            Refusal(
                "batch_without_label",
                gettext_noop("Write on the batch and here what it is called, at most 40 signs."),
                on="label",
            )
        )
    if stratum.joined_into_id is not None:
        reasons.append(
            Refusal(
                "stratum_is_joined",
                gettext_noop("“%(stratum)s” is counted together with another stratum."),
                {"stratum": stratum.name},
                "stratum",
            )
        )
    rest = received - batched - slips
    if slips < 1 or rest < 0:
        reasons.append(
            Refusal(
                "batch_has_more_slips_than_stubs",
                gettext_noop(
                    "%(received)s stubs of “%(stratum)s” were received and %(batched)s of its "
                    "slips lie in batches already; this batch cannot have %(slips)s."
                ),
                {
                    "received": received,
                    "stratum": stratum.name,
                    "batched": batched,
                    "slips": slips,
                },
                "slips",
            )
        )
    elif slips < FEWEST and batched + slips < received:
        reasons.append(
            Refusal(
                "batch_too_small",
                gettext_noop("Put at least %(fewest)s slips into a batch."),
                {"fewest": FEWEST},
                "slips",
            )
        )
    elif 0 < rest < FEWEST:
        reasons.append(
            Refusal(
                "batch_leaves_a_small_rest",
                gettext_noop("%(rest)s slips would be left over. Put them into this batch too."),
                {"rest": rest},
                "slips",
            )
        )
    elif slips < FEWEST:
        reasons.append(
            Refusal(
                "stratum_has_too_few_slips",
                gettext_noop(
                    "“%(stratum)s” has only %(slips)s slips on paper. Count them together with "
                    "those of another stratum."
                ),
                {"stratum": stratum.name, "slips": slips},
                "stratum",
            )
        )
    return reasons


def why_not_key(
    batch: Batch, post: Post | None, *, number: int, keyings: Sequence[Keying]
) -> list[Refusal]:
    reasons = why_not_at(batch.ballot, BallotState.COUNTING)
    reasons += why_not_count_paper(batch.ballot, post)
    if reasons:
        return reasons
    if batch.state != BatchState.OPEN or any(keying.number == number for keying in keyings):
        return [
            Refusal(
                "batch_keyed_already",
                gettext_noop("“%(batch)s” has been keyed already."),
                {"batch": batch.label},
            )
        ]
    if number not in (1, 2):
        return [
            Refusal("keying_unknown", gettext_noop("A batch is keyed a first and second time."))
        ]
    if post is not None and any(keying.post_id == post.pk for keying in keyings):
        return [
            Refusal(
                "batch_keyed_by_the_same_post",
                gettext_noop("You keyed this batch the first time. Another post keys it again."),
            )
        ]
    return []


def why_not_keyed(
    batch: Batch, rows: Sequence[Keyed], *, questions: int, words: Sequence[str] = ()
) -> list[Refusal]:
    """Why these rows are not the slips of this batch."""
    codes = batch.ballot.codes
    if len(rows) != batch.slips:
        return [
            Refusal(
                "batch_lacks_slips",
                gettext_noop(
                    "“%(batch)s” has %(slips)s slips and %(rows)s were keyed. Go through the "
                    "pencil numbers, find the one that is missing or keyed twice, and key again; "
                    "if the batch was miscounted, undo it and open it with the right number."
                ),
                {"batch": batch.label, "slips": batch.slips, "rows": len(rows)},
                "rows",
            )
        ]
    for number, row in enumerate(rows, 1):
        if row.invalid:
            continue
        if why_not_marks(row.marks, questions=questions, codes=codes):
            return [
                Refusal(
                    "keyed_slip_does_not_fit",
                    gettext_noop("Slip %(number)s has a mark that is not on the scale."),
                    {"number": number},
                    "rows",
                )
            ]
        if not any(row.marks):
            return [
                Refusal(
                    "keyed_slip_is_empty",
                    gettext_noop("Nothing is marked on slip %(number)s: key it as not readable."),
                    {"number": number},
                    "rows",
                )
            ]
    if words and not batch.ballot.own_words:
        return [Refusal("words_not_asked", gettext_noop("This slip has no room for own words."))]
    if len(words) > len(rows) or any(len(w) > LONGEST_WORDS or not fits(w) for w in words):
        return [words_too_long()]
    return []


def why_not_look_again(
    batch: Batch, post: Post | None, with_post: Post | None, *, keyings: Sequence[Keying]
) -> list[Refusal]:
    """Differences are settled by a third post, or by the two who keyed, together."""
    reasons = why_not_at(batch.ballot, BallotState.COUNTING)
    reasons += why_not_count_paper(batch.ballot, post)
    if reasons or post is None:
        return reasons
    if batch.state != BatchState.DIFFERS:
        return [
            Refusal(
                "batch_does_not_differ",
                gettext_noop("The two keyings of “%(batch)s” do not wait for a third look."),
                {"batch": batch.label},
            )
        ]
    keyed = {keying.post_id for keying in keyings}
    together = {post.pk, with_post.pk} if with_post is not None else {post.pk}
    if post.pk in keyed and together != keyed:
        return [
            Refusal(
                "third_look_by_the_same_post",
                gettext_noop(
                    "Where two keyings differ a third post looks, or both who keyed, together."
                ),
            )
        ]
    return []


def differences(first: Sequence[Keyed], second: Sequence[Keyed]) -> list[Difference]:
    """Slip by slip, in the order of their pencil numbers."""
    found = []
    for number, (one, two) in enumerate(zip(first, second, strict=True), 1):
        if one.invalid != two.invalid:
            found.append(Difference(number, None, _readable(one), _readable(two)))
            continue
        if one.invalid:
            continue
        if one.helped != two.helped:
            found.append(Difference(number, None, _helped(one), _helped(two)))
        found += [
            Difference(number, place, a, b)
            for place, (a, b) in enumerate(zip(one.marks, two.marks, strict=True), 1)
            if a != b
        ]
    return found


def _readable(row: Keyed) -> str:
    return "invalid" if row.invalid else "valid"


def _helped(row: Keyed) -> str:
    return "helped" if row.helped else "unhelped"

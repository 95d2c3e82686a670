"""Why a ballot cannot be closed or published: every slip is accounted for, or it stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qunce.domain.ballots.models import Ballot, Batch, Stratum
from qunce.domain.ballots.states import FEWEST, BatchState
from qunce.kernel.refusals import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class StratumReturns:
    """What the codes of one stratum say."""

    web: int = 0
    paper: int = 0
    spoiled: int = 0

    @property
    def returned(self) -> int:
        return self.web + self.paper


def why_not_counting(ballot: Ballot, *, out: int, today: date) -> list[Refusal]:
    """The box is opened after the last day, or when no slip is out any more."""
    if today > ballot.closes_on or not out:
        return []
    return [
        Refusal(
            "people_may_still_answer",
            gettext_noop(
                "%(out)s slips are out and people may answer until %(day)s. "
                "The box is opened on the day after."
            ),
            {"out": out, "day": ballot.closes_on.isoformat()},
        )
    ]


def why_not_accounted(
    strata: Sequence[Stratum], returns: Mapping[int, StratumReturns], batches: Sequence[Batch]
) -> list[Refusal]:
    """Why the count does not close: per stratum, with the figures."""
    reasons = []
    for stratum in strata:
        reasons += _by_hand(stratum, returns.get(stratum.pk, StratumReturns()))
    waiting = [batch for batch in batches if batch.state != BatchState.SETTLED]
    reasons += [
        Refusal(
            "batch_not_settled",
            gettext_noop("“%(batch)s” has not been keyed twice with the same result."),
            {"batch": batch.label},
        )
        for batch in waiting
    ]
    groups: dict[int, list[Stratum]] = {}
    for stratum in strata:
        groups.setdefault(stratum.counting_id, []).append(stratum)
    for counting, members in groups.items():
        name = next(stratum.name for stratum in members if stratum.pk == counting)
        stubs = sum(returns.get(s.pk, StratumReturns()).paper for s in members)
        keyed = sum(batch.slips for batch in batches if batch.stratum_id == counting)
        if stubs != keyed:
            reasons.append(
                Refusal(
                    "stubs_and_slips_differ",
                    gettext_noop(
                        "“%(stratum)s”: %(stubs)s stubs were received and %(slips)s slips lie in "
                        "batches. Look for the difference in the box."
                    ),
                    {"stratum": name, "stubs": stubs, "slips": keyed},
                )
            )
        returned = sum(returns.get(s.pk, StratumReturns()).returned for s in members)
        if returned < FEWEST and len(groups) > 1:
            reasons.append(
                Refusal(
                    "stratum_returned_too_little",
                    gettext_noop(
                        "Only %(slips)s slips came back in “%(stratum)s”. Count it together with "
                        "another stratum."
                    ),
                    {"stratum": name, "slips": returned},
                )
            )
    return reasons


def _by_hand(stratum: Stratum, found: StratumReturns) -> list[Refusal]:
    if stratum.handed_out is None or stratum.left_over is None or stratum.spoiled is None:
        return [
            Refusal(
                "stratum_not_counted_by_hand",
                gettext_noop(
                    "“%(stratum)s”: count the ticks on the attendance list, the envelopes left "
                    "over and the spoiled slips."
                ),
                {"stratum": stratum.name},
            )
        ]
    if stratum.handed_out + stratum.left_over != stratum.issued:
        return [
            Refusal(
                "slips_unaccounted_for",
                gettext_noop(
                    "“%(stratum)s”: %(issued)s slips were issued, but %(handed_out)s handed out "
                    "and %(left_over)s left over make %(sum)s. Count again."
                ),
                {
                    "stratum": stratum.name,
                    "issued": stratum.issued,
                    "handed_out": stratum.handed_out,
                    "left_over": stratum.left_over,
                    "sum": stratum.handed_out + stratum.left_over,
                },
            )
        ]
    if found.returned + max(stratum.spoiled, found.spoiled) > stratum.handed_out:
        return [
            Refusal(
                "more_slips_than_handed_out",
                gettext_noop(
                    "“%(stratum)s”: %(returned)s slips came back and %(spoiled)s were spoiled, "
                    "but only %(handed_out)s were handed out. Somebody may have used slips that "
                    "were left over."
                ),
                {
                    "stratum": stratum.name,
                    "returned": found.returned,
                    "spoiled": max(stratum.spoiled, found.spoiled),
                    "handed_out": stratum.handed_out,
                },
            )
        ]
    if found.spoiled > stratum.spoiled:
        return [
            Refusal(
                "spoiled_slips_missing",
                gettext_noop(
                    "“%(stratum)s”: %(known)s slips were taken back as spoiled, but %(spoiled)s "
                    "were counted by hand."
                ),
                {"stratum": stratum.name, "known": found.spoiled, "spoiled": stratum.spoiled},
            )
        ]
    return []


def why_not_publish(
    batches: Sequence[Batch], gaps: Mapping[int, int], *, unchecked: int
) -> list[Refusal]:
    """``gaps`` by batch, of those recounted in public.  One gap asks for a full recount."""
    reasons = []
    if unchecked:
        reasons.append(
            Refusal(
                "words_not_checked",
                gettext_noop("Look through %(count)s more sets of own words for names first."),
                {"count": unchecked},
            )
        )
    drawn = [batch for batch in batches if batch.drawn]
    if batches and not drawn:
        reasons.append(
            Refusal(
                "recount_not_drawn",
                gettext_noop("Let the dice choose batches, and count them again in public."),
            )
        )
    missing = [batch for batch in drawn if batch.pk not in gaps]
    reasons += [
        Refusal(
            "batch_not_recounted",
            gettext_noop("“%(batch)s” was drawn and has not been recounted."),
            {"batch": batch.label},
        )
        for batch in missing
    ]
    if any(gaps.values()) and len(gaps) < len(batches):
        reasons.append(
            Refusal(
                "full_recount_needed",
                gettext_noop(
                    "The recount differs from the record in %(marks)s places. "
                    "Count every batch again, in public."
                ),
                {"marks": sum(gaps.values())},
            )
        )
    return reasons

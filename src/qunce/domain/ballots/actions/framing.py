"""The roll is frozen, the dice fall in public, and people are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import frames, keys, rules
from qunce.domain.ballots.actions.changing import (
    begin,
)
from qunce.domain.ballots.frames import Drawn, FrameRow
from qunce.domain.ballots.models import Ballot, FrameTag, Stratum
from qunce.domain.ballots.queries.drawing import dice_of, frozen_roll, names_of_drawn
from qunce.domain.ballots.states import BallotState
from qunce.domain.organisations.models import Unit
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import gettext_noop, refuse
from qunce.statistics.draw import frame_root

register("ballot.framed", gettext_noop("Roll of a ballot frozen"))
register("ballot.unframed", gettext_noop("Roll of a ballot given up before the draw"))
register("ballot.drawn", gettext_noop("People drawn for a ballot"))


@transaction.atomic
def freeze_frame(
    *,
    ballot: Ballot,
    rows: Iterable[FrameRow | tuple[str, str]],
    actor: Post,
    now: datetime,
    units: Mapping[str, Unit] | None = None,
) -> Ballot:
    """The roll is fixed, as tags; no name is kept.  Recorded as ``ballot.framed`` with its root.

    ``units`` says which unit a stratum is, by the stratum's name.  Refuses a person twice or in
    two strata, and strata of fewer than ten people.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.DRAFT,))
    ballot = acting.ballot
    key = keys.make(ballot.uid, keys.ROLL)
    roll = frames.read_roll(rows, key=key, uid=ballot.uid)
    refuse(frames.why_not_roll(roll))
    by_stratum = roll.by_stratum
    root = frame_root(by_stratum)
    strata = Stratum.objects.bulk_create(
        Stratum(
            ballot=ballot,
            place=place,
            name=name,
            unit=(units or {}).get(name),
            population=len(tags),
        )
        for place, (name, tags) in enumerate(by_stratum.items(), 1)
    )
    FrameTag.objects.bulk_create(
        (
            FrameTag(tag=tag, stratum=stratum)
            for stratum in strata
            for tag in by_stratum[stratum.name]
        ),
        batch_size=2_000,
    )
    acting.move(BallotState.FRAMED, frame_root=root)
    acting.record("ballot.framed", root=root, strata=_people(strata))
    return ballot


@transaction.atomic
def unfreeze_frame(*, ballot: Ballot, reason: str, actor: Post, now: datetime) -> Ballot:
    """The roll had a mistake and is frozen anew; only before the dice fall.  Recorded."""
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.FRAMED,))
    refuse(rules.why_not_words(reason))
    root = acting.ballot.frame_root
    FrameTag.objects.filter(stratum__ballot=acting.ballot).delete()
    Stratum.objects.filter(ballot=acting.ballot).delete()
    acting.move(BallotState.DRAFT, frame_root="")
    acting.record("ballot.unframed", root=root, reason=reason.strip())
    return acting.ballot


@transaction.atomic
def draw(
    *,
    ballot: Ballot,
    dice: str,
    sizes: Mapping[str, int],
    rows: Iterable[FrameRow | tuple[str, str]],
    actor: Post,
    now: datetime,
) -> list[Drawn]:
    """Who is asked follows from the frozen roll and the dice; answers with the names, keeps none.

    ``sizes`` says how many in each stratum, ``rows`` is the very roll that was frozen.  Recorded
    as ``ballot.drawn`` with dice and sizes.  Refuses a roll that differs, naming how many lines,
    too few dice, and samples larger than their stratum.
    """
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.FRAMED,))
    ballot = acting.ballot
    strata = list(ballot.strata.all())
    refuse(rules.why_not_dice(dice) + rules.why_not_sizes(strata, sizes))
    roll = frozen_roll(ballot, rows)
    for stratum in strata:
        stratum.sample = sizes[stratum.name]
    Stratum.objects.bulk_update(strata, ["sample"])
    acting.move(BallotState.DRAWN, dice="".join(dice.split()))
    acting.record(
        "ballot.drawn",
        root=ballot.frame_root,
        dice=dice_of(ballot.dice),
        sizes=_sizes(strata),
        everybody=False,
    )
    return names_of_drawn(ballot, roll)


@transaction.atomic
def ask_everybody(*, ballot: Ballot, actor: Post, now: datetime) -> Ballot:
    """Nobody is drawn: everybody on the frozen roll is asked.  Recorded as ``ballot.drawn``."""
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.FRAMED,))
    strata = list(acting.ballot.strata.all())
    for stratum in strata:
        stratum.sample = stratum.population
    Stratum.objects.bulk_update(strata, ["sample"])
    acting.move(BallotState.DRAWN, everybody=True)
    acting.record(
        "ballot.drawn",
        root=acting.ballot.frame_root,
        dice=[],
        sizes=_sizes(strata),
        everybody=True,
    )
    return acting.ballot


def _people(strata: list[Stratum]) -> list[JSON]:
    return [{"stratum": stratum.name, "people": stratum.population} for stratum in strata]


def _sizes(strata: list[Stratum]) -> list[JSON]:
    return [{"stratum": stratum.name, "drawn": stratum.sample} for stratum in strata]

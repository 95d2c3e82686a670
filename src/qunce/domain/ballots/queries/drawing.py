"""Replaying the draw: the frozen roll, and whom the dice chose."""

from __future__ import annotations

from collections.abc import Iterable

from qunce.domain.ballots import frames, keys
from qunce.domain.ballots.frames import Drawn, FrameRow, Roll
from qunce.domain.ballots.models import Ballot, FrameTag
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.statistics.draw import drawn, seed


def dice_of(text: str) -> list[int]:
    return [int(die) for die in text]


def frozen_frame(ballot: Ballot) -> dict[str, list[str]]:
    """The tags of each stratum, sorted, the strata in their order.  One statement."""
    found: dict[str, list[str]] = {}
    tags = FrameTag.objects.filter(stratum__ballot=ballot).order_by("stratum__place", "tag")
    for name, tag in tags.values_list("stratum__name", "tag"):
        found.setdefault(name, []).append(tag)
    return found


def drawn_tags(ballot: Ballot) -> dict[str, list[str]]:
    """The tags that the dice chose in each stratum, sorted; all where everybody is asked."""
    frame = frozen_frame(ballot)
    if ballot.everybody:
        return frame
    sizes = dict(ballot.strata.values_list("name", "sample"))
    dice = seed(ballot.frame_root, dice_of(ballot.dice))
    return {name: sorted(drawn(tags, dice, sizes[name])) for name, tags in frame.items()}


def frozen_roll(ballot: Ballot, rows: Iterable[FrameRow | tuple[str, str]]) -> Roll:
    """``rows``, if they are the roll that was frozen; else refuses and says how many differ."""
    try:
        key = keys.load(ballot.uid, keys.ROLL)
    except keys.KeyLost:
        raise Refused(
            Refusal(
                "roll_key_lost",
                gettext_noop(
                    "The key of the frozen roll is gone, so nobody can be named any more. "
                    "Put it back from your backup."
                ),
            )
        ) from None
    roll = frames.read_roll(rows, key=key, uid=ballot.uid)
    frozen = {name: frozenset(tags) for name, tags in frozen_frame(ballot).items()}
    if reasons := frames.why_not_same(roll, frozen):
        raise Refused(reasons)
    return roll


def names_of_drawn(ballot: Ballot, roll: Roll) -> list[Drawn]:
    """Whom the lot chose, in the order of the roll; for the attendance list, kept nowhere."""
    chosen = {tag for tags in drawn_tags(ballot).values() for tag in tags}
    return [
        Drawn(row.stratum, row.person)
        for row, tag in zip(roll.rows, roll.tags, strict=True)
        if tag in chosen
    ]

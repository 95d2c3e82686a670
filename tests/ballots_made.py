"""Ballots at each point of their way, made by the actions; what is unsaid is ordinary.

The clerk of Qingquan asks for a verdict: two questions and the overall mark, in two villages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from builders import a_campaign, a_rule
from cast import NOW, TODAY, Cast, kept
from qunce.domain.accounts.models import Post
from qunce.domain.ballots import actions
from qunce.domain.ballots.frames import FrameRow
from qunce.domain.ballots.models import Ballot, Batch, Stratum
from qunce.domain.ballots.tallies import Counts, Keyed
from qunce.domain.campaigns.models import Campaign
from qunce.domain.gates.actions import change_rule
from qunce.domain.gates.models import Gate

DAY = timedelta(days=1)
OPENS_ON = TODAY
CLOSES_ON = TODAY + 9 * DAY
AFTER = NOW + 10 * DAY
"""The morning after the last day: the box is opened."""
ITEMS = ("路灯修好了", "垃圾有人运")
OVERALL = "总的来说，您满意吗"
EAST, WEST = "上清村", "东岭村"
DICE = "31415 26535 123"
GOOD, FAIR, BAD, WORST = "satisfied", "rather_satisfied", "not_very", "dissatisfied"


def a_roll(east: int = 60, west: int = 40) -> list[FrameRow]:
    """People of two villages; each line is one person and nobody else."""
    rows = [FrameRow(EAST, f"张{number:03d}，{1950 + number % 50}年生") for number in range(east)]
    return rows + [
        FrameRow(WEST, f"李{number:03d}，{1950 + number % 50}年生") for number in range(west)
    ]


def gate_of(cast: Cast, campaign: Campaign, kind: str = "verdict", **rule: Any) -> Gate:
    """The campaign's gate of that kind, with a rule that twenty slips can meet."""
    gate = campaign.documents.get(gate__kind=kind).gate
    given: dict[str, Any] = {"at_least": 20, "ways": ("web", "paper"), **rule}
    return change_rule(
        gate=gate,
        rule=a_rule(**given),
        seen_version=gate.rule_version,
        actor=cast.clerk,
        now=NOW,
    )


@kept
def a_ballot(cast: Cast, campaign: Campaign | None = None, **changes: Any) -> Ballot:
    campaign = campaign or a_campaign(cast)
    given: dict[str, Any] = {
        "gate": changes.pop("gate", None) or gate_of(cast, campaign),
        "campaign": campaign,
        "purpose": "verdict",
        "title": "请您评一评这次活动",
        "items": ITEMS,
        "overall": OVERALL,
        "opens_on": OPENS_ON,
        "closes_on": CLOSES_ON,
        "actor": cast.clerk,
        "now": NOW,
    }
    return actions.prepare_ballot(**{**given, **changes})


def framed(cast: Cast, ballot: Ballot | None = None, rows: Sequence[FrameRow] = ()) -> Ballot:
    return actions.freeze_frame(
        ballot=ballot or a_ballot(cast),
        rows=rows or a_roll(),
        units={EAST: cast.village, WEST: cast.hill_village},
        actor=cast.clerk,
        now=NOW,
    )


def drawn(
    cast: Cast,
    ballot: Ballot | None = None,
    *,
    east: int = 30,
    west: int = 20,
    rows: Sequence[FrameRow] = (),
) -> Ballot:
    ballot = framed(cast, ballot, rows)
    actions.draw(
        ballot=ballot,
        dice=DICE,
        sizes={EAST: east, WEST: west},
        rows=rows or a_roll(),
        actor=cast.clerk,
        now=NOW,
    )
    ballot.refresh_from_db()
    return ballot


@dataclass
class Town:
    """An open ballot and its codes as they were drawn for printing."""

    cast: Cast
    ballot: Ballot
    codes: dict[str, list[str]]

    @property
    def posts(self) -> list[Post]:
        """Three posts that may count paper."""
        return [self.cast.clerk, self.cast.leader, self.cast.first]

    def stratum(self, name: str) -> Stratum:
        return self.ballot.strata.get(name=name)

    def cast_web(self, stratum: str, number: int, *marks: str, **more: Any) -> None:
        """The slip printed as number so-and-so of its stratum is sent in on the web."""
        actions.cast(
            ballot=self.ballot,
            code=self.codes[stratum][number],
            marks=marks or (GOOD, GOOD, GOOD),
            now=more.pop("now", NOW),
            **more,
        )

    def open_box(self) -> None:
        actions.begin_counting(ballot=self.ballot, actor=self.cast.clerk, now=AFTER)
        self.ballot.refresh_from_db()

    def stubs(self, *codes: str) -> actions.Received:
        return actions.receive_stubs(
            ballot=self.ballot, codes=codes, actor=self.cast.clerk, now=AFTER
        )

    def batch(self, stratum: str, slips: int, label: str = "一") -> Batch:
        return actions.open_batch(
            ballot=self.ballot,
            stratum=self.stratum(stratum),
            label=label,
            slips=slips,
            actor=self.cast.clerk,
            now=AFTER,
        )

    def key(self, batch: Batch, number: int, rows: Sequence[Keyed], **more: Any) -> Batch:
        given: dict[str, Any] = {"actor": self.posts[number - 1], "now": AFTER}
        return actions.key_batch(batch=batch, number=number, rows=rows, **{**given, **more})

    def settled(self, stratum: str, rows: Sequence[Keyed], label: str = "一", **more: Any) -> Batch:
        """A batch whose two keyings agree."""
        batch = self.batch(stratum, len(rows), label)
        self.key(batch, 1, rows, **more)
        return self.key(batch, 2, rows)

    def count_by_hand(self, stratum: str, **changes: int) -> None:
        own = self.stratum(stratum)
        given = {"handed_out": own.issued, "left_over": 0, "spoiled": 0}
        actions.count_by_hand(stratum=own, actor=self.cast.clerk, now=AFTER, **{**given, **changes})

    def close(self) -> Ballot:
        self.ballot = actions.close(ballot=self.ballot, actor=self.cast.clerk, now=AFTER)
        return self.ballot

    def recount(self, batch: Batch, counts: Counts | None = None) -> None:
        actions.enter_recount(
            batch=batch,
            counts=counts or Counts.from_json(batch.tally),
            actor=self.cast.leader,
            now=AFTER,
        )

    def publish(self) -> Ballot:
        self.ballot = actions.publish(ballot=self.ballot, actor=self.cast.clerk, now=AFTER)
        return self.ballot


def committed(cast: Cast, ballot: Ballot | None = None, **reserve: int) -> Town:
    ballot = ballot or drawn(cast)
    codes = actions.commit(ballot=ballot, reserve=reserve, actor=cast.clerk, now=NOW)
    ballot.refresh_from_db()
    return Town(cast, ballot, codes)


def opened(cast: Cast, ballot: Ballot | None = None, **reserve: int) -> Town:
    town = committed(cast, ballot, **reserve)
    town.ballot = actions.open_ballot(ballot=town.ballot, actor=cast.clerk, now=NOW)
    return town


def slips(*marks: str, times: int = 1, **more: Any) -> list[Keyed]:
    return [Keyed(tuple(marks), **more)] * times


def counted(cast: Cast, **changes: Any) -> Town:
    """Twenty on the web and sixteen on paper, in two villages; closed.

    East: 16 on the web, 12 on paper; west: 14 on the web.
    """
    town = opened(cast, **changes)
    for number in range(16):
        town.cast_web(EAST, number, GOOD if number % 4 else BAD, FAIR, GOOD, helped=number < 3)
    for number in range(14):
        town.cast_web(WEST, number, BAD, WORST if number % 2 else "dont_know", FAIR)
    town.open_box()
    town.stubs(*town.codes[EAST][16:28])
    town.settled(EAST, slips(GOOD, "", FAIR, times=8) + slips(BAD, BAD, BAD, times=4, helped=True))
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    return town


def published(cast: Cast, **changes: Any) -> Town:
    town = counted(cast, **changes)
    for batch in actions.draw_batches(
        ballot=town.ballot, dice=DICE, share=100, actor=cast.clerk, now=AFTER
    ):
        town.recount(batch)
    town.publish()
    return town

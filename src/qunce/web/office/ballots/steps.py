"""Every step of a ballot that is one press: its words, its form, its rule, its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import actions, rules
from qunce.domain.ballots.models import Ballot, Batch, Stratum
from qunce.domain.ballots.queries import evidence as evidence_of
from qunce.domain.ballots.rules import StratumReturns
from qunce.domain.ballots.states import BEFORE_SLIPS, WITH_SLIPS, BallotState
from qunce.domain.gates import actions as gate_actions
from qunce.domain.gates import rules as gates
from qunce.domain.gates.rules import Evidence
from qunce.exchange import slip_files
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.web.office.ballots.result_work import Work, ask_for
from qunce.web.office.ballots.step_forms import ExtendForm, NothingForm, ReasonForm, SpoilForm

_S = BallotState


@dataclass(frozen=True, slots=True)
class Look:
    """What the rules need to know of a ballot, read once."""

    today: date
    strata: Sequence[Stratum] = ()
    returns: Mapping[int, StratumReturns] = field(default_factory=dict)
    batches: Sequence[Batch] = ()
    gaps: Mapping[int, int] = field(default_factory=dict)
    unchecked: int = 0
    evidence: Evidence | None = None
    checks: Mapping[str, bool] = field(default_factory=dict)
    making: bool = False
    """Whether slips are being printed just now."""
    result: Work | None = None
    """How far the result is, of a ballot that is counted and not published."""

    @property
    def publishing(self) -> bool:
        return self.result is not None and self.result.publishing

    @property
    def issued(self) -> int:
        return sum(one.issued for one in self.strata)

    @property
    def returned(self) -> int:
        return sum(one.returned for one in self.returns.values())

    @property
    def out(self) -> int:
        """Slips that are neither back nor spoiled."""
        return self.issued - sum(one.returned + one.spoiled for one in self.returns.values())


Why = Callable[[Ballot, Post, Look], list[Refusal]]
Do = Callable[[Ballot, dict[str, Any], Post, datetime], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """One step: what the button says, what the form asks, why not, and the one call."""

    code: str
    label: str | Promise
    form: type[forms.Form]
    why_not: Why
    do: Do
    hint: str | Promise = ""
    danger: bool = False
    looks_first: bool = False
    """The reasons are asked before the call, which knows less than the page."""
    begun: str | Promise = ""
    """What is said when the call only begins what takes longer."""
    leads_to: str = "ballot"


def _plain(action: Callable[..., object]) -> Do:
    """The action takes the form's fields by their names."""

    def do(ballot: Ballot, said: dict[str, Any], post: Post, now: datetime) -> object:
        return action(ballot=ballot, actor=post, now=now, **said)

    return do


def _at(*states: str) -> Why:
    """Only who may act, and when."""
    return lambda ballot, post, look: (
        rules.why_not_run(ballot, post) or rules.why_not_at(ballot, *states)
    )


def _why_not_open(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    reasons = _at(_S.COMMITTED)(ballot, post, look)
    if reasons:
        return reasons
    if look.making:
        return [
            Refusal(
                "slips_are_being_made", gettext_noop("The slips are still being made; wait for it.")
            )
        ]
    return rules.why_not_open(ballot, look.today)


def _why_not_count(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    return _at(_S.OPEN)(ballot, post, look) or rules.why_not_counting(
        ballot, out=look.out, today=look.today
    )


def _why_not_close(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    return _at(_S.COUNTING)(ballot, post, look) or rules.why_not_accounted(
        look.strata, look.returns, look.batches
    )


def _why_not_publish(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    reasons = _at(_S.CLOSED)(ballot, post, look)
    if not reasons and look.publishing:
        return [
            Refusal(
                "result_is_being_published",
                gettext_noop("The result is being published; wait for it."),
            )
        ]
    return reasons or rules.why_not_publish(look.batches, look.gaps, unchecked=look.unchecked)


def _publish(ballot: Ballot, said: dict[str, Any], post: Post, now: datetime) -> None:
    ask_for(ballot, post, publish=True, now=now)


def _why_not_settle(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    reasons = _at(_S.PUBLISHED)(ballot, post, look)
    if reasons or ballot.asking is None or look.evidence is None:
        return reasons
    return gates.why_not_settle(
        ballot.asking, look.evidence, checks=look.checks, today=look.today, post=post
    )


def _why_not_not_passed(ballot: Ballot, post: Post, look: Look) -> list[Refusal]:
    """Where nothing is missing the gate passes; this step is then left out."""
    reasons = _at(_S.PUBLISHED)(ballot, post, look)
    asking = ballot.asking
    if reasons or asking is None or look.evidence is None:
        return reasons
    reasons = gates.why_not_going_on(asking) + gates.why_not_over(asking, look.today)
    if not reasons and not gates.what_is_missing(asking, look.evidence, checks=look.checks):
        return [Refusal("nothing_is_missing", "")]
    return reasons


def _settle(ballot: Ballot, said: dict[str, Any], post: Post, now: datetime) -> object:
    if ballot.asking is None:
        raise ValueError("published without an asking")
    return gate_actions.settle(
        asking=ballot.asking, evidence=evidence_of(ballot), actor=post, now=now
    )


def _not_passed(ballot: Ballot, said: dict[str, Any], post: Post, now: datetime) -> object:
    if ballot.asking is None:
        raise ValueError("published without an asking")
    return gate_actions.find_not_passed(
        asking=ballot.asking, evidence=evidence_of(ballot), actor=post, now=now
    )


def _break_off(ballot: Ballot, said: dict[str, Any], post: Post, now: datetime) -> object:
    done = actions.break_off(ballot=ballot, actor=post, now=now, **said)
    slip_files.drop(ballot.uid)  # what lies there is worth nothing now
    return done


OFFERS: dict[str, Offer] = {
    offer.code: offer
    for offer in (
        Offer(
            "open",
            _("Open the ballot"),
            NothingForm,
            _why_not_open,
            _plain(actions.open_ballot),
            _("From now on slips are handed out and counted. Print and check them before."),
            looks_first=True,
        ),
        Offer(
            "count",
            _("Open the box"),
            NothingForm,
            _why_not_count,
            _plain(actions.begin_counting),
            _("Nobody can answer any more. Open the box where people can watch."),
        ),
        Offer(
            "close",
            _("Close the count"),
            NothingForm,
            _why_not_close,
            _plain(actions.close),
            _("The urn is opened and the keys are destroyed. The figures are fixed for good."),
        ),
        Offer(
            "publish",
            _("Publish the result"),
            NothingForm,
            _why_not_publish,
            _publish,
            _("Everybody sees the result and can check it with the files."),
            looks_first=True,
            begun=_("The result is being published. You can leave; it goes on by itself."),
            leads_to="ballot_result",
        ),
        Offer(
            "settle",
            _("Pass the gate"),
            NothingForm,
            _why_not_settle,
            _settle,
            _("What the gate guards can be issued or begun after that."),
        ),
        Offer(
            "not-passed",
            _("Say that it did not pass"),
            NothingForm,
            _why_not_not_passed,
            _not_passed,
            _("What is missing stands at the gate, open to everybody; people can be asked again."),
            danger=True,
        ),
        Offer(
            "everybody",
            _("Ask everybody on the roll"),
            NothingForm,
            _at(_S.FRAMED),
            _plain(actions.ask_everybody),
            _("Nobody is drawn; each person gets a slip."),
        ),
        Offer(
            "unfreeze",
            _("Give the roll up"),
            ReasonForm,
            _at(_S.FRAMED),
            _plain(actions.unfreeze_frame),
            _("When it has a mistake, and only before the dice fall."),
        ),
        Offer(
            "spoil",
            _("Take a spoiled slip back"),
            SpoilForm,
            _at(_S.OPEN, _S.COUNTING),
            _plain(actions.spoil_code),
            _("It is never counted. Give a spare slip for it."),
        ),
        Offer(
            "extend",
            _("Give people more days"),
            ExtendForm,
            lambda ballot, post, look: _at(_S.COMMITTED, _S.OPEN)(ballot, post, look),
            _plain(actions.extend_ballot),
        ),
        Offer(
            "break-off",
            _("Break it off"),
            ReasonForm,
            _at(*BEFORE_SLIPS, *WITH_SLIPS, _S.INTERRUPTED),
            _break_off,
            _("Its slips are worth nothing and its urn is never opened. People can be asked anew."),
            danger=True,
        ),
    )
}

NEXT: Mapping[str, tuple[str, ...]] = {
    _S.COMMITTED: ("open",),
    _S.OPEN: ("count",),
    _S.COUNTING: ("close",),
    _S.CLOSED: ("publish",),
    _S.PUBLISHED: ("settle",),
    _S.INTERRUPTED: ("break-off",),
}
"""What comes next in each state: shown with its reasons where it may not be yet."""

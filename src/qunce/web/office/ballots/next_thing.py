"""The one thing to do next with a ballot, for the post that looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.domain.ballots.models import Ballot
from qunce.domain.ballots.states import BallotState, BatchState
from qunce.domain.gates.states import AskingState
from qunce.exchange.slip_files import Making, Slips
from qunce.web.office.ballots.steps import Look


@dataclass(frozen=True, slots=True)
class Next:
    """A sentence that says why, and the button that leads there; none when one can only wait."""

    sentence: str
    label: str = ""
    address: str = ""


def next_thing(ballot: Ballot, look: Look, slips: Slips | None) -> Next | None:
    """For the campaign office."""

    def to(sentence: str, label: str, name: str) -> Next:
        return Next(sentence, label, reverse(f"office:{name}", args=[ballot.pk]))

    match ballot.state:
        case BallotState.DRAFT:
            return to(
                _("The questions stand. Say who may be asked."), _("Give the roll"), "ballot_roll"
            )
        case BallotState.FRAMED:
            return to(
                _("The roll is frozen. Announce its number, then roll the dice in public."),
                _("To the dice"),
                "ballot_draw",
            )
        case BallotState.DRAWN:
            return to(
                _("It is known who is asked. Print the attendance lists and the slips."),
                _("Make the slips"),
                "ballot_slips",
            )
        case BallotState.COMMITTED:
            return _committed(ballot, look, slips)
        case BallotState.OPEN:
            if look.today > ballot.closes_on or not look.out:
                return Next(
                    _("The last day is over, or every slip is back."),
                    _("Open the box"),
                    "#act-count",
                )
            return Next(
                _("People are answering. Nothing waits for you until the last day is over.")
            )
        case BallotState.COUNTING:
            return _counting(ballot, look)
        case BallotState.CLOSED:
            return _closed(ballot, look)
        case BallotState.PUBLISHED:
            return _published(ballot)
    return None


def _committed(ballot: Ballot, look: Look, slips: Slips | None) -> Next:
    address = reverse("office:ballot_slips", args=[ballot.pk])
    if look.making:
        return Next(_("The slips are being made."), _("See how far it is"), address)
    if slips is not None and slips.state == Making.FAILED:
        return Next(
            _("The printing stopped before it was done. Make the slips anew."),
            _("To the slips"),
            address,
        )
    if slips is not None:
        return Next(
            _("The slips wait as files. Print them, then say that they are printed."),
            _("Print the slips"),
            address,
        )
    return Next(
        _(
            "No file of slips is left here. Put the printed slips into envelopes, group by group, "
            "then open the ballot. If they were not printed, make them anew."
        ),
        _("Open the ballot"),
        "#act-open",
    )


def _counting(ballot: Ballot, look: Look) -> Next:
    """Stubs, batches, keying, the numbers counted by hand; then closing."""
    stubs = sum(one.paper for one in look.returns.values())
    batched = sum(one.slips for one in look.batches)
    batches = reverse("office:ballot_batches", args=[ballot.pk])
    if not stubs and not look.batches:
        return Next(
            _("Take the stubs from the box, one after another."),
            _("Take stubs"),
            reverse("office:ballot_box", args=[ballot.pk]),
        )
    if batched < stubs:
        return Next(
            _("%(rest)s slips lie in no batch yet.") % {"rest": stubs - batched},
            _("Make batches"),
            batches,
        )
    waiting = [one for one in look.batches if one.state != BatchState.SETTLED]
    if waiting:
        return Next(
            _("%(count)s batches are not settled yet.") % {"count": len(waiting)},
            _("To the batches"),
            batches,
        )
    if any(one.handed_out is None for one in look.strata):
        return Next(
            _("Count ticks, envelopes left over and spoiled slips of each group."),
            _("Enter the numbers"),
            reverse("office:ballot_by_hand", args=[ballot.pk]),
        )
    return Next(
        _("Everything is keyed. Look at the account, then close the count."),
        _("Close the count"),
        "#act-close",
    )


def _closed(ballot: Ballot, look: Look) -> Next:
    if look.publishing:
        return Next(
            _("The result is being published."),
            _("See how far it is"),
            reverse("office:ballot_result", args=[ballot.pk]),
        )
    if look.unchecked:
        return Next(
            _("%(count)s sets of own words wait to be read for names.") % {"count": look.unchecked},
            _("Read them through"),
            reverse("office:ballot_words", args=[ballot.pk]),
        )
    if look.batches and (not ballot.recount_dice or _recount_waits(look)):
        return Next(
            _("People count some batches again in public; the dice choose which."),
            _("To the recount"),
            reverse("office:ballot_recount", args=[ballot.pk]),
        )
    if look.result is not None and look.result.stopped and look.result.asked.publish:
        return Next(
            _("Publishing stopped, and nothing is published yet. Publish the result again."),
            _("Publish the result"),
            "#act-publish",
        )
    return Next(
        _("Everything is checked. Look at the result as everybody will see it, then publish it."),
        _("Look at the result"),
        reverse("office:ballot_result", args=[ballot.pk]),
    )


def _recount_waits(look: Look) -> bool:
    wanted: Sequence[object] = [
        one for one in look.batches if (one.drawn or any(look.gaps.values()))
    ]
    return len(look.gaps) < len(wanted)


def _published(ballot: Ballot) -> Next:
    asking = ballot.asking
    if asking is not None and asking.state == AskingState.OPEN:
        return Next(_("The result is published."), _("To the gate"), "#act-settle")
    if asking is not None and asking.state == AskingState.NOT_PASSED:
        return Next(
            _("The gate did not pass. Mend what people named, then ask again."),
            _("Prepare another ballot"),
            reverse("office:ballot_new", args=[ballot.gate_id]),
        )
    return Next(_("The gate is passed. Nothing is left to do here."))

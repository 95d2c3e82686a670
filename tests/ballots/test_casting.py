"""One slip, one code, once; and every way in which a slip is not taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ballots_made import (
    AFTER,
    BAD,
    CLOSES_ON,
    DAY,
    EAST,
    FAIR,
    GOOD,
    OPENS_ON,
    WEST,
    Town,
    a_ballot,
    a_campaign,
    committed,
    drawn,
    gate_of,
    opened,
)
from builders import statements
from cast import NOW, Cast
from qunce.domain.ballots import actions, keys, queries
from qunce.domain.ballots.models import CodeTag, Turnstile, Urn
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused
from qunce.kernel.slipcodes import LENGTH, printed


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as reasons:
        act()
    return reasons.value.codes


def states(town: Town) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in CodeTag.objects.filter(stratum__ballot=town.ballot).values_list(
        "state", flat=True
    ):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_slip_is_counted_and_its_code_is_spent(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0, GOOD, "", BAD, words="路灯还不够亮")
    assert states(town) == {"issued": 49, "spent_web": 1}
    assert Turnstile.objects.get(pk=town.ballot.pk).turns == 1


def test_a_slip_costs_at_most_eight_statements(cast: Cast) -> None:
    town = opened(cast)
    sent = statements(lambda: town.cast_web(EAST, 0, words="好"))
    assert len(sent) == 8, sent
    sent = statements(lambda: town.cast_web(EAST, 1))
    assert len(sent) == 8, sent


def test_a_slip_leaves_no_entry_in_the_record(cast: Cast) -> None:
    town = opened(cast)
    before = Entry.objects.count()
    town.cast_web(EAST, 0)
    assert Entry.objects.count() == before


def test_a_code_counts_once(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0)
    assert refused(lambda: town.cast_web(EAST, 0, BAD, BAD, BAD)) == ("code_spent",)
    assert Turnstile.objects.get(pk=town.ballot.pk).turns == 1


def test_what_people_type_is_read(cast: Cast) -> None:
    town = opened(cast)
    town.codes[EAST][0] = printed(town.codes[EAST][0]).lower().replace("-", " ")
    town.cast_web(EAST, 0)
    assert states(town)["spent_web"] == 1


def test_of_a_mistyped_code_the_suspicious_sign_is_named(cast: Cast) -> None:
    town = opened(cast)
    code = town.codes[EAST][0]
    town.codes[EAST][0] = code[:3] + ("A" if code[3] != "A" else "H") + code[4:]
    assert refused(lambda: town.cast_web(EAST, 0)) == ("slip_code_check",)
    town.codes[EAST][0] = code[: LENGTH - 1]
    assert refused(lambda: town.cast_web(EAST, 0)) == ("slip_code_short",)


def test_a_code_that_reads_well_but_was_never_issued_is_unknown(cast: Cast) -> None:
    from qunce.kernel.slipcodes import draw_code

    town = opened(cast)
    town.codes[EAST][0] = draw_code()
    assert refused(lambda: town.cast_web(EAST, 0)) == ("code_unknown",)


def test_a_code_of_another_ballot_is_called_so(cast: Cast) -> None:
    campaign = a_campaign(cast)
    first = opened(cast, drawn(cast, a_ballot(cast, campaign)))
    gate = gate_of(cast, campaign, "report")
    other = opened(cast, drawn(cast, a_ballot(cast, campaign, gate=gate, purpose="review")))
    first.codes[EAST][0] = other.codes[EAST][0]
    assert refused(lambda: first.cast_web(EAST, 0)) == ("code_of_another_ballot",)
    assert queries.ballot_of(other.codes[EAST][1]) == other.ballot


def test_a_spoiled_slip_is_not_counted_and_the_spare_one_is(cast: Cast) -> None:
    town = opened(cast, **{EAST: 2})
    actions.spoil_code(ballot=town.ballot, code=town.codes[EAST][0], actor=cast.clerk, now=NOW)
    assert refused(lambda: town.cast_web(EAST, 0)) == ("code_spoiled",)
    town.cast_web(EAST, 31)
    assert refused(
        lambda: actions.spoil_code(
            ballot=town.ballot, code=town.codes[EAST][31], actor=cast.clerk, now=NOW
        )
    ) == ("code_spent",)


@pytest.mark.parametrize(
    ("now", "marks", "words", "codes"),
    [
        (NOW - DAY, (GOOD, GOOD, GOOD), "", ("ballot_not_open_today",)),
        (AFTER, (GOOD, GOOD, GOOD), "", ("ballot_not_open_today",)),
        (NOW, (GOOD, GOOD), "", ("slip_does_not_fit",)),
        (NOW, (GOOD, GOOD, "excellent"), "", ("slip_does_not_fit",)),
        (NOW, ("", "", ""), "", ("slip_is_empty",)),
        (NOW, (GOOD, GOOD, GOOD), "字" * 201, ("words_too_long",)),
        (NOW, (GOOD, GOOD, GOOD), "𠀀" * 200, ("words_too_long",)),
    ],
)
def test_what_does_not_fit_is_not_taken(
    cast: Cast, now: Any, marks: tuple[str, ...], words: str, codes: tuple[str, ...]
) -> None:
    town = opened(cast)
    assert refused(lambda: town.cast_web(EAST, 0, *marks, words=words, now=now)) == codes
    assert states(town) == {"issued": 50}


def test_words_of_any_script_are_taken(cast: Cast) -> None:
    town = opened(cast)
    town.cast_web(EAST, 0, words="  好\x00\ud800👍  ")
    town.cast_web(EAST, 1, words="字" * 200)


def test_no_slip_before_the_ballot_is_open_or_after_the_box_is(cast: Cast) -> None:
    town = committed(cast)
    assert refused(lambda: town.cast_web(EAST, 0)) == ("ballot_at_another_step",)
    town.ballot = actions.open_ballot(ballot=town.ballot, actor=cast.clerk, now=NOW)
    town.open_box()
    assert refused(lambda: town.cast_web(EAST, 0)) == ("ballot_at_another_step",)


def test_who_wrote_nothing_looks_the_same(cast: Cast) -> None:
    town = opened(cast)
    before = dict(Urn.objects.values_list("slot", "version"))
    lengths = {len(bytes(text)) for text in Urn.objects.values_list("ciphertext", flat=True)}
    town.cast_web(EAST, 0, words="字" * 200)
    town.cast_web(EAST, 1)
    after = dict(Urn.objects.values_list("slot", "version"))
    assert sum(after.values()) - sum(before.values()) == 4
    assert {len(bytes(t)) for t in Urn.objects.values_list("ciphertext", flat=True)} == lengths


def test_a_printing_that_failed_is_void_as_a_whole(cast: Cast) -> None:
    town = committed(cast)
    old = town.codes
    town.codes = actions.reprint(
        ballot=town.ballot, reason="打印机卡纸，纸张散失", actor=cast.clerk, now=NOW
    )
    town.ballot = actions.open_ballot(ballot=town.ballot, actor=cast.clerk, now=NOW)
    town.cast_web(EAST, 0)
    town.codes = old
    assert refused(lambda: town.cast_web(EAST, 0)) == ("code_void",)
    assert refused(
        lambda: actions.reprint(ballot=town.ballot, reason="再印", actor=cast.clerk, now=NOW)
    ) == ("ballot_at_another_step",)


def test_codes_are_told_once_and_kept_nowhere(cast: Cast) -> None:
    town = committed(cast)
    assert {name: len(own) for name, own in town.codes.items()} == {EAST: 30, WEST: 20}
    drawn_codes = {code for own in town.codes.values() for code in own}
    assert len(drawn_codes) == 50
    kept = "".join(Entry.objects.values_list("canonical", flat=True))
    kept += "".join(CodeTag.objects.values_list("tag", flat=True))
    assert not any(code in kept for code in drawn_codes)


def test_it_opens_on_its_first_day(cast: Cast) -> None:
    ballot = a_ballot(cast, opens_on=OPENS_ON + DAY, closes_on=CLOSES_ON + DAY)
    town = committed(cast, drawn(cast, ballot))
    assert refused(lambda: actions.open_ballot(ballot=town.ballot, actor=cast.clerk, now=NOW)) == (
        "ballot_opens_later",
    )
    actions.open_ballot(ballot=town.ballot, actor=cast.clerk, now=NOW + timedelta(days=1))


def test_people_may_be_given_more_days_never_fewer(cast: Cast) -> None:
    town = opened(cast)
    longer = actions.extend_ballot(
        ballot=town.ballot, closes_on=CLOSES_ON + 5 * DAY, actor=cast.clerk, now=NOW
    )
    assert longer.closes_on == CLOSES_ON + 5 * DAY
    town.cast_web(EAST, 0, FAIR, FAIR, FAIR, now=AFTER)
    assert refused(
        lambda: actions.extend_ballot(
            ballot=town.ballot, closes_on=CLOSES_ON, actor=cast.clerk, now=NOW
        )
    ) == ("asking_only_gets_longer",)


def test_keys_are_for_the_owner_alone(cast: Cast) -> None:
    town = opened(cast)
    files = sorted(keys.folder(town.ballot.uid).iterdir())
    assert [path.name for path in files] == ["codes.key", "paper.key", "roll.key", "urns.keys"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}

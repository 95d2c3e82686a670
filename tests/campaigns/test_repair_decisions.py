"""One decision on a pair of wordings rewords all its places, and nothing that only looks alike."""

from __future__ import annotations

import pytest

from builders import a_draft, kinds_since, latest, settled, statements
from campaign_directives import FALSE_FRIEND, REWRITTEN, RIGHT, WRONG
from cast import NOW, Cast
from qunce.domain.campaigns.actions import decide_all_repairs, decide_repair, edit_line
from qunce.domain.campaigns.models import Draft
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused


@pytest.fixture
def draft(cast: Cast) -> Draft:
    draft = a_draft(cast, text=REWRITTEN)
    assert _texts(draft).count(WRONG) == REWRITTEN.count(WRONG) == 4
    assert _texts(draft).count(FALSE_FRIEND) == REWRITTEN.count(FALSE_FRIEND) == 2
    return draft


def _texts(draft: Draft) -> str:
    return "\n".join(line.text for line in draft.lines.exclude(kind="gate"))


def _decide(cast: Cast, draft: Draft, decision: str) -> None:
    decide_repair(repair=draft.repairs.get(), decision=decision, actor=cast.clerk, now=NOW)


def test_one_pair_stands_for_all_its_places(draft: Draft) -> None:
    pair = draft.repairs.get()
    assert (pair.seen, pair.suggested, pair.decision) == (WRONG, RIGHT, "open")
    assert [REWRITTEN[start:end] for start, end in pair.places] == [WRONG] * 4


def test_accepting_rewords_every_place_and_leaves_the_false_friends(
    cast: Cast, draft: Draft
) -> None:
    quotes = [line.quote for line in draft.lines.all()]
    _decide(cast, draft, "accepted")
    said = _texts(draft)
    assert (said.count(WRONG), said.count(RIGHT), said.count(FALSE_FRIEND)) == (0, 4, 2)
    assert [line.quote for line in draft.lines.all()] == quotes
    assert not draft.lines.filter(edited=True).exists()
    draft.refresh_from_db()
    assert draft.source_text == REWRITTEN


def test_the_record_tells_the_decision_and_the_pair(cast: Cast, draft: Draft) -> None:
    _decide(cast, draft, "accepted")
    assert (latest().kind, latest().subject) == ("draft.repairs_decided", draft.ref)
    assert latest().facts == {"decision": "accepted", "pairs": [[WRONG, RIGHT]]}


def test_an_edited_line_is_left_as_the_office_wrote_it(cast: Cast, draft: Draft) -> None:
    line = draft.lines.filter(kind="duty", text__contains=WRONG)[0]
    edit_line(line=line, text=f"就要写{WRONG}", actor=cast.clerk, now=NOW)
    _decide(cast, draft, "accepted")
    line.refresh_from_db()
    assert line.text == f"就要写{WRONG}"
    assert (_texts(draft).count(WRONG), _texts(draft).count(RIGHT)) == (1, 3)


@pytest.mark.parametrize("decision", ["declined", "open"])
def test_a_decision_taken_back_gives_the_lines_their_own_words_again(
    cast: Cast, draft: Draft, decision: str
) -> None:
    before = _texts(draft)
    _decide(cast, draft, "accepted")
    assert _texts(draft) != before
    _decide(cast, draft, decision)
    assert _texts(draft) == before
    assert draft.repairs.get().decision == decision


def test_declining_changes_no_word(cast: Cast, draft: Draft) -> None:
    before = _texts(draft)
    _decide(cast, draft, "declined")
    assert (_texts(draft), draft.repairs.get().decision) == (before, "declined")


def test_a_decision_nobody_knows_is_refused(cast: Cast, draft: Draft) -> None:
    with pytest.raises(Refused) as refused:
        _decide(cast, draft, "perhaps")
    assert refused.value.codes == ("repair_decision_unknown",)
    assert draft.repairs.get().decision == "open"


@pytest.mark.parametrize(
    ("step", "decided"),
    [(-0.001, 1), (0, 1), (0.001, 0)],
    ids=["surer than asked", "exactly as sure", "not sure enough"],
)
def test_all_pairs_that_are_sure_enough_are_decided_at_once(
    cast: Cast, draft: Draft, step: float, decided: int
) -> None:
    size = Entry.objects.count()
    at_least = draft.repairs.get().confidence + step
    found = decide_all_repairs(
        draft=draft, decision="accepted", at_least=at_least, actor=cast.clerk, now=NOW
    )
    assert found == decided
    assert _texts(draft).count(RIGHT) == 4 * decided
    assert kinds_since(size) == ["draft.repairs_decided"] * decided


def test_a_pair_that_was_decided_is_not_decided_again_with_the_rest(
    cast: Cast, draft: Draft
) -> None:
    _decide(cast, draft, "declined")
    found = decide_all_repairs(
        draft=draft, decision="accepted", at_least=0, actor=cast.clerk, now=NOW
    )
    assert (found, draft.repairs.get().decision) == (0, "declined")


def test_deciding_costs_the_same_for_one_place_and_for_many(cast: Cast, draft: Draft) -> None:
    once = a_draft(cast, text="清泉镇通知\n\n各村党支部要认真学习科学进展观。\n")
    assert (len(once.repairs.get().places), len(draft.repairs.get().places)) == (1, 4)
    for one in (once, draft):
        # the pair; savepoint; draft, decision; accepted pairs, lines, their new words; the
        # record's three; release
        assert len(statements(lambda one=one: _decide(cast, one, "accepted"))) == 11


TITLED = "关于学习科学进展观的通知\n\n各村党支部要认真学习科学进展观，推动科学进展。\n"


def test_the_title_takes_the_repair_and_gives_it_back(cast: Cast) -> None:
    draft = a_draft(cast, text=TITLED)
    assert draft.title == "关于学习科学进展观的通知"
    for decision, title in (
        ("accepted", "关于学习科学发展观的通知"),
        ("declined", "关于学习科学进展观的通知"),
    ):
        repair = draft.repairs.get(seen=WRONG)
        decide_repair(repair=repair, decision=decision, actor=cast.clerk, now=NOW)
        draft.refresh_from_db()
        assert draft.title == title


def test_a_title_the_office_gave_is_left_alone(cast: Cast) -> None:
    draft = settled(cast, a_draft(cast, text=TITLED), title=f"就叫{WRONG}")
    decide_all_repairs(draft=draft, decision="accepted", at_least=0, actor=cast.clerk, now=NOW)
    draft.refresh_from_db()
    assert draft.title == f"就叫{WRONG}"

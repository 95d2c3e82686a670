"""What must never be false of a draft or a campaign is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from builders import a_campaign
from campaign_directives import REWRITTEN
from cast import NOW, Cast
from gates_made import a_post
from qunce.domain.campaigns.models import Campaign, DraftLine, Duty

BREAKS: list[Break] = [
    ("draft_state_is_known", lambda made: changed(made.draft, state="lost")),
    ("draft_has_a_source_text", lambda made: changed(made.draft, source_text="")),
    (
        "draft_ends_after_it_begins",
        lambda made: changed(made.draft, ends_on=made.starts_on - timedelta(days=1)),
    ),
    ("draft_line_kind_is_known", lambda made: changed(_duty_line(made), kind="rumour")),
    ("draft_line_has_a_whole_place", lambda made: changed(_duty_line(made), end=None)),
    ("draft_line_of_a_gate_names_it", lambda made: changed(_duty_line(made), gate_kind="plan")),
    ("draft_line_says_something", lambda made: changed(_duty_line(made), text="")),
    ("draft_repair_pair_stands_once", lambda made: again(made.draft.repairs.get())),
    (
        "draft_repair_decision_is_known",
        lambda made: changed(made.draft.repairs.get(), decision="perhaps"),
    ),
    (
        "draft_repair_confidence_is_a_share",
        lambda made: changed(made.draft.repairs.get(), confidence=1.01),
    ),
    ("campaign_ends_after_it_begins", lambda made: changed(made, ends_on=made.starts_on)),
    ("campaign_has_a_title", lambda made: changed(made, title="")),
    ("aim_kind_is_known", lambda made: changed(made.aims.first(), kind="duty")),
    ("stage_code_stands_once_in_a_campaign", lambda made: again(made.stages.first())),
    (
        "stage_ends_after_it_begins",
        lambda made: changed(made.stages.first(), ends_on=made.starts_on - timedelta(days=1)),
    ),
    ("document_kind_stands_once_in_a_campaign", lambda made: again(made.documents.first())),
    ("document_issued_has_its_time", lambda made: changed(made.documents.first(), state="issued")),
    (
        "document_issued_has_passed_its_gate",
        lambda made: changed(made.documents.first(), **{**_out(made), "passage_id": None}),
    ),
    (
        "document_issued_says_something",
        lambda made: changed(made.documents.first(), **{**_out(made), "sha256": ""}),
    ),
    (
        "stage_begun_has_passed_its_gate",
        lambda made: changed(made.stages.get(code="analyse"), begun_at=NOW),
    ),
    ("action_kind_is_known", lambda made: changed(made.actions.first(), kind="perhaps")),
    ("action_says_something", lambda made: changed(made.actions.first(), text="")),
    ("action_evidence_is_known", lambda made: changed(made.actions.first(), evidence="a_photo")),
    (
        "draft_line_evidence_is_known_and_chosen",
        lambda made: changed(_duty_line(made), evidence="session_held", evidence_chosen=False),
    ),
    ("duty_falls_once_on_a_unit", lambda made: again(_duty(made, of_post=False))),
    ("lead_falls_once_on_a_post", lambda made: again(_duty(made, of_post=True))),
    ("lead_has_its_post", lambda made: changed(_duty(made, of_post=True), post=None)),
]


def _duty(made: Campaign, *, of_post: bool) -> Duty:
    return Duty.objects.filter(action__campaign=made, of_post=of_post)[0]


def _out(made: Campaign) -> dict[str, Any]:
    """What a row of the first document holds once it is issued past its own gate."""
    document = made.documents.first()
    assert document is not None
    return {
        "state": "issued",
        "issued_at": NOW,
        "issued_by": a_post(made.unit, "campaign_office"),
        "text": "方案",
        "sha256": "5e" * 32,
        "passage_id": document.gate_id,
    }


def _duty_line(made: Campaign) -> DraftLine:
    return made.draft.lines.filter(kind="duty", start__isnull=False)[0]


@pytest.fixture
def made(cast: Cast) -> Campaign:
    return a_campaign(cast, text=REWRITTEN, template="three-stage-2009")


@named(BREAKS)
def test_the_database_refuses(
    made: Campaign, name: str, breaks: Callable[[Campaign], object]
) -> None:
    assert_refuses("campaigns", name, lambda: breaks(made))


def test_no_constraint_of_campaigns_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("campaigns")


@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("draft_line_has_a_whole_place", lambda made: changed(_duty_line(made), start=None)),
        (
            "draft_line_has_a_whole_place",
            lambda made: changed(_duty_line(made), end=_duty_line(made).start),
        ),
        ("draft_line_of_a_gate_names_it", lambda made: changed(_duty_line(made), kind="gate")),
        (
            "draft_repair_confidence_is_a_share",
            lambda made: changed(made.draft.repairs.get(), confidence=-0.01),
        ),
        (
            "document_issued_has_its_time",
            lambda made: changed(made.documents.first(), issued_at=NOW),
        ),
        (
            "document_issued_has_its_time",
            lambda made: changed(made.documents.first(), state="lost"),
        ),
        (
            "document_issued_has_its_time",
            lambda made: changed(made.documents.first(), **{**_out(made), "issued_by": None}),
        ),
        (
            "document_issued_has_passed_its_gate",
            lambda made: changed(
                made.documents.first(), passage_id=made.documents.all()[0].gate_id
            ),
        ),
        (
            "document_issued_has_passed_its_gate",
            lambda made: changed(
                made.documents.first(),
                **{**_out(made), "passage_id": made.documents.all()[1].gate_id},
            ),
        ),
        (
            "document_issued_says_something",
            lambda made: changed(made.documents.first(), **{**_out(made), "text": ""}),
        ),
        (
            "stage_begun_has_passed_its_gate",
            lambda made: changed(
                made.stages.get(code="learn"),
                begun_at=NOW,
                passage_id=made.documents.all()[0].gate_id,
            ),
        ),
    ],
    ids=[
        "an end without a start",
        "a place of no length",
        "a gate that is none",
        "less than unsure",
        "a time without issuing",
        "no state at all",
        "issued by nobody",
        "a passage without issuing",
        "the passage of another gate",
        "nothing to read",
        "a passage where there is no gate",
    ],
)
def test_the_other_ways_round_are_refused_too(
    made: Campaign, name: str, breaks: Callable[[Campaign], object]
) -> None:
    assert_refuses("campaigns", name, lambda: breaks(made))

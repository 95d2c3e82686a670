"""Policy: what stands between a directive and a campaign.  Each table reads like the rule book."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from breaking import changed
from builders import a_campaign, a_draft, a_line, codes, ready_draft, settled, statements
from cast import Cast
from qunce.domain.campaigns.models import Draft
from qunce.domain.campaigns.rules import (
    LONGEST_TEXT,
    why_not_adopt,
    why_not_basics,
    why_not_change,
    why_not_draft,
    why_not_issue,
)
from qunce.domain.gates.states import GateState

MONDAY = date(2026, 3, 2)

WHO_MAY = [
    ("clerk", []),
    ("secretary", ["not_campaign_office"]),
    ("leader", ["not_campaign_office"]),
    ("viewer", ["not_campaign_office"]),
    ("outsider", ["draft_of_another_unit"]),
    ("nobody", ["no_post"]),
]


@pytest.mark.parametrize(
    ("days", "reasons"),
    [
        (-1, ["campaign_window_impossible"]),
        (0, ["campaign_window_impossible"]),
        (13, ["campaign_window_impossible"]),
        (14, []),
        (15, []),
        (3650, []),
    ],
    ids=["ends before it begins", "one day", "just short", "two weeks", "just over", "ten years"],
)
def test_a_campaign_lasts_at_least_two_weeks(days: int, reasons: list[str]) -> None:
    assert codes(why_not_basics("学查改", MONDAY, MONDAY + timedelta(days=days))) == reasons


@pytest.mark.parametrize(
    ("title", "starts", "ends", "reasons"),
    [
        ("学查改", True, True, []),
        ("", True, True, ["campaign_needs_title"]),
        (" 　\n", True, True, ["campaign_needs_title"]),
        ("学查改", False, True, ["campaign_needs_start"]),
        ("学查改", True, False, ["campaign_needs_end"]),
        ("", False, False, ["campaign_needs_title", "campaign_needs_start", "campaign_needs_end"]),
    ],
)
def test_a_campaign_has_a_title_and_both_days(
    title: str, starts: bool, ends: bool, reasons: list[str]
) -> None:
    end = MONDAY + timedelta(days=90)
    assert codes(why_not_basics(title, MONDAY if starts else None, end if ends else None)) == (
        reasons
    )


@pytest.mark.parametrize(("who", "reasons"), WHO_MAY)
def test_who_may_have_a_directive_read(cast: Cast, who: str, reasons: list[str]) -> None:
    found = why_not_draft(
        unit=cast.town, post=cast.five.get(who), text="通知", template="learn-check-fix"
    )
    assert codes(found) == reasons


@pytest.mark.parametrize(
    ("text", "template", "reasons"),
    [
        ("通知", "learn-check-fix", []),
        ("通知", "three-stage-2009", []),
        ("通知", "safety-campaign", []),
        ("通知", "", ["template_unknown"]),
        ("通知", "great-leap", ["template_unknown"]),
        ("", "learn-check-fix", ["directive_is_empty"]),
        (" 　\n\t", "learn-check-fix", ["directive_is_empty"]),
        ("字" * (LONGEST_TEXT - 1), "learn-check-fix", []),
        ("字" * LONGEST_TEXT, "learn-check-fix", []),
        ("字" * (LONGEST_TEXT + 1), "learn-check-fix", ["directive_too_long"]),
        ("通\x00知", "learn-check-fix", ["directive_has_nul"]),
        ("", "", ["directive_is_empty", "template_unknown"]),
    ],
    ids=[
        "ordinary",
        "with stages",
        "in English",
        "no template",
        "unknown template",
        "empty",
        "only white space",
        "just short enough",
        "exactly the longest",
        "just too long",
        "with a NUL",
        "nothing at all",
    ],
)
def test_which_text_can_be_read(cast: Cast, text: str, template: str, reasons: list[str]) -> None:
    found = why_not_draft(unit=cast.town, post=cast.clerk, text=text, template=template)
    assert codes(found) == reasons


@pytest.mark.parametrize(("who", "reasons"), WHO_MAY)
@pytest.mark.parametrize(
    ("state", "closed"),
    [("open", []), ("adopted", ["draft_is_closed"]), ("set_aside", ["draft_is_closed"])],
)
def test_who_may_change_a_draft_and_until_when(
    cast: Cast, who: str, reasons: list[str], state: str, closed: list[str]
) -> None:
    draft = Draft(unit=cast.town, state=state)
    assert codes(why_not_change(draft, cast.five.get(who))) == reasons + closed


@pytest.mark.parametrize(
    ("kinds", "reasons"),
    [
        ([], ["campaign_needs_aim"]),
        (["principle", "emphasis", "duty"], ["campaign_needs_aim"]),
        (["requirement"], []),
        (["goal"], []),
        (["goal", "duty"], []),
    ],
    ids=["no line", "no requirement or goal", "a requirement", "a goal", "a goal and a duty"],
)
def test_a_campaign_is_for_something(cast: Cast, kinds: list[str], reasons: list[str]) -> None:
    draft = settled(cast, a_draft(cast))
    for kind in kinds:
        a_line(cast, draft, kind=kind)
    assert codes(why_not_adopt(draft)) == reasons


def test_a_dropped_goal_is_no_goal(cast: Cast) -> None:
    draft = ready_draft(cast)
    draft.lines.update(dropped=True)
    assert codes(why_not_adopt(draft)) == ["campaign_needs_aim"]


@pytest.mark.parametrize("state", ["adopted", "set_aside"])
def test_a_closed_draft_is_not_adopted(cast: Cast, state: str) -> None:
    draft = ready_draft(cast)
    draft.state = state
    assert codes(why_not_adopt(draft)) == ["draft_is_closed"]


def test_everything_that_is_missing_is_said_at_once(cast: Cast) -> None:
    draft = a_draft(cast)
    draft.title = ""
    assert codes(why_not_adopt(draft)) == [
        "campaign_needs_title",
        "campaign_needs_start",
        "campaign_needs_end",
        "campaign_needs_aim",
    ]


@pytest.mark.parametrize("lines", [1, 3])
def test_asking_what_is_missing_takes_one_query(cast: Cast, lines: int) -> None:
    draft = ready_draft(cast)
    for _ in range(lines):
        a_line(cast, draft)
    assert len(statements(lambda: why_not_adopt(draft))) == 1  # the kinds of the kept lines


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (GateState.WAITING, ["gate_not_passed"]),
        (GateState.ASKING, ["gate_not_passed"]),
        (GateState.NOT_PASSED, ["gate_not_passed"]),
        (GateState.PASSED, []),
    ],
)
def test_a_document_is_issued_only_behind_its_passed_gate(
    cast: Cast, state: GateState, reasons: list[str]
) -> None:
    for document in a_campaign(cast).documents.select_related("gate"):
        document.gate.state = state
        document.text = "一、把路修好。"
        assert codes(why_not_issue(document)) == reasons


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", True),
        ("secretary", False),
        ("leader", False),
        ("viewer", False),
        ("outsider", False),
        ("nobody", False),
    ],
)
def test_a_draft_is_the_business_of_its_own_campaign_office(
    cast: Cast, who: str, sees: bool
) -> None:
    draft = a_draft(cast)
    assert Draft.objects.filter(pk=draft.pk).exists(), "there must be something to see"
    assert (draft in Draft.objects.visible_to(cast.five.get(who))) == sees


def test_each_campaign_office_sees_its_own_drafts_once(cast: Cast) -> None:
    ours = a_draft(cast)
    theirs = a_draft(cast, unit=cast.other_town, actor=cast.outsider)
    changed(ours, state="set_aside")
    assert list(Draft.objects.visible_to(cast.clerk)) == [ours]
    assert list(Draft.objects.visible_to(cast.outsider)) == [theirs]

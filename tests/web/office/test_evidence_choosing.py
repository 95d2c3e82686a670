"""Before adopting, the office reads of each duty what completes it, and may choose otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from builders import BARE, a_draft, a_duty, a_line, settled, statements
from cast import NOW, Cast
from qunce.domain.campaigns.actions import drop_line
from qunce.domain.campaigns.models import Draft, DraftLine


@pytest.fixture
def draft(cast: Cast) -> Draft:
    draft = settled(cast, a_draft(cast, text=BARE))
    a_line(cast, draft)
    a_duty(cast, draft, "各村建立问题清单")
    a_duty(cast, draft, "种好每一棵树")
    return draft


def line(draft: Draft, text: str) -> DraftLine:
    return draft.lines.get(text=text)


def chosen(draft: Draft) -> dict[str, tuple[str, bool]]:
    duties = draft.lines.filter(kind="duty")
    return {one.text: (one.evidence, one.evidence_chosen) for one in duties}


def options(response: Any) -> dict[str, str]:
    form = response.context["evidence"]
    return {field.label: field.initial for field in form.fields.values()}


def test_each_duty_stands_with_what_its_wording_means(as_: Any, draft: Draft) -> None:
    response = as_("clerk").get(f"/office/directives/{draft.pk}/check/")
    assert options(response) == {"各村建立问题清单": "problem_listed", "种好每一棵树": ""}


def test_what_the_office_chooses_is_kept_and_nothing_else(as_: Any, draft: Draft) -> None:
    clerk = as_("clerk")
    tree, listed = line(draft, "种好每一棵树"), line(draft, "各村建立问题清单")
    sent = {f"evidence_{tree.pk}": "project_finished", f"evidence_{listed.pk}": "problem_listed"}
    saved = clerk.post(f"/office/directives/{draft.pk}/evidence/", sent)
    assert saved["Location"].endswith(f"/office/directives/{draft.pk}/check/?page=1#evidence")
    assert chosen(draft) == {
        "种好每一棵树": ("project_finished", True),
        "各村建立问题清单": ("", False),
    }
    response = clerk.get(f"/office/directives/{draft.pk}/check/")
    assert options(response)["种好每一棵树"] == "project_finished"


def test_by_hand_is_a_choice_too(as_: Any, draft: Draft) -> None:
    listed = line(draft, "各村建立问题清单")
    sent = {f"evidence_{listed.pk}": ""}
    as_("clerk").post(f"/office/directives/{draft.pk}/evidence/", sent)
    assert chosen(draft)["各村建立问题清单"] == ("", True)


@pytest.mark.parametrize("value", ["hours", "\x00", "x" * 500])
def test_a_bad_choice_gives_a_sentence(as_: Any, draft: Draft, value: str) -> None:
    sent = {f"evidence_{line(draft, '种好每一棵树').pk}": value}
    clerk = as_("clerk")
    assert clerk.post(f"/office/directives/{draft.pk}/evidence/", sent).status_code == 302
    assert not any(taken for _, taken in chosen(draft).values())
    assert clerk.get(f"/office/directives/{draft.pk}/evidence/").status_code == 405


@pytest.mark.parametrize("page", ["", "0", "9999", "x", "\x00"])
def test_a_bad_page_is_a_page(as_: Any, draft: Draft, page: str) -> None:
    clerk = as_("clerk")
    assert clerk.get(f"/office/directives/{draft.pk}/check/", {"page": page}).status_code == 200
    sent = {"page": page}
    assert clerk.post(f"/office/directives/{draft.pk}/evidence/", sent).status_code == 302


@pytest.mark.parametrize("who", ["outsider", "secretary", "leader", "viewer"])
def test_nobody_else_chooses(as_: Any, draft: Draft, who: str) -> None:
    sent = {f"evidence_{line(draft, '种好每一棵树').pk}": "session_held"}
    assert as_(who).post(f"/office/directives/{draft.pk}/evidence/", sent).status_code == 404
    assert not any(taken for _, taken in chosen(draft).values())


def test_the_check_costs_the_same_whatever_its_duties(cast: Cast, as_: Any) -> None:
    clerk, costs = as_("clerk"), []
    for number in (1, 3):
        draft = settled(cast, a_draft(cast, text=BARE))
        for place in range(number):
            a_duty(cast, draft, f"各村建立问题清单{place}")
        address = f"/office/directives/{draft.pk}/check/"
        costs.append(len(statements(lambda a=address: clerk.get(a))))
    assert costs[0] == costs[1] <= 12


def test_a_dropped_duty_is_not_asked_about(cast: Cast, as_: Any, draft: Draft) -> None:
    drop_line(line=line(draft, "种好每一棵树"), actor=cast.clerk, now=NOW)
    response = as_("clerk").get(f"/office/directives/{draft.pk}/check/")
    assert list(options(response)) == ["各村建立问题清单"]

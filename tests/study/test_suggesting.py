"""What is offered to whom: a table a case officer can read."""

from __future__ import annotations

import pytest

from qunce.domain.campaigns.configurations import all_templates, template_called
from qunce.domain.organisations.states import TOPS, UnitKind
from qunce.domain.study.states import ALONE, Need, Way
from qunce.domain.study.suggesting import OFFERS, TOGETHER, forms_for, forms_together, offer_to


@pytest.mark.parametrize(
    ("prefers", "away", "first_way", "in_round"),
    [
        ("read_to", False, "visit", False),
        ("read_to", True, "telephone", True),
        ("visited", False, "visit", True),
        ("visited", True, "telephone", True),
        ("large_print", False, "visit", False),
        ("large_print", True, "post", True),
        ("self_study", False, "link", False),
        ("self_study", True, "link", True),
    ],
)
def test_each_preference_has_an_offer(
    prefers: str, away: bool, first_way: str, in_round: bool
) -> None:
    offer = offer_to(prefers, away=away)
    assert offer.ways[0] == first_way
    assert offer.in_round is in_round


def test_who_is_away_is_never_visited() -> None:
    """Reached by post, telephone or a link."""
    for need in Need:
        assert Way.VISIT not in offer_to(need, away=True).ways


def test_the_table_is_whole() -> None:
    assert set(OFFERS) == {(need, away) for need in Need for away in (False, True)}


def test_nothing_is_demanded() -> None:
    """党员教育管理工作条例, art. 23."""
    told = " ".join(offer.sentence.lower() for offer in OFFERS.values())
    for word in ("must", "required", "should", "has to", "have to", "ill", "sick", "unable"):
        assert f" {word} " not in f" {told} "


@pytest.mark.parametrize(
    ("template", "kind", "first"),
    [
        ("three-stage-2009", "village", "explaining"),
        ("learn-check-fix", "village", "explaining"),
        ("learn-check-fix", "school", "thematic_training"),
        ("learn-check-fix", "agency", "central_training"),
        ("safety-campaign", "ward", "team_huddle"),
        ("safety-campaign", "hospital", "case_review"),
    ],
)
def test_the_handiest_form_of_a_kind_of_unit_comes_first(
    template: str, kind: str, first: str
) -> None:
    assert forms_together(template_called(template), kind)[0].code == first


@pytest.mark.parametrize("template", [one.code for one in all_templates()])
def test_every_template_has_forms_for_every_need(template: str) -> None:
    found = template_called(template)
    assert found is not None
    assert {need.code for need in found.study_needs} == set(Need.values)
    for kind in UnitKind:
        assert forms_together(found, kind)
        assert not {form.code for form in forms_together(found, kind)} & set(ALONE)
    for need in Need:
        assert forms_for(found, [need]), need


def test_kinds_that_meet_are_known() -> None:
    assert set(TOGETHER) | {*TOPS} == set(UnitKind)

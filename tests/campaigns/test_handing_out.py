"""What an adopted duty is completed by, when it is due, and on whom the leads fall."""

from __future__ import annotations

import pytest

from builders import ENDS_ON, STARTS_ON, a_draft, a_duty, a_line, codes, settled
from cast import NOW, Cast
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions import adopt, choose_evidence, choose_template
from qunce.domain.campaigns.actions.handing_out import day_at, evidence_of
from qunce.domain.campaigns.configurations import template_called
from qunce.domain.campaigns.models import Campaign, Draft, Duty
from qunce.domain.organisations.models import Unit
from qunce.kernel.refusals import Refused


def a_ready_draft(cast: Cast, template: str = "three-stage-2009") -> Draft:
    draft = settled(cast, a_draft(cast, template=template))
    a_line(cast, draft)
    return draft


def adopted(cast: Cast, draft: Draft) -> Campaign:
    return adopt(draft=draft, actor=cast.clerk, now=NOW)


# --- evidence


def test_a_duty_is_completed_by_what_its_wording_means(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    a_duty(cast, draft, "送学上门", owed_by=["各村"])
    a_duty(cast, draft, "种好每一棵树", owed_by=["各村"])
    actions = adopted(cast, draft).actions
    assert actions.get(text="送学上门").evidence == "delivery_made"
    assert actions.get(text="种好每一棵树").evidence == ""


def test_another_kind_of_campaign_reads_the_same_words_otherwise(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    line = a_duty(cast, draft, "送学上门", owed_by=["各村"])
    assert evidence_of(line=line, template=template_called("three-stage-2009")) == "delivery_made"
    choose_template(draft=draft, template="safety-campaign", actor=cast.clerk, now=NOW)
    assert evidence_of(line=line, template=template_called("safety-campaign")) == ""


def test_what_the_office_chose_stands(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    by_hand = a_duty(cast, draft, "送学上门", owed_by=["各村"])
    other = a_duty(cast, draft, "种好每一棵树", owed_by=["各村"])
    chosen = {by_hand.pk: "", other.pk: "project_finished"}
    assert choose_evidence(draft=draft, chosen=chosen, actor=cast.clerk, now=NOW) == 2
    assert choose_evidence(draft=draft, chosen=chosen, actor=cast.clerk, now=NOW) == 0
    actions = adopted(cast, draft).actions
    assert actions.get(text="送学上门").evidence == ""
    assert actions.get(text="种好每一棵树").evidence == "project_finished"


def test_an_evidence_that_is_none_and_a_line_of_another_draft_are_refused(cast: Cast) -> None:
    draft, other = a_ready_draft(cast), a_ready_draft(cast)
    line = a_duty(cast, draft, "送学上门", owed_by=["各村"])
    foreign = a_duty(cast, other, "送学上门", owed_by=["各村"])
    for chosen in ({line.pk: "hours"}, {foreign.pk: "session_held"}, {0: "session_held"}):
        with pytest.raises(Refused) as refused:
            choose_evidence(draft=draft, chosen=chosen, actor=cast.clerk, now=NOW)
        assert codes(list(refused.value.refusals)) == ["evidence_unknown"]
    line.refresh_from_db()
    assert line.evidence_chosen is False


# --- when


def test_a_duty_without_a_day_is_due_when_its_evidence_is_usual(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    a_duty(cast, draft, "开展创先争优活动", owed_by=["各村"])
    a_duty(cast, draft, "种好每一棵树", owed_by=["各村"])
    campaign = adopted(cast, draft)
    assert campaign.actions.get(text="开展创先争优活动").due_on == day_at(
        campaign=campaign, share=0.2
    )
    assert campaign.actions.get(text="种好每一棵树").due_on == ENDS_ON
    assert (day_at(campaign=campaign, share=0), day_at(campaign=campaign, share=1)) == (
        STARTS_ON,
        ENDS_ON,
    )


def test_several_of_one_kind_are_spread_over_the_time_that_is_left(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    for text in ("集中培训一次", "专题培训一次"):
        a_duty(cast, draft, text, owed_by=["各村"])
    campaign = adopted(cast, draft)
    due = [action.due_on for action in campaign.actions.filter(text__endswith="培训一次")]
    assert due == [day_at(campaign=campaign, share=0.3), day_at(campaign=campaign, share=0.65)]


def test_the_directives_own_day_stands(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    day = day_at(campaign=Campaign(starts_on=STARTS_ON, ends_on=ENDS_ON), share=0.5)
    a_duty(cast, draft, "集中培训一次", owed_by=["各村"], due_on=day)
    assert adopted(cast, draft).actions.get(text="集中培训一次").due_on == day


def test_a_study_plan_the_directive_asks_for_is_not_asked_for_twice(cast: Cast) -> None:
    draft = a_ready_draft(cast)
    a_duty(cast, draft, "制定学习计划", owed_by=["各村"])
    campaign = adopted(cast, draft)
    plans = Duty.objects.filter(action__campaign=campaign, action__evidence="plan_made")
    assert {duty.unit for duty in plans} == {
        cast.village,
        cast.hill_village,
        cast.school,
        cast.clinic,
    }
    assert plans.count() == 4
    assert plans.get(unit=cast.village).action.text == "制定学习计划"
    assert plans.get(unit=cast.school).action.text != "制定学习计划"


# --- the leads


def test_the_five_leads_fall_on_each_leading_official_in_the_leading_group(cast: Cast) -> None:
    campaign = adopted(cast, a_ready_draft(cast))
    leads = Duty.objects.filter(action__campaign=campaign, of_post=True)
    assert leads.filter(post=cast.leader, unit=cast.town).count() == 5
    assert leads.filter(post=cast.first, unit=cast.town).count() == 5
    assert leads.count() == 10
    assert all(duty.action.each_post for duty in leads)


def test_and_once_more_in_the_own_branch(cast: Cast) -> None:
    Post.objects.filter(pk=cast.leader.pk).update(own_branch=cast.village)
    Post.objects.filter(pk=cast.first.pk).update(own_branch=cast.town)
    campaign = adopted(cast, a_ready_draft(cast))
    leads = Duty.objects.filter(action__campaign=campaign, of_post=True)
    assert leads.filter(post=cast.leader, unit=cast.town).count() == 5
    assert leads.filter(post=cast.leader, unit=cast.village).count() == 5
    assert leads.filter(post=cast.first).count() == 5  # the group is the own branch: asked once


def test_a_unit_that_was_closed_owes_nothing(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.school.pk).update(closed_on=STARTS_ON)
    campaign = adopted(cast, a_ready_draft(cast))
    owing = Duty.objects.filter(action__campaign=campaign)
    assert not owing.filter(unit=cast.school).exists()
    assert owing.filter(unit=cast.village).exists()

"""A draft becomes a campaign: exactly these aims, stages, gates, documents, actions and duties."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection

from builders import (
    ENDS_ON,
    STARTS_ON,
    a_draft,
    a_duty,
    a_line,
    latest,
    ready_draft,
    settled,
    statements,
)
from campaign_directives import REWRITTEN, many_duties
from cast import NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post
from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions import (
    adopt,
    choose_template,
    decide_repair,
    drop_line,
    edit_line,
)
from qunce.domain.campaigns.configurations import all_templates
from qunce.domain.campaigns.models import Action, Campaign, Draft, Duty
from qunce.domain.campaigns.rules import why_not_issue
from qunce.domain.gates.models import Gate
from qunce.domain.organisations.actions import add_unit
from qunce.domain.organisations.models import Unit
from qunce.kernel.canonical import canonical
from qunce.kernel.refusals import Refused


def _adopt(cast: Cast, draft: Draft) -> Campaign:
    campaign = adopt(draft=draft, actor=cast.clerk, now=NOW)
    return Campaign.objects.get(pk=campaign.pk)


def _staged(cast: Cast) -> Draft:
    return ready_draft(cast, template="three-stage-2009")


def _owing(action: Action) -> dict[Unit, Post | None]:
    """Which units owe the action, and the post that answers in each."""
    return {duty.unit: duty.post for duty in action.duties.select_related("unit", "post")}


def test_the_campaign_is_what_the_draft_said(cast: Cast) -> None:
    draft = _staged(cast)
    campaign = _adopt(cast, draft)
    draft.refresh_from_db()
    assert draft.state == "adopted"
    assert (campaign.draft, campaign.unit, campaign.title) == (draft, cast.town, "学查改活动")
    assert (campaign.starts_on, campaign.ends_on) == (STARTS_ON, ENDS_ON)
    assert (campaign.template, campaign.language) == ("three-stage-2009", "zh-hans")
    assert campaign.adopted_at == NOW


def test_three_stages_follow_one_another_over_the_whole_window(cast: Cast) -> None:
    campaign = _adopt(cast, _staged(cast))
    stages = [
        (stage.code, stage.starts_on, stage.ends_on, stage.gate and stage.gate.kind)
        for stage in campaign.stages.select_related("gate")
    ]
    assert stages == [
        ("learn", date(2026, 3, 1), date(2026, 4, 5), None),
        ("analyse", date(2026, 4, 6), date(2026, 4, 30), "problems"),
        ("put-right", date(2026, 5, 1), date(2026, 6, 9), "report"),
    ]


def test_five_documents_wait_behind_five_gates_that_nobody_has_passed(cast: Cast) -> None:
    campaign = _adopt(cast, _staged(cast))
    documents = list(campaign.documents.select_related("gate"))
    assert [(one.kind, one.title, one.due_on, one.gate.kind) for one in documents] == [
        ("plan", "活动方案", date(2026, 3, 7), "plan"),
        ("problems", "突出问题清单", date(2026, 4, 5), "problems"),
        ("report", "分析检查报告", date(2026, 4, 28), "report"),
        ("remedy", "整改落实方案", date(2026, 5, 8), "remedy"),
        ("closing", "总结报告", date(2026, 6, 9), "verdict"),
    ]
    assert {one.state for one in documents} == {"not_issued"}
    assert {(gate.state, gate.passed_at, gate.rule_version) for gate in Gate.objects.all()} == {
        ("waiting", None, 1)
    }
    assert Gate.objects.count() == 5
    assert all(why_not_issue(one) for one in documents)


def test_a_stage_and_the_document_it_builds_on_wait_for_the_same_gate(cast: Cast) -> None:
    campaign = _adopt(cast, _staged(cast))
    gates = {one.kind: one.gate_id for one in campaign.documents.all()}
    stages = {one.code: one.gate_id for one in campaign.stages.all()}
    assert stages == {"learn": None, "analyse": gates["problems"], "put-right": gates["report"]}


def test_the_gates_take_their_rules_from_the_template(cast: Cast) -> None:
    _adopt(cast, _staged(cast))
    (template,) = (one for one in all_templates() if one.code == "three-stage-2009")
    for gate in Gate.objects.all():
        rule = template.gates[gate.kind]
        assert (gate.asks, gate.at_least, gate.days_open) == (
            rule.asks,
            rule.at_least,
            rule.days_open,
        )
        assert (tuple(gate.ways), gate.passes_when) == (tuple(rule.ways), rule.passes_when)


def test_aims_keep_their_order_and_sentence_and_dropped_lines_stay_out(cast: Cast) -> None:
    draft = settled(cast, a_draft(cast, text=REWRITTEN))
    drop_line(line=a_line(cast, draft, "丢掉的目标"), actor=cast.clerk, now=NOW)
    for kind in ("principle", "emphasis", "goal"):
        a_line(cast, draft, f"一条{kind}", kind=kind)
    a_line(cast, draft, "方案", kind="gate", gate_kind="plan")
    campaign = _adopt(cast, draft)
    kept = draft.lines.filter(dropped=False).exclude(kind__in=["duty", "gate"])
    fields = ("kind", "text", "place", "quote", "start", "end")
    assert list(campaign.aims.values_list(*fields)) == list(kept.values_list(*fields))
    assert {aim.kind for aim in campaign.aims.all()} == {
        "requirement",
        "principle",
        "emphasis",
        "goal",
    }


def test_a_duty_read_from_the_directive_keeps_its_sentence(cast: Cast) -> None:
    draft = settled(cast, a_draft(cast, text=REWRITTEN))
    decide_repair(repair=draft.repairs.get(), decision="accepted", actor=cast.clerk, now=NOW)
    campaign = _adopt(cast, draft)
    lines = list(draft.lines.filter(kind="duty"))
    read = list(campaign.actions.filter(start__isnull=False))
    assert len(read) == len(lines) > 0
    for action, line in zip(read, lines, strict=True):
        assert REWRITTEN[action.start : action.end] == action.quote == line.quote
        assert (action.text, action.kind, action.modality) == (
            line.text,
            line.action_kind,
            line.modality,
        )
        assert (action.owed_by, action.owed_to, action.unit_kinds) == (
            line.owed_by,
            line.owed_to,
            line.unit_kinds,
        )


def test_what_the_kind_of_campaign_itself_asks_follows_the_directive(cast: Cast) -> None:
    draft = _staged(cast)
    a_duty(cast, draft, "一件事", owed_by=["各村"])
    campaign = _adopt(cast, draft)
    actions = list(campaign.actions.filter(each_post=False))
    assert [action.place for action in actions] == [1, 2, 3, 4]
    assert [(one.kind, one.modality, one.due_on, one.start) for one in actions[1:]] == [
        ("required", "must", date(2026, 3, 11), None),
        ("required", "must", date(2026, 3, 31), None),
        ("optional", "should", date(2026, 4, 10), None),
    ]
    villages = {cast.village, cast.hill_village}
    assert [set(_owing(one)) for one in actions[1:]] == [
        {*villages, cast.school, cast.clinic},
        villages,
        {*villages, cast.school, cast.clinic},
    ]


VILLAGES = {"village": "secretary", "hill_village": None}
EVERYBODY = {**VILLAGES, "school": "teacher", "clinic": None}


@pytest.mark.parametrize(
    ("owed_by", "unit_kinds", "owing"),
    [
        (["镇党委"], [], {"town": "first"}),
        (["领导班子"], [], {"town": "leader"}),
        (["镇党委领导班子"], [], {"town": "leader"}),
        (["镇活动办公室"], [], {"town": "clerk"}),
        (["县委"], [], {"county": None}),
        (["各村党支部"], ["village"], VILLAGES),
        (["各学校"], [], {"school": "teacher"}),
        (["镇党委", "各村"], [], {"town": "first", **VILLAGES}),
        (["各村", "村委会"], [], VILLAGES),
        (["县乡村三级"], [], {"county": None, "town": "first", **VILLAGES}),
        (["各参学支部"], ["school", "branch"], {"school": "teacher"}),
        (["各参学支部"], ["branch"], EVERYBODY),
        (["各参学支部"], [], EVERYBODY),
        ([], ["clinic"], {"clinic": None}),
        ([], [], EVERYBODY),
    ],
)
def test_a_duty_falls_on_the_units_its_owners_mean_and_the_post_that_answers_there(
    cast: Cast, owed_by: list[str], unit_kinds: list[str], owing: dict[str, str | None]
) -> None:
    draft = _staged(cast)
    a_duty(cast, draft, "一件事", owed_by=owed_by, unit_kinds=unit_kinds)
    action = _adopt(cast, draft).actions.get(text="一件事")
    assert _owing(action) == {
        getattr(cast, unit): None if post is None else getattr(cast, post)
        for unit, post in owing.items()
    }


def test_where_the_asked_post_is_missing_the_first_responsible_answers(cast: Cast) -> None:
    draft = _staged(cast)
    a_duty(cast, draft, "督导", owed_by=["督导组"])
    assert _owing(_adopt(cast, draft).actions.get(text="督导")) == {cast.town: cast.first}


def test_no_duty_falls_on_another_town_or_on_one_who_only_looks(cast: Cast) -> None:
    draft = _staged(cast)
    a_duty(cast, draft, "处处都做", owed_by=["县乡村三级", "各参学支部"])
    _adopt(cast, draft)
    owing = set(Duty.objects.values_list("unit", flat=True))
    assert cast.county.pk in owing, "the county owes something, so its viewer could have got it"
    assert not owing & {cast.other_town.pk, cast.other_village.pk}
    posts = set(Duty.objects.values_list("post", flat=True))
    assert not posts & {cast.viewer.pk, cast.outsider.pk}


@pytest.mark.parametrize(
    ("due_on", "owed_on"),
    [
        (None, ENDS_ON),
        (STARTS_ON - timedelta(days=1), ENDS_ON),
        (STARTS_ON, STARTS_ON),
        (ENDS_ON, ENDS_ON),
        (ENDS_ON + timedelta(days=1), ENDS_ON),
    ],
    ids=["no day", "before the campaign", "first day", "last day", "after the campaign"],
)
def test_a_duty_is_due_within_the_campaign(cast: Cast, due_on: date | None, owed_on: date) -> None:
    draft = _staged(cast)
    a_duty(cast, draft, "一件事", owed_by=["各村"], due_on=due_on)
    action = _adopt(cast, draft).actions.get(text="一件事")
    assert (action.due_on, {duty.due_on for duty in action.duties.all()}) == (owed_on, {owed_on})


def test_the_record_tells_what_was_adopted_by_its_hash(cast: Cast) -> None:
    draft = _staged(cast)
    drop_line(line=a_line(cast, draft, "丢掉的目标"), actor=cast.clerk, now=NOW)
    a_duty(cast, draft, "一件事", owed_by=["各村"])
    campaign = _adopt(cast, draft)
    adopted = [["goal", "办好一件实事", ""], ["duty", "一件事", ""]]
    assert (latest().kind, latest().subject) == ("campaign.adopted", campaign.ref)
    assert latest().facts == {
        "template": "three-stage-2009",
        "starts_on": "2026-03-01",
        "ends_on": "2026-06-09",
        "lines": 2,
        "duties": Duty.objects.filter(action__campaign=campaign).count(),
        "sha256": hashlib.sha256(canonical(adopted)).hexdigest(),
    }


def test_a_draft_that_lacks_something_is_not_adopted(cast: Cast) -> None:
    draft = a_draft(cast, text=REWRITTEN)
    with pytest.raises(Refused) as refused:
        _adopt(cast, draft)
    assert refused.value.codes == ("campaign_needs_start", "campaign_needs_end")
    draft.refresh_from_db()
    assert (draft.state, Campaign.objects.count(), Gate.objects.count()) == ("open", 0, 0)


def test_adoption_goes_by_the_draft_as_it_stands_not_as_the_page_showed_it(cast: Cast) -> None:
    shown = _staged(cast)
    settled(cast, Draft.objects.get(pk=shown.pk), title="后来定的题目")
    choose_template(draft=shown, template="learn-check-fix", actor=cast.clerk, now=NOW)
    campaign = _adopt(cast, shown)
    assert (campaign.title, campaign.template) == ("后来定的题目", "learn-check-fix")


# --- each kind of campaign


@pytest.mark.parametrize(("template", "stages"), [("three-stage-2009", 3), ("learn-check-fix", 0)])
@pytest.mark.parametrize("days", [14, 365], ids=["two weeks", "a year"])
def test_a_town_adopts_either_chinese_template(
    cast: Cast, template: str, stages: int, days: int
) -> None:
    draft = a_draft(cast, text=REWRITTEN, template=template)
    settled(cast, draft, ends_on=STARTS_ON + timedelta(days=days))
    campaign = _adopt(cast, draft)
    assert (campaign.stages.count(), campaign.documents.count()) == (stages, 5)
    assert campaign.language == "zh-hans"
    days_named = [STARTS_ON - timedelta(days=1)]
    for stage in campaign.stages.all():
        assert stage.starts_on == days_named[-1] + timedelta(days=1)
        days_named.append(stage.ends_on)
    if stages:
        assert days_named[-1] == campaign.ends_on
    for dated in (*campaign.documents.all(), *campaign.actions.all()):
        assert campaign.starts_on <= dated.due_on <= campaign.ends_on


def test_a_hospital_group_adopts_the_english_template(cast: Cast) -> None:
    group = add_unit(
        code="group", name="Lakeside Group", kind="group", parent=None, actor=SYSTEM, now=NOW
    )
    hospital = add_unit(
        code="north", name="North Hospital", kind="hospital", parent=group, actor=SYSTEM, now=NOW
    )
    ward = add_unit(
        code="ward-3", name="Ward 3", kind="ward", parent=hospital, actor=SYSTEM, now=NOW
    )
    posts = {
        role: add_post(unit=unit, code=role, title=role, role=role, actor=SYSTEM, now=NOW)
        for role, unit in (
            ("campaign_office", group),
            ("first_responsible", hospital),
            ("secretary", ward),
        )
    }
    office = posts["campaign_office"]
    by_office = {"actor": office, "now": NOW}
    draft = a_draft(
        cast, unit=group, actor=office, text="Safety notice", template="safety-campaign"
    )
    settled(cast, draft, title="Safe hands", actor=office)
    a_line(cast, draft, "No patient falls unseen", **by_office)
    for text, owner in (("Check the handrails", "Each Ward"), ("Buy lamps", "Hospital Directors")):
        line = a_line(cast, draft, text, kind="duty", **by_office)
        edit_line(line=line, text=text, owed_by=[owner], **by_office)
    campaign = adopt(draft=draft, **by_office)
    assert campaign.language == "en"
    assert [stage.title for stage in campaign.stages.all()] == ["Look and listen", "Put right"]
    assert _owing(campaign.actions.get(text="Check the handrails")) == {ward: posts["secretary"]}
    assert _owing(campaign.actions.get(text="Buy lamps")) == {hospital: posts["first_responsible"]}
    assert campaign.documents.count() == Gate.objects.count() == 5


# --- how much it costs


def _read_and_settled(cast: Cast, duties: int) -> Draft:
    draft = settled(cast, a_draft(cast, text=many_duties(duties)))
    assert draft.lines.filter(kind="duty").count() == duties
    return draft


def test_three_thousand_duties_are_read_and_adopted(cast: Cast) -> None:
    campaign = _adopt(cast, _read_and_settled(cast, 3000))
    owed = Duty.objects.filter(action__campaign=campaign, action__start__isnull=False)
    assert owed.count() == 3000 * 2  # both villages owe each


def test_adoption_asks_and_writes_no_more_often_for_300_lines_than_for_3(cast: Cast) -> None:
    few, many = (_read_and_settled(cast, duties) for duties in (3, 300))
    sent = [
        Counter(
            re.sub(r"s\d+_x\d+", "…", " ".join(sql.split()[:3]))
            for sql in statements(lambda one=one: _adopt(cast, one))
        )
        for one in (few, many)
    ]
    if connection.vendor == "sqlite":  # takes 999 values at a time: more rows, more helpings
        for counted in sent:
            for table in ("campaigns_action", "campaigns_duty"):
                helpings = counted.pop(f'INSERT INTO "{table}"')
                assert helpings <= 8
    assert sent[0] == sent[1]

"""Which wording of a duty means which evidence, as a case officer reads it.

``-``: nothing shows it, whoever did it tells.  The wordings are those of the speech of 2009 as it
was received (a machine had put 急躁 for 耐心 and 化解冲突 for 化解矛盾), of the demo's directive,
and of a hospital's.
"""

from __future__ import annotations

from importlib.resources import files

import pytest

from qunce.domain.campaigns.configurations import (
    BadTemplate,
    all_templates,
    parse_template,
    template_called,
)

SOURCE = (files("qunce.domain.campaigns.configurations") / "three-stage-2009.toml").read_text(
    encoding="utf-8"
)

SPEECH = [
    ("要坚持把理论武装作为学习实践活动的首要任务,从一开头就要抓紧抓好", "plan_made"),
    ("要组织宽敞党员深化学习,真正搞清楚、弄明白科学进展观含义是什么", "session_held"),
    ("灵敏运用多种学习方式,进行集中培训、专题培训和个人自觉相结合", "session_held"),
    ("对自觉力量不强的党员,要多实行辅导、讲解、争辩等直观形象的方式组织学习", "session_held"),
    ("对年老体弱的党员,要急躁地帮学,送学", "delivery_made"),
    ("把理论学习与当前工作联系起来,努力提高学习针对性和有效性", "session_held"),
    ("细心设计切合本地本单位实际,具体鲜亮特点的实践载体", "project_begun"),
    ("要坚持把实现“五个全面提升目标作为最大的实践,找准结全点", "project_finished"),
    ("多干理顺心情、化解冲突的事情,多做分散人心、鼓舞士气的工作", "voice_answered"),
    ("全面了解把握信访动态,留意准时觉察带有苗头性、倾向性的问题", "voice_heard"),
    ("要把整改落实、解决问题贯穿始终,坚持边学边改、边查边改和集中整改", "problem_confirmed"),
    ("重点抓好城乡环境综合整治,尽快改善城乡环境面貌", "check_made"),
    ("切实做好甲流疫情防控工作,有效减轻疫情对人民群众健康的危害", "-"),
    ("要认真解决群众反映猛烈的突出问题", "problem_confirmed"),
    ("深化排查,列出单子,明确责任,逐一抓好落实", "problem_listed"),
    ("要把学习实践活动作为夯实基层根底的重大契机,开展创先争优活动", "promise_made"),
    ("进一步深化三级联创活动,加强基层党组织建设", "-"),
    ("确保在学习实践活动中有特色、有亮点、有成效", "-"),
    ("党组织负现人为第一责任人,确保学习实践活动不走过场、不出偏差", "-"),
    ("党员领导干部要带头参与领导班子和所在支部的活动", "session_led"),
    ("灵敏支配活动实践,科学设计活动步骤,内容上留意通俗易懂", "-"),
    ("做到落实规定动作与搞好自选动作有机统一", "-"),
    ("切实加强对学习实践活动的督查指导,确保学习实践活动的顺当开展", "visit_made"),
    ("实行多种方式深化群众,倾听民声,了解民意,集中民智", "voice_heard"),
    ("要切实做到确定活动方案要向群众问计", "gate_asked"),
    ("查找突出问题要听群众意见", "gate_asked"),
    ("起草分析检查报告要请群众评议", "gate_asked"),
    ("制定整改落实方案要向群众请教", "gate_asked"),
    ("衡量活动成效要由群众评判", "gate_asked"),
    ("要大力宣扬学习实践科学进展观的先进典型和成功经验", "-"),
    # and as it was said before the machine changed it
    ("要耐心地帮学、送学", "delivery_made"),
    ("多干理顺情绪、化解矛盾的事情", "voice_answered"),
    ("党员领导干部要带头参加领导班子和所在支部的活动", "session_led"),
]
DEMO = [
    ("各支部要在2026年9月18日前制定学习计划，把集中学习、专题辅导和个人自学结合起来", "plan_made"),
    ("支部要采取讲解、讨论、看短片等方式组织学习", "session_held"),
    ("支部要安排专人送学上门", "delivery_made"),
    ("支部要写明一条“我们准备改什么”", "session_held"),
    ("设计一个群众看得见、用得上的实践项目", "project_begun"),
    ("列出本年度实事清单", "promise_made"),
    ("镇卫生院要为行动不便的老人提供上门体检和送药服务，每季度不少于一次", "-"),
    ("全面排查办事难、出行难、看病远、环境差等问题，建立问题清单", "problem_listed"),
    ("能当场解决的要当场解决", "problem_confirmed"),
    ("整改完成的事项，应当由群众确认，不得由承办人自己销号", "problem_confirmed"),
    ("各村、社区要在2026年12月31日前完成一次环境卫生集中整治", "check_made"),
    ("各企业要在2027年1月20日前结清拖欠职工的工资", "-"),
    ("各支部要对照职责公开一项承诺", "promise_made"),
    ("听一听他们对家乡的意见和建议", "voice_heard"),
    ("党员领导干部要参加领导班子和所在支部的双重活动", "session_led"),
    ("指导组要每月到所联系的支部走访一次，重在帮助支部解决困难", "visit_made"),
    ("各支部要通过入户走访、院坝会、意见箱、电话和网上留言等多种渠道听取意见", "voice_heard"),
    ("对群众提出的意见，采纳的要说明怎么办，没有采纳的要说明为什么", "voice_answered"),
    ("查找突出问题多听群众意见", "gate_asked"),
    ("评议和评判一律不记名", "-"),
]
HOSPITAL = [
    ("Each ward must list its hazards by 15 March 2026", "problem_listed"),
    ("the ward manager shall ask patients and families which problems they see", "voice_heard"),
    ("The ward manager is responsible for naming one owner for each hazard", "problem_listed"),
    ("Managers must consult patients on the action plan before it is adopted", "gate_asked"),
    ("Nurses should hold a ten-minute safety talk at each shift change", "session_held"),
    ("Every department has a training plan by April", "plan_made"),
    ("Wards may choose their own way of doing so", "-"),
    ("The safety office will visit each ward once a month and help", "visit_made"),
    ("patients judge the outcome by an anonymous survey in August 2026", "gate_asked"),
]


@pytest.mark.parametrize(
    ("template", "wording", "evidence"),
    [
        *(("three-stage-2009", *line) for line in SPEECH),
        *(("learn-check-fix", *line) for line in DEMO),
        *(("safety-campaign", *line) for line in HOSPITAL),
    ],
)
def test_a_wording_means_its_evidence(template: str, wording: str, evidence: str) -> None:
    found = template_called(template)
    assert found is not None
    assert (found.evidence_for(wording) or "-") == evidence


def test_the_first_line_that_fits_counts() -> None:
    found = template_called("three-stage-2009")
    assert found is not None
    # 送学 stands before the lines of study, so bringing it home is not a session
    assert found.evidence_for("组织学习，并送学上门") == "delivery_made"
    assert found.meant_by("与学习无关的一句话") is None


def test_a_line_by_hand_stops_what_stands_below_it() -> None:
    line = '[[evidence]]\nwords = ["送学"]\ncode = "by_hand"\n\n[[evidence]]\nwords = ["问计"]'
    source = SOURCE.replace('[[evidence]]\nwords = ["问计"]', line)
    template = parse_template("ours.toml", source)
    assert template.evidence_for("安排专人送学上门") == ""
    assert template.meant_by("安排专人送学上门") is not None


FAULTS = [
    ('code = "gate_asked"', 'code = "a_photo"', "unknown evidence a_photo"),
    ('evidence = "session_led"', 'evidence = "hours"', "unknown evidence hours"),
    ('evidence = "plan_made"', 'evidence = "marks"', "unknown evidence marks"),
    ('words = ["问计"]', 'words = "问计"', "words must be a list"),
    ("at = 0.06\n\n[[evidence]]", "at = 6\n\n[[evidence]]", "at must be a share"),
    ('suits = ["visited"]', 'suits = ["carried"]', "suits no need carried"),
    ('code = "tutoring"', 'code = "explaining"', "two forms explaining"),
    ('en = "Tutoring"', "", "tutoring needs zh-hans and en"),
    ("[[study.forms]]", "[[study.shapes]]", "'forms' is missing"),
    ("[[evidence]]", "[[proof]]", "'evidence' is missing"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_faulty_policy_is_refused_naming_the_fault(old: str, new: str, said: str) -> None:
    assert old in SOURCE
    with pytest.raises(BadTemplate, match=r"^ours\.toml: ") as refused:
        parse_template("ours.toml", SOURCE.replace(old, new))
    assert said in str(refused.value)


def test_the_forms_of_study_are_those_of_the_speech_and_of_a_ward() -> None:
    speech, second, hospital = all_templates()
    named = [[form.label(one.language) for form in one.study_forms] for one in all_templates()]
    assert named[0] == named[1]
    assert "、".join(named[0]) == (
        "集中培训、专题培训、个人自学、辅导、讲解、讨论、耐心帮学、送学上门"
    )
    assert "Bedside teaching" in named[2]
    home = speech.study_form("bringing_home")
    assert home is not None
    assert home.suits == ("visited",)
    assert second.study_form("no such form") is None
    assert [need.code for need in hospital.study_needs] == [
        "read_to",
        "visited",
        "large_print",
        "self_study",
    ]


def test_a_hospitals_template_has_no_chinese_of_its_own() -> None:
    hospital = template_called("safety-campaign")
    assert hospital is not None
    shown = [lead.text for lead in hospital.leads]
    shown += [one.label("en") for one in (*hospital.study_forms, *hospital.study_needs)]
    shown += [action.text for action in hospital.actions]
    assert all(word.isascii() for word in shown)
    assert len(hospital.leads) == 5

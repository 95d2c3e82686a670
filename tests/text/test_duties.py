"""Who owes what: one sentence each, as a township clerk would read it."""

import pytest

from qunce.text.directive import Duty, read


def only(sentence: str, before: str = "工作方案\n一、工作任务\n") -> Duty:
    duties = read(before + sentence).duties
    assert len(duties) == 1, [duty.text for duty in duties]
    return duties[0]


@pytest.mark.parametrize(
    ("sentence", "owed_by"),
    [
        ("各村、社区和学校要组织一次大扫除。", ("各村", "社区", "学校")),
        ("镇党政办公室负责汇总各村情况。", ("镇党政办公室",)),
        ("在5月底前，各党支部必须开好组织生活会。", ("各党支部",)),
        ("清单之外的材料，镇直各部门不得要求村里报送。", ("镇直各部门",)),
        ("问题清单由各包村干部负责核实。", ("各包村干部",)),
        ("党支部书记是第一责任人，要亲自抓。", ("党支部书记",)),
        ("村党组织书记为第一责任人。", ("村党组织书记",)),
        ("各县（市、区）人民政府要抓好落实。", ("各县（市、区）人民政府",)),
        ("镇便民服务中心要公开办事流程。", ("镇便民服务中心",)),
        ("抓好问题整改。（责任单位：镇农业办、各村）", ("镇农业办", "各村")),
        ("抓好问题整改。（县教育局牵头，县财政局配合）", ("县教育局",)),
    ],
)
def test_the_party_that_owes_is_the_one_the_sentence_names(sentence, owed_by):
    assert only(sentence).owed_by == owed_by


def test_a_subject_holds_for_its_paragraph_and_no_further():
    duties = read("方案\n一、任务\n镇纪委要逐项回访。发现虚报的，必须通报。\n抓好整改。").duties
    assert [duty.owed_by for duty in duties] == [("镇纪委",), ("镇纪委",), ()]


def test_a_sentence_without_subject_is_owed_by_whom_the_document_addresses():
    duties = read("通知\n各村党支部：\n一、任务\n抓好村道清扫。").duties
    assert duties[0].owed_by == ("各村党支部",)


def test_two_parties_in_one_sentence_owe_two_duties():
    duties = read("方案\n一、任务\n各村要建立清单，镇纪委负责回访。").duties
    assert [duty.owed_by for duty in duties] == [("各村",), ("镇纪委",)]


@pytest.mark.parametrize(
    ("sentence", "modality", "action_kind"),
    [
        ("各村必须公开账目。", "must", "required"),
        ("各村要公开账目。", "must", "required"),
        ("各村不得向村民摊派。", "must", "required"),
        ("鼓励各村建立积分以外的激励办法。", "should", "optional"),
        ("各村可以根据农时确定时间。", "should", "optional"),
        ("提倡在田间地头开会。", "should", "optional"),
        ("原则上每季度召开一次会议。", "should", "required"),
        ("各村要落实规定动作、做好自选动作。", "must", "required"),
    ],
)
def test_what_binds_and_what_may_be_chosen(sentence, modality, action_kind):
    duty = only(sentence)
    assert (duty.modality, duty.action_kind) == (modality, action_kind)


@pytest.mark.parametrize(
    "sentence",
    [
        "开展这项活动是改进作风的重要举措。",
        "这项工作有利于方便群众。",
        "近年来，我镇的村道建设取得了成绩。",
        "我们要清醒地看到存在的不足。",
        "主要任务有以下三个方面：",
        "人民群众是真正的英雄。",
        "第一阶段：学习动员（3月）。",
    ],
)
def test_a_reason_or_a_state_is_no_duty(sentence):
    assert read("方案\n一、任务\n" + sentence).duties == []


@pytest.mark.parametrize(
    ("sentence", "owed_to"),
    [
        ("各村要组织广大党员学习。", ("广大党员",)),
        ("各村要每月向镇党委报告进展。", ("镇党委",)),
        ("查找问题要听取村民意见。", ("村民",)),
        ("对年老体弱的党员，要送学上门。", ("年老体弱的党员",)),
        ("要让广大群众看到变化。", ("广大群众",)),
    ],
)
def test_to_whom_a_duty_is_owed(sentence, owed_to):
    assert only(sentence).owed_to == owed_to


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("各村、社区要抓好落实。", ("village", "community")),
        ("镇卫生院要做好接种。", ("clinic",)),
        ("各中小学校要开门办学。", ("school",)),
        ("各企业要结清工资。", ("enterprise",)),
        ("各党支部要上好党课。", ("branch",)),
        (
            "全面推进农村、社区、学校和企业党建工作。",
            ("village", "community", "school", "enterprise"),
        ),
    ],
)
def test_for_which_kind_of_unit(sentence, kinds):
    assert set(kinds) <= set(only(sentence).unit_kinds)


@pytest.mark.parametrize(
    ("sentence", "gate"),
    [
        ("制定活动方案前要向群众问计。", ("plan", "活动方案")),
        ("工作方案定稿前应当征求居民意见。", ("plan", "工作方案")),
        ("通过座谈会听取群众意见，查找突出问题。", ("problems", "突出问题")),
        ("坚持开门搞活动，广泛征求群众意见建议。", ("problems", "突出问题")),
        ("领导班子分析检查报告要组织群众评议。", ("report", "分析检查报告")),
        ("整改方案形成后，要在一定范围公示，征求群众意见。", ("remedy", "整改方案")),
        ("活动结束前开展群众满意度测评。", ("verdict", "活动成效")),
        ("把群众满意不满意作为衡量工作成效的标准。", ("verdict", "工作成效")),
    ],
)
def test_a_gate_is_known_by_its_document(sentence, gate):
    gates = read("方案\n一、任务\n" + sentence).gates
    assert [(found.kind, found.document) for found in gates] == [gate]


@pytest.mark.parametrize(
    "sentence", ["认真开展民主评议党员工作。", "解决群众反映强烈的突出问题。", "组织群众代表座谈。"]
)
def test_speaking_of_the_people_is_no_gate_by_itself(sentence):
    assert read("方案\n一、任务\n" + sentence).gates == []

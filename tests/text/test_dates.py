"""Windows and due dates as directives write them."""

import pytest

from qunce.text.directive import read
from qunce.text.directive.dates import read_due


@pytest.mark.parametrize(
    ("sentence", "window"),
    [
        ("活动从2009年9月开始，2010年2月基本结束。", ("2009-09", "2010-02")),
        ("活动自2024年4月1日起至7月31日结束。", ("2024-04-01", "2024-07-31")),
        ("集中教育时间为2024年4月至7月。", ("2024-04", "2024-07")),
        ("行动时间：2024年11月上旬至次年2月底。", ("2024-11", "2025-02")),
        ("活动从二〇二三年九月开始，到二〇二四年一月结束。", ("2023-09", "2024-01")),
        ("从2025年10月开始，利用半年时间开展活动。", ("2025-10", None)),
        ("工作时间：2024.03.01—2024.06.30。", ("2024-03-01", "2024-06-30")),
        ("各村要抓好落实。", (None, None)),
    ],
)
def test_the_window_of_a_campaign(sentence, window):
    found = read(f"活动方案\n一、安排\n{sentence}").window
    assert (found.start, found.end) == window


def test_stages_give_the_window_when_nothing_else_does():
    source = (
        "整治方案\n（一）动员阶段（2024年3月1日至3月10日）\n各村要动员。\n"
        "（二）整治阶段（2024年3月11日至5月31日）\n各村要整治。"
    )
    outline = read(source)
    assert (outline.window.start, outline.window.end) == ("2024-03-01", "2024-05-31")
    assert [duty.due for duty in outline.duties] == ["2024-03-10", "2024-05-31"]


def test_an_end_before_its_beginning_is_reported_as_it_stands_and_warned_of():
    outline = read("讲话\n活动从2023年9月开始，2023年2月基本结束。")
    assert (outline.window.start, outline.window.end) == ("2023-09", "2023-02")
    assert "window_impossible" in [notice.code for notice in outline.warnings]


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("各村要在2024年5月10日前完成排查", "2024-05-10"),
        ("6月底前报送总结", "2024-06"),
        ("截至3月15日", "2024-03-15"),
        ("于9月1日下班前报党政办", "2024-09-01"),
        ("2023年年底前建成", "2023-12"),
        ("从4月1日至4月20日集中整治", "2024-04-20"),
        ("每月5日召开例会", None),
        ("13月1日前完成", None),
    ],
)
def test_by_when_a_duty_is_due(clause, due):
    assert read_due(clause, 0, len(clause), 2024) == due


def test_dates_read_by_a_repair_are_said_to_be_so():
    source = (
        "动员会上的讲话\n宽敞党员干部要深化学习科学进展观，把握原那么，效劳群众，夯实根底。\n"
        "第三批深化学习实践科学进展观活动从2023年9月开头，2023年2月根本结束。\n"
    )
    outline = read(source)
    assert (outline.window.start, outline.window.end) == ("2009-09", "2010-02")
    said = [notice for notice in outline.warnings if notice.code == "window_repaired"]
    assert [(notice.params["seen_start"], notice.params["seen_end"]) for notice in said] == [
        ("2023-09", "2023-02")
    ]

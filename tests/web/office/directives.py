"""Directives for the office's pages."""

from __future__ import annotations

SPEECH = """清泉镇开展“办好身边事”活动动员讲话
（2026年3月2日）

同志们：
我镇的“办好身边事”活动从2026年3月开始，到2026年8月基本结束。
一、准确把握要求
这次活动，要紧紧围绕“党员有提高、工作有改进、群众得实惠”的总体要求，努力实现“办事效率有新提升、人居环境有新改善”的目标。
（一）办好实事。各村要在2026年4月30日前公布本年度的实事清单。中心学校要做好校门口的交通疏导工作。
（二）听取意见。制定活动方案先向群众问计，查找突出问题多听群众意见，形成分析检查报告请群众评议，拟定整改方案向群众请教，衡量活动成效由群众评判。
"""


def of_duties(count: int) -> str:
    """A directive with one duty in each of ``count`` sentences."""
    return "关于开展活动的通知\n努力实现“环境有新改善”的目标。\n" + "".join(
        f"各村要在2026年4月{at % 28 + 1}日前完成第{at + 1}项整治工作。\n" for at in range(count)
    )

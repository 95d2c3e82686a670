"""Directives for these tests, written by us."""

from __future__ import annotations

REWRITTEN = """清泉镇关于开展学习活动的通知

一、总体要求
这次活动总体要求是：深入学习科学进展观，党员干部受教育、人民群众得实惠。

二、主要任务
各村党支部要认真学习科学进展观，学习要有新进展。
各学校要把科学进展观写进校园，让活动取得新进展。
镇党委要带头学习科学进展观。
"""
"""A tool put 进展 for 发展 in four places; 新进展 is right as it stands, twice."""

WRONG, RIGHT, FALSE_FRIEND = "科学进展观", "科学发展观", "新进展"


def many_duties(count: int) -> str:
    """A directive with one requirement and ``count`` duties of every village."""
    duties = "".join(f"各村要办好第{number}件实事。\n" for number in range(1, count + 1))
    return (
        "清泉镇关于开展活动的通知\n\n一、总体要求\n总体要求是：党员干部受教育、人民群众得实惠。\n\n"
        f"二、主要任务\n{duties}"
    )

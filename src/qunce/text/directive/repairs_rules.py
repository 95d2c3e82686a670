"""Repairs that no pair of words can express: masked years, lost characters, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qunce.text.directive.repairs_findings import CERTAIN, LIKELY, Finding

_CERTAIN_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"又好又好快(?:发展|进展|开展)"), "又好又快发展"),
    (re.compile(r"报务(?:效劳|服务)"), "服务"),
    (re.compile(r"科学[\u4e00-\u9fff]展观(?<!发展观)(?<!进展观)(?<!开展观)"), "科学发展观"),
    (re.compile(r"科学(?:发观|展观)"), "科学发展观"),
)
_REWRITTEN_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"更好的(?=开展|发挥|推动|推进|贯彻|完成|履行|实现|组织)"), "更好地"),
    (re.compile(r"电视(?= ?会议精神)"), "电视电话"),
    (re.compile(r"组织建(?=的|，|。|、)"), "组织建设"),
    (re.compile(r"社区学校(?=医院)"), "社区、学校"),
    (re.compile(r"(?:安排|支配)活动实践"), "安排活动时间"),
)
_CAMPAIGN = re.compile(r"学习实践科学[\u4e00-\u9fff]{1,3}观")
_BATCH = re.compile(r"(?:第([一二三])|(其次))批")
_BATCH_YEARS = {"一": (2008, 2009), "二": (2009, 2009), "三": (2009, 2010)}
"""First and last year of the three batches of the 2008-2010 campaign (Opinion 中发〔2008〕14号)."""
_YEAR = re.compile(r"(?<![0-9〔])(20(?:1[2-9]|2\d))年")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_NUMBER = re.compile(r"中发\d{4,6}号")
"""中发202314号: the year is masked and the brackets 〔〕 are lost."""


def rule_findings(text: str, *, rewritten: bool = False) -> Iterator[Finding]:
    """Findings of the rules; those of a rewritten text only when ``rewritten``."""
    for rule, suggested in _CERTAIN_RULES:
        for match in rule.finditer(text):
            yield _finding(match, suggested, CERTAIN)
    if not rewritten:
        return
    for rule, suggested in _REWRITTEN_RULES:
        for match in rule.finditer(text):
            yield _finding(match, suggested, LIKELY)
    if _CAMPAIGN.search(text):
        yield from _masked_years(text)


def _masked_years(text: str) -> Iterator[Finding]:
    """Years that cannot be: the campaign ran from September 2008 to February 2010.

    The month decides in a window that crosses New Year: the months from September on belong to
    its first year.
    """
    batch = _BATCH.search(text)
    first, last = _BATCH_YEARS[(batch.group(1) or "二") if batch else "三"]
    for match in _NUMBER.finditer(text):
        if match.group().endswith("14号"):
            yield _finding(match, "中发〔2008〕14号", LIKELY)
    for match in _YEAR.finditer(text):
        month = _MONTH.match(text, match.end())
        year = last if month and first != last and int(month.group(1)) < 9 else first
        end = month.end() if month else match.end()
        suggested = f"{year}年" + (month.group() if month else "")
        whole = text[match.start() : end]
        yield Finding(match.start(), end, suggested, LIKELY, whole, suggested)


def _finding(match: re.Match[str], suggested: str, ground: int) -> Finding:
    return Finding(match.start(), match.end(), suggested, ground, match.group(), suggested)

"""Where a directive says that people are to be asked, heard, shown, consulted, or to judge.

Five gates, each before a document or a result: the plan (问计), the list of problems (听意见), the
analysis report (评议), the rectification plan (请教) and the verdict (评判).  A gate is named where
one clause speaks of people and of asking them; which one follows from the document in the same
clause, or in the clause just before it.  Reviewing individual members (民主评议党员) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qunce.text.directive.mapped import Mapped
from qunce.text.directive.outline import GateMention

_PEOPLE = re.compile(
    "群众|居民|村民|百姓|民众|患者|病人|家长|师生|学生|代表|社会各界|各界人士|服务对象|"
    "职工|基层|各方面|农户|业主|商户|"
    "党内外|管理对象|公众|人民|residents?|patients?|families|people|public|parents|service us"
    "ers|staff",
    re.I,
)
_ASK = re.compile(
    "问计|问需|问策|问政|请教|求教|征求|征询|征集|听取|听.{0,6}意见|听.{0,4}呼声|意见建议|"
    "评议|评判|评价|测评|评定|打分|评分|"
    "满意度|满意不满意|说了算|民意调查|问卷|座谈会|公示|(?:居民|村民|群众|职工|业主|农户).{0,4}同意|\\b(?:ask(?:ed)?|consult(?:ed)?|"
    "heard?|listen|"
    "review(?:ed)?|judged?|survey(?:ed)?|feedback|rate)\\b",
    re.I,
)
_JUDGE = re.compile(
    "评判|测评|满意度|满意不满意|群众.{0,4}满意.{0,8}标准|说了算|群众.{0,6}(?:打分|评分)|"
    "评价|评定|\\bjudged?\\b|\\brate\\b|satisfaction",
    re.I,
)
_REPORT = re.compile(
    "(?:分析检查|对照检查|自查|检查剖析|剖析)(?:报告|材料)|(?:analysis|review) report"
)
_REMEDY = re.compile(
    "整改(?:落实|提升|工作)?(?:方案|措施|清单|台账|计划|事项|任务)|remed(?:y|ial) plan|"
    "rectification plan|action plan"
)
_RESULT = re.compile(
    "(?:活动|工作|整改|整治|学习实践活动|治理|行动|专项行动)?(?:成效|效果|结果|实效|"
    "落实情况|整改情况|完成情况|质量)|\\b(?:results?|outcomes?)\\b",
    re.I,
)
_PROBLEM = re.compile(
    "(?:突出|存在的?|主要|热点难点|急难愁盼|共性|具体)?问题(?:清单)?|短板|难点堵点|堵点|"
    "\\bproblems?\\b|\\bhazards?\\b|complaints",
    re.I,
)
_PLAN = re.compile(
    "(?:活动|实施|工作|整治|行动|学习|建设|改造|规划)?(?:方案|计划|规划)|\\b(?:campaign |"
    "draft )?plan\\b",
    re.I,
)
_DECIDING = re.compile(
    "确定|制定|制订|研究|起草|编制|形成|出台|修订|拟[定订]|定稿|印发|before|draft|adopt"
)
_FINDING = re.compile(
    "查找|查摆|征求|征集|听取|听.{0,4}意见|排查|摸排|找准|梳理|问需|收集|意见建议|开门|"
    "list|find|hear|ask",
    re.I,
)
_CAMPAIGN = re.compile("活动|工作|整改|整治|行动|学习|成果|campaign|programme", re.I)
_OPENLY = re.compile("广泛|普遍|深入|多种|走访|座谈|意见箱|开门|入户|进村|调研|虚心")
_MEMBERS = re.compile("民主评议党员|评议党员|党员评议|测评党员|干部考核|民主测评干部")
_EARLIER = 80
"""So many characters of the sentence before a clause may name the clause's document."""
_SENTENCE = re.compile("[^。！？\n]+")


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate in the reading text: which, before which document, in which clause."""

    kind: str
    document: str
    start: int
    end: int


def read_gates(text: str) -> list[Gate]:
    """The gates of the reading text, one a clause, the same gate once a sentence."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if not _ASK.search(words) or not _PEOPLE.search(words):
            continue
        seen: set[str] = set()
        before = ""
        for m in re.finditer("[^，；,;]+", words):
            gate = _gate(m.group(), before)
            if gate and gate[0] not in seen:
                seen.add(gate[0])
                start, end = _trimmed(
                    text, sentence.start() + m.start(), sentence.start() + m.end()
                )
                found.append(Gate(gate[0], gate[1], start, end))
            before = (before + "，" + m.group())[-_EARLIER:]
    return found


def as_mentions(gates: list[Gate], reading: Mapped, wording: Mapped) -> list[GateMention]:
    """The gates with their places in the source; documents named as the source names them."""
    mentions = []
    for gate in gates:
        at = reading.text.rfind(gate.document, max(0, gate.start - 2 * _EARLIER), gate.end)
        named = gate.document
        if at >= 0:
            named = wording.within(*reading.span(at, at + len(gate.document)))
        mentions.append(GateMention(gate.kind, named, *reading.span(gate.start, gate.end)))
    return mentions


def _gate(clause: str, before: str) -> tuple[str, str] | None:
    if not _ASK.search(clause) or _MEMBERS.search(clause):
        return None
    if not _PEOPLE.search(clause) and not (_PEOPLE.search(before) and _ASK.search(clause)):
        return None
    for words in (clause, before + "，" + clause):
        report, remedy, result = _REPORT.search(words), _REMEDY.search(words), _RESULT.search(words)
        if report:
            return "report", report.group()
        if remedy and not (result and _JUDGE.search(clause)):
            return "remedy", remedy.group()
        if _JUDGE.search(clause) and (result or _CAMPAIGN.search(before + clause)):
            return "verdict", result.group() if result else "活动成效"
        problem = _PROBLEM.search(words)
        if problem and _FINDING.search(words):
            return "problems", problem.group()
        plan = _PLAN.search(words)
        if plan and (_DECIDING.search(words) or "问计" in words or "征求" in words):
            return "plan", plan.group()
        if result and "评议" in words:
            return "verdict", result.group()
    if re.search("问计|问策", clause):
        return "plan", "活动方案"
    openly = _OPENLY.search(before + clause)
    if (
        openly
        and re.search("征求|征集|听取|听.{0,6}意见|问需", clause)
        and re.search("意见|建议|呼声|诉求|需", clause)
    ):
        return "problems", "突出问题"
    if re.search("评议|打分", clause) and re.search(
        "群众|居民|村民|患者|家长|服务对象|社会各界", clause
    ):
        return "verdict", "活动成效"
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　：:“":
        start += 1
    while end > start and text[end - 1] in " 　”":
        end -= 1
    return start, end

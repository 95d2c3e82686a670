"""The subject of a clause: the units, bodies or posts it names as those who act.

Directives put adverbials before the subject (在……前，各村要……), lists of units into it, and bodies
whose names no list holds (镇村镇建设服务中心负责……); a name that ends like a body and stands before
要, 负责 and the like is one.
"""

from __future__ import annotations

import re

from qunce.text.directive.actors import ACTORS, ENGLISH_ACTORS, actors_in
from qunce.text.directive.characters import HAN
from qunce.text.directive.modality import LABEL, VERBS, is_imperative, modality

_LEAD_IN = (
    "(?:同时|此外|另外|其中|特别是|届时|原则上|从即日起|[一二三四五六七八九十]是|"
    "(?:在|于|从|自|到|对|对于|按照|根据|结合|围绕|依据|凡)[^，；]{1,40}|[^，；]{0,8}\\d{1,2}"
    "月[^，；]{0,14}|"
    "[^，；]{1,10}(?:期间|阶段|前|后|中)|每[年月周季天日][^，]{0,6})，"
)
_ACTS = (
    "(?=，?(?:一定|确定要|要(?!求)|必须|务必|应(?![用急对])|须|不得|不准|严禁|可|都|均|也要|还要|至少|原则上|不定期|逐|将|牵头|配合)|"
    f"为第一责任|作为|是第一责任|分别|具体|同步|会同|协助|报|向|于|在|对|{VERBS})"
)
_SUBJECT = re.compile(f"(?:{_LEAD_IN}){{0,2}}(?P<who>{ACTORS}){_ACTS}")
_OBLIGED = "(?:要(?![求么是])|必须|应当|应(?![用急对])|须|负责|不得|不准|有权|可(?=[以结根自按]))"
# 清单之外的事项，县直各部门不得……: any opening, when the unit behind it is plainly obliged.
_BEHIND_OPENING = re.compile(f"[^，；]{{2,40}}，(?P<who>{ACTORS})(?={_OBLIGED})")
_PLACE_AND_TIME = re.compile("(?:在|于)[^，]{2,24}?(?:前|内|后|底|中|间)(?=.)")
_UNLISTED = (
    f"[{HAN}（）]{{1,14}}?"
    "(?:室|办|局|院|校|所|站|队|组|会|部|委|中心|公司|厂|长|员|师|干部|者|户|店|家庭|人|"
    "单位|部门|机构|机关|专班|坊|科|处|股|领导|人员|镇|乡|街道|社区|社|班子)"
)
_UNLISTED_SUBJECT = re.compile(
    f"(?:{_LEAD_IN})?(?P<who>{_UNLISTED}(?:[、和]{_UNLISTED}){{0,8}})"
    "(?=，?(?:要(?!求|么|是)|必须|应当|须|负责|不得|每[年月周季天]))"
)
# 供电、通信等企业: one party, named by its kinds.
_KINDS = re.compile(
    f"(?P<who>[{HAN}]{{2,8}}(?:、[{HAN}]{{2,8}}){{1,5}}等(?:企业|部门|单位|机构|行业))(?={_OBLIGED})"
)
# 宣传科, 督查室: begins like a verb and is a body.
_OFFICE = re.compile(
    "(?:宣传|组织|督查|督导|监督|检查|指导|保障|服务|培训|审计|统计|规划|建设|保卫|协调|执法|治理)"
    "(?:科|处|部|办|室|站|组|队|股|局|中心|单位|部门)"
)
_ASSIGNED = re.compile(
    f"(?:^|，)由(?P<who>{_UNLISTED}(?:[、和]{_UNLISTED}){{0,8}})"
    "(?=负责|牵头|组织|会同|统一|具体|实施|承担|汇总|审核|督促|约谈)"
)
_ASKED = re.compile(
    f"请(?P<who>{_UNLISTED})(?=于|在|按|将|提前|认真|做好|结合|严格|对照|及时|抓紧)"
)
_ENCOURAGED = re.compile(
    f"(?:鼓励|提倡|倡导|允许)(?:和支持)?(?:有条件的)?(?P<who>各{{0,1}}(?:{ACTORS}))(?={VERBS}|自行)"
)
# A body of a named level (镇……专班) also stands before a plain verb.
_LEVEL_BODY = re.compile(
    f"(?:{_LEAD_IN})?(?P<who>(?:镇|县|乡|街道|区|市|村|社区)[{HAN}]{{1,14}}?"
    f"(?:室|办|局|院|校|所|站|队|组|会|部|委|中心|专班))(?=对|{VERBS})"
)
_BY = re.compile(
    f"由(?P<who>{ACTORS})(?:负责|牵头|组织|统一|会同|具体|实施|承担|汇总|审核|督促|对|按|分别|共同)"
)
_ENGLISH_SUBJECT = re.compile(
    rf"\s*(?:By [^,]{{3,30}}, )?(?P<who>{ENGLISH_ACTORS}) "
    r"(?:must|shall|will|should|may|can|are to|is to|are|is|has to|have to)\b",
    re.I,
)


def named_subject(words: str, *, english: bool) -> tuple[str, ...]:
    """The actors the clause itself names as those who act; empty when it names none."""
    if english:
        m = _ENGLISH_SUBJECT.match(words)
        return (_plain_english(m.group("who")),) if m else ()
    words = LABEL.sub("", words)
    opening = words
    m = _ASKED.match(words)
    if m:
        return tuple(actors_in(m.group("who")))
    words = words.removeprefix("请").removeprefix("由")
    m = _SUBJECT.match(words)
    if m and (modality(words) or _acts(words[m.end("who") :])):
        return tuple(actors_in(m.group("who")))
    m = _BEHIND_OPENING.match(words)
    if m:
        return tuple(actors_in(m.group("who")))
    m = _ENCOURAGED.match(words)
    if m and re.match("各|.*(?:单位|科室|学校|企业|支部|部门|村)$", m.group("who")):
        return tuple(actors_in(m.group("who")))
    m = _KINDS.match(words)
    if m:
        return (m.group("who"),)
    if not is_imperative(words) or _OFFICE.match(words):
        for pattern in (_UNLISTED_SUBJECT, _LEVEL_BODY):
            m = pattern.match(words)
            if m and not re.search("[是的由]", m.group("who")):
                return tuple(actors_in(m.group("who")))
    m = _BY.search(words) or _ASSIGNED.search(opening)
    return tuple(actors_in(m.group("who"))) if m else ()


def _acts(rest: str) -> bool:
    """Whether the words behind a subject say what it does, not where it is or what it has."""
    placed = _PLACE_AND_TIME.match(rest)
    rest = (rest[placed.end() :] if placed else rest).lstrip("，")
    return is_imperative(rest) or rest.startswith(
        ("为第一责任", "是第一责任", "会同", "报", "对", "向")
    )


def _plain_english(phrase: str) -> str:
    return re.sub(r"^(?:the|each|every|all) ", "", phrase.strip(), flags=re.I)

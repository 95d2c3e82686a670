"""Who owes a duty, and to whom.

In this order: the subject the clause names; a body the matter belongs to by the rules of the
genre (an analysis report is the leading group's, guidance the guidance group's, petitions also
the town committee's); the subject of an earlier sentence of the paragraph; whoever the document
addresses; the body that speaks, when it addresses nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qunce.text.directive.actors import actors_in

_SET_UP = re.compile(
    "(?:成立|设立|组建|派出|抽调).{0,20}(?:组|专班|队|领导小组)|分片区.{0,40}(?:组长|督导组)"
)
_GUIDES = re.compile("督查指导|督促指导|指导督导|督导检查|巡回指导|督查督办")
_GUIDES_OBJECT = re.compile("(?:接受|配合|服从).{0,8}(?:督查|督导|指导)")
_PETITIONS = re.compile("信访|维稳|上访")
_EPIDEMIC = re.compile("疫情|防疫|流感|传染病")
_PUBLICITY = re.compile(
    "宣传.{0,30}(?:典型|经验|进展|成效|做法)|舆论(?:氛围|引导|宣传)|营造.{0,8}氛围"
)
_THREE_LEVELS = re.compile("三级联创")
_BUILDS_BASE = re.compile("把基层党组织建")
_BUILDS_PARTY = re.compile("(?:加强|抓好|推进|通过)(?:党的基层组织|基层党组织)建设")
_GUIDANCE_GROUP = re.compile("指导督导组|巡回指导组|指导检查组|督查指导组|督导组|指导组|督查组")

_REPORTED = re.compile(
    "(?:向|(?<!汇)报(?!告))(?P<who>(?:[^，。；、]{0,8}?)(?:镇党委|镇政府|党委|政府|办公室|领导小组|"
    "县委|指导组|督导组|信访办|党政办|局|委员会|农业办))(?:[^，]{0,6}(?:报|汇|备案|反馈)|"
    "备案|审[批核定]|$|，|。)?"
)
_TO = (
    re.compile(
        "^对(?P<who>[^，；]{2,20}?(?:党员|群众|老人|学生|村民|居民|患者|农户|家庭|对象|"
        "户))，?(?:要|应|必须|可)"
    ),
    re.compile("(?:让|使)(?P<who>[^，；]{0,6}?(?:群众|党员|居民|村民|患者|职工|师生|家长))"),
    re.compile(
        "(?:组织|引导|教育|动员|发动|帮助|服务(?!中心)|关心|方便|慰问|走访|联系)(?P<who>[^，；"
        "、要]{0,8}?(?:群众|党员|居民|村民|患者|职工|师生|家长|农户|老人|对象|企业))"
    ),
    re.compile(
        "(?:向|请|由|听取?|征求|问(?!题))(?P<who>[^，；、向听请由报间]{0,6}?(?:群众|党员|"
        "居民|村民|患者|职工|师生|家长|服务对象|代表|社会各界|社会))"
    ),
    re.compile(
        "(?P<who>群众|居民|村民|患者|家长|社会)(?:反映|意见|满意|评议|评判|诉求|健康|"
        "利益|投诉|关心|参与|的首创|监督)"
    ),
)
_PEOPLE = re.compile("群众|居民|村民|民声|民意|民生|百姓|患者|信访|冲突|矛盾|环境|卫生")
_STUDY = re.compile("学习|培训|理论|党课|教育")
_MEMBERS = re.compile("党员|理论|党课")


@dataclass(frozen=True, slots=True)
class Speaker:
    """The document as the one who speaks: its body, whom it addresses, its year, its language."""

    body: str
    addressed: tuple[str, ...]
    guidance_group: str
    leading_group: bool
    year: int | None
    speech: bool
    english: bool


def guidance_group(text: str) -> str:
    """The guidance or supervision group the text sets up or names; empty when none."""
    m = _GUIDANCE_GROUP.search(text)
    return m.group() if m else ""


def owed_by(
    words: str,
    subject: tuple[str, ...],
    inherited: tuple[str, ...],
    gate: str,
    speaker: Speaker,
) -> tuple[str, ...]:
    """Who owes the clause; empty when the document gives no hint of it."""
    body = tuple(actors_in(speaker.body))
    # A text that addresses nobody binds first the body that speaks.
    others = inherited or speaker.addressed or body
    if subject:
        return subject
    if gate in ("report", "remedy"):
        return ("领导班子",) if speaker.leading_group else others
    if gate == "verdict":
        return _joined(body, others)
    if _SET_UP.search(words):
        return body or others
    if speaker.guidance_group and _GUIDES.search(words) and not _GUIDES_OBJECT.search(words):
        return (speaker.guidance_group,)
    if _THREE_LEVELS.search(words):
        return ("县乡村三级党组织",)
    if _BUILDS_BASE.search(words):
        return ("各基层党组织",)
    if _BUILDS_PARTY.search(words):
        return ("基层党组织",)
    if not gate and any(p.search(words) for p in (_PETITIONS, _EPIDEMIC, _PUBLICITY)):
        return _joined(body, others)
    return others


def owed_to(words: str, owing: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the duty serves, by its object; empty when the clause does not say."""
    found: list[str] = []
    for pattern in _TO:
        for m in pattern.finditer(words):
            who = m.group("who").strip("的地 ")
            if who not in found and who not in owing and len(found) < 4:
                found.append(who)
        if found:
            break
    reported = _REPORTED.search(words)
    if reported and reported.group("who") not in found:
        found.append(reported.group("who").removeprefix("送").removeprefix("至"))
    if not found and _PEOPLE.search(words):
        found.append("群众")
    elif not found and _STUDY.search(words) and _MEMBERS.search(words):
        found.append("党员")
    elif not found and re.search("贯彻(?:落实)?.{0,2}(?:镇党委|县委|党委)", words):
        found.append("镇党委" if "镇党委" in words else "上级党委")
    return tuple(found)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))

"""Who acts in a directive: the phrases that name bodies, units and people, and their unit kinds."""

from __future__ import annotations

import re
from collections import Counter

from qunce.text.directive.characters import HAN

_NAME_CHAR = "[一-鿿](?<![由请要的是了在对将把各和与及向从经报送])"
_LEVEL = "(?:中央|省|市|县|区|镇|乡|街道|乡镇|村|社区|局|校|院|厂|各级|上级)"
_NOUN = (
    "县委|区委|市委|省委|"
    "参学支部|党支部|党总支|支部|基层党组织|党组织负责人|党组织书记|党组织|党委政府|"
    "党委领导班子成员|党工委|党委|党组|"
    "人民政府|政府|领导班子成员|领导班子|领导小组办公室|领导小组|活动办公室|工作组|办公室|"
    "指导督导组|指导组|督导组|督查组|"
    '检查组|巡回指导组|工作专班|专班|指挥部|村民委员会|村委会|居委会|村[“"]?两委[”"]?|'
    '[“"]?两委[”"]?|村民小组|'
    "行政村|村组|村（社区）|村\\(社区\\)|村|社区|中小学校|中学|小学|幼儿园|学校|卫生院|"
    "卫生室|医院|医疗机构|诊所|科室|病区|门诊部?|"
    "中心学校|中心校|中心卫生院|企事业单位|事业单位|机关单位|成员单位|责任单位|牵头单位|"
    "单位|职能部门|主管部门|有关部门|相关部门|部门|乡镇街道|乡镇（街道）|乡镇|镇街|街道|"
    "站所|"
    "企业|公司|厂矿|合作社|协会|社会组织|两新组织|新社会组织|群众组织|工会|共青团|团委|"
    "妇联|纪委监委机关|纪委监委|纪委机关|纪委|纪检监察机关|组织部|宣传部|"
    "党员领导干部|领导干部|党员干部|机关干部|驻村干部|包村干部|干部|普通党员|流动党员|"
    "党员|团员|网格员|志愿者|工作人员|医务人员|教职工|教师|"
    "村党组织书记|党支部书记|支部书记|书记|镇长|乡长|县长|校长|院长|主要负责人|主要负责同志|"
    "分管领导|负责人|负责同志|第一责任人|班子成员|联系人|护士长|科主任|"
    "居民|村民|农户|家长|经营户|商户|业主|物业服务企业|派出所|司法所|财政所|供电所|农业农村局"
    "|教育局|卫生健康局|卫健局|民政局|公安局|"
    "财政局|住建局|生态环境局|市场监管局|应急管理局|水利局|交通运输局|自然资源局|城管局|"
    f"(?:{_NAME_CHAR}){{2,6}}(?:局|办公室|服务中心|委员会)|"
    "执法队|综合执法大队|服务队|工作队|农业办|党政办|综治办|信访办|民政办|应急办|党建办|城建办"
)
_PREFIX = (
    "任何|各级|各参学|各有关|各相关|各基层|各镇|各乡|各|全体|全镇|全县|全市|全乡|全区|广大|"
    "所有|每个|每名|相关|有关|"
    "县直|市直|镇直|区直|县级|市级|镇机关|机关|牵头|责任|党员|基层|农村|本|中层|县乡村三级|县乡|"
    "企业|学校|机关|中心|镇级各|县级各|县|镇|乡|市|区|街道|村|社区|省|校|院|党"
)
_BODY_END = (
    "室|办|局|院|所|站|队|组|中心|专班|处|科|股|厅|馆|部门|部|单位|机构|机关|公司|银行|农商行|"
    "信用社|供销社|联社|支队|大队|中队|法庭|法院|检察院|联合会|商会"
)
# A body of a named level that no list holds: 县疾控中心, 镇应急大队, 县委督查室.
_OF_LEVEL = (
    f"(?:省|市|县|区|镇|乡|街道|村|社区|集团)(?:{_NAME_CHAR}){{0,9}}?(?:{_BODY_END})"
    "(?:主要负责人|主要负责同志|负责人|负责同志|分管领导)?"
)
_EACH = "每个?(?:行政村|村|社区|乡镇|镇|学校|校|科室|病区|支部|党支部|单位|企业|部门|班组|小组)"
# 各县（市、区）人民政府, 村（社区）: a bracket may widen the level or the noun.
_LEVELS_TOO = '[“"]|（[市区县、旗乡镇街道]{1,8}）'
_LISTED = (
    f"(?:(?:{_PREFIX})(?:{_LEVELS_TOO})?){{0,3}}(?:{_NOUN}){{1,3}}(?:[（(][^（）()]{{1,12}}[）)])?"
)
_LINK = "(?:、|和|及|与|以及|或|，(?=各|镇|县|乡))"
ACTOR = f"(?:{_OF_LEVEL}|{_LISTED}|{_EACH})"
ACTORS = f"{ACTOR}(?:{_LINK}{ACTOR}){{0,12}}"

_EN_ACTOR = (
    r"(?:[Aa]ll |[Ee]ach |[Ee]very |[Tt]he )?(?:[A-Za-z-]+ ){0,3}?"
    r"(?:wards?|departments?|units?|teams?|managers?|nurses?|staff|hospitals?|clinics?|"
    r"committee|board|"
    r"directors?|leads?|leaders?|executives?|groups?|office|supervisors?|doctors?|physicians?"
    r"|pharmacy|contractors?)"
)
ENGLISH_ACTORS = f"{_EN_ACTOR}(?:(?:, | and |, and ){_EN_ACTOR}){{0,4}}"

_IN_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_SPLIT = re.compile("、|，|以及|和(?!谐)|与|(?<!以)及(?!时)|或|, and |, | and ")

_UNIT_WORDS = (
    ("county", "县(?:级|直|委|政府|人民政府|乡村)|县[^域城]{0,2}三级"),
    ("town", "乡镇|镇党委|[镇乡](?:人民)?政府|镇街|街道(?!社区)|乡党委|各镇|各乡|县乡村"),
    (
        "office",
        "办公室|站所|镇机关|派出所|司法所|财政所|供电所|所站|[业政综访民应党城]办(?![法理公])|专班|执法队|中心(?![校学卫小])|办所|纪委"
        "|\\boffice",
    ),
    ("village", "(?<!农业农)村(?!容|貌|镇)|两委"),
    ("community", "社区|居委会|\\bcommunit"),
    ("school", "学校|中学|小学|幼儿园|校长|师生|教师|教职工|\\bschools?\\b"),
    ("clinic", "卫生院|卫生室|诊所|门诊|\\bclinics?\\b"),
    (
        "hospital",
        "医院|医疗机构|医务|病区|护士|科主任|\\bhospitals?\\b|\\bwards?\\b|\\bnurses?\\b",
    ),
    (
        "agency",
        "部门|机关|事业单位|[一-鿿]局(?!面|势|部)|成员单位|责任单位|牵头单位|各单位|"
        "\\bdepartments?\\b",
    ),
    ("enterprise", "企业|公司|厂矿|经营户|商户|两新组织|\\bcompan|\\benterprises?\\b"),
    ("organisation", "社会组织|协会|合作社|两新组织|群众组织|工会|妇联|共青团"),
    ("branch", "支部|党总支|基层党组织"),
)
_UNIT_KINDS = tuple((code, re.compile(words)) for code, words in _UNIT_WORDS)

_ADDRESSED = re.compile(
    f"(各(?!项|种|类|方|自|界|地|位|个|级|阶|环)[{HAN}]{{0,8}}?(?:参学支部|党支部|支部|"
    f"基层党组织|党组织|单位|部门|乡镇|街道|村|社区|学校|医院|科室|企业|站所))"
    "(?=[、，和]|一定|要|必须|应|须|确定要|负责|可|在)"
)
_EVERY_LEVEL = re.compile("各级(?:党组织|领导班子|党委|部门|单位|政府)|全体党员干部|全体党员")
_GENERAL = re.compile(
    "各(?:有关|相关|基层|成员|参学|责任)?(?:单位|部门|科室|站所|党支部|支部|党组织|基层党组织)"
)
"""Whom one mention is enough to address; 各企业 in one sentence is only that sentence's party."""
_OFTEN = 3
"""So often a party must be told to act before it counts more than the addressee line."""
_BODIES = ("镇党委", "乡党委", "街道党工委", "县委", "区委", "市委", "镇政府", "乡政府", "县政府")


def actors_in(phrase: str) -> list[str]:
    """The single actors of a phrase such as 各村、社区和学校: 各村, 社区, 学校."""
    found = []
    # 各县（市、区） is one party; its commas do not divide.
    whole = _IN_BRACKETS.sub(lambda m: re.sub("[、，]", "\x00", m.group()), phrase)
    for part in _SPLIT.split(whole):
        bare = part.replace("\x00", "、").strip(' 　：:，、“”"').removesuffix("等")
        if len(bare) > 1 and bare not in found:
            found.append(bare)
    return found


def unit_kinds(words: str) -> tuple[str, ...]:
    """The kinds of unit the words speak of, in the order of ``UNIT_KINDS``."""
    return tuple(code for code, pattern in _UNIT_KINDS if pattern.search(words))


def addressed_actor(text: str, addressees: str) -> tuple[str, ...]:
    """Whom the document tells to act where a sentence has no subject.

    The 各… that repeatedly stands before 要 and the like (with an addressee line, three times
    or more); else the addressee line; else a general word (各单位, 各支部) used once; else 各级…
    where the text names them; else nobody, and the speaking body answers for it.
    """
    counted = Counter(m.group(1) for m in _ADDRESSED.finditer(text.replace(addressees, "")))
    if counted:
        most, times = counted.most_common(1)[0]
        if times >= (_OFTEN if addressees else 2):
            return (most,)
    if addressees:
        return _addressees(addressees)[:12]
    general = [actor for actor in counted if _GENERAL.fullmatch(actor)]
    if general:
        return (general[0],)
    every = Counter(_EVERY_LEVEL.findall(text))
    return (every.most_common(1)[0][0],) if every else ()


def _addressees(line: str) -> tuple[str, ...]:
    """The parties of an addressee line; 各乡镇党委、政府 are two of each town."""
    found: list[str] = []
    for part in actors_in(line):
        whose = re.match("(各.{0,6}?)(?:党委|党工委)$", found[-1]) if found else None
        if whose and part in ("政府", "人民政府", "办事处"):
            part = whose.group(1) + part
        found.append(part)
    return tuple(found)


def deciding_body(text: str, issuer: str) -> str:
    """The body in whose name the document speaks (镇党委); its issuer when the text names none."""
    counted = Counter({body: text.count(body) for body in _BODIES})
    body, times = counted.most_common(1)[0]
    for own in _BODIES:
        if issuer.endswith(own) and counted[own]:
            return own
    return body if times and (not issuer or issuer.endswith(body)) else issuer

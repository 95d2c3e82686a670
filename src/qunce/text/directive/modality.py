"""Whether a clause obliges, invites or only tells: the words directives use for each."""

from __future__ import annotations

import re

# 要 as a word of its own, not inside 重要, 需要, 主要, 要求, 首要 …
_YAO = (
    "(?<![重需主必首概纲摘只将紧扼简显须次机险冲索])要(?![求素点件闻义害旨么是的职塞领津地道目员])"
)
_MUST = re.compile(
    f"{_YAO}|必须|务必|务求|应当|须(?!知)|不得|不准|严禁|禁止|切忌|负责|确保|一律|决不|"
    f"不能|为第一责任人|请(?=[一-鿿]{{0,6}}(?:认真|结合|遵照|贯彻|于|将|按|抓好|各))"
)
_SHOULD = re.compile(
    "鼓励|提倡|倡导|可以|可(?=结合|根据|采[取用]|参照|通过|视|自行|由|适当|按|邀请|组织|"
    "在)|原则上|争取|力争|适当|有条件的|自愿|"
    "(?<![相适反响供效顺呼照报感答])应(?![当对用急变邀届有届该])"
)
_STRONG = re.compile("必须|务必|应当|不得|不准|严禁|禁止|一律|决不")
_OPTIONAL = re.compile(
    "鼓励|提倡|倡导|有条件的|可结合|可根据|可自行|自愿|自选动作|自主选择|因地制宜.{0,6}可|可以"
)
_EN_MUST = re.compile(
    r"\b(?:must|shall|will|are to|is to|is required to|are required to|may not|responsible fo"
    r"r)\b",
    re.I,
)
_EN_SHOULD = re.compile(
    r"\b(?:should|may|can|are encouraged to|is encouraged to|where possible|consider)\b", re.I
)
_EN_OPTIONAL = re.compile(r"\b(?:may|can|encouraged|optional|where possible|if they wish)\b", re.I)

VERBS = (
    "抓好|抓实|抓紧|做好|做到|做实|加强|加大|加快|加速|开展|组织|落实|完善|建立|建好|"
    "建设|健全|推进|推动|推行|推广|深化|深入|全面|切实|认真|重点|进一步|"
    "严格|严肃|严查|严厉|积极|充分|大力|坚持|围绕|通过|把|将|按照|按|结合|及时|定期|"
    "广泛|强化|明确|成立|组建|制定|制订|确定|设立|设置|公开|公布|公示|排查|摸排|"
    "查找|查摆|整治|清理|清除|清运|规范|提高|提升|引导|鼓励|支持|动员|发动|宣传|利用|"
    "运用|实行|实施|采取|统筹|突出|注重|紧扣|聚焦|压实|召开|举办|"
    "研究|安排|汇总|上报|报送|收集|征求|听取|走访|入户|联系|帮助|帮扶|解决|化解|整改|"
    "巩固|总结|评选|表彰|通报|督促|督查|检查|指导|考核|验收|"
    "分析|对照|梳理|列出|建档|登记|培训|学习|开好|讲好|树立|营造|弘扬|发挥|创新|优化|"
    "改善|保障|维护|防止|防范|避免|杜绝|减少|逐一|逐项|逐户|逐村|"
    "分类|分片|分批|集中|统一|主动|自觉|带头|牢固|牢记|紧紧|紧密|努力|尽快|力争|争取|"
    "确保|保证|保持|牵头|协调|配合|参加|参与|负责|承担|履行|服务|"
    "编制|出台|发布|进行|动态|聚力|狠抓|紧盯|补齐|用好|管好|守好|集中|增强|增加|扩大|"
    "压减|减轻|畅通|整合|依托|搭建|鼓舞|倾听|了解|逐步|加固|拆除|关停|抽查|巡查|暗访|"
    "曝光|问责|追究|主要负责|牵住|对照|开设|设|列入|纳入|建成|兑现|承诺|答复|回复|办理|"
    "受理|归集|核实|调查|评估|"
    "配备|配齐|选派|选好|签订|填写|粘贴|张贴|设计|选准|找准|尊重|贯彻|传达|部署|细化|"
    "分解|实现|完成|启动|形成|构建|打造|修订|修缮|更新|安装|更换|"
    "持续|优先|坚决|扎实|稳步|有序|有效|妥善|科学|合理|灵活|精心|细心|耐心|多渠道|多形式|多种|"
    "聘用|聘请|选聘|发放|制作|查处|打击|取缔|收缴|基本完成|基本实现|基本建成|全部完成|"
    "全部实现|全部建成|约谈|参照|提前|每月|每周|每季度|每年|每村|每|以"
)
_IMPERATIVE = re.compile(f"(?:[一二三四五六七八九十]是)?(?:{VERBS})")
LABEL = re.compile("^(?:主要|重点|具体|基本|工作|活动)?[\u4e00-\u9fff]{2,10}(?:是)?[：:]")
"""主要任务是： and the like before the words that oblige."""
_ADVERBIAL = re.compile(
    "^(?:同时|此外|另外|其次|特别是|尤其是|在此基础上|"
    "(?:在|从|自|于|到|对|对于|为|为了|针对|根据|依据|依托|按照|结合|通过|利用|凡|截至|"
    "以)[^，]{1,40}|"
    "[^，]{0,6}\\d{1,2}月(?:\\d{1,2}日|[上中下]旬|底|初)?[^，]{0,6}|[^，]{2,10}(?:期间|"
    "前后?|阶段|之前|以后|后)|原则上)，"
)
_TELLING = re.compile(
    "有利于|有助于|是[^，；]{1,40}的(?:重大|重要|必然|迫切|有力|有效|关键|根本|具体|"
    "内在|客观|最|首要)?[^，；]{0,10}(?:举措|需要|契机|保证|保障|原则|特点|要求|体现|"
    "途径|抓手|任务|基础|前提|环节|举措)"
    "|^(?:This|These) (?:plan|policy|document|notice)"
    "|意义(?:重大|十分)|取得了|形成了|得到了|存在着|迈出了|(?:充分|深刻|清醒|清醒地)(?:认识|"
    "看到)|(?:我们|也)要[^，]{0,6}看到|必须看到|要认识到|近年来|目前，|当前，|去年以来|总体向好|"
    "下面我讲|讲(?:以下)?[一二三四五六七八九十几]点|强调的是|指出的是|谢谢大家|现将|"
    "通知如下|提出如下|制定本方案|特制定|是指|包括以下|(?:以下|[一二三四五六七八九十两几]|"
    "\\d)个?(?:环节|方面|重点|阶段|步骤|要求)[：:]?$|名单如下$|^第[一二三四五六](?:阶段|"
    "步)[^。]{0,24}$"
)
_STATE = re.compile("^[^，]{1,30}(?:是|担负着|关系|属于|标志着|体现了|直接影响)")


def modality(clause: str) -> str | None:
    """``must``, ``should``, or None when the clause has no word that obliges or invites."""
    if _EN_MUST.search(clause):
        return "must"
    if _EN_SHOULD.search(clause):
        return "should"
    if _STRONG.search(clause):
        return "must"
    should, must = _SHOULD.search(clause), _MUST.search(clause)
    if should and (not must or should.start() < must.start()):
        return "should"
    return "must" if must else None


def is_imperative(clause: str) -> bool:
    """Whether the clause begins, behind its adverbials, with a verb: 抓好……, 围绕……排查."""
    clause = LABEL.sub("", clause)
    if _IMPERATIVE.match(clause):
        return True
    adverbial = _ADVERBIAL.match(clause)
    for _ in range(3):
        if not adverbial:
            return False
        clause = clause[adverbial.end() :]
        if _IMPERATIVE.match(clause):
            return True
        adverbial = _ADVERBIAL.match(clause)
    return False


def only_tells(clause: str) -> bool:
    """Whether the clause gives a reason, a state or an announcement, which nobody owes."""
    if _TELLING.search(clause):
        return True
    return bool(_STATE.match(clause)) and not _STRONG.search(clause) and "要" not in clause


def action_kind(clause: str) -> str:
    """``optional`` where units may choose, else ``required`` (also 规定动作 with 自选动作)."""
    if "规定动作" in clause or _STRONG.search(clause):
        return "required"
    if modality(clause) == "must" and "自选" not in clause and "自愿" not in clause:
        return "required"
    return "optional" if _OPTIONAL.search(clause) or _EN_OPTIONAL.search(clause) else "required"

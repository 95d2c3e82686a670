"""What in a text looks like a person, or like a way to reach one.

A fence, not a proof.  It finds numbers by which somebody can be reached or identified, mail
addresses and names of accounts, doors of homes, names that are known (of staff), surnames with a
form of address or a post (王大爷, 李某, 老张, 陈书记, Mr Brown), and names after a word for people
or before a word of speaking (村民李大山说).  It does not find every name; a second post looks.

It marks rather more than less: whoever publishes either takes the words out or says that they
mean no person, with a reason.  Surnames are the hundred most frequent of 2020 (公安部,
二〇二〇年全国姓名报告) and some that are as well known; compound ones come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Looks(StrEnum):
    """What the words look like."""

    TELEPHONE = "telephone"
    """A number of seven digits and more: telephone, identity card, bank card."""
    MAIL = "mail"
    ACCOUNT = "account"
    DOOR = "door"
    STAFF = "staff"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """Words from ``start`` up to and without ``end``, in characters of the text."""

    start: int
    end: int
    words: str
    looks: Looks


_DIGIT = r"[\d〇零一二三四五六七八九幺]"
_NUMBER = re.compile(rf"\+?{_DIGIT}(?:[ \t\-‐-―－./·()（）]{{0,2}}{_DIGIT}){{6,}}[XxＸｘ]?")
_DAY = re.compile(r"(19|20)\d\d([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])")
_MAIL = re.compile(r"[^\s@＠<>，。；：（）]+[@＠][^\s@＠<>，。；：（）]+\.[A-Za-z]{2,}")
_ACCOUNT = re.compile(
    r"(?:微信号?|WeChat|QQ号?|抖音号?|账号)[\s:：是为]{0,4}[A-Za-z0-9_-]{5,}", re.IGNORECASE
)
_COUNTED = r"[\d〇零一二三四五六七八九十百]+"
_DOOR = re.compile(
    rf"{_COUNTED}(?:号楼|栋|幢|单元|号院)[\s,，]*(?:{_COUNTED}(?:单元|楼|层)[\s,，]*)?{_COUNTED}(?:室|号|户)"
    r"|\b(?:flat|apartment|apt\.?|room)\s+\d+[a-z]?\b",
    re.IGNORECASE,
)

_SURNAMES = (
    "欧阳|司马|诸葛|上官|司徒|东方|夏侯|皇甫|尉迟|公孙|令狐|慕容|宇文|长孙|端木|"
    "王|李|张|刘|陈|杨|黄|赵|吴|周|徐|孙|马|朱|胡|郭|何|林|罗|高|郑|梁|谢|宋|唐|许|韩|邓|冯|曹|彭|"
    "曾|肖|田|董|潘|袁|蔡|蒋|余|于|杜|叶|程|魏|苏|吕|丁|任|卢|姚|沈|钟|姜|崔|谭|陆|范|汪|廖|石|金|"
    "韦|贾|夏|付|傅|方|邹|熊|白|孟|秦|邱|侯|江|尹|薛|闫|阎|段|雷|龙|黎|史|陶|贺|毛|郝|顾|龚|邵|万|"
    "覃|武|钱|戴|严|莫|孔|向|常|汤|康|易|乔|赖|文|施|洪|辛|柯|齐|庞|颜|庄|聂|章|鲁|岳|翟|殷|詹|申|"
    "欧|耿|关|兰|焦|俞|左|柳|甘|祝|包|宁|尚|符|舒|阮|柯|纪|梅|童|凌|毕|单|季|裴|霍|涂|成|苗|谷|曲|盛|"
    "冉|蓝|路|游|辛|靳|管|柴|蒙|鲍|华|喻|祁|蒲|房|滕|屈|饶|解|牟|艾|尤|阳|时|穆|农|司|卓|古|吉|缪|简|"
    "车|项|连|芦|麦|褚|娄|窦|戚|岑|景|党|宫|费|卜|冷|晏|席|卫|米|柏|宗|瞿|桂|全|佟|应|臧|闵|苟|邬|边|"
    "卞|姬|师|和|仇|栾|隋|商|刁|沙|荣|巫|寇|桑|郎|甄|丛|仲|虞|敖|巩|明|佘|池|查|麻|苑|迟|邝|官|封|谈|"
    "匡|鞠|惠|荆|乐|冀|郁|胥|南|班|储|原|栗|燕|楚|鄢|劳|谌|奚|皮|粟|冼|蔺|楼|盘|满|闻|厉|伊|仝|区|"
    "郜|海|阚|花|权|强|帅|屠|豆|朴|盖|练|廉|禹|井|祖|漆|巴|丰|支|卿|国|狄|平|计|索|宣|晋|相|初|门|云|容"
)
_COMMON = _SURNAMES.split("|柯|纪")[0]
"""Up to here surnames that are seldom a word of their own."""

_ADDRESS = (
    "大爷|大妈|大娘|大叔|大婶|大伯|大哥|大姐|大嫂|爷爷|奶奶|阿姨|叔叔|伯伯|婶|嫂|老汉|老伯|老太|婆婆|"
    "先生|女士|小姐|太太|同志|师傅|老师|老板|医生|大夫|护士|护士长|主任|书记|镇长|乡长|村长|县长|局长|"
    "所长|站长|院长|校长|科长|部长|组长|队长|支书|会计|文书|委员|干事|某某|某|氏|家的|家门口|家门前"
)
_NOT_AFTER_ADDRESS = "(?![楼路街道桥巷])"
_HONORIFIC = re.compile(rf"(?:{_SURNAMES})(?:[一-鿿]{{1,2}})??(?:{_ADDRESS}){_NOT_AFTER_ADDRESS}")
_FAMILIAR = re.compile(
    rf"(?<![一-鿿])[老小阿](?:{_COMMON})(?![一-鿿]{{0,1}}[村庄沟湾坝桥镇乡组院])"
    rf"|[老小](?:{_COMMON})(?=[说讲家的和、，,]|告诉|反映|介绍|表示)"
)
_PEOPLE = (
    "村民|居民|党员|群众|患者|病人|学生|业主|户主|老人|老党员|职工|员工|家长|租户|商户|组员|"
    "网格员|志愿者|村医|护林员|保洁员|贫困户|低保户|代表"
)
_NAMED = re.compile(
    rf"(?:{_PEOPLE})(?P<name>(?:{_COMMON})[一-鿿]{{1,2}}?)(?=[、，,。；;：:（(\s说讲反告表介称和与及家的]|$)"
)
_SPEAKING = re.compile(
    rf"(?:^|[，。；、\s“])(?P<name>(?:{_COMMON})[一-鿿]{{1,2}}?)(?=说[，：:“]|告诉|介绍说|反映说|表示[，：:])"
)
_ENGLISH = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Nurse|Sister|Uncle|Aunt(?:ie)?|Grandpa|Grandma)\.?\s+"
    r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
)

_PLAIN = """
高兴 高度 常年 常常 方便 安全 时间 时候 程度 应该 应当 全部 全体 白天 白色 明天
明显 和平 和睦 成本 成功 成立 马上 关于 关心 关注 计划 平时 平安 国家 国庆 相关
初步 海拔 全镇 全村 路口 路灯 路面 路边 文明 文件 向来 简单 连续 强烈 原因 管理
管道 单位 单独 房屋 房前 解决 解释 左右 南边 华侨 封闭 查看 池塘 金额 石头 石板
花园 花草 井盖 门口 车辆 项目 古树 农田 农户 农村 司机 景区 党员 党委 党支 费用
冷水 席位 卫生 米面 宗祠 边沟 师生 商量 沙石 荣誉 官方 谈话 惠民 乐意 班子 储水
原来 楼道 盘点 满意 闻到 区域 权利 支部 支持 索要 宣传 容易 云层 严重 严格 温水
田间 于是 任务 任何 金属 江边 江水 余下 余额 万一 曾经 许多 叶子 包括 宁可 尚未
符合 纪念 童年 季节 谷物 曲折 盛夏 游客 蓝色 毕业 梅雨 游泳 黄色 黄水 何时 何人
胡同 周边 周围 周末 周六 周日 孙子 马路 班组 农机 包村 驻村 项目 全市 全县 相邻
林业 林区 唐代 石材 方案 方面 方向 毛病 顾客 武警 钱款 易拉 章程 常用 康复 汤水
代表 段落
"""
"""Words of everyday that begin like a surname."""
_WORDS = frozenset(_PLAIN.split())


def looks_like_people(text: str, staff: Iterable[str] = ()) -> list[Found]:
    """Everything in ``text`` that looks like a person or leads to one, in its order.

    ``staff`` are names that are known; names of one character are left alone.  What overlaps is
    told once, as the first that was found.
    """
    found: list[Found] = []

    def add(start: int, end: int, looks: Looks) -> None:
        if not any(start < one.end and one.start < end for one in found):
            found.append(Found(start, end, text[start:end], looks))

    for match in _MAIL.finditer(text):
        add(*match.span(), Looks.MAIL)
    for match in _ACCOUNT.finditer(text):
        add(*match.span(), Looks.ACCOUNT)
    for match in _NUMBER.finditer(text):
        if not _DAY.fullmatch(match[0]):
            add(*match.span(), Looks.TELEPHONE)
    for match in _DOOR.finditer(text):
        add(*match.span(), Looks.DOOR)
    for name in sorted({one.strip() for one in staff}, key=lambda one: (-len(one), one)):
        if len(name) > 1:
            for match in re.finditer(_whole(name), text, re.IGNORECASE):
                add(*match.span(), Looks.STAFF)
    for match in _FAMILIAR.finditer(text):
        add(*match.span(), Looks.NAME)
    for match in _HONORIFIC.finditer(text):
        if not _is_a_word(match[0]):
            add(*match.span(), Looks.NAME)
    for pattern in (_NAMED, _SPEAKING):
        for match in pattern.finditer(text):
            if not _is_a_word(match["name"]):
                add(*match.span("name"), Looks.NAME)
    for match in _ENGLISH.finditer(text):
        add(*match.span(), Looks.NAME)
    return sorted(found, key=lambda one: one.start)


def _whole(name: str) -> str:
    """A name of Latin letters is found as a whole word only."""
    quoted = re.escape(name)
    return rf"\b{quoted}\b" if name.isascii() else quoted


def _is_a_word(words: str) -> bool:
    return words[:2] in _WORDS

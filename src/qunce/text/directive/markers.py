"""What a section number looks like at the head of a paragraph, by style.

The styles follow the order the Party and government document rules give (一、 （一） 1. （1）,
《党政机关公文格式》 GB/T 9704-2012, 7.3.3) with the chapter words above and ① below them.
``rank`` is that order: a smaller rank is never a child of a larger one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qunce.text.directive.characters import HAN, NUMERALS

_CN = f"[{NUMERALS}]{{1,3}}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_BRACKETED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐"

# （一）项规定 · （一）至（三）: a number that refers, not one that heads.
_NOT_A_REFERENCE = "(?!(?:项|款|条|目)(?=[规所的之情、，至和及或中])|[至和、及或](?=[（(]))"
# 一、二、三等奖 · 一、二期工程 · 1、2号楼: the next number right behind, and what it counts.
_COUNTED = re.compile(
    f"([{NUMERALS}]{{1,3}}|\\d{{1,2}})(?=、|等|期|级|类|组|批|楼|层|线|号|产业|次|届|年级|季度)"
)


@dataclass(frozen=True, slots=True)
class Style:
    """One way of numbering; ``pattern`` matches number and closing mark, group 1 the number."""

    name: str
    rank: float
    pattern: re.Pattern[str]


STYLES = (
    Style(
        "part",
        0,
        re.compile(rf"(第(?:{_CN}|\d{{1,2}})(?:部分|编|篇))(?![是的为中内主和与至、，])[：\s]*"),
    ),
    Style("chapter", 1, re.compile(rf"(第(?:{_CN}|\d{{1,2}})章)(?![是的为中内和与至、，])[：\s]*")),
    Style(
        "sect",
        2,
        re.compile(rf"(第(?:{_CN}|\d{{1,2}})节)(?![是的为中内和与至、，日约]|目(?!的))[：\s]*"),
    ),
    Style(
        "phase",
        3.5,
        re.compile(
            rf"(第{_CN}(?:阶段|环节|步骤|步))[：:]?[ 　]*(?=[（(][^（）()]*\d|(?<=[：: 　]))"
        ),
    ),
    Style("stop", 3, re.compile(rf"({_CN})\s?(?:、|[.．](?!\d))\s*")),
    Style("bracket", 4, re.compile(rf"([（(]\s?{_CN}\s?[）)])[、.．]?\s*{_NOT_A_REFERENCE}")),
    Style("bracket", 4, re.compile(rf"([{_BRACKETED}])[、.．]?\s*")),
    Style("half", 5, re.compile(rf"({_CN}[）)])[、.．]?\s*{_NOT_A_REFERENCE}")),
    Style(
        "decimal3", 8, re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})[.、]?(?![\d.%])(?=[^\d月日])\s*")
    ),
    Style(
        "decimal2",
        7,
        re.compile(
            rf"(\d{{1,2}}\.\d{{1,2}})(?:[、.]\s*|\s+|(?=[{HAN}])(?![万亿元米公千百平吨倍个亩度"
            rf"月米%]))"
            r"(?![\d.%])"
        ),
    ),
    Style("digit", 6, re.compile(r"(\d{1,3})\s?(?:[、．]|\.(?!\d)|[.．](?=(?:19|20)\d{2}年))\s*")),
    Style("digit", 6, re.compile(rf"([{_STOPPED}])\s*")),
    Style(
        "digitbracket", 9, re.compile(rf"([（(]\s?\d{{1,2}}\s?[）)])[、.．]?\s*{_NOT_A_REFERENCE}")
    ),
    Style("digitbracket", 9, re.compile(rf"([{_PARENTHESISED}])\s*")),
    Style("digithalf", 10, re.compile(rf"(\d{{1,2}}[）)])[、.．]?\s*{_NOT_A_REFERENCE}")),
    Style("circled", 11, re.compile(rf"([{_CIRCLED}])[、.．]?\s*")),
    Style("letter", 9, re.compile(r"(\([a-z]\))\s+(?=[A-Za-z])")),
    Style("english", 1, re.compile(r"((?:Part|Section|Chapter)\s+(?:[IVX]{1,5}|\d{1,2}))[.:]?\s+")),
)

_DIGITS = {char: number for number, char in enumerate(NUMERALS, start=1)}
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
}


def value(number: str) -> int:
    """The value of a number's last part: 一 1, 十二 12, （三） 3, 1.2 2, (b) 2, ③ 3; else 0."""
    for series in (_CIRCLED, _PARENTHESISED, _STOPPED, _BRACKETED):
        if number in series:
            return series.index(number) + 1
    core = re.sub(r"[^0-9一二三四五六七八九十IVX.a-z]", "", number.split(" ")[-1]).strip(".")
    if core.replace(".", "").isdigit():
        return int(core.rsplit(".", 1)[-1])
    if core in _ROMAN:
        return _ROMAN[core]
    if len(core) == 1 and core.isascii() and core.isalpha():
        return ord(core) - ord("a") + 1
    return chinese_value(core)


def only_counts(text: str, match: re.Match[str]) -> bool:
    """Whether the number and the one right behind it may count things: 一、二期, 1、2号."""
    counted = _COUNTED.match(text, match.end())
    return counted is not None and value(counted.group(1)) == value(match.group(1)) + 1


def chinese_value(numeral: str) -> int:
    """一 to 九十九 as a number; 0 for what is not one (一二, 十十)."""
    if not numeral or any(char not in _DIGITS for char in numeral):
        return 0
    if numeral == "十":
        return 10
    if "十" not in numeral:
        return _DIGITS[numeral] if len(numeral) == 1 else 0
    tens, _, ones = numeral.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def marker_at(text: str, place: int) -> tuple[Style, re.Match[str]] | None:
    """The section number that begins at ``place``, in the strictest style that fits, or None."""
    if place >= len(text) or not (text[place] in _STARTS or text[place].isdigit()):
        return None
    for style in STYLES:
        match = style.pattern.match(text, place)
        if match and 0 < value(match.group(1)) < 1000:
            return style, match
    return None


_STARTS = frozenset(f"第{NUMERALS}（({_CIRCLED}{_PARENTHESISED}{_STOPPED}{_BRACKETED}PSC")

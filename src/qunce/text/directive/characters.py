"""Characters: what counts as Chinese, as a sentence's end, as invisible; one-for-one tidying."""

from __future__ import annotations

import re
import unicodedata

from qunce.kernel.refusals import gettext_noop
from qunce.text.directive.mapped import Edit, Mapped
from qunce.text.directive.outline import Notice

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇○々×Ｘ"
NUMERALS = "一二三四五六七八九十"
SENTENCE_ENDS = "。！？!?"

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ODD_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")
_REPLACEMENT = "\ufffd"

# ASCII punctuation beside Chinese is the same mark typed on another keyboard; between digits or
# Latin letters (1,000, 9:30, (a)) it is not.
_ASCII_MARKS = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_ASCII_BESIDE_HAN = re.compile(
    rf"(?<=[{HAN}“”》）])[,;:?!]|[,;:?!](?=[{HAN}“《（])|(?<=[{HAN}0-9%])[,;:?!](?![0-9A-Za-z])"
)
_BRACKETS = re.compile(rf"\((?=[{HAN}])|(?<=[{HAN}])\(|(?<=[{HAN}])\)|\)(?=[{HAN}])")
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
_FULL_WIDTH_DIGIT = re.compile("[０-９]")


def visible(source: str) -> tuple[Mapped, list[Notice]]:
    """The source without invisible characters and with one kind of line end, and what was odd.

    Warns of control characters, of characters that turn the direction of writing (a way to show
    people another text than the machine reads), and of undecodable places.
    """
    mapped = Mapped.of(source)
    edits: list[Edit] = [(m.start(), m.end(), "\n") for m in _NEWLINES.finditer(source)]
    edits += [(m.start(), m.end(), "") for m in _INVISIBLE.finditer(source)]
    edits += [(m.start(), m.end(), " ") for m in _SPACES.finditer(source)]
    edits.sort()
    notices = []
    turned = len(_BIDI.findall(source))
    if turned:
        notices.append(
            Notice(
                "direction_marks",
                gettext_noop(
                    "The text contains %(count)s characters that turn the direction of writing. "
                    "They were left out of the reading; compare the text with the original."
                ),
                {"count": turned},
            )
        )
    odd = len(_ODD_CONTROL.findall(source))
    if odd:
        notices.append(
            Notice(
                "control_characters",
                gettext_noop(
                    "The text contains %(count)s control characters. "
                    "They were left out of the reading; check the places where they stood."
                ),
                {"count": odd},
            )
        )
    if _REPLACEMENT in source:
        notices.append(
            Notice(
                "undecodable_characters",
                gettext_noop(
                    "%(count)s characters of the text could not be decoded. "
                    "The file was probably saved in another encoding; save it as UTF-8 and try "
                    "again."
                ),
                {"count": source.count(_REPLACEMENT)},
            )
        )
    return mapped.edited(edits) if edits else mapped, notices


def one_punctuation(mapped: Mapped) -> Mapped:
    """The text with Chinese punctuation and ASCII digits where either was typed; same length."""
    text = mapped.text
    edits: list[Edit] = [
        (m.start(), m.end(), m.group().translate(_ASCII_MARKS))
        for m in _ASCII_BESIDE_HAN.finditer(text)
    ]
    edits += [
        (m.start(), m.end(), "（" if m.group() == "(" else "）") for m in _BRACKETS.finditer(text)
    ]
    edits += [
        (m.start(), m.end(), _FULL_WIDTH[m.group()]) for m in _FULL_WIDTH_DIGIT.finditer(text)
    ]
    edits.sort()
    return mapped.edited(edits) if edits else mapped


def han_share(text: str) -> float:
    """Share of Chinese characters among the letters and digits of the text; 0 when it has none."""
    counted = [char for char in text if char.isalnum()]
    if not counted:
        return 0.0
    return sum("\u3400" <= char <= "\u9fff" for char in counted) / len(counted)


def width(line: str) -> float:
    """Printed width in Chinese character cells: Latin letters and digits count one half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in line)

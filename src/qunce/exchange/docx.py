"""Text of Word documents (.docx), with the numbers Word only counts and does not write.

A directive typed in Word often has 一、（一）1. as automatic numbering: the characters are not in
the file, so they are counted here from the numbering definitions (ECMA-376, 17.9).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

UNPACKED_LIMIT = 60_000_000
"""Bytes all parts of a document may unpack to."""
PART_LIMIT = 30_000_000
RATIO_LIMIT = 200
"""Unpacked to packed size of one part; ordinary documents stay below 30."""
PARTS_LIMIT = 3_000
_NUMERALS = "零一二三四五六七八九"


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin like a zip archive (docx, xlsx, ...)."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def read_docx(data: bytes) -> str:
    """The paragraphs and tables of a Word document, one paragraph a line, cells by tabs.

    Raises Refused: ``docx_damaged`` when it cannot be opened, ``docx_has_macros`` for a document
    that carries programs, ``docx_too_large`` when it unpacks to more than the limits,
    ``unknown_format`` when the archive is no Word document.
    """
    _inspect(data)
    try:
        document = Document(io.BytesIO(data))
        lines = list(_lines(document))
    except Refused:
        raise
    except Exception as error:  # python-docx raises whatever lxml, zipfile or KeyError raise
        raise _damaged() from error
    return "\n".join(lines)


def _inspect(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    names = {part.filename for part in parts}
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Refused(
            Refusal(
                "docx_has_macros",
                gettext_noop(
                    "The document contains macros (programs) and is not opened. In Word choose "
                    "“Save as”, type “Word document (.docx)”, and upload that file."
                ),
            )
        )
    unpacked = sum(part.file_size for part in parts)
    inflated = any(
        part.file_size > PART_LIMIT
        or (
            part.file_size > 1_000_000 and part.file_size > RATIO_LIMIT * max(1, part.compress_size)
        )
        for part in parts
    )
    if unpacked > UNPACKED_LIMIT or inflated or len(parts) > PARTS_LIMIT:
        raise Refused(
            Refusal(
                "docx_too_large",
                gettext_noop(
                    "The document unpacks to far more than a directive needs and is not opened. "
                    "Remove its pictures, or paste the text."
                ),
            )
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _damaged()
    if "word/document.xml" not in names:
        raise Refused(
            Refusal(
                "unknown_format",
                gettext_noop(
                    "This kind of file cannot be read. Upload the directive as .txt, .docx or "
                    ".pdf, or paste its text."
                ),
            )
        )


def _damaged() -> Refused:
    return Refused(
        Refusal(
            "docx_damaged",
            gettext_noop(
                "The Word document is damaged or protected and cannot be opened. Open it in Word, "
                "save it again, and upload the new file; or paste the text."
            ),
        )
    )


def _lines(document: Any) -> Iterator[str]:
    counter = _Numbering(document)
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield counter.number(element) + _text(element)
        elif element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                cells = [
                    " ".join(filter(None, (_text(p).strip() for p in cell.iter(qn("w:p")))))
                    for cell in row.iterchildren(qn("w:tc"))
                ]
                yield "\t".join(cells)
        elif element.tag == qn("w:sdt"):
            for paragraph in element.iter(qn("w:p")):
                yield counter.number(paragraph) + _text(paragraph)


def _text(paragraph: Any) -> str:
    """The words as the reader of the final document sees them: without deleted text."""
    pieces = []
    for node in paragraph.iter(
        qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")
    ):
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag == qn("w:tab"):
            if node.getparent().tag == qn("w:r"):
                pieces.append("\t")
        elif node.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
        else:
            pieces.append("\n")
    return "".join(pieces)


class _Numbering:
    """Counts the automatic numbers of the paragraphs in reading order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in numbering.iterchildren(qn("w:abstractNum")):
            levels = {}
            for level in abstract.iterchildren(qn("w:lvl")):
                levels[int(level.get(qn("w:ilvl"), 0))] = (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(_value(level, "w:start") or 1),
                )
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for num in numbering.iterchildren(qn("w:num")):
            self._abstract_of[num.get(qn("w:numId"))] = _value(num, "w:abstractNumId") or ""
        for style in document.styles.element.iterchildren(qn("w:style")):
            found = _num_of(style.find(qn("w:pPr")))
            if found:
                self._styles[style.get(qn("w:styleId"))] = found

    def number(self, paragraph: Any) -> str:
        """The number Word would print before the paragraph; empty when it has none."""
        properties = paragraph.find(qn("w:pPr"))
        found = _num_of(properties)
        if found is None and properties is not None:
            found = self._styles.get(_value(properties, "w:pStyle") or "")
        if found is None:
            return ""
        abstract = self._abstract_of.get(found[0], "")
        levels, level = self._levels.get(abstract, {}), found[1]
        if level not in levels:
            return ""
        form, pattern, start = levels[level]
        self._counts[abstract, level] = self._counts.get((abstract, level), start - 1) + 1
        for key in [k for k in self._counts if k[0] == abstract and k[1] > level]:
            del self._counts[key]
        if form in ("bullet", "none") or not pattern:
            return ""

        def printed(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            own_form, _, own_start = levels.get(at, ("decimal", "", 1))
            return _printed(self._counts.get((abstract, at), own_start), own_form)

        number = re.sub(r"%(\d)", printed, pattern)
        # A bare 1 or 一 would run into the heading; print gives it room, the text a mark.
        return number + (
            "、" if number[-1] in _NUMERALS + "十" else ". " if number[-1].isdigit() else ""
        )


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    value = child.get(qn("w:val")) if child is not None else None
    return str(value) if value is not None else None


def _num_of(properties: Any) -> tuple[str, int] | None:
    num = properties.find(qn("w:numPr")) if properties is not None else None
    number = _value(num, "w:numId") if num is not None else None
    if number is None or number == "0":
        return None
    return number, int(_value(num, "w:ilvl") or 0)


def _printed(number: int, form: str) -> str:
    if form.startswith(("chinese", "japaneseCounting", "ideographDigital", "taiwanese")):
        return _chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _NUMERALS[tens] + "十")
    return head + (_NUMERALS[ones] if ones else "")


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for value, sign in signs:
        while number >= value:
            out, number = out + sign, number - value
    return out

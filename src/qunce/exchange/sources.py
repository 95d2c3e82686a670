"""The text of an uploaded directive, whatever the file is called."""

from __future__ import annotations

from dataclasses import dataclass

from qunce.exchange.docx import is_zip, read_docx
from qunce.exchange.pdf import is_pdf, read_pdf
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.text.decoding import decode
from qunce.text.directive.outline import Notice

FILE_LIMIT = 10_000_000
"""Bytes of a file. A directive of 100 pages with pictures stays well below."""
TEXT_LIMIT = 400_000
"""Characters of text, some 250 printed pages."""

_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF",
    b"\x00\x00\x00\x18ftyphei",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEDIA_BY_NAME = {"docx": "docx", "pdf": "pdf", "txt": "txt", "md": "txt"}


@dataclass(frozen=True, slots=True)
class SourceText:
    """A directive's text: ``media`` is txt, docx or pdf by content; ``encoding`` only for txt."""

    text: str
    media: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def read_source(data: bytes, name: str) -> SourceText:
    """The text of the file; ``name`` only serves a notice when it promises another format.

    Raises Refused (see the codes in ``text.decoding``, ``exchange.docx``, ``exchange.pdf``) and
    ``source_too_large``, ``source_is_picture``, ``source_is_old_word``, ``text_too_long``.
    """
    if len(data) > FILE_LIMIT:
        raise Refused(
            Refusal(
                "source_too_large",
                gettext_noop(
                    "The file is larger than %(limit)s MB. Upload the text without pictures and "
                    "attachments, or paste it."
                ),
                {"limit": FILE_LIMIT // 1_000_000},
            )
        )
    if is_pdf(data):
        text, media, encoding = read_pdf(data), "pdf", ""
    elif is_zip(data):
        text, media, encoding = read_docx(data), "docx", ""
    else:
        _refuse_other_formats(data)
        decoded = decode(data)
        text, media, encoding = decoded.text, "txt", decoded.encoding
    if not text.strip():
        raise Refused(
            Refusal(
                "source_empty",
                gettext_noop("The file is empty. Choose the file that holds the directive's text."),
            )
        )
    if len(text) > TEXT_LIMIT:
        raise too_long(len(text))
    return SourceText(text, media, encoding, _notices(name, media))


def too_long(length: int) -> Refused:
    """The refusal of a text (pasted or read) of ``length`` characters, over ``TEXT_LIMIT``."""
    return Refused(
        Refusal(
            "text_too_long",
            gettext_noop(
                "The text has %(length)s characters; at most %(limit)s are read at once. Split it "
                "and read the parts one by one."
            ),
            {"length": length, "limit": TEXT_LIMIT},
        )
    )


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_PICTURES):
        raise Refused(
            Refusal(
                "source_is_picture",
                gettext_noop(
                    "The file is a picture, whatever its name says. Recognise the text with a "
                    "scanning program and paste it, or ask the sender for the Word file."
                ),
            )
        )
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            Refusal(
                "source_is_old_word",
                gettext_noop(
                    "The file is an old Word document (.doc) or is protected with a password. Open "
                    "it in Word or WPS, save it as .docx without a password, and upload that."
                ),
            )
        )
    if data.startswith(b"{\\rtf"):
        raise Refused(
            Refusal(
                "unknown_format",
                gettext_noop(
                    "This kind of file cannot be read. Upload the directive as .txt, .docx or "
                    ".pdf, or paste its text."
                ),
            )
        )


def _notices(name: str, media: str) -> tuple[Notice, ...]:
    ending = name.rpartition(".")[2].lower()
    promised = _MEDIA_BY_NAME.get(ending, media if "." not in name else "")
    if promised and promised != media:
        return (
            Notice(
                "other_format",
                gettext_noop("The file's name ends in .%(ending)s, but it is a %(media)s file."),
                {"ending": ending, "media": media},
            ),
        )
    return ()

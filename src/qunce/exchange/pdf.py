"""Text of PDF files that carry a text layer; scans are named as what they are."""

from __future__ import annotations

import pypdfium2 as pdfium

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

PAGES_LIMIT = 400
TEXT_PER_PAGE = 15
"""Characters a page must have on average, else the file is a scan with a stamp or page number."""
_ENCRYPTED = 4
"""FPDF_ERR_PASSWORD of pdfium."""


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; the mark may stand within the first 1,024 bytes."""
    return b"%PDF-" in data[:1024]


def read_pdf(data: bytes) -> str:
    """The text of all pages, a line end where the page has one.

    Raises Refused: ``pdf_encrypted``, ``pdf_damaged``, ``pdf_too_long`` (over 400 pages),
    ``pdf_is_scan`` when there is no text layer.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _ENCRYPTED or "password" in str(error).lower():
            raise Refused(
                Refusal(
                    "pdf_encrypted",
                    gettext_noop(
                        "The PDF is protected with a password. Open it, save a copy without a "
                        "password, and upload that; or paste the text."
                    ),
                )
            ) from error
        raise _damaged() from error
    try:
        return _text(document)
    finally:
        document.close()


def _text(document: pdfium.PdfDocument) -> str:
    pages = len(document)
    if pages > PAGES_LIMIT:
        raise Refused(
            Refusal(
                "pdf_too_long",
                gettext_noop(
                    "The PDF has %(pages)s pages; at most %(limit)s are read. Upload only the "
                    "directive itself."
                ),
                {"pages": pages, "limit": PAGES_LIMIT},
            )
        )
    texts = []
    try:
        for index in range(pages):
            page = document[index]
            layer = page.get_textpage()
            texts.append(str(layer.get_text_bounded()).replace("\r\n", "\n"))
            layer.close()
            page.close()
    except pdfium.PdfiumError as error:
        raise _damaged() from error
    text = "\n".join(texts)
    if len("".join(text.split())) < TEXT_PER_PAGE * max(pages, 1):
        raise Refused(
            Refusal(
                "pdf_is_scan",
                gettext_noop(
                    "The PDF is a scan: it contains pictures of the pages, no text. Ask the sender "
                    "for the text or the Word file, or recognise the text with a scanning program "
                    "and paste it here."
                ),
            )
        )
    return text


def _damaged() -> Refused:
    return Refused(
        Refusal(
            "pdf_damaged",
            gettext_noop(
                "The PDF is damaged and cannot be opened. Ask the sender for another copy, or "
                "paste the text."
            ),
        )
    )

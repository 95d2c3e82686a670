"""Files as people bring them: every bad one is refused with a sentence that says what to do."""

import io
import random
import zipfile
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from exchange.archives_made import declaring
from qunce.exchange.docx import PART_LIMIT, UNPACKED_LIMIT
from qunce.exchange.sources import FILE_LIMIT, TEXT_LIMIT, read_source
from qunce.kernel.refusals import Refused
from qunce.text.directive import read

TEXT = "柳溪镇工作方案\n一、加强领导\n各村要在2024年5月10日前抓好落实，不走过场。\n二、保障经费\n"


def refusal_of(data: bytes, name: str = "方案.txt") -> str:
    with pytest.raises(Refused) as caught:
        read_source(data, name)
    assert str(caught.value.refusals[0])
    return caught.value.codes[0]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_an_office_uses_is_read(encoding, named):
    source = read_source(TEXT.encode(encoding), "方案.txt")
    assert (source.text, source.media, source.encoding) == (TEXT, "txt", named)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-8"])
def test_short_text_without_line_ends_is_read_too(encoding):
    assert read_source("各村要抓好落实".encode(encoding), "").text == "各村要抓好落实"


def test_a_text_cut_in_the_middle_of_a_character_is_read_with_one_mark_of_loss():
    source = read_source(TEXT.encode()[:-2], "方案.txt")
    assert source.text.startswith("柳溪镇工作方案")
    assert source.text.count("\ufffd") <= 1


def test_english_is_read():
    words = "1. Goals\nEach ward must list its hazards by 15 March 2026.\n"
    assert read_source(words.encode(), "a.txt").text == words


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 50])
def test_an_empty_file_says_so(data):
    assert refusal_of(data) == "source_empty"


@pytest.mark.parametrize(
    ("head", "looked_at"),
    [
        (b"", "source_empty"),
        (b"%PDF-", "pdf_damaged"),
        (b"PK\x03\x04", "docx_damaged"),
        (b"GIF8", "source_is_picture"),
    ],
)
def test_what_is_too_large_is_refused_before_anybody_looks_what_it_is(head, looked_at):
    assert refusal_of(head + b" " * 1_000) == looked_at
    assert refusal_of(head + b" " * FILE_LIMIT + b" ") == "source_too_large"


def test_too_long_a_text_is_refused():
    data = ("各" * (TEXT_LIMIT + 1)).encode()
    assert len(data) < FILE_LIMIT
    assert refusal_of(data) == "text_too_long"


def test_a_picture_renamed_is_called_a_picture():
    assert refusal_of(b"\x89PNG\r\n\x1a\n" + bytes(500), "方案.docx") == "source_is_picture"
    assert refusal_of(b"\xff\xd8\xff\xe0" + bytes(500), "方案.docx") == "source_is_picture"


def test_an_old_word_file_is_called_one():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal_of(data, "方案.doc") == "source_is_old_word"


def test_random_bytes_are_no_text():
    data = random.Random(1).randbytes(5000)  # noqa: S311, test data
    assert refusal_of(data) == "source_not_text"


def test_a_name_that_promises_another_format_is_only_noticed():
    source = read_source(TEXT.encode(), "方案.docx")
    assert source.media == "txt"
    assert [notice.code for notice in source.notices] == ["other_format"]


# Word


def word(*paragraphs: str, change: Callable[[object], None] | None = None) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_word_paragraphs_and_tables_are_read_in_order():
    def add_table(document):
        table = document.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text = "责任单位"
        table.rows[0].cells[1].text = "各村"
        document.add_paragraph("二、保障经费")

    source = read_source(word("一、加强领导", "各村要抓好落实。", change=add_table), "方案.docx")
    assert source.media == "docx"
    assert source.text.split("\n") == [
        "一、加强领导",
        "各村要抓好落实。",
        "责任单位\t各村",
        "二、保障经费",
    ]


def numbered(document, forms):
    """Give the document one multi-level list and number its paragraphs by (level, text)."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for level, (form, pattern) in enumerate(forms):
        lvl = OxmlElement("w:lvl")
        lvl.set(qn("w:ilvl"), str(level))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            lvl.append(child)
        abstract.append(lvl)
    numbering.insert(0, abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "90")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "90")
    num.append(reference)
    numbering.append(num)


def test_numbers_that_word_only_counts_are_written_out():
    def change(document):
        numbered(
            document,
            [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3")],
        )
        for level, words in ((0, "甲"), (1, "乙"), (1, "丙"), (2, "丁"), (0, "戊"), (1, "己")):
            paragraph = document.add_paragraph(words)
            properties = paragraph._p.get_or_add_pPr()
            num = properties.get_or_add_numPr()
            num.get_or_add_ilvl().val = level
            num.get_or_add_numId().val = 90

    text = read_source(word(change=change), "方案.docx").text
    assert text.split("\n") == ["一、甲", "（一）乙", "（二）丙", "1. 丁", "二、戊", "（一）己"]
    assert [len(section.children) for section in read(text).sections] == [2, 1]


def test_macros_are_refused():
    data = with_part(word("一、甲"), "word/vbaProject.bin", b"x")
    assert refusal_of(data, "方案.docm") == "docx_has_macros"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (UNPACKED_LIMIT + 1, "docx_too_large"),
        (PART_LIMIT + 1, "docx_too_large"),
        (2_000_000, "docx_too_large"),  # over RATIO_LIMIT times what it takes in the archive
        (900_000, "docx_damaged"),
    ],
)
def test_a_bomb_is_refused_by_what_it_declares_before_it_unpacks(declared, code):
    assert refusal_of(declaring(word("一、甲"), "word/document.xml", declared), "方案.docx") == code


def test_a_bomb_beside_the_text_is_refused_as_well():
    data = with_part(word("一、甲"), "word/media/image1.bin", bytes(70_000_000))
    assert len(data) < 1_000_000
    assert refusal_of(data, "方案.docx") == "docx_too_large"


def test_another_archive_is_no_word_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert refusal_of(out.getvalue(), "表.docx") == "unknown_format"


@pytest.mark.parametrize("cut", [30, 400, 5000])
def test_a_damaged_word_file_says_so(cut):
    assert refusal_of(word("一、甲")[:cut], "方案.docx") == "docx_damaged"


def test_a_word_file_with_broken_insides_says_so():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<broken")
    assert refusal_of(out.getvalue(), "方案.docx") == "docx_damaged"


def test_an_empty_word_file_says_so():
    assert refusal_of(word(""), "方案.docx") == "source_empty"


# PDF


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        start,
    )


def pdf_of(lines: list[str]) -> bytes:
    drawn = b"".join(b"(%s) Tj 0 -16 Td\n" % line.encode("ascii") for line in lines)
    content = b"BT /F1 12 Tf 50 780 Td\n" + drawn + b"ET"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def test_a_pdf_with_a_text_layer_is_read():
    data = pdf_of(["Safer wards programme", "1. Goals", "Each ward must list its hazards."])
    source = read_source(data, "方案.pdf")
    assert source.media == "pdf"
    assert source.text.split("\n")[:2] == ["Safer wards programme", "1. Goals"]


def test_a_scan_is_called_a_scan():
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    document.close()
    assert refusal_of(out.getvalue(), "扫描.pdf") == "pdf_is_scan"


def test_an_encrypted_pdf_says_so():
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32),
    ]
    trailer = b"/Encrypt 3 0 R /ID [<%s> <%s>]" % (b"30" * 16, b"30" * 16)
    assert refusal_of(pdf(objects, trailer), "方案.pdf") == "pdf_encrypted"


def test_a_damaged_pdf_says_so():
    assert refusal_of(b"%PDF-1.4\n" + b"garbage" * 20, "方案.pdf") == "pdf_damaged"

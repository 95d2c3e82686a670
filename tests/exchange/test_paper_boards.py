"""Posters, notices, forms and lists of names say what they were given, and nothing is obeyed."""

from dataclasses import replace
from hashlib import sha256

import pypdfium2 as pdfium
import pytest
from django.utils.translation import override

from paper_read import Page, holds, pages, plain, side_of, text_of
from qunce.exchange.paper.boards import (
    Notice,
    NoticeGroup,
    NoticePoint,
    Poster,
    PosterRow,
    notice,
    poster,
)
from qunce.exchange.paper.forms import (
    Attendance,
    Form,
    FormParagraph,
    FormQuestion,
    attendance_list,
    form,
)
from qunce.exchange.paper.typesetting import covered, printable
from qunce.exchange.paper.words import attendance_words, form_words, notice_words, poster_words
from qunce.kernel.digits import six_groups

ROOT = sha256(b"julong").hexdigest()
VERIFY = "https://qunce.julong.example/verify/"
HOSTILE = '] #panic("x") #import "a" $ \\ "}'


def the_poster():
    return Poster(
        title="整改结果群众评判",
        language="zh-hans",
        sentences=("600张票都有着落。",),
        root_hex=ROOT,
        entries=15_234,
        day="2026年12月20日（星期日）",
        key_fingerprint="SHA256:ab12 cd34",
        verify_address=VERIFY,
        words=poster_words(),
        rows=(PosterRow("第一村", 300, 240, 3, 57), PosterRow("第二村", 300, 251, 0, 49)),
        files="镇政府一楼大厅",
    )


def the_form():
    return Form(
        title="Plan for the campaign",
        language="en",
        by="Campaign office",
        intro=("This is what we mean to do.",),
        paragraphs=(FormParagraph("Street lamps first."), FormParagraph("Then the water.", 0)),
        questions=(
            FormQuestion("What is most urgent?", ("Lamps", "Water"), several=True),
            FormQuestion("Who should come?", lines=2),
        ),
        hand_in="village office",
        until="Tuesday 15 December",
        words=form_words(),
    )


def the_notice():
    points = (
        NoticePoint("第三组的路灯坏了。", "采纳", "12月底以前换好。", 14),
        NoticePoint("水费应该全免。", "没有采纳", "镇上没有权免。"),
    )
    return Notice(
        title="大家说的和我们做的",
        language="zh-hans",
        intro=("一条一条都在这里。",),
        groups=(NoticeGroup("路灯和水", points),),
        words=notice_words(),
        address="https://qunce.julong.example/asked/2/",
    )


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_a_poster_says_the_digits_the_root_the_key_and_every_count():
    pdf = poster(the_poster())
    with Page(pdf) as page:
        text = page.text()
        for said in (
            "整改结果群众评判",
            "600张票都有着落。",
            plain(six_groups(ROOT)),
            ROOT,
            "15,234",
            "SHA256:ab12cd34",
            "第一村300240357",
            "Together6004913106",
            "镇政府一楼大厅",
        ):
            assert said in text
        (box,) = page.codes()
        assert holds(page.squares(box, side_of(VERIFY)), VERIFY)
    assert pages(pdf) == 1


def test_before_the_count_a_poster_has_only_what_is_issued():
    rows = (PosterRow("第一村", 300), PosterRow("第二村", 300))
    text = text_of(poster(replace(the_poster(), rows=rows)))
    assert "Issued" in text
    assert "Returned" not in text
    assert "Together600" in text


def test_a_large_poster_is_the_same_on_a3():
    assert text_of(poster(replace(the_poster(), sheet="a3"))) == text_of(poster(the_poster()))
    with Page(poster(replace(the_poster(), sheet="a3"))) as page:
        assert round(page.height / 72 * 25.4) == 420


def test_a_form_numbers_its_paragraphs_and_says_where_to_and_until_when():
    text = text_of(form(the_form()))
    for said in (
        "Plan for the campaign",
        "1Street lamps first.",
        "To paragraph 1:",
        "2Then the water.",
        "What is most urgent?Tick as many as you like.",
        "Hand in:village office",
        "Until:Tuesday 15 December",
        the_form().words.helped,
    ):
        assert plain(said) in text
    # A paragraph without lines is not asked about.
    assert plain("To paragraph 2:") not in text


def test_a_notice_puts_the_answer_and_its_reason_beside_each_point():
    text = text_of(notice(the_notice()))
    for said in (
        "路灯和水",
        "第三组的路灯坏了。said by 14",
        "采纳12月底以前换好。",
        "镇上没有权免。",
    ):
        assert plain(said) in text
    assert text.count("saidby") == 1


def test_a_list_of_names_has_each_name_by_group_and_no_number():
    of = Attendance(
        "签到",
        "zh-hans",
        {"第一村": ["张三", "李四（二组）"], "第二村": ["王五"]},
        attendance_words(),
    )
    pdf = attendance_list(of)
    assert pages(pdf) == 2
    with Page(pdf) as page:
        assert "张三" in page.text()
        assert "李四（二组）" in page.text()
        assert "王五" not in page.text()
    assert plain(of.words.missing) not in text_of(pdf)


def test_a_name_with_a_sign_the_font_lacks_says_that_it_is_written_in_by_hand():
    of = Attendance("签到", "zh-hans", {"第一村": ["王𠮷"]}, attendance_words())
    text = text_of(attendance_list(of))
    assert "王〓" in text
    assert plain(of.words.missing) in text


@pytest.mark.parametrize(
    "pdf",
    [
        lambda: poster(replace(the_poster(), title=HOSTILE, sentences=(HOSTILE,), files=HOSTILE)),
        lambda: form(replace(the_form(), title=HOSTILE, paragraphs=(FormParagraph(HOSTILE),))),
        lambda: notice(replace(the_notice(), title=HOSTILE, intro=(HOSTILE,))),
        lambda: attendance_list(
            Attendance(HOSTILE, "zh", {HOSTILE: [HOSTILE]}, attendance_words())
        ),
    ],
)
def test_what_looks_like_source_is_printed_as_it_is(pdf):
    assert text_of(pdf()).count(plain(HOSTILE)) >= 2


@pytest.mark.parametrize("long", ["长" * 4_000, "w" * 4_000])
def test_four_thousand_characters_go_over_pages_and_none_is_lost(long):
    point = NoticePoint(long, "采纳", long)
    answered = replace(the_notice(), groups=(NoticeGroup("", (point,)),))
    assert text_of(notice(answered)).count(long[0]) >= 8_000
    asked = replace(
        the_form(), paragraphs=(FormParagraph(long),), questions=(FormQuestion(long, (long,)),)
    )
    assert text_of(form(asked)).count(long[0]) >= 12_000


def test_papers_are_tagged_titled_and_say_their_language():
    for pdf, language in (
        (poster(the_poster()), b"zh"),
        (form(the_form()), b"en"),
        (notice(the_notice()), b"zh"),
    ):
        document = pdfium.PdfDocument(pdf)
        assert document.get_metadata_value("Title")
        assert document.is_tagged()
        document.close()
        assert b"/Lang(" + language + b")" in pdf.replace(b"/Lang (", b"/Lang(")
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_the_font_has_all_of_gb2312_and_signs_of_hard_place_names():
    for first in range(0xB0, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                sign = bytes((first, second)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            assert ord(sign) in covered(), sign
    for sign in "㵲阝甪畈圳圩塝嵊鄞邛睢盱眙猇枞砦磛𬒈𬇙𬇹𪣻𫚖𬬮䶮𨱏𣲘㕮":
        assert printable(sign) == sign

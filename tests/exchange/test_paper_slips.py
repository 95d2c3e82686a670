"""Slips: one for each code, the code twice on it, and never on the part with the answers."""

import os
import re
import stat
from dataclasses import replace

import pytest
from django.utils.translation import override

from paper_read import Page, holds, pages, plain, side_of, text_of
from qunce.exchange.paper.slips import SlipBallot, SlipItem, make_slips, sheets_of, specimen
from qunce.exchange.paper.words import slip_words
from qunce.kernel.slipcodes import draw_code, printed, read

ADDRESS = "https://qunce.julong.example/judge/3/"
SCALE = ("很满意", "满意", "不太满意", "不满意")


@pytest.fixture
def ballot():
    with override("en"):
        return SlipBallot(
            title="聚龙镇整改结果群众评判",
            language="zh-hans",
            address=ADDRESS,
            look_up="12月20日以后看村里公示栏。",
            hand_in="12月15日以前投进村委会的票箱。",
            items=(
                SlipItem("村里的路灯坏了，现在修得快不快？", SCALE),
                SlipItem("看病拿药的事，改得怎么样？", SCALE),
            ),
            overall=SlipItem("总的来说，您满意吗？", SCALE),
            asked="每一项只选一个。",
            words=slip_words(),
        )


def test_each_code_gets_a_slip_in_the_file_of_its_stratum_and_in_its_order(tmp_path, ballot):
    codes = {"第一村": [draw_code() for _ in range(3)], "第二村 60岁以上": [draw_code()]}
    told = []
    files = make_slips(
        tmp_path / "slips", ballot=ballot, strata=codes, progress=lambda *done: told.append(done)
    )
    assert [file.name for file in files] == ["01-第一村-001.pdf", "02-第二村-60岁以上-001.pdf"]
    assert told[-1] == (4, 4)
    for file, drawn in zip(files, codes.values(), strict=True):
        assert pages(file) == len(drawn)
        for number, code in enumerate(drawn):
            with Page(file, number) as page:
                assert page.text().count(printed(code)) == 2
                assert set(re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]", page.text())) == {
                    printed(code)
                }


def test_the_part_with_the_answers_has_no_code_and_no_qr_code(ballot):
    with Page(specimen(ballot, "第三村")) as page:
        answers = page.below(ballot.words.cut_stub)
        assert "0000" not in answers
        for said in (
            "村里的路灯坏了，现在修得快不快？",
            "总的来说，您满意吗？",
            *SCALE,
            ballot.words.helped,
            ballot.words.own_words,
            "第三村",
        ):
            assert plain(said) in answers
        # Three things are asked, each can be answered with "don't know".
        assert answers.count(plain(ballot.words.dont_know)) == 3
        assert len(page.codes()) == 2
        assert page.lowest_ink_of_codes() > page.line_of(ballot.words.cut_stub)


def test_the_part_one_keeps_says_where_to_look_and_what_is_not_protected(ballot):
    with Page(specimen(ballot)) as page:
        for said in (ballot.title, ballot.look_up, ballot.hand_in, *ballot.words.limits):
            assert plain(said) in page.text()


def test_the_qr_code_holds_the_address_with_the_code_behind_the_hash(tmp_path, ballot):
    codes = [draw_code() for _ in range(3)]
    (file,) = make_slips(tmp_path, ballot=ballot, strata={"第一村": codes})
    for number, code in enumerate(codes):
        text = f"{ADDRESS}#{code}"
        with Page(file, number) as page:
            boxes = page.codes()
            assert len(boxes) == 2
            for box in boxes:
                squares = page.squares(box, side_of(text))
                assert holds(squares, text)
                assert not holds(squares, f"{ADDRESS}#{codes[number - 1]}")
        assert read(text).code == code


def test_the_specimen_is_tagged_and_says_what_the_slips_say(tmp_path, ballot):
    (file,) = make_slips(tmp_path, ballot=ballot, strata={"第一村": [draw_code()]})
    seen = specimen(ballot, "第一村")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in seen
    codes = re.compile("(?:[0-9A-Z]{4}-){3}[0-9A-Z]")
    assert codes.sub("", text_of(seen)) == codes.sub("", text_of(file))
    assert file.stat().st_size < len(seen)


def test_a_stratum_of_more_than_a_ream_is_several_files(tmp_path, ballot, monkeypatch):
    monkeypatch.setattr("qunce.exchange.paper.slips.IN_ONE_FILE", 2)
    codes = [draw_code() for _ in range(5)]
    files = make_slips(tmp_path, ballot=ballot, strata={"第一村": iter(codes), "没有人": []})
    assert [file.name for file in files] == [f"01-第一村-{part:03}.pdf" for part in (1, 2, 3)]
    assert [pages(file) for file in files] == [2, 2, 1]


def test_a_long_ballot_takes_a_second_sheet_without_a_code(tmp_path, ballot):
    long = replace(ballot, items=ballot.items * 6)
    assert (sheets_of(ballot), sheets_of(long)) == (1, 2)
    codes = [draw_code(), draw_code()]
    (file,) = make_slips(tmp_path, ballot=long, strata={"第一村": codes})
    assert pages(file) == 4
    for number in (1, 3):
        with Page(file, number) as page:
            assert plain(long.words.next_sheet) in page.text()
            assert not [code for code in codes if printed(code) in page.text()]
            assert page.codes() == []
    with Page(file, 2) as page:
        assert plain(long.words.next_sheet) not in page.text()
        assert printed(codes[1]) in page.text()


def test_only_the_owner_reads_the_files_and_nothing_else_is_left(tmp_path, ballot):
    folder = tmp_path / "slips"
    (file,) = make_slips(folder, ballot=ballot, strata={"第一村": [draw_code()]})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.listdir(folder) == [file.name]


def test_when_a_press_stops_no_file_is_left_and_no_code_is_told(tmp_path, ballot):
    good, bad = draw_code(), "七" * 13
    with pytest.raises(RuntimeError) as stopped:
        make_slips(tmp_path, ballot=ballot, strata={"第一村": [good], "第二村": [bad]})
    assert os.listdir(tmp_path) == []
    assert good not in str(stopped.value)
    assert bad not in str(stopped.value)


def test_files_of_an_earlier_printing_are_not_written_over(tmp_path, ballot):
    (file,) = make_slips(tmp_path, ballot=ballot, strata={"第一村": [draw_code()]})
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        make_slips(tmp_path, ballot=ballot, strata={"第一村": [draw_code()]})
    assert file.read_bytes() == before


def test_no_codes_are_no_files(tmp_path, ballot):
    assert make_slips(tmp_path, ballot=ballot, strata={"第一村": []}) == []


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "house.typ": *',
        "] #panic(1) [",
        '"}, "words": {"keep": "x',
        "$ x^2 $ *粗* _斜_ `码` <a> @b // c /* d */ \\ #{1+1} = 题",
        "../../../etc/passwd",
    ],
)
def test_what_looks_like_source_is_printed_as_it_is(ballot, hostile):
    put = replace(
        ballot,
        title=hostile,
        asked=hostile,
        look_up=hostile,
        items=(SlipItem(hostile, (hostile, "好")),),
    )
    assert text_of(specimen(put, hostile)).count(plain(hostile)) >= 6


def test_four_thousand_characters_and_signs_nobody_has_do_not_break_it(tmp_path, ballot):
    put = replace(
        ballot,
        items=(
            SlipItem("长" * 4_000, SCALE),
            SlipItem("w" * 4_000, ("👨‍👩‍👧 很好", "𠮷", "\u202e反过来", "a\x00b\ud800")),
        ),
    )
    (file,) = make_slips(tmp_path, ballot=put, strata={"一\n村/..": [draw_code(), draw_code()]})
    text = text_of(file)
    assert text.count("长") == 8_000
    assert text.count("w") >= 8_000
    assert "〓很好" in text
    assert "反过来" in text
    assert "ab" in text
    assert "\u202e" not in text
    assert file.name == "01-一-村-001.pdf"

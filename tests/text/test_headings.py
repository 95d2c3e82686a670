"""What is a heading and what only looks like one."""

import pytest

from qunce.text.directive import Section, read


def flat(sections: list[Section], depth: int = 0) -> list[str]:
    found = []
    for section in sections:
        found.append(f"{depth} {section.number} {section.heading}")
        found += flat(section.children, depth + 1)
    return found


@pytest.mark.parametrize(
    "body",
    [
        "评出一、二、三等奖若干名。",
        "一、二期工程同时开工。",
        "按照第四条（一）项规定办理。",
        "第一，开会要短；第二，讲话要实；第三，文件要少。",
        "主要做到：一是真问；二是真改；三是真评。",
        "三是这件事没有先例。",
        "一方面要抓进度，另一方面要保质量。",
        "一定要抓好这件事。",
        "三个代表重要思想是指导。",
        "四要素齐全才能受理。",
        "二要件缺一不可。",
        "2023.1版的表格不再使用。",
        "1.5万元以下的项目由村里决定。",
        "3月1日前报送。",
        "2024年是关键的一年。",
        "12345热线交办的事项优先办理。",
        "文件里写着“一、加强领导；二、明确责任”。",
        "（一）项、（二）项所列情形除外。",
        "一要的是时间，二要的是人手。",
    ],
)
def test_a_sentence_that_counts_is_no_heading(body):
    assert flat(read(f"一、甲项工作\n{body}\n二、乙项工作\n各村要落实。").sections) == [
        "0 一 甲项工作",
        "0 二 乙项工作",
    ]


def test_a_heading_runs_to_its_line_or_to_its_stop():
    source = (
        "一、工作目标\n干净。\n二、工作要求。各村要抓紧。\n"
        "（一）加强领导。各村要重视。\n（二）抓好落实"
    )
    assert flat(read(source).sections) == [
        "0 一 工作目标",
        "0 二 工作要求",
        "1 （一） 加强领导",
        "1 （二） 抓好落实",
    ]


def test_the_four_levels_of_the_document_rules_nest_and_begin_anew():
    source = (
        "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n（2）庚\n2.辛\n（二）壬\n1.癸\n二、子\n（一）丑"
    )
    assert flat(read(source).sections) == [
        "0 一 甲",
        "1 （一） 乙",
        "2 1 丙",
        "3 （1） 丁",
        "4 ① 戊",
        "4 ② 己",
        "3 （2） 庚",
        "2 2 辛",
        "1 （二） 壬",
        "2 1 癸",
        "0 二 子",
        "1 （一） 丑",
    ]


def test_chapters_and_sections_stand_above_the_numbers():
    source = "第一章 总则\n第一节 目的\n一、甲\n第二章 分则\n一、乙"
    assert flat(read(source).sections) == [
        "0 第一章 总则",
        "1 第一节 目的",
        "2 一 甲",
        "0 第二章 分则",
        "1 一 乙",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "一、抓什么\n一要抓学习。学得进。\n二要抓整改。改得动。",
        "一、抓什么\n这里讲两点。一要抓学习。学得进。二要抓整改。改得动。",
        "一、抓什么\n一抓学习。学得进。\n二要抓整改。改得动。",
    ],
)
def test_a_complete_row_of_ordinals_is_a_level(source):
    assert [line[:3] for line in flat(read(source).sections)] == ["0 一", "1 一", "1 二"]


def test_a_row_that_lacks_its_first_is_no_level():
    assert len(flat(read("一、抓什么\n二要抓整改。改得动。\n三要抓评议。").sections)) == 1


def test_a_skipped_number_is_said():
    outline = read("一、甲\n干。\n三、乙\n干。")
    assert [section.number for section in outline.sections] == ["一", "三"]
    assert "numbering_gap" in [notice.code for notice in outline.warnings]


def test_a_table_of_contents_is_no_tree():
    source = "目录\n一、甲……………1\n二、乙……………3\n\n一、甲\n各村要抓好。\n二、乙\n各村要抓实。"
    assert len(read(source).sections) == 2


def test_a_section_ends_where_its_last_word_stands():
    source = "一、甲\n（一）乙。丙丁。\n\n二、戊\n己。"
    first = read(source).sections[0]
    assert source[first.start : first.end] == "一、甲\n（一）乙。丙丁。"
    assert source[first.children[0].start : first.children[0].end] == "（一）乙。丙丁。"


@pytest.mark.parametrize(
    "heading",
    [
        "三类问题集中整治",
        "二十大精神学习",
        "2023年工作回顾",
        "中小学校安全",
        "及时上报",
        "项目建设",
        "条件保障",
        "和谐社区创建",
        "三年行动目标",
    ],
)
@pytest.mark.parametrize(
    ("first", "second"), [("一、", "二、"), ("（一）", "（二）"), ("1.", "2.")]
)
def test_a_heading_may_begin_with_any_word(heading, first, second):
    found = flat(read(f"工作方案\n{first}{heading}\n各村要抓好。\n{second}保障\n").sections)
    assert [line.split(" ", 2)[2] for line in found] == [heading, "保障"]


def test_enclosures_and_signature_belong_to_no_section():
    source = (
        "关于开展检查的通知\n各村：\n一、检查内容\n1.查台账。\n2.查现场。\n"
        "附件：1.检查表\n2.回执\n3.名单\n\n柳溪镇人民政府\n2024年3月1日"
    )
    outline = read(source)
    assert flat(outline.sections) == ["0 一 检查内容", "1 1 查台账", "1 2 查现场"]
    assert "人民政府" not in source[outline.sections[0].start : outline.sections[0].end]


@pytest.mark.parametrize("indent", ["　　", "    ", "\t"])
def test_indented_paragraphs_and_windows_line_ends_read_alike(indent):
    source = "工作方案\n一、甲\n（一）乙。丙丁戊。\n1．己\n2．庚\n二、辛\n"
    indented = "\r\n".join(indent + line for line in source.split("\n"))
    assert flat(read(indented).sections) == flat(read(source).sections) != []


def test_a_number_with_only_the_next_number_behind_it_heads_nothing():
    outline = read("一、\n一、加强领导\n二、抓好落实")
    assert [(one.heading, one.start) for one in outline.sections] == [
        ("加强领导", 3),
        ("抓好落实", 10),
    ]

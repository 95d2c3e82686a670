"""Terms that a rewriting tool put into a directive, and the same words where they are right."""

from pathlib import Path

import pytest

from qunce.text.directive.outline import Repair
from qunce.text.directive.repairs import (
    find_repairs,
    looks_rewritten,
    pairs,
    repaired,
    rewritten_score,
)

HERE = Path(__file__).parent
CLEAN = sorted((HERE / "repairs").glob("*.txt")) + sorted((HERE / "directives").glob("*.txt"))

REWRITTEN = (
    "关于开展深化学习实践科学进展观活动的意见。各支部要依据镇党委的支配部署,组织宽敞党员仔细学习,"
    "充分生疏活动的重大意义,增加责任感和使命感。要留意发挥基层党组织分散人心、效劳群众的作用,"
    "准时觉察和化解冲突,亲热党同人民群众的血肉联系。要坚持正面教育为主的原那么,灵敏运用多种方式,"
    "确保活动顺当开展,夯实基层根底。活动从3月开头,6月根本结束,城乡环境治理要有新进展。"
)


def _readable(source: str, repairs: list[Repair]) -> list[str]:
    return [
        f"{source[repair.start - 6 : repair.start]}[{repair.seen}→{repair.suggested}]"
        for repair in repairs
    ]


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_prose_yields_no_repair(path: Path) -> None:
    text = path.read_text("utf-8")
    found = find_repairs(text)
    assert _readable(text, found) == []
    assert rewritten_score(text, found) == 0


def test_the_clean_prose_is_long_enough_to_mean_something() -> None:
    assert sum(len(path.read_text("utf-8")) for path in (HERE / "repairs").glob("*.txt")) >= 12_000


def test_a_rewritten_paragraph_is_put_right() -> None:
    found = find_repairs(REWRITTEN)
    text = repaired(REWRITTEN, found).text
    for right in (
        "深入学习实践科学发展观",
        "根据镇党委的安排部署",
        "广大党员认真学习",
        "充分认识活动的重大意义",
        "增强责任感",
        "凝聚人心、服务群众",
        "及时发现和化解矛盾",
        "密切党同人民群众",
        "为主的原则",
        "灵活运用",
        "顺利开展",
        "基层基础",
        "3月开始",
        "基本结束",
    ):
        assert right in text
    assert "有新进展" in text
    assert looks_rewritten(rewritten_score(REWRITTEN, found))


def test_places_are_half_open_ascending_apart_and_say_what_stands_there() -> None:
    found = find_repairs(REWRITTEN)
    assert len(found) > 15
    end = 0
    for repair in found:
        assert end <= repair.start < repair.end
        assert REWRITTEN[repair.start : repair.end] == repair.seen != repair.suggested
        assert 0 < repair.confidence < 1
        end = repair.end


@pytest.mark.parametrize(
    "sentence",
    [
        "道路变得宽敞,党员干部都很高兴。",
        "整改取得明显进展,群众满意。",
        "要深化改革,深化对县情的认识。",
        "请留意脚下台阶,留意天气变化。",
        "从根本上解决问题,维护根本利益。",
        "增加农民收入,增加财政投入。",
        "中心卫生院设在镇中心。",
        "发动群众参与村级事务,提高参与率。",
        "确定活动方案后张榜公布。",
        "有关人员存在利益冲突的应当回避。",
        "他对群众有深厚感情,会场气氛热烈。",
        "居住分散的特困人员实行分散供养。",
        "要克服急躁情绪,弄清这笔糊涂账。",
        "文字简洁明了,依据法律办理。",
        "本店春节照常营业,一切照旧。",
        "态度坚决,行动坚决,坚决贯彻执行。",
        "这件事情办得顺当,大家格外高兴。",
        "受过专门训练的报务员负责通信。",
        "高质量开展主题教育,又好又快开展项目建设,开展党员教育培训。",
        "他占了上风,与此事没有干系,资金紧张。",
        "为国家效劳是每个公民的心愿。",
        "要求标准那么高,办法那么多,假设干部不到场,职称实行双轨制,企业经营选址要慎重。",
    ],
)
def test_the_dangerous_words_stay_where_they_are_right(sentence: str) -> None:
    assert _readable(sentence, find_repairs(sentence)) == []


def test_the_same_words_stay_right_inside_a_rewritten_document() -> None:
    genuine = "整改取得明显进展,要深化改革、增加农民收入、发动群众参与,确定活动方案,道路宽敞平整。"
    found = find_repairs(REWRITTEN + genuine)
    assert _readable(REWRITTEN + genuine, [r for r in found if r.start >= len(REWRITTEN)]) == []


def test_wording_that_exists_nowhere_is_found_even_alone() -> None:
    text = "要坚持公开、公平的原那么,全面落实科学进展观。"
    assert [(r.seen, r.suggested) for r in find_repairs(text)] == [
        ("原那么", "原则"),
        ("科学进展观", "科学发展观"),
    ]


def test_one_odd_word_in_a_clean_document_is_left_to_its_writer() -> None:
    text = "我们要增加责任感,把工作做好。" + CLEAN[0].read_text("utf-8")
    assert find_repairs(text) == []


def test_one_decision_covers_all_places_of_a_pair() -> None:
    decisions = pairs(find_repairs(REWRITTEN + "\n" + REWRITTEN))
    places = {(pair.seen, pair.suggested): pair.places for pair in decisions}
    assert len(places[("宽敞", "广大")]) == 2
    assert len({(pair.seen, pair.suggested) for pair in decisions}) == len(decisions)


def test_the_repaired_text_leads_back_to_the_source() -> None:
    source = "坚持原那么,宽敞党员"
    text = repaired(
        source, [Repair(2, 5, "原那么", "原则", 0.9), Repair(6, 8, "宽敞", "广大", 0.9)]
    )
    assert text.text == "坚持原则,广大党员"
    assert text.span(2, 4) == (2, 5)
    assert text.span(5, 7) == (6, 8)
    assert text.to_source(7) == 8
    assert text.to_source(len(text.text)) == len(source)
    assert text.span(4, 4) == (5, 5)
    with pytest.raises(IndexError):
        text.to_source(len(text.text) + 1)


def test_unconfirmed_repairs_change_nothing() -> None:
    assert repaired(REWRITTEN, []).text == REWRITTEN


def test_a_line_broken_by_its_page_is_read_across() -> None:
    broken = REWRITTEN.replace("宽敞党员", "宽敞\n党员")
    assert ("宽敞", "广大") in {(r.seen, r.suggested) for r in find_repairs(broken)}


def test_a_short_notice_with_one_misprint_does_not_look_rewritten() -> None:
    text = "坚持公开、公平的原那么。"
    assert not looks_rewritten(rewritten_score(text, find_repairs(text)))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "abc", "宽", "\x00\u202e宽敞", "。" * 50])
def test_poor_input_is_no_error(text: str) -> None:
    assert find_repairs(text) == []
    assert rewritten_score(text, []) == 0


@pytest.mark.parametrize(
    "text",
    [REWRITTEN, "".join(path.read_text("utf-8") for path in CLEAN)],
    ids=["rewritten", "clean"],
)
def test_a_long_text_is_repaired_like_each_of_its_parts(text: str) -> None:
    times, length = 100_000 // len(text) + 1, len(text)
    once = [(one.start, one.end, one.suggested) for one in find_repairs(text)]
    assert [(one.start, one.end, one.suggested) for one in find_repairs(text * times)] == [
        (start + part * length, end + part * length, suggested)
        for part in range(times)
        for start, end, suggested in once
    ]

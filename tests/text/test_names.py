"""What looks like a person is marked; what is a thing is left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.text.names import Looks, looks_like_people

STAFF = ("林晓禾", "Ada Stone")


@pytest.mark.parametrize(
    ("text", "words", "looks"),
    [
        ("王大爷家门前的灯坏了", "王大爷", Looks.NAME),
        ("李某反映路灯不亮", "李某", Looks.NAME),
        ("村民李大山说：灯不亮", "李大山", Looks.NAME),
        ("居民张三、李四反映", "张三", Looks.NAME),
        ("老马说灯亮了", "老马", Looks.NAME),
        ("陈书记来看过", "陈书记", Looks.NAME),
        ("欧阳老师很高兴", "欧阳老师", Looks.NAME),
        ("Mr Brown said so", "Mr Brown", Looks.NAME),
        ("林晓禾到现场", "林晓禾", Looks.STAFF),
        ("told to ada stone today", "ada stone", Looks.STAFF),
        ("找我 139-0000-1234", "139-0000-1234", Looks.TELEPHONE),
        ("身份证51022219500101123X", "51022219500101123X", Looks.TELEPHONE),
        ("幺三九〇〇〇〇一二三四", "幺三九〇〇〇〇一二三四", Looks.TELEPHONE),
        ("写到 a.b@example.net", "a.b@example.net", Looks.MAIL),
        ("微信号：lamp_1234", "微信号：lamp_1234", Looks.ACCOUNT),
        ("3号楼2单元301室漏水", "3号楼2单元301室", Looks.DOOR),
        ("Flat 12b is damp", "Flat 12b", Looks.DOOR),
    ],
)
def test_marked(text: str, words: str, looks: Looks) -> None:
    (found,) = looks_like_people(text, STAFF)
    assert (found.words, found.looks) == (words, looks)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "三组路口三盏路灯夜间不亮，路边有沟，行走不安全。",
        "五组水渠一段垮塌，二十余亩秧田放不到水。",
        "清泉镇中心学校、王家村、张家湾水渠、万家沟",
        "党支部书记、镇长、卫生院院长、派出所所长、班组长",
        "灯杆 012345 不亮，2026-03-02 看过",
        "村民反映水黄，群众满意，居民高兴",
        "垃圾箱满了，周围散落",
        "The lamp at the corner of Brown Street is broken.",
        "Stones lie on the road.",
    ],
)
def test_left_alone(text: str) -> None:
    assert looks_like_people(text, STAFF) == []


@given(st.text(max_size=200))
def test_any_text_is_read_and_places_do_not_overlap(text: str) -> None:
    found = looks_like_people(text, STAFF)
    for one, following in pairwise(found):
        assert one.end <= following.start
    assert all(text[one.start : one.end] == one.words for one in found)

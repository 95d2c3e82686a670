"""A search finds every text in which the words stand, and no other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from qunce.domain.searching.actions import forget_text, index_many, index_text
from qunce.domain.searching.models import SearchText
from qunce.domain.searching.queries import matching
from qunce.text.grams import found_in

TEXTS = {
    1: "村口第三盏路灯坏了，晚上看不见路。",
    2: "请把老街的灯换成ＬＥＤ灯",
    3: "12号楼门前的排水沟堵住了",
    4: "灯下的路很好走",
    5: "The street light at No. 112 is broken 😀",
    6: "臺階壞了",
    7: "。。。",
    8: "哈" * 3_999 + "路",
    9: "井水浑，水浑了",
}


def found(query: str, kind: str = "voice") -> set[int] | None:
    subjects = matching(kind, query)
    return None if subjects is None else {row["subject_id"] for row in subjects}


@pytest.fixture
def texts(db: None) -> dict[int, str]:
    index_many(kind="voice", texts=TEXTS.items())
    index_text(kind="problem", subject_id=1, text="路灯")
    return TEXTS


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("路", {1, 4, 8}),
        ("灯", {1, 2, 4}),
        ("了", {1, 3, 6, 9}),
        ("路灯", {1}),
        ("的灯", {2}),
        ("灯下", {4}),
        ("第三盏路灯", {1}),
        ("路灯坏了", {1}),
        ("led灯", {2}),
        ("12号", {3}),
        ("12", {3, 5}),
        ("LIGHT", {5}),
        ("😀", {5}),
        ("臺階", {6}),
        ("台阶", set()),
        ("灯 路", {1, 4}),
        ("路灯\u3000村口", {1}),
        ("路灯，坏了", {1}),
        ("坏了晚上", set()),
        ("水浑了", {9}),
        ("井水浑了", set()),
        ("哈" * 300 + "路", {8}),
        ("哈哈哈灯", set()),
        ("飞机", set()),
    ],
)
def test_what_stands_in_a_text_finds_it(
    texts: dict[int, str], query: str, subjects: set[int]
) -> None:
    assert found(query) == subjects
    assert {number for number, text in texts.items() if found_in(text, query)} == subjects


@pytest.mark.parametrize("query", ["", "  ", "。", "\x00", "\"'*", "\ud800"])
def test_a_query_that_asks_nothing_is_no_filter(texts: dict[int, str], query: str) -> None:
    assert found(query) is None


@pytest.mark.parametrize(
    "query",
    [
        'a" OR "路灯',
        "a' OR '1'='1",
        "路灯* NEAR(路灯 灯坏, 3)",
        "grams:路灯 AND NOT 村口",
        "^路灯 + 村口",
        "{} \\ % _ %s %(x)s ? $1 ::text[]",
        "路灯\x00村口",
        "); DROP TABLE searching_searchtext; --",
        "😀" * 4_000,
        "\u202e路灯",
        " ".join("ab" + chr(0x4E00 + n) for n in range(1_300)),
        "".join(chr(0x4E00 + n) for n in range(4_000)),
        "AND OR NOT NEAR",
        "\U0010ffff\ue000\U000e0041",
    ],
)
def test_no_query_has_a_meaning_beyond_its_characters(texts: dict[int, str], query: str) -> None:
    assert found(query) == {number for number, text in texts.items() if found_in(text, query)}
    assert SearchText.objects.count() == len(texts) + 1


def test_kinds_are_searched_apart(texts: dict[int, str]) -> None:
    assert found("路灯", kind="problem") == {1}
    assert found("村口", kind="problem") == set()
    assert found("路灯", kind="no' such\"kind") == set()


def test_a_new_text_takes_the_place_of_the_old(texts: dict[int, str]) -> None:
    index_text(kind="voice", subject_id=1, text="井盖松动")
    assert found("路灯") == set()
    assert found("井盖") == {1}
    assert SearchText.objects.filter(kind="voice", subject_id=1).count() == 1


def test_of_a_number_given_twice_the_last_text_counts(db: None) -> None:
    index_many(kind="voice", texts=[(1, "路灯"), (1, "井盖")])
    assert (found("路灯"), found("井盖")) == (set(), {1})


def test_a_forgotten_text_is_found_by_nothing(texts: dict[int, str]) -> None:
    forget_text(kind="voice", subject_id=1)
    forget_text(kind="voice", subject_id=1)
    assert found("路灯") == set()
    assert found("灯") == {2, 4}
    assert not SearchText.objects.filter(kind="voice", subject_id=1).exists()


def test_a_raw_write_cannot_leave_the_index_behind(texts: dict[int, str]) -> None:
    """The index follows the table by itself, whoever writes."""
    SearchText.objects.filter(kind="voice", subject_id=1).update(grams="井盖 盖 井")
    SearchText.objects.filter(kind="voice", subject_id=4).delete()
    assert found("路灯") == set()
    assert found("灯") == {2}
    assert found("井盖") == {1}


def test_a_text_is_indexed_in_one_statement(db: None) -> None:
    for text in ("路灯坏了", "路灯修好了"):
        with CaptureQueriesContext(connection) as asked:
            index_text(kind="voice", subject_id=1, text=text)
        assert len(asked) == 1


def test_a_search_is_one_statement_with_the_callers_filters(texts: dict[int, str]) -> None:
    subjects = matching("voice", "灯 路 的路很")
    assert subjects is not None
    with CaptureQueriesContext(connection) as asked:
        rows = SearchText.objects.filter(kind="voice", subject_id__in=subjects).exclude(pk=0)
        assert [row.subject_id for row in rows.order_by("-subject_id")[:50]] == [4]
    assert len(asked) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own check of its index")
def test_the_index_agrees_with_its_table(texts: dict[int, str]) -> None:
    index_text(kind="voice", subject_id=2, text="换了")
    forget_text(kind="voice", subject_id=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO searching_index(searching_index, rank) VALUES ('integrity-check', 1)"
        )


def test_the_engines_own_index_stands(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                "AND tbl_name = 'searching_searchtext' ORDER BY name"
            )
            expected = [
                "search_text_is_forgotten",
                "search_text_is_indexed",
                "search_text_is_indexed_again",
            ]
        else:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname = 'searching_index'")
            expected = ["searching_index"]
        assert [name for (name,) in cursor.fetchall()] == expected


CHARACTERS = st.text(alphabet="路灯坏了村口LEDled1号 ，\n😀é\u0301\ufe0f\"'*", max_size=30)
ANY = CHARACTERS | st.text(max_size=30)


class AgainstTheRule(TestCase):
    """The database answers as the plain comparison does, character by character."""

    @settings(max_examples=80)
    @given(
        st.lists(CHARACTERS | st.text(max_size=30), max_size=8), CHARACTERS | st.text(), st.data()
    )
    def test_the_index_finds_what_the_rule_finds(
        self, said: list[str], query: str, data: st.DataObject
    ) -> None:
        texts = dict(enumerate(said, start=1))
        index_many(kind="voice", texts=texts.items())
        if said:
            chosen = data.draw(st.sampled_from(said))
            start = data.draw(st.integers(0, len(chosen)))
            stretch = chosen[start : start + data.draw(st.integers(0, 6))]
        else:
            stretch = ""
        for asked in (query, stretch, f"{stretch} {query[:1]}"):
            answer = found(asked)
            if answer is None:
                continue
            assert answer == {number for number, text in texts.items() if found_in(text, asked)}

"""A directive on a page: nothing lost, nothing let through, everything anchored once."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from qunce.web.shell.source import Marking, Sentence, around, as_received, show_source

spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda one: one[0] < one[1])


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@given(st.text("各村要<&>\"'\n a", max_size=60), st.lists(spans, max_size=8), st.lists(spans))
def test_every_character_stands_once_and_every_tag_is_closed(
    text: str, sentences: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    page = show_source(
        text,
        [Sentence(start, end, "#line") for start, end in sentences],
        [Marking(start, end, "改") for start, end in marks],
    )
    assert plain(page) == text
    open_now: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)", page):
        if closing:
            assert open_now.pop() == name
        else:
            open_now.append(name)
    assert open_now == []
    ids = re.findall(r'id="(s-\d+)"', page)
    assert len(ids) == len(set(ids))
    assert {f"s-{start}" for start, _end in sentences if start < len(text)} == set(ids)


def test_a_gate_inside_a_duty_has_its_own_anchor() -> None:
    page = show_source("要先问计再办事", [Sentence(0, 7, "#a"), Sentence(1, 4, "#b")], [])
    assert page == ('<a id="s-0" href="#a" tabindex="-1">要<span id="s-1">先问计</span>再办事</a>')


def test_a_repair_stands_behind_what_it_repairs() -> None:
    page = show_source("科学进展观", [], [Marking(2, 5, "<观>")], write_out=True)
    assert page == '科学<mark>进展观</mark><span class="soft">〔&lt;观&gt;〕</span>'


def test_what_nobody_can_see_is_shown_by_its_number() -> None:
    assert as_received("a\u202eb\x07<") == "a<code>U+202E</code>b<code>U+0007</code>&lt;"
    assert "U+202E" in around("长长的\u202e话", 3, 4)

"""A bulletin on paper has its head, its figures in words and its foot, and obeys nothing."""

from __future__ import annotations

from typing import Any

import pytest

from builders import a_campaign
from cast import Cast
from paper_read import Page, pages, text_of
from problems_made import closed
from publicity_made import LATER, a_bulletin, issued, published
from qunce.domain.publicity.actions import change_bulletin
from qunce.domain.publicity.models import Bulletin
from qunce.exchange.paper.bulletins import bulletin_pdf

HOSTILE = '] #panic("x") #import "a" $ \\ "}'


def worded(cast: Cast, *paragraphs: str, **changes: Any) -> Bulletin:
    given: dict[str, Any] = {
        "name": "学查改活动简报",
        "compiled_by": "清泉镇活动办公室",
        "sent_to": "报：县活动办公室。",
        "sections": [{"title": "办成的事", "paragraphs": list(paragraphs)}],
    }
    return change_bulletin(
        bulletin=a_bulletin(cast),
        seen_version=1,
        actor=cast.clerk,
        now=LATER,
        **{**given, **changes},
    )


def test_head_figures_and_foot_stand_where_they_belong(cast: Cast) -> None:
    bulletin = issued(cast, worded(cast, "列入清单{1}件。"))
    figure = bulletin.figures.get(key=1)
    with Page(bulletin_pdf(bulletin)) as page:
        heights = [
            page.line_of(words)
            for words in (
                *("学查改活动简报", "清泉镇活动办公室", "办成的事"),
                *("列入清单", "报：县活动办公室。"),
            )
        ]
        text = page.text().replace(" ", "")
    assert heights == sorted(heights, reverse=True)
    assert f"列入清单{figure.value}件。" in text
    assert "{1}" not in text


def test_a_draft_says_that_it_is_one(cast: Cast) -> None:
    draft = worded(cast, "列入清单{1}件。")
    before = text_of(bulletin_pdf(draft))
    after = text_of(bulletin_pdf(issued(cast, draft)))
    assert before != after


def test_a_long_one_goes_on_to_further_pages(cast: Cast) -> None:
    long = worded(cast, *["把路口的灯一盏一盏看过，坏的换掉，线路老化的一并换。" * 8] * 12)
    assert pages(bulletin_pdf(long)) > 1


@pytest.mark.parametrize("field", ["name", "compiled_by", "sent_to", "text"])
def test_what_was_typed_is_printed_and_not_obeyed(cast: Cast, field: str) -> None:
    campaign = a_campaign(cast)
    published(cast, closed(cast))
    bulletin = a_bulletin(cast, campaign)
    if field == "text":
        bulletin.sections = [{"title": HOSTILE, "paragraphs": [HOSTILE]}]
    else:
        setattr(bulletin, field, HOSTILE)
    assert "panic" in text_of(bulletin_pdf(bulletin))

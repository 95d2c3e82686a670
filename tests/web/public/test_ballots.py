"""A ballot for everybody: what is promised before, what people said after, and how sure it is."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

import ballots_made as made
from builders import statements
from cast import Cast
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import Ballot, PublishedFile, Tally
from qunce.domain.ballots.queries import low_items
from qunce.domain.record.models import Entry
from qunce.kernel.digits import six_groups
from qunce.statistics.funnel import Standing
from qunce.web.public.ballots.earlier import before
from qunce.web.public.ballots.pictures import FunnelPicture, Line
from qunce.web.public.ballots.told import Share, told
from web.shell.pages import inline_code

NOTHING = "withheld"


def seen(ballot: Ballot, language: str = "en") -> Any:
    answer = Client(headers={"accept-language": language}).get(f"/ballots/{ballot.pk}/")
    assert answer.status_code == 200
    assert inline_code(answer.content.decode()) == []
    return answer


def words(answer: Any) -> str:
    """The text of the page on one line."""
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(bare.split())


# --- before


def test_before_the_slips_are_made_there_is_no_page(cast: Cast) -> None:
    assert Client().get(f"/ballots/{made.drawn(cast).pk}/").status_code == 404
    for number in (4711, 10**30):
        for name in ("", "files.zip", "files/counts.json"):
            assert Client().get(f"/ballots/{number}/{name}").status_code == 404


def test_one_that_was_given_up_before_its_slips_were_made_has_no_page(cast: Cast) -> None:
    ballot = made.a_ballot(cast)
    actions.break_off(
        ballot=ballot, reason="问法还要再商量，这次先不做了。", actor=cast.clerk, now=made.NOW
    )
    assert Client().get(f"/ballots/{ballot.pk}/").status_code == 404


def test_what_is_promised_stands_there_while_people_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.kernel.clock.now", lambda: made.NOW)
    ballot = made.opened(cast).ballot
    text = words(seen(ballot))
    for part in (
        *(ballot.title, *made.ITEMS, made.OVERALL, made.EAST, made.WEST),
        *("60", "40", "30", "20", "本镇居民", "20 answers", "每条意见都有答复"),
        *(six_groups(ballot.codes_root), six_groups(ballot.frame_root)),
        *(ballot.codes_root, ballot.frame_root, ballot.questions_sha256, ballot.dice),
    ):
        assert part in text, part
    page = seen(ballot).content.decode()
    for address in ("/vote/", "/vote/counted/"):
        assert f'href="{address}"' in page
    for entry in Entry.objects.about("ballot", str(ballot.pk)).of_kind("ballot.committed"):
        assert f'href="/record/{entry.index}/"' in page


def test_no_number_is_known_before_publication(cast: Cast) -> None:
    """How many marked what stands in the database once it is counted; on no page yet."""
    town = made.counted(cast)
    answer = seen(town.ballot)
    assert Tally.objects.filter(item__ballot=town.ballot, count__gte=10).exists()
    assert "told" not in answer.context
    assert "<svg" not in answer.content.decode().partition("<main")[2]
    for name in ("files/counts.json", "files/lines.csv", "files.zip"):
        assert Client().get(f"/ballots/{town.ballot.pk}/{name}").status_code == 404


def test_why_it_was_given_up(cast: Cast) -> None:
    ballot = made.opened(cast).ballot
    actions.break_off(
        ballot=ballot, reason="信封在路上泡了水，号码认不出来了。", actor=cast.clerk, now=made.NOW
    )
    text = words(seen(ballot))
    assert "信封在路上泡了水，号码认不出来了。" in text
    assert "worth nothing" in text


# --- after


@pytest.fixture
def published(cast: Cast) -> made.Town:
    """So few answered that no share can be told."""
    return made.published(cast)


@pytest.fixture
def clear(cast: Cast) -> made.Town:
    """Seventy-two answered, a third of them content, so that a share can be told."""
    ballot = made.a_ballot(cast, items=("路灯修好了",), low_line=90)
    town = made.opened(cast, made.drawn(cast, ballot, east=40, west=38))
    for name in (made.EAST, made.WEST):
        for number in range(36):
            mark = (made.GOOD, made.BAD, "dont_know")[number % 3]
            town.cast_web(name, number, mark, mark, helped=number % 2 == 0)
    town.open_box()
    for name in (made.EAST, made.WEST):
        town.count_by_hand(name)
    town.close()
    town.publish()
    return town


def test_the_result_is_one_sentence_one_picture_and_the_details(clear: made.Town) -> None:
    answer = seen(clear.ballot)
    text, overall = words(answer), told(_counts(clear.ballot)).overall
    assert overall is not None
    assert overall.share is not None
    at = overall.share.in_100
    assert 45 <= (at.share or 0) <= 55
    assert f"about {at.share} in 100 are content" in text
    assert f"between {at.low} and {at.high}" in text
    assert f"{at.least}–{at.most}" in text
    page = answer.content.decode()
    assert page.count('<svg role="img" class="line"') >= 2
    assert 'class="reach"' in page
    assert "<title" in page.partition('<svg role="img"')[2]


def test_what_became_of_the_slips(published: made.Town) -> None:
    text = words(seen(published.ballot))
    assert "42 slips came back, of 50 people who were asked." in text
    assert "30 on the web, 12 on paper." in text
    assert "1 of 1 batches of paper were chosen by dice" in text
    assert "qunce ballot verify" in text


def test_where_the_share_would_tell_too_much_it_is_said_what_it_is_at_least(
    published: made.Town,
) -> None:
    overall = told(_counts(published.ballot)).overall
    assert overall is not None
    assert (overall.share, overall.at_least) == (None, 0.9)
    text = words(seen(published.ballot))
    assert "at least 90 in 100 are content" in text
    assert "about" not in text.partition("In each place")[0]


@pytest.mark.parametrize("review", [False, True])
def test_where_nothing_can_be_told_a_sentence_says_why(review: bool) -> None:
    overall = told(a_count()).overall
    assert overall is not None
    given = {"one": replace(overall, share=None), "review": review}
    with override("en"):
        said = render_to_string("public/ballots/_sentence.html", given)
    assert "No number can be told here" in said


def test_each_number_on_the_page_is_published(published: made.Town) -> None:
    """A page made of counts.json alone: with other tallies in the database it is the same."""
    before = _main(seen(published.ballot))
    Tally.objects.filter(item__ballot=published.ballot).update(count=77, helped=0)
    assert _main(seen(published.ballot)) == before


def test_a_number_under_ten_is_called_withheld_and_is_nowhere(published: made.Town) -> None:
    shown = told(_counts(published.ballot))
    cells = [cell for one in shown.questions for row in one.places.rows for cell in row.cells]
    assert None in cells
    assert all(cell is None or cell >= 10 for cell in cells)
    assert NOTHING in words(seen(published.ballot))


def test_helped_and_unhelped_stand_side_by_side(published: made.Town) -> None:
    text = words(seen(published.ballot))
    assert "With a helper" in text
    assert "Without a helper" in text


def test_own_words_are_shown_of_ten_or_more_and_never_what_was_not_checked(cast: Cast) -> None:
    town = made.opened(cast)
    for number in range(12):
        town.cast_web(made.EAST, number, words=f"灯亮了，第{number}条巷子也亮了")
        town.cast_web(made.WEST, number)
    town.open_box()
    for name in (made.EAST, made.WEST):
        town.count_by_hand(name)
    town.close()
    every = list(town.ballot.slip_words.all())
    for one in every[2:]:
        actions.check_words(words=one, state="shown", actor=cast.clerk, now=made.AFTER)
    actions.check_words(words=every[0], state="withheld", actor=cast.clerk, now=made.AFTER)
    actions.check_words(
        words=every[1], state="masked", shown="〇〇家的灯亮了", actor=cast.clerk, now=made.AFTER
    )
    town.publish()
    answer = seen(town.ballot)
    text = words(answer)
    assert "〇〇家的灯亮了" in text
    for hidden in every[:2]:
        assert hidden.text not in text
    assert answer.context["page"].paginator.count == 11


def test_few_words_are_not_shown(published: made.Town) -> None:
    assert "fewer than ten people wrote something" in words(seen(published.ballot))


def test_what_was_judged_low_is_on_the_problem_list(cast: Cast, clear: made.Town) -> None:
    town = clear
    low = low_items(town.ballot)
    assert low
    answer = seen(town.ballot)
    waiting = {(one.place, name) for one, name in answer.context["waiting"]}
    assert waiting == {(one.item.place, one.place) for one in low}
    assert "not on the problem list yet" in words(answer)
    problem = actions.open_problem(
        item=low[0].item, title="路灯", statement="多数人不满意", actor=cast.clerk, now=made.AFTER,
        stratum=None if low[0].stratum_id is None else town.stratum(low[0].place),
    )  # fmt: skip
    text = words(seen(town.ballot))
    assert "is on the problem list:" in text
    assert problem.get_state_display() in text
    assert "多数人不满意" not in text


def test_the_same_question_asked_before_is_compared_with_its_interval(clear: made.Town) -> None:
    first = clear
    shown = told(_counts(first.ballot))
    again = Ballot.objects.get(pk=first.ballot.pk)
    assert before(again, shown.questions) == {}
    again.opens_on = again.closes_on + made.DAY
    found = before(again, shown.questions)
    with_share = [one.place for one in shown.questions if one.share]
    assert with_share
    assert sorted(found) == with_share
    for one in found.values():
        assert one.ballot.pk == first.ballot.pk
        assert one.went_up is None
        assert one.difference.low <= 0 <= one.difference.high
    again.scale = [{**step, "positive": True} for step in again.scale]
    assert before(again, shown.questions) == {}


def test_the_page_costs_few_statements(published: made.Town) -> None:
    seen(published.ballot)
    assert len(statements(lambda: seen(published.ballot))) <= 16


def test_in_chinese(published: made.Town) -> None:
    assert seen(published.ballot, "zh-CN").content.decode().count("<h1") == 1


# --- the files


def test_the_files_are_those_that_were_published_to_the_byte(published: made.Town) -> None:
    kept = {one.name: bytes(one.content) for one in PublishedFile.objects.all()}
    assert len(kept) >= 9
    base = f"/ballots/{published.ballot.pk}/"
    for name, content in kept.items():
        answer = Client().get(f"{base}files/{name}")
        assert answer.content == content
        kind = "text/csv" if name.endswith(".csv") else "application/json"
        assert answer["Content-Type"].startswith(kind)
        assert f'filename="{name}"' in answer["Content-Disposition"]
    packed = Client().get(f"{base}files.zip")
    assert packed["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        inside = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert inside == kept
    assert Client().get(f"{base}files.zip").content == packed.content


@pytest.mark.parametrize("name", ["nothing.json", "counts.json%00", "..%2Fcounts.json", "manifest"])
def test_other_names_are_not_there(published: made.Town, name: str) -> None:
    assert Client().get(f"/ballots/{published.ballot.pk}/files/{name}").status_code == 404
    assert Client().get(f"/ballots/4711/files/{name}").status_code == 404


# --- figures of eleven places, as they are in the town


def a_count(**changes: Any) -> dict[str, Any]:
    """Published figures of eleven places; the fifth judges otherwise than the rest."""
    names = [f"第{number}村" for number in range(1, 12)]
    cells = [[30, 15, None, None, None] for _ in names]
    cells = [[40, 20] if at != 4 else [15, 45] for at in range(11)]
    table = {
        "rows": names,
        "columns": ["content", "discontent"],
        "cells": cells,
        "row_totals": [60] * 11,
        "column_totals": [415, 245],
        "total": 660,
        "merged": [],
    }
    one = {
        "place": 1, "text": "总的来说", "overall": True, "joined": True, "places": table,
        "helped": {**table, "rows": ["helped", "unhelped"], "cells": [[40, None], [375, 230]],
                   "row_totals": [None, 605]},
        "estimate": {"share": 0.63, "low": 0.6, "high": 0.66, "least": 0.5, "most": 0.7},
        "at_least": None,
    }  # fmt: skip
    slips = [
        {"stratum": name, "people": 900, "drawn": 80, "issued": 84, "handed_out": 76,
         "left_over": 8, "returned": 60, "spoiled": 1, "unreturned": 23, "joined_into": None}
        for name in names
    ]  # fmt: skip
    return {"scale": [], "items": [one], "slips": slips, "on_web": 300, "on_paper": 360,
            "invalid": 0, **changes}  # fmt: skip


def test_a_place_that_differs_by_more_than_chance_is_named_and_none_is_ranked() -> None:
    figures = told(a_count())
    assert figures.outside == ["第5村"]
    assert figures.funnel is not None
    assert figures.funnel.units["第5村"].standing == Standing.OUTSIDE_998
    assert list(figures.funnel.units) == [f"第{number}村" for number in range(1, 12)]
    picture = FunnelPicture.of(figures.funnel)
    assert picture is not None
    assert [dot.name for dot in picture.dots if dot.outside] == ["第5村"]


def test_a_place_of_which_a_count_is_withheld_has_no_share_and_no_dot() -> None:
    given = a_count()
    given["items"][0]["places"]["cells"][4] = [15, None]
    figures = told(given)
    assert figures.overall is not None
    assert figures.overall.places.rows[4].share is None
    assert figures.funnel is not None
    assert "第5村" not in figures.funnel.units
    assert figures.outside == []


def test_two_places_make_no_funnel() -> None:
    given = a_count()
    for name in ("rows", "cells", "row_totals"):
        given["items"][0]["places"][name] = given["items"][0]["places"][name][:2]
    figures = told(given)
    assert figures.funnel is not None
    assert figures.funnel.says_nothing
    assert FunnelPicture.of(figures.funnel) is None


def test_the_response_counts_people_and_no_spare_slips() -> None:
    """Eighty were drawn, four spare slips made, eight envelopes left over: sixty of eighty."""
    figures = told(a_count())
    assert figures.slips[0].response == 0.75
    assert figures.together.in_100 == 75


def test_the_line_runs_from_none_to_all() -> None:
    line = Line.of(Share(0.5, 0.0, 1.0))
    assert (line.low, line.dot, line.high) == (20, 320, 620)
    assert Line.of(Share(1.0, 1.0, 1.0)).width == 2


def _counts(ballot: Ballot) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(bytes(ballot.files.get(name="counts.json").content))
    return read


def _main(answer: Any) -> str:
    return str(answer.content.decode().partition("<main")[2].partition("</main")[0])

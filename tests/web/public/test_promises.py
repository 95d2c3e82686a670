"""Promises and projects as everybody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

import practice_made as made
from builders import statements
from cast import NOW, TODAY, Cast
from practice_made import DAY
from qunce.domain.organisations.models import Unit
from qunce.domain.practice.actions import comment, give_up, read_through

LIST = "/promises/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5)):
        yield


@pytest.fixture
def reader(cast: Cast) -> Client:
    return Client(headers={"accept-language": "en"})


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_units_stand_in_the_order_of_the_tree(cast: Cast, reader: Client) -> None:
    made.judged(cast)
    made.a_promise(cast, text="厕所天天打扫")
    made.a_promise(cast, unit=cast.school, actor=cast.teacher, text="午餐公示")
    made.a_promise(cast, unit=cast.town, actor=cast.clerk, text="窗口中午有人")
    rows = reader.get(LIST).context["rows"]
    assert [row.unit for row in rows] == [cast.town, cast.village, cast.school]
    page = read(reader, LIST)
    for words in ("Kept", "Promised", "厕所天天打扫"):
        assert words in page


def test_one_unit_and_what_lies_below(cast: Cast, reader: Client) -> None:
    made.a_promise(cast)
    made.a_project(cast)
    made.a_promise(cast, unit=cast.town, actor=cast.clerk, text="窗口中午有人")
    page = read(reader, f"{LIST}?unit=shangqing")
    assert "村务每月公开" in page
    assert "三组水塘清淤" in page
    assert "窗口中午有人" not in page
    assert "窗口中午有人" in read(reader, f"{LIST}?unit=qingquan")
    assert reader.get(f"{LIST}?unit=nowhere").status_code == 404
    assert reader.get(f"{LIST}?unit={'x' * 500}").status_code == 404


def test_an_empty_list_says_so(cast: Cast, reader: Client) -> None:
    assert "Nothing is promised yet." in read(reader, LIST)


def test_a_promise_tells_its_story(cast: Cast, reader: Client) -> None:
    promise = made.a_promise(cast)
    comment(about=promise, words="标准写得实在", actor=cast.leader, now=NOW)
    made.judged(cast, made.said_kept(cast, promise), kept=False, words="二月没有贴")
    page = read(reader, f"{LIST}{promise.pk}/")
    told = [
        made.STANDARD,
        "标准写得实在",
        "三月起按月贴出",
        "二月没有贴",
        "Not kept",
        "活动办公室干事",
    ]
    for words in told:
        assert words in page


def test_overdue_is_said_openly(cast: Cast, reader: Client) -> None:
    promise = made.a_promise(cast)
    with time_machine.travel(NOW + 20 * DAY):
        assert "Overdue" not in read(reader, f"{LIST}{promise.pk}/")
    with time_machine.travel(NOW + 21 * DAY):
        assert "Overdue: nobody has said that it is kept" in read(reader, f"{LIST}{promise.pk}/")
        assert "Overdue: nobody has said that it is kept" in read(reader, LIST)


def test_what_was_withdrawn_or_given_up_stays_with_its_reason(cast: Cast, reader: Client) -> None:
    promise = made.withdrawn(cast)
    page = read(reader, f"{LIST}{promise.pk}/")
    assert "公开栏改由镇里统一设" in page
    assert "Say how you see it" not in page
    project = made.a_project(cast)
    give_up(project=project, reason="村民不愿出地", actor=cast.secretary, now=NOW)
    assert "村民不愿出地" in read(reader, f"{LIST}projects/{project.pk}/")
    assert promise.text in read(reader, LIST)


def test_a_project_shows_its_steps_and_its_result(cast: Cast, reader: Client) -> None:
    project = made.a_finished_project(cast)
    page = read(reader, f"{LIST}projects/{project.pk}/")
    for words in ("三组五十户灌溉用水", "抽水清淤", "水塘清完，四月起放水", "Finished"):
        assert words in page


def test_words_stand_there_only_once_read_through_and_numbers_from_ten_on(
    cast: Cast, reader: Client
) -> None:
    promise = made.a_promise(cast)
    address = f"{LIST}{promise.pk}/"
    view = made.heard(promise, "not", "周老根说没看到")
    for _n in range(8):
        made.heard(promise)
    page = read(reader, address)
    assert "Fewer than ten people" in page
    assert "周老根" not in page
    assert "still to be read through" in page
    read_through(
        view=view, decision="masked", public_words="有人说没看到", actor=cast.clerk, now=NOW
    )
    made.heard(promise)
    page = read(reader, address)
    assert "有人说没看到" in page
    assert "周老根" not in page
    assert "The first 10 people" in page
    assert page.count("withheld</span>") == 4


def test_a_merged_unit_says_who_answers_now(cast: Cast, reader: Client) -> None:
    promise = made.a_promise(cast)
    Unit.objects.filter(pk=cast.village.pk).update(closed_on=TODAY, successor=cast.hill_village)
    page = read(reader, f"{LIST}{promise.pk}/")
    assert "东岭村 answers for this promise" in page
    assert "东岭村 answers for it now" in read(reader, LIST)


def test_what_is_not_there(reader: Client, cast: Cast) -> None:
    for address in ("999/", "projects/999/"):
        assert reader.get(f"{LIST}{address}").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, reader: Client, rows: int) -> None:
    for n in range(rows):
        made.a_promise(cast, text=f"第{n}件承诺")
        made.a_project(cast, title=f"第{n}个项目")
        made.a_promise(cast, unit=cast.town, actor=cast.clerk, text=f"镇里第{n}件")
    reader.get(LIST)
    assert len(statements(lambda: reader.get(LIST))) == 5

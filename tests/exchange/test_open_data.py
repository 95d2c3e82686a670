"""Open data fit their dictionary, name the page of each row, and tell nothing small of people."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

import consultations_made as asked
from builders import a_campaign, statements
from cast import NOW, PEOPLE, Cast
from checks_made import a_finding
from practice_made import a_finished_project, judged
from problems_made import closed, not_now
from publicity_made import LATER, messages, published
from qunce.domain.publicity.actions import release_messages
from qunce.exchange.open_data import DATASETS, csv_lines, datapackage, json_lines

FORMULA = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


def address(name: str, *args: object) -> str:
    return f"https://example.net/{name}/{'/'.join(str(one) for one in args)}"


def a_full_town(cast: Cast) -> None:
    """Something in every table."""
    a_campaign(cast)
    published(cast, closed(cast), title=FORMULA, outcome="换了灯头。\n亮了。")
    published(cast, not_now(cast), reason="钱下半年才到。")
    judged(cast)
    a_finished_project(cast)
    a_finding(cast)
    asked.told(cast)
    messages(cast, 14, NOW - timedelta(days=20))
    messages(cast, 3, NOW - timedelta(days=20), town=cast.other_town, village=cast.other_village)
    messages(cast, 2, NOW - timedelta(days=60))
    release_messages(now=LATER, limit=10)


def rows(code: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(b"".join(json_lines(DATASETS[code], address)))
    return found


def csv_rows(code: str) -> list[dict[str, str]]:
    text = b"".join(csv_lines(DATASETS[code], address)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_table_fits_its_dictionary(cast: Cast, tmp_path: Path) -> None:
    """Frictionless, in a program of its own, finds nothing wrong; and would."""
    a_full_town(cast)
    told = datapackage("https://example.net/news/data/")
    for resource in told["resources"]:
        if resource["format"] == "json":  # its reader of files is an extra; rows are read inline
            resource["data"] = rows(resource.pop("path").removesuffix(".json"))
            del resource["format"], resource["mediatype"], resource["encoding"]
    (tmp_path / "datapackage.json").write_text(json.dumps(told, ensure_ascii=False))
    for dataset in DATASETS.values():
        assert rows(dataset.code), dataset.code
        table = b"".join(csv_lines(dataset, address))
        (tmp_path / f"{dataset.code}.csv").write_bytes(table)
    report = validated(tmp_path)
    assert report["valid"], json.dumps(report, ensure_ascii=False)[:2000]
    assert report["stats"]["tasks"] == 2 * len(DATASETS)
    broken = (tmp_path / "problems.csv").read_text().replace("2026-03-02", "yesterday")
    (tmp_path / "problems.csv").write_text(broken)
    assert not validated(tmp_path)["valid"]


def validated(folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-m", "frictionless"),
            *("validate", "datapackage.json", "--json"),
        ],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("code", DATASETS)
def test_every_row_names_a_page_that_is_there(cast: Cast, client: Client, code: str) -> None:
    a_full_town(cast)
    answer = client.get(f"/news/data/{code}.json")
    found = json.loads(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    assert found
    for row in found:
        assert row["address"], row
        assert client.get(row["address"]).status_code == 200, row


@pytest.mark.parametrize("code", DATASETS)
def test_csv_and_json_have_the_same_rows(cast: Cast, code: str) -> None:
    a_full_town(cast)
    first, second = csv_rows(code), rows(code)
    assert len(first) == len(second)
    for row, same in zip(first, second, strict=True):
        for name, value in same.items():
            text = "" if value is None else str(value).lower() if value in (True, False) else value
            assert row[name].removeprefix("'").lower() == str(text).lower()


@pytest.mark.parametrize("code", DATASETS)
def test_a_table_costs_the_same_for_one_row_and_for_three(cast: Cast, code: str) -> None:
    a_full_town(cast)
    first = statements(lambda: rows(code))
    for _ in range(2):
        published(cast, closed(cast))
        a_finding_more(cast)
    assert len(statements(lambda: rows(code))) == len(first) <= 3


def a_finding_more(cast: Cast) -> None:
    from checks_made import a_check_list, a_place, a_round
    from qunce.domain.checks.models import CheckList

    number = CheckList.objects.count()
    a_round(
        cast,
        a_place(cast, f"村口{number}"),
        check_list=a_check_list(cast, name=f"环境整治{number}"),
    )


def test_no_cell_is_a_formula(cast: Cast) -> None:
    a_full_town(cast)
    titles = {row["title"] for row in csv_rows("problems")}
    assert f"'{FORMULA}" in titles
    assert FORMULA not in titles
    assert FORMULA in {row["title"] for row in rows("problems")}


def test_small_numbers_of_messages_are_withheld(cast: Cast) -> None:
    a_full_town(cast)
    found = rows("messages")
    assert all(row["messages"] is None or row["messages"] >= 10 for row in found)
    assert all((row["messages"] is None) == row["withheld"] for row in found)
    assert any(row["withheld"] for row in found)
    january = [row for row in found if row["month"] == "2026-01"]
    assert [row["messages"] for row in january] == [None]


def test_no_person_is_in_any_table(cast: Cast) -> None:
    a_full_town(cast)
    for code in DATASETS:
        text = b"".join(json_lines(DATASETS[code], address)).decode()
        for name in (*PEOPLE.values(), "log-in-"):
            assert name not in text, (code, name)


def test_the_dictionary_says_of_every_column_what_it_means_in_two_languages() -> None:
    told = datapackage("https://example.net/")
    assert {one["name"].removesuffix("-json") for one in told["resources"]} == set(DATASETS)
    for resource in told["resources"]:
        assert resource["licenses"]
        assert resource["since"]
        for field in resource["schema"]["fields"]:
            for what in ("titles", "descriptions"):
                assert set(field[what]) == {"zh-hans", "en"}, field["name"]
                assert all(field[what].values())
            assert field["since"]
            if field["name"] in ("messages", "answers"):
                assert field["smallNumbers"]


def test_the_bytes_are_written_while_they_are_read(cast: Cast, client: Client) -> None:
    published(cast)
    answer = client.get("/news/data/problems.csv")
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="problems.csv"'
    lines = list(csv_lines(DATASETS["problems"], address))
    assert len(lines) == 2


def test_nothing_public_gives_headings_and_an_empty_list(cast: Cast) -> None:
    for code in DATASETS:
        assert rows(code) == []
        assert len(list(csv_lines(DATASETS[code], address))) == 1

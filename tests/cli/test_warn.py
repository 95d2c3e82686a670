"""``qunce warn``: anybody's counts, without a database."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from qunce.cli import main
from qunce.cli.found import Found

MONDAY = date(2025, 10, 6)
PLACES = [f"村{number}" for number in range(8)]


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight villages, two categories, 60 weeks; in the last one 村3 has seven with water."""
    rng = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("warn") / "counts.csv"
    lines = ["date,place,category,count,lat,lon"]
    for week in range(60):
        for number, place in enumerate(PLACES):
            for category in ("路灯", "用水"):
                many = int(rng.poisson(0.6))
                if (week, number, category) == (59, 3, "用水"):
                    many = 7
                day = MONDAY + timedelta(days=7 * week + int(rng.integers(7)))
                lines.append(f"{day},{place},{category},{many},30.{number},110.{number % 3}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["warn", *words, "--lang", "en"])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_what_is_more_than_usual_is_said_in_a_sentence(
    counts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, str(counts))
    assert code == 1
    assert said.startswith("村3 · 用水: 7 from 2026-11-23 to 2026-11-29, usually 0–")
    assert "about once in" in said


def test_for_programs_one_object_each(counts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, str(counts), "--json")
    (alarm,) = json.loads(said)
    assert code == 1
    assert set(alarm) == {
        *("place", "category", "from", "to", "observed", "expected", "low", "high"),
        *("p", "once_in_weeks", "method"),
    }
    assert (alarm["place"], alarm["category"], alarm["observed"]) == ("村3", "用水", 7)
    assert alarm["low"] <= alarm["expected"] <= alarm["high"] < 7
    assert alarm["p"] < 0.001


@pytest.mark.parametrize("method", ["c1", "c2", "c3"])
def test_the_older_methods_answer_too(
    counts: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    """C1 and C2 see the seven; C3 judges what the two weeks before went above, and says nothing."""
    code, said, _ = run(capsys, str(counts), "--method", method, "--json")
    alarms = json.loads(said)
    assert {alarm["method"] for alarm in alarms} <= {method}
    told = {(alarm["place"], alarm["category"], alarm["observed"]) for alarm in alarms}
    assert (("村3", "用水", 7) in told) is (method != "c3")
    assert code == (1 if alarms else 0)
    assert all(alarm["p"] is None and alarm["high"] < alarm["observed"] for alarm in alarms)


def test_farrington_answers_where_there_are_five_years(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "years.csv"
    many = np.random.default_rng(4).poisson(4, 300)
    many[299] = 20
    lines = [f"{MONDAY + timedelta(days=7 * week)},a,{many[week]}" for week in range(300)]
    path.write_text("date,place,count\n" + "\n".join(lines))
    (alarm,) = json.loads(run(capsys, str(path), "--method", "farrington", "--json")[1])
    assert (alarm["place"], alarm["observed"], alarm["method"]) == ("a", 20, "farrington")
    assert 3 < alarm["expected"] < 6 < alarm["high"] < 20


def test_the_scan_names_the_places_that_crowd_together(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, str(counts), "--method", "scan", "--json")
    assert code == 1
    (alarm,) = json.loads(said)
    assert "村3" in alarm["place"].split("; ")
    assert (alarm["category"], alarm["to"]) == ("用水", "2026-11-29")
    assert alarm["p"] <= 0.01
    rows = [line.split(",") for line in counts.read_text(encoding="utf-8").splitlines()[1:]]
    within = [
        int(count)
        for day, place, category, count, *_ in rows
        if day >= alarm["from"] and place in alarm["place"].split("; ") and category == "用水"
    ]
    assert sum(within) == alarm["observed"]
    beside = tmp_path / "neighbours.csv"
    beside.write_text("\n".join(f"{a},{b}" for a, b in pairwise(PLACES)))
    assert run(capsys, str(counts), "--method", "scan", "--neighbours", str(beside))[0] == 1


def test_single_days_and_the_last_of_them(counts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, str(counts), "--by", "day", "--last", "7", "--json")
    assert code == 1
    assert {alarm["place"] for alarm in json.loads(said)} == {"村3"}


def test_the_daily_method_of_early_warning_itself(
    counts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(
        capsys, str(counts), "--by", "day", "--method", "rolling", "--last", "7", "--json"
    )
    alarms = json.loads(said)
    assert code == 1
    assert {(alarm["place"], alarm["category"]) for alarm in alarms} == {("村3", "用水")}
    assert {alarm["method"] for alarm in alarms} == {"rolling"}
    assert all(alarm["high"] < alarm["observed"] for alarm in alarms)


def test_the_daily_method_tells_from_the_first_case_to_the_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three in a quiet place, five, four and two days before the last."""
    rng = np.random.default_rng(6)
    lines = ["date,place,category,count"]
    for day in range(120):
        for place in PLACES[:4]:
            many = int(rng.random() < 0.03) if day < 106 else 0
            many += int(place == PLACES[0] and day in (114, 115, 117))
            lines.append(f"{MONDAY + timedelta(days=day)},{place},用水,{many}")
    path = tmp_path / "three.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    words = [str(path), "--by", "day", "--method", "rolling"]
    (alarm,) = json.loads(run(capsys, *words, "--json")[1])
    told = (alarm["place"], alarm["observed"], alarm["from"], alarm["to"])
    first, last = (str(MONDAY + timedelta(days=day)) for day in (114, 117))
    assert told == (PLACES[0], 3, first, last)


def test_a_change_that_the_daily_method_knows_is_no_alarm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One a day, and two a day for the last ten."""
    path = tmp_path / "twice.csv"
    lines = [f"{MONDAY + timedelta(days=day)},a,{1 + (day >= 110)}" for day in range(120)]
    path.write_text("date,place,count\n" + "\n".join(lines))
    words = [str(path), "--by", "day", "--method", "rolling"]
    assert run(capsys, *words)[0] == 1
    assert run(capsys, *words, "--changed", str(MONDAY + timedelta(days=110)))[0] == 0


def test_what_is_not_known_is_null_for_programs() -> None:
    found = Found("a", "", "x", "y", 3.0, math.nan, None, math.inf, 0.1, None, "ours")
    told = found.as_json()
    assert [told[name] for name in ("expected", "low", "high", "p")] == [None, None, None, 0.1]


def test_what_grows_a_little_everywhere_is_said_of_all_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred days on which nearly nobody speaks of water; then one in each of eight villages."""
    rng = np.random.default_rng(3)
    lines = ["date,place,category,count"]
    for day in range(100):
        for number, place in enumerate(PLACES):
            water = int(day == 91 + number) or int(rng.random() < 0.004)
            lines += [f"{MONDAY + timedelta(days=day)},{place},用水,{water}"]
            lines += [f"{MONDAY + timedelta(days=day)},{place},路灯,{int(rng.random() < 0.1)}"]
    path = tmp_path / "everywhere.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    words = [str(path), "--by", "day", "--method", "rolling"]
    code, said, _ = run(capsys, *words)
    assert code == 1
    assert said.startswith("All places together · 用水: ")
    (alarm,) = json.loads(run(capsys, *words, "--json")[1])
    assert (alarm["place"], alarm["method"]) == ("*", "rolling")


def test_an_ordinary_week_says_so(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = tmp_path / "quiet.csv"
    kept = [line for line in counts.read_text(encoding="utf-8").splitlines() if ",7," not in line]
    quiet.write_text("\n".join(kept), encoding="utf-8")
    assert run(capsys, str(quiet)) == (0, "Nothing is more than usual.\n", "")
    assert run(capsys, str(quiet), "--json")[1].strip() == "[]"


def test_a_registered_change_is_no_alarm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new channel doubles what comes in everywhere from one day on."""
    rng = np.random.default_rng(2)
    lines = ["date,place,count"]
    for week in range(40):
        many = rng.poisson(9) if week < 39 else 18
        lines.append(f"{MONDAY + timedelta(days=7 * week)},a,{many}")
    path = tmp_path / "changed.csv"
    path.write_text("\n".join(lines))
    assert run(capsys, str(path))[0] == 1
    changed = (MONDAY + timedelta(days=7 * 39)).isoformat()
    assert run(capsys, str(path), "--changed", changed)[0] == 0


def test_a_day_stands_alone_and_with_the_six_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four a day where two are usual, for a week: no single day of it is much."""
    rng = np.random.default_rng(5)
    lines = ["date,place,count"]
    for day in range(200):
        many = int(rng.poisson(2)) if day < 193 else (4, 5, 4, 5, 4, 5, 4)[day - 193]
        lines.append(f"{MONDAY + timedelta(days=day)},a,{many}")
    path = tmp_path / "growing.csv"
    path.write_text("\n".join(lines))
    code, said, _ = run(capsys, str(path), "--by", "day", "--json")
    assert code == 1
    (alarm,) = json.loads(said)
    assert (alarm["from"], alarm["observed"]) == ("2026-04-17", 31)
    # Seven looks a week at one cell.
    assert alarm["once_in_weeks"] == pytest.approx(1 / (7 * alarm["p"]), abs=0.1)


@pytest.mark.parametrize("method", ["c1", "farrington", "ours"])
def test_nothing_is_said_of_fewer_than_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    path = tmp_path / "rare.csv"
    for last, code in ((2, 0), (9, 1)):
        lines = [f"{MONDAY + timedelta(days=7 * w)},a,{last * (w == 299)}" for w in range(300)]
        path.write_text("date,place,count\n" + "\n".join(lines))
        budget = ["--budget", "10"] if method == "ours" else []
        assert run(capsys, str(path), "--method", method, *budget)[0] == code


def test_what_hardly_ever_happens_by_chance_is_said_to_be_once_in_a_hundred_years(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "million.csv"
    lines = [f"{MONDAY + timedelta(days=7 * w)},a,{1_000_000 if w == 59 else 1}" for w in range(60)]
    path.write_text("date,place,count\n" + "\n".join(lines))
    assert run(capsys, str(path))[1].endswith("about once in 5,200 weeks.\n")
    (alarm,) = json.loads(run(capsys, str(path), "--json")[1])
    assert (alarm["observed"], alarm["once_in_weeks"]) == (1_000_000, 5_200)


def test_a_place_that_is_new_does_not_silence_the_days_before_it(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "grown.csv"
    new = [f"{date(2026, 11, 28)},新村,路灯,1,31,111"]
    path.write_text("\n".join([counts.read_text(encoding="utf-8"), *new]), encoding="utf-8")
    words = ["--by", "day", "--method", "rolling", "--last", "5", "--json"]
    alarms = json.loads(run(capsys, str(path), *words)[1])
    assert {(alarm["place"], alarm["category"]) for alarm in alarms} == {("村3", "用水")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--method", "farrington"], "goes back 60 weeks"),
        (["--method", "c1", "--last", "60"], "Judge fewer with --last"),
        (["--method", "scan", "--neighbours", "none.csv"], "none.csv cannot be read"),
        (["--budget", "inf"], "below a million"),
        (["--method", "c1", "--budget", "1"], "neither --budget nor --changed"),
        (["--method", "scan", "--changed", "2026-03-01"], "neither --budget nor --changed"),
        (["--method", "rolling"], "Add --by day"),
        (["--last", "0"], "--last is 1 or more"),
        (["--budget", "0"], "--budget above 0"),
        (["--budget", "nan"], "--budget above 0"),
        (["--changed", "soon"], "is no day"),
    ],
)
def test_what_cannot_be_done_is_said(
    counts: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    code, _, wrong = run(capsys, str(counts), *words)
    assert code == 2
    assert said in wrong


def test_a_wrong_option_is_said_before_a_long_file_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "none.csv")
    for words in (["--last", "0"], ["--method", "rolling"], ["--changed", "soon"]):
        code, _, wrong = run(capsys, nowhere, *words)
        assert (code, "cannot be read" in wrong) == (2, False)


def test_the_scan_asks_for_what_lies_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("week,place,count\n" + "".join(f"2026-W{w:02},a,1\n" for w in range(1, 20)))
    code, _, wrong = run(capsys, str(path), "--method", "scan")
    assert (code, "give lat and lon" in wrong) == (2, True)


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, wrong = run(capsys, str(tmp_path / "none.csv"))
    assert code == 2
    assert "none.csv cannot be read" in wrong
    assert str(tmp_path) not in wrong

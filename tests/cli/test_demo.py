"""The demo: built once, goes on, starts over only where it may, and never leaves this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qunce.cli.demo import MARK, claim, forget, refuse_open_host
from qunce.cli.demo.county import BRANCHES, ENTRANCES
from qunce.cli.demo.seed import entrances, moved, seed_once
from qunce.cli.installation import check_port, why_not_written
from qunce.kernel.refusals import Refused

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def qunce(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qunce.cli", *words, "--lang", "en"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], **settings},
    )


@pytest.mark.django_db
def test_the_county_is_built_once(now: datetime) -> None:
    assert seed_once(now) is True
    assert seed_once(now) is False


@pytest.mark.django_db
def test_the_county_is_like_the_speech_s_town(now: datetime) -> None:
    seed_once(now)
    kinds = [branch.kind for branch in BRANCHES]
    assert kinds.count("village") == 9
    assert kinds.count("community") == 2
    assert kinds.count("enterprise") == 2
    assert {"school", "clinic", "office"} <= set(kinds)
    assert [login for login, _post, _name in entrances()] == list(ENTRANCES)


@pytest.mark.django_db
def test_the_campaign_comes_from_our_own_directive(now: datetime) -> None:
    from qunce.domain.campaigns.models import Campaign, DraftRepair
    from qunce.domain.gates.models import Gate
    from qunce.domain.gates.states import GateState

    seed_once(now)
    campaign = Campaign.objects.get()
    kinds = list(campaign.aims.values_list("kind", flat=True))
    counted = {kind: kinds.count(kind) for kind in kinds}
    assert counted == {"requirement": 3, "principle": 4, "emphasis": 5, "goal": 5}
    assert Gate.objects.count() == 5
    assert not Gate.objects.filter(state=GateState.PASSED).exists()
    assert not DraftRepair.objects.exists(), "our own sentences are clean"


def test_a_demo_stands_goes_on_and_starts_over(tmp_path: Path) -> None:
    data = str(tmp_path / "demo")
    first = qunce("demo", "--no-serve", "--data", data)
    assert (first.returncode, first.stderr) == (0, "")
    assert "A new demo county" in first.stdout
    assert "goes on" in qunce("demo", "--no-serve", "--data", data).stdout
    assert "A new demo county" in qunce("demo", "--no-serve", "--fresh", "--data", data).stdout
    checked = qunce("verify", QUNCE_DATA=data)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_demo_leaves_a_real_database_alone(tmp_path: Path) -> None:
    done = qunce(
        "demo", "--no-serve", "--data", str(tmp_path / "demo"), DATABASE_URL="postgres://no:1/no"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("sign", ["qunce.sqlite3", "keys/record.key"])
def test_somebody_s_installation_is_not_a_demo_folder(tmp_path: Path, sign: str) -> None:
    place = tmp_path / sign
    place.parent.mkdir(exist_ok=True)
    place.write_text("theirs")
    with pytest.raises(Refused) as refused:
        claim(tmp_path)
    assert refused.value.codes == ("not_a_demo_folder",)
    with pytest.raises(ValueError, match="not marked"):
        forget(tmp_path)
    assert place.read_text() == "theirs"


def test_starting_over_deletes_only_what_a_demo_made(tmp_path: Path) -> None:
    claim(tmp_path)
    (tmp_path / "qunce.sqlite3").write_text("demo")
    (tmp_path / "letters.txt").write_text("mine")
    forget(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters.txt", MARK]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org"])  # noqa: S104
def test_log_ins_without_password_are_not_served_to_others(host: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_open_host(host)
    assert refused.value.codes == ("demo_only_here",)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_is_served(host: str) -> None:
    refuse_open_host(host)


def test_a_port_in_use_is_named_with_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as refused:
            check_port("127.0.0.1", port)
    assert refused.value.codes == ("port_not_free",)
    assert refused.value.refusals[0].params["other"] == port + 1


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(Refused):
        check_port("127.0.0.1", 70000)


def test_a_file_in_the_folder_s_place_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    done = qunce("demo", "--no-serve", "--data", str(tmp_path / "data" / "in"))
    assert done.returncode == 2
    assert done.stderr.startswith("Cannot write in ")


@pytest.mark.parametrize(
    ("number", "code"),
    [(28, "disk_full"), (30, "folder_not_writable"), (13, "folder_not_writable")],
)
def test_the_system_s_reasons_have_words(number: int, code: str) -> None:
    refusal = why_not_written(number, "there")
    assert refusal
    assert refusal.code == code


def test_a_backup_is_whole_and_refuses_a_used_folder(tmp_path: Path) -> None:
    data, copy = str(tmp_path / "demo"), str(tmp_path / "copy")
    qunce("demo", "--no-serve", "--data", data)
    assert qunce("backup", copy, "--data", data).returncode == 0
    assert qunce("verify", QUNCE_DATA=copy).returncode == 0
    assert qunce("backup", copy, "--data", data).returncode == 2


@pytest.mark.parametrize(
    ("written", "starts_on", "read"),
    [
        ("2026年9月", date(2026, 9, 1), "2026年9月"),
        ("从2026年9月开始，到2027年2月结束", date(2027, 1, 14), "从2027年1月开始，到2027年6月结束"),
        ("2026年10月15日前", date(2026, 11, 14), "2026年12月28日前"),
        ("2026年12月31日前", date(2026, 10, 31), "2027年3月1日前"),
        ("〔2026〕12号", date(2027, 2, 1), "〔2026〕12号"),
    ],
)
def test_the_days_of_the_demo_directive_move_with_the_calendar(
    written: str, starts_on: date, read: str
) -> None:
    assert moved(written, starts_on) == read


@pytest.mark.django_db
@pytest.mark.parametrize("day", range(1, 29, 3))
def test_on_any_day_the_demo_is_in_its_second_week(day: int) -> None:
    from qunce.domain.campaigns.models import Campaign

    seed_once(datetime(2026, 8, day, 4, 0, tzinfo=UTC))
    campaign = Campaign.objects.get()
    assert (date(2026, 8, day) - campaign.starts_on).days == 12
    assert campaign.documents.get(kind="plan").due_on > date(2026, 8, day)


@pytest.mark.django_db
def test_a_matter_is_sprouting_and_noticed_by_the_third_household() -> None:
    """Nothing else of the demo is more than usual."""
    from qunce.cli.demo import sprouting
    from qunce.domain.warning.actions import look
    from qunce.domain.warning.models import Alert

    now = datetime(2026, 8, 20, 4, 0, tzinfo=UTC)
    seed_once(now)
    alert = Alert.objects.get()
    assert (alert.unit.code, alert.category.code) == (sprouting.VILLAGE, sprouting.CATEGORY)
    assert (alert.raised_at, alert.observed) == (now - timedelta(days=5, hours=-2), 5)
    assert alert.high < 3
    assert not any(one["found"] for one in alert.checked)
    assert look(now=now, limit=200) == 1
    assert Alert.objects.count() == 1

"""``qunce tick`` and ``qunce worker``: what they say, in which order, and with which exit code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cast import NOW
from jobs.real_processes import Town, migrated_database, migrated_file, own_town
from qunce.cli import tick, worker
from qunce.cli.tick import DUE_WORK, do_due_work
from qunce.kernel.refusals import Refused

__all__ = ["migrated_database", "migrated_file", "own_town"]

done: list[tuple[str, int]] = []
"""What the due work of these tests was asked for."""


@pytest.fixture(autouse=True)
def nothing_done_yet() -> None:
    done.clear()


def twelve_things(*, now: datetime, limit: int) -> int:
    """Twelve things are due, once."""
    assert now == NOW
    count = min(limit, 12 - sum(number for name, number in done if name == "twelve"))
    done.append(("twelve", count))
    return count


def breaks(*, now: datetime, limit: int) -> int:
    done.append(("breaks", 0))
    raise ValueError("李阿姨说门口的路灯坏了")


def never_ends(*, now: datetime, limit: int) -> int:
    done.append(("never", limit))
    return limit


def entry(name: str) -> tuple[str, str]:
    return (f"{__name__}.{name}", "%(count)s")


def test_every_entry_of_the_list_is_there_and_named_once() -> None:
    for place, message in DUE_WORK:
        assert callable(tick._find(place)), place
        assert "%(count)s" in message
    assert len({place for place, _ in DUE_WORK}) == len(DUE_WORK)


def test_an_entry_is_called_until_nothing_of_it_is_due() -> None:
    (one,) = do_due_work(NOW, (entry("twelve_things"),), at_once=5)
    assert (one.count, one.trouble) == (12, "")
    assert [count for _, count in done] == [5, 5, 2]


def test_an_entry_that_never_ends_is_left_to_the_next_tick(monkeypatch: Any) -> None:
    monkeypatch.setattr(tick, "MOST_CALLS", 7)
    (one,) = do_due_work(NOW, (entry("never_ends"),), at_once=5)
    assert one.count == 35


def test_one_that_breaks_does_not_hold_up_the_next_and_its_words_are_told_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, missing, good = do_due_work(
        NOW, (entry("breaks"), entry("not_there"), entry("twelve_things"))
    )
    assert (bad.count, bad.trouble) == (0, "ValueError")
    assert missing.trouble == "AttributeError"
    assert good.count == 12
    assert "ValueError" in caplog.text
    assert "李阿姨" not in caplog.text


def test_a_tick_says_that_nothing_is_due(own_town: Town) -> None:
    process = own_town.start("tick")
    said, wrong = process.communicate(timeout=120)
    assert (process.returncode, said, wrong) == (0, "Nothing is due.\n", "")


def test_a_tick_takes_up_what_a_dead_worker_left_and_a_worker_does_it(own_town: Town) -> None:
    from django_tasks_db.models import DBTaskResult

    from jobs import work_for_tests as work
    from qunce.domain.jobs.actions import claim_job

    job = work.note.enqueue("灯")
    work.decline.enqueue()
    claim_job(worker="gone", now=NOW)
    for words, code, expected in (
        (("tick",), 0, "Jobs taken up from workers that died: 1\n"),
        (("worker", "--state"), 0, "Workers: 0. Jobs waiting: 2, running: 0.\n"),
        (("worker", "--once"), 0, ""),
    ):
        process = own_town.start(*words)
        said, wrong = process.communicate(timeout=120)
        assert (process.returncode, said) == (code, expected), wrong
    assert DBTaskResult.objects.get(pk=job.id).status == "SUCCESSFUL"
    failed = DBTaskResult.objects.get(status="FAILED")
    process = own_town.start("worker", "--state")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert f"{failed.pk}" in said
    process = own_town.start("worker", "--retry", str(failed.pk))
    said, _ = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, "The job waits and will be tried once more.\n")


def test_what_is_no_number_of_a_job_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        worker._retry("7")
    assert refused.value.codes == ("job_has_not_failed",)


def test_a_tick_without_a_database_is_refused_in_one_sentence(own_town: Town) -> None:
    blocked = own_town.folder / "file"
    blocked.touch()
    process = own_town.start("tick", "--data", str(blocked / "data"))
    _, wrong = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in wrong

"""A result is worked out while nobody waits, and published once, of what was counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from ballots_made import AFTER, DICE, EAST, FAIR, GOOD, WEST, Town, counted, opened, slips
from cast import Cast, build_cast
from jobs.real_processes import Town as Installation
from qunce.domain.ballots import actions
from qunce.domain.ballots.models import PublishedFile
from qunce.domain.ballots.queries.publishing import figures_from, make_files, work_out
from qunce.domain.ballots.tallies import Counts
from qunce.domain.record.models import Entry
from qunce.kernel.refusals import Refused

PUBLISHER = """
import sys, django
django.setup()
from ballots_made import AFTER
from qunce.domain.ballots.actions import publish
from qunce.domain.ballots.models import Ballot
from qunce.kernel.refusals import Refused
ballot = Ballot.objects.get()
clerk = ballot.made_by
print("ready", flush=True)
sys.stdin.readline()
try:
    publish(ballot=ballot, actor=clerk, now=AFTER)
    print("published", flush=True)
except Refused as refused:
    print(*refused.codes, flush=True)
"""


def on_the_web(cast: Cast) -> Town:
    """Counted without paper: nothing is recounted."""
    town = opened(cast)
    for number in range(14):
        town.cast_web(EAST, number)
        town.cast_web(WEST, number, GOOD, FAIR, FAIR)
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    return town


def test_two_who_publish_at_once_publish_once(own_town: Installation) -> None:
    on_the_web(build_cast())
    said = sorted(own_town.race(PUBLISHER))
    assert said.count("published\n") == 1
    assert said[0] in ("ballot_at_another_step\n", "ballot_moved_meanwhile\n")
    assert Entry.objects.filter(kind="ballot.published").count() == 1
    assert PublishedFile.objects.filter(name="counts.json").count() == 1


def test_what_may_be_shown_is_worked_out_while_nobody_waits(own_town: Installation) -> None:
    """The counts are read for it outside of any transaction; the files are stored in one."""
    town = on_the_web(build_cast())
    counts_read, stored = [], []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if '"ballots_tally"."item_id" IN' in sql:
            counts_read.append(connection.in_atomic_block)
        if sql.startswith('INSERT INTO "ballots_publishedfile"'):
            stored.append(connection.in_atomic_block)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        town.publish()
    assert counts_read
    assert not any(counts_read)
    assert stored
    assert all(stored)


def test_figures_worked_out_before_are_published_to_the_byte(cast: Cast) -> None:
    town = on_the_web(cast)
    heard: list[tuple[int, int]] = []
    worked = work_out(town.ballot, lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (1, 3), (2, 3)]
    assert worked == work_out(town.ballot)
    actions.publish(ballot=town.ballot, actor=town.cast.clerk, now=AFTER, worked=worked)
    published = PublishedFile.objects.get(name="counts.json")
    assert bytes(published.content) == worked.counts
    assert bytes(PublishedFile.objects.get(name="lines.csv").content) == worked.lines


def test_figures_of_before_a_correction_are_not_published(cast: Cast) -> None:
    town = counted(cast)
    old = work_out(town.ballot)
    (batch,) = actions.draw_batches(
        ballot=town.ballot, dice=DICE, share=100, actor=cast.clerk, now=AFTER
    )
    assert figures_from(town.ballot) == old.of, "only drawn, nothing corrected"
    fixed = Counts.from_json(batch.tally)
    marks = [list(row) for row in fixed.marks]
    marks[2] = [0, 12, 0, 0, 0, 0]
    town.recount(batch, Counts((*fixed.marks[:2], tuple(marks[2])), fixed.helped))
    town.ballot.refresh_from_db()
    assert figures_from(town.ballot) != old.of
    actions.publish(ballot=town.ballot, actor=cast.clerk, now=AFTER, worked=old)
    published = bytes(PublishedFile.objects.get(name="counts.json").content)
    assert published != old.counts
    assert published == make_files(town.ballot).files["counts.json"]


def test_a_recount_that_comes_in_while_files_are_made_is_not_passed_over(cast: Cast) -> None:
    """Its result stands in a file: the files are made again, with it."""
    town = opened(cast)
    for number in range(12):
        town.cast_web(WEST, number)
    town.open_box()
    town.stubs(*town.codes[EAST][:24])
    first = town.settled(EAST, slips(GOOD, GOOD, GOOD, times=12), "一")
    second = town.settled(EAST, slips(GOOD, GOOD, FAIR, times=12), "二")
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    actions.draw_batches(ballot=town.ballot, dice=DICE, share=1, actor=cast.clerk, now=AFTER)
    drawn = town.ballot.batches.get(drawn=True)
    other = second if drawn.pk == first.pk else first
    town.recount(drawn)
    done = []

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        if '"ballots_tally"."item_id" IN' in sql and not done:
            done.append(True)
            town.recount(other)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile), pytest.raises(Refused) as refused:
        town.publish()
    assert refused.value.codes == ("ballot_moved_meanwhile",)
    assert not PublishedFile.objects.exists()
    assert town.publish().state == "published"

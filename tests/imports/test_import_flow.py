"""A ledger from the upload to the last row: what is taken over, what is set aside, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import kinds_since, latest
from cast import NOW, PEOPLE, Cast
from imports.ledgers_made import (
    fresh,
    given,
    messages,
    outcomes,
    previewed,
    problems,
    reasons,
    taken,
    uploaded,
    worked,
)
from qunce.domain.identities.models import Identity
from qunce.domain.imports.actions import (
    choose_columns,
    clear_away,
    drop,
    forget,
    look_through,
    take,
    try_again,
)
from qunce.domain.imports.actions.clearing import KEPT, STRAY
from qunce.domain.imports.models import ImportRow, LedgerImport, private_storage
from qunce.domain.imports.queries import work_on
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Problem
from qunce.domain.record.models import Entry
from qunce.domain.searching.queries import matching
from qunce.domain.voices.codes import public_receipt
from qunce.domain.voices.models import Voice
from qunce.exchange.ledgers import read_ledger
from qunce.kernel.refusals import Refused
from qunce.web.office.imports.work import LedgerFiles, queue_reading, queue_taking


def files(uploads: Path) -> list[Path]:
    return [path for path in uploads.rglob("*") if path.is_file()]


def test_a_whole_row_stands_on_the_list_at_once(cast: Cast, uploads: Path) -> None:
    ledger = previewed(cast, problems({}))
    assert (ledger.state, ledger.rows_good, Problem.objects.count()) == ("previewed", 1, 0)
    ledger = worked(given(cast, ledger))
    problem = Problem.objects.get()
    assert (problem.state, problem.source, problem.title) == ("listed", "ledger", "路灯两个月不亮")
    assert (problem.unit, problem.lead_unit) == (cast.village, cast.village)
    assert problem.responsible == cast.secretary
    assert (problem.found_on.isoformat(), str(problem.due_on)) == ("2026-01-05", "2026-06-30")
    assert [step.kind for step in problem.steps.all()] == ["found", "listed"]
    assert [measure.text for measure in problem.measures.all()] == ["换灯泡"]
    found = matching("problem", "路灯")
    assert found is not None
    assert Problem.objects.get(pk__in=found) == problem
    assert (ledger.state, ledger.rows_taken, ledger.rows_good) == ("taken", 1, 0)
    assert ledger.rows.get().problem == problem
    assert ledger.rows.get().extract == "", "what was read is in the problem now"
    assert files(uploads) == [], "the file is deleted"


def test_what_happened_is_in_the_record_and_the_post_is_told_once(cast: Cast) -> None:
    size = Entry.objects.count()
    taken(cast, problems({}, {"点位": "二组", "完成时限": "2026.2.1"}))
    assert kinds_since(size) == [
        "import.uploaded",
        "import.begun",
        "problem.taken_over",
        "import.taken_over",
    ]
    assert '"count":2' in Entry.objects.get(kind="problem.taken_over").canonical
    notice = Notice.objects.get(post=cast.secretary)
    assert notice.params == {"count": 2, "late": 1}


def test_a_row_closed_in_its_ledger_comes_as_found_and_its_story_says_so(cast: Cast) -> None:
    ledger = previewed(cast, problems({"是否销号": "已销号，2026年2月1日"}))
    assert reasons(ledger.rows.get()) == ["import_closed_in_ledger"]
    worked(given(cast, ledger))
    problem = Problem.objects.get()
    assert problem.state == "found"
    assert problem.closed_at is None
    assert "是否销号：已销号，2026年2月1日" in problem.steps.get().words


def test_a_row_that_lacks_something_comes_as_found_with_what_it_names(cast: Cast) -> None:
    ledger = taken(cast, problems({"整改标准": ""}))
    problem = Problem.objects.get()
    assert (problem.state, problem.lead_unit) == ("found", cast.village)
    assert not ledger.rows.get().listed


def test_the_day_it_was_found_stays_and_a_past_deadline_is_taken_as_it_is(cast: Cast) -> None:
    taken(cast, problems({"完成时限": "2026.2.1"}))
    problem = Problem.objects.get()
    assert (problem.state, str(problem.due_on)) == ("listed", "2026-02-01")
    assert problem.late_told_at == NOW, "the post is told once for the whole ledger"


def test_a_name_not_found_sets_the_row_aside_and_says_what_is_near(cast: Cast) -> None:
    ledger = previewed(cast, problems({"责任单位": "上青村"}, {"点位": "二组"}))
    assert outcomes(ledger) == ["bad", "will"]
    bad = ledger.rows.get(outcome="bad")
    assert reasons(bad) == ["import_name_not_found"]
    assert bad.reasons[0]["params"] == {"name": "上青村", "near": "上清村"}
    ledger = worked(given(cast, ledger))
    assert (ledger.rows_taken, ledger.rows_bad) == (1, 1)
    with ledger.rejected.open("rb") as file:
        table = read_ledger(file.read(), kind="problems")
    assert table.headings[:3] == ("序号", "单位", "点位")
    assert "上青村" in str(table.rows[1][-1])
    assert table.rows[1][:2] == ["1", "上清村"]


@pytest.mark.parametrize(
    "said", ["上清村党支部", "清泉镇上清村", "上清", " 上清村 村委会", "上清村（村委会）"]
)
def test_a_unit_is_known_by_the_ways_it_is_written(cast: Cast, said: str) -> None:
    ledger = previewed(cast, problems({"单位": said}))
    assert ledger.rows.get().unit == cast.village, reasons(ledger.rows.get())


@pytest.mark.parametrize("said", ["清泉镇中心卫生院分院", "上清村小学", "村"])
def test_a_longer_or_shared_name_is_no_unit(cast: Cast, said: str) -> None:
    assert outcomes(previewed(cast, problems({"单位": said}))) == ["bad"]


def test_who_holds_the_post_may_stand_for_it_and_an_unknown_name_is_only_said(cast: Cast) -> None:
    ledger = previewed(
        cast, problems({"责任人": PEOPLE["secretary"]}, {"责任人": "不认识的人", "点位": "二组"})
    )
    known, unknown = ledger.rows.all()
    assert (known.listed, known.reasons) == (True, [])
    assert (unknown.outcome, unknown.listed) == ("will", False)
    assert reasons(unknown) == ["import_name_unknown"]


def test_the_same_ledger_twice_takes_nothing_twice(cast: Cast) -> None:
    taken(cast, problems({}, {"点位": "二组"}))
    again = previewed(cast, problems({"序号": "7", "整改措施": "又换了"}, {"点位": "三组"}))
    assert outcomes(again) == ["doubled", "will"]
    assert again.rows.get(outcome="doubled").problem is not None
    again = worked(given(cast, again))
    assert (again.rows_taken, again.rows_doubled, Problem.objects.count()) == (1, 1, 3)


def test_a_row_twice_in_one_file_is_taken_once(cast: Cast) -> None:
    ledger = previewed(cast, problems({}, {}))
    assert outcomes(ledger) == ["will", "doubled"]
    assert reasons(ledger.rows.get(outcome="doubled")) == ["import_row_doubled_in_file"]


def test_two_ledgers_with_one_row_previewed_together_take_it_once(cast: Cast) -> None:
    first, second = previewed(cast, problems({})), previewed(cast, problems({}))
    worked(given(cast, first))
    second = worked(given(cast, second))
    assert (second.rows_taken, second.rows_doubled, second.state) == (0, 1, "taken")
    assert Problem.objects.count() == 1


# --- messages


def test_a_message_comes_into_the_queue_and_who_spoke_is_sealed(cast: Cast, uploads: Path) -> None:
    taken(cast, messages({}), "messages")
    voice = Voice.objects.get()
    assert (voice.channel, voice.kind, voice.state) == ("import", "petition", "received")
    assert (voice.village, voice.said_on.isoformat()) == (cast.village, "2026-01-05")
    assert Identity.objects.count() == 1
    assert [clock.rule for clock in voice.clocks.all()][:1] == ["register"]
    assert {clock.starts_on for clock in voice.clocks.all()} == {NOW.date()}
    note = voice.steps.get(kind="note")
    assert "办理结果：已答复" in note.words
    assert public_receipt(voice)["words"] == voice.text
    assert files(uploads) == []


def test_nothing_personal_of_a_ledger_lies_beside_the_identity(cast: Cast) -> None:
    marks = ("王某甲", "13900001234", "上清村三组")
    ledger = previewed(cast, messages({}, {"诉求内容": "另一件事", "信访时间": "明年"}), "messages")
    assert outcomes(ledger) == ["will", "bad"]
    with ledger.file.open("rb") as file:
        told = file.read().decode()
    assert all(mark in told for mark in marks), "there is something to leak"
    rows = [str(row) for row in ImportRow.objects.values()]
    rows += [str(row) for row in LedgerImport.objects.values()]
    ledger = worked(given(cast, ledger))
    rows += [str(row) for row in ImportRow.objects.values()]
    rows += [str(row) for row in LedgerImport.objects.values()]
    rows += [str(row) for row in Voice.objects.values()]
    rows += [step.words for voice in Voice.objects.all() for step in voice.steps.all()]
    rows += [entry.canonical for entry in Entry.objects.all()]
    assert [mark for mark in marks for row in rows if mark in row] == []


def test_a_message_that_accuses_is_to_be_written_by_hand(cast: Cast) -> None:
    ledger = previewed(cast, messages({"问题类型": "揭发控告"}), "messages")
    assert reasons(ledger.rows.get()) == ["import_message_accuses"]


def test_two_telephone_numbers_are_kept_as_an_address(cast: Cast) -> None:
    ledger = taken(
        cast,
        messages(
            {"联系电话": "13900001234/13800001234", "住址": ""},
            {"联系电话": "", "住址": "", "诉求内容": "没有留电话"},
        ),
        "messages",
    )
    assert ledger.rows_taken == 2
    assert Identity.objects.count() == 1, "of the other nobody could be answered"


# --- the steps of a ledger


def test_a_double_tap_uploads_one_ledger(cast: Cast, uploads: Path) -> None:
    first = uploaded(cast, problems({}), submission="a" * 32)
    assert uploaded(cast, problems({}), submission="a" * 32) == first
    assert len(files(uploads)) == 1


def test_a_dropped_ledger_leaves_nothing(cast: Cast, uploads: Path) -> None:
    ledger = previewed(cast, problems({}, {"单位": "哪里"}))
    assert len(files(uploads)) == 2
    drop(ledger_import=ledger, actor=cast.clerk, now=NOW)
    assert files(uploads) == []
    assert not ImportRow.objects.exists()
    assert latest().kind == "import.dropped"
    with pytest.raises(Refused) as refused:
        drop(ledger_import=ledger, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("import_step_not_allowed",)


def test_what_is_taken_over_is_not_dropped(cast: Cast) -> None:
    ledger = taken(cast, problems({}))
    with pytest.raises(Refused) as refused:
        drop(ledger_import=ledger, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("import_step_not_allowed",)


def test_columns_are_corrected_by_hand(cast: Cast) -> None:
    data = "甲,乙\n上清村,路灯不亮\n".encode()
    ledger = previewed(cast, data)
    assert (ledger.state, ledger.rows_read) == ("previewed", 0)
    assert reasons(ledger)[0] == "ledger_column_missing"
    assert [one["heading"] for one in ledger.columns] == ["", ""], "unknown headings may be names"
    with pytest.raises(Refused) as refused:
        given(cast, ledger)
    assert refused.value.codes == ("import_has_no_good_row",)
    choose_columns(
        ledger_import=ledger,
        mapping={"branch": 0, "statement": 1},
        actor=cast.clerk,
        now=NOW,
        queue=queue_reading,
        seen_version=ledger.version,
    )
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    ledger = fresh(ledger)
    assert (ledger.rows_good, ledger.rows.get().unit) == (1, cast.village)


def test_what_was_seen_is_what_is_taken(cast: Cast) -> None:
    ledger = previewed(cast, problems({}))
    with pytest.raises(Refused) as refused:
        take(
            ledger_import=ledger,
            actor=cast.clerk,
            now=NOW,
            queue=queue_taking,
            seen_version=ledger.version - 1,
        )
    assert refused.value.codes == ("import_changed_meanwhile",)


def test_a_file_gone_before_the_taking_sets_the_rest_aside(cast: Cast) -> None:
    ledger = given(cast, previewed(cast, problems({}, {"点位": "二组"})))
    private_storage().delete(ledger.file.name or "")
    ledger = worked(ledger)
    assert (ledger.state, ledger.rows_taken, ledger.rows_bad) == ("taken", 0, 2)
    assert reasons(ledger.rows.all()[0]) == ["import_file_gone"]
    assert Problem.objects.count() == 0


def test_a_file_changed_meanwhile_is_not_read(cast: Cast, uploads: Path) -> None:
    ledger = uploaded(cast, problems({}))
    files(uploads)[0].write_bytes(problems({"点位": "别处"}))
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    ledger = fresh(ledger)
    assert (ledger.state, reasons(ledger)) == ("failed", ["import_file_gone"])


def test_a_row_that_became_impossible_is_set_aside_at_the_taking(cast: Cast) -> None:
    ledger = previewed(cast, problems({}, {"单位": "东岭村", "责任单位": "东岭村"}))
    assert outcomes(ledger) == ["will", "will"]
    type(cast.hill_village).objects.filter(pk=cast.hill_village.pk).update(name="新岭村")
    ledger = worked(given(cast, ledger))
    assert (ledger.rows_taken, ledger.rows_bad) == (1, 1)
    assert outcomes(ledger) == ["taken", "bad"]
    assert ledger.rejected


def test_two_workers_on_one_ledger_take_each_row_once(cast: Cast) -> None:
    ledger = given(cast, previewed(cast, problems({}, {"点位": "二组"})))

    class Slow(LedgerFiles):
        """While it opens the file, another worker does everything."""

        def read_table(self, data: bytes, *, kind: str, sheet: str):  # type: ignore[no-untyped-def]
            worked(ledger)
            return super().read_table(data, kind=kind, sheet=sheet)

    from qunce.domain.imports.actions import take_over

    with pytest.raises(Refused) as refused:
        take_over(pk=ledger.pk, files=Slow(), now=NOW)
    assert refused.value.codes == ("import_changed_meanwhile",)
    assert Problem.objects.count() == 2
    assert fresh(ledger).state == "taken"


def test_the_rows_set_aside_are_deleted_by_hand_or_after_thirty_days(
    cast: Cast, uploads: Path
) -> None:
    bad = {"单位": "哪里"}
    ledger = taken(cast, problems({}, bad))
    assert len(files(uploads)) == 1
    forget(ledger_import=ledger, actor=cast.clerk, now=NOW)
    assert files(uploads) == []
    row = ledger.rows.get(outcome="bad")
    assert (row.extract, reasons(row)) == ("", ["import_row_forgotten"])
    with pytest.raises(Refused) as refused:
        forget(ledger_import=ledger, actor=cast.clerk, now=NOW)
    assert refused.value.codes == ("import_keeps_nothing",)
    other = taken(cast, problems({"点位": "二组"}, bad))
    idle = previewed(cast, problems({"点位": "三组"}))
    assert clear_away(now=NOW + KEPT, limit=10) == 0
    assert clear_away(now=NOW + KEPT + STRAY, limit=10) == 2
    assert (fresh(other).rejected.name, fresh(idle).state) == ("", "dropped")
    assert clear_away(now=NOW + KEPT + STRAY, limit=10) == 0


def test_a_stray_file_is_swept_up(cast: Cast, uploads: Path) -> None:
    from datetime import UTC, datetime, timedelta

    uploaded(cast, problems({}))
    (uploads / "imports" / "stray").write_bytes(b"x")
    later = datetime.now(UTC) + timedelta(days=2)
    assert clear_away(now=later, limit=10) == 1
    assert len(files(uploads)) == 1


def test_the_file_is_for_this_installation_alone(cast: Cast, uploads: Path) -> None:
    uploaded(cast, problems({}))
    (file,) = files(uploads)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_work_that_waits_says_so_and_is_asked_for_again(cast: Cast) -> None:
    from datetime import timedelta

    from django_tasks_db.models import DBTaskResult

    ledger = uploaded(cast, problems({}))
    work = work_on(ledger := fresh(ledger), now=NOW + timedelta(minutes=5))
    assert work is not None
    assert (work.minutes, work.begun, work.workers, work.given_up) == (5, False, False, False)
    DBTaskResult.objects.update(status="FAILED", finished_at=NOW, exception_class_path="x")
    work = work_on(ledger, now=NOW)
    assert work is not None
    assert work.given_up
    try_again(ledger_import=ledger, actor=cast.clerk, now=NOW, queue=queue_reading)
    work = work_on(fresh(ledger), now=NOW)
    assert work is not None
    assert not work.given_up
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    assert work_on(fresh(ledger), now=NOW) is None
    with pytest.raises(Refused) as refused:
        try_again(ledger_import=ledger, actor=cast.clerk, now=NOW, queue=queue_reading)
    assert refused.value.codes == ("import_changed_meanwhile",)


@pytest.mark.parametrize("who", ["secretary", "leader", "viewer"])
def test_only_the_office_of_a_town_uploads(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        uploaded(cast, problems({}), actor=cast.five[who])
    assert refused.value.codes == ("not_campaign_office",)


@pytest.mark.parametrize("who", ["outsider", "secretary", "leader", "viewer"])
def test_nobody_else_sees_a_ledger(cast: Cast, who: str) -> None:
    ledger = previewed(cast, problems({}))
    seen = LedgerImport.objects.visible_to
    assert list(seen(cast.clerk)) == [ledger]
    assert list(seen(cast.five[who])) == []

"""Two ticks, then a tick and an officer, at the same moment: each thing once, and nobody fails."""

from __future__ import annotations

from cast import NOW, TODAY, build_cast
from jobs.real_processes import Town
from qunce.domain.notices.models import Notice
from qunce.domain.record.models import Entry
from qunce.domain.warning.models import Alert, Look, SpeakerCount, Verdict
from voices_made import a_category
from warning_made import DAY, a_sorted_message, an_alert, past_speakers

PROGRAM = """
import os, sys, time, django
from pathlib import Path
django.setup()
from datetime import timedelta
from cast import NOW
from qunce.cli.tick import DUE_WORK, do_due_work
from qunce.domain.accounts.models import Post
from qunce.domain.warning.actions import judge, look
from qunce.domain.warning.models import Alert
from qunce.kernel.refusals import Refused
clerk = Post.objects.get(code="qingquan-campaign_office")
alerts = list(Alert.objects.order_by("-pk"))
watching = tuple(one for one in DUE_WORK if ".warning." in one[0])
print("ready", flush=True)
sys.stdin.readline()
results = do_due_work(NOW, watching)
assert not any(done.trouble for done in results), results
folder = Path(os.environ["WORK_FOLDER"])
(folder / f"{os.getpid()}.ticked").touch()
while len(list(folder.glob("*.ticked"))) < 2:
    time.sleep(0.01)
try:
    os.close(os.open(folder / "looks", os.O_CREAT | os.O_EXCL))
except FileExistsError:
    for number in range(40):
        try:
            judge(alert=alerts[number % len(alerts)], says="real", actor=clerk, now=NOW)
        except Refused as refused:
            assert "alert_changed_meanwhile" in refused.codes, refused.codes
else:
    assert look(now=NOW + timedelta(days=40), limit=10) == 1
"""


def test_two_ticks_and_an_officer_at_once_do_each_thing_once(own_town: Town) -> None:
    cast = build_cast()
    matters = [a_category(f"matter-{number}") for number in range(8)]
    past_speakers(cast, cast.school, matters[0], [TODAY - n * DAY for n in (9, 50, 90)])
    for category in matters:
        for unit in (cast.school, cast.hill_village):
            an_alert(cast, unit=unit, category=category)
    for words in ("路灯不亮。", "三组晚上漆黑。", "村口灯坏了。"):
        a_sorted_message(cast, words)
    own_town.race(PROGRAM)
    cell = SpeakerCount.objects.get(day=TODAY)
    assert (cell.speakers, cell.messages) == (3, 3)
    raised = Alert.objects.get(unit=cast.village)
    told = Notice.objects.filter(kind="alert.raised", about_id=str(raised.pk))
    assert told.count() == 1
    assert Entry.objects.filter(kind="alert.raised", subject_id=str(raised.pk)).count() == 1
    assert set(Alert.objects.values_list("state", flat=True)) == {"ended"}
    assert Entry.objects.filter(kind="alert.ended").count() == Alert.objects.count()
    assert Entry.objects.filter(kind="alert.judged").count() == Verdict.objects.count() > 0
    assert Look.objects.get().looked_at == NOW + 40 * DAY

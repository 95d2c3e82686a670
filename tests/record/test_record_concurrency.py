"""Two writers at once: every entry gets its own place and the tree stays one."""

import json
import subprocess
import sys
from pathlib import Path

from django.db import connection

from qunce.domain.record import checking, reading
from qunce.domain.record.models import Entry
from record.own_record import OwnDatabase

WRITER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
import django
from django.conf import settings
who, database, keys, count = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], int(sys.argv[4])
settings.configure(
    DATABASES={"default": database}, INSTALLED_APPS=["qunce.domain.record"], USE_TZ=True,
    KEYS=Path(keys),
)
django.setup()
from django.db import transaction
from qunce.domain.record import Ref, kinds
from qunce.domain.record.actions import append
kinds.register("test.raced", "Raced")
for number in range(count):
    with transaction.atomic():
        append(kind="test.raced", actor=Ref("post", who, who), facts={"number": number},
               subject=Ref("race", str(number), "x"), now=datetime.now(UTC))
"""


def test_two_writers_leave_no_gap_and_a_whole_record(
    own_database: OwnDatabase, keys_folder: Path
) -> None:
    each = 50
    connection.close()
    writers = [
        subprocess.Popen(
            [
                *(sys.executable, "-c", WRITER, who),
                *(json.dumps(own_database.settings, default=str), str(keys_folder), str(each)),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("left", "right")
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
    entries = list(Entry.objects.values_list("index", "actor_id", "subject_id"))
    assert [index for index, _, _ in entries] == list(range(2 * each))
    for who in ("left", "right"):
        own = [int(number) for _, actor, number in entries if actor == who]
        assert own == list(range(each))
    with reading.of_connection(connection) as source:
        report = checking.check(source)
    assert report.ok, report.findings
    assert report.size == 2 * each

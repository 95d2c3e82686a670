"""How long 40,000 codes take to draw and commit, and how many slips a second can be cast.

    python benchmarks/ballots.py [CODES] [SLIPS]

On SQLite in a temporary folder with the product's settings, or on the database of DATABASE_URL,
which should be empty.  The promise: 40,000 codes with their printing in under two minutes; eight
statements for a slip.
"""

# ruff: noqa: T201

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

CODES = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
SLIPS = int(sys.argv[2]) if len(sys.argv) > 2 else 500

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from qunce.cli.demo.seed import seed_once  # noqa: E402
from qunce.domain.accounts.models import Post  # noqa: E402
from qunce.domain.ballots import actions  # noqa: E402
from qunce.domain.ballots.frames import FrameRow  # noqa: E402
from qunce.domain.ballots.models import Urn  # noqa: E402
from qunce.domain.campaigns.models import Campaign  # noqa: E402

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
VILLAGES = 20


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seed_once(NOW)
    campaign = Campaign.objects.filter(documents__gate__kind="verdict")[0]
    office = Post.objects.filter(unit=campaign.unit, role="campaign_office")[0]
    print(f"{connection.vendor}, {CODES} codes, {SLIPS} slips")
    ballot = actions.prepare_ballot(
        gate=campaign.documents.get(gate__kind="verdict").gate,
        campaign=campaign,
        purpose="verdict",
        title="请您评一评",
        items=[f"第{number}件实事" for number in range(1, 10)],
        overall="总的来说",
        opens_on=NOW.date(),
        closes_on=NOW.date() + timedelta(days=60),
        actor=office,
        now=NOW,
    )
    rows = [FrameRow(f"第{n % VILLAGES + 1}村", f"村民{n}") for n in range(CODES)]
    began = time.perf_counter()
    ballot = actions.freeze_frame(ballot=ballot, rows=rows, actor=office, now=NOW)
    print(f"{'freezing the roll':<34}{time.perf_counter() - began:>10.1f} s")
    ballot = actions.ask_everybody(ballot=ballot, actor=office, now=NOW)
    began = time.perf_counter()
    codes = actions.commit(ballot=ballot, actor=office, now=NOW)
    print(f"{'drawing and committing codes':<34}{time.perf_counter() - began:>10.1f} s")
    print(f"{'urns':<34}{Urn.objects.count():>10}")
    ballot = actions.open_ballot(ballot=ballot, actor=office, now=NOW)
    drawn = [code for own in codes.values() for code in own]
    marks = ("satisfied",) * 10
    with CaptureQueriesContext(connection) as sent:
        actions.cast(ballot=ballot, code=drawn[0], marks=marks, now=NOW)
    # BEGIN and COMMIT are seen by the capture where the engine sends them as statements.
    print(f"{'statements for a slip':<34}{len(sent.captured_queries):>10}")
    began = time.perf_counter()
    for code in drawn[1 : SLIPS + 1]:
        actions.cast(ballot=ballot, code=code, marks=marks, words="好", now=NOW)
    took = time.perf_counter() - began
    print(f"{'slips a second':<34}{SLIPS / took:>10.0f}")


if __name__ == "__main__":
    main()

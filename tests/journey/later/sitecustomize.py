"""Only for tests: a process that finds this file lives ``DAYS_LATER`` days ahead of the clock."""

import os
from datetime import UTC, datetime, timedelta

if os.environ.get("DAYS_LATER"):
    import time_machine

    time_machine.travel(
        datetime.now(UTC) + timedelta(days=int(os.environ["DAYS_LATER"])), tick=True
    ).start()

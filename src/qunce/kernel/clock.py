"""Time is an argument: actions take ``now``, rules ``today``; only the edges ask this clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, in UTC with its zone."""
    return datetime.now(UTC)


def day_of(instant: datetime, zone: str) -> date:
    """The calendar day on which ``instant`` falls in ``zone`` (an IANA name)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(ZoneInfo(zone)).date()

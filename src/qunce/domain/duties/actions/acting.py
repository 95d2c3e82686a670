"""What every act on a duty begins with."""

from __future__ import annotations

from datetime import date

from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.queries import row_of
from qunce.domain.duties.standings import Row


def as_it_is(*, pk: int) -> Duty:
    """The duty as it is now, kept so until the transaction ends.

    On PostgreSQL the row's lock keeps it, on SQLite the write lock with which every transaction
    begins; whoever completes, ends or moves a duty takes it first.
    """
    locked = Duty.objects.select_for_update(of=("self",))
    return locked.select_related("action__campaign__unit", "unit", "post__unit").get(pk=pk)


def row_as_it_is(*, pk: int, today: date) -> Row:
    """How the duty stands now, under its lock."""
    return row_of(as_it_is(pk=pk), today)

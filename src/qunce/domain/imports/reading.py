"""What this package asks of whoever reads the file: it stands below the readers and knows none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from qunce.kernel.refusals import Refusal


class Row(Protocol):
    """One entry of a ledger, as ``exchange.ledgers.LedgerRow`` is one."""

    @property
    def row_number(self) -> int: ...
    @property
    def values(self) -> Mapping[str, str]: ...
    @property
    def days(self) -> Mapping[str, date]: ...
    @property
    def choices(self) -> Mapping[str, str]: ...
    @property
    def problems(self) -> tuple[Refusal, ...]: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


class Heading(Protocol):
    @property
    def place(self) -> int: ...
    @property
    def letter(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def codes(self) -> tuple[str, ...]: ...


class Table(Protocol):
    """A ledger with its headings found, as ``exchange.ledgers.Ledger`` is one."""

    @property
    def sheet(self) -> str: ...
    @property
    def other_sheets(self) -> tuple[str, ...]: ...
    @property
    def heading_rows(self) -> tuple[int, ...]: ...
    @property
    def first_row(self) -> int: ...
    @property
    def columns(self) -> Sequence[Heading]: ...
    @property
    def notices(self) -> tuple[Refusal, ...]: ...
    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...
    @property
    def headings(self) -> tuple[str, ...]: ...


Rejected = tuple[int, Sequence[str], Sequence[Refusal]]
"""Row number, cells, reasons."""


class Files(Protocol):
    """Reads ledgers and writes the rows that were set aside."""

    def read_table(self, data: bytes, *, kind: str, sheet: str) -> Table:
        """Raises Refused when it is no ledger."""

    def read_rows(
        self, table: Any, *, mapping: Mapping[str, int] | None, year: int | None
    ) -> Iterator[Row]:
        """Raises Refused, at once, when no column says what it is about."""

    def write_rejected(self, headings: Sequence[str], rows: Iterable[Rejected]) -> bytes:
        """An .xlsx in the layout of the file, with the reasons."""


Queue = Callable[[int], UUID]
"""Puts the import with this number before the workers, and says which job that is."""

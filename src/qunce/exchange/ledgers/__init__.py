"""The ledgers clerks keep today: spreadsheets in (.xlsx, .xls, .csv), spreadsheets out.

Owns: what kind of file it is, which sheet and row hold the headings, which column means what
(``columns.toml``), days and words as clerks write them, and the sheets written for them.
Promises: no formula is ever worked out and none is written; a file cannot exhaust the process
that reads it; every row that cannot be understood says why.  Leaves to others: what a row becomes
(imports), and units, places and posts behind the names.
"""

from qunce.exchange.ledgers.columns import HEADINGS, MESSAGES, PROBLEMS
from qunce.exchange.ledgers.days import read_day
from qunce.exchange.ledgers.reading import Column, Ledger, read_ledger
from qunce.exchange.ledgers.rows import LedgerRow, read_rows
from qunce.exchange.ledgers.writing import (
    OutSheet,
    problem_sheets,
    rejected_rows,
    write_csv,
    write_ledger,
)

__all__ = [
    "HEADINGS",
    "MESSAGES",
    "PROBLEMS",
    "Column",
    "Ledger",
    "LedgerRow",
    "OutSheet",
    "problem_sheets",
    "read_day",
    "read_ledger",
    "read_rows",
    "rejected_rows",
    "write_csv",
    "write_ledger",
]

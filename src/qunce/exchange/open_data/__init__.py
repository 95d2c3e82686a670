"""Open data: what everybody may read, as tables with a dictionary.

Owns the datasets, their dictionary (Frictionless Data Package and Table Schema, v1) and how rows
are written as CSV and JSON.  Promises: a row holds only what a public page shows as well, and
names that page; a count of people under ten, or by which one could be worked out, is empty; a
table is written while it is read, in a number of statements that does not grow with its rows; no
cell of a CSV is a formula.  Leaves to others: what is public (publicity), and addresses (web).
"""

from qunce.exchange.open_data.columns import Address, Column, Dataset
from qunce.exchange.open_data.datasets import DATASETS
from qunce.exchange.open_data.dictionary import datapackage
from qunce.exchange.open_data.writing import csv_lines, json_lines

__all__ = [
    "DATASETS",
    "Address",
    "Column",
    "Dataset",
    "csv_lines",
    "datapackage",
    "json_lines",
]

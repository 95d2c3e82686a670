"""Every dataset by its code."""

from __future__ import annotations

from collections.abc import Mapping

from qunce.exchange.open_data.asked import GATES, POINTS
from qunce.exchange.open_data.columns import Dataset
from qunce.exchange.open_data.counted import CHECKS, MESSAGES
from qunce.exchange.open_data.listed import PROBLEMS
from qunce.exchange.open_data.promised import PROJECTS, PROMISES

DATASETS: Mapping[str, Dataset] = {
    one.code: one for one in (PROBLEMS, PROMISES, PROJECTS, GATES, POINTS, MESSAGES, CHECKS)
}

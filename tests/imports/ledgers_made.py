"""Ledgers as clerks keep them, uploaded and read by the real reader."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Sequence
from typing import Any

from cast import NOW, Cast
from qunce.domain.imports.actions import look_through, take, take_over, upload
from qunce.domain.imports.models import ImportRow, LedgerImport
from qunce.web.office.imports.work import LedgerFiles, queue_reading, queue_taking

PROBLEM = {
    "序号": "1",
    "单位": "上清村",
    "点位": "村口",
    "问题表述": "路灯两个月不亮。晚上学生走路看不清。",
    "检查时间": "2026.1.5",
    "整改标准": "灯亮",
    "整改措施": "换灯泡",
    "责任单位": "上清村",
    "责任人": "党支部书记",
    "完成时限": "2026年6月30日",
    "是否销号": "否",
}
"""A row that has all it needs to stand on the list."""

MESSAGE = {
    "编号": "1",
    "信访时间": "2026-01-05",
    "反映人": "王某甲",
    "联系电话": "13900001234",
    "住址": "上清村三组",
    "地点": "上清村",
    "问题类型": "求决",
    "诉求内容": "门前的水渠堵了，下雨进水。",
    "办理结果": "已答复",
}


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def problems(*rows: dict[str, str]) -> bytes:
    """A ledger whose rows differ from :data:`PROBLEM` as told."""
    return as_csv([{**PROBLEM, "序号": str(n), **row} for n, row in enumerate(rows, start=1)])


def messages(*rows: dict[str, str]) -> bytes:
    return as_csv([{**MESSAGE, "编号": str(n), **row} for n, row in enumerate(rows, start=1)])


def uploaded(cast: Cast, data: bytes, kind: str = "problems", **changes: Any) -> LedgerImport:
    given: dict[str, Any] = {
        "kind": kind,
        "data": data,
        "label": "",
        "submission": uuid.uuid4().hex,
        "actor": cast.clerk,
        "now": NOW,
        "queue": queue_reading,
    }
    return upload(**{**given, **changes})


def fresh(ledger: LedgerImport) -> LedgerImport:
    return LedgerImport.objects.get(pk=ledger.pk)


def previewed(cast: Cast, data: bytes, kind: str = "problems", **changes: Any) -> LedgerImport:
    """Uploaded, and read as the worker reads it."""
    ledger = uploaded(cast, data, kind, **changes)
    look_through(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    return fresh(ledger)


def given(cast: Cast, ledger: LedgerImport) -> LedgerImport:
    """To be taken over; no worker has it in hand yet."""
    ledger = fresh(ledger)
    take(
        ledger_import=ledger,
        actor=cast.clerk,
        now=NOW,
        queue=queue_taking,
        seen_version=ledger.version,
    )
    return fresh(ledger)


def worked(ledger: LedgerImport) -> LedgerImport:
    take_over(pk=ledger.pk, files=LedgerFiles(), now=NOW)
    return fresh(ledger)


def taken(cast: Cast, data: bytes, kind: str = "problems") -> LedgerImport:
    return worked(given(cast, previewed(cast, data, kind)))


def outcomes(ledger: LedgerImport) -> list[str]:
    return list(ledger.rows.values_list("outcome", flat=True))


def reasons(row: ImportRow | LedgerImport) -> list[str]:
    return [one["code"] for one in row.reasons]

"""A process of its own that reads a workbook: the file on stdin, its cells on stdout.

The reader (calamine) keeps a sheet as one block from its first to its last cell.  A file of 6 kB
with one value in A1 and one in the last cell asks for 550 GB, and the allocator then ends the
process, not the request.  So the process is one that nobody else needs, with a limit of memory and
of time.  Run as a file, not as a module: it needs nothing of Qunce and starts in 0.1 s.

Each line of the output is JSON: {"sheet", "visible", "left", "merged"}, then one list a row from
the sheet's first row on; {"fault": code} when something stands in the way.  A day comes as
[iso]; everything else as text or a number.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import sys

MEMORY = 1_500_000_000
SECONDS = 60
SHEETS = 60
ROWS = 100_000
COLUMNS = 200
CELL = 8_000
MERGED = 20_000


def _cell(value: object) -> object:
    if isinstance(value, str):
        return value[: CELL + 1]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return [value.date().isoformat()]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value if isinstance(value, int) else str(value)


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


def main() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows, where only the time is limited

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine

    data = sys.stdin.buffer.read()
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        for kind in book.sheets_metadata[:SHEETS]:
            if kind.typ == calamine.SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(kind.name)
                if sheet.total_height > ROWS + 20:
                    _say({"fault": "rows"})
                    return
                if sheet.total_width > COLUMNS:
                    _say({"fault": "columns"})
                    return
                visible = kind.visible == calamine.SheetVisibleEnum.Visible
                merged = [
                    (first, last)
                    for first, last in (sheet.merged_cell_ranges or [])[:MERGED]
                    if last[0] > first[0]
                ]
                left = sheet.start[1] if sheet.start else 0
                _say({"sheet": kind.name, "visible": visible, "left": left, "merged": merged})
                for row in sheet.iter_rows():
                    _say([_cell(value) for value in row])
        _say({"end": True})
    except calamine.PasswordError:
        _say({"fault": "password"})
    except Exception:
        _say({"fault": "damaged"})


if __name__ == "__main__":
    main()

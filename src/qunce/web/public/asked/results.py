"""The questions' counts as they may be shown: small groups withheld, nothing to be subtracted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qunce.domain.consultations.queries import QuestionResult
from qunce.statistics.release import Released, release

ALONE, HELPED, HANDS = "alone", "helped", "hands"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """By themselves, with help, or by hands: its counts in the order of the options."""

    name: str
    counts: list[int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int | None
    y: int
    width: int
    """Of 300, for the greatest count that is shown."""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question: a bar for each option, and the same with helped and unhelped side by side."""

    text: str
    labels: list[str]
    rows: list[ShownRow]
    together: list[int | None]
    total: int | None
    withheld: bool
    bars: list[Bar]

    @property
    def height(self) -> int:
        return 30 * len(self.bars)

    @property
    def columns(self) -> list[tuple[str, list[int | None], int | None]]:
        """For a phone: each option with its counts down the rows, and together."""
        return [
            (label, [row.counts[at] for row in self.rows], self.together[at])
            for at, label in enumerate(self.labels)
        ]


def shown_results(results: Sequence[QuestionResult]) -> list[ShownQuestion]:
    """Every question that has answers."""
    return [_shown(one) for one in results if any(option.number for option in one.options)]


def _shown(result: QuestionResult) -> ShownQuestion:
    codes = [one.code for one in result.options]
    table = {
        (row, option.code): number
        for option in result.options
        for row, number in (
            (ALONE, option.by_themselves),
            (HELPED, option.helped),
            (HANDS, option.hands),
        )
    }
    used = {row for (row, _code), number in table.items() if number}
    released = release({pair: number for pair, number in table.items() if pair[0] in used})
    rows = _rows(released, codes, [row for row in (ALONE, HELPED, HANDS) if row in used])
    together = [released.column_totals.get(code) for code in codes]
    return ShownQuestion(
        text=result.question.text,
        labels=[one.label for one in result.options],
        rows=rows,
        together=together,
        total=released.total,
        withheld=None in together or any(None in row.counts for row in rows),
        bars=_bars([one.label for one in result.options], together),
    )


def _rows(released: Released, codes: Sequence[str], used: Sequence[str]) -> list[ShownRow]:
    names = {
        ALONE: _("Filled in by themselves"),
        HELPED: _("Filled in with help"),
        HANDS: _("Hands at meetings"),
    }
    shown = [row for row in used if row not in released.merged]
    rows = [
        ShownRow(
            names[row],
            [released.cells.get((row, code)) for code in codes],
            released.row_totals.get(row),
        )
        for row in shown
    ]
    if released.merged:
        other = released.row_of(released.merged[0])
        rows.append(
            ShownRow(
                " · ".join(names[row] for row in used if row in released.merged),
                [released.cells.get((other, code)) for code in codes],
                released.row_totals.get(other),
            )
        )
    return rows


def _bars(labels: Sequence[str], counts: Sequence[int | None]) -> list[Bar]:
    """No bars where nothing may be shown."""
    most = max((one for one in counts if one), default=0)
    if not most:
        return []
    return [
        Bar(label, count, 30 * at, round(300 * count / most) if count else 0)
        for at, (label, count) in enumerate(zip(labels, counts, strict=True))
    ]

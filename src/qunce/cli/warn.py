"""``qunce warn FILE.csv``: what is more than usual in anybody's counts, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qunce.cli.found import EVERYWHERE, Found
from qunce.cli.speech import speak
from qunce.exchange.series import (
    DAY,
    WEEK,
    SeriesRead,
    read_neighbours,
    read_series,
)
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

if TYPE_CHECKING:
    from qunce.statistics.detection.scan_zones import Zones

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

OURS, ROLLING, FARRINGTON, SCAN = "ours", "rolling", "farrington", "scan"
METHODS = (OURS, ROLLING, FARRINGTON, "c1", "c2", "c3", SCAN)
EARS: dict[str, Literal["C1", "C2", "C3"]] = {"c1": "C1", "c2": "C2", "c3": "C3"}
ALPHA = 0.01
"""The level of a single cell for the methods that know no budget."""
SEED = 20_260_101
"""The scan deals the same hands for the same file."""


def add_parser(subparsers: Subparsers) -> None:
    """Add ``warn FILE`` to the command line."""
    parser = subparsers.add_parser(
        "warn", help=speak(gettext_noop("say what is more than usual in counts of a CSV file"))
    )
    add = parser.add_argument
    add(
        "file",
        metavar="FILE",
        type=Path,
        help=speak(gettext_noop("columns date or week, place, category, count; maybe lat, lon")),
    )
    add("--json", action="store_true", help=speak(gettext_noop("print one object for each alarm")))
    add("--by", choices=(WEEK, DAY), default=WEEK, help=speak(gettext_noop("weeks or single days")))
    add("--method", choices=METHODS, default=OURS, help=speak(gettext_noop("how it is judged")))
    add(
        "--budget",
        type=float,
        metavar="N",
        help=speak(gettext_noop("how many false alarms a month can be borne, over everything")),
    )
    add(
        "--last",
        type=int,
        default=1,
        metavar="N",
        help=speak(gettext_noop("how many of the last weeks or days are judged")),
    )
    add(
        "--changed",
        action="append",
        default=[],
        metavar="DAY",
        help=speak(gettext_noop("a day from which counting was another; may be given again")),
    )
    add(
        "--neighbours",
        type=Path,
        metavar="FILE",
        help=speak(gettext_noop("for the scan: lines of two places that lie side by side")),
    )


def run(args: argparse.Namespace) -> int:
    """Print the alarms; 1 when there is one, so that a script can act on it."""
    _check(args)
    series = _read(args)
    found = sorted(_judge(series, args), key=lambda one: (one.until, one.p or 0.0))
    if args.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(one.said())
        if not found:
            print(speak(gettext_noop("Nothing is more than usual.")))
    return 1 if found else 0


def _check(args: argparse.Namespace) -> None:
    """What is wrong with the options is said before a long file is read."""
    if args.last < 1 or not 0 < _budget(args) < 1e6:
        raise Refused(
            Refusal(
                "warn_option_wrong",
                gettext_noop("--last is 1 or more, --budget above 0 and below a million."),
            )
        )
    if args.method == ROLLING and args.by != DAY:
        raise Refused(
            Refusal(
                "warn_rolling_needs_days",
                gettext_noop("This method looks at single days. Add --by day."),
            )
        )
    if args.method not in (OURS, ROLLING) and (args.changed or args.budget is not None):
        raise Refused(
            Refusal(
                "warn_method_knows_no_budget",
                gettext_noop(
                    "This method knows neither --budget nor --changed. Leave them out, or leave "
                    "out --method."
                ),
            )
        )
    for day in args.changed:
        _day(day)


def _budget(args: argparse.Namespace) -> float:
    return 1.0 if args.budget is None else float(args.budget)


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise Refused(
            Refusal(
                "warn_day_wrong",
                gettext_noop("“%(day)s” is no day. Write it as 2026-03-05."),
                {"day": day},
            )
        ) from None


def _read(args: argparse.Namespace) -> SeriesRead:
    def told(rows: int) -> None:
        print(speak(gettext_noop("%(rows)s rows read"), {"rows": f"{rows:,}"}), file=sys.stderr)

    with _readable(args.file):
        return read_series(args.file, period=args.by, told=told)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise Refused(
            Refusal(
                "series_unreadable",
                gettext_noop("%(file)s cannot be read: %(why)s."),
                {"file": path.name, "why": problem.strerror or str(problem)},
            )
        ) from problem


def _judge(series: SeriesRead, args: argparse.Namespace) -> Iterator[Found]:
    times = series.counts.shape[2]
    judged = range(max(0, times - args.last), times)
    if args.method == OURS:
        return _ours(series, judged, args)
    if args.method == ROLLING:
        return _rolling(series, judged, args)
    if args.method == SCAN:
        return _scanned(series, judged, args)
    return _by_bounds(series, judged, args.method)


def _ours(series: SeriesRead, judged: range, args: argparse.Namespace) -> Iterator[Found]:
    from qunce.statistics.detection.budget import DAYS_PER_YEAR, WEEKS_PER_YEAR, Budget
    from qunce.statistics.detection.seasonal import DAYS, WEEKS
    from qunce.statistics.detection.watch import Watching, watch

    daily = series.period == DAY
    watching = Watching(
        settings=DAYS if daily else WEEKS,
        budget=Budget(_budget(args)),
        looks_per_year=DAYS_PER_YEAR if daily else WEEKS_PER_YEAR,
        longer=7 if daily else 2,
    )
    changes = [_changed(series, day) for day in args.changed]
    for now in judged:
        known = [change for change in changes if 0 < change <= now]
        for one in watch(series.counts, now, watching, changes=known).alarms:
            yield Found(
                place=series.places[one.place],
                category=series.categories[one.category],
                since=series.day(one.since).isoformat(),
                until=series.last_day(now).isoformat(),
                observed=one.seen,
                expected=round(one.expected, 3),
                low=one.low,
                high=one.high,
                p=one.p,
                once_in_weeks=_weeks(one.once_in_weeks),
                method=OURS,
            )


def _rolling(series: SeriesRead, judged: range, args: argparse.Namespace) -> Iterator[Found]:
    """What early warning itself does with a town's messages: days, cells and their sums."""
    import numpy as np

    from qunce.statistics.detection.budget import Budget
    from qunce.statistics.detection.rolling import Change, Rolling, Table, Watching

    places, categories, times = series.counts.shape
    place, category = np.indices((places, categories)).reshape(2, -1)
    flat = series.counts.reshape(-1, times)
    everything = np.ones(len(flat), dtype=np.bool_)
    changes = [_changed(series, day) for day in args.changed]
    for now in judged:
        table = Table(
            flat[:, : now + 1], place, category, summed=everything if places > 1 else None
        )
        look = Rolling(
            table,
            changes=[Change(now - change, everything) for change in changes],
            watching=Watching(Budget(_budget(args))),
        )
        for one in look.found.alarms:
            of_cell = one.which < table.cells
            number = category[one.which] if of_cell else one.which - table.cells
            yield Found(
                place=series.places[place[one.which]] if of_cell else EVERYWHERE,
                category=series.categories[number],
                since=series.day(now - one.first).isoformat(),
                until=series.last_day(now - one.last).isoformat(),
                observed=one.observed,
                expected=round(one.expected, 3),
                low=one.low,
                high=one.high,
                p=one.p,
                once_in_weeks=round(one.once_in_weeks, 1),
                method=ROLLING,
            )


def _weeks(once: float) -> float:
    """What is rarer than once in a hundred years is told as that."""
    from qunce.statistics.detection.rolling import LONGEST

    return round(min(once, LONGEST), 1)


def _changed(series: SeriesRead, day: str) -> int:
    """The number of the week or day from which counting was another."""
    return (_day(day) - series.first).days // (7 if series.period == WEEK else 1)


def _by_bounds(series: SeriesRead, judged: range, method: str) -> Iterator[Found]:
    """The methods that judge each cell alone, at the level of :data:`ALPHA`.

    They know no least number; here as everywhere nothing is said of fewer than three.
    """
    import numpy as np

    from qunce.statistics.detection.design import ShortHistory
    from qunce.statistics.detection.ears import ears
    from qunce.statistics.detection.farrington import flexible
    from qunce.statistics.detection.watch import FEWEST

    _places, categories, times = series.counts.shape
    flat = series.counts.reshape(-1, times)
    at = np.array(judged)
    try:
        if method == FARRINGTON:
            said = flexible(flat, at)
            expected, upper, alarm = said.expected, said.upper, said.alarm
        else:
            bounds = ears(flat, at, EARS[method])
            expected, upper, alarm = bounds.expected, bounds.upper, bounds.alarm
    except ShortHistory as short:
        raise Refused(
            Refusal(
                "warn_history_short",
                gettext_noop(
                    "The file goes back %(times)s weeks or days, and this method needs more "
                    "before each that is judged. Judge fewer with --last, or leave out --method: "
                    "our own needs none."
                ),
                {"times": times},
            )
        ) from short
    for cell, week in np.argwhere(alarm & (flat[:, at] >= FEWEST)):
        now = int(at[week])
        yield Found(
            place=series.places[cell // categories],
            category=series.categories[cell % categories],
            since=series.day(now).isoformat(),
            until=series.last_day(now).isoformat(),
            observed=float(flat[cell, now]),
            expected=round(float(expected[cell, week]), 3),
            low=None,
            high=round(float(upper[cell, week]), 3),
            p=None,
            once_in_weeks=None,
            method=method,
        )


def _scanned(series: SeriesRead, judged: range, args: argparse.Namespace) -> Iterator[Found]:
    """Neighbouring places with more than their share in the last days, all dates dealt anew."""
    import numpy as np

    from qunce.statistics.detection.budget import once_in_weeks
    from qunce.statistics.detection.scan import scan
    from qunce.statistics.unfit import Unfit

    zones = _zones(series, args)
    level = ALPHA
    for now in judged:
        for category, name in enumerate(series.categories):
            cases = np.nan_to_num(series.counts[:, category, : now + 1])
            try:
                found = scan(cases, zones, rng=np.random.default_rng(SEED), fewest=3).found
            except Unfit as unfit:
                raise Refused(
                    Refusal(
                        "warn_scan_unfit",
                        gettext_noop(
                            "These counts cannot be scanned. The scan needs whole numbers and "
                            "more than seven weeks or days."
                        ),
                    )
                ) from unfit
            for cluster in found:
                if cluster.p_gumbel > level:
                    continue
                yield Found(
                    place="; ".join(series.places[place] for place in cluster.places),
                    category=name,
                    since=series.day(now - cluster.days + 1).isoformat(),
                    until=series.last_day(now).isoformat(),
                    observed=float(cluster.cases),
                    expected=round(cluster.expected, 3),
                    low=None,
                    high=None,
                    p=cluster.p_gumbel,
                    once_in_weeks=_weeks(
                        float(
                            once_in_weeks(
                                cluster.p_gumbel,
                                len(series.categories),
                                1 if series.period == WEEK else 1 / 7,
                            )
                        )
                    ),
                    method=SCAN,
                )


def _zones(series: SeriesRead, args: argparse.Namespace) -> Zones:
    from qunce.statistics.detection.scan_zones import by_coordinates, by_neighbours, on_the_ground

    if args.neighbours is not None:
        with _readable(args.neighbours):
            return by_neighbours(read_neighbours(args.neighbours, series.places))
    missing = [name for i, name in enumerate(series.places) if i not in series.coordinates]
    if missing:
        raise Refused(
            Refusal(
                "warn_scan_needs_places",
                gettext_noop(
                    "The scan has to know what lies side by side: give lat and lon for every "
                    "place, or --neighbours. Without are: %(missing)s"
                ),
                {"missing": ", ".join(missing[:5])},
            )
        )
    spots = [series.coordinates[place] for place in range(len(series.places))]
    return by_coordinates(on_the_ground([lat for lat, _ in spots], [lon for _, lon in spots]))

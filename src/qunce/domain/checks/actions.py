"""The only writer of check lists, rounds, findings, series and daily numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import ask_more, call_on_all, end_asking
from qunce.domain.budgets.estimates import times_in
from qunce.domain.budgets.states import Asks, CallKind
from qunce.domain.checks.models import (
    CheckItem,
    CheckList,
    DailyCount,
    Finding,
    Round,
    Series,
    Stop,
)
from qunce.domain.checks.rules import (
    Answer,
    why_not_count,
    why_not_items,
    why_not_look,
    why_not_make_problem,
    why_not_number,
    why_not_round_seen,
    why_not_set_up,
    why_not_start_round,
)
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Mode, Source
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.canonical import JSON
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("check_list.made", gettext_noop("Check list made"))
register("check_list.closed", gettext_noop("Check list closed"))
register("round.started", gettext_noop("Round of checks begun"))
register("stop.looked", gettext_noop("A place was looked at"))
register("series.made", gettext_noop("Daily number set up"))
register("series.closed", gettext_noop("Daily number ended"))
register("count.noted", gettext_noop("Number of a day noted"))
register("count.corrected", gettext_noop("Number of a day corrected"))


FIELDS_OF_A_DAY = 2
"""What is filled in to note a number: the day and the number."""


def _call_on_units(begun: Round, places: Sequence[Place], actor: Post, now: datetime) -> None:
    """The round comes to each unit once, however many places of it are looked at."""
    units = list({place.unit_id: place.unit for place in places}.values())
    call_on_all(
        units=units,
        kind=CallKind.CHECK,
        on=begun.starts_on,
        what=begun.ref,
        actor=actor,
        now=now,
    )


def _ask_of_levels(
    begun: Round, places: Sequence[Place], beyond: str, actor: Post, now: datetime
) -> None:
    """The level is asked what the unit of it with the most places is asked."""
    items = begun.check_list.items.count()
    most: Counter[str] = Counter()
    for unit, number in Counter(place.unit for place in places).items():
        most[unit.kind] = max(most[unit.kind], number)
    for level, number in sorted(most.items()):
        ask_more(
            asks=Asks.ROUND,
            town=begun.check_list.town,
            level=level,
            fields=items * number,
            times_per_week=times_in((begun.due_on - begun.starts_on).days + 1),
            subject=begun.ref,
            begins_on=begun.starts_on,
            until=begun.due_on + timedelta(days=1),
            reason=beyond,
            actor=actor,
            now=now,
        )


@transaction.atomic
def make_check_list(
    *,
    town: Unit,
    name: str,
    items: Sequence[str],
    actor: Post,
    now: datetime,
    category: Category | None = None,
) -> CheckList:
    """A list of things to look at; each line of ``items`` is one question.  ``check_list.made``."""
    texts = [text.strip() for text in items if text.strip()]
    reasons = why_not_set_up(actor, town) + why_not_items(texts)
    if not name.strip():
        reasons.append(
            Refusal(
                "check_list_without_name",
                gettext_noop("Give the list a name people will recognise."),
                on="name",
            )
        )
    elif CheckList.objects.filter(town=town, name=name.strip(), closed_at__isnull=True).exists():
        reasons.append(
            Refusal(
                "check_list_name_taken",
                gettext_noop("There is already a list called “%(name)s”."),
                {"name": name.strip()},
                "name",
            )
        )
    refuse(reasons)
    made = CheckList.objects.create(town=town, name=name.strip(), made_by=actor, made_at=now)
    CheckItem.objects.bulk_create(
        CheckItem(check_list=made, position=position, text=text, category=category)
        for position, text in enumerate(texts, start=1)
    )
    append(
        kind="check_list.made",
        actor=actor.ref,
        subject=made.ref,
        facts={"town": town.code, "items": texts},
        now=now,
    )
    return made


@transaction.atomic
def close_check_list(*, check_list: CheckList, actor: Post, now: datetime) -> None:
    """No further round begins, nothing of it is asked; what was found stays.

    Recorded as ``check_list.closed``.
    """
    refuse(why_not_set_up(actor, check_list.town))
    closed = CheckList.objects.filter(pk=check_list.pk, closed_at__isnull=True)
    if closed.update(closed_at=now) != 1:
        raise Refused(
            Refusal(
                "check_list_closed",
                gettext_noop("This list is closed. Make a new one to go round again."),
            )
        )
    for round_ in check_list.rounds.all():
        end_asking(subject=round_.ref, actor=actor.ref, now=now)
    append(kind="check_list.closed", actor=actor.ref, subject=check_list.ref, facts={}, now=now)


@transaction.atomic
def start_round(
    *,
    check_list: CheckList,
    places: Sequence[Place],
    starts_on: date,
    due_on: date,
    actor: Post,
    now: datetime,
    beyond: str = "",
) -> Round:
    """Each of ``places`` has to be looked at between the two days.  ``round.started``.

    It is one check of each unit in which a place lies, and its questions are asked of those units'
    levels.  Refuses a check beyond the month's limit, and questions beyond the form budget unless
    ``beyond`` says why.
    """
    current = CheckList.objects.select_related("town").get(pk=check_list.pk)
    refuse(
        why_not_set_up(actor, current.town)
        + why_not_start_round(current, list(places), starts_on, due_on)
    )
    begun = Round.objects.create(
        check_list=current, starts_on=starts_on, due_on=due_on, made_by=actor, made_at=now
    )
    Stop.objects.bulk_create(Stop(round=begun, place=place) for place in dict.fromkeys(places))
    _call_on_units(begun, list(dict.fromkeys(places)), actor, now)
    _ask_of_levels(begun, list(dict.fromkeys(places)), beyond, actor, now)
    append(
        kind="round.started",
        actor=actor.ref,
        subject=current.ref,
        facts={
            "starts_on": starts_on.isoformat(),
            "due_on": due_on.isoformat(),
            "places": len(set(places)),
        },
        now=now,
    )
    return begun


@transaction.atomic
def note_look(
    *, stop: Stop, answers: Mapping[int, Answer], actor: Post, now: datetime
) -> list[Finding]:
    """Every question has an answer at this place; what is wrong is said.  ``stop.looked``.

    ``answers`` is keyed by the item's number.  Refuses a second look in the same round.
    """
    current = Stop.objects.select_related("place__unit", "round__check_list").get(pk=stop.pk)
    items = list(current.round.check_list.items.all())
    refuse(
        why_not_look(current, actor, items, answers)
        or why_not_round_seen(current.round, day_of(now, settings.TIME_ZONE))
    )
    looked = Stop.objects.filter(pk=stop.pk, looked_at__isnull=True)
    if looked.update(looked_by=actor, looked_at=now) != 1:
        raise Refused(
            Refusal(
                "already_looked",
                gettext_noop("Somebody has already looked at %(place)s in this round."),
                {"place": current.place.name},
            )
        )
    Finding.objects.bulk_create(
        Finding(
            stop=current,
            item=item,
            in_order=answers[item.pk][0],
            words="" if answers[item.pk][0] else answers[item.pk][1].strip()[:300],
        )
        for item in items
    )
    wrong = sum(1 for item in items if not answers[item.pk][0])
    append(
        kind="stop.looked",
        actor=actor.ref,
        subject=current.place.ref,
        facts={"list": current.round.check_list.name, "asked": len(items), "wrong": wrong},
        now=now,
    )
    return list(Finding.objects.filter(stop=current).select_related("item"))


@transaction.atomic
def make_problem(*, finding: Finding, actor: Post, now: datetime) -> Problem:
    """What was found wrong is on the problem list as found, once.  Recorded by ``problems``."""
    current = Finding.objects.select_related(
        "stop__place__unit", "stop__round__check_list__town", "item__category"
    ).get(pk=finding.pk)
    town = current.stop.round.check_list.town
    refuse(why_not_set_up(actor, town) + why_not_make_problem(current))
    place = current.stop.place
    looked_at = current.stop.looked_at or now
    problem = find_problem(
        town=town,
        unit=place.unit,
        place=place,
        title=f"{place.unit.name} {place.name}: {current.words}"[:120],
        statement=f"{current.item.text}\n{current.words}",
        source=Source.SELF_CHECK,
        source_ref=f"finding:{current.pk}",
        found_on=day_of(looked_at, settings.TIME_ZONE),
        mode=Mode.CHECKING,
        category=current.item.category,
        actor=actor,
        now=now,
    )
    Finding.objects.filter(pk=current.pk, problem__isnull=True).update(problem=problem)
    return problem


@transaction.atomic
def add_series(
    *,
    unit: Unit,
    name: str,
    counted_in: str,
    workdays_only: bool,
    starts_on: date,
    actor: Post,
    now: datetime,
    beyond: str = "",
) -> Series:
    """``unit`` counts this number every day from ``starts_on`` on.  ``series.made``.

    Refuses one more number than the form budget allows, unless ``beyond`` says why.
    """
    reasons = why_not_set_up(actor, unit)
    if not name.strip():
        reasons.append(
            Refusal(
                "series_without_name",
                gettext_noop("Say in a few words what is counted."),
                on="name",
            )
        )
    elif Series.objects.filter(unit=unit, name=name.strip(), closed_at__isnull=True).exists():
        reasons.append(
            Refusal(
                "series_name_taken",
                gettext_noop("%(unit)s already counts “%(name)s”."),
                {"unit": unit.name, "name": name.strip()},
                "name",
            )
        )
    refuse(reasons)
    series = Series.objects.create(
        unit=unit,
        name=name.strip(),
        counted_in=counted_in.strip(),
        workdays_only=workdays_only,
        starts_on=starts_on,
        made_by=actor,
        made_at=now,
    )
    ask_more(
        asks=Asks.SERIES,
        town=actor.unit,
        level=unit.kind,
        unit=unit,
        fields=FIELDS_OF_A_DAY,
        times_per_week=5 if workdays_only else 7,
        subject=series.ref,
        begins_on=starts_on,
        reason=beyond,
        actor=actor,
        now=now,
    )
    append(
        kind="series.made",
        actor=actor.ref,
        subject=series.ref,
        facts={"unit": unit.code, "starts_on": starts_on.isoformat()},
        now=now,
    )
    return series


@transaction.atomic
def close_series(*, series: Series, actor: Post, now: datetime) -> None:
    """Nobody counts this any more; the numbers stay.  ``series.closed``."""
    refuse(why_not_set_up(actor, series.unit))
    if Series.objects.filter(pk=series.pk, closed_at__isnull=True).update(closed_at=now) != 1:
        raise Refused(
            Refusal("series_closed", gettext_noop("These numbers are no longer counted."))
        )
    end_asking(subject=series.ref, actor=actor.ref, now=now)
    append(kind="series.closed", actor=actor.ref, subject=series.ref, facts={}, now=now)


@transaction.atomic
def note_count(*, series: Series, on: date, number: int, actor: Post, now: datetime) -> DailyCount:
    """The day has its number.  Noted again it is corrected, and the record keeps both.

    ``count.noted`` or ``count.corrected``; the same number again changes nothing.
    """
    today = day_of(now, settings.TIME_ZONE)
    current = Series.objects.select_related("unit").get(pk=series.pk)
    refuse(why_not_count(current, actor, on, today) + why_not_number(number))
    noted, new = DailyCount.objects.get_or_create(
        series=current, on=on, defaults={"number": number, "noted_by": actor, "noted_at": now}
    )
    if not new:
        if noted.number == number:
            return noted
        changed = DailyCount.objects.filter(pk=noted.pk, corrected=noted.corrected).update(
            number=number, noted_by=actor, noted_at=now, corrected=noted.corrected + 1
        )
        if changed != 1:
            raise Refused(
                Refusal(
                    "count_just_changed",
                    gettext_noop("Somebody else noted this day at the same moment. Look again."),
                )
            )
    facts: dict[str, JSON] = {"on": on.isoformat(), "number": number}
    if not new:
        facts["before"] = noted.number
    append(
        kind="count.noted" if new else "count.corrected",
        actor=actor.ref,
        subject=current.ref,
        facts=facts,
        now=now,
    )
    noted.refresh_from_db()
    return noted

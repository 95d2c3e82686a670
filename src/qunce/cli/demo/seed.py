"""Filling a new demo, through the same actions as everybody else."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.conf import settings
from django.db import transaction

from qunce.cli.demo.asking import ask
from qunce.cli.demo.county import (
    AREAS,
    BRANCHES,
    COUNTY,
    DISPATCH,
    ENTRANCES,
    NEIGHBOURS,
    PLACES,
    TOWN,
    DemoUnit,
)
from qunce.cli.demo.life import live
from qunce.cli.demo.news import make_public
from qunce.cli.demo.sprouting import sprout
from qunce.cli.demo.working import work
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.campaigns.actions import adopt, draft_directive, settle_basics
from qunce.domain.campaigns.models import Campaign
from qunce.domain.matters.actions import set_dispatch
from qunce.domain.matters.catalogue import add_catalogue
from qunce.domain.organisations.actions import add_area, add_place, add_unit, set_neighbours
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.record import Ref
from qunce.kernel.clock import day_of
from qunce.kernel.clock import now as present

TEMPLATE = "learn-check-fix"
TITLE = "“为民办实事”学习实践活动"
WRITTEN_FOR = date(2026, 9, 1)
"""The first day of the window in ``directive.txt``; a demo moves it to just before today."""
BEGAN = timedelta(days=12)
"""The campaign is in its second week: people are asked about its plan, the first duties near."""
MONTHS = 6

_DAY = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")

_INSTALLER = Ref("system", "demo", "Qunce")


def seed_once(now: datetime | None = None) -> bool:
    """The demo county stands; True if it was built now, all of it or nothing."""
    with transaction.atomic():
        if Unit.objects.exists():
            return False
        now = now or present()
        _build(now)
        campaign = _run_up(now - BEGAN)
        live(now)
        sprout(now)
        ask(campaign, now)
        work(campaign, now)
        make_public(campaign, now)
    return True


def entrances() -> list[tuple[str, str, str]]:
    """Log-in name, post and holder of each one-click log-in worth trying first."""
    found: dict[str, tuple[str, str, str]] = {}
    held = Holding.objects.on(day_of(present(), settings.TIME_ZONE))
    held = held.filter(user__username__in=ENTRANCES).select_related("post__unit", "user")
    for holding in held.order_by("post__unit__path", "post__code"):
        login = holding.user.username
        found.setdefault(login, (login, str(holding.post), holding.user.name))
    return [found[login] for login in ENTRANCES if login in found]


def _build(now: datetime) -> None:
    areas = {
        code: add_area(code=code, name=name, actor=_INSTALLER, now=now) for code, name in AREAS
    }
    people: dict[str, User] = {}
    county = _add(COUNTY, None, areas, people, now)
    town = _add(TOWN, county, areas, people, now)
    for place, branch in enumerate(BRANCHES, start=1):
        _add(branch, town, areas, people, now, place)
    units = {unit.code: unit for unit in Unit.objects.all()}
    for code, names in PLACES.items():
        for number, name in enumerate(names, start=1):
            add_place(
                unit=units[code], code=f"{code}-{number}", name=name, actor=_INSTALLER, now=now
            )
    _say_who_lies_beside_whom(units, now)
    for category in add_catalogue(actor=_INSTALLER, now=now):
        if category.code in DISPATCH:
            set_dispatch(
                town=town,
                category=category,
                unit=units[DISPATCH[category.code]],
                actor=_INSTALLER,
                now=now,
            )


def _say_who_lies_beside_whom(units: dict[str, Unit], now: datetime) -> None:
    beside: dict[str, set[str]] = {}
    for code, others in NEIGHBOURS.items():
        for other in others:
            beside.setdefault(code, set()).add(other)
            beside.setdefault(other, set()).add(code)
    for code, all_of_them in beside.items():
        set_neighbours(
            unit=units[code],
            beside=[units[other] for other in sorted(all_of_them)],
            actor=_INSTALLER,
            now=now,
        )


def _add(
    made: DemoUnit,
    parent: Unit | None,
    areas: dict[str, Area],
    people: dict[str, User],
    now: datetime,
    place: int = 0,
) -> Unit:
    unit = add_unit(
        code=made.code,
        name=made.name,
        kind=made.kind,
        parent=parent,
        area=areas.get(made.area),
        place=place,
        actor=_INSTALLER,
        now=now,
    )
    since = min(date(2026, 3, 1), day_of(now, settings.TIME_ZONE) - timedelta(days=1))
    for post_made in made.posts:
        post = add_post(
            unit=unit,
            code=post_made.code,
            title=post_made.title,
            role=post_made.role,
            area=areas.get(post_made.area),
            actor=_INSTALLER,
            now=now,
        )
        # The same person may hold two posts: duties belong to the post.
        user = people.get(post_made.name) or add_staff(
            username=post_made.username, name=post_made.name, password=None, now=now
        )
        people[post_made.name] = user
        appoint(post=post, user=user, since=since, actor=_INSTALLER, now=now)
    return unit


def _run_up(now: datetime) -> Campaign:
    """The campaign, from our own directive, adopted by the campaign office on its first day."""
    town = Unit.objects.get(code=TOWN.code)
    office = Post.objects.select_related("unit").get(code="qingquan-office")
    starts_on = day_of(now, settings.TIME_ZONE)
    ends_on = _in_month(starts_on, MONTHS) - timedelta(days=1)
    written = (files("qunce.cli.demo") / "directive.txt").read_text(encoding="utf-8")
    draft = draft_directive(
        unit=town,
        source_name="清泉镇动员会讲话.txt",
        source_media="text/plain",
        text=moved(written, starts_on),
        template=TEMPLATE,
        actor=office,
        now=now,
    )
    settle_basics(
        draft=draft, title=TITLE, starts_on=starts_on, ends_on=ends_on, actor=office, now=now
    )
    return adopt(draft=draft, actor=office, now=now)


def moved(text: str, starts_on: date) -> str:
    """``text`` as if its campaign began on ``starts_on``.

    Each 年月日 is later by the same days, each 年月 by the same months; no order is turned round.
    """
    days = starts_on - WRITTEN_FOR
    months = (starts_on.year - WRITTEN_FOR.year) * 12 + starts_on.month - WRITTEN_FOR.month

    def later(found: re.Match[str]) -> str:
        year, month = int(found[1]), int(found[2])
        if found[3] is None:
            first = _in_month(date(year, month, 1), months)
            return f"{first.year}年{first.month}月"
        day = date(year, month, int(found[3])) + days
        return f"{day.year}年{day.month}月{day.day}日"

    return _DAY.sub(later, text)


def _in_month(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

"""What people said and what came of it, in the demo: through the same actions as in life."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.checks.actions import (
    add_series,
    make_check_list,
    make_problem,
    note_count,
    note_look,
    start_round,
)
from qunce.domain.checks.models import Stop
from qunce.domain.identities.contents import Person
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Place, Unit
from qunce.domain.problems import actions as problems
from qunce.domain.problems.models import Problem
from qunce.domain.voices import actions as voices
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import Said
from qunce.kernel.clock import day_of
from qunce.kernel.workdays import china

DAY = timedelta(days=1)


class DemoMessage(NamedTuple):
    kind: str
    channel: str
    village: str
    place: str
    text: str
    days_ago: int
    category: str = ""
    phone: str = ""
    accused: str = ""


MESSAGES = (
    DemoMessage(
        "problem",
        "qr",
        "shangqing",
        "shangqing-5",
        "三组路口的路灯坏了三盏，天一黑就看不见路，前天有老人差点摔进沟里。",
        40,
        "street-light",
        "138 0000 0001",
    ),
    DemoMessage(
        "problem",
        "phone",
        "shangqing",
        "shangqing-5",
        "去三组那条路晚上黑得很，灯不亮好久了，娃娃放学回来都怕。",
        38,
        "street-light",
    ),
    DemoMessage(
        "problem",
        "web",
        "liuxi",
        "liuxi-4",
        "五组水渠有一段垮了，水放不下来，二十几亩秧田等水。",
        20,
        "water",
        "138 0000 0002",
    ),
    DemoMessage(
        "problem",
        "paper",
        "hejie",
        "hejie-1",
        "菜市场后面的垃圾三四天才拉一次，天热臭得开不了窗。",
        12,
        "rubbish",
    ),
    DemoMessage(
        "petition",
        "letter",
        "taoyuan",
        "",
        "前年修路占了我家果园三分地，说好的补偿到现在没有兑现，请镇里查清楚给个说法。",
        9,
        "land",
        "138 0000 0003",
    ),
    DemoMessage(
        "suggestion",
        "web",
        "xinquan",
        "",
        "小区北门到车站那趟公交，能不能早上加一班，上学的孩子挤不上去。",
        6,
    ),
    DemoMessage(
        "problem",
        "web",
        "dongling",
        "dongling-3",
        "蓄水池的水这两天有点黄，烧开了还有一层东西，不知道能不能喝。",
        3,
        "water",
        "138 0000 0004",
    ),
    DemoMessage(
        "problem",
        "web",
        "dongling",
        "dongling-3",
        "我们东岭的自来水发黄，几家都一样，请来看看。",
        2,
    ),
    DemoMessage(
        "problem",
        "web",
        "songlin",
        "",
        "有人反映护林员补助名单里有不上山的人，希望核对一下名册。",
        2,
        "accounts",
        accused="songlin",
    ),
    DemoMessage("thanks", "visit", "shangqing", "", "谢谢来给我妈送药的那位同志，心细。", 1),
    DemoMessage(
        "urgent",
        "qr",
        "baisha",
        "baisha-1",
        "渡口那根电线杆歪了，电线离地不到两米，小孩伸手就能够到。",
        0,
        "electricity",
    ),
)
"""Invented; the telephone numbers belong to nobody."""


def live(now: datetime) -> None:
    """Messages in most of their states, problems on their way, a round, a month of numbers."""
    town = Unit.objects.get(code="qingquan")
    posts = {post.code: post for post in Post.objects.select_related("unit")}
    said = [_say(town, number, message, now) for number, message in enumerate(MESSAGES)]
    _light(said[0], said[1], posts, now)
    _ditch(said[2], posts, now)
    _sort(said[3], "rubbish", "bianmin", posts, now - 11 * DAY)
    _sort(said[4], "land", "xinfang", posts, now - 8 * DAY)
    voices.answer(
        voice=said[9],
        outcome="noted",
        facts="您的话已转告卫生院送药上门的同志。",
        opinion="谢谢您告诉我们，送药上门会继续。",
        actor=posts["qingquan-office"],
        now=now - DAY / 2,
    )
    _round(town, posts, now)
    _numbers(posts, now)


def _say(town: Unit, number: int, message: DemoMessage, now: datetime) -> Voice:
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=(message.village,))}
    at = now - message.days_ago * DAY - timedelta(hours=2)
    written = message.channel in ("paper", "phone", "visit", "letter")
    return voices.receive(
        said=Said(
            kind=message.kind,
            channel=message.channel,
            text=message.text,
            town=town,
            submission=UUID(int=number + 1).hex,
            village=units[message.village],
            place=Place.objects.filter(code=message.place).select_related("unit").first(),
            category=Category.objects.filter(code=message.category).first(),
            person=Person(name="", phone=message.phone) if message.phone else None,
            accused=units[message.accused] if message.accused else None,
            keyed_by=Post.objects.select_related("unit").get(code="qingquan-office-2")
            if written
            else None,
        ),
        now=at,
    ).voice


def _sort(voice: Voice, category: str, unit: str, posts: dict[str, Post], now: datetime) -> Voice:
    return voices.register_voice(
        voice=Voice.objects.get(pk=voice.pk),
        category=Category.objects.get(code=category),
        unit=Unit.objects.get(code=unit),
        actor=posts["qingquan-office"],
        now=now,
        village=voice.village,
        place=voice.place,
        seen_version=Voice.objects.get(pk=voice.pk).version,
    )


def _problem(
    voice: Voice, title: str, statement: str, posts: dict[str, Post], now: datetime
) -> Problem:
    return problems.find_problem(
        town=voice.town,
        unit=voice.village or voice.town,
        place=voice.place,
        title=title,
        statement=statement,
        source="voice",
        found_on=voice.said_on,
        category=voice.category,
        voices=[voice],
        actor=posts["qingquan-office"],
        now=now,
    )


def _list(
    problem: Problem,
    unit: str,
    post: str,
    standard: str,
    days: int,
    posts: dict[str, Post],
    now: datetime,
) -> None:
    problems.list_problem(
        problem=problem,
        lead_unit=Unit.objects.get(code=unit),
        responsible=posts[post],
        due_on=day_of(now, settings.TIME_ZONE) + days * DAY,
        standard=standard,
        mode="checking",
        level="village" if unit != "bianmin" else "town",
        leader=posts["qingquan-leader-1"],
        actor=posts["qingquan-office"],
        now=now,
        seen_version=Problem.objects.get(pk=problem.pk).version,
    )


def _light(first: Voice, second: Voice, posts: dict[str, Post], now: datetime) -> None:
    """Two messages on one matter; put right, checked, confirmed, closed, soon looked at again."""
    office = posts["qingquan-office"]
    second = Voice.objects.get(pk=second.pk)
    voices.merge(
        voice=second, into=Voice.objects.get(pk=first.pk), actor=office, now=now - 37 * DAY
    )
    voice = _sort(first, "street-light", "bianmin", posts, now - 37 * DAY)
    voices.accept(
        voice=voice,
        route="handling",
        words="已安排电工这两天去看，修好了告诉您。",
        actor=posts["bianmin-secretary"],
        now=now - 36 * DAY,
    )
    problem = _problem(
        Voice.objects.get(pk=first.pk),
        "三组路口路灯不亮",
        "三组路口三盏路灯夜间不亮，路边有沟，行走不安全。",
        posts,
        now - 36 * DAY,
    )
    _list(
        problem,
        "bianmin",
        "bianmin-secretary",
        "三盏路灯天黑后自动亮，连续亮满一周",
        10,
        posts,
        now - 35 * DAY,
    )
    worker = posts["bianmin-secretary"]
    problems.take_in_hand(problem=_again(problem), actor=worker, now=now - 34 * DAY)
    problems.claim_fixed(
        problem=_again(problem),
        done="更换三盏灯头和一段老化电线，加装时控开关。",
        actor=worker,
        now=now - 31 * DAY,
    )
    problems.check_problem(
        problem=_again(problem),
        passed=True,
        finding="晚上八点到现场，三盏都亮。",
        actor=posts["qingquan-leader-1"],
        now=now - 30 * DAY,
    )
    for one in (first, second):
        problems.hear_speaker(
            voice=Voice.objects.get(pk=one.pk), says="fixed", words="亮了", now=now - 29 * DAY
        )
    problems.close_problem(
        problem=_again(problem),
        outcome="三组路口晚上看得见路了。",
        actor=office,
        now=now - 28 * DAY,
    )
    voices.answer(
        voice=Voice.objects.get(pk=first.pk),
        outcome="support",
        facts="三盏路灯灯头损坏，一段电线老化。",
        opinion="已更换灯头和电线，加装时控开关，现已恢复照明。",
        actor=worker,
        now=now - 28 * DAY + timedelta(hours=1),
    )


def _ditch(voice: Voice, posts: dict[str, Post], now: datetime) -> None:
    """In hand, with measures."""
    voice = _sort(voice, "water", "liuxi", posts, now - 19 * DAY)
    secretary = posts["liuxi-secretary"]
    voices.accept(
        voice=voice,
        route="handling",
        words="村里已经看过，先用水泵抽水保秧，再修渠。",
        actor=secretary,
        now=now - 18 * DAY,
    )
    problem = _problem(
        Voice.objects.get(pk=voice.pk),
        "五组水渠垮塌",
        "五组水渠一段垮塌，二十余亩秧田放不到水。",
        posts,
        now - 18 * DAY,
    )
    _list(
        problem,
        "liuxi",
        "liuxi-secretary",
        "水渠修复，五组秧田能正常放水",
        45,
        posts,
        now - 17 * DAY,
    )
    problems.take_in_hand(problem=_again(problem), actor=secretary, now=now - 16 * DAY)
    today = day_of(now, settings.TIME_ZONE)
    for text, days in (("水泵临时抽水，保证秧田用水", 2), ("砌石修复垮塌段三十米", 25)):
        problems.add_measure(
            problem=_again(problem),
            text=text,
            due_on=today + days * DAY,
            actor=secretary,
            now=now - 16 * DAY,
        )


def _again(problem: Problem) -> Problem:
    return Problem.objects.get(pk=problem.pk)


def _round(town: Unit, posts: dict[str, Post], now: datetime) -> None:
    """An environment round that has begun; one finding is on the problem list."""
    office = posts["qingquan-office"]
    today = day_of(now, settings.TIME_ZONE)
    made = make_check_list(
        town=town,
        name="村庄环境",
        items=("垃圾箱不满、周围干净", "路面没有积水", "公厕能用、没有臭味"),
        category=Category.objects.get(code="rubbish"),
        actor=office,
        now=now - 5 * DAY,
    )
    places = Place.objects.filter(code__endswith="-1").select_related("unit")
    begun = start_round(
        check_list=made,
        places=list(places),
        starts_on=today - 4 * DAY,
        due_on=today + 10 * DAY,
        actor=office,
        now=now - 5 * DAY,
    )
    stop = Stop.objects.select_related("round__check_list").get(round=begun, place__code="hejie-1")
    first, *rest = made.items.all()
    answers = {first.pk: (False, "垃圾箱满了，周围散落")} | {item.pk: (True, "") for item in rest}
    findings = note_look(stop=stop, answers=answers, actor=office, now=now - 3 * DAY)
    wrong = next(finding for finding in findings if not finding.in_order)
    make_problem(finding=wrong, actor=office, now=now - 3 * DAY)


SCHOOL = (3, 2, 4, 3, 5, 4, 2, 3, 4, 6, 3, 2, 3, 3, 5, 2, 4, 3, 2, 5, 4, 3, 6, 3, 4)
"""Absent on a day; over and over, for ten weeks."""
CLINIC = (1, 0, 2, 1, 1, 0, 2, 3, 1, 2, 4, 3, 5, 6)


def _numbers(posts: dict[str, Post], now: datetime) -> None:
    """Ten weeks of numbers from the school, two from the clinic; nobody's name.

    Each is noted on its day.  From the school's is known what is usual; nothing is more than that.
    """
    today = day_of(now, settings.TIME_ZONE)
    calendar = china()
    for unit, name, counted_in, workdays, begun, numbers in (
        ("xuexiao", "缺课人数", "人", True, 70, SCHOOL),
        ("weishengyuan", "流感样病例", "例", False, len(CLINIC), CLINIC),
    ):
        series = add_series(
            unit=Unit.objects.get(code=unit),
            name=name,
            counted_in=counted_in,
            workdays_only=workdays,
            starts_on=today - begun * DAY,
            actor=posts["qingquan-office"],
            now=now - (begun + 1) * DAY,
        )
        days = [today - back * DAY for back in range(begun, 0, -1)]
        days = [day for day in days if not workdays or calendar.is_workday(day)]
        for day, number in zip(days, cycle(numbers), strict=False):
            note_count(
                series=series,
                on=day,
                number=number,
                actor=posts[f"{unit}-secretary"],
                now=now - (today - day),
            )

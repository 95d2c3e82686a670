"""The demo's second week: study, promises, projects, guidance, and what the county allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.budgets.actions import set_budget, set_call_limit
from qunce.domain.campaigns.models import Campaign
from qunce.domain.complaints.actions import answer_complaint, complain
from qunce.domain.organisations.models import Area, Place, Unit
from qunce.domain.practice import actions as practice
from qunce.domain.practice.models import Project, Promise
from qunce.domain.practice.rules.views import Heard
from qunce.domain.practice.states import Basis, Countable, PeopleSay, ViewChannel, WordsState
from qunce.domain.study import actions as study
from qunce.domain.study.models import Session
from qunce.domain.study.rules.session import Step
from qunce.domain.study.states import MaterialKind, Need, Way
from qunce.domain.supervision import actions as supervision
from qunce.kernel.clock import day_of

DAY = timedelta(days=1)

BOOKLET = """一、路灯坏了找谁：打村里电话，或者扫路口的码，说清哪个路口、坏了几盏。
二、多久有回话：三天内告诉您谁来修、哪天修好；修不了的，说明为什么。
三、办证明要带什么：身份证和户口本。其他材料由村里代办员替您问，不让您跑第二趟。
四、行动不便的老人：打个电话，代办员上门。"""
PLAIN = """路灯坏了，打村里电话，说是哪个路口。
三天内有人告诉您哪天修。
办证明，带身份证和户口本就行。
走不动，打个电话，有人上门。"""

MEMBERS = (
    ("1号", Need.VISITED, False),
    ("2号", Need.READ_TO, False),
    ("3号", Need.LARGE_PRINT, False),
    ("4号", Need.SELF_STUDY, True),
    ("5号", Need.VISITED, False),
)
"""How five people of one village prefer to study: a number will do."""

AT_THE_DOOR = ("村卫生室的药不全，量血压还要跑镇上。",)
"""What is said at a door becomes a message without a name."""

BUDGETS = (("village", 60, 45), ("community", 60, 45), ("school", 40, 30), ("clinic", 40, 30))
"""Fields and minutes in a week, by level, as the demo's county set them."""


class _Town:
    """Posts and units by code, and the campaign."""

    def __init__(self, campaign: Campaign, now: datetime) -> None:
        self.campaign = campaign
        self.now = now
        self.today = day_of(now, settings.TIME_ZONE)
        self.units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
        self.posts = {post.code: post for post in Post.objects.select_related("unit__parent")}
        self.office = self.posts["qingquan-office"]

    def ago(self, days: int) -> datetime:
        return self.now - days * DAY


def work(campaign: Campaign, now: datetime) -> None:
    """What the branches, the leaders and the guidance groups did in the campaign's first days."""
    town = _Town(campaign, now)
    _allow(town)
    _study(town)
    _promise(town)
    _practise(town)
    _guide(town)
    _complain(town)


def _allow(town: _Town) -> None:
    county = town.units["qinghe"]
    office = town.posts["qinghe-office"]
    then = town.ago(12)
    day = day_of(then, settings.TIME_ZONE)
    set_call_limit(unit=county, visits=3, checks=2, since=day, actor=office, now=then)
    for level, fields, minutes in BUDGETS:
        set_budget(
            unit=county,
            level=level,
            fields=fields,
            minutes=minutes,
            since=day,
            actor=office,
            now=then,
        )


def _study(town: _Town) -> None:
    booklet = study.add_material(
        unit=town.units["qingquan"],
        campaign=town.campaign,
        title="办事不求人：清泉镇政策问答",
        kind=MaterialKind.TEXT,
        text=BOOKLET,
        plain_text=PLAIN,
        actor=town.office,
        now=town.ago(10),
    )
    study.publish_material(material=booklet, actor=town.office, now=town.ago(10))
    secretary = town.posts["shangqing-secretary"]
    village = town.units["shangqing"]
    for called, prefers, away in MEMBERS:
        study.add_member(
            unit=village,
            called=called,
            prefers=prefers,
            away=away,
            actor=secretary,
            now=town.ago(9),
        )
    rounds = study.plan_deliveries(
        unit=village,
        campaign=town.campaign,
        due_on=town.today + 2 * DAY,
        actor=secretary,
        now=town.ago(6),
        material=booklet,
    )
    brought = rounds.deliveries.order_by("pk").first()
    if brought is not None:
        study.make_delivery(
            delivery=brought,
            done_on=town.today - 3 * DAY,
            way=Way.VISIT,
            said=AT_THE_DOOR[0],
            actor=secretary,
            now=town.ago(3),
        )
    _hold(
        town,
        "liuxi",
        8,
        "discussing",
        "村委会二楼",
        23,
        "水渠怎么管到人",
        ("五组水渠分段到户，谁家门前谁管",),
    )
    session = _hold(
        town,
        "shangqing",
        5,
        "explaining",
        "文化广场",
        31,
        "路灯坏了找谁",
        ("文化广场的台阶没有扶手，装一根", "每月十五在广场开一次院坝会"),
    )
    study.line_to_problem(
        line=session.lines.order_by("position")[0], actor=secretary, now=town.ago(4)
    )
    _hold(
        town,
        "hejie",
        4,
        "central_training",
        "居委会会议室",
        18,
        "垃圾分类怎么讲得明白",
        ("每栋楼挂一张带图的分类牌",),
    )
    study.make_plan(
        unit=town.units["liuxi"],
        campaign=town.campaign,
        steps=(
            Step(
                town.today + 5 * DAY,
                "explaining",
                "怎样让老人少跑路",
                "代办员上门办证明",
                booklet,
            ),
            Step(town.today + 19 * DAY, "discussing", "冬修水利怎么分工", "五组水渠清淤"),
        ),
        actor=town.posts["liuxi-secretary"],
        now=town.ago(2),
    )


def _hold(
    town: _Town,
    unit: str,
    days_ago: int,
    form: str,
    place: str,
    present: int,
    topic: str,
    lines: tuple[str, ...],
) -> Session:
    return study.hold_session(
        unit=town.units[unit],
        campaign=town.campaign,
        held_on=town.today - days_ago * DAY,
        form=form,
        place=place,
        present=present,
        topic=topic,
        lines=lines,
        actor=town.posts[f"{unit}-secretary"],
        now=town.ago(days_ago),
    )


def _promise(town: _Town) -> None:
    lights = _give_word(
        town,
        "shangqing",
        11,
        "三组到学校的路上，路灯天黑都亮",
        "连续七个晚上去看，没有一盏不亮",
        12,
    )
    _give_word(
        town,
        "taoyuan",
        9,
        "村委会每天有人值班到晚上八点",
        "晚上七点半打值班电话，有人接",
        40,
    )
    kept = _give_word(
        town,
        "hejie",
        10,
        "菜市场门口的垃圾每天清两次",
        "上午十点、下午五点去看，桶里的垃圾没有冒出来",
        3,
    )
    practice.say_kept(
        promise=kept,
        words="从上周起上午、下午各清一次，清运时间贴在了市场门口。",
        actor=town.posts["hejie-secretary"],
        now=town.ago(3),
    )
    practice.judge_promise(
        promise=kept,
        kept=True,
        basis=Basis.SEEN,
        words="连着三天上午十点、下午五点去看，桶是空的。",
        actor=town.posts["qingquan-guide-2"],
        now=town.ago(1),
    )
    practice.comment(
        about=lights,
        words="先修学校门口那一段，修一盏、贴出来一盏。",
        actor=town.posts["qingquan-leader-1"],
        now=town.ago(7),
    )
    _hear(
        town,
        kept,
        1,
        PeopleSay.DONE,
        "干净多了，希望过年人多的时候也能清两次。",
        ViewChannel.WEB,
    )
    for what, number in ((Countable.PROBLEMS_CONFIRMED, 20), (Countable.PROMISES_KEPT, 15)):
        practice.set_target(
            campaign=town.campaign,
            unit=town.units["qingquan"],
            what=what,
            number=number,
            by_on=town.campaign.ends_on,
            actor=town.office,
            now=town.ago(8),
        )


def _give_word(
    town: _Town, unit: str, days_ago: int, text: str, standard: str, days: int
) -> Promise:
    return practice.promise(
        campaign=town.campaign,
        unit=town.units[unit],
        text=text,
        standard=standard,
        due_on=town.today + days * DAY,
        actor=town.posts[f"{unit}-secretary"],
        now=town.ago(days_ago),
    )


def _hear(
    town: _Town, about: Promise | Project, number: int, says: str, words: str, channel: str
) -> None:
    heard = Heard(
        about=about, says=says, submission=UUID(int=number).hex, words=words, channel=channel
    )
    view, _ = practice.hear_view(heard=heard, now=town.ago(1))
    practice.read_through(view=view, decision=WordsState.SHOWN, actor=town.office, now=town.now)


def _practise(town: _Town) -> None:
    practice.begin_project(
        campaign=town.campaign,
        unit=town.units["liuxi"],
        title="五组水渠清出来",
        what_for="开春插秧前，五组的田都能放进水。",
        owner=town.posts["liuxi-secretary"],
        place=Place.objects.get(code="liuxi-4"),
        starts_on=town.today - 6 * DAY,
        ends_on=town.today + 60 * DAY,
        steps=(
            ("沿渠走一遍，堵的地方做记号", town.today - 1 * DAY),
            ("分段到户，贴出来", town.today + 9 * DAY),
            ("请五组的人放一次水看看", town.today + 50 * DAY),
        ),
        actor=town.posts["liuxi-secretary"],
        now=town.ago(6),
    )
    practice.begin_project(
        campaign=town.campaign,
        unit=town.units["weishengyuan"],
        title="每月一次上门量血压",
        what_for="走不动的老人在家就能量血压、拿常用药。",
        owner=town.posts["weishengyuan-secretary"],
        starts_on=town.today - 2 * DAY,
        ends_on=town.campaign.ends_on,
        steps=(("把愿意上门的人家排出路线", town.today + 6 * DAY),),
        actor=town.posts["weishengyuan-secretary"],
        now=town.ago(2),
    )


def _guide(town: _Town) -> None:
    east = Area.objects.get(code="east")
    group = supervision.set_up_group(
        town=town.units["qingquan"],
        area=east,
        leader=town.posts["qingquan-leader-2"],
        members=(town.posts["qingquan-guide-1"], town.posts["xinfang-secretary"]),
        actor=town.office,
        now=town.ago(11),
    )
    guide = town.posts["qingquan-guide-1"]
    visit = supervision.plan_visit(
        group=group,
        unit=town.units["dongling"],
        on=town.today - 5 * DAY,
        about="蓄水池的事，看看卡在哪里",
        actor=guide,
        now=town.ago(8),
    )
    supervision.make_visit(
        visit=visit,
        made_on=town.today - 5 * DAY,
        help_given="帮村里把蓄水池的事写成一张单子，约了便民服务中心下周一起去看。",
        findings=("蓄水池的闸门没人管钥匙，放水要等",),
        actor=guide,
        now=town.ago(5),
    )
    supervision.plan_visit(
        group=group,
        unit=town.units["shangqing"],
        on=town.today + 3 * DAY,
        about="三组路灯，和村里一起去路口看",
        actor=guide,
        now=town.ago(2),
    )


def _complain(town: _Town) -> None:
    said = complain(
        number=UUID(int=7001),
        about="campaign",
        words="同一件事，宣传办和党政办各要一次数。能不能只要一次。",
        actor=town.posts["taoyuan-secretary"],
        with_post=False,
        now=town.ago(6),
    )
    answer_complaint(
        complaint=said,
        answer="已同两个办公室说定：数从系统里取，不再向支部要。再有人要，请告诉我们是哪一张表。",
        actor=town.posts["qinghe-office"],
        now=town.ago(3),
    )

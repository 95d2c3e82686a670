"""A town, or a hospital group, with a week's work under each kind of campaign that is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cast import NOW, SYSTEM, TODAY
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post, User
from qunce.domain.budgets.actions import set_call_limit
from qunce.domain.campaigns.actions import adopt, draft_directive, settle_basics
from qunce.domain.campaigns.configurations import Template, template_called
from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.actions import add_area, add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.practice import actions as practice
from qunce.domain.study import actions as study
from qunce.domain.study.states import ALONE, MaterialKind, Need
from qunce.domain.supervision import actions as supervision

DAY = timedelta(days=1)

CHINESE_DIRECTIVE = """清泉镇关于开展“办好身边事”活动的通知

一、总体要求
总体要求是：党员有提高、工作有改进、群众得实惠。努力实现“办事效率有新提升、人居环境有新改善”的目标。

二、主要任务
各村党支部要在2026年3月20日前制定学习计划。各村党支部要对照职责公开一项承诺。
各村党支部要设计一个群众看得见的实践项目。各村党支部要建立问题清单，逐项整改。
指导组要每月到所联系的支部走访一次，帮助解决困难。
党员领导干部要带头学习。
"""

ENGLISH_DIRECTIVE = """Safe hands: a notice to all wards of the Lakeside Group

1. Aims
The goal is that no patient falls unseen and that every medicine reaches the right patient.

2. What is to be done
Each ward must hold a ten-minute safety talk at each shift change by 20 March 2026.
Each ward must publish one commitment.
Each ward should begin one improvement project that patients can see.
Each ward must list its hazards and put them right one by one.
The safety office will visit each ward once a month and help.
"""


@dataclass(frozen=True)
class Words:
    """What people of one language call their units, posts and doings."""

    top: str
    body: str
    branch: str
    office: str
    branch_post: str
    leader: str
    topic: str
    place: str
    change: str
    other_change: str
    member: str
    promise: str
    standard: str
    project: str
    material: str
    text: str
    help_given: str
    finding: str
    title: str
    directive: str


CHINESE = Words(
    "青禾县", "清泉镇", "上清村", "活动办公室主任", "党支部书记", "镇长",
    "路灯怎么管", "村委会", "路灯每周看一次", "村口的护栏松了", "一号",
    "三组的路灯都亮", "连看七个晚上没有一盏不亮", "清出五组水渠", "办事问答", "带上身份证。",
    "帮着写好了单子", "闸门没有人管", "办好身边事", CHINESE_DIRECTIVE,
)  # fmt: skip
ENGLISH = Words(
    "Lakeside Group", "North Hospital", "Ward 3", "Safety office", "Nurse in charge", "Director",
    "Wet floors", "Ward room", "Look at the lamps each week", "The handrail is loose", "Seven",
    "Every call bell works", "Press each for a week", "Dry floors by noon", "Falls", "Wipe it.",
    "Wrote the list together", "Nobody keeps the key", "Safe hands", ENGLISH_DIRECTIVE,
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Who works under the campaign; ``people`` by what they do."""

    campaign: Campaign
    template: Template
    people: dict[str, User]
    branch: Unit


def build(code: str) -> World:
    """The campaign of kind ``code`` with a session, a round, a promise, a project and a visit."""
    template = template_called(code)
    assert template is not None
    english = template.language == "en"
    words = ENGLISH if english else CHINESE
    kinds = ("group", "hospital", "ward") if english else ("county", "town", "village")
    made = {"actor": SYSTEM, "now": NOW}
    area = add_area(code="a", name="East wing" if english else "东片区", **made)
    top = add_unit(code="top", name=words.top, kind=kinds[0], parent=None, **made)
    body = add_unit(code="body", name=words.body, kind=kinds[1], parent=top, **made)
    branch = add_unit(
        code="branch", name=words.branch, kind=kinds[2], parent=body, area=area, **made
    )
    posts: dict[str, Post] = {}
    for who, unit, title, role in (
        ("county", top, words.office, "campaign_office"),
        ("office", body, words.office, "campaign_office"),
        ("leader", body, words.leader, "leader"),
        ("first", body, words.leader, "first_responsible"),
        ("secretary", branch, words.branch_post, "secretary"),
    ):
        posts[who] = add_post(unit=unit, code=who, title=title, role=role, **made)
    posts["guide"] = add_post(
        unit=body, code="guide", title=words.leader, role="guidance", area=area, **made
    )
    people = {}
    for number, who in enumerate(posts):
        name = f"Ann {number}" if english else f"甲{number}"
        people[who] = add_staff(username=who, name=name, password=None, now=NOW)
        appoint(post=posts[who], user=people[who], since=TODAY - 30 * DAY, **made)
    campaign = _campaign(template, words, body, posts["office"])
    _work(template, words, campaign, branch, posts)
    _guide(words, top, body, branch, posts)
    return World(campaign, template, people, branch)


def _campaign(template: Template, words: Words, body: Unit, office: Post) -> Campaign:
    draft = draft_directive(
        unit=body,
        source_name="notice.txt",
        source_media="text/plain",
        text=words.directive,
        template=template.code,
        actor=office,
        now=NOW,
    )
    settle_basics(
        draft=draft,
        title=words.title,
        starts_on=TODAY - 10 * DAY,
        ends_on=TODAY + 150 * DAY,
        actor=office,
        now=NOW,
    )
    draft.refresh_from_db()
    return adopt(draft=draft, actor=office, now=NOW)


def _work(
    template: Template, words: Words, campaign: Campaign, branch: Unit, posts: dict[str, Post]
) -> None:
    own = {"unit": branch, "campaign": campaign, "actor": posts["secretary"], "now": NOW}
    form = next(one.code for one in template.study_forms if one.code not in ALONE)
    session = study.hold_session(
        held_on=TODAY, form=form, place=words.place, present=7, topic=words.topic,
        lines=(words.change, words.other_change), **own,
    )  # fmt: skip
    lines = session.lines.order_by("position")
    study.line_to_problem(line=lines[0], actor=posts["secretary"], now=NOW)
    material = study.add_material(
        title=words.material, kind=MaterialKind.TEXT, text=words.text, plain_text=words.text, **own
    )
    study.add_member(
        unit=branch, called=words.member, prefers=Need.VISITED, actor=posts["secretary"], now=NOW
    )
    study.plan_deliveries(due_on=TODAY + DAY, material=material, **own)
    practice.promise(text=words.promise, standard=words.standard, due_on=TODAY + 9 * DAY, **own)
    practice.begin_project(
        title=words.project, what_for=words.standard, owner=posts["secretary"],
        starts_on=TODAY, ends_on=TODAY + 30 * DAY, steps=((words.change, TODAY + DAY),), **own,
    )  # fmt: skip


def _guide(words: Words, top: Unit, body: Unit, branch: Unit, posts: dict[str, Post]) -> None:
    set_call_limit(unit=top, visits=3, checks=2, since=TODAY, actor=posts["county"], now=NOW)
    area = posts["guide"].area
    assert area is not None
    group = supervision.set_up_group(
        town=body, area=area, leader=posts["leader"], members=(posts["guide"],),
        actor=posts["office"], now=NOW,
    )  # fmt: skip
    planned = {"group": group, "unit": branch, "actor": posts["guide"], "now": NOW}
    visit = supervision.plan_visit(on=TODAY, **planned)
    supervision.make_visit(
        visit=visit, made_on=TODAY, help_given=words.help_given, findings=(words.finding,),
        actor=posts["guide"], now=NOW,
    )  # fmt: skip
    supervision.plan_visit(on=TODAY + 3 * DAY, **planned)

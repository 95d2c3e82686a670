"""The demo's first gate: people are being asked about the plan, and some have answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.actions import write_document
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations import actions
from qunce.domain.consultations.models import Consultation, Paragraph
from qunce.domain.consultations.said import MeetingHeld, PointSaid, SheetSaid
from qunce.domain.organisations.models import Unit
from qunce.kernel.clock import day_of

PLAN = """一、从现在起用半年，把群众身边的烦心事一件一件办好。先办路灯、垃圾清运、饮水三件。

二、每个村、社区每月开一次群众会，听大家说哪里不满意，原话记下来，张贴公布。

三、每件事落到一个岗位，写明哪天办好。办好没有，不由办事的人说了算，先由别人去看，再问当初提意见的人。

四、给看书吃力、行动不便的老党员送学上门，一户一户去，不搞考试，不统计学时。"""
TITLE = "今年的活动方案，您看怎么样"
WAYS = (
    "纸质意见表在各村村委会、各社区居委会领，填好交回原处。\n"
    "各村这个星期都开群众会，时间看村公告栏。走不动的，跟村里说一声，有人上门。"
)
INTRODUCTION = (
    "镇里打算这样办，还没有定。哪一段好，哪一段不合适，漏了什么，请直说。每一条都会有答复。"
)


class DemoSheet(NamedTuple):
    village: str
    channel: str
    paragraph: int
    """0: in general."""
    words: str
    helped: bool = False


SHEETS = (
    DemoSheet("shangqing", "web", 1, "路灯先修学校门口那一段，孩子放学走夜路。"),
    DemoSheet("liuxi", "web", 1, "水渠也要排进去，不然开春没水插秧。"),
    DemoSheet("hejie", "web", 2, "群众会开在晚上七点以后，白天都在做工。"),
    DemoSheet("dongling", "paper", 4, "送学上门可以，先问问老人愿不愿意。", helped=True),
    DemoSheet("dongling", "paper", 0, "往年也问过，问完没有下文，这回要贴出来。", helped=True),
    DemoSheet("baisha", "visit", 3, "谁去看、哪天看，也要写在纸上。"),
    DemoSheet("xinquan", "web", 1, "学校门口的路灯最要紧。"),
)
"""Nobody of this town exists; the last one waits to be read through."""


def ask(campaign: Campaign, now: datetime) -> Consultation:
    """People are asked about the plan from today on, for as long as the rule says."""
    office = Post.objects.select_related("unit").get(code="qingquan-office")
    document = campaign.documents.select_related("gate").get(kind="plan")
    write_document(document=document, text=PLAN, seen_version=0, actor=office, now=now)
    consultation = actions.draft_consultation(
        campaign=campaign,
        gate=document.gate,
        title=TITLE,
        introduction=INTRODUCTION,
        text=PLAN,
        actor=office,
        now=now,
    )
    today = day_of(now, settings.TIME_ZONE)
    consultation = actions.start(
        consultation=consultation,
        opens_on=today,
        closes_on=today + timedelta(days=document.gate.days_open - 1),
        actor=office,
        now=now,
    )
    actions.tell_ways(consultation=consultation, without_phone=WAYS, actor=office, now=now)
    paragraphs = {one.number: one for one in consultation.paragraphs.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    for number, sheet in enumerate(SHEETS, start=1):
        _hand_in(consultation, sheet, number, units, paragraphs, now)
    _meet(consultation, units["shangqing"], now)
    waiting = list(consultation.points.order_by("pk"))
    for point in waiting[: len(SHEETS) - 1]:
        actions.check_point(point=point, decision="shown", actor=office, now=now)
    return consultation


def _hand_in(
    consultation: Consultation,
    sheet: DemoSheet,
    number: int,
    units: dict[str, Unit],
    paragraphs: dict[int, Paragraph],
    now: datetime,
) -> None:
    said = SheetSaid(
        consultation=consultation,
        submission=UUID(int=number).hex,
        points=[PointSaid(sheet.words, paragraphs.get(sheet.paragraph))],
        village=units[sheet.village],
        helped=sheet.helped,
        wants_answer=sheet.channel == "web",
        channel=sheet.channel,
        said_on=None if sheet.channel == "web" else day_of(now, settings.TIME_ZONE),
    )
    if sheet.channel == "web":
        actions.send_sheet(said=said, now=now)
        return
    secretary = Post.objects.select_related("unit").get(code=f"{sheet.village}-secretary")
    actions.key_sheet(said=said, actor=secretary, now=now)


def _meet(consultation: Consultation, village: Unit, now: datetime) -> None:
    held = MeetingHeld(
        consultation=consultation,
        submission=UUID(int=1000).hex,
        unit=village,
        on=day_of(now, settings.TIME_ZONE),
        place="村委会门前",
        invited=40,
        came=26,
        spoke=7,
        points=[PointSaid("三组路口的灯要先修。"), PointSaid("垃圾清运的时间要固定下来。")],
    )
    secretary = Post.objects.select_related("unit").get(code="shangqing-secretary")
    actions.write_meeting(held=held, actor=secretary, now=now)

"""What is public in the demo: problems, a story with a neighbour's view, the first bulletin."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import ProblemState
from qunce.domain.publicity.actions import (
    draft_bulletin,
    issue_bulletin,
    publish_problem,
    release_messages,
    show_story,
    write_story,
)
from qunce.domain.publicity.actions.telling import Told
from qunce.kernel.clock import day_of

DAY = timedelta(days=1)
BODY = """三组路口三盏路灯坏了半个多月，路边是沟，老人晚上不敢出门。
便民服务中心换了灯头和一段老化的电线，装了时控开关。镇里晚上八点去看过，三盏都亮。
过一个月、过三个月，还要再问当初提意见的人。"""
VIEW = "现在晚上走路看得见了，娃娃放学也不怕。"


def make_public(campaign: Campaign, now: datetime) -> None:
    """Through the same actions as in life; nobody is named, because nobody is there."""
    posts = {post.code: post for post in Post.objects.select_related("unit")}
    office, leader = posts["qingquan-office"], posts["qingquan-leader-1"]
    listed = Problem.objects.exclude(state=ProblemState.FOUND).filter(
        town=campaign.unit, hidden_from__isnull=True
    )
    for problem in listed.order_by("pk"):
        publish_problem(
            problem=problem,
            title=problem.title,
            statement=problem.statement,
            outcome=problem.done if problem.state == ProblemState.CLOSED else "",
            actor=office,
            now=now - DAY / 2,
        )
    _story(campaign, office, leader, now - DAY / 3)
    release_messages(now=now, limit=100)
    _bulletin(campaign, office, now)


def _story(campaign: Campaign, office: Post, leader: Post, now: datetime) -> None:
    """Written by the office, looked through by the leading official."""
    light = Problem.objects.filter(town=campaign.unit, state=ProblemState.CLOSED).first()
    if light is None:
        return
    story = write_story(
        campaign=campaign,
        unit=light.unit,
        told=Told(
            title="三组路口晚上看得见路了",
            body=BODY,
            residents_view=VIEW,
            agreed_on=day_of(now, settings.TIME_ZONE),
            agreed_how="上门时当面同意",
            problem=light,
        ),
        actor=office,
        now=now,
    )
    show_story(story=story, seen_version=story.version, actor=leader, now=now)


def _bulletin(campaign: Campaign, office: Post, now: datetime) -> None:
    """Of the last forty days, issued as it was drafted."""
    today = day_of(now, settings.TIME_ZONE)
    drafted = draft_bulletin(
        campaign=campaign,
        from_on=today - 40 * DAY,
        until_on=today,
        name="为民办实事活动简报",
        compiled_by="清泉镇活动办公室",
        sent_to="报：县活动办公室。发：各村、社区、学校、卫生院。",
        actor=office,
        now=now,
    )
    issue_bulletin(bulletin=drafted, seen_version=drafted.version, actor=office, now=now)

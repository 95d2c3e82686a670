"""A matter that is just sprouting, in the demo: five households of one village over nine days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices import actions as voices
from qunce.domain.voices.said import Said
from qunce.domain.warning.actions import count_new, look

DAY = timedelta(days=1)
AT_ONCE = 500
FIRST_NUMBER = 9_001
"""Of the numbers under which the messages are taken once; the other messages begin at one."""

VILLAGE, CATEGORY = "shiqiao", "pollution"
HOUSEHOLDS = (
    (9, "qr", "采石场的车过一趟，桌上就是一层灰，窗户不敢开。"),
    (7, "web", "晒在院坝里的衣服都是白粉，抖都抖不掉。"),
    (5, "web", "菜叶子上全是石粉，洗不干净，不敢挑去卖。"),
    (3, "qr", "拉石料的大车不盖篷布，一路走一路撒。"),
    (1, "web", "娃娃这几天老是咳，医生说屋里灰太大。"),
)
"""Days ago, through what, and in whose own words; no two say it the same way."""


def sprout(now: datetime) -> None:
    """The five speak up, and each day is looked at as the program would have on that day."""
    town = Unit.objects.get(code="qingquan")
    village = Unit.objects.get(code=VILLAGE)
    category = Category.objects.get(code=CATEGORY)
    for number, (days, channel, words) in enumerate(HOUSEHOLDS):
        voices.receive(
            said=Said(
                kind="problem",
                channel=channel,
                text=words,
                town=town,
                submission=UUID(int=FIRST_NUMBER + number).hex,
                village=village,
                category=category,
            ),
            now=now - days * DAY,
        )
    while count_new(now=now - HOUSEHOLDS[0][0] * DAY, limit=AT_ONCE):
        pass
    for days, _channel, _words in HOUSEHOLDS:
        look(now=now - days * DAY + timedelta(hours=2), limit=AT_ONCE)

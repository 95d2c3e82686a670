"""Two processes at the same moment: one sheet, one vote of each reader, one answer."""

from __future__ import annotations

import consultations_made as made
from cast import build_cast
from jobs.real_processes import Town
from qunce.domain.consultations.models import Answer, Sheet, Support

TAPPER = """
import sys, django
django.setup()
from cast import NOW
from qunce.domain.consultations.actions import add_support, send_sheet
from qunce.domain.consultations.models import Consultation, Point
from qunce.domain.consultations.said import PointSaid, SheetSaid
running = Consultation.objects.get()
point = Point.objects.get(words="甲。")
print("ready", flush=True)
sys.stdin.readline()
for tap in range(int(sys.argv[1])):
    got = send_sheet(said=SheetSaid(running, f"{tap:032x}", [PointSaid("好。")], wants_answer=True),
                     now=NOW)
    add_support(point=point, voter=f"{tap:032x}", says="agree", now=NOW)
    print(got.sheet.pk, got.code, int(got.new), flush=True)
"""

ANSWERER = """
import sys, django
django.setup()
from cast import NOW
from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions import answer
from qunce.domain.consultations.models import Point
from qunce.kernel.refusals import Refused
clerk = Post.objects.get(code="qingquan-campaign_office")
points = list(Point.objects.order_by("pk"))
print("ready", flush=True)
sys.stdin.readline()
for point in points:
    try:
        answer(to=point, outcome="adopted", reason="三月底前办好。", actor=clerk, now=NOW)
    except Refused as why:
        assert set(why.codes) <= {"point_is_answered", "consultation_changed_meanwhile"}, why.codes
        print(0, flush=True)
    else:
        print(1, flush=True)
"""


def test_two_taps_at_once_are_one_sheet_and_one_vote(own_town: Town) -> None:
    cast = build_cast()
    made.a_shown_point(cast, made.started(cast), "甲。")
    taps = 15
    left, right = (
        [line.split() for line in said.splitlines()] for said in own_town.race(TAPPER, str(taps))
    )
    assert [line[:2] for line in left] == [line[:2] for line in right]
    assert [int(a[2]) + int(b[2]) for a, b in zip(left, right, strict=True)] == [1] * taps
    assert Sheet.objects.count() == taps + 1
    assert Support.objects.count() == taps


def test_two_posts_that_answer_at_once_give_one_answer(own_town: Town) -> None:
    cast = build_cast()
    running = made.started(cast)
    points = [made.a_shown_point(cast, running, f"第{at}条。") for at in range(10)]
    said = own_town.race(ANSWERER)
    served = [sum(map(int, one.split())) for one in said]
    assert sum(served) == len(points) == Answer.objects.count()
    assert running.points.filter(answer=None).count() == 0

"""Two processes do what is due at the same moment: each thing once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import problems_made as made
from cast import NOW, TODAY, Cast, build_cast
from jobs.real_processes import Town
from qunce.domain.notices.models import Notice
from qunce.domain.problems.models import Asking, Problem, ProblemStep
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Step

TICK = """
import sys, django
django.setup()
from datetime import timedelta
from cast import NOW
from qunce.domain.problems.actions import raise_due
print("ready", flush=True)
sys.stdin.readline()
done, more = 0, 5
while more == 5:
    more = raise_due(now=NOW + timedelta(days=30), limit=5)
    done += more
print(done)
"""

CLOSER = """
import sys, django
django.setup()
from cast import NOW
from qunce.domain.accounts.models import Post
from qunce.domain.problems.actions import close_problem
from qunce.domain.problems.models import Problem
from qunce.kernel.refusals import Refused
post = Post.objects.get(code="qingquan-campaign_office")
problem = Problem.objects.get()
print("ready", flush=True)
sys.stdin.readline()
try:
    close_problem(problem=problem, outcome="done", actor=post, now=NOW)
    print("closed")
except Refused as refused:
    print(*refused.codes)
"""


def test_two_ticks_at_once_do_each_thing_once(own_town: Town) -> None:
    cast = build_cast()
    voices = [made.a_message(cast, text=f"第{number}盏灯坏了") for number in range(4)]
    for voice in voices:  # to be asked again on the thirtieth day
        _closed(cast, made.a_problem(cast, voices=[voice]))
    _closed(cast, made.a_problem(cast, voices=[]))  # neighbours to be drawn
    for _ in range(4):
        made.in_hand(cast, made.listed(cast, made.a_problem(cast, voices=[])))  # late
    for _ in range(3):
        listed = made.listed(cast, made.a_problem(cast, voices=[]))
        made.not_now(cast, listed, until=TODAY + timedelta(days=30))
    made.checked(cast)  # nobody answered
    size = Entry.objects.count()
    told = Notice.objects.count()

    said = own_town.race(TICK)

    assert sum(map(int, said)) == 4 + 1 + 4 + 3 + 1, said
    kinds = Counter(entry.kind for entry in Entry.objects.since(size))
    assert kinds == {
        "problem.look": 5,
        "problem.late": 4,
        "problem.next_date": 3,
        "problem.draw_needed": 1,
    }
    assert ProblemStep.objects.filter(kind="second_look").count() == 5
    assert Asking.objects.filter(days=30, asked_at=NOW + timedelta(days=30)).count() == 4 + 5
    for voice in voices:
        looks = Step.objects.filter(voice=voice, sentence__contains="how it is now")
        assert looks.count() == 1
    assert Notice.objects.count() - told == 5 + 2 * 4 + 2 * 3 + 1
    assert int(own_town.race(TICK)[0]) == 0


def test_of_two_who_close_at_once_one_closes(own_town: Town) -> None:
    problem = made.confirmed(build_cast())
    said = sorted(own_town.race(CLOSER))
    assert said[0].strip() == "closed"
    assert said[1].strip() in ("problem_step_not_allowed", "problem_changed_meanwhile")
    assert Problem.objects.get(pk=problem.pk).state == "closed"
    assert Asking.objects.filter(kind="second_look").count() == 2
    assert Entry.objects.filter(kind="problem.closed").count() == 1


def _closed(cast: Cast, problem: Problem) -> Problem:
    problem = made.claimed(cast, made.in_hand(cast, made.listed(cast, problem)))
    return made.closed(cast, made.confirmed(cast, made.checked(cast, problem)))

"""Many machines at once, and machines that die: each code counts once, nothing is lost."""

from __future__ import annotations

import subprocess
from collections import Counter

from ballots_made import EAST, WEST, Town, opened
from cast import build_cast
from jobs.real_processes import Town as Installation
from jobs.real_processes import kill
from qunce.domain.ballots.models import CodeTag, Tally, Turnstile
from qunce.domain.ballots.states import CodeState

CASTER = """
import sys, django
django.setup()
from ballots_made import GOOD
from cast import NOW
from qunce.domain.ballots.actions import cast
from qunce.domain.ballots.models import Ballot
from qunce.kernel.refusals import Refused
ballot = Ballot.objects.get()
print("ready", flush=True)
sys.stdin.readline()
for code in sys.argv[1:]:
    try:
        cast(ballot=ballot, code=code, marks=(GOOD, GOOD, GOOD), words=code[:4], now=NOW)
        print("counted", code, flush=True)
    except Refused as refused:
        print(*refused.codes, code, flush=True)
"""


def let_go(casters: list[subprocess.Popen[str]]) -> None:
    for caster in casters:
        assert caster.stdout
        assert caster.stdout.readline() == "ready\n", caster.communicate()[1]
    for caster in casters:
        assert caster.stdin
        caster.stdin.write("go\n")
        caster.stdin.flush()


def said_by(casters: list[subprocess.Popen[str]]) -> list[str]:
    said = []
    for caster in casters:
        out, wrong = caster.communicate(timeout=120)
        assert caster.returncode == 0, wrong
        said += out.splitlines()
    return said


def test_sixteen_who_cast_the_same_code_at_once_are_counted_once(own_town: Installation) -> None:
    town = opened(build_cast())
    casters = [own_town.start_python("-c", CASTER, town.codes[EAST][0]) for _ in range(16)]
    let_go(casters)
    said = Counter(line.split()[0] for line in said_by(casters))
    assert said == {"counted": 1, "code_spent": 15}
    assert Turnstile.objects.get(pk=town.ballot.pk).turns == 1
    assert CodeTag.objects.filter(state=CodeState.SPENT_WEB).count() == 1


def test_many_different_codes_at_once_all_land(own_town: Installation) -> None:
    town = opened(build_cast())
    own = town.codes[EAST][:24]
    casters = [own_town.start_python("-c", CASTER, *own[at::4]) for at in range(4)]
    let_go(casters)
    assert sorted(said_by(casters)) == sorted(f"counted {code}" for code in own)
    for number in range(12):
        town.cast_web(WEST, number)
    finish(town, counted=36)


def test_whoever_is_killed_while_casting_loses_no_slip_and_doubles_none(
    own_town: Installation,
) -> None:
    town = opened(build_cast())
    own = list(town.codes[EAST])
    counted: set[str] = set()
    for acknowledged in (1, 4, 7):
        (caster,) = casters = [
            own_town.start_python("-c", CASTER, *(code for code in own if code not in counted))
        ]
        let_go(casters)
        assert caster.stdout
        for _ in range(acknowledged):
            word, code = caster.stdout.readline().split()
            if word == "counted":
                counted.add(code)
        kill(caster)
        # What it had said by then counts as acknowledged too.
        for line in caster.communicate()[0].splitlines():
            if line.startswith("counted ") and line.split()[1] in own:
                counted.add(line.split()[1])
        spent = CodeTag.objects.filter(state=CodeState.SPENT_WEB).count()
        assert len(counted) <= spent <= len(counted) + 3
        assert Turnstile.objects.get(pk=town.ballot.pk).turns == spent
    casters = [own_town.start_python("-c", CASTER, *own)]
    let_go(casters)
    said = dict(reversed(line.split()) for line in said_by(casters))
    assert all(said[code] == "code_spent" for code in counted)
    assert CodeTag.objects.filter(state=CodeState.SPENT_WEB).count() == len(own)
    for number in range(12):
        town.cast_web(WEST, number)
    finish(town, counted=len(own) + 12)


def finish(town: Town, *, counted: int) -> None:
    """The ballot closes, and what lies in its urns is what was cast."""
    town.open_box()
    for name in (EAST, WEST):
        town.count_by_hand(name)
    town.close()
    for place in (1, 2, 3):
        assert sum(t.count for t in Tally.objects.filter(item__place=place)) == counted

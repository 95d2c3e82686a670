"""Who sees what of a message that accuses a village: every person at every address.

Held against 信访工作条例 art. 30(3): what accuses a unit, and who said it, never reaches that
unit; and against issue 3: neither an outsider, another village nor a county viewer sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cast import NOW, Cast
from privacy import accused_village as scene
from privacy.accused_village import LEGEND, NAMES, SHUT_OUT, WORST, Judge, World, build_world
from privacy.addresses import APART, PURPOSE, asked_at, named
from qunce.domain.identities.models import Opening
from qunce.domain.problems.models import Asking, Problem, ProblemStep
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions
from qunce.domain.voices.models import Step, Voice
from qunce.kernel.refusals import Refused

# The people, from left to right: the speaker in the browser that holds the code; the town's clerk;
# the school's secretary, who must answer; then those who must not know: another village's
# secretary; the accused village's; a clinic's below it; somebody of the town's office with a
# second post in the accused village; the county's viewer; the area's guidance group; another
# town's clerk; nobody signed in.  The signs: accused_village.LEGEND.
#
TABLE = """\
office:home                       >  -  W  -  -  -  -  -  -  -  >
office:voices                     >  W  W  -  -  -  -  -  -  -  >
office:voice                      >  W  W  .  .  .  .  .  .  .  >
office:voice_contact GET          >  A  A  .  .  .  .  .  .  .  >
office:voice_contact POST         >  A  I  .  .  .  .  .  .  .  >
office:voice_interest             >  -  -  .  .  .  .  .  .  .  >
office:voice_unit                 >  -  .  .  .  .  .  .  .  .  >
office:voice_act                  >  W  W  .  .  .  .  .  .  .  >
office:voice_picture              >  W  W  .  .  .  .  .  .  .  >
office:voices_several             >  W  W  -  -  -  -  -  -  -  >
office:voices_several_do          >  W  W  -  -  -  -  -  -  -  >
office:voices_several_undo        >  -  -  -  -  -  -  -  -  -  >
office:voice_write                >  -  -  -  -  -  -  .  .  -  >
office:voice_written              >  .  .  .  .  .  .  .  .  .  >
office:problems                   >  m  -  -  -  -  -  m  m  -  >
office:problem_new                >  W  .  .  .  .  .  .  .  .  >
office:problem_levels             >  -  -  -  -  -  -  -  -  -  >
office:problem_ledger             >  m  -  -  -  -  -  m  m  -  >
office:problem                    >  A  .  .  .  .  .  m  m  .  >
office:problem_act                >  A  .  .  .  .  .  m  m  .  >
office:problem_picture            >  m  .  .  .  .  .  m  m  .  >
office:asking_note                >  -  .  .  .  .  .  -  -  .  >
office:week                       >  m  W  -  -  -  -  -  m  -  >
office:week_record                >  W  W  -  -  -  -  m  m  -  >
office:notices                    >  A  A  -  -  -  -  -  -  -  >
office:notices_print              >  A  A  -  -  -  -  -  -  -  >
office:notice_read                >  -  -  .  .  .  .  .  .  .  >
office:notices_read               >  -  -  -  -  -  -  -  -  -  >
office:imports                    >  -  -  -  -  -  -  -  -  -  >
office:duties                     >  -  -  -  -  -  -  -  -  -  >
office:duties_units               >  -  .  .  .  .  -  -  -  -  >
office:duties_unit                >  -  .  .  -  .  -  -  -  .  >
office:duty                       >  -  .  .  -  .  -  -  -  .  >
office:calendar                   >  -  -  -  -  -  -  -  -  -  >
office:project_new                >  -  -  -  -  -  -  .  .  -  >
office:targets                    >  -  -  -  -  -  -  -  -  -  >
office:guidance                   >  -  -  -  -  -  -  -  -  -  >
office:guidance_remind            >  .  .  .  .  .  .  .  .  .  >
office:visit_new                  >  .  .  .  .  .  .  .  .  .  >
office:warnings                   >  -  -  -  -  -  -  -  -  -  >
resident:say                      -  -  -  -  -  -  -  -  -  -  -
resident:say_in                   -  -  -  -  -  -  -  -  -  -  -
resident:say_at                   -  -  -  -  -  -  -  -  -  -  -
resident:receipt                  -  -  -  -  -  -  -  -  -  -  -
resident:follow                   W  -  -  -  -  -  -  -  -  -  -
resident:leave                    -  -  -  -  -  -  -  -  -  -  -
resident:voice                    W  .  .  .  .  .  .  .  .  .  .
resident:add                      W  .  .  .  .  .  .  .  .  .  .
resident:result                   W  .  .  .  .  .  .  .  .  .  .
resident:review                   W  .  .  .  .  .  .  .  .  .  .
resident:erase                    -  .  .  .  .  .  .  .  .  .  .
resident:receipt_again            A  .  .  .  .  .  .  .  .  .  .
resident:proof                    W  .  .  .  .  .  .  .  .  .  .
resident:picture                  W  .  .  .  .  .  .  .  .  .  .
public:home                       -  -  -  -  -  -  -  -  -  -  -
public:campaign                   -  -  -  -  -  -  -  -  -  -  -
public:actions                    -  -  -  -  -  -  -  -  -  -  -
public:directive                  -  -  -  -  -  -  -  -  -  -  -
public:units                      -  -  -  -  -  -  -  -  -  -  -
public:unit                       -  -  -  -  -  -  -  -  -  -  -
public:gate                       -  -  -  -  -  -  -  -  -  -  -
public:document                   -  -  -  -  -  -  -  -  -  -  -
public:news                       -  -  -  -  -  -  -  -  -  -  -
public:problems                   -  -  -  -  -  -  -  -  -  -  -
public:progress                   -  -  -  -  -  -  -  -  -  -  -
public:counted                    -  -  -  -  -  -  -  -  -  -  -
public:open_data_file             -  -  -  -  -  -  -  -  -  -  -
office:publicity                  >  -  -  -  -  -  -  .  .  -  >
office:publicity_problems         >  -  .  .  .  .  -  .  .  -  >
office:story_new                  >  -  -  -  -  -  -  .  .  -  >
public:record                     n  n  n  n  n  n  n  n  n  n  n
public:entry                      n  n  n  n  n  n  n  n  n  n  n
public:receipt                    n  n  n  n  n  n  n  n  n  n  n
open311:about                     -  -  -  -  -  -  -  -  -  -  -
open311:discovery                 -  -  -  -  -  -  -  -  -  -  -
open311:services                  -  -  -  -  -  -  -  -  -  -  -
open311:service                   -  -  -  -  -  -  -  -  -  -  -
open311:requests                  -  -  -  -  -  -  -  -  -  -  -
open311:request                   .  .  .  .  .  .  .  .  .  .  .
open311:token                     .  .  .  .  .  .  .  .  .  .  .
open311:open311/^                 .  .  .  .  .  .  .  .  .  .  .
"""


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)


def expected() -> dict[str, str]:
    """Name of the address to one sign for each person."""
    return {
        line[:34].strip(): "".join(line[34:].split()) for line in TABLE.splitlines() if line.strip()
    }


class Undone:
    """What is asked inside is taken back, so that every person finds the town as it was."""

    def __enter__(self) -> None:
        self._block: Any = transaction.atomic()
        self._block._from_testcase = True  # opening a contact insists on a commit of its own
        self._block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)


def traces(world: World) -> list[Any]:
    """All that an act of somebody could have left on the message and the problem."""
    return [
        *Voice.objects.order_by("pk").values_list(),
        *Problem.objects.values_list(),
        *Asking.objects.values_list("pk", "says", "answered_at"),
        *(model.objects.count() for model in (Step, ProblemStep, Opening)),
        Entry.objects.filter(subject_kind__in=("voice", "problem")).count(),
    ]


def seen(world: World) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Row, person, and each answer as its sign with how it was asked."""
    judge, rows = Judge(world), asked_at(world)
    before = traces(world)
    for who in NAMES:
        client = world.browser(who)
        for name, asks in rows.items():
            answers = []
            for method, address, sent in asks:
                if method == "GET":
                    answer = client.get(address)
                else:
                    with Undone():
                        answer = client.post(address, sent)
                        if who in SHUT_OUT:
                            assert traces(world) == before, (who, address)
                assert answer.status_code < 500, (who, method, address)
                answers.append((judge(answer, address), method, address))
            yield name, who, answers
    assert traces(world) == before, "nobody changes anything by looking"


def worst(answers: list[tuple[str, str, str]]) -> str:
    return max((sign for sign, _method, _address in answers), key=WORST.index)


def test_every_address_is_in_the_matrix_or_apart_from_it(world: World) -> None:
    rows = {name.split(" ")[0] for name in asked_at(world)}
    there = set(named())
    assert there - rows - set(APART) == set(), "a new address: say who may see what there"
    assert (rows | set(APART)) - there - {"demo", "demo_enter"} == set(), "no longer an address"
    assert rows & set(APART) == set()


def test_who_sees_what_at_every_address(world: World) -> None:
    told: dict[str, str] = {}
    for name, who, answers in seen(world):
        sign = worst(answers)
        told[name] = told.get(name, "") + sign
        if who in SHUT_OUT:
            allowed = {"-", ".", ">", "n"} | ({"m"} if who in scene.LOOK_ON else set())
            leaking = [one for one in answers if one[0] not in allowed]
            assert leaking == [], (name, who)
    lines = [f"{name:34}" + "  ".join(signs) for name, signs in told.items()]
    assert told == expected(), LEGEND + "\n".join(lines)


def test_the_page_of_the_problem_says_whom_it_is_hidden_from_only_to_who_works_on_it(
    world: World,
) -> None:
    address = f"/office/problems/{world.problem.pk}/"
    said = "speaks against"
    assert said in world.browser("clerk").get(address).content.decode()
    for who in scene.LOOK_ON:
        answer = world.browser(who).get(address)
        assert answer.status_code == 200
        assert said not in answer.content.decode()


def test_the_counts_of_the_levels_are_as_if_it_were_not_there(world: World) -> None:
    """Else the accused could count: one more in the town than on the list."""
    for who in ("accused", "two_posts", "viewer", "clerk"):
        levels = world.browser(who).get("/office/problems/levels/").context["levels"]
        assert {(one.solved, one.of, one.open) for one in levels} == {(0, 0, 0)}
    Problem.objects.update(hidden_from=None)
    levels = world.browser("clerk").get("/office/problems/levels/").context["levels"]
    assert sum(one.open for one in levels) == 1, "there was one to be counted"


def test_the_record_names_numbers_and_neither_unit_nor_post(world: World) -> None:
    actions.open_identity(voice=world.voice, actor=world.cast.teacher, now=NOW, **PURPOSE)
    subjects = (("voice", world.voice), ("voice", world.joined), ("problem", world.problem))
    entries = [entry for kind, one in subjects for entry in Entry.objects.about(kind, str(one.pk))]
    assert len(entries) >= 12
    kinds = {entry.kind for entry in entries}
    assert {"voice.registered", "voice.merged", "identity.opened", "problem.claimed"} <= kinds
    telling = [world.cast.village, world.cast.school, world.cast.town]
    names = [word for unit in telling for word in (unit.name, f'"{unit.code}"')]
    names += [post.title for post in world.posts.values()]
    names += [world.cast.leader.title, world.cast.first.title]
    for entry in entries:
        assert [name for name in names if name in entry.canonical] == [], entry.kind
    ordinary = Entry.objects.about("voice", str(world.own.pk))
    assert any(world.cast.village.code in entry.canonical for entry in ordinary), "others do"


def test_who_may_open_it_is_who_must_answer_and_nobody_else(world: World) -> None:
    """By the action too, past every page."""
    for who, post in world.posts.items():
        if who == "answers":
            person = actions.open_identity(voice=world.voice, actor=post, now=NOW, **PURPOSE)
            assert person.name == scene.SPEAKER.name
            continue
        with pytest.raises(Refused) as refused:
            actions.open_identity(voice=world.voice, actor=post, now=NOW, **PURPOSE)
        wanted = "identity_not_yours_to_open" if who == "clerk" else "voice_not_yours"
        assert refused.value.codes == (wanted,), who
    assert Opening.objects.count() == 1

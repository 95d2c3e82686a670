"""A message that accuses Shangqing village, what was made of it, and everybody who might look.

The school answers for it, the town's leader puts right what came of it.  Every word that could
give it away stands nowhere else, so that a page that shows it can be told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.conf import settings
from django.test import Client
from PIL import Image

import problems_made
import voices_made as made
from builders import a_campaign
from cast import IN_OFFICE_SINCE, NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post, User
from qunce.domain.campaigns.models import Campaign
from qunce.domain.identities.contents import Person
from qunce.domain.organisations.actions import add_place, add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.problems import actions as problems
from qunce.domain.problems.models import Problem
from qunce.domain.voices import actions as voices
from qunce.domain.voices.codes import code_of
from qunce.domain.voices.models import Voice

WORDS = ("鎏金账本", "石磨盘背后", "补记一笔旧账")
"""In its text, in the spot, in what the speaker added."""
TEXT = f"上清村把修路灯的钱记在{WORDS[0]}上，问了几次没有人回答，请上级查一查经费去了哪里。"
SPEAKER = Person(name="霍采薇", phone="13755550142", address="上清村柿子树旁")
TITLE = "路灯经费没有公示"
STATEMENT = "经费使用情况没有向村民公开。"
POSTS_TITLE = "另一职务"

PEOPLE = (
    ("speaker", "whoever said it, in the browser that holds the code"),
    ("clerk", "the town's clerk, who sorts"),
    ("answers", "the secretary of the school, which must answer"),
    ("hill", "the secretary of another village"),
    ("accused", "the secretary of the accused village"),
    ("below", "the head of a clinic below the accused village"),
    ("two_posts", "the town's office deputy, who also holds a post in the accused village"),
    ("viewer", "the county's viewer"),
    ("guidance", "the guidance group of the area"),
    ("outsider", "the clerk of another town"),
    ("nobody", "nobody signed in"),
)
NAMES = tuple(name for name, _who in PEOPLE)
SHUT_OUT = NAMES[3:]
"""Whom neither identity nor accusation may ever reach."""
LOOK_ON = ("viewer", "guidance")
"""Of those: who may see that the town has a problem with its accounts, and no more."""


@dataclass
class World:
    """Everything the addresses name, and a browser for each person."""

    cast: Cast
    voice: Voice
    joined: Voice
    problem: Problem
    own: Voice
    """An ordinary message with a contact, which the accused village answers."""
    campaign: Campaign
    posts: dict[str, Post] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        if who == "speaker":
            client.post("/follow/", {"code": code_of(self.voice)})
        elif who != "nobody":
            post = self.posts[who]
            user = User.objects.get(holdings__post=post)
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.session
            session["acting_post"] = post.pk
            session.save()
        return client


def picture(colour: str) -> tuple[bytes, bytes]:
    made_of = []
    for size in ((40, 30), (8, 6)):
        data = BytesIO()
        Image.new("RGB", size, colour).save(data, "JPEG")
        made_of.append(data.getvalue())
    return made_of[0], made_of[1]


def a_post(unit: Unit, role: str, who: str, *, also: Post | None = None, **more: Any) -> Post:
    """A post held by somebody new, who holds ``also`` as well."""
    post = add_post(
        unit=unit, code=f"post-{who}", title=POSTS_TITLE, role=role, actor=SYSTEM, now=NOW, **more
    )
    user = add_staff(username=f"log-in-{who}", name="某同志", password=None, now=NOW)
    for held in (post, also):
        if held is not None:
            appoint(post=held, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def build_world(cast: Cast) -> World:
    clinic = add_unit(
        code="shangqing-clinic",
        name="上清卫生室",
        kind="clinic",
        parent=cast.village,
        actor=SYSTEM,
        now=NOW,
    )
    seat = add_post(
        unit=cast.village, code="seat", title="委员", role="staff", actor=SYSTEM, now=NOW
    )
    posts = {
        "clerk": cast.clerk,
        "answers": cast.teacher,
        "hill": a_post(cast.hill_village, "secretary", "hill"),
        "accused": cast.secretary,
        "below": a_post(clinic, "secretary", "below"),
        "two_posts": a_post(cast.town, "campaign_office", "two-posts", also=seat),
        "viewer": cast.viewer,
        "guidance": a_post(cast.town, "guidance", "guidance", area=cast.east),
        "outsider": cast.outsider,
    }
    add_place(unit=cast.village, code="cunkou", name="村口", actor=SYSTEM, now=NOW)
    category = made.a_category()
    own = made.registered(cast, made.a_voice(cast, person=made.a_person()))
    voice = made.a_voice(
        cast,
        kind="petition",
        text=TEXT,
        spot=WORDS[1],
        accused=cast.village,
        person=SPEAKER,
        pictures=[picture("navy")],
        category=category,
    )
    joined = made.a_voice(cast, text=f"{WORDS[0]}的事，我也知道。", accused=cast.village)
    voices.merge(voice=joined, into=voice, actor=cast.clerk, now=NOW)
    voices.add_words(voice=voice, words=WORDS[2], now=NOW)
    voice = made.registered(cast, voice, unit=cast.school)
    problem = problems_made.a_problem(cast, voices=[voice], title=TITLE, statement=STATEMENT)
    problem = problems_made.listed(cast, problem, lead_unit=cast.town, responsible=cast.leader)
    jpeg, small = picture("olive")
    problems.add_picture(
        problem=problem, jpeg=jpeg, small=small, after=False, actor=cast.leader, now=NOW
    )
    problem = problems_made.claimed(cast, problems_made.in_hand(cast, problem))
    problem = problems_made.checked(cast, problem, actor=cast.first)
    voice, joined = made.as_now(voice), made.as_now(joined)
    return World(cast, voice, joined, problem, own, a_campaign(cast), posts)


# --- what an answer gives away

NOTHING, SIGN_IN, NOT_THERE = "-", ">", "."
NUMBER, MATTER, ACCUSATION, SAID, IDENTITY = "n", "m", "A", "W", "I"
WORST = (SIGN_IN, NOT_THERE, NOTHING, NUMBER, MATTER, ACCUSATION, SAID, IDENTITY)
LEGEND = """\
I  the identity of whoever spoke
W  their words or their photo
A  that there is such a message: its number, or whom it speaks against
m  the problem made of it: its title or photo, never a word of the message
n  a number in the public record, and neither unit, post nor matter
-  a page with nothing of it
.  not there, exactly as an address that does not exist
>  sent to sign in
"""


def shown_in(answer: Any) -> str:
    """Everything an answer says, with the insides of a workbook."""
    # Reading a stream to its end closes it.
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return "\n".join((content.decode("utf-8", "backslashreplace"), *answer.headers.values()))


class Judge:
    """Says what an answer gives away of the message in a :class:`World`."""

    def __init__(self, world: World) -> None:
        self._numbers = numbers = (world.voice.number, world.joined.number)
        against = rf"(speaks against|反映的是)\s*{world.cast.village.name}"
        self._names = re.compile(rf"{against}|{TITLE}|{STATEMENT}")
        photos, shots = world.voice.pictures.all(), world.problem.pictures.all()
        self._signs: Sequence[tuple[str, re.Pattern[str]]] = [
            (IDENTITY, _any((SPEAKER.name, SPEAKER.phone, SPEAKER.address))),
            (SAID, _any((*WORDS, *_bytes_of(photos)))),
            (ACCUSATION, re.compile("|".join((*map(re.escape, numbers), against)))),
            (MATTER, _any((TITLE, STATEMENT, *_bytes_of(shots)))),
            (MATTER, re.compile(rf"\b{re.escape(world.problem.number)}\b")),
        ]

    def __call__(self, answer: Any, address: str) -> str:
        shown = shown_in(answer)
        for number in self._numbers:  # whoever asks for a number may be told it back
            shown = shown.replace(number, "") if number in address else shown
        for sign, pattern in self._signs:
            if pattern.search(shown):
                in_record = address.startswith("/record/") and sign in (ACCUSATION, MATTER)
                return NUMBER if in_record and not self._names.search(shown) else sign
        if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
            return SIGN_IN
        return NOT_THERE if answer.status_code == 404 else NOTHING


def _bytes_of(rows: Any) -> list[str]:
    """The files of photos, as :func:`shown_in` reads them."""
    read = []
    for row in rows:
        for file in (row.picture, row.small):
            with file.open("rb") as opened:
                read.append(opened.read().decode("utf-8", "backslashreplace"))
    return read


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))

"""Messages as they are made in life; every builder goes through the actions.

What is left unsaid is ordinary: a broken street light in Shangqing, said on the web page.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from cast import NOW, PEOPLE, SYSTEM, Cast, kept
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.identities.contents import Person
from qunce.domain.matters.actions import add_category
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.voices import actions
from qunce.domain.voices.models import Answer, Voice
from qunce.domain.voices.said import Received, Said

DAY = timedelta(days=1)
TEXT = "村口三盏路灯都不亮，晚上走路看不见。"
WORDS = "已经安排，三天内去看。"
FACTS = "灯泡烧坏，线路完好。"
OPINION = "三盏灯已换，今晚亮。"


def a_person(**changes: str) -> Person:
    given = {"name": "罗阿婆", "phone": "139 5555 0199", "address": "上清村三组", "words": ""}
    return Person(**{**given, **changes})


def a_category(code: str = "street-light", **words: Any) -> Category:
    found = Category.objects.filter(code=code).first()
    return found or add_category(code=code, name="路灯", actor=SYSTEM, now=NOW, **words)


def said(cast: Cast, **changes: Any) -> Said:
    given: dict[str, Any] = {
        "kind": "problem",
        "channel": "web",
        "text": TEXT,
        "town": cast.town,
        "village": cast.village,
        "submission": uuid.uuid4().hex,
    }
    return Said(**{**given, **changes})


def received(cast: Cast, *, now: Any = NOW, **changes: Any) -> Received:
    return actions.receive(said=said(cast, **changes), now=now)


def a_voice(cast: Cast, *, now: Any = NOW, **changes: Any) -> Voice:
    """A message in the queue of the town's office."""
    return received(cast, now=now, **changes).voice


def as_now(voice: Voice) -> Voice:
    return Voice.objects.get(pk=voice.pk)


@kept
def registered(cast: Cast, voice: Voice | None = None, *, now: Any = NOW, **changes: Any) -> Voice:
    """Registered by the town's clerk for Shangqing village; ``changes`` are the act's."""
    voice = as_now(voice if voice is not None else a_voice(cast, now=now))
    given: dict[str, Any] = {
        "category": a_category(),
        "unit": cast.village,
        "actor": cast.clerk,
        "seen_version": voice.version,
        "now": now,
    }
    return actions.register_voice(voice=voice, **{**given, **changes})


@kept
def accepted(cast: Cast, voice: Voice | None = None, *, now: Any = NOW, **changes: Any) -> Voice:
    """Accepted by the village's secretary as a petition to handle (art. 31(6))."""
    voice = voice if voice is not None else registered(cast, now=now)
    given: dict[str, Any] = {
        "route": "handling",
        "words": WORDS,
        "actor": cast.secretary,
        "now": now,
    }
    return actions.accept(voice=voice, **{**given, **changes})


def reply(cast: Cast, voice: Voice, *, now: Any = NOW, **changes: Any) -> Answer:
    given: dict[str, Any] = {
        "outcome": "support",
        "facts": FACTS,
        "opinion": OPINION,
        "actor": cast.secretary,
        "now": now,
    }
    return actions.answer(voice=voice, **{**given, **changes})


def answered(cast: Cast, voice: Voice | None = None, *, now: Any = NOW, **changes: Any) -> Voice:
    voice = voice if voice is not None else accepted(cast, now=now)
    reply(cast, voice, now=now, **changes)
    return as_now(voice)


def ended(cast: Cast, voice: Voice | None = None, *, now: Any = NOW) -> Voice:
    voice = voice if voice is not None else answered(cast, now=now)
    return actions.end_voice(voice=voice, words="灯亮了，办结。", actor=cast.clerk, now=now)


def in_review(cast: Cast, voice: Voice | None = None, *, now: Any = NOW) -> Voice:
    voice = voice if voice is not None else answered(cast, now=now)
    return actions.ask_review(voice=voice, words="灯只亮了一晚。", now=now)


def a_post(cast: Cast, unit: Unit, role: str, who: str, *, also: str = "") -> Post:
    """A post in ``unit``, held by a new person, or by one of the cast (``also``)."""
    post = add_post(
        unit=unit, code=f"{unit.code}-{who}", title="干事", role=role, actor=SYSTEM, now=NOW
    )
    user = (
        cast.person(also)
        if also in PEOPLE
        else add_staff(username=f"log-in-{who}", name=f"{who}同志", password=None, now=NOW)
    )
    appoint(post=post, user=user, since=NOW.date() - 9 * DAY, actor=SYSTEM, now=NOW)
    return post


def county_clerk(cast: Cast) -> Post:
    """The county's own office, which sorts what accuses a town and reviews what a town said."""
    return a_post(cast, cast.county, "campaign_office", "county-clerk")


def moved_aside(cast: Cast) -> dict[str, Voice]:
    """One message in each state, made through the actions; the key is the state."""
    county_clerk(cast) if not Post.objects.filter(code="qinghe-county-clerk").exists() else None
    objected = registered(cast)
    actions.object_to(voice=objected, reason="归供电所管。", actor=cast.secretary, now=NOW)
    merged = a_voice(cast)
    actions.merge(voice=merged, into=a_voice(cast), actor=cast.clerk, now=NOW)
    parted = a_voice(cast)
    actions.split(voice=parted, texts=["灯不亮。", "路不平。"], actor=cast.clerk, now=NOW)
    aside = a_voice(cast)
    actions.set_aside(voice=aside, reason="已有答复，见前信。", actor=cast.clerk, now=NOW)
    town_answered = answered(
        cast,
        registered(cast, unit=cast.town),
        actor=cast.clerk,
    )
    reviewed = in_review(cast, town_answered)
    actions.give_review(
        voice=reviewed,
        outcome="explain",
        facts=FACTS,
        opinion="已查，属实。",
        actor=Post.objects.get(code="qinghe-county-clerk"),
        now=NOW,
    )
    return {
        "received": a_voice(cast),
        "registered": registered(cast),
        "objected": as_now(objected),
        "accepted": accepted(cast),
        "answered": answered(cast),
        "in_review": in_review(cast),
        "ended": ended(cast),
        "merged": as_now(merged),
        "split": as_now(parted),
        "set_aside": as_now(aside),
    }

"""Who sees a message in the office, and who can act on it: every person, every address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

import voices_made as made
from cast import NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.record.models import Entry
from qunce.domain.voices.models import Step, Voice
from web.office.messages_sent import SECRET_WORDS, a_picture, against_the_village, fresh

SignIn = Callable[[str], Client]

OTHERS = ("outsider", "viewer", "teacher", "secretary", "guidance")
"""Another town's clerk, the county's viewer, a school, the accused village, a guidance group."""

READS = (
    "/office/voices/{voice}/",
    "/office/voices/{voice}/?step=answer",
    "/office/voices/{voice}/contact/",
    "/office/voices/{voice}/unit/?category=1",
    "/office/voices/{voice}/register/",
    "/office/voices/pictures/{picture}/large/",
    "/office/voices/pictures/{picture}/small/",
)
STEPS = (
    *("register", "decide-objection", "accept", "answer", "review", "decide-extension", "end"),
    *("object", "send", "extend", "pause", "resume", "split", "merge", "reroute"),
    *("set-aside", "restore", "note"),
)
WRITES = (
    *(f"/office/voices/{{voice}}/{step}/" for step in STEPS),
    "/office/voices/{voice}/contact/",
    "/office/voices/{voice}/interest/",
)
TYPED = {
    "reason": "没有理由的理由",
    "words": "别人写的",
    "route": "handling",
    "outcome": "support",
    "facts": "别人的事实",
    "opinion": "别人的意见",
    "claims": "别人的诉求",
    "basis": "别人的依据",
    "agreed": "no",
    "granted": "yes",
    "days": "3",
    "into": "1",
    "part_1": "一件",
    "part_2": "两件",
    "purpose": "call_back",
    "kind": "problem",
    "seen_version": "1",
}


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A message against the village with a contact and a picture, and a guidance group's post."""
    post = add_post(
        unit=cast.town,
        code="qingquan-guidance",
        title="指导组组长",
        role="guidance",
        area=cast.east,
        actor=SYSTEM,
        now=NOW,
    )
    user = add_staff(username="log-in-guidance", name="古指导", password=None, now=NOW)
    appoint(post=post, user=user, since=NOW.date(), actor=SYSTEM, now=NOW)
    voice = against_the_village(cast, pictures=[a_picture()])
    picture = voice.pictures.first()
    assert picture is not None
    return {"voice": voice.pk, "picture": picture.pk}


def body(answer: Any) -> str:
    if answer.streaming:
        # read to its end, the client closes it; closing it once more would end the connection
        return "".join(repr(part) for part in answer.streaming_content)
    return str(answer.content.decode())


def main(answer: Any) -> str:
    """What the page says, without its own address and its seal above it."""
    return body(answer).partition('id="main"')[2]


@pytest.mark.parametrize("who", ["", *OTHERS])
def test_nobody_else_reads_an_accusation(as_: SignIn, places: dict[str, int], who: str) -> None:
    clerk, other = as_("clerk"), as_(who)
    assert SECRET_WORDS in body(clerk.get("/office/voices/{voice}/".format(**places)))
    assert SECRET_WORDS in body(clerk.get("/office/voices/?view=all"))
    missing = {"voice": 999_999, "picture": 999_999}
    for address in READS:
        seen = clerk.get(address.format(**places))
        assert seen.status_code in (200, 302), address
        body(seen)
        answer = other.get(address.format(**places))
        if not who:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")
            continue
        assert answer.status_code == 404, address
        nothing = other.get(address.format(**missing))
        assert main(answer) == main(nothing), "not yours and not there look alike"


@pytest.mark.parametrize("who", ["", *OTHERS])
def test_nobody_else_does_anything_with_it(
    as_: SignIn, cast: Cast, places: dict[str, int], who: str
) -> None:
    typed = {**TYPED, "unit": cast.town.pk, "category": made.a_category().pk}
    before, steps, entries = Voice.objects.get(), Step.objects.count(), Entry.objects.count()
    for address in WRITES:
        answer = as_(who).post(address.format(**places), typed)
        assert answer.status_code == (404 if who else 302), address
    chosen = {"voice": [places["voice"]], "what": "set_aside", "reason": "不必看", "sure": "1"}
    for address in ("/office/voices/several/", "/office/voices/several/do/"):
        answer = as_(who).post(address, chosen)
        assert SECRET_WORDS not in body(answer)
        assert answer.status_code == 302, address
    after = Voice.objects.get()
    assert (after.version, after.state, Step.objects.count()) == (
        before.version,
        before.state,
        steps,
    )
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("address", ["/office/", *(f"/office/voices/?view={one}" for one in
                                                  ("new", "mine", "late", "all"))])  # fmt: skip
def test_no_list_of_anybody_else_names_it(
    as_: SignIn, places: dict[str, int], who: str, address: str
) -> None:
    assert SECRET_WORDS in body(as_("clerk").get("/office/"))
    shown = body(as_(who).get(address))
    number = Voice.objects.get().number
    assert SECRET_WORDS not in shown
    assert number not in shown
    searched = body(as_(who).get("/office/voices/?view=all&words=暗渠"))
    assert number not in searched


def test_the_clerk_s_every_write_is_possible_or_refused_in_words(
    as_: SignIn, cast: Cast, places: dict[str, int]
) -> None:
    """The matrix above would prove nothing if the addresses answered 404 to everybody."""
    typed = {**TYPED, "unit": cast.town.pk, "category": made.a_category().pk, "accused": ""}
    clerk = as_("clerk")
    for step in STEPS:
        answer = clerk.post(f"/office/voices/{places['voice']}/{step}/", typed)
        assert answer.status_code in (200, 302), step


def test_a_message_of_another_unit_is_not_there(as_: SignIn, cast: Cast) -> None:
    own = fresh(cast)
    other = fresh(cast, town=cast.other_town, village=cast.other_village)
    assert as_("clerk").get(f"/office/voices/{own.pk}/").status_code == 200
    assert as_("clerk").get(f"/office/voices/{other.pk}/").status_code == 404
    assert as_("outsider").get(f"/office/voices/{other.pk}/").status_code == 200
    assert as_("outsider").get(f"/office/voices/{own.pk}/").status_code == 404
    merged = as_("clerk").post(f"/office/voices/{own.pk}/merge/", {"into": other.number})
    assert "into" in merged.context["main"].form.errors
    assert Voice.objects.get(pk=own.pk).state == "received"


def test_who_has_an_interest_is_kept_out(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast)
    clerk = as_("clerk")
    assert clerk.get(f"/office/voices/{voice.pk}/interest/").status_code == 405
    assert clerk.post(f"/office/voices/{voice.pk}/interest/")["Location"] == "/office/voices/"
    assert clerk.get(f"/office/voices/{voice.pk}/").status_code == 404
    assert clerk.post(f"/office/voices/{voice.pk}/interest/").status_code == 404
    assert as_("first").get(f"/office/voices/{voice.pk}/").status_code == 200


def test_only_who_works_with_messages_writes_one_down(as_: SignIn, cast: Cast) -> None:
    address = "/office/voices/write/"
    for who in ("clerk", "secretary", "leader", "teacher", "outsider"):
        assert as_(who).get(address).status_code == 200
    assert as_("viewer").get(address).status_code == 404
    assert as_("viewer").post(address, {}).status_code == 404
    assert as_("").get(address).status_code == 302
    for who in ("clerk", "outsider"):
        assert as_(who).get("/office/voices/write/receipt/").status_code == 404


def test_every_address_of_the_messages_is_in_the_matrix() -> None:
    """A new page is asked here who may see it."""
    names = {
        str(name)
        for name in get_resolver("qunce.web.office.voices.urls").reverse_dict
        if isinstance(name, str)
    }
    assert names == {
        "voices",
        "voices_several",
        "voices_several_do",
        "voices_several_undo",
        "voice_write",
        "voice_written",
        "voice_picture",
        "voice",
        "voice_contact",
        "voice_interest",
        "voice_unit",
        "voice_act",
    }

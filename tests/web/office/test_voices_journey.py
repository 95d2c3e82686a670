"""One message through every hand on the pages: sorted, objected to, answered, reviewed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

import voices_made as made
from cast import Cast
from qunce.domain.organisations.models import Unit
from qunce.domain.voices import actions
from qunce.domain.voices.models import Clock, Voice
from qunce.kernel import clock
from web.office.messages_sent import answered, dispatched, fresh, given, sorting
from web.office.test_voices_contact import text

SignIn = Callable[[str], Client]


class Desk:
    """One person at one message."""

    def __init__(self, client: Client, voice: Voice) -> None:
        self.client = client
        self.voice = voice

    def page(self) -> Any:
        return self.client.get(f"/office/voices/{self.voice.pk}/")

    def do(self, step: str, **typed: Any) -> Voice:
        """The step is on the page, is taken, and the message is what it is then."""
        shown = self.client.get(f"/office/voices/{self.voice.pk}/?step={step}")
        assert shown.context["main"].offer.code == step, step
        answer = self.client.post(f"/office/voices/{self.voice.pk}/{step}/", typed)
        assert answer.status_code == 302, answer.context["main"].form.errors
        return made.as_now(self.voice)


def test_from_the_queue_to_the_end_and_back(as_: SignIn, cast: Cast) -> None:
    category = dispatched(cast)
    county = made.county_clerk(cast)
    voice = fresh(cast, person=made.a_person())
    clerk = Desk(as_("clerk"), voice)
    teacher, secretary = Desk(as_("teacher"), voice), Desk(as_("secretary"), voice)
    first = Desk(as_("first"), voice)

    assert clerk.do("register", **sorting(voice, category)).responsible == cast.school
    typed = {"reason": "灯归村里管。", "suggests": cast.village.pk}
    assert teacher.do("object", **typed).state == "objected"
    decided = clerk.do("decide-objection", agreed="yes", unit="", reason="说得对，归村里。")
    assert (decided.state, decided.responsible) == ("registered", cast.village)
    assert teacher.page().status_code == 404, "who is not responsible does not see it any more"

    accepted = secretary.do("accept", route="handling", words="三天内去看。")
    assert accepted.state == "accepted"
    due = Clock.objects.get(voice=voice, rule="handle").due_on
    secretary.do("extend", days="10", reason="灯杆要从县里调。")
    asked = first.page()
    assert asked.context["main"].offer.code == "decide-extension"
    assert "灯杆要从县里调。" in text(asked)
    own = secretary.client.get(f"/office/voices/{voice.pk}/?step=decide-extension")
    assert "decided_by_who_asked" in {
        reason.code for one in own.context["grey"] for reason in one.reasons
    }
    first.do("decide-extension", granted="yes", words="同意。")
    assert Clock.objects.get(voice=voice, rule="handle").due_on > due

    typed = {"outcome": "support", "facts": "三盏灯泡烧坏。", "opinion": "已全部更换。"}
    assert secretary.do("answer", **typed).state == "answered"
    actions.say_result(voice=voice, says="not_fixed", words="只亮了一晚。", now=clock.now())
    again = secretary.page()
    assert again.context["main"].offer.code == "answer"
    assert "只亮了一晚。" in text(again)
    assert secretary.do("answer", **{**typed, "facts": "线路接头松。"}).state == "answered"

    actions.ask_review(voice=made.as_now(voice), words="请镇里看看。", now=clock.now())
    assert secretary.page().context["main"] is None
    typed = {"outcome": "support", "facts": "镇里到场核实。", "opinion": "线路已整体更换。"}
    assert clerk.do("review", **typed).state == "answered"
    assert clerk.do("end", words="灯亮了，办结。").state == "ended"
    story = text(secretary.page())
    for words in (
        "灯归村里管。",
        "说得对，归村里。",
        "同意。",
        "线路已整体更换。",
        "灯亮了，办结。",
    ):
        assert words in story
    assert county.unit == cast.county


def test_joined_split_set_aside_and_taken_back(as_: SignIn, cast: Cast) -> None:
    one, two = fresh(cast), fresh(cast)
    desk = Desk(as_("clerk"), two)
    assert [found.voice.pk for found in desk.page().context["candidates"]] == [one.pk]
    assert desk.do("merge", into=one.number).merged_into == one
    assert desk.do("restore", reason="不是一回事。").state == "received"
    assert desk.do("split", part_1="路灯不亮。", part_2="水渠堵了。").state == "split"
    parts = [part.pk for part in desk.page().context["parts"]]
    assert len(parts) == 2
    aside = Desk(as_("clerk"), Voice.objects.get(pk=parts[0]))
    assert aside.do("set-aside", reason="与前信重复。").state == "set_aside"
    assert aside.do("restore", reason="还要办。").state == "received"
    assert aside.do("send" if aside.voice.responsible_id else "note", words="已核对").version > 1


def test_what_accuses_the_office_leaves_it(as_: SignIn, cast: Cast) -> None:
    county = made.county_clerk(cast)
    voice = given(cast, unit=cast.clinic)
    desk = Desk(as_("clerk"), voice)
    answer = desk.client.post(
        f"/office/voices/{voice.pk}/reroute/", {"accused": cast.town.pk}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/office/voices/"
    assert desk.page().status_code == 404
    assert (made.as_now(voice).receiver, county.unit) == (cast.county, cast.county)


def test_units_one_can_choose_are_those_that_may_have_it(as_: SignIn, cast: Cast) -> None:
    voice = fresh(cast, accused=cast.village)
    form = Desk(as_("clerk"), voice).page().context["main"].form
    offered = set(form.fields["unit"].queryset)
    assert cast.village not in offered
    assert {cast.town, cast.school, cast.county} <= offered
    assert not offered & set(Unit.objects.within(cast.other_town))


def test_an_end_needs_words_and_an_answer(as_: SignIn, cast: Cast) -> None:
    voice = answered(cast)
    clerk = as_("clerk")
    wordless = clerk.post(f"/office/voices/{voice.pk}/end/", {"words": " "})
    assert wordless.context["main"].form.errors
    assert made.as_now(voice).state == "answered"
    unanswered = given(cast)
    early = clerk.post(f"/office/voices/{unanswered.pk}/end/", {"words": "先办结"})
    codes = {one.code for one in early.context["main"].form.non_field_errors().as_data()}
    assert "voice_not_in_this_state" in codes

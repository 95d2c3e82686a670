"""Who spoke is opened by the post that must answer, with a purpose, and the speaker reads it."""

from __future__ import annotations

from typing import Any

import pytest

from builders import kinds_since, latest
from cast import NOW, Cast
from qunce.domain.identities.models import Opening
from qunce.domain.record.models import Entry
from qunce.domain.voices import actions
from qunce.domain.voices.models import Voice
from qunce.domain.voices.queries import openings_of, story
from qunce.kernel.refusals import Refused
from voices_made import (
    a_person,
    a_post,
    a_voice,
    accepted,
    answered,
    as_now,
    county_clerk,
    in_review,
    registered,
)


def _voice(cast: Cast, **changes: Any) -> Voice:
    return a_voice(cast, person=a_person(), **changes)


def _open(voice: Voice, actor: Any, **changes: Any) -> Any:
    given = {"purpose": "call_back", "reason": "打电话约看灯的时间", "actor": actor, "now": NOW}
    return actions.open_identity(voice=voice, **{**given, **changes})


def test_the_post_that_must_answer_opens_it_and_the_speaker_reads_who_and_why(
    cast: Cast,
) -> None:
    voice = accepted(cast, registered(cast, _voice(cast)))
    assert _open(voice, cast.secretary) == a_person()
    opening = openings_of(as_now(voice))[0]
    assert (opening.post, opening.purpose) == (str(cast.secretary), "call_back")
    assert opening.reason == "打电话约看灯的时间"
    step = story(as_now(voice))[-1]
    assert (step.kind, step.words) == ("identity_opened", "打电话约看灯的时间")
    assert (latest().kind, latest().facts["purpose"]) == ("identity.opened", "call_back")
    assert "罗阿婆" not in latest().canonical


OPENS = [
    # state, who, whether
    ("received", "clerk", True),
    ("received", "first", True),
    ("received", "secretary", False),
    ("received", "viewer", False),
    ("received", "outsider", False),
    ("registered", "secretary", True),
    ("registered", "clerk", False),
    ("registered", "first", False),
    ("registered", "teacher", False),
    ("accepted", "secretary", True),
    ("accepted", "clerk", False),
    ("accepted", "leader", False),
    ("in_review", "clerk", True),
    ("in_review", "secretary", False),
    ("in_review", "outsider", False),
]


@pytest.mark.parametrize(("state", "who", "opens"), OPENS)
def test_who_opens_it_when(cast: Cast, state: str, who: str, opens: bool) -> None:
    voice = _voice(cast)
    if state != "received":
        voice = registered(cast, voice)
    if state in ("accepted", "in_review"):
        voice = accepted(cast, voice)
    if state == "in_review":
        voice = in_review(cast, answered(cast, voice))
    size = Entry.objects.count()
    if opens:
        assert _open(voice, getattr(cast, who)) == a_person()
        return
    with pytest.raises(Refused) as refused:
        _open(voice, getattr(cast, who))
    assert set(refused.value.codes) <= {"voice_not_yours", "identity_not_yours_to_open"}
    assert (kinds_since(size), Opening.objects.count()) == ([], 0)


def test_where_a_post_is_named_its_colleagues_do_not_open_it(cast: Cast) -> None:
    named, other = (a_post(cast, cast.village, "staff", who) for who in ("named", "other"))
    voice = registered(cast, _voice(cast), post=named)
    assert _open(voice, named) == a_person()
    with pytest.raises(Refused) as refused:
        _open(voice, other)
    assert refused.value.codes == ("voice_not_yours",)


@pytest.mark.parametrize("accused", ["village", "town"])
def test_the_accused_never_opens_who_accuses_them(cast: Cast, accused: str) -> None:
    county = county_clerk(cast)
    voice = _voice(cast, accused=getattr(cast, accused))
    for post in (cast.secretary, cast.leader, cast.viewer, cast.teacher, cast.outsider):
        with pytest.raises(Refused) as refused:
            _open(voice, post)
        assert refused.value.codes == ("voice_not_yours",)
    assert _open(voice, cast.clerk if accused == "village" else county) == a_person()


def test_who_keeps_out_does_not_open_it(cast: Cast) -> None:
    voice = _voice(cast)
    actions.state_interest(post=cast.clerk, voice=voice, now=NOW)
    with pytest.raises(Refused) as refused:
        _open(voice, cast.clerk)
    assert refused.value.codes == ("voice_not_yours",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": ""}, "opening_has_no_purpose"),
        ({"purpose": "curiosity"}, "opening_has_no_purpose"),
        ({"reason": ""}, "opening_has_no_reason"),
        ({"reason": "  看 "}, "opening_has_no_reason"),
    ],
)
def test_without_a_purpose_and_a_reason_nobody_opens_it(
    cast: Cast, changes: dict[str, str], code: str
) -> None:
    voice = _voice(cast)
    with pytest.raises(Refused) as refused:
        _open(voice, cast.clerk, **changes)
    assert refused.value.codes == (code,)
    assert (Opening.objects.count(), len(story(voice))) == (0, 1)


def test_where_no_contact_was_left_there_is_nothing_to_open(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        _open(a_voice(cast), cast.clerk)
    assert refused.value.codes == ("identity_not_given",)


def test_of_a_part_and_of_a_joined_message_the_one_who_answers_opens_it(cast: Cast) -> None:
    whole, other = _voice(cast), _voice(cast)
    part, _rest = actions.split(voice=whole, texts=["一", "二"], actor=cast.clerk, now=NOW)
    assert _open(registered(cast, part), cast.secretary) == a_person()
    assert len(openings_of(as_now(whole))) == 1
    case = accepted(cast)
    actions.merge(voice=other, into=case, actor=cast.clerk, now=NOW)
    assert _open(as_now(other), cast.secretary) == a_person()
    with pytest.raises(Refused) as refused:
        _open(as_now(other), cast.clerk)
    assert refused.value.codes == ("identity_not_yours_to_open",)
    # the other speaker of the matter does not read that this contact was opened
    assert "identity_opened" not in [step.kind for step in story(as_now(case))]


def test_the_speaker_has_it_erased(cast: Cast) -> None:
    voice = _voice(cast)
    _open(voice, cast.clerk)
    actions.forget_identity(voice=voice, now=NOW)
    assert latest().kind == "identity.forgotten"
    assert story(as_now(voice))[-1].kind == "identity_erased"
    assert len(openings_of(as_now(voice))) == 1
    with pytest.raises(Refused) as refused:
        _open(voice, cast.clerk)
    assert refused.value.codes == ("identity_forgotten",)
    with pytest.raises(Refused):
        actions.forget_identity(voice=voice, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.forget_identity(voice=a_voice(cast), now=NOW)
    assert refused.value.codes == ("identity_not_given",)
